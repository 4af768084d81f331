"""`tracker import`: files of figures and dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import SourceKind
from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.import_dossiers import dossiers
from tracker.cli.import_mappings import mappings
from tracker.cli.output import FORMAT, print_json, print_rows
from tracker.rules.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.importing.report import ImportReport

SOME_ROWS_REJECTED: Final = 3
SHOWN_ERRORS: Final = 20
"""Errors a person is shown one by one below their causes; --format csv has all."""
NOTICES: Final = {
    "dossiers_without_due_day": "without_due_day",
    "dossiers_shared_codes": "shared_codes",
}
"""What a report of dossiers counts and the sentence that says what it means."""
SKIPPED: Final = {
    "repeated_row": "dòng lặp y hệt",
    "older_than_known": "cũ hơn điều đã biết",
    "not_received": "chưa tiếp nhận",
    "repeated_heading": "tiêu đề lặp lại",
    "not_a_dossier": "dòng tổng, nhóm, chữ ký",
}
ERROR_COLUMNS: Final = ("row", "column", "value", "code", "message")


@click.group()
def imports() -> None:
    """Nhập số liệu và hồ sơ từ tệp."""


imports.add_command(dossiers)
imports.add_command(mappings)


@imports.command("measurements")
@click.argument("file")
@click.option("--source", "source_code", required=True, help="Mã nguồn số liệu.")
@click.option("--period", help="Kỳ của những dòng không ghi kỳ: 2024-03, 2024-Q1, 2024.")
@click.option("--as-of", "as_of", help="Ngày số liệu; mặc định là hôm nay.")
@click.option("--sheet", default="", help="Trang cần đọc, khi nhiều trang cùng tiêu đề.")
@click.option(
    "--source-kind",
    type=click.Choice([kind.value for kind in SourceKind]),
    default=SourceKind.FILE.value,
    show_default=True,
    help="Loại nguồn, khi mã nguồn được nêu lần đầu.",
)
@BY
@DRY_RUN
@FORMAT
def measurements(
    *,
    file: str,
    source_code: str,
    period: str | None,
    as_of: str | None,
    sheet: str,
    source_kind: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> int:
    """Nhập số liệu thực hiện từ tệp CSV hoặc XLSX."""
    from tracker.importing.measurements import import_measurements

    with product():
        report = import_measurements(
            existing_file(file),
            source_code=source_code,
            period=period,
            as_of=None if as_of is None else read_date(as_of)[0],
            sheet=sheet,
            source_kind=SourceKind(source_kind),
            actor=acting(username),
            dry_run=dry_run,
        )
        print_report(report, output_format, is_dry_run=dry_run)
    return exit_status(report)


def exit_status(report: ImportReport) -> int:
    """Return 3 when rows were rejected, else 0."""
    return SOME_ROWS_REJECTED if report.rejected else 0


def print_report(report: ImportReport, output_format: str, *, is_dry_run: bool) -> None:
    """Print what an import did.

    Args:
        report: What it did.
        output_format: "json" is the report itself, "csv" lists its errors, "table" is for people.
        is_dry_run: Whether it was undone.
    """
    if output_format == "json":
        print_json(report.as_dict())
    elif output_format == "csv":
        print_rows(report.errors, ERROR_COLUMNS, "csv")
    else:
        _print_for_people(report, is_dry_run=is_dry_run)


def _print_for_people(report: ImportReport, *, is_dry_run: bool) -> None:
    if is_dry_run:
        click.echo("Làm thử, không ghi gì.")
    if report.already_imported:
        click.echo("Tệp này đã nhập trước đó; không có gì thay đổi.")
    if report.batch is not None:
        click.echo(f"Lần nhập số {report.batch}")
    click.echo(
        f"{report.rows} dòng: nhận {report.accepted} (mới {report.added}, sửa {report.updated},"
        f" không đổi {report.unchanged}), từ chối {report.rejected}, bỏ qua {report.skipped}."
    )
    _print_skipped(getattr(report, "skipped_by_reason", {}))
    _print_notices(report)
    for alert in report.alerts:
        click.echo(f"Cảnh báo: {alert.get('message', alert.get('kind', ''))}")
    _print_failures(getattr(report, "identity_failures", ()))
    causes = getattr(report, "causes", ())
    for cause in causes:
        place = f"Cột {cause['column']}" if cause["column"] else "Cả dòng"
        rows = ", ".join(str(example["row"]) for example in cause["examples"])
        more = ", …" if cause["count"] > len(cause["examples"]) else ""
        click.echo(f"{place}, {cause['count']} lỗi (dòng {rows}{more}): {cause['message']}")
    shown = report.errors[:SHOWN_ERRORS] if causes else report.errors
    for error in shown:
        place = f", cột {error['column']}" if error["column"] else ""
        click.echo(f"Dòng {error['row']}{place}: {error['message']}")
    if len(shown) < len(report.errors):
        click.echo(f"… và {len(report.errors) - len(shown)} lỗi nữa; xem hết bằng --format csv.")


def _print_skipped(counts: Mapping[str, int]) -> None:
    if counts:
        named = (f"{SKIPPED[reason]} {count}" for reason, count in counts.items())
        click.echo(f"Bỏ qua: {', '.join(named)}.")


def _print_notices(report: ImportReport) -> None:
    from tracker.wording.sentences import sentence

    for code, name in NOTICES.items():
        if count := getattr(report, name, 0):
            click.echo(f"Lưu ý: {sentence(code, {'count': count})}")


def _print_failures(failures: Iterable[Mapping[str, object]]) -> None:
    for failure in failures:
        click.echo(f"TỔNG KHÔNG KHỚP: {failure['message']}")
