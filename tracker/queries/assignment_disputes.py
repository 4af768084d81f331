"""Refused assignments (từ chối tiếp nhận phân công): who said what, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import AssignmentDispute, Directive, Task, Unit, User, db
from models.vocabulary import AssignmentRole, DisputeState, RefusalReason, Role
from tracker.clock import local
from tracker.errors import NotFoundError
from tracker.queries.evaluation_rows import task_references
from tracker.rules.assignments import ARBITER_ROLES, Bench, Move, is_set_aside

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from tracker.queries.unit_directory import UnitDirectory

_PLAIN: Final = (
    "id",
    "task_id",
    "unit_id",
    "role",
    "reason",
    "text",
    "refused_at",
    "decide_by",
    "state",
    "comment",
    "commented_at",
    "decision",
    "document",
    "decided_at",
    "effective_on",
    "withdrawn_at",
)
_PEOPLE: Final = ("refused_by", "commented_by", "decided_by", "withdrawn_by", "arbiter_id")


@dataclass(frozen=True, slots=True)
class Arbiter:
    """Somebody who may be named to decide."""

    id: int
    username: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One refused assignment.

    Args:
        id: Its key.
        task_id: The task; likewise its place, the number it is called by, and words.
        directive_code: The document, as addresses carry it; likewise its number.
        unit_id: The unit that refuses; likewise its code and name.
        role: The part it was given.
        reason: Why, as a code; `text` in words.
        proposed: What it asks for instead.
        proposed_unit_code: The unit it names; empty for another kind; likewise its name.
        refused_by: Display name; likewise of the others below, empty while nobody.
        decide_by: Last day of the arbiter.
        bench: Who has spoken and who decides, by account; a person who can no longer decide is
            left out.
        arbiter: Display name of who was named; empty leaves it to the approver.
        comment: What the proposed unit says.
        decision: Why it was decided so.
        document: The document that decides.
        moved: What was moved; None while undecided and where the assignment stays.
        moved_unit_code: The unit it went to; likewise its name.
        effective_on: First day of what was moved.
    """

    id: int
    task_id: int
    ordinal: int
    reference: str
    task_text: str
    directive_code: str
    directive_number: str
    unit_id: int
    unit_code: str
    unit_name: str
    role: AssignmentRole
    reason: RefusalReason
    text: str
    proposed: Move
    proposed_unit_code: str
    proposed_unit_name: str
    refused_by: str
    refused_at: datetime
    decide_by: date
    state: DisputeState
    bench: Bench
    arbiter: str
    comment: str
    commented_by: str
    commented_at: datetime | None
    decision: str
    document: str
    decided_by: str
    decided_at: datetime | None
    moved: Move | None
    moved_unit_code: str
    moved_unit_name: str
    effective_on: date | None
    withdrawn_by: str
    withdrawn_at: datetime | None

    @property
    def refused_on(self) -> date:
        """Return the local day of the refusal."""
        return local(self.refused_at).date()

    @property
    def unit_ids(self) -> frozenset[int]:
        """Return the units that see it: who refuses, who is proposed, and whom it went to."""
        moved = None if self.moved is None else self.moved.unit_id
        ids = (self.unit_id, self.proposed.unit_id, moved)
        return frozenset(key for key in ids if key is not None)

    def is_overdue(self, today: date) -> bool:
        """Return whether the arbiter's clock has run out."""
        return self.state is DisputeState.OPEN and today > self.decide_by


def list_disputes(
    *,
    unit_ids: Collection[int] | None = None,
    task_ids: Collection[int] | None = None,
    states: Collection[DisputeState] | None = None,
) -> list[DisputeRow]:
    """Return refused assignments, the open ones by their last day first, then the newest.

    Args:
        unit_ids: Only those these units see; None for all.
        task_ids: Only about these tasks.
        states: Only in these states.
    """
    row = AssignmentDispute
    conditions: list[sa.ColumnElement[bool]] = []
    if unit_ids is not None:
        sides = (row.unit_id, row.proposed_unit_id, row.moved_unit_id)
        conditions.append(sa.or_(*(side.in_(unit_ids) for side in sides)))
    if task_ids is not None:
        conditions.append(row.task_id.in_(task_ids))
    if states is not None:
        conditions.append(row.state.in_(states))
    return _fetch(*conditions)


def get_dispute(dispute_id: int, unit_ids: Collection[int] | None = None) -> DisputeRow:
    """Return one refused assignment.

    Args:
        dispute_id: Its key.
        unit_ids: Units of the reader; None for all.

    Raises:
        NotFoundError: `dispute_missing`, also when the reader's units do not see it.
    """
    found = _fetch(AssignmentDispute.id == dispute_id)
    if not found or (unit_ids is not None and not found[0].unit_ids.intersection(unit_ids)):
        raise NotFoundError("dispute_missing", value=dispute_id)
    return found[0]


def find_disputed_parts(last_day_of_period: date, directory: UnitDirectory) -> set[tuple[int, int]]:
    """Return tasks and units whose verdicts an open dispute sets aside in a period.

    Args:
        last_day_of_period: The period's last day; units are those of this day.
        directory: Units and successions.
    """
    rows = db.session.execute(
        sa.select(
            AssignmentDispute.task_id, AssignmentDispute.unit_id, AssignmentDispute.refused_at
        ).where(AssignmentDispute.state == DisputeState.OPEN)
    )
    return {
        (task_id, heir.id)
        for task_id, unit_id, refused_at in rows
        if is_set_aside(local(refused_at).date(), last_day_of_period)
        for heir in directory.heirs(unit_id, last_day_of_period)
    }


def list_arbiters() -> list[Arbiter]:
    """Return who may be named to decide, by name."""
    statement = (
        sa.select(User.id, User.username, User.display_name, User.role)
        .where(User.is_active, User.role.in_(ARBITER_ROLES))
        .order_by(User.display_name, User.username)
    )
    rows: Any = db.session.execute(statement)
    return [Arbiter(*row) for row in rows]


def _fetch(*conditions: sa.ColumnElement[bool]) -> list[DisputeRow]:
    row = AssignmentDispute
    unit, proposed, moved = aliased(Unit), aliased(Unit), aliased(Unit)
    people = {name: aliased(User) for name in _PEOPLE}
    statement = (
        sa.select(
            row,
            Task.directive_id,
            Task.ordinal,
            Task.text,
            Directive.code,
            Directive.number,
            *(column for one in (unit, proposed, moved) for column in (one.code, one.name)),
            *(person.display_name for person in people.values()),
            people["arbiter_id"].is_active,
            people["arbiter_id"].role,
        )
        .join(Task, Task.id == row.task_id)
        .join(Directive, Directive.id == Task.directive_id)
        .join(unit, unit.id == row.unit_id)
        .outerjoin(proposed, proposed.id == row.proposed_unit_id)
        .outerjoin(moved, moved.id == row.moved_unit_id)
        .where(*conditions)
        .order_by(
            row.state != DisputeState.OPEN,
            sa.case((row.state == DisputeState.OPEN, row.decide_by)),
            row.id.desc(),
        )
    )
    for name, person in people.items():
        statement = statement.outerjoin(person, person.id == getattr(row, name))
    rows: Any = db.session.execute(statement).all()
    references = _load_references({row.directive_id for row in rows}) if rows else {}
    return [_row(dispute, references[dispute.task_id], *joined) for dispute, _key, *joined in rows]


def _load_references(directive_ids: Collection[int]) -> dict[int, str]:
    """Return the number each task of some documents is called by."""
    rows: Any = db.session.execute(
        sa.select(Task.id, Task.directive_id, Task.section, Task.number, Task.ordinal)
        .where(Task.directive_id.in_(directive_ids))
        .order_by(Task.directive_id, Task.ordinal)
    ).all()
    found: dict[int, str] = {}
    for directive_id in directive_ids:
        found |= task_references(row for row in rows if row.directive_id == directive_id)
    return found


def _row(dispute: AssignmentDispute, reference: str, *joined: Any) -> DisputeRow:
    ordinal, text, code, directive, *rest = joined
    units, names = rest[:6], [name or "" for name in rest[6:11]]
    can_decide = bool(rest[11]) and rest[12] in ARBITER_ROLES
    said: dict[str, Any] = {name: getattr(dispute, name) for name in _PLAIN}
    return DisputeRow(
        **said,
        ordinal=ordinal,
        reference=reference,
        task_text=text,
        directive_code=code,
        directive_number=directive,
        unit_code=units[0],
        unit_name=units[1],
        proposed=Move(
            dispute.proposal,
            dispute.proposed_unit_id,
            dispute.proposed_role,
            dispute.proposed_due_on,
        ),
        proposed_unit_code=units[2] or "",
        proposed_unit_name=units[3] or "",
        refused_by=names[0],
        bench=Bench(
            dispute.refused_by, dispute.commented_by, dispute.arbiter_id if can_decide else None
        ),
        arbiter=names[4] if can_decide else "",
        commented_by=names[1],
        decided_by=names[2],
        moved=_moved(dispute),
        moved_unit_code=units[4] or "",
        moved_unit_name=units[5] or "",
        withdrawn_by=names[3],
    )


def _moved(dispute: AssignmentDispute) -> Move | None:
    if dispute.moved is None:
        return None
    return Move(dispute.moved, dispute.moved_unit_id, dispute.moved_role, dispute.moved_due_on)
