"""Form II.06a as a table: every dossier in one line of a rank, sums checked in every line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.vocabulary import DossierStatus
from tracker.rules.count_tables import (
    CountBy,
    CountEntry,
    CountGroup,
    FormChoices,
    GroupCounts,
    count_table,
)
from tracker.rules.counts import UnitCounts, form_06a

ONE = UnitCounts(
    carried_over=2,
    received=8,
    received_online=5,
    received_direct=2,
    received_unstated=1,
    finished=5,
    finished_early=2,
    finished_on_time=2,
    finished_late=1,
    open=3,
    open_within_term=2,
    open_overdue=1,
    paused=1,
    returned=1,
)
STANDSTILLS = {DossierStatus.PAUSED: 1, DossierStatus.REFUSED: 1}


def entry(group: CountGroup, name: str, code: str = "", counts: UnitCounts = ONE) -> CountEntry:
    return CountEntry(group, code or name, name, GroupCounts(counts, STANDSTILLS))


ENTRIES = [
    entry(CountGroup.COMMUNES, "Xã B"),
    entry(CountGroup.DEPARTMENTS, "Sở Y"),
    entry(CountGroup.COMMUNES, "Xã A"),
    entry(CountGroup.DISTRICTS, "Huyện H"),
]


def test_groups_stand_in_the_order_of_the_form_and_rows_in_that_of_the_alphabet() -> None:
    table = count_table(ENTRIES, CountBy.UNIT)

    assert [section.group for section in table.sections] == ["departments", "districts", "communes"]
    assert [line.name for line in table.sections[2].lines] == ["Xã A", "Xã B"]


def test_a_subtotal_is_the_sum_of_its_rows_and_the_total_that_of_the_subtotals() -> None:
    table = count_table(ENTRIES, CountBy.UNIT)

    assert table.sections[2].subtotal.form.received_total == 20
    assert table.total.form.received_total == 40
    assert table.total.counts.standstills == {DossierStatus.PAUSED: 4, DossierStatus.REFUSED: 4}


def test_by_level_there_are_subtotals_only_and_the_same_total() -> None:
    by_level, by_unit = count_table(ENTRIES, CountBy.LEVEL), count_table(ENTRIES, CountBy.UNIT)

    assert all(not section.lines for section in by_level.sections)
    assert by_level.total.form == by_unit.total.form


def test_entries_of_one_row_are_added() -> None:
    entries = [
        entry(CountGroup.COMMUNES, "Hộ tịch", "x"),
        entry(CountGroup.COMMUNES, "Hộ tịch", "x"),
    ]

    section = count_table(entries, CountBy.FIELD).sections[0]

    assert [line.counts.counts.received for line in section.lines] == [16]


def test_nothing_gives_an_empty_total() -> None:
    table = count_table([], CountBy.UNIT)

    assert table.sections == ()
    assert table.total.form.received_total == 0
    assert table.broken() == []


def test_a_sum_that_fails_is_named_in_its_row_its_group_and_the_total() -> None:
    wrong = entry(CountGroup.COMMUNES, "Xã C", counts=replace(ONE, received=9))

    broken = count_table([*ENTRIES, wrong], CountBy.UNIT).broken()

    assert {line.name for line, _ in broken} == {"Xã C", ""}
    assert {each.code for _, each in broken} == {
        "identity_all_dossiers",
        "identity_received_by_channel",
        "form_06a_balance",
    }


@pytest.mark.parametrize(
    ("choices", "finished", "waiting_open"),
    [
        pytest.param(FormChoices(), 6, 4, id="usual"),
        pytest.param(FormChoices(waiting_in_open=False), 7, 3, id="waiting-is-done"),
        pytest.param(FormChoices(returned_in_on_time=False), 5, 4, id="returned-left-out"),
    ],
)
def test_the_choices_of_the_form_move_what_it_has_no_column_for(
    choices: FormChoices, finished: int, waiting_open: int
) -> None:
    form = count_table([ENTRIES[0]], CountBy.UNIT, choices).total.form

    assert (form.finished, form.open) == (finished, waiting_open)


def test_the_published_totals_of_dak_glong_2020_come_out() -> None:
    counts = UnitCounts(
        carried_over=1_982,
        received=57_028,
        received_direct=57_028,
        finished=57_689,
        finished_on_time=57_502,
        finished_late=187,
        open=1_321,
        open_within_term=1_246,
        open_overdue=75,
    )

    table = count_table([entry(CountGroup.DISTRICTS, "Đắk Glong", counts=counts)], CountBy.UNIT)

    assert table.total.form.received_total == 59_010
    assert table.broken() == []


def test_the_published_totals_of_lam_dong_october_2019_come_out() -> None:
    form = form_06a(
        UnitCounts(
            carried_over=19_361 - 16_041,
            received=16_041,
            received_direct=16_041,
            finished=15_641,
            finished_early=13_529,
            finished_on_time=1_958,
            finished_late=154,
            open=19_361 - 15_641,
            open_within_term=19_361 - 15_641,
        )
    )

    assert form.received_total == 19_361
    assert form.identities() == ()
