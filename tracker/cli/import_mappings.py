"""`tracker import mappings`: how a source's files name their columns."""

from __future__ import annotations

from typing import Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_rows
from tracker.errors import RefusedError

COLUMNS: Final = ("source", "name", "columns", "created_at", "created_by")


@click.group("mappings")
def mappings() -> None:
    """Cách ghép cột đã lưu của từng nguồn hồ sơ."""


@mappings.command("list")
@click.option("--source", "source_code", default="", help="Chỉ của nguồn này.")
@FORMAT
def list_saved(*, source_code: str, output_format: str) -> None:
    """Liệt kê các cách ghép cột."""
    from tracker.queries.column_mappings import list_mappings

    with product():
        rows = [
            {
                "source": row.source_code,
                "name": row.name,
                "columns": row.columns if output_format == "json" else _printed(row.columns),
                "created_at": row.created_at,
                "created_by": row.created_by,
            }
            for row in list_mappings(source_code=source_code)
        ]
        print_rows(rows, COLUMNS, output_format)


@mappings.command("save")
@click.option("--source", "source_code", required=True, help="Mã nguồn hồ sơ.")
@click.option("--name", required=True, help="Tên; tên đã có được thay bằng cách mới.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    required=True,
    help="Tiêu đề trong tệp=nội dung, ví dụ “Số HS=Mã hồ sơ”; nhắc lại cho mỗi cột.",
)
@BY
@DRY_RUN
def save(
    *, source_code: str, name: str, columns: tuple[str, ...], username: str, dry_run: bool
) -> None:
    """Lưu một cách ghép cột cho một nguồn."""
    from tracker.importing.dossier_mapping import save_dossier_mapping
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        kept = save_dossier_mapping(
            source_code=source_code,
            name=name,
            columns=dict(map(_read_option, columns)),
            actor=acting(username),
        )
        if dry_run:
            click.echo("Làm thử, không ghi gì.")
        click.echo(f"Cách ghép cột “{name}” của nguồn {source_code}: {_printed(kept)}")


@mappings.command("delete")
@click.option("--source", "source_code", required=True, help="Mã nguồn hồ sơ.")
@click.option("--name", required=True, help="Tên đã lưu.")
@BY
@DRY_RUN
def delete(*, source_code: str, name: str, username: str, dry_run: bool) -> None:
    """Bỏ một cách ghép cột; các lần nhập đã dùng nó giữ nguyên."""
    from tracker.services.column_mappings import delete_mapping
    from tracker.transaction import transaction

    with product(), transaction(dry_run=dry_run):
        delete_mapping(source_code=source_code, name=name, actor=acting(username))
        if dry_run:
            click.echo("Làm thử, không ghi gì.")
        click.echo(f"Đã bỏ cách ghép cột “{name}” của nguồn {source_code}.")


def _read_option(text: str) -> tuple[str, str]:
    heading, equals, field = text.rpartition("=")
    if not equals or not heading.strip() or not field.strip():
        raise RefusedError("mapping_option_invalid", value=text)
    return heading, field


def _printed(columns: object) -> str:
    pairs = dict(columns) if isinstance(columns, dict) else {}
    return ", ".join(f"{heading}={key}" for heading, key in pairs.items())
