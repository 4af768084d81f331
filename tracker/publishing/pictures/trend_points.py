"""What a trend shows: periods of one kind in a row, each with its figure and target, or a gap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.rules.targets import PERCENT

if TYPE_CHECKING:
    from fractions import Fraction


class PointMark(StrEnum):
    """What was found of a point."""

    REACHED = "reached"
    MISSED = "missed"
    SET_ASIDE = "set_aside"
    UNJUDGED = "unjudged"


class GapKind(StrEnum):
    """Why a period has no point."""

    NO_FIGURE = "no_figure"
    NOTHING_AROSE = "nothing_arose"
    FEW = "few"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TargetAt:
    """The target of a period: its exact level, and how it is said ("tối thiểu 95 %")."""

    level: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One period.

    Args:
        label: Its name on the axis: "03/2024".
        value: The exact figure; None for a gap.
        text: The figure with its parts, as the table prints it.
        mark: What was found of it.
        gap: Why it has no figure, where it has none.
        target: What was asked then; None where nothing was.
        verdict: What was found, in words.
        key: The period as an address names it; empty where nothing of it can be opened.
    """

    label: str
    value: Fraction | None
    text: str = ""
    mark: PointMark = PointMark.UNJUDGED
    gap: GapKind = GapKind.NO_FIGURE
    target: TargetAt | None = None
    verdict: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """What is drawn.

    Args:
        title: What, of whom, by what kind of period.
        points: Periods of one kind without any left out, the oldest first; one has a figure.
        unit_of_measure: "%" or words.
        is_sample: Whether made-up figures are among them.
        note: What else must be said; may be empty.
    """

    title: str
    points: tuple[TrendPoint, ...]
    unit_of_measure: str = PERCENT
    is_sample: bool = False
    note: str = ""
