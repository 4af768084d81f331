"""Raises the alerts of one import (cảnh báo toàn vẹn): each stays until a person closes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Dossier, IntegrityAlert, Unit, db
from models.vocabulary import OPEN_END, AlertKind, DossierStatus
from tracker.rules.rewritings import touched_days
from tracker.services.alert_rows import NOT_BACK, NOTHING, FoundAlert, insert_alerts, note_back
from tracker.services.month_alerts import find_month_alerts, note_months_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.rules.dossier_records import DossierRecord
    from tracker.rules.rewritings import Rewriting
    from tracker.services.dossier_marks import Marks
    from tracker.services.published_months import MonthChange

SHOWN_ALERTS: Final = 1_000
_AT_ONCE: Final = 500
_QUOTED: Final = "code", "before", "after", "since"


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
        found: list[FoundAlert] = []
        for dossier_id, old, new, rewritings in changed:
            if not rewritings:
                continue
            first_day, last_day = map(date.fromisoformat, touched_days(old, new))
            found += [
                FoundAlert(
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

        Not again while it was neither there nor anything new known of it since the last such alert:
        month after month the same dossier would be missed.
        """
        for start in range(0, len(dossier_ids), _AT_ONCE):
            self._write(_list_vanished(dossier_ids[start : start + _AT_ONCE]))

    def note_returned(self, *, source_id: int, as_of: str, seen: Marks) -> None:
        """Note of the dossiers a full export no longer held that a file holds them again.

        Args:
            source_id: Where they come from.
            as_of: ISO day the file describes.
            seen: Keys of the dossiers it holds.
        """
        statement = (
            sa.select(IntegrityAlert.id, IntegrityAlert.details, Dossier.id)
            .join(Dossier, Dossier.id == IntegrityAlert.dossier_id)
            .where(
                IntegrityAlert.kind == AlertKind.VANISHED,
                # One that came back changed is of this import by now.
                IntegrityAlert.batch_id < self._batch_id,
                (IntegrityAlert.batch_id > Dossier.batch_id) | (Dossier.batch_id == self._batch_id),
                NOT_BACK,
                Dossier.source_id == source_id,
            )
        )
        rows = db.session.execute(statement).all()
        note_back([(key, details) for key, details, dossier in rows if dossier in seen], as_of)

    def raise_month_changes(
        self, changes: Sequence[MonthChange], *, touched_from: date, as_of: str
    ) -> None:
        """Raise one alert for each published month; not again for what one says already.

        Args:
            changes: Published months whose figures moved.
            touched_from: No month that ended before this day was looked at.
            as_of: ISO day the import describes.
        """
        self._write(find_month_alerts(changes))
        note_months_back(changes, touched_from=touched_from, as_of=as_of)

    def _write(self, found: Sequence[FoundAlert]) -> None:
        insert_alerts(found, batch_id=self._batch_id)
        for each in found[: SHOWN_ALERTS - len(self.shown)]:
            self.shown.append({"kind": each.kind.value, **_shown(each)})
        self.count += len(found)

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


def _list_vanished(dossier_ids: Sequence[int]) -> list[FoundAlert]:
    known = sa.exists().where(
        IntegrityAlert.dossier_id == Dossier.id,
        IntegrityAlert.kind == AlertKind.VANISHED,
        IntegrityAlert.batch_id > Dossier.batch_id,
        NOT_BACK,
    )
    columns = Dossier.id, Dossier.code, Dossier.received_on, Dossier.finished_on
    rows = db.session.execute(
        sa.select(*columns).where(Dossier.id.in_(dossier_ids), ~known).order_by(Dossier.id)
    )
    return [
        FoundAlert(
            kind=AlertKind.VANISHED,
            code=code,
            before=received_on.isoformat(),
            after=NOTHING,
            first_day=received_on,
            last_day=finished_on or OPEN_END,
            dossier_id=dossier_id,
        )
        for dossier_id, code, received_on, finished_on in rows
    ]


def _shown(found: FoundAlert) -> dict[str, str]:
    """Return what a sentence about the alert quotes."""
    return {name: str(found.details[name]) for name in _QUOTED if name in found.details}
