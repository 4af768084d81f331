"""Words of the addresses and of the page of what to chase: kinds of work, and how pressing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _l

from tracker.rules.chasing import Pressure, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString

TOPIC_WORDS: Final[Mapping[str, Topic]] = {
    "chi-tieu": Topic.TARGETS,
    "giai-trinh": Topic.EXPLANATIONS,
    "xin-loi": Topic.LETTERS,
    "phan-hoi": Topic.REPLIES,
    "bien-phap": Topic.MEASURES,
    "san-pham": Topic.PRODUCTS,
    "phan-cong": Topic.ASSIGNMENTS,
    "khac": Topic.OTHER,
}
TOPIC_TEXTS: Final[Mapping[Topic, LazyString]] = {
    Topic.TARGETS: _l("Chỉ tiêu chưa đạt"),
    Topic.EXPLANATIONS: _l("Giải trình hồ sơ chậm"),
    Topic.LETTERS: _l("Phiếu xin lỗi"),
    Topic.REPLIES: _l("Danh sách lấy ý kiến"),
    Topic.MEASURES: _l("Biện pháp đã hứa"),
    Topic.PRODUCTS: _l("Nhiệm vụ, sản phẩm"),
    Topic.ASSIGNMENTS: _l("Tiếp nhận phân công"),
    Topic.OTHER: _l("Việc khác"),
}
PRESSURE_WORDS: Final[Mapping[str, Pressure]] = {
    "qua-han": Pressure.LATE,
    "sap-het-han": Pressure.SOON,
    "khong-dat-han": Pressure.UNDATED,
    "con-han": Pressure.LATER,
}
PRESSURE_TEXTS: Final[Mapping[Pressure, LazyString]] = {
    Pressure.LATE: _l("Đã quá hạn"),
    Pressure.SOON: _l("Còn không quá 5 ngày"),
    Pressure.UNDATED: _l("Không đặt hạn"),
    Pressure.LATER: _l("Còn hơn 5 ngày"),
}
