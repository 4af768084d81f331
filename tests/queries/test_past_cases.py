"""Late dossiers, their explanations and letters as they were known on an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import Dossier, DossierRevision, db
from models.vocabulary import DelayCause, DossierStatus, LetterChannel, LetterState, ReviewState
from tests.explained import Office, accept, send_back, write
from tests.factories import make_batch
from tests.remembered import remembered
from tracker.clock import looking_back
from tracker.queries.apology_letters import find_letter_marks
from tracker.queries.coverage import count_coverage
from tracker.queries.dossier_details import find_dossier_then
from tracker.queries.dossier_orders import DossierColumn, DossierOrder
from tracker.queries.explanations import list_explanations
from tracker.queries.late_cases import (
    CaseSearch,
    count_cases_by_unit,
    list_case_days,
    list_cases,
)
from tracker.services.apology_drafts import Promise, change_drafts, draft_letters
from tracker.services.apology_letters import cancel_letters, send_letters, sign_letters
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

BEFORE, THEN, LATER, PRESENT = (
    date(2024, 4, 5),
    date(2024, 4, 10),
    date(2024, 5, 6),
    date(2024, 5, 20),
)
REASON = "Phải xin ý kiến thẩm định của cơ quan khác"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    return told_otherwise(make_actor, on_day)


def told_otherwise(make_actor: MakeActor, on_day: OnDay) -> Office:
    """Written and reviewed in April; in May an import tells otherwise and more is written."""
    on_day(BEFORE)
    office = Office(make_actor)
    write("can-bo", office.one, office.three)
    on_day(date(2024, 4, 8))
    send_back("truong", office.one)
    on_day(LATER)
    write("can-bo", office.one, cause=DelayCause.OTHER)
    accept("truong", office.one, office.three)
    # Known since May: commune Two's was finished in time after all, and there is one more.
    corrected(office.two, make_batch(office.source, as_of=date(2024, 4, 30)))
    office.batch = make_batch(office.source, as_of=date(2024, 4, 30))
    office.add(office.second, "B-9", date(2024, 3, 4), date(2024, 3, 8))
    on_day(PRESENT)
    return office


def corrected(dossier_id: int, batch_id: int) -> None:
    dossier = db.session.get_one(Dossier, dossier_id)
    facts = {"finished_on": None, "status": "open", "as_of": "2024-03-31"}
    db.session.add(
        DossierRevision(
            dossier_id=dossier_id,
            revision=1,
            facts=facts,
            batch_id=dossier.batch_id,
            replaced_by_batch_id=batch_id,
        )
    )
    dossier.finished_on, dossier.status = date(2024, 3, 20), DossierStatus.FINISHED
    dossier.as_of, dossier.revision = date(2024, 4, 30), 2
    db.session.commit()


def told(search: CaseSearch) -> list[tuple[str, ReviewState | None]]:
    return [(case.code, case.state) for case in list_cases(search)]


def test_the_cases_of_a_past_day_are_those_known_then_with_what_was_written_then(
    office: Office,
) -> None:
    search = office.search()
    assert told(search) == [
        ("B-9", None),
        ("A-1", ReviewState.ACCEPTED),
        ("A-2", ReviewState.ACCEPTED),
    ]
    with looking_back(THEN):
        assert told(search) == [
            ("A-1", ReviewState.SENT_BACK),
            ("B-1", None),
            ("A-2", ReviewState.SUBMITTED),
        ]
        coverage = count_coverage(search, needed_after_days=0)
        assert {key: each.late for key, each in coverage.items()} == {
            office.first: 2,
            office.second: 1,
        }
        assert [row[2] for row in list_case_days(search)] == [8, 9, 1]
        assert told(replace(search, states=frozenset({None}))) == [("B-1", None)]
        assert told(replace(search, cause=DelayCause.OTHER)) == []
        assert told(replace(search, least_days=9)) == [("B-1", None)]
        assert told(replace(search, unit_ids=[office.second])) == [("B-1", None)]
        open_one = next(case for case in list_cases(search) if case.code == "B-1")
        assert (open_one.unit_name, open_one.finished_on, open_one.days) == ("UBND xã Hai", None, 9)
        assert [row.version for row in list_explanations(office.one)] == [1]
    with looking_back(BEFORE):
        assert [state for _code, state in told(search)] == [
            ReviewState.SUBMITTED,
            None,
            ReviewState.SUBMITTED,
        ]
    assert [row.version for row in list_explanations(office.one)] == [2, 1]


def test_one_dossier_of_a_past_day_is_as_it_was_known(office: Office) -> None:
    now = find_dossier_then(office.two)
    assert now is not None
    assert now.finished_on == date(2024, 3, 20)
    with looking_back(THEN):
        then = find_dossier_then(office.two)
        assert then is not None
        assert (then.finished_on, then.status, then.unit_name) == (
            None,
            DossierStatus.OPEN,
            "UBND xã Hai",
        )
        assert find_dossier_then(office.two, [office.first]) is None
        assert find_dossier_then(office.one) is not None
    with looking_back(date(2024, 3, 30)):
        assert find_dossier_then(office.two) is None


@pytest.mark.parametrize("column", tuple(DossierColumn))
@pytest.mark.parametrize("is_descending", [False, True], ids=["up", "down"])
def test_a_past_day_when_all_was_known_is_listed_and_counted_as_the_present(
    office: Office,
    on_day: OnDay,
    column: DossierColumn,
    is_descending: bool,
) -> None:
    search, order = office.search(), DossierOrder(column, is_descending)
    present = list_cases(search, order=order, offset=1, limit=2)
    groups, days = count_cases_by_unit(search), list_case_days(search)
    on_day(date(2024, 6, 3))

    with looking_back(PRESENT):
        assert list_cases(search, order=order, offset=1, limit=2) == present
        assert sorted(map(str, count_cases_by_unit(search))) == sorted(map(str, groups))
        assert list_case_days(search) == days


def test_letters_of_a_past_day_stood_where_the_steps_taken_by_then_had_led(
    office: Office, database: Settings, on_day: OnDay
) -> None:
    four, five = (
        office.add(office.first, f"C-{number}", date(2024, 5, 10), None) for number in (1, 2)
    )

    def draft(promised_on: date) -> tuple[int, ...]:
        return draft_letters(
            dossier_ids=[four, five],
            reason=REASON,
            promise=Promise(promised_on),
            settings=database,
            actor=office.officer,
        )

    def marks() -> list[tuple[LetterState, date | None, date | None, date | None]]:
        found = find_letter_marks([four, five])
        return [
            (each.state, each.promised_on, each.signed_on, each.sent_on)
            for _key, each in sorted(found.items())
        ]

    days = [date(2024, 5, day) for day in (21, 22, 23, 24, 27)]
    first, second = date(2024, 6, 10), date(2024, 6, 20)
    steps: tuple[Callable[[tuple[int, ...]], tuple[int, ...]], ...] = (
        lambda _ids: draft(first),
        lambda ids: change_drafts(
            letter_ids=ids[1:],
            reason=REASON,
            promise=Promise(second),
            settings=database,
            actor=office.officer,
        ),
        lambda ids: sign_letters(
            letter_ids=ids, numbers=["1", "2"], signed_on=days[2], actor=office.head
        ),
        lambda ids: send_letters(
            letter_ids=ids[:1], channel=LetterChannel.EMAIL, sent_on=days[3], actor=office.officer
        ),
        lambda ids: cancel_letters(letter_ids=ids[1:], reason=REASON, actor=office.officer),
    )
    ids: tuple[int, ...] = ()
    seen = []
    for day, step in zip(days, steps, strict=True):
        on_day(day)
        with transaction():
            taken = step(ids)
        ids = ids or taken
        seen.append(marks())
    assert [len(each) for each in seen] == [2, 2, 2, 2, 1]
    assert seen[0][1][1] == first
    assert seen[1][1][1] == second
    on_day(date(2024, 6, 3))

    for day, then in zip(days, seen, strict=True):
        with looking_back(day):
            assert marks() == then
    with looking_back(PRESENT):
        assert marks() == []
