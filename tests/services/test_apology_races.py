"""Steps of letters and explanations taken at the same moment: one after the other, none lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import ApologyLetter, db
from models.vocabulary import DelayCause, LatenessRule
from tests.apology_office import PRESENT, REASON, LetterOffice
from tests.remembered import remembered
from tests.services.test_task_reports import at_once
from tracker.services.apology_drafts import Promise, change_drafts, draft_letters
from tracker.services.apology_letters import sign_letters
from tracker.services.explanations import NewExplanation, write_explanations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> LetterOffice:
    on_day(PRESENT)
    return LetterOffice(database, make_actor)


def drafting(office: LetterOffice, dossier_ids: list[int], actor: Actor) -> Callable[[], object]:
    return lambda: draft_letters(
        dossier_ids=dossier_ids,
        reason=REASON,
        promise=Promise(working_days=3),
        settings=office.settings,
        actor=actor,
    )


def signing(office: LetterOffice, letter_id: int) -> Callable[[], object]:
    return lambda: sign_letters(
        letter_ids=[letter_id], numbers=["1/PXL"], signed_on=PRESENT, actor=office.head
    )


def test_of_several_drafts_for_one_dossier_at_once_one_is_kept(office: LetterOffice) -> None:
    ids = [office.dossier("A")]

    found = at_once(
        office.settings,
        *(drafting(office, ids, actor) for actor in (office.officer, office.head) * 2),
    )

    assert found == [*["apology_only_once"] * 3, "done"]
    assert db.session.scalar(sa.select(sa.func.count(ApologyLetter.id))) == 1


def test_one_number_goes_to_one_of_two_letters_signed_at_once(office: LetterOffice) -> None:
    first, second = office.draft(office.dossier("A"), office.dossier("B"))

    found = at_once(office.settings, signing(office, first), signing(office, second))

    assert found == ["apology_number_taken", "done"]
    numbers = db.session.scalars(sa.select(ApologyLetter.number))
    assert sorted(numbers) == ["", "1/PXL"]


def test_a_draft_signed_and_written_anew_at_once_is_one_of_both_whole(
    office: LetterOffice,
) -> None:
    (letter_id,) = office.draft(office.dossier("A"))

    def change() -> object:
        return change_drafts(
            letter_ids=[letter_id],
            reason="Chờ kết quả đo đạc",
            promise=Promise(on=date(2024, 3, 22)),
            settings=office.settings,
            actor=office.officer,
        )

    found = at_once(office.settings, signing(office, letter_id), change)

    letter = db.session.scalars(sa.select(ApologyLetter)).one()
    assert letter.number == "1/PXL"
    # Signed first, it was no draft any more; written anew first, it was signed as it then stood.
    changed = letter.reason != REASON
    assert found == (["done", "done"] if changed else ["apology_state_changed", "done"])
    assert letter.promised_on == (date(2024, 3, 22) if changed else date(2024, 3, 20))


def test_letters_and_explanations_of_the_same_dossiers_do_not_hold_each_other_up(
    office: LetterOffice,
) -> None:
    ids = [office.dossier(code) for code in "ABCDE"]
    entries = [NewExplanation(key, DelayCause.HEAVY_LOAD, REASON) for key in ids]

    def explain() -> object:
        return write_explanations(entries=entries, actor=office.officer, rule=LatenessRule.BY_DATE)

    found = at_once(office.settings, drafting(office, ids, office.staff), explain)

    assert found == ["done", "done"]
