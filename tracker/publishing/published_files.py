"""The files of a published list, every one made from its frozen bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tracker.publishing.documents.notice import build_publication_notice
from tracker.publishing.documents.pdf import prepare_pdf, set_pdf
from tracker.publishing.documents.word import render_docx
from tracker.publishing.list_xlsx import render_list_xlsx
from tracker.publishing.public_list import read_public_list, render_annexes_csv

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.publications import PublicationRow


def render_published_files(publication: PublicationRow, settings: Settings) -> dict[str, bytes]:
    """Return every file of a version, by format, in the order of `FILE_FORMATS`.

    Args:
        publication: The version, approved or published.
        settings: Who issues the notice; what is kept never changes with them afterwards.

    Raises:
        RefusedError: As `tracker.publishing.documents.pdf.render_pdf`.
    """
    content = publication.content
    least = settings.public.small_count
    found = read_public_list(content)
    paper = build_publication_notice(publication, settings, small_count=least, found=found)
    task = prepare_pdf(paper)
    with ThreadPoolExecutor(max_workers=1) as setter:
        # Set in a process of its own; the other files are made while that one works.
        pdf = setter.submit(set_pdf, task)
        files = {
            "json": publication.content_text.encode(),
            "csv": render_annexes_csv(found),
            "xlsx": render_list_xlsx(
                content, sha256=publication.sha256, small_count=least, found=found
            ),
            "docx": render_docx(paper),
        }
        return {**files, "pdf": pdf.result()}
