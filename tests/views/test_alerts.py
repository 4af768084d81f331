"""Alerts on screen: what was rewritten, in words; closed by another person, with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.views.files import DOSSIERS
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.integrity_alerts import AlertSearch, count_open_alerts, list_alerts
from tracker.queries.publications import get_publication
from tracker.services.integrity_alerts import assign_owner
from tracker.transaction import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from tests.views.pages import Browser, BrowserAs, MakeUser
    from tracker.config import Settings

HERE = "/canh-bao"
LIST = "/cong-bo/2024-03"
REASON = "Đã đối chiếu sổ giấy của đơn vị"
REWRITTEN = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024").replace(
    "TN-0003,1.000002,608,Cán bộ 02,05/03/2024", "TN-0003,1.000002,608,Cán bộ 02,06/03/2024"
)


@pytest.fixture
def database(seeded: Settings, tmp_path: Path) -> Settings:
    """Seeds, the dossiers of March 2024, and a second file that rewrites two of them."""
    path = tmp_path / "ho-so.csv"
    for text in (DOSSIERS, REWRITTEN):
        path.write_text(text, encoding="utf-8")
        import_dossiers(
            path, source_code="MOT-CUA", actor=get_actor(SYSTEM_USERNAME), as_of=date(2024, 3, 31)
        )
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


@pytest.fixture
def approver(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.APPROVER)


def ids() -> list[int]:
    return [row.id for row in list_alerts(AlertSearch())]


def test_the_list_shows_before_and_after_in_words_and_the_menu_how_many(staff: Browser) -> None:
    page = staff.get(HERE)

    rows = page.texts(".//tbody/tr")
    assert len(rows) == 3
    assert "TN-0001" in rows[0]
    assert "12/03/2024 > 08/03/2024" in rows[0]
    assert "07/03/2024 ≤ 08/03/2024" in rows[0]
    assert "Cảnh báo 3" in page.links()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("loai=doi-ngay-nhan", 1),
        ("loai=bien-mat", 0),
        ("tinh-trang=da-dong", 0),
        ("tinh-trang=tat-ca", 3),
        ("thang=2024-03", 3),
        ("thang=2024-02", 0),
        ("don-vi=STNMT", 2),
        ("lan-nhap=999999", 3),
        ("trang=9", 3),
    ],
)
def test_the_list_is_filtered(staff: Browser, query: str, count: int) -> None:
    page = staff.get(f"{HERE}?{query}")

    assert page.status == 200
    assert len(page.all(".//tbody/tr")) == count


@pytest.mark.parametrize("query", ["thang=xyz", "don-vi=khong-co-don-vi-nay"])
def test_a_filter_nobody_can_read_is_refused_beside_its_field(staff: Browser, query: str) -> None:
    page = staff.get(f"{HERE}?{query}")

    assert page.status == 422
    name = query.partition("=")[0]
    assert page.one(f".//input[@id='f-{name}']").get("aria-invalid") == "true"


def test_an_alert_opens_its_dossier_is_assigned_and_closed(staff: Browser) -> None:
    alert = f"{HERE}/{ids()[0]}"
    username = staff.get(alert).all(".//select[@id='owner']/option")[0].get("value")

    staff.post(f"{alert}/giao", {"owner": username})
    staff.post(f"{alert}/dong", {"reason": REASON})

    page = staff.get(alert)
    assert REASON in page.text
    assert "đã đóng" in page.text
    assert not page.all(".//form[@action][@method='post']/textarea")
    assert any(address.startswith("/ho-so/") for address in page.links().values())
    assert count_open_alerts() == 2


@pytest.mark.parametrize("reason", ["", "ngắn"])
def test_without_a_reason_it_stays_open(staff: Browser, reason: str) -> None:
    alert = f"{HERE}/{ids()[0]}"

    page = staff.post(f"{alert}/dong", {"reason": reason})

    assert page.status == 422
    assert page.one(".//textarea[@id='reason']").get("aria-invalid") == "true"
    assert count_open_alerts() == 3


def test_an_alert_closed_meanwhile_gives_back_the_reason_typed(staff: Browser) -> None:
    alert = f"{HERE}/{ids()[0]}"
    assert staff.post(f"{alert}/dong", {"reason": REASON}).status == 303

    page = staff.post(f"{alert}/dong", {"reason": f"{REASON} lần nữa"})

    assert page.status == 409
    assert f"{REASON} lần nữa" in "".join(page.one(".//*[@id='error-summary']").itertext())


def test_nobody_is_made_owner_who_is_not_offered(staff: Browser) -> None:
    page = staff.post(f"{HERE}/{ids()[0]}/giao", {"owner": "cli"})

    assert page.status == 422
    assert list_alerts(AlertSearch())[0].owner == ""


def test_an_owner_named_meanwhile_is_shown_before_another_is(
    staff: Browser, make_user: MakeUser
) -> None:
    other, address = make_user("nguoi-khac", Role.OFFICE_STAFF), f"{HERE}/{ids()[0]}"
    with transaction():
        assign_owner(alert_ids=ids()[:1], owner=other, actor=get_actor(other))

    stale = staff.post(f"{address}/giao", {"owner": "a-office_staff", "seen": ""})

    assert stale.status == 409
    assert stale.one(".//option[@selected]").get("value") == "a-office_staff"
    assert f"nay là “{other}”" in stale.text
    sent = {"owner": "a-office_staff", "seen": stale.one(".//input[@name='seen']").get("value")}
    assert staff.post(f"{address}/giao", sent).status == 303


def test_all_of_an_import_are_closed_with_one_reason_if_they_are_those_seen(staff: Browser) -> None:
    batch = list_alerts(AlertSearch())[0].batch_id
    address = f"{HERE}/dong?lan-nhap={batch}"

    wrong = staff.post(address, {"reason": REASON, "count": "2"})
    assert wrong.status == 409
    assert "nay có 3" in wrong.text
    assert count_open_alerts() == 3
    page = staff.get(f"{HERE}?lan-nhap={batch}")
    assert page.one(".//input[@name='count']").get("value") == "3"
    done = staff.post(address, {"reason": REASON, "count": "3"})

    assert done.status == 303
    assert count_open_alerts() == 0


def test_a_bulk_close_names_an_import_and_a_reason(staff: Browser) -> None:
    batch = list_alerts(AlertSearch())[0].batch_id

    assert staff.post(f"{HERE}/dong", {"reason": REASON, "count": "3"}).status == 404
    assert staff.post(f"{HERE}/dong?lan-nhap={batch}", {"count": "3"}).status == 422
    assert count_open_alerts() == 3


def test_an_alert_that_is_not_there_is_missing(staff: Browser) -> None:
    assert staff.get(f"{HERE}/999999").status == 404


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR]
)
def test_others_neither_see_nor_close_alerts(browser_as: BrowserAs, role: Role) -> None:
    browser = browser_as(role)

    assert browser.get(HERE).status in (302, 403)
    assert browser.post(f"{HERE}/{ids()[0]}/dong", {"reason": REASON}).status == 403


def test_the_approver_sees_the_open_alerts_of_the_month_before_approving(
    staff: Browser, approver: Browser
) -> None:
    staff.post("/cong-bo", {"period": "2024-03"})

    page = approver.get(LIST)

    assert "còn 3 cảnh báo" in page.texts(".//section[@aria-labelledby='buoc']")[0]
    assert page.links()["Xem trước khi duyệt"] == f"{HERE}?thang=2024-03"
    assert len(approver.get(f"{HERE}?thang=2024-03").all(".//tbody/tr")) == 3


def test_once_closed_they_are_no_longer_counted_on_the_list(staff: Browser) -> None:
    staff.post("/cong-bo", {"period": "2024-03"})
    batch = list_alerts(AlertSearch())[0].batch_id
    staff.post(f"{HERE}/dong?lan-nhap={batch}", {"reason": REASON, "count": "3"})

    assert "cảnh báo chưa đóng" not in staff.get(LIST).text


def test_what_would_be_drafted_now_is_shown_when_asked_for(
    staff: Browser, approver: Browser, tmp_path: Path
) -> None:
    staff.post("/cong-bo", {"period": "2024-03"})
    approver.post(f"{LIST}/duyet", {"sha256": get_publication("2024-03").sha256})
    staff.post(f"{LIST}/cong-bo")
    address = staff.get(LIST).links()["So với số liệu hiện nay"]
    assert "đúng những con số và hồ sơ" in staff.get(address).text
    path = tmp_path / "ho-so.csv"
    path.write_text(DOSSIERS, encoding="utf-8")
    import_dossiers(
        path, source_code="KHAC", actor=get_actor(SYSTEM_USERNAME), as_of=date(2024, 3, 31)
    )

    page = staff.get(address)

    assert "Số liệu hiện nay khác bản này" in page.text
    assert any(row.startswith("TN-0001trả chậm") for row in page.texts(".//tbody/tr"))
    assert "thang-da-cong-bo" in "".join(staff.get(HERE).links().values())
