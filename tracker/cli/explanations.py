"""`tracker explanations`: why dossiers are late, written by units and reviewed by their heads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import DelayCause, ReviewState
from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.late_cases import CaseRow, CaseSearch
    from tracker.rules.coverage import Coverage
    from tracker.services.explanation_board import ExplanationStep, Seen

    Step = Callable[[Mapping[int, Seen | None], Actor], ExplanationStep]

COLUMNS: Final = (
    "code", "unit_code", "unit_name", "kind", "procedure_code", "received_on", "due_on",
    "finished_on", "days_late", "state", "version", "cause", "text", "written_by", "written_at",
    "reviewed_by", "reviewed_at", "review_note",
)  # fmt: skip
COVERAGE_COLUMNS: Final = (
    "unit_code", "unit_name", "late", "accepted", "submitted", "sent_back", "unexplained",
    "explained_percent", "letters_owed", "letters_sent", "letters_in_time",
    "apologised_percent", "apologised_in_time_percent",
)  # fmt: skip
STATES: Final = {
    "none": frozenset({None}),
    **{state.value: frozenset({state}) for state in ReviewState},
    "owed": frozenset({None, ReviewState.SENT_BACK}),
    "all": frozenset({None, *ReviewState}),
}
PERIOD = click.option("--period", required=True, help="Tháng của danh sách, ví dụ 2024-03.")
UNIT = click.option("--unit", default="", help="Chỉ đơn vị mang mã này và cấp dưới.")
CODES = click.option("--code", "codes", multiple=True, help="Mã hồ sơ; nêu được nhiều lần.")
ALL = click.option("--all", "is_all", is_flag=True, help="Mọi giải trình chờ xem xét của kỳ.")
CAUSE = click.Choice([cause.value for cause in DelayCause])
SOME_ROWS_REJECTED: Final = 3


@click.group()
def explanations() -> None:
    """Giải trình hồ sơ chậm, quá hạn: viết, duyệt, mức độ đầy đủ."""


@explanations.command("list")
@PERIOD
@UNIT
@click.option(
    "--state",
    type=click.Choice(list(STATES)),
    default="all",
    show_default=True,
    help="none: chưa viết; owed: chưa viết hoặc bị trả lại.",
)
@click.option("--cause", type=CAUSE, help="Chỉ lý do này.")
@click.option("--days-late", "least_days", type=click.IntRange(0, 9999), default=0,
              help="Chậm từ bấy nhiêu ngày.")  # fmt: skip
@FORMAT
def list_(
    *, period: str, unit: str, state: str, cause: str | None, least_days: int, output_format: str
) -> None:
    """Liệt kê hồ sơ phải giải trình của một tháng."""
    from dataclasses import replace

    from tracker.queries.late_cases import list_cases

    with product() as settings:
        search = replace(
            _search(period, settings, unit),
            states=STATES[state],
            cause=None if cause is None else DelayCause(cause),
            least_days=least_days,
        )
        print_rows([_row(case) for case in list_cases(search)], COLUMNS, output_format)


@explanations.command()
@PERIOD
@CODES
@click.option("--cause", type=CAUSE, help="Lý do, cùng với --code.")
@click.option("--text", default="", help="Nội dung, cùng với --code.")
@click.option("--file", "path", help="Tệp CSV có các cột code, cause, text.")
@BY
@DRY_RUN
@FORMAT
def write(
    *,
    period: str,
    codes: tuple[str, ...],
    cause: str | None,
    text: str,
    path: str | None,
    username: str,
    dry_run: bool,
    output_format: str,
) -> int:
    """Viết giải trình: một lý do cho nhiều hồ sơ, hoặc mỗi hồ sơ một dòng của tệp."""
    from tracker.cli.explanation_files import write_codes, write_file
    from tracker.errors import RefusedError
    from tracker.transaction import transaction

    says_all = bool(codes), cause is not None, bool(text)
    if (path is not None and any(says_all)) or (path is None and not all(says_all)):
        raise RefusedError("explanation_choice_missing")
    with product() as settings, transaction(dry_run=dry_run):
        actor = acting(username)
        search = _search(period, settings, "", actor)
        if path is not None:
            report = write_file(existing_file(path), search, actor)
        else:
            report = write_codes(codes, DelayCause(cause or ""), text, search, actor)
    _print_report(report, output_format, is_dry_run=dry_run)
    return SOME_ROWS_REJECTED if report["rejected"] else 0


@explanations.command()
@PERIOD
@UNIT
@CODES
@ALL
@click.option("--note", default="", help="Ý kiến; có thể để trống.")
@BY
@DRY_RUN
def accept(
    *,
    period: str,
    unit: str,
    codes: tuple[str, ...],
    is_all: bool,
    note: str,
    username: str,
    dry_run: bool,
) -> None:
    """Chấp nhận giải trình đang chờ; không chấp nhận bản do chính mình viết."""

    def step(chosen: Mapping[int, Seen | None], actor: Actor) -> ExplanationStep:
        from tracker.services.explanations import accept_explanations

        return accept_explanations(chosen=chosen, actor=actor, note=note)

    count = _review(step, period, unit, codes, username, is_all=is_all, dry_run=dry_run)
    click.echo(f"Đã chấp nhận {count} giải trình.")


@explanations.command("send-back")
@PERIOD
@UNIT
@CODES
@ALL
@click.option("--note", required=True, help="Cần bổ sung gì; từ 10 ký tự.")
@BY
@DRY_RUN
def send_back(
    *,
    period: str,
    unit: str,
    codes: tuple[str, ...],
    is_all: bool,
    note: str,
    username: str,
    dry_run: bool,
) -> None:
    """Trả lại giải trình đang chờ để bổ sung; bản cũ giữ nguyên, bản sau viết tiếp."""

    def step(chosen: Mapping[int, Seen | None], actor: Actor) -> ExplanationStep:
        from tracker.services.explanations import send_back_explanations

        return send_back_explanations(chosen=chosen, note=note, actor=actor)

    count = _review(step, period, unit, codes, username, is_all=is_all, dry_run=dry_run)
    click.echo(f"Đã trả lại {count} giải trình.")


@explanations.command()
@PERIOD
@UNIT
@FORMAT
def coverage(*, period: str, unit: str, output_format: str) -> None:
    """Mức độ đầy đủ theo đơn vị: có giải trình được chấp nhận, xin lỗi đúng hạn."""
    from tracker.queries.coverage import count_coverage
    from tracker.queries.listed_units import list_listed_units
    from tracker.rules.coverage import sum_coverage

    with product() as settings:
        after = settings.apology.needed_after_days
        found = count_coverage(_search(period, settings, unit), needed_after_days=after)
        rows = [
            _coverage_row(each.code, each.name, found[each.id]) for each in list_listed_units(found)
        ]
    rows.append(_coverage_row("", "Tổng cộng", sum_coverage(found.values())))
    print_rows(rows, COVERAGE_COLUMNS, output_format)


def _review(
    step: Step,
    period: str,
    unit: str,
    codes: tuple[str, ...],
    username: str,
    *,
    is_all: bool,
    dry_run: bool,
) -> int:
    from tracker.cli.explanation_files import choose_codes, choose_waiting
    from tracker.errors import RefusedError
    from tracker.transaction import transaction

    if bool(codes) == is_all:
        raise RefusedError("explanation_review_choice_missing")
    with product() as settings, transaction(dry_run=dry_run):
        actor = acting(username)
        search = _search(period, settings, unit, actor)
        chosen = choose_codes(codes, search) if codes else choose_waiting(search, actor)
        return len(step(chosen, actor).dossier_ids)


def _search(period: str, settings: Settings, unit: str, actor: Actor | None = None) -> CaseSearch:
    from tracker.queries.late_cases import search_month
    from tracker.queries.unit_scopes import answered_unit_ids, list_meant_unit_ids
    from tracker.queries.units import load_tree
    from tracker.rules.late_lists import read_list_month

    month = read_list_month(period)
    own = None if actor is None else answered_unit_ids(actor, load_tree())
    if unit:
        last_day = month.last_day(settings.month_cutoff_day)
        named = list_meant_unit_ids(unit, last_day)
        own = named if own is None else own & named
    return search_month(month, settings, own)


def _row(case: CaseRow) -> dict[str, Any]:
    newest = case.explanation
    facts = {name: getattr(case, name) for name in COLUMNS if hasattr(case, name)}
    said = {} if newest is None else {name: getattr(newest, name, None) for name in COLUMNS[9:]}
    return {**facts, **said, "state": case.state, "days_late": case.days}


def _coverage_row(code: str, name: str, found: Coverage) -> dict[str, Any]:
    counts = {column: getattr(found, column, None) for column in COVERAGE_COLUMNS}
    return {
        **counts,
        "unit_code": code,
        "unit_name": name,
        "explained_percent": found.explained.percent,
        "apologised_percent": found.apologised.percent,
        "apologised_in_time_percent": found.apologised_in_time.percent,
    }


def _print_report(report: dict[str, Any], output_format: str, *, is_dry_run: bool) -> None:
    if output_format == "json":
        print_json(report)
    elif output_format == "csv":
        print_rows(report["errors"], ("row", "column", "value", "code", "message"), "csv")
    else:
        if is_dry_run:
            click.echo("Làm thử, không ghi gì.")
        click.echo(
            f"{report['rows']} hồ sơ: viết {report['written']} giải trình,"
            f" từ chối {report['rejected']}."
        )
        for error in report["errors"]:
            click.echo(f"Dòng {error['row']}: {error['message']}")
