"""What a corrected export may not change without a person looking."""

from __future__ import annotations

from typing import Any

import pytest

from models.vocabulary import AlertKind
from tracker.rules.dossier_records import FACTS, DossierRecord
from tracker.rules.rewritings import list_rewritings, touched_days

LATE = DossierRecord(
    code="A",
    unit_id=1,
    procedure_id=1,
    officer="",
    received_on="2024-03-01",
    received_minute=480,
    due_on="2024-03-12",
    due_minute=1020,
    judged_due_on="2024-03-12",
    finished_on="2024-03-20",
    finished_minute=600,
    returned_on=None,
    status="finished",
    channel=None,
)
ON_TIME = LATE._replace(finished_on="2024-03-12")
OVERDUE = LATE._replace(finished_on=None, finished_minute=None, status="open")


def rewritings(old: DossierRecord, new: DossierRecord) -> list[tuple[str, str, str]]:
    found = list_rewritings(old, new, old_as_of="2024-03-31", as_of="2024-04-30")
    return [(each.kind.value, each.before, each.after) for each in found]


@pytest.mark.parametrize(
    ("old", "changes", "expected"),
    [
        pytest.param(
            LATE,
            {"finished_on": "2024-03-12"},
            [
                ("late_turned_on_time", "2024-03-20 > 2024-03-12", "2024-03-12 <= 2024-03-12"),
                ("finish_moved_back", "2024-03-20 10:00", "2024-03-12 10:00"),
            ],
            id="a late finish moved to the due day",
        ),
        pytest.param(
            LATE,
            {"finished_on": "2024-03-19"},
            [("finish_moved_back", "2024-03-20 10:00", "2024-03-19 10:00")],
            id="still late, but earlier",
        ),
        pytest.param(
            LATE,
            {"due_on": "2024-03-25", "judged_due_on": "2024-03-25"},
            [
                ("late_turned_on_time", "2024-03-20 > 2024-03-12", "2024-03-20 <= 2024-03-25"),
                ("due_moved_forward", "2024-03-12", "2024-03-25"),
            ],
            id="the due day moved behind the finish",
        ),
        pytest.param(
            LATE,
            {"due_on": None, "judged_due_on": None},
            [
                ("late_turned_on_time", "2024-03-20 > 2024-03-12", "2024-03-20 <= –"),
                ("due_moved_forward", "2024-03-12", "–"),
            ],
            id="the due day taken away",
        ),
        pytest.param(
            LATE,
            {"status": "withdrawn"},
            [("late_turned_on_time", "2024-03-20 > 2024-03-12", "2024-03-20 > 2024-03-12")],
            id="a late finish called withdrawn",
        ),
        pytest.param(
            OVERDUE,
            {"status": "finished", "finished_on": "2024-03-11"},
            [("late_turned_on_time", "open / 2024-03-12", "2024-03-11 <= 2024-03-12")],
            id="known as overdue, finished within the term after all",
        ),
        pytest.param(
            OVERDUE,
            {"status": "returned", "finished_on": "2024-03-11"},
            [("late_turned_on_time", "open / 2024-03-12", "2024-03-11 <= 2024-03-12")],
            id="known as overdue, given back within the term after all",
        ),
        pytest.param(
            OVERDUE,
            {"status": "not_received"},
            [("late_turned_on_time", "open / 2024-03-12", "not_received / 2024-03-12")],
            id="known as overdue, never received after all",
        ),
        pytest.param(
            LATE,
            {"due_minute": 1035},
            [("due_moved_forward", "2024-03-12 17:00", "2024-03-12 17:15")],
            id="the same due day, a later hour",
        ),
        pytest.param(
            LATE,
            {"finished_minute": 480},
            [("finish_moved_back", "2024-03-20 10:00", "2024-03-20 08:00")],
            id="the same day, an earlier hour",
        ),
        pytest.param(
            OVERDUE._replace(status="paused"),
            {"status": "finished", "finished_on": "2024-03-12"},
            [("finish_moved_back", "> 2024-03-31", "2024-03-12")],
            id="known as paused after its due day, finished within the term after all",
        ),
        pytest.param(
            LATE,
            {"received_on": "2024-03-04"},
            [("received_moved", "2024-03-01", "2024-03-04")],
            id="the reception moved",
        ),
        pytest.param(LATE, {"unit_id": 2}, [("unit_changed", "1", "2")], id="another unit"),
    ],
)
def test_a_rewriting_is_found(
    old: DossierRecord, changes: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert rewritings(old, old._replace(**changes)) == expected


@pytest.mark.parametrize(
    ("old", "changes"),
    [
        pytest.param(OVERDUE, {"status": "finished", "finished_on": "2024-04-02"}, id="goes on"),
        pytest.param(OVERDUE, {"status": "returned", "finished_on": "2024-04-02"}, id="returned"),
        pytest.param(OVERDUE, {"status": "paused"}, id="paused"),
        pytest.param(OVERDUE, {"due_minute": 1000}, id="an earlier hour"),
        pytest.param(OVERDUE, {"due_minute": None}, id="an export without hours"),
        pytest.param(
            OVERDUE,
            {"status": "paused", "due_on": "2024-05-02", "judged_due_on": "2024-05-02"},
            id="a pause accounts for a later due day",
        ),
        pytest.param(
            OVERDUE._replace(status="awaiting_supplement"),
            {"status": "open", "due_on": "2024-05-02", "judged_due_on": "2024-05-02"},
            id="so does a supplement that was waited for",
        ),
        pytest.param(
            OVERDUE._replace(status="paused"),
            {"status": "finished", "finished_on": "2024-03-29"},
            id="paused, finished before the export but after its due day",
        ),
        pytest.param(
            OVERDUE._replace(status="paused", due_on="2024-04-01", judged_due_on="2024-04-01"),
            {"status": "finished", "finished_on": "2024-03-29"},
            id="paused within its term, finished before the export",
        ),
        pytest.param(ON_TIME, {"finished_on": "2024-03-15"}, id="a finish moved onwards"),
        pytest.param(
            ON_TIME, {"due_on": "2024-03-05", "judged_due_on": "2024-03-05"}, id="shorter"
        ),
        pytest.param(ON_TIME, {"officer": "B", "channel": "online"}, id="nothing that is judged"),
        pytest.param(LATE, {"finished_on": None, "status": "open"}, id="reopened and overdue"),
    ],
)
def test_the_honest_course_of_a_dossier_raises_nothing(
    old: DossierRecord, changes: dict[str, Any]
) -> None:
    assert rewritings(old, old._replace(**changes)) == []


def test_a_due_day_off_is_judged_at_the_next_working_day() -> None:
    """Due Saturday 9 March, judged Monday 11: finished on Monday was never late."""
    monday = LATE._replace(
        due_on="2024-03-09", judged_due_on="2024-03-11", finished_on="2024-03-11"
    )

    kinds = [kind for kind, *_ in rewritings(monday, monday._replace(finished_on="2024-03-09"))]

    assert kinds == [AlertKind.FINISH_MOVED_BACK.value]


def test_the_facts_are_the_columns_of_the_table() -> None:
    from models import Dossier

    assert set(FACTS) <= set(Dossier.__table__.columns.keys())
    own = {"id", "source_id", "code", "as_of", "revision", "batch_id"}
    assert set(Dossier.__table__.columns.keys()) - set(FACTS) == own


def test_a_recorded_letter_of_apology_accounts_for_a_due_day_that_goes_later() -> None:
    old, new = (
        OVERDUE._replace(due_on="2024-01-12"),
        OVERDUE._replace(due_on="2024-01-19", received_on="2024-01-03"),
    )
    days = {"old_as_of": "2024-01-10", "as_of": "2024-01-11"}

    without = list_rewritings(old, new, **days)
    with_letter = list_rewritings(old, new, **days, has_apology=True)

    assert [each.kind for each in without] == [
        AlertKind.DUE_MOVED_FORWARD,
        AlertKind.RECEIVED_MOVED,
    ]
    assert [each.kind for each in with_letter] == [AlertKind.RECEIVED_MOVED]


def test_no_letter_accounts_for_a_due_day_that_goes_later_once_it_has_passed() -> None:
    late = OVERDUE._replace(due_on="2024-04-12", judged_due_on="2024-04-12")
    days = {"old_as_of": "2024-03-31", "as_of": "2024-04-01"}

    found = list_rewritings(OVERDUE, late, **days, has_apology=True)

    assert [each.kind for each in found] == [AlertKind.DUE_MOVED_FORWARD]


def test_facts_touch_the_lists_from_the_first_reception_to_the_last_end() -> None:
    early = OVERDUE._replace(received_on="2024-01-02", finished_on="2024-01-10")
    late = OVERDUE._replace(received_on="2024-01-05", finished_on="2024-02-01")
    never = OVERDUE._replace(received_on="2024-01-03", finished_on=None)

    assert touched_days(early, late) == ("2024-01-02", "2024-02-01")
    assert touched_days(late, never) == ("2024-01-03", "9999-12-31")


@pytest.mark.parametrize(
    ("old", "known_end", "changes", "before"),
    [
        pytest.param(OVERDUE, ("2024-03-25", None), {}, ["2024-03-25"], id="opened again"),
        pytest.param(
            OVERDUE, ("2024-03-20", 601), {}, ["2024-03-20 10:01"], id="an earlier hour of the day"
        ),
        pytest.param(OVERDUE, ("2024-03-20", 600), {}, [], id="the same moment"),
        pytest.param(OVERDUE, ("2024-03-20", None), {}, [], id="no hour was known"),
        pytest.param(LATE, ("2024-03-25", None), {"officer": "B"}, [], id="never opened again"),
        pytest.param(OVERDUE, ("2024-03-25", None), {"finished_on": None}, [], id="still open"),
        pytest.param(
            OVERDUE._replace(status="paused"),
            ("2024-03-10", None),
            {"finished_on": "2024-03-12"},
            ["> 2024-03-31"],
            id="paused past its due day",
        ),
    ],
)
def test_an_end_is_held_against_the_latest_one_before_it_was_opened_again(
    old: DossierRecord,
    known_end: tuple[str, int | None],
    changes: dict[str, Any],
    before: list[str],
) -> None:
    found = list_rewritings(
        old,
        LATE._replace(**changes),
        old_as_of="2024-03-31",
        as_of="2024-04-30",
        known_end=known_end,
    )

    moved = [each.before for each in found if each.kind is AlertKind.FINISH_MOVED_BACK]
    assert moved == before
