"""Sentences about documents read from XLSX and DOCX files, and how their cells were read."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "file_kind_no_document": _l(
        "Tệp “%(name)s” là %(kind)s, không phải văn bản có bảng phân công;"
        " hãy dùng tệp .xlsx hoặc .docx."
    ),
    "document_too_big": _l("Văn bản “%(name)s” có bảng quá lớn để đọc; hãy tách riêng phụ lục."),
    "directive_columns_missing": _l(
        "Tệp “%(name)s” không có bảng phân công: thiếu cột %(columns)s ở dòng tiêu đề."
    ),
    "directive_column_mixed": _l(
        "Cột “%(column)s” của tệp “%(name)s” ghi chung đơn vị chủ trì và phối hợp;"
        " hãy tách thành hai cột."
    ),
    "directive_number_invalid": _l(
        "Số văn bản “%(value)s” không hợp lệ; hãy ghi từ 1 đến %(maximum)s ký tự."
    ),
    "directive_days_reversed": _l(
        "Ngày hết hiệu lực %(last_day)s trước ngày có hiệu lực %(first_day)s;"
        " hãy kiểm tra hai ngày."
    ),
    "directive_nothing_readable": _l(
        "Không dòng nào của văn bản “%(number)s” đọc được (%(count)s dòng lỗi);"
        " dòng %(row)s, cột %(column)s: %(first)s"
    ),
    "directive_row_without_work": _l(
        "Dòng có ô “%(value)s” nhưng không có nội dung công việc;"
        " hãy nối vào dòng trên hoặc ghi nội dung."
    ),
    "directive_target_too_fine": _l(
        "Chỉ tiêu “%(value)s” có hơn %(places)s chữ số thập phân hoặc quá lớn; hãy kiểm tra lại."
    ),
    "directive_reading_merged": _l("Ô gộp: %(columns)s in một lần ở dòng %(row)s."),
    "directive_reading_across": _l(
        "Ô gộp ngang: nội dung ở cột %(over)s, cột %(column)s để trống."
    ),
    "directive_reading_year": _l("Thời hạn đọc từ tiêu đề cột “%(heading)s”."),
    "directive_reading_no_lead": _l("Ô đơn vị chủ trì để trống."),
    "directive_reading_number": _l("Không in số thứ tự; lấy theo vị trí trong mục."),
    "directive_reading_goes_on": _l("Bảng không có tiêu đề, đọc tiếp bảng trước."),
    "directive_reading_lines": _l("Mỗi dòng trong ô %(column)s đọc là một đơn vị."),
    "directive_reading_percent": _l("Không in đơn vị tính của chỉ tiêu; đọc là %%."),
    "directive_reading_indicator": _l(
        "Trùng tên chỉ số %(codes)s; chưa gắn, hãy ghi mã ở cột Mã chỉ số nếu đúng là chỉ số đó."
    ),
}
