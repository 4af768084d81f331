"""Sentences about judging a period, and the reasons a stored verdict gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.wording.text import LazyString

REFUSALS: Final[dict[str, LazyString]] = {
    "period_in_future": _l(
        "Kỳ %(period)s chưa bắt đầu (từ ngày %(first_day)s) nên chưa thể đánh giá; "
        "hãy chọn kỳ đã bắt đầu."
    ),
    "directive_not_in_force": _l(
        "Văn bản “%(number)s” không có hiệu lực trong kỳ %(period)s; hãy chọn kỳ khác."
    ),
    "no_directive_in_force": _l(
        "Không có văn bản giao việc nào có hiệu lực trong kỳ %(period)s; "
        "hãy nhập văn bản hoặc chọn kỳ khác."
    ),
}

EVALUATION_REASONS: Final[dict[str, LazyString]] = {
    "reached": _l("đạt mức phải đạt"),
    "supporting_not_judged": _l("đơn vị phối hợp, kết quả tính cho đơn vị chủ trì"),
    "other_level": _l("chỉ số không áp dụng cho cấp của đơn vị này"),
    "no_target": _l("văn bản không giao chỉ tiêu bằng số"),
    "target_later": _l("chỉ tiêu chưa bắt đầu áp dụng trong kỳ này"),
    "target_over": _l("chỉ tiêu đã hết thời gian áp dụng"),
    # verdicts of before deliveries were recorded still stand
    "awaiting_evidence": _l("đã hết hạn (%(due_on)s), chưa nhận được sản phẩm hay báo cáo"),
    "judged_by_person": _l("nhiệm vụ thường xuyên, do người có thẩm quyền đánh giá"),
    "no_national_report": _l("Cổng dịch vụ công quốc gia chưa có số liệu báo cáo của đơn vị"),
    "figures_contradict": _l("tử số và mẫu số mâu thuẫn nhau nên chưa kết luận"),
    "number_below": _l("thấp hơn mức %(target)s"),
    "number_above": _l("cao hơn mức %(target)s"),
    "temporary_denominator": _l("mẫu số là số tạm tính, tỷ lệ này chưa kiểm chứng được"),
    "province_wide": _l("đây là số chung của cả tỉnh, không phải của riêng đơn vị"),
    "meaning_unsure": _l("chưa rõ nguồn đếm gì ở số liệu này nên không dùng để đánh giá"),
    "members_without_parts": _l("có %(count)s đơn vị chỉ báo tỷ lệ, không cộng được"),
}

SCREEN: Final[dict[str, LazyString]] = {
    "evaluation_heading": _l("Kết quả đánh giá kỳ %(period)s (%(first_day)s – %(last_day)s)"),
    "evaluation_provisional": _l("Tạm tính: kỳ này chưa kết thúc, kết quả còn có thể thay đổi."),
    "evaluation_dry_run": _l("Chỉ làm thử: không có gì được ghi lại."),
    "evaluation_written": _l(
        "%(cells)s kết quả: %(added)s mới, %(changed)s thay đổi, %(withdrawn)s rút, "
        "%(unchanged)s giữ nguyên."
    ),
    "evaluation_directive": _l("%(number)s: %(counts)s"),
    "evaluation_directive_sample": _l("%(number)s (dữ liệu minh họa): %(counts)s"),
    "evaluation_supporting": _l("%(count)s phần phối hợp không đánh giá"),
}

SENTENCES: Final[dict[str, LazyString]] = {**REFUSALS, **EVALUATION_REASONS, **SCREEN}
