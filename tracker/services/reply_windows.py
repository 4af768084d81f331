"""The units' right of reply to a draft: opening a window, who is asked, who has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ReplyUnit, db
from tracker.clock import now, today
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.calendar import load_calendar
from tracker.queries.reply_lists import find_listed_unit
from tracker.queries.unit_scopes import require_units
from tracker.queries.units import load_tree
from tracker.rules.draft_changes import count_rows, list_draft_changes
from tracker.rules.late_lists import read_list_month
from tracker.rules.list_replies import ANNEXES
from tracker.rules.reply_windows import (
    ANSWERING_ROLES,
    OPENING_ROLES,
    is_open,
    last_reply_day,
)
from tracker.rules.text import sort_key
from tracker.services.audit import lock_chain, record_audit
from tracker.services.draft_lists import get_draft, read_internal, refreeze
from tracker.services.late_list_versions import ListVersion, record_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models import Publication
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.draft_changes import DraftChange

MOST_NAMED: Final = 5


def open_reply_window(
    *, period: str, actor: Actor, settings: Settings, days: int | None = None
) -> ListVersion:
    """Show a draft to its units and let them answer until a last day; every unit is asked anew.

    Args:
        period: The month, as typed.
        actor: Who opens it.
        settings: How many working days units have.
        days: Working days instead of those.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, `reply_days_invalid`, `reply_needs_redraft`, or there
            is no draft: one code for each state.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `reply_window_already_open`.
    """
    month = read_list_month(period)
    require_role(actor, OPENING_ROLES)
    lock_chain()
    draft = get_draft(month.code)
    if is_open(draft.reply_until, today()):
        raise ConflictError("reply_window_already_open", period=month.code, until=draft.reply_until)
    internal = read_internal(draft)
    _require_sources(internal, month.code)
    length = settings.cycle.reply_days if days is None else days
    draft.reply_until = last_reply_day(today(), length, load_calendar())
    draft.reply_opened_at = now()
    _ask_all(draft, internal)
    refreeze(draft)
    until = draft.reply_until.isoformat()
    return record_step(draft, actor, "reply_window_opened", until=until, days=length)


def waive_reply(*, period: str, unit: str, actor: Actor) -> ListVersion:
    """Record that a unit does not object to its rows (không có ý kiến).

    Args:
        period: The month, as typed.
        unit: Code of the unit.
        actor: Who answers for it.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: There is no draft, `reply_window_missing`, `reply_window_over`.
        NotFoundError: `reply_unit_missing` when it has no rows in the draft.
        ForbiddenError: `role_not_allowed`, `unit_not_yours`.
        ConflictError: `reply_already_answered`.
    """
    month = read_list_month(period)
    require_role(actor, ANSWERING_ROLES)
    lock_chain()
    draft = get_draft(month.code)
    require_open(draft)
    listed = get_listed_unit(draft, unit)
    require_units(actor, (listed.id,))
    row = _find_asked(draft.id, listed.id)
    if row is None or not row.row_count:
        raise NotFoundError("reply_unit_missing", unit=listed.name, period=month.code)
    if row.answered_at is not None:
        raise ConflictError("reply_already_answered", unit=listed.name)
    row.answered_at, row.answered_by, row.is_waiver = now(), actor.id, True
    db.session.flush()
    record_audit(
        actor=actor,
        action="reply_waived",
        object_type="reply_unit",
        object_key=f"{draft.period} v{draft.version} {listed.code}",
        details={"sha256": draft.sha256},
    )
    return ListVersion(draft.period, draft.version, draft.state, draft.sha256)


def require_open(draft: Publication) -> None:
    """Refuse an answer to a draft that has no window, or none any more.

    Raises:
        RefusedError: `reply_window_missing`, `reply_window_over`.
    """
    if draft.reply_until is None:
        raise RefusedError("reply_window_missing", period=draft.period)
    if not is_open(draft.reply_until, today()):
        raise RefusedError("reply_window_over", period=draft.period, until=draft.reply_until)


def require_replies(draft: Publication) -> None:
    """Refuse to approve a draft while units still have time to answer it.

    Raises:
        RefusedError: `reply_window_open`, with the units that have not answered.
    """
    if not is_open(draft.reply_until, today()):
        return
    waiting = db.session.scalars(
        sa.select(ReplyUnit.unit_id).where(
            ReplyUnit.publication_id == draft.id,
            ReplyUnit.row_count > 0,
            ReplyUnit.answered_at.is_(None),
        )
    ).all()
    if waiting:
        tree = load_tree()
        names = sorted((tree.by_id(unit_id).name for unit_id in waiting), key=sort_key)
        more = [f"… (+{len(names) - MOST_NAMED})"] if len(names) > MOST_NAMED else []
        raise RefusedError(
            "reply_window_open",
            period=draft.period,
            until=draft.reply_until,
            count=len(names),
            units=[*names[:MOST_NAMED], *more],
        )


def get_listed_unit(draft: Publication, code: str) -> UnitRow:
    """Return a unit as a draft means its code: as on the last day of its month.

    Raises:
        NotFoundError: `unit_code_unknown`.
    """
    return _listed(load_tree(), draft, code)


def mark_answered(draft: Publication, unit_id: int, actor: Actor) -> None:
    """Record that a unit has answered by an objection."""
    row = _find_asked(draft.id, unit_id)
    if row is None:
        row = ReplyUnit(publication_id=draft.id, unit_id=unit_id, row_count=0, changes=[])
        db.session.add(row)
    row.answered_at, row.answered_by, row.is_waiver = now(), actor.id, False


def follow_redraft(draft: Publication, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Keep a window over a draft made anew: who has rows now, and what changed for whom.

    A unit for which something changed is asked again while the window is open.

    Args:
        draft: The version, with the window it had.
        before: The staff's list as it was.
        after: The staff's list as it is now.
    """
    changes = {change.unit_code: change for change in list_draft_changes(before, after)}
    asked = {row.unit_id: row for row in _list_asked(draft.id)}
    row_counts = count_rows(after)
    is_asking = is_open(draft.reply_until, today())
    tree = load_tree()
    for code in sorted(changes.keys() | row_counts.keys()):
        unit = _listed(tree, draft, code)
        row = asked.get(unit.id)
        if row is None:
            row = ReplyUnit(publication_id=draft.id, unit_id=unit.id, changes=[])
            db.session.add(row)
        row.row_count = row_counts.get(code, 0)
        change = changes.get(code)
        if change is not None:
            row.changes = [*row.changes, _stored(change)]
            if is_asking:
                row.answered_at, row.answered_by, row.is_waiver = None, None, False


def _listed(tree: UnitTree, draft: Publication, code: str) -> UnitRow:
    found = find_listed_unit(tree, code, draft.last_day)
    if found is None:
        raise NotFoundError("unit_code_unknown", value=code)
    return found


def _stored(change: DraftChange) -> dict[str, Any]:
    return {
        "at": now().isoformat(),
        "came": list(change.came),
        "went": list(change.went),
        "moved": [[row.code, row.before, row.after] for row in change.moved],
        "counts": [[count.name, count.before, count.after] for count in change.counts],
    }


def _ask_all(draft: Publication, internal: Mapping[str, Any]) -> None:
    db.session.execute(sa.delete(ReplyUnit).where(ReplyUnit.publication_id == draft.id))
    tree = load_tree()
    for code, row_count in sorted(count_rows(internal).items()):
        unit = _listed(tree, draft, code)
        db.session.add(
            ReplyUnit(publication_id=draft.id, unit_id=unit.id, row_count=row_count, changes=[])
        )
    db.session.flush()


def _require_sources(internal: Mapping[str, Any], period: str) -> None:
    """Refuse a draft from before rows named their source: its rows cannot be told apart."""
    if not all("source" in row for annex in ANNEXES for row in internal[annex]):
        raise RefusedError("reply_needs_redraft", period=period)


def _find_asked(publication_id: int, unit_id: int) -> ReplyUnit | None:
    return db.session.scalar(
        sa.select(ReplyUnit).where(
            ReplyUnit.publication_id == publication_id, ReplyUnit.unit_id == unit_id
        )
    )


def _list_asked(publication_id: int) -> list[ReplyUnit]:
    statement = sa.select(ReplyUnit).where(ReplyUnit.publication_id == publication_id)
    return list(db.session.scalars(statement))
