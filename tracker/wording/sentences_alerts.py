"""Sentences of the alerts a person must close, and of what closing them does not allow."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "alert_vanished": _l(
        "Hồ sơ %(code)s (tiếp nhận %(before)s) không còn trong tệp toàn bộ của nguồn."
    ),
    "alert_published_month_changed": _l(
        "Số liệu đã công bố của kỳ %(code)s nay đếm lại khác đi. Trước: %(before)s; nay: %(after)s."
        " Bản đã công bố giữ nguyên."
    ),
    "alert_month_by_calendar": _l(
        "Thay đổi lịch số %(change)s (%(document)s) làm số liệu đã công bố của kỳ %(code)s đếm lại"
        " khác đi. Trước khi đổi lịch: %(before)s; nay: %(after)s. Bản đã công bố giữ nguyên."
    ),
    "alert_month_since_calendar": _l(
        "Số liệu của kỳ %(code)s đã công bố, tính từ sau thay đổi lịch số %(since)s, nay lại đếm"
        " khác đi. Trước: %(before)s; nay: %(after)s. Bản đã công bố giữ nguyên."
    ),
    "alert_total_as_before": _l("tổng như nay"),
    "alert_known": _l("có, tiếp nhận %(day)s"),
    "alert_gone": _l("không còn trong tệp toàn bộ"),
    "alert_back": _l("tệp số liệu đến ngày %(day)s lại có"),
    "alert_vanished_back": _l("Tệp số liệu đến ngày %(day)s lại có hồ sơ này."),
    "alert_published_month_changed_back": _l(
        "Đếm theo tệp số liệu đến ngày %(day)s, kỳ này lại như cũ."
    ),
    "alert_units_moved": _l("%(count)s đơn vị có số khác, tổng không đổi"),
    "alert_total_unmoved": _l("như bản đã công bố"),
    "alert_missing": _l("Không có cảnh báo số %(value)s; hãy mở lại danh sách cảnh báo."),
    "alert_none_chosen": _l("Chưa chọn cảnh báo nào; hãy chọn ít nhất một cảnh báo đang mở."),
    "alert_reason_short": _l(
        "Lý do đóng cảnh báo cần ít nhất %(minimum)s ký tự; hãy nói rõ đã kiểm tra gì, kết quả ra"
        " sao."
    ),
    "alert_reason_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "alert_closed_already": _l("Cảnh báo số %(value)s đã được đóng; hãy tải lại trang."),
    "alert_batches_differ": _l(
        "Chỉ đóng cùng một lý do những cảnh báo của cùng một lần nhập, hoặc cùng một thay đổi lịch;"
        " hãy chọn lại."
    ),
    "alert_own_import": _l(
        "Tài khoản “%(username)s” đã nhập tệp gây ra cảnh báo này nên không tự đóng được; cần một"
        " người khác của Văn phòng hoặc lãnh đạo duyệt."
    ),
    "alert_own_change": _l(
        "Tài khoản “%(username)s” đã áp dụng thay đổi lịch gây ra cảnh báo này nên không tự đóng"
        " được; cần một người khác của Văn phòng hoặc lãnh đạo duyệt."
    ),
    "alert_owner_unfit": _l(
        "Tài khoản “%(username)s” không phụ trách cảnh báo được; hãy chọn chuyên viên Văn phòng"
        " hoặc lãnh đạo duyệt đang hoạt động."
    ),
    "alerts_changed": _l(
        "Lúc bạn xem có %(before)s cảnh báo đang mở, nay có %(now)s; hãy xem lại rồi đóng."
    ),
    "alert_choice_missing": _l(
        "Hãy nêu số cảnh báo, hoặc --batch để đóng mọi cảnh báo đang mở của một lần nhập."
    ),
    "dossier_full_shrunken": _l(
        "Tệp toàn bộ này có %(rows)s dòng, lần trước (%(before_on)s) có %(before)s dòng, ít hơn từ"
        " %(percent)s%%; hãy kiểm tra tệp có thiếu không, nếu đúng thì xác nhận rồi nhập lại."
    ),
    # counts of a unit or a month, in a sentence
    "count_carried_over": _l("kỳ trước chuyển sang"),
    "count_received": _l("tiếp nhận"),
    "count_received_online": _l("tiếp nhận trực tuyến"),
    "count_received_direct": _l("tiếp nhận trực tiếp"),
    "count_received_postal": _l("tiếp nhận qua bưu chính"),
    "count_received_unstated": _l("tiếp nhận không rõ hình thức"),
    "count_finished": _l("đã trả"),
    "count_finished_early": _l("trả trước hạn"),
    "count_finished_on_time": _l("trả đúng hạn"),
    "count_finished_late": _l("trả chậm"),
    "count_open": _l("đang xử lý"),
    "count_open_within_term": _l("đang xử lý còn hạn"),
    "count_open_overdue": _l("đang xử lý quá hạn"),
    "count_paused": _l("tạm dừng, chờ bổ sung"),
    "count_returned": _l("trả lại, rút, từ chối"),
}
