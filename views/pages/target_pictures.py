"""Pictures of targets as their pages show them: trends, and how units stand around a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole
from tracker.errors import NotFoundError
from tracker.publishing.pictures.target_distributions import build_distribution
from tracker.publishing.pictures.target_trends import build_group_trends, build_unit_trends
from tracker.queries.directives import list_directives
from tracker.queries.tasks import list_tasks
from tracker.queries.verdict_series import list_led_directives
from tracker.runtime import current_settings
from views.pages.pictures import Shown, send_picture_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Response

    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import ExpandedAssignment, TaskRow
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.frame import Frame

TREND: Final = "dien-bien"
DISTRIBUTION: Final = "phan-bo"


def draw_task(
    frame: Frame, task: TaskRow, rows: Iterable[EvaluationRow], tree: UnitTree
) -> dict[str, Picture]:
    """Return the pictures of one task there are, by the word of their address.

    Args:
        frame: Document and period.
        task: The row of the document.
        rows: Its verdicts in the period.
        tree: Units, for who stands under whom.
    """
    trends = build_group_trends(
        [task],
        owner=str(_("cộng các đơn vị chủ trì")),
        last=frame.period,
        tree=tree,
        cutoff=current_settings().month_cutoff_day,
    )
    both = ((TREND, trends.get(task.id)), (DISTRIBUTION, build_distribution(rows)))
    return {name: picture for name, picture in both if picture is not None}


def list_task_pictures(
    frame: Frame, task: TaskRow, rows: Iterable[EvaluationRow], tree: UnitTree
) -> list[Shown]:
    """Return the same as the page shows them; Args as for `draw_task`."""
    return [
        Shown(
            picture,
            url_for(
                "targets.download_picture",
                directive=frame.directive.code,
                ordinal=task.ordinal,
                drawing=name,
                ky=frame.period.code,
            ),
        )
        for name, picture in draw_task(frame, task, rows, tree).items()
    ]


def draw_part(frame: Frame, part: ExpandedAssignment) -> dict[str, Picture]:
    """Return the trend of one task and unit; nothing of a unit that only supports.

    Args:
        frame: Document and period.
        part: The unit's part in the task.
    """
    if part.role is not AssignmentRole.LEAD:
        return {}
    trends = build_unit_trends(
        [part.task],
        unit_id=part.unit.id,
        unit_name=part.unit.name,
        last=frame.period,
        cutoff=current_settings().month_cutoff_day,
    )
    picture = trends.get(part.task.id)
    return {} if picture is None else {TREND: picture}


def list_part_pictures(frame: Frame, part: ExpandedAssignment) -> list[Shown]:
    """Return the same as the page shows it."""
    return [
        Shown(picture, _trend_url(frame.directive.code, part.task, part.unit, frame.period))
        for picture in draw_part(frame, part).values()
    ]


def list_unit_pictures(unit: UnitRow, last: Period) -> list[Shown]:
    """Return the trend of every target a unit leads and has figures of, in printed order.

    Args:
        unit: The unit.
        last: The period looked at.
    """
    codes = {row.id: row.code for row in list_directives()}
    on = last.last_day(current_settings().month_cutoff_day)
    tasks = {task.id: task for task in list_tasks(list_led_directives(unit.id), on)}
    trends = build_unit_trends(
        tasks.values(),
        unit_id=unit.id,
        unit_name=unit.name,
        last=last,
        cutoff=current_settings().month_cutoff_day,
    )
    return [
        Shown(
            picture,
            _trend_url(codes[tasks[key].directive_id], tasks[key], unit, last),
            url_for(
                "targets.evidence",
                directive=codes[tasks[key].directive_id],
                ordinal=tasks[key].ordinal,
                unit_code=unit.code,
                ky=last.code,
            ),
        )
        for key, picture in trends.items()
    ]


def send_target_picture(of: str, name: str, pictures: Mapping[str, Picture]) -> Response:
    """Return the table behind a picture of targets as a CSV download.

    Args:
        of: What it is of, as part of the file's name.
        name: Word of its address.
        pictures: The pictures there are.

    Raises:
        NotFoundError: `picture_missing`.
    """
    if name not in pictures:
        raise NotFoundError("picture_missing")
    return send_picture_csv(f"hinh-{name}-{of}", pictures[name])


def _trend_url(directive: str, task: TaskRow, unit: UnitRow, period: Period) -> str:
    return url_for(
        "targets.download_trend",
        directive=directive,
        ordinal=task.ordinal,
        unit_code=unit.code,
        ky=period.code,
    )
