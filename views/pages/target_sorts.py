"""The columns target pages can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models.vocabulary import Verdict
from tracker.wording.labels import label
from views.pages.filters import build_options
from views.pages.sorting import SortColumn, build_heads, read_sort, sort_rows

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from views.pages.filters import Option
    from views.pages.sorting import SortHead
    from views.pages.targets import TargetLine
    from views.pages.task_units import UnitLineOfTask


def target_columns() -> tuple[SortColumn[TargetLine], ...]:
    """Return the columns of a document's tasks, left to right; usually in its own order."""
    return (
        SortColumn("nhiem-vu", _("Nhiệm vụ"), sorts=False),
        SortColumn("chu-tri", _("Chủ trì"), sorts=False),
        SortColumn("phoi-hop", _("Phối hợp"), sorts=False),
        SortColumn("chi-tieu", _("Chỉ tiêu"), sorts=False),
        SortColumn("han", _("Thời hạn"), _due_on),
        SortColumn(
            "chua-dat",
            _("Kết quả của các đơn vị chủ trì"),
            lambda line: line.count(Verdict.MISSED),
            is_worst_high=True,
        ),
    )


def sort_targets(lines: list[TargetLine]) -> list[TargetLine]:
    """Return a document's tasks as the address asks."""
    return sort_rows(lines, (*target_columns(), *_more_columns()))


def target_heads() -> tuple[SortHead, ...]:
    """Return the heads of a document's tasks."""
    return build_heads(target_columns())


def sort_options() -> tuple[Option, ...]:
    """Return the orders of a document's tasks, for a select box: one column holds several."""
    key, is_descending = read_sort()
    return build_options(
        (
            ("", _("Theo văn bản")),
            ("-chua-dat", _("Nhiều đơn vị chưa đạt trước")),
            ("-chua-co-so-lieu", _("Nhiều đơn vị chưa có số liệu trước")),
            ("-dat", _("Nhiều đơn vị đạt trước")),
            ("han", _("Hạn gần trước")),
        ),
        f"-{key}" if is_descending else key,
    )


def unit_columns() -> tuple[SortColumn[UnitLineOfTask], ...]:
    """Return the columns of the units of one task, left to right; leads usually come first."""
    return (
        SortColumn("don-vi", _("Đơn vị"), lambda line: line.name),
        SortColumn("vai-tro", _("Vai trò"), lambda line: label(line.role)),
        SortColumn("ket-qua", _("Kết quả"), _verdict),
        SortColumn("ty-le", _("Thực hiện"), _percent, is_number=True),
        SortColumn("vi-sao", _("Vì sao"), sorts=False),
        SortColumn("nguon", _("Nguồn, ngày số liệu"), lambda line: line.as_of),
    )


def _more_columns() -> tuple[SortColumn[TargetLine], ...]:
    """Return what tasks can be sorted by beside their columns."""
    return tuple(
        SortColumn(key, "", lambda line, verdict=verdict: line.count(verdict))  # type: ignore[misc] # bound here
        for key, verdict in (("chua-co-so-lieu", Verdict.NO_DATA), ("dat", Verdict.ACHIEVED))
    )


def _due_on(line: TargetLine) -> date:
    return line.due_on


def _verdict(line: UnitLineOfTask) -> tuple[bool, int] | None:
    """Return the place of a result: missed first, then as the closed list has them."""
    if line.verdict is None:
        return None
    return line.verdict is not Verdict.MISSED, list(Verdict).index(line.verdict)


def _percent(line: UnitLineOfTask) -> Decimal | None:
    found: Decimal | None = line.percent
    return found
