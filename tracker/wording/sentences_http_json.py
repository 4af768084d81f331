"""Sentences of sources described in the file of sources: paths, templates, values."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    # the description
    "json_path_unreadable": _l(
        "“%(value)s” không phải đường dẫn JSON; hãy viết như data[*].agency.code."
    ),
    "template_unreadable": _l(
        "“%(value)s” không phải chỗ điền hợp lệ; hãy dùng {period}, {year}, {month}, {quarter},"
        " {first_day}, {last_day}, {first_instant}, {last_instant}, {unit}, {page}."
    ),
    "http_json_no_value": _l(
        "Nguồn %(source)s cần “%(name)s” mà kỳ %(period)s không có; hãy lấy kỳ khác hoặc ghi các"
        " loại kỳ được lấy vào mục periods."
    ),
    # a run ends
    "json_path_missing": _l(
        "Trả lời của “%(call)s” không có “%(path)s” (ở đó là: %(found)s): nguồn đã đổi cấu trúc"
        " hoặc đường dẫn ghi sai; không số liệu nào được nhận."
    ),
    "http_json_row_odd": _l(
        "Trả lời của “%(call)s”: “%(path)s” không phải một dòng (ở đó là: %(found)s);"
        " đường dẫn rows của một danh sách phải kết thúc bằng [*]."
    ),
    "http_json_no_rows": _l(
        "Trả lời của “%(call)s” không có dòng nào ở “%(path)s”; đây không phải là số 0,"
        " không số liệu nào được nhận."
    ),
    "http_json_page_odd": _l(
        "Trả lời của “%(call)s” ghi trang tiếp theo là “%(value)s” (%(path)s),"
        " không phải số lớn hơn trang hiện tại."
    ),
    "http_json_pages_too_many": _l(
        "Nguồn còn trang tiếp theo sau “%(call)s”, quá giới hạn %(most)s trang;"
        " hãy thu hẹp câu hỏi hoặc tăng paging.most."
    ),
    # values
    "http_json_unit_odd": _l("“%(column)s” là “%(value)s”, không phải mã đơn vị; bỏ qua dòng này."),
    "http_json_value_odd": _l(
        "“%(column)s” là “%(value)s”, không phải số đọc được; số liệu này để trống."
        " Nếu nguồn viết số thập phân bằng chữ, hãy ghi mục decimal."
    ),
    "http_json_count_odd": _l(
        "“%(column)s” là “%(value)s”, không phải số đếm; số liệu này để trống."
    ),
    "http_json_part_null": _l(
        "“%(column)s” là null trong khi phần còn lại có số; %(indicator)s để trống."
    ),
    "http_json_share_impossible": _l(
        "“%(column)s”: tử số %(value)s lớn hơn mẫu số; %(indicator)s để trống."
    ),
    "http_json_values_rejected": _l(
        "Từ chối %(count)s giá trị trong trả lời của nguồn; từng giá trị và vị trí nằm trong danh"
        " sách dòng lỗi."
    ),
    "http_json_quality_odd": _l(
        "“%(path)s” không phải cờ chất lượng; bỏ qua cờ này của %(indicator)s."
    ),
}
