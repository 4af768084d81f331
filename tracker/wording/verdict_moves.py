"""Why a verdict turned, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.rules.verdict_moves import MoveCause
from tracker.wording.text import _l

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.wording.text import LazyString

_CAUSES: Final[Mapping[MoveCause, LazyString]] = {
    MoveCause.ROLE: _l("phân công thay đổi"),
    MoveCause.DISPUTE: _l("phần việc bị từ chối hoặc đã được phân xử"),
    MoveCause.TARGET: _l("chỉ tiêu được điều chỉnh"),
    MoveCause.TERM: _l("thời hạn được gia hạn"),
    MoveCause.NEW_FIGURE: _l("có số liệu mới"),
    MoveCause.CORRECTED_FIGURE: _l("số liệu được sửa"),
    MoveCause.OTHER_SOURCE: _l("lấy số liệu của nguồn khác"),
    MoveCause.FIGURE_GONE: _l("số liệu không còn dùng được"),
    MoveCause.DELIVERY: _l("báo cáo hoàn thành được chấp nhận"),
    MoveCause.RULE: _l("quy tắc đánh giá thay đổi"),
    MoveCause.OTHER_DAY: _l("xét vào một ngày khác, số liệu và chỉ tiêu không đổi"),
}


def explain_causes(causes: Iterable[MoveCause]) -> str:
    """Return why a verdict turned: "chỉ tiêu được điều chỉnh; số liệu được sửa"."""
    return "; ".join(str(_CAUSES[cause]) for cause in causes)
