"""Pictures of targets as their pages show them: trends, and how units stand around a target."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.publishing.pictures.target_distributions import build_distribution, find_part
from tracker.publishing.pictures.target_trends import build_group_trends, build_unit_trends
from tracker.queries.directives import list_directives
from tracker.queries.tasks import list_tasks
from tracker.queries.verdict_series import list_led_directives
from tracker.rules.task_states import Window
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
    from views.pages.task_units import UnitLineOfTask

TREND: Final = "dien-bien"
DISTRIBUTION: Final = "phan-bo"
PART: Final = "muc"
"""Name in the address of a part of the distribution."""


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
            find_url=partial(_task_url if name == TREND else _part_of_task_url, frame, task),
        )
        for name, picture in draw_task(frame, task, rows, tree).items()
    ]


def _task_url(frame: Frame, task: TaskRow, period: str) -> str:
    return url_for(
        "targets.show",
        directive=frame.directive.code,
        ordinal=task.ordinal,
        ky=period,
        _anchor="don-vi",
    )


def _part_of_task_url(frame: Frame, task: TaskRow, key: str) -> str:
    url = _task_url(frame, task, frame.period.code)
    return url.replace("#", f"&{PART}={key}#")


def list_units_of_part(
    lines: list[UnitLineOfTask], rows: Mapping[int, EvaluationRow]
) -> list[UnitLineOfTask]:
    """Return the lines of a task that a number of its distribution counts; all without one.

    Args:
        lines: Its units.
        rows: Its verdicts, by the unit's key.
    """
    found = find_part(rows.values(), request.args.get(PART, ""))
    if found is None:
        return lines
    codes = {rows[unit_id].unit_code for unit_id in found[1]}
    return [line for line in lines if line.role is AssignmentRole.LEAD and line.code in codes]


def part_filter(rows: Mapping[int, EvaluationRow]) -> tuple[str, str, str]:
    """Return that filter as `build_chips` takes it; `rows` as for `list_units_of_part`."""
    found = find_part(rows.values(), request.args.get(PART, ""))
    return PART, _("Mức thực hiện"), found[0] if found else ""


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
        Shown(
            picture,
            _trend_url(frame.directive.code, part.task, part.unit, frame.period),
            find_url=partial(_part_url, frame.directive.code, part.task, part.unit),
        )
        for picture in draw_part(frame, part).values()
    ]


def list_unit_pictures(unit: UnitRow, last: Period) -> list[Shown]:
    """Return the trend of every target a unit leads and has figures of, in printed order.

    Args:
        unit: The unit.
        last: The period looked at.
    """
    codes = {row.id: row.code for row in list_directives()}
    on = Window.of(last, today(), current_settings().month_cutoff_day).read_on
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
            _part_url(codes[tasks[key].directive_id], tasks[key], unit, last.code),
            partial(_part_url, codes[tasks[key].directive_id], tasks[key], unit),
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


def _part_url(directive: str, task: TaskRow, unit: UnitRow, period: str) -> str:
    """Return where what a unit's figure of a period was decided from is shown."""
    return url_for(
        "targets.evidence",
        directive=directive,
        ordinal=task.ordinal,
        unit_code=unit.code,
        ky=period,
    )


def _trend_url(directive: str, task: TaskRow, unit: UnitRow, period: Period) -> str:
    return url_for(
        "targets.download_trend",
        directive=directive,
        ordinal=task.ordinal,
        unit_code=unit.code,
        ky=period.code,
    )
