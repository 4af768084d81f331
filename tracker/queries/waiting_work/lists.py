"""Late lists that wait for an answer, a decision, an approval or publication; open alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import IntegrityAlert, Objection, Publication, ReplyUnit, db
from models.vocabulary import ObjectionState, PublicationState, WaitingKind
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item
from tracker.rules.reply_windows import is_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.waiting import WaitingItem


def find_lists_to_answer(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the draft lists whose window is open, for each unit that has not answered."""
    statement = (
        sa.select(
            ReplyUnit.unit_id,
            ReplyUnit.row_count,
            Publication.period,
            Publication.reply_until,
            Publication.reply_opened_at,
        )
        .join(Publication, Publication.id == ReplyUnit.publication_id)
        .where(
            Publication.state == PublicationState.DRAFT,
            Publication.reply_until >= scope.today,
            ReplyUnit.row_count > 0,
            ReplyUnit.answered_at.is_(None),
        )
        .order_by(Publication.period, ReplyUnit.unit_id)
    )
    if scope.unit_ids is not None:
        statement = statement.where(ReplyUnit.unit_id.in_(sorted(scope.unit_ids)))
    for unit_id, row_count, period, until, opened_at in db.session.execute(statement):
        yield make_item(
            WaitingKind.ANSWER_LIST,
            Place("objections.show", (("period", period),), "don-vi"),
            scope,
            count=row_count,
            unit_id=unit_id,
            period=period,
            due_on=until,
            since=opened_at,
        )


def find_objections_to_decide(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the objections nobody decided, by month and by who wrote them down."""
    drafted = sa.select(Publication.period).where(Publication.state == PublicationState.DRAFT)
    statement = (
        sa.select(
            Publication.period,
            Objection.raised_by,
            sa.func.count(),
            sa.func.max(Objection.raised_at),
        )
        .join(Publication, Publication.id == Objection.publication_id)
        .where(Objection.state == ObjectionState.OPEN, Publication.period.in_(drafted))
        .group_by(Publication.period, Objection.raised_by)
        .order_by(Publication.period, Objection.raised_by)
    )
    for period, raised_by, count, raised_at in db.session.execute(statement):
        yield make_item(
            WaitingKind.DECIDE_OBJECTIONS,
            Place("objections.overview", (("period", period),)),
            scope,
            count=count,
            period=period,
            since=raised_at,
            made_by=raised_by,
        )


def find_lists_to_release(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the drafts that can be approved, and the approved lists that can be published."""
    rows = db.session.execute(
        sa.select(
            Publication.period,
            Publication.state,
            Publication.reply_until,
            Publication.drafted_by,
            Publication.drafted_at,
            Publication.approved_at,
            _waited_for().label("waited_for"),
        )
        .where(Publication.state.in_((PublicationState.DRAFT, PublicationState.APPROVED)))
        .order_by(Publication.period)
    )
    for row in rows:
        place = Place("lists.show", (("period", row.period),))
        if row.state is PublicationState.APPROVED:
            yield make_item(
                WaitingKind.PUBLISH_LISTS, place, scope, period=row.period, since=row.approved_at
            )
        elif not (is_open(row.reply_until, scope.today) and row.waited_for):
            yield make_item(
                WaitingKind.APPROVE_LISTS,
                place,
                scope,
                period=row.period,
                since=row.drafted_at,
                made_by=row.drafted_by,
            )


def find_alerts_open(scope: Scope) -> Iterator[WaitingItem]:
    """Yield one item for all integrity alerts nobody has closed."""
    count, raised_at = db.session.execute(
        sa.select(sa.func.count(), sa.func.max(IntegrityAlert.raised_at)).where(
            IntegrityAlert.closed_at.is_(None)
        )
    ).one()
    if count:
        yield make_item(
            WaitingKind.CLOSE_ALERTS, Place("alerts.index"), scope, count=count, since=raised_at
        )


def _waited_for() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(ReplyUnit)
        .where(
            ReplyUnit.publication_id == Publication.id,
            ReplyUnit.row_count > 0,
            ReplyUnit.answered_at.is_(None),
        )
        .scalar_subquery()
    )


PROVIDERS: Final = (
    Provider((WaitingKind.ANSWER_LIST,), find_lists_to_answer),
    Provider((WaitingKind.DECIDE_OBJECTIONS,), find_objections_to_decide),
    Provider((WaitingKind.APPROVE_LISTS, WaitingKind.PUBLISH_LISTS), find_lists_to_release),
    Provider((WaitingKind.CLOSE_ALERTS,), find_alerts_open),
)
