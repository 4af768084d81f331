"""Tables in XLSX workbooks, read by a child process with limits and handed on row by row."""

from __future__ import annotations

import json
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final

from tracker.errors import RefusedError
from tracker.importing.archive import declared_bytes
from tracker.importing.columns import find_header, no_header
from tracker.importing.text_table import Lines
from tracker.paths import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracker.importing.columns import HeaderMatch, Recogniser

MEMORY_BYTES: Final = 2 * 1024**3
"""Addresses the child may hold: 1,000,000 rows of eleven columns take 1.3 GB."""
LEAST_SECONDS: Final = 10
"""What the smallest workbook may take: a small file that computes longer is a trap."""
BYTES_PER_SECOND: Final = 8_000_000
"""Each so many unpacked bytes add a second; an idle machine reads five times as much."""
MAX_PIECE_BYTES: Final = 32_000_000
_READ_BYTES: Final = 1 << 20
DAY_ZERO: Final = date(1899, 12, 30)
DAY_ZERO_1904: Final = date(1904, 1, 1)

_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from tracker.importing.workbook_child import main; main()"
)


@contextmanager
def open_workbook(
    path: Path, name: str, recognise: Recogniser, *, sheet: str = ""
) -> Iterator[Lines]:
    """Open the table in a workbook.

    Every cell is text, as `tracker.importing.workbook_child.cell_text` writes it; errors such as
    "#N/A", formulas without a result ("=A1/B1") and percentages ("95,13%") too. Row numbers are
    Excel's. Text merged over several rows stands in each of them.

    Args:
        path: Where the bytes lie; `require_table` must have let the file in.
        name: What refusals call the file.
        recognise: Tells what a line means as a heading, usually `Columns.match`.
        sheet: Sheet to read, hidden or not; otherwise the only visible one with the heading.

    Raises:
        RefusedError: `header_not_found`, `columns_missing`, `column_ambiguous`, `sheet_unknown`,
            `several_tables` (two visible sheets have the heading), `workbook_too_big`,
            `workbook_too_slow`, `file_damaged`, `file_encrypted`, `days_and_months_swapped`. While
            the rows are read too: everything taken in so far must then be undone.

    Source:
        reference/reliability.md 3.2, step 4.
    """
    with _Child(path, name, sheet) as child:
        found, at, head = _find_sheet(child, recognise, sheet)
        header = found
        header.require_clear(name)
        rows = _rows(child, recognise, head["sheet"], head["rows"][at + 1 :], header)
        day_zero = DAY_ZERO_1904 if head["is_1904"] else DAY_ZERO
        yield Lines(head["rows"][at][0], header, rows, head["sheet"], day_zero)


def _find_sheet(
    child: _Child, recognise: Recogniser, wanted: str
) -> tuple[HeaderMatch, int, dict[str, Any]]:
    seen: list[list[str]] = []
    names = 0
    while "sheet" in (piece := child.read()):
        names += 1
        lines = [cells for _row, cells in piece["rows"]]
        found = find_header(lines, recognise)
        if found is not None:
            child.answer("go")
            return found[1], found[0], piece
        seen += lines
        child.answer("next")
    if wanted and not names:
        raise RefusedError("sheet_unknown", name=child.name, sheet=wanted)
    raise no_header(seen, recognise, child.name)


def _rows(
    child: _Child,
    recognise: Recogniser,
    sheet: str,
    head: list[tuple[int, list[str]]],
    header: HeaderMatch,
) -> Iterator[tuple[int, list[str]]]:
    for row, cells in head:
        yield row, cells
    while "rows" in (piece := child.read()):
        for row, cells in piece["rows"]:
            yield row, cells
    swapped = sorted(set(piece["swapped"]) & set(header.positions.values()))
    if swapped:
        named = tuple(header.cells[at] for at in swapped)
        raise RefusedError("days_and_months_swapped", name=child.name, columns=named)
    while "end" not in (piece := child.read()):
        # A second sheet that reads the same would be left out in silence.
        if find_header((cells for _row, cells in piece["rows"]), recognise) is not None:
            raise RefusedError("several_tables", name=child.name, sheets=(sheet, piece["sheet"]))
        child.answer("next")


class _Child:
    """The process that parses; it is gone when the `with` block ends, whatever happened."""

    def __init__(self, path: Path, name: str, sheet: str) -> None:
        self.name = name
        seconds = LEAST_SECONDS + declared_bytes(path) // BYTES_PER_SECOND
        # Waiting for the child, in all; what this side does with the rows is not counted.
        self._patience = 2.0 * seconds
        limits = (str(MEMORY_BYTES), str(seconds))
        arguments = (str(PROJECT_ROOT), str(path), sheet, *limits)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _START, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # what a buffer holds back would be waited for in vain
            env={},  # what the server knows is none of the child's business
        )
        self._input = _there(self._process.stdin)
        self._output = _there(self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._output, select.POLLIN)

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._input, self._output):
            try:
                stream.close()
            except BrokenPipeError:
                continue

    def read(self) -> dict[str, Any]:
        """Return the next piece.

        Raises:
            RefusedError: what the child says, or what its end means.
        """
        (length,) = struct.unpack(">I", self._take(4))
        if length > MAX_PIECE_BYTES:
            raise self._refused("workbook_too_big")
        piece: dict[str, Any] = json.loads(self._take(length))
        if "error" in piece:
            raise self._refused(str(piece["error"]))
        return piece

    def answer(self, word: str) -> None:
        """Tell the child how to go on."""
        try:
            self._input.write(f"{word}\n".encode())
            self._input.flush()
        except BrokenPipeError:
            return  # the next read finds out why it ended

    def _take(self, count: int) -> bytes:
        parts: list[bytes] = []
        while count:
            began = time.monotonic()
            is_ready = self._poll.poll(self._patience * 1000)
            self._patience -= time.monotonic() - began
            if not is_ready or self._patience <= 0:
                raise self._refused("workbook_too_slow")
            part = self._output.read(min(count, _READ_BYTES))
            if not part:
                raise self._refused(self._why_ended())
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _why_ended(self) -> str:
        status = self._process.wait(timeout=10)
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            return "workbook_too_slow"
        return "workbook_too_big" if status == -signal.SIGABRT else "file_damaged"

    def _refused(self, code: str) -> RefusedError:
        return RefusedError(code, name=self.name)


def _there(stream: IO[bytes] | None) -> Any:
    if stream is None:
        raise AssertionError("the pipe was asked for")
    return stream
