"""The tables of an XLSX or DOCX with what is merged in them, read by a child process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.importing.sniff import FileKind, require_kind
from tracker.paths import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MEMORY_BYTES: Final = 1024**3
COMPUTING_SECONDS: Final = 60
WAITING_SECONDS: Final = 60
DOCUMENTS: Final = frozenset({FileKind.XLSX, FileKind.DOCX})

_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from tracker.importing.document_child import main; main()"
)


@dataclass(frozen=True, slots=True)
class GridCell:
    """One place of a table's grid.

    Args:
        text: What it says; under a merged cell, what that cell says.
        row: Row the text was printed in.
        column: Column the text was printed in, from 0.
    """

    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a table; rows without any text are left out.

    Args:
        number: Excel's row number; in Word, the row's place in its table from 1.
        cells: All its places, the first column first.
    """

    number: int
    cells: tuple[GridCell, ...]

    def at(self, column: int) -> GridCell:
        """Return one place; an empty one where the row is shorter."""
        if column < len(self.cells):
            return self.cells[column]
        return GridCell("", self.number, column)


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: a visible sheet, or a table of a Word document by its place from 1."""

    name: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The tables of a file in its order; in a workbook the visible sheets."""

    is_workbook: bool
    tables: tuple[Grid, ...]


def read_tables(path: Path, name: str) -> Document:
    """Return every table of a document, in its order.

    Args:
        path: Where the bytes lie.
        name: The name the person gave the file.

    Raises:
        RefusedError: As `require_kind`, and `document_too_big`, `workbook_too_slow`,
            `file_damaged`, `file_encrypted`.

    Source:
        reference/reliability.md 3.2, steps 2 to 4.
    """
    kind = require_kind(path, name, DOCUMENTS, "file_kind_no_document")
    arguments = (str(PROJECT_ROOT), str(path), kind.value, str(MEMORY_BYTES))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _START, *arguments, str(COMPUTING_SECONDS)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},  # what the server knows is none of the child's business
            timeout=WAITING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError("workbook_too_slow", name=name) from error
    answer = _parsed(done.stdout)
    if "error" in answer:
        raise RefusedError(str(answer["error"]), name=name)
    tables = tuple(Grid(table["name"], _grid(table["rows"])) for table in answer["tables"])
    return Document(kind is FileKind.XLSX, tables)


def _parsed(content: bytes) -> dict[str, Any]:
    """Return the child's answer; nothing printed means it was ended by its limits or a crash."""
    try:
        answer: dict[str, Any] = json.loads(content)
    except ValueError:
        return {"error": "file_damaged"}
    return answer


def _grid(rows: Sequence[Any]) -> tuple[GridRow, ...]:
    grid = (
        GridRow(
            number,
            tuple(
                GridCell(cell, number, column) if isinstance(cell, str) else GridCell(*cell)
                for column, cell in enumerate(cells)
            ),
        )
        for number, cells in rows
    )
    return tuple(row for row in grid if any(cell.text.strip() for cell in row.cells))
