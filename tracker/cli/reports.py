"""`tracker report`: documents made for signature, as DOCX, PDF or XLSX."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import product
from tracker.cli.output import print_json
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.publishing.documents.tree import Paper

    Render = Callable[[Settings], bytes]

SUFFIXES: Final = (".docx", ".pdf", ".xlsx")
PERIOD = click.option("--period", required=True, help="Kỳ: 2024-03, 2024-Q1 hoặc 2024.")
OUT = click.option(
    "--out", "out", required=True, help="Tệp ghi ra; đuôi .docx, .pdf hoặc .xlsx định dạng của nó."
)
FORCE = click.option("--force", is_flag=True, help="Ghi đè khi tệp đã có.")


@click.group("report")
def report() -> None:
    """Lập thông báo, báo cáo để ký, theo thể thức Nghị định 30/2020/NĐ-CP."""


@report.command("targets")
@PERIOD
@OUT
@FORCE
def targets(*, period: str, out: str, force: bool) -> None:
    """Báo cáo kết quả thực hiện chỉ tiêu của kỳ, mỗi văn bản giao việc một phụ lục."""

    def render(settings: Settings) -> bytes:
        from tracker.publishing.documents.target_report import build_target_report
        from tracker.publishing.target_xlsx import render_target_xlsx
        from tracker.rules.periods import read_period

        found = read_period(period)
        if _suffix(out) == ".xlsx":
            return render_target_xlsx(found, settings)
        return _rendered(build_target_report(found, settings), out)

    _make(out, render, period=period, force=force)


@report.command("nq131")
@PERIOD
@OUT
@FORCE
def nq131(*, period: str, out: str, force: bool) -> None:
    """Báo cáo quý về Nghị quyết 131/NQ-CP; chỗ chưa có số liệu được đánh dấu để người viết."""

    def render(settings: Settings) -> bytes:
        from tracker.publishing.documents.nq131 import build_nq131_report
        from tracker.publishing.paper_xlsx import render_paper_xlsx
        from tracker.rules.periods import read_period

        paper = build_nq131_report(read_period(period), settings)
        return render_paper_xlsx(paper) if _suffix(out) == ".xlsx" else _rendered(paper, out)

    _make(out, render, period=period, force=force)


@report.command("monthly")
@PERIOD
@OUT
@FORCE
def monthly(*, period: str, out: str, force: bool) -> None:
    """Thông báo danh sách chậm muộn của tháng, từ nội dung đã chốt của bản mới nhất."""

    def render(settings: Settings) -> bytes:
        from tracker.publishing.documents.notice import build_publication_notice
        from tracker.publishing.list_xlsx import render_list_xlsx
        from tracker.queries.publications import get_publication
        from tracker.rules.late_lists import read_list_month

        found = get_publication(read_list_month(period).code)
        paper = build_publication_notice(found, settings)
        if _suffix(out) == ".xlsx":
            return render_list_xlsx(found.content, sha256="" if paper.is_draft else found.sha256)
        return _rendered(paper, out)

    _make(out, render, period=period, force=force)


def _suffix(out: str) -> str:
    return Path(out).suffix.lower()


def _rendered(paper: Paper, out: str) -> bytes:
    if _suffix(out) == ".pdf":
        from tracker.publishing.documents.pdf import render_pdf

        return render_pdf(paper)
    from tracker.publishing.documents.word import render_docx

    return render_docx(paper)


def _make(out: str, render: Render, *, period: str, force: bool) -> None:
    """Make a file whole, or not at all, and tell which.

    Raises:
        RefusedError: `report_suffix_unknown`, `report_file_exists`, `report_folder_missing`,
            `report_not_written`, before anything is made where that can be seen before.
    """
    if _suffix(out) not in SUFFIXES:
        raise RefusedError("report_suffix_unknown", path=out)
    path = free_place(out, force=force)
    with product() as settings:
        content = render(settings)
    write_file(path, content, force=force)
    print_json({"file": out, "period": period, "bytes": len(content)})


def free_place(out: str, *, force: bool) -> Path:
    """Return where a file may be written.

    Args:
        out: Its path.
        force: Whether a file that is there may be replaced.

    Raises:
        RefusedError: `report_file_exists`, `report_folder_missing`.
    """
    path = Path(out)
    if path.exists() and not (force and path.is_file()):
        raise RefusedError("report_file_exists", path=out)
    if not path.parent.is_dir():
        raise RefusedError("report_folder_missing", path=str(path.parent))
    return path


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Put a file in its place in one step; a file that came up meanwhile stays unless forced.

    Args:
        path: Where.
        content: What it holds.
        force: Whether a file that is there is replaced.

    Raises:
        RefusedError: `report_file_exists`, `report_not_written`.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as partial:
            name = Path(partial.name)
            try:
                partial.write(content)
                partial.flush()
                os.fsync(partial.fileno())
                name.chmod(0o644)
                if force:
                    name.replace(path)
                else:
                    os.link(name, path)
            finally:
                name.unlink(missing_ok=True)
    except FileExistsError as error:
        raise RefusedError("report_file_exists", path=str(path)) from error
    except OSError as error:
        raise RefusedError("report_not_written", path=str(path)) from error
