"""`tracker audit`: the trail of everything that was changed, and the proof that it is whole."""

from __future__ import annotations

from typing import Final

import click

from tracker.cli.context import product
from tracker.cli.keys import MOST
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.queries.audit import AuditCheck, AuditRow, list_audit, verify_audit
from tracker.wording.sentences import sentence

COLUMNS: Final = (
    "seq",
    "at",
    "actor",
    "actor_role",
    "action",
    "object_type",
    "object_key",
    "details",
    "hash",
)


@click.group("audit")
def audit() -> None:
    """Nhật ký: mọi thay đổi, theo thứ tự, mỗi dòng giữ mã băm của dòng trước."""


@audit.command("verify")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="table cho người đọc; json cho chương trình.",
)
@click.pass_context
def verify_command(ctx: click.Context, output_format: str) -> None:
    """Kiểm tra chuỗi băm; thoát với mã 1 và nêu dòng hỏng đầu tiên nếu có."""
    with product():
        check = verify_audit()
        if output_format == "json":
            print_json(_shown_check(check))
        elif check.ok:
            values = {"count": check.count, "head": check.head, "anchors": check.anchor_count}
            click.echo(sentence("audit_holds", values))
        if not check.ok:
            click.echo(_broken(check), err=True)
            ctx.exit(1)


@audit.command("list")
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=50, show_default=True, help="Số dòng."
)
@click.option("--object-type", "object_type", help="Chỉ loại đối tượng này, như publication.")
@FORMAT
def list_command(*, limit: int, object_type: str | None, output_format: str) -> None:
    """Liệt kê các dòng nhật ký mới nhất, dòng mới nhất trước."""
    with product():
        rows = list_audit(limit, object_type=object_type)
        print_rows(map(_shown, rows), COLUMNS, output_format)


def _shown(row: AuditRow) -> dict[str, object]:
    return {column: getattr(row, column) for column in COLUMNS}


def _shown_check(check: AuditCheck) -> dict[str, object]:
    return {
        "ok": check.ok,
        "count": check.count,
        "head": check.head,
        "anchors": check.anchor_count,
        "first_bad_seq": check.first_bad_seq,
        "why": check.why,
    }


def _broken(check: AuditCheck) -> str:
    why = sentence(check.why, check.params)
    return sentence("audit_broken", {"seq": check.first_bad_seq, "why": why})
