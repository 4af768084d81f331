"""Which documents have verdicts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import UnitLevel
from tests.factories import make_directive, make_indicator, make_task, make_unit
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import get_actor
from tracker.queries.judged_directives import list_judged_directive_ids

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.config import Settings


@pytest.fixture
def present(database: Settings, on_day: OnDay) -> None:
    on_day(date(2024, 6, 1))


def test_a_document_counts_once_any_of_its_tasks_was_judged(present: None) -> None:
    province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
    judged, other = make_directive("01/KH", province), make_directive("02/KH", province)
    indicator = make_indicator("T.1", "Tỷ lệ")
    make_task(judged, indicator_id=indicator, leads=(province,), target=(">=", "90"))
    assert list_judged_directive_ids(["2024-03"]) == frozenset()

    run_evaluation(period="2024-03", actor=get_actor("cli"))

    assert list_judged_directive_ids(["2024-03"]) == {judged}
    assert other not in list_judged_directive_ids(["2024-03"])
    assert list_judged_directive_ids(["2024-02"]) == frozenset()
    assert list_judged_directive_ids([]) == frozenset()
