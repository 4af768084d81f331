"""Why two sources differ, in a sentence that quotes what it rests on."""

from __future__ import annotations

from datetime import date

import pytest

from models.vocabulary import DifferenceCause
from tracker.rules.difference_causes import EVENTS, Explanation
from tracker.rules.figure_definitions import RECEIVED_PARTS
from tracker.wording.reconciliation import ENDPOINTS, explain_cause

PARAMS = {
    "source": "CONG",
    "other": "MOT-CUA",
    "first": "CONG",
    "second": "MOT-CUA",
    "count": 7,
    "days": 3,
    "on": date(2024, 3, 31),
    "last_day": date(2024, 4, 1),
    "numerator": 79,
    "returned": 2,
    "paused": 4,
    "only_first": 5,
    "only_second": 6,
    "differing": 8,
    "indicators": ("766-3.3", "766-1.4"),
}


@pytest.mark.parametrize(
    "code",
    [
        "reconcile_not_stated",
        "reconcile_no_figure",
        "reconcile_unit_missing",
        "reconcile_unit_unmapped",
        "reconcile_by_instant",
        "reconcile_by_date",
        "reconcile_without_due",
        "reconcile_returned_on_time",
        "reconcile_paused_open",
        "reconcile_returned_and_paused",
        "reconcile_all_dossiers",
        "reconcile_denominator_of",
        "reconcile_denominator_only",
        "reconcile_dossier_in_one_only",
        "reconcile_dates_differ",
        *(f"reconcile_sync_delay_{event}" for event in sorted(set(EVENTS.values()))),
        "reconcile_data_end",
        "reconcile_unexplained",
    ],
)
def test_every_explanation_has_a_sentence(code: str) -> None:
    text = explain_cause(Explanation(DifferenceCause.UNEXPLAINED, code, PARAMS))

    assert text.endswith(".")
    assert "%(" not in text


def test_numbers_are_grouped_by_thousands() -> None:
    params = {**PARAMS, "only_first": 1_250}
    explanation = Explanation(
        DifferenceCause.DOSSIER_IN_ONE_ONLY, "reconcile_dossier_in_one_only", params
    )
    assert "1.250 hồ sơ chỉ có ở CONG" in explain_cause(explanation)


def test_what_agrees_has_no_explanation() -> None:
    assert explain_cause(None) == ""


def test_every_place_a_source_counts_dossiers_has_a_name() -> None:
    assert set(ENDPOINTS) == set(RECEIVED_PARTS)
    explanation = Explanation(DifferenceCause.DENOMINATOR, "reconcile_denominator_of", PARAMS)

    assert "766-3.3 (nhóm dịch vụ trực tuyến), 766-1.4 (hồ sơ đồng bộ)" in explain_cause(
        explanation
    )
