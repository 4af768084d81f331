"""What became of promised measures: carried out on a day, or not carried out after all.

The unit reports; the office takes back what it finds not to be so. Every report stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import MeasureReport, TargetExplanation, db
from models.vocabulary import ReviewState
from tracker.clock import local, now, today
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.unit_scopes import require_units
from tracker.services.explanation_board import hash_text
from tracker.services.target_explanations import (
    LONGEST_TEXT,
    REVIEWING_ROLES,
    SHORTEST_NOTE,
    WRITING_ROLES,
    TargetKey,
    find_newest,
    record_step,
)

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor


@dataclass(frozen=True, slots=True)
class SeenMeasure:
    """What the person saw.

    Args:
        version: Version of the explanation that promises the measure.
        report: Version of its newest report; 0 for none.
    """

    version: int
    report: int = 0


def report_measure_done(
    *, key: TargetKey, done_on: date, note: str, seen: SeenMeasure, actor: Actor
) -> int:
    """Report that a promised measure was carried out; return the report's key.

    Args:
        key: The missed target it was promised for.
        done_on: Day it was carried out; neither ahead nor before anything was promised.
        note: What was done, 10 characters at least.
        seen: What the actor saw.
        actor: Who reports: of the unit or one above it, or of the office.

    Raises:
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        NotFoundError: `measure_missing`.
        ConflictError: `target_explanation_changed`, `measure_changed`.
        RefusedError: `measure_note_short`, `target_explanation_long`, `measure_sent_back`,
            `measure_done_already`, `measure_day_ahead`, `measure_day_early`.
    """
    require_role(actor, WRITING_ROLES)
    require_units(actor, {key.unit_id})
    note = _read_note(note)
    promise, newest = _find(key, seen)
    if newest is not None and newest.done_on is not None:
        raise RefusedError("measure_done_already", on=newest.done_on)
    if done_on > today():
        raise RefusedError("measure_day_ahead", on=done_on)
    promised_on = _first_promised_on(key)
    if done_on < promised_on:
        raise RefusedError("measure_day_early", on=done_on, promised_on=promised_on)
    return _add(promise, seen, actor, done_on=done_on, note=note)


def take_back_measure(*, key: TargetKey, note: str, seen: SeenMeasure, actor: Actor) -> int:
    """Take back that a measure was carried out; return the key of what says so.

    Args:
        key: The missed target it was promised for.
        note: Why, 10 characters at least.
        seen: What the actor saw.
        actor: Who decides: of the office.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `measure_missing`.
        ConflictError: `target_explanation_changed`, `measure_changed`.
        RefusedError: `measure_note_short`, `target_explanation_long`, `measure_sent_back`,
            `measure_not_done`.
    """
    require_role(actor, REVIEWING_ROLES)
    note = _read_note(note)
    promise, newest = _find(key, seen)
    if newest is None or newest.done_on is None:
        raise RefusedError("measure_not_done")
    return _add(promise, seen, actor, done_on=None, note=note)


def _find(key: TargetKey, seen: SeenMeasure) -> tuple[TargetExplanation, MeasureReport | None]:
    """Return the promise that stands with its newest report, both as the person saw them."""
    promise = find_newest(key)
    if promise is None:
        raise NotFoundError("measure_missing")
    if promise.version != seen.version:
        raise ConflictError("target_explanation_changed", seen=seen.version, found=promise.version)
    if promise.state is ReviewState.SENT_BACK:
        raise RefusedError("measure_sent_back")
    newest = db.session.scalar(
        sa.select(MeasureReport)
        .filter_by(explanation_id=promise.id)
        .order_by(MeasureReport.version.desc())
        .limit(1)
    )
    if (newest.version if newest else 0) != seen.report:
        raise ConflictError("measure_changed")
    return promise, newest


def _first_promised_on(key: TargetKey) -> date:
    """Return the day anything was first promised: a version written again keeps its measure."""
    first = db.session.scalars(
        sa.select(TargetExplanation.written_at)
        .filter_by(period=key.period, task_id=key.task_id, unit_id=key.unit_id)
        .order_by(TargetExplanation.version)
        .limit(1)
    ).one()
    return local(first).date()


def _add(promise: TargetExplanation, seen: SeenMeasure, actor: Actor, **values: Any) -> int:
    report = MeasureReport(
        explanation_id=promise.id,
        version=seen.report + 1,
        recorded_by=actor.id,
        recorded_at=now(),
        **values,
    )
    db.session.add(report)
    db.session.flush()
    done_on: date | None = values["done_on"]
    record_step(
        promise,
        actor,
        "measure_taken_back" if done_on is None else "measure_done",
        report=report.version,
        done_on=None if done_on is None else done_on.isoformat(),
        due_on=promise.measure_due_on.isoformat(),
        note=hash_text(values["note"]),
    )
    return report.id


def _read_note(note: str) -> str:
    note = " ".join(note.split())
    if len(note) < SHORTEST_NOTE:
        raise RefusedError("measure_note_short", minimum=SHORTEST_NOTE)
    if len(note) > LONGEST_TEXT:
        raise RefusedError("target_explanation_long", maximum=LONGEST_TEXT)
    return note
