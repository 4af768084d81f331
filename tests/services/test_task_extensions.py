"""Later days for tasks without figures: the first day is kept, and the past stays as it was."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, Evaluation, TaskExtension, db
from models.vocabulary import Role, ScheduleKind, TaskState, UnitLevel
from tests.factories import make_indicator, make_task, make_unit
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TODAY, Work, make_work, merge_leads
from tracker import clock
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.evaluations import list_evaluations
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_states import TaskStateRow, list_task_states
from tracker.rules.periods import read_period
from tracker.rules.task_states import Window
from tracker.services.task_extensions import current_due_day, grant_extension
from tracker.services.task_reports import accept_task_report
from tracker.wording.verdicts import explain_verdict

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.queries.accounts import Actor
    from tracker.queries.evaluations import EvaluationRow

LATER = date(2024, 5, 31)
REASON = "Chờ hướng dẫn của Bộ Nội vụ"
DOCUMENT = "Công văn 15/UBND ngày 01/4/2024"


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong", Role.OFFICE_STAFF)


@remembered
def other(work: Work) -> Actor:
    return add_actor("van-phong-2", Role.OFFICE_STAFF)


def grant(work: Work, actor: Actor, due_on: date = LATER, **more: object) -> int:
    values = {"task_id": work.task, "document": DOCUMENT, "reason": REASON, **more}
    extension_id = grant_extension(due_on=due_on, actor=actor, **values)  # type: ignore[arg-type]
    db.session.commit()
    return extension_id


def standing(work: Work, period: str, unit_id: int | None = None) -> TaskStateRow:
    found = read_period(period)
    window = Window(found.first_day(), found.last_day(), clock.today())
    (row,) = list_task_states(window, task_id=work.task, unit_ids=[unit_id or work.first])
    return row


def verdict(work: Work, period: str, actor: Actor) -> EvaluationRow:
    run_evaluation(period=period, actor=actor)
    return next(
        row for row in list_evaluations(period, None, work.first) if row.task_id == work.task
    )


def test_an_extension_moves_the_day_and_keeps_the_first(work: Work, office: Actor) -> None:
    grant(work, office)

    row = standing(work, "2024-04")
    assert row.finding is not None
    assert (row.finding.state, row.finding.due_on) == (TaskState.OPEN, LATER)
    assert row.finding.original_due_on == DUE
    (kept,) = list_task_extensions([work.task])
    assert (kept.original_due_on, kept.due_on, kept.document) == (DUE, LATER, DOCUMENT)
    (entry,) = db.session.query(AuditEntry).all()
    assert (entry.action, entry.details["before"]) == ("task_extended", DUE.isoformat())


def test_the_chain_of_extensions_stays_readable(work: Work, office: Actor) -> None:
    grant(work, office)
    grant(work, office, date(2024, 6, 30), unit_id=work.first)
    assert current_due_day(work.task, DUE, work.second) == LATER
    grant(work, office, date(2024, 7, 31))

    assert [(row.unit_code, row.due_on) for row in list_task_extensions([work.task])] == [
        ("", LATER),
        ("SO.A", date(2024, 6, 30)),
        ("", date(2024, 7, 31)),
    ]
    assert {row.original_due_on for row in list_task_extensions()} == {DUE}
    assert len(list_task_extensions([work.task], [work.second])) == 2
    assert current_due_day(work.task, DUE, work.second) == date(2024, 7, 31)


def test_one_units_extension_is_not_the_others(work: Work, office: Actor) -> None:
    grant(work, office, unit_id=work.first)

    other = standing(work, "2024-04", work.second)
    assert other.finding is not None
    assert other.finding.state is TaskState.OVERDUE
    assert (other.late_days, other.late_working_days) == (26, 18)


def test_verdicts_of_periods_before_the_extension_stay(
    work: Work, office: Actor, on_day: OnDay
) -> None:
    before = verdict(work, "2024-03", office)
    grant(work, office)
    on_day(date(2024, 5, 2), time(9))
    after = verdict(work, "2024-03", office)

    assert (before.verdict, before.reason) == ("missed", "product_overdue")
    assert after == before
    assert db.session.query(Evaluation).filter_by(period="2024-03").count() == 3
    april = verdict(work, "2024-04", office)
    assert (april.verdict, april.due_on, april.held_to_on) == ("not_due", DUE, LATER)
    assert explain_verdict(april) == (
        "Chưa đến hạn (hạn 31/05/2024), thời hạn gốc 15/03/2024, gia hạn đến 31/05/2024."
    )


def test_a_late_finish_stays_late_after_an_extension_for_all(
    work: Work, office: Actor, other: Actor
) -> None:
    report = work.report(other, done_on=date(2024, 4, 2))
    accept_task_report(report_id=report, actor=office)
    db.session.commit()
    grant(work, office)

    row = standing(work, "2024-04")
    assert row.finding is not None
    assert (row.finding.state, row.finding.due_on) == (TaskState.DONE_LATE, DUE)
    found = verdict(work, "2024-04", office)
    assert (found.verdict, found.done_on) == ("missed", date(2024, 4, 2))
    assert explain_verdict(found) == ("Hoàn thành trễ 18 ngày, ngày 02/04/2024 (hạn 15/03/2024).")


def test_a_finish_within_the_extended_term_is_on_time_and_says_so(
    work: Work, office: Actor, other: Actor, on_day: OnDay
) -> None:
    grant(work, office)
    on_day(date(2024, 5, 20))
    accept_task_report(report_id=work.report(other, done_on=date(2024, 5, 15)), actor=office)
    db.session.commit()

    found = verdict(work, "2024-05", office)
    assert found.verdict == "achieved"
    assert explain_verdict(found) == (
        "Hoàn thành đúng hạn, ngày 15/05/2024 (hạn 31/05/2024), "
        "thời hạn gốc 15/03/2024, gia hạn đến 31/05/2024."
    )


def test_a_unit_that_delivered_gets_no_extension(work: Work, office: Actor, other: Actor) -> None:
    accept_task_report(report_id=work.report(other), actor=office)
    db.session.commit()
    with pytest.raises(RefusedError) as caught:
        grant(work, office, unit_id=work.first)
    assert caught.value.code == "extension_after_delivery"
    assert grant(work, office, unit_id=work.second)


def test_what_the_units_before_had_all_delivered_gets_no_extension(
    work: Work, office: Actor, other: Actor, on_day: OnDay
) -> None:
    for unit_id in (work.first, work.second):
        accept_task_report(report_id=work.report(other, unit_id=unit_id), actor=office)
    heir = merge_leads(work)
    on_day(date(2024, 5, 20))

    with pytest.raises(RefusedError) as caught:
        grant(work, office, unit_id=heir)
    assert caught.value.code == "extension_after_delivery"


def test_a_routine_duty_with_an_end_is_extended_though_reports_on_it_were_accepted(
    work: Work, office: Actor, other: Actor, on_day: OnDay
) -> None:
    task = work.add_task(ScheduleKind.ONGOING, DUE)
    report = work.report(other, task_id=task, done_on=date(2024, 3, 10))
    accept_task_report(report_id=report, actor=office)

    def reason() -> str:
        (row,) = list_task_states(
            Window(date(2024, 4, 1), date(2024, 4, 30), TODAY), task_id=task, unit_ids=[work.first]
        )
        return row.finding.reason if row.finding else ""

    assert reason() == "ongoing_over"
    on_day(TODAY, time(16))
    grant(work, office, task_id=task, unit_id=work.first)
    assert reason() == "ongoing_without_report"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"due_on": DUE}, "extension_in_past", id="past"),
        pytest.param({"document": " "}, "extension_document_missing", id="no-document"),
        pytest.param({"document": "a" * 301}, "extension_document_long", id="document-long"),
        pytest.param({"reason": "ngắn"}, "extension_reason_short", id="reason-short"),
        pytest.param({"reason": "a" * 2001}, "extension_reason_long", id="reason-long"),
        pytest.param({"seen_due_on": LATER}, "extension_changed", id="stale"),
        pytest.param({"unit_id": "helping"}, "extension_not_lead", id="supporting-unit"),
    ],
)
def test_a_refused_extension_changes_nothing(
    work: Work, office: Actor, changes: dict[str, object], code: str
) -> None:
    if "unit_id" in changes:
        changes = {"unit_id": work.helping}
    with pytest.raises(RefusedError) as caught:
        grant(work, office, **changes)  # type: ignore[arg-type]
    assert caught.value.code == code
    db.session.rollback()
    assert db.session.query(TaskExtension).count() == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_an_extension_may_end_on_the_day_it_is_recorded(work: Work, office: Actor) -> None:
    assert grant(work, office, TODAY)


def test_an_extension_is_later_than_what_is_in_force(work: Work, office: Actor) -> None:
    grant(work, office)
    with pytest.raises(RefusedError) as caught:
        grant(work, office, LATER)
    assert caught.value.code == "extension_not_later"
    with pytest.raises(ConflictError):
        grant(work, office, date(2024, 6, 30), seen_due_on=DUE)


@pytest.mark.parametrize(
    "role",
    [Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.APPROVER, Role.ADMINISTRATOR, Role.SYSTEM],
)
def test_only_the_office_grants(work: Work, role: Role) -> None:
    person = add_actor("khac", role, work.department)
    with pytest.raises(ForbiddenError):
        grant(work, person)


def test_a_task_without_a_last_day_has_nothing_to_extend(work: Work, office: Actor) -> None:
    follows = work.add_task(ScheduleKind.FOLLOWS)
    measured = make_task(
        work.directive, leads=(work.first,), indicator_id=make_indicator("X", "Chỉ số")
    )
    for task_id, code in ((follows, "extension_without_due"), (measured, "task_measured")):
        with pytest.raises(RefusedError) as caught:
            grant(work, office, task_id=task_id)
        assert caught.value.code == code
    with pytest.raises(NotFoundError):
        grant(work, office, task_id=987654)


def test_a_unit_of_another_department_is_no_lead(work: Work, office: Actor) -> None:
    with pytest.raises(RefusedError) as caught:
        grant(work, office, unit_id=make_unit("SO2", "Sở Hai", level=UnitLevel.DEPARTMENT))
    assert caught.value.code == "extension_not_lead"


@pytest.mark.parametrize(
    "change", ["UPDATE task_extension SET due_on = '2025-01-01'", "DELETE FROM task_extension"]
)
def test_an_extension_never_changes(work: Work, office: Actor, change: str) -> None:
    grant(work, office)

    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text(change))
    db.session.rollback()
