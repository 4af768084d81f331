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
_NOT_RECEIVED: Final = DossierStatus.NOT_RECEIVED.value
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
    known_end: tuple[str, int | None] | None = None,
) -> tuple[Rewriting, ...]:
    """Return what in a changed dossier a person must look at, in the order of `AlertKind`.

    Args:
        old: What was known.
        new: What the export says now.
        old_as_of: The day the known facts described.
        as_of: The day the export describes.
        has_apology: Whether a letter of apology with a new day (phiếu xin lỗi và hẹn lại) is
            recorded for the dossier: it accounts for a due day that goes later before it has
            passed, never for one that was missed.
        known_end: ISO day and minute of the latest end the dossier was once known by, before it was
            opened again; None for one that never ended.

    Source:
        reference/design.md, section 3, rule 7.
    """
    found = tuple(_find(old, new, old_as_of, as_of, known_end))
    if has_apology and not (_is_finished_late(old) or _is_overdue(old, old_as_of)):
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
    old: DossierRecord,
    new: DossierRecord,
    old_as_of: str,
    as_of: str,
    known_end: tuple[str, int | None] | None,
) -> Iterator[Rewriting]:
    if _lost_its_lateness(old, new, old_as_of, as_of):
        yield Rewriting(AlertKind.LATE_TURNED_ON_TIME, _standing(old), _standing(new))
    ended_after = _undercut_end(old, new, old_as_of, known_end)
    if ended_after:
        yield Rewriting(AlertKind.FINISH_MOVED_BACK, ended_after, _end(new))
    if _due_moved_forward(old, new):
        yield Rewriting(AlertKind.DUE_MOVED_FORWARD, *_due_days(old, new))
    if old.received_on != new.received_on:
        yield Rewriting(AlertKind.RECEIVED_MOVED, old.received_on, new.received_on)
    if old.unit_id != new.unit_id:
        yield Rewriting(AlertKind.UNIT_CHANGED, str(old.unit_id), str(new.unit_id))


def _lost_its_lateness(old: DossierRecord, new: DossierRecord, old_as_of: str, as_of: str) -> bool:
    """Return whether a dossier known as late is late no longer.

    Finished late: whatever it is now but late or overdue. Overdue and open: an end dated within the
    term, or never received, for a pause or a return may well come after the due day.
    """
    if _is_finished_late(old):
        return not _is_finished_late(new) and not _is_overdue(new, as_of)
    return _is_overdue(old, old_as_of) and _is_undone(old, new)


def _is_undone(old: DossierRecord, new: DossierRecord) -> bool:
    """Return whether a dossier known as overdue is said to have ended before, or never begun."""
    if new.status == _FINISHED:
        return not _is_finished_late(new)
    return new.status == _NOT_RECEIVED or _ended_within_term(old, new)


def _paused_past_due(facts: DossierRecord, as_of: str) -> bool:
    """Return whether a paused or waiting dossier had not ended when its due day was over."""
    due_on = facts.judged_due_on
    return facts.status in _HALTED and due_on is not None and due_on < as_of


def _ended_within_term(old: DossierRecord, new: DossierRecord) -> bool:
    """Return whether a dossier is said to have ended by the due day that was known."""
    if new.finished_on is None or old.judged_due_on is None:
        return False
    return new.finished_on <= old.judged_due_on


def _is_finished_late(facts: DossierRecord) -> bool:
    if facts.status != _FINISHED or facts.judged_due_on is None or facts.finished_on is None:
        return False
    return facts.finished_on > facts.judged_due_on


def _is_overdue(facts: DossierRecord, as_of: str) -> bool:
    return facts.status == _OPEN and facts.judged_due_on is not None and facts.judged_due_on < as_of


def _undercut_end(
    old: DossierRecord,
    new: DossierRecord,
    old_as_of: str,
    known_end: tuple[str, int | None] | None,
) -> str:
    """Return the end that was known and the new one is before; empty where it is not.

    One that was opened again is held against the latest end it had: it had not ended before that.
    """
    if new.finished_on is None:
        return ""
    end = known_end if old.finished_on is None else (old.finished_on, old.finished_minute)
    if end is not None and _is_before(new.finished_on, new.finished_minute, end):
        return _moment(*end)
    if _paused_past_due(old, old_as_of) and _ended_within_term(old, new):
        return f"> {old_as_of}"
    return ""


def _is_before(on: str, minute: int | None, end: tuple[str, int | None]) -> bool:
    """Return whether a moment is before another; on one day the hours count, if both are known."""
    return on < end[0] if on != end[0] else _is_earlier(minute, end[1])


def _is_earlier(minute: int | None, than: int | None) -> bool:
    """Return whether a minute of a day is before another; never where one is not known."""
    return minute is not None and than is not None and minute < than


def _due_moved_forward(old: DossierRecord, new: DossierRecord) -> bool:
    """Return whether a due day went later, or away, and no pause accounts for it.

    On the same day the hour counts, where both exports state one.
    """
    if old.due_on is None or old.status in _HALTED or new.status in _HALTED:
        return False
    if new.due_on == old.due_on:
        return _is_earlier(old.due_minute, new.due_minute)
    return new.due_on is None or new.due_on > old.due_on


def _due_days(old: DossierRecord, new: DossierRecord) -> tuple[str, str]:
    """Return two due days, with their hours where those are all that differs."""
    if old.due_on == new.due_on:
        return _moment(old.due_on, old.due_minute), _moment(new.due_on, new.due_minute)
    return old.due_on or _NOTHING, new.due_on or _NOTHING


def _end(facts: DossierRecord) -> str:
    return _moment(facts.finished_on, facts.finished_minute)


def _moment(on: str | None, minute: int | None) -> str:
    if on is None or minute is None:
        return on or _NOTHING
    return f"{on} {minute // 60:02d}:{minute % 60:02d}"


def _standing(facts: DossierRecord) -> str:
    """Return an end against its due day: "2024-03-20 > 2024-03-12"; an open one has no end."""
    due_on, ended_on = facts.judged_due_on or _NOTHING, facts.finished_on
    if ended_on is None:
        return f"{facts.status} / {due_on}"
    sign = ">" if facts.judged_due_on is not None and ended_on > due_on else "<="
    return f"{ended_on} {sign} {due_on}"
