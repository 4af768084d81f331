"""The dossiers of an action on explanations: as they stand now, and what that refuses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.vocabulary import ReviewState
from tracker.clock import today
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.explanations import find_explanations
from tracker.queries.late_facts import find_late_facts
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.rules.coverage import owes_explanation
from tracker.services.audit import lock_chain, record_audit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from models.vocabulary import LatenessRule
    from tracker.queries.accounts import Actor
    from tracker.queries.explanations import ExplanationRow
    from tracker.queries.late_facts import LateFacts


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest explanation as the person saw it before acting.

    Args:
        version: Which; 0 for none.
        state: Its state; None for none.
    """

    version: int = 0
    state: ReviewState | None = None

    @classmethod
    def of(cls, newest: ExplanationRow | None) -> Seen:
        """Return what there is to see of an explanation."""
        return cls() if newest is None else cls(newest.version, newest.state)


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """What an action left behind: the dossiers, in the order of their keys."""

    dossier_ids: tuple[int, ...]


class Board:
    """The dossiers of an action as they stand now, with their newest explanations.

    Args:
        keys: Keys of the dossiers.
        actor: Who acts.
    """

    def __init__(self, keys: Collection[int], actor: Actor) -> None:
        self.facts: Mapping[int, LateFacts] = find_late_facts(keys)
        self.newest: Mapping[int, ExplanationRow] = find_explanations(keys)
        self._units = answered_unit_ids(actor, load_tree())

    def require(self, key: int) -> LateFacts:
        """Return a dossier; another unit's is as missing as one that is not."""
        facts = self.facts.get(key)
        if facts is None or (self._units is not None and facts.unit_id not in self._units):
            raise NotFoundError("dossier_missing")
        return facts

    def version(self, key: int) -> int:
        """Return the number of the newest explanation; 0 for none."""
        row = self.newest.get(key)
        return 0 if row is None else row.version

    def check_seen(self, seen: Iterable[tuple[int, Seen | None]]) -> None:
        """Refuse what was decided by a page that has grown old, and say what changed."""
        changed = [
            self.newest[key]
            for key, before in seen
            if before is not None and key in self.newest and before != Seen.of(self.newest[key])
        ]
        if not changed:
            return
        first = changed[0]
        person, at = first.reviewed_by or first.written_by, first.reviewed_at or first.written_at
        raise ConflictError(
            "explanation_changed",
            count=len(changed),
            dossier=self.facts[first.dossier_id].code,
            version=first.version,
            state=first.state,
            person=person,
            at=at,
        )

    def refuse_writing(self, key: int, rule: LatenessRule) -> RefusedError | None:
        """Return why a dossier cannot be explained now; None when it can."""
        facts, row = self.facts[key], self.newest.get(key)
        if row is not None and row.state is ReviewState.SUBMITTED:
            return RefusedError("explanation_waiting", dossier=facts.code, person=row.written_by)
        if row is not None and row.state is ReviewState.ACCEPTED:
            return RefusedError(
                "explanation_accepted_already", dossier=facts.code, person=row.reviewed_by
            )
        if not owes_explanation(facts.facts, today(), rule):
            return RefusedError("explanation_not_late", dossier=facts.code)
        return None

    def require_waiting(self, key: int, actor: Actor) -> None:
        """Refuse a review of what does not wait for one, or was written by the reviewer."""
        facts, row = self.facts[key], self.newest.get(key)
        if row is None or row.state is not ReviewState.SUBMITTED:
            raise RefusedError("explanation_not_waiting", dossier=facts.code)
        if row.writer_id == actor.id:
            raise ForbiddenError("explanation_own", dossier=facts.code, username=actor.username)

    def record(
        self, actor: Actor, action: str, details: Mapping[int, Any], **more: Any
    ) -> ExplanationStep:
        """Write the audit entry: which dossiers and versions; texts only as their hash."""
        keys = tuple(sorted(details))
        name = self.facts[keys[0]].code if len(keys) == 1 else f"{len(keys)} dossiers"
        record_audit(
            actor=actor,
            action=action,
            object_type="explanation",
            object_key=name,
            details={"dossiers": {str(key): details[key] for key in keys}, **more},
        )
        return ExplanationStep(keys)


def open_board(keys: Collection[int], actor: Actor) -> Board:
    """Return the dossiers of an action; from here to its end nobody changes what is judged.

    Args:
        keys: Keys of the dossiers.
        actor: Who acts.

    Raises:
        RefusedError: `explanation_none_chosen`.
        NotFoundError: `dossier_missing`, also for a unit the actor does not answer for.
    """
    if not keys:
        raise RefusedError("explanation_none_chosen")
    lock_chain()
    board = Board(keys, actor)
    for key in keys:
        board.require(key)
    return board


def hash_text(text: str) -> str:
    """Return what proves a text later without holding it: it may name people."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
