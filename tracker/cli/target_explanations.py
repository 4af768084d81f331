"""`tracker target-explanations`: why targets were missed, and what the office made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import ReviewState
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.queries.target_explanations import MissedTarget
    from tracker.services.target_explanations import TargetKey

COLUMNS: Final = (
    "period",
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "state",
    "version",
    "text",
    "measure",
    "measure_due_on",
    "measure_overdue",
    "written_by",
    "reviewed_by",
    "note",
)
OWED: Final = "owed"
PERIOD = click.option("--period", required=True, help="Kỳ: 2024-03, 2024-Q1 hoặc 2024.")
DIRECTIVE = click.option("--directive", required=True, help="Số văn bản giao việc.")
TASK = click.option("--task", required=True, help='Số dòng như lệnh evaluate in: "7", "IV.1".')
UNIT = click.option("--unit", required=True, help="Mã đơn vị.")


@click.group("target-explanations")
def target_explanations() -> None:
    """Giải trình chỉ tiêu chưa đạt và biện pháp đã hứa."""


@target_explanations.command("list")
@PERIOD
@click.option("--unit", default="", help="Chỉ đơn vị mang mã này và cấp dưới.")
@click.option(
    "--state",
    type=click.Choice([OWED, *(state.value for state in ReviewState), "all"]),
    default="all",
    show_default=True,
    help="owed: còn phải giải trình, kể cả bị trả lại.",
)
@click.option("--overdue", is_flag=True, help="Chỉ biện pháp đã quá ngày hứa.")
@FORMAT
def list_(*, period: str, unit: str, state: str, overdue: bool, output_format: str) -> None:
    """Liệt kê chỉ tiêu chưa đạt của kỳ, giải trình và biện pháp của từng đơn vị."""
    from tracker.cli.apology_choices import units_under
    from tracker.queries.target_explanations import list_missed_targets
    from tracker.rules.periods import read_period

    code = read_period(period).code
    with product():
        found = list_missed_targets(code, units_under(unit) if unit else None)
        rows = [_row(each) for each in found if _is_wanted(each, state)]
        if overdue:
            rows = [row for row in rows if row["measure_overdue"]]
        print_rows(rows, COLUMNS, output_format)


@target_explanations.command()
@PERIOD
@DIRECTIVE
@TASK
@UNIT
@click.option("--text", required=True, help="Vì sao chưa đạt; từ 20 ký tự.")
@click.option("--measure", required=True, help="Biện pháp hứa thực hiện; từ 20 ký tự.")
@click.option("--measure-on", required=True, help="Ngày hoàn thành biện pháp: 31/03/2024.")
@BY
@DRY_RUN
def write(
    *,
    period: str,
    directive: str,
    task: str,
    unit: str,
    text: str,
    measure: str,
    measure_on: str,
    username: str,
    dry_run: bool,
) -> None:
    """Viết giải trình của người đứng đầu đơn vị, kèm biện pháp và ngày hoàn thành."""
    from tracker.rules.dates import read_date
    from tracker.services.target_explanations import write_target_explanation

    due_on = read_date(measure_on)[0]

    def step(key: TargetKey, seen: int, username: str) -> int:
        return write_target_explanation(
            key=key,
            text=text,
            measure=measure,
            measure_due_on=due_on,
            seen_version=seen,
            actor=acting(username),
        )

    _take(step, period, directive, task, unit, username, dry_run=dry_run)
    click.echo("Đã gửi giải trình; chờ Văn phòng xem xét.")


@target_explanations.command()
@PERIOD
@DIRECTIVE
@TASK
@UNIT
@click.option("--note", default="", help="Ghi chú của Văn phòng.")
@BY
@DRY_RUN
def accept(
    *,
    period: str,
    directive: str,
    task: str,
    unit: str,
    note: str,
    username: str,
    dry_run: bool,
) -> None:
    """Chấp nhận giải trình đang chờ; người viết không tự chấp nhận."""
    from tracker.services.target_explanations import accept_target_explanation

    def step(key: TargetKey, seen: int, username: str) -> int:
        return accept_target_explanation(
            key=key, seen_version=seen, note=note, actor=acting(username)
        )

    _take(step, period, directive, task, unit, username, dry_run=dry_run)
    click.echo("Đã chấp nhận giải trình.")


@target_explanations.command("send-back")
@PERIOD
@DIRECTIVE
@TASK
@UNIT
@click.option("--note", required=True, help="Cần bổ sung gì; từ 10 ký tự.")
@BY
@DRY_RUN
def send_back(
    *,
    period: str,
    directive: str,
    task: str,
    unit: str,
    note: str,
    username: str,
    dry_run: bool,
) -> None:
    """Trả lại giải trình đang chờ để đơn vị bổ sung."""
    from tracker.services.target_explanations import send_back_target_explanation

    def step(key: TargetKey, seen: int, username: str) -> int:
        return send_back_target_explanation(
            key=key, seen_version=seen, note=note, actor=acting(username)
        )

    _take(step, period, directive, task, unit, username, dry_run=dry_run)
    click.echo("Đã trả lại giải trình để bổ sung.")


def _take(
    step: Callable[[TargetKey, int, str], int],
    period: str,
    directive: str,
    task: str,
    unit: str,
    username: str,
    *,
    dry_run: bool,
) -> None:
    """Take a step on the newest version of the explanation of one missed target."""
    from tracker.queries.target_explanations import get_missed_target
    from tracker.rules.periods import read_period
    from tracker.services.target_explanations import TargetKey
    from tracker.transaction import transaction

    code = read_period(period).code
    with product(), transaction(dry_run=dry_run):
        missed = get_missed_target(code, directive, task, unit)
        verdict = missed.verdict
        seen = 0 if missed.newest is None else missed.newest.version
        step(TargetKey(code, verdict.task_id, verdict.unit_id), seen, username)


def _is_wanted(missed: MissedTarget, state: str) -> bool:
    if state == "all":
        return True
    if state == OWED:
        return missed.is_owed
    return missed.state is ReviewState(state)


def _row(missed: MissedTarget) -> dict[str, Any]:
    from tracker.clock import today

    verdict, newest = missed.verdict, missed.newest
    row: dict[str, Any] = {
        "period": verdict.period,
        "directive": verdict.directive_number,
        "number": verdict.reference,
        "unit_code": verdict.unit_code,
        "unit_name": verdict.unit_name,
        "state": OWED if newest is None else newest.state,
        "measure_overdue": False,
    }
    if newest is not None:
        row |= {
            "version": newest.version,
            "text": newest.text,
            "measure": newest.measure,
            "measure_due_on": newest.measure_due_on,
            "measure_overdue": newest.is_overdue(today()),
            "written_by": newest.written_by,
            "reviewed_by": newest.reviewed_by,
            "note": newest.review_note,
        }
    return row
