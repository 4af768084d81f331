"""`tracker directives`: the documents that hand work down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.queries.directives import DirectiveRow, list_directives

if TYPE_CHECKING:
    from datetime import date

    from tracker.importing.directive_readings import ReadPart, ReadRow
    from tracker.importing.directives import DirectiveImport

COLUMNS: Final = (
    "number",
    "title",
    "kind",
    "issuer",
    "issued_on",
    "effective_from",
    "effective_to",
    "scope",
    "tasks",
    "is_number_printed",
    "is_sample",
)
PROOF: Final = (
    "row",
    "section",
    "number",
    "text",
    "leads",
    "supports",
    "schedule",
    "due_on",
    "indicator",
    "comparator",
    "target",
    "reading",
)
"""What a person holds against the print, in the order of the columns."""


@click.group("directives")
def directives() -> None:
    """Văn bản giao việc."""


@directives.command("list")
@FORMAT
def list_command(output_format: str) -> None:
    """Liệt kê các văn bản giao việc."""
    with product():
        print_rows(map(_shown, list_directives()), COLUMNS, output_format)


@directives.command("import")
@click.argument("file")
@click.option("--number", required=True, help="Số văn bản như in: 142/KH-STTTT.")
@click.option("--scope", required=True, help="Mã tỉnh hoặc sở ban hành; tên đơn vị hiểu theo đó.")
@click.option("--title", default="", help="Trích yếu; mặc định là số văn bản.")
@click.option("--kind", default="", help="Loại văn bản: Kế hoạch, Chỉ thị, Phụ lục.")
@click.option("--issuer", default="", help="Cơ quan ban hành, như in.")
@click.option("--issued-on", type=DAY, help="Ngày ban hành; đơn vị hiểu theo ngày này.")
@click.option("--effective-from", type=DAY, help="Ngày chỉ tiêu bắt đầu có hiệu lực.")
@click.option("--effective-to", type=DAY, help="Ngày cuối cùng có hiệu lực.")
@click.option("--sheet", default="", help="Trang cần đọc, khi nhiều trang có bảng phân công.")
@BY
@DRY_RUN
@FORMAT
def import_command(
    *,
    file: str,
    number: str,
    scope: str,
    title: str,
    kind: str,
    issuer: str,
    issued_on: date | None,
    effective_from: date | None,
    effective_to: date | None,
    sheet: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> int:
    """Nhập bảng phân công của một văn bản từ tệp XLSX hoặc DOCX."""
    # Parsers and sentences are loaded for imports only.
    from tracker.cli.imports import exit_status
    from tracker.importing.directives import DirectiveHead, import_directive

    head = DirectiveHead(
        number=number,
        scope=scope,
        title=title,
        kind=kind,
        issuer=issuer,
        issued_on=issued_on,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    with product():
        actor = acting(username)
        path = existing_file(file)
        done = import_directive(path, head=head, actor=actor, sheet=sheet, dry_run=dry_run)
        _print_import(done, output_format, is_dry_run=dry_run)
    return exit_status(done.report)


def _print_import(done: DirectiveImport, output_format: str, *, is_dry_run: bool) -> None:
    """Print the report; a trial also prints every row as it was read, to hold against the print."""
    from tracker.cli.imports import print_report

    tasks = [_proof(row) for row in done.rows] if is_dry_run else []
    if output_format == "json" and is_dry_run:
        print_json({**done.report.as_dict(), "tasks": tasks})
        return
    if output_format == "table" and is_dry_run:
        print_rows(map(_flat, tasks), PROOF, output_format)
    print_report(done.report, output_format, is_dry_run=is_dry_run)


def _proof(row: ReadRow) -> dict[str, object]:
    draft, schedule, target = row.reading.draft, row.reading.schedule, row.reading.target
    return {
        "row": draft.row,
        "section": draft.section,
        "section_title": draft.section_title,
        "number": draft.number,
        "text": draft.text,
        "leads": [_part(part) for part in row.leads],
        "supports": [_part(part) for part in row.supports],
        "schedule": schedule.kind if schedule else None,
        "schedule_phrase": draft.schedule,
        "due_on": schedule.due_on if schedule else None,
        "indicator": row.indicator,
        "comparator": target.comparator if target else None,
        "target": target.value if target else None,
        "target_phrase": draft.target,
        "unit_of_measure": target.unit if target else draft.unit_of_measure,
        "legal_basis": draft.legal_basis,
        "product": draft.product,
        "merged": row.merged,
        "reading": draft.reading,
    }


def _part(part: ReadPart) -> dict[str, str]:
    return {
        "printed": part.printed,
        "condition": part.condition,
        "code": part.code,
        "name": part.name,
    }


def _flat(task: dict[str, object]) -> dict[str, object]:
    """Return a row with its parties in one line each: what is printed → what it was read as."""
    flat = dict(task)
    for role in ("leads", "supports"):
        parts = task[role]
        if isinstance(parts, list):
            flat[role] = "; ".join(f"{part['printed']} → {part['code']}" for part in parts)
    return flat


def _shown(row: DirectiveRow) -> dict[str, object]:
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "issuer": row.issuer,
        "issued_on": row.issued_on,
        "effective_from": row.effective_from,
        "effective_to": row.effective_to,
        "scope": row.scope_code,
        "tasks": row.task_count,
        "is_number_printed": row.is_number_printed,
        "is_sample": row.is_sample,
    }
