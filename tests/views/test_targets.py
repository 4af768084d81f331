"""Targets and evidence: sums of parts, members that hide in them, and where figures come from."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

OVERVIEW = "/chi-tieu?van-ban=MINH-HOA-2026&ky=2026-08"
ON_TIME = "/chi-tieu/MINH-HOA-2026/4"
UNITS = ".//table[@class='table table--cards']/tbody/tr"


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF, "nguoi-xem")


def line(page: Page, number: str) -> str:
    return next(text for text in page.texts(".//table//tbody/tr") if f"{number} " in f"{text} ")


def test_the_sum_of_a_group_shows_its_parts_and_its_verdict(staff: Browser) -> None:
    text = line(staff.get(OVERVIEW), "II.1")

    assert "78,38 % (144.625/184.513)" in text
    assert "Chưa đạt" in text
    assert "tối thiểu 95 %" in text


def test_a_group_that_achieved_names_the_members_that_missed(staff: Browser) -> None:
    text = line(staff.get(OVERVIEW), "III.2")

    assert "Cả nhóm đạt nhưng còn chưa đạt: UBND xã Hương Cần" in text


def test_a_count_opens_exactly_the_units_behind_it(staff: Browser) -> None:
    page = staff.get(OVERVIEW)
    address = next(
        link.get("href", "")
        for link in page.all(".//ul[@class='marks']//a")
        if "/4?" in link.get("href", "") and "Chưa đạt: 152" in "".join(link.itertext())
    )

    behind = staff.get(address)

    assert len(behind.all(UNITS)) == 152


def test_most_missed_first_when_asked(staff: Browser) -> None:
    page = staff.get(f"{OVERVIEW}&sap-xep=chua-dat")

    assert "II.1" in page.texts(".//table//tbody/tr")[0]


def test_lowest_share_first_and_units_without_figures_last(staff: Browser) -> None:
    page = staff.get(f"{ON_TIME}?ky=2026-08&sap-xep=ty-le")
    rows = page.texts(UNITS)

    assert "0 % (0/" in rows[0]
    assert "(0/0)" in rows[-1]


def test_the_evidence_names_source_day_and_distance(staff: Browser) -> None:
    page = staff.get(f"{ON_TIME}/H44.13?ky=2026-08")

    assert "Mới đạt 0 % (0/2), thiếu 2 hồ sơ để đạt tối thiểu 95 %." in page.text
    assert "CONG-DVCQG, 27/09/2026" in page.text
    assert page.texts(".//table[1]//tbody/tr/td")[-1] != ""


@pytest.mark.parametrize(
    "address",
    ["/chi-tieu/MINH-HOA-2026/99", "/chi-tieu/khong-co/1", f"{ON_TIME}/62?ky=2026-08"],
    ids=["no-such-task", "no-such-document", "unit-without-the-task"],
)
def test_what_is_not_there_is_not_found(staff: Browser, address: str) -> None:
    assert staff.get(address).status == 404


@pytest.mark.parametrize(
    ("page_address", "file_address"),
    [
        (OVERVIEW, OVERVIEW.replace("?", ".csv?")),
        (f"{ON_TIME}?ky=2026-08&ket-qua=dat", f"{ON_TIME}.csv?ky=2026-08&ket-qua=dat"),
    ],
    ids=["overview", "one-task"],
)
def test_a_file_has_the_rows_of_its_page(
    staff: Browser, page_address: str, file_address: str
) -> None:
    page = staff.get(page_address)
    answer = staff.get(file_address).response
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))

    behind_pictures = len(page.all(".//figure//tbody/tr"))
    assert len(lines) - 4 == len(page.all(".//table//tbody/tr")) - behind_pictures


def test_a_hundred_units_cost_as_many_statements_as_fifteen(staff: Browser) -> None:
    with counted_statements() as few:
        staff.get("/chi-tieu/MINH-HOA-2026/1?ky=2026-08")
    with counted_statements() as many:
        staff.get(f"{ON_TIME}?ky=2026-08")

    assert len(few) == len(many)


def test_the_public_is_led_to_the_login_page(browser: Browser) -> None:
    assert (browser.get(OVERVIEW).went_to or "").startswith("/dang-nhap")
