"""What else a source's figures say: other counts it holds, rates its counts make, definitions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from models.vocabulary import DifferenceCause, LatenessRule, SourceKind
from tracker.rules.difference_causes import Alternative, Explanation
from tracker.rules.dossier_measures import DossierSums, measures_of
from tracker.rules.figures import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.rules.counts import UnitCounts
    from tracker.rules.dossier_measures import Measure

RECEIVED_PARTS: Final[Mapping[str, str]] = {
    "766-2.1": "denominator",
    "766-3.3": "denominator",
    "766-1.4": "numerator",
    "766-4.2": "denominator",
    "766-4.3": "denominator",
    "HS-received": "value",
    "HS-online_share": "denominator",
    "HS-progress": "denominator",
}
"""Indicator → the part of it that says how many dossiers a source counts as received or handled.

One source has several: 184.513 in progress, 152.595 online and 138.744 synchronised in one month of
one province, as the national portal had it.
"""

_EARLY_AND_ON_TIME: Final = ("HS-finished_early", "HS-finished_on_time")
_RATES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "HS-on_time": (_EARLY_AND_ON_TIME, (), ("HS-finished",)),
    "HS-progress": (
        (*_EARLY_AND_ON_TIME, "HS-open"),
        ("HS-open_overdue",),
        ("HS-finished", "HS-open"),
    ),
    "766-2.1": (
        (*_EARLY_AND_ON_TIME, "HS-open"),
        ("HS-open_overdue",),
        ("HS-finished", "HS-open"),
    ),
    "HS-online_share": (("HS-online",), (), ("HS-received",)),
    "HS-early_share": (("HS-finished_early",), (), ("HS-finished",)),
}
"""Rate → counts its numerator adds, counts it takes off, counts its denominator adds."""

_PORTAL_COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "HS-received": ("766-2.1", "denominator"),
    "HS-online": ("766-3.3", "numerator"),
}
"""Count the portal does not state by itself → the part of a component that holds it."""


def as_amount(measure: Measure) -> Amount:
    """Return a measure of dossiers as a source's statement."""
    value = None if measure.value is None else Decimal(measure.value)
    return Amount(measure.numerator, measure.denominator, value, measure.quality)


def received_counts(amounts: Mapping[str, Amount]) -> dict[str, int]:
    """Return every number of dossiers a source counts for a unit, by the indicator it stands in.

    Args:
        amounts: All the source's figures of the unit, by indicator.
    """
    found: dict[str, int] = {}
    for indicator, part in RECEIVED_PARTS.items():
        amount = amounts.get(indicator)
        number = None if amount is None else getattr(amount, part)
        if number is not None and number == int(number):
            found[indicator] = int(number)
    return found


def derived_amounts(amounts: Mapping[str, Amount], kind: SourceKind) -> dict[str, Amount]:
    """Return the figures a source does not state but which its other figures hold.

    Counts make rates by their own definition; the portal's "received" is what it divides its
    progress by. What a source states itself is never replaced.

    Args:
        amounts: All the source's figures of one unit, by indicator.
        kind: What the source is.
    """
    found: dict[str, Amount] = {}
    if kind is SourceKind.PORTAL:
        for indicator, (component, part) in _PORTAL_COUNTS.items():
            number = getattr(amounts.get(component), part, None)
            if number is not None:
                found[indicator] = Amount(value=Decimal(number))
    for indicator, (added, taken_off, whole) in _RATES.items():
        parts = [_total(amounts, codes) for codes in (added, taken_off, whole)]
        if None not in parts:
            more, less, denominator = (part or 0 for part in parts)
            if more - less >= 0:
                found[indicator] = Amount(more - less, denominator)
    return {code: amount for code, amount in found.items() if code not in amounts}


def _total(amounts: Mapping[str, Amount], codes: tuple[str, ...]) -> int | None:
    """Return the sum of counts, None when one of them is not stated as a whole number."""
    total = 0
    for code in codes:
        value = amounts[code].value if code in amounts else None
        if value is None or value != int(value):
            return None
        total += int(value)
    return total


def alternatives_of(
    sums: DossierSums, other_rule: DossierSums, rule: LatenessRule, without_due: UnitCounts | None
) -> dict[str, list[Alternative]]:
    """Return what each figure of a unit's dossiers would be under other definitions in use.

    Only figures that a definition changes are given.

    Args:
        sums: The unit's dossiers as they are judged here.
        other_rule: The same judged by the other rule of lateness.
        rule: The rule judged by here.
        without_due: Its dossiers that have no due date; None when it has none.

    Source:
        reference/domain-vn.md 3.6 and reference/opencps.md 1.4: systems differ in the due day, in
        missing due dates, and in what becomes of returned and paused dossiers.
    """
    base = {measure.indicator: as_amount(measure) for measure in measures_of(sums)}
    found: dict[str, list[Alternative]] = {}
    for explanation, defined in _definitions(sums, other_rule, rule, without_due):
        for measure in measures_of(defined):
            amount = as_amount(measure)
            if amount != base.get(measure.indicator):
                found.setdefault(measure.indicator, []).append(Alternative(explanation, amount))
    for indicator in ("HS-progress", "766-2.1"):
        counts = sums.counts
        amount = replace(base[indicator], denominator=counts.received + counts.carried_over)
        if amount != base[indicator]:
            known = Explanation(DifferenceCause.DENOMINATOR, "reconcile_all_dossiers")
            found.setdefault(indicator, []).append(Alternative(known, amount))
    return found


def _definitions(
    sums: DossierSums, other_rule: DossierSums, rule: LatenessRule, without_due: UnitCounts | None
) -> Iterator[tuple[Explanation, DossierSums]]:
    counts = sums.counts
    code = "reconcile_by_instant" if rule is LatenessRule.BY_DATE else "reconcile_by_date"
    yield Explanation(DifferenceCause.DAY_RULE, code), other_rule
    if without_due is not None:
        known = Explanation(
            DifferenceCause.DAY_RULE,
            "reconcile_without_due",
            {"count": without_due.finished + without_due.open},
        )
        yield known, _with(sums, _less(counts, without_due))
    for code, more in (
        ("reconcile_returned_on_time", (counts.returned, 0)),
        ("reconcile_paused_open", (0, counts.paused)),
        ("reconcile_returned_and_paused", (counts.returned, counts.paused)),
    ):
        if all(more) or (any(more) and code != "reconcile_returned_and_paused"):
            params = {"returned": more[0], "paused": more[1]}
            yield (
                Explanation(DifferenceCause.DENOMINATOR, code, params),
                _with(sums, _more(counts, *more)),
            )


def _less(counts: UnitCounts, taken: UnitCounts) -> UnitCounts:
    return replace(
        counts,
        finished=counts.finished - taken.finished,
        finished_on_time=counts.finished_on_time - taken.finished_on_time,
        open=counts.open - taken.open,
        open_within_term=counts.open_within_term - taken.open_within_term,
    )


def _more(counts: UnitCounts, returned: int, paused: int) -> UnitCounts:
    return replace(
        counts,
        finished=counts.finished + returned,
        finished_on_time=counts.finished_on_time + returned,
        open=counts.open + paused,
        open_within_term=counts.open_within_term + paused,
    )


def _with(sums: DossierSums, counts: UnitCounts) -> DossierSums:
    """Return sums with other counts; a unit of one level has them at that level too."""
    by_level = dict.fromkeys(sums.by_level, counts) if len(sums.by_level) == 1 else {}
    return replace(sums, counts=counts, by_level=by_level)
