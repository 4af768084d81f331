"""What pictures say: titles, legends, columns of the tables behind them, and what is in them."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "picture_missing": _l(
        "Hình này không có: quá ít số liệu để vẽ. Hãy xem bảng trên trang của danh sách."
    ),
    "picture_trend_title": _l("Diễn biến %(kind)s: %(subject)s, %(owner)s"),
    "picture_kind_month": _l("theo tháng"),
    "picture_kind_quarter": _l("theo quý"),
    "picture_kind_year": _l("theo năm"),
    "picture_kind_month_ytd": _l("lũy kế từ đầu năm"),
    "picture_trend_span": _l("%(count)s kỳ, từ %(first)s đến %(last)s."),
    "picture_trend_newest": _l("Mới nhất: %(period)s, %(figure)s."),
    "picture_trend_target": _l("Đường chỉ tiêu: %(target)s."),
    "picture_trend_verdicts": _l("Đạt %(reached)s kỳ, chưa đạt %(missed)s kỳ."),
    "picture_trend_gaps": _l("%(count)s kỳ không có số liệu: đường bị ngắt ở đó."),
    "picture_trend_growing": _l(
        "Chỉ tiêu giao mức tăng thêm so với một năm gốc của từng đơn vị nên không vẽ đường chung."
    ),
    "picture_reported": _l("%(figure)s (số báo cáo, không kiểm chứng được)"),
    "picture_target": _l("Chỉ tiêu"),
    "picture_mark_reached": _l("đã đạt"),
    "picture_mark_missed": _l("chưa đạt"),
    "picture_mark_set_aside": _l("được chấp thuận, đang xem xét"),
    "picture_mark_unjudged": _l("không có kết luận"),
    "picture_gap_no_figure": _l("không có số liệu"),
    "picture_gap_nothing_arose": _l("0/0: không phát sinh"),
    "picture_gap_few": _l("*: ít hồ sơ, không in tỷ lệ"),
    "picture_gap_withdrawn": _l("danh sách đã thu hồi"),
    "picture_column_period": _l("Kỳ"),
    "picture_column_actual": _l("Thực hiện"),
    "picture_column_target": _l("Chỉ tiêu"),
    "picture_column_verdict": _l("Kết quả"),
    "picture_distribution_title": _l("Phân bố các đơn vị chủ trì quanh chỉ tiêu: %(subject)s"),
    "picture_distribution_span": _l(
        "%(count)s đơn vị có số liệu, từ %(least)s đến %(most)s; chỉ tiêu %(target)s."
    ),
    "picture_distribution_sides": _l("Chưa đạt: %(missed)s đơn vị; đạt: %(reached)s đơn vị."),
    "picture_distribution_aside": _l("Được chấp thuận, đang xem xét: %(count)s đơn vị, kẻ chấm."),
    "picture_distribution_left_out": _l("Không vẽ vì không có số liệu để so: %(count)s đơn vị."),
    "picture_band_half": _l("từ %(low)s đến dưới %(high)s"),
    "picture_band_closed": _l("từ %(low)s đến %(high)s"),
    "picture_band_above": _l("trên %(low)s đến %(high)s"),
    "picture_band_exact": _l("đúng %(value)s"),
    "picture_side_missed": _l("chưa đạt: %(count)s"),
    "picture_side_reached": _l("đạt: %(count)s"),
    "picture_side_aside": _l("được chấp thuận, đang xem xét: %(count)s"),
    "picture_column_band": _l("Mức thực hiện (%(unit)s)"),
    "picture_column_missed": _l("Số đơn vị chưa đạt"),
    "picture_column_reached": _l("Số đơn vị đạt"),
    "picture_column_aside": _l("Số đơn vị được chấp thuận, đang xem xét"),
    "picture_ages_title_overdue": _l(
        "Tuổi quá hạn của %(count)s hồ sơ đang xử lý, đến hết ngày %(day)s"
    ),
    "picture_ages_title_late": _l("Số ngày chậm của %(count)s hồ sơ trả chậm, %(period)s"),
    "picture_ages_most": _l("Nhiều nhất: %(band)s, %(count)s hồ sơ."),
    "picture_ages_longest": _l("Hồ sơ lâu nhất: %(days)s ngày."),
    "picture_age_same_day": _l("trong ngày hẹn"),
    "picture_age_days": _l("%(least)s–%(most)s ngày"),
    "picture_age_over": _l("trên %(days)s ngày"),
    "picture_column_age": _l("Số ngày sau ngày hẹn trả (ngày lịch)"),
    "picture_column_dossiers": _l("Số hồ sơ"),
    "picture_column_share": _l("Tỷ lệ (%%)"),
    "picture_causes_title_explained": _l(
        "Nguyên nhân của %(count)s hồ sơ chậm, quá hạn, theo giải trình của đơn vị"
    ),
    "picture_causes_title_overdue": _l(
        "Nguyên nhân của %(count)s hồ sơ quá hạn, theo giải trình;"
        " chưa có thì theo hệ thống một cửa"
    ),
    "picture_causes_title_late": _l(
        "Nguyên nhân của %(count)s hồ sơ trả chậm, theo giải trình;"
        " chưa có thì theo hệ thống một cửa"
    ),
    "picture_causes_most": _l("Nhiều nhất: %(parts)s."),
    "picture_causes_none": _l("Chưa nêu nguyên nhân"),
    "picture_causes_rounded": _l("Phần trăm làm tròn ở một chữ số để cộng đúng 100."),
    "picture_column_cause": _l("Nguyên nhân"),
    "picture_sample": _l("dữ liệu minh họa"),
    "picture_on_time_title": _l("Tỷ lệ trả đúng hạn qua các tháng đã công bố: %(unit)s"),
}
