"""The files of published lists, byte for byte as they were made when the list was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Publication, RenderedFile, db
from models.vocabulary import PublicationState
from tracker.errors import NotFoundError
from tracker.rules.public_lists import FILE_FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class RenderedFileRow:
    """One file of a version, without its bytes.

    Args:
        format: "json", "csv", "xlsx", "docx", "pdf".
        sha256: Hash of its bytes.
        byte_count: How many there are.
        rendered_at: When they were made.
    """

    format: str
    sha256: str
    byte_count: int
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class UnrenderedList:
    """A version that was published without files."""

    period: str
    version: int


def list_rendered_files(publication_id: int) -> list[RenderedFileRow]:
    """Return the files of a version in the order they are offered; empty when none were made."""
    return list_files_of([publication_id])[publication_id]


def list_files_of(publication_ids: Collection[int]) -> dict[int, list[RenderedFileRow]]:
    """Return the files of several versions, those of each as `list_rendered_files` does."""
    rows: Any = db.session.execute(
        sa.select(
            RenderedFile.publication_id,
            RenderedFile.format,
            RenderedFile.sha256,
            RenderedFile.byte_count,
            RenderedFile.rendered_at,
        ).where(RenderedFile.publication_id.in_(publication_ids))
    )
    found: dict[int, list[RenderedFileRow]] = {each: [] for each in publication_ids}
    for publication_id, *values in rows:
        found[publication_id].append(RenderedFileRow(*values))
    for files in found.values():
        files.sort(key=lambda file: FILE_FORMATS.index(file.format))
    return found


def get_rendered_content(publication_id: int, file_format: str) -> bytes:
    """Return the bytes of one file of a version.

    Raises:
        NotFoundError: `rendered_file_missing`.
    """
    content = db.session.scalar(
        sa.select(RenderedFile.content).where(
            RenderedFile.publication_id == publication_id, RenderedFile.format == file_format
        )
    )
    if content is None:
        raise NotFoundError("rendered_file_missing", format=file_format)
    return content


def list_unrendered_lists(period: str | None = None) -> list[UnrenderedList]:
    """Return the versions everybody can read that have no files, the oldest first.

    Args:
        period: Only of this month.
    """
    has_files = sa.exists().where(RenderedFile.publication_id == Publication.id)
    statement = (
        sa.select(Publication.period, Publication.version)
        .where(
            Publication.state.in_((PublicationState.PUBLISHED, PublicationState.CORRECTED)),
            ~has_files,
        )
        .order_by(Publication.last_day, Publication.version)
    )
    if period is not None:
        statement = statement.where(Publication.period == period)
    return [UnrenderedList(*row) for row in db.session.execute(statement)]
