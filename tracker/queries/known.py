"""What was known by the day looked at: conditions that leave out what was recorded later.

Looking at the present they are what they always were, and cost nothing more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Evaluation, EvaluationRun, ImportBatch, Measurement
from models.vocabulary import ReviewState
from tracker.clock import known_until, past_day

if TYPE_CHECKING:
    from datetime import date, datetime

Row = TypeVar("Row")


def recorded(instant: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that something had been recorded.

    Args:
        instant: When it was.
    """
    until = known_until()
    return sa.true() if until is None else instant < until


def was_by_then(at: datetime | None) -> bool:
    """Return whether something that has happened had happened by the day looked at.

    Args:
        at: When it happened; None while it has not.
    """
    until = known_until()
    return at is not None and (until is None or at < until)


def awaited(state: Any, reviewed_at: Any) -> sa.ColumnElement[bool]:
    """Return the condition that what somebody wrote waited for a review; as `state_then`.

    Args:
        state: Where it stands.
        reviewed_at: When it was reviewed.
    """
    until, waits = known_until(), state == ReviewState.SUBMITTED
    return waits if until is None else sa.or_(waits, reviewed_at >= until)


def state_then(state: ReviewState, reviewed_at: datetime | None) -> ReviewState:
    """Return where what somebody wrote stood: before its review it waited for one."""
    return state if reviewed_at is None or was_by_then(reviewed_at) else ReviewState.SUBMITTED


def reviewed_then(row: Row) -> Row:
    """Return a written thing as it stood: a review recorded later is taken out of it.

    Args:
        row: A frozen row with `state`, `reviewed_at`, `reviewed_by` and `review_note`.
    """
    was: Any = row
    if was.reviewed_at is None or was_by_then(was.reviewed_at):
        return row
    undone: Row = replace(
        was, state=ReviewState.SUBMITTED, reviewed_at=None, reviewed_by="", review_note=""
    )
    return undone


def stands() -> sa.ColumnElement[bool]:
    """Return the condition that a verdict stands: by the newest run recorded."""
    until = known_until()
    if until is None:
        return Evaluation.superseded_run_id.is_(None)
    # Named anew: a statement around it may hold the same table, and would be taken for it.
    run = aliased(EvaluationRun)
    runs = sa.select(run.id).where(run.started_at < until)
    closing = Evaluation.superseded_run_id
    return sa.and_(Evaluation.run_id.in_(runs), sa.or_(closing.is_(None), closing.not_in(runs)))


def is_current(figure: Any = Measurement) -> sa.ColumnElement[bool]:
    """Return the condition that a revision of a figure is the newest one recorded.

    Args:
        figure: The figures, where they are not asked for by the model itself.
    """
    until = known_until()
    if until is None:
        current: sa.ColumnElement[bool] = figure.is_current
        return current
    later = aliased(Measurement)
    return sa.and_(
        came_in(figure),
        ~sa.exists().where(
            later.indicator_id == figure.indicator_id,
            later.unit_id == figure.unit_id,
            later.period == figure.period,
            later.source_id == figure.source_id,
            later.revision > figure.revision,
            came_in(later),
        ),
    )


def came_in(figure: Any = Measurement) -> sa.ColumnElement[bool]:
    """Return the condition that the import that brought a revision of a figure was recorded.

    Args:
        figure: As for `is_current`.
    """
    until = known_until()
    if until is None:
        return sa.true()
    batch = aliased(ImportBatch)
    found: sa.ColumnElement[bool] = figure.batch_id.in_(
        sa.select(batch.id).where(batch.created_at < until)
    )
    return found


def stated_on(figure: Any = Measurement) -> sa.ColumnElement[date]:
    """Return the last day a source had stated a figure.

    A later file that says the same moves that day; of a past one only the file that brought the
    figure is known to have stated it.

    Args:
        figure: As for `is_current`.
    """
    day = past_day()
    if day is None:
        stated: sa.ColumnElement[date] = figure.as_of
        return stated
    batch = aliased(ImportBatch)
    first = sa.select(batch.as_of).where(batch.id == figure.batch_id).scalar_subquery()
    return sa.case((figure.as_of <= day, figure.as_of), else_=first)


def was_restated(figure: Any = Measurement) -> sa.ColumnElement[bool]:
    """Return the condition that its source stated a figure again after the day looked at.

    It stated the same all along, as far as anybody can tell: `stated_on` is no last day then.

    Args:
        figure: As for `is_current`.
    """
    day = past_day()
    if day is None:
        return sa.false()
    later: sa.ColumnElement[bool] = figure.as_of > day
    return later
