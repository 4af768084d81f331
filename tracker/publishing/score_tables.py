"""The points of a period as one table of plain values, for CSV and XLSX alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.rules.score_components import ZERO
from tracker.rules.scores766 import GROUPS, TOTAL
from tracker.wording.labels import label
from tracker.wording.scores import band_text, group_notes, max_text, total_notes
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tracker.queries.scores import ScoreSheet, UnitScore


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One column under its heading.

    Args:
        heading: What stands above it, over one or more columns.
        name: What it is; the same as the heading where it stands alone.
        is_number: Whether its cells are numbers.
        width: Letters it should be wide.
    """

    heading: str
    name: str
    is_number: bool
    width: int


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Columns and rows; a blank cell is a figure that is not there, never a 0.

    Args:
        columns: The columns.
        rows: The cells of each unit.
    """

    columns: tuple[ScoreColumn, ...]
    rows: tuple[tuple[object, ...], ...]

    @property
    def flat_header(self) -> tuple[str, ...]:
        """Return one line of names, for a file that has only one."""
        return tuple(
            column.name if column.name == column.heading else f"{column.heading}: {column.name}"
            for column in self.columns
        )


def build_score_table(sheet: ScoreSheet, rows: Iterable[UnitScore]) -> ScoreTable:
    """Return the points of units in the order given.

    Args:
        sheet: The period.
        rows: Its units as wanted.
    """
    return ScoreTable(tuple(_columns(sheet)), tuple(_row(row, sheet) for row in rows))


def group_heading(sheet: ScoreSheet, code: str) -> str:
    """Return a group's name with the most it can give: "Số hóa hồ sơ (tối đa 22)"."""
    values = {"group": sheet.formula.group_name(code), "max": max_text(group_maximum(sheet, code))}
    return sentence("score_column_group", values)


def group_maximum(sheet: ScoreSheet, code: str) -> Decimal:
    """Return the most a group can give."""
    return sum((rule.max_points for rule in sheet.formula.rules if rule.group == code), ZERO)


def _columns(sheet: ScoreSheet) -> Iterable[ScoreColumn]:
    for code, width in (("unit_code", 10), ("unit_name", 40), ("level", 16)):
        yield _single(f"score_column_{code}", width)
    printed, computed = sentence("score_column_printed"), sentence("score_column_computed")
    for group in GROUPS:
        heading = group_heading(sheet, group)
        yield ScoreColumn(heading, printed, is_number=True, width=11)
        yield ScoreColumn(heading, computed, is_number=True, width=11)
    for code, width in (("total", 10), ("rank", 8), ("ranked", 10)):
        yield _single(f"score_column_{code}", width, is_number=True)
    yield _single("score_column_band", 12)
    for code, width in (("change", 12), ("places", 12)):
        yield _single(f"score_column_{code}", width, is_number=True)
    for code, width in (("source", 16), ("as_of", 12), ("note", 60)):
        yield _single(f"score_column_{code}", width)


def _single(code: str, width: int, *, is_number: bool = False) -> ScoreColumn:
    name = sentence(code)
    return ScoreColumn(name, name, is_number=is_number, width=width)


def _row(row: UnitScore, sheet: ScoreSheet) -> tuple[object, ...]:
    change, capture = row.change[TOTAL], row.capture
    points = [cell for group in row.total.groups for cell in (group.printed, group.computed)]
    return (
        row.unit.code,
        row.unit.name,
        label(row.unit.level),
        *points,
        row.total.score,
        row.ranks.get(TOTAL),
        sheet.ranked.get((row.cohort, TOTAL)),
        band_text(row.band) or None,
        change.points,
        change.places,
        capture.source_code if capture else None,
        capture.as_of if capture else None,
        _note(row) or None,
    )


def _note(row: UnitScore) -> str:
    notes = [
        f"{group.code}: {'; '.join(found)}"
        for group in row.total.groups
        if (found := group_notes(group))
    ]
    return ". ".join([*total_notes(row), *notes])
