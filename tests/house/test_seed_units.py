"""The seeds of units and their successions: counts, validity, nothing lost."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from models.vocabulary import OPEN_END, OPEN_START, SuccessionKind, UnitLevel

SEEDS = Path(__file__).parents[2] / "seeds"
DEMO = SEEDS / "demo"
LAST_OLD_DAY, FIRST_NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)
Row = dict[str, str]

PER_DISTRICT = {
    "608": 21,
    "610": 12,
    "611": 8,
    "612": 9,
    "613": 9,
    "614": 7,
    "615": 11,
    "616": 11,
    "617": 11,
    "618": 3,
}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def first_day(unit: Row) -> date:
    return date.fromisoformat(unit["valid_from"]) if unit["valid_from"] else OPEN_START


def last_day(unit: Row) -> date:
    return date.fromisoformat(unit["valid_to"]) if unit["valid_to"] else OPEN_END


def is_valid(unit: Row, on: date) -> bool:
    return first_day(unit) <= on <= last_day(unit)


UNITS = read(SEEDS / "units.csv")
SUCCESSIONS = read(SEEDS / "unit_successions.csv")


def find(code: str, on: date) -> Row | None:
    found = [unit for unit in UNITS if unit["code"] == code and is_valid(unit, on)]
    assert len(found) <= 1, f"{code} has {len(found)} meanings on {on}"
    return found[0] if found else None


def under(parents: set[str], level: str, on: date) -> list[Row]:
    return [
        unit
        for unit in UNITS
        if unit["parent_code"] in parents and unit["level"] == level and is_valid(unit, on)
    ]


@pytest.mark.parametrize(
    "path",
    sorted([SEEDS / "units.csv", SEEDS / "unit_successions.csv", *DEMO.glob("*.csv")]),
    ids=lambda path: path.name,
)
def test_a_seed_file_is_whole_utf8_with_line_feeds(path: Path) -> None:
    content = path.read_bytes()
    rows = list(csv.reader(content.decode("utf-8").splitlines(), strict=True))

    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert {len(row) for row in rows} == {len(rows[0])}


def test_levels_and_kinds_are_of_the_closed_lists() -> None:
    assert {unit["level"] for unit in UNITS} == {level.value for level in UnitLevel}
    assert {row["kind"] for row in SUCCESSIONS} <= {kind.value for kind in SuccessionKind}
    assert all(unit["name"] and unit["short_name"] and unit["kind"] for unit in UNITS)
    assert all(unit["evidence"] for unit in UNITS)


@pytest.mark.parametrize(
    ("parents", "level", "on", "kinds"),
    [
        pytest.param(
            {"62"},
            "department",
            LAST_OLD_DAY,
            {"sở": 16, "ban": 2, "văn phòng": 1, "thanh tra": 1},
            id="20-agencies-of-kon-tum",
        ),
        pytest.param(
            {"62"}, "district", LAST_OLD_DAY, {"huyện": 9, "thành phố": 1}, id="10-districts"
        ),
        pytest.param(
            set(PER_DISTRICT),
            "commune",
            LAST_OLD_DAY,
            {"xã": 85, "phường": 10, "thị trấn": 7},
            id="102-communes-of-kon-tum",
        ),
        pytest.param(
            {"51"},
            "commune",
            FIRST_NEW_DAY,
            {"xã": 86, "phường": 9, "đặc khu": 1},
            id="96-communes-of-quang-ngai",
        ),
        pytest.param(
            {"52"},
            "commune",
            FIRST_NEW_DAY,
            {"xã": 110, "phường": 25},
            id="135-communes-of-gia-lai",
        ),
        pytest.param({"62"}, "district", FIRST_NEW_DAY, {}, id="no-district-after-30-june-2025"),
    ],
)
def test_the_units_valid_on_a_day_are_those_the_documents_count(
    parents: set[str], level: str, on: date, kinds: dict[str, int]
) -> None:
    assert Counter(unit["kind"] for unit in under(parents, level, on)) == kinds


def test_phu_tho_has_the_163_units_of_the_portal() -> None:
    on = date(2026, 8, 31)

    assert len(under({"H44"}, "department", on)) == 15
    assert len(under({"H44"}, "commune", on)) == 148


@pytest.mark.parametrize("district", PER_DISTRICT)
def test_each_district_has_its_communes(district: str) -> None:
    assert len(under({district}, "commune", LAST_OLD_DAY)) == PER_DISTRICT[district]


def test_a_code_has_one_meaning_on_any_day() -> None:
    by_code: dict[str, list[Row]] = {}
    for unit in UNITS:
        by_code.setdefault(unit["code"], []).append(unit)
    overlapping = [
        code
        for code, rows in by_code.items()
        for one, other in combinations(rows, 2)
        if first_day(one) <= last_day(other) and first_day(other) <= last_day(one)
    ]

    assert overlapping == []
    assert all(first_day(unit) <= last_day(unit) for unit in UNITS)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("23504", "UBND xã Đăk Long", "UBND xã Đăk Pxi"),
        ("23293", "UBND phường Thắng Lợi", "UBND phường Kon Tum"),
        ("23368", "UBND xã Đăk Long", "UBND xã Đăk Long"),
        ("52", "UBND tỉnh Bình Định", "UBND tỉnh Gia Lai"),
    ],
    ids=["another-commune", "the-city-name-moved", "unchanged", "another-province"],
)
def test_a_code_can_mean_another_unit_from_july_2025(code: str, before: str, after: str) -> None:
    old, new = find(code, LAST_OLD_DAY), find(code, FIRST_NEW_DAY)

    assert old is not None
    assert new is not None
    assert (old["name"], new["name"]) == (before, after)


def test_a_parent_exists_and_is_valid_on_every_day_of_its_child() -> None:
    def is_covered(child: Row) -> bool:
        parents = sorted(
            (unit for unit in UNITS if unit["code"] == child["parent_code"]), key=first_day
        )
        spans = [unit for unit in parents if last_day(unit) >= first_day(child)]
        spans = [unit for unit in spans if first_day(unit) <= last_day(child)]
        return (
            bool(spans)
            and first_day(spans[0]) <= first_day(child)
            and last_day(spans[-1]) >= last_day(child)
            and all(last_day(a) + timedelta(days=1) == first_day(b) for a, b in pairwise(spans))
        )

    children = [unit for unit in UNITS if unit["parent_code"]]

    assert [unit["code"] for unit in children if not is_covered(unit)] == []
    assert all(unit["level"] == "province" for unit in UNITS if not unit["parent_code"])


def test_a_succession_joins_a_unit_that_ends_to_one_that_begins_the_day_after() -> None:
    for row in SUCCESSIONS:
        old_day = date.fromisoformat(row["predecessor_valid_on"])
        new_day = date.fromisoformat(row["successor_valid_on"])
        old, new = find(row["predecessor_code"], old_day), find(row["successor_code"], new_day)

        assert (old_day, new_day) == (LAST_OLD_DAY, FIRST_NEW_DAY), row
        assert row["on"] == FIRST_NEW_DAY.isoformat(), row
        assert old is not None, row
        assert new is not None, row
        assert last_day(old) == LAST_OLD_DAY, row
        assert first_day(new) == FIRST_NEW_DAY, row
        assert row["document"], row


def successors(level: str) -> dict[str, set[str]]:
    """Return the successors of every unit of a level that has any."""
    heirs: dict[str, set[str]] = {}
    for row in SUCCESSIONS:
        old = find(row["predecessor_code"], LAST_OLD_DAY)
        if old is not None and old["level"] == level:
            heirs.setdefault(row["predecessor_code"], set()).add(row["successor_code"])
    return heirs


def test_102_communes_became_40_and_none_was_lost() -> None:
    heirs = successors("commune")
    old_codes = {unit["code"] for unit in under(set(PER_DISTRICT), "commune", LAST_OLD_DAY)}

    assert heirs.keys() == old_codes
    assert all(len(codes) == 1 for codes in heirs.values())
    assert len({code for codes in heirs.values() for code in codes}) == 40


def test_a_commune_with_a_single_predecessor_continues() -> None:
    rows = [row for row in SUCCESSIONS if row["document"] == "NQ 1677/NQ-UBTVQH15"]
    sizes = Counter(row["successor_code"] for row in rows)

    assert all((row["kind"] == "continued") == (sizes[row["successor_code"]] == 1) for row in rows)


def test_a_district_has_no_successor() -> None:
    assert successors("district") == {}


def test_only_the_two_departments_with_several_heirs_were_split() -> None:
    heirs = successors("department")

    assert len(heirs) == 20
    assert {code: codes for code, codes in heirs.items() if len(codes) > 1} == {
        "STTTT": {"QN.SKHCN", "QN.SVHTTDL"},
        "SLDTBXH": {"QN.SNV", "QN.SGDDT", "QN.SYT"},
    }
    assert all(row["scope_note"] for row in SUCCESSIONS if row["kind"] == "split")


def test_what_is_not_confirmed_still_says_so() -> None:
    agencies = under({"62"}, "department", LAST_OLD_DAY)
    old_department = find("GL.STTTT", date(2025, 2, 28))

    assert sum("not individually confirmed" in unit["evidence"] for unit in agencies) == 13
    assert old_department is not None
    assert "chưa xác nhận" in old_department["evidence"]


@pytest.mark.parametrize("printed", ["Xã Đắk Pxi", "Huyện Đắk Glei", "Xã Đăk Plô"])
def test_the_other_spelling_is_an_alias(printed: str) -> None:
    aliases = {
        alias
        for unit in UNITS
        if is_valid(unit, LAST_OLD_DAY)
        for alias in unit["aliases"].split("|")
    }

    assert printed in aliases
