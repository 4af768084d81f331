"""Sentences of days, terms, due dates and periods."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "calendar_day_contradicted": _l(
        "Lịch ghi ngày %(on)s vừa nghỉ vừa làm việc (“%(first)s”, “%(second)s”); hãy giữ một dòng."
    ),
    "calendar_file_unreadable": _l(
        "Không đọc được lịch “%(path)s”;"
        " cần tệp CSV, mã UTF-8, có cột date và cột effect (off hoặc working)."
    ),
    "calendar_row_unreadable": _l(
        "Dòng %(row)s của lịch có “%(value)s” không đọc được;"
        " cột date ghi ngày, cột effect ghi off hoặc working."
    ),
    "cut_off_unreadable": _l("Giờ chốt “%(cut_off)s” không đọc được; hãy viết như 15:00."),
    "cut_off_invalid": _l("Giờ chốt ứng với phút %(cut_off)s không nằm trong một ngày."),
    "office_hours_invalid": _l(
        "Giờ làm việc %(office_hours)s không hợp lệ; các buổi phải lần lượt nằm trong một ngày."
    ),
    "term_unreadable": _l(
        "Thời hạn “%(phrase)s” không đọc được; hãy viết như “5 ngày làm việc”, “3 ngày”, “2 tháng”."
    ),
    "due_date_out_of_range": _l(
        "Thời hạn “%(term)s” tính từ %(received_on)s vượt ra ngoài lịch; hãy xem lại ngày nhận."
    ),
    "due_batch_unreadable": _l(
        "Không đọc được tệp “%(path)s”; cần tệp CSV, mã UTF-8, có cột received và term."
    ),
    "due_row_too_long": _l(
        "Dòng này có nhiều ô hơn tiêu đề; hãy đặt ô có dấu phẩy trong ngoặc kép."
    ),
    "period_unreadable": _l(
        "Kỳ “%(period)s” không đọc được;"
        " hãy viết như 2024-03, 2024-Q1, 2024 hoặc 2024-03/ytd, từ năm 2000 đến 2100."
    ),
    "period_cutoff_invalid": _l("Ngày chốt số liệu “%(cutoff)s” phải từ 1 đến 28."),
    # flags of a due date
    "due_moved_from_day_off": _l(
        "Ngày cuối của thời hạn là ngày nghỉ nên hạn chuyển sang ngày làm việc tiếp theo"
        " (Điều 148 Bộ luật Dân sự)."
    ),
    "too_few_working_days": _l(
        "Thời hạn tính theo ngày nhưng số ngày làm việc trong đó chưa bằng một nửa."
    ),
    "calendar_not_known": _l(
        "Lịch nghỉ của một năm trong khoảng này chưa có nên mới chỉ trừ thứ Bảy và Chủ nhật."
    ),
    "received_time_not_known": _l(
        "Không rõ giờ nhận hồ sơ, mà giờ nhận có thể làm thay đổi hạn; hãy nhập cả giờ nhận."
    ),
    # steps of a count; name is the kind of day
    "step_received": _l("%(on)s (%(name)s): nhận hồ sơ, chưa tính."),
    "step_counted_from": _l("%(on)s (%(name)s): coi như nhận hồ sơ vào ngày này, chưa tính."),
    "step_counted": _l("%(on)s (%(name)s): tính là ngày %(count)s của thời hạn."),
    "step_counted_minutes": _l("%(on)s (%(name)s): tính %(count)s phút làm việc."),
    "step_skipped": _l("%(on)s (%(name)s): không tính."),
    "step_make_up_counted": _l(
        "%(on)s (%(name)s): ngày làm bù, tính là ngày %(count)s của thời hạn."
    ),
    "step_raw_end": _l("%(on)s (%(name)s): ngày tương ứng khi hết thời hạn."),
    "step_rolled": _l(
        "%(on)s (%(name)s): ngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo."
    ),
    "step_due": _l("%(on)s (%(name)s): hạn trả kết quả, hết ngày này vẫn đúng hạn."),
    "step_due_at": _l("%(on)s (%(name)s): hạn trả kết quả lúc %(time)s."),
}
