"""Rows of integrity alerts (cảnh báo toàn vẹn) of an import or a change of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import IntegrityAlert, db
from tracker.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from models.vocabulary import AlertKind

NOTHING: Final = "–"
_BACK_ON: Final = "back_on"
"""In the details of an alert: the day of the import that had what was missed, or published, again.

Should the same be lost once more, it is told once more.
"""
NOT_BACK: Final = ~sa.type_coerce(IntegrityAlert.details, sa.Text).contains(f'"{_BACK_ON}":')


@dataclass(frozen=True, slots=True)
class FoundAlert:
    """One alert to be raised.

    Args:
        kind: What was rewritten.
        code: The dossier's code, or the month.
        before: What was known.
        after: What is known now.
        first_day: First day of the lists it can change,
        last_day: and the last one.
        dossier_id: The dossier; None for a month.
        period: The published month; empty for a dossier.
        more: What else its details keep.
        figures: The month's figures, where later imports are held against them.
    """

    kind: AlertKind
    code: str
    before: str
    after: str
    first_day: date
    last_day: date
    dossier_id: int | None = None
    period: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] | None = None

    @property
    def details(self) -> dict[str, Any]:
        """Return what the alert keeps to be put in words."""
        return {"code": self.code, "before": self.before, "after": self.after, **self.more}


def insert_alerts(
    found: Sequence[FoundAlert], *, batch_id: int | None = None, change_id: int | None = None
) -> None:
    """Write alerts of one cause.

    Args:
        found: The alerts.
        batch_id: The import that raised them,
        change_id: or the change of the calendar.
    """
    if not found:
        return
    raised_at = now()
    rows = [
        {
            "kind": each.kind,
            "dossier_id": each.dossier_id,
            "batch_id": batch_id,
            "change_id": change_id,
            "first_day": each.first_day,
            "last_day": each.last_day,
            "period": each.period,
            "details": each.details,
            "figures": each.figures,
            "raised_at": raised_at,
        }
        for each in found
    ]
    db.session.execute(sa.insert(IntegrityAlert), rows)


def note_back(alerts: Iterable[tuple[int, Mapping[str, Any]]], as_of: str) -> None:
    """Note in alerts that what they miss, or a month's published figures, are there again.

    Args:
        alerts: Their keys and details.
        as_of: ISO day the import describes.
    """
    rows = [{"key": key, "told": {**details, _BACK_ON: as_of}} for key, details in alerts]
    if rows:
        table: Any = IntegrityAlert.__table__
        told: dict[str, Any] = {"details": sa.bindparam("told")}
        db.session.connection().execute(
            sa.update(table).where(table.c.id == sa.bindparam("key")).values(told), rows
        )
