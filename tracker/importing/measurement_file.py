"""What a file of figures states: rows read, repetitions found, every fault named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError, RowError
from tracker.importing.indicator_index import IndicatorIndex
from tracker.importing.measurement_rows import COLUMNS, RowReader, Skipped
from tracker.importing.table import open_table
from tracker.queries.indicators import list_indicators
from tracker.queries.unit_directory import load_directory
from tracker.runtime import current_settings

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.importing.table import Table
    from tracker.rules.periods import Period
    from tracker.services.measurements import Figure

MAX_ROWS: Final = 200_000
"""Figures of 3,800 units, 21 indicators and two months; more is another kind of file."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What a file of figures states.

    Args:
        row_count: Rows below the heading.
        skipped_count: Rows passed over: totals, repetitions, rows that state nothing.
        figures: At most one per indicator, unit and period.
        errors: Everything wrong, row by row.
        ignored: Headings nobody knows.
    """

    row_count: int
    skipped_count: int
    figures: tuple[Figure, ...]
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...] = ()


@dataclass(slots=True)
class _Sorting:
    """Rows as they are read, before repetitions are looked for."""

    row_count: int = 0
    skipped_count: int = 0
    figures: list[Figure] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def take(self, outcome: Figure | Skipped | list[RowError]) -> None:
        self.row_count += 1
        if isinstance(outcome, Skipped):
            self.skipped_count += 1
        elif isinstance(outcome, list):
            self.errors += outcome
        else:
            self.figures.append(outcome)


def read_measurements(
    path: Path, name: str, *, period: Period | None = None, sheet: str = ""
) -> FileReading:
    """Return what a file states, held against the units and indicators of the database.

    Args:
        path: Where the bytes lie.
        name: The name the person gave the file.
        period: Period of every row that states none.
        sheet: Sheet of a workbook, where several have the heading.

    Raises:
        RefusedError: As `open_table`; `periods_missing`, `too_many_rows`.
    """
    cutoff = current_settings().month_cutoff_day
    sorting = _Sorting()
    with open_table(path, name, COLUMNS, sheet=sheet) as table:
        if period is None and "period" not in table.header.positions:
            raise RefusedError("periods_missing", name=name)
        reader = RowReader(
            header=table.header,
            directory=load_directory(),
            indicators=IndicatorIndex(list_indicators()),
            period=period,
            last_day=lambda each: each.last_day(cutoff),
        )
        for row in table.rows:
            if sorting.row_count == MAX_ROWS:
                raise RefusedError("too_many_rows", name=name, maximum=MAX_ROWS)
            sorting.take(reader.read(row))
        return _without_repetitions(sorting, table)


def _without_repetitions(sorting: _Sorting, table: Table) -> FileReading:
    """Keep one of equal rows; refuse all rows that state one figure differently."""
    groups: dict[tuple[int, int, str], list[Figure]] = defaultdict(list)
    for figure in sorting.figures:
        groups[figure.key].append(figure)
    kept: list[Figure] = []
    errors = sorting.errors + table.errors
    skipped = sorting.skipped_count
    for group in groups.values():
        first = group[0]
        if all(figure.content == first.content for figure in group):
            kept.append(first)
            skipped += len(group) - 1
            continue
        rows = tuple(figure.row for figure in group)
        errors += [RowError(row, "", "", "figure_stated_twice", {"rows": rows}) for row in rows]
    return FileReading(
        row_count=sorting.row_count + len(table.errors),
        skipped_count=skipped,
        figures=tuple(kept),
        errors=tuple(errors),
        ignored=table.header.ignored,
    )
