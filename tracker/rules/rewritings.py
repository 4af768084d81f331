"""Rewritings of known facts: what a new export changed that an honest clock does not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import OPEN_END, AlertKind, DossierStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.dossier_records import DossierRecord

_HALTED: Final = frozenset({DossierStatus.PAUSED.value, DossierStatus.AWAITING_SUPPLEMENT.value})
_OPEN: Final = DossierStatus.OPEN.value
_FINISHED: Final = DossierStatus.FINISHED.value
_NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One known fact that was changed.

    Args:
        kind: What was changed.
        before: What was known: a day, a unit's key, or for lateness "end > due".
        after: What the new export says, in the same form.
    """

    kind: AlertKind
    before: str
    after: str


def list_rewritings(
    old: DossierRecord,
    new: DossierRecord,
    *,
    old_as_of: str,
    as_of: str,
    has_apology: bool = False,
) -> tuple[Rewriting, ...]:
    """Return what in a changed dossier a person must look at, in the order of `AlertKind`.

    Args:
        old: What was known.
        new: What the export says now.
        old_as_of: The day the known facts described.
        as_of: The day the export describes.
        has_apology: Whether a letter of apology with a new day (phiếu xin lỗi và hẹn lại) is
            recorded for the dossier: it accounts for a due day that goes later.

    Source:
        reference/design.md, section 3, rule 7.
    """
    found = tuple(_find(old, new, old_as_of, as_of))
    if has_apology:
        return tuple(each for each in found if each.kind is not AlertKind.DUE_MOVED_FORWARD)
    return found


def touched_days(*records: DossierRecord) -> tuple[str, str]:
    """Return the first and the last ISO day whose lists these facts count in.

    Args:
        records: Facts of one dossier, old and new; one that has not ended has no last day.
    """
    ends = (record.finished_on or OPEN_END.isoformat() for record in records)
    return min(record.received_on for record in records), max(ends)


def _find(
    old: DossierRecord, new: DossierRecord, old_as_of: str, as_of: str
) -> Iterator[Rewriting]:
    if _lost_its_lateness(old, new, old_as_of, as_of):
        yield Rewriting(AlertKind.LATE_TURNED_ON_TIME, _standing(old), _standing(new))
    if _finish_moved_back(old, new):
        yield Rewriting(AlertKind.FINISH_MOVED_BACK, _end(old), _end(new))
    if _due_moved_forward(old, new):
        yield Rewriting(AlertKind.DUE_MOVED_FORWARD, old.due_on or _NOTHING, new.due_on or _NOTHING)
    if old.received_on != new.received_on:
        yield Rewriting(AlertKind.RECEIVED_MOVED, old.received_on, new.received_on)
    if old.unit_id != new.unit_id:
        yield Rewriting(AlertKind.UNIT_CHANGED, str(old.unit_id), str(new.unit_id))


def _lost_its_lateness(old: DossierRecord, new: DossierRecord, old_as_of: str, as_of: str) -> bool:
    """Return whether a dossier known as late is late no longer.

    Finished late: whatever it is now but late or overdue. Overdue and open: only a finish dated
    within the term, for a pause or a return may well come after the due day.
    """
    if _is_finished_late(old):
        return not _is_finished_late(new) and not _is_overdue(new, as_of)
    if _is_overdue(old, old_as_of):
        return new.status == _FINISHED and not _is_finished_late(new)
    return False


def _is_finished_late(facts: DossierRecord) -> bool:
    if facts.status != _FINISHED or facts.judged_due_on is None or facts.finished_on is None:
        return False
    return facts.finished_on > facts.judged_due_on


def _is_overdue(facts: DossierRecord, as_of: str) -> bool:
    return facts.status == _OPEN and facts.judged_due_on is not None and facts.judged_due_on < as_of


def _finish_moved_back(old: DossierRecord, new: DossierRecord) -> bool:
    if old.finished_on is None or new.finished_on is None:
        return False
    if old.finished_on != new.finished_on:
        return new.finished_on < old.finished_on
    if old.finished_minute is None or new.finished_minute is None:
        return False
    return new.finished_minute < old.finished_minute


def _due_moved_forward(old: DossierRecord, new: DossierRecord) -> bool:
    """Return whether a due day went later, or away, and no pause accounts for it."""
    if old.due_on is None or old.status in _HALTED or new.status in _HALTED:
        return False
    return new.due_on is None or new.due_on > old.due_on


def _end(facts: DossierRecord) -> str:
    if facts.finished_on is None or facts.finished_minute is None:
        return facts.finished_on or _NOTHING
    hour, minute = divmod(facts.finished_minute, 60)
    return f"{facts.finished_on} {hour:02d}:{minute:02d}"


def _standing(facts: DossierRecord) -> str:
    """Return an end against its due day: "2024-03-20 > 2024-03-12"; an open one has no end."""
    due_on, ended_on = facts.judged_due_on or _NOTHING, facts.finished_on
    if ended_on is None:
        return f"{facts.status} / {due_on}"
    sign = ">" if facts.judged_due_on is not None and ended_on > due_on else "<="
    return f"{ended_on} {sign} {due_on}"
