"""The responsibility matrix as a table: heads, bands, rows, sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markupsafe import Markup

    from tracker.queries.tasks import TaskRow
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class Head:
    """A task or a unit as a row or column head.

    Args:
        short: A few letters, for narrow places.
        text: In full.
        note: A second line; may be empty.
        url: Its own page.
    """

    short: str
    text: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its head and its cells, drawn."""

    head: Head
    cells: Markup


@dataclass(frozen=True, slots=True)
class Band:
    """Rows or columns that belong together: a section of the document, a level of units."""

    text: str
    span: int


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows under one heading."""

    text: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table, or as much of its width as fits one sheet of paper.

    Args:
        first: Number of its first column, from 1.
        bands: Groups of columns.
        columns: Column heads.
        groups: Rows under their headings.
    """

    first: int
    bands: tuple[Band, ...]
    columns: tuple[Head, ...]
    groups: tuple[RowGroup, ...]

    @property
    def last(self) -> int:
        """Return the number of its last column."""
        return self.first + len(self.columns) - 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table, ready to print.

    Args:
        is_by_unit: Whether units are the rows (when there are more of them than tasks).
        is_dense: Whether column heads carry short names only.
        sheets: The table, in one or several parts side by side; none without a row.
        unit_count: Units shown.
        task_count: Tasks shown.
        cell_count: Assignments shown.
        contested_count: Those of them the unit refused and nobody has decided on yet.
        counts: Cells by result, before the filter on results.
    """

    is_by_unit: bool
    is_dense: bool
    sheets: tuple[Sheet, ...]
    unit_count: int
    task_count: int
    cell_count: int
    contested_count: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Links:
    """Where heads and cells lead.

    Args:
        of_task: Address of a task's page.
        of_unit: Address of a unit's page.
        cell: Address of this page up to the key of the cell to open, see `cell_key`.
        numbers: Number of each task, unique within the document.
    """

    of_task: Callable[[TaskRow], str]
    of_unit: Callable[[UnitRow], str]
    cell: str
    numbers: Mapping[int, str]
