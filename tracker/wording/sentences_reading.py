"""Sentences about phrases, numbers, dates and files that could not be read; notes on readings."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "number_unreadable": _l(
        "“%(value)s” không phải là số; hãy ghi bằng chữ số, ví dụ 1.234 hoặc 24,13."
    ),
    "number_ambiguous": _l(
        "“%(value)s” có thể hiểu là số nghìn hoặc số thập phân; hãy ghi rõ, ví dụ 1234 hoặc 1,23."
    ),
    "date_unreadable": _l("“%(value)s” không phải là ngày; hãy ghi dạng 31/12/2024."),
    "date_impossible": _l("“%(value)s” không có trong lịch; hãy kiểm tra ngày, tháng và giờ."),
    "year_out_of_range": _l(
        "Năm trong “%(value)s” nằm ngoài khoảng %(first_year)s–%(last_year)s; hãy kiểm tra lại."
    ),
    "deadline_unreadable": _l(
        "Không hiểu thời hạn “%(phrase)s”; hãy ghi như “Trước ngày 30/6/2023”, “Quý II/2023” "
        "hoặc “Thực hiện thường xuyên”."
    ),
    "deadline_without_year": _l("Thời hạn “%(phrase)s” thiếu năm; hãy ghi thêm năm."),
    "deadline_date_impossible": _l(
        "Thời hạn “%(phrase)s” có ngày, tháng không có trong lịch hoặc kết thúc trước khi bắt đầu; "
        "hãy kiểm tra lại."
    ),
    "deadline_year_out_of_range": _l(
        "Năm trong thời hạn “%(phrase)s” nằm ngoài khoảng 1990–2100; hãy kiểm tra lại."
    ),
    "target_unreadable": _l(
        "Không hiểu chỉ tiêu “%(phrase)s”; hãy ghi như “Tối thiểu 80”, “100%%” hoặc “trên 50%%”."
    ),
    "target_range_unsupported": _l(
        "Chỉ tiêu “%(phrase)s” nêu một khoảng; hãy ghi một giá trị, ví dụ “Tối thiểu 80”."
    ),
    "target_number_ambiguous": _l(
        "Số trong chỉ tiêu “%(phrase)s” có thể hiểu là số nghìn hoặc số thập phân; hãy ghi rõ."
    ),
    "parties_unreadable": _l("“%(phrase)s” không nêu tên đơn vị nào; hãy ghi tên đơn vị."),
    "file_not_utf8": _l("Tệp “%(path)s” không phải mã UTF-8; hãy lưu lại tệp dạng CSV UTF-8."),
    "file_not_csv": _l(
        "Tệp “%(path)s” không đọc được như tệp CSV có dòng tiêu đề; hãy kiểm tra dòng %(row)s."
    ),
    "column_missing": _l("Tệp “%(path)s” không có cột “%(column)s”; các cột có: %(columns)s."),
    "row_too_long": _l(
        "Dòng %(row)s có nhiều ô hơn dòng tiêu đề; hãy đặt ô có dấu phân cách trong ngoặc kép."
    ),
    "deadline_year_assumed": _l("Văn bản không ghi năm; năm được lấy theo năm của văn bản."),
    "deadline_taken_as_done": _l("“Đã triển khai” được hiểu là đã hoàn thành."),
    "deadline_before_leaves_the_day_earlier": _l(
        "“Trước” một ngày: ngày liền trước là ngày cuối cùng còn đúng hạn."
    ),
    "deadline_end_read_as_last_day": _l("“Cuối” kỳ được hiểu là ngày cuối cùng của kỳ."),
    "deadline_follows_nothing_named": _l("Không nêu tiến độ, lộ trình của văn bản nào."),
    "target_bare_number_read_as_minimum": _l(
        "Chỉ tiêu chỉ ghi một con số; được hiểu là mức tối thiểu."
    ),
    "target_words_left_out": _l("Phần chữ sau con số cho biết tính trên gì; hãy đối chiếu chỉ số."),
    "target_over_hundred_percent": _l("Chỉ tiêu lớn hơn 100%%; hãy kiểm tra lại văn bản."),
    "target_increase_without_baseline": _l("Chỉ tiêu tăng thêm nhưng không nêu năm so sánh."),
}
