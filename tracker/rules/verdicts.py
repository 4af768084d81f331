"""Whether a target was reached (đạt, chưa đạt, …), with the reasons a sentence is made from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.errors import RefusedError
from tracker.rules.levels import (
    TargetLevel,
    exact,
    holds,
    judge_parts,
    reach,
    refused_parts,
    resolve_level,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["Actual", "Judgement", "Reason", "TargetLevel", "judge", "judge_parts", "resolve_level"]

_FROM_ABOVE: Final = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_EXCUSABLE: Final = frozenset({Verdict.MISSED, Verdict.NO_DATA})
_DISPUTABLE: Final = frozenset({Verdict.ACHIEVED, Verdict.MISSED})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is, for a sentence made elsewhere.

    Args:
        code: Name of the sentence in `tracker.wording`.
        params: Values the sentence quotes: counts, exact Decimals in percent, dates, texts.
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actual:
    """What a source says was reached (số liệu thực hiện).

    Args:
        numerator: Count of the part; None when the source gives none.
        denominator: Count of the whole; None when the source gives none.
        value: Percent as the source states it, used only where a part is missing.
        stated_not_arisen: Whether the source says in words that nothing arose.
    """

    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    stated_not_arisen: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with everything that follows from the figures.

    Args:
        verdict: What is shown.
        arithmetic: What the figures alone say; differs when excused or disputed.
        shortfall: Further units of the numerator that would reach the target, or units too many
            for a target from above; 0 when achieved; None when unknown or out of reach.
        surplus: Units the numerator could lose (gain, from above) with the target still reached.
        is_verifiable: Whether both parts were given; a bare percentage is only "reported".
        reasons: Why, the decisive one first.
    """

    verdict: Verdict
    arithmetic: Verdict
    shortfall: int | None = None
    surplus: int | None = None
    is_verifiable: bool = False
    reasons: tuple[Reason, ...] = ()


def judge(
    actual: Actual | None,
    target: TargetLevel,
    *,
    is_due: bool = True,
    is_applicable: bool = True,
    is_disputed: bool = False,
    excused_until: date | None = None,
    judged_on: date | None = None,
) -> Judgement:
    """Return whether a unit reached a target in a period, and by how much.

    What does not apply is told first, then what is not due. An excuse stands in for a miss or for
    missing figures, never for a success; a dispute stands in for a success or a miss. Both leave
    the arithmetic and the shortfall readable.

    Args:
        actual: What the source says; None when nothing was received.
        target: What was to be reached.
        is_due: Whether the target already binds in the period.
        is_applicable: Whether the indicator exists for this unit.
        is_disputed: Whether an objection to the figure is open.
        excused_until: Last day of an accepted deviation.
        judged_on: Last day of the period judged; needed with `excused_until`.

    Raises:
        RefusedError: `negative_part`, `numerator_exceeds_denominator`, `value_not_finite`,
            `not_arisen_contradicted`.
        ValueError: If `excused_until` comes without `judged_on`.

    Source:
        reference/domain-vn.md, 9.3: null is not 0, and unrounded parts are compared.
    """
    if not is_applicable:
        return without_figures(Verdict.NOT_APPLICABLE, "not_applicable")
    if not is_due:
        return without_figures(Verdict.NOT_DUE, "not_due")
    judgement = _judge_figures(actual, target)
    if excused_until is not None:
        if judged_on is None:
            raise ValueError("excused_until needs judged_on")
        if judged_on <= excused_until and judgement.verdict in (Verdict.MISSED, Verdict.NO_DATA):
            return _stand_in(
                judgement, Verdict.EXCUSED, Reason("excused", {"until": excused_until})
            )
    if is_disputed and judgement.verdict in (Verdict.ACHIEVED, Verdict.MISSED):
        return _stand_in(judgement, Verdict.DISPUTED, Reason("disputed"))
    return judgement


def without_figures(verdict: Verdict, code: str, **params: object) -> Judgement:
    """Return a judgement that rests on no figures, with its one reason."""
    return Judgement(verdict, verdict, reasons=(Reason(code, params),))


def _stand_in(judgement: Judgement, verdict: Verdict, reason: Reason) -> Judgement:
    return replace(judgement, verdict=verdict, reasons=(reason, *judgement.reasons))


def _judge_figures(actual: Actual | None, target: TargetLevel) -> Judgement:
    if actual is None:
        return without_figures(Verdict.NO_DATA, "no_figures")
    numerator, denominator = actual.numerator, actual.denominator
    if actual.stated_not_arisen:
        return _judge_statement(actual)
    if numerator is not None and denominator is not None:
        return _judge_share(numerator, denominator, target)
    if (numerator or 0) < 0 or (denominator or 0) < 0:
        raise refused_parts(numerator or 0, denominator or 0)
    if actual.value is not None:
        return _judge_value(actual.value, target)
    if denominator is not None:
        return without_figures(Verdict.NO_DATA, "numerator_missing")
    code = "no_figures" if numerator is None else "denominator_missing"
    return without_figures(Verdict.NO_DATA, code)


def _judge_statement(actual: Actual) -> Judgement:
    """Return "nothing arose", unless figures of the same source say otherwise."""
    if actual.numerator or actual.denominator or actual.value:
        raise RefusedError(
            "not_arisen_contradicted",
            numerator=actual.numerator,
            denominator=actual.denominator,
            value=actual.value,
        )
    return without_figures(Verdict.NOT_ARISEN, "not_arisen")


def _judge_share(numerator: int, denominator: int, target: TargetLevel) -> Judgement:
    level = resolve_level(target)
    if not 0 <= numerator <= denominator:
        raise refused_parts(numerator, denominator)
    if level is None and denominator > 0:
        return without_figures(Verdict.NO_DATA, "baseline_unknown")
    # Nothing over nothing is decided before any level is looked at, so an unknown one may be any.
    comparator, upper, lower = level or (Comparator.AT_LEAST, 0, 1)
    verdict, shortfall = judge_parts(numerator, denominator, comparator, upper, lower)
    if verdict is Verdict.NOT_ARISEN:
        return replace(without_figures(verdict, "not_arisen"), is_verifiable=True)
    lowest, highest = reach(denominator, comparator, upper, lower)
    if verdict is Verdict.ACHIEVED:
        surplus = highest - numerator if comparator in _FROM_ABOVE else numerator - lowest
        reason = _success(comparator, surplus)
    else:
        surplus = None
        reason = _miss(target, shortfall, denominator, is_below=numerator < lowest)
    return Judgement(verdict, verdict, shortfall, surplus, True, (reason,))  # noqa: FBT003


def _success(comparator: Comparator, surplus: int) -> Reason:
    if comparator in _FROM_ABOVE:
        return Reason("within_limit", {"room": surplus})
    if surplus == 0:
        return Reason("just_reached")
    return Reason("surplus_units", {"surplus": surplus})


def _miss(
    target: TargetLevel, shortfall: int | None, denominator: int, *, is_below: bool
) -> Reason:
    if shortfall is None:
        return Reason("out_of_reach", {"denominator": denominator, "target": target.value})
    if not is_below:
        return Reason("excess_units", {"excess": shortfall, "target": target.value})
    if target.comparator is Comparator.INCREASE_AT_LEAST:
        return Reason("short_units_of_increase", {"missing": shortfall, "points": target.value})
    return Reason("short_units", {"missing": shortfall, "target": target.value})


def _judge_value(value: Decimal, target: TargetLevel) -> Judgement:
    """Return the verdict on a percentage without parts: exact, but nobody can check it."""
    actual, level = exact(value), resolve_level(target)
    if level is None:
        return without_figures(Verdict.NO_DATA, "baseline_unknown")
    comparator, upper, lower = level
    distance = actual - Fraction(upper, lower)
    if holds(comparator, distance):
        verdict, reason = Verdict.ACHIEVED, Reason("value_reached", {"value": value})
    else:
        verdict, reason = Verdict.MISSED, _value_miss(distance, target)
    return Judgement(verdict, verdict, reasons=(reason, Reason("not_verifiable")))


def _value_miss(distance: Fraction, target: TargetLevel) -> Reason:
    if distance == 0:
        return Reason("value_on_strict_bound", {"target": target.value})
    # Rounded away from zero, so that a miss is never shown as "0,00 points".
    points = Decimal(f"{ceil(abs(distance) * 100)}e-2")
    return Reason("points_below" if distance < 0 else "points_above", {"points": points})
