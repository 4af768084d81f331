"""Late dossiers to explain, and explanations to review, by unit and month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Publication, db
from models.vocabulary import PublicationState, ReviewState, WaitingKind
from tracker.queries.late_cases import CaseSearch, count_cases_by_unit
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tracker.rules.waiting import WaitingItem

MOST_MONTHS: Final = 3
"""Months whose gaps are still asked for: those of the newest lists."""

KINDS: Final = {
    None: WaitingKind.EXPLAIN_DOSSIERS,
    ReviewState.SENT_BACK: WaitingKind.REWRITE_EXPLANATIONS,
    ReviewState.SUBMITTED: WaitingKind.REVIEW_EXPLANATIONS,
}
WORDS: Final = {
    None: "chua-viet",
    ReviewState.SENT_BACK: "tra-lai",
    ReviewState.SUBMITTED: "cho-xem-xet",
}
"""What the page of explanations calls a state in its address."""


def find_explanations_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield what is to be written, written again and reviewed: one query a month."""
    for month in newest_lists():
        search = CaseSearch(
            month.first_day, month.last_day, scope.settings.lateness_rule, scope.unit_ids
        )
        for unit_id, state, writer_id, count, moved_at in count_cases_by_unit(search):
            if state in KINDS:
                yield _item(scope, month, unit_id, state, writer_id, count, moved_at)


def newest_lists() -> list[Any]:
    """Return the months of the newest lists: period, days, and the reply window of each."""
    newest = (
        sa.select(Publication.period, sa.func.max(Publication.version).label("version"))
        .where(Publication.state != PublicationState.WITHDRAWN)
        .group_by(Publication.period)
        .order_by(Publication.period.desc())
        .limit(MOST_MONTHS)
        .subquery()
    )
    statement = (
        sa.select(
            Publication.period,
            Publication.first_day,
            Publication.last_day,
            Publication.reply_until,
            Publication.reply_opened_at,
            Publication.drafted_at,
        )
        .join(
            newest,
            sa.and_(newest.c.period == Publication.period, newest.c.version == Publication.version),
        )
        .order_by(Publication.period)
    )
    return list(db.session.execute(statement))


def _item(
    scope: Scope,
    month: Any,
    unit_id: int,
    state: ReviewState | None,
    writer_id: int | None,
    count: int,
    moved_at: datetime | None,
) -> WaitingItem:
    is_review = state is ReviewState.SUBMITTED
    return make_item(
        KINDS[state],
        Place(
            "explanations.index",
            (("thang", month.period), ("trang-thai", WORDS[state])),
            "don-vi",
        ),
        scope,
        count=count,
        unit_id=unit_id,
        period=month.period,
        due_on=month.reply_until,
        since=moved_at or month.reply_opened_at or month.drafted_at,
        made_by=writer_id if is_review else None,
    )


PROVIDERS: Final = (Provider(tuple(KINDS.values()), find_explanations_waiting),)
