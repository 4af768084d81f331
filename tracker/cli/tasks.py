"""`tracker tasks`: the responsibility matrix, row by row or unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import AssignmentRole, TaskState
from tracker.cli.context import product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT, print_rows
from tracker.cli.task_changes import CHANGES
from tracker.clock import today
from tracker.queries.directives import DirectiveRow, get_directive
from tracker.queries.tasks import TargetRow, TaskRow, expand_tasks, list_tasks
from tracker.queries.unit_directory import load_directory
from tracker.rules.periods import month_of, read_period
from tracker.rules.task_states import Window

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.task_states import TaskStateRow

COLUMNS: Final = (
    "directive",
    "section",
    "number",
    "text",
    "kind",
    "leads",
    "supports",
    "schedule",
    "due_on",
    "indicator",
    "comparator",
    "target",
    "unit_of_measure",
    "legal_basis",
)
STATES: Final = (
    "directive",
    "number",
    "text",
    "unit_code",
    "unit_name",
    "role",
    "state",
    "reason",
    "schedule",
    "due_on",
    "original_due_on",
    "done_on",
    "late_days",
    "late_working_days",
    "is_awaiting_review",
    "waits_for",
)
EXPANDED: Final = (*COLUMNS, "role", "unit_code", "unit_name")


@click.group("tasks")
def tasks() -> None:
    """Nhiệm vụ trong văn bản giao việc."""


for _command in CHANGES:
    tasks.add_command(_command)


@tasks.command("list")
@click.option("--directive", "reference", required=True, help="Số văn bản, như 142/KH-STTTT.")
@click.option("--expand", is_flag=True, help="Mỗi đơn vị một dòng, nhóm được kê ra từng đơn vị.")
@click.option("--as-of", "as_of", type=DAY, help="Kê đơn vị theo ngày này (mặc định: hôm nay).")
@FORMAT
def list_command(*, reference: str, expand: bool, as_of: date | None, output_format: str) -> None:
    """Liệt kê nhiệm vụ của một văn bản."""
    with product():
        directive = get_directive(reference)
        on = as_of or today()
        rows = list_tasks([directive.id], on)
        if not expand:
            print_rows([_shown(directive, row, on) for row in rows], COLUMNS, output_format)
            return
        expanded = [
            {
                **_shown(directive, found.task, on),
                "role": found.role,
                "unit_code": found.unit.code,
                "unit_name": found.unit.name,
            }
            for found in expand_tasks(rows, load_directory(), on)
        ]
        print_rows(expanded, EXPANDED, output_format)


@tasks.command("states")
@click.option("--period", help="Kỳ: 2022-12, 2023-Q2, 2024 (mặc định: tháng này).")
@click.option("--directive", "reference", help="Chỉ văn bản này, kể cả khi đã hết hiệu lực.")
@click.option("--unit", "unit", help="Chỉ đơn vị này (mã hoặc tên).")
@click.option(
    "--state",
    type=click.Choice([state.value for state in TaskState]),
    help="Chỉ nhiệm vụ ở tình trạng này.",
)
@FORMAT
def states_command(
    *,
    period: str | None,
    reference: str | None,
    unit: str | None,
    state: str | None,
    output_format: str,
) -> None:
    """Tình trạng nhiệm vụ đánh giá theo sản phẩm của từng đơn vị đến cuối kỳ (hoặc hôm nay).

    Thời hạn là ngày cuối của tháng, quý, năm được in, ngày đến hạn vẫn là đúng hạn. Cột due_on là
    thời hạn đang áp dụng, original_due_on là thời hạn gốc; gia hạn chỉ tính từ ngày được ghi nhận.
    """
    from tracker.queries.task_parties import list_meant_units
    from tracker.queries.task_states import list_task_states

    with product() as settings:
        on, cutoff = today(), settings.month_cutoff_day
        wanted = read_period(period) if period else month_of(on, cutoff)
        window = Window.of(wanted, on, cutoff)
        rows = list_task_states(
            window,
            directive_id=get_directive(reference).id if reference else None,
            unit_ids=list_meant_units(unit, load_directory()) if unit else None,
            is_in_force_only=reference is None,
        )
        shown = [
            row
            for row in rows
            if state is None or (row.finding is not None and row.finding.state == state)
        ]
        print_rows(map(_state_row, shown), STATES, output_format)


def _state_row(row: TaskStateRow) -> dict[str, object]:
    finding = row.finding
    return {
        "directive": row.found.directive.number,
        "number": row.found.reference,
        "text": row.task.text,
        "unit_code": row.part.unit.code,
        "unit_name": row.part.unit.name,
        "role": row.part.role,
        "state": finding.state if finding else None,
        "reason": finding.reason if finding else "supporting_not_judged",
        "schedule": row.task.schedule_phrase,
        "due_on": finding.due_on if finding else None,
        "original_due_on": finding.original_due_on if finding else None,
        "done_on": finding.done_on if finding else None,
        "late_days": row.late_days,
        "late_working_days": row.late_working_days,
        "is_awaiting_review": finding.is_awaiting_review if finding else False,
        "waits_for": [other.reference for other in row.waits_for],
    }


def _shown(directive: DirectiveRow, row: TaskRow, on: date) -> dict[str, object]:
    target = _target(row, on)
    return {
        "directive": directive.number,
        "section": row.section,
        "number": row.number,
        "text": row.text,
        "kind": row.kind,
        "leads": "|".join(row.printed(AssignmentRole.LEAD)),
        "supports": "|".join(row.printed(AssignmentRole.SUPPORTING)),
        "schedule": row.schedule_kind,
        "due_on": row.due_on,
        "indicator": row.indicator_code,
        "comparator": target.comparator if target else None,
        "target": target.value if target else None,
        "unit_of_measure": target.unit_of_measure if target else row.unit_of_measure,
        "legal_basis": row.legal_basis,
    }


def _target(row: TaskRow, on: date) -> TargetRow | None:
    """Return the target in force on the day, else the newest one the document has."""
    return row.target_on(on) or (row.targets[-1] if row.targets else None)
