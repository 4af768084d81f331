"""Which column of a responsibility matrix means what, told by its heading of one to three lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.rules.text import clean, fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.importing.document_tables import Grid, GridCell, GridRow

SEARCHED_ROWS: Final = 60
"""Rows looked through for the heading: titles stand above it, never pages of them."""
MOST_LINES: Final = 3
LONGEST_HEADING: Final = 120
TITLES: Final = {
    "number": "Số TT",
    "text": "Nội dung công việc",
    "leads": "Đơn vị chủ trì",
    "supports": "Đơn vị phối hợp",
    "schedule": "Thời gian thực hiện",
    "indicator": "Mã chỉ số",
    "target": "Chỉ tiêu",
    "unit_of_measure": "Đơn vị tính",
    "legal_basis": "Căn cứ thực hiện",
    "product": "Sản phẩm",
    "note": "Ghi chú",
}
"""Key of each column → the heading refusals ask for."""
JUDGED: Final = ("leads", "schedule", "target", "product")
"""A matrix has the work and at least one of these."""

_MEANINGS: Final = {
    "number": r"s ?tt|so ?tt|tt|so thu tu|thu tu",
    "indicator": r"(?:ma|ky hieu) chi so",
    "leads": r".*\bchu tri\b.*"
    r"|(?!.*\bphoi hop\b)(?:co quan|don vi|bo phan)\b"
    r".*\b(?:thuc hien|chiu trach nhiem|duoc giao)\b.*",
    "supports": r".*\bphoi hop\b.*",
    "unit_of_measure": r"don vi (?:tinh|do)|dvt",
    "text": r"(?:noi dung|ten nhiem vu|ten cong viec|nhiem vu|cong viec|ten chi (?:so|tieu))\b.*",
    "schedule": r"(?:thoi (?:gian|han|diem)|tien do|ky han|han)\b.*",
    "target": r"(?:giao )?(?:chi tieu|muc tieu|muc phan dau|ke hoach)\b.*"
    r"|thuc hien trong nam \d{4}",
    "legal_basis": r"(?:can cu|co so phap ly)\b.*",
    "product": r"(?:san pham|ket qua|du kien (?:san pham|ket qua))\b.*",
    "note": r"ghi chu\b.*",
}
_PATTERNS: Final = {key: re.compile(pattern) for key, pattern in _MEANINGS.items()}
_IN_PARENTHESES: Final = re.compile(r"\s*\([^)]*\)")
_YEAR: Final = re.compile(r"\b(?:trong )?nam \d{4}\b")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one table.

    Args:
        first: Position of its first line among the table's rows.
        rows: Its lines.
        labels: What stands over each column, its lines joined.
        columns: Key → the columns it covers; more than one where the heading is merged over them.
    """

    first: int
    rows: tuple[GridRow, ...]
    labels: tuple[str, ...]
    columns: dict[str, tuple[int, ...]]

    def label(self, key: str) -> str:
        """Return the heading of a column as the document prints it; empty when it has none."""
        columns = self.columns.get(key)
        return self.labels[columns[0]] if columns else ""

    @property
    def year_phrase(self) -> str:
        """Return "Trong năm 2024" where the heading over the targets names the year."""
        label = clean(self.label("target"))
        found = _YEAR.search(plain(label))
        if found is None:
            return ""
        words = label[found.start() : found.end()]
        return words[:1].upper() + words[1:] if words[:1] in "tT" else f"Trong {words}"

    def is_repeated_by(self, row: GridRow) -> bool:
        """Return whether a row is one of its lines again, as on the next page."""
        texts = _texts(row)
        return any(texts == _texts(line) for line in self.rows)


def find_heading(grid: Grid, name: str) -> Heading | None:
    """Return a table's heading; None when the table hands down no work.

    Raises:
        RefusedError: `column_ambiguous` when two columns mean the same, `directive_column_mixed`
            when one heading names lead and supporting units at once.
    """
    for first in range(min(len(grid.rows), SEARCHED_ROWS)):
        candidates = [
            heading
            for lines in range(1, MOST_LINES + 1)
            if (heading := _heading(grid, first, lines)) and _is_complete(heading)
        ]
        if candidates:
            best = max(candidates, key=lambda heading: len(heading.columns))
            _require_clear(best, name)
            return best
    return None


def no_heading(grids: Iterable[Grid], name: str) -> RefusedError:
    """Return the refusal of a document without a matrix: what the nearest line lacks."""
    headings = [
        heading
        for grid in grids
        for first in range(min(len(grid.rows), SEARCHED_ROWS))
        if (heading := _heading(grid, first, 1))
    ]
    nearest = max(headings, key=lambda heading: len(heading.columns), default=None)
    found = nearest.columns if nearest else {}
    missing = [TITLES["text"]] if "text" not in found else []
    if not any(key in found for key in JUDGED):
        missing.append(" / ".join(TITLES[key] for key in JUDGED))
    return RefusedError("directive_columns_missing", name=name, columns=tuple(missing))


def _is_complete(heading: Heading) -> bool:
    return "text" in heading.columns and any(key in heading.columns for key in JUDGED)


def _heading(grid: Grid, first: int, lines: int) -> Heading | None:
    """Return what so many lines mean as a heading; None where they are no heading."""
    rows = grid.rows[first : first + lines]
    if len(rows) < lines:
        return None
    width = max(len(row.cells) for row in rows)
    parts = [_parts(rows, column) for column in range(width)]
    if any(len(text) > LONGEST_HEADING for part in parts for text in part):
        return None
    columns: dict[str, list[int]] = {}
    for column, part in enumerate(parts):
        key = _meaning(part)
        if key:
            columns.setdefault(key, []).append(column)
    heading = Heading(
        first,
        tuple(rows),
        tuple(clean(" ".join(part)) for part in parts),
        {key: tuple(found) for key, found in columns.items()},
    )
    return heading if _continues(heading) else None


def _continues(heading: Heading) -> bool:
    """Return whether the lines below the first only divide what it names.

    In a row of work something stands under number and work; in a heading's second line nothing.
    """
    top = heading.rows[0]
    for row in heading.rows[1:]:
        for key in ("number", "text"):
            for column in heading.columns.get(key, ()):
                cell = row.at(column)
                if cell.text and (cell.row, cell.column) != _place(top.at(column)):
                    return False
    return True


def _parts(rows: Sequence[GridRow], column: int) -> list[str]:
    """Return the different texts that stand over a column, top down."""
    parts: list[str] = []
    for cell in (row.at(column) for row in rows):
        text = clean(cell.text)
        if text and text not in parts:
            parts.append(text)
    return parts


def _meaning(parts: Sequence[str]) -> str:
    """Return the key of a column: by its lowest line, else by all of them together."""
    for text in (*parts[-1:], " ".join(parts)):
        words = _IN_PARENTHESES.sub("", fold(text)).strip(" .:*")
        for key, pattern in _PATTERNS.items():
            if words and pattern.fullmatch(words):
                return key
    return ""


def _require_clear(heading: Heading, name: str) -> None:
    for key, columns in heading.columns.items():
        printed = {_place(heading.rows[-1].at(column)) for column in columns}
        if len(printed) > 1:
            labels = tuple(heading.labels[column] for column in columns)
            raise RefusedError("column_ambiguous", name=name, column=TITLES[key], headings=labels)
    for label in heading.labels:
        words = fold(label)
        is_mixed = "chu tri" in words and "phoi hop" in words
        if is_mixed and "supports" not in heading.columns:
            raise RefusedError("directive_column_mixed", name=name, column=label)


def _place(cell: GridCell) -> tuple[int, int]:
    return cell.row, cell.column


def _texts(row: GridRow) -> tuple[str, ...]:
    return tuple(fold(cell.text) for cell in row.cells)
