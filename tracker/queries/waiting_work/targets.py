"""Missed targets to explain, explanations to review, and measures whose promised day is near."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Directive, Evaluation, EvaluationRun, TargetExplanation, Task, db
from models.vocabulary import AssignmentRole, ReviewState, Verdict, WaitingKind
from tracker.queries.target_explanations import is_done
from tracker.queries.waiting_work.scope import Place, Provider, Scope, make_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.waiting import WaitingItem

NEAR: Final = timedelta(days=14)
"""A promised measure is shown so long before its day, and from then on until it is done."""

KINDS: Final = {
    None: WaitingKind.EXPLAIN_TARGETS,
    ReviewState.SENT_BACK: WaitingKind.EXPLAIN_TARGETS,
    ReviewState.SUBMITTED: WaitingKind.REVIEW_TARGETS,
}
WORDS: Final = {
    None: "con-no",
    ReviewState.SENT_BACK: "con-no",
    ReviewState.SUBMITTED: "cho-xem-xet",
}
"""What the page of target explanations calls a state in its address."""

_Newest = aliased(TargetExplanation)
_Later = aliased(TargetExplanation)
_IS_NEWEST: Final = ~sa.exists().where(
    _Later.period == _Newest.period,
    _Later.task_id == _Newest.task_id,
    _Later.unit_id == _Newest.unit_id,
    _Later.version > _Newest.version,
)


def find_targets_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield the targets missed in the newest month that was judged whole."""
    period = db.session.scalar(
        sa.select(sa.func.max(EvaluationRun.period)).where(
            EvaluationRun.is_provisional.is_(False), EvaluationRun.period.like("____-__")
        )
    )
    if period is None:
        return
    for unit_id, state, writer_id, count, moved_at, judged_at in _missed(period, scope):
        if state not in KINDS:
            continue
        yield make_item(
            KINDS[state],
            Place(
                "target_explanations.index",
                (("ky", period), ("tinh-trang", WORDS[state])),
                "don-vi",
            ),
            scope,
            count=count,
            unit_id=unit_id,
            period=period,
            since=moved_at or judged_at,
            made_by=writer_id if state is ReviewState.SUBMITTED else None,
        )


def _missed(period: str, scope: Scope) -> list[Any]:
    statement = (
        sa.select(
            Evaluation.unit_id,
            _Newest.state,
            _Newest.written_by,
            sa.func.count(),
            sa.func.max(sa.func.coalesce(_Newest.reviewed_at, _Newest.written_at)),
            sa.func.max(EvaluationRun.started_at),
        )
        .join(EvaluationRun, EvaluationRun.id == Evaluation.run_id)
        .outerjoin(
            _Newest,
            sa.and_(
                _Newest.period == Evaluation.period,
                _Newest.task_id == Evaluation.task_id,
                _Newest.unit_id == Evaluation.unit_id,
                _IS_NEWEST,
            ),
        )
        .where(
            Evaluation.period == period,
            Evaluation.superseded_run_id.is_(None),
            Evaluation.verdict == Verdict.MISSED,
            Evaluation.role == AssignmentRole.LEAD,
        )
        .group_by(Evaluation.unit_id, _Newest.state, _Newest.written_by)
        .order_by(Evaluation.unit_id, _Newest.state, _Newest.written_by)
    )
    if scope.unit_ids is not None:
        statement = statement.where(Evaluation.unit_id.in_(sorted(scope.unit_ids)))
    return list(db.session.execute(statement))


def find_measures_waiting(scope: Scope) -> Iterator[WaitingItem]:
    """Yield each measure promised for a day that is near or gone by, and not reported done."""
    for row in _promised(scope):
        unit = scope.directory.by_id(row.unit_id)
        args = (
            ("directive", row.directive),
            ("ordinal", row.ordinal),
            ("unit_code", unit.code),
            ("ky", row.period),
        )
        yield make_item(
            WaitingKind.KEEP_MEASURES,
            Place("target_explanations.show", args),
            scope,
            unit_id=row.unit_id,
            subject=f"{row.number or row.ordinal}, {row.directive_number}",
            period=row.period,
            due_on=row.measure_due_on,
            since=row.written_at,
        )


def _promised(scope: Scope) -> list[Any]:
    statement = (
        sa.select(
            _Newest.unit_id,
            _Newest.period,
            _Newest.measure_due_on,
            _Newest.written_at,
            Task.ordinal,
            Task.number,
            Directive.code.label("directive"),
            Directive.number.label("directive_number"),
        )
        .join(Task, Task.id == _Newest.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(
            _IS_NEWEST,
            _Newest.state != ReviewState.SENT_BACK,
            _Newest.measure_due_on <= scope.today + NEAR,
            ~is_done(_Newest.id),
        )
        .order_by(_Newest.measure_due_on, _Newest.unit_id, _Newest.period, _Newest.task_id)
    )
    if scope.unit_ids is not None:
        statement = statement.where(_Newest.unit_id.in_(sorted(scope.unit_ids)))
    return list(db.session.execute(statement))


PROVIDERS: Final = (
    Provider((WaitingKind.EXPLAIN_TARGETS, WaitingKind.REVIEW_TARGETS), find_targets_waiting),
    Provider((WaitingKind.KEEP_MEASURES,), find_measures_waiting),
)
