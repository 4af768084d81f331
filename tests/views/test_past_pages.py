"""Pages as of an earlier day: what was known by its end, a visible bar, links that keep the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import User, db
from models.vocabulary import UNIT_ROLES, Role
from tests.corrected_month import THEN, Corrected
from tests.queries.test_scorecards import MARCH
from tests.remembered import remembered
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

BAR = "Trang này cho thấy những gì hệ thống biết đến hết ngày 01/05/2025."
DAY = f"biet-den={THEN.isoformat()}"
CARD = f"/don-vi/S2/the-diem?ky={MARCH}"
TARGET = f"/chi-tieu/kh-01/1?ky={MARCH}"
WORK = "task of a unit"
CELL = f"/chi-tieu/kh-01/1/S2?ky={MARCH}"
PAGES = {
    "scorecard": CARD,
    "overview": f"/tong-quan?van-ban=kh-01&ky={MARCH}",
    "overview of dossiers": f"/tong-quan?che-do=ho-so&ky={MARCH}",
    "matrix": f"/ma-tran?van-ban=kh-01&ky={MARCH}",
    "open cell": f"/ma-tran?van-ban=kh-01&ky={MARCH}&o=1.S2",
    "targets": f"/chi-tieu?van-ban=kh-01&ky={MARCH}",
    "target": TARGET,
    "evidence": CELL,
    "tasks": f"/nhiem-vu?van-ban=kh-01&ky={MARCH}",
    "task": f"/nhiem-vu/kh-01/3?ky={MARCH}",
    WORK: f"/nhiem-vu/kh-01/3/S1?ky={MARCH}",
    "unit": "/don-vi/S2",
    "missed targets": f"/giai-trinh-chi-tieu?ky={MARCH}",
    "missed target": f"/giai-trinh-chi-tieu/kh-01/1/S2?ky={MARCH}",
}


@remembered
def corrected(database: Settings, on_day: OnDay) -> Corrected:
    del database
    return Corrected(on_day)


@pytest.fixture
def staff(corrected: Corrected, browser_as: BrowserAs) -> Browser:
    del corrected
    return browser_as(Role.OFFICE_STAFF)


def row_of(page: Page, text: str) -> str:
    return next(row for row in page.texts(".//tbody/tr") if text in row)


def test_every_page_of_facts_says_the_day_leads_back_and_only_reads(staff: Browser) -> None:
    for name, address in PAGES.items():
        joined = f"{address}{'&' if '?' in address else '?'}{DAY}"
        page = staff.get(joined)
        assert page.status == 200, name
        assert page.texts(".//*[@class='notice notice--past']//strong") == [BAR], name
        assert page.links()["Về hôm nay"] == address, name
        assert not page.all(".//main//form[@method='post']"), name
        assert all(url.count("?") <= 1 for url in page.links().values()), name
    assert BAR not in staff.get(CARD).text


def test_verdicts_figures_and_files_are_those_of_the_newest_run_by_then(staff: Browser) -> None:
    now_card, then_card = staff.get(CARD), staff.get(f"{CARD}&{DAY}")
    assert "95,00 % (95/100)" in row_of(now_card, "T.1").replace("\xa0", " ")
    assert "80,00 % (80/100)" in row_of(then_card, "T.1").replace("\xa0", " ")
    assert "Chưa đạt" in row_of(then_card, "T.1")
    evidence = staff.get(f"{CELL}&{DAY}").text.replace("\xa0", " ")
    assert "80,00 % (80/100)" in evidence
    assert "95,00" not in evidence
    assert "được thay lúc" not in evidence
    assert "được thay lúc" in staff.get(CELL).text
    for address in (
        f"/don-vi/S2/the-diem.csv?ky={MARCH}",
        f"/chi-tieu/kh-01/1.csv?ky={MARCH}",
        f"/tong-quan.csv?van-ban=kh-01&ky={MARCH}",
        f"/ma-tran.csv?van-ban=kh-01&ky={MARCH}",
        f"/chi-tieu.csv?van-ban=kh-01&ky={MARCH}",
        f"/nhiem-vu.csv?ky={MARCH}",
        f"/giai-trinh-chi-tieu.csv?ky={MARCH}",
    ):
        told = staff.get(f"{address}&{DAY}").response.get_data(as_text=True)
        assert "biết đến hết ngày 01/05/2025" in told.split("\r\n")[0], address
        assert "biết đến hết" not in staff.get(address).response.get_data(as_text=True), address


def test_before_the_first_run_nothing_was_judged(staff: Browser) -> None:
    page = staff.get("/don-vi/S2/the-diem?biet-den=2025-04-04")

    assert "Chưa có kỳ nào đánh giá chỉ tiêu do đơn vị này chủ trì." in page.text
    assert "Kỳ này chưa được đánh giá" in staff.get(f"{CELL}&biet-den=2025-04-04").text


def test_targets_are_those_recorded_by_then_whatever_day_they_speak_from(
    corrected: Corrected, staff: Browser
) -> None:
    corrected.ask("99", date(2025, 1, 1))

    assert "tối thiểu 99 %" in staff.get(TARGET).text.replace("\xa0", " ")
    assert "tối thiểu 90 %" in staff.get(f"{TARGET}&{DAY}").text.replace("\xa0", " ")


def test_links_of_the_page_and_its_forms_keep_the_day(staff: Browser) -> None:
    page = staff.get(f"/chi-tieu?van-ban=kh-01&ky={MARCH}&{DAY}")
    inner = [link.get("href", "") for link in page.all(".//main//a")]
    kept = [url for url in inner if url.startswith("/chi-tieu/")]
    assert kept
    assert all(DAY in url for url in kept)
    assert all(url.count("?") <= 1 and url.count("biet-den") <= 1 for url in inner)
    for address in (f"/ma-tran?van-ban=kh-01&ky={MARCH}", f"/tong-quan?van-ban=kh-01&ky={MARCH}"):
        page = staff.get(f"{address}&{DAY}")
        # The script puts the query of a cell's own address behind this one.
        assert not [
            part for part in page.all(".//*[@data-cell-url]") if "?" in part.attrib["data-cell-url"]
        ]
        found = [link.get("href", "") for link in page.all(".//main//a")]
        lost = [url for url in found if url.startswith("/chi-tieu") and DAY not in url]
        assert not lost, lost
        assert all(url.count("?") <= 1 and url.count("biet-den") <= 1 for url in found)
        form = page.all(".//main//form[@method='get']")[0]
        assert [box.get("value") for box in form.findall(".//input[@name='biet-den']")] == [
            THEN.isoformat()
        ]


def test_other_days_are_told_and_writing_is_refused(staff: Browser, browser: Browser) -> None:
    assert staff.get(f"{CARD}&biet-den=31/02/2025").status == 422
    ahead = staff.get(f"{CARD}&biet-den=02/09/2025")
    assert ahead.status == 422
    assert "chưa tới" in ahead.text
    assert BAR not in staff.get(f"{CARD}&biet-den=01/09/2025").text, "today is no past"
    before = run_count()
    sent = {"period": MARCH, "directive": "kh-01", "next": "/chi-tieu"}
    refused = staff.post(f"/danh-gia?{DAY}", sent)
    assert refused.status == 422
    assert "chưa có gì được ghi" in refused.text
    assert run_count() == before
    moved = staff.get(f"/nguon-so-lieu?{DAY}&x=1")
    assert (moved.status, moved.went_to) == (302, "/nguon-so-lieu?x=1"), "it has no past"
    assert browser.get(f"/don-vi/S2?{DAY}").status == 403


def run_count() -> int:
    db.session.rollback()
    return len(db.session.execute(db.text("SELECT id FROM evaluation_run")).all())


def test_the_present_is_asked_no_more_and_not_left_in_the_past(staff: Browser) -> None:
    for address in (CARD, PAGES["matrix"]):
        staff.get(address)
        with counted_statements() as present:
            staff.get(address)
        with counted_statements() as past:
            staff.get(f"{address}&{DAY}")
        with counted_statements() as again:
            page = staff.get(address)
        assert len(again) == len(present), address
        assert len(past) <= len(present) + 25, address
        assert BAR not in page.text
        assert not [text for text in again if "started_at <" in str(text)], address


def test_who_may_not_see_the_present_may_not_see_the_past(
    corrected: Corrected, browser_as: BrowserAs
) -> None:
    del corrected
    other = browser_as(Role.UNIT_OFFICER)

    assert other.get(CARD).status == 403
    assert other.get(f"{CARD}&{DAY}").status == 403


def test_a_verdict_that_turned_says_what_it_was_when_and_why(
    corrected: Corrected, staff: Browser
) -> None:
    told = (
        "Trước là chưa đạt 80,00 % (80/100) (xét lúc 12:00 ngày 05/04/2025); "
        "đổi lúc 12:00 ngày 10/05/2025 (Dòng lệnh): số liệu được sửa."
    )
    for address in (CARD, TARGET, CELL, PAGES["open cell"]):
        text = staff.get(address).text.replace("\xa0", " ")
        assert told in text, f"{address}: {text[text.find('Trước là') :][:200]}"
        assert "Trước là" not in staff.get(f"{address}&{DAY}").text, address
    # Sở Đất đai was judged twice as well, and found the same.
    assert staff.get(TARGET).text.count("Trước là") == 1
    corrected.ask("99", date(2025, 1, 1))
    corrected.judge()
    assert "chỉ tiêu được điều chỉnh" in staff.get(CARD).text


def test_the_matrix_is_narrowed_to_what_turned_since_a_day(staff: Browser) -> None:
    def cells(address: str) -> list[str]:
        return [
            cell.get("href", "").partition("o=")[2].partition("#")[0]
            for cell in staff.get(address).all(".//td//a")
        ]

    matrix = PAGES["matrix"]
    assert len(cells(matrix)) > 1
    assert cells(f"{matrix}&doi-tu=01/05/2025") == ["1.S2"]
    assert cells(f"{matrix}&doi-tu=10/05/2025") == []
    assert cells(f"{matrix}&doi-tu=01/05/2025&biet-den=2025-05-09") == []
    narrowed = staff.get(f"{matrix}&doi-tu=01/05/2025")
    assert "Đổi kết quả sau ngày: 01/05/2025 (bỏ lọc)" in narrowed.links()
    file = staff.get(f"/ma-tran.csv?van-ban=kh-01&ky={MARCH}&doi-tu=01/05/2025")
    lines = file.response.get_data(as_text=True).strip().split("\r\n")
    assert len(lines) == 5
    assert "Đổi kết quả sau ngày" in lines[1]
    refused = staff.get(f"{matrix}&doi-tu=hôm+qua")
    assert refused.status == 422
    assert len(refused.all(".//*[@id='f-doi-tu-error']")) == 1


@pytest.mark.parametrize(
    "role",
    [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.APPROVER, Role.ADMINISTRATOR],
    ids=lambda role: role.value,
)
def test_nothing_that_writes_is_offered_to_any_role(
    corrected: Corrected, browser_as: BrowserAs, role: Role
) -> None:
    person = browser_as(role, "nguoi")
    if role in UNIT_ROLES:
        db.session.query(User).filter_by(username="nguoi").one().unit_id = corrected.first
        db.session.commit()
    addresses = ("/don-vi/S1/the-diem?x=1", f"/chi-tieu/kh-01/1/S1?ky={MARCH}", PAGES[WORK])
    for address in addresses:
        page = person.get(f"{address}&{DAY}")
        assert page.status == 200, address
        assert BAR in page.text, address
        assert not page.all(".//main//form[@method='post']"), address
    forms = person.get(PAGES[WORK]).all(".//main//form[@method='post']")
    assert bool(forms) is (role in UNIT_ROLES), "the present offers what the past does not"
