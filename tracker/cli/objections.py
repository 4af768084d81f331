"""`tracker late-list open-reply|waive|object|decide|objections`: the units' right of reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product, read_evidence
from tracker.cli.keys import KEY
from tracker.cli.late_list_steps import PERIOD, print_done, take
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.objections import ObjectionRow
    from tracker.services.late_list_versions import ListVersion

UNIT = click.option("--unit", required=True, help="Mã đơn vị trong dự thảo.")
_COLUMNS: Final = (
    "id",
    "period",
    "version",
    "unit_code",
    "unit_name",
    "dossier_code",
    "state",
    "text",
    "raised_by",
    "raised_at",
    "decision",
    "decided_by",
    "decided_at",
)


def add_reply_commands(group: click.Group) -> None:
    """Put the commands of this module into the group of late lists."""
    for command in (open_reply, waive, object_, decide, objections):
        group.add_command(command)


@click.command("open-reply")
@PERIOD
@click.option("--days", type=int, help="Số ngày làm việc; không nêu là theo TRACKER_REPLY_DAYS.")
@BY
@DRY_RUN
@FORMAT
def open_reply(
    *, period: str, days: int | None, username: str, dry_run: bool, output_format: str
) -> None:
    """Mở thời gian để đơn vị xem và phản hồi dự thảo; trong thời gian đó chưa duyệt được."""

    def step(actor: Actor, settings: Settings) -> ListVersion:
        from tracker.services.reply_windows import open_reply_window

        return open_reply_window(period=period, actor=actor, settings=settings, days=days)

    take(step, username, output_format, dry_run=dry_run)


@click.command("waive")
@PERIOD
@UNIT
@BY
@DRY_RUN
@FORMAT
def waive(*, period: str, unit: str, username: str, dry_run: bool, output_format: str) -> None:
    """Ghi đơn vị không có ý kiến với các dòng của mình trong dự thảo."""

    def step(actor: Actor, _settings: Settings) -> ListVersion:
        from tracker.services.reply_windows import waive_reply

        return waive_reply(period=period, unit=unit, actor=actor)

    take(step, username, output_format, dry_run=dry_run)


@click.command("object")
@PERIOD
@UNIT
@click.option("--dossier", default="", help="Mã hồ sơ đầy đủ; không nêu là phản hồi số đếm.")
@click.option("--source", default="", help="Mã nguồn, khi hai nguồn cùng có mã hồ sơ đó.")
@click.option("--text", required=True, help="Nội dung phản hồi; chỉ đơn vị và Văn phòng đọc.")
@click.option("--file", "paths", multiple=True, help="Tệp minh chứng; lặp lại được, tối đa 10.")
@BY
@DRY_RUN
@FORMAT
def object_(
    *,
    period: str,
    unit: str,
    dossier: str,
    source: str,
    text: str,
    paths: tuple[str, ...],
    username: str,
    dry_run: bool,
    output_format: str,
) -> None:
    """Gửi phản hồi của đơn vị về một hồ sơ hoặc về số đếm trong dự thảo."""
    from tracker.services.objections import raise_objection
    from tracker.transaction import transaction

    files = read_evidence(paths)
    with product():
        with transaction(dry_run=dry_run):
            number = raise_objection(
                period=period,
                unit=unit,
                dossier=dossier,
                source=source,
                text=text,
                files=files,
                actor=acting(username),
            )
        if output_format == "table":
            click.echo(f"Phản hồi số {number}")
        else:
            print_rows([{"id": number}], ("id",), output_format)


@click.command("decide")
@click.argument("objection_id", type=KEY, metavar="SỐ")
@click.option("--uphold/--reject", "is_upheld", default=None, help="Chấp nhận hay không.")
@click.option("--text", required=True, help="Kết luận; được in công khai trong danh sách.")
@BY
@DRY_RUN
@FORMAT
def decide(
    *,
    objection_id: int,
    is_upheld: bool | None,
    text: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> None:
    """Quyết định một phản hồi; dự thảo được ghi lại theo quyết định, mã băm đổi."""
    if is_upheld is None:
        raise click.UsageError("Hãy nêu --uphold hoặc --reject.")
    from tracker.services.objections import decide_objection
    from tracker.transaction import transaction

    with product():
        with transaction(dry_run=dry_run):
            done = decide_objection(
                objection_id=objection_id,
                is_upheld=is_upheld,
                decision=text,
                actor=acting(username),
            )
        print_done(done, output_format)


@click.command("objections")
@PERIOD
@FORMAT
def objections(*, period: str, output_format: str) -> None:
    """Kê các phản hồi của kỳ, kèm số để quyết định."""
    from tracker.queries.objections import list_objections
    from tracker.rules.late_lists import read_list_month

    with product():
        rows = [_row(row) for row in list_objections(read_list_month(period).code)]
    print_rows(rows, _COLUMNS, output_format)


def _row(row: ObjectionRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}
