"""Sentences of watched folders: what lies there and is not taken, and why."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "folder_missing": _l(
        "Không mở được thư mục “%(folder)s” (%(cause)s); hãy kiểm tra đường dẫn và quyền đọc của"
        " tài khoản chạy máy chủ."
    ),
    "folder_file_unreadable": _l(
        "Không đọc được tệp “%(file)s” (%(cause)s); hãy kiểm tra quyền đọc."
    ),
    "folder_file_changing": _l(
        "Tệp “%(file)s” thay đổi trong lúc đọc; chưa nhập gì, lần sau sẽ đọc lại."
    ),
    "folder_file_growing": _l(
        "Tệp “%(file)s” vừa được ghi, có thể chưa chép xong; lần sau sẽ nhập."
    ),
    "folder_link_left": _l(
        "“%(file)s” là liên kết, không phải tệp; không đi theo. Hãy chép chính tệp vào thư mục."
    ),
    "folder_file_too_large": _l(
        "Tệp “%(file)s” lớn hơn giới hạn most_mb của nguồn; hãy chia nhỏ hoặc tăng giới hạn."
    ),
    "folder_more_left": _l("Còn %(count)s tệp mới chưa nhập trong lần này; lần sau nhập tiếp."),
    "folder_no_day": _l(
        "Tên tệp “%(file)s” không có ngày số liệu dạng 20260630 hoặc 2026-06-30;"
        " hãy đổi tên rồi chép lại."
    ),
    "folder_file_refused": _l("Tệp “%(file)s” không nhập được; lý do ở dòng tiếp theo."),
    "folder_rows_refused": _l(
        "Tệp “%(file)s”: từ chối %(rejected)s trong %(rows)s dòng, các dòng còn lại đã nhập."
    ),
    "folder_all_rows_refused": _l(
        "Tệp “%(file)s”: từ chối %(rejected)s trong %(rows)s dòng, không dòng nào được nhận."
    ),
    "folder_alerts": _l(
        "Tệp “%(file)s”: %(count)s cảnh báo về số liệu bị sửa so với lần trước;"
        " hãy xem mục Cảnh báo."
    ),
    "folder_sums_fail": _l(
        "Tệp “%(file)s”: %(count)s phép cộng của các tháng trong tệp không khớp."
    ),
}
