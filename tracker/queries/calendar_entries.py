"""The days a calendar feed shows: terms of tasks, reply windows, measures, letters to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import (
    ApologyLetter,
    Dossier,
    Publication,
    ReplyUnit,
    TargetExplanation,
    Unit,
    db,
)
from models.vocabulary import LetterState, ReviewState, TaskKind
from tracker import clock
from tracker.clock import VIETNAM
from tracker.queries.target_explanations import is_done
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import list_found, parts_of
from tracker.queries.task_records import TaskRecords
from tracker.queries.unit_directory import load_directory
from tracker.rules.masking import mask_code
from tracker.rules.task_states import Grant, due_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow

KEPT_DAYS: Final = timedelta(days=366)
"""How far back a calendar goes."""

_BEFORE_RECORDS: Final = datetime(2000, 1, 1, tzinfo=UTC)


class CalendarEntryKind(StrEnum):
    """What falls on a day."""

    TARGET = "target"
    TASK = "task"
    TASK_OF_UNIT = "task_of_unit"
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


def list_entries(unit_ids: frozenset[int] | None, today: date) -> list[CalendarEntry]:
    """Return the days of a calendar in order: the last year's, and all that come.

    Args:
        unit_ids: Whose; None for what all units share: terms of tasks and reply windows.
        today: Present local day.
    """
    first = today - KEPT_DAYS
    tasks = list_found()
    entries = [*_tasks(tasks, unit_ids, today), *_windows(unit_ids, first)]
    if unit_ids is not None:
        entries += [*_measures(tasks, unit_ids, first), *_letters(unit_ids, first)]
    return sorted((e for e in entries if e.on >= first), key=lambda entry: (entry.on, entry.key))


def _tasks(
    tasks: Collection[FoundTask], unit_ids: frozenset[int] | None, today: date
) -> Iterator[CalendarEntry]:
    """Yield the last day of each task, as extended; a unit with a day of its own apart."""
    with_term = [found for found in tasks if found.task.due_on is not None]
    if unit_ids is None:
        shared = _shared_grants()
        for found in with_term:
            grants = tuple(shared.get(found.task.id, ()))
            yield _task(found, due_day(found.task.due_on, grants, today), grants)
        return
    directory = load_directory()
    records = TaskRecords([found.task for found in with_term], directory, today)
    for found in with_term:
        units = _concerned(found, directory, unit_ids, today)
        yield from _task_of_units(found, units, records, today)


def _shared_grants() -> dict[int, list[Grant]]:
    """Return the extensions of every unit of a task, by task."""
    shared: dict[int, list[Grant]] = {}
    for row in list_task_extensions():
        if row.unit_id is None:
            shared.setdefault(row.task_id, []).append(Grant(row.due_on, row.granted_on))
    return shared


def _concerned(
    found: FoundTask, directory: UnitDirectory, unit_ids: frozenset[int], today: date
) -> list[UnitRow]:
    units = {part.unit.id: part.unit for part in parts_of(found, directory, today)}
    return [unit for key, unit in sorted(units.items()) if key in unit_ids]


def _task_of_units(
    found: FoundTask, units: Iterable[UnitRow], records: TaskRecords, today: date
) -> Iterator[CalendarEntry]:
    """Yield one entry for the units that have the earliest day, and one for each other unit."""
    known = [(unit, records.of(found.task.id, unit.id).grants) for unit in units]
    days = [due_day(found.task.due_on, grants, today) for _, grants in known]
    first = min((day for day in days if day is not None), default=None)
    if first is None:
        return
    same = [grants for (_, grants), day in zip(known, days, strict=True) if day == first]
    yield _task(found, first, max(same, key=len))
    for (unit, grants), day in zip(known, days, strict=True):
        if day != first:
            yield _task(found, day, grants, unit)


def _task(
    found: FoundTask, due_on: date | None, grants: tuple[Grant, ...], unit: UnitRow | None = None
) -> CalendarEntry:
    if due_on is None:
        raise AssertionError("a task with a term has a last day")
    issued_on = found.directive.issued_on
    changed_at = _BEFORE_RECORDS if issued_on is None else _morning(issued_on)
    is_measured = found.task.kind is TaskKind.MEASURED
    moves = found.task.term_moves(clock.today())
    kind = CalendarEntryKind.TARGET if is_measured else CalendarEntryKind.TASK
    return CalendarEntry(
        kind=kind if unit is None else CalendarEntryKind.TASK_OF_UNIT,
        key=f"task-{found.task.id}" if unit is None else f"task-{found.task.id}-{unit.id}",
        on=due_on,
        changed_at=max([changed_at, *(_morning(grant.granted_on) for grant in grants), *moves]),
        sequence=len(grants) + len(moves),
        number=found.reference,
        text=found.task.text,
        unit_name="" if unit is None else unit.name,
        endpoint="targets.show" if is_measured else "tasks.show",
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


def _measures(
    tasks: Iterable[FoundTask], unit_ids: frozenset[int], first: date
) -> Iterator[CalendarEntry]:
    newest: dict[tuple[str, int, int], tuple[TargetExplanation, str, bool]] = {}
    rows = db.session.execute(
        sa.select(TargetExplanation, Unit.name, is_done(TargetExplanation.id))
        .join(Unit, Unit.id == TargetExplanation.unit_id)
        .where(TargetExplanation.unit_id.in_(sorted(unit_ids)))
        .order_by(TargetExplanation.version)
    )
    for row, unit_name, kept in rows:
        newest[row.period, row.task_id, row.unit_id] = (row, unit_name, kept)
    references = {found.task.id: found for found in tasks}
    for row, unit_name, kept in newest.values():
        if kept or row.state is ReviewState.SENT_BACK or row.measure_due_on < first:
            continue
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
