"""Promised measures: reported done by the unit, taken back by the office, every report kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, MeasureReport, db
from models.vocabulary import ReviewState, Role, TaskState
from tests.apology_office import audited
from tests.missed_targets import DUE_ON, PERIOD, PRESENT, MissedOffice
from tests.remembered import remembered
from tests.services.test_task_reports import at_once
from tracker.clock import looking_back
from tracker.errors import RefusedError
from tracker.queries.target_explanations import (
    TargetExplanationRow,
    list_measure_reports,
    list_versions,
)
from tracker.services.measure_reports import SeenMeasure, report_measure_done, take_back_measure
from tracker.services.target_explanations import send_back_target_explanation
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

SUBJECT = "target_explanation"
NOTE = "Đã bố trí một cán bộ từ ngày 12/02"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> MissedOffice:
    del database
    on_day(PRESENT)
    return MissedOffice(make_actor)


def done(office: MissedOffice, on: date = PRESENT, **more: Any) -> int:
    with transaction():
        return report_measure_done(
            key=office.key,
            done_on=on,
            note=more.get("note", NOTE),
            seen=more.get("seen", SeenMeasure(1)),
            actor=more.get("actor", office.head),
        )


def take_back(office: MissedOffice, **more: Any) -> int:
    with transaction():
        return take_back_measure(
            key=office.key,
            note=more.get("note", "Kiểm tra thấy chưa bố trí ai"),
            seen=more.get("seen", SeenMeasure(1, 1)),
            actor=more.get("actor", office.staff),
        )


def send_back(office: MissedOffice) -> None:
    with transaction():
        send_back_target_explanation(
            key=office.key, seen_version=1, note="Chưa nêu rõ trách nhiệm", actor=office.staff
        )


def newest(office: MissedOffice) -> TargetExplanationRow:
    db.session.rollback()
    return list_versions(PERIOD, office.task, office.first)[0]


def refused(code: str, step: Any, *arguments: Any, **named: Any) -> None:
    """Check that a step is refused and leaves reports and audit trail as they were."""

    def look() -> tuple[Any, ...]:
        db.session.rollback()
        return db.session.scalar(sa.select(sa.func.count(MeasureReport.id))), audited(SUBJECT)

    before = look()
    with pytest.raises(RefusedError) as refusal:
        step(*arguments, **named)
    assert refusal.value.code == code
    assert look() == before


def test_a_measure_is_reported_done_with_its_day_by_whom_and_what(office: MissedOffice) -> None:
    office.write()
    assert newest(office).measure_state(PRESENT) is TaskState.OPEN

    done(office)

    row = newest(office)
    assert (row.done_on, row.report_version) == (PRESENT, 1)
    assert row.measure_state(date(2026, 12, 31)) is TaskState.DONE_ON_TIME
    (report,) = list_measure_reports(PERIOD, office.task, office.first)
    assert (report.done_on, report.note, report.recorded_by) == (PRESENT, NOTE, "Ha")
    assert audited(SUBJECT)[-1] == ("measure_done", "ha")
    entry = db.session.query(AuditEntry).filter_by(action="measure_done").one()
    details = entry.details or {}
    assert (details["done_on"], details["due_on"]) == ("2026-02-10", "2026-02-28")
    assert NOTE not in str(details)


def test_a_measure_done_after_its_day_is_late_and_not_overdue(
    office: MissedOffice, on_day: OnDay
) -> None:
    office.write()
    on_day(date(2026, 3, 2))
    assert newest(office).is_overdue(date(2026, 3, 2))

    done(office, date(2026, 3, 1))

    row = newest(office)
    assert row.measure_state(date(2026, 3, 2)) is TaskState.DONE_LATE
    assert not row.is_overdue(date(2026, 3, 2))


def test_what_the_office_takes_back_is_overdue_again_and_can_be_reported_again(
    office: MissedOffice, on_day: OnDay
) -> None:
    office.write()
    done(office)
    take_back(office)
    after = DUE_ON.replace(month=3, day=1)
    on_day(after)
    assert newest(office).is_overdue(after)

    done(office, after, seen=SeenMeasure(1, 2))

    assert newest(office).done_on == after
    reports = list_measure_reports(PERIOD, office.task, office.first)
    assert [(each.version, each.done_on) for each in reports] == [
        (3, after), (2, None), (1, PRESENT),
    ]  # fmt: skip
    assert [action for action, _ in audited(SUBJECT)][1:] == [
        "measure_done", "measure_taken_back", "measure_done",
    ]  # fmt: skip


def test_the_office_may_report_for_a_unit(office: MissedOffice) -> None:
    office.write()

    done(office, actor=office.staff)

    assert newest(office).done_on == PRESENT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"note": " xong "}, "measure_note_short"),
        ({"note": "x" * 4001}, "target_explanation_long"),
        ({"on": date(2026, 2, 11)}, "measure_day_ahead"),
        ({"on": date(2026, 2, 9)}, "measure_day_early"),
        ({"seen": SeenMeasure(0)}, "target_explanation_changed"),
        ({"seen": SeenMeasure(1, 1)}, "measure_changed"),
    ],
    ids=["no-note", "long", "tomorrow", "before-the-promise", "stale", "stale-report"],
)
def test_a_report_that_cannot_stand_is_refused(
    office: MissedOffice, changes: dict[str, Any], code: str
) -> None:
    office.write()

    refused(code, done, office, **changes)


def test_nothing_promised_is_nothing_done(office: MissedOffice) -> None:
    refused("measure_missing", done, office, seen=SeenMeasure(0))


def test_a_measure_is_done_once(office: MissedOffice) -> None:
    office.write()
    done(office)

    refused("measure_done_already", done, office, seen=SeenMeasure(1, 1))
    refused("measure_changed", done, office)


def test_of_two_reports_at_once_one_is_kept(office: MissedOffice, database: Settings) -> None:
    office.write()

    def report() -> object:
        return report_measure_done(
            key=office.key, done_on=PRESENT, note=NOTE, seen=SeenMeasure(1), actor=office.head
        )

    assert at_once(database, report, report) == ["done", "measure_changed"]
    assert newest(office).report_version == 1


def test_only_what_was_reported_done_is_taken_back_and_with_a_reason(
    office: MissedOffice,
) -> None:
    office.write()
    refused("measure_not_done", take_back, office, seen=SeenMeasure(1))
    done(office)
    refused("measure_note_short", take_back, office, note="chưa")
    refused("measure_changed", take_back, office, seen=SeenMeasure(1, 0))
    take_back(office)
    refused("measure_not_done", take_back, office, seen=SeenMeasure(1, 2))


def test_another_unit_reports_nothing_and_only_the_office_takes_back(
    office: MissedOffice,
) -> None:
    office.write()
    refused("unit_not_yours", done, office, actor=office.stranger)
    done(office)
    refused("role_not_allowed", take_back, office, actor=office.head)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_who_approves_or_administers_reports_nothing(
    office: MissedOffice, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("ai", role)
    office.write()

    refused("role_not_allowed", done, office, actor=actor)
    done(office)
    refused("role_not_allowed", take_back, office, actor=actor)


def test_what_was_sent_back_promises_nothing_until_it_is_written_again(
    office: MissedOffice, on_day: OnDay
) -> None:
    office.write()
    send_back(office)
    row = newest(office)
    assert row.state is ReviewState.SENT_BACK
    assert not row.is_overdue(date(2026, 12, 31))
    refused("measure_sent_back", done, office)

    on_day(date(2026, 2, 12))
    office.write(seen=1)
    # Done between the two versions, as the first of them promised.
    done(office, date(2026, 2, 11), seen=SeenMeasure(2))

    assert newest(office).done_on == date(2026, 2, 11)


@pytest.mark.parametrize("statement", ["UPDATE measure_report SET note = 'khác'",
                                       "DELETE FROM measure_report"])  # fmt: skip
def test_the_database_itself_keeps_every_report(office: MissedOffice, statement: str) -> None:
    office.write()
    done(office)

    with pytest.raises(sa.exc.DBAPIError), transaction():
        db.session.execute(sa.text(statement))


def test_of_the_past_a_report_is_known_from_the_day_it_was_recorded(
    office: MissedOffice, on_day: OnDay
) -> None:
    office.write()
    days = [PRESENT + timedelta(n) for n in range(3)]
    on_day(days[1])
    done(office, on=PRESENT)
    on_day(days[2])
    take_back(office)

    found = []
    for day in days:
        with looking_back(day):
            row = newest(office)
            reports = list_measure_reports(PERIOD, office.task, office.first)
            found.append((row.report_version, row.done_on, len(reports)))
    assert found == [(0, None, 0), (1, PRESENT, 1), (2, None, 2)]
