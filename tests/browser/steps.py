"""What several browser tests do by clicking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


GROUPS = {
    "Nhập số liệu": "Số liệu",
    "Đánh giá": "Chỉ tiêu, nhiệm vụ",
    "Lập và công bố": "Công khai",
    "Cảnh báo": "Hồ sơ",
    "Thống kê": "Hồ sơ",
    "Lịch làm việc": "Tra cứu",
}
"""Screen → the group of the menu it is in."""


def go(page: Page, name: str) -> None:
    """Open a screen from the menu: its group first, then the screen."""
    menu = page.get_by_role("navigation", name="Các trang")
    menu.get_by_role("link", name=GROUPS[name]).first.click()
    menu.get_by_role("list").nth(1).get_by_role("link", name=name).click()


def bring(
    page: Page,
    path: Path,
    kind: str,
    source: str,
    as_of: str,
    look: Callable[[Page], None] = lambda _: None,
) -> None:
    """Upload a file, look at what it would do, and confirm."""
    go(page, "Nhập số liệu")
    page.get_by_label(kind).check()
    page.get_by_label("Tệp", exact=True).set_input_files(path)
    page.get_by_label("Mã nguồn số liệu").fill(source)
    page.get_by_label("Số liệu đến ngày").fill(as_of)
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("heading", level=1, name="Xem trước, chưa ghi gì").wait_for()
    look(page)
    page.get_by_role("button", name="Nhập").click()
    page.get_by_text(f"Đã nhập tệp “{path.name}”.").wait_for()


def download(page: Page, name: str) -> bytes:
    """Click a link to a file and return what comes."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()
