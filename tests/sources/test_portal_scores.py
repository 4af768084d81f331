"""From the portal's replies to points: what was pulled is scored, ranked and marked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.stand_ins.portal import recorded
from tracker.queries.scores import ScoreSheet, load_scores
from tracker.rules.periods import read_period
from tracker.rules.score_components import Mark
from tracker.rules.scores766 import TOTAL

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.sources.conftest import Portal

COMPUTED = 13 * 5 + 1
"""Five groups of every unit and the province, and the province's online group."""


@pytest.fixture
def sheet(portal: Portal, on_day: OnDay) -> ScoreSheet:
    on_day(date(2026, 9, 27))
    pulled = portal.pull()
    assert pulled.exit_code == 0, pulled.stderr
    return load_scores(read_period("2026-08"))


def test_every_group_the_portal_scored_is_computed_to_the_hundredth(sheet: ScoreSheet) -> None:
    groups = [group for row in sheet.units for group in row.total.groups]

    assert len(sheet.units) == 13
    assert not [group.code for group in groups if Mark.DIFFERS in group.marks]
    assert sum(group.computed is not None for group in groups) == COMPUTED


def test_every_unit_but_the_idle_one_is_ranked_in_its_level(sheet: ScoreSheet) -> None:
    rows = {row.unit.code: row for row in sheet.units}

    assert rows["H99.01"].is_idle
    assert [code for code, row in rows.items() if TOTAL not in row.ranks] == ["H99.01"]
    assert {row.total.score is not None for row in sheet.units} == {True}


def test_figures_of_the_province_repeated_by_its_units_are_marked(sheet: ScoreSheet) -> None:
    row = next(row for row in sheet.units if row.unit.code == "H99.101")
    parts = {part.rule.code: part for group in row.total.groups for part in group.components}

    assert Mark.PROVINCE_WIDE in parts["766-1.3"].marks
    assert Mark.PROVISIONAL in parts["766-1.4"].marks
    assert Mark.MEANING_UNSURE in parts["766-3.4"].marks
    assert Mark.REPORTED_ONLY in parts["766-4.4"].marks


def test_the_points_name_source_and_day_of_the_pull(sheet: ScoreSheet) -> None:
    captures = {row.capture for row in sheet.units}

    assert len(captures) == 1
    (capture,) = captures
    assert capture is not None
    assert (capture.source_code, capture.as_of) == ("CONG-THU", date(2026, 9, 27))


def test_the_recorded_province_adds_to_the_total_the_peers_know() -> None:
    root = recorded()("2026-08").root
    assert root.printed is not None
    assert sum(points or Decimal(0) for points in root.printed.values()) == Decimal("59.91")
