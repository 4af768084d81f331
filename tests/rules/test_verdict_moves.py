"""Why a verdict turned: everything that was another is told, never nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import AssignmentRole, Comparator, Verdict
from tracker.rules.verdict_moves import Ground, MoveCause, list_causes
from tracker.wording.verdict_moves import explain_causes

MISSED = Ground(
    role=AssignmentRole.LEAD,
    verdict=Verdict.MISSED,
    reason="units_missing",
    comparator=Comparator.AT_LEAST,
    target=Decimal(90),
    measurement_id=1,
    source_id=7,
    rule_version="parts-4",
)
NO_FIGURE: dict[str, Any] = {"measurement_id": None, "source_id": None}


@pytest.mark.parametrize(
    ("was", "now", "causes"),
    [
        ({}, {"measurement_id": 2}, ["corrected_figure"]),
        ({}, {"measurement_id": 2, "source_id": 8}, ["other_source"]),
        (NO_FIGURE, {}, ["new_figure"]),
        ({}, NO_FIGURE, ["figure_gone"]),
        ({}, {"target": Decimal(80)}, ["target"]),
        ({}, {"comparator": Comparator.AT_MOST}, ["target"]),
        ({}, {"role": AssignmentRole.SUPPORTING, "target": None}, ["role"]),
        ({}, {"verdict": Verdict.DISPUTED, "target": None}, ["dispute"]),
        ({"verdict": Verdict.DISPUTED}, {}, ["dispute"]),
        ({}, {"rule_version": "parts-5"}, ["rule"]),
        ({}, {"reason": "done_on_time|done=2025-01-02"}, ["delivery"]),
        ({}, {"reason": "due_later|due=2025-02-01|first=2025-01-01"}, ["term"]),
        ({}, {"reason": "product_overdue"}, ["other_day"]),
        ({}, {"measurement_id": 2, "target": Decimal(80)}, ["target", "corrected_figure"]),
    ],
)
def test_what_was_another_is_the_cause(
    was: dict[str, Any], now: dict[str, Any], causes: list[str]
) -> None:
    found = list_causes(replace(MISSED, **was), replace(MISSED, **now))

    assert [cause.value for cause in found] == causes


def test_every_cause_has_its_words() -> None:
    told = [explain_causes([cause]) for cause in MoveCause]

    assert len(set(told)) == len(MoveCause)
