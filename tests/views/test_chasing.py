"""Whom to chase today: the same items people see as their own work, and exactly those rows."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.vocabulary import Role
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.publishing.late_list import draft_late_list
from tracker.queries.accounts import get_actor
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import list_all_waiting
from tracker.rules.chasing import is_chased
from tracker.rules.text import sort_key
from tracker.services.accounts import add_user
from tracker.services.reply_windows import open_reply_window
from tracker.transaction import transaction

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, Page
    from tracker.config import Settings

OPENED = date(2026, 3, 10)


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def month(database: Settings, on_day: OnDay) -> Settings:
    """A month's list is drafted and its window open."""
    on_day(OPENED)
    drafter = get_actor("chuyenvien")
    with transaction():
        draft_late_list(period="2024-02", actor=drafter, settings=database)
    with transaction():
        open_reply_window(period="2024-02", actor=drafter, settings=database)
    return database


@pytest.fixture
def staff(month: Settings, log_in_as: LogInAs) -> Browser:
    del month
    return log_in_as("chuyenvien")


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def rows(page: Page) -> list[Element]:
    return page.all(".//table/tbody/tr")


def lines(browser: Browser, query: str = "") -> list[dict[str, str]]:
    text = browser.get(f"/doc-thuc.csv{query}").response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text.split("\r\n", 3)[3])))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICE_STAFF, 200),
        (Role.APPROVER, 200),
        (Role.DEPARTMENT_HEAD, 403),
        (Role.UNIT_OFFICER, 403),
        (Role.ADMINISTRATOR, 403),
        (Role.PUBLIC, 302),
    ],
)
def test_only_the_office_and_approvers_see_every_units_work(
    browser_as: BrowserAs, role: Role, status: int
) -> None:
    browser = browser_as(role, "nguoi-xem")

    assert browser.get("/doc-thuc").status == status
    assert browser.get("/doc-thuc.csv").status == status
    assert browser.get("/doc-thuc.xlsx").status == status


def test_every_count_of_the_waiting_work_is_there_once(staff: Browser, month: Settings) -> None:
    items = list_all_waiting(OPENED, settings=month, directory=load_directory())

    wanted = sum(item.count for item in items if is_chased(item))

    assert wanted > 0
    assert sum(int(line["Số lượng"]) for line in lines(staff)) == wanted


def test_the_unit_late_longest_stands_first_and_what_is_late_is_said(staff: Browser) -> None:
    found = lines(staff)
    left = [line["Còn (ngày)"] for line in found]

    assert int(left[0]) == min(int(each) for each in left if each)
    assert words(rows(staff.get("/doc-thuc"))[0]).startswith(found[0]["Đơn vị"])


def test_each_number_opens_a_page_that_says_it(staff: Browser) -> None:
    links = [link for row in rows(staff.get("/doc-thuc")) for link in row.findall(".//li/a")]
    counts = {link: int(re.sub(r"\D", "", words(link.find("strong")))) for link in links}  # type: ignore[arg-type]
    # Small numbers stand on every page; each kind of errand is followed where it is largest.
    largest = {
        words(link).partition(" ")[2]: link for link in sorted(links, key=counts.__getitem__)
    }

    assert max(counts.values()) > 9
    for link in largest.values():
        answer = staff.get(link.get("href") or "")
        assert answer.status == 200
        said = re.findall(r"\d+", answer.text.replace(".", ""))
        # A draft shows the rows of a unit in two tables, below one row with its counts.
        is_list = "/phan-hoi/" in (link.get("href") or "")
        assert (
            counts[link] == len(answer.all(".//tbody/tr")) - 1
            if is_list
            else str(counts[link]) in said
        ), link.get("href")


def test_filters_narrow_the_units_and_stand_as_chips(staff: Browser) -> None:
    page = staff.get("/doc-thuc?cap=xa&loai=giai-trinh&tim=xa")

    found = lines(staff, "?cap=xa&loai=giai-trinh&tim=xa")

    assert len(page.all(".//a[@class='chip']")) == 3
    assert {line["Cấp"] for line in found} == {"Cấp xã"}
    assert {line["Loại việc"] for line in found} == {"Giải trình hồ sơ chậm"}
    assert "muc-do" not in staff.get("/doc-thuc").text


def test_the_counts_of_the_tabs_follow_the_filters_and_are_the_lines_shown(staff: Browser) -> None:
    page = staff.get("/doc-thuc?cap=so-nganh")

    counts = [int(text.rsplit(" ", 1)[1]) for text in page.texts(".//a[@class='tabs__link']")]

    assert counts[0] == sum(counts[1:]) == len(lines(staff, "?cap=so-nganh"))
    assert counts[1] == len(lines(staff, "?cap=so-nganh&muc-do=qua-han"))


def on_paper(page: Page) -> str:
    """Return what is printed and not seen on a screen."""
    return " ".join(page.texts(".//p[@class='print-only']"))


def test_for_paper_every_unit_stands_on_one_page(
    staff: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.pages.chasing.UNITS_A_PAGE", 2)
    found = lines(staff, "?cap=xa")
    units = list({line["Mã đơn vị"]: line["Đơn vị"] for line in found}.values())
    part = staff.get("/doc-thuc?trang=2&cap=xa")

    whole = staff.get(part.links()[f"Bản in đủ {len(units)} đơn vị"])

    assert [words(row.find("th/a")) for row in rows(part)] == units[2:4]  # type: ignore[arg-type]
    assert f"Tờ này chỉ có 2 trong {len(units)} đơn vị" in on_paper(part)
    assert [words(row.find("th/a")) for row in rows(whole)] == units  # type: ignore[arg-type]
    assert not whole.all(".//nav[@class='pages']")
    assert "Tờ này chỉ có" not in on_paper(whole)
    back = staff.get(whole.links()["Về bản xem trên màn hình"])
    assert len(rows(back)) == 2
    assert len(back.all(".//a[@class='chip']")) == 1


def test_the_head_of_the_unit_or_of_the_nearest_above_is_named(staff: Browser) -> None:
    first = lines(staff)[0]
    assert first["Người đứng đầu"] == ""
    with transaction():
        add_user(
            actor=get_actor("cli"),
            username="truong",
            display_name="Bà Trưởng",
            role=Role.DEPARTMENT_HEAD,
            unit_code=first["Mã đơn vị"],
            at=now(),
        )

    page = staff.get("/doc-thuc")

    assert "Bà Trưởng" in words(rows(page)[0].find("th"))  # type: ignore[arg-type]
    assert lines(staff)[0]["Người đứng đầu"] == "Bà Trưởng"


def test_the_workbook_says_what_it_is_and_when(staff: Browser) -> None:
    book = load_workbook(io.BytesIO(staff.get("/doc-thuc.xlsx?cap=xa").response.data))

    (sheet,) = book.worksheets
    assert str(sheet["A1"].value).startswith("Đơn vị cần đốc thúc ngày 10/03/2026. Bộ lọc: Cấp")
    assert sheet.max_row == len(lines(staff, "?cap=xa")) + 2


def test_what_no_unit_fits_says_so_and_sample_data_is_marked(staff: Browser) -> None:
    page = staff.get("/doc-thuc?tim=khong+co+don+vi+nao")

    assert "Không có đơn vị nào khớp bộ lọc" in page.text
    assert "dữ liệu minh họa" in page.text


def test_few_units_and_many_cost_the_same_statements(staff: Browser) -> None:
    with counted_statements() as few:
        staff.get("/doc-thuc?cap=so-nganh")
    with counted_statements() as many:
        staff.get("/doc-thuc")

    assert len(few) == len(many)
    assert len(many) < 60


def test_units_stand_by_name_or_by_how_much_of_a_kind_waits(staff: Browser) -> None:
    def names(query: str) -> list[str]:
        return staff.get(f"/doc-thuc?{query}").texts(".//tbody/tr/th/a")

    usual, by_name = names("ban-in=1"), names("ban-in=1&xep=don-vi")
    assert sorted(usual) == sorted(by_name)
    assert by_name == sorted(usual, key=sort_key)
    assert "đơn vị gấp nhất đứng trước" in staff.get("/doc-thuc?xep=vo-nghia").text
    page = staff.get("/doc-thuc?xep=-giai-trinh&tim=xa")
    assert "đơn vị gấp nhất đứng trước" not in page.text
    cells = page.all(".//tbody/tr/td[@data-name='Giải trình hồ sơ chậm']")
    counts = [sum(int(each.text or "") for each in cell.iter("strong")) for cell in cells]
    assert any(counts)
    assert counts == sorted(counts, reverse=True)
    assert "Xếp theo: Giải trình hồ sơ chậm, giảm dần (bỏ lọc)" in page.links()
    assert page.one(".//main//form[@method='get']//input[@name='xep']") is not None
