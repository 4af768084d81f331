"""Imports on screen: which sheet is read, and why rows were passed over."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from models.vocabulary import Role
from tests.views.files import DOSSIERS

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

LINES = [line.split(",") for line in DOSSIERS.splitlines()]


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def upload(browser: Browser, content: bytes, name: str, **more: str) -> Page:
    data = {"kind": "ho-so", "source": "MOT-CUA", "as_of": "31/03/2024", **more}
    return browser.post(
        "/nhap-so-lieu",
        {**data, "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def text_of(*lines: list[str]) -> bytes:
    return "\n".join(map(",".join, lines)).encode()


def confirm(browser: Browser, preview: Page) -> Page:
    token = preview.all(".//input[@name='phieu']")[0].get("value", "")
    return browser.follow(browser.post("/nhap-so-lieu/xac-nhan", {"phieu": token}))


def test_a_book_with_a_list_on_each_of_two_sheets_is_read_by_the_sheet_named(
    staff: Browser,
) -> None:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line in LINES:
        book.worksheets[0].append(line)
    second = book.create_sheet("Phụ lục")
    for line in LINES[:3]:
        second.append(line)
    book.save(stream)

    refused = upload(staff, stream.getvalue(), "hai.xlsx")
    unknown = upload(staff, stream.getvalue(), "hai.xlsx", sheet="Khác")
    preview = staff.follow(upload(staff, stream.getvalue(), "hai.xlsx", sheet="Phụ lục"))
    result = confirm(staff, preview)

    for page in (refused, unknown):
        assert page.status == 422
        assert page.one(".//input[@id='sheet']").get("aria-invalid") == "true"
    assert "Phụ lục" in refused.text
    assert "Nhập 2 dòng này" in preview.text
    assert "Đã nhập tệp “hai.xlsx”." in result.text


def test_rows_that_stand_twice_are_counted_apart(staff: Browser) -> None:
    page = staff.follow(upload(staff, text_of(*LINES, LINES[1], ["Tổng cộng"]), "lap.csv"))

    figures = page.texts(".//main//li[@class='figure']")
    assert "2 bỏ qua (dòng tổng, dòng lặp)" in figures
    assert "1 trong số bỏ qua: dòng lặp y hệt" in figures


def test_a_file_older_than_what_is_known_says_so(staff: Browser) -> None:
    confirm(staff, staff.follow(upload(staff, text_of(*LINES), "moi.csv")))
    older = [LINES[0], [*LINES[1][:3], "Cán bộ 09", *LINES[1][4:]]]

    page = staff.follow(upload(staff, text_of(*older), "cu.csv", as_of="30/03/2024"))

    assert "1 trong số bỏ qua: cũ hơn điều đã biết" in page.text
    assert "chọn “Tệp cũ”" in page.text
    assert "Hãy sửa tệp" not in page.text
