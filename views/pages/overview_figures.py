"""The figures an overview of dossiers has a column for: how each is read and where it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models.vocabulary import Timeliness

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.queries.overviews import UnitMonth
    from tracker.rules.rates import Share


@dataclass(frozen=True, slots=True)
class Figure:
    """One column: how its figure is read and where it opens."""

    key: str
    text: str
    read: Callable[[UnitMonth], int | Share]
    kind: Timeliness | None = None
    endpoint: str = ""


def list_figures() -> tuple[Figure, ...]:
    """Return the columns, left to right."""
    return (
        Figure(
            "tra-cham",
            str(_("Trả chậm")),
            lambda month: month.counts.finished_late,
            Timeliness.FINISHED_LATE,
        ),
        Figure(
            "qua-han",
            str(_("Đang xử lý, quá hạn")),
            lambda month: month.counts.open_overdue,
            Timeliness.OPEN_OVERDUE,
        ),
        Figure(
            "dung-han",
            str(_("Giải quyết đúng hạn trên tổng đã giải quyết")),
            lambda month: month.counts.finished_on_time_rate,
        ),
        Figure(
            "tien-do",
            str(_("Đúng tiến độ theo QĐ 766, kể cả đang xử lý trong hạn")),
            lambda month: month.counts.progress_rate,
        ),
        Figure(
            "giai-trinh",
            str(_("Đã giải trình, được chấp nhận")),
            lambda month: month.coverage.explained,
            endpoint="explanations.index",
        ),
        Figure("xin-loi", str(_("Đã gửi phiếu xin lỗi")), lambda month: month.coverage.apologised),
        Figure(
            "xin-loi-dung-han",
            str(_("Gửi phiếu xin lỗi đúng hạn")),
            lambda month: month.coverage.apologised_in_time,
        ),
    )
