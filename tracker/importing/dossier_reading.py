"""Reads the rows of a dossier export some thousand at a time, good ones apart from bad ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.errors import ReadingError, RefusedError, RowError
from tracker.importing.dossier_columns import DossierCells
from tracker.importing.dossier_furniture import Furniture
from tracker.importing.dossier_spool import Lot
from tracker.importing.dossier_units import DossierUnits, find_common_province
from tracker.importing.moments import Moments
from tracker.importing.table import second_table
from tracker.queries.unit_directory import load_directory
from tracker.rules.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tracker.importing.bad_rows import BadRows
    from tracker.importing.dossier_plain_rows import PlainRows
    from tracker.importing.dossier_rows import DossierRows
    from tracker.importing.table import Table, TableRow

LISTED_ERRORS: Final = 10_000
EXAMPLES: Final = 3
"""Cells quoted of each cause."""
ROWS_AT_ONCE: Final = 5_000
NOT_RECEIVED: Final = "not_received"


@dataclass(slots=True)
class Cause:
    """What is wrong in one way in one column: how often, and the first cells it was met in."""

    count: int = 0
    first: list[RowError] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """What the rows of a file come to beside what the intake counts.

    Args:
        bad_rows: Takes refused rows as they were read.
    """

    bad_rows: BadRows | None = None
    errors: list[RowError] = field(default_factory=list)
    rejected_count: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    #: Code and column → all of its faults, also those not listed.
    causes: dict[tuple[str, str], Cause] = field(default_factory=dict)
    #: The cells of the rows at hand, while refused rows are kept.
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def reject(self, faults: Sequence[RowError]) -> None:
        """Count one refused row; its faults are listed while there is room."""
        self.rejected_count += 1
        if len(self.errors) < LISTED_ERRORS:
            self.errors += faults
        for fault in faults:
            cause = self.causes.setdefault((fault.code, fault.column), Cause())
            cause.count += 1
            if len(cause.first) < EXAMPLES:
                cause.first.append(fault)
        if self.bad_rows is not None:
            self.bad_rows.add(self.cells.get(faults[0].row, ()), faults)

    def add(self, lot: Lot) -> None:
        """Count what is wrong with the rows of a lot."""
        self.cells = lot.cells
        self.skipped += lot.skipped
        for faults in lot.refused:
            self.reject(faults)


def read_lots(
    lines: Iterator[TableRow],
    plain: PlainRows,
    rows: DossierRows,
    table: Table,
    *,
    keeps_cells: bool = False,
) -> Iterator[Lot]:
    """Yield what rows state, some thousand of them at a time.

    Args:
        lines: The rows.
        plain: Reads what needs no second look.
        rows: Reads the others.
        table: Where they come from.
        keeps_cells: Whether lots hold the cells as they were read, for a list of refused rows.

    Raises:
        RefusedError: `second_table`.
    """
    furniture = Furniture(table.header, DossierCells._fields)
    while lines_at_once := list(islice(lines, ROWS_AT_ONCE)):
        lot = Lot(cells=dict(lines_at_once) if keeps_cells else {}, read_count=len(lines_at_once))
        for (row, cells), found in zip(lines_at_once, plain.read(lines_at_once), strict=True):
            record = found or rows.read(row, cells)
            if record is not None:
                lot.rows.append((row, record))
            else:
                if rows.faults and furniture.is_other_heading(cells):
                    raise second_table(table.name, row, table.header_row)
                _pass_over(cells, rows.faults, furniture, lot)
        lot.refused_codes += rows.refused_codes
        rows.refused_codes.clear()
        _refuse_wide(table, lot)
        yield lot
    if table.errors:
        lot = Lot()
        _refuse_wide(table, lot)
        yield lot


def _pass_over(
    cells: tuple[str, ...], faults: list[RowError], furniture: Furniture, lot: Lot
) -> None:
    """Put down a row that states no dossier by why."""
    reason = furniture.reason(cells) if faults else NOT_RECEIVED
    if reason:
        lot.skipped[reason] += 1
    else:
        lot.refused.append(list(faults))
    faults.clear()


def _refuse_wide(table: Table, lot: Lot) -> None:
    lot.refused += ([error] for error in table.errors)
    table.errors.clear()


def find_units(
    rows: Sequence[TableRow], scope_code: str, day_zero: date | None = None
) -> DossierUnits:
    """Return what tells the units of a file.

    Args:
        rows: Its first rows.
        scope_code: Code of the unit its units are or stand under; empty: the province all plainly
            named units of these rows belong to, if that is one.
        day_zero: As for `Moments`.

    Raises:
        RefusedError: `dossier_scope_unknown`.
    """
    directory = load_directory()
    if not scope_code:
        return DossierUnits(directory, find_common_province(directory, _names(rows, day_zero)))
    meanings = directory.meanings(clean(scope_code))
    if not meanings:
        raise RefusedError("dossier_scope_unknown", value=scope_code)
    # The oldest meaning: what came of it later is found through its heirs.
    return DossierUnits(directory, meanings[0].id)


def _names(rows: Sequence[TableRow], day_zero: date | None) -> Iterator[tuple[str, str, str]]:
    """Yield unit code, unit name and day of reception of the rows that state a day."""
    moments = Moments(day_zero)
    for _, texts in rows:
        cells = DossierCells._make(texts)
        try:
            day, _ = moments.read(cells.received)
        except ReadingError:
            continue
        if day is not None:
            yield cells.unit_code, cells.unit or cells.receiving_unit, day
