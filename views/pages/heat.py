"""Draws a heat table: units by what they reached; every cell says in words what it colours.

A cell's mark-up is joined here from a few prepared strings: a macro per cell costs ten times more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from markupsafe import Markup

from tracker.rules.heat import Heat
from views.pages.heat_order import BY_NAME, head_of
from views.pages.heat_table import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from views.pages.heat_order import Head
    from views.pages.heat_table import Cell, HeatTable, Line

DEPTHS: Final[Mapping[Heat | None, str]] = {Heat.NEAR: "▾", Heat.SHORT: "▾▾", Heat.FAR: "▾▾▾"}
"""How far a miss is, for eyes that do not tell the colours apart."""
NOTHING: Final = "none"
"""Mark of a rate over nothing: where rows are cards such cells are left out of them."""
NO_NUMBER: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A row ready to print."""

    line: Line
    cells: Markup


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """Rows of one level, ready to print."""

    text: str
    lines: tuple[DrawnLine, ...]
    total: DrawnLine | None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """The table ready to print.

    Args:
        name_head: Head of the units' names.
        heads: Heads of the columns.
        groups: Rows under their headings.
        total: The sum of everything; None where none may be told.
    """

    name_head: Head
    heads: tuple[Head, ...]
    groups: tuple[DrawnGroup, ...]
    total: DrawnLine | None

    @property
    def cell_count(self) -> int:
        """Return how many cells it has, without sums."""
        return len(self.heads) * sum(len(group.lines) for group in self.groups)


def draw_table(table: HeatTable) -> DrawnTable:
    """Return a table ready to print."""
    names = [escape(column.short or column.text) for column in table.columns]
    quote = cache(escape)

    def draw(line: Line | None, *, is_sum: bool = False) -> DrawnLine | None:
        if line is None:
            return None
        drawn = zip(line.cells, names, strict=True)
        cells = "".join(_draw_cell(cell, name, quote, is_sum=is_sum) for cell, name in drawn)
        return DrawnLine(line, Markup(cells))  # noqa: S704 # parts are escaped

    groups = [
        DrawnGroup(
            group.text,
            tuple(filter(None, map(draw, group.lines))),
            draw(group.total, is_sum=True),
        )
        for group in table.groups
    ]
    name = Column(BY_NAME, "", str(_("Đơn vị")), "", "", ())
    return DrawnTable(
        name_head=head_of(name),
        heads=tuple(map(head_of, table.columns)),
        groups=tuple(groups),
        total=draw(table.total, is_sum=True),
    )


def _draw_cell(cell: Cell | None, name: str, quote: Callable[[str], str], *, is_sum: bool) -> str:
    if cell is None:
        return "<td></td>"
    depth = f" heat--{cell.heat.value}" if cell.heat else ""
    if cell.mark == NOTHING or (is_sum and cell.number in ("", NO_NUMBER)):
        # Of a unit, that there are no data is a finding; of a sum, there is nothing to tell.
        depth = f"{depth} heat--idle"
    inside = _inside(cell, quote)
    if cell.url:
        body = f'<a href="{escape(cell.url)}" data-name="{name}">{inside}</a>'
    else:
        body = f'<span class="heat__box" data-name="{name}">{inside}</span>'
    return f'<td class="heat heat--{cell.mark}{depth}">{body}</td>'


def _inside(cell: Cell, quote: Callable[[str], str]) -> str:
    """Return what a cell says; `quote` escapes what many cells say once for all of them."""
    icon = f'<i class="bi bi-{cell.icon}" aria-hidden="true"></i> ' if cell.icon else ""
    text = f'<strong class="heat__number">{icon}{quote(cell.number)}</strong>'
    if cell.parts:
        text += f' <span class="heat__parts">{escape(cell.parts)}</span>'
    if cell.word:
        mark = (
            f' <span aria-hidden="true">{DEPTHS[cell.heat]}</span>' if cell.heat in DEPTHS else ""
        )
        text += f' <span class="heat__word">{quote(cell.word)}{mark}</span>'
    if cell.change:
        text += f' <span class="heat__change">{quote(cell.change)}</span>'
    return text
