"""What a dossier export states, laid aside while it is read: other writers need not wait for that.

SQLite has one writer at a time. A file is read and judged first, into a file that has no name and
goes with the process; only then is the write lock taken, and what was laid aside goes in.
"""

from __future__ import annotations

import marshal
import pickle
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from tracker.rules.dossier_records import DossierRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracker.errors import RowError

MOST_BYTES: Final = 4_000_000
"""So much is held in memory: a small file is laid aside nowhere else."""
_PROCEDURE: Final = DossierRecord._fields.index("procedure_id")
_make_record: Final = partial(tuple.__new__, DossierRecord)


@dataclass(slots=True)
class Lot:
    """What some thousand rows come to.

    Args:
        rows: Row number and what it states, of each good row.
        refused: The faults of each bad row.
        skipped: Rows that state no dossier, by why.
        refused_codes: Codes of refused rows: they are in the file all the same.
        cells: The cells of all these rows, while refused rows are kept.
        read_count: How many rows they are; not laid aside.
    """

    rows: list[tuple[int, DossierRecord]] = field(default_factory=list)
    refused: list[list[RowError]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    refused_codes: list[str] = field(default_factory=list)
    cells: dict[int, tuple[str, ...]] = field(default_factory=dict)
    read_count: int = 0


class Procedures:
    """Procedures as a file names them, numbered from 0; they become rows when it goes in."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], int] = {}

    def number(self, code: str, name: str, field_name: str) -> int:
        """Return the number of a procedure."""
        return self._numbers.setdefault((code, name, field_name), len(self._numbers))

    def keys(self, find: Callable[[str, str, str], int]) -> list[int]:
        """Return what `find` gives for each, in the order of their numbers."""
        return [find(*names) for names in self._numbers]


class Spool:
    """Lots laid aside; their records name procedures by number until they are taken out.

    Args:
        file: Open binary file.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._count = 0
        self.procedures = Procedures()

    def put(self, lot: Lot) -> None:
        """Lay a lot aside."""
        numbers, records = zip(*lot.rows, strict=True) if lot.rows else ((), ())
        # Columns of plain values: a quarter of the time and the room that records take.
        facts = marshal.dumps((numbers, list(zip(*records, strict=True))))
        rest = lot.refused, lot.skipped, lot.refused_codes, lot.cells
        pickle.dump((facts, rest), self._file, pickle.HIGHEST_PROTOCOL)
        self._count += 1

    def take_out(self, procedure_ids: list[int]) -> Iterator[Lot]:
        """Yield the lots in their order.

        Args:
            procedure_ids: Keys of the procedures, by number.
        """
        self._file.seek(0)
        for _ in range(self._count):
            # Nobody but this process has ever seen the file.
            facts, rest = pickle.load(self._file)  # noqa: S301
            numbers, columns = marshal.loads(facts)  # noqa: S302
            if columns:
                columns[_PROCEDURE] = map(procedure_ids.__getitem__, columns[_PROCEDURE])
            records: Any = map(_make_record, zip(*columns, strict=True))
            yield Lot(list(zip(numbers, records, strict=True)), *rest)


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """Open a spool.

    Args:
        folder: Where there is room for what does not stay in memory; on disk, not in memory.
    """
    with SpooledTemporaryFile(MOST_BYTES, dir=str(folder)) as file:
        yield Spool(file)
