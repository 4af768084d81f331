"""What people read about tasks without figures: reports, reviews, extensions."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "task_unknown": _l(
        "Không có nhiệm vụ “%(value)s” trong văn bản %(directive)s; các số hiện có: %(known)s."
    ),
    "task_measured": _l(
        "Nhiệm vụ %(number)s đo bằng chỉ số, kết quả lấy từ số liệu; báo cáo và gia hạn chỉ dùng"
        " cho nhiệm vụ đánh giá theo sản phẩm."
    ),
    "task_report_not_lead": _l(
        "%(unit)s không chủ trì nhiệm vụ %(number)s nên không báo cáo cho nhiệm vụ này; hãy chọn"
        " đơn vị chủ trì."
    ),
    "task_report_not_own_unit": _l(
        "Bạn chỉ báo cáo và xem xét cho đơn vị của mình và đơn vị trực thuộc, không cho %(unit)s."
    ),
    "task_report_own": _l(
        "Tài khoản “%(username)s” đã viết báo cáo này nên không tự xem xét; cần một người khác."
    ),
    "task_report_missing": _l("Không có báo cáo số %(value)s; hãy mở lại trang nhiệm vụ."),
    "task_report_changed": _l(
        "Lúc bạn mở trang, báo cáo mới nhất là lần %(before)s, nay là lần %(now)s; hãy xem lại rồi"
        " gửi."
    ),
    "task_report_waiting": _l(
        "Đã có một báo cáo hoàn thành đang chờ xem xét; hãy đợi được xem xét rồi báo cáo tiếp."
    ),
    "task_report_reviewed": _l(
        "Báo cáo số %(value)s đã được %(person)s xem xét; hãy tải lại trang."
    ),
    "task_report_done_already": _l(
        "Nhiệm vụ %(number)s đã được ghi nhận hoàn thành; không báo cáo thêm được."
    ),
    "task_report_text_short": _l(
        "Nội dung báo cáo cần ít nhất %(minimum)s ký tự; hãy nói rõ đã làm gì, đến đâu."
    ),
    "task_report_text_long": _l("Nội dung dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "task_report_product_missing": _l(
        "Báo cáo hoàn thành phải nêu sản phẩm đã giao; hãy ghi số, ngày, tên văn bản hoặc kết quả."
    ),
    "task_report_product_long": _l("Tên sản phẩm dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "task_report_evidence_missing": _l(
        "Báo cáo hoàn thành phải có minh chứng; hãy đính kèm tệp hoặc ghi liên kết tới sản phẩm."
    ),
    "task_report_note_short": _l(
        "Khi trả lại cần ghi ít nhất %(minimum)s ký tự; hãy nói rõ còn thiếu gì."
    ),
    "link_refused": _l(
        "Liên kết “%(value)s” không dùng được; hãy ghi địa chỉ đầy đủ bắt đầu bằng https:// hoặc"
        " http://."
    ),
    # where a task stands
    "task_late_days": _l("trễ %(days)s ngày (%(working)s ngày làm việc)"),
    "task_late_working_days": _l("tính ra %(working)s ngày làm việc"),
    "task_awaiting_review": _l("có báo cáo hoàn thành chờ xem xét"),
    "task_due_day_off": _l("ngày cuối của thời hạn là ngày nghỉ, không chuyển sang ngày khác"),
    "task_extended": _l("thời hạn gốc %(first)s, gia hạn đến %(due_on)s"),
    "task_waits_for_rows": _l("chờ nhiệm vụ %(rows)s"),
    "extension_without_due": _l(
        "Nhiệm vụ %(number)s không có ngày đến hạn nên không có gì để gia hạn."
    ),
    "extension_not_lead": _l(
        "%(unit)s không chủ trì nhiệm vụ %(number)s nên không gia hạn riêng được; hãy chọn đơn vị"
        " chủ trì."
    ),
    "extension_not_later": _l(
        "Ngày gia hạn %(value)s phải sau thời hạn đang áp dụng (%(current)s); hãy chọn ngày khác."
    ),
    "extension_in_past": _l(
        "Ngày gia hạn %(value)s đã qua; gia hạn chỉ có hiệu lực từ ngày ghi nhận, hãy chọn từ hôm"
        " nay trở đi."
    ),
    "extension_after_delivery": _l(
        "%(unit)s đã được ghi nhận hoàn thành ngày %(done_on)s nên không gia hạn nữa; gia hạn không"
        " làm việc đã trễ thành đúng hạn."
    ),
    "extension_changed": _l(
        "Lúc bạn mở trang, thời hạn đang áp dụng là %(before)s, nay là %(now)s; hãy xem lại rồi"
        " gửi."
    ),
    "extension_document_missing": _l(
        "Gia hạn phải có văn bản cho phép; hãy ghi số, ngày và nơi ban hành."
    ),
    "extension_document_long": _l("Tên văn bản dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "extension_reason_short": _l("Lý do gia hạn cần ít nhất %(minimum)s ký tự; hãy nói rõ vì sao."),
    "extension_reason_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
}
