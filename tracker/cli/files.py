"""CSV files that a command is given: any common delimiter, UTF-8 with or without its mark."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Args:
        number: Line of the file where the row ends; the header stands on line 1.
        cells: Column → text as it stands; cells the row does not have are empty.
        is_too_long: The row has more cells than the header, so they may stand in wrong columns.
    """

    number: int
    cells: dict[str, str]
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file that is open: its columns in order, and its rows as they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[Row]

    def require(self, path: Path, *columns: str) -> None:
        """Refuse a file that lacks a column.

        Raises:
            RefusedError: `column_missing`, with the columns there are.
        """
        for column in columns:
            if column not in self.columns:
                raise RefusedError(
                    "column_missing", path=str(path), column=column, columns=self.columns
                )


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV whose first line names the columns; rows are read as they are asked for.

    The delimiter is the one of comma, semicolon and tab that stands most often in the first line.

    Raises:
        RefusedError: `file_missing`, `file_not_utf8` or `file_not_csv` (no header, a column named
            twice, quotes that do not close), each with `path`; also while rows are read.
    """
    reader = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first_line = file.readline()
            file.seek(0)
            delimiter = max(_DELIMITERS, key=first_line.count)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            columns = tuple(name.strip() for name in next(reader, []))
            if not any(columns) or len(set(columns)) < len(columns):
                raise RefusedError("file_not_csv", path=str(path), row=1)
            yield Table(columns, _rows(columns, reader))
    except OSError as error:
        raise RefusedError("file_missing", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise RefusedError("file_not_utf8", path=str(path)) from error
    except csv.Error as error:
        row = reader.line_num if reader else 1
        raise RefusedError("file_not_csv", path=str(path), row=row) from error


def _rows(columns: tuple[str, ...], reader: Reader) -> Iterator[Row]:
    for cells in reader:
        if cells:
            padded = cells + [""] * (len(columns) - len(cells))
            named = dict(zip(columns, padded, strict=False))
            yield Row(reader.line_num, named, is_too_long=len(cells) > len(columns))
