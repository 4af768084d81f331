"""Rows of a responsibility matrix: which are work, which are headings, in which section."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.errors import RowError
from tracker.importing.columns import is_numbering
from tracker.importing.directive_cells import RowCells
from tracker.services.directives import TaskDraft
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.importing.directive_columns import Heading
    from tracker.importing.document_tables import GridRow


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row of work as printed.

    Args:
        draft: What it says.
        merged: Column → the row its text is printed in, for cells merged down from above.
        labels: Column → its heading as printed.
    """

    draft: TaskDraft
    merged: dict[str, int]
    labels: dict[str, str]


@dataclass(slots=True)
class DraftRows:
    """The rows of all the tables of a document.

    Args:
        rows: Rows of work.
        errors: Rows that hold something but name no work.
        skipped: Headings, repeated headings and what stands below the table.
        count: Rows below the first heading.
    """

    rows: list[DraftRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    skipped: int = 0
    count: int = 0


@dataclass(slots=True)
class RowReader:
    """Reads the tables of one document, one after the other: sections go on from table to table."""

    found: DraftRows = field(default_factory=DraftRows)
    _part: tuple[str, str] = ("", "")
    _section: tuple[str, str] = ("", "")
    _sub_title: str = ""
    _outer_is_letter: bool | None = None
    _in_section: int = 0
    #: Rows without work: whether a blank row stands above them, and what the error would say.
    _odd: list[tuple[bool, RowError]] = field(default_factory=list)

    def read(
        self, heading: Heading, rows: Iterable[GridRow], *, where: str = "", goes_on: bool = False
    ) -> None:
        """Add the rows of one table.

        Args:
            heading: What its columns mean.
            rows: The rows below the heading.
            where: Words behind a column's name that tell the table from the first one.
            goes_on: The table has no heading of its own and goes on with the one before it.
        """
        labels = {key: f"{heading.label(key)}{where}" for key in heading.columns}
        last, is_below_gap = None, False
        for row in rows:
            self.found.count += 1
            is_below_gap = is_below_gap or (last is not None and row.number > last + 1)
            last = row.number
            cells = RowCells(heading, row)
            if heading.is_repeated_by(row) or is_numbering([cell.text for cell in row.cells]):
                self.found.skipped += 1
            elif cells.is_heading():
                self.found.skipped += 1
                self._enter(*cells.section())
            elif cells.text("text"):
                is_below_gap = False
                self._settle_odd()
                self._take(cells, labels, goes_on=goes_on)
            elif column := cells.first_filled():
                value, code = cells.text(column), "directive_row_without_work"
                self._odd.append((is_below_gap, RowError(row.number, labels[column], value, code)))
            else:
                self.found.skipped += 1
        self._settle_odd(at_end=True)

    def _settle_odd(self, *, at_end: bool = False) -> None:
        """Report the rows without work, but pass over signatures below the table's last row."""
        for is_below_gap, error in self._odd:
            if at_end and is_below_gap:
                self.found.skipped += 1
            else:
                self.found.errors.append(error)
        self._odd.clear()

    def _enter(self, number: str, title: str) -> None:
        """Go into a section; a heading without a number divides the section it stands in."""
        if not number:
            self._sub_title = title
            return
        is_letter = _is_letter(number, (self._part[0], self._section[0]))
        if self._outer_is_letter is None:
            self._outer_is_letter = is_letter
        self._section, self._sub_title, self._in_section = ("", ""), "", 0
        if is_letter == self._outer_is_letter:
            self._part = number, title
        else:
            self._section = number, title

    def _take(self, cells: RowCells, labels: dict[str, str], *, goes_on: bool) -> None:
        self._in_section += 1
        readings = list(cells.readings())
        if goes_on:
            readings.append(sentence("directive_reading_goes_on"))
        if not cells.number():
            readings.append(sentence("directive_reading_number"))
        titles = (self._part[1], self._section[1], self._sub_title)
        draft = TaskDraft(
            row=cells.row.number,
            ordinal=len(self.found.rows) + 1,
            text=cells.text("text"),
            section=".".join(filter(None, (self._part[0], self._section[0]))),
            section_title=" / ".join(filter(None, titles)),
            number=cells.number() or str(self._in_section),
            leads=cells.text("leads"),
            supports=cells.text("supports"),
            schedule=cells.schedule(),
            indicator=cells.text("indicator"),
            target=cells.text("target"),
            unit_of_measure=cells.text("unit_of_measure"),
            legal_basis=cells.text("legal_basis"),
            product=cells.text("product"),
            reading=" ".join(readings),
            note=cells.text("note"),
        )
        self.found.rows.append(DraftRow(draft, cells.merged(), labels))


def _is_letter(number: str, before: tuple[str, str]) -> bool:
    """Tell "C" after "B" from the Roman hundred; a lone "I", "V", "X" is a Roman number."""
    if len(number) > 1 or number in "IVX":
        return False
    return number not in "LCDM" or chr(ord(number) - 1) in before
