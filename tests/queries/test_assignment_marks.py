"""Which parts are contested: refused by their unit, and neither decided nor taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from models import Unit, db
from models.vocabulary import UnitLevel
from tests.assignment_office import TODAY, Office, make_office
from tests.factories import make_succession, make_unit
from tests.remembered import remembered
from tracker.clock import looking_back
from tracker.queries.assignment_marks import find_contested_parts
from tracker.queries.unit_directory import load_directory
from tracker.services.assignment_answers import accept_assignments
from tracker.services.assignment_disputes import keep_assignment
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

LATER = TODAY + timedelta(2)


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


def contested(office: Office, *tasks: int) -> set[tuple[int, int]]:
    return find_contested_parts(tasks or (office.task, office.other_task), TODAY, load_directory())


def test_a_refused_part_is_contested_and_no_other(office: Office) -> None:
    assert contested(office) == set()

    office.refuse()

    assert contested(office) == {(office.task, office.first)}
    assert contested(office, office.other_task) == set()


def test_a_part_taken_on_after_all_is_not(office: Office) -> None:
    office.refuse()
    with transaction():
        accept_assignments(
            parts=[(office.task, office.first)], actor=office.head, settings=office.settings
        )

    assert contested(office) == set()


def test_a_decided_part_is_not_but_was_on_the_days_before(office: Office, on_day: OnDay) -> None:
    dispute_id = office.refuse()
    on_day(LATER)
    with transaction():
        keep_assignment(dispute_id=dispute_id, decision="Đúng chức năng", actor=office.approver)

    assert contested(office) == set()
    with looking_back(TODAY):
        assert contested(office) == {(office.task, office.first)}
    with looking_back(TODAY - timedelta(1)):
        assert contested(office) == set()


def test_who_took_over_from_a_unit_is_in_its_dispute(office: Office) -> None:
    office.refuse()
    heir = make_unit("S9", "Sở Chín", level=UnitLevel.DEPARTMENT, parent_id=office.province)
    db.session.get_one(Unit, office.first).valid_to = TODAY - timedelta(1)
    make_succession(office.first, heir, TODAY)
    db.session.commit()

    assert contested(office) == {(office.task, heir)}
