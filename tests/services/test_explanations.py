"""Explanations: versions, two persons, own units only, and nothing changed by what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models.vocabulary import DelayCause, DossierStatus, ReviewState, Role
from tests.explained import (
    LAST,
    NOTE,
    RULE,
    TEXT,
    Office,
    accept,
    audit_count,
    last_audit,
    send_back,
    stored,
    write,
)
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.explanations import find_explanations, list_explanations
from tracker.services.explanation_board import Seen
from tracker.services.explanations import NewExplanation, find_writing_refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    on_day(date(2024, 4, 5))
    return Office(make_actor)


def refused(code: str, act: Callable[[], object], kind: type[Exception] = RefusedError) -> None:
    """Check that an action is refused and leaves everything as it was."""
    before, entries = stored(), audit_count()
    with pytest.raises(kind, match=code):
        act()
    assert stored() == before
    assert audit_count() == entries


def test_one_reason_is_written_for_many_dossiers(office: Office) -> None:
    done = write("can-bo", office.one, office.three)

    assert done.dossier_ids == (office.one, office.three)
    assert stored() == [("A-1", 1, "submitted", TEXT, ""), ("A-2", 1, "submitted", TEXT, "")]
    entry = last_audit()
    assert (entry.action, entry.object_key) == ("explanation_written", "2 dossiers")
    details = entry.details or {}
    assert set(details["dossiers"]) == {str(office.one), str(office.three)}


def test_the_audit_trail_names_version_and_cause_and_never_holds_the_text(office: Office) -> None:
    write("can-bo", office.one)

    entry = last_audit()
    assert entry.object_key == "A-1"
    version, cause, proof = (entry.details or {})["dossiers"][str(office.one)]
    assert (version, cause, len(proof)) == (1, "financial_step", 64)
    assert TEXT not in str(entry.details)


def test_what_was_sent_back_stays_and_the_next_version_follows(office: Office) -> None:
    write("can-bo", office.one)
    send_back("truong", office.one)
    write("can-bo", office.one, text="Đã bổ sung ngày chuyển hồ sơ")
    accept("truong", office.one)

    assert stored() == [
        ("A-1", 1, "sent_back", TEXT, NOTE),
        ("A-1", 2, "accepted", "Đã bổ sung ngày chuyển hồ sơ", ""),
    ]
    newest, first = list_explanations(office.one)
    assert (newest.version, newest.reviewed_by) == (2, "Truong")
    assert first.reviewed_at is not None
    assert find_explanations([office.one])[office.one] == newest


def test_what_waits_or_was_accepted_is_not_written_again(office: Office) -> None:
    write("can-bo", office.one)
    refused("explanation_waiting", lambda: write("can-bo", office.one))
    accept("truong", office.one)
    refused("explanation_accepted_already", lambda: write("vp", office.one))


@pytest.mark.parametrize("username", ["can-bo", "truong", "huyen", "vp"])
def test_the_unit_those_above_it_and_the_office_write(office: Office, username: str) -> None:
    assert write(username, office.one).dossier_ids == (office.one,)


def test_another_units_dossier_is_as_missing_as_one_that_is_not(office: Office) -> None:
    missing = NotFoundError
    refused("dossier_missing", lambda: write("xa-hai", office.one), missing)
    refused("dossier_missing", lambda: write("can-bo", office.one, office.two), missing)
    refused("dossier_missing", lambda: write("vp", 999_999), missing)
    write("xa-hai", office.two)
    refused("dossier_missing", lambda: accept("truong", office.two), missing)
    assert accept("huyen", office.two).dossier_ids == (office.two,)


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_approver_and_administrator_neither_write_nor_review(
    office: Office, make_actor: MakeActor, role: Role
) -> None:
    make_actor("khac", role)
    write("can-bo", office.one)

    refused("role_not_allowed", lambda: write("khac", office.three), ForbiddenError)
    refused("role_not_allowed", lambda: accept("khac", office.one), ForbiddenError)
    refused("role_not_allowed", lambda: send_back("khac", office.one), ForbiddenError)


def test_the_command_line_itself_and_officers_do_not_review(office: Office) -> None:
    write("can-bo", office.one)

    refused("role_not_allowed", lambda: accept("cli", office.one), ForbiddenError)
    refused("role_not_allowed", lambda: write("cli", office.three), ForbiddenError)
    refused("role_not_allowed", lambda: accept("can-bo", office.one), ForbiddenError)


def test_nobody_reviews_what_they_wrote_and_one_such_refuses_the_whole(office: Office) -> None:
    write("truong", office.one)
    write("can-bo", office.three)

    refused("explanation_own", lambda: accept("truong", office.one, office.three), ForbiddenError)
    refused("explanation_own", lambda: send_back("truong", office.one), ForbiddenError)
    assert accept("huyen", office.one, office.three).dossier_ids == (office.one, office.three)


def test_only_what_waits_is_reviewed(office: Office) -> None:
    refused("explanation_not_waiting", lambda: accept("truong", office.one))
    write("can-bo", office.one)
    accept("truong", office.one)
    refused("explanation_not_waiting", lambda: send_back("truong", office.one))


def test_a_dossier_in_time_owes_no_explanation(office: Office) -> None:
    refused("explanation_not_late", lambda: write("can-bo", office.fine))
    refused("explanation_not_late", lambda: write("can-bo", office.one, office.fine))


def test_what_was_overdue_and_then_returned_may_still_be_explained(office: Office) -> None:
    gone = office.add(
        office.first, "A-9", date(2024, 3, 20), date(2024, 4, 2), status=DossierStatus.RETURNED
    )

    assert write("can-bo", gone).dossier_ids == (gone,)


def test_a_page_that_grew_old_is_refused_and_told_what_changed(office: Office) -> None:
    write("can-bo", office.one)
    with pytest.raises(ConflictError) as told:
        write("vp", office.one, seen=Seen())
    assert told.value.params["dossier"] == "A-1"
    assert told.value.params["person"] == "Can-Bo"
    accept("truong", office.one, seen=Seen(1, ReviewState.SUBMITTED))
    seen = Seen(1, ReviewState.SUBMITTED)
    refused("explanation_changed", lambda: send_back("huyen", office.one, seen=seen), ConflictError)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "explanation_text_short"),
        ("  ngắn   ", "explanation_text_short"),
        ("x" * 4001, "explanation_text_long"),
    ],
)
def test_an_explanation_says_something(office: Office, text: str, code: str) -> None:
    refused(code, lambda: write("can-bo", office.one, text=text))


def test_sending_back_says_what_is_missing(office: Office) -> None:
    write("can-bo", office.one)

    refused("explanation_note_short", lambda: send_back("truong", office.one, note=" "))
    refused("explanation_note_long", lambda: send_back("truong", office.one, note="x" * 4001))


def test_what_is_said_to_an_accepted_one_is_kept_and_has_an_end(office: Office) -> None:
    write("can-bo", office.one)

    refused("explanation_note_long", lambda: accept("truong", office.one, note="x" * 4001))
    accept("truong", office.one, note=" Được \r\n")
    assert stored()[0][4] == "Được"


def test_nothing_chosen_and_one_twice_are_refused(office: Office) -> None:
    refused("explanation_none_chosen", lambda: write("can-bo"))
    refused("explanation_none_chosen", lambda: accept("truong"))
    refused("explanation_twice", lambda: write("can-bo", office.one, office.one))


def test_of_a_file_each_row_is_told_why_it_cannot_be_written(office: Office) -> None:
    write("can-bo", office.three)
    keys = (office.one, office.two, office.three, office.fine)
    entries = [NewExplanation(key, DelayCause.OTHER, TEXT) for key in keys]
    entries.append(NewExplanation(office.one, DelayCause.OTHER, ""))

    found = find_writing_refusals(entries=entries, actor=office.officer, rule=RULE)

    assert [None if error is None else error.code for error in found] == [
        None,
        "dossier_missing",
        "explanation_waiting",
        "explanation_not_late",
        "explanation_text_short",
    ]


def test_who_may_not_write_learns_nothing_of_the_rows_of_a_file(
    office: Office, make_actor: MakeActor
) -> None:
    approver = make_actor("duyet", Role.APPROVER)
    entry = NewExplanation(office.fine, DelayCause.OTHER, TEXT)

    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        find_writing_refusals(entries=[entry], actor=approver, rule=RULE)


def test_the_unit_that_answered_is_kept_with_the_explanation(office: Office) -> None:
    from models import Dossier, Explanation, db

    write("can-bo", office.one)
    db.session.get_one(Dossier, office.one).unit_id = office.second
    db.session.commit()

    assert db.session.query(Explanation).one().unit_id == office.first


def test_lines_keep_their_breaks_in_one_form(office: Office) -> None:
    write("can-bo", office.one, text=" Dòng thứ nhất\r\nDòng thứ hai ")

    assert stored()[0][3] == "Dòng thứ nhất\nDòng thứ hai"


def test_hundreds_take_no_more_statements_than_one(office: Office) -> None:
    keys = [office.add(office.first, f"C-{n:04}", date(2024, 3, 5), LAST) for n in range(600)]
    with counted_statements() as for_one:
        write("can-bo", office.one)
        accept("truong", office.one)

    with counted_statements() as for_all:
        assert len(write("can-bo", *keys).dossier_ids) == 600
        assert len(accept("truong", *keys).dossier_ids) == 600

    assert {row[2] for row in stored()} == {"accepted"}
    assert len(for_all) == len(for_one)


def test_what_is_judged_is_read_after_everybody_else_was_shut_out(office: Office) -> None:
    from models import db

    if db.engine.dialect.name != "postgresql":
        pytest.skip("a writing transaction shuts everybody else out from its beginning")

    def sent_by(act: Callable[[], object]) -> list[str]:
        with counted_statements() as sent:
            act()
        read = [text for text in sent if "FROM explanation" in text or "LOCK TABLE" in text]
        return ["lock" if "LOCK" in text else "read" for text in read][:2]

    entry = NewExplanation(office.one, DelayCause.OTHER, TEXT)
    assert sent_by(lambda: write("can-bo", office.one)) == ["lock", "read"]
    assert sent_by(lambda: send_back("truong", office.one)) == ["lock", "read"]
    found = sent_by(lambda: find_writing_refusals(entries=[entry], actor=office.officer, rule=RULE))
    assert found == ["lock", "read"]


def test_one_of_hundreds_that_cannot_be_done_leaves_all_as_they_were(office: Office) -> None:
    keys = [office.add(office.first, f"C-{n:04}", date(2024, 3, 5), LAST) for n in range(200)]

    refused("explanation_not_late", lambda: write("can-bo", *keys, office.fine))
    write("can-bo", *keys)
    refused("explanation_not_waiting", lambda: accept("truong", *keys, office.one))
    write("truong", office.one)
    refused("explanation_own", lambda: send_back("truong", *keys, office.one), ForbiddenError)


def test_the_database_itself_keeps_what_was_reviewed(office: Office) -> None:
    from sqlalchemy.exc import DatabaseError

    from models import Explanation, db

    write("can-bo", office.one)
    accept("truong", office.one)

    for statement in (
        sa.update(Explanation).values(text="Viết lại"),
        sa.delete(Explanation),
    ):
        with pytest.raises(DatabaseError):
            db.session.execute(statement)
        db.session.rollback()
    assert stored()[0][3] == TEXT
