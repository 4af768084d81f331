"""Whom a person answers for: the own unit, those under it, and what ended units left to them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role, UnitLevel
from tests.factories import make_succession, make_unit
from tests.remembered import remembered
from tracker.errors import ForbiddenError, ReadingError
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import (
    answered_unit_ids,
    find_meant_units,
    is_within,
    list_meant_unit_ids,
    require_units,
    with_under,
)
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

MERGED_ON = date(2024, 4, 1)
LAST = date(2024, 3, 31)


class Departments:
    """Department B took over department A; a commune of neither stands beside them.

    `kept` is a division of A that works on, under B now; `closed` one of A's that ended with it,
    without heir; `moved` was a division of B until its work went to the commune.
    """

    def __init__(self) -> None:
        self.a = make_unit("SO.A", "Sở A", level=UnitLevel.DEPARTMENT, valid_to=LAST)
        self.b = make_unit("SO.B", "Sở B", level=UnitLevel.DEPARTMENT)
        self.kept = make_unit("SO.A.1", "Phòng Một", level=UnitLevel.DIVISION, parent_id=self.a)
        self.closed = make_unit(
            "SO.A.2", "Phòng Hai", level=UnitLevel.DIVISION, parent_id=self.a, valid_to=LAST
        )
        self.moved = make_unit(
            "SO.B.1", "Phòng Ba", level=UnitLevel.DIVISION, parent_id=self.b, valid_to=LAST
        )
        self.commune = make_unit("X1", "UBND xã Một")
        make_succession(self.a, self.b, MERGED_ON)
        make_succession(self.moved, self.commune, MERGED_ON)


@remembered
def units(database: Settings, on_day: OnDay) -> Departments:
    del database
    on_day(date(2024, 4, 5))
    return Departments()


def test_a_unit_answers_for_itself_those_under_it_and_what_it_took_over(
    units: Departments, make_actor: MakeActor
) -> None:
    head = make_actor("ha", Role.DEPARTMENT_HEAD, units.b)

    found = answered_unit_ids(head, load_tree()) or ()

    assert set(found) == {units.b, units.a, units.kept, units.closed, units.moved}


def test_what_a_unit_left_behind_is_answered_by_its_heir_too(
    units: Departments, make_actor: MakeActor
) -> None:
    officer = make_actor("hoa", Role.UNIT_OFFICER, units.commune)

    assert set(answered_unit_ids(officer, load_tree()) or ()) == {units.commune, units.moved}


def test_before_the_day_it_takes_over_a_unit_answers_for_its_own(
    units: Departments, make_actor: MakeActor, on_day: OnDay
) -> None:
    on_day(LAST)
    head = make_actor("ha", Role.DEPARTMENT_HEAD, units.b)

    assert set(answered_unit_ids(head, load_tree()) or ()) == {units.b, units.moved}


def test_a_unit_divided_among_two_is_answered_by_both_and_what_works_on_under_it_by_neither(
    units: Departments, make_actor: MakeActor
) -> None:
    make_succession(units.a, units.commune, MERGED_ON)

    for place, unit_id in enumerate((units.b, units.commune)):
        head = make_actor(f"ha-{place}", Role.DEPARTMENT_HEAD, unit_id)
        found = answered_unit_ids(head, load_tree()) or frozenset()
        assert {units.a, units.closed} <= found
        assert units.kept not in found


@pytest.mark.parametrize("role", [Role.OFFICE_STAFF, Role.APPROVER, Role.ADMINISTRATOR])
def test_whoever_is_of_no_unit_is_not_limited_to_one_and_is_within_none(
    units: Departments, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("ai", role)

    assert answered_unit_ids(actor, load_tree()) is None
    assert not is_within(actor, units.a)
    require_units(actor, [units.a])


def test_a_person_of_a_unit_without_one_answers_for_nothing(
    units: Departments, make_actor: MakeActor
) -> None:
    actor = make_actor("ai", Role.UNIT_OFFICER, None)

    assert answered_unit_ids(actor, load_tree()) == frozenset()
    assert not is_within(actor, units.a)
    with pytest.raises(ForbiddenError, match="unit_not_yours"):
        require_units(actor, [units.a])


def test_every_question_about_a_unit_has_the_same_answer(
    units: Departments, make_actor: MakeActor
) -> None:
    head = make_actor("ha", Role.DEPARTMENT_HEAD, units.b)
    tree = load_tree()
    own = answered_unit_ids(head, tree) or frozenset()

    for unit in tree.units:
        assert is_within(head, unit.id) is is_within(head, unit.id, tree) is (unit.id in own)
        if unit.id in own:
            require_units(head, [unit.id])
        else:
            with pytest.raises(ForbiddenError, match="unit_not_yours"):
                require_units(head, [*own, unit.id])


def test_a_code_means_the_units_of_whatever_years_and_a_name_the_one_of_the_day(
    units: Departments,
) -> None:
    again = make_unit("SO.A", "Sở A mới", level=UnitLevel.DEPARTMENT, valid_from=MERGED_ON)
    directory = load_directory()

    assert [unit.id for unit in find_meant_units("SO.A", directory)] == [units.a, again]
    assert [unit.id for unit in find_meant_units("so a moi", directory)] == [again]
    assert [unit.id for unit in find_meant_units("Sở A", directory, LAST)] == [units.a]
    with pytest.raises(ReadingError):
        find_meant_units("không có", directory)


def test_a_unit_is_named_with_all_that_ever_stood_under_it(units: Departments) -> None:
    assert list_meant_unit_ids("SO.A") == {units.a, units.kept, units.closed}
    assert with_under([units.b, units.commune], load_tree()) == {
        units.b,
        units.moved,
        units.commune,
    }
