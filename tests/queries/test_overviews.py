"""What an overview holds besides verdicts: the period before, and each dossier in one row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models import UnitSuccession, db
from models.vocabulary import AssignmentRole, LatenessRule, SuccessionKind, UnitLevel, Verdict
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_source,
    make_task,
    make_unit,
)
from tests.remembered import remembered
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.evaluation_rollups import roll_up, roll_up_rows
from tracker.queries.evaluations import list_evaluations
from tracker.queries.late_cases import CaseSearch
from tracker.queries.overviews import (
    UnitMonth,
    fold_months,
    load_unit_months,
    sum_months,
)
from tracker.queries.units import load_tree

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings

MARCH, LAST = "2024-03", date(2024, 3, 31)


class Office:
    """A department with a division, and a commune; one late dossier each in March 2024."""

    def __init__(self) -> None:
        self.province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
        self.department = make_unit(
            "S", "Sở Một", level=UnitLevel.DEPARTMENT, parent_id=self.province
        )
        self.division = make_unit(
            "S.1", "Phòng Hai", level=UnitLevel.DIVISION, parent_id=self.department
        )
        self.commune = make_unit("X", "Xã Ba", parent_id=self.province, valid_to=LAST)
        batch, procedure = make_batch(make_source("one-stop"), date(2024, 4, 2)), make_procedure()
        for unit_id in (self.department, self.division, self.commune):
            make_dossier(
                unit_id=unit_id,
                batch_id=batch,
                procedure_id=procedure,
                received_on=date(2024, 3, 1),
                due_on=date(2024, 3, 12),
                finished_on=date(2024, 3, 15),
            )

    def months(self, unit_ids: frozenset[int] | None = None) -> dict[int, UnitMonth]:
        search = CaseSearch(date(2024, 3, 1), LAST, LatenessRule.BY_DATE, unit_ids)
        return load_unit_months(search, needed_after_days=0)


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(date(2024, 6, 1))
    return Office()


def late(months: dict[int, UnitMonth]) -> dict[int, int]:
    return {key: month.counts.finished_late for key, month in months.items()}


def test_a_month_holds_counts_and_papers_of_each_unit(office: Office) -> None:
    month = office.months()[office.commune]

    assert (month.counts.finished, month.counts.finished_late) == (1, 1)
    assert (month.coverage.late, month.coverage.accepted) == (1, 0)


def test_only_units_that_may_be_seen_are_counted(office: Office) -> None:
    assert set(office.months(frozenset({office.commune}))) == {office.commune}


def test_a_divisions_dossiers_stand_in_the_row_above_unless_it_has_its_own(office: Office) -> None:
    months, tree = office.months(), load_tree()

    assert late(fold_months(months, tree, LAST, ())) == {office.department: 2, office.commune: 1}
    assert late(fold_months(months, tree, LAST, {office.division})) == {
        office.department: 1,
        office.division: 1,
        office.commune: 1,
    }


def test_what_a_merged_unit_left_is_its_heirs(office: Office) -> None:
    heir = make_unit("Y", "Xã Bốn", parent_id=office.province, valid_from=date(2024, 4, 1))
    db.session.add(
        UnitSuccession(
            predecessor_id=office.commune,
            successor_id=heir,
            effective_on=date(2024, 4, 1),
            kind=SuccessionKind.MERGED,
        )
    )
    db.session.commit()

    rows = fold_months(office.months(), load_tree(), date(2024, 4, 30), ())

    assert late(rows) == {office.department: 2, heir: 1}


def test_a_unit_that_ended_without_an_heir_keeps_its_own_row(office: Office) -> None:
    rows = fold_months(office.months(), load_tree(), date(2024, 4, 30), ())

    assert late(rows) == {office.department: 2, office.commune: 1}


def test_no_units_come_to_nothing(office: Office) -> None:
    assert sum_months(()) == UnitMonth()


def test_only_the_verdict_of_the_newest_run_stands(office: Office) -> None:
    indicator = make_indicator("T.1", "Tỷ lệ")
    directive = make_directive("01/KH", office.province)
    make_task(
        directive,
        indicator_id=indicator,
        leads=(office.department,),
        supports=(office.commune,),
        target=(">=", "90"),
    )
    for numerator in (80, 95):
        make_figure(indicator, office.department, MARCH, numerator, 100)
        run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))

    rows = list_evaluations(MARCH, directive)

    assert [(row.unit_id, row.numerator) for row in rows if row.numerator] == [
        (office.department, 95)
    ]
    assert len(rows) == 2, "the lead's and the other's"
    only = list_evaluations(MARCH, directive, role=AssignmentRole.LEAD, verdict=Verdict.ACHIEVED)
    assert only == rows[:1]
    assert list_evaluations(MARCH, unit_ids=[office.commune]) == rows[1:]


def test_some_units_are_summed_as_all_are(office: Office) -> None:
    indicator = make_indicator("T.1", "Tỷ lệ")
    directive = make_directive("01/KH", office.province)
    leads = (office.province, office.department, office.commune)
    make_task(directive, indicator_id=indicator, leads=leads, target=(">=", "90"))
    for unit_id in leads:
        make_figure(indicator, unit_id, MARCH, 9, 10)
    run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))
    rows, tree = list_evaluations(MARCH, directive), load_tree()

    assert roll_up_rows(rows, tree, LAST) == roll_up(MARCH, directive, LAST)
    (found,) = roll_up_rows([row for row in rows if row.unit_id != office.commune], tree, LAST)
    assert found.share is not None
    assert (found.share.numerator, found.share.denominator) == (9, 10)
    assert [row.unit_id for row in found.summed] == [office.department]
    assert [row.unit_id for row in found.left_out] == [office.province]
