"""Letters of apology: drafted, signed by another person, sent; or cancelled before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import ApologyLetter, Dossier, db
from models.vocabulary import ApologyRegime, DossierStatus, LetterState, Role
from tests.apology_office import PRESENT, REASON, LetterOffice, audited
from tests.remembered import remembered
from tracker.config_groups import ApologySettings
from tracker.errors import RefusedError
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
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


def cancel(office: LetterOffice, *letter_ids: int, reason: str = REASON, **more: Any) -> None:
    with transaction():
        cancel_letters(
            letter_ids=letter_ids, reason=reason, actor=more.get("actor", office.officer)
        )


def letters() -> list[ApologyLetter]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(ApologyLetter).order_by(ApologyLetter.id)))


def refused(code: str, step: Any, *arguments: Any, **named: Any) -> None:
    """Check that a step is refused and leaves letters and audit trail as they were."""
    before = [(each.id, each.state, each.number) for each in letters()], audited()
    with pytest.raises(RefusedError) as refusal:
        step(*arguments, **named)
    assert refusal.value.code == code
    assert ([(each.id, each.state, each.number) for each in letters()], audited()) == before


def test_a_letter_goes_from_draft_to_signed_to_sent(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")

    (letter_id,) = office.draft(dossier_id)
    (drafted,) = letters()
    assert (drafted.state, drafted.ordinal) == (LetterState.DRAFT, 1)
    assert (drafted.unit_id, drafted.regime) == (office.first, ApologyRegime.ND61)
    assert (drafted.promised_on, drafted.send_by) == (date(2024, 3, 20), date(2024, 3, 11))
    assert (drafted.reason, drafted.drafted_by) == (REASON, office.officer.id)

    office.sign(letter_id, numbers=("07/PXL-UBND",))
    (signed,) = letters()
    assert (signed.state, signed.number) == (LetterState.SIGNED, "07/PXL-UBND")
    assert (signed.signed_on, signed.signed_by) == (PRESENT, office.head.id)

    office.send(letter_id)
    (sent,) = letters()
    assert (sent.state, sent.sent_on) == (LetterState.SENT, PRESENT)
    assert audited() == [
        ("apology_drafted", "hoa"),
        ("apology_signed", "ha"),
        ("apology_sent", "hoa"),
    ]


def test_a_letter_never_moves_the_due_date(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    office.send(*office.sign(*office.draft(dossier_id)))

    dossier = db.session.get_one(Dossier, dossier_id)
    assert (dossier.due_on, dossier.judged_due_on) == (date(2024, 3, 12), date(2024, 3, 12))


def test_many_are_drafted_with_one_reason_and_a_day_each_by_the_rule(office: LetterOffice) -> None:
    late = office.dossier("A")
    soon = office.dossier("B", date(2024, 3, 18))

    office.draft(late, soon, promise=Promise(working_days=3))

    assert [each.promised_on for each in letters()] == [date(2024, 3, 20), date(2024, 3, 21)]
    assert audited() == [("apology_drafted", "hoa")]


def test_one_dossier_that_cannot_have_a_letter_stops_all(office: LetterOffice) -> None:
    good, bad = office.dossier("A"), office.dossier("B", None)

    refused("apology_no_due", office.draft, good, bad)


def test_decree_61_refuses_a_second_letter(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    office.send(*office.sign(*office.draft(dossier_id)))

    refused("apology_only_once", office.draft, dossier_id, on=date(2024, 3, 27))


def test_a_cancelled_letter_leaves_room_for_another(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")
    cancel(office, *office.draft(dossier_id))

    office.draft(dossier_id)

    first, second = letters()
    assert (first.state, second.state) == (LetterState.CANCELLED, LetterState.DRAFT)
    assert (first.cancelling_reason, first.cancelled_by) == (REASON, office.officer.id)
    assert (first.ordinal, second.ordinal) == (1, 2)


def test_decree_118_allows_as_many_letters_as_are_set(office: LetterOffice, on_day: OnDay) -> None:
    on_day(date(2026, 3, 16))
    dossier_id = office.dossier("A", date(2026, 3, 12), received_on=date(2026, 3, 2))
    twice = replace(
        office.settings, apology=ApologySettings(nd118_letter_count=2, nd118_days_before=3)
    )

    office.draft(dossier_id, on=date(2026, 3, 20), settings=twice)
    refused("apology_promise_early", office.draft, dossier_id, on=date(2026, 3, 20), settings=twice)
    office.draft(dossier_id, on=date(2026, 3, 27), settings=twice)
    refused("apology_too_many", office.draft, dossier_id, on=date(2026, 4, 3), settings=twice)

    assert [(each.regime, each.send_by) for each in letters()] == [
        (ApologyRegime.ND118, date(2026, 3, 9))
    ] * 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": date(2024, 3, 16)}, "apology_promise_day_off"),
        ({"on": date(2024, 3, 14)}, "apology_promise_past"),
        ({"reason": "ngắn"}, "apology_reason_short"),
        ({"reason": "x" * 2001}, "apology_reason_long"),
        ({"promise": Promise()}, "apology_promise_missing"),
        ({"promise": Promise(PRESENT, 3)}, "apology_promise_missing"),
        ({"promise": Promise(working_days=0)}, "apology_working_days"),
        ({"promise": Promise(working_days=251)}, "apology_working_days"),
    ],
    ids=["day-off", "past", "short", "long", "no-day", "two-days", "no-days", "too-many-days"],
)
def test_a_draft_that_cannot_stand_is_refused(
    office: LetterOffice, changes: dict[str, Any], code: str
) -> None:
    refused(code, office.draft, office.dossier("A"), **changes)


def test_nothing_chosen_or_nothing_there_is_refused(office: LetterOffice) -> None:
    refused("apology_none_chosen", office.draft)
    refused("dossier_missing", office.draft, 987_654)
    refused("apology_missing", office.sign, 987_654)


def test_too_many_at_once_are_refused(office: LetterOffice) -> None:
    refused("apology_many_chosen", office.draft, *range(1, 2002))


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_who_only_approves_or_administers_writes_no_letter(
    office: LetterOffice, make_actor: MakeActor, role: Role
) -> None:
    dossier_id = office.dossier("A")
    actor = make_actor("ai", role)

    refused("role_not_allowed", office.draft, dossier_id, actor=actor)
    refused("role_not_allowed", office.draft, dossier_id, actor=get_actor(SYSTEM_USERNAME))
    (letter_id,) = office.draft(dossier_id)
    refused("role_not_allowed", office.sign, letter_id, actor=actor)
    refused("role_not_allowed", office.send, letter_id, actor=actor)
    refused("role_not_allowed", cancel, office, letter_id, actor=actor)


def test_another_units_people_touch_nothing(office: LetterOffice) -> None:
    dossier_id = office.dossier("A")

    refused("unit_not_yours", office.draft, dossier_id, actor=office.stranger)
    (letter_id,) = office.draft(dossier_id)
    refused("unit_not_yours", office.sign, letter_id, actor=office.stranger)
    refused("unit_not_yours", cancel, office, letter_id, actor=office.stranger)


def test_an_officer_records_no_signature(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"), actor=office.head)

    refused("role_not_allowed", office.sign, letter_id, actor=office.officer)


def test_nobody_records_the_signature_of_their_own_draft(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"), actor=office.head)

    refused("apology_own_draft", office.sign, letter_id, actor=office.head)
    office.sign(letter_id, actor=office.staff)


def test_each_letter_gets_its_number_in_the_order_given(office: LetterOffice) -> None:
    ids = office.draft(office.dossier("A"), office.dossier("B"))

    office.sign(*reversed(ids), numbers=("1/PXL", "2/PXL"))

    assert [each.number for each in letters()] == ["2/PXL", "1/PXL"]


def test_a_number_is_given_once_a_unit_and_year(office: LetterOffice, on_day: OnDay) -> None:
    first, second, third = office.draft(
        *(office.dossier(code) for code in "ABC"), on=date(2025, 3, 20)
    )
    (other,) = office.draft(office.dossier("D", unit_id=office.second), actor=office.staff)
    office.sign(first, numbers=("1/PXL",))

    refused("apology_number_taken", office.sign, second, numbers=("1/PXL",))
    office.sign(other, numbers=("1/PXL",), actor=office.stranger)
    on_day(date(2025, 1, 2))
    office.sign(third, numbers=("1/PXL",), on=date(2025, 1, 2))


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (("1", "2"), "apology_numbers_differ"),
        (("1", "1"), "apology_number_twice"),
        ((" ",), "apology_number_missing"),
        (("x" * 61,), "apology_number_long"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(
    office: LetterOffice, numbers: tuple[str, ...], code: str
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused(code, office.sign, letter_id, numbers=numbers)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 3, 14), "apology_signed_early"),
        (date(2024, 3, 16), "apology_day_ahead"),
    ],
    ids=["before-the-draft", "tomorrow"],
)
def test_a_day_of_signature_that_cannot_be_is_refused(
    office: LetterOffice, on: date, code: str
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused(code, office.sign, letter_id, on=on)


def test_a_letter_is_not_sent_before_it_is_signed(office: LetterOffice, on_day: OnDay) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused("apology_state_changed", office.send, letter_id)
    on_day(date(2024, 3, 18))
    office.sign(letter_id, on=date(2024, 3, 18))
    refused("apology_sent_early", office.send, letter_id, on=PRESENT)
    refused("apology_day_ahead", office.send, letter_id, on=date(2024, 3, 19))


def test_a_day_gone_by_is_neither_signed_nor_sent(office: LetterOffice, on_day: OnDay) -> None:
    first, second = office.draft(office.dossier("A"), office.dossier("B"))
    office.sign(first)
    on_day(date(2024, 3, 21))

    refused("apology_promise_over", office.send, first, on=date(2024, 3, 21))
    refused("apology_promise_over", office.sign, second, on=date(2024, 3, 21))
    office.send(first, on=date(2024, 3, 20))


def test_what_was_signed_sent_or_cancelled_meanwhile_is_a_conflict(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    office.sign(letter_id)

    refused("apology_state_changed", office.sign, letter_id)
    office.send(letter_id)
    refused("apology_state_changed", office.send, letter_id)
    refused("apology_state_changed", cancel, office, letter_id)


def test_a_cancellation_needs_a_reason(office: LetterOffice) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    refused("apology_reason_short", cancel, office, letter_id, reason="nhầm")


def test_a_signed_letter_can_still_be_cancelled(office: LetterOffice) -> None:
    cancel(office, *office.sign(*office.draft(office.dossier("A"))))

    assert [each.state for each in letters()] == [LetterState.CANCELLED]
    assert audited()[-1] == ("apology_cancelled", "hoa")


def test_a_letter_for_a_paused_dossier_is_drafted(office: LetterOffice) -> None:
    office.draft(office.dossier("A", status=DossierStatus.PAUSED))

    assert len(letters()) == 1


@pytest.mark.parametrize("step", ["sent", "cancelled"])
def test_the_database_itself_keeps_what_was_sent_or_cancelled(
    office: LetterOffice, step: str
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))
    if step == "sent":
        office.send(*office.sign(letter_id))
    else:
        cancel(office, letter_id)

    change = sa.update(ApologyLetter).values(promised_on=date(2024, 12, 31))
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(change)
    db.session.rollback()
