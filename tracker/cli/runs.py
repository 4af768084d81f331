"""`tracker runs`: pulls of figures, what each brought, and letting a failed one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from tracker.queries.pull_runs import PullCallRow, PullRunRow

COLUMNS: Final = (
    "run",
    "source",
    "period",
    "state",
    "started_at",
    "finished_at",
    "captured_at",
    "calls",
    "rows",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "skipped",
    "batch",
    "error",
    "accepted_by",
    "by",
)
CALL_COLUMNS: Final = (
    "ordinal",
    "name",
    "method",
    "url",
    "status",
    "captured_at",
    "duration_ms",
    "bytes",
    "sha256",
    "error",
)
RUN = click.argument("run_id", metavar="RUN", type=KEY)


@click.group()
def runs() -> None:
    """Các lần lấy số liệu: kết quả, từng lượt gọi, chấp nhận lần thất bại."""


@runs.command("list")
@click.option("--source", help="Chỉ nguồn mang mã này.")
@click.option("--period", help="Chỉ kỳ này: 2024-03, 2024-Q1, 2024.")
@FORMAT
def list_(*, source: str | None, period: str | None, output_format: str) -> None:
    """Liệt kê các lần lấy số liệu, mới nhất trước."""
    from tracker.queries.pull_runs import list_runs
    from tracker.queries.sources import get_source
    from tracker.rules.periods import read_period

    with product():
        code = None if source is None else get_source(source).code
        wanted = None if period is None else read_period(period).code
        found = list_runs(source=code, period=wanted, limit=1_000_000)
        print_rows([_row(run) for run in found], COLUMNS, output_format)


@runs.command()
@RUN
@FORMAT
def show(*, run_id: int, output_format: str) -> None:
    """Xem một lần lấy: tình trạng, điều cần biết, từng lượt gọi với mã băm."""
    from tracker.queries.pull_runs import get_run, list_calls

    with product():
        run, calls = get_run(run_id), [_call(call) for call in list_calls(run_id)]
        if output_format == "json":
            print_json({**_row(run), **_details(run), "calls": calls, "call_count": run.call_count})
            return
        if output_format == "table":
            _print_heading(run)
        print_rows(calls, CALL_COLUMNS, output_format)


@runs.command()
@RUN
@click.option("--reason", required=True, help="Vì sao số liệu đang có vẫn dùng được; từ 10 ký tự.")
@BY
@DRY_RUN
def accept(*, run_id: int, reason: str, username: str, dry_run: bool) -> None:
    """Chấp nhận lần lấy thất bại để kỳ đó đi tiếp; không nhận thêm số liệu nào."""
    from tracker.services.run_acceptance import accept_run
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        period = accept_run(run_id=run_id, reason=reason, actor=acting(username))
    click.echo(f"Đã chấp nhận lần lấy số {run_id}; kỳ {period} đi tiếp được.")


def _row(run: PullRunRow) -> dict[str, Any]:
    return {
        "run": run.id,
        "source": run.source_code,
        "period": run.period,
        "state": run.state,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "captured_at": run.captured_at,
        "calls": run.call_count,
        "rows": run.row_count,
        "added": run.added_count,
        "updated": run.updated_count,
        "unchanged": run.unchanged_count,
        "rejected": run.rejected_count,
        "skipped": run.skipped_count,
        "batch": run.batch_id,
        "error": run.error_code,
        "accepted_by": run.accepted_by,
        "by": run.created_by,
    }


def _details(run: PullRunRow) -> dict[str, Any]:
    from tracker.wording.stored import explain_stored

    return {
        "message": explain_stored(run.error_code, run.error_params) if run.error_code else "",
        "findings": [
            {**each, "message": explain_stored(str(each["code"]), each.get("params"))}
            for each in run.findings
        ],
        "quality": dict(run.quality),
        "resumed_from": run.resumed_from_id,
        "accepted_at": run.accepted_at,
        "accepted_reason": run.accepted_reason,
    }


def _call(call: PullCallRow) -> dict[str, Any]:
    return {
        "ordinal": call.ordinal,
        "name": call.name,
        "method": call.method,
        "url": call.url,
        "status": call.status,
        "captured_at": call.captured_at,
        "duration_ms": call.duration_ms,
        "bytes": call.byte_count,
        "sha256": call.body_sha256,
        "error": call.error_code,
    }


def _print_heading(run: PullRunRow) -> None:
    from tracker.wording.labels import label

    details = _details(run)
    lines = [f"Lần lấy số {run.id}, nguồn {run.source_code}, kỳ {run.period}: {label(run.state)}"]
    lines += filter(None, [details["message"]])
    lines += [str(found["message"]) for found in details["findings"]]
    lines += [f"{flag}: {count}" for flag, count in sorted(run.quality.items())]
    if run.accepted_at is not None:
        lines.append(f"{run.accepted_by} chấp nhận: {run.accepted_reason}")
    click.echo("\n".join([*lines, ""]))
