"""Why two sources differ (nguyên nhân chênh lệch), as far as figures can tell.

A cause is named only where it accounts for the whole difference; what cannot be told stays
"unexplained" for a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import DifferenceCause
from tracker.rules.figures import are_equal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from tracker.rules.figures import Amount

SMALLEST_TELLING: Final = 10
"""Below this, a number that stands elsewhere too is taken for chance."""

EVENTS: Final[Mapping[str, str]] = {
    "HS-received": "received",
    "HS-online": "online",
    "HS-finished": "finished",
    "HS-finished_early": "finished",
    "HS-finished_on_time": "finished",
    "HS-finished_late": "finished",
    "HS-on_time": "finished",
    "HS-early_share": "finished",
    "HS-online_share": "received",
    "HS-progress": "received",
    "766-2.1": "received",
    "766-3.3": "received",
    "KT24-IV.1": "finished",
    "KT24-IV.2": "finished",
    "KT24-IV.3": "finished",
}
"""Indicator → what has to reach the other system for the figure to grow there."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why two figures differ, for a sentence made elsewhere.

    Args:
        cause: The class of it.
        code: Name of the sentence in `tracker.wording`.
        params: Values the sentence quotes.
    """

    cause: DifferenceCause
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What a side's figure would be under another definition, counted from its own dossiers.

    Args:
        explanation: The definition.
        amount: The figure.
    """

    explanation: Explanation
    amount: Amount


@dataclass(frozen=True, slots=True)
class Side:
    """All one source can say about a figure and the unit it is of.

    Args:
        amount: The figure; None when the source states none for this unit and indicator.
        source: Code of the source.
        has_unit: Whether it states anything of this unit in the period.
        has_indicator: Whether it states this indicator of any unit in the period.
        unmapped_count: Units of the source nobody has matched with ours.
        as_of: Last day its figures stand for.
        alternatives: The same under other definitions.
        received: How many dossiers it counts elsewhere: indicator → number.
        recent: Dossiers that came or ended in the last days before the other side was captured:
            what → how many; empty where its dossiers are not known here.
        recent_days: How many days those are.
    """

    amount: Amount | None
    source: str
    has_unit: bool = True
    has_indicator: bool = True
    unmapped_count: int = 0
    as_of: date | None = None
    alternatives: Sequence[Alternative] = ()
    received: Mapping[str, int] = field(default_factory=dict)
    recent: Mapping[str, int] = field(default_factory=dict)
    recent_days: int = 0


@dataclass(frozen=True, slots=True)
class DossierFindings:
    """What comparing a unit's dossiers one by one found, where both sides have them.

    Args:
        only_first: Dossiers the first source alone has.
        only_second: Dossiers the second source alone has.
        differing: Dossiers both have, with different dates, status or unit.
    """

    only_first: int = 0
    only_second: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sources that both state a figure.

    Args:
        first: The first source.
        second: The second one.
        ours: What the first states.
        theirs: What the second states.
        indicator: Code of the indicator.
        is_percent: Whether a number without parts is a percentage.
        last_day: Last day of the period.
        dossiers: What comparing the unit's dossiers found; None where a side has none.
    """

    first: Side
    second: Side
    ours: Amount
    theirs: Amount
    indicator: str
    is_percent: bool
    last_day: date
    dossiers: DossierFindings | None

    def both_ways(self) -> Iterator[tuple[Side, Amount, Side, Amount]]:
        """Yield each side with the other."""
        yield self.first, self.ours, self.second, self.theirs
        yield self.second, self.theirs, self.first, self.ours


def explain_absence(silent: Side) -> Explanation:
    """Return why a source states no figure of a unit: what it leaves out, and for whom."""
    params: dict[str, object] = {"source": silent.source}
    if not silent.has_indicator:
        return Explanation(DifferenceCause.NOT_STATED, "reconcile_not_stated", params)
    if silent.has_unit:
        return Explanation(DifferenceCause.UNEXPLAINED, "reconcile_no_figure", params)
    if silent.unmapped_count:
        params["count"] = silent.unmapped_count
        return Explanation(DifferenceCause.MISSING_UNIT, "reconcile_unit_unmapped", params)
    return Explanation(DifferenceCause.MISSING_UNIT, "reconcile_unit_missing", params)


def explain_difference(pair: Pair) -> Explanation:
    """Return the first cause that accounts for a difference, the surest one first."""
    return (
        _by_dossiers(pair)
        or _by_definition(pair)
        or _by_denominator(pair)
        or _by_delay(pair)
        or _by_end(pair)
        or Explanation(DifferenceCause.UNEXPLAINED, "reconcile_unexplained")
    )


def _by_dossiers(pair: Pair) -> Explanation | None:
    found = pair.dossiers
    if found is None:
        return None
    params: dict[str, object] = {
        "first": pair.first.source,
        "second": pair.second.source,
        "only_first": found.only_first,
        "only_second": found.only_second,
        "differing": found.differing,
    }
    if found.only_first or found.only_second:
        code = "reconcile_dossier_in_one_only"
        return Explanation(DifferenceCause.DOSSIER_IN_ONE_ONLY, code, params)
    if found.differing:
        return Explanation(DifferenceCause.DATES_DIFFER, "reconcile_dates_differ", params)
    return None


def _by_definition(pair: Pair) -> Explanation | None:
    for side, _, _, theirs in pair.both_ways():
        for alternative in side.alternatives:
            if are_equal(alternative.amount, theirs, is_percent=pair.is_percent):
                known = alternative.explanation
                params = {**known.params, "source": side.source}
                return Explanation(known.cause, known.code, params)
    return None


def _by_denominator(pair: Pair) -> Explanation | None:
    """Return where the other source has the number one side divides by, or that only that moved.

    A small number stands in many places by chance, so it tells nothing.
    """
    ours, theirs = _whole(pair.ours), _whole(pair.theirs)
    if ours is None or theirs is None or ours == theirs:
        return None
    for _, own, side, _ in pair.both_ways():
        named = _elsewhere(_whole(own), side.received, pair.indicator)
        if named:
            params = {"count": _whole(own), "source": side.source, "indicators": named}
            return Explanation(DifferenceCause.DENOMINATOR, "reconcile_denominator_of", params)
    has_parts = pair.ours.numerator is not None and pair.theirs.numerator is not None
    if has_parts and pair.ours.numerator == pair.theirs.numerator:
        params = {"numerator": pair.ours.numerator, "first": ours, "second": theirs}
        return Explanation(DifferenceCause.DENOMINATOR, "reconcile_denominator_only", params)
    return None


def _elsewhere(whole: int | None, received: Mapping[str, int], indicator: str) -> tuple[str, ...]:
    if whole is None or whole < SMALLEST_TELLING or indicator not in received:
        return ()
    return tuple(code for code, number in received.items() if code != indicator and number == whole)


def _whole(amount: Amount) -> int | None:
    """Return how many dossiers a figure is about: its denominator, or the count itself."""
    if amount.denominator is not None:
        return amount.denominator
    if amount.value is None or amount.value != amount.value.to_integral_value():
        return None
    return int(amount.value)


def _by_delay(pair: Pair) -> Explanation | None:
    """Return that dossiers of the last days had not reached the other system, if they can be all.

    The side that has dossiers must have more, and no more than came or ended in those days.
    """
    event = EVENTS.get(pair.indicator)
    if event is None:
        return None
    for side, own, other, theirs in pair.both_ways():
        recent = side.recent.get(event, 0)
        gaps = tuple(_gaps(own, theirs))
        if gaps and any(gaps) and all(0 <= gap <= recent for gap in gaps):
            params: dict[str, object] = {
                "source": side.source,
                "other": other.source,
                "count": recent,
                "days": side.recent_days,
                "on": other.as_of,
            }
            code = f"reconcile_sync_delay_{event}"
            return Explanation(DifferenceCause.SYNC_DELAY, code, params)
    return None


def _gaps(own: Amount, theirs: Amount) -> Iterator[Fraction]:
    if own.denominator is not None and theirs.denominator is not None:
        yield Fraction((own.numerator or 0) - (theirs.numerator or 0))
        yield Fraction(own.denominator - theirs.denominator)
    elif own.value is not None and theirs.value is not None:
        yield Fraction(own.value) - Fraction(theirs.value)


def _by_end(pair: Pair) -> Explanation | None:
    """Return that one side's data end before the period does, where that side has less."""
    if pair.indicator not in EVENTS:
        return None
    for side, own, other, theirs in pair.both_ways():
        is_short = side.as_of is not None and side.as_of < pair.last_day
        reaches_further = other.as_of is None or side.as_of is None or side.as_of < other.as_of
        gaps = tuple(_gaps(theirs, own))
        if is_short and reaches_further and any(gaps) and all(gap >= 0 for gap in gaps):
            params: dict[str, object] = {
                "source": side.source,
                "on": side.as_of,
                "last_day": pair.last_day,
            }
            return Explanation(DifferenceCause.SYNC_DELAY, "reconcile_data_end", params)
    return None
