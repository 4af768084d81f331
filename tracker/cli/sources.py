"""`tracker sources`: which source speaks, when it is stale, and that it may go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from tracker.queries.sources import SourceRow

COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "rank",
    "max_age_days",
    "as_of",
    "pull",
    "last_run",
    "last_run_period",
    "last_run_state",
    "last_good_run",
    "last_good_period",
    "stopped_at",
    "stopped_code",
    "periods",
)
NO_LIMIT: Final = "none"
CODE = click.argument("code")


@click.group()
def sources() -> None:
    """Nguồn số liệu: nguồn nào được dùng, khi nào là cũ, cho chạy lại."""


@sources.command("list")
@FORMAT
def list_(*, output_format: str) -> None:
    """Liệt kê các nguồn, nguồn được dùng trước đứng đầu."""
    from tracker.queries.sources import list_sources

    with product():
        print_rows([_row(row) for row in list_sources()], COLUMNS, output_format)


@sources.command()
@CODE
@click.argument("number", type=int)
@BY
@DRY_RUN
def rank(*, code: str, number: int, username: str, dry_run: bool) -> None:
    """Đặt thứ tự NUMBER: nhiều nguồn cùng có một số thì thứ tự nhỏ nhất được dùng."""
    from tracker.services.sources import set_rank
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        set_rank(code=code, rank=number, actor=acting(username))
    click.echo(f"Nguồn {code} có thứ tự {number}; hãy đánh giá lại các kỳ cần dùng thứ tự mới.")


@sources.command()
@CODE
@click.argument("days")
@BY
@DRY_RUN
def age(*, code: str, days: str, username: str, dry_run: bool) -> None:
    """Đặt số ngày DAYS mà quá đó số liệu là cũ; “none” để bỏ giới hạn."""
    from tracker.errors import RefusedError
    from tracker.services.sources import LONGEST_AGE_DAYS, set_age_limit
    from tracker.transaction import transaction

    if days != NO_LIMIT and not (days.isascii() and days.isdigit() and len(days) < 9):
        raise RefusedError("source_age_invalid", value=days, maximum=LONGEST_AGE_DAYS)
    limit = None if days == NO_LIMIT else int(days)
    with product(), transaction(dry_run=dry_run):
        set_age_limit(code=code, days=limit, actor=acting(username))
    said = "không có giới hạn" if limit is None else f"là cũ sau {limit} ngày"
    click.echo(f"Số liệu của nguồn {code} {said}.")


@sources.command()
@CODE
@click.option("--reason", required=True, help="Đã xem gì; từ 10 ký tự.")
@BY
@DRY_RUN
def resume(*, code: str, reason: str, username: str, dry_run: bool) -> None:
    """Cho một nguồn đang dừng chạy lại, sau khi có người đã xem."""
    from tracker.services.sources import resume_source
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        resume_source(code=code, reason=reason, actor=acting(username))
    click.echo(f"Nguồn {code} chạy lại được; lần lấy tiếp theo sẽ gọi nguồn.")


def _row(row: SourceRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "rank": row.rank,
        "max_age_days": row.max_age_days,
        "as_of": row.as_of,
        "pull": row.pull,
        "last_run": row.run_id,
        "last_run_period": row.run_period,
        "last_run_state": row.run_state,
        "last_good_run": row.good_run_id,
        "last_good_period": row.good_period,
        "stopped_at": row.stopped_at,
        "stopped_code": row.stopped_code,
        "periods": row.periods,
    }
