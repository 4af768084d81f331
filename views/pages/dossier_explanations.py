"""The explanation of one dossier as its page shows it: every version, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.vocabulary import ReviewState
from tracker.clock import past_day, today
from tracker.queries.late_facts import find_late_facts
from tracker.rules.coverage import owes_explanation
from tracker.runtime import current_settings
from views.pages.explanations import may_review, may_write, token_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor
    from tracker.queries.dossier_details import DossierDetail
    from tracker.queries.explanations import ExplanationRow


@dataclass(frozen=True, slots=True)
class DossierExplanations:
    """Every version of one dossier's explanation.

    Args:
        dossier: The dossier.
        versions: The newest first.
        token: What a form sends: what stands there now.
        can_write: Whether this person may write the next version.
        can_review: Whether this person may review the newest.
        is_own: Whether the newest waits and this person wrote it, and so may not review it.
    """

    dossier: DossierDetail
    versions: Sequence[ExplanationRow]
    token: str
    can_write: bool
    can_review: bool
    is_own: bool


def build_dossier_explanations(
    dossier: DossierDetail, versions: Sequence[ExplanationRow], actor: Actor
) -> DossierExplanations:
    """Return what is explained of one dossier and what this person may do.

    Args:
        dossier: The dossier.
        versions: Of its explanation, the newest first.
        actor: Who looks.
    """
    newest = versions[0] if versions else None
    state = None if newest is None else newest.state
    can_write = may_write(actor, state)
    if can_write:
        facts = find_late_facts([dossier.id])[dossier.id].facts
        can_write = owes_explanation(facts, today(), current_settings().lateness_rule)
    waits = past_day() is None and newest is not None and state is ReviewState.SUBMITTED
    return DossierExplanations(
        dossier=dossier,
        versions=versions,
        token=token_of(dossier.id, newest),
        can_write=can_write,
        can_review=may_review(actor, newest),
        is_own=waits and newest is not None and newest.writer_id == actor.id,
    )
