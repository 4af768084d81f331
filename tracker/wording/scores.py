"""Points of Decision 766 in words, for pages, files and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.rules.numbers import format_decimal
from tracker.rules.rates import percent_text
from tracker.rules.score_components import Mark
from tracker.wording.numbers import count_text, local_signs
from tracker.wording.sentences import sentence
from tracker.wording.verdicts import counted_noun, explain_target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tracker.queries.score_targets import MissedTarget
    from tracker.queries.scores import UnitScore
    from tracker.rules.rankings import Band, NoChange
    from tracker.rules.score_components import Doing
    from tracker.rules.scores766 import GroupScore

_ORDER: Final = {mark: place for place, mark in enumerate(Mark)}
_PLACES: Final = 2


def points_text(points: Decimal | None) -> str:
    """Return points as printed: "15,68"; empty where there are none."""
    return "" if points is None else format_decimal(points, _PLACES)


def max_text(points: Decimal) -> str:
    """Return a maximum without idle zeros: "18"."""
    return format_decimal(points, 0 if points == points.to_integral_value() else _PLACES)


def list_marks(marks: Iterable[Mark]) -> list[str]:
    """Return what must be known of points, one phrase each, in the order of the closed list."""
    return [sentence(f"score_mark_{mark.value}") for mark in sorted(marks, key=_ORDER.__getitem__)]


def band_text(band: Band | None) -> str:
    """Return how a total is classed: "Tốt"; empty without a total."""
    return "" if band is None else sentence(f"score_band_{band.value}")


def doing_text(doing: Doing) -> str:
    """Return whose doing points are."""
    return sentence(f"score_doing_{doing.value}")


def no_change_text(reason: NoChange) -> str:
    """Return why no change is told."""
    return sentence(f"score_change_{reason.value}")


def group_notes(group: GroupScore) -> list[str]:
    """Return what must be known of a group's points."""
    notes = list_marks(group.marks if group.score is not None else {Mark.NO_FIGURES})
    if Mark.DIFFERS in group.marks:
        notes.append(sentence("score_computed", {"score": points_text(group.computed)}))
    if group.score is not None and group.ceiling < group.max_points:
        notes.append(_ceiling(group.ceiling, group.max_points))
    return notes


def total_notes(row: UnitScore) -> list[str]:
    """Return what must be known of a unit's total."""
    notes = list_marks(row.total.marks)
    if row.total.missing:
        notes.append(sentence("score_total_incomplete", {"groups": row.total.missing}))
    if row.is_idle:
        notes.append(sentence("score_not_ranked_idle"))
    if row.capture and row.total.ceiling < row.total.max_points:
        notes.append(_ceiling(row.total.ceiling, row.total.max_points))
    return notes


def explain_missing(missed: MissedTarget) -> str:
    """Return how much is missing to a target."""
    values = {
        "target": _target(missed),
        "count": count_text(missed.missing or 0),
        "noun": counted_noun(missed.counted),
    }
    return sentence("score_missing" if missed.missing else "score_missing_none", values)


def explain_pace(missed: MissedTarget) -> str:
    """Return what pace reaches a target by the end of the year; empty where none can be told."""
    pace = missed.pace
    if pace is None:
        return ""
    values = {
        "target": _target(missed),
        "count": count_text(pace.count),
        "coming": count_text(pace.coming),
        "percent": local_signs(percent_text(pace.share)).partition(" (")[0],
        "best": local_signs(percent_text(pace.best)),
    }
    return sentence(f"score_pace_{pace.kind.value}", values)


def explain_base(missed: MissedTarget) -> str:
    """Return what a pace was worked out from."""
    stretch = missed.stretch
    days = {"first_on": stretch.first_on, "last_on": stretch.last_on}
    return sentence("score_pace_base", {**days, "share": local_signs(percent_text(stretch.share))})


def _ceiling(ceiling: Decimal, max_points: Decimal) -> str:
    values = {"ceiling": max_text(ceiling), "max": max_text(max_points)}
    return sentence("score_ceiling", values)


def _target(missed: MissedTarget) -> str:
    return explain_target(missed.comparator, missed.target, "%")
