"""`tracker tasks change-…`: parties, terms and targets changed from a day on, undone, told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product, with_options
from tracker.cli.dates import DAY
from tracker.cli.group_effects import EFFECTS_SEEN
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows
from tracker.cli.task_change_rows import shown_change, tell_count, tell_many, tell_units
from tracker.cli.task_reports import DIRECTIVE, TASK
from tracker.clock import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.services.task_change_bulks import BulkStep
    from tracker.services.task_changes import ChangeOrder

HISTORY: Final = (
    "id",
    "kind",
    "effective_on",
    "before",
    "after",
    "differences",
    "reason",
    "document",
    "made_by",
    "made_at",
    "undoes",
    "undone_by",
    "bulk",
    "is_into_closed",
)
REASON: Final = click.option("--reason", required=True, help="Lý do; từ 10 ký tự.")
DOCUMENT: Final = click.option(
    "--document", default="", help="Văn bản cho sửa: số, ngày, nơi ban hành."
)
INTO_CLOSED: Final = click.option(
    "--into-closed", is_flag=True, help="Sửa cả kỳ đã đánh giá hoặc công bố."
)
EFFECTIVE_ON: Final = click.option(
    "--effective-on", "effective_on", type=DAY, help="Ngày có hiệu lực (mặc định: hôm nay)."
)


def _change(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every change."""
    options = (DIRECTIVE, TASK, EFFECTIVE_ON, REASON, DOCUMENT, INTO_CLOSED, BY, DRY_RUN)
    return with_options(options, command)


@click.command("change-parties")
@click.option("--leads", help="Đơn vị chủ trì, cách nhau bằng “|”; không có là giữ nguyên.")
@click.option("--supports", help="Đơn vị phối hợp, cách nhau bằng “|”; không có là giữ nguyên.")
@_change
@EFFECTS_SEEN
def change_parties_command(*, leads: str | None, supports: str | None, **common: Any) -> None:
    """Sửa đơn vị chủ trì, phối hợp từ một ngày; các kỳ trước ngày đó giữ nguyên.

    Thay đổi giao cho nhóm, hoặc thôi giao cho nhóm, chỉ được ghi sau khi đã xem trước bằng
    --dry-run.
    """
    from tracker.services.task_changes import change_parties

    def change(task_id: int, order: ChangeOrder) -> int:
        texts = [None if text is None else text.replace("|", "\n") for text in (leads, supports)]
        return change_parties(
            task_id=task_id,
            leads=texts[0],
            supports=texts[1],
            order=order,
            actor=acting(str(common["username"])),
        )

    _run(change, **common)


@click.command("change-term")
@click.argument("phrase")
@_change
def change_term_command(*, phrase: str, **common: Any) -> None:
    """Sửa thời hạn từ một ngày, ghi như in trong văn bản; gia hạn dùng `tracker extensions`."""
    from tracker.services.task_changes import change_term

    def change(task_id: int, order: ChangeOrder) -> int:
        actor = acting(str(common["username"]))
        return change_term(task_id=task_id, phrase=phrase, order=order, actor=actor)

    _run(change, **common)


@click.command("change-target")
@click.argument("phrase")
@_change
def change_target_command(*, phrase: str, **common: Any) -> None:
    """Sửa chỉ tiêu từ một ngày, ghi như in trong văn bản; chỉ tiêu cũ hết vào ngày hôm trước."""
    from tracker.services.task_changes import change_target

    def change(task_id: int, order: ChangeOrder) -> int:
        actor = acting(str(common["username"]))
        return change_target(task_id=task_id, phrase=phrase, order=order, actor=actor)

    _run(change, **common)


@click.command("change-many")
@DIRECTIVE
@click.option("--tasks", "numbers", required=True, help="Số các nhiệm vụ, cách nhau bằng dấu phẩy.")
@click.option("--replace", "replaced", help="Thay đơn vị này …")
@click.option("--with", "by", help="… bằng đơn vị này.")
@click.option("--add-support", "added", help="Thêm đơn vị phối hợp.")
@click.option("--shift-due", "days", type=int, help="Dời hạn số ngày này; số âm là sớm hơn.")
@EFFECTIVE_ON
@REASON
@DOCUMENT
@INTO_CLOSED
@BY
@DRY_RUN
@EFFECTS_SEEN
def change_many_command(*, numbers: str, reference: str, **common: Any) -> None:
    """Sửa nhiều nhiệm vụ một lần với một lý do; một nhiệm vụ không sửa được thì không sửa gì.

    Thay đổi giao cho nhóm, hoặc thôi giao cho nhóm, chỉ được ghi sau khi đã xem trước bằng
    --dry-run.
    """
    from tracker.queries.directives import get_directive
    from tracker.queries.task_parties import find_task
    from tracker.services.task_change_bulks import change_tasks
    from tracker.transaction import transaction

    with product() as settings, transaction(dry_run=common["dry_run"]):
        directive = get_directive(reference)
        wanted = dict.fromkeys(number.strip() for number in numbers.split(",") if number.strip())
        changed = change_tasks(
            task_ids=[find_task(directive, number).task.id for number in wanted],
            step=_step(common),
            order=_order(settings, common),
            actor=acting(common["username"]),
        )
        told = tell_many(changed) if common["dry_run"] else [tell_count(changed)]
    for line in told:
        click.echo(line)


@click.command("undo")
@click.argument("change_id", type=KEY)
@REASON
@DOCUMENT
@INTO_CLOSED
@BY
@DRY_RUN
def undo_command(
    *,
    change_id: int,
    reason: str,
    document: str,
    into_closed: bool,
    username: str,
    dry_run: bool,
) -> None:
    """Hoàn tác một thay đổi (số trong `tasks history`), và mọi thay đổi của cùng một lần sửa."""
    from tracker.services.task_change_undos import undo_change
    from tracker.services.task_changes import ChangeOrder
    from tracker.transaction import transaction

    with product() as settings, transaction(dry_run=dry_run):
        order = ChangeOrder(
            today(), reason, document, is_into_closed=into_closed, cutoff=settings.month_cutoff_day
        )
        undone = undo_change(change_id=change_id, order=order, actor=acting(username))
    click.echo(f"Đã hoàn tác {len(undone)} thay đổi.")


@click.command("history")
@DIRECTIVE
@TASK
@FORMAT
def history_command(*, reference: str, number: str, output_format: str) -> None:
    """Lịch sử phân công, thời hạn, chỉ tiêu của một nhiệm vụ, mới nhất trước."""
    from tracker.queries.directives import get_directive
    from tracker.queries.task_changes import list_task_changes
    from tracker.queries.task_parties import find_task

    with product():
        found = find_task(get_directive(reference), number)
        rows = list_task_changes([found.task.id])
        print_rows(map(shown_change, rows), HISTORY, output_format)


def _run(
    change: Callable[[int, ChangeOrder], int],
    *,
    reference: str,
    number: str,
    **given: Any,
) -> None:
    from tracker.queries.directives import get_directive
    from tracker.queries.task_changes import list_task_changes
    from tracker.queries.task_parties import find_task
    from tracker.transaction import transaction
    from tracker.wording.task_changes import tell_change

    with product() as settings, transaction(dry_run=given["dry_run"]):
        task_id = find_task(get_directive(reference), number).task.id
        key = change(task_id, _order(settings, given))
        row = next(row for row in list_task_changes([task_id]) if row.id == key)
        told = tell_change(row.kind, row.before, row.after)
        units = tell_units(row, is_trial=given["dry_run"])
    if given["dry_run"]:
        click.echo("Làm thử, chưa ghi gì.")
    click.echo(f"Thay đổi {row.id}, có hiệu lực từ {row.effective_on:%d/%m/%Y}: {'; '.join(told)}.")
    for line in units:
        click.echo(line)


def _step(given: dict[str, Any]) -> BulkStep:
    from tracker.errors import RefusedError
    from tracker.services.task_change_bulks import BulkKind, BulkStep

    steps = [
        BulkStep(BulkKind.REPLACE, unit=given["replaced"] or "", by=given["by"] or "")
        if given["replaced"] or given["by"]
        else None,
        BulkStep(BulkKind.ADD_SUPPORT, unit=given["added"]) if given["added"] else None,
        BulkStep(BulkKind.SHIFT_DUE, days=given["days"]) if given["days"] is not None else None,
    ]
    found = [step for step in steps if step is not None]
    if len(found) != 1:
        raise RefusedError("bulk_step_unclear")
    return found[0]


def _order(settings: Settings, given: dict[str, Any]) -> ChangeOrder:
    from tracker.services.task_changes import ChangeOrder

    return ChangeOrder(
        given["effective_on"] or today(),
        given["reason"],
        given["document"],
        is_into_closed=given["into_closed"],
        cutoff=settings.month_cutoff_day,
        units_seen=None if given["dry_run"] else given.get("effects_seen", ""),
    )


CHANGES: Final = (
    change_parties_command,
    change_term_command,
    change_target_command,
    change_many_command,
    undo_command,
    history_command,
)
"""The commands of the group `tasks` that change tasks or tell what was changed."""
