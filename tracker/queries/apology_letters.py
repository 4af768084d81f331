"""Apology letters (phiếu xin lỗi và hẹn lại) as frozen rows, and what each says of its dossier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ApologyLetter, Dossier, db
from models.vocabulary import DossierStatus, LetterState
from tracker.clock import known_until, today
from tracker.errors import NotFoundError
from tracker.queries.apology_rows import LetterRow, select_letters
from tracker.queries.key_lists import among, keys_value
from tracker.queries.letter_steps import find_letters_then
from tracker.queries.name_places import unit_places
from tracker.rules.apologies import DossierDays, is_in_time, is_second_slip

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LetterMark:
    """What the letters of a dossier come to.

    Args:
        state: Of the last letter that was sent; while none was, of the last not cancelled.
        ordinal: Which it is of those not cancelled, from 1.
        signed_on: Its day of signature.
        sent_on: Day it was sent.
        send_by: Last day it was sent in time, as counted when it was drafted.
        promised_on: The new day it promises; None where the result was there already.
        is_in_time: Whether the dossier has a letter sent in time; None while none was sent.
        is_second_slip: Whether a promised day was missed too.
    """

    state: LetterState
    ordinal: int
    signed_on: date | None
    sent_on: date | None
    send_by: date | None
    promised_on: date | None
    is_in_time: bool | None
    is_second_slip: bool


@dataclass(frozen=True, slots=True)
class LetterSearch:
    """Which letters are wanted.

    Args:
        states: Only in these states; None for all.
        unit_ids: Only of these units; None for all.
        slipped_on: Only those whose promised day was missed, seen from this day; None for all.
        dossier_code: Only of dossiers whose code holds this; empty for all.
        days: Only of dossiers due between two days, both included; None for all.
    """

    states: tuple[LetterState, ...] | None = None
    unit_ids: Collection[int] | None = None
    slipped_on: date | None = None
    dossier_code: str = ""
    days: tuple[date, date] | None = None


class LetterColumn(StrEnum):
    """What a listing of letters can be sorted by."""

    CODE = "code"
    UNIT = "unit"
    DUE_ON = "due_on"
    PROMISED_ON = "promised_on"
    SEND_BY = "send_by"
    SIGNED_ON = "signed_on"
    SENT_ON = "sent_on"


def find_letter_marks(
    dossier_ids: Collection[int], *, on: date | None = None
) -> dict[int, LetterMark]:
    """Return what the letters of each dossier come to; one query, however many dossiers.

    Looking back, as they stood by that day.

    Args:
        dossier_ids: Keys of the dossiers.
        on: Day second slips are seen from; today if not given.

    Returns:
        By the dossier's key; one without a letter that stands is not in it.
    """
    present = on or today()
    letters: dict[int, list[Any]] = {}
    until, keys = known_until(), keys_value(dossier_ids)
    found: Iterable[Any] = (
        db.session.connection().execute(_MARKS, keys).all()
        if until is None
        else _marks_then(until, keys)
    )
    # Ordered here: to hand them out in order, SQLite would go through all there are.
    for row in sorted(found, key=attrgetter("dossier_id", "ordinal")):
        letters.setdefault(row.dossier_id, []).append(row)
    return {key: _mark(rows, present) for key, rows in letters.items()}


def list_letters(
    search: LetterSearch,
    *,
    by: LetterColumn = LetterColumn.SEND_BY,
    is_descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[LetterRow]:
    """Return letters; those alike in what they are sorted by stand by the day to be sent by.

    Args:
        search: Which.
        by: What they are sorted by.
        is_descending: Whether the highest come first; those without a value are last both ways.
        offset: How many to leave out.
        limit: At most so many; None for all.
    """
    value = _value(by)
    statement = (
        select_letters()
        .where(*_wanted(search))
        .order_by((value.desc() if is_descending else value.asc()).nulls_last(), *_USUAL)
        .offset(offset)
        .limit(limit)
    )
    return [LetterRow(*row) for row in db.session.execute(statement)]


def count_letters(search: LetterSearch) -> int:
    """Return how many letters a search finds."""
    statement = (
        sa.select(sa.func.count())
        .select_from(ApologyLetter)
        .join(Dossier, Dossier.id == ApologyLetter.dossier_id)
        .where(*_wanted(search))
    )
    return db.session.scalar(statement) or 0


def list_letters_by_id(letter_ids: Collection[int]) -> list[LetterRow]:
    """Return letters in the order of their keys as given.

    Raises:
        NotFoundError: `apology_missing`.
    """
    statement = select_letters().where(among(ApologyLetter.id))
    rows = db.session.execute(statement, keys_value(letter_ids))
    found = {row[0]: LetterRow(*row) for row in rows}
    missing = [key for key in letter_ids if key not in found]
    if missing:
        raise NotFoundError("apology_missing", value=missing[0])
    return [found[key] for key in dict.fromkeys(letter_ids)]


def list_letters_of(dossier_id: int) -> list[LetterRow]:
    """Return the letters of one dossier, the first one first; cancelled ones too."""
    statement = select_letters().where(Dossier.id == dossier_id).order_by(ApologyLetter.ordinal)
    return [LetterRow(*row) for row in db.session.execute(statement)]


def _value(column: LetterColumn) -> sa.ColumnElement[Any]:
    if column is LetterColumn.UNIT:
        return unit_places(ApologyLetter.unit_id)
    values: dict[LetterColumn, Any] = {
        LetterColumn.CODE: Dossier.code,
        LetterColumn.DUE_ON: Dossier.judged_due_on,
        LetterColumn.PROMISED_ON: ApologyLetter.promised_on,
        LetterColumn.SEND_BY: ApologyLetter.send_by,
        LetterColumn.SIGNED_ON: ApologyLetter.signed_on,
        LetterColumn.SENT_ON: ApologyLetter.sent_on,
    }
    value: sa.ColumnElement[Any] = values[column]
    return value


def _wanted(search: LetterSearch) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if search.states is not None:
        conditions.append(ApologyLetter.state.in_(search.states))
    if search.unit_ids is not None:
        conditions.append(ApologyLetter.unit_id.in_(sorted(search.unit_ids)))
    if search.slipped_on is not None:
        conditions.append(_slipped(search.slipped_on))
    if search.dossier_code:
        conditions.append(Dossier.code.icontains(search.dossier_code, autoescape=True))
    if search.days is not None:
        conditions.append(Dossier.judged_due_on.between(*search.days))
    return conditions


def _slipped(present: date) -> sa.ColumnElement[bool]:
    """Return the condition of `tracker.rules.apologies.is_second_slip`."""
    promised = ApologyLetter.promised_on
    ended_after = sa.and_(Dossier.status == DossierStatus.FINISHED, Dossier.finished_on > promised)
    still_open = sa.and_(Dossier.status == DossierStatus.OPEN, promised < present)
    return sa.and_(ApologyLetter.state == LetterState.SENT, sa.or_(ended_after, still_open))


_USUAL: Final = (
    ApologyLetter.send_by,
    Dossier.code,
    ApologyLetter.ordinal,
    ApologyLetter.id,
)
_ALL_MARKS: Final = (
    sa.select(
        ApologyLetter.id,
        ApologyLetter.dossier_id,
        ApologyLetter.ordinal,
        ApologyLetter.state,
        ApologyLetter.signed_on,
        ApologyLetter.sent_on,
        ApologyLetter.send_by,
        ApologyLetter.promised_on,
        Dossier.received_on,
        Dossier.judged_due_on,
        Dossier.finished_on,
        Dossier.status.label("dossier_status"),
    )
    .join(Dossier, Dossier.id == ApologyLetter.dossier_id)
    .where(among(ApologyLetter.dossier_id))
)
#: Put together once: a list asks it again and again, mostly to hear that there is nothing.
_MARKS: Final = _ALL_MARKS.where(ApologyLetter.state != LetterState.CANCELLED)


def _marks_then(until: datetime, keys: Mapping[str, Any]) -> Iterator[SimpleNamespace]:
    """Yield letters as they stood on the day looked at, but those not there or cancelled."""
    then = find_letters_then(until)
    for row in db.session.connection().execute(_ALL_MARKS, keys).mappings():
        values, was = dict(row), then.get(row["id"])
        if was is not None:
            values["state"] = was.state
            if was.was_rewritten:
                values["promised_on"] = was.promised_on
        if values["state"] in (None, LetterState.CANCELLED):
            continue
        if values["state"] is not LetterState.SENT:
            values["sent_on"] = None
        if values["state"] is LetterState.DRAFT:
            values["signed_on"] = None
        yield SimpleNamespace(**values)


def _mark(rows: Sequence[Any], present: date) -> LetterMark:
    sent = [place for place, row in enumerate(rows) if row.state is LetterState.SENT]
    # A second letter that waits does not take back the first, which was sent.
    place = sent[-1] if sent else len(rows) - 1
    last = rows[place]
    days = _days_known(last, present)
    return LetterMark(
        state=last.state,
        ordinal=place + 1,
        signed_on=last.signed_on,
        sent_on=last.sent_on,
        send_by=last.send_by,
        promised_on=last.promised_on,
        is_in_time=_any_in_time(is_in_time(row.sent_on, row.send_by) for row in rows),
        is_second_slip=any(
            is_second_slip(row.state, row.promised_on, days, present) for row in rows
        ),
    )


def _days_known(row: Any, present: date) -> DossierDays:
    """Return a dossier as it stood on a day: one that has ended since was open, as on its list."""
    finished_on, status = row.finished_on, row.dossier_status
    if finished_on is not None and finished_on > present:
        finished_on, status = None, DossierStatus.OPEN
    return DossierDays(row.received_on, row.judged_due_on, finished_on, status)


def _any_in_time(answers: Iterable[bool | None]) -> bool | None:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None
