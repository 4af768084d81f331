"""A row of a directive as it reads on a day: what the document prints, and what was changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, TaskChangeKind, TaskKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.queries.units import UnitRow

TERM_FIELDS: Final = ("schedule_kind", "schedule_phrase", "first_day", "due_on", "follows")
"""What of a task a change of its term replaces."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of a task: as printed, and the unit or group it means (phân công)."""

    role: AssignmentRole
    printed: str
    condition: str
    unit_id: int | None
    group_id: int | None
    reading: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How much is asked (chỉ tiêu), on which days, and the words it was printed in."""

    comparator: Comparator
    value: Decimal
    baseline_year: int | None
    unit_of_measure: str
    phrase: str
    valid_from: date
    valid_to: date
    reading: str


@dataclass(frozen=True, slots=True)
class TaskChangeRow:
    """One change on record: what a task's parties, term or target are from a day on.

    Args:
        id: Its key.
        kind: What was changed.
        effective_on: The first day it speaks for.
        after: What stands from then on, as it is stored.
        made_at: When it was made.
        stands: Whether it counts: neither undone nor an undoing.
    """

    id: int
    kind: TaskChangeKind
    effective_on: date
    after: Any
    made_at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a directive (nhiệm vụ)."""

    id: int
    directive_id: int
    directive_number: str
    ordinal: int
    section: str
    section_title: str
    number: str
    text: str
    kind: TaskKind
    indicator_id: int | None
    indicator_code: str
    indicator_levels: frozenset[str]
    unit_of_measure: str
    schedule_kind: ScheduleKind | None
    schedule_phrase: str
    first_day: date | None
    due_on: date | None
    follows: str
    product: str
    legal_basis: str
    reading: str
    note: str
    parties: tuple[PartyRow, ...]
    targets: tuple[TargetRow, ...]
    #: Every change on record, in the order they speak; `on` is what reads them.
    changes: tuple[TaskChangeRow, ...] = ()
    #: The row as the document prints it, where there are changes.
    origin: TaskRow | None = None

    def on(self, day: date) -> TaskRow:
        """Return the row as it reads on a day: what was changed later does not show in it."""
        if not self.changes:
            return self
        printed = self.origin or self
        row = printed
        for change in self.changes:
            if change.stands and change.effective_on <= day:
                row = _changed(row, change)
        return replace(row, changes=self.changes, origin=printed)

    @property
    def printed_term(self) -> str | None:
        """Return the term in the words of the document where it was changed since; else None."""
        printed = self.origin or self
        return None if printed.schedule_phrase == self.schedule_phrase else printed.schedule_phrase

    def term_moves(self, day: date) -> tuple[datetime, ...]:
        """Return when the terms in force up to a day were recorded, undoings included."""
        return tuple(
            change.made_at
            for change in self.changes
            if change.kind is TaskChangeKind.TERM and change.effective_on <= day
        )

    def printed(self, role: AssignmentRole) -> tuple[str, ...]:
        """Return the names of one role as printed, with what narrows them."""
        return tuple(
            f"{party.printed} {party.condition}".strip()
            for party in self.parties
            if party.role == role
        )

    def target_on(self, day: date) -> TargetRow | None:
        """Return the target in force on a day, if the task has one."""
        return next((t for t in self.targets if t.valid_from <= day <= t.valid_to), None)

    def measured_in(self, day: date) -> str:
        """Return what figures and the target of a day are counted in."""
        found = self.target_on(day) or next(iter(self.targets), None)
        return found.unit_of_measure if found else self.unit_of_measure


@dataclass(frozen=True, slots=True)
class ExpandedAssignment:
    """One task come down to one unit, with how the unit came to it."""

    task: TaskRow
    role: AssignmentRole
    unit: UnitRow
    printed: str
    #: The unit whose work this one took over, when the document named that one.
    inherited_from: UnitRow | None
    is_by_group: bool


def stored_parties(parties: Iterable[PartyRow]) -> list[dict[str, Any]]:
    """Return parties as a change keeps them."""
    return [asdict(party) for party in parties]


def stored_term(row: TaskRow) -> dict[str, Any]:
    """Return the term of a task as a change keeps it."""
    values = {name: getattr(row, name) for name in TERM_FIELDS}
    return {name: _text(value) for name, value in values.items()}


def stored_target(target: TargetRow | None) -> dict[str, Any] | None:
    """Return a target as a change keeps it; its last day included, its first being the change's."""
    if target is None:
        return None
    values = asdict(target)
    del values["valid_from"]
    return {name: _text(value) for name, value in values.items()}


def read_parties_back(stored: Iterable[dict[str, Any]]) -> tuple[PartyRow, ...]:
    """Return parties from what a change keeps."""
    return tuple(PartyRow(**{**each, "role": AssignmentRole(each["role"])}) for each in stored)


def read_term_back(stored: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a term from what a change keeps."""
    kind = stored["schedule_kind"]
    return {
        **stored,
        "schedule_kind": ScheduleKind(kind) if kind else None,
        "first_day": _day(stored["first_day"]),
        "due_on": _day(stored["due_on"]),
    }


def read_target_back(stored: dict[str, Any], valid_from: date) -> TargetRow:
    """Return a target from what a change keeps.

    Args:
        stored: The target.
        valid_from: The day the change speaks from.
    """
    return TargetRow(
        **{
            **stored,
            "comparator": Comparator(stored["comparator"]),
            "value": Decimal(stored["value"]),
            "valid_from": valid_from,
            "valid_to": date.fromisoformat(stored["valid_to"]),
        }
    )


def splice_target(targets: Sequence[TargetRow], new: TargetRow) -> tuple[TargetRow, ...]:
    """Return targets with a new one, which closes those before it the day before it begins.

    A stage that was set for later keeps its days.
    """
    before = new.valid_from - timedelta(days=1)
    kept = [
        replace(target, valid_to=before)
        if target.valid_from < new.valid_from <= target.valid_to
        else target
        for target in targets
        if target.valid_from != new.valid_from
    ]
    return tuple(sorted((*kept, new), key=lambda target: target.valid_from))


def _changed(row: TaskRow, change: TaskChangeRow) -> TaskRow:
    if change.kind is TaskChangeKind.PARTIES:
        return replace(row, parties=read_parties_back(change.after))
    if change.kind is TaskChangeKind.TERM:
        return replace(row, **read_term_back(change.after))
    new = read_target_back(change.after, change.effective_on)
    return replace(row, targets=splice_target(row.targets, new))


def _text(value: object) -> object:
    return str(value) if isinstance(value, date | Decimal) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
