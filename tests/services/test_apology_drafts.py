"""Drafts of apology letters: written anew until they are signed; no promise after the result."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import ApologyLetter, AuditEntry, Dossier, db
from models.vocabulary import DossierStatus, LetterState, Role
from tests.apology_office import PRESENT, REASON, LetterOffice, audited
from tests.remembered import remembered
from tracker.clock import now
from tracker.errors import RefusedError
from tracker.services.apology_drafts import Promise, change_drafts
from tracker.services.apology_letters import sign_letters
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

OTHER = "Chờ kết quả đo đạc thực địa"
DONE_ON = date(2024, 3, 14)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    return LetterOffice(database, make_actor)


def change(office: LetterOffice, *letter_ids: int, **more: Any) -> tuple[int, ...]:
    with transaction():
        return change_drafts(
            letter_ids=letter_ids,
            reason=more.get("reason", OTHER),
            promise=more.get("promise", Promise(on=date(2024, 3, 22))),
            settings=office.settings,
            actor=more.get("actor", office.officer),
            seen_at=more.get("seen_at"),
        )


def letter() -> ApologyLetter:
    db.session.rollback()
    return db.session.scalars(sa.select(ApologyLetter)).one()


def finish(dossier_id: int, on: date) -> None:
    dossier = db.session.get_one(Dossier, dossier_id)
    dossier.finished_on, dossier.status = on, DossierStatus.FINISHED
    db.session.commit()


def refused(code: str, step: Any, *arguments: Any, **named: Any) -> None:
    """Check that a step is refused and leaves the letter and the audit trail as they were."""

    def look() -> tuple[Any, ...]:
        found = letter()
        return found.state, found.reason, found.promised_on, found.drafted_by, audited()

    before = look()
    with pytest.raises(RefusedError) as refusal:
        step(*arguments, **named)
    assert refusal.value.code == code
    assert look() == before


@pytest.mark.parametrize(
    "promise",
    [Promise(), Promise(on=date(2024, 3, 20)), Promise(working_days=3)],
    ids=["none", "day", "working-days"],
)
def test_an_apology_after_the_result_promises_no_day(
    office: LetterOffice, promise: Promise
) -> None:
    office.draft(office.dossier("A", finished_on=DONE_ON), promise=promise)

    found = letter()
    assert (found.promised_on, found.send_by) == (None, date(2024, 3, 11))


def test_an_apology_after_the_result_is_signed_and_sent_on_any_later_day(
    office: LetterOffice, on_day: OnDay
) -> None:
    (letter_id,) = office.draft(office.dossier("A", finished_on=DONE_ON), promise=Promise())
    on_day(date(2024, 6, 28))

    office.send(*office.sign(letter_id, on=date(2024, 6, 28)), on=date(2024, 6, 28))

    assert letter().state is LetterState.SENT


def test_one_promise_goes_to_the_open_ones_of_many(office: LetterOffice) -> None:
    office.draft(
        office.dossier("A"),
        office.dossier("B", finished_on=DONE_ON),
        promise=Promise(working_days=3),
    )

    found = db.session.scalars(sa.select(ApologyLetter).order_by(ApologyLetter.id))
    assert [each.promised_on for each in found] == [date(2024, 3, 20), None]


def test_a_draft_is_written_anew_by_whoever_drafts_and_says_so(
    office: LetterOffice, on_day: OnDay
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    on_day(date(2024, 3, 18))

    change(office, letter_id, actor=office.head)

    found = letter()
    assert (found.reason, found.promised_on) == (OTHER, date(2024, 3, 22))
    assert (found.state, found.ordinal, found.drafted_by) == (LetterState.DRAFT, 1, office.head.id)
    assert found.drafted_at == now()
    assert audited() == [("apology_drafted", "hoa"), ("apology_changed", "ha")]


def test_the_audit_says_what_changed_and_holds_no_words(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    (letter_id,) = office.draft(dossier_id)

    change(office, letter_id)

    rows = db.session.query(AuditEntry).filter_by(object_type="apology_letter")
    drafted, changed = (row.details or {} for row in rows.order_by(AuditEntry.seq))
    assert changed["before"] == {
        str(letter_id): [office.officer.id, drafted["reason"], "2024-03-20"]
    }
    assert changed["promised"] == {str(dossier_id): "2024-03-22"}
    assert REASON not in str(drafted)
    assert OTHER not in str(changed)


def test_who_wrote_a_draft_anew_does_not_record_its_signature(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    change(office, letter_id, actor=office.head)

    refused("apology_own_draft", office.sign, letter_id, actor=office.head)
    office.sign(letter_id, actor=office.staff)


def test_a_draft_whose_result_came_meanwhile_promises_nothing_once_written_anew(
    office: LetterOffice, on_day: OnDay
) -> None:
    dossier_id = office.dossier("A")
    (letter_id,) = office.draft(dossier_id)
    finish(dossier_id, date(2024, 3, 18))
    on_day(date(2024, 3, 22))
    refused("apology_promise_over", office.sign, letter_id, on=date(2024, 3, 22))

    change(office, letter_id, promise=Promise())

    assert letter().promised_on is None
    office.sign(letter_id, on=date(2024, 3, 22))


def test_only_a_draft_is_written_anew(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    office.sign(letter_id)

    refused("apology_state_changed", change, office, letter_id)
    office.send(letter_id)
    refused("apology_state_changed", change, office, letter_id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "ngắn"}, "apology_reason_short"),
        ({"reason": "x" * 2001}, "apology_reason_long"),
        ({"promise": Promise()}, "apology_promise_missing"),
        ({"promise": Promise(on=date(2024, 3, 16))}, "apology_promise_day_off"),
        ({"promise": Promise(on=date(2024, 3, 12))}, "apology_promise_past"),
    ],
    ids=["short", "long", "no-day", "day-off", "past"],
)
def test_a_draft_is_not_written_anew_into_what_cannot_stand(
    office: LetterOffice, changes: dict[str, Any], code: str
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused(code, change, office, letter_id, **changes)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_a_draft_is_written_anew_by_its_units_people_and_the_office_only(
    office: LetterOffice, make_actor: MakeActor, role: Role
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused("role_not_allowed", change, office, letter_id, actor=make_actor("ai", role))
    refused("unit_not_yours", change, office, letter_id, actor=office.stranger)


def test_what_was_written_anew_since_a_person_looked_is_neither_signed_nor_overwritten(
    office: LetterOffice, on_day: OnDay
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    seen: datetime = now()
    on_day(date(2024, 3, 18))
    change(office, letter_id)

    def sign(seen_at: datetime) -> None:
        with transaction():
            sign_letters(
                letter_ids=[letter_id],
                numbers=["1"],
                signed_on=date(2024, 3, 18),
                actor=office.head,
                seen_at=seen_at,
            )

    refused("apology_draft_changed", sign, seen)
    refused("apology_draft_changed", change, office, letter_id, seen_at=seen)
    sign(now())
