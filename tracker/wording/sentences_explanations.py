"""Sentences of explanations of late dossiers, and of how complete they are."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "explanation_none_chosen": _l("Chưa chọn hồ sơ nào; hãy chọn ít nhất một hồ sơ."),
    "explanation_twice": _l("Hồ sơ %(dossier)s được nêu hai lần; hãy giữ một lần."),
    "explanation_text_short": _l(
        "Nội dung giải trình cần ít nhất %(minimum)s ký tự; hãy nói rõ vì sao chậm."
    ),
    "explanation_text_long": _l(
        "Nội dung giải trình dài nhất %(maximum)s ký tự; hãy viết gọn hơn."
    ),
    "explanation_note_short": _l("Khi trả lại, hãy ghi cần bổ sung gì, ít nhất %(minimum)s ký tự."),
    "explanation_note_long": _l("Ý kiến dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "explanation_not_late": _l(
        "Hồ sơ %(dossier)s không quá ngày hẹn trả nên không cần giải trình."
    ),
    "explanation_waiting": _l(
        "Giải trình của hồ sơ %(dossier)s (%(person)s viết) đang chờ xem xét; muốn sửa thì"
        " người xem xét trả lại trước."
    ),
    "explanation_accepted_already": _l(
        "Giải trình của hồ sơ %(dossier)s đã được %(person)s chấp nhận, không sửa được nữa."
    ),
    "explanation_not_waiting": _l(
        "Hồ sơ %(dossier)s không có giải trình nào đang chờ xem xét; hãy bỏ chọn hồ sơ này."
    ),
    "explanation_own": _l(
        "Tài khoản “%(username)s” đã viết giải trình của hồ sơ %(dossier)s nên không tự xem xét;"
        " cần một người khác."
    ),
    "explanation_changed": _l(
        "%(count)s hồ sơ đã thay đổi từ khi mở trang. Hồ sơ %(dossier)s: bản %(version)s, nay"
        " “%(state)s” (%(person)s, %(at)s). Chưa có gì được ghi; hãy xem lại rồi gửi lại."
    ),
    "explanation_count_changed": _l(
        "Lúc mở trang bộ lọc có %(before)s hồ sơ, nay có %(now)s; hãy xem lại rồi gửi lại."
    ),
    "explanation_dossier_unknown": _l(
        "Hồ sơ “%(value)s” không có trong danh sách chậm, quá hạn %(period)s của các đơn vị bạn phụ"
        " trách; hãy kiểm tra mã và kỳ."
    ),
    "explanation_dossier_ambiguous": _l(
        "Mã “%(value)s” là của nhiều hồ sơ, ở các nguồn khác nhau; hãy ghi trên trang giải trình"
        " của từng hồ sơ."
    ),
    "explanation_cause_unreadable": _l(
        "Không có lý do “%(value)s”; hãy dùng một trong các mã: %(allowed)s."
    ),
    "explanation_choice_missing": _l(
        "Hãy nêu --file, hoặc --code cùng --cause và --text; không nêu cả hai."
    ),
    "explanation_review_choice_missing": _l(
        "Hãy nêu mã hồ sơ bằng --code, hoặc --all để lấy mọi giải trình đang chờ; không nêu cả hai."
    ),
    "explanation_action_unknown": _l(
        "Không rõ phải làm gì (“%(value)s”); hãy bấm một trong các nút của trang."
    ),
    "explanation_days_unreadable": _l(
        "Không đọc được số ngày “%(value)s”; hãy viết một số từ 0 đến 9999."
    ),
    "coverage_contradicted": _l(
        "Các số về giải trình và xin lỗi mâu thuẫn nhau (%(counts)s); hãy báo người quản trị."
    ),
}
