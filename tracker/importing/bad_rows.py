"""The rows an import refuses, written down as they were read, each with its reasons."""

from __future__ import annotations

import csv
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.wording.sentences import explain_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tracker.errors import RowError
    from tracker.importing.columns import Columns, HeaderMatch

_HEAD: Final = ("Dòng", "Lỗi")
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r]")


class BadRows:
    """A CSV that grows with every refused row; nothing of it is held in memory.

    Only columns that are understood are written, in the order of the file; what stands in any
    other column never leaves the reader.

    Args:
        file: Open text file.
        columns: What is understood.
    """

    def __init__(self, file: Any, columns: Columns) -> None:
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._columns = columns
        self._order: tuple[int, ...] = ()

    def begin(self, header: HeaderMatch) -> None:
        """Write the heading."""
        at = {key: index for index, key in enumerate(self._columns.keys)}
        keys = sorted(header.positions, key=header.positions.__getitem__)
        self._order = tuple(at[key] for key in keys)
        self._writer.writerow([*_HEAD, *map(header.heading, keys)])

    def add(self, cells: Sequence[str], faults: Sequence[RowError]) -> None:
        """Write one refused row.

        Args:
            cells: Its known cells; empty where they could not be told.
            faults: What is wrong with it, at least one.
        """
        reasons = " ".join(dict.fromkeys(map(explain_row, faults)))
        known = [_safe(cells[index]) for index in self._order] if cells else []
        self._writer.writerow([faults[0].row, _safe(reasons), *known])


@contextmanager
def open_bad_rows(path: Path | None, columns: Columns) -> Iterator[BadRows | None]:
    """Open a file for the refused rows, readable by this account only; None for no file.

    Raises:
        RefusedError: `file_not_writable`.
    """
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise RefusedError("file_not_writable", path=str(path)) from error
    with file:
        path.chmod(0o600)
        yield BadRows(file, columns)


def is_bad_rows(header: HeaderMatch) -> bool:
    """Return whether a table is such a list, corrected and brought in again."""
    return header.ignored.count(_HEAD[0]) == header.ignored.count(_HEAD[1]) == 1


def unguarded(
    rows: Iterable[tuple[int, tuple[str, ...]]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows of such a list as they were read at first."""
    for row, cells in rows:
        yield row, tuple(text[1:] if _GUARDED.match(text) else text for text in cells)


def _safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula (reference/reliability.md D3)."""
    return f"'{text}" if _FORMULA.match(text) else text
