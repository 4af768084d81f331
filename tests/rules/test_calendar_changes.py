"""A change of the calendar moves exactly the due days it must, and undone it moves them back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect, DossierStatus, LatenessRule
from tracker.errors import RefusedError
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.calendar_changes import (
    MovedDueDay,
    ProposedDay,
    change_days,
    check_days,
    check_pairs,
    kind_of,
    moved_due_days,
    turned_days,
)
from tracker.rules.calendar_effects import (
    DueGroup,
    LateSpan,
    MonthEffect,
    count_recounted,
    flip_months,
    with_recounted,
)

OFF, WORKING = DayEffect.OFF, DayEffect.WORKING
FRIDAY, SATURDAY, MONDAY = date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 5)
FIRST = date(2026, 1, 1)
NEW_YEAR = CalendarDay(FIRST, OFF, "Tết Dương lịch")
SWAP = (
    ProposedDay(FRIDAY, OFF, "Nghỉ hoán đổi", SATURDAY),
    ProposedDay(SATURDAY, WORKING, "Làm bù", FRIDAY),
)


def calendar(*days: CalendarDay) -> WorkingCalendar:
    return WorkingCalendar(days)


def off(on: date) -> CalendarDay:
    return CalendarDay(on, OFF, "nghỉ")


def working(on: date) -> CalendarDay:
    return CalendarDay(on, WORKING, "làm bù")


def flips(group: DueGroup, way: MovedDueDay, **more: object) -> dict[str, MonthEffect]:
    values: dict[str, object] = {
        "rule": LatenessRule.BY_DATE, "cutoff": None, "last_ended": date(2026, 3, 31), **more,
    }  # fmt: skip
    return flip_months([group], [way], **values)  # type: ignore[arg-type]


def group(
    due_on: date, finished_on: date | None, status: DossierStatus | None = None, **more: int | None
) -> DueGroup:
    usual = DossierStatus.FINISHED if finished_on else DossierStatus.OPEN
    values = {"due_minute": None, "finished_minute": None, "count": 3, **more}
    return DueGroup(due_on=due_on, finished_on=finished_on, status=status or usual, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        pytest.param([], "calendar_change_empty", id="nothing"),
        pytest.param([SWAP[0], SWAP[0]], "calendar_day_twice", id="twice"),
        pytest.param([ProposedDay(FRIDAY, OFF, "")], "calendar_day_unnamed", id="no-name"),
        pytest.param([ProposedDay(FRIDAY, OFF, "x" * 201)], "calendar_day_unnamed", id="long-name"),
        pytest.param([ProposedDay(FRIDAY, OFF, "x", FRIDAY)], "calendar_pair_itself", id="self"),
        pytest.param([ProposedDay(date(1999, 1, 1), OFF, "x")], "calendar_day_far", id="far"),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(days: list[ProposedDay], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_days(days)

    assert refused.value.code == code


def test_rows_that_can_be_meant_pass() -> None:
    check_days([*SWAP, ProposedDay(FIRST, None, "")])


def test_a_change_adds_replaces_and_takes_out() -> None:
    known = {FIRST: NEW_YEAR, MONDAY: off(MONDAY)}

    rows = change_days(known, [*SWAP, ProposedDay(MONDAY, None, "")])

    assert sorted(rows) == [FIRST, FRIDAY, SATURDAY]
    assert rows[SATURDAY] == CalendarDay(SATURDAY, WORKING, "Làm bù", FRIDAY)
    assert known[MONDAY] == off(MONDAY), "what was known stays as it was"


@pytest.mark.parametrize(
    ("rows", "changed", "code"),
    [
        pytest.param([SWAP[0]], [FRIDAY], "calendar_pair_missing", id="half-a-swap"),
        pytest.param([SWAP[0]], [SATURDAY], "calendar_pair_missing", id="other-half-taken-out"),
        pytest.param(
            [SWAP[1], ProposedDay(FRIDAY, WORKING, "x")], [FRIDAY], "calendar_pair_broken",
            id="both-work",
        ),
        pytest.param(
            [SWAP[1], ProposedDay(FRIDAY, OFF, "x", MONDAY)], [SATURDAY], "calendar_pair_broken",
            id="names-another-day",
        ),
    ],
)  # fmt: skip
def test_half_of_a_swap_is_refused(rows: list[ProposedDay], changed: list[date], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_pairs(change_days({}, rows), changed)

    assert refused.value.code == code


def test_a_whole_swap_passes_and_what_was_not_touched_is_not_asked() -> None:
    check_pairs(change_days({}, SWAP), [FRIDAY, SATURDAY])
    check_pairs(change_days({}, [SWAP[0]]), [FIRST])
    observed = [ProposedDay(FIRST, OFF, "Tết"), ProposedDay(FRIDAY, OFF, "Nghỉ bù", FIRST)]
    check_pairs(change_days({}, observed), [FRIDAY])


def test_the_kind_of_a_day_follows_from_its_pair() -> None:
    rows = change_days({FIRST: NEW_YEAR}, [*SWAP, ProposedDay(MONDAY, OFF, "Nghỉ bù", FIRST)])

    kinds = {on: kind_of(row, rows) for on, row in rows.items()}
    assert kinds == {
        FIRST: "holiday", FRIDAY: "swap_off", SATURDAY: "makeup_work", MONDAY: "observed",
    }  # fmt: skip


def test_a_new_day_off_moves_its_own_due_day_and_the_days_off_before_it() -> None:
    before, after = calendar(NEW_YEAR), calendar(NEW_YEAR, off(FRIDAY))

    assert moved_due_days(before, after, [FRIDAY]) == (
        MovedDueDay(FIRST, FRIDAY, MONDAY),
        MovedDueDay(FRIDAY, FRIDAY, MONDAY),
    )


def test_a_make_up_saturday_takes_the_due_days_that_rolled_over_it() -> None:
    before, after = calendar(NEW_YEAR), calendar(NEW_YEAR, working(SATURDAY))

    assert moved_due_days(before, after, [SATURDAY]) == (
        MovedDueDay(SATURDAY, date(2026, 1, 12), SATURDAY),
    )


def test_a_day_off_that_gets_a_name_moves_nothing() -> None:
    before, after = calendar(NEW_YEAR), calendar(NEW_YEAR, off(SATURDAY))

    assert moved_due_days(before, after, [SATURDAY]) == ()
    assert turned_days(before, after, [SATURDAY]) == []


DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 28))
ROWS = st.dictionaries(DAYS, st.sampled_from(DayEffect), max_size=12)


def of(effects: dict[date, DayEffect]) -> WorkingCalendar:
    return WorkingCalendar(CalendarDay(on, effect, "x") for on, effect in effects.items())


@given(before=ROWS, after=ROWS)
def test_exactly_the_due_days_judged_elsewhere_are_found(
    before: dict[date, DayEffect], after: dict[date, DayEffect]
) -> None:
    old, new = of(before), of(after)
    every_day = [date(2025, 12, 1) + timedelta(days=count) for count in range(120)]

    found = moved_due_days(old, new, before.keys() | after.keys())

    assert list(found) == [
        MovedDueDay(on, old.next_working_day(on), new.next_working_day(on))
        for on in every_day
        if old.next_working_day(on) != new.next_working_day(on)
    ]


@given(before=ROWS, after=ROWS)
def test_the_inverse_of_a_change_moves_every_due_day_back(
    before: dict[date, DayEffect], after: dict[date, DayEffect]
) -> None:
    old, new, days = of(before), of(after), before.keys() | after.keys()

    there, back = moved_due_days(old, new, days), moved_due_days(new, old, days)

    assert [(row.due_on, row.after_on, row.before_on) for row in there] == [
        (row.due_on, row.before_on, row.after_on) for row in back
    ]


LATER = MovedDueDay(FRIDAY, FRIDAY, MONDAY)
EARLIER = MovedDueDay(FRIDAY, MONDAY, FRIDAY)


@pytest.mark.parametrize(
    ("found", "way", "name"),
    [
        pytest.param(group(FRIDAY, MONDAY), LATER, "late_to_on_time", id="late-no-more"),
        pytest.param(group(FRIDAY, MONDAY), EARLIER, "on_time_to_late", id="late-now"),
        pytest.param(group(FRIDAY, FRIDAY), LATER, "reclassified", id="on-the-day-becomes-early"),
        pytest.param(group(FRIDAY, date(2026, 1, 9)), LATER, "", id="late-all-the-same"),
        pytest.param(group(FRIDAY, date(2025, 12, 30)), LATER, "", id="early-all-the-same"),
        pytest.param(group(FRIDAY, None), LATER, "", id="open-long-overdue"),
        pytest.param(
            group(FRIDAY, MONDAY, DossierStatus.RETURNED), LATER, "", id="returned-is-never-late"
        ),
        pytest.param(
            group(FRIDAY, None, DossierStatus.PAUSED), LATER, "", id="paused-is-never-overdue"
        ),
    ],
)
def test_a_verdict_turns_in_the_month_of_the_end(
    found: DueGroup, way: MovedDueDay, name: str
) -> None:
    effects = flips(found, way)

    assert effects == ({"2026-01": MonthEffect("2026-01", **{name: 3})} if name else {})


def test_a_dossier_open_at_a_months_end_turns_there_when_the_end_lies_between() -> None:
    due_on = date(2026, 4, 29)
    way = MovedDueDay(due_on, due_on, date(2026, 5, 4))
    still_open, ended_later = group(due_on, None), group(due_on, date(2026, 5, 5))

    for found in (still_open, ended_later):
        effects = flips(found, way, last_ended=date(2026, 6, 30))
        assert effects["2026-04"] == MonthEffect("2026-04", late_to_on_time=3)


def test_a_running_month_is_judged_up_to_today() -> None:
    today = date(2026, 1, 3)

    assert flips(group(FRIDAY, None), LATER, last_ended=today) == {
        "2026-01": MonthEffect("2026-01", late_to_on_time=3)
    }
    assert flips(group(FRIDAY, None), LATER, last_ended=date(2025, 12, 31)) == {}


def test_minutes_turn_a_verdict_only_where_the_rule_compares_them() -> None:
    late_in_the_day = group(FRIDAY, FRIDAY, due_minute=600, finished_minute=900)

    by_date = flips(late_in_the_day, LATER)
    by_instant = flips(late_in_the_day, LATER, rule=LatenessRule.BY_INSTANT)

    assert by_date["2026-01"].reclassified == 3
    assert by_instant["2026-01"].late_to_on_time == 3


def test_a_cut_off_month_counts_its_own_days() -> None:
    way = MovedDueDay(date(2026, 1, 15), date(2026, 1, 15), date(2026, 1, 16))

    effects = flips(group(way.due_on, date(2026, 1, 16)), way, cutoff=15)

    assert effects == {"2026-02": MonthEffect("2026-02", late_to_on_time=3)}


def test_groups_of_one_month_add_up() -> None:
    effects = flip_months(
        [group(FRIDAY, MONDAY), group(FRIDAY, MONDAY, count=4)],
        [LATER],
        rule=LatenessRule.BY_DATE,
        cutoff=None,
        last_ended=date(2026, 3, 31),
    )

    assert effects == {"2026-01": MonthEffect("2026-01", late_to_on_time=7)}


def test_those_late_by_other_days_are_counted_and_those_no_longer_late_are_not() -> None:
    before, after = calendar(NEW_YEAR), calendar(NEW_YEAR, off(FRIDAY))
    spans = [
        LateSpan(FRIDAY, FRIDAY, date(2026, 1, 9), 1),  # judged later
        LateSpan(FRIDAY, FRIDAY, MONDAY, 10),  # late no more: a flip
        LateSpan(date(2025, 12, 31), date(2025, 12, 31), date(2026, 1, 9), 100),  # fewer work days
        LateSpan(date(2026, 1, 7), date(2026, 1, 7), date(2026, 1, 9), 1000),  # not touched
    ]

    assert count_recounted(spans, before, after) == 101


def test_a_months_effect_says_whether_its_list_reads_differently() -> None:
    assert not with_recounted(None, "2026-01", 0).is_changed
    assert with_recounted(MonthEffect("2026-01", reclassified=1), "2026-01", 2) == MonthEffect(
        "2026-01", reclassified=1, recounted=2
    )
    assert MonthEffect("2026-01", on_time_to_late=1).is_changed
