"""The figures a unit's dossiers come to: counts, both on-time rates, shares, days, causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from models.vocabulary import DelayCause, UnitLevel
from tracker.rules.counts import UnitCounts, sum_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tracker.rules.rates import Share

OWN_SOURCE: Final = "HO-SO"
"""Code of the built-in source: all dossiers that came in, counted here."""
CHANNEL_ONLY: Final = "channel_only"
"""Quality of a share of online dossiers: whether a result was electronic is not known."""
CHANNEL_UNSTATED: Final = "channel_unstated"
"""Quality of a figure by channel where the source names no channel for some dossiers."""
SUM_OF_UNITS: Final = "sum_of_units"
"""Quality of a province's figure: the sum of its units, each dossier once."""
UNSTATED: Final = "unstated"
"""Stands for the cause where a source names none."""

COUNT_FIELDS: Final[Mapping[str, str]] = {
    "HS-received": "received",
    "HS-carried_over": "carried_over",
    "HS-finished": "finished",
    "HS-finished_early": "finished_early",
    "HS-finished_on_time": "finished_on_time",
    "HS-finished_late": "finished_late",
    "HS-open": "open",
    "HS-open_overdue": "open_overdue",
    "HS-paused": "paused",
    "HS-returned": "returned",
    "HS-online": "received_online",
}
"""Indicator of a count → field of `UnitCounts`."""

RATE_OF_LEVEL: Final[Mapping[UnitLevel, str]] = {
    UnitLevel.DEPARTMENT: "KT24-IV.1",
    UnitLevel.DISTRICT: "KT24-IV.2",
    UnitLevel.COMMUNE: "KT24-IV.3",
}
"""Level → indicator of the 2024 annex that asks how many of its dossiers were finished in time."""


@dataclass(frozen=True, slots=True)
class ProcessingDays:
    """How long finished dossiers took (thời gian giải quyết), as sums.

    Args:
        dossiers: How many were finished.
        calendar_days: Days from reception to the end of processing; the same day is 0.
        working_days: Working days after the day of reception, up to and including the end.
    """

    dossiers: int = 0
    calendar_days: int = 0
    working_days: int = 0

    def __add__(self, other: ProcessingDays) -> ProcessingDays:
        """Return the sums of both together."""
        return ProcessingDays(
            self.dossiers + other.dossiers,
            self.calendar_days + other.calendar_days,
            self.working_days + other.working_days,
        )


@dataclass(frozen=True, slots=True)
class DossierSums:
    """All the figures of a unit, or of several that do not contain each other, are made of.

    Args:
        counts: Its counts.
        days: How long its finished dossiers took.
        causes: Dossiers finished late or overdue by cause; None for those without one.
        by_level: The counts by level of the unit that answers for them.
        is_total: Whether it stands for units together: a province.
    """

    counts: UnitCounts = field(default_factory=UnitCounts)
    days: ProcessingDays = field(default_factory=ProcessingDays)
    causes: Mapping[DelayCause | None, int] = field(default_factory=dict)
    by_level: Mapping[UnitLevel, UnitCounts] = field(default_factory=dict)
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of an indicator: both parts, or a count; neither where it cannot be told.

    Args:
        indicator: Code of the indicator.
        numerator: Tử số; None for a count.
        denominator: Mẫu số; 0 means that nothing arose.
        value: The count; None where there are parts.
        quality: Flags, "|" between them.
    """

    indicator: str
    numerator: int | None = None
    denominator: int | None = None
    value: int | None = None
    quality: str = ""


def sum_sums(parts: Iterable[DossierSums], *, is_total: bool = False) -> DossierSums:
    """Return the sums of several units together; never a unit and its own children.

    Args:
        parts: Sums of the units.
        is_total: Whether they stand for units together, not for one unit and its divisions.
    """
    parts = tuple(parts)
    causes: dict[DelayCause | None, int] = {}
    levels: dict[UnitLevel, list[UnitCounts]] = {}
    for part in parts:
        for cause, count in part.causes.items():
            causes[cause] = causes.get(cause, 0) + count
        for level, counts in part.by_level.items():
            levels.setdefault(level, []).append(counts)
    return DossierSums(
        counts=sum_counts(part.counts for part in parts) if parts else UnitCounts(),
        days=sum((part.days for part in parts), ProcessingDays()),
        causes=causes,
        by_level={level: sum_counts(found) for level, found in levels.items()},
        is_total=is_total,
    )


def measures_of(sums: DossierSums) -> tuple[Measure, ...]:
    """Return every figure a unit's dossiers come to, in the order of the catalogue.

    Figures are given also where they are zero: what was told once is taken back by a zero, never by
    silence. Averages keep days and dossiers as parts, so nothing is rounded.

    Args:
        sums: Of one unit in one period.

    Source:
        reference/domain-vn.md, 3.6 and 1.3: `finished_on_time_rate` and `progress_rate` are two
        rates with two names.
    """
    total = SUM_OF_UNITS if sums.is_total else ""
    measures = (*_counts(sums), *_rates(sums), *_causes(sums), *_of_decision(sums), *_annex(sums))
    return tuple(
        Measure(
            measure.indicator,
            measure.numerator,
            measure.denominator,
            measure.value,
            "|".join(filter(None, (measure.quality, total))),
        )
        for measure in measures
    )


def _counts(sums: DossierSums) -> Iterator[Measure]:
    unstated = CHANNEL_UNSTATED if sums.counts.received_unstated else ""
    for indicator, name in COUNT_FIELDS.items():
        quality = unstated if indicator == "HS-online" else ""
        yield Measure(indicator, value=getattr(sums.counts, name), quality=quality)


def _rates(sums: DossierSums) -> Iterator[Measure]:
    counts, days = sums.counts, sums.days
    unstated = CHANNEL_UNSTATED if counts.received_unstated else ""
    yield _share("HS-on_time", counts.finished_on_time_rate)
    yield _share("HS-progress", counts.progress_rate)
    yield Measure("HS-online_share", counts.received_online, counts.received, quality=unstated)
    yield Measure("HS-early_share", counts.finished_early, counts.finished)
    yield Measure("HS-average_days", days.calendar_days, days.dossiers)
    yield Measure("HS-average_working_days", days.working_days, days.dossiers)


def _causes(sums: DossierSums) -> Iterator[Measure]:
    late = sums.counts.finished_late + sums.counts.open_overdue
    for cause in (*DelayCause, None):
        name = UNSTATED if cause is None else cause.value
        yield Measure(f"HS-late_{name}", sums.causes.get(cause, 0), late)


def _of_decision(sums: DossierSums) -> Iterator[Measure]:
    """Yield the components of Decision 766 dossiers can answer."""
    counts = sums.counts
    yield _share("766-2.1", counts.progress_rate)
    yield Measure("766-2.2", sums.days.calendar_days, sums.days.dossiers)
    if counts.received_unstated:
        # A share of dossiers whose channel nobody stated would be a guess, not component 3.3.
        yield Measure("766-3.3", quality=CHANNEL_UNSTATED)
    else:
        yield Measure("766-3.3", counts.received_online, counts.received, quality=CHANNEL_ONLY)


def _annex(sums: DossierSums) -> Iterator[Measure]:
    """Yield the rate of the unit's level; a province has one of each."""
    for level, indicator in RATE_OF_LEVEL.items():
        if level in sums.by_level or sums.is_total:
            counts = sums.by_level.get(level, UnitCounts())
            yield _share(indicator, counts.finished_on_time_rate)


def _share(indicator: str, share: Share) -> Measure:
    return Measure(indicator, share.numerator, share.denominator)
