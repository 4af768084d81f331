"""Keeps the files of a published list: written once, never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Publication, RenderedFile, db
from tracker.clock import local, now
from tracker.errors import NotFoundError
from tracker.rules.canonical import sha256_hex
from tracker.rules.public_lists import take_down_day
from tracker.services.audit import lock_chain, record_audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.accounts import Actor


def record_rendered_files(
    *, period: str, version: int, files: Mapping[str, bytes], actor: Actor
) -> bool:
    """Keep the files of a published version; files that stand already are never touched.

    Args:
        period: The month.
        version: Number of the version.
        files: Bytes by format.
        actor: Who had them made.

    Returns:
        Whether they were kept; False when the version has files.

    Raises:
        NotFoundError: `late_list_version_missing`.
    """
    lock_chain()
    listed = _published(period, version)
    present = sa.select(RenderedFile.id).where(RenderedFile.publication_id == listed)
    if db.session.scalar(present.limit(1)) is not None:
        return False
    at = now()
    hashes = {name: sha256_hex(content) for name, content in files.items()}
    db.session.add_all(
        RenderedFile(
            publication_id=listed,
            format=name,
            sha256=hashes[name],
            byte_count=len(content),
            content=content,
            rendered_at=at,
        )
        for name, content in files.items()
    )
    db.session.flush()
    record_audit(
        actor=actor,
        action="late_list_files_kept",
        object_type="publication",
        object_key=f"{period} v{version}",
        details={"files": hashes},
    )
    return True


def set_take_down(*, period: str, version: int, months: int) -> None:
    """Write down until when a version's rows are public, by the setting of its publication.

    Args:
        period: The month.
        version: Number of the version.
        months: Months its rows stay public; 0 for ever.

    Raises:
        NotFoundError: `late_list_version_missing`.
    """
    listed = _published(period, version)
    published_at = db.session.scalar(
        sa.select(Publication.published_at).where(Publication.id == listed)
    )
    if published_at is None:
        raise AssertionError("a list without an instant of publication was published")
    day = take_down_day(local(published_at).date(), months)
    if day is not None:
        db.session.execute(
            sa.update(Publication).where(Publication.id == listed).values(take_down_on=day)
        )


def _published(period: str, version: int) -> int:
    """Return the key of a version that was published.

    Raises:
        NotFoundError: `late_list_version_missing`.
    """
    key = db.session.scalar(
        sa.select(Publication.id).where(
            Publication.period == period,
            Publication.version == version,
            Publication.published_at.is_not(None),
        )
    )
    if key is None:
        raise NotFoundError("late_list_version_missing", period=period, version=version)
    return key
