"""The same dossiers in two sources: only in one, alike, or with other facts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import Channel, DossierStatus
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.queries.dossier_overlaps import (
    DifferenceColumn,
    DossierPair,
    FieldDifference,
    count_dossier_differences,
    count_shared_codes,
    list_dossier_differences,
)

if TYPE_CHECKING:
    from tracker.config import Settings

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)


class Two:
    """Two sources and two units."""

    def __init__(self) -> None:
        self.unit, self.other_unit = make_unit("X", "Xã Một"), make_unit("Y", "Xã Hai")
        self.sources = [make_source("one"), make_source("two")]
        self.batches = [make_batch(source, as_of=LAST) for source in self.sources]
        self.procedure = make_procedure()
        self.pair = DossierPair(*self.sources, FIRST, LAST)

    def add(self, number: int, code: str, **more: Any) -> int:
        return make_dossier(
            **{
                "code": code,
                "unit_id": self.unit,
                "batch_id": self.batches[number],
                "procedure_id": self.procedure,
                "received_on": date(2024, 3, 4),
                "due_on": date(2024, 3, 12),
                **more,
            }
        )


@remembered
def two(database: Settings) -> Two:
    del database
    return Two()


def test_dossiers_alike_in_both_sources_are_no_difference(two: Two) -> None:
    two.add(0, "A"), two.add(1, "A")

    assert list_dossier_differences(two.pair) == []
    assert count_dossier_differences(two.pair) == {}


def test_dossiers_of_one_source_only_name_that_source(two: Two) -> None:
    first, second = two.add(0, "A"), two.add(1, "B", unit_id=two.other_unit)
    found = list_dossier_differences(two.pair)

    assert [(row.code, row.first_id, row.second_id, row.unit_id) for row in found] == [
        ("A", first, None, two.unit),
        ("B", None, second, two.other_unit),
    ]
    assert count_dossier_differences(two.pair) == {
        (two.unit, None): 1,
        (None, two.other_unit): 1,
    }


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("received_on", date(2024, 3, 4), date(2024, 3, 5)),
        ("due_on", date(2024, 3, 12), None),
        ("finished_on", date(2024, 3, 20), date(2024, 3, 12)),
        ("channel", None, Channel.ONLINE),
        ("status", DossierStatus.OPEN, DossierStatus.PAUSED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fact_that_differs_is_named_with_both_values(
    two: Two, name: str, first: Any, second: Any
) -> None:
    for number, value in enumerate((first, second)):
        two.add(number, "A", **{name: value})

    (found,) = list_dossier_differences(two.pair)

    assert found.fields == (FieldDifference(name, first, second),)


def test_another_unit_concerns_both_units(two: Two) -> None:
    two.add(0, "A"), two.add(1, "A", unit_id=two.other_unit)

    assert count_dossier_differences(two.pair) == {(two.unit, two.other_unit): 1}
    for unit_id in (two.unit, two.other_unit):
        assert len(list_dossier_differences(two.pair, unit_ids=[unit_id])) == 1


@pytest.mark.parametrize(
    "outside",
    [
        {"received_on": date(2024, 4, 1), "due_on": None},
        {"received_on": date(2024, 2, 1), "due_on": None, "finished_on": date(2024, 2, 29)},
        {"status": DossierStatus.NOT_RECEIVED},
    ],
    ids=["received later", "finished before", "never received"],
)
def test_dossiers_outside_the_period_are_not_compared(two: Two, outside: dict[str, Any]) -> None:
    two.add(0, "A", **outside), two.add(1, "B", **outside)

    assert list_dossier_differences(two.pair) == []


def test_a_dossier_one_source_ended_before_the_period_still_differs(two: Two) -> None:
    days = {"received_on": date(2024, 2, 1), "due_on": None}
    two.add(0, "A", **days, finished_on=date(2024, 2, 29)), two.add(1, "A", **days)

    (found,) = list_dossier_differences(two.pair)

    assert {field.name for field in found.fields} == {"finished_on", "status"}


def test_a_third_source_plays_no_part(two: Two) -> None:
    third = make_batch(make_source("three"), as_of=LAST)
    two.add(0, "A"), two.add(1, "A"), two.add(0, "B", batch_id=third)

    assert list_dossier_differences(two.pair) == []


def test_a_long_list_comes_in_parts_in_the_order_of_codes(two: Two) -> None:
    for code in "CAB":
        two.add(0, code)

    parts = [list_dossier_differences(two.pair, offset=at, limit=2) for at in (0, 2)]

    assert [[row.code for row in part] for part in parts] == [["A", "B"], ["C"]]


@pytest.mark.parametrize(
    ("by", "up", "down"),
    [
        (DifferenceColumn.CODE, "ABC", "CBA"),
        (DifferenceColumn.UNIT, "BAC", "ACB"),
        (DifferenceColumn.FIRST, "CAB", "ABC"),
        (DifferenceColumn.SECOND, "ABC", "CAB"),
    ],
    ids=lambda value: str(value),
)
def test_they_stand_by_code_unit_or_by_who_lacks_them(
    two: Two, by: DifferenceColumn, up: str, down: str
) -> None:
    two.add(0, "A"), two.add(0, "B", unit_id=two.other_unit), two.add(1, "C")

    def codes(*, is_descending: bool) -> str:
        found = list_dossier_differences(two.pair, by=by, is_descending=is_descending)
        return "".join(row.code for row in found)

    assert codes(is_descending=False) == up
    assert codes(is_descending=True) == down


def test_codes_in_two_sources_are_counted_once(two: Two) -> None:
    third = make_batch(make_source("three"), as_of=LAST)
    two.add(0, "A"), two.add(1, "A"), two.add(0, "A", batch_id=third), two.add(0, "B")

    assert count_shared_codes(FIRST, LAST) == 1
    assert count_shared_codes(date(2024, 1, 1), date(2024, 1, 31)) == 0
