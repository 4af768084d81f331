"""Targets a unit missed on the components: how much is missing, and what the year must bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import ImportBatch, Indicator, db
from tests.factories import make_figure
from tests.queries.test_scores import find, unit_id
from tests.views.staff import counted_statements
from tracker.clock import looking_back, now, today
from tracker.queries.score_targets import MissedTarget, list_missed_targets
from tracker.rules.paces import PaceKind
from tracker.rules.periods import read_period
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from tracker.config import Settings

pytestmark = pytest.mark.usefixtures("demo")


def missed(code: str, indicator: str = "766-2.1", **more: date) -> MissedTarget:
    row = find(code)
    assert row.capture is not None
    capture = replace(row.capture, **more)  # type: ignore[arg-type]
    found = list_missed_targets(read_period("2026-08"), row.unit.id, row.total, capture)
    return next(each for each in found if each.indicator_code == indicator)


def add(period: str, numerator: int, denominator: int) -> None:
    key = db.session.query(Indicator.id).filter_by(code="766-2.1").one().id
    make_figure(key, unit_id("H44.03"), period, numerator, denominator, source="CONG-DVCQG")


def test_the_dossiers_missing_this_month_and_the_pace_for_the_year() -> None:
    found = missed("H44.03")

    # 95 % of 588 is 558.6, so 559 on time; 486 were.
    assert found.missing == 73
    assert found.stretch.share == Share(486, 588)
    assert (found.stretch.first_on, found.stretch.last_on) == (date(2026, 8, 1), date(2026, 8, 31))
    assert found.pace is not None
    assert (found.pace.kind, found.pace.coming, found.pace.count) == (
        PaceKind.AT_LEAST,
        2314,
        2271,
    )


def test_out_of_reach_is_told_with_the_best_of_the_year() -> None:
    found = missed("H44.45")

    assert found.pace is not None
    assert (found.missing, found.pace.kind) == (12518, PaceKind.OUT_OF_REACH)
    assert found.pace.best == Share(125297, 139225)


def test_months_before_without_a_gap_are_added_by_their_parts() -> None:
    add("2026-07", 500, 500)
    add("2026-06", 400, 500)
    add("2026-04", 1, 500)

    found = missed("H44.03")

    assert found.stretch.share == Share(1386, 1588)
    assert found.stretch.first_on == date(2026, 6, 1)


def test_of_the_past_a_month_before_is_as_it_was_known() -> None:
    add("2026-07", 500, 500)
    add("2026-07", 100, 500)
    corrected = db.session.query(sa.func.max(ImportBatch.id)).scalar_subquery()
    db.session.query(ImportBatch).filter_by(id=corrected).update(
        {"created_at": now() + timedelta(2)}, synchronize_session=False
    )
    db.session.commit()

    assert missed("H44.03").stretch.share == Share(586, 1088)
    with looking_back(today()):
        assert missed("H44.03").stretch.share == Share(986, 1088)


def test_a_figure_of_the_year_to_date_comes_before_adding_months() -> None:
    add("2026-07", 500, 500)
    add("2026-08/ytd", 3000, 4000)

    found = missed("H44.03")

    assert (found.stretch.share, found.stretch.first_on) == (Share(3000, 4000), date(2026, 1, 1))


def test_a_month_that_still_ran_covers_its_days_so_far() -> None:
    assert missed("H44.03", as_of=date(2026, 8, 20)).stretch.last_on == date(2026, 8, 20)
    assert missed("H44.03", as_of=date(2026, 7, 1)).stretch.last_on == date(2026, 8, 1)


def test_what_counts_services_has_no_pace() -> None:
    row = find("H44.03")
    assert row.capture is not None
    found = list_missed_targets(read_period("2026-08"), row.unit.id, row.total, row.capture)

    by_code = {each.indicator_code: each.pace is not None for each in found}
    assert by_code["766-2.1"]
    assert not any(has for code, has in by_code.items() if code in ("766-3.5", "766-4.6"))


def test_a_unit_without_targets_asks_no_more(demo: Settings) -> None:
    del demo
    row = find("H44")
    assert row.capture is not None
    assert list_missed_targets(read_period("2026-08"), row.unit.id, row.total, row.capture) == []
    with counted_statements() as sent:
        list_missed_targets(read_period("2025-08"), row.unit.id, row.total, row.capture)
    assert len(sent) == 1
