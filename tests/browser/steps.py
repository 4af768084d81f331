"""What several browser tests do by clicking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def bring(page: Page, path: Path, kind: str, source: str, as_of: str) -> None:
    """Upload a file, look at what it would do, and confirm."""
    page.get_by_role("link", name="Nhập số liệu", exact=True).first.click()
    page.get_by_label(kind).check()
    page.get_by_label("Tệp", exact=True).set_input_files(path)
    page.get_by_label("Mã nguồn số liệu").fill(source)
    page.get_by_label("Số liệu đến ngày").fill(as_of)
    page.get_by_role("button", name="Xem trước").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Xem trước, chưa ghi gì"
    page.get_by_role("button", name="Nhập").click()
    page.get_by_text(f"Đã nhập tệp “{path.name}”.").wait_for()


def download(page: Page, name: str) -> bytes:
    """Click a link to a file and return what comes."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()
