"""Reads the rows of a dossier export some thousand at a time, good ones apart from bad ones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.errors import ReadingError, RefusedError, RowError
from tracker.importing.dossier_columns import DossierCells
from tracker.importing.dossier_units import DossierUnits, find_common_province
from tracker.importing.moments import Moments
from tracker.queries.unit_directory import load_directory
from tracker.rules.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.importing.dossier_rows import DossierRows
    from tracker.importing.table import Table, TableRow
    from tracker.rules.dossier_records import DossierRecord

LISTED_ERRORS: Final = 10_000
ROWS_AT_ONCE: Final = 5_000
NOT_RECEIVED: Final = "not_received"


@dataclass(slots=True)
class Findings:
    """What the rows of a file come to beside what the intake counts."""

    errors: list[RowError] = field(default_factory=list)
    rejected_count: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def reject(self, faults: Sequence[RowError]) -> None:
        """Count one refused row; its faults are listed while there is room."""
        self.rejected_count += 1
        if len(self.errors) < LISTED_ERRORS:
            self.errors += faults


def read_chunks(
    lines: Iterator[TableRow], rows: DossierRows, table: Table, findings: Findings
) -> Iterator[list[tuple[int, DossierRecord]]]:
    """Yield what good rows state, some thousand rows at a time; count the others."""
    read, faults = rows.read, rows.faults
    is_over = False
    while not is_over:
        chunk: list[tuple[int, DossierRecord]] = []
        line_count = 0
        for row, cells in islice(lines, ROWS_AT_ONCE):
            line_count += 1
            record = read(row, cells)
            if record is not None:
                chunk.append((row, record))
            elif faults:
                findings.reject(faults)
                faults.clear()
            else:
                findings.skipped[NOT_RECEIVED] += 1
        is_over = line_count < ROWS_AT_ONCE
        for error in table.errors:
            findings.reject([error])
        table.errors.clear()
        if chunk:
            yield chunk


def find_units(rows: Sequence[TableRow], scope_code: str) -> DossierUnits:
    """Return what tells the units of a file.

    Args:
        rows: Its first rows.
        scope_code: Code of the unit its units are or stand under; empty: the province all plainly
            named units of these rows belong to, if that is one.

    Raises:
        RefusedError: `dossier_scope_unknown`.
    """
    directory = load_directory()
    if not scope_code:
        return DossierUnits(directory, find_common_province(directory, _names(rows)))
    meanings = directory.meanings(clean(scope_code))
    if not meanings:
        raise RefusedError("dossier_scope_unknown", value=scope_code)
    # The oldest meaning: what came of it later is found through its heirs.
    return DossierUnits(directory, meanings[0].id)


def _names(rows: Sequence[TableRow]) -> Iterator[tuple[str, str, str]]:
    """Yield unit code, unit name and day of reception of the rows that state a day."""
    moments = Moments()
    for _, texts in rows:
        cells = DossierCells._make(texts)
        try:
            day, _ = moments.read(cells.received)
        except ReadingError:
            continue
        if day is not None:
            yield cells.unit_code, cells.unit or cells.receiving_unit, day
