"""`tracker alerts`: what imports rewrote, until a person closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import AlertKind
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.queries.accounts import Actor
    from tracker.queries.integrity_alerts import AlertRow, AlertSearch
    from tracker.services.integrity_alerts import AlertStep

COLUMNS: Final = (
    "id",
    "kind",
    "code",
    "unit_code",
    "before",
    "after",
    "batch",
    "source",
    "calendar_change",
    "raised_at",
    "owner",
    "closed_at",
    "closed_by",
    "closing_reason",
)
STATES: Final = {"open": True, "closed": False, "all": None}
KIND = click.option(
    "--kind", type=click.Choice([kind.value for kind in AlertKind]), help="Chỉ loại này."
)
BATCH = click.option("--batch", type=KEY, help="Chỉ cảnh báo của lần nhập này.")
IDS = click.argument("alert_ids", nargs=-1, type=KEY)


@click.group()
def alerts() -> None:
    """Cảnh báo toàn vẹn: chỗ tệp nhập sau, hoặc đổi lịch, viết lại điều đã biết."""


@alerts.command("list")
@KIND
@BATCH
@click.option(
    "--state",
    type=click.Choice(list(STATES)),
    default="open",
    show_default=True,
    help="open: đang mở; closed: đã đóng; all: tất cả.",
)
@click.option("--period", default="", help="Chỉ cảnh báo chạm đến danh sách tháng này: 2024-03.")
@click.option("--unit", default="", help="Chỉ hồ sơ của đơn vị mang mã này và cấp dưới.")
@FORMAT
def list_(
    *,
    kind: str | None,
    batch: int | None,
    state: str,
    period: str,
    unit: str,
    output_format: str,
) -> None:
    """Liệt kê cảnh báo, lần nhập mới nhất trước."""
    from tracker.queries.integrity_alerts import list_alerts

    with product() as settings:
        search = _search(kind, batch, state, period, unit, settings.month_cutoff_day)
        rows = list_alerts(search, limit=1_000_000)
        print_rows([_row(row) for row in rows], COLUMNS, output_format)


@alerts.command()
@IDS
@BATCH
@KIND
@click.option("--reason", required=True, help="Đã kiểm tra gì, kết quả ra sao; từ 10 ký tự.")
@BY
@DRY_RUN
def close(
    *,
    alert_ids: tuple[int, ...],
    batch: int | None,
    kind: str | None,
    reason: str,
    username: str,
    dry_run: bool,
) -> None:
    """Đóng cảnh báo kèm lý do: từng số, hoặc mọi cảnh báo đang mở của một lần nhập."""
    from tracker.services.integrity_alerts import close_alerts

    def step(ids: tuple[int, ...], actor: Actor) -> AlertStep:
        return close_alerts(alert_ids=ids, reason=reason, actor=actor)

    done = _take(step, alert_ids, batch, kind, username, dry_run=dry_run)
    click.echo(f"Đã đóng {len(done.alert_ids)} cảnh báo của {_cause(done)}.")


@alerts.command()
@IDS
@BATCH
@KIND
@click.option("--owner", required=True, help="Tài khoản phụ trách.")
@BY
@DRY_RUN
def assign(
    *,
    alert_ids: tuple[int, ...],
    batch: int | None,
    kind: str | None,
    owner: str,
    username: str,
    dry_run: bool,
) -> None:
    """Giao người phụ trách: từng số, hoặc mọi cảnh báo đang mở của một lần nhập."""
    from tracker.services.integrity_alerts import assign_owner

    def step(ids: tuple[int, ...], actor: Actor) -> AlertStep:
        return assign_owner(alert_ids=ids, owner=owner, actor=actor)

    done = _take(step, alert_ids, batch, kind, username, dry_run=dry_run)
    click.echo(f"Đã giao {len(done.alert_ids)} cảnh báo của {_cause(done)}.")


def _cause(done: AlertStep) -> str:
    if done.change_id is None:
        return f"lần nhập số {done.batch_id}"
    return f"thay đổi lịch số {done.change_id}"


def _take(
    step: Callable[[tuple[int, ...], Actor], AlertStep],
    alert_ids: tuple[int, ...],
    batch: int | None,
    kind: str | None,
    username: str,
    *,
    dry_run: bool,
) -> AlertStep:
    """Take a step on the alerts that are named, or on the open ones of an import."""
    from tracker.errors import RefusedError
    from tracker.queries.integrity_alerts import AlertSearch, list_alert_ids
    from tracker.transaction import transaction

    if bool(alert_ids) == (batch is not None):
        raise RefusedError("alert_choice_missing")
    with product(), transaction(dry_run=dry_run):
        if batch is not None:
            wanted = AlertSearch(kind=AlertKind(kind) if kind else None, batch_id=batch)
            alert_ids = tuple(list_alert_ids(wanted))
        return step(alert_ids, acting(username))


def _search(
    kind: str | None, batch: int | None, state: str, period: str, unit: str, cutoff: int | None
) -> AlertSearch:
    from tracker.queries.integrity_alerts import AlertSearch
    from tracker.queries.unit_scopes import list_meant_unit_ids
    from tracker.rules.late_lists import read_list_month

    days = None
    if period:
        month = read_list_month(period)
        days = month.first_day(cutoff), month.last_day(cutoff)
    return AlertSearch(
        kind=AlertKind(kind) if kind else None,
        is_open=STATES[state],
        unit_ids=list_meant_unit_ids(unit) if unit else None,
        batch_id=batch,
        days=days,
    )


def _row(row: AlertRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "code": row.dossier_code or row.period,
        "unit_code": row.unit_code,
        "before": row.details.get("before", ""),
        "after": row.details.get("after", ""),
        "batch": row.batch_id,
        "source": row.source_code,
        "calendar_change": row.change_id,
        "raised_at": row.raised_at,
        "owner": row.owner_username,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by,
        "closing_reason": row.closing_reason,
    }
