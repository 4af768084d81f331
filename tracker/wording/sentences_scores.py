"""Sentences about the points of Decision 766: marks, bands, changes, paces and refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import _l

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

SENTENCES: Final[dict[str, LazyString]] = {
    "score_formula_missing": _l(
        "Không có bộ chỉ số 766 nào có hiệu lực ngày %(on)s; hãy chọn kỳ khác hoặc nạp danh mục"
        " chỉ số bằng lệnh “tracker init”."
    ),
    "score_rule_incomplete": _l(
        "Chỉ số %(indicator)s chấm theo ngưỡng nhưng danh mục không ghi ngưỡng; hãy bổ sung vào"
        " danh mục chỉ số."
    ),
    "scores_of_nobody": _l(
        "Kỳ %(period)s chưa có số liệu nào của Bộ chỉ số 766; hãy lấy số liệu từ Cổng Dịch vụ công"
        " quốc gia hoặc chọn kỳ khác."
    ),
    "scores_of_unit_missing": _l(
        "%(unit)s chưa có số liệu nào của Bộ chỉ số 766 trong kỳ %(period)s; chưa có số liệu không"
        " có nghĩa là 0 điểm. Hãy chọn kỳ khác."
    ),
    "unit_not_scored": _l(
        "Cổng Dịch vụ công quốc gia không chấm điểm Bộ chỉ số 766 cho %(unit)s; chỉ tỉnh, sở, ban,"
        " ngành, huyện, xã có điểm."
    ),
    "scores_empty_file": _l(
        "Không có dòng nào để ghi vào tệp: kỳ %(period)s chưa có số liệu, hoặc bộ lọc đang dùng"
        " không giữ lại đơn vị nào. Hãy bỏ lọc hoặc chọn kỳ khác."
    ),
    # marks: what must be known of points before anybody is held to account for them
    "score_mark_no_figures": _l("chưa có số liệu"),
    "score_mark_not_scored": _l("không phát sinh, Cổng không chấm (khác 0 điểm)"),
    "score_mark_nothing_received": _l("không phát sinh hồ sơ: 0 điểm này không phải do chưa đạt"),
    "score_mark_province_wide": _l("số chung của cả tỉnh, Cổng lặp lại cho từng đơn vị"),
    "score_mark_provisional": _l("mẫu số tạm: 100 %% này không nói gì về đơn vị"),
    "score_mark_no_national_data": _l("Cổng chưa có số liệu báo cáo quốc gia"),
    "score_mark_full_without_petitions": _l(
        "không có phản ánh, kiến nghị nên được trọn điểm, không do đơn vị làm được"
    ),
    "score_mark_reported_only": _l("Cổng chỉ nêu tỷ lệ, không có tử số, mẫu số để kiểm chứng"),
    "score_mark_never_given": _l(
        "2 điểm về TTHC cung cấp trực tuyến Cổng chỉ chấm cho tỉnh, chưa thấy chấm cho đơn vị"
    ),
    "score_mark_meaning_unsure": _l("nghĩa của số liệu Cổng dùng cho phần này chưa rõ"),
    "score_mark_threshold_unsure": _l("ngưỡng trọn điểm của Cổng chưa được xác nhận"),
    "score_mark_printed_only": _l("chỉ có điểm Cổng chấm, không đủ số liệu để tính lại"),
    "score_mark_computed_only": _l("Cổng chưa nêu điểm; đây là điểm tính lại từ tử số, mẫu số"),
    "score_mark_differs": _l("điểm tính lại khác điểm Cổng chấm"),
    # headings of files
    "score_column_unit_code": _l("Mã đơn vị"),
    "score_column_unit_name": _l("Đơn vị"),
    "score_column_level": _l("Cấp"),
    "score_column_printed": _l("Cổng chấm"),
    "score_column_computed": _l("Tính lại"),
    "score_column_group": _l("%(group)s (tối đa %(max)s)"),
    "score_column_total": _l("Tổng điểm"),
    "score_column_rank": _l("Hạng"),
    "score_column_ranked": _l("Số đơn vị xếp hạng"),
    "score_column_band": _l("Xếp loại"),
    "score_column_change": _l("Điểm tăng, giảm so kỳ trước"),
    "score_column_places": _l("Bậc tăng, giảm so kỳ trước"),
    "score_column_source": _l("Nguồn"),
    "score_column_as_of": _l("Lấy ngày"),
    "score_column_note": _l("Cần biết"),
    "score_sheet_points": _l("Điểm 766"),
    "score_sheet_notes": _l("Ghi chú"),
    "score_file_period": _l("Điểm Bộ chỉ số 766, kỳ %(period)s, bộ chỉ số %(formula)s."),
    "score_file_blank": _l(
        "Ô trống là chưa có số liệu hoặc Cổng không chấm; không ô trống nào là 0 điểm."
    ),
    "score_file_printed": _l(
        "Cột “Cổng chấm” là điểm như Cổng Dịch vụ công quốc gia nêu; cột “Tính lại” tính từ tử số,"
        " mẫu số cùng lần lấy số liệu."
    ),
    "score_file_rank": _l(
        "Hạng tính riêng từng cấp trong tỉnh; bằng điểm thì cùng hạng (1, 2, 2, 4); thiếu nhóm hoặc"
        " không phát sinh hồ sơ thì không xếp hạng."
    ),
    "score_total": _l("Tổng điểm"),
    "score_computed": _l("tính lại: %(score)s"),
    "score_total_incomplete": _l("chưa có tổng điểm: thiếu nhóm %(groups)s"),
    "score_not_ranked_idle": _l("không xếp hạng: không phát sinh hồ sơ"),
    "score_ceiling": _l("trần điểm của đơn vị trong kỳ: %(ceiling)s trên %(max)s"),
    # whose doing points are
    "score_doing_yes": _l("đơn vị"),
    "score_doing_partly": _l("một phần do đơn vị"),
    "score_doing_no": _l("không do đơn vị"),
    # bands
    "score_band_excellent": _l("Xuất sắc"),
    "score_band_good": _l("Tốt"),
    "score_band_fair": _l("Khá"),
    "score_band_average": _l("Trung bình"),
    "score_band_weak": _l("Yếu"),
    "score_bands_source": _l(
        "Xếp loại: từ 90 xuất sắc, từ 80 tốt, từ 70 khá, từ 50 trung bình, dưới 50 yếu. Mức 90 và"
        " dưới 50 công bố cùng Quyết định 766; mức 70 và 50 lấy theo cách các công cụ theo dõi Cổng"
        " đang dùng, chưa đọc được trong Quyết định."
    ),
    # why no change is told
    "score_change_no_previous": _l("kỳ trước chưa có điểm đầy đủ"),
    "score_change_formula_changed": _l("cách tính điểm đã đổi, không so được"),
    "score_change_cohort_changed": _l("các đơn vị đủ điểm của hai kỳ khác nhau"),
    # what pace reaches a target
    "score_missing": _l("thiếu %(count)s %(noun)s để đạt %(target)s"),
    "score_missing_none": _l("không số nào của kỳ này đạt được %(target)s"),
    "score_pace_at_least": _l(
        "Để cả năm đạt %(target)s: ít nhất %(count)s trong %(coming)s hồ sơ còn đến cuối năm"
        " (%(percent)s) phải đạt, nếu lượng hồ sơ như hiện nay."
    ),
    "score_pace_at_most": _l(
        "Để cả năm đạt %(target)s: nhiều nhất %(count)s trong %(coming)s hồ sơ còn đến cuối năm"
        " (%(percent)s), nếu lượng hồ sơ như hiện nay."
    ),
    "score_pace_anyway": _l("Cả năm vẫn đạt %(target)s dù hồ sơ còn lại thế nào."),
    "score_pace_out_of_reach": _l(
        "Không còn đạt được %(target)s trong năm nếu lượng hồ sơ như hiện nay (còn khoảng"
        " %(coming)s hồ sơ): tốt nhất cả năm là %(best)s."
    ),
    "score_pace_no_volume": _l("Chưa có hồ sơ nào nên không tính được nhịp độ."),
    "score_pace_base": _l("Tính từ số liệu ngày %(first_on)s đến %(last_on)s: %(share)s."),
}
