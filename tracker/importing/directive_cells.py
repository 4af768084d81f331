"""One row of a responsibility matrix: what each column says, and how a merged cell was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tracker.importing.directive_columns import TITLES
from tracker.rules.text import clean
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.importing.directive_columns import Heading
    from tracker.importing.document_tables import GridCell, GridRow

_SECTION_NUMBER: Final = r"[IVXLC]+|[A-ZĐ]"
_SECTION: Final = re.compile(rf"(?:(?:Phần|Mục|PHẦN|MỤC)\s+)?({_SECTION_NUMBER})\s*[.)/:]?")
_SECTION_TITLE: Final = re.compile(
    rf"(?:(?:Phần|Mục|PHẦN|MỤC)\s+)?({_SECTION_NUMBER})\s*[.)/:–-]\s*(.+)"
)
_TASK_NUMBER: Final = re.compile(r"(\d+(?:[.,]\d+)*[a-zđ]?|[a-zđ])\s*[.)/]?")
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?")
_LISTS: Final = frozenset({"leads", "supports"})
"""Cells whose line breaks tell where one name ends."""
_NO_WORK: Final = frozenset({"number", "text", "note"})


class RowCells:
    """The cells of one row by what their columns mean.

    Args:
        heading: What the columns mean.
        row: The row.
    """

    def __init__(self, heading: Heading, row: GridRow) -> None:
        self.heading = heading
        self.row = row
        self._cells = {key: self._own_cell(columns) for key, columns in heading.columns.items()}
        self._under = dict(self._reached_over())

    def text(self, key: str) -> str:
        """Return what a column says, on one line unless line breaks part names."""
        cell = self._cells.get(key)
        if cell is None or key in self._under:
            return ""
        if key in _LISTS:
            return "\n".join(filter(None, map(clean, cell.text.splitlines())))
        return clean(cell.text)

    def number(self) -> str:
        """Return the printed number of the row without its full stop; empty when it has none."""
        printed = self.text("number")
        found = _TASK_NUMBER.fullmatch(printed)
        # A spreadsheet hands 1.2 over as the number 1,2.
        return found[1].replace(",", ".") if found else printed.rstrip(".")

    def schedule(self) -> str:
        """Return the term: its own cell, else the year the heading gives the targets."""
        found = _ISO_DAY.fullmatch(self.text("schedule"))
        if found:
            return f"{found[3]}/{found[2]}/{found[1]}"
        is_by_heading = not self.text("schedule") and self.text("target")
        return self.heading.year_phrase if is_by_heading else self.text("schedule")

    def is_heading(self) -> bool:
        """Return whether the row titles the rows below it."""
        if not self.text("text") or any(self.text(key) for key in TITLES if key not in _NO_WORK):
            return False
        if "text" in self._under.values():
            return True
        return _TASK_NUMBER.fullmatch(self.text("number")) is None

    def section(self) -> tuple[str, str]:
        """Return number and title of a heading; the number is empty for a lesser one."""
        title, number = self.text("text"), self.text("number")
        if number:
            found = _SECTION.fullmatch(number)
            return (found[1], title) if found else ("", f"{number} {title}")
        found = _SECTION_TITLE.fullmatch(title)
        return (found[1], found[2]) if found else ("", title)

    def first_filled(self) -> str:
        """Return the first column that says something of its own."""
        keys = (key for key in TITLES if key != "number" and self.text(key))
        return next((key for key in keys if not self._is_from_above(key)), "")

    def merged(self) -> dict[str, int]:
        """Return the columns whose text stands in a row above, with that row."""
        keys = (key for key in self._cells if self.text(key) and self._is_from_above(key))
        return {key: self._cells[key].row for key in keys}

    def readings(self) -> Iterator[str]:
        """Yield in words what was read otherwise than straight from the row's own cells."""
        by_row: dict[int, list[str]] = {}
        for key, row in self.merged().items():
            by_row.setdefault(row, []).append(self.heading.label(key))
        for row, labels in sorted(by_row.items()):
            yield sentence("directive_reading_merged", {"columns": tuple(labels), "row": row})
        for key, over in self._under.items():
            columns = {"column": self.heading.label(key), "over": self.heading.label(over)}
            yield sentence("directive_reading_across", columns)
        if self.schedule() and not self.text("schedule"):
            heading = self.heading.label("target")
            yield sentence("directive_reading_year", {"heading": heading})
        if "leads" in self._cells and not self.text("leads"):
            yield sentence("directive_reading_no_lead")

    def _own_cell(self, columns: tuple[int, ...]) -> GridCell:
        """Return the first of a column's places that says something."""
        places = [self.row.at(column) for column in columns]
        return next((cell for cell in places if cell.text.strip()), places[0])

    def _is_from_above(self, key: str) -> bool:
        return self._cells[key].row < self.row.number

    def _reached_over(self) -> Iterator[tuple[str, str]]:
        """Yield each column under a cell merged across, and the column that cell is read for.

        That is the work's column when it is among them, else the leftmost.
        """
        owners: dict[tuple[int, int], str] = {}
        by_place = sorted(self._cells, key=lambda key: self.heading.columns[key])
        for key in sorted(by_place, key="text".__ne__):
            cell = self._cells[key]
            owner = owners.setdefault((cell.row, cell.column), key)
            if owner != key and cell.text:
                yield key, owner
