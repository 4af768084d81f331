"""Current figures as frozen values, and which source speaks for a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Indicator, Measurement, Source, Unit, db
from tracker.queries.known import is_current, stated_on
from tracker.queries.speaking_source import SPEAKS_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from models.vocabulary import SourceKind

FEW_UNITS: Final = 50
"""So many units are named to the database; of more, all are read and the others left."""


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A figure and where it comes from.

    Args:
        id: Key of the revision.
        indicator_id: What is measured.
        indicator_code: Its code.
        unit_id: Whose it is.
        unit_code: Its code.
        unit_name: Its name.
        period: Text form of the period.
        source_code: Where it comes from.
        source_kind: What that source is.
        is_sample: Whether the source holds sample data ("dữ liệu minh họa").
        revision: 1 for the first statement.
        numerator: Tử số, None where the source gives no parts.
        denominator: Mẫu số; 0 means that nothing arose.
        value: The figure where there are no parts.
        quality: What the source says of its own figure.
        note: Anything else it says.
        as_of: The last day the source stated it.
        batch_id: The import that brought it.
    """

    id: int
    indicator_id: int
    indicator_code: str
    unit_id: int
    unit_code: str
    unit_name: str
    period: str
    source_code: str
    source_kind: SourceKind
    is_sample: bool
    revision: int
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    quality: str
    note: str
    as_of: date
    batch_id: int

    @property
    def is_verifiable(self) -> bool:
        """Return whether the parts are known; without them it is "reported, not verifiable"."""
        return self.numerator is not None


def list_measurements(
    *,
    periods: Iterable[str],
    indicator_code: str | None = None,
    unit_ids: Iterable[int] | None = None,
    source_code: str | None = None,
) -> list[MeasurementRow]:
    """Return every source's current figures, by period, indicator and unit, the best source first.

    Which source is best is decided in `tracker.queries.speaking_source`.

    Args:
        periods: Text forms of the periods.
        indicator_code: Only this indicator.
        unit_ids: Only these units.
        source_code: Only this source.
    """
    statement = (
        _select()
        .where(is_current(), Measurement.period.in_(sorted(set(periods))))
        .order_by(
            Measurement.period,
            Indicator.catalogue_id,
            Indicator.ordinal,
            Unit.code,
            Unit.valid_from,
            *SPEAKS_FIRST,
        )
    )
    if indicator_code is not None:
        statement = statement.where(Indicator.code == indicator_code)
    if source_code is not None:
        statement = statement.where(Source.code == source_code)
    wanted = None if unit_ids is None else frozenset(unit_ids)
    if wanted is not None and len(wanted) <= FEW_UNITS:
        statement = statement.where(Measurement.unit_id.in_(sorted(wanted)))
    rows = (MeasurementRow(*row) for row in db.session.execute(statement))
    return [row for row in rows if wanted is None or row.unit_id in wanted]


def list_preferred_measurements(
    *,
    periods: Iterable[str],
    indicator_code: str | None = None,
    unit_ids: Iterable[int] | None = None,
) -> list[MeasurementRow]:
    """Return one figure per period, indicator and unit: that of the best source.

    Args and order as for `list_measurements`.
    """
    preferred: dict[tuple[str, int, int], MeasurementRow] = {}
    for row in list_measurements(periods=periods, indicator_code=indicator_code, unit_ids=unit_ids):
        preferred.setdefault((row.period, row.indicator_id, row.unit_id), row)
    return list(preferred.values())


def list_revisions(
    *, indicator_code: str, unit_id: int, period: str, source_code: str
) -> list[MeasurementRow]:
    """Return every revision of one figure, the first statement first."""
    statement = (
        _select()
        .where(
            Indicator.code == indicator_code,
            Measurement.unit_id == unit_id,
            Measurement.period == period,
            Source.code == source_code,
        )
        .order_by(Measurement.revision)
    )
    return [MeasurementRow(*row) for row in db.session.execute(statement)]


def _select() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Measurement.id,
            Measurement.indicator_id,
            Indicator.code,
            Measurement.unit_id,
            Unit.code,
            Unit.name,
            Measurement.period,
            Source.code,
            Source.kind,
            Source.is_sample,
            Measurement.revision,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.value,
            Measurement.quality,
            Measurement.note,
            stated_on(),
            Measurement.batch_id,
        )
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .join(Unit, Unit.id == Measurement.unit_id)
        .join(Source, Source.id == Measurement.source_id)
    )
