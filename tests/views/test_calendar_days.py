"""The calendar for everybody, and a change of it from form to record, by two persons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.calendar_changes import calendar_version, get_change, list_changes
from tracker.services.seed_units import load_calendar_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page

LINES = "04/01/2027; nghỉ; Nghỉ hoán đổi; 09/01/2027\n\n09/01/2027; làm việc; Làm bù; 04/01/2027"
WORDS = {"document": "CV 1/VPCP-KGVX", "reason": "Lịch năm 2027"}


@pytest.fixture(autouse=True)
def calendar(database: object, on_day: OnDay) -> None:
    on_day(date(2026, 11, 20))
    with transaction():
        load_calendar_seed(actor=get_actor(SYSTEM_USERNAME))


@pytest.fixture
def dossier(calendar: None) -> int:
    """A dossier due on 4/1/2027, of which there is no calendar yet."""
    return make_dossier(
        unit_id=make_unit("H99.01", "UBND xã Một"),
        batch_id=make_batch(make_source("one-stop"), as_of=date(2026, 11, 1)),
        procedure_id=make_procedure(),
        received_on=date(2026, 11, 1),
        due_on=date(2027, 1, 4),
    )


def propose(browser: Browser, lines: str = LINES, **more: str) -> Page:
    return browser.post("/lich/thay-doi", {"days": lines, **WORDS, **more})


def test_everybody_reads_the_days_of_this_year_with_their_documents(browser: Browser) -> None:
    page = browser.get("/lich")

    assert page.status == 200
    assert page.texts(".//h1") == ["Lịch làm việc năm 2026"]
    assert "CV 12729/VPCP-KGVX" in page.text
    assert "Làm bù" in page.text
    assert "chưa có văn bản" in page.text
    assert "thứ Sáu, 02/01/2026" in page.text
    assert "/lich/thay-doi" not in page.links().values()


@pytest.mark.parametrize("query", ["nam=2030", "nam=x", "nam=0", "ban=", "nam=99999"])
def test_a_year_without_a_calendar_says_so_and_nonsense_is_this_year(
    browser: Browser, query: str
) -> None:
    page = browser.get(f"/lich?{query}")

    assert page.status == 200
    assert ("Chưa có lịch nghỉ của năm này" in page.text) is (query == "nam=2030")


def test_a_version_that_never_was_is_not_found(browser: Browser) -> None:
    assert browser.get("/lich?ban=7").status == 404


def test_staff_are_warned_of_due_dates_in_a_year_without_a_calendar(
    browser: Browser, browser_as: BrowserAs, dossier: int
) -> None:
    warning = "Chưa có lịch nghỉ năm 2027, mà 1 hồ sơ đang mở"

    assert warning in browser_as(Role.OFFICE_STAFF).get("/lich").text
    assert warning not in browser.get("/lich").text


def test_a_change_goes_from_form_to_preview_to_calendar_by_two_persons(
    browser: Browser, browser_as: BrowserAs, dossier: int
) -> None:
    staff = browser_as(Role.OFFICE_STAFF)
    preview = staff.follow(propose(staff))
    assert "1 hồ sơ đang mở dời hạn xét" in preview.text
    assert "UBND xã Một: 1" in preview.text
    assert "nghỉ hoán đổi: Nghỉ hoán đổi, đi với 09/01/2027" in preview.text
    change_id = list_changes()[0].id
    address = f"/lich/thay-doi/{change_id}"
    assert preview.all(f".//form[@action='{address}/ap-dung']") == []

    approver = browser_as(Role.APPROVER)
    seen = approver.get(address).one(".//input[@name='seen']").get("value")
    done = approver.follow(approver.post(f"{address}/ap-dung", {"seen": seen}))

    assert "Đã áp dụng" in done.text
    assert "lịch bản 1" in done.text
    assert calendar_version() == 1
    assert "Lịch bản 1" in browser.get("/lich?nam=2027").text
    assert "Đây là lịch cũ" in browser.get("/lich?nam=2027&ban=0").text
    assert "bản 1" in browser.get("/tinh-han").text
    assert staff.get("/lich/thay-doi").status == 200


def test_whoever_proposed_cannot_apply_even_by_hand(browser_as: BrowserAs) -> None:
    staff = browser_as(Role.OFFICE_STAFF)
    propose(staff)

    page = staff.post(f"/lich/thay-doi/{list_changes()[0].id}/ap-dung")

    assert page.status == 403
    assert "không tự áp dụng" in page.text
    assert calendar_version() == 0


def test_what_was_not_previewed_is_not_applied(browser_as: BrowserAs, dossier: int) -> None:
    propose(browser_as(Role.ADMINISTRATOR))
    staff = browser_as(Role.OFFICE_STAFF)

    page = staff.post(f"/lich/thay-doi/{list_changes()[0].id}/ap-dung", {"seen": "x" * 64})

    assert page.status == 409
    assert "hãy xem trước lại" in page.text


def test_an_outdated_draft_is_previewed_again_then_cancelled(browser_as: BrowserAs) -> None:
    staff, approver = browser_as(Role.OFFICE_STAFF), browser_as(Role.APPROVER)
    propose(staff, f"{LINES}\n01/01/2027; nghỉ; Tết Dương lịch")
    propose(staff)
    newer, older = (change.id for change in list_changes())
    approver.post(f"/lich/thay-doi/{newer}/ap-dung")

    refused = approver.post(f"/lich/thay-doi/{older}/ap-dung")
    assert refused.status == 409
    assert "Lịch đã đổi từ khi đề xuất" in refused.text
    renewed = staff.follow(staff.post(f"/lich/thay-doi/{older}/xem-lai"))
    assert "Lịch đã đổi từ khi đề xuất" not in renewed.text
    assert len(get_change(older).days) == 1
    cancelled = staff.follow(staff.post(f"/lich/thay-doi/{older}/huy"))

    assert "Đã hủy" in cancelled.text
    for step in ("huy", "xem-lai", "ap-dung"):
        closed = approver if step == "ap-dung" else staff
        assert closed.post(f"/lich/thay-doi/{older}/{step}").status == 409
    assert staff.post("/lich/thay-doi/987/huy").status == 404


@pytest.mark.parametrize(
    ("lines", "more", "field"),
    [
        pytest.param("", {}, "days", id="nothing"),
        pytest.param("04/01/2027", {}, "days", id="one-cell"),
        pytest.param("a;b;c;d;e", {}, "days", id="five-cells"),
        pytest.param("04/01/2027; có thể; x", {}, "days", id="no-effect"),
        pytest.param("31/02/2027; nghỉ; x", {}, "days", id="no-day"),
        pytest.param(LINES.splitlines()[0], {}, "days", id="half-a-swap"),
        pytest.param("04/01/1995; nghỉ; x", {}, "days", id="far"),
        pytest.param(LINES, {"document": " "}, "document", id="no-document"),
        pytest.param(LINES, {"reason": ""}, "reason", id="no-reason"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    browser_as: BrowserAs, lines: str, more: dict[str, str], field: str
) -> None:
    page = propose(browser_as(Role.OFFICE_STAFF), lines, **more)

    assert page.status == 422
    assert page.one(f".//div[@id='{field}-error']") is not None
    assert list_changes() == []


def test_an_approver_reads_the_changes_and_proposes_none(browser_as: BrowserAs) -> None:
    approver = browser_as(Role.APPROVER)

    assert approver.get("/lich/thay-doi").all(".//textarea") == []
    assert propose(approver).status == 403
