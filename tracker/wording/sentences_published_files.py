"""Sentences of the files of a published list."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "published_list_moved": _l(
        "Danh sách kỳ %(period)s đã đổi bản trong lúc lập tệp; chưa công bố gì,"
        " hãy xem lại rồi công bố."
    ),
    "published_files_missing": _l(
        "Danh sách kỳ %(period)s (bản %(version)s) chưa có tệp;"
        " hãy chạy tracker late-list render --period %(period)s."
    ),
    "rendered_file_missing": _l(
        "Bản công bố này không có tệp dạng “%(format)s”; hãy xem các tệp đang có ở trang danh sách."
    ),
    "published_file_changed": _l(
        "Tệp %(format)s của danh sách kỳ %(period)s (bản %(version)s) trong cơ sở dữ liệu không còn"
        " đúng mã băm đã ghi; không đưa ra nữa, hãy kiểm tra cơ sở dữ liệu."
    ),
    "published_files_none_made": _l(
        "Mọi danh sách đã công bố đều có đủ tệp; không có gì phải làm."
    ),
    "published_files_waiting": _l(
        "%(count)s bản danh sách công bố từ trước chưa có tệp; hãy chạy tracker late-list render."
    ),
    "published_file_waits": _l(
        "Tệp %(format)s của danh sách kỳ %(period)s chưa được lập, vì danh sách này công bố từ"
        " trước; hãy đọc trên trang hoặc tải bản gốc JSON."
    ),
}
