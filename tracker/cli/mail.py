"""`tracker mail`: what people are told; the clock process does the same by itself."""

from __future__ import annotations

from typing import Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows
from tracker.queries.outbox import MessageState

COLUMNS: Final = (
    "id",
    "kind",
    "state",
    "user",
    "subject",
    "created_at",
    "due_at",
    "attempts",
    "unclear",
    "sent_at",
    "failed_at",
    "error",
)
STATES: Final = [state.value for state in MessageState]


@click.group()
def mail() -> None:
    """Thư tổng hợp, thư nhắc việc: lập, gửi, xem."""


@mail.command()
@DRY_RUN
def queue(*, dry_run: bool) -> None:
    """Lập thư tổng hợp của hôm nay nếu đã đến giờ; mỗi ngày làm việc một lần."""
    from tracker.jobs.mail import queue_digests

    with product() as settings:
        count = queue_digests(settings=settings, dry_run=dry_run)
    click.echo(f"{'Sẽ lập' if dry_run else 'Đã lập'} {count} thư tổng hợp.")


@mail.command()
@click.argument("period", metavar="MONTH")
@BY
@DRY_RUN
def remind(*, period: str, username: str, dry_run: bool) -> None:
    """Lập thư nhắc các đơn vị còn việc với danh sách của MONTH, ví dụ 2024-03."""
    from tracker.jobs.mail import queue_reminders

    with product() as settings:
        count = queue_reminders(
            period=period, actor=acting(username), settings=settings, dry_run=dry_run
        )
    click.echo(f"{'Sẽ lập' if dry_run else 'Đã lập'} {count} thư nhắc việc.")


@mail.command()
@click.pass_context
def send(ctx: click.Context) -> None:
    """Gửi các thư đã đến giờ; chưa có máy chủ thư thì thư nằm chờ."""
    from tracker.jobs.mail import send_due

    with product() as settings:
        report = send_due(settings=settings)
    if not report.is_configured:
        click.echo("Chưa đặt máy chủ thư (TRACKER_MAIL_HOST, TRACKER_MAIL_SENDER); thư nằm chờ.")
        return
    if report.error:
        click.echo(report.error, err=True)
    click.echo(
        f"Đã gửi {report.sent} thư, hoãn {report.put_off} thư, dừng gửi {report.given_up} thư."
    )
    if report.error:
        ctx.exit(1)


@mail.command()
@click.option("--state", type=click.Choice(STATES), help="Chỉ thư ở tình trạng này.")
@click.option(
    "--limit",
    type=click.IntRange(1, 100_000),
    default=100,
    show_default=True,
    help="Nhiều nhất bao nhiêu thư.",
)
@FORMAT
def status(*, state: str | None, limit: int, output_format: str) -> None:
    """Liệt kê thư, mới nhất trước; không in địa chỉ của ai."""
    from tracker.queries.outbox import list_messages
    from tracker.wording.messages import tell_error

    with product():
        found = list_messages(MessageState(state) if state else None, limit=limit)
        rows = [
            {
                "id": row.id,
                "kind": row.kind,
                "state": row.state,
                "user": row.username,
                "subject": row.subject,
                "created_at": row.created_at,
                "due_at": row.due_at,
                "attempts": row.attempt_count,
                "unclear": row.unclear_count,
                "sent_at": row.sent_at,
                "failed_at": row.failed_at,
                "error": tell_error(row.error).replace(row.address or "\0", "…"),
            }
            for row in found
        ]
        print_rows(rows, COLUMNS, output_format)


@mail.command()
@click.argument("message_id", metavar="ID", type=KEY)
@BY
@DRY_RUN
def retry(*, message_id: int, username: str, dry_run: bool) -> None:
    """Gửi lại một thư đã dừng gửi, đến địa chỉ hiện nay của người nhận."""
    from tracker.clock import now
    from tracker.services.outbox import retry_message
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        retry_message(message_id=message_id, actor=acting(username), at=now())
