"""What each unit's dossiers come to: against the same sums made one dossier at a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.vocabulary import (
    Channel,
    DelayCause,
    DossierStatus,
    LatenessRule,
    UnitLevel,
)
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.queries.calendar import load_calendar
from tracker.queries.dossier_measures import (
    DossierSpan,
    count_recent,
    count_without_due,
    find_province,
    fold_counts,
    load_dossier_sums,
    sum_processing_days,
)
from tracker.queries.units import load_tree
from tracker.rules.dossier_measures import ProcessingDays

if TYPE_CHECKING:
    from tracker.config import Settings

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
SPAN = DossierSpan(FIRST, LAST, LatenessRule.BY_DATE)


class Place:
    """A province with a department, its division, and a commune; two sources."""

    def __init__(self) -> None:
        self.province = make_unit("P", "Tỉnh Thử", level=UnitLevel.PROVINCE)
        self.department = make_unit(
            "S", "Sở Thử", level=UnitLevel.DEPARTMENT, parent_id=self.province
        )
        self.division = make_unit(
            "S.1", "Phòng Một", level=UnitLevel.DIVISION, parent_id=self.department
        )
        self.commune = make_unit("X", "Xã Thử", parent_id=self.province)
        self.alone = make_unit("Y", "Xã không thuộc tỉnh nào")
        self.first = make_source("one")
        self.batch = make_batch(self.first, as_of=LAST)
        self.other = make_source("two")
        self.other_batch = make_batch(self.other, as_of=LAST)
        self.procedure = make_procedure()

    def add(self, unit_id: int, batch_id: int = 0, **more: Any) -> None:
        make_dossier(
            **{
                "unit_id": unit_id,
                "batch_id": batch_id or self.batch,
                "procedure_id": self.procedure,
                "received_on": date(2024, 3, 4),
                "due_on": date(2024, 3, 12),
                "channel": Channel.DIRECT,
                **more,
            }
        )


@remembered
def place(database: Settings) -> Place:
    del database
    return Place()


def sums(place: Place, span: DossierSpan = SPAN) -> Any:
    del place
    return load_dossier_sums(span, load_tree(), sum_processing_days(span, load_calendar()))


def test_days_are_summed_with_their_dossiers(place: Place) -> None:
    # Monday to Friday: 4 days, 4 of them working. Monday to next Monday: 7 days, 5 working.
    place.add(place.commune, finished_on=date(2024, 3, 8))
    place.add(place.commune, finished_on=date(2024, 3, 11))
    place.add(place.commune, finished_on=date(2024, 3, 4))
    place.add(place.commune, finished_on=date(2024, 3, 12), status=DossierStatus.RETURNED)
    place.add(place.commune)

    assert sums(place)[place.commune].days == ProcessingDays(3, 11, 9)


def test_late_dossiers_are_counted_by_cause_finished_and_open_alike(place: Place) -> None:
    late = {"finished_on": date(2024, 3, 20)}
    place.add(place.commune, cause=DelayCause.HEAVY_LOAD, **late)
    place.add(place.commune, **late)
    place.add(place.commune, cause=DelayCause.HEAVY_LOAD)
    place.add(place.commune, cause=DelayCause.OTHER, finished_on=date(2024, 4, 9))
    place.add(place.commune, cause=DelayCause.OTHER, finished_on=date(2024, 3, 12))
    place.add(place.commune, cause=DelayCause.OTHER, status=DossierStatus.PAUSED)
    found = sums(place)[place.commune]

    assert found.causes == {DelayCause.HEAVY_LOAD: 2, None: 1, DelayCause.OTHER: 1}
    assert sum(found.causes.values()) == found.counts.finished_late + found.counts.open_overdue


def test_a_division_answers_in_its_departments_row_and_a_province_for_all(place: Place) -> None:
    place.add(place.department, finished_on=date(2024, 3, 8))
    place.add(place.division, finished_on=date(2024, 3, 20))
    place.add(place.commune)
    place.add(place.province)
    place.add(place.alone)
    found = sums(place)

    assert set(found) == {place.province, place.department, place.commune, place.alone}
    assert found[place.department].counts.finished == 2
    assert found[place.province].counts.received == 4, "its own and its units', each once"
    assert found[place.province].is_total
    assert not found[place.department].is_total
    levels = found[place.province].by_level
    assert {level: counts.received for level, counts in levels.items()} == {
        UnitLevel.DEPARTMENT: 2,
        UnitLevel.COMMUNE: 1,
        UnitLevel.PROVINCE: 1,
    }


def test_one_source_is_counted_without_the_other(place: Place) -> None:
    place.add(place.commune, finished_on=date(2024, 3, 20))
    place.add(place.commune, place.other_batch)
    both = sums(place)[place.commune]
    one = sums(place, DossierSpan(FIRST, LAST, LatenessRule.BY_DATE, place.first))[place.commune]

    assert (both.counts.received, one.counts.received) == (2, 1)
    assert one.days.dossiers == 1
    assert sum(both.causes.values()) == 2
    assert sum(one.causes.values()) == 1


def test_dossiers_without_a_due_date_are_found_in_every_state(place: Place) -> None:
    place.add(place.commune, due_on=None, finished_on=date(2024, 3, 20))
    place.add(place.commune, due_on=None)
    place.add(place.commune, due_on=None, finished_on=date(2024, 4, 2))
    place.add(place.commune, due_on=None, status=DossierStatus.PAUSED)
    place.add(place.commune, finished_on=date(2024, 3, 8))

    assert count_without_due(SPAN) == {place.commune: {"finished": 1, "open": 2}}


def test_recent_dossiers_are_those_of_the_last_days_within_the_period(place: Place) -> None:
    place.add(place.commune, received_on=date(2024, 3, 30), due_on=None, channel=Channel.ONLINE)
    place.add(place.commune, received_on=date(2024, 4, 1), due_on=None)
    place.add(place.commune, finished_on=date(2024, 3, 29))
    place.add(place.commune, finished_on=date(2024, 3, 28))

    found = count_recent(SPAN, date(2024, 3, 29))

    assert found == {place.commune: {"received": 1, "online": 1, "finished": 1}}


def test_counts_fold_into_the_unit_that_answers_and_its_province_once(place: Place) -> None:
    counts = {place.division: {"a": 2}, place.department: {"a": 1}, place.province: {"a": 5}}

    assert fold_counts(counts, load_tree(), LAST) == {
        place.department: {"a": 3},
        place.province: {"a": 8},
    }


def test_a_unit_under_nothing_has_no_province(place: Place) -> None:
    assert find_province(place.alone, load_tree(), LAST) is None
