"""Tables in text files, line by line: encoding and separator found, nothing guessed in silence."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.importing.columns import SEARCHED_LINES, find_header, no_header
from tracker.importing.vietnamese_letters import is_vietnamese

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from tracker.importing.columns import HeaderMatch, Recogniser

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE_BYTES: Final = 1_000_000
"""Bytes by which the encoding is judged."""
HEAD_LETTERS: Final = 200_000
"""Letters in which the heading is looked for."""
_VIETNAMESE_WINDOWS: Final = "cp1258"


@dataclass(frozen=True, slots=True)
class Lines:
    """A table once its heading is found.

    Args:
        header_row: Row number of the heading.
        header: What the heading means.
        rows: Row number and cells of each line below it; read as they are asked for.
        sheet: Name of the sheet in a workbook; empty for text.
        day_zero: The day numbers of days count from; None for text, where a number is no day.
    """

    header_row: int
    header: HeaderMatch
    rows: Iterator[tuple[int, list[str]]]
    sheet: str = ""
    day_zero: date | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    at: int
    header: HeaderMatch
    delimiter: str


@contextmanager
def open_text(path: Path, name: str, recognise: Recogniser) -> Iterator[Lines]:
    """Open a table in a text file.

    The encoding is UTF-8 (with or without mark), UTF-16 with its mark, or windows-1258 when the
    heading, or what stands below a plain one, then reads as Vietnamese; anything else is refused.
    The separator is the one that makes a heading of some line: comma, semicolon, tab or bar. Lines
    above the heading are titles.

    A row's number is the line it begins on, as a text editor counts: the first line is 1, blank
    lines and line breaks inside quotes count. Without such line breaks it is Excel's row number.

    Args:
        path: Where the bytes lie.
        name: What refusals call the file.
        recognise: Tells what a line means as a heading, usually `Columns.match`.

    Raises:
        RefusedError: `text_has_nul`, `encoding_unknown`, `encoding_broken` (with the row),
            `csv_broken` (with the row), `header_not_found`, `columns_missing`, `column_ambiguous`.
            While the rows are read too: everything taken in so far must then be undone.
    """
    encoding, found = _find(path, name, recognise)
    found.header.require_clear(name)
    with path.open(encoding=encoding, newline="") as file:
        above = csv.reader(file, delimiter=found.delimiter)
        header_row = 1
        for _ in range(found.at + 1):
            header_row = above.line_num + 1
            next(above)
        # A reader takes no more lines than its records need, so a stricter one can go on.
        below = csv.reader(file, delimiter=found.delimiter, strict=True)
        yield Lines(header_row, found.header, _rows(below, above.line_num, name))


def _rows(reader: Reader, before: int, name: str) -> Iterator[tuple[int, list[str]]]:
    end = 0
    try:
        for cells in reader:
            start = before + end + 1
            end = reader.line_num
            yield start, cells
    except UnicodeError as error:
        raise RefusedError("encoding_broken", name=name, row=before + end + 1) from error
    except csv.Error as error:
        raise RefusedError("csv_broken", name=name, row=before + end + 1) from error


def _find(path: Path, name: str, recognise: Recogniser) -> tuple[str, _Found]:
    """Return encoding, separator and heading."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
        is_whole = len(sample) < SAMPLE_BYTES
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
        text = _decode(sample, encoding, name, is_whole=is_whole)
        _require_no_nul_text(path, name)
    else:
        _require_no_nul(path, name)
        encoding = "utf-8-sig"
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample, is_whole)
        except UnicodeDecodeError:
            return _find_windows(sample, name, recognise, is_whole=is_whole)
    return encoding, _find_header(text, name, recognise, is_whole=is_whole)


def _decode(sample: bytes, encoding: str, name: str, *, is_whole: bool) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, is_whole)
    except UnicodeError as error:
        raise RefusedError("encoding_unknown", name=name) from error


def _find_windows(
    sample: bytes, name: str, recognise: Recogniser, *, is_whole: bool
) -> tuple[str, _Found]:
    """Read the sample as windows-1258; only Vietnamese in the heading or below proves it right."""
    text = _decode(sample, _VIETNAMESE_WINDOWS, name, is_whole=is_whole)
    refused = RefusedError("encoding_unknown", name=name)
    try:
        found = _find_header(text, name, recognise, is_whole=is_whole)
    except RefusedError as error:
        raise refused from error
    is_plain = all(found.header.cells[at].isascii() for at in found.header.positions.values())
    if is_plain and not is_vietnamese(text):
        raise refused
    return _VIETNAMESE_WINDOWS, found


def _find_header(text: str, name: str, recognise: Recogniser, *, is_whole: bool) -> _Found:
    if not is_whole or len(text) > HEAD_LETTERS:
        text = text[:HEAD_LETTERS]
        text = text[: text.rfind("\n") + 1]
    best: _Found | None = None
    every: list[Sequence[str]] = []
    for delimiter in DELIMITERS:
        lines = _first_lines(text, delimiter)
        every += lines
        found = find_header(lines, recognise)
        if found is not None:
            candidate = _Found(found[0], found[1], delimiter)
            if best is None or len(candidate.header.positions) > len(best.header.positions):
                best = candidate
    if best is None:
        raise no_header(every, recognise, name)
    return best


def _first_lines(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[list[str]] = []
    try:
        lines.extend(islice(reader, SEARCHED_LINES))
    except csv.Error:
        return lines  # an endless quote under this separator; what came before may be the heading
    return lines


def _require_no_nul(path: Path, name: str) -> None:
    row = 1
    with path.open("rb") as file:
        while chunk := file.read(SAMPLE_BYTES):
            at = chunk.find(0)
            if at >= 0:
                raise RefusedError("text_has_nul", name=name, row=row + chunk.count(b"\n", 0, at))
            row += chunk.count(b"\n")


def _require_no_nul_text(path: Path, name: str) -> None:
    with path.open(encoding="utf-16", newline="") as file:
        try:
            for row, line in enumerate(file, start=1):
                if "\0" in line:
                    raise RefusedError("text_has_nul", name=name, row=row)
        except UnicodeError as error:
            raise RefusedError("encoding_broken", name=name, row=1) from error
