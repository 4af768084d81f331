"""Units: found without marks on any day, told apart by date, their record open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


def test_letters_without_marks_find_a_unit_of_the_day(browser: Browser) -> None:
    page = browser.get("/don-vi?tim=dak+ha&ngay=30/06/2025")

    assert "UBND huyện Đăk Hà" in page.texts(".//tbody/tr/th")


def test_a_district_is_gone_the_day_after_the_reorganisation(browser: Browser) -> None:
    page = browser.get("/don-vi?tim=huyen+dak+ha&ngay=2025-07-01")

    assert "UBND huyện Đăk Hà" not in page.texts(".//tbody/tr/th")


def test_a_tab_count_equals_the_rows_it_opens(browser: Browser) -> None:
    page = browser.get("/don-vi?ngay=2024-03-31&tinh=62")
    link = next(
        link for link in page.all(".//a[@class='tabs__link']") if "cap=xa" in link.get("href", "")
    )

    opened = browser.get(link.get("href", ""))

    assert "".join(link.itertext()).split()[-1] == str(len(opened.all(".//tbody/tr")))


def test_an_unreadable_day_is_refused_beside_its_field(browser: Browser) -> None:
    page = browser.get("/don-vi?ngay=hom-qua")

    assert page.status == 422
    assert page.one(".//input[@id='f-ngay']").get("aria-invalid") == "true"


def test_a_code_that_meant_two_units_asks_which(browser: Browser) -> None:
    page = browser.get("/don-vi/23504")
    links = page.links()

    assert len([url for url in links.values() if "/don-vi/23504?ngay=" in url]) == 2


def test_the_same_code_means_another_unit_after_the_reorganisation(browser: Browser) -> None:
    before = browser.get("/don-vi/23504?ngay=2025-06-30").texts(".//h1")
    after = browser.get("/don-vi/23504?ngay=2025-07-01").texts(".//h1")

    assert before != after


def test_history_names_the_heir_and_the_document(browser: Browser) -> None:
    page = browser.get("/don-vi/62?ngay=2025-06-30")

    assert "sáp nhập vào" in page.text
    assert "NQ 202/2025/QH15" in page.text
    assert "đã kết thúc ngày 30/06/2025" in page.text


def test_the_public_sees_the_record_but_not_the_assignments(browser: Browser) -> None:
    page = browser.get("/don-vi/STNMT?ngay=2024-03-31")

    assert "tháng 3 năm 2024" in page.texts(".//tbody/tr/th")[0]
    assert "Nhiệm vụ được giao" not in page.text


def test_people_with_an_account_see_what_the_unit_answers_for(browser_as: BrowserAs) -> None:
    page = browser_as(Role.OFFICE_STAFF, "nguoi-xem").get("/don-vi/H44.13?ky=2026-08")

    assert "Nhiệm vụ được giao, tháng 8 năm 2026" in page.text
    assert "Mới đạt 0 % (0/2)" in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [("/don-vi/khong-co", 404), ("/don-vi/62?ngay=2026-01-01", 404), ("/don-vi/62?ngay=x", 422)],
    ids=["unknown", "not-that-day", "unreadable-day"],
)
def test_refusals_have_their_status(browser: Browser, address: str, status: int) -> None:
    assert browser.get(address).status == status


def test_a_search_costs_the_same_however_many_it_finds(browser: Browser) -> None:
    with counted_statements() as few:
        browser.get("/don-vi?tim=dak+ha")
    with counted_statements() as many:
        browser.get("/don-vi")

    assert len(few) == len(many)
