"""Sentences of setting up and starting."""

from __future__ import annotations

from typing import Final

from tracker.wording.text import LazyString, _l

SENTENCES: Final[dict[str, LazyString]] = {
    "init_done": _l(
        "Đã nạp: %(units)s đơn vị, %(successions)s quan hệ kế thừa, %(groups)s nhóm, "
        "%(calendar)s ngày của lịch, %(indicators)s mục chỉ số, %(directives)s văn bản."
    ),
    "init_nothing_new": _l("Cơ sở dữ liệu đã sẵn sàng, không có gì thay đổi."),
    "init_seeds_unseen": _l(
        "Cơ sở dữ liệu đã được nâng cấp; dữ liệu gốc mới chưa được nạp vì làm các nhiệm vụ trên đổi"
        " đơn vị. Xem và đồng ý thì chạy: tracker init --effects-seen %(key)s"
    ),
    "demo_directives": _l("Đã nạp văn bản minh họa."),
    "demo_figures_portal": _l(
        "Đã nhập số liệu công khai của Cổng Dịch vụ công quốc gia (Phú Thọ, tháng 8/2026)."
    ),
    "demo_figures_document": _l("Đã nhập các tỷ lệ in trong văn bản."),
    "demo_dossiers": _l("Đã nhập hồ sơ minh họa của quý I/2024 (dữ liệu tự sinh, không có thật)."),
    "demo_evaluated": _l("Đã đánh giá các kỳ có số liệu."),
    "demo_published": _l("Đã công bố danh sách chậm muộn minh họa tháng 3/2024."),
    "demo_passwords": _l("Tài khoản dùng thử; mật khẩu chỉ hiện lần này:"),
    "address_in_use": _l(
        "Địa chỉ %(address)s đang có chương trình khác dùng hoặc không mở được; hãy dừng chương "
        "trình đó hoặc đặt TRACKER_PORT khác."
    ),
    "serving": _l("Mở %(address)s để dùng; bấm Ctrl+C để dừng."),
}
