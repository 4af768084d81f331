"""How `tracker assignments` finds what is named and prints what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.queries.assignment_answers import AnswerRow
    from tracker.queries.assignment_disputes import DisputeRow


def find_part(reference: str, number: str, unit: str) -> tuple[int, int]:
    """Return the keys of a task and of the unit a code or name means for it.

    Raises:
        NotFoundError: `directive_unknown`, `task_unknown`.
        ReadingError: As `UnitDirectory.resolve`.
    """
    from tracker.queries.directives import get_directive
    from tracker.queries.task_parties import find_task, find_unit_of_task
    from tracker.queries.unit_directory import load_directory

    found = find_task(get_directive(reference), number)
    return found.task.id, find_unit_of_task(found, unit, load_directory()).id


def find_unit(text: str | None) -> int | None:
    """Return the key of the unit a code or name means today; None for none.

    Raises:
        ReadingError: As `UnitDirectory.resolve`.
    """
    from tracker.clock import today
    from tracker.queries.unit_directory import load_directory

    return load_directory().resolve(text, today()).id if text else None


def part_row(row: AnswerRow) -> dict[str, Any]:
    """Return a unit's part as the command prints it."""
    unit, dispute = row.expanded.unit, row.dispute
    return {
        "directive": row.found.directive.number,
        "number": row.found.reference,
        "unit_code": unit.code,
        "unit_name": unit.name,
        "role": row.expanded.role,
        "state": row.state,
        "answer_by": row.answer_by,
        "accepted_by": row.acceptance.by if row.acceptance else "",
        "accepted_at": row.acceptance.at if row.acceptance else None,
        "dispute": dispute.id if dispute else None,
        "decide_by": dispute.decide_by if dispute else None,
    }


def dispute_row(row: DisputeRow) -> dict[str, Any]:
    """Return a dispute as the command prints it."""
    moved = row.moved
    names = (
        "id",
        "unit_code",
        "unit_name",
        "role",
        "state",
        "reason",
        "text",
        "proposed_unit_code",
        "refused_by",
        "refused_at",
        "decide_by",
        "arbiter",
        "comment",
        "moved_unit_code",
        "effective_on",
        "decision",
        "document",
        "decided_by",
        "decided_at",
    )
    return {
        **{name: getattr(row, name) for name in names},
        "directive": row.directive_number,
        "number": row.reference,
        "proposal": row.proposed.kind,
        "proposed_due_on": row.proposed.due_on,
        "moved": moved.kind if moved else None,
        "moved_due_on": moved.due_on if moved else None,
    }
