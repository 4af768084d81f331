"""Names on screens stand in Vietnamese order, not in that of their code points."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import User, db
from models.vocabulary import Role, UnitLevel, WaitingKind
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tests.reply_office import MARCH, ReplyOffice
from tracker.errors import RefusedError
from tracker.queries.calendar_effects import count_open_by_unit
from tracker.queries.integrity_alerts import list_closers
from tracker.queries.objections import list_reply_units
from tracker.queries.publications import get_publication
from tracker.queries.reconciliation import list_difference_owners
from tracker.queries.units import list_units
from tracker.rules.waiting import WaitingItem, group_items
from tracker.services.late_lists import approve_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

#: By code point "Xốp" stands before "Ân" and "Đăk": their first letters are no ASCII.
NAMES = ["Ân Tín", "Đăk Hà", "Xốp"]
TURNED = [*reversed(NAMES)]


@pytest.mark.parametrize("listing", [list_closers, list_difference_owners])
def test_people_to_choose_from(
    database: Settings, make_actor: MakeActor, listing: Callable[[], list[tuple[str, str]]]
) -> None:
    for name in TURNED:
        actor = make_actor(f"a{TURNED.index(name)}", Role.OFFICE_STAFF)
        db.session.get_one(User, actor.id).display_name = name
    db.session.commit()

    assert [name for _username, name in listing()] == NAMES


def test_units_with_as_many_dossiers_that_a_new_calendar_moves(database: Settings) -> None:
    batch, due_on = make_batch(make_source("one-stop"), date(2024, 4, 1)), date(2024, 5, 2)
    for place, name in enumerate(TURNED):
        make_dossier(
            unit_id=make_unit(f"U{place}", name),
            batch_id=batch,
            procedure_id=make_procedure(),
            received_on=date(2024, 3, 1),
            due_on=due_on,
        )

    assert [found.name for found in count_open_by_unit([due_on])] == NAMES


def test_units_of_a_level(database: Settings) -> None:
    for place, name in enumerate(TURNED):
        make_unit(f"U{place}", name)

    assert [unit.name for unit in list_units(level=UnitLevel.COMMUNE)] == NAMES


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    on_day(date(2024, 4, 5))
    found = ReplyOffice(database, make_actor)
    for place, name in enumerate(TURNED):
        unit_id = make_unit(f"A{place}", f"UBND xã {name}")
        found.add(unit_id, f"A{place}-1", date(2024, 3, 20))
    found.draft()
    found.open()
    return found


def test_units_a_draft_was_shown_to(office: ReplyOffice) -> None:
    names = [row.unit_name for row in list_reply_units(get_publication(MARCH).id)]

    assert names == [f"UBND xã {name}" for name in ("Ân Tín", "Đăk Hà", "Hai", "Một", "Xốp")]


def test_units_a_draft_still_waits_for(office: ReplyOffice) -> None:
    with pytest.raises(RefusedError) as caught, transaction():
        approve_late_list(period=MARCH, actor=office.approver)

    units = caught.value.params["units"]
    assert units == [f"UBND xã {name}" for name in ("Ân Tín", "Đăk Hà", "Hai", "Một", "Xốp")]


def test_units_of_one_line_of_waiting_work() -> None:
    items = [
        WaitingItem(
            kind=WaitingKind.EXPLAIN_DOSSIERS,
            subject="Hồ sơ tháng 3",
            period=MARCH,
            unit_id=place,
            unit_code=f"U{place}",
            unit_name=name,
            due_on=None,
            since_on=None,
            days_left=None,
            count=1,
            endpoint="explanations.index",
            args=(),
            unit_arg="don-vi",
            made_by=None,
        )
        for place, name in enumerate(TURNED, start=1)
    ]

    (group,) = group_items(items)

    assert list(group.unit_names) == NAMES
