"""Makes figures of what a source said: whose they are, and what is odd about them."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import ReadingError, RowError
from tracker.queries.indicators import list_indicators
from tracker.queries.pulled_sources import list_source_units
from tracker.queries.unit_directory import load_directory
from tracker.queries.units import load_tree
from tracker.services.measurements import Figure
from tracker.sources.contract import Finding
from tracker.sources.errors import PullFailedError
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from tracker.sources.contract import ForeignFigure, ForeignUnit, Reading

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class MappedReading:
    """A reading in our own units and indicators.

    Args:
        figures: What can be taken in.
        errors: What cannot, one for each figure or value.
        units: Key, code and name at the source, and our unit where it is known.
        unit_key: SHA-256 of the units' keys in order.
        findings: The reading's own, and what the mapping found.
        indicator_codes: Code of each indicator that has a figure, by its key.
    """

    figures: tuple[Figure, ...]
    errors: tuple[RowError, ...]
    units: tuple[tuple[str, str, str, int | None], ...]
    unit_key: str
    findings: tuple[Finding, ...]
    indicator_codes: Mapping[int, str]


def map_reading(reading: Reading, *, source_id: int, period: Period) -> MappedReading:
    """Return a reading in our own units and indicators.

    A unit is ours by what a person said of it, else by its code, else (where the source has no
    codes) by its name, as of the period's last day. A unit or indicator nobody knows makes its
    figures refused rows and a finding, never silence.

    Raises:
        PullFailedError: `source_units_collide`, `source_figure_twice`.
    """
    ours = _Mapper(source_id, period).map(reading.units)
    indicators = {row.code: row.id for row in list_indicators()}
    figures: list[Figure] = []
    # Values that are none were refused before anybody asked whose they are.
    errors = list(reading.rejected)
    seen: set[tuple[str, str]] = set()
    for row, foreign in enumerate(reading.figures, start=1):
        if (foreign.external_id, foreign.indicator) in seen:
            raise PullFailedError(
                "source_figure_twice", unit=foreign.external_id, indicator=foreign.indicator
            )
        seen.add((foreign.external_id, foreign.indicator))
        unit_id = ours.get(foreign.external_id)
        indicator_id = indicators.get(foreign.indicator)
        if unit_id is None:
            shown = _named(reading.units, foreign.external_id)
            errors.append(RowError(row, "unit", shown, "source_unit_unknown"))
        elif indicator_id is None:
            shown = foreign.indicator
            errors.append(RowError(row, "indicator", shown, "source_indicator_unknown"))
        else:
            figures.append(_figure(foreign, row, indicator_id, unit_id, period))
    return MappedReading(
        figures=tuple(figures),
        errors=tuple(errors),
        units=tuple(
            (unit.external_id, unit.code, unit.name, ours.get(unit.external_id))
            for unit in reading.units
        ),
        unit_key=key_of_units(reading.units),
        findings=(*reading.findings, *_unknown(reading.units, ours)),
        indicator_codes={number: code for code, number in indicators.items()},
    )


def _figure(
    foreign: ForeignFigure, row: int, indicator_id: int, unit_id: int, period: Period
) -> Figure:
    return Figure(
        indicator_id=indicator_id,
        unit_id=unit_id,
        period=period.code,
        numerator=foreign.numerator,
        denominator=foreign.denominator,
        value=foreign.value,
        quality=foreign.quality,
        note=foreign.note,
        row=row,
    )


class _Mapper:
    """Finds our units for a source's."""

    def __init__(self, source_id: int, period: Period) -> None:
        self._on: date = period.last_day()
        self._tree: UnitTree = load_tree()
        self._known = {row.external_id: row.unit_id for row in list_source_units(source_id)}

    def map(self, units: Sequence[ForeignUnit]) -> dict[str, int]:
        ours: dict[str, int] = {}
        taken: dict[int, ForeignUnit] = {}
        for unit in units:
            found = self._find(unit)
            if found is None:
                continue
            if found.id in taken:
                raise PullFailedError(
                    "source_units_collide",
                    unit=found.name,
                    first=shown_unit(taken[found.id]),
                    second=shown_unit(unit),
                )
            taken[found.id] = unit
            ours[unit.external_id] = found.id
        return ours

    def _find(self, unit: ForeignUnit) -> UnitRow | None:
        if unit.unit_id is not None:
            return self._directory.by_id(unit.unit_id)
        said = self._known.get(unit.external_id)
        if said is not None and self._tree.by_id(said).is_valid(self._on):
            return self._tree.by_id(said)
        if unit.code:
            return self._tree.find(unit.code, self._on)
        try:
            return self._directory.resolve(unit.name, self._on)
        except ReadingError:
            return None

    @cached_property
    def _directory(self) -> UnitDirectory:
        """Names take longer to load than codes, and most sources need none."""
        return load_directory()


def key_of_units(units: Sequence[ForeignUnit]) -> str:
    """Return SHA-256 of the units' keys in order: the same set, the same key."""
    keys = sorted(unit.external_id for unit in units)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def describe_findings(findings: Sequence[Finding]) -> tuple[dict[str, Any], ...]:
    """Return findings as reports and runs carry them: code, values, sentence."""
    return tuple(
        {
            "code": finding.code,
            "params": dict(finding.params),
            "message": sentence(finding.code, finding.params),
        }
        for finding in findings
    )


def count_quality(reading: Reading) -> dict[str, int]:
    """Return how many figures carry each flag, by flag."""
    flags = Counter(
        flag for figure in reading.figures for flag in figure.quality.split("|") if flag
    )
    return dict(sorted(flags.items()))


def _unknown(units: Sequence[ForeignUnit], ours: Mapping[str, int]) -> tuple[Finding, ...]:
    unknown = [shown_unit(unit) for unit in units if unit.external_id not in ours]
    if not unknown:
        return ()
    return (Finding("source_units_unknown", {"count": len(unknown), "units": unknown[:_SHOWN]}),)


def _named(units: Sequence[ForeignUnit], external_id: str) -> str:
    return next(
        (shown_unit(unit) for unit in units if unit.external_id == external_id), external_id
    )


def shown_unit(unit: ForeignUnit) -> str:
    """Return a unit as people name it: its name, and the source's code where there is one."""
    label = unit.name or unit.external_id
    return f"{label} ({unit.code})" if unit.code else label
