"""Sentences about pulling figures: settings, calls, replies, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.wording.text import LazyString

_SETTINGS: Final[dict[str, LazyString]] = {
    "sources_file_unreadable": _l(
        "Không đọc được tệp cấu hình nguồn “%(file)s” (%(cause)s); hãy sửa tệp theo docs/deploy.md."
    ),
    "source_not_configured": _l(
        "Tệp cấu hình “%(file)s” không có nguồn “%(source)s”; các nguồn đã khai báo: %(known)s."
    ),
    "source_setting_invalid": _l(
        "Nguồn %(source)s: khóa “%(key)s” có giá trị “%(value)s” không dùng được;"
        " chấp nhận: %(allowed)s."
    ),
    "source_setting_missing": _l(
        "Nguồn %(source)s thiếu khóa “%(key)s”; hãy khai báo, chấp nhận: %(allowed)s."
    ),
    "source_setting_unknown": _l(
        "Nguồn %(source)s có khóa lạ “%(key)s” (giá trị “%(value)s”); các khóa dùng được:"
        " %(allowed)s."
    ),
}

_CALLS: Final[dict[str, LazyString]] = {
    "egress_refused": _l(
        "Không gọi “%(call)s” vì %(origin)s không nằm trong danh sách được phép (TRACKER_EGRESS)."
    ),
    "secret_missing": _l(
        "Không gọi “%(call)s” vì biến môi trường %(variable)s chưa được đặt trên máy chủ."
    ),
    "secret_unusable": _l(
        "Không gọi “%(call)s” vì biến môi trường %(variable)s có ký tự không gửi được trong tiêu đề"
        " HTTP."
    ),
    "secret_in_plain_header": _l(
        "Không gọi “%(call)s” vì tiêu đề “%(header)s” phải lấy từ biến môi trường, không ghi thẳng"
        " trong tệp cấu hình."
    ),
    "secret_echoed": _l(
        "Không nhận trả lời của “%(call)s” vì trong đó có giá trị bí mật của biến %(variable)s;"
        " không lưu bản nào."
    ),
    "redirect_refused": _l(
        "Gọi “%(call)s”: %(origin)s chuyển hướng (%(status)s) sang %(target)s; không đi theo, hãy"
        " kiểm tra địa chỉ của nguồn."
    ),
    "source_unreachable": _l(
        "Gọi “%(call)s”: không kết nối được tới %(origin)s sau hai lần thử; hãy thử lại sau."
    ),
    "source_certificate_refused": _l(
        "Gọi “%(call)s”: chứng thư số của %(origin)s không tin cậy được; không gửi gì đi."
    ),
    "source_silent": _l(
        "Gọi “%(call)s”: %(origin)s im lặng quá lâu, cả hai lần thử; hãy thử lại sau."
    ),
    "source_reply_cut": _l(
        "Gọi “%(call)s”: trả lời của %(origin)s bị đứt giữa chừng, cả hai lần thử; hãy thử lại sau."
    ),
    "source_too_slow": _l(
        "Gọi “%(call)s”: %(origin)s trả lời chưa xong sau %(seconds)s giây; đã dừng cuộc gọi."
    ),
    "source_reply_too_large": _l(
        "Gọi “%(call)s”: trả lời của %(origin)s lớn hơn %(megabytes)s MB; đã dừng cuộc gọi."
    ),
    "source_turned_away": _l(
        "Gọi “%(call)s”: nguồn từ chối (%(status)s); đã dừng nguồn, chờ người xem xét."
    ),
    "source_sent_page": _l(
        "Gọi “%(call)s”: nguồn gửi một trang web thay cho số liệu (%(status)s), coi như bị từ chối;"
        " đã dừng nguồn, chờ người xem xét."
    ),
    "source_status_unexpected": _l(
        "Gọi “%(call)s”: nguồn trả mã %(status)s, không phải trả lời tốt; không lấy số liệu nào."
    ),
    "source_reply_unreadable": _l(
        "Gọi “%(call)s”: trả lời không phải JSON đọc được; không lấy số liệu nào."
    ),
}

_RUNS: Final[dict[str, LazyString]] = {
    "period_not_pullable": _l("Không lấy được kỳ %(period)s từ nguồn %(source)s."),
    "source_stopped": _l(
        "Không lấy từ nguồn %(source)s: đã dừng từ %(stopped_on)s, phải có người xem xét và mở lại"
        " trước. Lý do: %(reason)s."
    ),
    "pull_running": _l(
        "Nguồn %(source)s đang được lấy (lần %(run)s, bắt đầu %(started_on)s); hãy chờ lần đó xong."
    ),
    "pull_run_lost": _l(
        "Lần lấy số liệu %(run)s đã bị kết thúc trong lúc chạy; không ghi gì thêm."
    ),
    "pull_run_unknown": _l("Không có lần lấy số liệu số %(run)s."),
    "pull_body_unknown": _l("Không có bản gốc số %(body)s."),
    "pull_interrupted": _l("Lần lấy số liệu bị ngắt giữa chừng; lần sau lấy tiếp phần còn thiếu."),
    "pull_broke": _l("Lần lấy số liệu hỏng vì lỗi của phần mềm; không lấy số liệu nào."),
    "pull_too_many_calls": _l(
        "Nguồn đòi hơn %(calls)s lần gọi cho một kỳ; đã dừng, không lấy số liệu nào."
    ),
    "pull_empty": _l(
        "Nguồn trả lời nhưng không có số liệu nào; không coi là bằng 0, số liệu cũ giữ nguyên."
    ),
    "pull_shrunken": _l(
        "Nguồn chỉ trả %(figures)s số liệu của %(units)s đơn vị, lần tốt trước (số %(last_run)s) có"
        " %(last_figures)s số liệu của %(last_units)s đơn vị, ít hơn từ 30 %%; không nhận, số liệu"
        " cũ giữ nguyên. Hãy kiểm tra nguồn có thiếu không, nếu đúng thì xác nhận rồi lấy lại."
    ),
    "pull_shrunken_accepted": _l(
        "%(by)s chấp nhận lần lấy chỉ có %(figures)s số liệu của %(units)s đơn vị (lần trước"
        " %(last_figures)s của %(last_units)s): %(reason)s"
    ),
    "pull_reason_missing": _l("Hãy nêu lý do chấp nhận (--reason); lý do được ghi vào nhật ký."),
    "unit_set_changed": _l(
        "Danh sách đơn vị của nguồn khác trước: thêm %(added_count)s, bớt %(removed_count)s"
        " (%(units)s); đã dừng nguồn, chờ người xem xét."
    ),
    "unit_set_accepted": _l(
        "Danh sách đơn vị của nguồn khác trước: thêm %(added_count)s, bớt %(removed_count)s"
        " (%(units)s); đã có người xem xét và mở lại nguồn."
    ),
    "source_units_collide": _l(
        "Hai đơn vị của nguồn cùng chỉ %(unit)s: %(first)s và %(second)s; không lấy số liệu nào."
    ),
    "source_figure_twice": _l(
        "Nguồn nêu chỉ số %(indicator)s của đơn vị %(unit)s hai lần; không lấy số liệu nào."
    ),
    "source_unit_unknown": _l("Chưa biết đơn vị “%(value)s” của nguồn là đơn vị nào."),
    "source_indicator_unknown": _l("Danh mục không có chỉ số “%(value)s”."),
    "source_units_unknown": _l(
        "Có %(count)s đơn vị của nguồn chưa biết là đơn vị nào (%(units)s); số liệu của chúng không"
        " được nhận."
    ),
    "closed_period_revised": _l(
        "Nguồn đã sửa %(count)s số liệu của kỳ đã đóng %(period)s; lệch nhiều nhất %(largest)s điểm"
        " phần trăm (%(indicator)s, %(unit)s)."
    ),
    "figures_gone": _l(
        "Có %(count)s số liệu lần trước có mà lần này nguồn không nêu; bản cũ vẫn giữ."
    ),
}

_PORTAL: Final[dict[str, LazyString]] = {
    "portal_period_open": _l(
        "Kỳ %(period)s chưa lấy được từ nguồn %(source)s: tháng chỉ lấy sau ngày %(last_day)s, quý"
        " và năm chỉ lấy khi đã bắt đầu."
    ),
    "portal_not_ok": _l("Nhóm “%(call)s”: Cổng trả mã “%(value)s”, không phải OK."),
    "portal_key_missing": _l("Nhóm “%(call)s”: trả lời của Cổng thiếu trường “%(key)s”."),
    "portal_value_unreadable": _l(
        "Nhóm “%(call)s”: trường “%(key)s” có giá trị “%(value)s” không đọc được."
    ),
    "portal_root_wrong": _l(
        "Nhóm “%(call)s”: Cổng trả đơn vị gốc “%(value)s”, không phải “%(expected)s”; đã dừng"
        " nguồn, chờ người xem xét."
    ),
    "portal_units_missing": _l("Nhóm “%(call)s”: Cổng không trả đơn vị nào."),
    "portal_units_twice": _l("Nhóm “%(call)s”: đơn vị “%(unit)s” có hai lần."),
    "portal_units_incomplete": _l(
        "Nhóm “%(call)s”: Cổng báo %(total)s đơn vị nhưng chỉ trả %(count)s."
    ),
    "portal_page_unexpected": _l(
        "Nhóm “%(call)s”: Cổng trả trang “%(value)s”, không phải trang %(expected)s."
    ),
    "portal_parts_missing": _l(
        "Có %(count)s số liệu Cổng để trống (%(metrics)s); không coi là bằng 0."
    ),
    "portal_metrics_missing": _l(
        "Có %(count)s đơn vị thiếu chỉ số %(metric)s trong trả lời; không coi là bằng 0."
    ),
    "portal_above_whole": _l(
        "Có %(count)s số liệu có tử số lớn hơn mẫu số (%(metrics)s); giữ như Cổng nêu."
    ),
}

SENTENCES: Final[dict[str, LazyString]] = {**_SETTINGS, **_CALLS, **_RUNS, **_PORTAL}
