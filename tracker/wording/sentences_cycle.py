"""Sentences of the monthly cycle: what a step left behind, what it waits for, why it stopped."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

_DONE: Final[dict[str, LazyString]] = {
    "cycle_pulled": _l("Đã lấy số liệu của các nguồn: %(sources)s."),
    "cycle_pull_by_hand": _l(
        "Không khai báo nguồn nào để máy tự lấy; số liệu của kỳ được nhập bằng tệp."
    ),
    "cycle_checked": _l(
        "Không lần lấy số liệu nào của kỳ đang thất bại; %(good)s nguồn lấy tốt,"
        " %(accepted)s lần thất bại đã được chấp nhận."
    ),
    "cycle_evaluated": _l(
        "Đã đánh giá chỉ tiêu: %(cells)s kết quả, trong đó %(changed)s kết quả mới hoặc thay đổi."
    ),
    "cycle_evaluated_by_hand": _l("Đã có người đánh giá kỳ này sau khi kiểm tra số liệu."),
    "cycle_nothing_to_evaluate": _l(
        "Không văn bản giao việc nào còn hiệu lực trong kỳ, nên không có gì để đánh giá."
    ),
    "cycle_drafted": _l("Đã lập dự thảo bản %(version)s (mã %(sha256)s…)."),
    "cycle_drafted_by_hand": _l("Đã có người lập dự thảo danh sách."),
    "cycle_window_opened": _l("Đã mở thời hạn phản hồi đến hết ngày %(until)s."),
    "cycle_window_opened_by_hand": _l("Đã có người mở thời hạn phản hồi."),
    "cycle_without_window": _l("Danh sách được duyệt mà không mở thời hạn phản hồi."),
    "cycle_reminded": _l("Đã nhắc các đơn vị: %(count)s tin."),
    "cycle_no_more_reminders": _l("Không còn thời hạn phản hồi nào để nhắc."),
    "cycle_approved": _l("Danh sách đã được duyệt."),
    "cycle_published": _l("Đã công bố bản %(version)s với đủ các định dạng."),
    "cycle_published_by_hand": _l("Đã có người công bố danh sách."),
}

_WAITING: Final[dict[str, LazyString]] = {
    "cycle_not_yet_due": _l("Chưa đến giờ."),
    "cycle_due_now": _l("Đã đến lượt; máy làm trong lần chạy tới."),
    "cycle_running": _l("Đang chạy."),
    "cycle_waits_for_pull": _l("Chờ bước lấy số liệu xong."),
    "cycle_waits_for_check": _l("Chờ bước kiểm tra số liệu xong."),
    "cycle_waits_for_evaluate": _l("Chờ bước đánh giá chỉ tiêu xong."),
    "cycle_waits_for_draft": _l("Chờ có dự thảo danh sách."),
    "cycle_waits_for_open_reply": _l("Chờ mở thời hạn phản hồi."),
    "cycle_waits_for_remind": _l("Chờ bước nhắc đơn vị xong."),
    "cycle_waits_for_approve": _l("Chờ danh sách được duyệt."),
    "cycle_waits_for_publish": _l("Chờ danh sách được công bố."),
    "cycle_no_directive": _l(
        "Không văn bản giao việc nào còn hiệu lực trong kỳ; nhập văn bản trước ngày lập dự thảo,"
        " nếu không bước này được bỏ qua."
    ),
    "cycle_no_dossiers": _l(
        "Chưa có hồ sơ nào của kỳ; không có số liệu không có nghĩa là không ai chậm,"
        " hãy nhập hồ sơ của kỳ."
    ),
    "cycle_data_ends_early": _l(
        "Hồ sơ mới có đến ngày %(as_of)s, kỳ kết thúc ngày %(last_day)s; hãy nhập phần còn lại,"
        " hoặc lập dự thảo bằng tay."
    ),
    "cycle_list_withdrawn": _l(
        "Danh sách đã bị thu hồi trước khi công bố; nếu cần danh sách mới, hãy lập lại dự thảo."
    ),
    "cycle_next_reminder": _l("Lần nhắc tới: ngày %(on)s."),
    "cycle_window_open": _l(
        "Thời hạn phản hồi đến hết ngày %(until)s; còn %(count)s đơn vị chưa phản hồi."
    ),
    "cycle_waits_for_approval": _l("Chờ người có quyền duyệt (khác người lập) duyệt danh sách."),
    "cycle_publish_first": _l(
        "Danh sách kỳ %(first)s được duyệt trước và chưa công bố; phải công bố kỳ đó trước."
    ),
}

_STOPPED: Final[dict[str, LazyString]] = {
    "cycle_source_failed": _l("Không lấy được số liệu của nguồn %(source)s: %(reason)s."),
    "cycle_step_broke": _l(
        "Bước này gặp lỗi ngoài dự kiến (mã tra cứu %(reference)s trong tệp nhật ký);"
        " hãy báo bộ phận kỹ thuật."
    ),
    "cycle_lease_lost": _l(
        "Bước “%(step)s” của kỳ %(period)s đã được tiến trình khác nhận; không ghi gì."
    ),
    "cycle_step_unknown": _l("Chu trình chưa có bước “%(step)s” của kỳ %(period)s."),
    "cycle_step_is_done": _l("Bước “%(step)s” của kỳ %(period)s đã xong, không làm lại."),
    "cycle_step_running": _l(
        "Bước “%(step)s” của kỳ %(period)s đang chạy; hãy xem lại sau ít phút."
    ),
    "cycle_month_unknown": _l("Chu trình chưa có kỳ %(period)s; các kỳ đang có: %(known)s."),
}

_CLOCK: Final[dict[str, LazyString]] = {
    "cycle_clock_back": _l(
        "Đồng hồ máy chủ (%(now)s) chạy sau thời điểm đã ghi (%(last_at)s); việc đã làm không bị"
        " làm lại, hãy kiểm tra đồng hồ."
    ),
    "cycle_clock_forward": _l(
        "Đồng hồ máy chủ (%(now)s) cách lần ghi cuối (%(last_at)s) hơn sáu tháng; máy không tự làm"
        " gì. Hãy kiểm tra đồng hồ, rồi chuyên viên Văn phòng chạy chu trình bằng tay để tiếp tục."
    ),
}

_PROCESS: Final[dict[str, LazyString]] = {
    "cycle_step_freed": _l("Bước “%(step)s” của %(period)s được thử lại trong lần chạy tới."),
    "cycle_nothing_due": _l("Không có bước nào đến lượt."),
    "scheduler_started": _l("Tiến trình chu trình đã chạy, mỗi phút một lần; dừng bằng Ctrl+C."),
}

SENTENCES: Final[dict[str, LazyString]] = _DONE | _WAITING | _STOPPED | _CLOCK | _PROCESS
