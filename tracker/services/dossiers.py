"""Takes dossiers in: adds what is new, keeps what was, alerts to what was rewritten."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ImportBatch, IntegrityAlert, Source, Unit, db
from models.vocabulary import AlertKind, BatchKind, SourceKind
from tracker.clock import now
from tracker.queries.accounts import require_role
from tracker.rules.dossier_records import DossierRecord
from tracker.rules.rewritings import list_rewritings
from tracker.services.dossier_store import (
    Arrival,
    Replacement,
    has_dossiers,
    highest_key,
    open_store,
)
from tracker.services.import_batches import IMPORTING_ROLES, register_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.rules.rewritings import Rewriting

SAMPLE_PREFIX: Final = "MINH-HOA"
"""Sources whose code begins so hold made-up dossiers, and nothing else may go under such a code."""

SHOWN_ALERTS: Final = 1_000
REPEATED: Final = "repeated_row"
OLDER: Final = "older_than_known"
_BATCH: Final = 3
_CODE: Final = 4


def register_dossier_source(*, code: str) -> tuple[int, bool]:
    """Return the source of dossiers of that code, made when an import names it first.

    Args:
        code: One that begins with `SAMPLE_PREFIX` is marked as sample data.

    Returns:
        Its key, and whether it is new.

    Raises:
        RefusedError: `source_code_invalid`.
    """
    is_sample = code.strip().upper().startswith(SAMPLE_PREFIX)
    kind = SourceKind.SAMPLE if is_sample else SourceKind.ONE_STOP
    source_id, is_new = register_source(code=code, kind=kind)
    if is_new and is_sample:
        db.session.get_one(Source, source_id).is_sample = True
        db.session.flush()
    return source_id, is_new


def discard_batch(*, batch_id: int) -> None:
    """Take back an import that turned out to bring nothing; nothing names it yet."""
    db.session.delete(db.session.get_one(ImportBatch, batch_id))
    db.session.flush()


class DossierIntake:
    """One import going on, inside the transaction of its batch.

    Args:
        source_id: Where the dossiers come from.
        batch_id: The import, opened by `start_batch`; its `close_batch` writes the audit entry.
        as_of: The day the file describes.
        actor: Who imports.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """

    def __init__(self, *, source_id: int, batch_id: int, as_of: date, actor: Actor) -> None:
        require_role(actor, IMPORTING_ROLES)
        self.added_count = 0
        self.updated_count = 0
        self.unchanged_count = 0
        self.skipped: Counter[str] = Counter()
        self.alert_count = 0
        #: The first alerts: kind, code, before, after.
        self.alerts: list[dict[str, str]] = []
        self._arrival = Arrival(source_id, batch_id, as_of.isoformat())
        self._store = open_store(self._arrival)
        self._is_first = not has_dossiers(source_id)
        self._seen = _Marks(0 if self._is_first else highest_key())
        self._is_older = _newest_as_of(source_id, batch_id) > self._arrival.as_of
        self._unit_codes: dict[str, str] = {}

    @property
    def accepted_count(self) -> int:
        """Return how many rows were taken in so far."""
        return self.added_count + self.updated_count + self.unchanged_count

    def take(self, rows: Sequence[tuple[int, DossierRecord]]) -> list[tuple[int, str]]:
        """Take rows in; a few thousand at a time bound the memory.

        A dossier that says what is known costs no write. One that differs replaces what is known,
        which stays as a revision, unless the file is older than what is known.

        Args:
            rows: Row number in the file and what it states.

        Returns:
            Row number and code of rows that contradict an earlier row of the same file.
        """
        records = {record.code: record for _, record in rows}
        doubled: list[tuple[int, str]] = []
        if len(records) < len(rows):
            records, doubled = self._without_repetitions(rows)
        refused = self._compare(records)
        if refused:
            numbers = {record.code: row for row, record in reversed(rows)}
            doubled += [(numbers[code], code) for code in refused]
        return doubled

    def _without_repetitions(
        self, rows: Sequence[tuple[int, DossierRecord]]
    ) -> tuple[dict[str, DossierRecord], list[tuple[int, str]]]:
        records: dict[str, DossierRecord] = {}
        doubled: list[tuple[int, str]] = []
        for row, record in rows:
            first = records.setdefault(record.code, record)
            if first is record:
                continue
            if first == record:
                self.skipped[REPEATED] += 1
            else:
                doubled.append((row, record.code))
        return records, doubled

    def _compare(self, records: dict[str, DossierRecord]) -> list[str]:
        """Write what is new or changed; return codes an earlier row of the file contradicts."""
        if self._is_first:
            known_codes = self._store.add_new(list(records.values()))
            self.added_count += len(records) - len(known_codes)
            if not known_codes:
                return []
            known = self._store.find(known_codes)
        else:
            known = self._store.find(records)
            found = {row[_CODE] for row in known}
            new = [record for code, record in records.items() if code not in found]
            self._store.add(new)
            self.added_count += len(new)
        return self._settle(known, records)

    def _settle(
        self, known: Sequence[tuple[Any, ...]], records: dict[str, DossierRecord]
    ) -> list[str]:
        refused: list[str] = []
        changed: list[tuple[tuple[Any, ...], DossierRecord]] = []
        mine, seen = self._arrival.batch_id, self._seen
        for row in known:
            record = records[row[_CODE]]
            is_repetition = row[_BATCH] == mine or not seen.mark(row[0])
            if row[_CODE:] == record:
                if is_repetition:
                    self.skipped[REPEATED] += 1
                else:
                    self.unchanged_count += 1
            elif self._is_older or self._arrival.as_of < row[2]:
                self.skipped[OLDER] += 1
            elif is_repetition:
                refused.append(record.code)
            else:
                changed.append((row, record))
        if changed:
            self._replace(changed)
        return refused

    def _replace(self, changed: Sequence[tuple[tuple[Any, ...], DossierRecord]]) -> None:
        replacements: list[Replacement] = []
        alerts: list[tuple[int, str, Rewriting]] = []
        as_of = self._arrival.as_of
        for row, record in changed:
            dossier_id, revision, old_as_of, old_batch_id = row[:_CODE]
            old = DossierRecord._make(row[_CODE:])
            facts = _replaced_facts(old, record, old_as_of)
            replacements.append(Replacement(dossier_id, revision, old_batch_id, facts, record))
            alerts += [
                (dossier_id, record.code, found)
                for found in list_rewritings(old, record, old_as_of=old_as_of, as_of=as_of)
            ]
        self._store.replace(replacements)
        self.updated_count += len(replacements)
        if alerts:
            self._raise_alerts(alerts)

    def _raise_alerts(self, found: Sequence[tuple[int, str, Rewriting]]) -> None:
        raised_at = now()
        rows: list[dict[str, Any]] = []
        for dossier_id, code, rewriting in found:
            details = {
                "kind": rewriting.kind.value,
                "code": code,
                "before": self._shown(rewriting.kind, rewriting.before),
                "after": self._shown(rewriting.kind, rewriting.after),
            }
            rows.append(
                {
                    "kind": rewriting.kind,
                    "dossier_id": dossier_id,
                    "batch_id": self._arrival.batch_id,
                    "details": {name: details[name] for name in ("code", "before", "after")},
                    "raised_at": raised_at,
                }
            )
            if len(self.alerts) < SHOWN_ALERTS:
                self.alerts.append(details)
        db.session.execute(sa.insert(IntegrityAlert), rows)
        self.alert_count += len(rows)

    def _shown(self, kind: AlertKind, value: str) -> str:
        """Return a unit by its code; anything else as it is."""
        if kind is not AlertKind.UNIT_CHANGED:
            return value
        if not self._unit_codes:
            units = db.session.execute(sa.select(Unit.id, Unit.code))
            self._unit_codes = {str(unit_id): code for unit_id, code in units}
        return self._unit_codes[value]


class _Marks:
    """Which dossiers a file has named, one bit each: a hundred million cost 12.5 MB."""

    def __init__(self, highest: int) -> None:
        self._bits = bytearray((highest >> 3) + 1)

    def mark(self, key: int) -> bool:
        """Mark a dossier; return whether it was not marked before."""
        at, bit = key >> 3, 1 << (key & 7)
        if self._bits[at] & bit:
            return False
        self._bits[at] |= bit
        return True


def _replaced_facts(old: DossierRecord, new: DossierRecord, old_as_of: str) -> str:
    """Return the JSON of the facts that change, as they were, and the day they were known."""
    facts: dict[str, Any] = {
        name: before
        for name, before, after in zip(DossierRecord._fields, old, new, strict=True)
        if before != after
    }
    facts["as_of"] = old_as_of
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _newest_as_of(source_id: int, batch_id: int) -> str:
    """Return the newest ISO day another import of the source describes, "" when there is none.

    A row that said nothing new was not written, so its own day may be older than the last import
    that confirmed it: what is older than any import of the source overwrites nothing.
    """
    newest = db.session.scalar(
        sa.select(sa.func.max(ImportBatch.as_of)).where(
            ImportBatch.source_id == source_id,
            ImportBatch.kind == BatchKind.DOSSIERS,
            ImportBatch.id != batch_id,
        )
    )
    return "" if newest is None else newest.isoformat()
