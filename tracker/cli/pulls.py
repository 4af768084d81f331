"""`tracker pull`: the figures of a source for a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.imports import ERROR_COLUMNS, SOME_ROWS_REJECTED, print_report
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from tracker.jobs.pulls import PullReport


@click.command("pull")
@click.argument("source")
@click.option("--period", required=True, help="Kỳ cần lấy: 2024-03, 2024-Q1, 2024.")
@click.option(
    "--accept-shrunken",
    is_flag=True,
    help="Chấp nhận lần lấy ít hơn hẳn lần trước; chỉ chuyên viên văn phòng, phải có --reason.",
)
@click.option("--reason", default="", help="Lý do chấp nhận; ghi vào nhật ký.")
@BY
@DRY_RUN
@FORMAT
def pull(
    *,
    source: str,
    period: str,
    accept_shrunken: bool,
    reason: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> int:
    """Lấy số liệu của một nguồn khai báo trong tệp cấu hình nguồn."""
    from tracker.jobs.pulls import run_pull

    with product():
        report = run_pull(
            source_code=source,
            period=period,
            actor=acting(username),
            dry_run=dry_run,
            accept_shrunken=accept_shrunken,
            reason=reason,
        )
        _print(report, output_format, is_dry_run=dry_run)
    return SOME_ROWS_REJECTED if report.counts.rejected else 0


def _print(report: PullReport, output_format: str, *, is_dry_run: bool) -> None:
    if output_format == "json":
        print_json(report.as_dict())
    elif output_format == "csv":
        print_rows(report.counts.errors, ERROR_COLUMNS, "csv")
    else:
        if report.run is not None:
            click.echo(f"Lần lấy số liệu số {report.run} ({report.source}, {report.url})")
        print_report(report.counts, "table", is_dry_run=is_dry_run)
        for finding in report.findings:
            click.echo(f"Lưu ý: {finding['message']}")
        for flag in report.quality:
            click.echo(f"Cờ chất lượng {flag['flag']}: {flag['count']} số liệu.")
