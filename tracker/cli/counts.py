"""`tracker counts`: a period's counts by unit, level or field, with the sums that must come out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from datetime import date

    from tracker.publishing.count_tables import PeriodCounts
    from tracker.rules.count_tables import CountLine

_HEAD: Final = ("kind", "group", "code", "name")
_COUNTS: Final = (
    "carried_over",
    "received",
    "received_online",
    "received_direct",
    "received_postal",
    "received_unstated",
    "finished",
    "finished_early",
    "finished_on_time",
    "finished_late",
    "open",
    "open_within_term",
    "open_overdue",
    "paused",
    "returned",
)
_STANDSTILLS: Final = {
    "waiting_supplement": "awaiting_supplement",
    "halted": "paused",
    "given_back": "returned",
    "withdrawn": "withdrawn",
    "refused": "refused",
}
"""Column → status; `paused` and `returned` above are the sums the identities use."""

_RATES: Final = ("finished_on_time_rate", "progress_rate")
_FORM: Final = (
    "received_total",
    "received_online",
    "received_direct",
    "carried_over",
    "finished",
    "finished_early",
    "finished_on_time",
    "finished_late",
    "open",
    "open_within_term",
    "open_overdue",
)
"""Columns 3 to 13 of the form."""


@click.command("counts")
@click.option("--period", required=True, help="Kỳ: 2024-03, 2024-Q1, 2024 hoặc 2024-03/ytd.")
@click.option(
    "--by",
    type=click.Choice(["unit", "level", "field"]),
    default="unit",
    show_default=True,
    help="Dòng của bảng: đơn vị, cấp hoặc lĩnh vực.",
)
@click.option("--form", type=click.Choice(["06a"]), help="In đúng cột của mẫu II.06a/VPCP/KSTT.")
@click.option("--as-of", "as_of", type=DAY, help="Đếm như đã biết đến hết ngày này (2024-03-31).")
@FORMAT
def counts(
    *, period: str, by: str, form: str | None, as_of: date | None, output_format: str
) -> None:
    """Đếm hồ sơ của một kỳ và kiểm tra các tổng phải khớp.

    Mỗi hồ sơ được đếm đúng một lần; bảng có tổng của từng nhóm và tổng cộng.
    """
    from tracker.publishing.count_tables import build_period_counts
    from tracker.rules.count_tables import CountBy
    from tracker.rules.periods import read_period

    with product() as settings:
        found = build_period_counts(read_period(period), settings, by=CountBy(by), known_on=as_of)
        columns = (*_HEAD, *(_FORM if form else (*_COUNTS, *_STANDSTILLS, *_RATES)))
        rows = [_row(line, found, is_form=form is not None) for line in found.table.all_lines()]
        if output_format == "json":
            print_json(_document(found, rows))
        else:
            print_rows(rows, columns, output_format)
        _tell(found)


def _row(line: CountLine, found: PeriodCounts, *, is_form: bool) -> dict[str, Any]:
    from tracker.wording.count_tables import line_name

    head = {
        "kind": "row" if line.is_row else "total" if line.group is None else "subtotal",
        "group": line.group,
        "code": line.code,
        "name": line_name(line, found.table.by),
    }
    if is_form:
        return {**head, **asdict(line.form)}
    counts = line.counts.counts
    statuses = {status.value: count for status, count in line.counts.standstills.items()}
    return {
        **head,
        **asdict(counts),
        **{name: statuses.get(status, 0) for name, status in _STANDSTILLS.items()},
        "finished_on_time_rate": counts.finished_on_time_rate.percent,
        "progress_rate": counts.progress_rate.percent,
    }


def _document(found: PeriodCounts, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "period": found.period.code,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "judged_on": found.judged_on,
        "as_of": found.known_on,
        "data_as_of": found.data_as_of,
        "is_sample": found.is_sample,
        "by": found.table.by,
        "rows": rows[:-1],
        "totals": rows[-1],
        "identity_failures": [
            {
                "group": line.group,
                "unit_code": line.code,
                "name": line.name,
                "identity": broken.code,
                "left": broken.left,
                "right": broken.right,
            }
            for line, broken in found.table.broken()
        ],
    }


def _tell(found: PeriodCounts) -> None:
    """Say beside the table what a reader must know of it."""
    from tracker.wording.count_tables import explain_broken
    from tracker.wording.sentences import sentence

    broken = explain_broken(found.table)
    if broken:
        click.echo(sentence("count_identities_fail", {"count": len(broken)}), err=True)
        for line in broken:
            click.echo(line, err=True)
    if not found.table.sections:
        click.echo(sentence("count_no_data", {"period": found.period.code}), err=True)
    elif found.data_as_of is not None and found.data_as_of < found.judged_on:
        values = {"as_of": found.data_as_of, "last_day": found.judged_on}
        click.echo(sentence("count_source_ends", values), err=True)
