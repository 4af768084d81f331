"""Dossiers as they were known on a past day, rebuilt from their revisions.

Known on a day D is the last version of a dossier's facts that an import describing D or an earlier
day brought (`as_of` ≤ D); a dossier without such a version was not known. Most present rows are
themselves that version (`dossier.as_of` ≤ D) and are found by plain conditions; this module
brings the others, those a later import changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Dossier, DossierRevision, ImportBatch, db
from models.vocabulary import BatchKind, Channel, DelayCause, DossierStatus
from tracker.queries.dossier_counts import count_groups
from tracker.queries.procedures import list_procedure_fields
from tracker.rules.counts import Tally, sum_counts
from tracker.rules.lateness import DossierFacts, classify, is_carried_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.vocabulary import LatenessRule, Timeliness
    from tracker.rules.counts import UnitCounts

_ROWS_AT_ONCE: Final = 2_000
_MEMBERS: Final = {"status": DossierStatus, "channel": Channel, "cause": DelayCause}


@dataclass(frozen=True, slots=True)
class KnownDossier:
    """A dossier as known on a past day; days and minutes of the local wall clock."""

    id: int
    code: str
    source_id: int
    unit_id: int
    procedure_id: int
    officer: str
    received_on: date
    received_minute: int | None
    due_on: date | None
    due_minute: int | None
    judged_due_on: date | None
    finished_on: date | None
    finished_minute: int | None
    status: DossierStatus
    channel: Channel | None
    term_text: str
    supplement_count: int | None
    cause: DelayCause | None
    as_of: date

    def classify(self, first_day: date, last_day: date, rule: LatenessRule) -> Timeliness | None:
        """Return its class in a period; see `tracker.rules.lateness.classify`."""
        return classify(self._facts(), first_day=first_day, last_day=last_day, rule=rule)

    def is_carried_over(self, first_day: date) -> bool:
        """Return whether it was received before a day."""
        return is_carried_over(self._facts(), first_day)

    def _facts(self) -> DossierFacts:
        return DossierFacts(
            received_on=self.received_on,
            received_minute=self.received_minute,
            due_on=self.judged_due_on,
            due_minute=self.due_minute,
            finished_on=self.finished_on,
            finished_minute=self.finished_minute,
            status=self.status,
        )


_NAMES: Final = tuple(KnownDossier.__dataclass_fields__)
_COLUMNS: Final = tuple(getattr(Dossier, name) for name in _NAMES)


def list_replaced_since(known_on: date, *, dossier_id: int | None = None) -> Iterator[KnownDossier]:
    """Yield the dossiers that are known otherwise now, as they were known on a day.

    Args:
        known_on: The day; a dossier first heard of after it is not among them.
        dossier_id: Only this dossier; None for all.
    """
    statement = (
        sa.select(*_COLUMNS, DossierRevision.facts)
        .join(DossierRevision, DossierRevision.dossier_id == Dossier.id)
        .where(Dossier.as_of > known_on)
        .order_by(Dossier.id, DossierRevision.revision.desc())
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    if dossier_id is not None:
        statement = statement.where(Dossier.id == dossier_id)
    day = known_on.isoformat()
    for _, rows in groupby(db.session.execute(statement), key=itemgetter(0)):
        found = _rebuild(rows, day)
        if found is not None:
            yield found


def _rebuild(rows: Iterator[Any], day: str) -> KnownDossier | None:
    """Return the newest version known on a day: undo the revisions, the newest first."""
    facts: dict[str, Any] = {}
    for row in rows:
        facts = facts or dict(zip(_NAMES, row, strict=False))
        facts |= row.facts
        # A version without a day of its own was written on the day of the one after it.
        if _day_text(facts["as_of"]) <= day:
            return KnownDossier(**{name: _value(name, facts[name]) for name in _NAMES})
    return None


def _day_text(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _value(name: str, value: Any) -> Any:
    """Return a fact as the database gives it: revisions hold days and members as text."""
    if not isinstance(value, str):
        return value
    if name == "as_of" or name.endswith("_on"):
        return date.fromisoformat(value)
    return _MEMBERS[name](value) if name in _MEMBERS else value


def count_replaced_groups(
    first_day: date,
    last_day: date,
    rule: LatenessRule,
    *,
    by_field: bool = False,
    known_on: date,
) -> tuple[
    dict[tuple[int, str | None], UnitCounts],
    dict[tuple[int, str | None], dict[DossierStatus, int]],
]:
    """Return what `count_groups` and `count_standstills` miss of a past day: the rebuilt dossiers.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period, at most the day itself.
        rule: Whether lateness is judged by day or by minute.
        by_field: Whether units are split by the field of the procedure.
        known_on: The day.
    """
    tallies: dict[tuple[int, str | None], Tally] = {}
    standstills: dict[tuple[int, str | None], dict[DossierStatus, int]] = {}
    fields = list_procedure_fields() if by_field else {}
    for dossier in list_replaced_since(known_on):
        timeliness = dossier.classify(first_day, last_day, rule)
        if timeliness is None:
            continue
        key = dossier.unit_id, fields[dossier.procedure_id] if by_field else None
        tallies.setdefault(key, Tally()).add(
            timeliness,
            is_carried=dossier.is_carried_over(first_day),
            channel=dossier.channel,
        )
        if timeliness.value in ("paused", "returned"):
            statuses = standstills.setdefault(key, {})
            statuses[dossier.status] = statuses.get(dossier.status, 0) + 1
    return {key: tally.counts() for key, tally in tallies.items()}, standstills


def count_units_then(
    first_day: date, last_day: date, rule: LatenessRule, known_on: date
) -> dict[int, UnitCounts]:
    """Return what `tracker.queries.unit_counts.count_units` would have counted on a past day.

    Args:
        first_day: First day of the period.
        last_day: Last day of the period, at most the day itself.
        rule: Whether lateness is judged by day or by minute.
        known_on: The day.
    """
    kept = count_groups(first_day, last_day, rule, known_on=known_on)
    by_field, _ = count_replaced_groups(first_day, last_day, rule, known_on=known_on)
    rebuilt = {unit_id: found for (unit_id, _), found in by_field.items()}
    return {
        key: sum_counts(part[key] for part in (kept, rebuilt) if key in part)
        for key in kept.keys() | rebuilt.keys()
    }


def find_newest_as_of(on: date) -> date | None:
    """Return the newest day, up to a day, that an import of dossiers describes; None without one.

    Args:
        on: The present day, or the past day that is looked at.
    """
    return db.session.scalar(
        sa.select(sa.func.max(ImportBatch.as_of)).where(
            ImportBatch.kind == BatchKind.DOSSIERS, ImportBatch.as_of <= on
        )
    )


def find_newest_event(on: date) -> date | None:
    """Return the newest day, up to a day, on which a dossier came in or ended; None without one."""
    newest = [
        db.session.scalar(sa.select(sa.func.max(column)).where(column <= on))
        for column in (Dossier.received_on, Dossier.finished_on)
    ]
    return max((day for day in newest if day is not None), default=None)
