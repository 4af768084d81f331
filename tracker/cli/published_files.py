"""`tracker late-list files|render`: the files of published lists, as everybody gets them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.keys import KEY
from tracker.cli.output import FORMAT, print_rows
from tracker.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.queries.publications import PublicationRow
    from tracker.queries.rendered_files import RenderedFileRow

PERIOD = click.option("--period", required=True, help="Tháng của danh sách, ví dụ 2024-03.")
_COLUMNS: Final = ("period", "version", "format", "bytes", "sha256", "rendered_at", "file")
_RENDERED: Final = ("period", "version")


def add_file_commands(group: click.Group) -> None:
    """Put the commands of this module into the group of late lists."""
    group.add_command(files)
    group.add_command(render)


@click.command("files")
@PERIOD
@click.option("--version", type=KEY, help="Số bản; không nêu là bản công bố mới nhất.")
@click.option("--out", "folder", default="", help="Thư mục ghi các tệp ra; không nêu thì chỉ kê.")
@click.option("--force", is_flag=True, help="Ghi đè tệp cùng tên đã có.")
@FORMAT
def files(
    *, period: str, version: int | None, folder: str, force: bool, output_format: str
) -> None:
    """Kê hoặc ghi ra các tệp của danh sách đã công bố, đúng từng byte, kèm mã băm."""
    from tracker.queries.publications import get_publication
    from tracker.queries.rendered_files import list_rendered_files
    from tracker.rules.late_lists import read_list_month

    out = _folder(folder)
    with product():
        found = get_publication(read_list_month(period).code, version, public_only=True)
        rows = list_rendered_files(found.id)
        if not rows:
            raise RefusedError(
                "published_files_missing", period=found.period, version=found.version
            )
        paths = _write_all(found, rows, out, force=force) if out else {}
        listed = [_row(found, row, paths.get(row.format)) for row in rows]
    if output_format == "table":
        _print_hashes(found, listed)
    else:
        print_rows(listed, _COLUMNS if out else _COLUMNS[:-1], output_format)


@click.command("render")
@click.option("--period", help="Chỉ tháng này; không nêu là mọi danh sách chưa có tệp.")
@BY
@DRY_RUN
@FORMAT
def render(*, period: str | None, username: str, dry_run: bool, output_format: str) -> None:
    """Lập tệp cho danh sách công bố từ trước khi có tệp; danh sách đã có tệp thì giữ nguyên."""
    from tracker.jobs.publication import run_rendering
    from tracker.wording.sentences import sentence

    with product() as settings:
        done = run_rendering(
            period=period, actor=acting(username), settings=settings, dry_run=dry_run
        )
    if not done and output_format == "table":
        click.echo(sentence("published_files_none_made"))
        return
    rows = [{"period": each.period, "version": each.version} for each in done]
    print_rows(rows, _RENDERED, output_format)


def _row(
    found: PublicationRow, row: RenderedFileRow, path: Path | None
) -> dict[str, str | int | None]:
    return {
        "period": found.period,
        "version": found.version,
        "format": row.format,
        "bytes": row.byte_count,
        "sha256": row.sha256,
        "rendered_at": row.rendered_at.isoformat(),
        "file": None if path is None else str(path),
    }


def _print_hashes(found: PublicationRow, listed: Iterable[Mapping[str, str | int | None]]) -> None:
    """Print each file with its hash in full, as programs that check hashes print it."""
    click.echo(f"Kỳ {found.period}, bản {found.version}")
    for row in listed:
        click.echo(f"{row['sha256']}  {row['file'] or row['format']}  ({row['bytes']} byte)")


def _folder(text: str) -> Path | None:
    """Return the folder to write into.

    Raises:
        RefusedError: `report_folder_missing`.
    """
    if not text:
        return None
    folder = Path(text)
    if not folder.is_dir():
        raise RefusedError("report_folder_missing", path=text)
    return folder


def _write_all(
    found: PublicationRow, rows: Iterable[RenderedFileRow], folder: Path, *, force: bool
) -> dict[str, Path]:
    """Write every file of a version; nothing when one of them cannot be.

    Raises:
        ConflictError: `published_file_changed`.
        RefusedError: `report_file_exists`, `report_not_written`.
    """
    from tracker.cli.reports import write_file
    from tracker.queries.rendered_files import get_rendered_content
    from tracker.rules.canonical import sha256_hex
    from tracker.rules.public_lists import file_name

    contents: dict[Path, bytes] = {}
    paths: dict[str, Path] = {}
    for row in rows:
        content = get_rendered_content(found.id, row.format)
        if sha256_hex(content) != row.sha256:
            raise ConflictError(
                "published_file_changed",
                period=found.period,
                version=found.version,
                format=row.format,
            )
        path = paths[row.format] = folder / file_name(found.period, found.version, row.format)
        if path.is_file() and path.read_bytes() == content:
            continue
        if path.exists() and not force:
            raise RefusedError("report_file_exists", path=str(path))
        contents[path] = content
    for path, content in contents.items():
        write_file(path, content, force=force)
    return paths
