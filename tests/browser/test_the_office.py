"""Alerts, the calendar and the counts, by clicking; an office whose months end on the 21st."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Site, add_people, serve
from tests.browser.steps import bring, download, go
from tests.conftest import close_database, settings_for
from tests.views.files import DOSSIERS, HEAD
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.runtime import create_runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visit
    from tests.conftest import Store

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

#: One late in January, March as ever, one open with its due day on a Monday in April.
JANUARY = "TN-0101,1.000001,616,Cán bộ 03,02/01/2024,09/01/2024,12/01/2024,Đã trả kết quả"
APRIL = "TN-0401,1.000002,616,Cán bộ 03,01/04/2024,22/04/2024,,Đang xử lý"
ON_TIME = JANUARY.replace("12/01/2024", "08/01/2024")
REASON = "Đã đối chiếu sổ giấy, đơn vị ghi nhầm ngày kết thúc."


@pytest.fixture(scope="module")
def office(
    store: Store, seeded_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One site for all tests of this module; each has dossiers and a month of its own."""
    folder = tmp_path_factory.mktemp("office")
    url = store.create(seeded_template)
    settings = settings_for(url, folder, month_cutoff_day=21)
    add_people(settings)
    path = folder / "ho-so.csv"
    path.write_text(f"{DOSSIERS}{JANUARY}\n{APRIL}\n", encoding="utf-8")
    with create_runtime(settings).app_context():
        system = get_actor(SYSTEM_USERNAME)
        import_dossiers(path, source_code="MOT-CUA", actor=system, as_of=date(2024, 4, 30))
        close_database()
    yield from serve(settings)
    store.drop(url)


def post_by_hand(page: Page, address: str) -> int:
    """Send what a page offers no button for; return the status."""
    token = page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = page.request.post(
        address, form={"csrf_token": token}, headers={"Referer": page.url}, max_redirects=0
    )
    return answer.status


def test_an_alert_is_taken_and_closed_by_another_person(
    office: Site, visit: Visit, tmp_path: Path
) -> None:
    staff = visit(office, "chuyen-vien")
    go(staff, "Lập và công bố")
    staff.get_by_label("Tháng").fill("2024-01")
    staff.get_by_role("button", name="Lập dự thảo").click()
    staff.get_by_text("Đã lập dự thảo tháng 1 năm 2024").wait_for()
    file = tmp_path / "sua.csv"
    file.write_text(f"{HEAD}\n{ON_TIME}\n", encoding="utf-8")
    bring(staff, file, "Hồ sơ thủ tục hành chính", "MOT-CUA", "30/04/2024")

    approver = visit(office, "lanh-dao")
    approver.goto("/cong-bo/2024-01")
    approver.get_by_text("còn 2 cảnh báo").wait_for()
    approver.get_by_role("link", name="Xem trước khi duyệt").click()
    approver.wait_for_url("**/canh-bao?thang=2024-01")
    assert approver.locator("tbody tr").count() == 2

    go(staff, "Cảnh báo")
    staff.locator("tbody").get_by_role("link", name="Chậm bỗng thành đúng hạn").click()
    staff.get_by_text("không tự đóng được").wait_for()
    assert post_by_hand(staff, f"{staff.url}/dong") in (403, 422)

    colleague = visit(office, "dong-nghiep")
    go(colleague, "Cảnh báo")
    colleague.locator("tbody").get_by_role("link", name="Chậm bỗng thành đúng hạn").click()
    colleague.get_by_label("Người phụ trách", exact=True).select_option("dong-nghiep")
    colleague.get_by_role("button", name="Giao").click()
    colleague.locator(".facts dd").get_by_text("Dong-Nghiep", exact=True).wait_for()
    colleague.get_by_role("button", name="Đóng cảnh báo").click()
    colleague.locator("#reason[aria-invalid=true]").wait_for()
    colleague.get_by_label("Lý do đóng").fill(REASON)
    colleague.get_by_role("button", name="Đóng cảnh báo").click()
    colleague.get_by_text(REASON, exact=True).wait_for()

    approver.goto("/cong-bo/2024-01")
    approver.get_by_text("còn 1 cảnh báo").wait_for()
    menu = approver.get_by_role("navigation", name="Các trang")
    assert menu.get_by_role("link", name="Hồ sơ").first.inner_text().endswith("1")


def test_a_calendar_change_is_proposed_previewed_and_applied_by_a_second_person(
    office: Site, visit: Visit
) -> None:
    staff = visit(office, "chuyen-vien")
    go(staff, "Lịch làm việc")
    staff.get_by_role("link", name="Thay đổi lịch").click()
    staff.get_by_label("Các ngày, mỗi dòng một ngày").fill("22/04/2024; nghỉ; Nghỉ bù minh họa")
    staff.get_by_label("Văn bản thông báo").fill("Văn bản minh họa số 1")
    staff.get_by_label("Lý do", exact=True).fill("Thử thay đổi lịch")
    staff.get_by_role("button", name="Xem trước").click()

    staff.get_by_text("1 hồ sơ đang mở dời hạn xét").wait_for()
    assert "hạn in 22/04/2024, đang xét ngày 22/04/2024" in staff.locator("main").inner_text()
    assert staff.get_by_role("button", name="Áp dụng").count() == 0
    assert post_by_hand(staff, f"{staff.url}/ap-dung") == 403
    overdue = "/ho-so?loai=qua-han&don-vi=616"
    assert "xét theo" not in row_of(staff, overdue, "TN-0401").inner_text()

    approver = visit(office, "lanh-dao")
    go(approver, "Lịch làm việc")
    approver.get_by_role("link", name="Thay đổi lịch").click()
    approver.locator("tbody").get_by_role("link").first.click()
    approver.get_by_role("button", name="Áp dụng").click()
    approver.get_by_text("Đã áp dụng; hạn xét của các hồ sơ liên quan đã dời theo.").wait_for()

    assert "xét theo 23/04/2024" in row_of(staff, overdue, "TN-0401").inner_text()
    reader = visit(office)
    reader.goto("/lich?nam=2024")
    assert "Nghỉ bù minh họa" in reader.locator("main").inner_text()
    assert "Lịch bản 1." in reader.locator("main").inner_text()


def row_of(page: Page, address: str, code: str) -> Locator:
    page.goto(address)
    return page.locator("tbody tr").filter(has_text=code)


def test_a_number_of_the_counts_opens_its_rows_by_unit_and_by_field(
    office: Site, visit: Visit
) -> None:
    staff = visit(office, "chuyen-vien")
    go(staff, "Thống kê")
    staff.get_by_label("Kỳ").fill("2024-03")
    staff.get_by_role("button", name="Xem").click()
    staff.get_by_text("(từ 22/02/2024 đến 21/03/2024)").wait_for()
    form = staff.locator("table").first
    unit = form.locator("tbody tr").filter(has_text="Sở Tài nguyên và Môi trường")
    unit.get_by_role("link", name="1").click()

    staff.wait_for_url("**/ho-so?*")
    assert staff.locator("tbody th code").all_inner_texts() == ["TN-0001"]
    assert "Trả chậm 1" in staff.locator(".tabs [aria-current=true]").inner_text()
    assert "TN-0001" in download(staff, "Tải cả danh sách (CSV)").decode("utf-8-sig")

    staff.go_back()
    staff.get_by_label("Dòng của biểu").select_option("linh-vuc")
    staff.get_by_role("button", name="Xem").click()
    staff.wait_for_url("**nhom=linh-vuc*")
    districts = form.locator("tbody tr").filter(has_text="(chưa ghi lĩnh vực)").last
    districts.get_by_role("link", name="1").click()

    staff.wait_for_url("**/ho-so?*")
    assert staff.locator("tbody th code").all_inner_texts() == ["TN-0003"]
    assert "hết ngày 21/03/2024" in staff.locator("main").inner_text()
