"""The right of reply: a window by the law's days, answers, decisions, and what is then approved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import Dossier, EvidenceFile, Objection, Publication, db
from models.vocabulary import ObjectionState, PublicationState, Role
from tests.evidence_samples import HTML, PDF
from tests.factories import make_batch, make_source
from tests.remembered import remembered
from tests.reply_office import (
    LATE,
    MARCH,
    OTHER,
    OVERDUE,
    SOURCE,
    ReplyOffice,
    actions,
    codes,
    newest,
    refused,
    waited_for,
)
from tracker.errors import RefusedError
from tracker.publishing.list_differences import compare_with_now
from tracker.publishing.list_verification import Authenticity, verify_content, verify_sha256
from tracker.queries.evidence_files import list_evidence_files
from tracker.queries.objections import (
    get_objection,
    list_objections,
    list_open_objections,
    list_reply_units,
    list_reply_windows,
)
from tracker.rules.canonical import sha256_hex
from tracker.rules.evidence_kinds import MAX_BYTES
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings

FRIDAY = date(2024, 4, 5)
NEXT_FRIDAY = date(2024, 4, 12)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    on_day(FRIDAY)
    return ReplyOffice(database, make_actor)


@remembered
def opened(office: ReplyOffice) -> ReplyOffice:
    office.draft()
    office.open()
    return office


def test_the_day_it_opens_is_not_counted_and_weekends_are_not(opened: ReplyOffice) -> None:
    (window,) = list_reply_windows(FRIDAY)

    assert (window.period, window.version, window.until) == (MARCH, 1, NEXT_FRIDAY)
    assert set(window.waiting_unit_ids) == {opened.one, opened.two}
    assert newest().content["reply"] == {"opened_on": "2024-04-05", "until": "2024-04-12"}


def test_opening_makes_another_content_with_another_hash(office: ReplyOffice) -> None:
    drafted = office.draft()

    shown = office.open()

    assert shown.sha256 != drafted.sha256
    row = newest()
    assert row.sha256 == sha256_hex(row.content_text.encode())
    assert row.content["audit_head"] == json.loads(row.content_text)["audit_head"]


@pytest.mark.parametrize("who", ["officer", "head", "administrator"])
def test_others_do_not_open_a_window(office: ReplyOffice, who: str) -> None:
    office.draft()

    with refused("role_not_allowed"):
        office.open(actor=getattr(office, who))


def test_the_clock_opens_a_window(office: ReplyOffice, system: object) -> None:
    office.draft()

    office.open(actor=system)  # type: ignore[arg-type]

    assert waited_for() == {office.one, office.two}


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_window_has_one_to_thirty_days(office: ReplyOffice, days: int) -> None:
    office.draft()

    with refused("reply_days_invalid"):
        office.open(days=days)


def test_a_window_opens_on_a_draft_only(office: ReplyOffice) -> None:
    with refused("late_list_missing"):
        office.open()
    office.draft()
    office.approve()
    with refused("late_list_already_approved"):
        office.open()
    office.publish()
    with refused("late_list_already_published"):
        office.open()


def test_an_open_window_is_not_opened_again_but_a_past_one_is(
    opened: ReplyOffice, on_day: OnDay
) -> None:
    with refused("reply_window_already_open"):
        opened.open()
    opened.waive()

    on_day(date(2024, 4, 13))
    opened.open(days=2)

    assert newest().content["reply"] == {"opened_on": "2024-04-13", "until": "2024-04-16"}
    assert waited_for() == {opened.one, opened.two}


def test_an_open_window_holds_approval_back_through_its_last_day(
    opened: ReplyOffice, on_day: OnDay
) -> None:
    on_day(NEXT_FRIDAY)
    with refused("reply_window_open") as refusal:
        opened.approve()
    assert refusal.value.params["count"] == 2

    on_day(date(2024, 4, 13))
    assert opened.approve().state is PublicationState.APPROVED


def test_every_unit_s_answer_ends_the_waiting(opened: ReplyOffice) -> None:
    opened.waive()
    with refused("reply_window_open"):
        opened.approve()
    opened.object()

    assert opened.approve().state is PublicationState.APPROVED


def test_a_list_without_a_window_is_approved_and_says_that_there_was_none(
    office: ReplyOffice,
) -> None:
    office.draft()
    office.approve()

    content = newest().content
    assert (content["reply"], content["objections"], content["upheld"]) == (None, [], [])


def test_an_objection_is_kept_with_its_evidence_and_printed_without_its_words(
    opened: ReplyOffice,
) -> None:
    number = opened.object(files=[("sổ một cửa.txt", "Trả ngày 11/3".encode())])

    row = get_objection(number)
    assert (row.dossier_code, row.unit_code, row.state) == (LATE, "H99.01", ObjectionState.OPEN)
    assert [file.name for file in list_evidence_files("objection", number)] == ["sổ một cửa.txt"]
    (printed,) = newest().content["objections"]
    assert (printed["state"], printed["code"]) == ("open", "H99.01-******-0001")
    assert "ngày 05/04/2024; chưa có kết luận" in printed["text"]
    assert "đồng bộ" not in newest().content_text
    assert LATE not in newest().content_text
    assert codes(newest().internal) == [OTHER, LATE]


def test_an_objection_to_the_counts_names_no_dossier(opened: ReplyOffice) -> None:
    opened.object(dossier="")

    (printed,) = newest().content["objections"]
    assert (printed["unit_code"], printed["code"], printed["annex"]) == ("H99.01", None, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dossier": "khong-co"}, "objection_row_missing"),
        ({"dossier": OTHER}, "objection_row_missing"),
        ({"source": "nguon-khac"}, "objection_row_missing"),
        ({"unit": "H99.02", "dossier": OTHER}, "unit_not_yours"),
        ({"unit": "khong-co"}, "unit_code_unknown"),
        ({"unit": "H99.01.1", "dossier": ""}, "reply_unit_not_listed"),
        ({"text": "  "}, "objection_text_missing"),
        ({"text": "x" * 4001}, "objection_text_too_long"),
        ({"files": [("a.exe", b"MZ\x00")]}, "evidence_kind_refused"),
        ({"files": [("a.pdf", HTML)]}, "evidence_kind_refused"),
        ({"files": [("a.txt", b"x" * (MAX_BYTES + 1))]}, "evidence_too_big"),
        ({"files": [("so.txt", b"x"), ("a.pdf", PDF + HTML)]}, "evidence_mixed"),
        ({"files": [(f"{n}.txt", b"x%d" % n) for n in range(11)]}, "evidence_too_many"),
    ],
)
def test_what_cannot_be_objected_to_leaves_no_trace(
    opened: ReplyOffice, changes: dict[str, object], code: str
) -> None:
    with refused(code):
        opened.object(**changes)  # type: ignore[arg-type]
    assert list_objections(MARCH) == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(EvidenceFile)) == 0


def test_nobody_of_another_unit_objects_be_it_one_under_it(
    opened: ReplyOffice, make_actor: MakeActor
) -> None:
    for stranger in (opened.head, make_actor("can-bo-ba", Role.UNIT_OFFICER, opened.three)):
        with refused("unit_not_yours"):
            opened.object(actor=stranger)


def test_a_code_of_two_sources_needs_its_source(office: ReplyOffice) -> None:
    second = make_batch(make_source("two-stop"), as_of=date(2024, 4, 2))
    office.add(office.one, LATE, date(2024, 3, 21), batch_id=second)
    office.draft()
    office.open()

    with refused("objection_source_needed") as refusal:
        office.object()
    assert refusal.value.params["sources"] == ["one-stop", "two-stop"]

    number = office.object(source="two-stop")
    assert get_objection(number).source_code == "two-stop"
    office.decide(number, is_upheld=True)
    assert codes(newest().internal) == [OTHER, LATE]


@pytest.mark.parametrize("who", ["approver", "administrator"])
def test_who_neither_answers_nor_works_for_the_office_does_not_object(
    opened: ReplyOffice, who: str
) -> None:
    with refused("role_not_allowed"):
        opened.object(actor=getattr(opened, who))
    with refused("role_not_allowed"):
        opened.waive(actor=getattr(opened, who))


def test_a_unit_answers_for_itself_and_for_those_under_it(
    office: ReplyOffice,
) -> None:
    office.add(office.three, "H99.01-240301-0009", date(2024, 3, 25))
    office.draft()
    office.open()

    office.object(unit="H99.01.1", dossier="H99.01-240301-0009")
    with refused("unit_not_yours"):
        office.waive(actor=office.officer)

    assert waited_for() == {office.one, office.two}


def test_a_second_objection_to_the_same_waits_for_the_first(opened: ReplyOffice) -> None:
    number = opened.object()

    with refused("objection_already_open"):
        opened.object()

    opened.decide(number, is_upheld=False)
    opened.object()
    opened.object(dossier=OVERDUE)


def test_two_units_object_to_their_counts_at_once(opened: ReplyOffice) -> None:
    opened.object(dossier="")
    opened.object(unit="H99.02", dossier="", actor=opened.head)

    printed = [each["unit_code"] for each in newest().content["objections"]]
    assert printed == ["H99.01", "H99.02"]


def test_to_a_correction_a_unit_may_object_again(opened: ReplyOffice) -> None:
    first = opened.object()
    opened.waive()
    opened.approve()
    opened.publish()
    opened.correct()
    opened.open()

    second = opened.object()

    assert [row.id for row in list_open_objections()] == [first, second]
    opened.decide(first, is_upheld=False)
    opened.decide(second, is_upheld=True)
    # The later word holds: what was found right is not printed as not agreed.
    assert (codes(newest().internal), newest().internal["objections"]) == ([OTHER], [])


def test_after_the_window_nothing_is_answered(opened: ReplyOffice, on_day: OnDay) -> None:
    on_day(date(2024, 4, 13))

    with refused("reply_window_over"):
        opened.object()
    with refused("reply_window_over"):
        opened.waive()


def test_without_a_window_nothing_is_answered(office: ReplyOffice) -> None:
    office.draft()

    with refused("reply_window_missing"):
        office.object()
    with refused("reply_window_missing"):
        office.waive()


def test_a_unit_waives_once_and_only_with_rows(opened: ReplyOffice) -> None:
    opened.waive()

    with refused("reply_already_answered"):
        opened.waive()
    with refused("reply_unit_missing"):
        opened.waive(unit="H99.01.1", actor=opened.officer)
    (answered,) = list_reply_units(newest().id, {opened.two})
    assert (answered.is_waiver, answered.answered_by) == (True, "Truong-Hai")


def test_an_upheld_row_leaves_its_annex_and_the_counts_stay(opened: ReplyOffice) -> None:
    number = opened.object()
    before = newest()

    done = opened.decide(number, is_upheld=True)

    after = newest()
    assert done.sha256 == after.sha256 != before.sha256
    assert codes(after.internal) == [OTHER]
    assert after.content["units"] == before.content["units"]
    assert after.content["objections"] == []
    (upheld,) = after.content["upheld"]
    assert (upheld["code"], upheld["annex"]) == ("H99.01-******-0001", "finished_late")
    assert (upheld["decision"], upheld["decided_on"]) == ("Đã đối chiếu sổ một cửa.", "2024-04-05")
    assert after.content["notices"][-1] == {"code": "objections_upheld", "count": 1}
    assert "source" not in upheld
    assert list(zip(codes(after.content), codes(after.internal), strict=True)) == [
        ("H99.02-******-0003", OTHER)
    ]


def test_a_rejected_objection_is_printed_with_the_office_s_words(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=False)

    (printed,) = newest().content["objections"]
    assert printed["state"] == "rejected"
    assert printed["text"].endswith("không được chấp nhận: Đã đối chiếu sổ một cửa.")
    assert codes(newest().internal) == [OTHER, LATE]


def test_who_approves_approves_what_was_decided_last(opened: ReplyOffice, on_day: OnDay) -> None:
    number = opened.object()
    read = newest().sha256
    opened.decide(number, is_upheld=True)
    on_day(date(2024, 4, 13))

    with refused("late_list_draft_changed"):
        opened.approve(sha256=read)
    approved = opened.approve(sha256=newest().sha256)

    assert approved.sha256 == newest().sha256
    assert codes(newest().internal) == [OTHER]


def test_only_another_person_of_the_office_decides(opened: ReplyOffice) -> None:
    number = opened.object(actor=opened.staff)

    with refused("objection_is_own"):
        opened.decide(number, is_upheld=True)
    for who in (opened.officer, opened.head, opened.approver, opened.administrator):
        with refused("role_not_allowed"):
            opened.decide(number, is_upheld=True, actor=who)
    opened.decide(number, is_upheld=True, actor=opened.colleague)


def test_a_decision_needs_words_and_stands(opened: ReplyOffice) -> None:
    number = opened.object()

    with refused("objection_decision_missing"):
        opened.decide(number, is_upheld=True, decision=" ")
    with refused("objection_decision_too_long"):
        opened.decide(number, is_upheld=True, decision="x" * 1001)
    opened.decide(number, is_upheld=True)
    with refused("objection_already_decided"):
        opened.decide(number, is_upheld=False)
    with refused("objection_missing"):
        opened.decide(987654, is_upheld=True)


def test_the_database_keeps_a_decision(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=False)

    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            sa.update(Objection).where(Objection.id == number).values(decision="khác")
        )


def test_an_approved_list_is_not_changed_by_a_decision(opened: ReplyOffice, on_day: OnDay) -> None:
    number = opened.object()
    on_day(date(2024, 4, 13))
    opened.approve()

    with refused("objection_list_frozen"):
        opened.decide(number, is_upheld=True)
    assert list_open_objections() == []


def test_a_draft_made_anew_keeps_the_window_and_the_objections(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=True)
    opened.object(dossier=OVERDUE)
    opened.waive()
    opened.add(opened.two, "H99.02-240301-0007", date(2024, 3, 30))

    opened.draft(actor=opened.colleague)

    row = newest()
    assert row.content["reply"]["until"] == "2024-04-12"
    assert codes(row.internal) == ["H99.02-240301-0007", OTHER]
    assert [each["code"] for each in row.internal["upheld"]] == [LATE]
    assert [each["code"] for each in row.internal["objections"]] == [OVERDUE]
    # Two's rows changed, so it is asked again; One's did not.
    assert waited_for() == {opened.two}
    (two,) = list_reply_units(row.id, {opened.two})
    assert two.changes[-1]["came"] == ["H99.02-240301-0007"]
    assert ["finished_late", 1, 2] in two.changes[-1]["counts"]
    assert list_reply_units(row.id, {opened.one})[0].changes == ()


def test_a_draft_made_anew_after_the_window_keeps_the_answers_and_tells_the_changes(
    opened: ReplyOffice, on_day: OnDay
) -> None:
    opened.waive()
    on_day(date(2024, 4, 15))
    opened.add(opened.two, "H99.02-240301-0007", date(2024, 3, 30))

    opened.draft()

    (two,) = list_reply_units(newest().id, {opened.two})
    assert (two.is_waiver, two.row_count, len(two.changes)) == (True, 2, 1)
    assert opened.approve().state is PublicationState.APPROVED


def test_a_unit_whose_rows_are_gone_need_not_answer(opened: ReplyOffice) -> None:
    with transaction():
        db.session.execute(
            sa.update(Dossier).where(Dossier.code == OTHER).values(finished_on=date(2024, 3, 11))
        )

    opened.draft()

    (two,) = list_reply_units(newest().id, {opened.two})
    assert (two.row_count, two.changes[-1]["went"]) == (0, [OTHER])
    assert waited_for() == {opened.one}
    with refused("reply_unit_missing"):
        opened.waive()
    opened.object()
    assert opened.approve().state is PublicationState.APPROVED


def test_a_unit_without_late_rows_may_object_to_its_counts(office: ReplyOffice) -> None:
    office.add(office.three, "H99.01-240301-0009", date(2024, 3, 12))
    office.draft()
    office.open()
    assert waited_for() == {office.one, office.two}

    office.object(unit="H99.01.1", dossier="")

    (three,) = list_reply_units(newest().id, {office.three})
    assert (three.row_count, three.answered_by, three.is_waiver) == (0, "Can-Bo-Mot", False)
    assert waited_for() == {office.one, office.two}


def test_a_draft_whose_rows_name_no_source_is_made_anew_first(office: ReplyOffice) -> None:
    office.draft()
    row = db.session.scalars(sa.select(Publication)).one()
    before = json.loads(row.internal_content)
    for listed in (*before["finished_late"], *before["open_overdue"]):
        del listed["source"]
    row.internal_content = json.dumps(before)
    db.session.commit()

    with refused("reply_needs_redraft"):
        office.open()
    office.draft()
    office.open()


AGAIN: dict[str, Callable[[ReplyOffice], object]] = {
    "open": lambda office: office.open(),
    "object": lambda office: office.object(dossier=OVERDUE),
    "decide": lambda office: office.decide(1, is_upheld=True),
    "waive": lambda office: office.waive(),
    "approve": lambda office: office.approve(sha256="0" * 64),
}


@contextmanager
def impatient() -> Iterator[None]:
    """Give up a lock that is not had at once."""

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")

    sa.event.listen(db.engine, "begin", begin)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "begin", begin)


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_step_waits_for_another_before_it_looks(
    opened: ReplyOffice, again: Callable[[ReplyOffice], object]
) -> None:
    """Else two people at once would each find that nobody had done it yet."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time anyway")
    opened.decide(opened.object(), is_upheld=False)
    opened.object(dossier=OVERDUE)
    opened.waive()

    with impatient(), db.engine.connect() as another:
        another.execute(sa.text("LOCK TABLE audit_entry IN EXCLUSIVE MODE"))
        with pytest.raises(DBAPIError, match="lock"):
            again(opened)
    with pytest.raises(RefusedError):
        again(opened)


def test_corrected_data_leave_nothing_of_an_upheld_row(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=True)
    with transaction():
        db.session.execute(
            sa.update(Dossier).where(Dossier.code == LATE).values(finished_on=date(2024, 3, 11))
        )

    opened.draft()

    content = newest().content
    assert (content["upheld"], content["objections"]) == ([], [])
    assert [notice["code"] for notice in content["notices"]] == []


def test_a_dossier_that_was_another_unit_s_is_listed_under_that_one(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=True)
    with transaction():
        db.session.execute(
            sa.update(Dossier).where(Dossier.code == LATE).values(unit_id=opened.two)
        )

    opened.draft()

    content = newest().internal
    rows = [(row["code"], row["unit_code"]) for row in content["finished_late"]]
    assert rows == [(OTHER, "H99.02"), (LATE, "H99.02")]
    assert (content["upheld"], content["objections"]) == ([], [])
    opened.object(unit="H99.02", actor=opened.head)


def test_the_difference_to_now_knows_what_was_upheld(opened: ReplyOffice) -> None:
    number = opened.object()
    opened.decide(number, is_upheld=True)

    assert not compare_with_now(newest(), opened.settings).is_any


def test_the_whole_life_of_a_list(office: ReplyOffice, on_day: OnDay) -> None:
    office.draft()
    office.open()
    late, overdue = office.object(), office.object(dossier=OVERDUE)
    office.waive()
    office.decide(late, is_upheld=True)
    office.decide(overdue, is_upheld=False, decision="Chưa có minh chứng.")
    office.approve(sha256=newest().sha256)
    office.publish()
    first = newest()
    assert verify_content(first.content_text.encode()).authenticity is Authenticity.PUBLISHED

    # A correction is a version of its own, without a window; what was decided holds.
    office.correct()
    draft = newest()
    assert (draft.version, draft.content["reply"]) == (2, None)
    assert codes(draft.internal) == [OTHER]
    assert [each["code"] for each in draft.internal["upheld"]] == [LATE]
    assert [each["state"] for each in draft.internal["objections"]] == ["rejected"]
    office.approve()
    office.publish()
    assert newest(1).content_text == first.content_text
    assert verify_sha256(first.sha256).authenticity is Authenticity.CORRECTED
    assert newest().previous_sha256 == first.sha256

    office.withdraw()
    found = verify_sha256(newest().sha256)
    assert found.authenticity is Authenticity.WITHDRAWN
    assert found.chain is not None
    assert (found.chain.length, found.chain.fault) == (2, None)
    assert [row.state for row in list_objections(MARCH)] == [
        ObjectionState.UPHELD,
        ObjectionState.REJECTED,
    ]
    assert actions() == [
        "late_list_drafted",
        "reply_window_opened",
        "objection_raised",
        "objection_raised",
        "reply_waived",
        "objection_decided",
        "objection_decided",
        "late_list_approved",
        "late_list_published",
        "late_list_correction_drafted",
        "late_list_approved",
        "late_list_corrected",
        "late_list_published",
        "late_list_withdrawn",
    ]
    assert SOURCE in {row.source_code for row in list_objections(MARCH)}
