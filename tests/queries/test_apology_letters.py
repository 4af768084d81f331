"""Letters read back: what they come to for a dossier, which wait, and which dossiers have none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models import Dossier, db
from models.vocabulary import DossierStatus, LetterState
from tests.apology_office import PRESENT, REASON, LetterOffice
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.config_groups import ApologySettings
from tracker.errors import NotFoundError
from tracker.queries.apology_candidates import (
    CandidateSearch,
    find_dossier_ids,
    get_candidate,
    list_candidates,
)
from tracker.queries.apology_letters import (
    LetterMark,
    LetterSearch,
    count_letters,
    find_letter_marks,
    list_letters,
    list_letters_by_id,
    list_letters_of,
)
from tracker.services.apology_drafts import Promise
from tracker.services.apology_letters import cancel_letters
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    return LetterOffice(database, make_actor)


def finish(dossier_id: int, on: date) -> None:
    dossier = db.session.get_one(Dossier, dossier_id)
    dossier.finished_on, dossier.status = on, DossierStatus.FINISHED
    db.session.commit()


def test_a_mark_says_how_far_the_letter_is(office: LetterOffice) -> None:
    draft, signed, sent, none = (office.dossier(code) for code in "ABCD")
    office.draft(draft)
    office.sign(*office.draft(signed))
    office.send(*office.sign(*office.draft(sent)))

    marks = find_letter_marks([draft, signed, sent, none])

    by = date(2024, 3, 11)
    promised = date(2024, 3, 20)
    assert marks == {
        draft: LetterMark(LetterState.DRAFT, 1, None, None, by, promised, None, False),
        signed: LetterMark(LetterState.SIGNED, 1, PRESENT, None, by, promised, None, False),
        sent: LetterMark(LetterState.SENT, 1, PRESENT, PRESENT, by, promised, False, False),
    }


def test_a_letter_sent_before_the_last_day_is_in_time(office: LetterOffice) -> None:
    dossier_id = office.dossier("A", date(2024, 3, 18))
    office.send(*office.sign(*office.draft(dossier_id)))

    assert find_letter_marks([dossier_id])[dossier_id].is_in_time is True


def test_a_second_letter_that_waits_takes_nothing_from_the_first(
    office: LetterOffice, on_day: OnDay
) -> None:
    on_day(date(2026, 3, 16))
    twice = replace(office.settings, apology=ApologySettings(nd118_letter_count=2))
    dossier_id = office.dossier("A", date(2026, 3, 17), received_on=date(2026, 3, 2))
    day = date(2026, 3, 16)
    office.send(
        *office.sign(*office.draft(dossier_id, on=date(2026, 3, 20), settings=twice), on=day),
        on=day,
    )
    office.draft(dossier_id, on=date(2026, 3, 27), settings=twice)

    mark = find_letter_marks([dossier_id], on=date(2026, 3, 23))[dossier_id]

    assert (mark.state, mark.ordinal, mark.sent_on) == (LetterState.SENT, 1, day)
    assert (mark.promised_on, mark.is_in_time) == (date(2026, 3, 20), True)
    assert mark.is_second_slip


def test_a_cancelled_letter_is_no_letter(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    with transaction():
        cancel_letters(letter_ids=office.draft(dossier_id), reason=REASON, actor=office.staff)
    assert find_letter_marks([dossier_id]) == {}

    office.draft(dossier_id)
    assert find_letter_marks([dossier_id])[dossier_id].ordinal == 1


@pytest.mark.parametrize(
    ("on", "finished_on", "expected"),
    [
        (date(2024, 3, 20), None, False),
        (date(2024, 3, 21), None, True),
        (date(2024, 3, 31), date(2024, 3, 20), False),
        (date(2024, 3, 31), date(2024, 3, 22), True),
    ],
    ids=["promised-day", "day-after", "kept", "ended-after"],
)
def test_a_second_slip_is_seen_by_query_and_rule_alike(
    office: LetterOffice, on: date, finished_on: date | None, expected: bool
) -> None:
    dossier_id = office.dossier("A")
    office.send(*office.sign(*office.draft(dossier_id)))
    if finished_on:
        finish(dossier_id, finished_on)

    (letter,) = list_letters(LetterSearch())
    assert letter.is_second_slip(on) is expected
    assert find_letter_marks([dossier_id], on=on)[dossier_id].is_second_slip is expected
    assert count_letters(LetterSearch(slipped_on=on)) == int(expected)


def test_a_letter_after_the_result_is_no_second_slip(office: LetterOffice) -> None:
    dossier_id = office.dossier("A", finished_on=date(2024, 3, 14))
    office.send(*office.sign(*office.draft(dossier_id, promise=Promise())))

    mark = find_letter_marks([dossier_id], on=date(2024, 12, 31))[dossier_id]

    assert (mark.promised_on, mark.is_second_slip, mark.is_in_time) == (None, False, False)
    assert count_letters(LetterSearch(slipped_on=date(2024, 12, 31))) == 0


def test_marks_of_many_dossiers_take_one_query(office: LetterOffice) -> None:
    ids = [office.dossier(code) for code in "ABCDE"]
    office.draft(*ids)

    with counted_statements() as sent:
        marks = find_letter_marks(ids)

    assert (len(marks), len(sent)) == (5, 1)
    assert find_letter_marks([]) == {}


@pytest.mark.parametrize(
    ("search", "count"),
    [
        ({}, 3),
        ({"states": (LetterState.DRAFT,)}, 2),
        ({"states": (LetterState.SENT, LetterState.SIGNED)}, 1),
        ({"states": ()}, 0),
        ({"dossier_code": "A"}, 1),
        ({"dossier_code": "%"}, 0),
        ({"days": (date(2024, 3, 13), date(2024, 3, 31))}, 1),
    ],
    ids=["all", "drafts", "two-states", "no-state", "code", "sign-of-sql", "due-days"],
)
def test_letters_are_found(office: LetterOffice, search: dict[str, Any], count: int) -> None:
    first, second = office.dossier("A"), office.dossier("B", date(2024, 3, 14))
    office.sign(*office.draft(first))
    office.draft(second, office.dossier("C"))

    found = list_letters(LetterSearch(**search))

    assert len(found) == count_letters(LetterSearch(**search)) == count


def test_letters_of_other_units_are_left_out(office: LetterOffice) -> None:
    office.draft(office.dossier("A"))

    assert count_letters(LetterSearch(unit_ids=(office.second,))) == 0
    assert count_letters(LetterSearch(unit_ids=(office.first,))) == 1


def test_those_to_be_sent_first_come_first(office: LetterOffice) -> None:
    office.draft(office.dossier("A", date(2024, 3, 18)), office.dossier("B"), office.dossier("C"))

    assert [row.dossier_code for row in list_letters(LetterSearch())] == ["B", "C", "A"]
    assert [row.dossier_code for row in list_letters(LetterSearch(), offset=1, limit=1)] == ["C"]


def test_letters_are_given_in_the_order_asked_for(office: LetterOffice) -> None:
    ids = office.draft(office.dossier("A"), office.dossier("B"))

    assert [row.id for row in list_letters_by_id(ids[::-1])] == list(ids[::-1])
    with pytest.raises(NotFoundError):
        list_letters_by_id([987_654])


def test_a_dossiers_letters_come_in_their_order(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    with transaction():
        cancel_letters(letter_ids=office.draft(dossier_id), reason=REASON, actor=office.staff)
    office.draft(dossier_id)

    found = list_letters_of(dossier_id)

    assert [(row.ordinal, row.state) for row in found] == [
        (1, LetterState.CANCELLED),
        (2, LetterState.DRAFT),
    ]
    assert (found[0].cancelled_by, found[0].is_in_time) == ("Lan", None)


def search(**more: Any) -> CandidateSearch:
    return CandidateSearch(present=PRESENT, soon_until=date(2024, 3, 19), **more)


def test_overdue_and_soon_due_dossiers_wait_for_a_letter(office: LetterOffice) -> None:
    office.dossier("OVERDUE")
    office.dossier("SOON", date(2024, 3, 19))
    office.dossier("LATER", date(2024, 3, 20))
    office.dossier("NO-DUE", None)
    office.dossier("PAUSED", status=DossierStatus.PAUSED)
    office.dossier("KEPT", finished_on=date(2024, 3, 12))
    office.dossier("LATE", finished_on=date(2024, 3, 13))
    office.draft(office.dossier("HAS-ONE"))

    assert [row.code for row in list_candidates(search())] == ["OVERDUE", "SOON"]
    march = (date(2024, 3, 1), date(2024, 3, 31))
    found = list_candidates(search(finished=march))
    assert [row.code for row in found] == ["LATE", "OVERDUE", "SOON"]
    assert list_candidates(search(finished=(date(2024, 4, 1), date(2024, 4, 30))))[0].code == (
        "OVERDUE"
    )


@pytest.mark.parametrize(
    ("needed", "codes"),
    [(0, ["A", "B", "SOON"]), (1, ["A", "B", "SOON"]), (2, ["A", "SOON"]), (9, ["SOON"])],
)
def test_little_lateness_may_need_no_letter(
    office: LetterOffice, needed: int, codes: list[str]
) -> None:
    office.dossier("A", date(2024, 3, 13))
    office.dossier("B", date(2024, 3, 14))
    office.dossier("SOON", date(2024, 3, 18))

    found = list_candidates(search(needed_after_days=needed))

    assert [row.code for row in found] == codes


def test_candidates_are_narrowed(office: LetterOffice) -> None:
    office.dossier("A")
    office.dossier("B", unit_id=office.second)

    assert [row.code for row in list_candidates(search(unit_ids=(office.second,)))] == ["B"]
    assert [row.code for row in list_candidates(search(dossier_code="A"))] == ["A"]


def test_a_dossier_is_found_by_key_and_code(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")

    assert get_candidate(dossier_id).code == "A"
    assert find_dossier_ids("A") == find_dossier_ids("A", "MC") == [dossier_id]
    assert find_dossier_ids("A", "KHAC") == []
    with pytest.raises(NotFoundError):
        get_candidate(987_654)
