"""Late and overdue dossiers to look through, and everything known of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import (
    Dossier,
    DossierRevision,
    ImportBatch,
    IntegrityAlert,
    Procedure,
    Source,
    Unit,
    User,
    db,
)
from models.vocabulary import DossierStatus, LatenessRule, Timeliness
from tracker.queries.dossier_counts import ended_inside, is_late, is_overdue, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from models.vocabulary import AlertKind, Channel


@dataclass(frozen=True, slots=True)
class DossierSearch:
    """Which dossiers are wanted.

    Args:
        kind: Finished late in the days given, or open and overdue when the last day was over.
        first_day: First day.
        last_day: Last day.
        unit_ids: Only of these units; None for all.
        rule: Whether lateness is judged by day or by minute.
    """

    kind: Timeliness
    first_day: date
    last_day: date
    unit_ids: Collection[int] | None
    rule: LatenessRule


@dataclass(frozen=True, slots=True)
class FoundDossier:
    """One late or overdue dossier of a listing."""

    id: int
    code: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    officer: str
    received_on: date
    due_on: date | None
    judged_due_on: date | None
    finished_on: date | None
    status: DossierStatus
    is_sample: bool


@dataclass(frozen=True, slots=True)
class DossierDetail:
    """Everything known of one dossier; days and minutes of the local wall clock."""

    id: int
    code: str
    unit_id: int
    unit_code: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    field: str
    officer: str
    received_on: date
    received_minute: int | None
    due_on: date | None
    due_minute: int | None
    judged_due_on: date | None
    finished_on: date | None
    finished_minute: int | None
    returned_on: date | None
    status: DossierStatus
    channel: Channel | None
    as_of: date
    revision: int
    batch_id: int
    source_code: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class DossierRevisionRow:
    """What a dossier was before an import changed it."""

    revision: int
    facts: Mapping[str, Any]
    replaced_at: datetime
    replaced_by: str
    replaced_by_batch_id: int


@dataclass(frozen=True, slots=True)
class DossierAlert:
    """A rewriting of known facts."""

    kind: AlertKind
    details: Mapping[str, Any]
    raised_at: datetime
    closed_at: datetime | None
    closed_by: str
    closing_reason: str


_FOUND: Final = (
    Dossier.id,
    Dossier.code,
    Unit.name,
    Procedure.code,
    Procedure.name,
    Dossier.officer,
    Dossier.received_on,
    Dossier.due_on,
    Dossier.judged_due_on,
    Dossier.finished_on,
    Dossier.status,
    Source.is_sample,
)


def count_dossiers(search: DossierSearch) -> int:
    """Return how many dossiers a search finds."""
    statement = sa.select(sa.func.count()).select_from(Dossier).where(*_wanted(search))
    return db.session.scalar(statement) or 0


def list_dossiers(search: DossierSearch, *, offset: int, limit: int) -> list[FoundDossier]:
    """Return part of what a search finds, those due first first.

    Args:
        search: Which dossiers.
        offset: How many to leave out.
        limit: At most so many.
    """
    statement = (
        sa.select(*_FOUND)
        .select_from(Dossier)
        .join(Unit, Unit.id == Dossier.unit_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Source, Source.id == Dossier.source_id)
        .where(*_wanted(search))
        .order_by(Dossier.judged_due_on, Dossier.code, Dossier.id)
        .offset(offset)
        .limit(limit)
    )
    return [FoundDossier(*_values(row)) for row in db.session.execute(statement)]


def find_dossier(dossier_id: int, unit_ids: Collection[int] | None = None) -> DossierDetail | None:
    """Return one dossier, None when there is none or it is not of the units.

    Args:
        dossier_id: Its key.
        unit_ids: Only of these units; None for all.
    """
    statement = (
        sa.select(
            Dossier.id,
            Dossier.code,
            Dossier.unit_id,
            Unit.code,
            Unit.name,
            Procedure.code,
            Procedure.name,
            Procedure.field,
            Dossier.officer,
            Dossier.received_on,
            Dossier.received_minute,
            Dossier.due_on,
            Dossier.due_minute,
            Dossier.judged_due_on,
            Dossier.finished_on,
            Dossier.finished_minute,
            Dossier.returned_on,
            Dossier.status,
            Dossier.channel,
            Dossier.as_of,
            Dossier.revision,
            Dossier.batch_id,
            Source.code,
            Source.is_sample,
        )
        .join(Unit, Unit.id == Dossier.unit_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Source, Source.id == Dossier.source_id)
        .where(Dossier.id == dossier_id)
    )
    row = db.session.execute(statement).first()
    if row is None or (unit_ids is not None and row.unit_id not in unit_ids):
        return None
    return DossierDetail(*_values(row))


def list_dossier_revisions(dossier_id: int) -> list[DossierRevisionRow]:
    """Return what a dossier was before, the newest first."""
    statement = (
        sa.select(
            DossierRevision.revision,
            DossierRevision.facts,
            ImportBatch.created_at,
            User.display_name,
            DossierRevision.replaced_by_batch_id,
        )
        .join(ImportBatch, ImportBatch.id == DossierRevision.replaced_by_batch_id)
        .join(User, User.id == ImportBatch.created_by)
        .where(DossierRevision.dossier_id == dossier_id)
        .order_by(DossierRevision.revision.desc())
    )
    return [DossierRevisionRow(*row) for row in db.session.execute(statement)]


def list_dossier_alerts(dossier_id: int) -> list[DossierAlert]:
    """Return the rewritings of a dossier, the newest first."""
    statement = (
        sa.select(
            IntegrityAlert.kind,
            IntegrityAlert.details,
            IntegrityAlert.raised_at,
            IntegrityAlert.closed_at,
            sa.func.coalesce(User.display_name, ""),
            IntegrityAlert.closing_reason,
        )
        .outerjoin(User, User.id == IntegrityAlert.closed_by)
        .where(IntegrityAlert.dossier_id == dossier_id)
        .order_by(IntegrityAlert.id.desc())
    )
    return [DossierAlert(*row) for row in db.session.execute(statement)]


def _wanted(search: DossierSearch) -> list[sa.ColumnElement[bool]]:
    conditions = [_of_kind(search)]
    if search.unit_ids is not None:
        conditions.append(Dossier.unit_id.in_(sorted(search.unit_ids)))
    return conditions


def _of_kind(search: DossierSearch) -> sa.ColumnElement[bool]:
    if search.kind is Timeliness.FINISHED_LATE:
        return sa.and_(
            ended_inside(search.first_day, search.last_day),
            Dossier.status == DossierStatus.FINISHED,
            is_late(search.rule),
        )
    overdue = is_overdue(search.last_day, search.rule)
    ended_after, not_ended = standing(search.last_day)
    still_open = sa.and_(not_ended, Dossier.status == DossierStatus.OPEN)
    return sa.and_(overdue, sa.or_(ended_after, still_open))


def _values(row: sa.Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return a row as a plain tuple: its static type ends at ten columns."""
    return tuple(row)
