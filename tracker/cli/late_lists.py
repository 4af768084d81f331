"""`tracker late-list`: the monthly list from draft to publication."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.publications import PublicationRow
    from tracker.services.late_list_versions import ListVersion

PERIOD = click.option("--period", required=True, help="Tháng của danh sách, ví dụ 2024-03.")
REASON = click.option("--reason", default="", help="Lý do; được ghi vào danh sách.")
VERSION = click.option("--version", type=int, help="Số bản; không nêu là bản mới nhất.")

_STEP_COLUMNS: Final = ("period", "version", "state", "sha256")
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

    _take(step, username, output_format, dry_run=dry_run)


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

    _take(step, username, output_format, dry_run=dry_run)


@late_list.command()
@PERIOD
@BY
@DRY_RUN
@FORMAT
def publish(*, period: str, username: str, dry_run: bool, output_format: str) -> None:
    """Công bố danh sách đã duyệt, giữ nguyên từng byte."""

    def step(actor: Actor, _settings: Settings) -> ListVersion:
        from tracker.services.late_lists import publish_late_list

        return publish_late_list(period=period, actor=actor)

    _take(step, username, output_format, dry_run=dry_run)


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

    _take(step, username, output_format, dry_run=dry_run)


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

    _take(step, username, output_format, dry_run=dry_run)


@late_list.command()
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


def _take(
    step: Callable[[Actor, Settings], ListVersion],
    username: str,
    output_format: str,
    *,
    dry_run: bool,
) -> None:
    """Take one step within one transaction and print what it left behind."""
    from tracker.transaction import transaction

    with product() as settings:
        with transaction(dry_run=dry_run):
            done = step(acting(username), settings)
        shown = {name: getattr(done, name) for name in _STEP_COLUMNS}
        if output_format == "json":
            print_json(shown)
        elif output_format == "csv":
            print_rows([shown], _STEP_COLUMNS, "csv")
        else:
            _print_step(done)


def _print_step(done: ListVersion) -> None:
    from tracker.wording.labels import label

    click.echo(f"Kỳ {done.period}, bản {done.version}: {label(done.state)}")
    click.echo(f"SHA-256: {done.sha256}")


def _whole(row: PublicationRow) -> dict[str, Any]:
    """Return the list as the staff has it, the keys of the heading first."""
    values = {**row.internal, "state": row.state, "sha256": row.sha256}
    return {**{key: values[key] for key in _HEADING}, **values}


def _annex_rows(row: PublicationRow) -> Iterator[dict[str, Any]]:
    for name in ("finished_late", "open_overdue"):
        for dossier in row.internal[name]:
            yield {"list": name, **dossier}


def _print_summary(row: PublicationRow) -> None:
    """Print what people want to know first: the state, the units, what does not come out."""
    from tracker.wording.labels import label
    from tracker.wording.sentences import sentence

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
        | {"Đúng hạn": _rate_text(unit)}
        for unit in rows
    ]
    print_rows(table, [*_UNIT_HEADINGS.values(), "Đúng hạn"], "table")
    for notice in internal["notices"]:
        known_to = date.fromisoformat(notice["as_of"])
        click.echo(sentence(notice["code"], {**notice, "as_of": known_to}))
    for failure in internal["identity_failures"]:
        unit = failure["unit_code"] or "Tổng cộng"
        click.echo(f"{unit}: {sentence(failure['identity'], failure)}")


def _rate_text(unit: dict[str, Any]) -> str:
    from tracker.rules.rates import Share, percent_text

    rate = unit["finished_on_time_rate"]
    return percent_text(Share(rate["numerator"], rate["denominator"]))
