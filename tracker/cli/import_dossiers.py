"""`tracker import dossiers`: exports of one-stop systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.context import BY, DRY_RUN, acting, existing_file, product
from tracker.cli.dates import DAY
from tracker.cli.output import FORMAT

if TYPE_CHECKING:
    from datetime import date


@click.command("dossiers")
@click.argument("file")
@click.option("--source", "source_code", required=True, help="Mã nguồn hồ sơ, ví dụ MOTCUA-KT.")
@click.option("--as-of", type=DAY, help="Ngày số liệu của tệp; mặc định là hôm nay.")
@click.option(
    "--mapping", default="auto", show_default=True, help="Cách ghép cột; auto: theo tiêu đề."
)
@click.option(
    "--scope",
    "scope_code",
    default="",
    help="Mã đơn vị bao trùm các đơn vị trong tệp; mặc định tự nhận ra tỉnh.",
)
@click.option("--sheet", default="", help="Trang cần đọc, khi nhiều trang cùng tiêu đề.")
@BY
@DRY_RUN
@FORMAT
def dossiers(
    *,
    file: str,
    source_code: str,
    as_of: date | None,
    mapping: str,
    scope_code: str,
    sheet: str,
    username: str,
    dry_run: bool,
    output_format: str,
) -> int:
    """Nhập hồ sơ TTHC từ tệp CSV hoặc XLSX của hệ thống một cửa."""
    from tracker.cli.imports import exit_status, print_report
    from tracker.importing.dossiers import import_dossiers

    with product():
        report = import_dossiers(
            existing_file(file),
            source_code=source_code,
            as_of=as_of,
            mapping=mapping,
            scope_code=scope_code,
            sheet=sheet,
            actor=acting(username),
            dry_run=dry_run,
        )
        print_report(report, output_format, is_dry_run=dry_run)
    return exit_status(report)
