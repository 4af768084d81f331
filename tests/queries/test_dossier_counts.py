"""Counting in the database gives what the pure rule says, case by case, from indexes alone."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import CalendarDay, Dossier, Procedure, Unit, db
from models.vocabulary import Channel, DayEffect, DossierStatus, LatenessRule, Timeliness, UnitLevel
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.queries.calendar import load_calendar
from tracker.queries.dossier_lists import DossierRow, read_late_dossiers
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.field_counts import count_fields
from tracker.queries.listed_units import list_listed_units
from tracker.queries.unit_counts import count_units
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.count_tables import CountGroup
from tracker.rules.counts import Tally
from tracker.rules.lateness import ENDED, DossierFacts, classify, is_carried_over

if TYPE_CHECKING:
    from tracker.config import Settings

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
DAYS = {
    "before": date(2024, 2, 20),
    "the-day-before": FIRST - timedelta(days=1),
    "first": FIRST,
    "inside": date(2024, 3, 15),
    "last": LAST,
    "the-day-after": LAST + timedelta(days=1),
    "after": date(2024, 4, 20),
}
MINUTES = (None, 600)
RULES = pytest.mark.parametrize("rule", tuple(LatenessRule))
WEEKENDS_ONLY = WorkingCalendar([])


def truth_table() -> Iterator[DossierFacts]:
    """Every combination the database lets in."""
    ends = [None, *itertools.product(DAYS.values(), (None, 599, 600, 601))]
    dues = [None, *itertools.product(DAYS.values(), MINUTES)]
    for status, received_on, due, end in itertools.product(
        DossierStatus, DAYS.values(), dues, ends
    ):
        due_on, due_minute = due or (None, None)
        finished_on, finished_minute = end or (None, None)
        is_ended = finished_on is not None
        if status is not DossierStatus.NOT_RECEIVED and (status in ENDED) is not is_ended:
            continue
        if min(due_on or received_on, finished_on or received_on) < received_on:
            continue
        yield DossierFacts(
            received_on=received_on,
            received_minute=None,
            due_on=due_on,
            due_minute=due_minute,
            finished_on=finished_on,
            finished_minute=finished_minute,
            status=status,
        )


@remembered
def cases(database: Settings) -> dict[int, tuple[DossierFacts, Channel | None]]:
    """The truth table as dossiers, by id, spread over three units."""
    del database
    units = [make_unit(f"H99.{n}", f"UBND xã {n}") for n in range(3)]
    batch = make_batch(make_source("one-stop"), as_of=date(2024, 5, 1))
    procedure = make_procedure()
    source = db.session.scalar(sa.text("SELECT source_id FROM import_batch"))
    channels = itertools.cycle([*Channel, None])
    found = {}
    rows = []
    for number, facts in enumerate(truth_table(), start=1):
        channel = next(channels)
        found[number] = facts, channel
        rows.append(
            {
                "id": number,
                "source_id": source,
                "code": f"H99-{number:06d}",
                "unit_id": units[number % 3],
                "procedure_id": procedure,
                "received_on": facts.received_on,
                "due_on": facts.due_on,
                "judged_due_on": facts.due_on,
                "due_minute": facts.due_minute,
                "finished_on": facts.finished_on,
                "finished_minute": facts.finished_minute,
                "status": facts.status,
                "channel": channel,
                "as_of": date(2024, 5, 1),
                "batch_id": batch,
                "officer": "",
                "revision": 1,
            }
        )
    db.session.execute(sa.insert(Dossier), rows)
    db.session.commit()
    return found


def unit_ids() -> dict[int, int]:
    return dict(iter(db.session.execute(sa.select(Dossier.id, Dossier.unit_id))))


@RULES
def test_the_database_counts_what_the_rule_says(
    cases: dict[int, tuple[DossierFacts, Channel | None]], rule: LatenessRule
) -> None:
    tallies: defaultdict[int, Tally] = defaultdict(Tally)
    units = unit_ids()
    for number, (facts, channel) in cases.items():
        tallies[units[number]].add(
            classify(facts, first_day=FIRST, last_day=LAST, rule=rule),
            is_carried=is_carried_over(facts, FIRST),
            channel=channel,
        )

    counted = count_units(FIRST, LAST, rule)

    assert counted == {unit: tally.counts() for unit, tally in tallies.items()}
    assert all(not counts.identities() for counts in counted.values())


@RULES
@pytest.mark.parametrize("known_on", [None, date(2024, 5, 1)], ids=["now", "past"])
def test_fields_are_counted_as_the_rule_says_group_by_group(
    cases: dict[int, tuple[DossierFacts, Channel | None]], rule: LatenessRule, known_on: date | None
) -> None:
    fields = {db.session.scalars(sa.select(Procedure.id)).one(): "Đất đai"}
    for field in ("Hộ tịch", ""):
        procedure = make_procedure()
        db.session.get_one(Procedure, procedure).field = fields[procedure] = field
    procedures = sorted(fields)
    for place, procedure in enumerate(procedures):
        found = sa.update(Dossier).where(Dossier.id % len(fields) == place)
        db.session.execute(found.values(procedure_id=procedure))
    places = (CountGroup.COMMUNES, CountGroup.DISTRICTS, CountGroup.COMMUNES)
    units = unit_ids()
    groups = dict(zip(sorted(set(units.values())), places, strict=True))
    tallies: defaultdict[tuple[CountGroup, str], Tally] = defaultdict(Tally)
    statuses: defaultdict[tuple[CountGroup, str], Counter[DossierStatus]] = defaultdict(Counter)
    for number, (facts, channel) in cases.items():
        key = groups[units[number]], fields[procedures[number % len(fields)]]
        found_class = classify(facts, first_day=FIRST, last_day=LAST, rule=rule)
        is_carried = is_carried_over(facts, FIRST)
        tallies[key].add(found_class, is_carried=is_carried, channel=channel)
        if found_class in (Timeliness.PAUSED, Timeliness.RETURNED):
            statuses[key][facts.status] += 1

    counted = count_fields(FIRST, LAST, rule, groups, known_on=known_on)
    districts = [unit for unit, group in groups.items() if group is CountGroup.DISTRICTS]
    part = count_fields(FIRST, LAST, rule, groups, unit_ids=districts, known_on=known_on)

    assert {key: found.counts for key, found in counted.items()} == {
        key: tally.counts() for key, tally in tallies.items()
    }
    assert {key: found.standstills for key, found in counted.items()} == statuses
    assert part == {key: found for key, found in counted.items() if key[0] is CountGroup.DISTRICTS}
    assert count_fields(FIRST, LAST, rule, groups, unit_ids=(), known_on=known_on) == {}


@RULES
def test_the_lists_name_exactly_the_dossiers_the_rule_finds_late(
    cases: dict[int, tuple[DossierFacts, Channel | None]], rule: LatenessRule
) -> None:
    def expected(timeliness: Timeliness) -> set[str]:
        return {
            f"H99-{number:06d}"
            for number, (facts, _channel) in cases.items()
            if classify(facts, first_day=FIRST, last_day=LAST, rule=rule) is timeliness
        }

    late, overdue = (
        [row.code for row in rows]
        for rows in read_late_dossiers(FIRST, LAST, rule).rows(WEEKENDS_ONLY)
    )

    assert (len(late), len(overdue)) == (len(set(late)), len(set(overdue)))
    assert set(late) == expected(Timeliness.FINISHED_LATE)
    assert set(overdue) == expected(Timeliness.OPEN_OVERDUE)


def test_each_dossier_alone_falls_into_the_class_of_the_rule(
    cases: dict[int, tuple[DossierFacts, Channel | None]],
) -> None:
    """One unit a dossier: no two errors can cancel out in a sum."""
    db.session.execute(
        sa.insert(Unit),
        [
            {"id": 100_000 + number, "code": f"u{number}", "name": f"{number}"}
            | {"name_folded": "", "level": UnitLevel.COMMUNE}
            for number in cases
        ],
    )
    db.session.execute(sa.update(Dossier).values(unit_id=Dossier.id + 100_000))
    for rule in LatenessRule:
        counted = count_units(FIRST, LAST, rule)
        for number, (facts, _channel) in cases.items():
            timeliness = classify(facts, first_day=FIRST, last_day=LAST, rule=rule)
            counts = counted.get(100_000 + number)
            if timeliness is None:
                assert counts is None, facts
            else:
                assert counts is not None, facts
                assert getattr(counts, timeliness) == 1, facts


class Office:
    """One unit and one file, to which single dossiers are added."""

    def __init__(self, as_of: date = LAST) -> None:
        self.unit = make_unit("H99.01", "UBND xã Một")
        self.source = make_source("one-stop")
        self.batch = make_batch(self.source, as_of)
        self.procedure = make_procedure("1.000001", "Cấp giấy")

    def add(self, received_on: date, due_on: date | None, **more: object) -> None:
        values = {"unit_id": self.unit, "batch_id": self.batch, **more}
        make_dossier(procedure_id=self.procedure, received_on=received_on, due_on=due_on, **values)


@remembered
def office(database: Settings) -> Office:
    del database
    return Office()


def late_rows() -> list[DossierRow]:
    return read_late_dossiers(FIRST, LAST, LatenessRule.BY_DATE).rows(load_calendar())[0]


def overdue_rows() -> list[DossierRow]:
    return read_late_dossiers(FIRST, LAST, LatenessRule.BY_DATE).rows(load_calendar())[1]


def test_a_due_date_on_a_day_off_is_judged_at_the_next_working_day_and_flagged(
    office: Office,
) -> None:
    saturday, monday, tuesday = date(2024, 3, 9), date(2024, 3, 11), date(2024, 3, 12)
    office.add(FIRST, saturday, judged_due_on=monday, finished_on=monday)
    office.add(FIRST, saturday, judged_due_on=monday, finished_on=tuesday)

    (row,) = late_rows()

    assert (row.due_on, row.judged_due_on, row.finished_on) == (saturday, monday, tuesday)
    assert (row.days_late, row.working_days_late, row.flags) == (1, 1, ("due_on_day_off",))
    assert count_units(FIRST, LAST)[office.unit].finished_on_time == 1


def test_working_days_late_follow_the_calendar_of_record(office: Office) -> None:
    friday, wednesday = date(2024, 3, 8), date(2024, 3, 13)
    for on in (date(2024, 3, 11), date(2024, 3, 12)):
        db.session.add(CalendarDay(on=on, effect=DayEffect.OFF, name="ngày nghỉ"))
    office.add(FIRST, friday, finished_on=wednesday)

    (row,) = late_rows()

    assert (row.days_late, row.working_days_late, row.flags) == (5, 1, ())


def test_an_overdue_dossier_is_late_up_to_the_last_day_even_if_it_ended_since(
    office: Office,
) -> None:
    due_on, since = date(2024, 3, 21), date(2024, 4, 10)
    office.add(FIRST, due_on, finished_on=since)
    office.add(FIRST, due_on)

    rows = overdue_rows()

    assert [(row.days_late, row.working_days_late) for row in rows] == [(10, 6), (10, 6)]
    assert {row.finished_on for row in rows} == {None, since}
    assert late_rows() == []


def test_a_dossier_without_a_due_date_is_never_late(office: Office) -> None:
    office.add(FIRST, None)
    office.add(FIRST, None, finished_on=LAST)

    assert (late_rows(), overdue_rows()) == ([], [])
    counts = count_units(FIRST, LAST)[office.unit]
    assert (counts.open_within_term, counts.finished_on_time) == (1, 1)


@pytest.mark.parametrize(
    "status", [DossierStatus.PAUSED, DossierStatus.AWAITING_SUPPLEMENT], ids=str
)
def test_a_halted_dossier_is_counted_apart_and_never_overdue(
    office: Office, status: DossierStatus
) -> None:
    office.add(date(2024, 2, 1), date(2024, 2, 10), status=status)

    counts = count_units(FIRST, LAST)[office.unit]

    assert (counts.paused, counts.open, counts.carried_over) == (1, 0, 1)
    assert overdue_rows() == []


def test_a_unit_with_only_dossiers_turned_away_has_no_counts(office: Office) -> None:
    office.add(FIRST, None, status=DossierStatus.NOT_RECEIVED, channel=Channel.ONLINE)

    assert count_units(FIRST, LAST) == {}


def test_rows_stand_by_level_then_vietnamese_name_then_latest_then_code(office: Office) -> None:
    units = {
        "Sở Ý": make_unit("G.2", "Sở Ý", level=UnitLevel.DEPARTMENT),
        "Sở Đất": make_unit("G.1", "Sở Đất", level=UnitLevel.DEPARTMENT),
        "UBND xã Ân": make_unit("H.3", "UBND xã Ân"),
    }
    for unit_id in units.values():
        office.add(FIRST, date(2024, 3, 10), finished_on=LAST, unit_id=unit_id)
    day = date(2024, 3, 20)
    office.add(FIRST, day, finished_on=date(2024, 3, 22), code="b")
    office.add(FIRST, day, finished_on=date(2024, 3, 22), code="a")
    office.add(FIRST, day, finished_on=date(2024, 3, 29), code="c")

    rows = late_rows()

    names = ["Sở Đất", "Sở Ý", "UBND xã Ân", "UBND xã Một"]
    assert [row.unit_name for row in rows] == [*names, "UBND xã Một", "UBND xã Một"]
    assert [row.code for row in rows[3:]] == ["c", "a", "b"]
    listed = list_listed_units({office.unit, *units.values()})
    assert [unit.name for unit in listed] == names
    assert [unit.rank for unit in listed] == [0, 1, 2, 3]


def test_only_sources_with_a_dossier_in_the_period_are_named(office: Office) -> None:
    office.add(FIRST, LAST, finished_on=LAST)
    make_batch(office.source, as_of=date(2024, 4, 5))
    other = make_source("another", is_sample=True)
    office.batch = make_batch(other, as_of=date(2024, 5, 5))
    office.add(date(2024, 4, 2), date(2024, 4, 9))

    (source,) = list_dossier_sources(FIRST, LAST)
    both = list_dossier_sources(FIRST, date(2024, 4, 30))

    assert (source.code, source.is_sample, source.as_of) == ("one-stop", False, date(2024, 4, 5))
    assert [(row.code, row.is_sample) for row in both] == [("another", True), ("one-stop", False)]


@contextmanager
def watched() -> Iterator[list[tuple[str, object]]]:
    """Collect the statements sent to the database."""
    sent: list[tuple[str, object]] = []

    def note(_c: object, _cur: object, text: str, values: object, *_more: object) -> None:
        sent.append((text, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("with_statistics", [False, True], ids=["no-statistics", "statistics"])
@pytest.mark.parametrize(
    ("ask", "is_covered"),
    [
        pytest.param(lambda rule: count_units(FIRST, LAST, rule), True, id="counts"),
        pytest.param(lambda rule: read_late_dossiers(FIRST, LAST, rule), False, id="lists"),
        pytest.param(lambda _rule: list_dossier_sources(FIRST, LAST), False, id="sources"),
    ],
)
@RULES
def test_a_month_is_found_by_an_index_never_by_reading_every_dossier(
    office: Office,
    rule: LatenessRule,
    ask: Callable[[LatenessRule], object],
    is_covered: bool,
    with_statistics: bool,
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the plan of SQLite, which has no statistics of its own")
    for month in range(60):
        received_on = date(2020, 1, 1) + timedelta(days=30 * month)
        office.add(received_on, received_on + timedelta(days=5), finished_on=received_on)
    db.session.commit()
    if with_statistics:
        db.session.execute(sa.text("ANALYZE"))
    with watched() as sent:
        ask(rule)

    plans = [
        detail
        for text, values in list(sent)
        if "FROM dossier" in text
        for *_ids, detail in db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {text}", values
        )
        if "dossier" in detail
    ]

    assert plans
    assert all("SEARCH dossier USING" in plan and "ix_dossier_" in plan for plan in plans), plans
    if is_covered:
        assert all("COVERING INDEX" in plan for plan in plans), plans


@RULES
def test_fields_are_counted_without_reading_dossiers_but_the_few_that_took_long(
    office: Office, rule: LatenessRule
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the plan of SQLite")
    with watched() as sent:
        count_fields(FIRST, LAST, rule, {office.unit: CountGroup.COMMUNES})

    [(text, values)] = [asked for asked in sent if "FROM dossier" in asked[0]]
    told = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
    plans = [detail for *_ids, detail in told if " dossier " in detail]

    assert len(plans) == 5
    assert sum("TEMP B-TREE" in detail for *_ids, detail in told) == 1, told
    assert sum("USING COVERING INDEX ix_dossier_finished" in plan for plan in plans) == 3, plans
    assert sum("USING INDEX ix_dossier_long" in plan for plan in plans) == 1, plans
    assert sum("USING COVERING INDEX ix_dossier_received" in plan for plan in plans) == 1, plans


@pytest.mark.parametrize(
    ("status", "finished_on"),
    [(DossierStatus.OPEN, LAST), (DossierStatus.PAUSED, LAST), (DossierStatus.FINISHED, None)],
    ids=["open-with-an-end", "paused-with-an-end", "finished-without"],
)
def test_the_database_takes_an_end_date_exactly_for_what_has_ended(
    office: Office, status: DossierStatus, finished_on: date | None
) -> None:
    with pytest.raises(IntegrityError):
        office.add(FIRST, LAST, status=status, finished_on=finished_on)


def test_the_number_of_statements_does_not_grow_with_the_rows(office: Office) -> None:
    def statements() -> int:
        with watched() as sent:
            count_units(FIRST, LAST)
            late_rows()
            overdue_rows()
        return len(sent)

    office.add(FIRST, FIRST, finished_on=LAST)
    few = statements()
    for number in range(20):
        office.procedure = make_procedure()
        office.unit = make_unit(f"U{number}", f"UBND xã {number}")
        office.add(FIRST, FIRST, finished_on=LAST)
        office.add(FIRST, FIRST)

    # The first list without rows asked for no names: of procedures, of sources.
    assert statements() <= few + 2
