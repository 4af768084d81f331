"""One side of a reconciliation: what a source states of a period, counts or holds otherwise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import LatenessRule
from tracker.queries.dossier_measures import (
    DossierSpan,
    count_without_due,
    fold_counts,
    load_dossier_sums,
    sum_processing_days,
)
from tracker.queries.reconciliation import (
    count_unmapped_units,
    load_recorded_figures,
)
from tracker.rules.counts import UnitCounts
from tracker.rules.dossier_measures import OWN_SOURCE, DossierSums, measures_of
from tracker.rules.figure_definitions import (
    alternatives_of,
    as_amount,
    derived_amounts,
    received_counts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from tracker.queries.dossier_sources import DossierSource
    from tracker.queries.reconciliation import SourceRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.difference_causes import Alternative
    from tracker.rules.figures import Amount

_OTHER_RULE: Final = {
    LatenessRule.BY_DATE: LatenessRule.BY_INSTANT,
    LatenessRule.BY_INSTANT: LatenessRule.BY_DATE,
}


class Origin(StrEnum):
    """Where a side's figure was read."""

    RECORDED = "recorded"
    COUNTED = "counted"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as one side has it, with what it rests on.

    Args:
        amount: What it says.
        origin: Recorded as such, counted from the source's dossiers now, or made of its others.
        as_of: Day it stands for.
        captured_at: When the source gave it out, as far as that is known.
        imported_at: When it was taken in; None where it was counted just now.
        revision: 1 for the first statement; None where it was counted or derived.
        batch_id: The import that brought it.
        note: Anything else the source says.
    """

    amount: Amount
    origin: Origin
    as_of: date | None = None
    captured_at: datetime | None = None
    imported_at: datetime | None = None
    revision: int | None = None
    batch_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What both sides are read with.

    Args:
        period: Text form of the period.
        first_day: Its first day.
        last_day: Its last day.
        judged_on: Day at whose end open dossiers are judged: the last day, or today.
        rule: Whether lateness is judged by day or by minute.
        tree: The units.
        calendar: Calendar of record.
        codes: Code of every indicator by key.
        keys: Key of every indicator by code.
        dossier_sources: The sources with dossiers in the period.
    """

    period: str
    first_day: date
    last_day: date
    judged_on: date
    rule: LatenessRule
    tree: UnitTree
    calendar: WorkingCalendar
    codes: Mapping[int, str]
    keys: Mapping[str, int]
    dossier_sources: Sequence[DossierSource]


@dataclass(frozen=True, slots=True)
class LoadedSide:
    """Everything one source says of a period.

    Args:
        source: The source.
        figures: Its figures by unit and indicator.
        span: Which dossiers are its own; None where it has none.
        alternatives: Figures under other definitions, by unit, then by code of the indicator.
        as_of: Newest day its figures stand for; that its dossiers describe, where it has any.
        unmapped_count: Units of the source nobody has matched with ours.
        received: How many dossiers it counts, by unit, then by code of the indicator.
    """

    source: SourceRow
    figures: Mapping[tuple[int, int], Stated]
    span: DossierSpan | None
    alternatives: Mapping[int, Mapping[str, list[Alternative]]]
    as_of: date | None
    unmapped_count: int
    received: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


def load_side(source: SourceRow, frame: Frame) -> LoadedSide:
    """Return what a source says of a period.

    What it states itself comes first; then what its dossiers come to, counted now; then what its
    other figures hold.

    Args:
        source: The source; the built-in one counts the dossiers of all.
        frame: Period, units, calendar.
    """
    figures = dict(_recorded(source, frame))
    span = _span(source, frame)
    newest = max((stated.as_of for stated in figures.values() if stated.as_of), default=None)
    alternatives: dict[int, dict[str, list[Alternative]]] = {}
    if span is not None:
        days = sum_processing_days(span, frame.calendar)
        sums = load_dossier_sums(span, frame.tree, days)
        newest = _newest(span, frame)
        # However late they were counted, figures know no more than the dossiers behind them.
        figures = {key: replace(stated, as_of=newest) for key, stated in figures.items()}
        _add_counted(figures, sums, frame, newest)
        others = load_dossier_sums(_by_other_rule(span), frame.tree, days)
        alternatives = _alternatives(span, (sums, others), figures, frame)
    _add_derived(figures, source, frame)
    return LoadedSide(
        source=source,
        figures=figures,
        span=span,
        alternatives=alternatives,
        as_of=newest,
        unmapped_count=count_unmapped_units(source.id) if source.id else 0,
        received={
            unit_id: received_counts(found) for unit_id, found in _by_unit(figures, frame).items()
        },
    )


def _recorded(source: SourceRow, frame: Frame) -> Iterator[tuple[tuple[int, int], Stated]]:
    for row in load_recorded_figures(source.id, frame.period):
        yield (
            (row.unit_id, row.indicator_id),
            Stated(
                row.amount,
                Origin.RECORDED,
                row.as_of,
                row.captured_at,
                row.imported_at,
                row.revision,
                row.batch_id,
                row.note,
            ),
        )


def _span(source: SourceRow, frame: Frame) -> DossierSpan | None:
    """Return which dossiers are a source's own, None where it has none in the period."""
    is_all = source.code == OWN_SOURCE
    if not any(is_all or known.id == source.id for known in frame.dossier_sources):
        return None
    only = None if is_all else source.id
    return DossierSpan(frame.first_day, frame.judged_on, frame.rule, only)


def _by_other_rule(span: DossierSpan) -> DossierSpan:
    return replace(span, rule=_OTHER_RULE[span.rule])


def counted_sources(sides: Iterable[LoadedSide], frame: Frame) -> tuple[DossierSource, ...]:
    """Return the sources of the dossiers either side counts."""
    counted = {side.span.source_id for side in sides if side.span is not None}
    return tuple(known for known in frame.dossier_sources if None in counted or known.id in counted)


def _newest(span: DossierSpan, frame: Frame) -> date:
    """Return the newest day an import of the dossiers describes; figures taken later know more."""
    only = span.source_id
    return max(known.as_of for known in frame.dossier_sources if only in (None, known.id))


def _add_counted(
    figures: dict[tuple[int, int], Stated],
    sums: Mapping[int, DossierSums],
    frame: Frame,
    as_of: date,
) -> None:
    for unit_id, found in sums.items():
        for measure in measures_of(found):
            key = frame.keys.get(measure.indicator)
            amount = as_amount(measure)
            if key is not None and amount.is_stated:
                figures.setdefault((unit_id, key), Stated(amount, Origin.COUNTED, as_of))


def _alternatives(
    span: DossierSpan,
    by_rule: tuple[Mapping[int, DossierSums], Mapping[int, DossierSums]],
    figures: Mapping[tuple[int, int], Stated],
    frame: Frame,
) -> dict[int, dict[str, list[Alternative]]]:
    """Return the figures under other definitions, where the dossiers come to what was stated.

    Of figures counted before the dossiers changed, other definitions would explain nothing.

    Args:
        span: Which dossiers.
        by_rule: Their sums by the rule judged by here, and by the other rule.
        figures: What the source states.
        frame: Period, units, calendar.
    """
    sums, others = by_rule
    without = fold_counts(count_without_due(span), frame.tree, span.last_day)
    found: dict[int, dict[str, list[Alternative]]] = {}
    for unit_id, own in sums.items():
        no_due = _no_due(without.get(unit_id))
        told = alternatives_of(own, others[unit_id], span.rule, no_due)
        stood = set(_standing(unit_id, own, figures, frame))
        found[unit_id] = {code: each for code, each in told.items() if code in stood}
    return found


def _standing(
    unit_id: int,
    sums: DossierSums,
    figures: Mapping[tuple[int, int], Stated],
    frame: Frame,
) -> Iterator[str]:
    """Yield the indicators whose stated figure is what the dossiers come to now."""
    for measure in measures_of(sums):
        stated = figures.get((unit_id, frame.keys.get(measure.indicator, 0)))
        if stated is not None and stated.amount.snapshot == as_amount(measure).snapshot:
            yield measure.indicator


def _no_due(counts: Mapping[str, int] | None) -> UnitCounts | None:
    if counts is None:
        return None
    finished, still_open = counts["finished"], counts["open"]
    return UnitCounts(
        finished=finished,
        finished_on_time=finished,
        open=still_open,
        open_within_term=still_open,
    )


def _by_unit(
    figures: Mapping[tuple[int, int], Stated], frame: Frame
) -> dict[int, dict[str, Amount]]:
    found: dict[int, dict[str, Amount]] = defaultdict(dict)
    for (unit_id, indicator_id), stated in figures.items():
        found[unit_id][frame.codes[indicator_id]] = stated.amount
    return found


def _add_derived(figures: dict[tuple[int, int], Stated], source: SourceRow, frame: Frame) -> None:
    for unit_id, amounts in _by_unit(figures, frame).items():
        for code, amount in derived_amounts(amounts, source.kind).items():
            key = frame.keys.get(code)
            if key is not None:
                figures[unit_id, key] = Stated(amount, Origin.DERIVED)
