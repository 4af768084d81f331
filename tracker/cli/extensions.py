"""`tracker extensions`: later days granted for tasks without figures, the first day kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT, print_rows
from tracker.cli.task_reports import DIRECTIVE, TASK

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.task_extensions import ExtensionRow

COLUMNS: Final = (
    "id",
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "original_due_on",
    "due_on",
    "document",
    "reason",
    "granted_by",
    "granted_at",
)


@click.group("extensions")
def extensions() -> None:
    """Gia hạn nhiệm vụ; thời hạn gốc luôn được giữ."""


@extensions.command("list")
@click.option("--directive", "reference", help="Chỉ văn bản này.")
@click.option("--unit", "unit", help="Chỉ gia hạn áp dụng cho đơn vị này (mã hoặc tên).")
@FORMAT
def list_command(*, reference: str | None, unit: str | None, output_format: str) -> None:
    """Liệt kê các lần gia hạn theo thứ tự ghi nhận; unit_code trống là mọi đơn vị."""
    from tracker.queries.directives import get_directive
    from tracker.queries.task_extensions import list_task_extensions
    from tracker.queries.task_parties import list_found, list_meant_units
    from tracker.queries.unit_directory import load_directory

    with product():
        found = list_found(get_directive(reference).id if reference else None)
        names = {row.task.id: (row.directive.number, row.reference) for row in found}
        units = list_meant_units(unit, load_directory()) if unit else None
        rows = list_task_extensions(names if reference else None, units)
        print_rows([_shown(row, names[row.task_id]) for row in rows], COLUMNS, output_format)


@extensions.command("grant")
@DIRECTIVE
@TASK
@click.option("--unit", "unit", help="Chỉ đơn vị này; không có là mọi đơn vị của nhiệm vụ.")
@click.option("--due-on", "due_on", type=DAY, required=True, help="Thời hạn mới.")
@click.option("--document", required=True, help="Văn bản cho gia hạn: số, ngày, nơi ban hành.")
@click.option("--reason", required=True, help="Lý do; từ 10 ký tự.")
@BY
@DRY_RUN
def grant(
    *,
    reference: str,
    number: str,
    unit: str | None,
    due_on: date,
    document: str,
    reason: str,
    username: str,
    dry_run: bool,
) -> None:
    """Gia hạn một nhiệm vụ. Có hiệu lực từ ngày ghi nhận; các kỳ đã qua giữ nguyên kết quả."""
    from tracker.queries.directives import get_directive
    from tracker.queries.task_parties import find_task, find_unit_of_task
    from tracker.queries.unit_directory import load_directory
    from tracker.rules.dates import format_date
    from tracker.services.task_extensions import grant_extension
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        found = find_task(get_directive(reference), number)
        grant_extension(
            task_id=found.task.id,
            unit_id=find_unit_of_task(found, unit, load_directory()).id if unit else None,
            due_on=due_on,
            document=document,
            reason=reason,
            actor=acting(username),
        )
        original = format_date(found.task.due_on) if found.task.due_on else "–"
    click.echo(f"Thời hạn gốc {original}, gia hạn đến {format_date(due_on)}.")


def _shown(row: ExtensionRow, names: tuple[str, str]) -> dict[str, object]:
    own = {name: getattr(row, name) for name in COLUMNS if hasattr(row, name)}
    return {**own, "directive": names[0], "number": names[1]}
