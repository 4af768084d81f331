"""When people are told of waiting work, under which heading, and who above them is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import DayEffect, DigestReason, EscalationLevel, Role, WaitingKind
from tracker.rules.calendar import CalendarDay, WorkingCalendar
from tracker.rules.digests import (
    REMIND_BEFORE,
    Passed,
    build_digest,
    digest_day,
    find_passed,
    is_pressing,
)
from tracker.rules.waiting import (
    DOERS,
    LONGEST_KEY,
    REASONS,
    Reader,
    WaitingItem,
    group_items,
    waits_for,
)

CALENDAR = WorkingCalendar(
    [
        CalendarDay(date(2026, 4, 30), DayEffect.OFF, "Ngày Chiến thắng"),
        CalendarDay(date(2026, 5, 1), DayEffect.OFF, "Quốc tế Lao động"),
    ]
)
TUESDAY = date(2026, 4, 14)
MONDAY = date(2026, 4, 13)
FRIDAY = date(2026, 4, 17)
SATURDAY = date(2026, 4, 18)
OFFICER = Reader(1, Role.UNIT_OFFICER, frozenset({7}))
HEAD = Reader(2, Role.DEPARTMENT_HEAD, frozenset({7}))
OFFICE = Reader(3, Role.OFFICE_STAFF)
AFTER = {"head_after_days": 3, "office_after_days": 7}


def item(
    kind: WaitingKind = WaitingKind.EXPLAIN_DOSSIERS,
    *,
    left: int | None = None,
    today: date = TUESDAY,
    unit_id: int | None = 7,
    since: date | None = None,
    made_by: int | None = None,
    count: int = 1,
    subject: str = "",
) -> WaitingItem:
    return WaitingItem(
        kind=kind,
        subject=subject,
        period="2026-03",
        unit_id=unit_id,
        unit_code="" if unit_id is None else f"U{unit_id}",
        unit_name="" if unit_id is None else f"Sở {unit_id}",
        due_on=None if left is None else today + timedelta(days=left),
        since_on=since,
        days_left=left,
        count=count,
        endpoint="explanations.index",
        args=(("thang", "2026-03"),),
        unit_arg="don-vi",
        made_by=made_by,
    )


# --- which days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "told"),
    [
        pytest.param(10, False, id="far-off"),
        pytest.param(5, True, id="five-days-before"),
        pytest.param(4, False, id="four-days-before"),
        pytest.param(3, True, id="three-days-before"),
        pytest.param(2, False, id="two-days-before"),
        pytest.param(1, True, id="the-day-before"),
        pytest.param(0, True, id="on-the-day"),
        pytest.param(-1, True, id="the-day-after"),
        pytest.param(-30, True, id="long-after"),
        pytest.param(None, False, id="no-day-set"),
    ],
)
def test_people_are_reminded_before_on_and_after_the_day(left: int | None, told: bool) -> None:
    assert is_pressing(item(left=left), digest_day(TUESDAY, CALENDAR)) is told


def test_what_is_new_since_the_working_day_before_is_told() -> None:
    day = digest_day(TUESDAY, CALENDAR)

    assert is_pressing(item(since=MONDAY), day)
    assert not is_pressing(item(since=MONDAY - timedelta(days=1)), day)


def test_what_came_while_the_server_was_off_is_still_told() -> None:
    """Off from Friday to Monday: what came on Thursday after its digest is told on Tuesday."""
    thursday = date(2026, 4, 9)

    assert not is_pressing(item(since=thursday), digest_day(TUESDAY, CALENDAR, MONDAY))
    assert is_pressing(item(since=thursday), digest_day(TUESDAY, CALENDAR, thursday))
    assert digest_day(TUESDAY, CALENDAR, TUESDAY).new_since == MONDAY


def test_what_presses_nobody_is_told_once_a_week() -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in range(5)]

    assert [is_pressing(item(), digest_day(day, CALENDAR)) for day in days] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_the_first_working_day_of_a_week_may_be_a_tuesday() -> None:
    calendar = WorkingCalendar([CalendarDay(MONDAY, DayEffect.OFF, "Nghỉ bù")])

    assert digest_day(TUESDAY, calendar).is_first_of_week


def test_a_reminder_that_falls_on_a_day_off_is_given_before_it() -> None:
    """Due on Monday: the day before is Sunday, so Friday says it."""
    on_friday = digest_day(FRIDAY, CALENDAR)

    assert on_friday.days_off_after == 2
    assert is_pressing(item(left=3, today=FRIDAY), on_friday)
    assert is_pressing(item(left=2, today=FRIDAY), on_friday), "due on Sunday, one day before"
    assert is_pressing(item(left=7, today=FRIDAY), on_friday), "five days before is Sunday"
    assert not is_pressing(item(left=8, today=FRIDAY), on_friday)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_no_reminder_is_swallowed_by_days_off(due_on: date) -> None:
    """Each reminder before an end is given on its day or the last working day before it."""
    for before in REMIND_BEFORE:
        day = due_on - timedelta(days=before)
        while not CALENDAR.is_working(day):
            day -= timedelta(days=1)
        left = (due_on - day).days
        assert is_pressing(item(left=left, today=day), digest_day(day, CALENDAR))


def test_nothing_goes_out_on_a_day_off() -> None:
    day = digest_day(SATURDAY, CALENDAR)

    assert build_digest([item(left=-3, today=SATURDAY)], [], OFFICER, day) == []


def test_nothing_to_say_is_no_message() -> None:
    day = digest_day(TUESDAY, CALENDAR)

    assert build_digest([], [], OFFICER, day) == []
    assert build_digest([item()], [], OFFICER, day) == []
    assert build_digest([item(left=-1, unit_id=8)], [], OFFICER, day) == [], "another unit's"


# --- what it says ----------------------------------------------------------------------------


def test_a_message_that_goes_out_names_everything_that_waits() -> None:
    day = digest_day(TUESDAY, CALENDAR)
    quiet = item(WaitingKind.REWRITE_EXPLANATIONS)

    (section,) = build_digest([item(left=0), quiet], [], OFFICER, day)

    assert section.reason is DigestReason.OWN_UNIT
    assert [group.kind for group in section.groups] == [
        WaitingKind.EXPLAIN_DOSSIERS,
        WaitingKind.REWRITE_EXPLANATIONS,
    ]


def test_what_is_passed_on_stands_first_and_is_reason_enough() -> None:
    day = digest_day(TUESDAY, CALENDAR)
    late = item(left=-4)
    passed = find_passed([late], HEAD, **AFTER)

    sections = build_digest([late, item(WaitingKind.REVIEW_EXPLANATIONS)], passed, HEAD, day)

    assert [section.reason for section in sections] == [
        DigestReason.ESCALATED,
        DigestReason.REVIEW,
    ]


def test_one_line_a_kind_and_subject_with_the_earliest_day() -> None:
    items = [item(left=4, unit_id=7, count=2), item(left=2, unit_id=8), item(unit_id=9)]

    (group,) = group_items(items)

    assert (group.count, group.days_left, group.unit_names) == (4, 2, ("Sở 7", "Sở 8", "Sở 9"))
    assert group.args == (("thang", "2026-03"),), "several units: the page of all of them"


def test_a_line_of_one_unit_opens_that_unit() -> None:
    (group,) = group_items([item(count=2), item(left=1)])

    assert group.args == (("thang", "2026-03"), ("don-vi", "U7"))


def test_the_office_has_no_unit_to_narrow_to() -> None:
    (group,) = group_items([item(WaitingKind.CLOSE_ALERTS, unit_id=None)])

    assert (group.unit_names, group.args) == ((), (("thang", "2026-03"),))


KINDS = st.sampled_from(list(WaitingKind))
ITEMS = st.lists(
    st.builds(
        item,
        KINDS,
        left=st.none() | st.integers(-20, 20),
        unit_id=st.none() | st.integers(6, 9),
        since=st.none() | st.dates(date(2026, 4, 1), TUESDAY),
        made_by=st.none() | st.integers(1, 3),
        count=st.integers(1, 5),
        subject=st.sampled_from(["", "Nhiệm vụ 3"]),
    ),
    max_size=12,
)
READERS = st.builds(
    Reader,
    st.integers(1, 3),
    st.sampled_from([role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]),
    st.frozensets(st.integers(6, 9)),
)


@given(ITEMS, READERS, st.dates(date(2026, 4, 13), date(2026, 5, 8)))
def test_a_digest_holds_all_of_a_persons_work_once_and_nothing_else(
    items: list[WaitingItem], reader: Reader, on: date
) -> None:
    day = digest_day(on, CALENDAR)
    passed = find_passed(items, reader, **AFTER)
    own = [each for each in items if waits_for(each, reader)]

    sections = build_digest(items, passed, reader, day)

    said = {s.reason: sum(group.count for group in s.groups) for s in sections}
    if not sections:
        is_quiet = not passed and not any(is_pressing(each, day) for each in own)
        assert is_quiet or not CALENDAR.is_working(on)
        return
    expected: dict[DigestReason, int] = {}
    for each in own:
        expected[REASONS[each.kind]] = expected.get(REASONS[each.kind], 0) + each.count
    if passed:
        expected[DigestReason.ESCALATED] = sum(each.item.count for each in passed)
    assert said == expected
    assert list(said) == [reason for reason in DigestReason if reason in said]


@given(ITEMS, st.randoms())
def test_the_order_items_come_in_does_not_matter(items: list[WaitingItem], dice: object) -> None:
    shuffled = list(items)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]

    assert group_items(shuffled) == group_items(items)
    assert sum(group.count for group in group_items(items)) == sum(each.count for each in items)


@given(ITEMS)
def test_the_most_pressing_stands_first(items: list[WaitingItem]) -> None:
    days = [group.due_on or date.max for group in group_items(items)]

    assert days == sorted(days)


@given(ITEMS)
def test_a_key_tells_items_apart_and_fits_where_it_is_kept(items: list[WaitingItem]) -> None:
    long = [
        replace(each, args=(*each.args, ("directive", "x" * 60), ("unit_code", "y" * 120)))
        for each in items
    ]

    assert all(len(each.key) <= LONGEST_KEY for each in (*items, *long))
    apart = {(each.kind, each.unit_id, each.made_by, each.due_on) for each in items}
    assert len({each.key for each in items}) == len({each.key for each in long}) == len(apart)


# --- whose turn it is ------------------------------------------------------------------------


def test_nobody_is_asked_to_review_what_they_wrote() -> None:
    written = item(WaitingKind.REVIEW_EXPLANATIONS, made_by=HEAD.user_id)

    assert not waits_for(written, HEAD)
    assert waits_for(replace(written, made_by=OFFICER.user_id), HEAD)


def test_every_kind_has_somebody_to_do_it_and_a_heading() -> None:
    assert set(DOERS) == set(REASONS) == set(WaitingKind)
    assert all(DOERS.values())


@pytest.mark.parametrize("kind", WaitingKind, ids=lambda kind: kind.value)
def test_a_units_work_never_waits_for_another_units_people(kind: WaitingKind) -> None:
    for role in (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD):
        assert not waits_for(item(kind, unit_id=8), Reader(9, role, frozenset({7})))


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.ADMINISTRATOR, Role.SYSTEM], ids=str)
def test_nothing_waits_for_who_decides_nothing(role: Role) -> None:
    assert not any(waits_for(item(kind), Reader(9, role, frozenset({7}))) for kind in WaitingKind)


# --- what is passed on -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "left", "level"),
    [
        pytest.param(HEAD, -2, None, id="head-two-days-late"),
        pytest.param(HEAD, -3, EscalationLevel.UNIT_HEAD, id="head-three-days-late"),
        pytest.param(HEAD, -40, EscalationLevel.UNIT_HEAD, id="head-long-late"),
        pytest.param(OFFICE, -6, None, id="office-six-days-late"),
        pytest.param(OFFICE, -7, EscalationLevel.OFFICE, id="office-seven-days-late"),
        pytest.param(OFFICER, -40, None, id="the-officer-whose-duty-it-is"),
        pytest.param(Reader(4, Role.APPROVER), -40, None, id="the-approver"),
        pytest.param(Reader(5, Role.DEPARTMENT_HEAD, frozenset({8})), -40, None, id="another-head"),
        pytest.param(HEAD, None, None, id="no-day-set"),
    ],
)
def test_a_late_duty_goes_to_the_head_and_then_to_the_office(
    reader: Reader, left: int | None, level: EscalationLevel | None
) -> None:
    late = item(left=left)

    expected = [] if level is None else [Passed(late, level)]
    assert find_passed([late], reader, **AFTER) == expected


def test_it_is_passed_on_to_each_person_once_for_a_due_day() -> None:
    late = item(left=-9)
    told = {(late.key, EscalationLevel.UNIT_HEAD)}

    assert find_passed([late], HEAD, told=told, **AFTER) == []
    another_day = item(left=-8)
    assert [each.item for each in find_passed([late, another_day], HEAD, told=told, **AFTER)] == [
        another_day
    ]


def test_what_a_head_leaves_unreviewed_goes_to_the_office_alone() -> None:
    review = item(WaitingKind.REVIEW_EXPLANATIONS, left=-40, made_by=HEAD.user_id)

    assert find_passed([review], HEAD, **AFTER) == [], "who wrote it cannot review it"
    assert [each.item for each in find_passed([review], OFFICE, **AFTER)] == [review]


def test_the_offices_own_work_is_not_passed_on() -> None:
    alerts = item(WaitingKind.CLOSE_ALERTS, left=-40, unit_id=None)

    assert find_passed([alerts], OFFICE, **AFTER) == []
    assert find_passed([alerts], HEAD, **AFTER) == []


def test_what_is_a_heads_own_duty_is_not_passed_on_to_them() -> None:
    answer = item(WaitingKind.ANSWER_LIST, left=-40)

    assert find_passed([answer], HEAD, **AFTER) == []
    assert len(find_passed([answer], OFFICE, **AFTER)) == 1


def test_what_ends_today_is_not_late_whatever_the_setting() -> None:
    today = item(left=0)

    assert find_passed([today], HEAD, head_after_days=0, office_after_days=0) == []
    assert find_passed([item(left=-1)], HEAD, head_after_days=0, office_after_days=0)


@given(ITEMS, READERS, st.integers(0, 10), st.integers(0, 10))
def test_passing_on_again_with_what_was_told_passes_nothing_on(
    items: list[WaitingItem], reader: Reader, head: int, office: int
) -> None:
    first = find_passed(items, reader, head_after_days=head, office_after_days=office)
    told = {(each.item.key, each.level) for each in first}

    again = find_passed(items, reader, head_after_days=head, office_after_days=office, told=told)

    assert again == []
    assert all(not waits_for(each.item, reader) for each in first)
