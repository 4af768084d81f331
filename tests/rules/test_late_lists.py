"""The life of a late list as a table: what leads where, who may, and what the bytes hold."""

from __future__ import annotations

import json
from datetime import date

import pytest

from models.vocabulary import PublicationState, Role
from tracker.errors import ReadingError, RefusedError
from tracker.rules.canonical import sha256_hex
from tracker.rules.late_list_seal import chain_to, seal
from tracker.rules.late_lists import (
    RULE_TEXTS,
    STEP_ROLES,
    TRANSITIONS,
    ListStep,
    list_title,
    next_state,
    read_list_month,
    read_reason,
    require_ended,
)
from tracker.rules.late_lists import LatenessRule as Rule

STATES = (None, *PublicationState)
HEADING = {"version": 1, "reason": "", "previous_sha256": "", "audit_head": "a" * 64}


@pytest.mark.parametrize("state", STATES, ids=str)
@pytest.mark.parametrize("step", ListStep, ids=str)
def test_a_step_goes_where_the_table_says_or_is_refused_by_name(
    state: PublicationState | None, step: ListStep
) -> None:
    if (state, step) in TRANSITIONS:
        assert next_state(state, step, period="2024-03") is TRANSITIONS[state, step]
    elif (state, step) not in {
        # The newest version of a month is never one that a newer version replaced.
        (PublicationState.CORRECTED, ListStep.DRAFT),
        (PublicationState.CORRECTED, ListStep.CORRECT),
    }:
        with pytest.raises(RefusedError) as refusal:
            next_state(state, step, period="2024-03")
        assert refusal.value.code.startswith("late_list_")
        assert refusal.value.params == {"period": "2024-03"}


def test_only_an_approved_list_is_published_and_a_published_one_is_only_closed() -> None:
    into_published = {state for (state, _), to in TRANSITIONS.items() if to == "published"}
    into_approved = {state for (state, _), to in TRANSITIONS.items() if to == "approved"}

    assert into_published == {PublicationState.APPROVED}
    assert into_approved == {PublicationState.DRAFT}
    assert {step for (state, step) in TRANSITIONS if state == "published"} == {
        ListStep.CORRECT,
        ListStep.WITHDRAW,
    }


def test_only_approvers_approve_and_the_administrator_decides_nothing() -> None:
    assert STEP_ROLES[ListStep.APPROVE] == {Role.APPROVER}
    for step, roles in STEP_ROLES.items():
        assert roles <= {Role.OFFICE_STAFF, Role.APPROVER, Role.SYSTEM}, step
    assert Role.SYSTEM not in STEP_ROLES[ListStep.WITHDRAW]


@pytest.mark.parametrize("period", ["2024", "2024-Q1", "2024-03/ytd"])
def test_a_late_list_is_of_a_month(period: str) -> None:
    with pytest.raises(RefusedError, match="late_list_month_only"):
        read_list_month(period)


@pytest.mark.parametrize("period", ["2024-13", "2024-3", "", "tháng 3"])
def test_a_period_that_does_not_exist_is_unreadable(period: str) -> None:
    with pytest.raises(ReadingError, match="period_unreadable"):
        read_list_month(period)


@pytest.mark.parametrize(
    ("on", "cutoff", "last_day"),
    [
        pytest.param(date(2024, 3, 31), None, date(2024, 3, 31), id="the-last-day-still-runs"),
        pytest.param(date(2024, 3, 15), 15, date(2024, 3, 15), id="the-office-s-last-day"),
    ],
)
def test_a_month_that_still_runs_is_refused_with_its_last_day(
    on: date, cutoff: int | None, last_day: date
) -> None:
    with pytest.raises(RefusedError) as refusal:
        require_ended(read_list_month("2024-03"), on, cutoff)

    assert refusal.value.params == {"period": "2024-03", "last_day": last_day}


def test_the_day_after_the_last_day_a_month_has_ended() -> None:
    require_ended(read_list_month("2024-03"), date(2024, 4, 1), None)
    require_ended(read_list_month("2024-03"), date(2024, 3, 16), 15)


def test_a_reason_is_words() -> None:
    assert read_reason("  sai \n đơn vị ") == "sai đơn vị"
    with pytest.raises(RefusedError, match="late_list_reason_missing"):
        read_reason(" \t ")


def test_the_title_names_the_month_and_every_rule_is_worded() -> None:
    assert list_title(read_list_month("2024-03")).endswith("tháng 03/2024")
    assert set(RULE_TEXTS) == set(Rule)


def test_a_sealed_list_holds_the_hash_of_the_internal_one() -> None:
    sealed = seal({"codes": "masked"}, {"codes": "full"}, HEADING)

    content = json.loads(sealed.content)
    assert content["internal_sha256"] == sha256_hex(sealed.internal_content.encode())
    assert sealed.sha256 == sha256_hex(sealed.content.encode())
    assert content | HEADING == content
    assert "internal_sha256" not in json.loads(sealed.internal_content)


def test_chaining_to_another_list_changes_the_link_and_the_hashes_only() -> None:
    sealed = seal({"codes": "masked"}, {"codes": "full"}, HEADING)

    chained = chain_to(sealed, "b" * 64)

    assert chain_to(sealed, "") is sealed
    before, after = json.loads(sealed.content), json.loads(chained.content)
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {"previous_sha256", "internal_sha256"}
    assert chained == seal(
        {"codes": "masked"}, {"codes": "full"}, {**HEADING, "previous_sha256": "b" * 64}
    )
