"""Counts of a period: disjoint classes, identities, the form II.06a and published totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Channel, DossierStatus, Timeliness
from tracker.rules.counts import (
    BrokenIdentity,
    Tally,
    UnitCounts,
    count_groups,
    form_06a,
    sum_counts,
)
from tracker.rules.lateness import ENDED, DossierFacts, classify, is_carried_over
from tracker.rules.rates import Share, cut_percent

GROUPS = st.lists(
    st.tuples(
        st.sampled_from(Timeliness),
        st.booleans(),
        st.none() | st.sampled_from(Channel),
        st.integers(0, 10**6),
    )
)
SAMPLE = count_groups(
    [
        (Timeliness.FINISHED_EARLY, False, Channel.ONLINE, 50),
        (Timeliness.FINISHED_ON_TIME, False, Channel.DIRECT, 20),
        (Timeliness.FINISHED_LATE, True, Channel.DIRECT, 5),
        (Timeliness.OPEN_WITHIN_TERM, False, Channel.POSTAL, 10),
        (Timeliness.OPEN_OVERDUE, True, None, 3),
        (Timeliness.PAUSED, False, None, 4),
        (Timeliness.RETURNED, False, Channel.ONLINE, 6),
    ]
)
DAK_GLONG_2020 = UnitCounts(
    carried_over=1_982,
    received=57_028,
    received_unstated=57_028,
    finished=57_689,
    finished_on_time=57_502,
    finished_late=187,
    open=1_321,
    open_within_term=1_246,
    open_overdue=75,
)
LAM_DONG_2019_10 = UnitCounts(
    carried_over=19_361 - 16_041,
    received=16_041,
    received_unstated=16_041,
    finished=15_641,
    finished_early=13_529,
    finished_on_time=1_958,
    finished_late=154,
    # Only the total was printed; what is open follows from the form's own identity.
    open=19_361 - 15_641,
    open_within_term=19_361 - 15_641,
)


def codes(broken: Sequence[BrokenIdentity]) -> list[str]:
    return [identity.code for identity in broken]


def test_each_class_is_counted_once() -> None:
    assert asdict(SAMPLE) == {
        "carried_over": 8,
        "received": 90,
        "received_online": 56,
        "received_direct": 20,
        "received_postal": 10,
        "received_unstated": 4,
        "finished": 75,
        "finished_early": 50,
        "finished_on_time": 20,
        "finished_late": 5,
        "open": 13,
        "open_within_term": 10,
        "open_overdue": 3,
        "paused": 4,
        "returned": 6,
    }
    assert SAMPLE.identities() == ()


def test_the_two_rates_keep_their_own_parts() -> None:
    assert SAMPLE.finished_on_time_rate == Share(70, 75)
    assert SAMPLE.progress_rate == Share(80, 88)


def test_late_open_work_shows_in_the_progress_rate_only() -> None:
    more = SAMPLE + count_groups([(Timeliness.OPEN_OVERDUE, True, None, 100)])
    assert more.finished_on_time_rate == SAMPLE.finished_on_time_rate
    assert more.progress_rate == Share(80, 188)


@pytest.mark.parametrize(
    "kind", [Timeliness.PAUSED, Timeliness.RETURNED], ids=["paused", "returned"]
)
def test_paused_and_returned_dossiers_are_in_neither_rate(kind: Timeliness) -> None:
    more = SAMPLE + count_groups([(kind, False, None, 100)])
    assert more.finished_on_time_rate == SAMPLE.finished_on_time_rate
    assert more.progress_rate == SAMPLE.progress_rate


def test_a_unit_without_dossiers_has_no_rate() -> None:
    assert UnitCounts().finished_on_time_rate.percent is None
    assert UnitCounts().progress_rate.percent is None
    assert UnitCounts().identities() == ()


@pytest.mark.parametrize(
    ("change", "code", "left", "right"),
    [
        pytest.param({"carried_over": 9}, "identity_all_dossiers", 99, 98, id="all"),
        pytest.param({"received_online": 55}, "identity_received_by_channel", 90, 89, id="channel"),
        pytest.param({"finished_late": 6}, "identity_finished", 75, 76, id="finished"),
        pytest.param({"open_overdue": 0}, "identity_open", 13, 10, id="open"),
    ],
)
def test_a_sum_that_does_not_come_out_is_named_with_both_sides(
    change: dict[str, int], code: str, left: int, right: int
) -> None:
    assert replace(SAMPLE, **change).identities() == (BrokenIdentity(code, left, right),)


def test_dossiers_outside_the_period_are_not_counted() -> None:
    tally = Tally()
    tally.add(None, is_carried=False)
    assert tally.counts() == UnitCounts()


@given(GROUPS)
def test_identities_hold_for_whatever_is_tallied(
    rows: list[tuple[Timeliness, bool, Channel | None, int]],
) -> None:
    counts = count_groups(rows)
    assert counts.identities() == ()
    assert form_06a(counts).identities() == ()
    assert form_06a(counts, waiting_in_open=False).identities() == ()


@given(GROUPS, GROUPS)
def test_tallies_are_additive(
    one: list[tuple[Timeliness, bool, Channel | None, int]],
    other: list[tuple[Timeliness, bool, Channel | None, int]],
) -> None:
    together = count_groups(one + other)
    assert count_groups(one) + count_groups(other) == together
    assert sum_counts([count_groups(other), count_groups(one)]) == together


def test_the_sum_of_no_units_is_nothing() -> None:
    assert sum_counts([]) == UnitCounts()


FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
NEAR = st.dates(date(2024, 2, 20), date(2024, 4, 10))


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[DossierFacts, Channel]:
    status = draw(st.sampled_from(DossierStatus))
    received_on = draw(NEAR)
    ended_on = received_on + timedelta(days=draw(st.integers(0, 20)))
    return DossierFacts(
        received_on=received_on,
        received_minute=None,
        due_on=draw(st.none() | NEAR),
        due_minute=None,
        finished_on=ended_on if status in ENDED else None,
        finished_minute=None,
        status=status,
        halted_on=draw(st.none() | NEAR),
    ), draw(st.sampled_from(Channel))


@given(st.lists(dossiers()))
def test_every_dossier_of_the_period_is_in_exactly_one_count(
    filed: list[tuple[DossierFacts, Channel]],
) -> None:
    tally, kinds = Tally(), Counter[Timeliness]()
    for dossier, channel in filed:
        kind = classify(dossier, first_day=FIRST, last_day=LAST)
        tally.add(kind, is_carried=is_carried_over(dossier, FIRST), channel=channel)
        kinds.update([kind] if kind else [])
    counts = tally.counts()
    assert counts.identities() == ()
    assert counts.received + counts.carried_over == kinds.total()
    assert all(getattr(counts, kind.value) == kinds[kind] for kind in Timeliness)


@given(st.lists(dossiers()))
def test_what_stays_at_the_end_of_a_period_is_carried_into_the_next(
    filed: list[tuple[DossierFacts, Channel]],
) -> None:
    def count(first_day: date, last_day: date) -> UnitCounts:
        tally = Tally()
        for dossier, channel in filed:
            kind = classify(dossier, first_day=first_day, last_day=last_day)
            tally.add(kind, is_carried=is_carried_over(dossier, first_day), channel=channel)
        return tally.counts()

    march = count(FIRST, LAST)
    april = count(LAST + timedelta(days=1), date(2024, 4, 30))
    assert april.carried_over == march.open + march.paused


@pytest.mark.parametrize(
    "published", [DAK_GLONG_2020, LAM_DONG_2019_10], ids=["dak-glong-2020", "lam-dong-2019-10"]
)
def test_published_totals_keep_every_identity(published: UnitCounts) -> None:
    assert published.identities() == ()
    assert form_06a(published).identities() == ()


def test_the_form_repeats_the_totals_of_dak_glong() -> None:
    form = form_06a(DAK_GLONG_2020)
    assert (form.received_total, form.carried_over) == (59_010, 1_982)
    assert (form.finished, form.finished_late) == (57_689, 187)
    assert (form.open, form.open_within_term, form.open_overdue) == (1_321, 1_246, 75)


def test_the_on_time_rate_of_lam_dong_is_cut() -> None:
    rate = LAM_DONG_2019_10.finished_on_time_rate
    assert rate == Share(15_487, 15_641)
    assert rate.percent == cut_percent(15_487, 15_641) == Decimal("99.01")


@pytest.mark.parametrize(
    ("settings", "on_time", "within", "total_7", "total_11", "broken"),
    [
        pytest.param({}, 26, 14, 81, 17, [], id="vendor-way"),
        pytest.param({"waiting_in_open": False}, 30, 10, 85, 13, [], id="note-of-the-form"),
        pytest.param(
            {"returned_in_on_time": False}, 20, 14, 75, 17, ["form_06a_balance"], id="left-out"
        ),
    ],
)
def test_paused_and_returned_dossiers_are_folded_by_setting(
    settings: dict[str, bool],
    on_time: int,
    within: int,
    total_7: int,
    total_11: int,
    broken: list[str],
) -> None:
    form = form_06a(SAMPLE, **settings)
    assert (form.received_total, form.received_online, form.received_direct) == (98, 56, 34)
    assert (form.finished_on_time, form.open_within_term) == (on_time, within)
    assert (form.finished, form.open) == (total_7, total_11)
    assert (form.finished_early, form.finished_late, form.open_overdue) == (50, 5, 3)
    assert codes(form.identities()) == broken


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"received_online": 0}, "form_06a_column_3", id="3"),
        pytest.param({"finished_late": 0}, "form_06a_column_7", id="7"),
        pytest.param({"open_overdue": 0}, "form_06a_column_11", id="11"),
    ],
)
def test_a_broken_identity_of_the_form_is_named(change: dict[str, int], code: str) -> None:
    assert codes(replace(form_06a(SAMPLE), **change).identities()) == [code]
