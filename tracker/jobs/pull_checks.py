"""Whether what a source said may go in as a whole, and how it differs from what it said before."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from models.vocabulary import RunState
from tracker.jobs.pull_figures import key_of_units, shown_unit
from tracker.queries.pull_runs import list_runs
from tracker.queries.pulled_sources import list_figure_keys, list_source_units
from tracker.sources.contract import Finding
from tracker.sources.errors import PullFailedError, PullStoppedError

if TYPE_CHECKING:
    from tracker.jobs.pull_figures import MappedReading
    from tracker.queries.pull_runs import PullRunRow
    from tracker.rules.periods import Period
    from tracker.services.measurements import Figure, Known, MeasurementPlan
    from tracker.sources.contract import Reading

SHRUNKEN_PERCENT: Final = 30
"""A pull that brings so much less than the last good one is not believed."""
_SHOWN: Final = 5
_STOPS_LOOKED_AT: Final = 20


def check_size(reading: Reading, last: PullRunRow | None) -> PullFailedError | None:
    """Return why a reading brings too little to be believed, None when it does not.

    Args:
        reading: What the source said.
        last: The last good run of the same source and kind of period.

    Raises:
        PullFailedError: `pull_empty`; nobody can accept nothing.
    """
    if not reading.figures or not reading.units:
        raise PullFailedError("pull_empty")
    if last is None:
        return None
    rows = len(reading.figures) + len(reading.rejected)
    sizes = (
        (rows, last.row_count),
        # Values that turned into something else are figures that are gone.
        (len(reading.figures), last.row_count - last.rejected_count),
        (len(reading.units), last.unit_count),
    )
    if not any(
        (before - present) * 100 >= SHRUNKEN_PERCENT * before > 0 for present, before in sizes
    ):
        return None
    return PullFailedError(
        "pull_shrunken",
        figures=len(reading.figures),
        last_figures=last.row_count,
        units=len(reading.units),
        last_units=last.unit_count,
        last_run=last.id,
    )


def check_units(
    reading: Reading, *, source_id: int, source_code: str, last: PullRunRow | None
) -> tuple[Finding, ...]:
    """Return a finding where another set of units was let pass by a person.

    A source that stopped for its units and was opened again was looked at: the set it stopped for
    is then the set it may have.

    Args:
        reading: What the source said.
        source_id: The source.
        source_code: Its code.
        last: The last good run of the source, of whatever period.

    Raises:
        PullStoppedError: `unit_set_changed`.
    """
    present = key_of_units(reading.units)
    if not reading.has_fixed_units or last is None or last.unit_key == present:
        return ()
    known = {
        row.external_id: row.external_name or row.external_id
        for row in list_source_units(source_id)
        if row.last_run_id == last.id
    }
    named = {unit.external_id: shown_unit(unit) for unit in reading.units}
    added = [name for key, name in named.items() if key not in known]
    removed = [name for key, name in known.items() if key not in named]
    params: dict[str, object] = {
        "added_count": len(added),
        "removed_count": len(removed),
        "units": [*added, *removed][:_SHOWN],
        "unit_key": present,
    }
    stops = list_runs(source=source_code, state=RunState.FAILED, limit=_STOPS_LOOKED_AT)
    if any(
        run.id > last.id
        and run.error_code == "unit_set_changed"
        and run.error_params.get("unit_key") == present
        for run in stops
    ):
        return (Finding("unit_set_accepted", params),)
    raise PullStoppedError("unit_set_changed", **params)


def find_revisions(
    plan: MeasurementPlan, mapped: MappedReading, period: Period
) -> tuple[Finding, ...]:
    """Return a finding where figures of a period that was over have changed since.

    A closed month is not final at every source (two captures of one province differ by up to
    eleven points): it is a revision, and said to be one.
    """
    changed = [
        (figure, known)
        for figure, known in plan.updated
        # Another note or flag is no other figure.
        if known.as_of > period.last_day() and known.content[:3] != figure.content[:3]
    ]
    if not changed:
        return ()
    figure, known = max(changed, key=lambda pair: _shift(*pair))
    names = {unit_id: name for _, _, name, unit_id in mapped.units}
    return (
        Finding(
            "closed_period_revised",
            {
                "period": period.code,
                "count": len(changed),
                "largest": str(_points(_shift(figure, known))),
                "indicator": mapped.indicator_codes[figure.indicator_id],
                "unit": names[figure.unit_id],
            },
        ),
    )


def find_gone(mapped: MappedReading, *, source_id: int, period: Period) -> tuple[Finding, ...]:
    """Return a finding where the source no longer states figures it stated before."""
    stated = {(figure.indicator_id, figure.unit_id) for figure in mapped.figures}
    gone = list_figure_keys(source_id, period.code) - stated
    return (Finding("figures_gone", {"count": len(gone)}),) if gone else ()


def _shift(figure: Figure, known: Known) -> Fraction:
    """Return by how many percentage points a figure moved; 0 where it is no percentage."""
    numerator, denominator = known.content[:2]
    if not (denominator and figure.denominator):
        return Fraction(0)
    now = Fraction(figure.numerator or 0, figure.denominator)
    return abs(now - Fraction(numerator or 0, denominator)) * 100


def _points(shift: Fraction) -> Decimal:
    hundredth = Decimal("0.01")
    exact = Decimal(shift.numerator) / Decimal(shift.denominator)
    return exact.quantize(hundredth, ROUND_HALF_UP)
