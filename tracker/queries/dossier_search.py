"""Late and overdue dossiers to look through, as known now or on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Dossier, Explanation, Procedure, Source, Unit, db
from models.vocabulary import DossierStatus, LatenessRule, ReviewState, Timeliness
from tracker.queries.day_spans import DaysBetween
from tracker.queries.dossier_counts import ended_inside, is_late, is_overdue, standing
from tracker.queries.dossier_history import list_replaced_since
from tracker.queries.dossier_orders import DossierOrder, order_clauses, sort_found
from tracker.rules.lateness import days_late

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from models.vocabulary import DelayCause
    from tracker.queries.dossier_history import KnownDossier


@dataclass(frozen=True, slots=True)
class DossierSearch:
    """Which dossiers are wanted.

    Args:
        kind: Finished late in the days given, or open and overdue when the last day was over.
        first_day: First day.
        last_day: Last day.
        unit_ids: Only of these units; None for all.
        rule: Whether lateness is judged by day or by minute.
        known_on: As the dossiers were known on that past day; None for what is known now.
        field: Only of procedures of this field, "" for those without; None for all.
        days: Only so many calendar days late, from and to, None without end; None for all.
        causes: Only with one of these reasons, None among them for none known: as explained, else
            as the one-stop system has it; of the past the system's alone. None for all.
    """

    kind: Timeliness
    first_day: date
    last_day: date
    unit_ids: Collection[int] | None
    rule: LatenessRule
    known_on: date | None = None
    field: str | None = None
    days: tuple[int, int | None] | None = None
    causes: frozenset[DelayCause | None] | None = None

    def holds(self, dossier: KnownDossier) -> bool:
        """Return whether unit, days and reason of a late dossier are among those wanted."""
        is_open = self.kind is Timeliness.OPEN_OVERDUE
        end_on = None if is_open else dossier.finished_on
        days = days_late(dossier.judged_due_on, end_on or self.last_day)
        least, most = self.days or (0, None)
        return (
            (self.unit_ids is None or dossier.unit_id in self.unit_ids)
            and (self.causes is None or dossier.cause in self.causes)
            and least <= days <= (days if most is None else most)
        )


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
    received_minute: int | None
    term_text: str
    supplement_count: int | None
    cause: DelayCause | None
    is_sample: bool


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
    Dossier.received_minute,
    Dossier.term_text,
    Dossier.supplement_count,
    Dossier.cause,
    Source.is_sample,
)


_USUAL: Final = DossierOrder()


def count_dossiers(search: DossierSearch) -> int:
    """Return how many dossiers a search finds."""
    if search.known_on is not None:
        return len(_of_the_past(search))
    statement = sa.select(sa.func.count()).select_from(Dossier).where(*search_conditions(search))
    return db.session.scalar(statement) or 0


def list_dossiers(
    search: DossierSearch,
    *,
    order: DossierOrder = _USUAL,
    offset: int = 0,
    limit: int | None = None,
) -> list[FoundDossier]:
    """Return what a search finds or part of it, those due first first unless told otherwise.

    Args:
        search: Which dossiers.
        order: What they are sorted by.
        offset: How many to leave out.
        limit: At most so many; None for all.
    """
    if search.known_on is not None:
        found = sort_found(_of_the_past(search), search, order)
        return found[offset : None if limit is None else offset + limit]
    clauses = order_clauses(search, order)
    statement = _select_found(search).order_by(*clauses).offset(offset).limit(limit)
    return [FoundDossier(*row) for row in db.session.execute(statement)]


def _select_found(search: DossierSearch) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_FOUND)
        .select_from(Dossier)
        .join(Unit, Unit.id == Dossier.unit_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Source, Source.id == Dossier.source_id)
        .where(*search_conditions(search))
    )


def _of_the_past(search: DossierSearch) -> list[FoundDossier]:
    """Return all a search of the past finds: what stands unchanged, and what was rebuilt."""
    found = [FoundDossier(*row) for row in db.session.execute(_select_found(search))]
    return found + _rebuilt(search)


def _rebuilt(search: DossierSearch) -> list[FoundDossier]:
    if search.known_on is None:
        return []
    wanted = [
        dossier
        for dossier in list_replaced_since(search.known_on)
        if dossier.classify(search.first_day, search.last_day, search.rule) is search.kind
        and search.holds(dossier)
    ]
    if search.field is not None:
        of_field = set(db.session.scalars(_procedures(search.field)))
        wanted = [dossier for dossier in wanted if dossier.procedure_id in of_field]
    if not wanted:
        return []
    units = {row.id: row.name for row in db.session.execute(sa.select(Unit.id, Unit.name))}
    procedures = {
        row.id: (row.code, row.name)
        for row in db.session.execute(sa.select(Procedure.id, Procedure.code, Procedure.name))
    }
    samples = set(db.session.scalars(sa.select(Source.id).where(Source.is_sample)))
    return [
        FoundDossier(
            dossier.id,
            dossier.code,
            units[dossier.unit_id],
            *procedures[dossier.procedure_id],
            dossier.officer,
            dossier.received_on,
            dossier.due_on,
            dossier.judged_due_on,
            dossier.finished_on,
            dossier.status,
            dossier.received_minute,
            dossier.term_text,
            dossier.supplement_count,
            dossier.cause,
            dossier.source_id in samples,
        )
        for dossier in wanted
    ]


def search_conditions(search: DossierSearch) -> list[sa.ColumnElement[bool]]:
    """Return what the dossiers of a search have in common; of the past, those not rebuilt."""
    conditions = [_of_kind(search)]
    if search.known_on is not None:
        conditions.append(Dossier.as_of <= search.known_on)
    if search.unit_ids is not None:
        conditions.append(Dossier.unit_id.in_(sorted(search.unit_ids)))
    if search.field is not None:
        conditions.append(Dossier.procedure_id.in_(_procedures(search.field)))
    return [*conditions, *_of_days(search), *_of_causes(search)]


def known_cause() -> sa.ColumnElement[DelayCause | None]:
    """Return a dossier's reason: as explained, unless that was sent back, else the system's."""
    later, newest = aliased(Explanation), aliased(Explanation)
    is_newest = ~sa.exists().where(
        later.dossier_id == newest.dossier_id, later.version > newest.version
    )
    explained = sa.select(newest.cause).where(
        newest.dossier_id == Dossier.id, newest.state != ReviewState.SENT_BACK, is_newest
    )
    return sa.func.coalesce(explained.scalar_subquery(), Dossier.cause)


def _of_days(search: DossierSearch) -> Iterator[sa.ColumnElement[bool]]:
    if search.days is not None:
        least, most = search.days
        is_open = search.kind is Timeliness.OPEN_OVERDUE
        ended_on = sa.literal(search.last_day) if is_open else Dossier.finished_on
        days = DaysBetween(ended_on, Dossier.judged_due_on)
        yield days >= least if most is None else days.between(least, most)


def _of_causes(search: DossierSearch) -> Iterator[sa.ColumnElement[bool]]:
    if search.causes is not None:
        cause = Dossier.cause if search.known_on is not None else known_cause()
        wanted = cause.in_([each for each in search.causes if each is not None])
        yield sa.or_(wanted, cause.is_(None)) if None in search.causes else wanted


def _procedures(field: str) -> sa.Select[int]:
    return sa.select(Procedure.id).where(Procedure.field == field)


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
