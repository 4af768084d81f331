"""Takes dossiers in: adds what is new, keeps what was, alerts to what was rewritten."""

from __future__ import annotations

from collections import Counter
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from models import Source, db
from models.vocabulary import SourceKind
from tracker.queries.accounts import require_role
from tracker.queries.dossier_overlaps import count_codes_elsewhere
from tracker.queries.import_batches import find_newest_as_of
from tracker.services.dossier_alerts import AlertBook, list_missing
from tracker.services.dossier_comparison import CODE, compare_changed
from tracker.services.dossier_marks import Marks
from tracker.services.dossier_store import (
    Arrival,
    Replacement,
    has_dossiers,
    highest_key,
    open_store,
    replaced_facts,
)
from tracker.services.import_batches import IMPORTING_ROLES, register_source
from tracker.services.published_months import list_month_changes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tracker.queries.accounts import Actor
    from tracker.rules.dossier_records import DossierRecord

SAMPLE_PREFIX: Final = "MINH-HOA"
"""Sources whose code begins so hold made-up dossiers, and nothing else may go under such a code."""

REPEATED: Final = "repeated_row"
OLDER: Final = "older_than_known"
VERY_MANY: Final = 200_000
"""Dossiers added at once that make what the database thinks it holds wrong."""

_NEVER: Final = "9999-12-31"
_AS_OF: Final = 2
_BATCH: Final = 3
_RECEIVED_ON: Final = attrgetter("received_on")
_FINISHED_ON: Final = attrgetter("finished_on")
_DUE_ON_OF: Final = attrgetter("due_on")


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


class DossierIntake:
    """One import going on, inside the transaction of its batch.

    Args:
        source_id: Where the dossiers come from.
        batch_id: The import, opened by `start_batch`; its `close_batch` writes the audit entry.
        as_of: The day the file describes.
        actor: Who imports.
        is_full: Whether the file is all the source has, from its earliest reception to `as_of`.
        takes_older: Whether a file older than another import of the source replaces what is known
            as of a day before its own; what is known as of a later day it never replaces.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """

    def __init__(
        self,
        *,
        source_id: int,
        batch_id: int,
        as_of: date,
        actor: Actor,
        is_full: bool = False,
        takes_older: bool = False,
    ) -> None:
        require_role(actor, IMPORTING_ROLES)
        self.added_count = 0
        self.updated_count = 0
        self.unchanged_count = 0
        self.without_due_day = 0
        #: Dossiers new here that another source has, too: each counts once for each source.
        self.shared_codes = 0
        self.skipped: Counter[str] = Counter()
        self._alerts = AlertBook(batch_id)
        self._is_full = is_full
        self._takes_older = takes_older
        self._first_day = ""
        #: ISO days on which dossiers that were written came in or ended.
        self.touched_days: set[str] = set()
        self._arrival = Arrival(source_id, batch_id, as_of.isoformat())
        self._store = open_store(self._arrival)
        self._is_first = not has_dossiers(source_id)
        self._highest = 0 if self._is_first else highest_key()
        self._seen = Marks(self._highest)
        self._is_older = find_newest_as_of(source_id, batch_id) > self._arrival.as_of

    @property
    def alert_count(self) -> int:
        """Return how many alerts were raised so far."""
        return self._alerts.count

    @property
    def alerts(self) -> list[dict[str, str]]:
        """Return the first alerts: kind, code, before, after."""
        return self._alerts.shown

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
        if not rows:
            return []
        records = {record.code: record for _, record in rows}
        if self._is_full:
            earliest = min((record.received_on for _, record in rows), default=_NEVER)
            self._first_day = min(self._first_day or _NEVER, earliest)
        doubled: list[tuple[int, str]] = []
        if len(records) < len(rows):
            records, doubled = self._without_repetitions(rows)
        refused = self._compare(records)
        if refused:
            numbers = {record.code: row for row, record in reversed(rows)}
            doubled += [(numbers[code], code) for code in refused]
        return doubled

    def spare(self, codes: Collection[str]) -> None:
        """Note dossiers that stand in the file with a fault: refused, but not vanished."""
        if codes and self._may_miss():
            for row in self._store.find(codes):
                self._see(row[0])

    def finish(self) -> None:
        """Raise what only the whole file tells: what vanished, and which published months moved.

        Count what another source has, too.

        Call once, after the last row and before the batch is closed.
        """
        if self.added_count >= VERY_MANY:
            self._store.refresh_statistics()
        as_of, source_id = self._arrival.as_of, self._arrival.source_id
        if self.added_count:
            self.shared_codes = count_codes_elsewhere(source_id, highest=self._highest)
        if not (self._is_first or self._is_older):
            self._alerts.note_returned(source_id=source_id, as_of=as_of, seen=self._seen)
        if self._may_miss() and self._first_day:
            self._alerts.raise_vanished(self._list_vanished())
        if self.touched_days:
            since = date.fromisoformat(min(self.touched_days))
            moved = list_month_changes(touched_from=since)
            self._alerts.raise_month_changes(moved, touched_from=since, as_of=as_of)

    def _may_miss(self) -> bool:
        """Return whether this file tells what vanished: a full one, no older than what is known."""
        return self._is_full and not self._is_first and not self._is_older

    def _list_vanished(self) -> list[int]:
        missing = list_missing(
            source_id=self._arrival.source_id,
            batch_id=self._arrival.batch_id,
            first_day=self._first_day,
            as_of=self._arrival.as_of,
            highest=self._highest,
        )
        return [key for key in missing if self._seen.mark(key)]

    def _see(self, key: int) -> None:
        if key <= self._highest:
            self._seen.mark(key)

    def _touch(self, records: Collection[DossierRecord]) -> None:
        """Note when the dossiers that are written came in and ended."""
        self.touched_days.update(map(_RECEIVED_ON, records))
        self.touched_days.update(filter(None, map(_FINISHED_ON, records)))

    def _note_undue(self, records: Collection[DossierRecord]) -> None:
        """Count written dossiers that have no due day."""
        self.without_due_day += list(map(_DUE_ON_OF, records)).count(None)

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
            self._touch(records.values())
            self._note_undue(records.values())
            known_codes = self._store.add_new(list(records.values()))
            self.added_count += len(records) - len(known_codes)
            self.without_due_day -= sum(records[code].due_on is None for code in known_codes)
            if not known_codes:
                return []
            known = self._store.find(known_codes)
        else:
            known = self._store.find(records)
            found = {row[CODE] for row in known}
            new = [record for code, record in records.items() if code not in found]
            self._touch(new)
            self._note_undue(new)
            self._store.add(new)
            self.added_count += len(new)
        return self._settle(known, records)

    def _settle(
        self, known: Sequence[tuple[Any, ...]], records: dict[str, DossierRecord]
    ) -> list[str]:
        mine = self._arrival.batch_id
        repeated = self._seen.mark_all([row[0] for row in known if row[_BATCH] != mine])
        repeated.update([row[0] for row in known if row[_BATCH] == mine])
        differing = [row for row in known if row[CODE:] != records[row[CODE]]]
        same_again = len(repeated) - sum(row[0] in repeated for row in differing)
        if same_again:
            self.skipped[REPEATED] += same_again
        self.unchanged_count += len(known) - len(differing) - same_again
        refused: list[str] = []
        changed: list[tuple[tuple[Any, ...], DossierRecord]] = []
        for row in differing:
            record = records[row[CODE]]
            if (self._is_older and not self._takes_older) or self._arrival.as_of < row[_AS_OF]:
                self.skipped[OLDER] += 1
            elif row[0] in repeated:
                refused.append(record.code)
            else:
                changed.append((row, record))
        if changed:
            self._replace(changed)
        return refused

    def _replace(self, changed: Sequence[tuple[tuple[Any, ...], DossierRecord]]) -> None:
        found = compare_changed(changed, self._arrival.as_of)
        replacements: list[Replacement] = []
        for (row, record), (dossier_id, old, _, _) in zip(changed, found, strict=True):
            facts = replaced_facts(old, record, row[_AS_OF])
            replacements.append(Replacement(dossier_id, row[1], row[_BATCH], facts, record))
        self._store.replace(replacements)
        self.updated_count += len(replacements)
        self._note_undue([record for _, record in changed])
        for _, old, new, _ in found:
            self._touch((old, new))
        self._alerts.raise_rewritings(found)
