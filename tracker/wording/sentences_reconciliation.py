"""Sentences of a reconciliation: what it refuses, and why two sources differ."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # refusals
    "reconcile_source_unknown": _l(
        "Không có nguồn số liệu “%(value)s”; các nguồn đang có: %(known)s."
    ),
    "reconcile_same_source": _l(
        "Nguồn “%(value)s” được nêu hai lần; hãy chọn hai nguồn khác nhau để đối chiếu."
    ),
    "reconcile_incomplete": _l("Hãy chọn kỳ và hai nguồn số liệu trên trang đối chiếu."),
    "reconcile_period_empty": _l(
        "Nguồn “%(source)s” chưa có số liệu nào của kỳ %(period)s; các kỳ cả hai nguồn cùng có:"
        " %(common)s."
    ),
    "reconcile_indicator_unknown": _l(
        "Không có chỉ số “%(value)s”; hãy mở lại trang đối chiếu và chọn một dòng."
    ),
    "reconcile_row_missing": _l(
        "Không có dòng đối chiếu nào của chỉ số %(indicator)s ở đơn vị này; hãy mở lại trang đối"
        " chiếu."
    ),
    "reconcile_row_equal": _l("Hai nguồn nay đã khớp ở dòng này; không còn gì để giải thích."),
    "reconcile_figures_moved": _l(
        "Số liệu của một trong hai nguồn đã thay đổi từ lúc bạn mở trang; hãy xem lại số mới rồi"
        " ghi nhận."
    ),
    "reconcile_judged_meanwhile": _l(
        "Người khác vừa ghi nhận dòng này; nội dung đó ở phần “Ghi nhận gần nhất”, nội dung bạn"
        " nhập vẫn còn ở dưới. Hãy đọc cả hai rồi ghi nhận lại nếu cần."
    ),
    "reconcile_note_short": _l(
        "Lý do cần ít nhất %(minimum)s ký tự; hãy nói rõ đã kiểm tra gì, kết quả ra sao."
    ),
    "reconcile_note_long": _l("Lý do dài nhất %(maximum)s ký tự; hãy viết gọn hơn."),
    "reconcile_owner_unfit": _l(
        "Tài khoản “%(username)s” không phụ trách chênh lệch được; hãy chọn chuyên viên Văn phòng"
        " đang hoạt động."
    ),
    "reconcile_no_dossiers": _l(
        "Chỉ so được từng hồ sơ khi cả hai nguồn đều là nguồn hồ sơ riêng; “%(first)s” và"
        " “%(second)s” không phải vậy ở kỳ này."
    ),
    # why they differ
    "reconcile_not_stated": _l("Nguồn %(source)s không nêu chỉ số này cho đơn vị nào trong kỳ."),
    "reconcile_no_figure": _l(
        "Nguồn %(source)s có số liệu khác của đơn vị này nhưng không có số của chỉ số này."
    ),
    "reconcile_unit_missing": _l("Nguồn %(source)s không có số liệu nào của đơn vị này trong kỳ."),
    "reconcile_unit_unmapped": _l(
        "Nguồn %(source)s không có số liệu nào của đơn vị này; nguồn có %(count)s đơn vị chưa được"
        " gán với đơn vị của hệ thống, hãy gán rồi lấy lại."
    ),
    "reconcile_by_instant": _l(
        "Khớp khi tính chậm theo giờ phút hẹn trả: nguồn kia tính hồ sơ xong trong ngày hẹn nhưng"
        " sau giờ hẹn là chậm, nguồn %(source)s tính theo ngày."
    ),
    "reconcile_by_date": _l(
        "Khớp khi tính chậm theo ngày: nguồn kia tính cả ngày hẹn là đúng hạn, nguồn %(source)s"
        " tính theo giờ phút hẹn trả."
    ),
    "reconcile_without_due": _l(
        "Khớp khi bỏ %(count)s hồ sơ không có ngày hẹn trả của nguồn %(source)s, vốn được tính là"
        " đúng hạn hoặc trong hạn."
    ),
    "reconcile_returned_on_time": _l(
        "Khớp khi tính %(returned)s hồ sơ trả lại, rút, từ chối của nguồn %(source)s là đã giải"
        " quyết đúng hạn."
    ),
    "reconcile_paused_open": _l(
        "Khớp khi tính %(paused)s hồ sơ tạm dừng, chờ bổ sung của nguồn %(source)s là đang giải"
        " quyết trong hạn."
    ),
    "reconcile_returned_and_paused": _l(
        "Khớp khi tính %(returned)s hồ sơ trả lại, rút, từ chối của nguồn %(source)s là đúng hạn"
        " và %(paused)s hồ sơ tạm dừng, chờ bổ sung là trong hạn."
    ),
    "reconcile_all_dossiers": _l(
        "Khớp khi chia cho mọi hồ sơ của kỳ ở nguồn %(source)s (tiếp nhận và kỳ trước chuyển"
        " sang), kể cả tạm dừng và trả lại."
    ),
    "reconcile_denominator_of": _l(
        "Số %(count)s chính là số hồ sơ mà nguồn %(source)s dùng ở %(indicators)s: hai bên đếm"
        " trên hai tập hồ sơ khác nhau."
    ),
    "reconcile_denominator_only": _l(
        "Tử số bằng nhau (%(numerator)s), chỉ mẫu số khác: %(first)s và %(second)s."
    ),
    "reconcile_dossier_in_one_only": _l(
        "%(only_first)s hồ sơ chỉ có ở %(first)s, %(only_second)s hồ sơ chỉ có ở %(second)s,"
        " %(differing)s hồ sơ có ở cả hai nhưng khác ngày, trạng thái hoặc đơn vị."
    ),
    "reconcile_dates_differ": _l(
        "Hai nguồn có cùng các hồ sơ, nhưng %(differing)s hồ sơ khác ngày, trạng thái hoặc đơn vị."
    ),
    "reconcile_sync_delay_received": _l(
        "Trong %(days)s ngày trước khi nguồn %(other)s chốt số (%(on)s), %(source)s tiếp nhận"
        " %(count)s hồ sơ: đủ để giải thích phần thiếu nếu chưa kịp đồng bộ."
    ),
    "reconcile_sync_delay_online": _l(
        "Trong %(days)s ngày trước khi nguồn %(other)s chốt số (%(on)s), %(source)s tiếp nhận"
        " %(count)s hồ sơ trực tuyến: đủ để giải thích phần thiếu nếu chưa kịp đồng bộ."
    ),
    "reconcile_sync_delay_finished": _l(
        "Trong %(days)s ngày trước khi nguồn %(other)s chốt số (%(on)s), %(source)s giải quyết"
        " %(count)s hồ sơ: đủ để giải thích phần thiếu nếu chưa kịp đồng bộ."
    ),
    "reconcile_data_end": _l(
        "Số liệu của nguồn %(source)s mới đến ngày %(on)s, trước khi kỳ kết thúc ngày"
        " %(last_day)s: phần sau đó chưa có."
    ),
    "reconcile_unexplained": _l(
        "Chưa tìm được nguyên nhân từ số liệu; cần người kiểm tra với cả hai nguồn."
    ),
    # what figures counted from dossiers say of themselves
    "channel_only": _l("chỉ xét hình thức nộp, không xét kết quả điện tử"),
    "channel_unstated": _l("một số hồ sơ không rõ hình thức nộp"),
    "sum_of_units": _l("tổng của các đơn vị trong tỉnh"),
    "sample": _l("dữ liệu minh họa"),
    # our own dossiers as a source
    "own_dossiers_future": _l(
        "Kỳ %(period)s bắt đầu ngày %(first_day)s, chưa đến; chưa có hồ sơ nào để đếm."
    ),
    "own_dossiers_missing": _l(
        "Chưa có hồ sơ nào trong kỳ %(period)s; hãy nhập hồ sơ trước bằng “tracker import"
        " dossiers”."
    ),
    "own_dossiers_in_two_sources": _l(
        "%(count)s mã hồ sơ có ở hơn một nguồn hồ sơ và được đếm ở mỗi nguồn; nếu là cùng một hệ"
        " thống thì hãy nhập dưới một mã nguồn."
    ),
    "own_dossiers_end_early": _l(
        "Hồ sơ của nguồn %(source)s mới đến ngày %(as_of)s, trước ngày xét %(last_day)s."
    ),
}
