"""A month from end to end, by clicking: three persons, and everybody who reads."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, Indicator, User, db
from models.vocabulary import ScheduleKind
from tests.browser.conftest import UNIT
from tests.browser.looking import faults_of
from tests.browser.steps import bring, download, go
from tests.conftest import close_database
from tests.factories import make_directive, make_task
from tests.views.files import HEAD
from tracker.queries.units import get_unit
from tracker.runtime import create_runtime

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Site, Visit
    from tracker.config import Settings

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

#: One finished late, one on its due day; another unit's is overdue, one is within its term.
AUGUST = f"""{HEAD}
TN-0001,1.000001,{UNIT},Cán bộ 01,03/08/2026,10/08/2026,12/08/2026,Đã trả kết quả
TN-0002,1.000001,{UNIT},Cán bộ 01,04/08/2026,11/08/2026,11/08/2026,Đã trả kết quả
TN-0003,1.000002,H44.45,Cán bộ 02,05/08/2026,14/08/2026,,Đang xử lý
TN-0004,1.000002,H44.45,Cán bộ 02,20/08/2026,10/09/2026,,Đang xử lý
"""
#: The overdue one was finished in September.
SEPTEMBER = f"""{HEAD}
TN-0003,1.000002,H44.45,Cán bộ 02,05/08/2026,14/08/2026,15/09/2026,Đã trả kết quả
TN-0004,1.000002,H44.45,Cán bộ 02,20/08/2026,10/09/2026,10/09/2026,Đã trả kết quả
"""
#: One short of 95 %.
FIGURES = f"""unit_code,indicator,period,numerator,denominator
{UNIT},766-2.1,2026-08,9499,10000
"""

TOLD = "Hồ sơ phải thẩm định thực địa hai lần, lần sau có kết quả ngày 12/08/2026."
MEASURE = "Phân công lại người tiếp nhận, kiểm tra hồ sơ đến hạn mỗi sáng."
SAID = "Đã trả ngày 10/08/2026 theo sổ giao nhận của bộ phận một cửa."
DECIDED = "Sổ giao nhận không có chữ ký của người nhận; giữ nguyên."


def hand_down(settings: Settings) -> None:
    """Hand a new document down: the units it names are asked whether they take it on."""
    with create_runtime(settings).app_context():
        db.session.execute(sa.update(User).values(created_at=datetime(2026, 6, 1, tzinfo=UTC)))
        unit = get_unit(UNIT)
        assert unit.parent_id is not None
        row = db.session.get_one(Directive, make_directive("15/KH-UBND", unit.parent_id))
        row.code, row.is_seed = "kh15", True
        row.issued_on = row.effective_from = date(2026, 7, 1)
        make_task(
            row.id,
            leads=(unit.id,),
            indicator_id=db.session.scalar(sa.select(Indicator.id).filter_by(code="766-2.1")),
            target=(">=", "95"),
            schedule_kind=ScheduleKind.ONGOING,
        )
        close_database()


@pytest.fixture
def handed_down(site: Site) -> Site:
    hand_down(site.settings)
    return site


class Walk:
    """Looks at every page the walk comes by."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def look(self, page: Page) -> None:
        self.faults += faults_of(page)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def see(page: Page, text: str) -> None:
    page.locator("main").get_by_text(text).first.wait_for()


def test_three_persons_take_a_month_to_the_public_and_the_next(
    handed_down: Site, visit: Visit, tmp_path: Path
) -> None:
    walk = Walk()
    head = visit(handed_down, "thu-truong")
    staff = visit(handed_down, "chuyen-vien")
    accept_the_work(head, walk)
    bring_in_the_month(staff, tmp_path, walk)
    explain_what_was_missed(head, staff, walk)
    draft(staff)
    explain_what_was_late(visit(handed_down, "can-bo"), head, walk)
    draft_again_and_ask(staff, walk)
    object_to_a_row(head, walk)
    decide(staff, walk)
    approver = visit(handed_down, "lanh-dao")
    approve_and_publish(approver, staff, walk)
    read_it(visit(handed_down), walk)
    begin_the_next(staff, approver, tmp_path, walk)
    assert not walk.faults, "\n".join(walk.faults)


def accept_the_work(head: Page, walk: Walk) -> None:
    """The desk says what is asked; refusing wants a reason; then it is taken on."""
    walk.look(head)
    follow(head, "Phân công chờ tiếp nhận")
    walk.look(head)
    follow(head, "Từ chối tiếp nhận")
    head.locator("main form").last.get_by_role("button").last.click()
    head.locator(".error-summary").wait_for()
    walk.look(head)
    head.goto("/phan-cong")
    press(head, "Tiếp nhận các nhiệm vụ đã chọn")
    see(head, "Đã tiếp nhận 1 nhiệm vụ.")


def bring_in_the_month(staff: Page, folder: Path, walk: Walk) -> None:
    """Figures and dossiers come in by files looked at first, and the month is judged."""
    figures, dossiers = folder / "so-lieu.csv", folder / "ho-so.csv"
    figures.write_text(FIGURES, encoding="utf-8")
    dossiers.write_text(AUGUST, encoding="utf-8")
    walk.look(staff)
    bring(staff, figures, "Số liệu thực hiện", "CONG-DVCQG", "31/08/2026")
    bring(staff, dossiers, "Hồ sơ thủ tục hành chính", "MOT-CUA", "31/08/2026", walk.look)
    go(staff, "Đánh giá")
    staff.get_by_label("Kỳ").fill("2026-08")
    staff.get_by_label("Văn bản").select_option("kh15")
    press(staff, "Đánh giá kỳ này")
    see(staff, "Đã đánh giá tháng 8 năm 2026.")
    walk.look(staff)


def explain_what_was_missed(head: Page, staff: Page, walk: Walk) -> None:
    """The scorecard shows the distance; the head says why and promises; the office accepts."""
    head.goto("/viec-cua-toi")
    walk.look(head)
    follow(head, "Mở bảng điểm")
    see(head, "94,99 % (9.499/10.000)")
    see(head, "Chưa đạt")
    walk.look(head)
    head.goto(f"/giai-trinh-chi-tieu/kh15/1/{UNIT}?ky=2026-08")
    press(head, "Gửi Văn phòng xem xét")
    head.locator(".error-summary").wait_for()
    walk.look(head)
    head.get_by_label("Vì sao chưa đạt").fill(TOLD)
    head.get_by_label("Biện pháp khắc phục").fill(MEASURE)
    head.get_by_label("Hoàn thành").fill("31/12/2099")
    press(head, "Gửi Văn phòng xem xét")
    see(head, "Chờ xem xét")

    staff.goto("/viec-cua-toi")
    follow(staff, "Giải trình chỉ tiêu chờ xem xét")
    staff.locator("tbody").get_by_role("link").first.click()
    walk.look(staff)
    press(staff, "Chấp nhận")
    see(staff, "Đã chấp nhận")


def explain_what_was_late(officer: Page, head: Page, walk: Walk) -> None:
    """The officer says why a dossier was late; the head accepts it."""
    walk.look(officer)
    follow(officer, "Hồ sơ chậm chưa có giải trình")
    walk.look(officer)
    officer.locator("tbody").get_by_role("link").filter(has_text="TN-0001").click()
    press(officer, "Gửi giải trình")
    officer.locator(".error-summary").wait_for()
    walk.look(officer)
    officer.get_by_label("Lý do").select_option(index=1)
    officer.get_by_label("Nội dung giải trình").fill(TOLD)
    press(officer, "Gửi giải trình")
    see(officer, "Chờ xem xét")

    head.goto("/viec-cua-toi")
    follow(head, "Giải trình hồ sơ chờ xem xét")
    head.locator("tbody").get_by_role("link").filter(has_text="TN-0001").click()
    press(head, "Chấp nhận")
    see(head, "Đã chấp nhận")


def draft(staff: Page) -> None:
    """From now on the units are asked why they were late."""
    go(staff, "Lập và công bố")
    staff.get_by_label("Tháng").fill("2026-08")
    press(staff, "Lập dự thảo")
    see(staff, "Đã lập dự thảo tháng 8 năm 2026, bản 1.")


def draft_again_and_ask(staff: Page, walk: Walk) -> None:
    """What was explained is counted, and the units are asked; nobody here may approve."""
    press(staff, "Lập lại từ số liệu hiện có")
    see(staff, "hồ sơ chậm có giải trình được chấp nhận")
    see(staff, "50,00 % (1/2)")
    staff.get_by_text("Mở phản hồi cho đơn vị").click()
    press(staff, "Mở phản hồi")
    see(staff, "còn 2 đơn vị chưa trả lời")
    for name in ("Duyệt", "Công bố"):
        assert staff.get_by_role("button", name=name, exact=True).count() == 0
    walk.look(staff)


def object_to_a_row(head: Page, walk: Walk) -> None:
    """The unit sees its own rows only, and objects to one."""
    head.goto("/viec-cua-toi")
    follow(head, "Danh sách đang lấy ý kiến")
    see(head, "TN-0001")
    assert "TN-0003" not in head.content()
    walk.look(head)
    follow(head, "Gửi phản hồi")
    press(head, "Gửi phản hồi")
    head.locator(".error-summary").wait_for()
    walk.look(head)
    head.get_by_label("Nội dung phản hồi").fill(SAID)
    press(head, "Gửi phản hồi")
    see(head, "Đã gửi phản hồi số 1")


def decide(staff: Page, walk: Walk) -> None:
    """The office decides in public words, and writes down that the other unit agrees."""
    staff.goto("/viec-cua-toi")
    walk.look(staff)
    staff.goto("/cong-bo/2026-08/phan-hoi")
    walk.look(staff)
    staff.locator("tbody").get_by_role("link", name="Phản hồi số 1").click()
    staff.get_by_label("Không chấp nhận").check()
    staff.get_by_label("Kết luận").fill(DECIDED)
    press(staff, "Ghi quyết định")
    see(staff, "Đã quyết định")
    walk.look(staff)
    staff.goto("/phan-hoi/2026-08?don-vi=H44.45")
    staff.locator("main").get_by_role("button", name="Không có ý kiến").click()
    see(staff, "Đã ghi: đơn vị không có ý kiến")


def approve_and_publish(approver: Page, staff: Page, walk: Walk) -> None:
    """Who approves reads it all; who drafted it publishes what was approved."""
    walk.look(approver)
    go(approver, "Lập và công bố")
    follow(approver, "tháng 8 năm 2026")
    see(approver, DECIDED)
    walk.look(approver)
    press(approver, "Duyệt")
    see(approver, "Đã duyệt.")
    staff.goto("/cong-bo/2026-08")
    press(staff, "Công bố")
    see(staff, "Đã công bố. Mọi người đọc được ở địa chỉ cố định.")


def read_it(reader: Page, walk: Walk) -> None:
    """Everybody reads the list, what the unit objected and what was decided, and checks it."""
    reader.goto("/danh-sach/2026-08")
    see(reader, DECIDED)
    assert "TN-0001" not in reader.content()
    assert SAID not in reader.content()
    content = download(reader, "Tải JSON")
    assert hashlib.sha256(content).hexdigest() in reader.content()
    assert json.loads(content)["totals"]["finished_late"] == 1
    assert download(reader, "Tải CSV").startswith(b"\xef\xbb\xbf")
    walk.look(reader)


def begin_the_next(staff: Page, approver: Page, folder: Path, walk: Walk) -> None:
    """The next list says what changed; who drafts one is neither offered nor allowed to approve."""
    dossiers = folder / "ho-so-9.csv"
    dossiers.write_text(SEPTEMBER, encoding="utf-8")
    bring(staff, dossiers, "Hồ sơ thủ tục hành chính", "MOT-CUA", "30/09/2026")
    approver.goto("/cong-bo")
    approver.get_by_label("Tháng").fill("2026-09")
    press(approver, "Lập dự thảo")
    see(approver, "Đã lập dự thảo tháng 9 năm 2026, bản 1.")
    assert approver.get_by_role("button", name="Duyệt", exact=True).count() == 0
    follow(approver, "Xem thay đổi so với tháng trước")
    see(approver, "Sở Ngoại vụ")
    walk.look(approver)
    approver.go_back()
    token = approver.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    answer = approver.request.post(
        "/cong-bo/2026-09/duyet", form={"csrf_token": token}, headers={"Referer": approver.url}
    )
    assert answer.status == 403
    assert "cần một lãnh đạo khác duyệt" in answer.text()
