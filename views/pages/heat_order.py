"""The order of a heat table: every column sorts it, and the address keeps by which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from tracker.rules.rates import Share
from tracker.rules.text import sort_key
from views.pages.sorting import read_sort, sort_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from views.pages.heat_table import Column, HeatTable, Line

BY_NAME: Final = "don-vi"
"""The usual order: names; then the address says nothing."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head, which sorts by it.

    Args:
        column: The column.
        sort_url: The page sorted by it, the other way round where it is already.
        aria: "ascending", "descending" or "none".
    """

    column: Column
    sort_url: str
    aria: str


def sort_table(table: HeatTable) -> HeatTable:
    """Return a table sorted as the address asks, level by level; sums stay where they are."""
    key, is_descending = read_sort(BY_NAME)
    if key == BY_NAME:
        return _sorted(table, lambda line: sort_key(line.name), is_reversed=is_descending)
    place = next((at for at, column in enumerate(table.columns) if column.key == key), None)
    if place is None:
        return table
    sign = -1 if is_descending else 1

    def order(line: Line) -> tuple[bool, Fraction | int]:
        cell = line.cells[place]
        value = None if cell is None else cell.order
        if isinstance(value, Share):
            value = Fraction(value.numerator, value.denominator)
        return value is None, 0 if value is None else sign * value

    return _sorted(table, order)


def _sorted(
    table: HeatTable, key: Callable[[Line], tuple[Any, ...]], *, is_reversed: bool = False
) -> HeatTable:
    groups = [
        replace(group, lines=tuple(sorted(group.lines, key=key, reverse=is_reversed)))
        for group in table.groups
    ]
    return replace(table, groups=tuple(groups))


def sort_text(columns: Iterable[Column]) -> str:
    """Return by what the table is sorted, in words; empty for the usual order."""
    key, is_descending = read_sort(BY_NAME)
    known = {column.key: f"{column.short} {column.text}".strip() for column in columns}
    text = known.get(key, "")
    if not text and not (key == BY_NAME and is_descending):
        return ""
    text = text or str(_("Đơn vị"))
    return str(_("%(column)s, giảm dần", column=text) if is_descending else text)


def head_of(column: Column) -> Head:
    """Return the head of a column."""
    link = sort_link(column.key, usual=BY_NAME, is_worst_high=column.is_worst_high)
    return Head(column, *link)
