"""What becomes of an integrity alert (cảnh báo toàn vẹn): somebody looks into it and closes it.

Two persons where there are two: who brought a file in does not close the alerts it raised, unless
nobody else of the office or among the approvers has an account in use; the audit trail then says
so. An alert is never deleted and never opened again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import CalendarChange, ImportBatch, IntegrityAlert, User, db
from models.vocabulary import Role
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.accounts import get_actor, require_role
from tracker.services.audit import record_audit
from tracker.services.stale import check_seen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor

CLOSING_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER)
"""Who may look into alerts and close them; the administrator decides nothing about who is late."""
SHORTEST_REASON: Final = 10
LONGEST_REASON: Final = 2_000
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class AlertStep:
    """What a step left behind.

    Args:
        batch_id: The import that raised the alerts; None for a change of the calendar.
        change_id: The change of the calendar that did; None for an import.
        alert_ids: The alerts, in order.
    """

    batch_id: int | None
    change_id: int | None
    alert_ids: tuple[int, ...]


def assign_owner(
    *, alert_ids: Sequence[int], owner: str, actor: Actor, seen: str | None = None
) -> AlertStep:
    """Name who is to look into open alerts of one cause (người phụ trách).

    Args:
        alert_ids: The alerts.
        owner: User name of an account in use that may close alerts.
        actor: Who assigns.
        seen: User name of the owner the person saw at the first of them, empty for nobody; None
            where that is not known.

    Raises:
        NotFoundError: `alert_missing`, `user_unknown`.
        RefusedError: `alert_none_chosen`, `alert_batches_differ`, `alert_owner_unfit`,
            `user_inactive`.
        ConflictError: `alert_closed_already`, `changed_meanwhile`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, CLOSING_ROLES)
    person = get_actor(owner)
    if person.role not in CLOSING_ROLES:
        raise RefusedError("alert_owner_unfit", username=owner)
    alerts = _load_open(alert_ids)
    known = sa.select(User.username).where(User.id == alerts[0].owner_id)
    check_seen(seen, db.session.scalar(known) or "")
    for alert in alerts:
        alert.owner_id = person.id
    return _record(alerts, actor, "alert_assigned", owner=person.username)


def close_alert(*, alert_id: int, reason: str, actor: Actor) -> AlertStep:
    """Close one alert with a reason; Raises as `close_alerts`."""
    return close_alerts(alert_ids=(alert_id,), reason=reason, actor=actor)


def close_alerts(*, alert_ids: Sequence[int], reason: str, actor: Actor) -> AlertStep:
    """Close open alerts of one import, or one change of the calendar, all with one reason.

    Args:
        alert_ids: The alerts.
        reason: What was looked into and what came of it, 10 characters at least.
        actor: Who answers for it; not who brought the file in, or applied the change, where there
            is somebody else.

    Raises:
        NotFoundError: `alert_missing`.
        RefusedError: `alert_reason_short`, `alert_reason_long`, `alert_none_chosen`,
            `alert_batches_differ`.
        ConflictError: `alert_closed_already`.
        ForbiddenError: `role_not_allowed`, `alert_own_import`, `alert_own_change`.
    """
    require_role(actor, CLOSING_ROLES)
    reason = _read_reason(reason)
    alerts = _load_open(alert_ids)
    is_own = _is_own(alerts[0], actor)
    if is_own and has_another_closer(actor):
        code = "alert_own_import" if alerts[0].change_id is None else "alert_own_change"
        raise ForbiddenError(code, username=actor.username)
    for alert in alerts:
        alert.closed_at, alert.closed_by, alert.closing_reason = now(), actor.id, reason
    return _record(alerts, actor, "alert_closed", reason=reason, is_own_import=is_own)


def has_another_closer(actor: Actor) -> bool:
    """Return whether an account in use other than this one may close alerts."""
    others = sa.select(User.id).where(
        User.role.in_(CLOSING_ROLES), User.is_active, User.id != actor.id
    )
    return db.session.scalar(others.limit(1)) is not None


def _read_reason(text: str) -> str:
    reason = " ".join(text.split())
    if len(reason) < SHORTEST_REASON:
        raise RefusedError("alert_reason_short", minimum=SHORTEST_REASON)
    if len(reason) > LONGEST_REASON:
        raise RefusedError("alert_reason_long", maximum=LONGEST_REASON)
    return reason


def _load_open(alert_ids: Sequence[int]) -> list[IntegrityAlert]:
    wanted = sorted(set(alert_ids))
    if not wanted:
        raise RefusedError("alert_none_chosen")
    alerts: list[IntegrityAlert] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = IntegrityAlert.id.in_(wanted[start : start + _AT_ONCE])
        statement = sa.select(IntegrityAlert).where(some).order_by(IntegrityAlert.id)
        # Another person may be closing them now: who comes second is told so.
        fresh = statement.with_for_update().execution_options(populate_existing=True)
        alerts += db.session.scalars(fresh)
    missing = set(wanted) - {alert.id for alert in alerts}
    if missing:
        raise NotFoundError("alert_missing", value=min(missing))
    closed = [alert.id for alert in alerts if alert.closed_at is not None]
    if closed:
        raise ConflictError("alert_closed_already", value=closed[0])
    if len({(alert.batch_id, alert.change_id) for alert in alerts}) > 1:
        raise RefusedError("alert_batches_differ")
    return alerts


def _is_own(alert: IntegrityAlert, actor: Actor) -> bool:
    """Return whether somebody brought the file in that raised an alert, or applied the change."""
    if alert.change_id is not None:
        cause = sa.select(CalendarChange.closed_by).where(CalendarChange.id == alert.change_id)
    else:
        cause = sa.select(ImportBatch.created_by).where(ImportBatch.id == alert.batch_id)
    return db.session.scalar(cause) == actor.id


def _record(alerts: list[IntegrityAlert], actor: Actor, action: str, **details: Any) -> AlertStep:
    db.session.flush()
    ids = tuple(alert.id for alert in alerts)
    first = alerts[0]
    name, key = (
        ("batch", first.batch_id) if first.change_id is None else ("change", first.change_id)
    )
    record_audit(
        actor=actor,
        action=action,
        object_type="integrity_alert",
        object_key=str(ids[0]) if len(ids) == 1 else f"{name} {key}",
        details={name: key, "alerts": list(ids), **details},
    )
    return AlertStep(first.batch_id, first.change_id, ids)
