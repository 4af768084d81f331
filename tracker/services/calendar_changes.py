"""Changes of the calendar of record: proposed, previewed, then applied by another person.

The administrator may enter days but decides nothing about who is late, so applying is left to
the office: whoever proposed a change never applies it (docs/decisions/006-calendar-changes.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import CalendarChange, CalendarChangeDay, db
from models.vocabulary import CalendarChangeState, LatenessRule, Role
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.calendar_changes import (
    CalendarRow,
    ChangeRow,
    calendar_version,
    get_change,
    list_calendar_rows,
)
from tracker.rules.calendar_changes import (
    ProposedDay,
    change_days,
    check_days,
    check_pairs,
    kind_of,
)
from tracker.rules.text import clean
from tracker.services.audit import record_audit
from tracker.services.calendar_previews import preview_change
from tracker.services.calendar_store import (
    add_days,
    lock_calendar,
    move_judged_days,
    write_rows,
)
from tracker.services.month_alerts import count_months_of, raise_calendar_alerts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor

PROPOSING_ROLES: Final = (Role.OFFICE_STAFF, Role.ADMINISTRATOR, Role.SYSTEM)
APPLYING_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER)
CANCELLING_ROLES: Final = (*PROPOSING_ROLES, Role.APPROVER)

ENTERED: Final = "document"
"""Status of a day that came by a change: a person named its document."""


def propose_change(*, days: Sequence[ProposedDay], document: str, reason: str, actor: Actor) -> int:
    """Record the draft of a change; nothing is counted by it yet.

    Args:
        days: What it says of each day; days the calendar already has just so are left out.
        document: The document that announces it.
        reason: Why it is entered.
        actor: Who proposes.

    Returns:
        The key of the draft.

    Raises:
        ForbiddenError: `role_not_allowed`.
        RefusedError: `calendar_document_missing`, `calendar_reason_missing`, and what
            `check_days` and `check_pairs` refuse.
    """
    require_role(actor, PROPOSING_ROLES)
    document, reason = clean(document), clean(reason)
    if not document:
        raise RefusedError("calendar_document_missing")
    if not reason:
        raise RefusedError("calendar_reason_missing")
    check_days(days)
    rows = _rows_after(days, document)
    change = CalendarChange(
        based_on=calendar_version(),
        state=CalendarChangeState.DRAFT,
        document=document,
        reason=reason,
        created_at=now(),
        created_by=actor.id,
    )
    db.session.add(change)
    db.session.flush()
    add_days(change.id, rows)
    record_audit(
        actor=actor,
        action="calendar_change_proposed",
        object_type="calendar_change",
        object_key=str(change.id),
        details={**_described(get_change(change.id)), "based_on": change.based_on},
    )
    return change.id


def renew_change(*, change_id: int, actor: Actor) -> None:
    """Bind a draft to the calendar as it stands now, to be previewed again.

    Raises:
        NotFoundError: `calendar_change_missing`.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `calendar_change_closed`.
        RefusedError: `calendar_change_empty` when the calendar says all of it by now, and what
            `check_pairs` refuses.
    """
    require_role(actor, CANCELLING_ROLES)
    lock_calendar()
    change = _require_draft(change_id)
    rows = _rows_after([_proposed(day.on, day.after) for day in change.days], change.document)
    db.session.execute(sa.delete(CalendarChangeDay).where(CalendarChangeDay.change_id == change_id))
    add_days(change_id, rows)
    stored = db.session.get_one(CalendarChange, change_id)
    stored.based_on = calendar_version()
    db.session.flush()
    _record(change_id, actor, "calendar_change_renewed", {"based_on": stored.based_on})


def apply_change(
    *, change_id: int, actor: Actor, rule: LatenessRule, cutoff: int | None, seen: str = ""
) -> int:
    """Put a change into the calendar and judge the dossiers due on its days anew.

    Published lists stay as they are; those that would read differently are named in the change,
    and each month whose figures it moves becomes an alert a person must close.

    Args:
        change_id: The draft.
        actor: Who applies it; never who proposed it.
        rule: Whether lateness is judged by day or by minute.
        cutoff: Last day of the office's month; None for calendar months.
        seen: Digest of the preview that was read; empty to take what holds now.

    Returns:
        The number of the calendar it makes.

    Raises:
        NotFoundError: `calendar_change_missing`.
        ForbiddenError: `role_not_allowed`, `calendar_change_own`.
        ConflictError: `calendar_change_closed`, `calendar_change_outdated` when the calendar has
            changed since the preview, `calendar_effect_changed` when the dossiers have.
    """
    require_role(actor, APPLYING_ROLES)
    lock_calendar()
    change = _require_draft(change_id)
    if change.creator_id == actor.id:
        raise ForbiddenError("calendar_change_own", username=actor.username)
    version = calendar_version()
    if change.based_on != version:
        raise ConflictError("calendar_change_outdated", based_on=change.based_on, version=version)
    preview = preview_change(change, rule=rule, cutoff=cutoff)
    if seen not in ("", preview.digest):
        raise ConflictError("calendar_effect_changed")
    published = count_months_of(preview.moved)
    write_rows(change)
    moved_count = move_judged_days({row.due_on: row.after_on for row in preview.moved})
    stored = db.session.get_one(CalendarChange, change_id)
    stored.state, stored.version = CalendarChangeState.APPLIED, version + 1
    stored.closed_at, stored.closed_by = now(), actor.id
    stored.effect = {**preview.as_effect(), "moved_count": moved_count}
    db.session.flush()
    alert_count = raise_calendar_alerts(change_id, published, preview.moved)
    numbers = {"version": version + 1, "alert_count": alert_count}
    details = {**numbers, **_described(change), **stored.effect}
    _record(change_id, actor, "calendar_change_applied", details)
    return version + 1


def cancel_change(*, change_id: int, actor: Actor) -> None:
    """Close a draft without applying it; it stays in the record.

    Raises:
        NotFoundError: `calendar_change_missing`.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `calendar_change_closed`.
    """
    require_role(actor, CANCELLING_ROLES)
    lock_calendar()
    _require_draft(change_id)
    stored = db.session.get_one(CalendarChange, change_id)
    stored.state = CalendarChangeState.CANCELLED
    stored.closed_at, stored.closed_by = now(), actor.id
    db.session.flush()
    _record(change_id, actor, "calendar_change_cancelled", {})


def _require_draft(change_id: int) -> ChangeRow:
    change = get_change(change_id)
    if change.state is not CalendarChangeState.DRAFT:
        raise ConflictError("calendar_change_closed", number=change_id, state=change.state)
    return change


def _rows_after(
    days: Sequence[ProposedDay], document: str
) -> dict[date, tuple[CalendarRow | None, CalendarRow | None]]:
    """Return the rows before and after, of the days that change."""
    known = {row.on: row for row in list_calendar_rows()}
    after = change_days({on: row.plain() for on, row in known.items()}, days)
    check_pairs(after, [day.on for day in days])
    pairs: dict[date, tuple[CalendarRow | None, CalendarRow | None]] = {}
    for day in sorted(days, key=lambda day: day.on):
        before, row = known.get(day.on), None
        if day.effect is not None:
            kind = kind_of(after[day.on], after)
            source = clean(day.document) or document
            status = day.status or ENTERED
            row = CalendarRow(day.on, day.effect, kind, day.name, day.pair_on, source, status)
        if not _says_the_same(before, row):
            pairs[day.on] = before, row
    if not pairs:
        raise RefusedError("calendar_change_empty")
    return pairs


def _says_the_same(before: CalendarRow | None, after: CalendarRow | None) -> bool:
    if before is None or after is None:
        return before is after
    return before.plain() == after.plain() and before.source == after.source


def _proposed(on: date, row: CalendarRow | None) -> ProposedDay:
    if row is None:
        return ProposedDay(on, None, "")
    return ProposedDay(on, row.effect, row.name, row.pair_on, row.source, row.status)


def _described(change: ChangeRow) -> dict[str, object]:
    """Return who-reads-it-later's part of a change: the document, the reason, before and after."""
    return {
        "document": change.document,
        "reason": change.reason,
        "days": [
            {
                "on": day.on.isoformat(),
                "before": None if day.before is None else day.before.stored(),
                "after": None if day.after is None else day.after.stored(),
            }
            for day in change.days
        ],
    }


def _record(change_id: int, actor: Actor, action: str, details: Mapping[str, object]) -> None:
    record_audit(
        actor=actor,
        action=action,
        object_type="calendar_change",
        object_key=str(change_id),
        details=details,
    )
