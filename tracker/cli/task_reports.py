"""`tracker task-reports`: what units report of tasks without figures, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import ReviewState
from tracker.cli.context import BY, DRY_RUN, acting, product, read_evidence
from tracker.cli.dates import DAY
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.task_reports import TaskReportRow

COLUMNS: Final = (
    "id",
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "version",
    "state",
    "done_on",
    "product",
    "text",
    "link",
    "files",
    "written_by",
    "written_at",
    "reviewed_by",
    "reviewed_at",
    "review_note",
)
IDS: Final = click.argument("report_ids", nargs=-1, type=KEY, required=True)
DIRECTIVE: Final = click.option(
    "--directive", "reference", required=True, help="Số văn bản, như 142/KH-STTTT."
)
TASK: Final = click.option(
    "--task", "number", required=True, help="Số nhiệm vụ như in trong văn bản: 1, IV.1, #12."
)


@click.group("task-reports")
def task_reports() -> None:
    """Báo cáo thực hiện nhiệm vụ đánh giá theo sản phẩm."""


@task_reports.command("list")
@click.option("--directive", "reference", help="Chỉ văn bản này.")
@click.option("--unit", "unit", help="Chỉ đơn vị này (mã hoặc tên).")
@click.option(
    "--state",
    type=click.Choice([state.value for state in ReviewState]),
    help="Chỉ báo cáo ở tình trạng này.",
)
@FORMAT
def list_command(
    *, reference: str | None, unit: str | None, state: str | None, output_format: str
) -> None:
    """Liệt kê báo cáo, lần mới nhất của mỗi đơn vị trước."""
    from tracker.queries.directives import get_directive
    from tracker.queries.evidence_files import list_evidence_of
    from tracker.queries.task_parties import list_found, list_meant_units
    from tracker.queries.task_reports import list_task_reports
    from tracker.queries.unit_directory import load_directory

    with product():
        found = list_found(get_directive(reference).id if reference else None)
        names = {row.task.id: (row.directive.number, row.reference) for row in found}
        rows = list_task_reports(
            task_ids=names if reference else None,
            unit_ids=list_meant_units(unit, load_directory()) if unit else None,
            state=ReviewState(state) if state else None,
        )
        files = list_evidence_of("task_report", [row.id for row in rows])
        shown = [
            _shown(row, names[row.task_id], [file.name for file in files.get(row.id, ())])
            for row in rows
        ]
        print_rows(shown, COLUMNS, output_format)


@task_reports.command("add")
@DIRECTIVE
@TASK
@click.option("--unit", "unit", required=True, help="Đơn vị chủ trì báo cáo (mã hoặc tên).")
@click.option("--text", required=True, help="Đã làm gì, đến đâu; từ 10 ký tự.")
@click.option(
    "--done-on", "done_on", type=DAY, help="Ngày hoàn thành, giao sản phẩm; không có là tiến độ."
)
@click.option("--product", "handed_over", default="", help="Sản phẩm đã giao.")
@click.option("--link", default="", help="Liên kết tới sản phẩm (https://…).")
@click.option("--file", "paths", multiple=True, help="Tệp minh chứng; lặp lại cho nhiều tệp.")
@BY
@DRY_RUN
def add(
    *,
    reference: str,
    number: str,
    unit: str,
    text: str,
    done_on: date | None,
    handed_over: str,
    link: str,
    paths: tuple[str, ...],
    username: str,
    dry_run: bool,
) -> None:
    """Ghi tiến độ, hoặc báo cáo hoàn thành kèm minh chứng, cho một đơn vị chủ trì."""
    from tracker.queries.directives import get_directive
    from tracker.queries.task_parties import find_task, find_unit_of_task
    from tracker.queries.unit_directory import load_directory
    from tracker.services.task_reports import record_task_report
    from tracker.transaction import transaction

    files = read_evidence(paths)
    with product(), transaction(dry_run=dry_run):
        found = find_task(get_directive(reference), number)
        report_id = record_task_report(
            task_id=found.task.id,
            unit_id=find_unit_of_task(found, unit, load_directory(), done_on).id,
            text=text,
            done_on=done_on,
            product=handed_over,
            link=link,
            files=files,
            actor=acting(username),
        )
        kind = "hoàn thành" if done_on else "tiến độ"
        click.echo(f"Đã ghi báo cáo {kind} số {report_id}, chờ xem xét.")


@task_reports.command("accept")
@IDS
@click.option("--note", default="", help="Ý kiến kèm theo.")
@BY
@DRY_RUN
def accept(*, report_ids: tuple[int, ...], note: str, username: str, dry_run: bool) -> None:
    """Chấp nhận báo cáo; người viết không tự chấp nhận. Một báo cáo bị từ chối là không ghi gì."""
    from tracker.services.task_reports import accept_task_report
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        actor = acting(username)
        for report_id in report_ids:
            accept_task_report(report_id=report_id, note=note, actor=actor)
    click.echo(f"Đã chấp nhận {len(report_ids)} báo cáo.")


@task_reports.command("send-back")
@IDS
@click.option("--note", required=True, help="Còn thiếu gì; từ 10 ký tự.")
@BY
@DRY_RUN
def send_back(*, report_ids: tuple[int, ...], note: str, username: str, dry_run: bool) -> None:
    """Trả lại báo cáo kèm lý do."""
    from tracker.services.task_reports import send_back_task_report
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        actor = acting(username)
        for report_id in report_ids:
            send_back_task_report(report_id=report_id, note=note, actor=actor)
    click.echo(f"Đã trả lại {len(report_ids)} báo cáo.")


def _shown(row: TaskReportRow, names: tuple[str, str], files: list[str]) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in COLUMNS if hasattr(row, name)},
        "directive": names[0],
        "number": names[1],
        "files": files,
    }
