"""A month from end to end, by clicking: three persons, and everybody who reads."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.steps import bring, download, go
from tests.views.files import DOSSIERS, FIGURES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_three_persons_take_a_month_to_the_public(site: Site, visit: Visit, tmp_path: Path) -> None:
    figures, dossiers = tmp_path / "so-lieu.csv", tmp_path / "ho-so.csv"
    figures.write_text(FIGURES, encoding="utf-8")
    dossiers.write_text(DOSSIERS, encoding="utf-8")

    staff = visit(site, "chuyen-vien")
    bring(staff, figures, "Số liệu thực hiện", "CONG-DVCQG", "30/09/2026")
    bring(staff, dossiers, "Hồ sơ thủ tục hành chính", "MOT-CUA", "31/03/2024")

    go(staff, "Đánh giá")
    staff.get_by_label("Kỳ").fill("2024-03")
    staff.get_by_role("button", name="Đánh giá").click()
    staff.get_by_text("Đã đánh giá tháng 3 năm 2024.").wait_for()

    go(staff, "Lập và công bố")
    staff.get_by_label("Tháng").fill("2024-03")
    staff.get_by_role("button", name="Lập dự thảo").click()
    staff.get_by_text("Đã lập dự thảo tháng 3 năm 2024, bản 1.").wait_for()
    assert staff.get_by_role("button", name="Duyệt").count() == 0
    assert staff.get_by_role("button", name="Công bố").count() == 0

    approver = visit(site, "lanh-dao")
    go(approver, "Lập và công bố")
    approver.get_by_role("link", name="tháng 3 năm 2024").click()
    approver.get_by_role("button", name="Duyệt").click()
    approver.get_by_text("Đã duyệt.").wait_for()

    staff.reload()
    staff.get_by_role("button", name="Công bố").click()
    staff.get_by_text("Đã công bố. Mọi người đọc được ở địa chỉ cố định.").wait_for()

    reader = visit(site)
    reader.goto("/danh-sach/2024-03")
    assert "TN-0001" not in reader.content()
    content = download(reader, "Tải JSON")
    assert hashlib.sha256(content).hexdigest() in reader.content()
    assert json.loads(content)["totals"]["finished_late"] == 1
    assert download(reader, "Tải CSV").startswith(b"\xef\xbb\xbf")


def test_who_drafts_is_neither_offered_nor_allowed_to_approve(
    site: Site, visit: Visit, tmp_path: Path
) -> None:
    dossiers = tmp_path / "ho-so.csv"
    dossiers.write_text(DOSSIERS, encoding="utf-8")
    bring(visit(site, "chuyen-vien"), dossiers, "Hồ sơ thủ tục", "MOT-CUA", "31/03/2024")

    approver = visit(site, "lanh-dao")
    approver.goto("/cong-bo")
    approver.get_by_label("Tháng").fill("2024-03")
    approver.get_by_role("button", name="Lập dự thảo").click()

    assert approver.get_by_role("button", name="Duyệt").count() == 0
    token = approver.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = approver.request.post(
        f"{site.address}/cong-bo/2024-03/duyet",
        form={"csrf_token": token},
        headers={"Referer": f"{site.address}/cong-bo/2024-03"},
    )
    assert answer.status == 403
    assert "cần một lãnh đạo khác duyệt" in answer.text()
