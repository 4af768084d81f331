"""What people decide about a source: its rank, its age limit, its units, that it may go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Source, SourceUnit, Unit, db
from models.vocabulary import Role
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.unit_directory import load_directory
from tracker.services.audit import record_audit
from tracker.services.source_reasons import read_reason
from tracker.services.stale import check_seen

if TYPE_CHECKING:
    from datetime import date

    from tracker.queries.accounts import Actor

DECIDING_ROLES: Final = (Role.OFFICE_STAFF,)
"""Who decides which source speaks, when it is stale and which unit is which: it moves verdicts."""
RESUMING_ROLES: Final = (Role.OFFICE_STAFF, Role.ADMINISTRATOR)
"""Who may let a stopped source be asked again: that changes no figure by itself."""
HIGHEST_RANK: Final = 999
LONGEST_AGE_DAYS: Final = 3_660


def set_rank(*, code: str, rank: int, actor: Actor, seen: str | None = None) -> None:
    """Set which source speaks where several state one figure: the lowest rank.

    Args:
        code: The source.
        rank: 1 to 999; a new source has 100, our own dossiers 200.
        actor: Who decides.
        seen: The rank the person saw; None where that is not known.

    Raises:
        NotFoundError: `source_code_unknown`.
        ConflictError: `changed_meanwhile`.
        RefusedError: `source_rank_invalid`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, DECIDING_ROLES)
    if not 1 <= rank <= HIGHEST_RANK:
        raise RefusedError("source_rank_invalid", value=rank, maximum=HIGHEST_RANK)
    source = _load(code)
    check_seen(seen, str(source.rank))
    before, source.rank = source.rank, rank
    _record(source, actor, "source_ranked", before=before, after=rank)


def set_age_limit(*, code: str, days: int | None, actor: Actor, seen: str | None = None) -> None:
    """Set after how many days figures of a source are stale.

    Args:
        code: The source.
        days: 1 to 3660; None for no limit.
        actor: Who decides.
        seen: The limit the person saw, empty for none; None where that is not known.

    Raises:
        NotFoundError: `source_code_unknown`.
        ConflictError: `changed_meanwhile`.
        RefusedError: `source_age_invalid`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, DECIDING_ROLES)
    if days is not None and not 1 <= days <= LONGEST_AGE_DAYS:
        raise RefusedError("source_age_invalid", value=days, maximum=LONGEST_AGE_DAYS)
    source = _load(code)
    check_seen(seen, str(source.max_age_days or ""))
    before, source.max_age_days = source.max_age_days, days
    _record(source, actor, "source_age_set", before=before, after=days)


def resume_source(*, code: str, reason: str, actor: Actor) -> None:
    """Let a source be asked again that was stopped until a person had looked.

    Args:
        code: The source.
        reason: What was looked into.
        actor: Who answers for it.

    Raises:
        NotFoundError: `source_code_unknown`.
        ConflictError: `source_not_stopped`.
        RefusedError: `source_reason_short`, `source_reason_long`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, RESUMING_ROLES)
    reason = read_reason(reason)
    source = _load(code)
    if source.stopped_at is None:
        raise ConflictError("source_not_stopped", source=code)
    why = source.stopped_code
    source.stopped_at, source.stopped_code = None, ""
    _record(source, actor, "source_resumed", stopped=why, reason=reason)


def map_source_unit(
    *,
    source_code: str,
    external_id: str,
    unit: str,
    on: date,
    actor: Actor,
    seen: str | None = None,
) -> None:
    """Say which of our units a source means; the next pull of the source goes by it.

    Args:
        source_code: The source.
        external_id: The source's own key of the unit.
        unit: Our unit, by code or name; empty to take the answer back.
        on: The day code or name are read at.
        actor: Who decides.
        seen: Code of our unit the person saw there, empty for none; None where that is not known.

    Raises:
        NotFoundError: `source_code_unknown`, `source_unit_missing`.
        ConflictError: `changed_meanwhile`.
        ReadingError: `unit_unknown`, `unit_ambiguous`.
        RefusedError: `source_unit_taken` when the source knows our unit under another key.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, DECIDING_ROLES)
    source = _load(source_code)
    of_source = SourceUnit.source_id == source.id
    row = db.session.scalar(
        sa.select(SourceUnit).where(of_source, SourceUnit.external_id == external_id)
    )
    if row is None:
        raise NotFoundError("source_unit_missing", source=source_code, value=external_id)
    before = db.session.scalar(sa.select(Unit.code).where(Unit.id == row.unit_id))
    check_seen(seen, before or "")
    found = load_directory().resolve(unit, on) if unit.strip() else None
    if found is not None:
        _require_free(row, found.id, found.name)
    row.unit_id = None if found is None else found.id
    _record(
        source,
        actor,
        "source_unit_mapped",
        external_id=external_id,
        before=before,
        after=None if found is None else found.code,
    )


def _require_free(row: SourceUnit, unit_id: int, name: str) -> None:
    other = db.session.scalar(
        sa.select(SourceUnit).where(
            SourceUnit.source_id == row.source_id,
            SourceUnit.unit_id == unit_id,
            SourceUnit.id != row.id,
        )
    )
    if other is not None:
        raise RefusedError(
            "source_unit_taken", unit=name, value=other.external_name or other.external_id
        )


def _load(code: str) -> Source:
    # Two people who decide about one source follow each other.
    statement = sa.select(Source).where(Source.code == code).with_for_update()
    source = db.session.scalar(statement.execution_options(populate_existing=True))
    if source is None:
        known = ", ".join(db.session.scalars(sa.select(Source.code).order_by(Source.code)))
        raise NotFoundError("source_code_unknown", value=code, known=known or "–")
    return source


def _record(source: Source, actor: Actor, action: str, **details: Any) -> None:
    db.session.flush()
    record_audit(
        actor=actor, action=action, object_type="source", object_key=source.code, details=details
    )
