"""Objections (ý kiến phản hồi) to a draft list: raised by a unit, decided by the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, Objection, Publication, Source, db
from models.vocabulary import ObjectionState
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.unit_scopes import require_units
from tracker.rules.late_lists import read_list_month
from tracker.rules.list_replies import ANNEXES, row_key
from tracker.rules.reply_windows import ANSWERING_ROLES, DECIDING_ROLES
from tracker.services.audit import lock_chain, record_audit
from tracker.services.draft_lists import find_draft, get_draft, read_internal, refreeze
from tracker.services.evidence_files import record_evidence_file
from tracker.services.late_list_versions import record_step
from tracker.services.reply_windows import get_listed_unit, mark_answered, require_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.queries.accounts import Actor
    from tracker.rules.evidence_kinds import CheckedFile
    from tracker.rules.list_replies import RowKey
    from tracker.services.late_list_versions import ListVersion

LONGEST_TEXT: Final = 4000
LONGEST_DECISION: Final = 1000


def raise_objection(
    *,
    period: str,
    unit: str,
    text: str,
    actor: Actor,
    dossier: str = "",
    source: str = "",
    files: Sequence[CheckedFile] = (),
) -> int:
    """Record a unit's objection to a row of a draft, or to its counts, and return its key.

    Args:
        period: The month, as typed.
        unit: Code of the unit that objects.
        text: What it says; for the unit and the office, never printed.
        actor: Who writes it down.
        dossier: Full code of the row; empty for the unit's counts.
        source: Source of that row; needed only where two sources have the code.
        files: Evidence.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: There is no draft, `reply_window_missing`, `reply_window_over`,
            `objection_text_missing`, `objection_text_too_long`, `objection_source_needed`,
            or as `tracker.services.evidence_files.record_evidence_file`.
        NotFoundError: `objection_row_missing`, `reply_unit_not_listed`.
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        ConflictError: `objection_already_open`.
    """
    month = read_list_month(period)
    require_role(actor, ANSWERING_ROLES)
    words = _read_text(text, "objection_text", LONGEST_TEXT)
    lock_chain()
    draft = get_draft(month.code)
    require_open(draft)
    listed = get_listed_unit(draft, unit)
    require_units(actor, (listed.id,))
    internal = read_internal(draft)
    _require_listed(internal, listed.code, month.code)
    dossier_id = _find_dossier(internal, listed.code, dossier, source) if dossier else None
    _require_first(draft, listed.id, dossier_id)
    row = Objection(
        publication_id=draft.id,
        unit_id=listed.id,
        dossier_id=dossier_id,
        text=words,
        state=ObjectionState.OPEN,
        raised_by=actor.id,
        raised_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    _keep_files(row.id, files, actor)
    mark_answered(draft, listed.id, actor)
    db.session.flush()
    refreeze(draft)
    record_audit(
        actor=actor,
        action="objection_raised",
        object_type="objection",
        object_key=str(row.id),
        details={
            "list": f"{draft.period} v{draft.version}",
            "unit": listed.code,
            "dossier": dossier or None,
            "sha256": draft.sha256,
        },
    )
    return row.id


def decide_objection(
    *, objection_id: int, is_upheld: bool, decision: str, actor: Actor
) -> ListVersion:
    """Decide an objection; the draft's content is made again, so that it says what was decided.

    Args:
        objection_id: Its key.
        is_upheld: Whether the unit is right (chấp nhận).
        decision: The office's words; everybody reads them.
        actor: Who decides; never who wrote the objection down.

    Raises:
        NotFoundError: `objection_missing`.
        RefusedError: `objection_decision_missing`, `objection_decision_too_long`,
            `objection_list_frozen` when its month has no draft.
        ForbiddenError: `role_not_allowed`, `objection_is_own`.
        ConflictError: `objection_already_decided`.
    """
    require_role(actor, DECIDING_ROLES)
    words = _read_text(decision, "objection_decision", LONGEST_DECISION)
    lock_chain()
    row = _load(objection_id)
    if row.raised_by == actor.id:
        raise ForbiddenError("objection_is_own", username=actor.username)
    if row.state is not ObjectionState.OPEN:
        raise ConflictError("objection_already_decided", value=objection_id, state=row.state)
    period = db.session.get_one(Publication, row.publication_id).period
    draft = find_draft(period)
    if draft is None:
        raise RefusedError("objection_list_frozen", period=period)
    row.state = ObjectionState.UPHELD if is_upheld else ObjectionState.REJECTED
    row.decision, row.decided_by, row.decided_at = words, actor.id, now()
    db.session.flush()
    refreeze(draft)
    return record_step(
        draft, actor, "objection_decided", objection=objection_id, decided=row.state.value
    )


def _read_text(text: str, name: str, longest: int) -> str:
    words = text.strip()
    if not words:
        raise RefusedError(f"{name}_missing")
    if len(words) > longest:
        raise RefusedError(f"{name}_too_long", most=longest)
    return words


def _require_listed(internal: Mapping[str, Any], unit_code: str, period: str) -> None:
    if all(unit["code"] != unit_code for unit in internal["units"]):
        raise NotFoundError("reply_unit_not_listed", unit=unit_code, period=period)


def _find_dossier(internal: Mapping[str, Any], unit_code: str, dossier: str, source: str) -> int:
    """Return the key of a dossier that stands in a unit's rows."""
    keys = {
        row_key(row)
        for annex in ANNEXES
        for row in internal[annex]
        if row["code"] == dossier
        and row["unit_code"] == unit_code
        and source in ("", row["source"])
    }
    if len(keys) > 1:
        sources = sorted(key[0] for key in keys)
        raise RefusedError("objection_source_needed", value=dossier, sources=sources)
    found = _find_key(keys.pop()) if keys else None
    if found is None:
        raise NotFoundError("objection_row_missing", value=dossier, unit=unit_code)
    return found


def _find_key(key: RowKey) -> int | None:
    return db.session.scalar(
        sa.select(Dossier.id)
        .join(Source, Source.id == Dossier.source_id)
        .where(Source.code == key[0], Dossier.code == key[1])
    )


def _require_first(draft: Publication, unit_id: int, dossier_id: int | None) -> None:
    """Refuse a second objection to what has one that waits for a decision."""
    same = (
        Objection.dossier_id.is_(None)
        if dossier_id is None
        else (Objection.dossier_id == dossier_id)
    )
    known = db.session.scalar(
        sa.select(Objection.id).where(
            Objection.publication_id == draft.id,
            Objection.unit_id == unit_id,
            Objection.state == ObjectionState.OPEN,
            same,
        )
    )
    if known is not None:
        raise ConflictError("objection_already_open", value=known)


def _keep_files(objection_id: int, files: Sequence[CheckedFile], actor: Actor) -> None:
    for file in files:
        record_evidence_file(
            object_type="objection", object_key=objection_id, file=file, actor=actor
        )


def _load(objection_id: int) -> Objection:
    row = db.session.get(Objection, objection_id, populate_existing=True)
    if row is None:
        raise NotFoundError("objection_missing", value=objection_id)
    return row
