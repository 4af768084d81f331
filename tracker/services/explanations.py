"""Explanations of late dossiers (giải trình): written by the unit, reviewed by another person.

Every row is a version. What was sent back stays as it was, the next version follows it; what was
accepted is the end. A whole action is refused when one dossier of it cannot be done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Explanation, db
from models.vocabulary import ReviewState, Role
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.key_lists import among, keys_value
from tracker.services.audit import lock_chain
from tracker.services.explanation_board import Board, Seen, hash_text, open_board

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.vocabulary import DelayCause, LatenessRule
    from tracker.queries.accounts import Actor
    from tracker.services.explanation_board import ExplanationStep

WRITERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
REVIEWERS: Final = (Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
SHORTEST_TEXT: Final = 10
LONGEST_TEXT: Final = 4_000


@dataclass(frozen=True, slots=True)
class NewExplanation:
    """What is to be written of one dossier.

    Args:
        dossier_id: The dossier.
        cause: The reason, of the closed list.
        text: The reason in words.
        seen: What stood there when it was written; None when nobody looked.
    """

    dossier_id: int
    cause: DelayCause
    text: str
    seen: Seen | None = None


def write_explanations(
    *, entries: Sequence[NewExplanation], actor: Actor, rule: LatenessRule
) -> ExplanationStep:
    """Write an explanation of each dossier; the next version where one was sent back.

    Args:
        entries: One a dossier.
        actor: Who writes: of the dossier's unit, one above it, or the office.
        rule: Whether lateness is judged by day or by minute.

    Raises:
        NotFoundError: `dossier_missing`, also for a unit the actor does not answer for.
        RefusedError: `explanation_none_chosen`, `explanation_text_short`,
            `explanation_text_long`, `explanation_twice`, `explanation_not_late`,
            `explanation_waiting`, `explanation_accepted_already`.
        ConflictError: `explanation_changed`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, WRITERS)
    texts = [read_text(entry.text, "explanation_text") for entry in entries]
    keys = [entry.dossier_id for entry in entries]
    board = open_board(keys, actor)
    if len(set(keys)) < len(keys):
        twice = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise RefusedError("explanation_twice", dossier=board.facts[twice].code)
    board.check_seen((entry.dossier_id, entry.seen) for entry in entries)
    for key in keys:
        refused = board.refuse_writing(key, rule)
        if refused is not None:
            raise refused
    written_at, details = now(), {}
    rows: list[dict[str, object]] = []
    for entry, text in zip(entries, texts, strict=True):
        key, version = entry.dossier_id, board.version(entry.dossier_id) + 1
        details[key] = [version, entry.cause.value, hash_text(text)]
        rows.append(
            {
                "dossier_id": key,
                "version": version,
                "unit_id": board.facts[key].unit_id,
                "state": ReviewState.SUBMITTED,
                "cause": entry.cause,
                "text": text,
                "written_by": actor.id,
                "written_at": written_at,
                "review_note": "",
            }
        )
    db.session.execute(sa.insert(Explanation), rows)
    return board.record(actor, "explanation_written", details)


def find_writing_refusals(
    *, entries: Sequence[NewExplanation], actor: Actor, rule: LatenessRule
) -> list[RefusedError | None]:
    """Return why each entry of a file could not be written, None for those that can be.

    Args and ForbiddenError as for `write_explanations`.
    """
    require_role(actor, WRITERS)
    lock_chain()
    board = Board({entry.dossier_id for entry in entries}, actor)
    return [_refuse_entry(entry, board, rule) for entry in entries]


def _refuse_entry(entry: NewExplanation, board: Board, rule: LatenessRule) -> RefusedError | None:
    try:
        read_text(entry.text, "explanation_text")
        board.require(entry.dossier_id)
    except RefusedError as error:
        return error
    return board.refuse_writing(entry.dossier_id, rule)


def accept_explanations(
    *, chosen: Mapping[int, Seen | None], actor: Actor, note: str = ""
) -> ExplanationStep:
    """Accept the explanations that wait for review (chấp nhận giải trình).

    Args:
        chosen: Keys of the dossiers, each with what the actor saw; None when nobody looked.
        actor: The head of the unit or of one above it, or the office; never who wrote it.
        note: What is said to it; may be empty.

    Raises:
        NotFoundError: `dossier_missing`, also for a unit the actor does not answer for.
        RefusedError: `explanation_none_chosen`, `explanation_note_long`,
            `explanation_not_waiting`.
        ConflictError: `explanation_changed`.
        ForbiddenError: `role_not_allowed`, `explanation_own`.
    """
    require_role(actor, REVIEWERS)
    if note.strip():
        note = read_text(note, "explanation_note", shortest=1)
    return _review(chosen, actor, ReviewState.ACCEPTED, note.strip())


def send_back_explanations(
    *, chosen: Mapping[int, Seen | None], note: str, actor: Actor
) -> ExplanationStep:
    """Send explanations back to be written again (trả lại); Args as for `accept_explanations`.

    Raises:
        RefusedError: `explanation_note_short`, too.
    """
    require_role(actor, REVIEWERS)
    note = read_text(note, "explanation_note")
    return _review(chosen, actor, ReviewState.SENT_BACK, note)


def read_text(text: str, code: str, *, shortest: int = SHORTEST_TEXT) -> str:
    """Return a text as it is kept: no blanks around it, one kind of line end.

    Args:
        text: As typed.
        code: Beginning of the refusal's code.
        shortest: Fewest characters.

    Raises:
        RefusedError: `…_short` or `…_long`.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(kept) < shortest:
        raise RefusedError(f"{code}_short", minimum=shortest)
    if len(kept) > LONGEST_TEXT:
        raise RefusedError(f"{code}_long", maximum=LONGEST_TEXT)
    return kept


def _review(
    chosen: Mapping[int, Seen | None], actor: Actor, state: ReviewState, note: str
) -> ExplanationStep:
    board = open_board(chosen, actor)
    board.check_seen(chosen.items())
    for key in chosen:
        board.require_waiting(key, actor)
    rows = [board.newest[key] for key in chosen]
    values = {
        "state": state,
        "reviewed_by": actor.id,
        "reviewed_at": now(),
        "review_note": note,
    }
    db.session.execute(
        sa.update(Explanation).where(among(Explanation.id)).values(**values),
        keys_value(row.id for row in rows),
        execution_options={"synchronize_session": False},
    )
    versions = {row.dossier_id: [row.version] for row in rows}
    return board.record(actor, f"explanation_{state.value}", versions, note=hash_text(note))
