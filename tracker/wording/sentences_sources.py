"""Sentences of sources and pulls: what stops a period, how fresh figures are, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.wording.text import LazyString

GATE: Final[dict[str, LazyString]] = {
    "pull_failed_period": _l(
        "Dừng lại ở kỳ %(period)s: lần lấy số liệu số %(run)s của nguồn %(source)s thất bại"
        " (%(reason)s); thiếu số liệu không có nghĩa là không ai chậm. Hãy lấy lại bằng lệnh"
        " “tracker pull %(source)s --period %(period)s”, hoặc ở trang Nguồn số liệu chấp nhận"
        " lần lấy đó kèm lý do."
    ),
    "pull_running_period": _l(
        "Dừng lại ở kỳ %(period)s: lần lấy số liệu số %(run)s của nguồn %(source)s chưa xong,"
        " số liệu có thể mới được một phần. Hãy đợi lần lấy đó kết thúc rồi làm lại."
    ),
}

FRESHNESS: Final[dict[str, LazyString]] = {
    "fresh_ends_early": _l(
        "Số liệu mới đến ngày %(as_of)s, chưa đủ kỳ (kỳ hết ngày %(last_day)s); nguồn %(source)s."
    ),
    "fresh_stale": _l(
        "Số liệu cũ: nguồn %(source)s mới có đến ngày %(as_of)s, chậm %(age)s ngày,"
        " quá mức %(limit)s ngày cho phép."
    ),
    "fresh_pull_failed": _l(
        "Lần lấy số liệu gần nhất của nguồn %(source)s thất bại lúc %(at)s (%(reason)s);"
        " số liệu dưới đây là của ngày %(as_of)s."
    ),
    "fresh_pull_failed_empty": _l(
        "Lần lấy số liệu gần nhất của nguồn %(source)s thất bại lúc %(at)s (%(reason)s);"
        " dưới đây chưa có số liệu nào của nguồn này."
    ),
    "fresh_pull_accepted": _l(
        "Lần lấy số liệu gần nhất của nguồn %(source)s thất bại lúc %(at)s (%(reason)s);"
        " số liệu dưới đây là của ngày %(as_of)s và đã được chấp nhận vì: %(accepted)s."
    ),
    "fresh_pull_accepted_empty": _l(
        "Lần lấy số liệu gần nhất của nguồn %(source)s thất bại lúc %(at)s (%(reason)s);"
        " dưới đây không có số liệu của nguồn này, đã được chấp nhận vì: %(accepted)s."
    ),
    "fresh_pull_running": _l(
        "Đang lấy số liệu từ nguồn %(source)s (từ %(at)s); số liệu dưới đây là của ngày %(as_of)s."
    ),
    "fresh_pull_running_empty": _l(
        "Đang lấy số liệu từ nguồn %(source)s (từ %(at)s); chưa có số liệu nào của nguồn này."
    ),
}

NOTICES: Final[dict[str, LazyString]] = {
    "source_stale": _l(
        "Số liệu của nguồn %(source)s dừng ở ngày %(as_of)s, cũ hơn mức %(max_age_days)s ngày"
        " cho phép tính đến cuối kỳ."
    ),
    "pull_accepted": _l(
        "Lần lấy số liệu số %(run)s của nguồn %(source)s thất bại; danh sách này lập trên số liệu"
        " đã có trước đó, được chấp nhận vì: %(reason)s."
    ),
}

REFUSALS: Final[dict[str, LazyString]] = {
    "source_code_unknown": _l(
        "Không có nguồn số liệu mang mã “%(value)s”; các nguồn đang có: %(known)s."
    ),
    "source_rank_invalid": _l(
        "Thứ tự “%(value)s” không dùng được; hãy ghi số từ 1 (được dùng trước) đến %(maximum)s."
    ),
    "source_age_invalid": _l(
        "Giới hạn “%(value)s” ngày không dùng được; hãy ghi từ 1 đến %(maximum)s ngày."
    ),
    "source_not_stopped": _l("Nguồn %(source)s không bị dừng nên không cần cho chạy lại."),
    "source_reason_short": _l(
        "Hãy ghi lý do dài ít nhất %(minimum)s ký tự: đã xem gì, vì sao vẫn dùng được."
    ),
    "source_reason_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn lại."),
    "source_unit_missing": _l(
        "Nguồn %(source)s chưa từng gửi đơn vị mang khóa “%(value)s”; hãy chọn trong bảng."
    ),
    "source_unit_taken": _l(
        "Đơn vị “%(unit)s” đã được gắn với “%(value)s” của nguồn này;"
        " hãy gỡ chỗ đó trước, vì một đơn vị chỉ được cộng một lần."
    ),
    "run_needs_no_acceptance": _l(
        "Lần lấy số liệu số %(run)s đã thành công nên không cần chấp nhận."
    ),
    "run_accepted_already": _l("Lần lấy số liệu số %(run)s đã được chấp nhận trước đó."),
    "run_still_running": _l(
        "Lần lấy số liệu số %(run)s chưa kết thúc; hãy đợi xong rồi mới chấp nhận nếu cần."
    ),
    "run_not_newest": _l(
        "Lần lấy số liệu số %(run)s không phải lần mới nhất của nguồn và kỳ này"
        " (mới nhất là số %(newest)s); hãy xem lần mới nhất."
    ),
    "call_missing": _l("Lần lấy số liệu số %(run)s không có lượt gọi số %(value)s."),
    "body_missing": _l("Lượt gọi số %(value)s không nhận được nội dung nào để tải về."),
}

SENTENCES: Final[dict[str, LazyString]] = {**GATE, **FRESHNESS, **NOTICES, **REFUSALS}
