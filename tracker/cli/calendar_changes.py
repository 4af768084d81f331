"""`tracker calendar days|change|changes|apply|cancel`: the calendar of record in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import Role
from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.errors import ForbiddenError
from tracker.importing.calendar import read_change_file
from tracker.queries.calendar_changes import (
    calendar_version,
    get_change,
    list_calendar_rows,
    list_changes,
)
from tracker.services.calendar_changes import (
    apply_change,
    cancel_change,
    propose_change,
    renew_change,
)
from tracker.services.calendar_previews import ChangePreview, preview_change
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.calendar_changes import ChangeRow

DAY_COLUMNS: Final = ("date", "effect", "kind", "name", "pair_date", "source", "status")
CHANGE_COLUMNS: Final = (
    "id",
    "state",
    "version",
    "based_on",
    "days",
    "document",
    "reason",
    "created_by",
    "created_at",
    "closed_by",
    "closed_at",
)
NUMBER = click.argument("change_id", metavar="NUMBER", type=KEY)


@click.command()
@click.option("--year", type=int, help="Chỉ các ngày của năm này.")
@click.option("--version", "version", type=int, help="Lịch bản này; mặc định là bản hiện hành.")
@FORMAT
def days(*, year: int | None, version: int | None, output_format: str) -> None:
    """In các ngày nghỉ, ngày hoán đổi, ngày làm bù của lịch."""
    with product():
        rows = [
            {**row.stored(), "date": row.on, "pair_date": row.pair_on}
            for row in list_calendar_rows(version)
            if year is None or row.on.year == year
        ]
        print_rows(rows, DAY_COLUMNS, output_format)


@click.command()
@click.option(
    "--file",
    "file",
    required=True,
    help="Tệp CSV: date, effect (off, working, usual), name, pair_date, document.",
)
@click.option("--document", required=True, help="Văn bản thông báo: số, ngày.")
@click.option("--reason", required=True, help="Lý do thay đổi.")
@click.option(
    "--apply",
    "applies",
    is_flag=True,
    help="Áp dụng ngay: người ở --proposed-by đề xuất, người khác ở --by áp dụng.",
)
@click.option("--proposed-by", default="", help="Với --apply: tài khoản của người đề xuất.")
@BY
@DRY_RUN
@FORMAT
def change(
    *,
    file: str,
    document: str,
    reason: str,
    applies: bool,
    proposed_by: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> None:
    """Đề xuất một thay đổi lịch từ tệp và xem trước ảnh hưởng."""
    if bool(proposed_by) is not applies:
        raise click.UsageError("--apply và --proposed-by luôn đi cùng nhau.")
    with product() as settings:
        rows = read_change_file(existing_file(file))
        with transaction(dry_run=dry_run):
            number = propose_change(
                days=rows,
                document=document,
                reason=reason,
                actor=_person(proposed_by) if applies else acting(username),
            )
            preview = _preview(number, settings)
            if applies:
                _apply(number, username, settings)
            found = get_change(number)
        _print_preview(found, preview, output_format, is_kept=not dry_run)


@click.command()
@FORMAT
def changes(*, output_format: str) -> None:
    """In mọi thay đổi lịch, mới nhất trước."""
    with product():
        print_rows([_described(row) for row in list_changes()], CHANGE_COLUMNS, output_format)


@click.command("apply")
@NUMBER
@click.option("--renew", is_flag=True, help="Lịch đã sang bản khác: xem trước lại, chưa áp dụng.")
@BY
@DRY_RUN
@FORMAT
def apply(*, change_id: int, renew: bool, username: str, dry_run: bool, output_format: str) -> None:
    """Áp dụng một thay đổi; người đề xuất không tự áp dụng."""
    with product() as settings:
        with transaction(dry_run=dry_run):
            if renew:
                renew_change(change_id=change_id, actor=acting(username))
            preview = _preview(change_id, settings)
            if not renew:
                _apply(change_id, username, settings)
            found = get_change(change_id)
        _print_preview(found, preview, output_format, is_kept=not dry_run)


@click.command()
@NUMBER
@BY
def cancel(*, change_id: int, username: str) -> None:
    """Hủy một thay đổi chưa áp dụng; vẫn còn trong sổ."""
    with product():
        with transaction():
            cancel_change(change_id=change_id, actor=acting(username))
        click.echo(f"Đã hủy thay đổi lịch số {change_id}.")


def _person(username: str) -> Actor:
    """Return who has a name of their own: applied at once, a change has no other reader.

    Raises:
        ForbiddenError: `calendar_apply_unnamed`.
        NotFoundError: `user_unknown`.
        RefusedError: `user_inactive`.
    """
    actor = acting(username)
    if actor.role is Role.SYSTEM:
        raise ForbiddenError("calendar_apply_unnamed", username=username)
    return actor


def _apply(change_id: int, username: str, settings: Settings) -> None:
    apply_change(
        change_id=change_id,
        actor=_person(username),
        rule=settings.lateness_rule,
        cutoff=settings.month_cutoff_day,
    )


def _preview(change_id: int, settings: Settings) -> ChangePreview:
    return preview_change(
        get_change(change_id), rule=settings.lateness_rule, cutoff=settings.month_cutoff_day
    )


def _described(row: ChangeRow) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name) for name in CHANGE_COLUMNS}
    values["days"] = [day.on for day in row.days]
    return values


def _print_preview(
    row: ChangeRow, preview: ChangePreview, output_format: str, *, is_kept: bool
) -> None:
    effect = preview.as_effect()
    if output_format == "json":
        print_json({**_described(row), "calendar_version": calendar_version(), **effect})
        return
    if output_format == "csv":
        print_rows([_described(row)], CHANGE_COLUMNS, output_format)
        return
    state = f"đã áp dụng, lịch bản {row.version}" if row.version else "chờ áp dụng"
    click.echo(f"Thay đổi lịch số {row.id}: {state if is_kept else 'làm thử, không ghi gì'}")
    click.echo(f"Hạn đang mở phải dời: {preview.open_count}")
    for due in preview.moved:
        click.echo(
            f"  hạn {due.due_on:%d/%m/%Y}: {due.before_on:%d/%m/%Y} → {due.after_on:%d/%m/%Y}"
        )
    for month in preview.months:
        click.echo(
            f"  {month.period}: {month.late_to_on_time} chậm thành đúng hạn,"
            f" {month.on_time_to_late} đúng hạn thành chậm"
        )
    for listed in preview.published:
        click.echo(
            f"Danh sách {listed.effect.period} bản {listed.version} đã công bố giữ nguyên;"
            " tính theo lịch mới sẽ khác, có thể đính chính."
        )
