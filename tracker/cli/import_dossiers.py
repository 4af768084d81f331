"""`tracker import dossiers`: exports of one-stop systems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.importing.dossier_report import DossierReport

REFUSED: Final = 1


@click.command("dossiers")
@click.argument("file")
@click.option("--source", "source_code", required=True, help="Mã nguồn hồ sơ, ví dụ MOTCUA-KT.")
@click.option("--as-of", type=DAY, help="Ngày số liệu của tệp; mặc định là hôm nay.")
@click.option(
    "--mapping",
    default="auto",
    show_default=True,
    help="Cách ghép cột; auto: theo tiêu đề, hoặc tên đã lưu của nguồn.",
)
@click.option(
    "--scope",
    "scope_code",
    default="",
    help="Mã đơn vị bao trùm các đơn vị trong tệp; mặc định tự nhận ra tỉnh.",
)
@click.option("--sheet", default="", help="Trang cần đọc, khi nhiều trang cùng tiêu đề.")
@click.option("--whole", is_flag=True, help="Tất cả hoặc không: có một dòng lỗi là không nhập gì.")
@click.option(
    "--older",
    is_flag=True,
    help="Tệp cũ hơn lần nhập khác được thay những gì biết từ trước ngày số liệu của nó.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Tệp là toàn bộ hồ sơ của nguồn, từ ngày tiếp nhận sớm nhất trong tệp đến ngày số liệu;"
    " hồ sơ đã biết mà tệp không còn sẽ thành cảnh báo.",
)
@click.option(
    "--confirm-shrunken",
    "shrunken",
    is_flag=True,
    help="Vẫn nhập tệp toàn bộ dù số dòng ít hơn lần trước từ 30%.",
)
@click.option(
    "--bad-rows", "bad_rows", help="Ghi các dòng lỗi và lý do ra tệp CSV này (chỉ cột dùng đến)."
)
@click.option(
    "--previewed",
    default="",
    metavar="KEY",
    help="Mã in ở cuối lần làm thử: chỉ nhập nếu kết quả vẫn đúng như đã xem.",
)
@BY
@DRY_RUN
@FORMAT
def dossiers(
    *,
    file: str,
    username: str,
    dry_run: bool,
    output_format: str,
    bad_rows: str | None,
    previewed: str,
    **options: Any,
) -> int:
    """Nhập hồ sơ TTHC từ tệp CSV hoặc XLSX của hệ thống một cửa."""
    from tracker.cli.imports import exit_status, print_report
    from tracker.importing.dossier_request import Watch, require_previewed
    from tracker.importing.dossiers import import_dossiers

    with product():
        watch = Watch(
            None if bad_rows is None else Path(bad_rows),
            _progress(),
            lambda report: require_previewed(report, previewed),
        )
        try:
            report = import_dossiers(
                existing_file(file), actor=acting(username), dry_run=dry_run, watch=watch, **options
            )
        finally:
            _wipe(watch.progress)
        print_report(report, output_format, is_dry_run=dry_run)
        if report.is_refused_whole:
            return _refuse_whole(report)
        if dry_run and output_format == "table":
            _ask_for_key(report)
    return exit_status(report)


def _refuse_whole(report: DossierReport) -> int:
    from tracker.wording.sentences import sentence

    click.echo(sentence("dossier_whole_refused", {"count": report.rejected}), err=True)
    return REFUSED


def _ask_for_key(report: DossierReport) -> None:
    """Say how to do what was tried, and only that."""
    if report.accepted and not report.already_imported:
        click.echo(f"Đã xem và đồng ý: nhập lại với --previewed {report.preview_key}")


def _progress() -> Callable[[int], None] | None:
    """Return what shows a person how far the reading is; None when nobody watches."""
    if not sys.stderr.isatty():
        return None
    return lambda count: click.echo(
        f"\rĐã đọc {count:,} dòng".replace(",", "."), err=True, nl=False
    )


def _wipe(progress: Callable[[int], None] | None) -> None:
    if progress is not None:
        click.echo("\r\x1b[K", err=True, nl=False)
