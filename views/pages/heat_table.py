"""A heat table before it is drawn (bảng màu): pages and files are made of the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from tracker.rules.heat import Heat
    from tracker.rules.rates import Share


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the table.

    Args:
        mark: Its name in styles: a verdict, "count", or the heat of a share.
        icon: Its icon; may be empty.
        number: What is read first; may be empty.
        parts: The parts of the number; may be empty.
        word: The result in words; may be empty.
        change: Against the period before; may be empty.
        url: The evidence; may be empty.
        order: What the column sorts by, a share by its fraction; None is last both ways.
        values: What files hold, one for each field of the column.
        heat: How strongly a miss is coloured.
    """

    mark: str
    icon: str
    number: str
    parts: str
    word: str
    change: str
    url: str
    order: Share | Fraction | int | None
    values: tuple[object, ...]
    heat: Heat | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in one column.

    Args:
        key: Its name in addresses.
        short: A number or a few letters; may be empty.
        text: What it is.
        note: A second line: what is asked; may be empty.
        url: Its own page; may be empty.
        fields: Names of its values in files, one or more.
        is_worst_high: Whether the first click puts the highest first.
    """

    key: str
    short: str
    text: str
    note: str
    url: str
    fields: tuple[str, ...]
    is_worst_high: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a unit or a sum.

    Args:
        name: What it says.
        code: Code of the unit; empty for a sum.
        note: A second line; may be empty.
        url: Where its name leads; may be empty.
        cells: One for each column; None for nothing.
    """

    name: str
    code: str
    note: str
    url: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one level.

    Args:
        text: Its heading.
        lines: Its rows, in the order asked for.
        total: Their sum by parts; None where none may be told.
    """

    text: str
    lines: tuple[Line, ...]
    total: Line | None = None


@dataclass(frozen=True, slots=True)
class HeatTable:
    """The table before it is drawn; files are made of the same."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    total: Line | None = None

    @property
    def line_count(self) -> int:
        """Return how many units it has."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a colour means: its name in styles, empty for what has none, and a sentence."""

    mark: str
    text: str
