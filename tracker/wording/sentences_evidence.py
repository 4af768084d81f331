"""What people read when a file of evidence (minh chứng) is refused."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "evidence_empty": _l("Tệp “%(name)s” rỗng; hãy chọn lại tệp minh chứng."),
    "evidence_too_big": _l(
        "Tệp “%(name)s” lớn hơn %(megabytes)s MB; hãy chia nhỏ hoặc quét ở độ nét thấp hơn."
    ),
    "evidence_too_many": _l(
        "Không thêm được tệp “%(name)s”: mỗi lần báo cáo nhận nhiều nhất %(maximum)s tệp; hãy gộp"
        " các trang vào một tệp PDF."
    ),
    "evidence_kind_refused": _l(
        "Tệp “%(name)s” không thuộc loại nhận được; hãy gửi một trong các loại: %(allowed)s."
    ),
    "evidence_mixed": _l(
        "Tệp “%(name)s” trông như %(kind)s nhưng chứa cả nội dung loại khác nên không được nhận;"
        " hãy lưu lại thành tệp mới rồi gửi."
    ),
    "evidence_damaged": _l(
        "Tệp “%(name)s” bị hỏng hoặc thiếu phần cuối; hãy mở thử, lưu lại rồi gửi."
    ),
    "evidence_archive": _l(
        "Tệp “%(name)s” có mật khẩu, có macro, hoặc giải nén ra quá lớn nên không được nhận; hãy"
        " lưu thành PDF rồi gửi."
    ),
    "evidence_name_differs": _l(
        "Nội dung của tệp “%(name)s” là %(kind)s; hãy đổi đuôi tên tệp thành %(endings)s rồi gửi"
        " lại."
    ),
    "evidence_name_missing": _l(
        "Tên tệp “%(name)s” không dùng được; hãy đặt tên có đuôi như “bao-cao.pdf”."
    ),
    "evidence_missing": _l(
        "Không có tệp minh chứng số %(value)s, hoặc bạn không được xem; hãy mở lại trang chứa tệp."
    ),
}
