"""One unit's points (điểm của một đơn vị): total, groups, and the views of the guidance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from models.vocabulary import UnitLevel
from tracker.queries.indicators import list_level_views
from tracker.rules.scores766 import GROUPS, TOTAL
from tracker.wording.scores import group_notes, max_text, no_change_text, total_notes
from views.formatting import show_number, show_points
from views.pages.score_parts import PartLine, build_part, list_target_notes, share_text
from views.pages.scores import change_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.queries.scores import ScoreSheet, UnitScore

COMMUNES: Final = "communes"
PROGRESS: Final = "progress"
_VIEWS_WITHOUT_GROUP: Final = {8: COMMUNES, 9: PROGRESS}
"""Views of the district that are no group of points, by their number in the guidance."""

_ON_TIME: Final = "766-2.1"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: a group, the total, a district's communes or its handling of dossiers.

    Args:
        kind: "group", "total", `COMMUNES` or `PROGRESS`.
        code: Code of the group, for addresses within the page.
        name: What it is called, as the guidance prints it where that decides.
        score: Points; empty where there are none.
        most: Most it can give.
        computed: Points as computed; empty where they cannot be.
        place: Rank and how many were ranked: "2/13"; empty without one.
        change: What changed against the period before.
        winnable: Points the unit can still win itself; empty where that is not known.
        notes: What must be known.
        lines: Its components.
    """

    kind: str
    code: str
    name: str
    score: str = ""
    most: str = ""
    computed: str = ""
    place: str = ""
    change: str = ""
    winnable: str = ""
    notes: tuple[str, ...] = ()
    lines: tuple[PartLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How a unit handled its dossiers: the parts of the progress component."""

    name: str
    handled: str
    on_time: str
    other: str
    percent: str


def count_guided(level: UnitLevel) -> int:
    """Return how many views the guidance gives a level; 0 where it names none."""
    return sum(view.level == level.value for view in list_level_views())


def list_sections(sheet: ScoreSheet, row: UnitScore, *, is_guided: bool) -> list[Section]:
    """Return the parts of a unit's page.

    Args:
        sheet: The period.
        row: The unit.
        is_guided: Only what the guidance lists for the unit's level, in its order and words;
            otherwise the total, all six groups and, for a district, its communes.
    """
    build = _Sections(sheet, row)
    if not is_guided:
        sections = [build.total(_("Tổng điểm")), *map(build.group, GROUPS)]
        if row.unit.level is UnitLevel.DISTRICT:
            sections += [
                Section(COMMUNES, COMMUNES, _("Tổng quan các đơn vị cấp xã")),
                Section(PROGRESS, PROGRESS, _("Tình hình kết quả xử lý hồ sơ TTHC")),
            ]
        return sections
    views = [view for view in list_level_views() if view.level == row.unit.level.value]
    return [build.view(view.ordinal, view.group_code, view.name) for view in views]


def list_progress(rows: Iterable[UnitScore]) -> list[ProgressLine]:
    """Return how units handled their dossiers, as the portal counts them."""
    found = []
    for row in rows:
        parts = (part for group in row.total.groups for part in group.components)
        part = next((part for part in parts if part.rule.code == _ON_TIME), None)
        figure = part.figure if part else None
        handled = figure.denominator if figure else None
        on_time = figure.numerator if figure else None
        other = None if handled is None or on_time is None else handled - on_time
        found.append(
            ProgressLine(
                row.unit.name,
                show_number(handled),
                show_number(on_time),
                show_number(other),
                share_text(figure),
            )
        )
    return found


def section_rows(
    sheet: ScoreSheet, row: UnitScore
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Return a unit's groups and components as a heading and rows for a spreadsheet."""
    header = (
        _("Mã"),
        _("Tên"),
        _("Tử số"),
        _("Mẫu số"),
        _("Điểm Cổng chấm"),
        _("Điểm tính lại"),
        _("Tối đa"),
        _("Hạng"),
        _("Do ai"),
        _("Cần biết"),
        _("Còn thiếu"),
    )
    words = {each.rule.code: each for each in sheet.formula.components}
    targets = list_target_notes(sheet, row)
    rows: list[tuple[object, ...]] = []
    for group in row.total.groups:
        name, notes = sheet.formula.group_name(group.code), "; ".join(group_notes(group))
        rank = row.ranks.get(group.code)
        printed, computed = show_points(group.printed), show_points(group.computed)
        most = max_text(group.max_points)
        rows.append((group.code, name, "", "", printed, computed, most, rank, "", notes, ""))
        for part in group.components:
            line = build_part(part, words[part.rule.code], targets)
            figure = part.figure
            parts = (figure.numerator, figure.denominator) if figure else (None, None)
            missing = "; ".join(f"{each.missing}. {each.pace}".strip() for each in line.targets)
            own = (line.doing, "; ".join(line.notes), missing)
            rows.append((line.code, line.name, *parts, "", line.score, line.most, None, *own))
    total, rank = row.total, row.ranks.get(TOTAL)
    scored, most = show_points(total.score), max_text(total.max_points)
    notes = "; ".join(total_notes(row))
    rows.append((TOTAL, _("Tổng điểm"), "", "", scored, "", most, rank, "", notes, ""))
    return header, rows


class _Sections:
    """Builds the sections of one unit; its missed targets are looked up once."""

    def __init__(self, sheet: ScoreSheet, row: UnitScore) -> None:
        self._sheet = sheet
        self._row = row
        self._words = {each.rule.code: each for each in sheet.formula.components}
        self._targets = list_target_notes(sheet, row)

    def view(self, ordinal: int, code: str, name: str) -> Section:
        """Return one view of the guidance under its printed name."""
        if code == TOTAL:
            return self.total(name)
        if code:
            return self.group(code, name)
        kind = _VIEWS_WITHOUT_GROUP.get(ordinal, PROGRESS)
        return Section(kind, kind, name)

    def total(self, name: str) -> Section:
        """Return the section of the total."""
        total = self._row.total
        return Section(
            kind="total",
            code=TOTAL,
            name=name,
            score=show_points(total.score),
            most=max_text(total.max_points),
            place=self._place(TOTAL),
            change=self._change(TOTAL),
            notes=tuple(total_notes(self._row)),
        )

    def group(self, code: str, name: str = "") -> Section:
        """Return the section of a group."""
        group = next(group for group in self._row.total.groups if group.code == code)
        return Section(
            kind="group",
            code=code,
            name=name or self._sheet.formula.group_name(code),
            score=show_points(group.score),
            most=max_text(group.max_points),
            computed=show_points(group.computed),
            place=self._place(code),
            change=self._change(code),
            winnable=show_points(group.winnable),
            notes=tuple(group_notes(group)),
            lines=tuple(
                build_part(part, self._words[part.rule.code], self._targets)
                for part in group.components
            ),
        )

    def _place(self, code: str) -> str:
        rank = self._row.ranks.get(code)
        ranked = self._sheet.ranked.get((self._row.cohort, code), 0)
        return f"{show_number(rank)}/{show_number(ranked)}" if rank and ranked > 1 else ""

    def _change(self, code: str) -> str:
        change = self._row.change[code]
        if change.points_reason is not None:
            return no_change_text(change.points_reason)
        text = change_text(change)
        if change.places_reason is not None:
            return f"{text}; {no_change_text(change.places_reason)}"
        return text
