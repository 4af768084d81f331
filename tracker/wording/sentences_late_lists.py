"""Sentences of the late list: what its life does not allow, and what its readers should know."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "late_list_month_only": _l(
        "Danh sách chậm muộn lập theo tháng; kỳ “%(period)s” không phải tháng,"
        " hãy viết như 2024-03."
    ),
    "period_not_ended": _l(
        "Kỳ %(period)s chưa kết thúc (ngày cuối kỳ %(last_day)s); hãy lập danh sách sau ngày đó."
    ),
    "late_list_no_data": _l(
        "Chưa có số liệu hồ sơ của kỳ %(period)s (đến %(last_day)s); không có số liệu"
        " không có nghĩa là không ai chậm, hãy nhập số liệu rồi lập danh sách."
    ),
    "late_list_other_days": _l(
        "Danh sách kỳ %(period)s đã công bố tính từ %(first_day)s đến %(last_day)s, nay ngày chốt"
        " đã khác; hãy đặt lại TRACKER_MONTH_CUTOFF_DAY=%(cutoff)s khi lập bản đính chính."
    ),
    "late_list_missing": _l("Chưa có danh sách kỳ %(period)s; hãy lập dự thảo trước."),
    "late_list_version_missing": _l(
        "Danh sách kỳ %(period)s không có bản số %(version)s; hãy xem các bản đang có."
    ),
    "late_list_not_approved": _l(
        "Danh sách kỳ %(period)s mới là dự thảo; cần lãnh đạo duyệt trước khi công bố."
    ),
    "late_list_not_published": _l(
        "Danh sách kỳ %(period)s mới là dự thảo, chưa duyệt và chưa công bố;"
        " nếu cần sửa, hãy lập lại dự thảo."
    ),
    "late_list_already_approved": _l(
        "Danh sách kỳ %(period)s đã được duyệt và giữ nguyên nội dung;"
        " hãy công bố hoặc thu hồi bản đó."
    ),
    "late_list_already_published": _l(
        "Danh sách kỳ %(period)s đã công bố, không sửa được nữa; hãy lập bản đính chính kèm lý do."
    ),
    "late_list_already_corrected": _l(
        "Bản này của danh sách kỳ %(period)s đã được thay bằng bản đính chính;"
        " hãy dùng bản mới nhất."
    ),
    "late_list_withdrawn": _l(
        "Danh sách kỳ %(period)s đã thu hồi; hãy lập dự thảo mới nếu cần công bố lại."
    ),
    "late_list_reason_missing": _l("Hãy nêu lý do; lý do được ghi vào danh sách."),
    "approver_is_drafter": _l(
        "Tài khoản “%(username)s” đã lập danh sách này nên không được duyệt;"
        " cần một lãnh đạo khác duyệt."
    ),
    "late_list_draft_changed": _l(
        "Dự thảo kỳ %(period)s đã được lập lại sau khi bạn xem; hãy xem lại rồi duyệt."
    ),
    "late_list_publish_first": _l(
        "Danh sách kỳ %(period)s (bản %(version)s) được duyệt trước và chưa công bố;"
        " hãy công bố bản đó trước."
    ),
    "late_list_withdraw_first": _l(
        "Danh sách kỳ %(period)s (bản %(version)s) được duyệt sau và ghi mã của bản này;"
        " hãy thu hồi bản đó trước."
    ),
    "late_list_hash_wrong": _l(
        "Nội dung lưu của danh sách kỳ %(period)s (bản %(version)s) không khớp mã băm đã duyệt;"
        " không công bố, hãy báo quản trị kiểm tra."
    ),
    # notices inside a list
    "source_ends_before_period": _l(
        "Số liệu mới đến ngày %(as_of)s, chưa đủ kỳ; nguồn %(source)s."
    ),
}
