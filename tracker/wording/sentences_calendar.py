"""Sentences of changes of the calendar of record."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "calendar_change_empty": _l(
        "Thay đổi này không có ngày nào khác lịch hiện có; hãy kiểm tra lại các ngày."
    ),
    "calendar_day_twice": _l("Ngày %(on)s được ghi hai lần; hãy giữ một dòng."),
    "calendar_day_far": _l("Ngày %(on)s ở ngoài các năm 2000 đến 2100; hãy xem lại năm."),
    "calendar_day_unnamed": _l(
        "Ngày %(on)s cần tên gọi, dài nhất %(most)s ký tự, như văn bản thông báo ghi."
    ),
    "calendar_pair_itself": _l("Ngày %(on)s không thể hoán đổi với chính nó."),
    "calendar_pair_missing": _l(
        "Ngày %(on)s đi cặp với %(pair_on)s nhưng lịch không có ngày đó;"
        " hãy nhập hoặc bỏ cả hai ngày cùng lúc."
    ),
    "calendar_pair_broken": _l(
        "Ngày %(on)s và %(pair_on)s không thành cặp hoán đổi: một ngày phải nghỉ, một ngày phải làm"
        " việc, và mỗi ngày ghi ngày kia."
    ),
    "calendar_document_missing": _l("Hãy ghi số và ngày của văn bản thông báo thay đổi lịch."),
    "calendar_reason_missing": _l("Hãy ghi lý do thay đổi lịch."),
    "calendar_change_missing": _l("Không có thay đổi lịch số %(number)s."),
    "calendar_change_closed": _l(
        "Thay đổi lịch số %(number)s không còn chờ áp dụng (%(state)s); hãy xem lại trang lịch."
    ),
    "calendar_change_own": _l(
        "Người đề xuất (%(username)s) không tự áp dụng thay đổi lịch; cần một người khác."
    ),
    "calendar_apply_unnamed": _l(
        "Tài khoản %(username)s không phải một người nên không áp dụng thay đổi lịch được; hãy nêu"
        " tên người đề xuất (--proposed-by) và người áp dụng (--by)."
    ),
    "calendar_change_outdated": _l(
        "Thay đổi này được xem trước trên lịch bản %(based_on)s, nay lịch đã là bản %(version)s;"
        " hãy xem trước lại."
    ),
    "calendar_effect_changed": _l(
        "Hồ sơ đã thay đổi từ lúc xem trước nên ảnh hưởng không còn như vậy; hãy xem trước lại."
    ),
    "calendar_version_missing": _l("Không có lịch bản %(version)s; bản mới nhất là %(newest)s."),
    "calendar_year_missing": _l(
        "Chưa có lịch nghỉ năm %(year)s, mà %(count)s hồ sơ đang mở có hạn trong năm đó;"
        " mới chỉ trừ thứ Bảy và Chủ nhật."
    ),
    "calendar_lines_unreadable": _l(
        "Dòng %(row)s “%(value)s” không đọc được; hãy viết: ngày; nghỉ, làm việc hoặc thường;"
        " tên gọi; ngày hoán đổi (nếu có)."
    ),
}
