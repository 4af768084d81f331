"""`tracker late-list show`: what a list says, for people and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import product
from tracker.cli.late_list_steps import PERIOD, VERSION
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.queries.publications import PublicationRow

_HEADING: Final = (
    "title",
    "period",
    "first_day",
    "last_day",
    "as_of",
    "rule",
    "rule_text",
    "version",
    "state",
    "sha256",
    "previous_sha256",
)
_ROW_COLUMNS: Final = (
    "list",
    "code",
    "unit_code",
    "unit_name",
    "procedure_code",
    "procedure_name",
    "field",
    "officer",
    "received_on",
    "due_on",
    "judged_due_on",
    "finished_on",
    "days_late",
    "working_days_late",
    "flags",
    "explanation",
    "apology",
)
_UNIT_HEADINGS: Final = {
    "code": "Mã",
    "name": "Đơn vị",
    "received": "Tiếp nhận",
    "carried_over": "Kỳ trước",
    "finished": "Giải quyết",
    "finished_late": "Trả chậm",
    "open": "Đang xử lý",
    "open_overdue": "Quá hạn",
    "paused": "Tạm dừng",
    "returned": "Trả lại",
}


@click.command("show")
@PERIOD
@VERSION
@click.option("--public", "is_public", is_flag=True, help="In đúng từng byte bản công khai.")
@FORMAT
def show(*, period: str, version: int | None, is_public: bool, output_format: str) -> None:
    """Xem danh sách: table là tổng hợp đơn vị, csv là từng hồ sơ, json là tất cả."""
    from tracker.queries.publications import get_publication
    from tracker.rules.late_lists import read_list_month

    with product():
        row = get_publication(read_list_month(period).code, version)
        if is_public:
            click.echo(row.content_text.encode(), nl=False)
        elif output_format == "json":
            print_json(_whole(row))
        elif output_format == "csv":
            print_rows(_annex_rows(row), _ROW_COLUMNS, "csv")
        else:
            _print_summary(row)


def _whole(row: PublicationRow) -> dict[str, Any]:
    """Return the list as the staff has it, the keys of the heading first."""
    values = {**row.internal, "state": row.state, "sha256": row.sha256}
    return {**{key: values[key] for key in _HEADING}, **values}


def _annex_rows(row: PublicationRow) -> Iterator[dict[str, Any]]:
    from tracker.publishing.list_papers import apology_text, explanation_text

    for name in ("finished_late", "open_overdue"):
        for dossier in row.internal[name]:
            yield {
                "list": name,
                **dossier,
                "explanation": explanation_text(dossier.get("explanation")),
                "apology": apology_text(dossier.get("apology")),
            }


def _print_summary(row: PublicationRow) -> None:
    """Print what people want to know first: the state, the units, what does not come out."""
    from tracker.wording.labels import label
    from tracker.wording.sentences import sentence
    from tracker.wording.stored import explain_stored

    internal = row.internal
    click.echo(internal["title"])
    click.echo(f"Bản {row.version}: {label(row.state)}. SHA-256: {row.sha256}")
    click.echo(
        f"Từ {row.first_day:%d/%m/%Y} đến {row.last_day:%d/%m/%Y},"
        f" số liệu đến {row.as_of:%d/%m/%Y}. {internal['rule_text']}"
    )
    if row.is_sample:
        click.echo("Dữ liệu minh họa.")
    rows = [*internal["units"], {"code": "", "name": "Tổng cộng", **internal["totals"]}]
    table = [
        {heading: unit[key] for key, heading in _UNIT_HEADINGS.items()}
        | {
            "Đúng hạn": _rate_text(unit["finished_on_time_rate"]),
            "Giải trình": _rate_text(unit.get("coverage", {}).get("explained")),
        }
        for unit in rows
    ]
    print_rows(table, [*_UNIT_HEADINGS.values(), "Đúng hạn", "Giải trình"], "table")
    for notice in internal.get("notices", ()):
        click.echo(explain_stored(notice["code"], notice))
    _print_replies(row)
    for failure in internal["identity_failures"]:
        unit = failure["unit_code"] or "Tổng cộng"
        click.echo(f"{unit}: {sentence(failure['identity'], failure)}")


def _print_replies(row: PublicationRow) -> None:
    """Print whether units could answer, what was taken out, and what is not agreed to."""
    from tracker.publishing.list_replies import read_replies
    from tracker.wording.labels import label

    replies = read_replies(row.internal)
    if replies.line:
        click.echo(replies.line)
    for entry in (*replies.upheld, *replies.objections):
        about = entry.code or "số đếm"
        click.echo(f"{entry.unit_name} ({about}): {label(entry.state)}. {entry.text}")


def _rate_text(rate: dict[str, Any] | None) -> str:
    from tracker.rules.rates import Share, percent_text

    return percent_text(Share(rate["numerator"], rate["denominator"])) if rate else ""
