"""A calendar at a secret address: for whoever knows it, until it is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from gunicorn.config import Config as GunicornConfig
from gunicorn.glogging import Logger, SafeAtoms
from icalendar import Calendar
from werkzeug.test import EnvironBuilder

from models import (
    ApologyLetter,
    CalendarFeed,
    MeasureReport,
    ReplyUnit,
    TargetExplanation,
    Task,
    TaskExtension,
    User,
    db,
)
from models.vocabulary import (
    ApologyRegime,
    LetterState,
    ReviewState,
    Role,
    ScheduleKind,
)
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_procedure,
    make_source,
    make_task,
    make_unit,
)
from tests.publication_rows import make_publication
from tracker.clock import now
from tracker.errors import ForbiddenError
from tracker.queries.accounts import get_actor
from tracker.services.calendar_feeds import MOST_FEEDS, add_feed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from flask import Flask
    from icalendar import Event

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page

TODAY = date(2026, 4, 14)
CODE = "H99.1-260401-0123"


def address_of(page: Page) -> str:
    """Return the path of the address that was just shown."""
    (shown,) = page.texts(".//p[@class='reference']/code")
    return shown.removeprefix("http://localhost")


def new_feed(browser: Browser, unit: str = "") -> str:
    return address_of(browser.post("/tai-khoan/lich", {"unit": unit}))


def events(page: Page) -> dict[str, Event]:
    """Return the entries of a calendar by UID, read strictly."""
    assert page.status == 200
    content = page.response.get_data()
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "lines are folded"
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


@pytest.fixture
def unit_id(make_user: MakeUser, on_day: OnDay) -> int:
    """A unit with an officer ("vien") and one of everything that has a day."""
    on_day(TODAY)
    make_user("vien", Role.UNIT_OFFICER)
    unit_id = get_actor("vien").unit_id
    assert unit_id is not None
    fill(unit_id)
    return unit_id


def fill(unit_id: int) -> None:
    writer = get_actor("vien").id
    task = make_task(
        make_directive("KH-12", unit_id),
        schedule_kind=ScheduleKind.BY_DATE,
        due_on=date(2026, 5, 20),
        leads=(unit_id,),
    )
    text = "Công khai, minh bạch; đạt 90%, \\ 100%\nở mọi đơn vị " + "rất dài " * 30
    db.session.execute(sa.update(Task).where(Task.id == task).values(text=text))
    db.session.add(
        TaskExtension(
            task_id=task,
            unit_id=unit_id,
            original_due_on=date(2026, 5, 20),
            due_on=date(2026, 6, 30),
            document="15/UBND",
            reason="lý do",
            granted_by=writer,
            granted_at=datetime(2026, 4, 1, 3, tzinfo=UTC),
        )
    )
    db.session.add(
        TargetExplanation(
            period="2026-03",
            task_id=task,
            unit_id=unit_id,
            version=2,
            state=ReviewState.SUBMITTED,
            text="ông Nguyễn Văn A khiếu nại",
            measure="gọi bà Trần Thị B",
            measure_due_on=date(2026, 4, 30),
            written_by=writer,
            written_at=datetime(2026, 4, 2, 3, tzinfo=UTC),
        )
    )
    publication_id = make_publication(
        writer,
        drafted_at=datetime(2026, 4, 1, tzinfo=UTC),
        reply_opened_at=datetime(2026, 4, 10, tzinfo=UTC),
        reply_until=date(2026, 4, 17),
    )
    db.session.add(ReplyUnit(publication_id=publication_id, unit_id=unit_id, row_count=2))
    dossier = make_dossier(
        unit_id=unit_id,
        batch_id=make_batch(make_source("HS"), date(2026, 4, 1)),
        procedure_id=make_procedure(),
        received_on=date(2026, 4, 1),
        due_on=date(2026, 4, 16),
        code=CODE,
        officer="Lê Văn C",
    )
    db.session.add(
        ApologyLetter(
            dossier_id=dossier,
            ordinal=1,
            unit_id=unit_id,
            regime=ApologyRegime.ND118,
            state=LetterState.DRAFT,
            reason="ông Nguyễn Văn A chờ lâu",
            promised_on=date(2026, 4, 25),
            send_by=date(2026, 4, 15),
            drafted_by=writer,
            drafted_at=datetime(2026, 4, 13, tzinfo=UTC),
        )
    )
    db.session.commit()


def test_a_calendar_shows_every_kind_of_day(
    unit_id: int, log_in_as: LogInAs, browser: Browser
) -> None:
    found = events(browser.get(new_feed(log_in_as("vien"))))

    days = {uid.partition("-")[0]: event["DTSTART"].dt for uid, event in found.items()}
    assert days == {
        "task": date(2026, 6, 30),
        "measure": date(2026, 4, 30),
        "reply": date(2026, 4, 17),
        "letter": date(2026, 4, 15),
    }
    for event in found.values():
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt
        assert event["TRANSP"] == "TRANSPARENT"
    (task,) = [event for uid, event in found.items() if uid.startswith("task")]
    assert task["SEQUENCE"] == 1, "an extension moved it once"
    assert str(task["SUMMARY"]).startswith("Hạn nhiệm vụ ")
    assert "Công khai, minh bạch; đạt 90%, \\ 100% ở mọi đơn vị" in str(task["DESCRIPTION"])


def test_nothing_of_citizens_and_no_whole_code_leaves_the_house(
    unit_id: int, log_in_as: LogInAs, browser: Browser
) -> None:
    text = browser.get(new_feed(log_in_as("vien"))).response.get_data(as_text=True)
    unfolded = text.replace("\r\n ", "")

    assert "H99.1-******-0123" in unfolded
    for secret in (CODE, "Nguyễn", "Trần Thị", "Lê Văn C", "khiếu nại", "gọi bà"):
        assert secret not in unfolded


def test_an_entry_keeps_its_name_when_its_day_moves(
    unit_id: int, log_in_as: LogInAs, browser: Browser
) -> None:
    address = new_feed(log_in_as("vien"))
    before = events(browser.get(address))
    extension = db.session.scalars(sa.select(TaskExtension)).one()
    db.session.add(
        TaskExtension(
            task_id=extension.task_id,
            unit_id=None,
            original_due_on=extension.original_due_on,
            due_on=date(2026, 7, 31),
            document="16/UBND",
            reason="lý do",
            granted_by=extension.granted_by,
            granted_at=now(),
        )
    )
    db.session.commit()

    after = events(browser.get(address))

    (uid,) = [uid for uid in before if uid.startswith("task")]
    assert set(after) == set(before)
    assert (before[uid]["SEQUENCE"], after[uid]["SEQUENCE"]) == (1, 2)
    assert after[uid]["DTSTART"].dt == date(2026, 7, 31)
    assert after[uid]["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt


def test_an_extension_of_one_unit_moves_that_units_day_alone(
    unit_id: int, log_in_as: LogInAs, browser: Browser, browser_as: BrowserAs
) -> None:
    """A head's two divisions share a task: one of them was given a later day."""
    below = [make_unit(f"T-{name}", f"Phòng {name}", parent_id=unit_id) for name in ("A", "B")]
    task = make_task(
        make_directive("KH-13", unit_id),
        schedule_kind=ScheduleKind.BY_DATE,
        due_on=date(2026, 5, 20),
        leads=tuple(below),
    )
    grants = ((below[0], date(2026, 7, 31)), (below[0], date(2026, 6, 30)))
    for granted_to, due_on in grants:
        db.session.add(
            TaskExtension(
                task_id=task,
                unit_id=granted_to,
                original_due_on=date(2026, 5, 20),
                due_on=due_on,
                document="15/UBND",
                reason="lý do",
                granted_by=get_actor("vien").id,
                granted_at=datetime(2026, 4, 1, 3, tzinfo=UTC),
            )
        )
    db.session.commit()

    def days(address: str) -> dict[date, str]:
        found = events(browser.get(address))
        mine: list[Any] = [event for uid, event in found.items() if f"task-{task}" in uid]
        return {event["DTSTART"].dt: str(event["SUMMARY"]) for event in mine}

    vien, office = log_in_as("vien"), browser_as(Role.OFFICE_STAFF)
    first, granted = date(2026, 5, 20), date(2026, 7, 31)
    of_both = days(new_feed(vien))
    assert set(of_both) == {first, granted}, "the latest day granted is in force"
    assert "của Phòng A" in of_both[granted]
    assert "Phòng" not in of_both[first]
    assert set(days(new_feed(vien, "T-A"))) == {granted}
    assert set(days(new_feed(vien, "T-B"))) == {first}
    assert set(days(new_feed(office))) == {first}, "what all units share"


def test_what_is_over_or_was_sent_back_leaves_the_calendar(
    unit_id: int, log_in_as: LogInAs, browser: Browser, on_day: OnDay
) -> None:
    address = new_feed(log_in_as("vien"))

    def kinds() -> set[str]:
        return {uid.partition("-")[0] for uid in events(browser.get(address))}

    def change(statement: sa.Update) -> None:
        db.session.execute(statement)
        db.session.commit()

    assert kinds() == {"task", "measure", "reply", "letter"}
    change(
        sa.update(ApologyLetter).values(
            state=LetterState.CANCELLED, cancelling_reason="x", cancelled_at=now()
        )
    )
    assert kinds() == {"task", "measure", "reply"}
    explanation = db.session.scalars(sa.select(TargetExplanation)).one()
    db.session.add(
        MeasureReport(
            explanation_id=explanation.id,
            version=1,
            done_on=TODAY,
            note="x",
            recorded_by=explanation.written_by,
            recorded_at=now(),
        )
    )
    db.session.commit()
    assert kinds() == {"task", "reply"}
    on_day(date(2027, 4, 19))
    assert kinds() == {"task"}, "the reply window ended more than a year ago"


def test_a_measure_that_was_sent_back_is_no_promise(
    unit_id: int, log_in_as: LogInAs, browser: Browser, make_user: MakeUser
) -> None:
    address = new_feed(log_in_as("vien"))
    make_user("truong", Role.OFFICE_STAFF)
    db.session.execute(
        sa.update(TargetExplanation).values(
            state=ReviewState.SENT_BACK, reviewed_by=get_actor("truong").id, reviewed_at=now()
        )
    )
    db.session.commit()

    assert "measure" not in {uid.partition("-")[0] for uid in events(browser.get(address))}


def test_an_unchanged_calendar_is_not_sent_again(
    unit_id: int, log_in_as: LogInAs, browser: Browser
) -> None:
    address = new_feed(log_in_as("vien"))
    first = browser.get(address)

    again = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in first.headers["X-Robots-Tag"]
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in first.headers


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(
    unit_id: int, log_in_as: LogInAs
) -> None:
    vien = log_in_as("vien")
    address = new_feed(vien)
    token = address.removeprefix("/lich/").removesuffix(".ics")

    assert token not in vien.get("/tai-khoan/lich").response.get_data(as_text=True)
    kept = db.session.scalars(sa.select(CalendarFeed.token_hash)).one()
    assert token not in kept
    assert len(token) >= 43


def test_one_that_is_taken_back_is_gone_and_the_others_stay(
    unit_id: int, log_in_as: LogInAs, browser: Browser
) -> None:
    vien = log_in_as("vien")
    first, second = new_feed(vien), new_feed(vien)
    feed_id = db.session.scalars(sa.select(CalendarFeed.id).order_by(CalendarFeed.id)).first()

    vien.post(f"/tai-khoan/lich/{feed_id}/thu-hoi")

    assert [browser.get(address).status for address in (first, second)] == [404, 200]
    assert vien.post(f"/tai-khoan/lich/{feed_id}/thu-hoi").status == 404


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": Role.ADMINISTRATOR}], ids=["off", "other-role"]
)
def test_who_lost_a_right_lost_the_calendar(
    unit_id: int, log_in_as: LogInAs, browser: Browser, change: dict[str, object]
) -> None:
    vien = log_in_as("vien")
    addresses = [new_feed(vien), new_feed(vien, "T-vien")]
    assert [browser.get(address).status for address in addresses] == [200, 200]
    db.session.execute(sa.update(User).where(User.username == "vien").values(**change))
    db.session.commit()

    assert [browser.get(address).status for address in addresses] == [404, 404]


def test_who_has_no_days_gets_no_calendar(browser_as: BrowserAs) -> None:
    assert browser_as(Role.ADMINISTRATOR, "quan-tri").get("/tai-khoan/lich").status == 403
    with pytest.raises(ForbiddenError), transaction():
        add_feed(actor=get_actor("quan-tri"), at=now())


def test_nobody_has_more_addresses_than_they_can_look_after(
    unit_id: int, log_in_as: LogInAs
) -> None:
    vien = log_in_as("vien")
    addresses = {new_feed(vien) for _ in range(MOST_FEEDS)}

    refused = vien.post("/tai-khoan/lich", {"unit": ""})

    assert (refused.status, f"nhiều nhất {MOST_FEEDS} địa chỉ" in refused.text) == (422, True)
    feed_id = db.session.scalars(sa.select(CalendarFeed.id).order_by(CalendarFeed.id)).first()
    vien.post(f"/tai-khoan/lich/{feed_id}/thu-hoi")
    assert new_feed(vien) not in addresses


def _ignore(*_: Any) -> Any:
    """Take an answer's status and headers as a server does."""


def test_the_secret_stands_in_no_log_of_requests(
    unit_id: int, log_in_as: LogInAs, app: Flask
) -> None:
    """The web server writes its log after the answer, from what it gave the application."""
    address = new_feed(log_in_as("vien"))
    for path in (address, "/lich/" + "a" * 43 + ".ics"):
        environ = EnvironBuilder(path).get_environ()
        list(app(environ, _ignore))
        answer = SimpleNamespace(status="200 OK", headers=[])
        atoms = Logger(GunicornConfig()).atoms(answer, {}, environ, timedelta())
        line = GunicornConfig().access_log_format % SafeAtoms(atoms)

        assert '"GET /lich/-.ics HTTP/1.1"' in line
        assert path.removeprefix("/lich/").removesuffix(".ics") not in line


def test_a_wrong_secret_finds_nothing(browser: Browser, database: object) -> None:
    assert browser.get("/lich/khong-co.ics").status == 404
    assert browser.get("/lich/" + "a" * 43 + ".ics").status == 404


def test_nobody_takes_back_anothers(
    unit_id: int, log_in_as: LogInAs, browser_as: BrowserAs
) -> None:
    new_feed(log_in_as("vien"))
    feed_id = db.session.scalars(sa.select(CalendarFeed.id)).one()

    assert browser_as(Role.OFFICE_STAFF).post(f"/tai-khoan/lich/{feed_id}/thu-hoi").status == 404


def test_a_unit_below_is_part_of_its_calendar_and_another_units_is_refused(
    unit_id: int, log_in_as: LogInAs, make_user: MakeUser
) -> None:
    make_unit("T-khac", "Sở Khác")
    make_unit("T-duoi", "Phòng Dưới", parent_id=unit_id)
    vien = log_in_as("vien")

    assert vien.post("/tai-khoan/lich", {"unit": "T-khac"}).status == 403
    assert vien.post("/tai-khoan/lich", {"unit": "T-khong-co"}).status == 404
    assert vien.post("/tai-khoan/lich", {"unit": "T-duoi"}).status == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CalendarFeed)) == 1


def test_the_office_sees_what_all_share_and_any_units_days(
    unit_id: int, browser_as: BrowserAs, browser: Browser
) -> None:
    office = browser_as(Role.OFFICE_STAFF)

    shared = events(browser.get(new_feed(office)))
    of_unit = events(browser.get(new_feed(office, "T-vien")))

    assert {uid.partition("-")[0] for uid in shared} == {"task", "reply"}
    assert {uid.partition("-")[0] for uid in of_unit} == {"task", "reply", "measure", "letter"}


def test_another_unit_sees_none_of_it(
    unit_id: int, make_user: MakeUser, log_in_as: LogInAs, browser: Browser
) -> None:
    other = log_in_as(make_user("khac", Role.UNIT_OFFICER))

    assert events(browser.get(new_feed(other))) == {}


def test_links_lead_to_the_address_people_use(unit_id: int, log_in_as: LogInAs, app: Flask) -> None:
    from dataclasses import replace

    from tracker.config_groups import PublicSettings
    from tracker.runtime import SETTINGS_KEY

    site = PublicSettings(base_url="https://dunghan.tinh.example.vn")
    app.config[SETTINGS_KEY] = replace(app.config[SETTINGS_KEY], public=site)
    vien = log_in_as("vien")
    page = vien.post("/tai-khoan/lich", {"unit": ""})
    (shown,) = page.texts(".//p[@class='reference']/code")
    assert shown.startswith("https://dunghan.tinh.example.vn/lich/")

    found = events(vien.get(shown.removeprefix("https://dunghan.tinh.example.vn")))

    assert all(uid.endswith("@dunghan.tinh.example.vn") for uid in found)
    urls = [str(event["URL"]) for event in found.values() if "URL" in event]
    assert urls
    assert all(url.startswith("https://dunghan.tinh.example.vn/") for url in urls)
    assert vien.get(urls[0].removeprefix("https://dunghan.tinh.example.vn")).status == 200
