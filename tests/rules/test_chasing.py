"""Whom to chase: what waits at units alone, one page one errand, the most pressing first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import WaitingKind
from tracker.rules.chasing import (
    SOON_DAYS,
    TOPICS,
    ChasedUnit,
    Errand,
    Pressure,
    Topic,
    is_chased,
    list_errands,
    rank_units,
    sort_errands,
)
from tracker.rules.waiting import DOERS, WaitingItem

TODAY = date(2026, 4, 14)


def item(
    kind: WaitingKind = WaitingKind.EXPLAIN_DOSSIERS,
    *,
    left: int | None = None,
    unit_id: int | None = 7,
    count: int = 1,
    args: tuple[tuple[str, str | int], ...] = (("thang", "2026-03"),),
    unit_arg: str = "don-vi",
) -> WaitingItem:
    return WaitingItem(
        kind=kind,
        subject="",
        period="2026-03",
        unit_id=unit_id,
        unit_code=f"U{unit_id}",
        unit_name=f"Đơn vị {unit_id}",
        due_on=None if left is None else TODAY + timedelta(days=left),
        since_on=None,
        days_left=left,
        count=count,
        endpoint="explanations.index",
        args=args,
        unit_arg=unit_arg,
    )


def errand(*, left: int | None = None, count: int = 1, topic: Topic = Topic.LETTERS) -> Errand:
    (found,) = list_errands([item(left=left, count=count)])[7]
    assert found.topic is Topic.EXPLANATIONS
    return Errand(
        found.kind,
        topic,
        found.subject,
        found.period,
        found.count,
        found.due_on,
        found.days_left,
        found.endpoint,
        found.args,
    )


def chased(name: str, *errands: Errand) -> ChasedUnit:
    return ChasedUnit(1, name, name, sort_errands(errands))


@pytest.mark.parametrize(
    "kind",
    [WaitingKind.DECIDE_OBJECTIONS, WaitingKind.REVIEW_TARGETS, WaitingKind.CLOSE_ALERTS],
)
def test_nobody_is_chased_for_what_the_office_itself_has_to_do(kind: WaitingKind) -> None:
    assert not is_chased(item(kind))
    assert list_errands([item(kind)]) == {}


def test_what_waits_at_no_unit_chases_nobody() -> None:
    assert not is_chased(item(unit_id=None))


def test_every_kind_of_work_of_units_has_a_column() -> None:
    chased_kinds = {kind for kind in DOERS if is_chased(item(kind))}

    assert chased_kinds == set(TOPICS)


def test_what_one_page_shows_of_a_unit_is_one_errand_with_the_earliest_day() -> None:
    (found,) = list_errands([item(left=9, count=2), item(left=-3), item()])[7]

    assert found.count == 4
    assert (found.due_on, found.days_left) == (TODAY - timedelta(days=3), -3)
    assert found.args == (("thang", "2026-03"), ("don-vi", "U7"))


def test_two_pages_are_two_errands_and_two_units_never_share_one() -> None:
    other = item(args=(("thang", "2026-02"),), unit_arg="")
    found = list_errands([item(), other, item(unit_id=8)])

    assert {unit: len(errands) for unit, errands in found.items()} == {7: 2, 8: 1}
    assert found[7][1].args == (("thang", "2026-02"),)


@pytest.mark.parametrize(
    ("left", "pressure"),
    [
        (-1, Pressure.LATE),
        (0, Pressure.SOON),
        (SOON_DAYS, Pressure.SOON),
        (SOON_DAYS + 1, Pressure.LATER),
        (None, Pressure.UNDATED),
    ],
)
def test_the_last_day_itself_is_not_late(left: int | None, pressure: Pressure) -> None:
    assert errand(left=left).pressure is pressure


def test_the_longest_late_comes_first_then_what_ends_soon_then_what_has_no_day() -> None:
    units = [
        chased("later", errand(left=20)),
        chased("undated", errand()),
        chased("soon", errand(left=2)),
        chased("late", errand(left=-2)),
        chased("latest", errand(left=30), errand(left=-20)),
    ]

    ranked = [unit.name for unit in rank_units(units)]

    assert ranked == ["latest", "late", "soon", "undated", "later"]


def test_among_equals_the_unit_with_more_comes_first_then_the_alphabet_decides() -> None:
    units = [
        chased("Xã Đăk Pék", errand()),
        chased("Xã Dục Nông", errand()),
        chased("Xã Z", errand(count=9)),
    ]

    assert [unit.name for unit in rank_units(units)] == ["Xã Z", "Xã Dục Nông", "Xã Đăk Pék"]


def test_a_unit_gives_what_it_is_chased_for_of_one_topic() -> None:
    unit = chased("a", errand(left=1), errand(topic=Topic.PRODUCTS, count=4))

    assert [each.count for each in unit.of(Topic.PRODUCTS)] == [4]
    assert unit.of(Topic.REPLIES) == ()
    assert unit.count == 5


LEFT = st.none() | st.integers(-400, 400)


@given(st.lists(st.tuples(st.sampled_from(list(WaitingKind)), LEFT, st.integers(1, 5))))
def test_no_count_is_lost_or_doubled(drawn: list[tuple[WaitingKind, int | None, int]]) -> None:
    items = [
        item(kind, left=left, count=count, unit_id=1 + place % 3)
        for place, (kind, left, count) in enumerate(drawn)
    ]

    found = list_errands(items)

    wanted = sum(each.count for each in items if is_chased(each))
    assert sum(each.count for errands in found.values() for each in errands) == wanted
