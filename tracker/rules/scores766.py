"""Points of Decision 766 (điểm bộ chỉ số): groups and totals as the portal scores them.

The portal's printed score stays the score. What is computed here stands beside it, tells which
part cost the points, and shows where the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tracker.rules.score_components import FLAGS, ZERO, Mark, ScoreRule, score_component

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.rules.score_components import ComponentRule, ComponentScore, ScoreFigure

GROUPS: Final = ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
"""Codes of the six groups, in the order of the Decision."""

TOTAL: Final = "TONG"

ONLINE: Final = "CLGQ"
UNIT_ONLINE_CEILING: Final = Decimal(10)
"""Most a unit was ever seen to get of the 12 online points: 2 are given to the province only."""

_DECIDES_IDLE: Final = frozenset({"766-2.1", "766-3.6"})
"""Without a dossier received, or one with a fee, the whole group's 0 is nobody's failing."""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """Points of one group.

    Args:
        code: Code of the group.
        max_points: Most it can give.
        printed: Points as the portal prints them (Cổng chấm); None when it prints none.
        computed: The sum of the components; None unless the source states every one of them.
        components: Its components; empty for a unit's online group, for which no counts are sent.
        ceiling: Most this unit can reach in this period.
        marks: What must be known of the points; those of components are not repeated.
    """

    code: str
    max_points: Decimal
    printed: Decimal | None
    computed: Decimal | None
    components: tuple[ComponentScore, ...]
    ceiling: Decimal
    marks: frozenset[Mark]

    @property
    def score(self) -> Decimal | None:
        """The portal's points, else the computed ones; None when neither is known."""
        return self.computed if self.printed is None else self.printed

    @property
    def winnable(self) -> Decimal | None:
        """Points the unit can still win itself; None where that cannot be told."""
        if self.score is None or (self.components and self.computed is None):
            return None
        if self.components:
            return sum((part.winnable for part in self.components), ZERO)
        is_idle = Mark.NOTHING_RECEIVED in self.marks
        return ZERO if is_idle else max(self.ceiling - self.score, ZERO)


@dataclass(frozen=True, slots=True)
class TotalScore:
    """Points of a unit over all groups.

    Args:
        groups: The six groups, in the order of `GROUPS`.
        score: The total; None unless all six are known.
        printed: The total as the portal prints it, if it does.
        missing: Codes of the groups without points.
        marks: What must be known of it.
    """

    groups: tuple[GroupScore, ...]
    score: Decimal | None
    printed: Decimal | None
    missing: tuple[str, ...]
    marks: frozenset[Mark]

    @property
    def max_points(self) -> Decimal:
        """Most all groups together can give."""
        return sum((group.max_points for group in self.groups), ZERO)

    @property
    def ceiling(self) -> Decimal:
        """Most the unit can reach in this period."""
        return sum((group.ceiling for group in self.groups), ZERO)

    def points(self, code: str) -> Decimal | None:
        """Return the points of a group, or the total's for `TOTAL`; None where there are none."""
        if code == TOTAL:
            return self.score
        return next((group.score for group in self.groups if group.code == code), None)


@dataclass(frozen=True, slots=True)
class GroupRules:
    """The scored components of one group.

    Args:
        code: Code of the group.
        rules: Its components that give points.
        max_points: Most they can give together.
    """

    code: str
    rules: tuple[ComponentRule, ...]
    max_points: Decimal


def group_rules(rules: Iterable[ComponentRule]) -> tuple[GroupRules, ...]:
    """Return the components that give points, by group, in the order of `GROUPS`."""
    scored = [rule for rule in rules if rule.rule is not ScoreRule.UNSCORED]
    found = {code: tuple(rule for rule in scored if rule.group == code) for code in GROUPS}
    return tuple(
        GroupRules(code, own, sum((rule.max_points for rule in own), ZERO))
        for code, own in found.items()
    )


def score_group(
    group: GroupRules,
    figures: Mapping[str, ScoreFigure],
    *,
    is_province: bool,
) -> GroupScore:
    """Return the points of one group: the portal's, ours, and whether they differ.

    A unit's online group has no components: the portal sends counts for the province only.

    Args:
        group: The group.
        figures: Figures of one unit, of one source and one capture, by code of the component; the
            group's printed points under the group's own code.
        is_province: Whether the unit is a province.

    Raises:
        RefusedError: As for `score_component`.
    """
    code, max_points = group.code, group.max_points
    is_printed_only = code == ONLINE and not is_province
    parts = () if is_printed_only else _score_all(group.rules, figures, is_province=is_province)
    stated = figures.get(code)
    shown = None if stated is None else stated.value
    computed = _sum(parts) if parts and all(part.figure is not None for part in parts) else None
    marks = {FLAGS[flag] for flag in stated.flags if flag in FLAGS} if stated else set()
    if shown is None:
        marks.add(Mark.NO_FIGURES if computed is None else Mark.COMPUTED_ONLY)
    elif computed is None:
        marks.add(Mark.PRINTED_ONLY)
    elif computed != shown:
        marks.add(Mark.DIFFERS)
    if is_printed_only:
        marks.add(Mark.NEVER_GIVEN)
    return GroupScore(
        code=code,
        max_points=max_points,
        printed=shown,
        computed=computed,
        components=parts,
        ceiling=_ceiling(parts, max_points, is_printed_only=is_printed_only),
        marks=frozenset(marks | _group_marks(parts)),
    )


def score_unit(
    groups: Iterable[GroupRules], figures: Mapping[str, ScoreFigure], *, is_province: bool
) -> TotalScore:
    """Return the points of a unit; a total only where all six groups have points.

    Args:
        groups: The six groups, as `group_rules` returns them.
        figures: As for `score_group`.
        is_province: Whether the unit is a province.

    Raises:
        RefusedError: As for `score_component`.
    """
    scored = tuple(score_group(group, figures, is_province=is_province) for group in groups)
    return _total(scored, figures.get(TOTAL))


def _score_all(
    rules: Sequence[ComponentRule], figures: Mapping[str, ScoreFigure], *, is_province: bool
) -> tuple[ComponentScore, ...]:
    return tuple(
        score_component(rule, figures.get(rule.code), is_province=is_province) for rule in rules
    )


def _group_marks(parts: Sequence[ComponentScore]) -> set[Mark]:
    """Return what one component says of its whole group: that there was nothing to score."""
    is_idle = any(
        part.rule.code in _DECIDES_IDLE and Mark.NOTHING_RECEIVED in part.marks for part in parts
    )
    return {Mark.NOTHING_RECEIVED} if is_idle else set()


def _ceiling(
    parts: Sequence[ComponentScore], max_points: Decimal, *, is_printed_only: bool
) -> Decimal:
    if is_printed_only:
        return min(max_points, UNIT_ONLINE_CEILING)
    # What nothing arose for is not scored this period, whatever the unit does.
    idle = (part.rule.max_points for part in parts if Mark.NOT_SCORED in part.marks)
    return max_points - sum(idle, ZERO)


def _sum(parts: Sequence[ComponentScore]) -> Decimal:
    return sum((part.score for part in parts if part.score is not None), ZERO)


def _total(groups: tuple[GroupScore, ...], stated: ScoreFigure | None) -> TotalScore:
    missing = tuple(group.code for group in groups if group.score is None)
    summed = sum((group.score for group in groups if group.score is not None), ZERO)
    shown = None if stated is None else stated.value
    marks: set[Mark] = set()
    if not missing and shown is not None and shown != summed:
        marks.add(Mark.DIFFERS)
    if any(Mark.COMPUTED_ONLY in group.marks for group in groups):
        marks.add(Mark.COMPUTED_ONLY)
    # Without a dossier received the zeros are nobody's failing.
    if any(group.code == "TDGQ" and Mark.NOTHING_RECEIVED in group.marks for group in groups):
        marks.add(Mark.NOTHING_RECEIVED)
    return TotalScore(
        groups=groups,
        score=None if missing else shown if shown is not None else summed,
        printed=shown,
        missing=missing,
        marks=frozenset(marks),
    )
