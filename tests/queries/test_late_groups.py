"""Late dossiers by days and reasons: counted as the list counts them, whoever explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models import Dossier, Explanation, Source, User, db
from models.vocabulary import DelayCause, LatenessRule, ReviewState, Timeliness
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import add_actor
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.dossier_search import DossierSearch, count_dossiers
from tracker.queries.late_groups import count_late_groups

if TYPE_CHECKING:
    from tracker.config import Settings

MARCH = (date(2024, 3, 1), date(2024, 3, 31))
Add = Callable[..., int]


@pytest.fixture
def add(database: Settings) -> Add:
    del database
    unit = make_unit("X1", "UBND xã Một")
    batch = make_batch(make_source("MC"), date(2024, 4, 2))
    procedure = make_procedure()

    def add(due_on: date, finished_on: date | None = None, **more: Any) -> int:
        return make_dossier(
            **{"unit_id": unit, "batch_id": batch, "procedure_id": procedure, **more},
            received_on=date(2024, 1, 2),
            due_on=due_on,
            finished_on=finished_on,
        )

    return add


def reviewer() -> int:
    found = db.session.query(User).filter_by(username="truong").one_or_none()
    return add_actor("truong").id if found is None else found.id


def explain(dossier_id: int, cause: DelayCause, state: ReviewState, version: int = 1) -> None:
    person = get_actor(SYSTEM_USERNAME).id
    unit_id = db.session.get_one(Dossier, dossier_id).unit_id
    is_decided = state is not ReviewState.SUBMITTED
    db.session.add(
        Explanation(
            dossier_id=dossier_id,
            unit_id=unit_id,
            version=version,
            state=state,
            cause=cause,
            text="x",
            written_by=person,
            written_at=now(),
            review_note="x" if is_decided else "",
            reviewed_by=reviewer() if is_decided else None,
            reviewed_at=now() if is_decided else None,
        )
    )
    db.session.commit()


def search(kind: Timeliness, **more: Any) -> DossierSearch:
    return DossierSearch(kind, *MARCH, None, LatenessRule.BY_DATE, **more)


OVERDUE = Timeliness.OPEN_OVERDUE
LATE = Timeliness.FINISHED_LATE


def test_overdue_dossiers_are_as_old_as_at_the_last_day(add: Add) -> None:
    add(date(2024, 3, 30))
    add(date(2024, 3, 30))
    add(date(2024, 1, 31))
    add(date(2024, 3, 1), date(2024, 4, 20))  # open when March was over
    add(date(2024, 3, 31))  # the due day itself is in time

    groups = count_late_groups(search(OVERDUE))

    assert dict(groups.ages) == {1: 2, 60: 1, 30: 1}
    assert sum(groups.ages.values()) == count_dossiers(search(OVERDUE))


def test_late_dossiers_are_as_late_as_their_end(add: Add) -> None:
    add(date(2024, 3, 8), date(2024, 3, 12))
    add(date(2024, 3, 1), date(2024, 3, 5))
    add(date(2024, 2, 1), date(2024, 3, 2))

    groups = count_late_groups(search(LATE))

    assert dict(groups.ages) == {4: 2, 30: 1}
    assert sum(groups.causes.values()) == count_dossiers(search(LATE)) == 3


def test_the_newest_explanation_speaks_before_the_systems_own_reason(add: Add) -> None:
    first = add(date(2024, 3, 1), cause=DelayCause.OTHER)
    explain(first, DelayCause.APPLICANT, ReviewState.SENT_BACK)
    explain(first, DelayCause.HEAVY_LOAD, ReviewState.SUBMITTED, 2)
    explain(add(date(2024, 3, 1)), DelayCause.HEAVY_LOAD, ReviewState.ACCEPTED)
    add(date(2024, 3, 1), cause=DelayCause.SYSTEM_ERROR)
    add(date(2024, 3, 1))

    groups = count_late_groups(search(OVERDUE))

    assert dict(groups.causes) == {
        DelayCause.HEAVY_LOAD: 2,
        DelayCause.SYSTEM_ERROR: 1,
        None: 1,
    }


def test_what_was_sent_back_is_no_reason(add: Add) -> None:
    sent_back = add(date(2024, 3, 1), cause=DelayCause.OTHER)
    explain(sent_back, DelayCause.APPLICANT, ReviewState.ACCEPTED)
    explain(sent_back, DelayCause.APPLICANT, ReviewState.SENT_BACK, 2)

    assert dict(count_late_groups(search(OVERDUE)).causes) == {DelayCause.OTHER: 1}


def test_of_the_past_the_systems_reason_alone_is_known(add: Add) -> None:
    explained = add(date(2024, 3, 1), cause=DelayCause.OTHER)
    explain(explained, DelayCause.APPLICANT, ReviewState.ACCEPTED)
    add(date(2024, 3, 8), date(2024, 3, 12))
    past = date(2024, 4, 2)

    assert dict(count_late_groups(search(OVERDUE, known_on=past)).causes) == {DelayCause.OTHER: 1}
    assert dict(count_late_groups(search(LATE, known_on=past)).ages) == {4: 1}
    assert not count_late_groups(search(OVERDUE, known_on=date(2024, 3, 1))).ages


def test_made_up_dossiers_are_said_to_be(add: Add) -> None:
    add(date(2024, 3, 1))
    assert not count_late_groups(search(OVERDUE)).is_sample

    db.session.query(Source).update({"is_sample": True})
    db.session.commit()

    assert count_late_groups(search(OVERDUE)).is_sample


def test_one_statement_counts_however_many(add: Add) -> None:
    add(date(2024, 3, 1))
    with counted_statements() as few:
        count_late_groups(search(OVERDUE))
    for day in range(1, 20):
        add(date(2024, 3, day))
    with counted_statements() as many:
        count_late_groups(search(OVERDUE))

    assert len(few) == len(many) == 1
