"""Puts a document's rows into the matrix: terms, targets and parties read, prints kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Assignment, Directive, Target, Task, db
from models.vocabulary import OPEN_END, OPEN_START, AssignmentRole, TaskKind
from tracker.errors import ReadingError, RefusedError, RowError
from tracker.rules.deadlines import Schedule, read_deadline
from tracker.rules.parties import Party, read_parties
from tracker.rules.targets import TargetReading, read_target
from tracker.rules.text import fold
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class DirectiveDraft:
    """The head of a document as given."""

    code: str
    number: str
    title: str
    scope_id: int
    is_number_printed: bool = True
    kind: str = ""
    issuer: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    document: str = ""
    note: str = ""
    is_sample: bool = False
    is_seed: bool = False
    batch_id: int | None = None

    @property
    def reading_day(self) -> date:
        """Return the day its parties are resolved at: units as they were when it was issued."""
        return self.issued_on or self.effective_from or OPEN_END


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One row of a document, every cell as printed."""

    row: int
    ordinal: int
    text: str
    section: str = ""
    section_title: str = ""
    number: str = ""
    kind: TaskKind | None = None
    leads: str = ""
    supports: str = ""
    schedule: str = ""
    indicator: str = ""
    target: str = ""
    unit_of_measure: str = ""
    legal_basis: str = ""
    product: str = ""
    reading: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartyReading:
    """One party with the unit or group it means."""

    party: Party
    unit_id: int | None
    group_id: int | None
    reading: str = ""


@dataclass(frozen=True, slots=True)
class TaskReading:
    """One row read: what it means beside what it says."""

    draft: TaskDraft
    indicator_id: int | None
    schedule: Schedule | None
    target: TargetReading | None
    leads: tuple[PartyReading, ...]
    supports: tuple[PartyReading, ...]


@dataclass(slots=True)
class MatrixReader:
    """Reads the rows of one document against the units and indicators there are.

    Args:
        directive: Head of the document; its scope narrows what names mean.
        directory: Units, groups, successions.
        indicators: Key of each indicator by code and by folded name.
        names: What a printed name means in this document, where that was settled by a person:
            folded name → (unit, group, how it was read).
    """

    directive: DirectiveDraft
    directory: UnitDirectory
    indicators: Mapping[str, int]
    names: Mapping[str, tuple[int | None, int | None, str]] = field(default_factory=dict)

    def read(self, draft: TaskDraft) -> TaskReading | list[RowError]:
        """Return the row's meaning, or everything in it that cannot be read."""
        errors: list[RowError] = []
        reading = TaskReading(
            draft=draft,
            indicator_id=self._indicator(draft, errors),
            schedule=self._schedule(draft, errors),
            target=self._target(draft, errors),
            leads=self._parties(draft, "leads", draft.leads, errors),
            supports=self._parties(draft, "supports", draft.supports, errors),
        )
        return errors or reading

    def _indicator(self, draft: TaskDraft, errors: list[RowError]) -> int | None:
        if not draft.indicator:
            return None
        found = self.indicators.get(draft.indicator) or self.indicators.get(fold(draft.indicator))
        if found is None:
            errors.append(RowError(draft.row, "indicator", draft.indicator, "indicator_unknown"))
        return found

    def _schedule(self, draft: TaskDraft, errors: list[RowError]) -> Schedule | None:
        if not draft.schedule:
            return None
        year = self.directive.issued_on.year if self.directive.issued_on else None
        try:
            return read_deadline(draft.schedule, default_year=year)
        except ReadingError as error:
            errors.append(RowError(draft.row, "schedule", draft.schedule, error.code, error.params))
            return None

    def _target(self, draft: TaskDraft, errors: list[RowError]) -> TargetReading | None:
        if not draft.target:
            return None
        try:
            return read_target(draft.target, draft.unit_of_measure)
        except ReadingError as error:
            errors.append(RowError(draft.row, "target", draft.target, error.code, error.params))
            return None

    def _parties(
        self, draft: TaskDraft, column: str, phrase: str, errors: list[RowError]
    ) -> tuple[PartyReading, ...]:
        if not phrase:
            return ()
        try:
            parties = read_parties(phrase)
        except ReadingError as error:
            errors.append(RowError(draft.row, column, phrase, error.code, error.params))
            return ()
        found = []
        for party in parties:
            try:
                found.append(self._party(party))
            except ReadingError as error:
                errors.append(RowError(draft.row, column, party.name, error.code, error.params))
        return tuple(found)

    def _party(self, party: Party) -> PartyReading:
        settled = self.names.get(fold(party.name))
        if settled is not None:
            return PartyReading(party, *settled)
        found = self.directory.resolve_party(
            party.name, self.directive.scope_id, self.directive.reading_day
        )
        return PartyReading(party, found.unit_id, found.group_id)


def record_directive(
    *, draft: DirectiveDraft, readings: Sequence[TaskReading], actor: Actor
) -> int:
    """Write a document with its rows and return its key.

    Raises:
        RefusedError: `directive_exists` when the number or short code is taken,
            `directive_empty` when it has no rows.
    """
    taken = db.session.scalar(
        sa.select(Directive.number).where(
            sa.or_(Directive.number_folded == fold(draft.number), Directive.code == draft.code)
        )
    )
    if taken is not None:
        raise RefusedError("directive_exists", number=taken)
    if not readings:
        raise RefusedError("directive_empty", number=draft.number)
    directive = Directive(
        code=draft.code,
        number=draft.number,
        number_folded=fold(draft.number),
        is_number_printed=draft.is_number_printed,
        title=draft.title,
        kind=draft.kind,
        issuer=draft.issuer,
        issued_on=draft.issued_on,
        effective_from=draft.effective_from,
        effective_to=draft.effective_to,
        scope_id=draft.scope_id,
        document=draft.document,
        note=draft.note,
        is_sample=draft.is_sample,
        is_seed=draft.is_seed,
        batch_id=draft.batch_id,
    )
    db.session.add(directive)
    db.session.flush()
    for reading in readings:
        _record_task(directive, reading)
    db.session.flush()
    record_audit(
        actor=actor,
        action="directive_recorded",
        object_type="directive",
        object_key=draft.number,
        details={"tasks": len(readings)},
    )
    return directive.id


def _record_task(directive: Directive, reading: TaskReading) -> None:
    draft, schedule = reading.draft, reading.schedule
    measured = reading.indicator_id is not None or reading.target is not None
    task = Task(
        directive_id=directive.id,
        ordinal=draft.ordinal,
        section=draft.section,
        section_title=draft.section_title,
        number=draft.number,
        text=draft.text,
        kind=draft.kind or (TaskKind.MEASURED if measured else TaskKind.PRODUCT),
        indicator_id=reading.indicator_id,
        schedule_kind=schedule.kind if schedule else None,
        schedule_phrase=draft.schedule,
        first_day=schedule.first_day if schedule else None,
        due_on=schedule.due_on if schedule else None,
        follows=schedule.follows if schedule else "",
        product=draft.product,
        legal_basis=draft.legal_basis,
        reading=draft.reading,
        note=draft.note,
    )
    db.session.add(task)
    db.session.flush()
    db.session.add_all(_assignments(task.id, AssignmentRole.LEAD, reading.leads))
    db.session.add_all(_assignments(task.id, AssignmentRole.SUPPORTING, reading.supports))
    if reading.target is not None:
        db.session.add(_target(task, reading.target, directive))


def _assignments(
    task_id: int, role: AssignmentRole, parties: Sequence[PartyReading]
) -> list[Assignment]:
    return [
        Assignment(
            task_id=task_id,
            role=role,
            position=position,
            printed=found.party.name,
            condition=found.party.condition,
            unit_id=found.unit_id,
            group_id=found.group_id,
            reading=found.reading,
        )
        for position, found in enumerate(parties, start=1)
    ]


def _target(task: Task, target: TargetReading, directive: Directive) -> Target:
    """Return the target, in force for the days its row's term or the document spans."""
    is_span = task.first_day is not None and task.due_on is not None
    return Target(
        task_id=task.id,
        comparator=target.comparator,
        value=target.value,
        baseline_year=target.baseline_year,
        unit_of_measure=target.unit or "%",
        phrase=target.phrase,
        valid_from=(task.first_day if is_span else directive.effective_from) or OPEN_START,
        valid_to=(task.due_on if is_span else directive.effective_to) or OPEN_END,
        reading="|".join(target.note_codes),
    )
