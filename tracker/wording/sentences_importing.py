"""Sentences of files that are brought in: what they are, what they lack, what a row says wrong."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # files
    "file_empty": _l("Tệp “%(name)s” không có nội dung; hãy chọn tệp khác."),
    "file_not_what_its_name_says": _l(
        "Tệp “%(name)s” có đuôi của %(claimed)s nhưng nội dung là %(actual)s;"
        " hãy mở bằng Excel và lưu lại thành .xlsx hoặc .csv."
    ),
    "file_kind_save_as_xlsx": _l(
        "Tệp “%(name)s” là %(kind)s, không đọc trực tiếp được; hãy lưu lại thành .xlsx."
    ),
    "file_kind_unsupported": _l(
        "Tệp “%(name)s” là %(kind)s, không phải bảng số liệu; hãy dùng tệp .xlsx hoặc .csv."
    ),
    "file_encrypted": _l(
        "Tệp “%(name)s” được đặt mật khẩu; hãy bỏ mật khẩu rồi lưu lại thành .xlsx."
    ),
    "file_has_macros": _l("Tệp “%(name)s” có chứa macro; hãy lưu lại thành .xlsx không có macro."),
    "file_damaged": _l(
        "Tệp “%(name)s” bị hỏng hoặc chưa tải xong; hãy mở bằng Excel, lưu lại rồi thử lại."
    ),
    "archive_too_big": _l(
        "Tệp “%(name)s” khi giải nén vượt quá %(megabytes)s MB hoặc có quá nhiều phần;"
        " hãy lưu lại thành .csv."
    ),
    "archive_suspicious": _l(
        "Tệp “%(name)s” có thành phần bất thường bên trong;"
        " hãy mở bằng Excel và lưu lại thành .xlsx."
    ),
    "workbook_too_big": _l(
        "Bảng tính “%(name)s” cần quá nhiều bộ nhớ để đọc; hãy xóa các ô thừa hoặc lưu thành .csv."
    ),
    "workbook_too_slow": _l("Bảng tính “%(name)s” đọc quá lâu; hãy chia nhỏ hoặc lưu thành .csv."),
    "sheet_unknown": _l("Bảng tính “%(name)s” không có trang “%(sheet)s”; hãy kiểm tra tên trang."),
    "several_tables": _l(
        "Bảng tính “%(name)s” có nhiều trang cùng tiêu đề: %(sheets)s; hãy nêu tên trang cần đọc."
    ),
    "days_and_months_swapped": _l(
        "Cột %(columns)s của “%(name)s” có ngày, tháng bị đổi chỗ khi mở bằng chương trình đặt vùng"
        " khác; hãy mở lại tệp gốc với các cột ngày là Văn bản (Text)."
    ),
    "text_has_nul": _l(
        "Dòng %(row)s của tệp “%(name)s” có ký tự rỗng (NUL); hãy lưu lại thành CSV UTF-8."
    ),
    "encoding_unknown": _l(
        "Không nhận ra bảng mã của tệp “%(name)s”; hãy lưu lại thành “CSV UTF-8”."
    ),
    "encoding_broken": _l(
        "Dòng %(row)s của tệp “%(name)s” có chữ sai bảng mã; hãy lưu lại thành “CSV UTF-8”."
    ),
    "csv_broken": _l(
        "Dòng %(row)s của tệp “%(name)s” có dấu ngoặc kép không khớp; hãy sửa rồi thử lại."
    ),
    # headings
    "header_not_found": _l(
        "Không thấy dòng tiêu đề trong tệp “%(name)s”; cần có các cột: %(columns)s."
    ),
    "columns_missing": _l("Tệp “%(name)s” thiếu cột: %(columns)s; hãy thêm vào dòng tiêu đề."),
    "column_ambiguous": _l(
        "Tệp “%(name)s” có nhiều cột cùng nghĩa “%(column)s”: %(headings)s; hãy giữ một cột."
    ),
    "row_wider_than_heading": _l(
        "Dòng %(row)s có nhiều ô hơn tiêu đề; hãy đặt ô có dấu phân cách trong ngoặc kép."
    ),
    "second_table": _l(
        "Dòng %(row)s của tệp “%(name)s” là tiêu đề của một bảng khác, các cột xếp khác dòng tiêu"
        " đề %(header_row)s; hãy tách mỗi bảng thành một tệp rồi nhập lại."
    ),
    "too_many_rows": _l("Tệp “%(name)s” có hơn %(maximum)s dòng; hãy chia thành nhiều tệp."),
    # figures
    "source_code_invalid": _l(
        "Mã nguồn “%(value)s” không hợp lệ; mã có từ 1 đến %(maximum)s ký tự."
    ),
    "periods_missing": _l(
        "Tệp “%(name)s” không có cột Kỳ; hãy thêm cột này hoặc nêu kỳ (--period)."
    ),
    "period_not_stated": _l("Dòng này chưa ghi kỳ; hãy ghi kỳ hoặc nêu kỳ chung (--period)."),
    "period_contradicts": _l(
        "Dòng này ghi kỳ “%(value)s”, khác kỳ %(stated)s đã nêu cho cả tệp; hãy sửa một trong hai."
    ),
    "unit_not_stated": _l("Dòng này chưa ghi đơn vị; hãy ghi mã hoặc tên đơn vị."),
    "unit_code_and_name_differ": _l(
        "Mã “%(value)s” là của %(unit)s, còn tên “%(name)s” là đơn vị khác; hãy sửa một trong hai."
    ),
    "indicator_not_stated": _l("Dòng này chưa ghi chỉ số; hãy ghi mã hoặc tên chỉ số."),
    "indicator_not_known": _l(
        "Không có chỉ số nào có mã hoặc tên “%(value)s”; hãy xem danh mục chỉ số."
    ),
    "indicator_ambiguous": _l(
        "Tên “%(value)s” là của nhiều chỉ số: %(candidates)s; hãy ghi mã chỉ số."
    ),
    "indicator_code_and_name_differ": _l(
        "Mã “%(value)s” là của chỉ số “%(indicator)s”, không phải “%(name)s”;"
        " hãy sửa một trong hai."
    ),
    "parts_incomplete": _l(
        "Ô “%(column)s” bỏ trống; hãy ghi đủ cả tử số và mẫu số, hoặc bỏ trống cả hai."
    ),
    "count_negative": _l("“%(value)s” là số âm; tử số và mẫu số phải từ 0 trở lên."),
    "count_not_whole": _l(
        "“%(value)s” không phải số nguyên; tử số và mẫu số là số lượng,"
        " điểm hoặc số trung bình hãy ghi ở cột Giá trị."
    ),
    "numerator_over_denominator": _l(
        "Tử số %(value)s lớn hơn mẫu số %(denominator)s; hãy kiểm tra lại."
    ),
    "value_contradicts_parts": _l(
        "Giá trị “%(value)s” không khớp với %(parts)s = %(exact)s; hãy kiểm tra lại."
    ),
    "value_is_percent": _l(
        "“%(value)s” là phần trăm nhưng chỉ số này tính bằng “%(unit)s”; hãy kiểm tra lại."
    ),
    "value_too_fine": _l(
        "Giá trị “%(value)s” không ghi được chính xác (tối đa %(places)s chữ số thập phân);"
        " hãy ghi tử số và mẫu số."
    ),
    "cell_too_long": _l("“%(value)s” dài quá %(maximum)s ký tự; hãy rút gọn."),
    "cell_has_controls": _l("“%(value)s” có ký tự điều khiển; hãy xóa ô và gõ lại."),
    "figure_stated_twice": _l(
        "Các dòng %(rows)s ghi khác nhau cho cùng đơn vị, chỉ số và kỳ; hãy giữ một dòng."
    ),
    "older_than_known": _l(
        "Dòng này cũ hơn số liệu đã có (đến ngày %(known_on)s) và khác số liệu đó;"
        " nếu đây là số đúng, hãy nhập lại với ngày số liệu mới hơn (--as-of)."
    ),
}
