"""Late lists as they were frozen (bản công bố): every version, whatever became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import AuditEntry, Publication, User, db
from models.vocabulary import PublicationState
from tracker.errors import NotFoundError
from tracker.queries.known import recorded, was_by_then

if TYPE_CHECKING:
    from datetime import date, datetime

_PEOPLE: Final = ("drafted_by", "approved_by", "published_by", "closed_by")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationHead:
    """One version of a month's list without its content, which may be megabytes.

    Args:
        period: The month, "2024-03".
        version: 1 for the first list of the month, one more for each correction.
        state: Where it stands in its life.
        as_of: Newest day its data describe.
        is_sample: Whether made-up dossiers are in it.
        sha256: Hash of the public bytes.
        previous_sha256: Hash of the list published before it; empty for the first of all.
        audit_head: Hash of the audit trail's last entry when it was drafted.
        drafted_by: Display name; likewise the other `_by`, empty while nobody has.
        closed_at: When it was corrected or withdrawn.
        reason: Why this version was made; empty for a first version.
        closing_reason: Why it was closed.
        take_down_on: First day its rows are no longer public; None for never.
    """

    id: int
    period: str
    version: int
    state: PublicationState
    first_day: date
    last_day: date
    as_of: date
    is_sample: bool
    sha256: str
    previous_sha256: str
    audit_head: str
    drafted_by: str
    drafted_at: datetime
    approved_by: str
    approved_at: datetime | None
    published_by: str
    published_at: datetime | None
    closed_by: str
    closed_at: datetime | None
    reason: str
    closing_reason: str
    take_down_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRow(PublicationHead):
    """One version of a month's list with its content.

    Args:
        content: The public content, parsed.
        content_text: The public content, byte for byte as hashed.
        internal: The same with full codes and officers; empty where only public lists were asked.
    """

    content: dict[str, Any]
    content_text: str
    internal: dict[str, Any]


_HEAD: Final = tuple(field.name for field in fields(PublicationHead) if field.name not in _PEOPLE)
_WAS_PUBLISHED: Final = Publication.published_at.is_not(None)


def list_publications(*, public_only: bool = False) -> list[PublicationHead]:
    """Return every version, newest month first, newest version of a month first.

    Args:
        public_only: Leave out what was never published.
    """
    statement = _select().where(recorded(Publication.drafted_at))
    statement = statement.order_by(Publication.last_day.desc(), Publication.version.desc())
    if public_only:
        statement = statement.where(_WAS_PUBLISHED)
    return [_as_known(PublicationHead(**_named(row))) for row in db.session.execute(statement)]


def get_publication(
    period: str, version: int | None = None, *, public_only: bool = False
) -> PublicationRow:
    """Return one version of a month's list.

    Args:
        period: The month, "2024-03".
        version: Its number; None for the newest.
        public_only: Only what was published once (corrected and withdrawn versions stay
            readable), and without the internal content.

    Raises:
        NotFoundError: `late_list_missing`, `late_list_version_missing`.
    """
    wanted = [Publication.period == period]
    if version is not None:
        wanted.append(Publication.version == version)
    if public_only:
        wanted.append(_WAS_PUBLISHED)
    found = _find(sa.and_(*wanted), with_internal=not public_only)
    if found is not None:
        return found
    if version is None:
        raise NotFoundError("late_list_missing", period=period)
    raise NotFoundError("late_list_version_missing", period=period, version=version)


def find_latest_publication() -> PublicationRow | None:
    """Return the list of the newest month that stands published, None before the first."""
    standing = Publication.state == PublicationState.PUBLISHED
    return _find(standing, with_internal=False)


def find_standing_publication(period: str) -> PublicationRow | None:
    """Return the list of a month that stands published, with its internal content; None if none."""
    standing = Publication.state == PublicationState.PUBLISHED
    return _find(sa.and_(standing, Publication.period == period), with_internal=True)


def is_drafter(publication_id: int, user_id: int) -> bool:
    """Return whether a person drafted a version."""
    drafted_by = sa.select(Publication.drafted_by).where(Publication.id == publication_id)
    return db.session.scalar(drafted_by) == user_id


def find_chain_end(*, with_approved: bool = False) -> str:
    """Return the hash of the list that was published last, of whatever month.

    The end of the chain is the list no other one names as the list before it: instants are kept
    to the second only, so that they do not tell which of two came first. Corrected and withdrawn
    lists stay links of the chain.

    Args:
        with_approved: Count lists that are approved and wait to be published, too.

    Returns:
        Empty before the first list.
    """
    later = aliased(Publication)
    named = sa.exists().where(
        _is_link(later, with_approved=with_approved), later.previous_sha256 == Publication.sha256
    )
    links = _is_link(Publication, with_approved=with_approved)
    return db.session.scalar(sa.select(Publication.sha256).where(links, ~named)) or ""


def _is_link(table: type[Publication], *, with_approved: bool) -> sa.ColumnElement[bool]:
    was_published = table.published_at.is_not(None)
    if with_approved:
        return sa.or_(was_published, table.state == PublicationState.APPROVED)
    return was_published


def find_audit_head() -> str:
    """Return the hash of the audit trail's last entry; empty for an empty trail."""
    last = sa.select(AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    return db.session.scalar(last) or ""


def _select(*more: Any) -> sa.Select[*tuple[Any, ...]]:
    columns = [getattr(Publication, name) for name in _HEAD]
    people = {name: aliased(User) for name in _PEOPLE}
    columns += [person.display_name.label(name) for name, person in people.items()]
    statement = sa.select(*columns, *more).select_from(Publication)
    for name, person in people.items():
        statement = statement.outerjoin(person, person.id == getattr(Publication, name))
    return statement


def _as_known(head: PublicationHead) -> PublicationHead:
    """Return a version as it stood on the day looked at: what was recorded later is not told."""
    steps = {
        "closed": (head.closed_at, head.state),
        "published": (head.published_at, PublicationState.PUBLISHED),
        "approved": (head.approved_at, PublicationState.APPROVED),
    }
    later = [name for name, (at, _) in steps.items() if at is not None and not was_by_then(at)]
    if not later:
        return head
    taken = (state for at, state in steps.values() if was_by_then(at))
    undone: dict[str, Any] = {"state": next(taken, PublicationState.DRAFT)}
    for name in later:
        undone |= {f"{name}_at": None, f"{name}_by": ""}
    if "closed" in later:
        undone["closing_reason"] = ""
    return replace(head, **undone)


def _named(row: sa.Row[*tuple[Any, ...]]) -> dict[str, Any]:
    values = row._asdict()
    return {**values, **{name: values[name] or "" for name in _PEOPLE}}


def _find(condition: sa.ColumnElement[bool], *, with_internal: bool) -> PublicationRow | None:
    """Return the newest version of the newest month a condition holds for."""
    texts = [Publication.content.label("content_text")]
    if with_internal:
        texts.append(Publication.internal_content.label("internal"))
    newest = (Publication.last_day.desc(), Publication.version.desc())
    row = db.session.execute(_select(*texts).where(condition).order_by(*newest).limit(1)).first()
    if row is None:
        return None
    values = _named(row)
    content = json.loads(values["content_text"], parse_float=Decimal)
    internal = json.loads(values.pop("internal", "{}"), parse_float=Decimal)
    return PublicationRow(**values, content=content, internal=internal)
