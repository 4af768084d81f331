"""The board of explanations as of an earlier day: what was owed and written then, only to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.explained import Office, stored
from tests.queries.test_past_cases import THEN, told_otherwise
from tests.remembered import remembered
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, LogInAs, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

MARCH = "/giai-trinh?thang=2024-03"
DAY = f"biet-den={THEN.isoformat()}"
BAR = "Trang này cho thấy những gì hệ thống biết đến hết ngày 10/04/2024."


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    return told_otherwise(make_actor, on_day)


def codes(page: Page) -> list[str]:
    return page.texts(".//tbody/tr/th//code")


def test_the_board_of_a_past_day_lists_and_counts_what_was_known_then(staff: Browser) -> None:
    page = staff.get(f"{MARCH}&{DAY}")

    assert page.status == 200
    assert page.texts(".//*[@class='notice notice--past']//strong") == [BAR]
    assert page.links()["Về hôm nay"] == MARCH
    assert codes(page) == ["A-1", "B-1", "A-2"]
    tabs = page.texts(".//a[@class='tabs__link']")
    assert tabs[:5] == [
        "Tất cả 3",
        "Phải viết 2",
        "Chưa viết 1",
        "Trả lại để bổ sung 1",
        "Chờ xem xét 1",
    ]
    assert codes(staff.get(MARCH)) == ["B-9", "A-1", "A-2"]
    assert BAR not in staff.get(MARCH).text


def test_every_count_of_a_unit_opens_its_rows_of_the_same_day(staff: Browser) -> None:
    units = staff.get(f"{MARCH}&{DAY}").all(".//details[@id='theo-don-vi']//tbody/tr")

    assert len(units) == 2
    for row in units:
        for door in row.findall("./td/a"):
            address = door.get("href", "").partition("#")[0]
            assert DAY in address
            assert len(codes(staff.get(address))) == int(door.text or "0")


def test_nothing_is_written_on_a_page_of_the_past(
    office: Office, staff: Browser, log_in_as: LogInAs
) -> None:
    before = stored()
    for person in ("truong", "can-bo", "vp"):
        browser = log_in_as(person)
        for address in (MARCH, f"/ho-so/{office.one}/giai-trinh?x=1"):
            page = browser.get(f"{address}&{DAY}")
            assert page.status == 200
            assert not page.all(".//main//form[@method='post']"), (person, address)
            assert not page.all(".//input[@name='chon']"), (person, address)
            inner = [link.get("href", "") for link in page.all(".//main//a")]
            assert all(url.count("?") <= 1 and url.count("biet-den") <= 1 for url in inner)
            lost = [url for url in inner if "giai-trinh" in url and DAY not in url]
            assert lost == [address], "only the way back to today leaves the day"
    assert staff.post(f"{MARCH}&{DAY}", {"viec": "chap-nhan", "note": ""}).status == 422
    assert stored() == before


def test_one_dossier_shows_the_versions_and_facts_of_that_day(
    office: Office, staff: Browser
) -> None:
    def versions(query: str) -> list[str]:
        page = staff.get(f"/ho-so/{office.one}/giai-trinh{query}")
        return page.texts(".//ul[@class='events']/li/strong")

    assert versions("")[:2] == ["Đã chấp nhận", "Bản 2"]
    assert versions(f"?{DAY}") == [
        "Trả lại để bổ sung",
        "Bản 1",
        "Chờ bước thuế, nghĩa vụ tài chính",
    ]
    assert versions("?biet-den=2024-04-05")[:2] == ["Chờ xem xét", "Bản 1"]
    facts = staff.get(f"/ho-so/{office.two}/giai-trinh?{DAY}").texts(".//dl[@class='facts']//dd")
    assert facts[-1] == "chưa"
    assert staff.get(f"/ho-so/{office.two}/giai-trinh?biet-den=2024-03-30").status == 404


def test_a_unit_sees_its_own_past_alone_and_the_file_says_its_day(
    office: Office, officer: Browser
) -> None:
    assert codes(officer.get(f"{MARCH}&{DAY}")) == ["A-1", "A-2"]
    assert officer.get(f"/ho-so/{office.two}/giai-trinh?{DAY}").status == 404
    file = officer.get(f"/giai-trinh.csv?thang=2024-03&{DAY}").response.get_data(as_text=True)
    lines = file.strip().split("\r\n")
    assert "biết đến hết ngày 10/04/2024" in lines[0]
    assert len([line for line in lines if ",A-" in line]) == 2


def test_the_present_is_asked_no_more_and_the_past_a_fixed_number_of_times(staff: Browser) -> None:
    staff.get(MARCH)
    with counted_statements() as present:
        staff.get(MARCH)
    with counted_statements() as past:
        staff.get(f"{MARCH}&{DAY}")
    with counted_statements() as again:
        staff.get(MARCH)

    assert len(again) == len(present)
    assert len(past) <= len(present) + 20
