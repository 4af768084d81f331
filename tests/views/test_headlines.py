"""Figures that are not what they seem say so right under the title of every page with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import Source, db
from models.vocabulary import Role, RunState
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_task,
    make_unit,
)
from tests.remembered import remembered
from tests.run_rows import make_run, source_id_of
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.publishing.late_list import draft_late_list
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.services.run_acceptance import accept_run
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

PERIOD = "2024-03"
JUDGED = ("/ma-tran", "/chi-tieu", "/chi-tieu/KH1/1", "/chi-tieu/KH1/1/X1", "/don-vi/X1")


def under_title(page: Page) -> list[str]:
    """Return what stands right behind the title, as long as it is a notice."""
    parent = next(each for each in page.all(".//*") if each.find("h1") is not None)
    children = list(parent)
    place = next(i for i, each in enumerate(children) if each.tag == "h1")
    found = []
    for each in children[place + 1 :]:
        if "headline" not in (each.get("class") or "").split():
            break
        found.append(" ".join("".join(each.itertext()).split()))
    return found


@remembered
def month(database: Settings, on_day: OnDay) -> Settings:
    """A judged month with figures that end on the 20th, and a dossier of another source."""
    on_day(date(2024, 4, 5))
    unit = make_unit("X1", "UBND xã Một")
    indicator = make_indicator("T.1", "Tỷ lệ")
    make_task(
        make_directive("KH1", unit), leads=(unit,), indicator_id=indicator, target=(">=", "90")
    )
    make_figure(indicator, unit, PERIOD, 9, 10, source="CONG", as_of=date(2024, 3, 20))
    batch = make_batch(source_id_of("MOT-CUA"), as_of=date(2024, 3, 25))
    make_dossier(
        unit_id=unit,
        batch_id=batch,
        procedure_id=make_procedure(),
        received_on=date(2024, 3, 1),
        due_on=date(2024, 3, 12),
        finished_on=date(2024, 3, 20),
    )
    run_evaluation(period=PERIOD, actor=get_actor(SYSTEM_USERNAME))
    return database


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def draft(settings: Settings) -> None:
    with transaction():
        draft_late_list(period=PERIOD, actor=get_actor(SYSTEM_USERNAME), settings=settings)


@pytest.mark.parametrize("address", [*JUDGED, "/danh-gia"])
def test_figures_that_end_early_are_the_first_thing_said(
    month: Settings, staff: Browser, address: str
) -> None:
    (said,) = under_title(staff.get(address))

    assert said == (
        "Số liệu mới đến ngày 20/03/2024, chưa đủ kỳ (kỳ hết ngày 31/03/2024); nguồn Cong."
    )


@pytest.mark.parametrize("address", JUDGED)
def test_a_failed_pull_is_said_with_the_day_of_what_stands(
    month: Settings, staff: Browser, address: str
) -> None:
    run = make_run("CONG", state=RunState.FAILED)
    page = staff.get(address)

    (said,) = under_title(page)
    assert said.startswith("Lần lấy số liệu gần nhất của nguồn Cong thất bại lúc 08:00 02/04/2024")
    assert "số liệu dưới đây là của ngày 20/03/2024." in said
    assert page.links()["Xem lần lấy số liệu"] == f"/lan-lay/{run}"


def test_stale_figures_are_said_so(month: Settings, staff: Browser) -> None:
    db.session.query(Source).filter_by(code="CONG").update({"max_age_days": 5})
    db.session.commit()

    (said,) = under_title(staff.get("/ma-tran"))
    assert said.startswith("Số liệu cũ: nguồn Cong mới có đến ngày 20/03/2024, chậm 11 ngày")
    assert "số liệu cũ" in staff.get("/danh-gia").texts(".//tbody/tr")[0]


def test_fresh_figures_need_no_word(month: Settings, staff: Browser) -> None:
    indicator = make_indicator("T.2", "Tỷ lệ khác")
    unit = make_unit("X2", "UBND xã Hai")
    make_figure(indicator, unit, PERIOD, 9, 10, source="CONG", as_of=date(2024, 4, 1))

    for address in (*JUDGED, "/danh-gia"):
        assert under_title(staff.get(address)) == []
    assert "đủ kỳ" in staff.get("/danh-gia").texts(".//tbody/tr")[0]


def test_a_period_without_any_figures_is_not_called_complete(
    month: Settings, staff: Browser
) -> None:
    run_evaluation(period="2024-02", actor=get_actor(SYSTEM_USERNAME))

    (row,) = [
        text for text in staff.get("/danh-gia").texts(".//tbody/tr") if text.startswith("tháng 2")
    ]
    assert "chưa có" in row
    assert "đủ kỳ" not in row


def test_what_is_said_costs_a_page_one_question(month: Settings, staff: Browser) -> None:
    staff.get("/ma-tran")
    with counted_statements() as sent:
        staff.get("/ma-tran")

    assert sum("pull_run" in statement for statement in sent) == 1


def test_a_unit_s_people_are_told_without_a_door_they_may_not_open(
    month: Settings, browser_as: BrowserAs
) -> None:
    make_run("CONG", state=RunState.FAILED)
    page = browser_as(Role.UNIT_OFFICER).get("/ma-tran")

    assert len(under_title(page)) == 1
    assert "Xem lần lấy số liệu" not in page.links()


def test_the_desk_says_what_a_draft_would_be_refused_for(month: Settings, staff: Browser) -> None:
    make_run("CONG", state=RunState.FAILED)

    assert "thất bại" in under_title(staff.get("/cong-bo"))[0]
    page = staff.post("/cong-bo", {"period": PERIOD})
    assert page.status == 422
    assert "Dừng lại ở kỳ 2024-03" in page.text
    judged = staff.post("/danh-gia", {"period": PERIOD, "directive": ""})
    assert judged.status == 422
    assert "Dừng lại ở kỳ 2024-03" in judged.text


def test_a_list_says_what_it_knew_and_a_draft_what_happened_since(
    month: Settings, staff: Browser, browser_as: BrowserAs, make_actor: MakeActor
) -> None:
    ends = "Số liệu mới đến ngày 25/03/2024, chưa đủ kỳ; nguồn MOT-CUA."
    run = make_run("CONG", state=RunState.FAILED)
    with transaction():
        accept_run(run_id=run, reason="Đã gọi cổng, bảo trì", actor=make_actor("van.phong"))
    draft(month)
    accepted = (
        f"Lần lấy số liệu số {run} của nguồn CONG thất bại; danh sách này lập trên số liệu đã có"
        " trước đó, được chấp nhận vì: Đã gọi cổng, bảo trì."
    )
    assert under_title(staff.get("/cong-bo/2024-03")) == [ends, accepted]

    make_run("CONG", state=RunState.FAILED)
    said = under_title(staff.get("/cong-bo/2024-03"))
    assert said[0].startswith("Lần lấy số liệu gần nhất của nguồn Cong thất bại")
    assert said[1:] == [ends, accepted]

    with transaction():
        approve_late_list(period=PERIOD, actor=make_actor("lanh.dao", Role.APPROVER))
    with transaction():
        publish_late_list(period=PERIOD, actor=get_actor(SYSTEM_USERNAME))
    public = browser_as(Role.PUBLIC)
    for browser, address in ((staff, "/cong-bo/2024-03"), (public, "/danh-sach/2024-03")):
        assert under_title(browser.get(address)) == [ends, accepted]
