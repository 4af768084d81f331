"""What is proposed or decided about an assignment, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import ProposalKind
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from tracker.rules.assignments import Move


def tell_move(move: Move, unit_name: str) -> str:
    """Return what is to be otherwise: "giao cho Sở Ba".

    Args:
        move: Who, in which part, or until when.
        unit_name: Name of the other unit, where one is named.
    """
    if move.kind is ProposalKind.OTHER_UNIT:
        return sentence("move_unit_told", {"unit": unit_name})
    if move.kind is ProposalKind.OTHER_ROLE:
        return sentence("move_role_told", {"role": move.role})
    return sentence("move_term_told", {"due_on": move.due_on})
