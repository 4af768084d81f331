"""Which documents have verdicts, and which figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import UnitLevel
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import get_actor
from tracker.queries.judged_directives import Judged, list_judged_directives

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings


@pytest.fixture
def present(database: Settings, on_day: OnDay) -> None:
    on_day(date(2024, 6, 1))


def test_a_document_counts_once_any_of_its_tasks_was_judged(present: None) -> None:
    province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
    judged, other = make_directive("01/KH", province), make_directive("02/KH", province)
    indicator, second = make_indicator("T.1", "Tỷ lệ"), make_indicator("T.2", "Tỷ lệ khác")
    for each in (indicator, second):
        make_task(judged, indicator_id=each, leads=(province,), target=(">=", "90"))
    assert list_judged_directives(["2024-03"]) == {}

    run_evaluation(period="2024-03", actor=get_actor("cli"))

    assert list_judged_directives(["2024-03"]) == {judged: Judged(is_own=True)}
    assert other not in list_judged_directives(["2024-03"])
    assert list_judged_directives(["2024-02"]) == {}
    assert list_judged_directives([]) == {}

    make_figure(second, province, "2024-03", 80, 100)
    run_evaluation(period="2024-03", actor=get_actor("cli"))

    assert list_judged_directives(["2024-03", "2024-02"]) == {judged: Judged(True, True, True)}
    outside = make_unit("Q", "Tỉnh Khác", level=UnitLevel.PROVINCE)
    periods = ["2024-03", "2024-02"]
    assert list_judged_directives(periods, [outside]) == {judged: Judged(has_figures=True)}
    assert list_judged_directives(periods, [outside, province])[judged] > Judged(False, True, True)
    assert list_judged_directives(["2024-02"]) == {}
