"""`tracker late-list`: the monthly list from draft to publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.late_list_show import show
from tracker.cli.late_list_steps import PERIOD, REASON, VERSION, print_done, take
from tracker.cli.list_checks import add_check_commands
from tracker.cli.objections import add_reply_commands
from tracker.cli.output import FORMAT
from tracker.cli.published_files import add_file_commands

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.services.late_list_versions import ListVersion


@click.group("late-list")
def late_list() -> None:
    """Danh sách chậm muộn hằng tháng."""


@late_list.command()
@PERIOD
@BY
@DRY_RUN
@FORMAT
def draft(*, period: str, username: str, dry_run: bool, output_format: str) -> None:
    """Lập dự thảo từ số liệu đang có; dự thảo cũ chưa duyệt được thay."""

    def step(actor: Actor, settings: Settings) -> ListVersion:
        from tracker.publishing.late_list import draft_late_list

        return draft_late_list(period=period, actor=actor, settings=settings)

    take(step, username, output_format, dry_run=dry_run)


@late_list.command()
@PERIOD
@click.option("--sha256", default="", help="Mã của dự thảo đã đọc; dự thảo khác thì từ chối.")
@BY
@DRY_RUN
@FORMAT
def approve(*, period: str, sha256: str, username: str, dry_run: bool, output_format: str) -> None:
    """Duyệt dự thảo; người duyệt phải khác người lập."""

    def step(actor: Actor, _settings: Settings) -> ListVersion:
        from tracker.services.late_lists import approve_late_list

        return approve_late_list(period=period, actor=actor, sha256=sha256)

    take(step, username, output_format, dry_run=dry_run)


@late_list.command()
@PERIOD
@BY
@DRY_RUN
@FORMAT
def publish(*, period: str, username: str, dry_run: bool, output_format: str) -> None:
    """Công bố danh sách đã duyệt, giữ nguyên từng byte, cùng đủ các tệp của nó."""
    from tracker.jobs.publication import run_publication

    with product() as settings:
        done = run_publication(
            period=period, actor=acting(username), settings=settings, dry_run=dry_run
        )
        print_done(done, output_format)


@late_list.command()
@PERIOD
@REASON
@BY
@DRY_RUN
@FORMAT
def correct(*, period: str, reason: str, username: str, dry_run: bool, output_format: str) -> None:
    """Lập dự thảo bản đính chính; bản đã công bố giữ nguyên đến khi bản mới được công bố."""

    def step(actor: Actor, settings: Settings) -> ListVersion:
        from tracker.publishing.late_list import correct_late_list

        return correct_late_list(period=period, reason=reason, actor=actor, settings=settings)

    take(step, username, output_format, dry_run=dry_run)


@late_list.command()
@PERIOD
@REASON
@VERSION
@BY
@DRY_RUN
@FORMAT
def withdraw(
    *,
    period: str,
    reason: str,
    version: int | None,
    username: str,
    dry_run: bool,
    output_format: str,
) -> None:
    """Thu hồi danh sách; nội dung được giữ, địa chỉ công khai ghi chú thu hồi."""

    def step(actor: Actor, _settings: Settings) -> ListVersion:
        from tracker.services.late_lists import withdraw_late_list

        return withdraw_late_list(period=period, reason=reason, actor=actor, version=version)

    take(step, username, output_format, dry_run=dry_run)


late_list.add_command(show)
add_file_commands(late_list)
add_reply_commands(late_list)
add_check_commands(late_list)
