"""Whom to write to at a unit: its own head, else that of what took it over, else the one above."""

from __future__ import annotations

from datetime import date

from models import User, db
from models.vocabulary import Language, Role, UnitLevel
from tests.factories import make_succession, make_unit
from tests.remembered import remembered
from tracker.clock import now
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_heads import load_unit_heads

TODAY = date(2026, 4, 14)


def add_head(unit_id: int, name: str, *, is_active: bool = True) -> None:
    db.session.add(
        User(
            username=name,
            display_name=name,
            role=Role.DEPARTMENT_HEAD,
            unit_id=unit_id,
            email=f"{name}@example.test",
            is_active=is_active,
            created_at=now(),
            language=Language.VIETNAMESE,
        )
    )
    db.session.commit()


def find(unit_id: int) -> str | None:
    head = load_unit_heads(load_directory(), TODAY).find(unit_id)
    return None if head is None else head.display_name


@remembered
def province(database: object) -> int:
    del database
    return make_unit("T", "Tỉnh", level=UnitLevel.PROVINCE)


def test_the_own_head_comes_before_the_one_above(province: int) -> None:
    commune = make_unit("X", "Xã", parent_id=province)
    add_head(province, "tren")
    assert find(commune) == "tren"

    add_head(commune, "minh")

    assert find(commune) == "minh"


def test_an_account_that_is_off_is_nobody_to_write_to(province: int) -> None:
    add_head(province, "nghi", is_active=False)

    assert find(province) is None


def test_the_head_of_the_unit_that_took_it_over_answers_for_one_that_ended(province: int) -> None:
    old = make_unit("C", "Xã cũ", parent_id=province, valid_to=date(2025, 6, 30))
    new = make_unit("M", "Xã mới", parent_id=province, valid_from=date(2025, 7, 1))
    make_succession(old, new, date(2025, 7, 1))
    add_head(new, "moi")

    assert find(old) == "moi"


def test_a_unit_that_ended_without_heir_has_nobody(province: int) -> None:
    gone = make_unit("C", "Xã cũ", parent_id=province, valid_to=date(2025, 6, 30))

    assert find(gone) is None
