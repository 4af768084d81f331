"""The calendar of record against a library that works out holidays: every difference is known.

The days of python-holidays 0.109 (VN, 2021-2026, with its `weekend_workdays`) are kept as a file:
that version asks for an older python-dateutil than the one the product is locked to.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from models.vocabulary import DayEffect
from tests.conftest import DATA
from tracker.importing.calendar import read_calendar
from tracker.paths import SEEDS
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.calendar_changes import ProposedDay, change_days, check_pairs

pytestmark = pytest.mark.one_database

LIBRARY = DATA / "calendar" / "python-holidays-0.109.csv"
#: Day → (here, in the library), with why.
KNOWN_DIFFERENCES = {
    # CV 12729/VPCP-KGVX of 25/12/2025; the library does not have this swap.
    "2026-01-02": ("off", ""),
    "2026-01-10": ("working", ""),
    # A Saturday of Tết 2025: off as every Saturday, so it needs no row here.
    "2025-02-01": ("", "off"),
}


def effects(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["date"]: row["effect"] for row in csv.DictReader(file)}


def test_the_calendar_differs_from_the_library_only_where_we_know_why() -> None:
    ours, library = effects(SEEDS / "calendar.csv"), effects(LIBRARY)

    differing = {
        on: (ours.get(on, ""), library.get(on, ""))
        for on in ours.keys() | library.keys()
        if ours.get(on) != library.get(on)
    }
    assert differing == KNOWN_DIFFERENCES


def test_working_days_differ_from_the_library_on_one_swap_only() -> None:
    ours, theirs = (
        WorkingCalendar(read_calendar(path)) for path in (SEEDS / "calendar.csv", LIBRARY)
    )
    first, last = date(2021, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    days = [date.fromordinal(number) for number in range(first, last + 1)]

    assert [on for on in days if ours.is_working(on) is not theirs.is_working(on)] == [
        date(2026, 1, 2),
        date(2026, 1, 10),
    ]


def test_the_day_of_culture_is_off_only_from_the_year_of_its_resolution() -> None:
    ours = WorkingCalendar(read_calendar(SEEDS / "calendar.csv"))

    assert not ours.is_working(date(2026, 11, 24))
    assert ours.is_working(date(2025, 11, 24))


def test_every_pair_of_the_calendar_is_whole() -> None:
    rows = read_calendar(SEEDS / "calendar.csv")
    proposed = [ProposedDay(row.on, row.effect, row.name, row.pair_on) for row in rows]

    check_pairs(change_days({}, proposed), [row.on for row in rows])
    assert {row.effect for row in rows} == set(DayEffect)
