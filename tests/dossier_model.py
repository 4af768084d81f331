"""What imports of one source must come to, said a second time and as plainly as it can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

OPEN, PAUSED, FINISHED = "open", "paused", "finished"


class Facts(NamedTuple):
    received: date
    due: date
    status: str
    finished: date | None
    unit: str

    def is_late(self) -> bool:
        return self.finished is not None and self.finished > self.due

    def is_overdue(self, as_of: date) -> bool:
        return self.status == OPEN and self.due < as_of

    def denies(self, new: Facts, as_of: date) -> bool:
        ended = new.finished or date.max
        return self.status == PAUSED and ended <= self.due < as_of


class File(NamedTuple):
    rows: tuple[tuple[str, Facts], ...]
    bad: tuple[str, ...]
    as_of: date
    is_full: bool


@dataclass
class Model:
    #: Code → facts, the day they were known, number of revisions, number of the import.
    known: dict[str, tuple[Facts, date, int, int]] = field(default_factory=dict)
    #: Code, number of the revision, the facts as they were.
    revisions: list[tuple[str, int, Facts]] = field(default_factory=list)
    #: Kind, code, number of the import.
    alerts: list[tuple[str, str, int]] = field(default_factory=list)
    imports: list[File] = field(default_factory=list)
    #: Of these a file told that they are back since they were last told to have vanished.
    back: set[str] = field(default_factory=set)

    def bring(self, file: File) -> int | None:
        """Import a file; return the number of a new import, None when nothing came of it."""
        earlier = [each for each in self.imports if each == file]
        if earlier and not file.bad:
            return None
        number, is_older = len(self.imports), any(f.as_of > file.as_of for f in self.imports)
        is_first, before = not self.known, len(self.alerts)
        added, updated, same = 0, 0, 0
        for code, facts in file.rows:
            if code not in self.known:
                self.known[code], added = (facts, file.as_of, 1, number), added + 1
            elif self.known[code][0] == facts:
                same += 1
            elif not is_older and file.as_of >= self.known[code][1]:
                self._replace(code, facts, file.as_of, number)
                updated += 1
        if not is_first and not is_older and file.rows:
            self._see(file, number)
        is_news = added or updated or len(self.alerts) > before
        if not is_news and (earlier or (file.bad and not same)):
            return None
        self.imports.append(file)
        return number

    def _replace(self, code: str, new: Facts, as_of: date, number: int) -> None:
        old, old_as_of, revision, _ = self.known[code]
        was_late, is_late = old.is_late(), new.is_late()
        found = {
            "late_turned_on_time": (was_late and not is_late and not new.is_overdue(as_of))
            or (old.is_overdue(old_as_of) and new.status == FINISHED and not is_late),
            "finish_moved_back": new.finished is not None
            and (new.finished < self._last_end(code, old) or old.denies(new, old_as_of)),
            "due_moved_forward": PAUSED not in (old.status, new.status) and new.due > old.due,
            "received_moved": old.received != new.received,
            "unit_changed": old.unit != new.unit,
        }
        self.alerts += [(kind, code, number) for kind, is_so in found.items() if is_so]
        self.revisions.append((code, revision, old))
        self.known[code] = (new, as_of, revision + 1, number)

    def _last_end(self, code: str, old: Facts) -> date:
        """Return when it ended; opened again, the latest day it was ever said to have ended."""
        said = [facts.finished for each, _, facts in self.revisions if each == code]
        return old.finished or max(filter(None, said), default=date.min)

    def _see(self, file: File, number: int) -> None:
        self.back |= {code for code, _ in file.rows}
        if file.is_full:
            self.back |= set(file.bad)
            self._miss(file, number)

    def _miss(self, file: File, number: int) -> None:
        first = min(facts.received for _, facts in file.rows)
        there = {code for code, _ in file.rows} | set(file.bad)
        for code, (facts, _, _, seen) in self.known.items():
            is_told = any(a[:2] == ("vanished", code) and a[2] > seen for a in self.alerts)
            is_known = is_told and code not in self.back
            if code not in there and first <= facts.received <= file.as_of and not is_known:
                self.alerts.append(("vanished", code, number))
                self.back.discard(code)
