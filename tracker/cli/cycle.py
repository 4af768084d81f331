"""`tracker cycle`: the monthly cycle by hand, and where each of its steps stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import CycleStep
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from tracker.jobs.cycle_report import TickReport
    from tracker.queries.cycle_overview import StepRow

STATUS_COLUMNS: Final = (
    "period",
    "step",
    "state",
    "due_at",
    "started_at",
    "finished_at",
    "late",
    "attempts",
    "code",
    "message",
    "next_by",
    "retry_at",
)
TICK_COLUMNS: Final = ("period", "step", "state", "code", "message")
_HEADINGS: Final = {
    "period": "Kỳ",
    "step": "Bước",
    "state": "Tình trạng",
    "due_at": "Đến hạn",
    "finished_at": "Xong lúc",
    "late": "Trễ",
    "message": "Kết quả, điều đang chờ",
    "next_by": "Đến lượt",
}


@click.group()
def cycle() -> None:
    """Chu trình tháng: chạy bằng tay, xem từng bước."""


@cycle.command()
@BY
@DRY_RUN
@FORMAT
def tick(*, username: str, dry_run: bool, output_format: str) -> None:
    """Làm mọi bước đã đến lượt; chạy bao nhiêu lần cũng không làm bước nào hai lần."""
    from tracker.jobs.cycle import run_tick

    with product() as settings:
        report = run_tick(settings=settings, actor=acting(username), dry_run=dry_run)
        _print_tick(report, output_format)


@cycle.command()
@click.option("--period", help="Chỉ tháng này, ví dụ 2026-08.")
@FORMAT
def status(*, period: str | None, output_format: str) -> None:
    """Xem từng bước của từng tháng: đến hạn khi nào, kết quả, đang chờ gì, đến lượt ai."""
    from tracker.clock import now
    from tracker.queries.cycle_overview import list_cycle_months
    from tracker.rules.late_lists import read_list_month

    with product() as settings:
        wanted = None if period is None else read_list_month(period).code
        months = list_cycle_months(settings=settings, now=now(), period=wanted)
        rows = [_row(row) for month in months for row in month.steps]
        if output_format == "table":
            print_rows(map(_for_people, rows), tuple(_HEADINGS.values()), "table")
        else:
            print_rows(rows, STATUS_COLUMNS, output_format)


@cycle.command()
@click.option("--period", required=True, help="Tháng của bước, ví dụ 2026-08.")
@click.option(
    "--step",
    required=True,
    type=click.Choice([step.value for step in CycleStep]),
    help="Bước cần thử lại.",
)
@BY
@DRY_RUN
def retry(*, period: str, step: str, username: str, dry_run: bool) -> None:
    """Cho thử lại một bước bị vướng mà không chờ hết thời gian nghỉ giữa hai lần."""
    from tracker.clock import now
    from tracker.rules.late_lists import read_list_month
    from tracker.services.cycle import retry_step
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        month = read_list_month(period).code
        retry_step(period=month, step=CycleStep(step), at=now(), actor=acting(username))
    click.echo(sentence("cycle_step_freed", {"step": CycleStep(step), "period": f"kỳ {month}"}))


def _row(row: StepRow) -> dict[str, Any]:
    from tracker.wording.stored import explain_stored

    return {
        "period": row.period,
        "step": row.step,
        "state": row.state,
        "due_at": row.due_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "late": row.is_late,
        "attempts": row.attempt_count,
        "code": row.code,
        "message": explain_stored(row.code, row.params) if row.code else "",
        "next_by": row.next_by,
        "retry_at": row.retry_at,
    }


def _for_people(row: dict[str, Any]) -> dict[str, object]:
    from tracker.clock import local
    from tracker.wording.labels import label

    shown = dict(row)
    for name in ("step", "state", "next_by"):
        shown[name] = label(row[name]) if row[name] else ""
    for name in ("due_at", "finished_at"):
        shown[name] = f"{local(row[name]):%H:%M %d/%m/%Y}" if row[name] else ""
    return {heading: shown[name] for name, heading in _HEADINGS.items()}


def _print_tick(report: TickReport, output_format: str) -> None:
    from tracker.wording.labels import label
    from tracker.wording.stored import explain_stored

    warnings = [explain_stored(code, params) for code, params in report.warnings]
    rows = [
        {
            "period": taken.period,
            "step": taken.step,
            "state": taken.state,
            "code": taken.code,
            "message": explain_stored(taken.code, taken.params),
        }
        for taken in report.steps
    ]
    if output_format == "json":
        print_json(
            {"at": report.at, "dry_run": report.is_dry_run, "steps": rows} | {"warnings": warnings}
        )
        return
    for warning in warnings:
        click.echo(warning, err=True)
    if output_format == "csv":
        print_rows(rows, TICK_COLUMNS, "csv")
        return
    for taken, row in zip(report.steps, rows, strict=True):
        click.echo(f"{taken.period} {label(taken.step)} – {label(taken.state)}: {row['message']}")
    if not rows:
        click.echo(sentence("cycle_nothing_due"))
