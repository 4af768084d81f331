"""What a unit said of its part in a task, on the pages of that task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import AnswerState, DisputeState
from tracker.clock import today
from tracker.queries.assignment_marks import find_answer_mark
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import is_within
from tracker.wording.labels import label
from views.formatting import show_instant
from views.pages.assignment_answers import OFFICE_ROLES

if TYPE_CHECKING:
    from models.vocabulary import AssignmentRole
    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_disputes import DisputeRow

_STATES = {
    DisputeState.OPEN: AnswerState.DISPUTED,
    DisputeState.KEPT: AnswerState.SETTLED,
    DisputeState.MOVED: AnswerState.SETTLED,
}


@dataclass(frozen=True, slots=True)
class PartMark:
    """What was said of a part.

    Args:
        state: In one word.
        text: What was decided, or who took it on and when; may be empty.
        url: The dispute, for who may see it; empty otherwise.
    """

    state: AnswerState
    text: str
    url: str


def find_part_mark(
    task_id: int, unit_id: int, role: AssignmentRole, actor: Actor
) -> PartMark | None:
    """Return what was said of a part; None while nobody has said anything.

    Args:
        task_id: The task.
        unit_id: The unit.
        role: What it plays.
        actor: Who looks: the sides of a dispute and the office may open it.
    """
    found = find_answer_mark(task_id, unit_id, role)
    if found is None:
        return None
    dispute, acceptance = found.dispute, found.acceptance
    if dispute is not None and dispute.state in _STATES:
        # While it is open, the state says it all.
        text = "" if found.is_in_dispute else label(dispute.state)
        return PartMark(_state(dispute), text, _url(dispute, actor))
    if acceptance is None:
        return None
    text = _("%(who)s, %(at)s", who=acceptance.by, at=show_instant(acceptance.at))
    return PartMark(AnswerState.ACCEPTED, text, "")


def _state(dispute: DisputeRow) -> AnswerState:
    """Return where a refused part stands; what was moved waits until the assignment says so."""
    if dispute.state is DisputeState.MOVED:
        unapplied = list_unapplied(today(), load_directory())
        if dispute.id in {row.id for row in unapplied}:
            return AnswerState.MOVING
    return _STATES[dispute.state]


def _url(dispute: DisputeRow, actor: Actor) -> str:
    is_side = any(is_within(actor, unit_id) for unit_id in dispute.unit_ids)
    if actor.role not in OFFICE_ROLES and not is_side:
        return ""
    return url_for("assignment_disputes.show", dispute_id=dispute.id)
