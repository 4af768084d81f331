"""Loads units, their successions, groups and the calendar: what is missing of seeds/."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import (
    CalendarDay,
    UnitGroup,
    UnitGroupAlias,
    UnitGroupMember,
    UnitSuccession,
    db,
)
from models.vocabulary import OPEN_END, OPEN_START, DayEffect, SuccessionKind, UnitLevel
from tracker.errors import RefusedError
from tracker.paths import SEEDS
from tracker.rules.text import clean, fold
from tracker.services.audit import record_audit
from tracker.services.unit_book import UnitBook, UnitDraft

if TYPE_CHECKING:
    from pathlib import Path

    from models import Unit
    from tracker.queries.accounts import Actor


@dataclass(frozen=True, slots=True)
class _SeedRow:
    """One row of a seed file; what is wrong in it names file and row."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def broken(self, value: str) -> RefusedError:
        """Return the refusal of this row."""
        return RefusedError("seed_row_broken", file=self.file, row=self.number, value=value)

    def day(self, column: str, blank: date | None = None) -> date:
        """Return the day in a column, or what a blank stands for."""
        text = self.cells[column]
        if not text and blank is not None:
            return blank
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.broken(text) from error

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the items of a list, "|" between them."""
        items = map(clean, self.cells[column].split("|"))
        return tuple(item for item in items if item)


def load_units_seed(*, actor: Actor, folder: Path = SEEDS) -> int:
    """Add the units and aliases of units.csv that are not there; return how many units.

    A unit stands by its code and first day. A row whose code and days an office has since recorded
    otherwise is passed over: what people recorded is not undone.

    Raises:
        RefusedError: `seed_row_broken`; a seed that cannot be read is a fault of the product.
    """
    rows = _read(folder, "units.csv")
    if not rows:
        return 0
    book = UnitBook()
    added = aliases = 0
    for row in rows:
        draft = _draft(row)
        known = book.known(draft.code, draft.valid_from or OPEN_START)
        if known is not None:
            aliases += len(book.add_aliases(known, draft.aliases))
        else:
            added += _save(book, draft, row)
    if added or aliases:
        book.finish()
        _record(actor, "units", {"added": added, "aliases": aliases})
    return added


def load_successions_seed(*, actor: Actor, folder: Path = SEEDS) -> int:
    """Add the successions of unit_successions.csv that are not there; return how many.

    Raises:
        RefusedError: `seed_row_broken`.
    """
    rows = _read(folder, "unit_successions.csv")
    if not rows:
        return 0
    book = UnitBook()
    known: set[tuple[int, int]] = set(
        db.session.execute(sa.select(UnitSuccession.predecessor_id, UnitSuccession.successor_id))
    )
    added = []
    for row in rows:
        old = _valid(book, row, "predecessor")
        new = _valid(book, row, "successor")
        if (old.id, new.id) not in known:
            known.add((old.id, new.id))
            added.append(
                UnitSuccession(
                    predecessor_id=old.id,
                    successor_id=new.id,
                    effective_on=row.day("on"),
                    kind=SuccessionKind(row["kind"]),
                    document=row["document"],
                    scope_note=row["scope_note"],
                    evidence=row["evidence"],
                )
            )
    if added:
        db.session.add_all(added)
        db.session.flush()
        _record(actor, "unit_successions", {"added": len(added)})
    return len(added)


def load_groups_seed(*, actor: Actor, folder: Path = SEEDS) -> int:
    """Add the groups, members and printed phrases of unit_groups.csv; return how many groups.

    A code in the file means what it meant last; a member, what it meant while the scope lasted.

    Raises:
        RefusedError: `seed_row_broken`.
    """
    rows = _read(folder, "unit_groups.csv")
    if not rows:
        return 0
    book = UnitBook()
    groups = {group.code: group for group in db.session.scalars(sa.select(UnitGroup))}
    new = [_group(book, row) for row in rows if row["code"] not in groups]
    db.session.add_all(new)
    db.session.flush()
    groups |= {group.code: group for group in new}
    more = [*_missing_members(book, rows, groups), *_missing_aliases(rows, groups)]
    if new or more:
        db.session.add_all(more)
        db.session.flush()
        _record(actor, "unit_groups", {"added": len(new), "members_and_aliases": len(more)})
    return len(new)


def load_calendar_seed(*, actor: Actor, folder: Path = SEEDS) -> int:
    """Load calendar.csv into an empty calendar; return how many days were added.

    A calendar in use changes by `tracker calendar change` only: days added here would move due
    days unseen, and days an office took out would come back (docs/decisions/006).

    Raises:
        RefusedError: `seed_row_broken`.
    """
    rows = _read(folder, "calendar.csv")
    if db.session.scalar(sa.select(sa.exists().where(CalendarDay.id.is_not(None)))):
        return 0
    added = [
        CalendarDay(
            on=row.day("date"),
            effect=DayEffect(row["effect"]),
            kind=row["kind"],
            name=row["name"],
            pair_on=row.day("pair_date") if row["pair_date"] else None,
            source=row["source"],
            status=row["status"],
        )
        for row in rows
    ]
    if added:
        db.session.add_all(added)
        db.session.flush()
        _record(actor, "calendar", {"added": len(added)})
    return len(added)


def _read(folder: Path, name: str) -> list[_SeedRow]:
    """Return the rows of a seed file; none when the folder does not hold it."""
    path = folder / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        return [_SeedRow(name, reader.line_num, row) for row in reader]


def _record(actor: Actor, name: str, details: dict[str, int]) -> None:
    record_audit(
        actor=actor,
        action="seeds_loaded",
        object_type="seeds",
        object_key=name,
        details=details,
    )


def _draft(row: _SeedRow) -> UnitDraft:
    if row["level"] not in tuple(UnitLevel):
        raise row.broken(row["level"])
    return UnitDraft(
        code=row["code"],
        name=row["name"],
        level=UnitLevel(row["level"]),
        parent_code=row["parent_code"],
        valid_from=row.day("valid_from", OPEN_START),
        valid_to=row.day("valid_to", OPEN_END),
        short_name=row["short_name"],
        kind=row["kind"],
        aliases=row.parts("aliases"),
        evidence=row["evidence"],
    )


def _save(book: UnitBook, draft: UnitDraft, row: _SeedRow) -> bool:
    try:
        book.save(draft)
    except RefusedError as error:
        if error.code == "unit_validity_overlap":
            return False
        raise row.broken(str(error.params.get("value"))) from error
    return True


def _valid(book: UnitBook, row: _SeedRow, role: str) -> Unit:
    code, on = row[f"{role}_code"], row.day(f"{role}_valid_on")
    unit = book.find(code, on)
    if unit is None or unit.valid_to < on:
        raise row.broken(code)
    return unit


def _group(book: UnitBook, row: _SeedRow) -> UnitGroup:
    scope = book.latest(row["scope_code"])
    levels = row.parts("level")
    if scope is None or not set(levels) <= {level.value for level in UnitLevel}:
        raise row.broken(row["scope_code"] if scope is None else row["level"])
    return UnitGroup(
        code=row["code"],
        name=row["name"],
        scope_id=scope.id,
        levels="|".join(levels),
        kinds="|".join(row.parts("kinds")),
        source=row["source"],
        note=row["note"],
    )


def _missing_members(
    book: UnitBook, rows: list[_SeedRow], groups: dict[str, UnitGroup]
) -> list[UnitGroupMember]:
    known: set[tuple[int, int]] = set(
        db.session.execute(sa.select(UnitGroupMember.group_id, UnitGroupMember.unit_id))
    )
    missing = []
    for row in rows:
        group = groups[row["code"]]
        scope = book.latest(row["scope_code"])
        for code in row.parts("members"):
            unit = book.find(code, scope.valid_to) if scope else None
            if unit is None:
                raise row.broken(code)
            if (group.id, unit.id) not in known:
                known.add((group.id, unit.id))
                missing.append(UnitGroupMember(group_id=group.id, unit_id=unit.id))
    return missing


def _missing_aliases(rows: list[_SeedRow], groups: dict[str, UnitGroup]) -> list[UnitGroupAlias]:
    known: set[tuple[int, str]] = set(
        db.session.execute(sa.select(UnitGroupAlias.group_id, UnitGroupAlias.folded))
    )
    missing = []
    for row in rows:
        group_id = groups[row["code"]].id
        for alias in row.parts("aliases"):
            if (group_id, fold(alias)) not in known:
                known.add((group_id, fold(alias)))
                missing.append(UnitGroupAlias(group_id=group_id, alias=alias, folded=fold(alias)))
    return missing
