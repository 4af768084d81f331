"""Everything known of one dossier: its facts, what they were before, what was rewritten."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

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
from tracker.clock import past_day
from tracker.queries.dossier_history import list_replaced_since

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from models.vocabulary import AlertKind, Channel, DelayCause, DossierStatus
    from tracker.queries.dossier_history import KnownDossier


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
    term_text: str
    supplement_count: int | None
    cause: DelayCause | None
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
            Dossier.term_text,
            Dossier.supplement_count,
            Dossier.cause,
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
    row: Any = db.session.execute(statement).first()
    if row is None or (unit_ids is not None and row.unit_id not in unit_ids):
        return None
    return DossierDetail(*row)


def find_dossier_then(
    dossier_id: int, unit_ids: Collection[int] | None = None
) -> DossierDetail | None:
    """Return one dossier by what was known of it on the day looked at; None as `find_dossier`.

    Args:
        dossier_id: Its key.
        unit_ids: Only of these units; None for all.
    """
    found, day = find_dossier(dossier_id), past_day()
    if found is not None and day is not None and found.as_of > day:
        known = next(list_replaced_since(day, dossier_id=dossier_id), None)
        found = None if known is None else _as_known(found, known)
    is_asked = unit_ids is None or (found is not None and found.unit_id in unit_ids)
    return found if is_asked else None


def _as_known(found: DossierDetail, known: KnownDossier) -> DossierDetail:
    unit = db.session.get_one(Unit, known.unit_id)
    procedure = db.session.get_one(Procedure, known.procedure_id)
    names = {field.name for field in fields(known)} & {field.name for field in fields(found)}
    return replace(
        found,
        **{name: getattr(known, name) for name in names},
        unit_code=unit.code,
        unit_name=unit.name,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        field=procedure.field,
    )


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
