"""A unit's page: who it is, what became of it, what it answers for, what was published of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from models.vocabulary import OPEN_END, OPEN_START
from tracker.clock import past_day
from tracker.errors import NotFoundError, ReadingError
from tracker.publishing.pictures.record_trends import PublishedRate, draw_record
from tracker.publishing.public_list import read_public_list
from tracker.queries.unit_history import list_unit_events
from tracker.queries.unit_records import list_unit_record
from tracker.queries.units import describe
from tracker.rules.dates import format_date, read_date
from tracker.rules.periods import read_period
from tracker.wording.sentences import sentence
from views.pages.filters import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from models.vocabulary import UnitLevel
    from tracker.publishing.pictures.picture import Picture
    from tracker.publishing.public_list import UnitLine
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.unit_history import UnitEvent
    from tracker.queries.unit_records import RecordLine
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit as a line of a list or a link.

    Args:
        unit: The unit.
        parent: Name of the unit above it, on the day looked at; may be empty.
        url: Its page, on a day its code means it.
        days: From when to when it existed, in words.
    """

    unit: UnitRow
    parent: str
    url: str
    days: str


@dataclass(frozen=True, slots=True)
class Event:
    """One sentence of a unit's history.

    Args:
        on: The day.
        text: What happened.
        other: The other unit.
        document: By which document; may be empty.
        scope_note: Which part of the work went; may be empty.
    """

    on: date
    text: str
    other: UnitLink
    document: str
    scope_note: str


@dataclass(frozen=True, slots=True)
class Month:
    """A unit's line of one published month.

    Args:
        record: What was published of the month.
        line: Counts and rates; None when the list was withdrawn.
        url: The dossiers of the unit in that list.
        late_change: Dossiers finished late, more or fewer than in the month before; None where
            the month before was not published.
        overdue_change: The same of those open and overdue.
    """

    record: RecordLine
    line: UnitLine | None
    url: str
    late_change: int | None
    overdue_change: int | None


def find_unit(code: str, directory: UnitDirectory, on: date | None) -> UnitRow:
    """Return the unit a code means on a day, the newest one without a day.

    Raises:
        NotFoundError: `unit_code_unknown`, `unit_code_not_valid`.
    """
    meanings = directory.meanings(code)
    if not meanings:
        raise NotFoundError("unit_code_unknown", value=code)
    unit = directory.find(code, on) if on else meanings[0]
    if unit is None:
        raise NotFoundError("unit_code_not_valid", value=code, on=on, choices=describe(meanings))
    return unit


def read_unit_day() -> date | None:
    """Return the day a unit is asked for on.

    Raises:
        ReadingError: `day_unreadable`.
    """
    text = request.args.get("ngay", "").strip()
    if not text:
        return None
    try:
        return read_date(text)[0]
    except ReadingError as error:
        raise ReadingError("day_unreadable", value=text) from error


def unit_url(unit: UnitRow) -> str:
    """Return the address of a unit on a day its code means it."""
    return url_for("units.show", code=unit.code, ngay=unit_day(unit))


def unit_day(unit: UnitRow) -> str | None:
    """Return the day an address names a unit by, where its code may mean another today."""
    return None if unit.valid_to == OPEN_END else unit.valid_to.isoformat()


def days_text(unit: UnitRow) -> str:
    """Return from when to when a unit existed."""
    first = "" if unit.valid_from == OPEN_START else format_date(unit.valid_from)
    last = "" if unit.valid_to == OPEN_END else format_date(unit.valid_to)
    if first and last:
        return sentence("unit_days_both", {"first": first, "last": last})
    if first:
        return sentence("unit_days_from", {"first": first})
    if last:
        return sentence("unit_days_until", {"last": last})
    return sentence("unit_days_open")


def link_unit(unit: UnitRow, tree: UnitTree, on: date) -> UnitLink:
    """Return a unit as a link."""
    parent = tree.parent(unit.id, on)
    return UnitLink(unit, parent.name if parent else "", unit_url(unit), days_text(unit))


def search_units(
    tree: UnitTree, *, on: date | None, text: str, under: str
) -> tuple[list[UnitRow], Counter[UnitLevel]]:
    """Return the units that fit, and how many of each level there are.

    Args:
        tree: Every unit.
        on: Only units of that day; None for all that ever were.
        text: Folded letters of a name, an alias or a code.
        under: Code of the unit they stand under; empty for all.
    """
    within: Sequence[UnitRow] = tree.units
    if under:
        roots = [unit for unit in tree.meanings(under) if on is None or unit.is_valid(on)]
        within = [unit for root in roots for unit in (root, *tree.descendants(root.id, on))]
    found = [
        unit
        for unit in within
        if (on is None or unit.is_valid(on))
        and matches(text, (unit.name, unit.short_name, unit.code, *unit.aliases))
    ]
    return found, Counter(unit.level for unit in found)


def list_events(unit: UnitRow, tree: UnitTree) -> list[Event]:
    """Return the history of a unit in sentences, the newest first."""
    day = past_day()
    return [
        _event(event, unit, tree)
        for event in list_unit_events(unit.id)
        if day is None or event.effective_on <= day
    ]


def list_months(unit: UnitRow) -> list[Month]:
    """Return what was published of a unit, the newest month first."""
    records = list_unit_record(unit.code, unit.valid_from, unit.valid_to)
    lines = {record.period: _line(record) for record in records}
    return [
        Month(
            record=record,
            line=lines[record.period],
            url=_list_url(record.period, record.version, unit.code),
            late_change=_change("finished_late", record, lines),
            overdue_change=_change("open_overdue", record, lines),
        )
        for record in records
    ]


def draw_unit_record(unit: UnitRow, months: Iterable[Month], small_count: int) -> Picture | None:
    """Return the trend of what was published of a unit; None while it is too little.

    Args:
        unit: The unit.
        months: Its published months.
        small_count: Rates over fewer dossiers are not shown.
    """
    rates = {
        read_period(month.record.period): PublishedRate(
            month.line.finished_on_time_rate if month.line else None, month.record.is_sample
        )
        for month in months
    }
    return draw_record(rates, unit_name=unit.name, small_count=small_count)


def _line(record: RecordLine) -> UnitLine | None:
    return None if record.is_withdrawn else read_public_list({"units": [record.line]}).units[0]


def _change(name: str, record: RecordLine, lines: Mapping[str, UnitLine | None]) -> int | None:
    """Return how a count moved since the month right before."""
    present = lines[record.period]
    before = lines.get(read_period(record.period).previous().code)
    if present is None or before is None:
        return None
    return int(getattr(present, name)) - int(getattr(before, name))


def list_children(unit: UnitRow, tree: UnitTree, on: date) -> list[UnitLink]:
    """Return the units directly under a unit on a day."""
    return [link_unit(child, tree, on) for child in tree.children(unit.id, on)]


def list_meanings(units: Iterable[UnitRow], tree: UnitTree) -> list[UnitLink]:
    """Return the units one code has meant, each with a day of its own."""
    return [
        UnitLink(
            unit,
            _parent_name(unit, tree),
            url_for("units.show", code=unit.code, ngay=_day_of(unit).isoformat()),
            days_text(unit),
        )
        for unit in units
    ]


def _day_of(unit: UnitRow) -> date:
    """Return a day on which the unit's code means it."""
    return unit.valid_from if unit.valid_to == OPEN_END else unit.valid_to


def _parent_name(unit: UnitRow, tree: UnitTree) -> str:
    return tree.by_id(unit.parent_id).name if unit.parent_id else ""


def _event(event: UnitEvent, unit: UnitRow, tree: UnitTree) -> Event:
    is_heir = event.successor_id == unit.id
    other = tree.by_id(event.predecessor_id if is_heir else event.successor_id)
    code = f"unit_event_{'from' if is_heir else 'to'}_{event.kind.value}"
    return Event(
        on=event.effective_on,
        text=sentence(code),
        other=UnitLink(other, _parent_name(other, tree), unit_url(other), days_text(other)),
        document=event.document,
        scope_note=event.scope_note,
    )


def _list_url(period: str, version: int, unit_code: str) -> str:
    """Return the address of one unit's dossiers in a published list."""
    query: dict[str, Any] = {"don-vi": unit_code}
    return url_for("public.show_version", period=period, version=version, **query)
