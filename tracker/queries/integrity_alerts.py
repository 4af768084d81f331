"""Integrity alerts (cảnh báo toàn vẹn) as frozen values: what was rewritten, who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import (
    CalendarChange,
    Dossier,
    ImportBatch,
    IntegrityAlert,
    Publication,
    Source,
    Unit,
    User,
    db,
)
from models.vocabulary import AlertKind, Role
from tracker.errors import NotFoundError
from tracker.queries.name_places import person_places, unit_places
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

_OWNER: Final = aliased(User)
_CLOSER: Final = aliased(User)
_IMPORTER: Final = aliased(User)
_OPEN: Final = IntegrityAlert.closed_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSearch:
    """Which alerts are meant; None in a field means any.

    Args:
        kind: What was rewritten.
        is_open: Only open ones, only closed ones.
        unit_ids: Only about dossiers these units have now.
        batch_id: Only raised by this import.
        days: Only those that touch the lists of this span: first and last day.
        owner_id: Only those this person is to look into.
    """

    kind: AlertKind | None = None
    is_open: bool | None = True
    unit_ids: frozenset[int] | None = None
    batch_id: int | None = None
    days: tuple[date, date] | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One alert.

    Args:
        dossier_id: The dossier; None where it is about a published month.
        dossier_code: Its code, in full: for staff only.
        unit_code: The unit that has it now; empty for a month.
        period: The published month; empty for a dossier.
        details: code, before, after and more, as they were found.
        batch_id: The import that raised it; None for a change of the calendar, `change_id`.
        file_name: The file of the import; empty for a change, likewise `source_code`.
        imported_by: Display name of who brought the file in, or applied the change;
            `imported_by_id` is their account.
        owner: Display name of who is to look into it; empty until somebody is named.
        closed_by: Display name; empty while it is open.
    """

    id: int
    kind: AlertKind
    dossier_id: int | None
    dossier_code: str
    unit_code: str
    unit_name: str
    period: str
    first_day: date
    last_day: date
    details: Mapping[str, Any]
    batch_id: int | None
    change_id: int | None
    file_name: str
    source_code: str
    is_sample: bool
    imported_by: str
    imported_by_id: int
    raised_at: datetime
    owner: str
    owner_username: str
    closed_at: datetime | None
    closed_by: str
    closing_reason: str

    @property
    def is_open(self) -> bool:
        """Return whether nobody has closed it."""
        return self.closed_at is None


class AlertColumn(StrEnum):
    """What a listing of alerts can be sorted by."""

    IMPORT = "import"
    UNIT = "unit"
    OWNER = "owner"


def list_alerts(
    search: AlertSearch,
    *,
    by: AlertColumn = AlertColumn.IMPORT,
    is_descending: bool = True,
    offset: int = 0,
    limit: int = 100,
) -> list[AlertRow]:
    """Return alerts; those alike by the newest cause, within it in the order they were raised.

    Args:
        search: Which.
        by: What they are sorted by.
        is_descending: Whether the highest come first; those without a value are last both ways.
        offset: Leave out so many.
        limit: At most so many.
    """
    value = _value(by)
    order = (value.desc() if is_descending else value.asc()).nulls_last()
    newest = _arrival().desc(), IntegrityAlert.change_id.desc().nulls_last(), IntegrityAlert.id
    statement = _select().where(*_conditions(search)).order_by(order, *newest)
    rows = db.session.execute(statement.offset(offset).limit(limit))
    return [AlertRow(**row._asdict()) for row in rows]


def get_alert(alert_id: int) -> AlertRow:
    """Return one alert.

    Raises:
        NotFoundError: `alert_missing`.
    """
    row = db.session.execute(_select().where(IntegrityAlert.id == alert_id)).first()
    if row is None:
        raise NotFoundError("alert_missing", value=alert_id)
    return AlertRow(**row._asdict())


def list_alert_ids(search: AlertSearch) -> list[int]:
    """Return the keys of all alerts a search means, in order."""
    statement = _from(sa.select(IntegrityAlert.id), search).where(*_conditions(search))
    return list(db.session.scalars(statement.order_by(IntegrityAlert.id)))


def count_alerts(search: AlertSearch) -> int:
    """Return how many alerts a search means."""
    statement = _from(sa.select(sa.func.count(IntegrityAlert.id)), search)
    return db.session.scalar(statement.where(*_conditions(search))) or 0


def count_alerts_by_kind(search: AlertSearch) -> dict[AlertKind, int]:
    """Return how many alerts of each kind a search means, its own kind aside; no kind with none."""
    columns = sa.select(IntegrityAlert.kind, sa.func.count(IntegrityAlert.id))
    wanted = _conditions(search, with_kind=False)
    rows = db.session.execute(_from(columns, search).where(*wanted).group_by(IntegrityAlert.kind))
    found: dict[AlertKind, int] = {row[0]: row[1] for row in rows}
    return {kind: found[kind] for kind in AlertKind if kind in found}


def count_open_alerts(first_day: date | None = None, last_day: date | None = None) -> int:
    """Return how many alerts are open.

    Args:
        first_day: Only those that touch the lists from this day,
        last_day: to this one.
    """
    days = None if first_day is None or last_day is None else (first_day, last_day)
    return count_alerts(AlertSearch(days=days))


def list_closers() -> list[tuple[str, str]]:
    """Return user name and display name of the accounts in use that may close alerts."""
    statement = (
        sa.select(User.username, User.display_name)
        .where(User.role.in_((Role.OFFICE_STAFF, Role.APPROVER)), User.is_active)
        .order_by(User.username)
    )
    people = [(username, name) for username, name in db.session.execute(statement)]
    return sorted(people, key=lambda person: sort_key(person[1]))


def _value(column: AlertColumn) -> sa.ColumnElement[Any]:
    if column is AlertColumn.UNIT:
        return unit_places(Dossier.unit_id)
    if column is AlertColumn.OWNER:
        return person_places(IntegrityAlert.owner_id)
    return _arrival()


def _arrival() -> sa.ColumnElement[int]:
    """Return the import of an alert; for one of the calendar the last import before that had one.

    So changes of the calendar stand among the imports as they came.
    """
    earlier = aliased(IntegrityAlert)
    last = (
        sa.select(earlier.batch_id)
        .where(earlier.id < IntegrityAlert.id, earlier.batch_id.is_not(None))
        .order_by(earlier.id.desc())
        .limit(1)
        .correlate(IntegrityAlert)
        .scalar_subquery()
    )
    return sa.func.coalesce(IntegrityAlert.batch_id, last, 0)


def _conditions(search: AlertSearch, *, with_kind: bool = True) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if with_kind and search.kind is not None:
        found.append(IntegrityAlert.kind == search.kind)
    if search.is_open is not None:
        found.append(_OPEN if search.is_open else ~_OPEN)
    if search.unit_ids is not None:
        found.append(Dossier.unit_id.in_(sorted(search.unit_ids)))
    if search.batch_id is not None:
        found.append(IntegrityAlert.batch_id == search.batch_id)
    if search.owner_id is not None:
        found.append(IntegrityAlert.owner_id == search.owner_id)
    if search.days is not None:
        first_day, last_day = search.days
        found += [IntegrityAlert.first_day <= last_day, IntegrityAlert.last_day >= first_day]
    return found


def _from(columns: sa.Select[*tuple[Any, ...]], search: AlertSearch) -> sa.Select[*tuple[Any, ...]]:
    statement = columns.select_from(IntegrityAlert)
    if search.unit_ids is None:
        return statement
    return statement.join(Dossier, Dossier.id == IntegrityAlert.dossier_id)


def _select() -> sa.Select[*tuple[Any, ...]]:
    def text(column: Any, name: str) -> sa.Label[str]:
        return sa.func.coalesce(column, "").label(name)

    alert = IntegrityAlert
    columns = (
        *(alert.id, alert.kind, alert.dossier_id, alert.period, alert.first_day, alert.last_day),
        *(alert.details, alert.batch_id, alert.change_id),
        *(alert.raised_at, alert.closed_at, alert.closing_reason),
        text(Dossier.code, "dossier_code"),
        text(Unit.code, "unit_code"),
        text(Unit.name, "unit_name"),
        text(ImportBatch.file_name, "file_name"),
        text(Source.code, "source_code"),
        sa.func.coalesce(Source.is_sample, _is_sample_month()).label("is_sample"),
        _IMPORTER.display_name.label("imported_by"),
        _IMPORTER.id.label("imported_by_id"),
        text(_OWNER.display_name, "owner"),
        text(_OWNER.username, "owner_username"),
        text(_CLOSER.display_name, "closed_by"),
    )
    return (
        sa.select(*columns)
        .select_from(alert)
        .outerjoin(ImportBatch, ImportBatch.id == alert.batch_id)
        .outerjoin(CalendarChange, CalendarChange.id == alert.change_id)
        .join(
            _IMPORTER,
            _IMPORTER.id == sa.func.coalesce(ImportBatch.created_by, CalendarChange.closed_by),
        )
        .outerjoin(Source, Source.id == ImportBatch.source_id)
        .outerjoin(Dossier, Dossier.id == alert.dossier_id)
        .outerjoin(Unit, Unit.id == Dossier.unit_id)
        .outerjoin(_OWNER, _OWNER.id == alert.owner_id)
        .outerjoin(_CLOSER, _CLOSER.id == alert.closed_by)
    )


def _is_sample_month() -> sa.ColumnElement[bool]:
    """Return whether a list of the alert's month holds sample data."""
    return sa.exists().where(
        Publication.period == IntegrityAlert.period, Publication.is_sample.is_(True)
    )
