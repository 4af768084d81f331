"""Listings of units, as of a day and over time."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import db
from models.vocabulary import UnitLevel
from tests.remembered import remembered
from tests.unit_seeds import load_units
from tracker.config import Settings
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.units import describe_days, get_unit, get_unit_by_id, list_units
from tracker.rules.text import sort_key
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tracker.config import Settings

BEFORE, AFTER = date(2024, 6, 30), date(2025, 7, 2)
LEVELS = list(UnitLevel)


@remembered
def units(database: Settings) -> None:
    """The units of the seeds."""
    load_units()


@pytest.fixture
def seeded(units: None, database: Settings) -> Settings:
    """Stand in a database that holds the units of the seeds and nothing else."""
    return database


@pytest.mark.parametrize(
    ("under", "level", "as_of", "count"),
    [
        pytest.param("62", UnitLevel.DEPARTMENT, BEFORE, 20, id="20-agencies"),
        pytest.param("62", UnitLevel.DISTRICT, BEFORE, 10, id="10-districts"),
        pytest.param("62", UnitLevel.COMMUNE, BEFORE, 102, id="102-communes-at-any-depth"),
        pytest.param("608", UnitLevel.COMMUNE, BEFORE, 21, id="21-communes-of-the-city"),
        pytest.param("51", UnitLevel.COMMUNE, AFTER, 96, id="96-communes-of-quang-ngai"),
        pytest.param("52", UnitLevel.COMMUNE, AFTER, 135, id="135-communes-of-gia-lai"),
        pytest.param("H44", UnitLevel.COMMUNE, AFTER, 148, id="148-communes-of-phu-tho"),
        pytest.param("62", UnitLevel.DISTRICT, AFTER, 0, id="no-district-any-more"),
        pytest.param("62", None, AFTER, 0, id="nothing-under-a-unit-that-ended"),
        pytest.param("H44", None, BEFORE, 0, id="nothing-under-a-unit-not-begun"),
        pytest.param("62", UnitLevel.COMMUNE, None, 102, id="ever-under-a-code-of-one-meaning"),
    ],
)
def test_the_units_under_a_unit_are_those_of_the_day(
    seeded: Settings, under: str, level: UnitLevel | None, as_of: date | None, count: int
) -> None:
    found = list_units(as_of=as_of, under=under, level=level)

    assert len(found) == count
    assert all(unit.is_valid(as_of) for unit in found if as_of)


def test_without_a_day_every_validity_is_listed(seeded: Settings) -> None:
    assert Counter(unit.code for unit in list_units())["23504"] == 2
    assert Counter(unit.code for unit in list_units(as_of=AFTER))["23504"] == 1


def test_units_come_by_level_then_parent_then_vietnamese_name(seeded: Settings) -> None:
    units = list_units(as_of=BEFORE)
    levels = [unit.level for unit in units]
    communes = [unit for unit in units if unit.level is UnitLevel.COMMUNE]
    parents = list(dict.fromkeys(unit.parent_code for unit in communes))
    districts = [unit.code for unit in units if unit.level is UnitLevel.DISTRICT]
    glei = [unit.name for unit in communes if unit.parent_code == "610"]

    assert levels == sorted(levels, key=LEVELS.index)
    assert parents == districts
    assert [unit.parent_code for unit in communes] == sorted(
        (unit.parent_code for unit in communes), key=parents.index
    )
    assert glei == sorted(glei, key=sort_key)


def test_a_listing_takes_three_queries(seeded: Settings) -> None:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    list_units(as_of=AFTER, under="51")
    sa.event.remove(db.engine, "before_cursor_execute", note)

    assert len(statements) == 3


@pytest.mark.parametrize(
    ("code", "on", "name", "parent"),
    [
        pytest.param("23504", BEFORE, "UBND xã Đăk Long", "615", id="before"),
        pytest.param("23504", AFTER, "UBND xã Đăk Pxi", "51", id="after"),
        pytest.param("52", BEFORE, "UBND tỉnh Bình Định", "", id="52-before"),
        pytest.param("52", AFTER, "UBND tỉnh Gia Lai", "", id="52-after"),
        pytest.param("STP", None, "Sở Tư pháp", "62", id="one-meaning-needs-no-day"),
    ],
)
def test_a_code_means_the_unit_of_its_day(
    seeded: Settings, code: str, on: date | None, name: str, parent: str
) -> None:
    unit = get_unit(code, on)

    assert (unit.name, unit.parent_code) == (name, parent)
    assert get_unit_by_id(unit.id) == unit


def test_a_unit_carries_its_aliases(seeded: Settings) -> None:
    assert get_unit("23503").aliases == ("Xã Đắk Pxi",)


def test_a_code_of_several_meanings_needs_a_day(seeded: Settings) -> None:
    for ask in (lambda: get_unit("52"), lambda: list_units(under="52")):
        with pytest.raises(RefusedError) as caught:
            ask()
        assert caught.value.code == "unit_code_several"
        assert caught.value.params["choices"] == (
            "UBND tỉnh Bình Định (52, … – 30/06/2025)",
            "UBND tỉnh Gia Lai (52, 01/07/2025 – …)",
        )
        assert explain(caught.value)


@pytest.mark.parametrize(
    ("code", "on", "refusal"),
    [
        pytest.param("99999", None, "unit_code_unknown", id="unknown"),
        pytest.param("99999", AFTER, "unit_code_unknown", id="unknown-on-a-day"),
        pytest.param("615", AFTER, "unit_code_not_valid", id="ended"),
    ],
)
def test_a_code_that_means_nothing_is_not_found(
    seeded: Settings, code: str, on: date | None, refusal: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        get_unit(code, on)

    assert caught.value.code == refusal
    assert explain(caught.value)


def test_what_is_not_there_is_refused(seeded: Settings) -> None:
    with pytest.raises(NotFoundError, match="unit_code_unknown"):
        list_units(under="99999", as_of=AFTER)
    with pytest.raises(NotFoundError, match="unit_missing"):
        get_unit_by_id(0)


def test_a_validity_reads_with_its_open_ends() -> None:
    assert describe_days(date(1, 1, 1), date(9999, 12, 31)) == "… – …"
