"""Explanations of missed targets: written by the unit, reviewed by the office, kept in versions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import TargetExplanation, db
from models.vocabulary import ReviewState, Role
from tests.apology_office import audited
from tests.missed_targets import DUE_ON, MEASURE, PERIOD, PRESENT, TEXT, MissedOffice
from tests.remembered import remembered
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.target_explanations import (
    find_missed_target,
    get_missed_target,
    list_missed_targets,
    list_versions,
    newest_explanations,
)
from tracker.services.target_explanations import (
    TargetKey,
    accept_target_explanation,
    send_back_target_explanation,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

SUBJECT = "target_explanation"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> MissedOffice:
    del database
    on_day(PRESENT)
    return MissedOffice(make_actor)


def accept(office: MissedOffice, *, seen: int = 1, **more: Any) -> int:
    with transaction():
        return accept_target_explanation(
            key=office.key,
            seen_version=seen,
            note=more.get("note", ""),
            actor=more.get("actor", office.staff),
        )


def send_back(office: MissedOffice, *, seen: int = 1, **more: Any) -> int:
    with transaction():
        return send_back_target_explanation(
            key=office.key,
            seen_version=seen,
            note=more.get("note", "Chưa nêu rõ trách nhiệm của ai"),
            actor=more.get("actor", office.staff),
        )


def versions() -> list[tuple[int, ReviewState]]:
    db.session.rollback()
    rows = db.session.query(TargetExplanation).order_by(TargetExplanation.version)
    return [(row.version, row.state) for row in rows]


def refused(code: str, step: Any, *arguments: Any, **named: Any) -> None:
    """Check that a step is refused and leaves versions and audit trail as they were."""
    before = versions(), audited(SUBJECT)
    with pytest.raises(RefusedError) as refusal:
        step(*arguments, **named)
    assert refusal.value.code == code
    assert (versions(), audited(SUBJECT)) == before


def test_only_a_missed_target_is_owed(office: MissedOffice) -> None:
    (missed,) = list_missed_targets(PERIOD)

    assert (missed.verdict.unit_id, missed.is_owed, missed.state) == (office.first, True, None)
    assert list_missed_targets(PERIOD, {office.second}) == []
    assert find_missed_target(PERIOD, office.task, office.second) is None


def test_an_explanation_is_written_and_accepted(office: MissedOffice) -> None:
    office.write()
    (missed,) = list_missed_targets(PERIOD)
    assert not missed.is_owed
    newest = missed.newest
    assert newest is not None
    assert (newest.text, newest.measure, newest.measure_due_on) == (TEXT, MEASURE, DUE_ON)
    assert (newest.state, newest.written_by) == (ReviewState.SUBMITTED, "Ha")

    accept(office, note="Đồng ý")

    (row,) = newest_explanations(PERIOD).values()
    assert (row.state, row.reviewed_by, row.review_note) == (
        ReviewState.ACCEPTED, "Lan", "Đồng ý",
    )  # fmt: skip
    assert audited(SUBJECT) == [
        ("target_explanation_written", "ha"),
        ("target_explanation_accepted", "lan"),
    ]


def test_what_was_sent_back_stays_and_the_next_version_follows(office: MissedOffice) -> None:
    office.write()
    send_back(office)
    assert find_missed_target(PERIOD, office.task, office.first).is_owed  # type: ignore[union-attr]

    office.write(seen=1, text="Viết lại: " + TEXT)

    assert versions() == [(1, ReviewState.SENT_BACK), (2, ReviewState.SUBMITTED)]
    found = list_versions(PERIOD, office.task, office.first)
    assert [row.version for row in found] == [2, 1]
    assert found[1].review_note == "Chưa nêu rõ trách nhiệm của ai"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "ngắn"}, "target_explanation_short"),
        ({"measure": "sẽ cố"}, "target_measure_short"),
        ({"text": "x" * 4001}, "target_explanation_long"),
        ({"measure": "x" * 4001}, "target_explanation_long"),
        ({"due_on": date(2026, 2, 9)}, "target_measure_past"),
        ({"seen": 1}, "target_explanation_changed"),
    ],
    ids=["short", "no-measure", "long", "long-measure", "past", "stale"],
)
def test_an_explanation_that_cannot_stand_is_refused(
    office: MissedOffice, changes: dict[str, Any], code: str
) -> None:
    refused(code, office.write, **changes)


def test_a_measure_may_be_promised_for_today(office: MissedOffice) -> None:
    office.write(due_on=PRESENT)

    assert versions() == [(1, ReviewState.SUBMITTED)]


def test_the_day_promised_for_a_measure_passes_when_it_is_over(office: MissedOffice) -> None:
    office.write()
    (row,) = newest_explanations(PERIOD).values()

    assert not row.is_overdue(DUE_ON)
    assert row.is_overdue(date(2026, 3, 1))


def test_nothing_is_written_while_a_version_waits_or_after_one_was_accepted(
    office: MissedOffice,
) -> None:
    office.write()
    refused("target_explanation_waiting", office.write, seen=1)
    accept(office)
    refused("target_explanation_accepted", office.write, seen=1)


def test_a_target_that_was_reached_needs_no_explanation(office: MissedOffice) -> None:
    other = TargetKey(PERIOD, office.task, office.second)
    refused("target_not_missed_now", office.write, key=other, actor=office.stranger)

    office.figure(96)
    office.evaluate()
    refused("target_not_missed_now", office.write)


def test_another_unit_does_not_write_for_it(office: MissedOffice) -> None:
    refused("unit_not_yours", office.write, actor=office.stranger)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_who_approves_or_administers_neither_writes_nor_reviews(
    office: MissedOffice, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("ai", role)

    refused("role_not_allowed", office.write, actor=actor)
    office.write()
    refused("role_not_allowed", accept, office, actor=actor)
    refused("role_not_allowed", send_back, office, actor=actor)
    refused("role_not_allowed", accept, office, actor=office.head)


def test_the_office_may_write_for_a_unit_but_not_review_it_alone(
    office: MissedOffice, make_actor: MakeActor
) -> None:
    office.write(actor=office.staff)

    refused("target_explanation_own", accept, office)
    refused("target_explanation_own", send_back, office)
    accept(office, actor=make_actor("mai", Role.OFFICE_STAFF))


def test_a_review_of_what_was_replaced_or_reviewed_meanwhile_is_a_conflict(
    office: MissedOffice,
) -> None:
    refused("target_explanation_missing", accept, office, seen=0)
    office.write()
    refused("target_explanation_changed", accept, office, seen=0)
    accept(office)
    refused("target_explanation_reviewed", accept, office)
    refused("target_explanation_reviewed", send_back, office)


def test_sending_back_needs_a_note(office: MissedOffice) -> None:
    office.write()

    refused("target_note_short", send_back, office, note="  thiếu ")
    refused("target_explanation_long", accept, office, note="x" * 4001)


def test_the_database_itself_keeps_what_was_reviewed(office: MissedOffice) -> None:
    office.write()
    accept(office)

    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.update(TargetExplanation).values(text="khác"))
    db.session.rollback()


def test_a_missed_target_is_named_as_people_name_it(office: MissedOffice) -> None:
    found = get_missed_target(PERIOD, "01/KH", "1", "X1")

    assert (found.verdict.task_id, found.verdict.unit_id) == (office.task, office.first)
    with pytest.raises(NotFoundError):
        get_missed_target(PERIOD, "01/KH", "1", "X2")
