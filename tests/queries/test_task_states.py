"""Where tasks without figures stand, unit by unit, from the seeds' documents and made-up ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, Task, User, db
from models.vocabulary import Role, ScheduleKind, TaskState
from tests.factories import make_batch, make_directive, make_source, make_task
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TODAY, Work, end_unit, make_work, merge_leads
from tracker.queries.directives import get_directive
from tracker.queries.task_parties import find_task, list_meant_units
from tracker.queries.task_states import TaskStateRow, list_task_states
from tracker.queries.unit_directory import load_directory
from tracker.rules.periods import read_period
from tracker.rules.task_states import Window
from tracker.services.task_extensions import grant_extension
from tracker.services.task_reports import accept_task_report, send_back_task_report
from tracker.wording.task_states import tell_task_state

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

NOW = date(2026, 11, 22)
MAY = date(2024, 5, 20)


def window(period: str, on: date = NOW) -> Window:
    found = read_period(period)
    return Window(found.first_day(), found.last_day(), on)


def rows_of(number: str, period: str) -> dict[tuple[str, str], TaskStateRow]:
    directive = get_directive(number)
    found = list_task_states(window(period), directive_id=directive.id, is_in_force_only=False)
    return {(row.found.reference, row.part.unit.code): row for row in found}


@remembered
def followed(seeded: Settings) -> None:
    """The product as if it had stood there when the documents were issued."""
    db.session.execute(sa.update(User).values(created_at=datetime(2021, 1, 1, tzinfo=UTC)))
    db.session.commit()


def test_terms_that_ended_before_the_product_stood_there_are_held_against_nobody(
    seeded: Settings,
) -> None:
    row = rows_of("142/KH-STTTT", "2023-01")["1", "GL.STTTT.VP"]

    assert row.finding is not None
    assert (row.finding.state, row.late_days) == (TaskState.NOT_FOLLOWED, 0)
    assert "trước khi văn bản được theo dõi" in tell_task_state(row)


@pytest.mark.parametrize(
    ("came_on", "state"),
    [
        pytest.param(DUE, TaskState.OVERDUE, id="on-its-last-day"),
        pytest.param(date(2024, 3, 16), TaskState.NOT_FOLLOWED, id="the-day-after"),
    ],
)
def test_a_document_speaks_from_the_day_it_was_imported(
    work: Work, on_day: OnDay, came_on: date, state: TaskState
) -> None:
    on_day(came_on)
    batch = make_batch(make_source("VB"), came_on)
    db.session.get_one(Directive, work.directive).batch_id = batch
    db.session.commit()
    on_day(TODAY)

    rows = list_task_states(window("2024-04", TODAY), task_id=work.task, unit_ids=[work.first])

    assert [row.finding and row.finding.state for row in rows] == [state]


def test_a_month_printed_as_a_term_ends_with_its_last_day(followed: None) -> None:
    before = rows_of("142/KH-STTTT", "2022-11")["1", "GL.STTTT.VP"]
    after = rows_of("142/KH-STTTT", "2023-01")["1", "GL.STTTT.VP"]

    assert before.finding is not None
    assert after.finding is not None
    assert (before.finding.state, before.finding.due_on) == (TaskState.OPEN, date(2022, 12, 31))
    assert after.finding.state is TaskState.OVERDUE
    # 01/01 is Sunday and New Year, made up for on Monday the 2nd; Tết takes 20 to 26 January
    assert (after.late_days, after.late_working_days) == (31, 16)
    assert after.is_due_day_off


def test_supporting_units_are_shown_and_not_judged(seeded: Settings) -> None:
    row = rows_of("142/KH-STTTT", "2023-01")["1", "GL.STTTT.CNTT"]

    assert (row.is_lead, row.finding) == (False, None)
    assert tell_task_state(row) == "Đơn vị phối hợp, kết quả tính cho đơn vị chủ trì."


@pytest.mark.parametrize(
    ("number", "state", "due_on", "words"),
    [
        ("1", "ongoing", None, "Nhiệm vụ thường xuyên, trong kỳ chưa có báo cáo nào"),
        ("3", "done", None, "Đã hoàn thành trước khi ban hành văn bản."),
        ("5", "waits_for", None, "Nghị định số 107/2021/NĐ-CP"),
        ("9", "waits_for", None, "Đề án 06"),
        ("16", "overdue", date(2023, 6, 30), "Đã hết hạn (30/06/2023), chưa hoàn thành"),
        ("17", "overdue", date(2023, 6, 29), "trễ 1 ngày (1 ngày làm việc)"),
    ],
)
def test_the_terms_of_the_report_on_resolution_131_are_read_as_printed(
    followed: None, number: str, state: str, due_on: date | None, words: str
) -> None:
    row = rows_of("BC NQ131/Q2-2023 (Kon Tum)", "2023-07" if number == "16" else "2023-Q2")[
        number, "62"
    ]

    assert row.finding is not None
    assert (row.finding.state, row.finding.due_on) == (TaskState(state), due_on)
    assert words in tell_task_state(row)


def test_what_prints_no_term_is_open_and_says_so(seeded: Settings) -> None:
    rows = rows_of("CT/2021 (Kon Tum)", "2021")
    row = next(row for key, row in rows.items() if key[0] == "3.b" and row.is_lead)

    assert row.finding is not None
    assert (row.finding.state, row.finding.reason) == (TaskState.OPEN, "due_date_unknown")


@remembered
def work(database: Settings, on_day: OnDay) -> Work:
    on_day(TODAY)
    return make_work()


def test_each_joint_lead_is_judged_by_its_own_report(work: Work) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    accept_task_report(report_id=work.report(writer), actor=reviewer)
    db.session.commit()

    rows = list_task_states(window("2024-04", TODAY), task_id=work.task)

    assert [(row.part.unit.code, row.finding and row.finding.state) for row in rows] == [
        ("SO.A", TaskState.DONE_ON_TIME),
        ("SO.B", TaskState.OVERDUE),
        ("SO.C", None),
    ]


def test_a_report_that_was_sent_back_neither_counts_nor_waits(work: Work) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    report = work.report(writer)
    send_back_task_report(report_id=report, note="Thiếu bản có dấu", actor=reviewer)
    db.session.commit()

    rows = list_task_states(window("2024-04", TODAY), task_id=work.task, unit_ids=[work.first])

    assert [(row.finding and row.finding.state, row.is_awaited) for row in rows] == [
        (TaskState.OVERDUE, False)
    ]


def test_rows_that_a_term_names_are_found(work: Work) -> None:
    task_id = work.add_task(ScheduleKind.FOLLOWS)
    db.session.get_one(Task, task_id).follows = "nhiệm vụ số 1 của Kế hoạch này"
    db.session.commit()

    (row,) = list_task_states(window("2024-04", TODAY), task_id=task_id)

    assert [other.reference for other in row.waits_for] == ["1"]
    assert tell_task_state(row).endswith("chờ nhiệm vụ 1.")


def test_documents_out_of_force_are_left_out_unless_asked_for(work: Work) -> None:
    old = make_directive("1/KH", work.department, effective_to=date(2023, 12, 31))
    make_task(old, leads=(work.first,), schedule_kind=ScheduleKind.BY_DATE, due_on=DUE)

    def found(**more: bool) -> int:
        return len(list_task_states(window("2024-04", TODAY), directive_id=old, **more))

    assert found() == 0
    assert found(is_in_force_only=False) == 1


def test_units_and_tasks_are_found_by_what_people_call_them(work: Work) -> None:
    directive = get_directive("12/KH")
    directory = load_directory()

    assert find_task(directive, "1").task.id == find_task(directive, " #1 ").task.id == work.task
    assert list_meant_units("SO.A", directory) == [work.first]
    assert list_meant_units("Phòng B", directory) == [work.second]


@pytest.mark.parametrize(
    ("days", "state", "done_on"),
    [
        pytest.param((DUE, date(2024, 3, 10)), "done_on_time", DUE, id="both-in-time"),
        pytest.param((DUE, date(2024, 4, 2)), "done_late", date(2024, 4, 2), id="one-late"),
        pytest.param((DUE,), "overdue", None, id="one-never"),
    ],
)
def test_a_unit_that_took_over_stands_where_those_before_it_stood(
    work: Work, on_day: OnDay, days: tuple[date, ...], state: str, done_on: date | None
) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    for unit_id, day in zip((work.first, work.second), days, strict=False):
        report = work.report(writer, unit_id=unit_id, done_on=day)
        accept_task_report(report_id=report, actor=reviewer)
        db.session.commit()
    merge_leads(work)
    on_day(date(2024, 5, 20))

    rows = list_task_states(window("2024-05", date(2024, 5, 20)), task_id=work.task)

    row = next(row for row in rows if row.part.unit.code == "SO.M")
    assert row.finding is not None
    assert (row.finding.state, row.finding.done_on) == (TaskState(state), done_on)


def state_of(unit_code: str, work: Work, on: date) -> tuple[str, date | None, bool]:
    (row,) = [
        row
        for row in list_task_states(window("2024-05", on), task_id=work.task)
        if row.part.unit.code == unit_code
    ]
    assert row.finding is not None
    return row.finding.state, row.finding.done_on, row.finding.is_awaiting_review


def test_a_lead_that_took_another_over_still_owes_its_own_part(work: Work, on_day: OnDay) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    report = work.report(writer, unit_id=work.second)
    accept_task_report(report_id=report, actor=reviewer)
    db.session.commit()
    end_unit(work.second, heir=work.first)
    on_day(MAY)

    assert state_of("SO.A", work, MAY) == ("overdue", None, False)

    own = work.report(writer, unit_id=work.first, done_on=date(2024, 5, 10))
    assert state_of("SO.A", work, MAY) == ("overdue", None, True)
    accept_task_report(report_id=own, actor=reviewer)
    db.session.commit()
    assert state_of("SO.A", work, MAY) == ("done_late", date(2024, 5, 10), False)


def test_what_the_units_before_delivered_is_not_undone_by_a_report_that_waits(
    work: Work, on_day: OnDay
) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    accept_task_report(report_id=work.report(writer), actor=reviewer)
    heir = merge_leads(work)
    on_day(MAY)
    work.report(writer, unit_id=heir, done_on=date(2024, 5, 10))
    late = work.report(writer, unit_id=work.second, done_on=date(2024, 4, 2))
    accept_task_report(report_id=late, actor=reviewer)
    db.session.commit()

    assert state_of("SO.M", work, MAY) == ("done_late", date(2024, 4, 2), False)


@pytest.mark.parametrize(
    ("granted_at", "state"),
    [
        pytest.param(time(8), TaskState.DONE_ON_TIME, id="granted-in-the-morning"),
        pytest.param(time(16), TaskState.DONE_LATE, id="granted-after-the-report"),
    ],
)
@pytest.mark.parametrize("is_for_all", [True, False], ids=["all-units", "this-unit"])
def test_a_late_finish_is_not_made_punctual_on_its_own_day(
    work: Work, on_day: OnDay, granted_at: time, state: TaskState, is_for_all: bool
) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))

    def grant() -> None:
        on_day(TODAY, granted_at)
        grant_extension(
            task_id=work.task,
            unit_id=None if is_for_all else work.first,
            due_on=date(2024, 6, 30),
            document="Công văn 15/UBND",
            reason="Chờ hướng dẫn của Bộ Nội vụ",
            actor=reviewer,
        )
        db.session.commit()

    if granted_at < time(12):
        grant()
    on_day(TODAY, time(12))
    report = work.report(writer, done_on=TODAY)
    if granted_at > time(12):
        grant()
    on_day(TODAY, time(17))
    accept_task_report(report_id=report, actor=reviewer)
    db.session.commit()

    rows = list_task_states(window("2024-04", TODAY), task_id=work.task, unit_ids=[work.first])
    assert [row.finding and row.finding.state for row in rows] == [state]


def test_a_report_of_the_new_unit_itself_counts_first(work: Work, on_day: OnDay) -> None:
    writer, reviewer = (add_actor(name, Role.OFFICE_STAFF) for name in ("a", "b"))
    accept_task_report(report_id=work.report(writer), actor=reviewer)
    db.session.commit()
    heir = merge_leads(work)
    on_day(date(2024, 5, 20))
    report = work.report(writer, unit_id=heir, done_on=date(2024, 5, 10))
    accept_task_report(report_id=report, actor=reviewer)
    db.session.commit()

    (row,) = list_task_states(
        window("2024-05", date(2024, 5, 20)), task_id=work.task, unit_ids=[heir]
    )

    assert row.finding is not None
    assert (row.finding.state, row.finding.done_on) == (TaskState.DONE_LATE, date(2024, 5, 10))
