"""What two sources state of a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import ImportBatch, Indicator, Measurement, Source, SourceUnit, User, db
from models.vocabulary import Role
from tracker.errors import NotFoundError
from tracker.queries.known import is_current, stated_on, was_restated
from tracker.rules.figures import Amount
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of figures.

    Args:
        id: Its key; 0 for the built-in one before its first pull.
    """

    id: int
    code: str
    name: str
    kind: SourceKind
    is_sample: bool


@dataclass(frozen=True, slots=True)
class CommonPeriod:
    """A period several sources have figures of."""

    period: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordedFigure:
    """A source's current statement of one figure.

    Args:
        unit_id: Whose it is.
        indicator_id: What is measured.
        amount: What it says.
        note: Anything else the source says.
        revision: 1 for the first statement.
        as_of: Day it stands for.
        batch_id: The import that brought it.
        captured_at: When the source gave it out, as far as the import says.
        imported_at: When it was taken in.
    """

    unit_id: int
    indicator_id: int
    amount: Amount
    note: str
    revision: int
    as_of: date
    batch_id: int
    captured_at: datetime | None
    imported_at: datetime


def list_sources() -> list[SourceRow]:
    """Return every source, by code."""
    rows = db.session.execute(_sources().order_by(Source.code))
    return [SourceRow(*row) for row in rows]


def get_source(code: str) -> SourceRow:
    """Return one source.

    Raises:
        NotFoundError: `reconcile_source_unknown`, with the codes there are.
    """
    row = db.session.execute(_sources().where(Source.code == code)).first()
    if row is None:
        known = tuple(source.code for source in list_sources()) or "–"
        raise NotFoundError("reconcile_source_unknown", value=code, known=known)
    return SourceRow(*row)


def _sources() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Source.id, Source.code, Source.name, Source.kind, Source.is_sample)


def load_recorded_figures(source_id: int, period: str) -> list[RecordedFigure]:
    """Return a source's current figures of a period.

    Args:
        source_id: Key of the source.
        period: Text form of the period.
    """
    figure = Measurement
    statement = (
        sa.select(
            *(figure.unit_id, figure.indicator_id, figure.numerator, figure.denominator),
            *(figure.value, figure.quality, figure.note, figure.revision, stated_on()),
            *(figure.batch_id, ImportBatch.captured_at, ImportBatch.created_at, was_restated()),
        )
        .join(ImportBatch, ImportBatch.id == figure.batch_id)
        .where(figure.source_id == source_id, figure.period == period, is_current())
    )
    found = [
        (RecordedFigure(unit_id, indicator_id, Amount(*others[:4]), *others[4:-1]), others[-1])
        for unit_id, indicator_id, *others in db.session.execute(statement)
    ]
    newest = max((row.as_of for row, _ in found), default=None)
    return [replace(row, as_of=newest) if was_again and newest else row for row, was_again in found]


def list_measured_units(*, source_code: str, period: str) -> list[int]:
    """Return the keys of the units a source states figures of in a period, in order."""
    statement = (
        sa.select(Measurement.unit_id)
        .join(Source, Source.id == Measurement.source_id)
        .where(Source.code == source_code, Measurement.period == period, Measurement.is_current)
        .distinct()
        .order_by(Measurement.unit_id)
    )
    return list(db.session.scalars(statement))


def list_measured_periods(source_id: int) -> list[str]:
    """Return the periods a source has recorded figures of, in the order of their text."""
    statement = (
        sa.select(Measurement.period)
        .where(Measurement.source_id == source_id, is_current())
        .distinct()
        .order_by(Measurement.period)
    )
    return list(db.session.scalars(statement))


def list_common_periods() -> list[CommonPeriod]:
    """Return the periods at least two sources have recorded figures of, the newest text first."""
    statement = (
        sa.select(Measurement.period, Source.code)
        .join(Source, Source.id == Measurement.source_id)
        .where(is_current())
        .distinct()
        .order_by(Measurement.period.desc(), Source.code)
    )
    found: dict[str, list[str]] = {}
    for period, code in db.session.execute(statement):
        found.setdefault(period, []).append(code)
    return [CommonPeriod(period, tuple(codes)) for period, codes in found.items() if codes[1:]]


def count_unmapped_units(source_id: int) -> int:
    """Return how many units of a source nobody has matched with ours."""
    statement = sa.select(sa.func.count(SourceUnit.id)).where(
        SourceUnit.source_id == source_id, SourceUnit.unit_id.is_(None)
    )
    return db.session.scalar(statement) or 0


def list_difference_owners() -> list[tuple[str, str]]:
    """Return user name and display name of the accounts in use that may own a difference."""
    statement = (
        sa.select(User.username, User.display_name)
        .where(User.role == Role.OFFICE_STAFF, User.is_active)
        .order_by(User.username)
    )
    people = [(username, name) for username, name in db.session.execute(statement)]
    return sorted(people, key=lambda person: sort_key(person[1]))


def find_indicator_id(code: str) -> int | None:
    """Return the key of an indicator, None when there is none of that code."""
    return db.session.scalar(sa.select(Indicator.id).where(Indicator.code == code))
