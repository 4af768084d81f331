"""Our own dossiers as a source of figures (đếm từ hồ sơ): captured as sums, read like any reply.

`capture` asks the database for the sums of every unit and writes them down with what they rest on:
which imports, up to which day, which rule, which calendar. `read` makes the figures of these bytes
alone, so that they can be made again from the stored copy.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import DelayCause, UnitLevel
from tracker.errors import RefusedError
from tracker.queries.calendar import load_calendar
from tracker.queries.calendar_changes import calendar_version
from tracker.queries.dossier_measures import DossierSpan, load_dossier_sums, sum_processing_days
from tracker.queries.dossier_overlaps import count_shared_codes
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.indicators import list_indicators_in_force
from tracker.queries.reconciliation import list_measured_units
from tracker.queries.units import load_tree
from tracker.rules.canonical import canonical_json
from tracker.rules.counts import UnitCounts
from tracker.rules.dates import format_date
from tracker.rules.dossier_measures import (
    UNSTATED,
    DossierSums,
    ProcessingDays,
    measures_of,
)
from tracker.runtime import current_settings
from tracker.sources.contract import Finding, ForeignFigure, ForeignUnit, Reading
from tracker.sources.errors import PullFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.queries.dossier_sources import DossierSource
    from tracker.queries.unit_tree import UnitTree
    from tracker.rules.periods import Period
    from tracker.sources.contract import Reply, SourceSettings

LOCAL: Final = "local"
"""Name of the one reply of a local connector."""
SAMPLE: Final = "sample"
"""Quality of figures that rest on made-up dossiers (dữ liệu minh họa)."""


class OwnDossiers:
    """The connector "dossiers"."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings that ask for anything: there is nothing to choose.

        Raises:
            RefusedError: `source_setting_unknown`.
        """
        for key, value in settings.options.items():
            raise RefusedError(
                "source_setting_unknown", source=settings.code, key=key, value=value, allowed="—"
            )

    def check_period(self, settings: SourceSettings, period: Period, on: date) -> None:
        """Refuse a period that has not begun, or of which no dossier is known.

        Args:
            settings: Of the source.
            period: Any kind of period.
            on: Today in Vietnam.

        Raises:
            RefusedError: `own_dossiers_future`, `own_dossiers_missing`.
        """
        del settings
        first_day, _, judged_on = _days(period, on)
        if first_day > on:
            raise RefusedError("own_dossiers_future", period=period.code, first_day=first_day)
        if not list_dossier_sources(first_day, judged_on):
            raise RefusedError("own_dossiers_missing", period=period.code)

    def capture(self, settings: SourceSettings, period: Period, on: date) -> bytes:
        """Return the sums of every unit with dossiers in a period, and what they rest on.

        A unit that had figures before and has no dossier any more is captured with zeros, so that
        its old figures do not stay in force. A period still running is judged at the end of today.

        Args:
            settings: Of the source.
            period: Any kind of period.
            on: Today in Vietnam.

        Raises:
            RefusedError: `own_dossiers_future`, `own_dossiers_missing`.
        """
        self.check_period(settings, period, on)
        first_day, last_day, judged_on = _days(period, on)
        span = DossierSpan(first_day, judged_on, current_settings().lateness_rule)
        sources = list_dossier_sources(first_day, judged_on)
        tree = load_tree()
        sums = load_dossier_sums(span, tree, sum_processing_days(span, load_calendar()))
        for unit_id in list_measured_units(source_code=settings.code, period=period.code):
            sums.setdefault(unit_id, _nothing(unit_id, tree))
        content = {
            "period": period.code,
            "first_day": first_day,
            "last_day": last_day,
            "judged_on": judged_on,
            "rule": span.rule,
            "calendar_version": calendar_version(),
            "sources": [_source(source) for source in sources],
            "shared_codes": count_shared_codes(first_day, judged_on) if len(sources) > 1 else 0,
            "indicators": sorted(list_indicators_in_force(last_day)),
            "units": [_unit(unit_id, sums[unit_id], tree) for unit_id in sorted(sums)],
        }
        return canonical_json(content)

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return the figures of the captured sums.

        Args:
            settings: Of the source.
            period: What was asked for.
            replies: The one reply "local".

        Raises:
            PullFailedError: `source_reply_unreadable`, for bytes `capture` did not write.
        """
        del settings
        try:
            content = _content(replies[LOCAL].body, period.code)
            figures = tuple(_figures(content))
            units = tuple(
                ForeignUnit(
                    str(unit["id"]), unit["code"], unit["name"], unit["is_total"], unit["id"]
                )
                for unit in content["units"]
            )
            findings = tuple(_findings(content))
        except (KeyError, TypeError, ValueError):
            raise PullFailedError("source_reply_unreadable", call=LOCAL) from None
        is_sample = any(figure.quality.endswith(SAMPLE) for figure in figures)
        return Reading(figures=figures, units=units, findings=findings, is_sample=is_sample)


OWN_DOSSIERS: Final = OwnDossiers()


def _days(period: Period, on: date) -> tuple[date, date, date]:
    """Return the first and last day of a period, and the day at whose end it is judged."""
    cutoff = current_settings().month_cutoff_day
    last_day = period.last_day(cutoff)
    return period.first_day(cutoff), last_day, min(last_day, on)


def _content(body: bytes, period: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(body)
    if content["period"] != period:
        raise ValueError(content["period"])
    return content


def _nothing(unit_id: int, tree: UnitTree) -> DossierSums:
    level = tree.by_id(unit_id).level
    return DossierSums(by_level={level: UnitCounts()}, is_total=level is UnitLevel.PROVINCE)


def _source(source: DossierSource) -> dict[str, object]:
    return {
        "code": source.code,
        "as_of": source.as_of,
        "captured_at": source.captured_at,
        "batch": source.batch_id,
        "is_sample": source.is_sample,
    }


def _unit(unit_id: int, sums: DossierSums, tree: UnitTree) -> dict[str, object]:
    unit = tree.by_id(unit_id)
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "is_total": sums.is_total,
        "counts": asdict(sums.counts),
        "days": asdict(sums.days),
        "causes": {
            UNSTATED if cause is None else cause.value: count
            for cause, count in sums.causes.items()
        },
        "by_level": {level.value: asdict(counts) for level, counts in sums.by_level.items()},
    }


def _sums(unit: Mapping[str, Any]) -> DossierSums:
    return DossierSums(
        counts=UnitCounts(**unit["counts"]),
        days=ProcessingDays(**unit["days"]),
        causes={
            None if name == UNSTATED else DelayCause(name): count
            for name, count in unit["causes"].items()
        },
        by_level={
            UnitLevel(name): UnitCounts(**counts) for name, counts in unit["by_level"].items()
        },
        is_total=unit["is_total"],
    )


def _figures(content: Mapping[str, Any]) -> Iterator[ForeignFigure]:
    in_force = frozenset(content["indicators"])
    sample = [SAMPLE] if any(source["is_sample"] for source in content["sources"]) else []
    for unit in content["units"]:
        for measure in measures_of(_sums(unit)):
            if measure.indicator in in_force:
                yield ForeignFigure(
                    external_id=str(unit["id"]),
                    indicator=measure.indicator,
                    numerator=measure.numerator,
                    denominator=measure.denominator,
                    value=None if measure.value is None else Decimal(measure.value),
                    quality="|".join(filter(None, [measure.quality, *sample])),
                    call=LOCAL,
                )


def _findings(content: Mapping[str, Any]) -> Iterator[Finding]:
    if content["shared_codes"]:
        yield Finding("own_dossiers_in_two_sources", {"count": content["shared_codes"]})
    for source in content["sources"]:
        if source["as_of"] < content["judged_on"]:
            yield Finding(
                "own_dossiers_end_early",
                {
                    "source": source["code"],
                    "as_of": _day(source["as_of"]),
                    "last_day": _day(content["judged_on"]),
                },
            )


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text))
