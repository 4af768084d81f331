"""`tracker tasks`: the responsibility matrix, row by row or unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import AssignmentRole
from tracker.cli.context import product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT, print_rows
from tracker.clock import today
from tracker.queries.directives import DirectiveRow, get_directive
from tracker.queries.tasks import TargetRow, TaskRow, expand_tasks, list_tasks
from tracker.queries.unit_directory import load_directory

if TYPE_CHECKING:
    from datetime import date

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
EXPANDED: Final = (*COLUMNS, "role", "unit_code", "unit_name")


@click.group("tasks")
def tasks() -> None:
    """Nhiệm vụ trong văn bản giao việc."""


@tasks.command("list")
@click.option("--directive", "reference", required=True, help="Số văn bản, như 142/KH-STTTT.")
@click.option("--expand", is_flag=True, help="Mỗi đơn vị một dòng, nhóm được kê ra từng đơn vị.")
@click.option("--as-of", "as_of", type=DAY, help="Kê đơn vị theo ngày này (mặc định: hôm nay).")
@FORMAT
def list_command(*, reference: str, expand: bool, as_of: date | None, output_format: str) -> None:
    """Liệt kê nhiệm vụ của một văn bản."""
    with product():
        directive = get_directive(reference)
        rows = list_tasks([directive.id])
        on = as_of or today()
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
