"""What was applied or cancelled in the calendar stays: the database itself refuses to alter it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import CalendarChange, CalendarChangeDay, db
from models.vocabulary import CalendarChangeState, DayEffect, LatenessRule
from tests.remembered import remembered
from tracker.queries.calendar_changes import get_change
from tracker.rules.calendar_changes import ProposedDay
from tracker.services.calendar_changes import (
    apply_change,
    cancel_change,
    propose_change,
    renew_change,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

CLOSINGS = ("applied", "cancelled")
UNTOUCHABLE = {
    "state": {"state": CalendarChangeState.DRAFT, "version": None},
    "cancel": {"state": CalendarChangeState.CANCELLED, "version": None},
    "version": {"version": 7},
    "document": {"document": "CV khác"},
    "reason": {"reason": "Lý do khác"},
    "effect": {"effect": {"moved_count": 0}},
    "who": {"closed_by": None},
    "what-it-was": {"document": CalendarChange.document, "reason": CalendarChange.reason},
}


@remembered
def people(database: Settings, make_actor: MakeActor) -> tuple[Actor, Actor]:
    del database
    return make_actor("staff"), make_actor("colleague")


def proposed(people: tuple[Actor, Actor], *days: date) -> int:
    with transaction():
        return propose_change(
            days=[ProposedDay(day, DayEffect.OFF, "Nghỉ bù") for day in days],
            document="CV 1/VPCP",
            reason="Nghỉ bù",
            actor=people[0],
        )


def closed(people: tuple[Actor, Actor], how: str) -> int:
    change_id = proposed(people, date(2026, 9, 3), date(2026, 9, 4))
    with transaction():
        if how == "cancelled":
            cancel_change(change_id=change_id, actor=people[0])
        else:
            apply_change(
                change_id=change_id, actor=people[1], rule=LatenessRule.BY_DATE, cutoff=None
            )
    return change_id


def refuse(statement: sa.Executable) -> None:
    with pytest.raises(DBAPIError, match="frozen"), transaction():
        db.session.execute(statement)


@pytest.mark.parametrize("how", CLOSINGS)
@pytest.mark.parametrize("values", UNTOUCHABLE.values(), ids=UNTOUCHABLE)
def test_a_closed_change_is_not_rewritten(
    people: tuple[Actor, Actor], how: str, values: dict[str, object]
) -> None:
    change_id = closed(people, how)
    before = get_change(change_id)

    refuse(sa.update(CalendarChange).where(CalendarChange.id == change_id).values(values))

    assert get_change(change_id) == before


@pytest.mark.parametrize("how", CLOSINGS)
def test_a_closed_change_is_not_deleted_nor_its_days(people: tuple[Actor, Actor], how: str) -> None:
    change_id = closed(people, how)
    before = get_change(change_id)

    refuse(sa.delete(CalendarChangeDay))
    refuse(sa.delete(CalendarChangeDay).where(CalendarChangeDay.on == date(2026, 9, 3)))
    refuse(sa.delete(CalendarChange))

    assert get_change(change_id) == before
    assert len(before.days) == 2


@pytest.mark.parametrize("how", CLOSINGS)
def test_the_days_of_a_closed_change_are_not_rewritten_moved_or_added_to(
    people: tuple[Actor, Actor], how: str
) -> None:
    change_id = closed(people, how)
    draft_id = proposed(people, date(2026, 12, 24))
    before = get_change(change_id), get_change(draft_id)
    days = sa.update(CalendarChangeDay)

    refuse(days.where(CalendarChangeDay.on == date(2026, 9, 3)).values(on=date(2026, 9, 7)))
    refuse(days.where(CalendarChangeDay.on == date(2026, 9, 3)).values(after=None))
    refuse(days.where(CalendarChangeDay.change_id == change_id).values(change_id=draft_id))
    refuse(days.where(CalendarChangeDay.change_id == draft_id).values(change_id=change_id))
    refuse(sa.insert(CalendarChangeDay).values(change_id=change_id, on=date(2026, 9, 7)))

    assert (get_change(change_id), get_change(draft_id)) == before


def test_a_draft_beside_it_is_renewed_and_closed_as_ever(people: tuple[Actor, Actor]) -> None:
    draft_id = proposed(people, date(2026, 12, 24))
    closed(people, "applied")

    with transaction():
        renew_change(change_id=draft_id, actor=people[0])
    with transaction():
        version = apply_change(
            change_id=draft_id, actor=people[1], rule=LatenessRule.BY_DATE, cutoff=None
        )

    assert (version, get_change(draft_id).based_on) == (2, 1)
    refuse(sa.delete(CalendarChange).where(CalendarChange.id == draft_id))
