"""`tracker units`: the units of any day, and files of units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from models.vocabulary import OPEN_END, OPEN_START, UnitLevel
from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.dates import DAY
from tracker.cli.group_effects import ASKS_FOR_KEY, EFFECTS_SEEN, print_effects
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.queries.units import list_units

if TYPE_CHECKING:
    from datetime import date

    from tracker.errors import RowError
    from tracker.queries.units import UnitRow
    from tracker.services.unit_imports import UnitImportReport

COLUMNS: Final = (
    "code",
    "name",
    "short_name",
    "level",
    "parent_code",
    "valid_from",
    "valid_to",
    "aliases",
)
ERROR_COLUMNS: Final = ("row", "column", "value", "code", "message")
SOME_ROWS_REJECTED: Final = 3


@click.group("units")
def units() -> None:
    """Đơn vị theo thời gian."""


@units.command("list")
@click.option("--as-of", "as_of", type=DAY, help="Chỉ đơn vị có trong ngày này.")
@click.option("--under", help="Mã đơn vị: chỉ các đơn vị ở dưới, mọi tầng.")
@click.option("--level", type=click.Choice([level.value for level in UnitLevel]), help="Chỉ cấp.")
@FORMAT
def list_command(
    *, as_of: date | None, under: str | None, level: str | None, output_format: str
) -> None:
    """Liệt kê đơn vị; không nêu ngày thì kê mọi thời kỳ của mọi đơn vị."""
    with product():
        found = list_units(as_of=as_of, under=under, level=UnitLevel(level) if level else None)
        print_rows(map(_shown, found), COLUMNS, output_format)


@units.command("import")
@click.argument("file")
@DRY_RUN
@EFFECTS_SEEN
@BY
@FORMAT
def import_command(
    *, file: str, dry_run: bool, effects_seen: str, username: str, output_format: str
) -> int:
    """Nhập đơn vị từ tệp CSV hoặc XLSX; dòng đúng được ghi, dòng sai được liệt kê.

    Tệp làm nhiệm vụ giao cho nhóm đổi đơn vị chỉ được ghi sau khi đã xem trước bằng --dry-run.
    """
    from tracker.importing.units import read_unit_file
    from tracker.services.unit_imports import record_unit_import
    from tracker.transaction import transaction

    with product():
        path = existing_file(file)
        unit_file = read_unit_file(path)
        with transaction(dry_run=dry_run):
            report = record_unit_import(
                actor=acting(username),
                file=unit_file,
                effects_seen=None if dry_run else effects_seen,
            )
        if dry_run and not report.already_imported:
            report = replace(report, batch=None)
        _print_report(report, output_format, dry_run=dry_run)
    return SOME_ROWS_REJECTED if report.rejected else 0


def _shown(unit: UnitRow) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "level": unit.level,
        "parent_code": unit.parent_code,
        "valid_from": None if unit.valid_from == OPEN_START else unit.valid_from,
        "valid_to": None if unit.valid_to == OPEN_END else unit.valid_to,
        "aliases": "|".join(unit.aliases),
    }


def _print_report(report: UnitImportReport, output_format: str, *, dry_run: bool) -> None:
    from tracker.services.unit_imports import shown_effect

    errors = [_error(error) for error in report.errors]
    if output_format == "json":
        print_json(
            {
                "batch": report.batch,
                "file_sha256": report.file_sha256,
                "rows": report.rows,
                "accepted": report.accepted,
                "added": report.added,
                "updated": report.updated,
                "unchanged": report.unchanged,
                "rejected": report.rejected,
                "skipped": report.skipped,
                "errors": errors,
                "alerts": [],
                "already_imported": report.already_imported,
                "group_effects": [shown_effect(effect) for effect in report.group_effects],
                "effects_key": report.effects_key,
            }
        )
    elif output_format == "csv":
        print_rows(errors, ERROR_COLUMNS, output_format)
    else:
        _print_summary(report, dry_run=dry_run)
        for error in errors:
            click.echo(f"Dòng {error['row']}: {error['message']}")
        print_effects(report.group_effects)
        if dry_run and report.effects_key:
            click.echo(ASKS_FOR_KEY.format(what="nhập", key=report.effects_key))


def _print_summary(report: UnitImportReport, *, dry_run: bool) -> None:
    if report.already_imported:
        click.echo("Tệp này đã được nhập trước đây; không có gì thay đổi.")
    elif dry_run:
        click.echo("Làm thử, chưa ghi gì.")
    click.echo(
        f"{report.rows} dòng: thêm {report.added}, sửa {report.updated},"
        f" giữ nguyên {report.unchanged}, từ chối {report.rejected}."
    )


def _error(error: RowError) -> dict[str, Any]:
    # Sentences bring the translation machinery along: only a file with bad rows pays for it.
    from tracker.wording.sentences import explain_row

    return {
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "code": error.code,
        "message": explain_row(error),
    }
