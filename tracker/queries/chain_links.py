"""Published versions by their hashes: which file is whose, and which list names which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Publication, RenderedFile, db

if TYPE_CHECKING:
    from datetime import datetime

    from models.vocabulary import PublicationState


@dataclass(frozen=True, slots=True)
class Match:
    """A published file with a hash.

    Args:
        period: The month of its list.
        version: Version of the list.
        state: Where that version stands now.
        file_format: "json", "csv", "xlsx", "docx", "pdf".
        published_at: When it was published.
        closed_at: When it was corrected or withdrawn.
        closing_reason: Why.
    """

    publication_id: int
    period: str
    version: int
    state: PublicationState
    file_format: str
    published_at: datetime
    closed_at: datetime | None
    closing_reason: str


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A published version and the hash of the list it names as the one before it."""

    publication_id: int
    period: str
    version: int
    sha256: str
    previous_sha256: str


def find_matches(sha256: str) -> list[Match]:
    """Return the published files with a hash; a version's canonical JSON counts as its file.

    What was never published is not found: a draft's hash says nothing to the public.

    Args:
        sha256: 64 lower-case hexadecimal digits.
    """
    columns = (
        Publication.id,
        Publication.period,
        Publication.version,
        Publication.state,
    )
    more = (Publication.published_at, Publication.closed_at, Publication.closing_reason)
    was_published = Publication.published_at.is_not(None)
    canonical = sa.select(*columns, sa.literal("json").label("format"), *more).where(
        was_published, Publication.sha256 == sha256
    )
    rendered = (
        sa.select(*columns, RenderedFile.format, *more)
        .join(RenderedFile, RenderedFile.publication_id == Publication.id)
        .where(was_published, RenderedFile.sha256 == sha256)
    )
    found: dict[tuple[int, str], Match] = {}
    for statement in (canonical, rendered):
        rows: Any = db.session.execute(statement.order_by(Publication.id))
        for row in rows:
            match = Match(*row)
            found.setdefault((match.publication_id, match.file_format), match)
    return list(found.values())


def list_links() -> list[ChainLink]:
    """Return every list that was published, the first one first."""
    rows: Any = db.session.execute(
        sa.select(
            Publication.id,
            Publication.period,
            Publication.version,
            Publication.sha256,
            Publication.previous_sha256,
        )
        .where(Publication.published_at.is_not(None))
        .order_by(Publication.id)
    )
    return [ChainLink(*row) for row in rows]


def load_content(publication_id: int) -> str:
    """Return the public bytes of a version, as text."""
    content = sa.select(Publication.content).where(Publication.id == publication_id)
    return db.session.scalar(content) or ""
