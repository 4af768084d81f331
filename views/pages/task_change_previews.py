"""What a planned change of a task means: what was, what would be, the units groups come down to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from models.vocabulary import AssignmentRole, TaskChangeKind
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import parts_of
from tracker.queries.task_rows import read_target_back, read_term_back
from tracker.queries.unit_directory import load_directory
from tracker.services.task_change_units import list_moves, units_key
from tracker.wording.sentences import SENTENCES, sentence
from tracker.wording.task_changes import tell_change, tell_until
from views.pages.targets import list_parties

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.queries.task_extensions import ExtensionRow
    from tracker.queries.task_parties import FoundTask
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.services.task_change_plans import Plan
    from views.pages.targets import Party


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change was understood as, before it is made.

    Args:
        effective_on: The first day it would speak for.
        sentences: What was → what would be.
        notes: What must be known of the reading.
        leads: Parties that would lead, with their units; for a change of parties.
        supports: The same for those that would support.
        gained: Units that would have the task and have not.
        lost: Units that have it and would not.
        units_seen: Tells these units from any others, as the form carries it back.
    """

    effective_on: date
    sentences: tuple[str, ...]
    notes: tuple[str, ...] = ()
    leads: tuple[Party, ...] = ()
    supports: tuple[Party, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    units_seen: str = ""


def build_preview(plan: Plan) -> Preview:
    """Return what a planned change means, the units of groups included."""
    day = plan.effective_on
    sentences = tell_change(plan.kind, plan.before, plan.after)
    notes = [sentence(code) for code in plan.note_codes if code in SENTENCES]
    if plan.kind is TaskChangeKind.TERM:
        granted = list_task_extensions([plan.found.task.id])
        return Preview(day, sentences, (*notes, *list_term_notes(plan, granted)))
    if plan.kind is TaskChangeKind.TARGET:
        until = tell_until(read_target_back(plan.after, day).valid_to)
        return Preview(day, sentences, (*notes, *filter(None, (until,))))
    directory = load_directory()
    moves = list_moves(plan, directory)
    leads, supports = place_parties(moves.after, directory, day)
    return Preview(
        day,
        sentences,
        leads=leads,
        supports=supports,
        gained=tuple(unit.name for unit in moves.gained),
        lost=tuple(unit.name for unit in moves.lost),
        units_seen=units_key([moves]),
    )


def place_parties(
    found: FoundTask, directory: UnitDirectory, day: date
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return who leads and who supports a task on a day, each with its units."""
    parts = parts_of(found, directory, day)

    def address(code: str) -> str:
        return url_for("units.show", code=code)

    task = found.task.on(day)
    return (
        list_parties(task, AssignmentRole.LEAD, parts, address),
        list_parties(task, AssignmentRole.SUPPORTING, parts, address),
    )


def list_term_notes(plan: Plan, extensions: Iterable[ExtensionRow]) -> list[str]:
    """Return what must be known of a new term.

    Args:
        plan: A change of the term.
        extensions: Later days granted, of this task and others.
    """
    due_on, task = read_term_back(plan.after)["due_on"], plan.found.task
    if due_on is None:
        return []
    notes = []
    target = task.target_on(plan.effective_on)
    if target is not None and task.due_on == target.valid_to < due_on:
        notes.append(sentence("change_target_ends", {"last_day": target.valid_to}))
    if due_on < plan.effective_on:
        notes.append(sentence("change_due_passed", {"due_on": due_on}))
    granted = [row.due_on for row in extensions if row.task_id == task.id]
    if granted and max(granted) > due_on:
        notes.append(sentence("change_extensions_stay", {"due_on": max(granted)}))
    return notes
