"""Sentences about counts, flags of late dossiers and the past as it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

SENTENCES: Final[dict[str, LazyString]] = {
    "more_than_one_supplement": _l("đã yêu cầu bổ sung hồ sơ hơn một lần"),
    "party_opinion": _l("nguyên nhân ghi nhận: chờ ý kiến cấp ủy"),
    "ministry_system": _l("nguyên nhân ghi nhận: hệ thống của bộ, ngành Trung ương"),
    "dossier_supplement_count_unreadable": _l(
        "Số lần yêu cầu bổ sung “%(value)s” không phải số từ 0 đến 999; hãy ghi một số nguyên"
        " hoặc để trống."
    ),
    "counts_as_of_future": _l(
        "Ngày xem số liệu %(as_of)s chưa tới (hôm nay là %(today)s); hãy chọn một ngày đã qua."
    ),
    "counts_as_of_before_period": _l(
        "Ngày xem số liệu %(as_of)s trước ngày đầu kỳ %(period)s (%(first_day)s); hãy chọn ngày"
        " trong hoặc sau kỳ."
    ),
    # groups of form II.06a
    "count_group_departments": _l("Sở, ban, ngành"),
    "count_group_districts": _l("Cấp huyện"),
    "count_group_communes": _l("Cấp xã"),
    "count_group_other": _l("Cơ quan khác"),
    "count_total": _l("Tổng cộng"),
    "count_field_missing": _l("(chưa ghi lĩnh vực)"),
    "count_identities_fail": _l("CÓ %(count)s TỔNG KHÔNG KHỚP:"),
    "count_source_ends": _l(
        "Số liệu mới đến ngày %(as_of)s, chưa hết kỳ (ngày %(last_day)s); số đếm còn thay đổi."
    ),
    "count_no_data": _l("Chưa có hồ sơ nào của kỳ %(period)s; hãy nhập hồ sơ rồi đếm lại."),
    # why the printed due date is, or is not, the one the law counts
    "due_step_term": _l("Thời hạn giải quyết nguồn ghi: “%(term)s”."),
    "due_step_term_unknown": _l(
        "Nguồn không ghi thời hạn giải quyết, nên chỉ xét được theo ngày hẹn trả đã in."
    ),
    "due_step_term_unreadable": _l(
        "Thời hạn giải quyết nguồn ghi là “%(term)s”, không đọc được thành số ngày, nên chỉ xét"
        " được theo ngày hẹn trả đã in."
    ),
    "due_step_agrees": _l("Ngày hẹn trả đã in %(due_on)s đúng bằng ngày đếm theo luật."),
    "due_step_agrees_moved": _l(
        "Ngày hẹn trả đã in %(due_on)s là ngày nghỉ; ngày đếm theo luật, cũng là ngày dùng để xét,"
        " là %(counted_on)s."
    ),
    "due_step_differs": _l(
        "Ngày hẹn trả đã in là %(due_on)s, khác ngày đếm theo luật là %(counted_on)s; hồ sơ được"
        " xét theo ngày đã in."
    ),
    "due_step_not_printed": _l("Nguồn không in ngày hẹn trả; đếm theo luật là %(counted_on)s."),
}
