"""Sentences of the staff pages: histories of units, imports to confirm, lists to release."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "unit_days_both": _l("từ %(first)s đến hết %(last)s"),
    "unit_days_from": _l("từ %(first)s"),
    "unit_days_until": _l("đến hết %(last)s"),
    "unit_days_open": _l("không ghi thời hạn"),
    "unit_event_from_continued": _l("tiếp tục công việc của"),
    "unit_event_from_merged": _l("hình thành từ sáp nhập, nhận công việc của"),
    "unit_event_from_split": _l("tách ra từ"),
    "unit_event_from_renamed": _l("đổi tên từ"),
    "unit_event_from_transferred": _l("nhận nhiệm vụ chuyển giao từ"),
    "unit_event_to_continued": _l("công việc được tiếp tục bởi"),
    "unit_event_to_merged": _l("sáp nhập vào"),
    "unit_event_to_split": _l("được tách thành"),
    "unit_event_to_renamed": _l("đổi tên thành"),
    "unit_event_to_transferred": _l("chuyển giao nhiệm vụ cho"),
    "past_is_read_only": _l(
        "Trang đang cho thấy ngày %(value)s đã qua nên chưa có gì được ghi; hãy về hôm nay rồi làm"
        " lại."
    ),
    "task_missing": _l(
        "Văn bản %(directive)s không có nhiệm vụ thứ %(ordinal)s; hãy chọn trong bảng chỉ tiêu."
    ),
    "matrix_cell_missing": _l(
        "Ma trận của văn bản trong kỳ này không có ô “%(value)s”. Hãy mở lại ma trận và chọn ô."
    ),
    "task_not_of_unit": _l(
        "Nhiệm vụ này không giao cho đơn vị “%(unit)s” trong kỳ %(period)s; "
        "hãy xem các đơn vị được giao ở trang nhiệm vụ."
    ),
    "upload_missing": _l("Hãy chọn tệp cần nhập."),
    "upload_empty": _l("Tệp “%(name)s” không có nội dung; hãy chọn tệp khác."),
    "preview_unreadable": _l(
        "Không đọc được bản xem trước này; chưa có gì được nhập. Hãy tải tệp lên và xem lại."
    ),
    "preview_expired": _l(
        "Bản xem trước đã quá %(hours)s giờ; chưa có gì được nhập. Hãy tải tệp lên và xem lại."
    ),
    "preview_of_other_person": _l(
        "Bản xem trước này của tài khoản khác; hãy tự tải tệp lên và xem lại."
    ),
    "preview_file_gone": _l(
        "Tệp đã xem trước không còn trên máy chủ; chưa có gì được nhập. Hãy tải lên lại."
    ),
    "preview_file_changed": _l(
        "Tệp trên máy chủ khác với tệp đã xem trước; chưa có gì được nhập. Hãy tải lên lại."
    ),
    "preview_outdated": _l(
        "Số liệu đã thay đổi từ lúc xem trước, nhập bây giờ sẽ không còn như đã xem; chưa có gì"
        " được nhập. Hãy tải tệp lên lại để xem trước rồi xác nhận."
    ),
    "changed_meanwhile": _l(
        "Người khác vừa thay đổi: lúc bạn mở trang là “%(before)s”, nay là “%(now)s”. Hãy xem lại,"
        " rồi gửi lại nếu vẫn cần."
    ),
    "day_after_today": _l("Ngày %(value)s chưa tới; hãy ghi ngày đã qua hoặc hôm nay."),
    "batch_missing": _l("Không có lần nhập số %(value)s."),
    "dossier_missing": _l("Không có hồ sơ này, hoặc hồ sơ không thuộc đơn vị của bạn."),
    "due_step_printed": _l("Nguồn ghi ngày hẹn trả là %(due_on)s."),
    "due_step_none": _l("Nguồn không ghi ngày hẹn trả, nên hồ sơ không bị tính chậm."),
    "due_step_working": _l("%(due_on)s là ngày làm việc, nên giữ nguyên để xét."),
    "due_step_day_off": _l(
        "%(due_on)s là ngày nghỉ%(name)s, nên xét theo ngày làm việc tiếp theo: %(judged_on)s "
        "(Điều 148 Bộ luật Dân sự)."
    ),
    "due_step_end_finished": _l("Xử lý xong ngày %(end_on)s."),
    "due_step_end_open": _l("Chưa xử lý xong, tính đến hết ngày %(end_on)s."),
    "due_step_late": _l("Chậm %(days)s ngày, trong đó có %(working_days)s ngày làm việc."),
    "due_step_in_time": _l("Không chậm: hết ngày hẹn trả vẫn là đúng hạn."),
}
