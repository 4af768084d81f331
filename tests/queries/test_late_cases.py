"""The cases of a month are exactly the rows of its late list, and coverage counts each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import db
from models.vocabulary import DelayCause, DossierStatus, LatenessRule, ReviewState
from tests.explained import TEXT, Office, accept, send_back, write
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.queries.chain_marks import load_chain_marks
from tracker.queries.coverage import count_coverage
from tracker.queries.dossier_lists import read_late_dossiers
from tracker.queries.dossier_orders import DossierColumn, DossierOrder
from tracker.queries.late_cases import count_cases_by_unit, list_case_days, list_cases, search_month
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.coverage import Coverage
from tracker.rules.periods import read_period
from tracker.rules.text import sort_key
from tracker.services.explanations import NewExplanation, find_writing_refusals

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

MARCH = read_period("2024-03")
BY_UNIT = DossierOrder(DossierColumn.UNIT, is_descending=True)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    on_day(date(2024, 4, 5))
    return Office(make_actor)


def codes(office: Office, **changes: object) -> list[str]:
    return [case.code for case in list_cases(office.search(**changes))]


@pytest.mark.parametrize("rule", tuple(LatenessRule))
@pytest.mark.parametrize("month", ["2024-02", "2024-03", "2024-04"])
def test_the_cases_are_the_rows_of_the_late_list(
    office: Office, rule: LatenessRule, month: str
) -> None:
    for number, status in enumerate(DossierStatus):
        ends = status in (
            DossierStatus.FINISHED,
            DossierStatus.RETURNED,
            DossierStatus.WITHDRAWN,
            DossierStatus.REFUSED,
        )
        for days in (0, 1, 40):
            finished = date(2024, 3, 20) + timedelta(days=days) if ends else None
            office.add(
                office.second,
                f"Z-{number}-{days}",
                date(2024, 3, 20),
                finished,
                status=status,
                due_minute=600,
                finished_minute=601 if ends else None,
            )
    period = read_period(month)
    late, overdue = read_late_dossiers(period.first_day(), period.last_day(), rule).rows(
        WorkingCalendar([])
    )
    search = office.search(first_day=period.first_day(), last_day=period.last_day(), rule=rule)

    found = {(case.code, case.days) for case in list_cases(search)}

    assert found == {(row.code, row.days_late) for row in (*late, *overdue)}
    refused = find_writing_refusals(
        entries=[NewExplanation(case.id, DelayCause.OTHER, TEXT) for case in list_cases(search)],
        actor=office.staff,
        rule=rule,
    )
    assert set(refused) <= {None}
    by_key = {key: days for key, _unit, days in list_case_days(search)}
    assert by_key == {row.id: row.days_late for row in (*late, *overdue)}


def test_states_reason_and_days_narrow_the_cases(office: Office) -> None:
    write("can-bo", office.one, office.three)
    send_back("truong", office.three)

    assert codes(office) == ["A-1", "B-1", "A-2"]
    assert codes(office, states=frozenset({None})) == ["B-1"]
    assert codes(office, states=frozenset({None, ReviewState.SENT_BACK})) == ["B-1", "A-2"]
    assert codes(office, states=frozenset({ReviewState.SUBMITTED})) == ["A-1"]
    assert codes(office, cause=DelayCause.FINANCIAL_STEP) == ["A-1", "A-2"]
    assert codes(office, least_days=2) == ["A-1", "B-1"]
    assert codes(office, least_days=9) == ["B-1"]
    assert codes(office, unit_ids=frozenset({office.second})) == ["B-1"]
    assert codes(office, unit_ids=frozenset()) == []


def test_the_reason_of_the_one_stop_system_counts_until_somebody_explains(office: Office) -> None:
    office.add(office.first, "A-7", date(2024, 3, 5), date(2024, 3, 9), cause=DelayCause.APPLICANT)

    assert codes(office, cause=DelayCause.APPLICANT) == ["A-7"]


def test_only_the_newest_version_counts(office: Office) -> None:
    write("can-bo", office.one)
    send_back("truong", office.one)
    write("can-bo", office.one, cause=DelayCause.OTHER)

    (case,) = list_cases(office.search(states=frozenset({ReviewState.SUBMITTED})))
    assert (case.explanation and case.explanation.version, case.state) == (2, "submitted")
    assert codes(office, states=frozenset({ReviewState.SENT_BACK})) == []
    assert codes(office, cause=DelayCause.FINANCIAL_STEP) == []
    grouped = count_cases_by_unit(office.search())
    assert sum(row[3] for row in grouped) == 3


def test_coverage_counts_each_units_own_dossiers(office: Office) -> None:
    write("can-bo", office.one, office.three)
    accept("truong", office.one)

    found = count_coverage(office.search(), needed_after_days=0)

    assert found == {
        office.first: Coverage(late=2, accepted=1, submitted=1, letters_owed=2),
        office.second: Coverage(late=1, letters_owed=1),
    }
    few = count_coverage(office.search(), needed_after_days=5)
    assert few[office.first].letters_owed == 1


def test_what_was_sent_back_and_written_again_waits_and_nothing_else(office: Office) -> None:
    write("can-bo", office.one, office.three)
    send_back("truong", office.one, office.three)
    write("can-bo", office.one)

    found = count_coverage(office.search(), needed_after_days=0)[office.first]

    assert (found.submitted, found.sent_back, found.unexplained) == (1, 1, 0)


def test_marks_of_many_dossiers_take_one_statement_a_kind(office: Office) -> None:
    keys = [office.add(office.first, f"C-{n}", date(2024, 3, 5), None) for n in range(300)]
    write("can-bo", *keys)

    with counted_statements() as sent:
        marks = load_chain_marks(keys, on=date(2024, 3, 31))

    assert len(marks.explanations) == 300
    assert len(sent) == 2


def test_a_month_that_runs_is_judged_as_far_as_the_data_reach(
    office: Office, database: Settings, on_day: OnDay
) -> None:
    del office
    assert search_month(MARCH, database).last_day == date(2024, 3, 31)
    on_day(date(2024, 4, 20))
    assert search_month(read_period("2024-04"), database).last_day == date(2024, 3, 31)
    on_day(date(2024, 3, 20))
    assert search_month(MARCH, database).last_day == date(2024, 3, 20)
    cut = replace(database, month_cutoff_day=20)
    assert search_month(read_period("2024-02"), cut).last_day == date(2024, 2, 20)


def test_the_papers_of_some_dossiers_are_looked_up_never_searched_for(office: Office) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a small table is read whole there")
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _cur: object, text: str, values: Any, *_more: object) -> None:
        sent.append((text, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        load_chain_marks([office.one, office.two], on=date(2024, 3, 31))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)

    connection = db.session.connection()
    asked = [each for each in sent if each[0].startswith("SELECT")]
    assert len(asked) == 2
    for text, values in asked:
        steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
        assert not [step for step in steps if step.startswith("SCAN") and "json_each" not in step]


def test_cases_stand_in_every_order_alike_ones_by_due_day(office: Office) -> None:
    march = date(2024, 3, 1)
    office.add(office.second, "Z-9", march + timedelta(days=4), march + timedelta(days=20))
    office.add(office.first, "Z-8", march + timedelta(days=9), march + timedelta(days=12))
    office.add(office.second, "Z-7", march + timedelta(days=2), None)

    def ordered(column: DossierColumn, *, is_descending: bool = False) -> list[str]:
        order = DossierOrder(column, is_descending)
        found = list_cases(office.search(), order=order)
        return [case.code for case in found if case.code.startswith("Z-")]

    assert ordered(DossierColumn.DUE_ON) == ["Z-7", "Z-9", "Z-8"]
    assert ordered(DossierColumn.DUE_ON, is_descending=True) == ["Z-8", "Z-9", "Z-7"]
    assert ordered(DossierColumn.CODE) == ["Z-7", "Z-8", "Z-9"]
    assert ordered(DossierColumn.DAYS_LATE, is_descending=True) == ["Z-7", "Z-9", "Z-8"]
    assert ordered(DossierColumn.FINISHED_ON) == ["Z-8", "Z-9", "Z-7"]
    by_unit = [case.unit_name for case in list_cases(office.search(), order=BY_UNIT)]
    assert by_unit == sorted(by_unit, key=sort_key, reverse=True)
    assert set(by_unit) > {by_unit[0]}
