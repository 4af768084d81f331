"""What people read about verdicts, counts, lateness and frozen content, by code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.wording.numbers import count_text, decimal_text
from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.rules.verdicts import Reason
    from tracker.wording.text import LazyString

REFUSALS: Final[dict[str, LazyString]] = {
    "negative_part": _l(
        "Tử số (%(numerator)s) và mẫu số (%(denominator)s) không được âm; hãy sửa số liệu."
    ),
    "numerator_exceeds_denominator": _l(
        "Tử số (%(numerator)s) lớn hơn mẫu số (%(denominator)s); hãy kiểm tra lại hai số này."
    ),
    "value_not_finite": _l("“%(value)s” không phải là một con số; hãy nhập số thập phân."),
    "not_arisen_contradicted": _l(
        "Nguồn ghi “không phát sinh” nhưng vẫn có số liệu (%(numerator)s/%(denominator)s); "
        "hãy bỏ một trong hai."
    ),
    "end_date_missing": _l(
        "Hồ sơ ở trạng thái “%(status)s” nhưng không có ngày kết thúc xử lý; hãy bổ sung ngày."
    ),
    "canonical_float": _l(
        "Số “%(value)s” không ở dạng chính xác nên không thể đóng băng; "
        "hãy dùng số nguyên hoặc số thập phân."
    ),
    "canonical_number_not_finite": _l("“%(value)s” không phải là một con số; hãy sửa số liệu."),
    "canonical_naive_time": _l(
        "Thời điểm “%(value)s” không kèm múi giờ nên không thể đóng băng; hãy ghi theo giờ UTC."
    ),
    "canonical_key_not_text": _l("Tên trường “%(value)s” không phải là chữ; hãy đặt tên bằng chữ."),
    "canonical_key_twice": _l("Tên trường “%(value)s” xuất hiện hai lần; hãy bỏ một."),
    "canonical_text_broken": _l("Chữ “%(value)s” bị hỏng mã ký tự; hãy nhập lại."),
    "canonical_type": _l("Không thể đóng băng giá trị kiểu “%(value)s”; hãy đổi sang chữ hoặc số."),
}

REASONS: Final[dict[str, LazyString]] = {
    "baseline_unknown": _l("chưa có số liệu gốc để tính mức tăng"),
    "not_applicable": _l("không áp dụng cho đơn vị này"),
    "not_due": _l("chưa đến kỳ"),
    "no_figures": _l("chưa có số liệu kỳ này"),
    "numerator_missing": _l("nguồn chỉ báo mẫu số, chưa có tử số"),
    "denominator_missing": _l("nguồn chỉ báo tử số, chưa có mẫu số"),
    "not_arisen": _l("nguồn báo không phát sinh"),
    "excused": _l("được chấp thuận đến hết ngày %(until)s"),
    "disputed": _l("số liệu đang được xem xét lại"),
    "just_reached": _l("vừa đủ đạt"),
    "surplus_units": _l("vượt %(surplus)s %(noun)s"),
    "within_limit": _l("trong mức cho phép, còn được thêm %(room)s %(noun)s"),
    "short_units": _l("thiếu %(missing)s %(noun)s để đạt %(target)s %%"),
    "short_units_of_increase": _l("thiếu %(missing)s %(noun)s để tăng %(points)s điểm phần trăm"),
    "excess_units": _l("nhiều hơn %(excess)s %(noun)s so với mức %(target)s %%"),
    "out_of_reach": _l("với mẫu số %(denominator)s thì không thể đạt %(target)s %%"),
    "value_reached": _l("tỷ lệ được báo cáo là %(value)s %%"),
    "value_on_strict_bound": _l("bằng đúng %(target)s %%, trong khi chỉ tiêu không tính mức này"),
    "points_below": _l("thấp hơn mức phải đạt %(points)s điểm phần trăm"),
    "points_above": _l("cao hơn mức cho phép %(points)s điểm phần trăm"),
    "not_verifiable": _l("số được báo cáo, không có tử số và mẫu số để kiểm chứng"),
    "members_missed": _l("cả nhóm đạt nhưng có %(count)s đơn vị chưa đạt"),
    "members_without_data": _l("có %(count)s đơn vị chưa có số liệu, không nằm trong tổng"),
    "done_before_issue": _l("đã hoàn thành trước khi ban hành văn bản"),
    "done_without_due_date": _l("hoàn thành ngày %(done_on)s; văn bản không định thời hạn"),
    "done_on_time": _l("hoàn thành đúng hạn, ngày %(done_on)s (hạn %(due_on)s)"),
    "done_late": _l("hoàn thành trễ %(days)s ngày, ngày %(done_on)s (hạn %(due_on)s)"),
    "ongoing_reported": _l(
        "nhiệm vụ thường xuyên, trong kỳ có báo cáo được chấp nhận (ngày %(done_on)s)"
    ),
    "ongoing_without_report": _l(
        "nhiệm vụ thường xuyên, trong kỳ chưa có báo cáo nào được chấp nhận"
    ),
    "ongoing_later": _l("nhiệm vụ thường xuyên, chưa bắt đầu trong kỳ này"),
    "ongoing_over": _l("nhiệm vụ thường xuyên, đã kết thúc trước kỳ này"),
    "report_waits_for_review": _l(
        "đã hết hạn (%(due_on)s), báo cáo hoàn thành đang chờ xem xét nên chưa kết luận"
    ),
    "term_extended": _l("thời hạn gốc %(first_due_on)s, gia hạn đến %(due_on)s"),
    "waits_for": _l("chưa đến hạn, theo “%(waits_for)s”"),
    "due_date_unknown": _l("chưa xác định được ngày đến hạn"),
    "due_before_followed": _l(
        "hạn (%(due_on)s) đã qua trước khi văn bản được theo dõi ở đây, chưa có báo cáo nào nên"
        " chưa kết luận; hãy báo cáo kết quả hoặc gia hạn"
    ),
    "product_overdue": _l("đã hết hạn (%(due_on)s), chưa hoàn thành"),
    "due_later": _l("chưa đến hạn (hạn %(due_on)s)"),
}

FLAGS: Final[dict[str, LazyString]] = {
    "no_due_date": _l("không có ngày hẹn trả"),
    "due_on_day_off": _l("ngày hẹn trả rơi vào ngày nghỉ, tính đến ngày làm việc tiếp theo"),
    "calendar_day_term": _l("nguyên nhân: thời hạn tính theo ngày"),
}

IDENTITIES: Final[dict[str, LazyString]] = {
    "identity_all_dossiers": _l(
        "Tiếp nhận cộng kỳ trước chuyển qua (%(left)s) không bằng đã giải quyết, đang giải quyết, "
        "tạm dừng và trả lại (%(right)s)."
    ),
    "identity_received_by_channel": _l(
        "Tiếp nhận trong kỳ (%(left)s) không bằng tổng theo hình thức nộp (%(right)s)."
    ),
    "identity_finished": _l(
        "Đã giải quyết (%(left)s) không bằng trước hạn, đúng hạn và quá hạn (%(right)s)."
    ),
    "identity_open": _l("Đang giải quyết (%(left)s) không bằng trong hạn và quá hạn (%(right)s)."),
    "form_06a_column_3": _l(
        "Mẫu II.06a: cột 3 (%(left)s) không bằng tổng cột 4, 5 và 6 (%(right)s)."
    ),
    "form_06a_column_7": _l(
        "Mẫu II.06a: cột 7 (%(left)s) không bằng tổng cột 8, 9 và 10 (%(right)s)."
    ),
    "form_06a_column_11": _l(
        "Mẫu II.06a: cột 11 (%(left)s) không bằng tổng cột 12 và 13 (%(right)s)."
    ),
    "form_06a_balance": _l("Mẫu II.06a: cột 3 (%(left)s) không bằng tổng cột 7 và 11 (%(right)s)."),
}

SENTENCES: Final[dict[str, LazyString]] = {**REFUSALS, **REASONS, **FLAGS, **IDENTITIES}


def tell_reason(reason: Reason, *, noun: str) -> str:
    """Return the sentence of a reason, in the language of the reader.

    Args:
        reason: Why a verdict is what it is.
        noun: What the numerator counts, as the indicator words it: "hồ sơ đúng hạn".
    """
    params = {name: _shown(value) for name, value in reason.params.items()}
    return str(REASONS[reason.code]) % {"noun": noun, **params}


def _shown(value: object) -> str:
    if isinstance(value, int):
        return count_text(value)
    if isinstance(value, Decimal):
        return _percent(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _percent(value: Decimal) -> str:
    """Return a target as printed, without idle zeros: 90 is "90", 95.50 is "95,5"."""
    exponent = value.normalize().as_tuple().exponent
    return decimal_text(value, max(-int(exponent), 0))
