"""`tracker target-explanations`: why targets were missed, and what the office made of it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from models.vocabulary import ReviewState
from tracker.cli.context import BY, DRY_RUN, acting, product, with_options
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.queries.accounts import Actor
    from tracker.queries.target_explanations import MissedTarget
    from tracker.services.measure_reports import SeenMeasure
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
    "measure_done_on",
    "written_by",
    "reviewed_by",
    "note",
)
OWED: Final = "owed"
PERIOD = click.option("--period", required=True, help="Kỳ: 2024-03, 2024-Q1 hoặc 2024.")
NAMES: Final = (
    PERIOD,
    click.option("--directive", required=True, help="Số văn bản giao việc."),
    click.option("--task", required=True, help='Số dòng như lệnh evaluate in: "7", "IV.1".'),
    click.option("--unit", required=True, help="Mã đơn vị."),
)
END: Final = (BY, DRY_RUN)


class Named(NamedTuple):
    """Which missed target a command means, by whom, and whether only to try.

    Args:
        period: Text form of the period.
        directive: Number of the document.
        task: Number of its row.
        unit: Code of the unit.
        username: Who acts.
        dry_run: Whether nothing is to be kept.
    """

    period: str
    directive: str
    task: str
    unit: str
    username: str
    dry_run: bool


def about_one(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that name one missed target, read as one `Named`."""

    @wraps(command)
    def about_one_command(
        *, period: str, directive: str, task: str, unit: str, username: str, dry_run: bool,
        **more: Any,
    ) -> None:  # fmt: skip
        command(named=Named(period, directive, task, unit, username, dry_run), **more)

    return with_options((*NAMES, *END), about_one_command)


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
    from tracker.queries.target_explanations import list_missed_targets
    from tracker.queries.unit_scopes import list_meant_unit_ids
    from tracker.rules.periods import read_period

    code = read_period(period).code
    with product():
        found = list_missed_targets(code, list_meant_unit_ids(unit) if unit else None)
        rows = [_row(each) for each in found if _is_wanted(each, state)]
        if overdue:
            rows = [row for row in rows if row["measure_overdue"]]
        print_rows(rows, COLUMNS, output_format)


@target_explanations.command()
@about_one
@click.option("--text", required=True, help="Vì sao chưa đạt; từ 20 ký tự.")
@click.option("--measure", required=True, help="Biện pháp hứa thực hiện; từ 20 ký tự.")
@click.option("--measure-on", required=True, help="Ngày hoàn thành biện pháp: 31/03/2024.")
def write(*, named: Named, text: str, measure: str, measure_on: str) -> None:
    """Viết giải trình của người đứng đầu đơn vị, kèm biện pháp và ngày hoàn thành."""
    from tracker.rules.dates import read_date
    from tracker.services.target_explanations import write_target_explanation

    due_on = read_date(measure_on)[0]

    def step(key: TargetKey, seen: SeenMeasure, actor: Actor) -> int:
        return write_target_explanation(
            key=key,
            text=text,
            measure=measure,
            measure_due_on=due_on,
            seen_version=seen.version,
            actor=actor,
        )

    _take(step, named)
    click.echo("Đã gửi giải trình; chờ Văn phòng xem xét.")


@target_explanations.command()
@about_one
@click.option("--note", default="", help="Ghi chú của Văn phòng.")
def accept(*, named: Named, note: str) -> None:
    """Chấp nhận giải trình đang chờ; người viết không tự chấp nhận."""
    from tracker.services.target_explanations import accept_target_explanation

    def step(key: TargetKey, seen: SeenMeasure, actor: Actor) -> int:
        return accept_target_explanation(key=key, seen_version=seen.version, note=note, actor=actor)

    _take(step, named)
    click.echo("Đã chấp nhận giải trình.")


@target_explanations.command("send-back")
@about_one
@click.option("--note", required=True, help="Cần bổ sung gì; từ 10 ký tự.")
def send_back(*, named: Named, note: str) -> None:
    """Trả lại giải trình đang chờ để đơn vị bổ sung."""
    from tracker.services.target_explanations import send_back_target_explanation

    def step(key: TargetKey, seen: SeenMeasure, actor: Actor) -> int:
        return send_back_target_explanation(
            key=key, seen_version=seen.version, note=note, actor=actor
        )

    _take(step, named)
    click.echo("Đã trả lại giải trình để bổ sung.")


@target_explanations.command()
@about_one
@click.option("--on", "day", required=True, help="Ngày hoàn thành biện pháp, viết như 31/03/2024.")
@click.option("--note", required=True, help="Đã làm gì; từ 10 ký tự.")
def done(*, named: Named, day: str, note: str) -> None:
    """Ghi nhận biện pháp đã hứa được hoàn thành ngày nào."""
    from tracker.rules.dates import read_date
    from tracker.services.measure_reports import report_measure_done

    done_on = read_date(day)[0]

    def step(key: TargetKey, seen: SeenMeasure, actor: Actor) -> int:
        return report_measure_done(key=key, done_on=done_on, note=note, seen=seen, actor=actor)

    _take(step, named)
    click.echo("Đã ghi nhận biện pháp hoàn thành.")


@target_explanations.command("not-done")
@about_one
@click.option("--note", required=True, help="Vì sao; từ 10 ký tự.")
def not_done(*, named: Named, note: str) -> None:
    """Hủy ghi nhận biện pháp hoàn thành; việc của Văn phòng."""
    from tracker.services.measure_reports import take_back_measure

    def step(key: TargetKey, seen: SeenMeasure, actor: Actor) -> int:
        return take_back_measure(key=key, note=note, seen=seen, actor=actor)

    _take(step, named)
    click.echo("Đã hủy ghi nhận biện pháp hoàn thành.")


def _take(step: Callable[[TargetKey, SeenMeasure, Actor], int], named: Named) -> None:
    """Take a step on the newest version of the explanation of one missed target."""
    from tracker.queries.target_explanations import get_missed_target
    from tracker.rules.periods import read_period
    from tracker.services.measure_reports import SeenMeasure
    from tracker.services.target_explanations import TargetKey
    from tracker.transaction import transaction

    code = read_period(named.period).code
    with product(), transaction(dry_run=named.dry_run):
        actor = acting(named.username)
        missed = get_missed_target(code, named.directive, named.task, named.unit)
        verdict, newest = missed.verdict, missed.newest
        seen = SeenMeasure(newest.version, newest.report_version) if newest else SeenMeasure(0)
        step(TargetKey(code, verdict.task_id, verdict.unit_id), seen, actor)


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
            "measure_done_on": newest.done_on,
            "written_by": newest.written_by,
            "reviewed_by": newest.reviewed_by,
            "note": newest.review_note,
        }
    return row
