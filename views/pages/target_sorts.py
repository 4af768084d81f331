"""The orders target pages can be shown in, by the word of the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import Verdict
from views.pages.filters import build_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.pages.filters import Option
    from views.pages.targets import TargetLine
    from views.pages.task_units import UnitLineOfTask

SORTS: Final[dict[str, Callable[[TargetLine], object]]] = {
    "van-ban": lambda line: 0,
    "chua-dat": lambda line: -line.count(Verdict.MISSED),
    "chua-co-so-lieu": lambda line: -line.count(Verdict.NO_DATA),
    "dat": lambda line: -line.count(Verdict.ACHIEVED),
    "han": lambda line: line.due_on,
}
UNIT_SORTS: Final[dict[str, Callable[[UnitLineOfTask], object]]] = {
    "van-ban": lambda line: 0,
    "ty-le": lambda line: (line.percent is None, line.percent or 0),
    "ket-qua": lambda line: line.mark != Verdict.MISSED.value,
}


def sort_options() -> tuple[Option, ...]:
    """Return the orders of a document's tasks, for a select box."""
    return build_options(
        (
            ("van-ban", _("Theo văn bản")),
            ("chua-dat", _("Nhiều đơn vị chưa đạt trước")),
            ("chua-co-so-lieu", _("Nhiều đơn vị chưa có số liệu trước")),
            ("dat", _("Nhiều đơn vị đạt trước")),
            ("han", _("Hạn gần trước")),
        ),
        request.args.get("sap-xep", "van-ban"),
    )


def unit_sort_options() -> tuple[Option, ...]:
    """Return the orders of the units of one task, for a select box."""
    return build_options(
        (
            ("van-ban", _("Theo văn bản")),
            ("ty-le", _("Tỷ lệ thấp trước")),
            ("ket-qua", _("Chưa đạt trước")),
        ),
        request.args.get("sap-xep", "van-ban"),
    )
