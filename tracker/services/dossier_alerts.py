"""Raises the alerts of one import (cảnh báo toàn vẹn): each stays until a person closes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, IntegrityAlert, Unit, db
from models.vocabulary import OPEN_END, AlertKind, DossierStatus
from tracker.clock import now
from tracker.rules.rewritings import touched_days

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tracker.rules.dossier_records import DossierRecord
    from tracker.rules.month_changes import CountChange
    from tracker.rules.rewritings import Rewriting
    from tracker.services.published_months import MonthChange

SHOWN_ALERTS: Final = 1_000
_NOTHING: Final = "–"
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class _Found:
    """One alert to be raised; `first_day` and `last_day` span the lists it can change."""

    kind: AlertKind
    code: str
    before: str
    after: str
    first_day: date
    last_day: date
    dossier_id: int | None = None
    period: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


class AlertBook:
    """The alerts of one import.

    Args:
        batch_id: The import.
    """

    def __init__(self, batch_id: int) -> None:
        self.count = 0
        #: The first alerts: kind, code, before, after.
        self.shown: list[dict[str, str]] = []
        self._batch_id = batch_id
        self._unit_codes: dict[str, str] = {}

    def raise_rewritings(
        self,
        changed: Iterable[tuple[int, DossierRecord, DossierRecord, Sequence[Rewriting]]],
    ) -> None:
        """Raise what was rewritten.

        Args:
            changed: Key of the dossier, its old facts, the new ones, what was rewritten in them.
        """
        found: list[_Found] = []
        for dossier_id, old, new, rewritings in changed:
            if not rewritings:
                continue
            first_day, last_day = map(date.fromisoformat, touched_days(old, new))
            found += [
                _Found(
                    kind=rewriting.kind,
                    code=new.code,
                    before=self._words(rewriting.kind, rewriting.before),
                    after=self._words(rewriting.kind, rewriting.after),
                    first_day=first_day,
                    last_day=last_day,
                    dossier_id=dossier_id,
                )
                for rewriting in rewritings
            ]
        self._write(found)

    def raise_vanished(self, dossier_ids: Sequence[int]) -> None:
        """Raise one alert for each dossier a full export no longer holds; nothing is deleted.

        Not again while nothing new is known of it since the last such alert: month after month
        the same dossier would be missed.
        """
        for start in range(0, len(dossier_ids), _AT_ONCE):
            self._write(_list_vanished(dossier_ids[start : start + _AT_ONCE]))

    def raise_month_changes(self, changes: Iterable[MonthChange]) -> None:
        """Raise one alert for each published month; not again for what one says already."""
        found = [_of_month(change) for change in changes]
        self._write([each for each in found if not _is_said(each)])

    def _write(self, found: Collection[_Found]) -> None:
        if not found:
            return
        raised_at = now()
        rows: list[dict[str, Any]] = []
        for each in found:
            told = {"code": each.code, "before": each.before, "after": each.after}
            rows.append(
                {
                    "kind": each.kind,
                    "dossier_id": each.dossier_id,
                    "batch_id": self._batch_id,
                    "first_day": each.first_day,
                    "last_day": each.last_day,
                    "period": each.period,
                    "details": {**told, **each.more},
                    "raised_at": raised_at,
                }
            )
            if len(self.shown) < SHOWN_ALERTS:
                self.shown.append({"kind": each.kind.value, **told})
        db.session.execute(sa.insert(IntegrityAlert), rows)
        self.count += len(rows)

    def _words(self, kind: AlertKind, value: str) -> str:
        """Return a unit by its code; anything else as it is."""
        if kind is not AlertKind.UNIT_CHANGED:
            return value
        if not self._unit_codes:
            units = db.session.execute(sa.select(Unit.id, Unit.code))
            self._unit_codes = {str(unit_id): code for unit_id, code in units}
        return self._unit_codes[value]


def list_missing(
    *, source_id: int, batch_id: int, first_day: str, as_of: str, highest: int
) -> Iterable[int]:
    """Yield the dossiers of a source received in a span that an import did not write.

    Args:
        source_id: The source.
        batch_id: The import.
        first_day: First day of the span, ISO.
        as_of: Its last day, ISO.
        highest: The highest key before the import.
    """
    statement = sa.select(Dossier.id).where(
        Dossier.source_id == source_id,
        Dossier.received_on.between(date.fromisoformat(first_day), date.fromisoformat(as_of)),
        Dossier.id <= highest,
        Dossier.batch_id != batch_id,
        Dossier.status != DossierStatus.NOT_RECEIVED,
    )
    return db.session.scalars(statement.order_by(Dossier.id).execution_options(yield_per=10_000))


def _list_vanished(dossier_ids: Sequence[int]) -> list[_Found]:
    known = sa.exists().where(
        IntegrityAlert.dossier_id == Dossier.id,
        IntegrityAlert.kind == AlertKind.VANISHED,
        IntegrityAlert.batch_id > Dossier.batch_id,
    )
    columns = Dossier.id, Dossier.code, Dossier.received_on, Dossier.finished_on
    rows = db.session.execute(
        sa.select(*columns).where(Dossier.id.in_(dossier_ids), ~known).order_by(Dossier.id)
    )
    return [
        _Found(
            kind=AlertKind.VANISHED,
            code=code,
            before=received_on.isoformat(),
            after=_NOTHING,
            first_day=received_on,
            last_day=finished_on or OPEN_END,
            dossier_id=dossier_id,
        )
        for dossier_id, code, received_on, finished_on in rows
    ]


def _of_month(change: MonthChange) -> _Found:
    return _Found(
        kind=AlertKind.PUBLISHED_MONTH_CHANGED,
        code=change.period,
        before=_counts(change.totals, "before"),
        after=_counts(change.totals, "after")
        if change.totals
        else f"units={len(change.unit_codes)}",
        first_day=change.first_day,
        last_day=change.last_day,
        period=change.period,
        more={"version": change.version, "units": list(change.unit_codes)},
    )


def _counts(changes: Iterable[CountChange], side: str) -> str:
    """Return counts as "finished_late=12 open=3"; `tracker.wording.alerts` puts them in words."""
    return " ".join(f"{each.name}={getattr(each, side)}" for each in changes) or _NOTHING


def _is_said(found: _Found) -> bool:
    """Return whether the last alert about the month, open or closed, says the very same."""
    last = db.session.scalar(
        sa.select(IntegrityAlert.details)
        .where(
            IntegrityAlert.kind == AlertKind.PUBLISHED_MONTH_CHANGED,
            IntegrityAlert.period == found.period,
        )
        .order_by(IntegrityAlert.id.desc())
        .limit(1)
    )
    told = {"code": found.code, "before": found.before, "after": found.after, **found.more}
    return last is not None and dict(last) == told
