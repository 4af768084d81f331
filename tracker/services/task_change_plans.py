"""What a change of a task would make of it, read by the product's own readers; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from models.types import PLACES
from models.vocabulary import OPEN_END, AssignmentRole, TaskChangeKind, TaskKind
from tracker.errors import ReadingError, RefusedError
from tracker.queries.task_parties import get_task
from tracker.queries.task_rows import (
    PartyRow,
    TargetRow,
    TaskRow,
    stored_parties,
    stored_target,
    stored_term,
)
from tracker.queries.unit_directory import load_directory
from tracker.rules.deadlines import read_deadline
from tracker.rules.parties import read_parties
from tracker.rules.targets import PERCENT, read_target
from tracker.rules.task_changes import party_key
from tracker.rules.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.rules.targets import TargetReading

LONGEST_PARTY: Final = 300
MOST_PARTIES: Final = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as it was understood.

    Args:
        found: The task as it reads on the day.
        kind: What would change.
        effective_on: The first day it speaks for.
        before: What stands on that day.
        after: What would stand from it on.
        note_codes: What a person must know about the reading; sentences in `tracker.wording`.
    """

    found: FoundTask
    kind: TaskChangeKind
    effective_on: date
    before: Any
    after: Any
    note_codes: tuple[str, ...] = ()


def task_on(task_id: int, day: date) -> FoundTask:
    """Return a task as it reads on a day.

    Raises:
        NotFoundError: `task_unknown`.
    """
    found = get_task(task_id)
    return replace(found, task=found.task.on(day))


def party_text(party: PartyRow) -> str:
    """Return a party as people edit it: the name with what narrows it."""
    return f"{party.printed} {party.condition}".strip()


def plan_parties(
    *,
    found: FoundTask,
    leads: str | None,
    supports: str | None,
    effective_on: date,
    directory: UnitDirectory | None = None,
) -> Plan:
    """Return what a task's parties would be.

    A line that says what already stands keeps what it means, however it was settled.

    Args:
        found: The task as it reads on the day.
        leads: Who leads, a name or code a line; None leaves them as they are.
        supports: Who supports, the same.
        effective_on: The day names are read at.
        directory: Units and groups, where they are loaded already.

    Raises:
        RefusedError: `change_without_lead`, `change_party_twice`, `change_party_long`,
            `change_too_many_parties`.
        ReadingError: As `UnitDirectory.resolve`, `parties_unreadable`; with `role`.
    """
    texts = {AssignmentRole.LEAD: leads, AssignmentRole.SUPPORTING: supports}
    reader = _PartyReader(found, directory or load_directory(), effective_on)
    parties = [
        party
        for role, text in texts.items()
        for party in (reader.standing(role) if text is None else reader.read(role, text))
    ]
    return plan_party_rows(found, parties, effective_on)


def plan_party_rows(found: FoundTask, parties: Sequence[PartyRow], effective_on: date) -> Plan:
    """Return what a task's parties would be, given as rows.

    Raises:
        RefusedError: `change_without_lead`, `change_party_twice`, `change_party_long`,
            `change_too_many_parties`.
    """
    _check_parties(found, parties)
    return Plan(
        found,
        TaskChangeKind.PARTIES,
        effective_on,
        stored_parties(found.task.parties),
        stored_parties(parties),
    )


def plan_term(*, found: FoundTask, phrase: str, effective_on: date) -> Plan:
    """Return what a task's term would be.

    Args:
        found: The task as it reads on the day.
        phrase: The term as printed; a year that is not printed is that of the day.
        effective_on: The first day the term speaks for.

    Raises:
        RefusedError: `change_phrase_missing`.
        ReadingError: As `tracker.rules.deadlines.read_deadline`.
    """
    if not clean(phrase):
        raise RefusedError("change_phrase_missing")
    read = read_deadline(phrase, default_year=effective_on.year)
    term = replace(
        found.task,
        schedule_kind=read.kind,
        schedule_phrase=clean(phrase),
        first_day=read.first_day,
        due_on=read.due_on,
        follows=read.follows,
    )
    before, after = stored_term(found.task), stored_term(term)
    return Plan(found, TaskChangeKind.TERM, effective_on, before, after, read.note_codes)


def plan_target(*, found: FoundTask, phrase: str, effective_on: date) -> Plan:
    """Return what a task's target would be.

    Args:
        found: The task as it reads on the day.
        phrase: The target as printed.
        effective_on: The first day it is asked for; the one before it ends the day before.

    Raises:
        RefusedError: `change_phrase_missing`, `change_target_product`, `change_target_places`,
            `change_target_unit`.
        ReadingError: As `tracker.rules.targets.read_target`.
    """
    task = found.task
    if task.kind is TaskKind.PRODUCT:
        raise RefusedError("change_target_product", number=found.reference)
    if not clean(phrase):
        raise RefusedError("change_phrase_missing")
    read = read_target(phrase, task.measured_in(effective_on))
    _check_target(task, read)
    standing = task.target_on(effective_on)
    new = TargetRow(
        comparator=read.comparator,
        value=read.value,
        baseline_year=read.baseline_year,
        unit_of_measure=read.unit or PERCENT,
        phrase=read.phrase,
        valid_from=effective_on,
        valid_to=_last_day(found, standing, effective_on),
        reading="|".join(read.note_codes),
    )
    before, after = stored_target(standing), stored_target(new)
    return Plan(found, TaskChangeKind.TARGET, effective_on, before, after, read.note_codes)


class _PartyReader:
    """Reads lines of names against the units of a day."""

    def __init__(self, found: FoundTask, directory: UnitDirectory, on: date) -> None:
        self._parties = found.task.parties
        self._left = list(self._parties)
        self._scope_id = found.directive.scope_id
        self._directory = directory
        self._on = on

    def standing(self, role: AssignmentRole) -> list[PartyRow]:
        return [party for party in self._parties if party.role is role]

    def read(self, role: AssignmentRole, text: str) -> Iterator[PartyRow]:
        for line in filter(None, map(clean, text.splitlines())):
            known = self._take(role, fold(line))
            if known is not None:
                yield replace(known, role=role)
                continue
            try:
                yield from self._line(role, line)
            except ReadingError as error:
                raise ReadingError(error.code, **{**error.params, "role": role.value}) from error

    def _take(self, role: AssignmentRole, line: str) -> PartyRow | None:
        """Return the party a line stands for already, one of the same part first."""
        alike = [party for party in self._left if fold(party_text(party)) == line]
        found = next((party for party in alike if party.role is role), next(iter(alike), None))
        if found is not None:
            self._left.remove(found)
        return found

    def _line(self, role: AssignmentRole, line: str) -> Iterator[PartyRow]:
        for party in read_parties(line):
            ref = self._directory.resolve_party(party.name, self._scope_id, self._on)
            printed = party.name
            if ref.unit_id is not None:
                unit = self._directory.by_id(ref.unit_id)
                printed = unit.name if fold(printed) == fold(unit.code) else printed
            yield PartyRow(role, printed, party.condition, ref.unit_id, ref.group_id, "")


def _check_parties(found: FoundTask, parties: Sequence[PartyRow]) -> None:
    if len(parties) > MOST_PARTIES:
        raise RefusedError("change_too_many_parties", maximum=MOST_PARTIES)
    seen = set()
    for party, stored in zip(parties, stored_parties(parties), strict=True):
        if max(len(party.printed), len(party.condition)) > LONGEST_PARTY:
            raise RefusedError("change_party_long", name=party.printed[:60], maximum=LONGEST_PARTY)
        key = party_key(stored)
        if key in seen:
            values = {"name": party_text(party), "number": found.reference}
            raise RefusedError("change_party_twice", **values, role=party.role.value)
        seen.add(key)
    if all(party.role is not AssignmentRole.LEAD for party in parties):
        raise RefusedError("change_without_lead", number=found.reference)


def _check_target(task: TaskRow, read: TargetReading) -> None:
    scaled = read.value.scaleb(PLACES)
    if scaled != scaled.to_integral_value():
        raise RefusedError("change_target_places", phrase=read.phrase, maximum=PLACES)
    expected = task.unit_of_measure
    if expected and read.unit and fold(expected) != fold(read.unit):
        raise RefusedError(
            "change_target_unit", expected=expected, found=read.unit, phrase=read.phrase
        )


def _last_day(found: FoundTask, standing: TargetRow | None, day: date) -> date:
    """Return until when a new target holds: as long as the one it replaces was meant to."""
    if standing is not None:
        return standing.valid_to
    later = [target.valid_from for target in found.task.targets if target.valid_from > day]
    if later:
        return min(later) - timedelta(days=1)
    ends = found.directive.effective_to
    return ends if ends is not None and ends >= day else OPEN_END
