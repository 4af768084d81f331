"""Which documents have verdicts, and which of them figures behind one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from models import Evaluation, Task, db
from tracker.queries.known import stands
from tracker.queries.scorecards import has_figure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Judged(NamedTuple):
    """What verdicts of a document tell, the weightiest first: a higher one has more to show.

    Args:
        has_own_figures: Whether a figure of the units looked for stands behind one.
        is_own: Whether any is of these units.
        has_figures: Whether a figure stands behind any.
    """

    has_own_figures: bool = False
    is_own: bool = False
    has_figures: bool = False


def list_judged_directives(
    periods: Iterable[str], unit_ids: Collection[int] | None = None
) -> dict[int, Judged]:
    """Return the documents with at least one verdict that stands, by their keys; one query.

    Args:
        periods: The periods that were judged; named, so that the index of verdicts is used.
        unit_ids: The units looked for; None for all.
    """
    # Task by task, as the index has them: one verdict, and one figure, of each is enough.
    judged = sa.exists().where(
        Evaluation.period.in_(tuple(periods)),
        Evaluation.task_id == Task.id,
        stands(),
    )
    own = judged if unit_ids is None else judged.where(Evaluation.unit_id.in_(sorted(unit_ids)))
    found = db.session.execute(
        sa.select(
            Task.directive_id,
            _any(own.where(has_figure())),
            _any(own),
            _any(judged.where(has_figure())),
        )
        .where(judged)
        .group_by(Task.directive_id)
    )
    return {key: Judged(*map(bool, told)) for key, *told in found}


def _any(condition: sa.Exists) -> sa.ColumnElement[int]:
    return sa.func.max(sa.case((condition, 1), else_=0))
