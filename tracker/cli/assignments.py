"""`tracker assignments`: parts taken on and refused by units, and what became of refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import AnswerState, ProposalKind, RefusalReason
from tracker.cli.assignment_rows import dispute_row, find_part, find_unit, part_row
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.dates import DAY
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows
from tracker.cli.task_reports import DIRECTIVE, TASK

if TYPE_CHECKING:
    from datetime import date

COLUMNS: Final = (
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "role",
    "state",
    "answer_by",
    "accepted_by",
    "accepted_at",
    "dispute",
    "decide_by",
)
DISPUTE_COLUMNS: Final = (
    "id",
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "role",
    "state",
    "reason",
    "text",
    "proposal",
    "proposed_unit_code",
    "proposed_due_on",
    "refused_by",
    "refused_at",
    "decide_by",
    "is_overdue",
    "arbiter",
    "comment",
    "moved",
    "moved_unit_code",
    "moved_due_on",
    "effective_on",
    "decision",
    "document",
    "decided_by",
    "decided_at",
    "is_unapplied",
)
UNIT: Final = click.option("--unit", "unit", required=True, help="Đơn vị (mã hoặc tên).")
ID: Final = click.argument("dispute_id", type=KEY, metavar="SỐ")
PROPOSALS: Final = click.Choice([kind.value for kind in ProposalKind])
KEEP: Final = "keep"


@click.group("assignments")
def assignments() -> None:
    """Tiếp nhận, từ chối tiếp nhận phân công và quyết định của người xem xét."""


@assignments.command("list")
@click.option("--directive", "reference", help="Chỉ văn bản này.")
@click.option("--unit", "unit", help="Chỉ đơn vị này (mã hoặc tên).")
@click.option(
    "--state",
    type=click.Choice([state.value for state in AnswerState]),
    help="Chỉ phân công ở tình trạng này.",
)
@FORMAT
def list_command(
    *, reference: str | None, unit: str | None, state: str | None, output_format: str
) -> None:
    """Liệt kê phân công hôm nay và câu trả lời của từng đơn vị."""
    from tracker.clock import today
    from tracker.queries.assignment_answers import list_answers
    from tracker.queries.directives import get_directive
    from tracker.queries.task_parties import list_meant_units
    from tracker.queries.unit_directory import load_directory

    with product() as settings:
        directory = load_directory()
        rows = list_answers(
            today(),
            directory,
            settings,
            unit_ids=list_meant_units(unit, directory) if unit else None,
            directive_id=get_directive(reference).id if reference else None,
        )
        shown = [part_row(row) for row in rows if state in (None, row.state)]
        print_rows(shown, COLUMNS, output_format)


@assignments.command("disputes")
@FORMAT
def disputes(*, output_format: str) -> None:
    """Liệt kê phân công bị từ chối, hạn xem xét gần nhất trước."""
    from tracker.clock import today
    from tracker.queries.assignment_disputes import list_disputes
    from tracker.queries.assignment_moves import list_unapplied
    from tracker.queries.unit_directory import load_directory

    with product():
        unapplied = {row.id for row in list_unapplied(today(), load_directory())}
        rows = [
            {
                **dispute_row(row),
                "is_overdue": row.is_overdue(today()),
                "is_unapplied": row.id in unapplied,
            }
            for row in list_disputes()
        ]
        print_rows(rows, DISPUTE_COLUMNS, output_format)


@assignments.command("accept")
@DIRECTIVE
@click.option(
    "--task", "numbers", multiple=True, required=True, help="Số nhiệm vụ; lặp lại cho nhiều."
)
@UNIT
@BY
@DRY_RUN
def accept(
    *, reference: str, numbers: tuple[str, ...], unit: str, username: str, dry_run: bool
) -> None:
    """Tiếp nhận phân công cho một đơn vị; đang từ chối thì rút từ chối. Được cả hoặc không gì."""
    from tracker.services.assignment_answers import accept_assignments
    from tracker.transaction import transaction

    with product() as settings, transaction(dry_run=dry_run):
        parts = [find_part(reference, number, unit) for number in numbers]
        count = accept_assignments(parts=parts, actor=acting(username), settings=settings)
    click.echo(f"Đã tiếp nhận {count} nhiệm vụ.")


@assignments.command("refuse")
@DIRECTIVE
@TASK
@UNIT
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in RefusalReason]),
    required=True,
    help="Lý do.",
)
@click.option("--text", required=True, help="Giải thích; từ 10 ký tự.")
@click.option("--propose", "proposal", type=PROPOSALS, required=True, help="Đề xuất.")
@click.option("--to-unit", "to_unit", help="Đơn vị nên nhận, khi đề xuất other_unit.")
@click.option("--due-on", "due_on", type=DAY, help="Thời hạn mới, khi đề xuất other_term.")
@BY
@DRY_RUN
def refuse(
    *,
    reference: str,
    number: str,
    unit: str,
    reason: str,
    text: str,
    proposal: str,
    to_unit: str | None,
    due_on: date | None,
    username: str,
    dry_run: bool,
) -> None:
    """Từ chối tiếp nhận một phân công; người xem xét quyết định trong thời hạn."""
    from tracker.services.assignment_answers import refuse_assignment
    from tracker.transaction import transaction

    with product() as settings, transaction(dry_run=dry_run):
        task_id, unit_id = find_part(reference, number, unit)
        dispute_id = refuse_assignment(
            task_id=task_id,
            unit_id=unit_id,
            reason=RefusalReason(reason),
            text=text,
            proposal=ProposalKind(proposal),
            proposed_unit_id=find_unit(to_unit),
            proposed_due_on=due_on,
            actor=acting(username),
            settings=settings,
        )
    click.echo(f"Đã ghi từ chối tiếp nhận, đề nghị số {dispute_id}.")


@assignments.command("comment")
@ID
@click.option("--text", required=True, help="Ý kiến; từ 10 ký tự.")
@BY
@DRY_RUN
def comment(*, dispute_id: int, text: str, username: str, dry_run: bool) -> None:
    """Ghi ý kiến, một lần, của đơn vị được đề xuất nhận việc."""
    from tracker.services.assignment_disputes import comment_dispute
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        comment_dispute(dispute_id=dispute_id, text=text, actor=acting(username))
    click.echo(f"Đã ghi ý kiến vào đề nghị số {dispute_id}.")


@assignments.command("appoint")
@ID
@click.option("--arbiter", required=True, help="Tài khoản của người xem xét.")
@BY
@DRY_RUN
def appoint(*, dispute_id: int, arbiter: str, username: str, dry_run: bool) -> None:
    """Giao người xem xét một đề nghị: lãnh đạo duyệt hoặc chuyên viên Văn phòng."""
    from tracker.services.assignment_disputes import appoint_arbiter
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        appoint_arbiter(dispute_id=dispute_id, username=arbiter, actor=acting(username))
    click.echo(f"Đã giao {arbiter} xem xét đề nghị số {dispute_id}.")


@assignments.command("decide")
@ID
@click.option(
    "--outcome",
    type=click.Choice([KEEP, *(kind.value for kind in ProposalKind)]),
    required=True,
    help="keep là giữ nguyên; còn lại là chuyển theo cách đó.",
)
@click.option("--reason", "decision", required=True, help="Lý do quyết định; từ 10 ký tự.")
@click.option("--document", default="", help="Văn bản quyết định; bắt buộc khi chuyển.")
@click.option("--effective-on", "effective_on", type=DAY, help="Có hiệu lực từ; khi chuyển.")
@click.option("--to-unit", "to_unit", help="Đơn vị nhận, khi other_unit.")
@click.option("--due-on", "due_on", type=DAY, help="Thời hạn mới, khi other_term.")
@BY
@DRY_RUN
def decide(
    *,
    dispute_id: int,
    outcome: str,
    decision: str,
    document: str,
    effective_on: date | None,
    to_unit: str | None,
    due_on: date | None,
    username: str,
    dry_run: bool,
) -> None:
    """Quyết định giữ nguyên hay chuyển một phân công; không đổi lại được."""
    from tracker.services.assignment_disputes import keep_assignment, move_assignment
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        actor = acting(username)
        if outcome == KEEP:
            keep_assignment(
                dispute_id=dispute_id, decision=decision, document=document, actor=actor
            )
        else:
            move_assignment(
                dispute_id=dispute_id,
                kind=ProposalKind(outcome),
                unit_id=find_unit(to_unit),
                due_on=due_on,
                effective_on=effective_on,
                decision=decision,
                document=document,
                actor=actor,
            )
    click.echo(f"Đã ghi quyết định cho đề nghị số {dispute_id}.")


@assignments.command("apply")
@ID
@click.option("--into-closed", is_flag=True, help="Biết là chạm tới kỳ đã đánh giá, công bố.")
@BY
@DRY_RUN
def apply(*, dispute_id: int, into_closed: bool, username: str, dry_run: bool) -> None:
    """Sửa phân công theo quyết định chuyển."""
    from tracker.services.assignment_decisions import apply_decision
    from tracker.transaction import transaction

    with product() as settings, transaction(dry_run=dry_run):
        apply_decision(
            dispute_id=dispute_id,
            actor=acting(username),
            cutoff=settings.month_cutoff_day,
            is_into_closed=into_closed,
        )
    click.echo(f"Đã sửa phân công theo đề nghị số {dispute_id}.")
