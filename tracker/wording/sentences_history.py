"""Sentences of the history of things: what was done, by the action the audit trail keeps."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "history_source_ranked": _l("đổi thứ tự dùng số liệu"),
    "history_source_age_set": _l("đổi số ngày thì số liệu là cũ"),
    "history_source_resumed": _l("cho nguồn chạy lại"),
    "history_source_unit_mapped": _l("gắn đơn vị bên nguồn %(external_id)s"),
    "history_column_mapping_saved": _l("lưu cách ghép cột “%(key)s”"),
    "history_column_mapping_deleted": _l("xóa cách ghép cột “%(key)s”"),
    "history_user_added": _l("mở tài khoản"),
    "history_password_set": _l("đặt lại mật khẩu"),
    "history_email_set": _l("đổi địa chỉ thư"),
    "history_role_changed": _l("đổi vai trò hoặc đơn vị"),
    "history_user_deactivated": _l("khóa tài khoản"),
    "history_alert_assigned": _l("giao người phụ trách: %(owner)s"),
    "history_alert_closed": _l("đóng cảnh báo"),
    "history_calendar_change_proposed": _l("đề xuất thay đổi lịch"),
    "history_calendar_change_renewed": _l("xem trước lại theo lịch đang dùng"),
    "history_calendar_change_applied": _l("áp dụng thay đổi lịch"),
    "history_calendar_change_cancelled": _l("hủy đề xuất"),
    "history_unit_added": _l("thêm đơn vị “%(name)s”, từ ngày %(valid_from)s"),
    "history_unit_closed": _l("ghi đơn vị kết thúc, ngày cuối %(last_day)s"),
    "history_succession_recorded": _l(
        "ghi việc chuyển sang đơn vị %(successor)s từ ngày %(effective_on)s"
    ),
    "history_import_repeated": _l("nhập lại cùng tệp, không có gì thay đổi"),
    "history_pull_accepted": _l("chấp nhận lần lấy thất bại"),
    "changed_role": _l("vai trò"),
    "changed_unit_id": _l("đơn vị"),
    "history_from_to": _l("từ %(before)s thành %(after)s"),
    "history_reason": _l("lý do: %(reason)s"),
    "history_document": _l("theo %(document)s"),
    "history_nothing": _l("(không có)"),
}
