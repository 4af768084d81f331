"""Targets a unit missed on the components of Decision 766, and what pace reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Indicator, Measurement, Source, db
from models.vocabulary import AssignmentRole, Comparator, PeriodKind, Verdict
from tracker.queries.evaluations import list_evaluations
from tracker.queries.known import is_current
from tracker.rules.levels import TargetLevel, judge_parts, resolve_level
from tracker.rules.paces import Pace, find_pace
from tracker.rules.periods import Period
from tracker.rules.rates import Share, sum_shares
from tracker.rules.targets import PERCENT
from tracker.wording.verdicts import counts_dossiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from tracker.queries.evaluation_rows import EvaluationRow
    from tracker.queries.score_figures import Capture
    from tracker.rules.scores766 import TotalScore

_STEPS: Final = (PeriodKind.MONTH, PeriodKind.QUARTER)
"""Kinds whose figures add up over the year."""

_STOCKS: Final = frozenset({"766-1.3", "766-3.1", "766-3.2", "766-3.4", "766-3.5", "766-4.6"})
"""Components that count procedures or services as they stand: nothing more of them comes in."""

Level = tuple[Comparator, int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Figures of the year so far, as far as one source has them without a gap.

    Args:
        share: The figures, added up by their parts.
        first_on: First day they cover.
        last_on: Last day they cover.
    """

    share: Share
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class MissedTarget:
    """A target on a component that a unit missed in a period.

    Args:
        indicator_code: The component.
        counted: What the numerator counts, as the catalogue words it.
        directive_number: The document that set it.
        is_sample: Whether document or figure is sample data.
        comparator: How the share is held against it.
        target: Percent asked for.
        missing: How many of the numerator are missing; None where no number of this period would
            do.
        stretch: What the pace is worked out from.
        pace: What the rest of the year must bring; None where nothing more comes in.
    """

    indicator_code: str
    counted: str
    directive_number: str
    is_sample: bool
    comparator: Comparator
    target: Decimal
    missing: int | None
    stretch: Stretch
    pace: Pace | None


def list_missed_targets(
    period: Period, unit_id: int, total: TotalScore, capture: Capture, *, cutoff: int | None = None
) -> list[MissedTarget]:
    """Return the targets a unit leads and missed, by component; the figures are the capture's own.

    Args:
        period: The period.
        unit_id: The unit.
        total: Its points, for the parts of each component.
        capture: Where those come from; the year so far is read of the same source.
        cutoff: Last day of the office's month.
    """
    shares = dict(_shares(total))
    wanted: list[tuple[EvaluationRow, Level]] = []
    for row in list_evaluations(period.code, unit_id=unit_id):
        level = _level(row)
        if row.indicator_code in shares and level is not None:
            wanted.append((row, level))
    if not wanted:
        return []
    known = _load_year(period, unit_id, [row for row, _ in wanted], {capture.source_code})
    found = []
    for row, level in wanted:
        share = shares[row.indicator_code]
        year = known.get((capture.source_code, row.indicator_code), {})
        stretch = _stretch(period, share, year, capture.as_of, cutoff)
        missed = _miss(row, level, share, stretch, _year(period).last_day(cutoff))
        if missed is not None:
            found.append(missed)
    return found


def list_paces(
    period: Period, rows: Iterable[EvaluationRow], *, cutoff: int | None = None
) -> dict[int, MissedTarget]:
    """Return the missed targets of one unit whose pace can be told, by the task's key; one query.

    Only of shares of dossiers: more of them come in by the year's end.

    Args:
        period: The period.
        rows: Its verdicts; the figures and their source are theirs.
        cutoff: Last day of the office's month.
    """
    wanted = [
        (row, level)
        for row in rows
        if _comes_in(row) and (level := _level(row)) is not None and row.as_of is not None
    ]
    if not wanted:
        return {}
    sources = {row.source_code for row, _ in wanted}
    known = _load_year(period, wanted[0][0].unit_id, [row for row, _ in wanted], sources)
    found = {}
    for row, level in wanted:
        share = Share(row.numerator or 0, row.denominator or 0)
        year = known.get((row.source_code, row.indicator_code), {})
        stretch = _stretch(period, share, year, row.as_of or period.last_day(cutoff), cutoff)
        missed = _miss(row, level, share, stretch, _year(period).last_day(cutoff))
        if missed is not None:
            found[row.task_id] = missed
    return found


def _comes_in(row: EvaluationRow) -> bool:
    is_counted = row.is_verifiable and bool(row.denominator) and row.indicator_code not in _STOCKS
    return is_counted and counts_dossiers(row.counted)


def _shares(total: TotalScore) -> Iterable[tuple[str, Share]]:
    for group in total.groups:
        for part in group.components:
            figure = part.figure
            if figure and figure.numerator is not None and figure.denominator:
                yield part.rule.code, Share(figure.numerator, figure.denominator)


def _level(row: EvaluationRow) -> Level | None:
    """Return what is asked for; None where nothing is, or an increase, whose base is not here."""
    is_judged = row.verdict in (Verdict.MISSED, Verdict.EXCUSED, Verdict.DISPUTED)
    if row.role is not AssignmentRole.LEAD or not is_judged or row.unit_of_measure != PERCENT:
        return None
    if row.comparator is None or row.target is None:
        return None
    return resolve_level(TargetLevel(row.comparator, row.target))


def _miss(
    row: EvaluationRow, level: Level, share: Share, stretch: Stretch, year_ends_on: date
) -> MissedTarget | None:
    if share.numerator > share.denominator or row.comparator is None or row.target is None:
        return None
    verdict, missing = judge_parts(share.numerator, share.denominator, *level)
    if verdict is not Verdict.MISSED:
        return None
    pace = None
    if row.indicator_code not in _STOCKS:
        pace = find_pace(
            stretch.share,
            level,
            first_on=stretch.first_on,
            last_on=stretch.last_on,
            year_ends_on=year_ends_on,
        )
    return MissedTarget(
        indicator_code=row.indicator_code,
        counted=row.counted,
        directive_number=row.directive_number,
        is_sample=row.is_sample,
        comparator=row.comparator,
        target=row.target,
        missing=missing,
        stretch=stretch,
        pace=pace,
    )


def _year(period: Period) -> Period:
    return Period(PeriodKind.YEAR, period.year)


def _stretch(
    period: Period,
    share: Share,
    known: Mapping[str, Share],
    as_of: date,
    cutoff: int | None,
) -> Stretch:
    """Return the longest stretch that ends with the period and has no gap."""
    first, parts = period, [share]
    to_date = Period(PeriodKind.MONTH_TO_DATE, period.year, period.months()[-1].number)
    if to_date.code in known and period.kind is not PeriodKind.YEAR:
        first, parts = to_date, [known[to_date.code]]
    elif period.kind in _STEPS:
        while first.number > 1 and first.previous().code in known:
            first = first.previous()
            parts.append(known[first.code])
    first_on = first.first_day(cutoff)
    # A period that still ran when the figures were taken covers no more than that.
    last_on = max(min(period.last_day(cutoff), as_of), first_on)
    return Stretch(sum_shares(parts), first_on, last_on)


def _load_year(
    period: Period, unit_id: int, rows: Iterable[EvaluationRow], sources: Iterable[str]
) -> dict[tuple[str, str], dict[str, Share]]:
    """Return current parts of the year, by source and indicator, then period; one query."""
    found: dict[tuple[str, str], dict[str, Share]] = {}
    statement = (
        sa.select(
            Source.code,
            Indicator.code,
            Measurement.period,
            Measurement.numerator,
            Measurement.denominator,
        )
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .join(Source, Source.id == Measurement.source_id)
        .where(
            Measurement.unit_id == unit_id,
            is_current(),
            Measurement.numerator.is_not(None),
            Measurement.period.startswith(f"{period.year}-", autoescape=True),
            Indicator.code.in_(sorted({row.indicator_code for row in rows})),
            Source.code.in_(sorted(sources)),
        )
    )
    for source, code, written, numerator, denominator in db.session.execute(statement):
        found.setdefault((source, code), {})[written] = Share(numerator or 0, denominator or 0)
    return found
