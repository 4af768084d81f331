"""The verdict of a group from the sums of its members' parts (tổng hợp), and who missed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.vocabulary import Verdict
from tracker.rules.verdicts import Actual, Judgement, Reason, TargetLevel, judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.rates import Share


@dataclass(frozen=True, slots=True)
class GroupJudgement:
    """What a group reached, and which of its members stand apart from it.

    Args:
        judgement: Verdict on the summed parts.
        missed: Codes of the members that missed, ordered; to be named also when the group achieved.
        without_data: Codes of the members without figures, ordered; the sum is without them.
    """

    judgement: Judgement
    missed: tuple[str, ...]
    without_data: tuple[str, ...]

    @property
    def hides_misses(self) -> bool:
        """Whether the group achieved while members missed."""
        return self.judgement.verdict is Verdict.ACHIEVED and bool(self.missed)


def judge_group(
    members: Mapping[str, Judgement], share: Share | None, target: TargetLevel
) -> GroupJudgement:
    """Return the verdict of a group, from summed parts and never from a mean of percentages.

    Args:
        members: Judgement of each member by unit code; none contains another.
        share: `sum_shares` of the members that gave parts; None when none did.
        target: What the group was to reach.

    Returns:
        The verdict on the sum. 0 of 0 is "not arisen" only when every member said so; with
        members still silent there is no data yet.

    Raises:
        RefusedError: As `judge`.
    """
    missed = _codes(members, Verdict.MISSED)
    without_data = _codes(members, Verdict.NO_DATA)
    is_silent = share is None or (share.denominator == 0 and bool(without_data))
    actual = None if share is None or is_silent else Actual(share.numerator, share.denominator)
    judgement = judge(actual, target)
    reasons = judgement.reasons
    if judgement.verdict is Verdict.ACHIEVED and missed:
        reasons += (Reason("members_missed", {"count": len(missed)}),)
    if without_data:
        reasons += (Reason("members_without_data", {"count": len(without_data)}),)
    return GroupJudgement(replace(judgement, reasons=reasons), missed, without_data)


def _codes(members: Mapping[str, Judgement], verdict: Verdict) -> tuple[str, ...]:
    return tuple(sorted(code for code, member in members.items() if member.verdict is verdict))
