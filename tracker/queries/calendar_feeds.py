"""Calendar feeds: whose they are, and the days they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import (
    ApologyLetter,
    CalendarFeed,
    Dossier,
    Publication,
    ReplyUnit,
    TargetExplanation,
    TaskExtension,
    Unit,
    db,
)
from models.vocabulary import LetterState, ReviewState, Role, TaskKind
from tracker.clock import VIETNAM
from tracker.errors import NotFoundError
from tracker.queries.accounts import find_actor_by_id
from tracker.queries.task_parties import FoundTask, list_found, parts_of
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, is_within
from tracker.rules.masking import mask_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory

OFFICE_ROLES: Final = frozenset({Role.OFFICE_STAFF, Role.APPROVER})
KEPT_DAYS: Final = timedelta(days=366)
"""How far back a calendar goes."""

_BEFORE_RECORDS: Final = datetime(2000, 1, 1, tzinfo=UTC)


class CalendarEntryKind(StrEnum):
    """What falls on a day."""

    TARGET = "target"
    TASK = "task"
    REPLY = "reply"
    MEASURE = "measure"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day of a calendar; never anything of a citizen, dossier codes masked.

    Args:
        kind: What falls on it.
        key: What names it for good, also when the day moves.
        on: The day.
        changed_at: When what it says last changed.
        sequence: How often its day was moved.
        number: Number of the task, where it is about one.
        text: What the task asks, or the masked code of the dossier.
        period: The month, where it is about one.
        unit_name: The unit, where it is about one.
        endpoint: The page about it.
        args: What that page's address needs.
    """

    kind: CalendarEntryKind
    key: str
    on: date
    changed_at: datetime
    sequence: int = 0
    number: str = ""
    text: str = ""
    period: str = ""
    unit_name: str = ""
    endpoint: str = ""
    args: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One of a person's calendars that stands."""

    id: int
    unit_code: str
    unit_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as its address opens it.

    Args:
        actor: Whose it is.
        unit_name: The unit whose days it shows; empty for the person's own.
        unit_ids: The units whose days it shows; None for what all units share.
    """

    actor: Actor
    unit_name: str
    unit_ids: frozenset[int] | None


def list_feeds(user_id: int) -> list[FeedRow]:
    """Return a person's calendars that were not taken back, the oldest first."""
    rows = db.session.execute(
        sa.select(
            CalendarFeed.id,
            sa.func.coalesce(Unit.code, ""),
            sa.func.coalesce(Unit.name, ""),
            CalendarFeed.created_at,
        )
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id)
    )
    return [FeedRow(*row) for row in rows]


def may_follow(actor: Actor, unit_id: int, directory: UnitDirectory | None = None) -> bool:
    """Return whether a person may have a unit's calendar: their own, or any for the office."""
    return actor.role in OFFICE_ROLES or is_within(actor, unit_id, directory)


def get_feed(token_hash: str) -> Feed:
    """Return the calendar of a secret address; rights are looked at anew each time.

    Args:
        token_hash: Hash of the secret.

    Raises:
        NotFoundError: `feed_missing` when it never was, was taken back, its person was switched
            off, or may no longer see the unit.
    """
    row = db.session.execute(
        sa.select(CalendarFeed.user_id, CalendarFeed.unit_id, Unit.name)
        .outerjoin(Unit, Unit.id == CalendarFeed.unit_id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None))
    ).first()
    actor = None if row is None else find_actor_by_id(row.user_id)
    if row is None or actor is None or not actor.is_active:
        raise NotFoundError("feed_missing")
    directory = load_directory()
    if row.unit_id is None:
        return Feed(actor, "", answered_unit_ids(actor, directory))
    if not may_follow(actor, row.unit_id, directory):
        raise NotFoundError("feed_missing")
    under = {unit.id for unit in directory.descendants(row.unit_id, None)}
    return Feed(actor, row.name, frozenset({row.unit_id, *under}))


def list_entries(unit_ids: frozenset[int] | None, today: date) -> list[CalendarEntry]:
    """Return the days of a calendar in order: the last year's, and all that come.

    Args:
        unit_ids: Whose; None for what all units share: terms of tasks and reply windows.
        today: Present local day.
    """
    first = today - KEPT_DAYS
    entries = [*_tasks(unit_ids, today), *_windows(unit_ids, first)]
    if unit_ids is not None:
        entries += [*_measures(unit_ids, first), *_letters(unit_ids, first)]
    return sorted((e for e in entries if e.on >= first), key=lambda entry: (entry.on, entry.key))


def _tasks(unit_ids: frozenset[int] | None, today: date) -> Iterator[CalendarEntry]:
    directory = load_directory()
    moved: dict[int, list[TaskExtension]] = {}
    for extension in db.session.scalars(sa.select(TaskExtension).order_by(TaskExtension.id)):
        if extension.unit_id is None or unit_ids is None or extension.unit_id in unit_ids:
            moved.setdefault(extension.task_id, []).append(extension)
    for found in list_found():
        if found.task.due_on is None:
            continue
        if unit_ids is None or any(
            part.unit.id in unit_ids for part in parts_of(found, directory, today)
        ):
            yield _task(found, found.task.due_on, moved.get(found.task.id, []))


def _task(found: FoundTask, due_on: date, moved: list[TaskExtension]) -> CalendarEntry:
    issued_on = found.directive.issued_on
    changed_at = _BEFORE_RECORDS if issued_on is None else _morning(issued_on)
    is_measured = found.task.kind is TaskKind.MEASURED
    return CalendarEntry(
        kind=CalendarEntryKind.TARGET if is_measured else CalendarEntryKind.TASK,
        key=f"task-{found.task.id}",
        on=moved[-1].due_on if moved else due_on,
        changed_at=max([changed_at, *(each.granted_at for each in moved)]),
        sequence=len(moved),
        number=found.reference,
        text=found.task.text,
        endpoint="targets.show",
        args=(("directive", found.directive.code), ("ordinal", found.task.ordinal)),
    )


def _windows(unit_ids: frozenset[int] | None, first: date) -> Iterator[CalendarEntry]:
    statement = sa.select(
        Publication.id, Publication.period, Publication.reply_until, Publication.reply_opened_at
    ).where(Publication.reply_until >= first)
    if unit_ids is not None:
        asked = sa.select(ReplyUnit.publication_id).where(
            ReplyUnit.unit_id.in_(sorted(unit_ids)), ReplyUnit.row_count > 0
        )
        statement = statement.where(Publication.id.in_(asked))
    for key, period, until, opened_at in db.session.execute(statement):
        if until is None:
            continue
        yield CalendarEntry(
            kind=CalendarEntryKind.REPLY,
            key=f"reply-{key}",
            on=until,
            changed_at=opened_at or _morning(until),
            period=period,
        )


def _measures(unit_ids: frozenset[int], first: date) -> Iterator[CalendarEntry]:
    newest: dict[tuple[str, int, int], tuple[TargetExplanation, str]] = {}
    rows = db.session.execute(
        sa.select(TargetExplanation, Unit.name)
        .join(Unit, Unit.id == TargetExplanation.unit_id)
        .where(TargetExplanation.unit_id.in_(sorted(unit_ids)))
        .order_by(TargetExplanation.version)
    )
    for row, unit_name in rows:
        newest[row.period, row.task_id, row.unit_id] = (row, unit_name)
    wanted = [
        pair
        for pair in newest.values()
        if pair[0].state is not ReviewState.SENT_BACK and pair[0].measure_due_on >= first
    ]
    references = {found.task.id: found for found in list_found()} if wanted else {}
    for row, unit_name in wanted:
        yield CalendarEntry(
            kind=CalendarEntryKind.MEASURE,
            key=f"measure-{row.period.replace('/', '-')}-{row.task_id}-{row.unit_id}",
            on=row.measure_due_on,
            changed_at=row.reviewed_at or row.written_at,
            sequence=row.version - 1,
            number=references[row.task_id].reference,
            text=references[row.task_id].task.text,
            unit_name=unit_name,
        )


def _letters(unit_ids: frozenset[int], first: date) -> Iterator[CalendarEntry]:
    rows = db.session.execute(
        sa.select(ApologyLetter, Dossier.code, Unit.name)
        .join(Dossier, Dossier.id == ApologyLetter.dossier_id)
        .join(Unit, Unit.id == ApologyLetter.unit_id)
        .where(
            ApologyLetter.unit_id.in_(sorted(unit_ids)),
            ApologyLetter.state.in_((LetterState.DRAFT, LetterState.SIGNED)),
            ApologyLetter.send_by >= first,
        )
    )
    for letter, code, unit_name in rows:
        changed_at = letter.drafted_at
        if letter.signed_on is not None:
            changed_at = max(changed_at, _morning(letter.signed_on))
        yield CalendarEntry(
            kind=CalendarEntryKind.LETTER,
            key=f"letter-{letter.id}",
            on=letter.send_by or first,
            changed_at=changed_at,
            text=mask_code(code),
            unit_name=unit_name,
        )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
