"""Points of one component of Decision 766 (điểm thành phần), as the portal gives them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.rules.levels import refused_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

_ZERO_OVER_NOTHING: Final = frozenset({"TDGQ", "CLGQ", "TTTT"})
"""Groups in which the portal gives 0 points over nothing; elsewhere it gives no score."""
_PRINTED_SHARE: Final = frozenset({"TTTT"})
"""Groups whose percentage is printed to two decimals before it becomes points."""
_HUNDRED: Final = 100
_CENT: Final = Decimal("0.01")
ZERO: Final = Decimal(0)


class ScoreRule(StrEnum):
    """How a component turns a share into points; values are those of the catalogue."""

    LINEAR = "linear"
    THRESHOLD = "threshold"
    FULL_IF_NONE = "linear_full_if_none"
    ZERO_IF_NONE = "threshold_zero_if_none"
    UNSCORED = "unscored"


class Mark(StrEnum):
    """What must be known of points before anybody is held to account for them."""

    NO_FIGURES = "no_figures"
    NOT_SCORED = "not_scored"
    NOTHING_RECEIVED = "nothing_received"
    PROVINCE_WIDE = "province_wide"
    PROVISIONAL = "provisional"
    NO_NATIONAL_DATA = "no_national_data"
    FULL_WITHOUT_PETITIONS = "full_without_petitions"
    REPORTED_ONLY = "reported_only"
    NEVER_GIVEN = "never_given"
    MEANING_UNSURE = "meaning_unsure"
    THRESHOLD_UNSURE = "threshold_unsure"
    PRINTED_ONLY = "printed_only"
    COMPUTED_ONLY = "computed_only"
    DIFFERS = "differs"


class Doing(StrEnum):
    """Whose doing points are (điểm do ai); values are those of the catalogue."""

    OWN = "yes"
    SHARED = "partly"
    OTHERS = "no"


FLAGS: Final[Mapping[str, Mark]] = {
    "province_wide": Mark.PROVINCE_WIDE,
    "nothing_received": Mark.NOTHING_RECEIVED,
    "meaning_unsure": Mark.MEANING_UNSURE,
    "TEMP_NATIONAL_REPORT_DENOMINATOR": Mark.PROVISIONAL,
    "NO_NATIONAL_REPORT_DATA": Mark.NO_NATIONAL_DATA,
}
"""Quality flags of a measurement, and what they say of its points."""

NOT_OWN: Final = frozenset(
    {Mark.PROVINCE_WIDE, Mark.PROVISIONAL, Mark.FULL_WITHOUT_PETITIONS, Mark.NEVER_GIVEN}
)
"""Marks of points that are nobody's achievement or failing at the unit."""

_THRESHOLD_UNSURE: Final = "766-3.3"
_NEVER_GIVEN: Final = "766-3.1"
_ALWAYS_MARKED: Final = frozenset({_THRESHOLD_UNSURE, _NEVER_GIVEN})
_UNMARKED: Final[frozenset[Mark]] = frozenset()


@dataclass(frozen=True, slots=True)
class ComponentRule:
    """One scored component of the catalogue (chỉ số thành phần).

    Args:
        code: Its code.
        group: Code of its group.
        max_points: Most it can give.
        rule: How a share becomes points.
        threshold: Percent from which all points are given; None where there is none.
        doing: Whose doing the figure is.
    """

    code: str
    group: str
    max_points: Decimal
    rule: ScoreRule
    threshold: Decimal | None = None
    doing: Doing = Doing.OWN
    #: Points of the whole share, as a fraction: worked out once, used for every unit.
    factor: tuple[int, int] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "factor", _factor(self))


@dataclass(frozen=True, slots=True)
class ScoreFigure:
    """What a source states of one component or group.

    Args:
        numerator: Count of the part; None where the source gives no parts.
        denominator: Count of the whole; 0 means that nothing arose.
        value: Percent, or points of a group, where there are no parts.
        flags: Quality flags as the measurement carries them.
    """

    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """Points of one component.

    Args:
        rule: The component.
        figure: What they were computed from; None when the source states nothing.
        score: Points to two decimals; None where none are given, which is never 0.
        doing: Whose doing they are, at this unit and in this period.
        marks: What must be known of them.
    """

    rule: ComponentRule
    figure: ScoreFigure | None
    score: Decimal | None
    doing: Doing
    marks: frozenset[Mark]

    @property
    def lost(self) -> Decimal | None:
        """Points the component could have given and did not; None where none are given."""
        return None if self.score is None else self.rule.max_points - self.score

    @property
    def winnable(self) -> Decimal:
        """Points the unit can still win itself: 0 where the figure is not its own doing."""
        if self.lost is None or self.doing is Doing.OTHERS or Mark.NOTHING_RECEIVED in self.marks:
            return ZERO
        return self.lost


def rounded(numerator: int, denominator: int) -> Decimal:
    """Return a quotient to two decimals, half up, exactly.

    Args:
        numerator: 0 or more.
        denominator: Above 0.

    Source:
        data/portal/README.md section 5: progress, metrics and online totals.
    """
    hundredths = (2 * _HUNDRED * numerator + denominator) // (2 * denominator)
    return Decimal(hundredths).scaleb(-2)


def printed(numerator: int, denominator: int) -> Decimal:
    """Return a quotient to two decimals exactly as the portal prints it in its payment group.

    There the portal rounds what a binary double holds, not the decimal a person sees: 5.925 is
    held as 5.92499… and prints 5.92, 4.695 is held as 4.69500…03 and prints 4.70, 0.625 is held
    exactly and goes up. The quotient of two whole numbers is the double nearest to the exact value,
    and a `Decimal` made of it is that double digit by digit; it serves to print, never to compare.

    Args:
        numerator: 0 or more.
        denominator: Above 0.

    Source:
        data/portal/README.md section 5: 164 of 164 payment scores; decimal half-up misses 2.
    """
    return Decimal(numerator / denominator).quantize(_CENT, ROUND_HALF_UP)


def score_component(
    rule: ComponentRule, figure: ScoreFigure | None, *, is_province: bool
) -> ComponentScore:
    """Return the points of one component with what must be known of them.

    Args:
        rule: The component.
        figure: What the source states; None when it states nothing.
        is_province: Whether the figure is the province's own, which a unit's copy of it is not.

    Raises:
        RefusedError: `negative_part`, `score_rule_incomplete` (a threshold rule without one).

    Source:
        data/portal/README.md section 5; peer-766.md section 3.
    """
    if figure and figure.denominator and not figure.flags and rule.code not in _ALWAYS_MARKED:
        # Most components, and thousands of them: nothing need be known of these.
        doing = _doing(rule, _UNMARKED, is_province)
        return ComponentScore(rule, figure, _points(rule, figure), doing, _UNMARKED)
    marks = _marks(rule, figure, is_province=is_province)
    score = None if figure is None else _points(rule, figure)
    if score is None:
        is_stated = figure is not None and figure.denominator is not None
        marks.add(Mark.NOT_SCORED if is_stated else Mark.NO_FIGURES)
    return ComponentScore(rule, figure, score, _doing(rule, marks, is_province), frozenset(marks))


def _doing(rule: ComponentRule, marks: Set[Mark], is_province: bool) -> Doing:  # noqa: FBT001
    if marks & NOT_OWN:
        return Doing.OTHERS
    # What a unit cannot help is, for its province, at least partly its own doing.
    return Doing.SHARED if is_province and rule.doing is Doing.OTHERS else rule.doing


def _points(rule: ComponentRule, figure: ScoreFigure) -> Decimal | None:
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is None or denominator is None:
        if figure.value is None:
            return None
        # Reported without parts: the percentage is all there is.
        numerator, scale = figure.value.as_integer_ratio()
        denominator = _HUNDRED * scale
    if numerator < 0 or denominator < 0:
        raise refused_parts(numerator, denominator)
    if denominator == 0:
        return _points_of_nothing(rule)
    return _points_of_share(rule, numerator, denominator)


def _points_of_nothing(rule: ComponentRule) -> Decimal | None:
    """Return what the portal gives where nothing arose; None is no score, not 0."""
    if rule.rule is ScoreRule.FULL_IF_NONE:
        return rule.max_points
    if rule.rule is ScoreRule.ZERO_IF_NONE or rule.group in _ZERO_OVER_NOTHING:
        return ZERO
    return None


def _points_of_share(rule: ComponentRule, numerator: int, denominator: int) -> Decimal:
    to_points = rounded
    if rule.group in _PRINTED_SHARE:
        to_points = printed
        numerator, denominator = printed(_HUNDRED * numerator, denominator).as_integer_ratio()
        denominator *= _HUNDRED
    if rule.factor is None:
        raise RefusedError("score_rule_incomplete", indicator=rule.code)
    upper, lower = rule.factor
    return min(rule.max_points, to_points(upper * numerator, lower * denominator))


def _factor(rule: ComponentRule) -> tuple[int, int] | None:
    """Return what a share is multiplied with; None for a threshold rule without a threshold."""
    upper, lower = rule.max_points.as_integer_ratio()
    if rule.rule not in (ScoreRule.THRESHOLD, ScoreRule.ZERO_IF_NONE):
        return upper, lower
    if not rule.threshold:
        return None
    full, scale = rule.threshold.as_integer_ratio()
    return upper * _HUNDRED * scale, lower * full


def _marks(rule: ComponentRule, figure: ScoreFigure | None, *, is_province: bool) -> set[Mark]:
    marks = {FLAGS[flag] for flag in figure.flags if flag in FLAGS} if figure else set()
    if figure is not None:
        if figure.numerator is None and figure.value is not None:
            marks.add(Mark.REPORTED_ONLY)
        if figure.denominator == 0:
            marks |= _marks_of_nothing(rule)
    if rule.code == _THRESHOLD_UNSURE:
        marks.add(Mark.THRESHOLD_UNSURE)
    if is_province:
        return marks - {Mark.PROVINCE_WIDE}
    return marks | {Mark.NEVER_GIVEN} if rule.code == _NEVER_GIVEN else marks


def _marks_of_nothing(rule: ComponentRule) -> set[Mark]:
    if rule.rule is ScoreRule.FULL_IF_NONE:
        return {Mark.FULL_WITHOUT_PETITIONS}
    if rule.rule is ScoreRule.ZERO_IF_NONE or rule.group in _ZERO_OVER_NOTHING:
        return {Mark.NOTHING_RECEIVED}
    return set()
