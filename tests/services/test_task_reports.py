"""Reports on tasks without figures: who may write and review what, and what then counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, EvidenceFile, TaskReport, db
from models.vocabulary import ReviewState, Role, ScheduleKind, UnitLevel
from tests.evidence_samples import HTML, PDF, TEXT
from tests.factories import make_indicator, make_task, make_unit
from tests.remembered import add_actor, remembered
from tests.task_work import (
    DUE,
    TODAY,
    Work,
    end_unit,
    make_work,
    merge_leads,
)
from tests.task_work import TEXT as WORDS
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.queries.audit import verify_audit
from tracker.queries.evidence_files import (
    get_evidence_file,
    list_evidence_files,
    may_see_evidence,
)
from tracker.queries.task_reports import get_task_report, list_task_reports
from tracker.rules.evidence_kinds import MAX_FILES, check_evidence
from tracker.runtime import create_runtime
from tracker.services.evidence_files import record_evidence_file
from tracker.services.task_reports import (
    accept_task_report,
    record_task_report,
    send_back_task_report,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

NOTE = "Thiếu bản có dấu của đơn vị"


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@remembered
def officer(work: Work) -> Actor:
    return add_actor("can-bo", Role.UNIT_OFFICER, work.first)


@remembered
def head(work: Work) -> Actor:
    return add_actor("truong", Role.DEPARTMENT_HEAD, work.department)


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong", Role.OFFICE_STAFF)


def actions() -> list[str]:
    found = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq))
    return list(found)


def nothing_changed() -> bool:
    db.session.rollback()
    counts = [db.session.query(table).count() for table in (TaskReport, EvidenceFile, AuditEntry)]
    return counts == [0, 0, 0]


def test_an_officer_reports_and_the_head_accepts(work: Work, officer: Actor, head: Actor) -> None:
    report_id = work.report(officer, files=[("a.pdf", PDF), ("b.txt", TEXT)])
    accept_task_report(report_id=report_id, actor=head, note="Đúng")
    db.session.commit()

    row = get_task_report(report_id)
    assert (row.state, row.done_on, row.version) == (ReviewState.ACCEPTED, DUE, 1)
    assert (row.written_by, row.reviewed_by, row.review_note) == ("Can-Bo", "Truong", "Đúng")
    assert [file.name for file in list_evidence_files("task_report", report_id)] == [
        "a.pdf",
        "b.txt",
    ]
    assert actions() == [
        "task_report_added",
        "evidence_file_added",
        "evidence_file_added",
        "task_report_accepted",
    ]
    assert verify_audit().ok


def test_what_was_sent_back_stays_and_the_next_report_follows_it(
    work: Work, officer: Actor, head: Actor
) -> None:
    first = work.report(officer)
    send_back_task_report(report_id=first, note=NOTE, actor=head)
    db.session.commit()
    second = work.report(officer, seen_version=1)

    newest, oldest = list_task_reports(task_ids=[work.task])
    assert (newest.id, newest.version, newest.is_waiting) == (second, 2, True)
    assert (oldest.state, oldest.review_note) == (ReviewState.SENT_BACK, NOTE)


def test_a_note_of_progress_needs_no_evidence_and_blocks_nothing(
    work: Work, officer: Actor
) -> None:
    work.report(officer, done_on=None, files=(), product="")
    work.report(officer, done_on=None, files=(), product="")
    work.report(officer)

    assert len(list_task_reports(task_ids=[work.task])) == 3


def test_a_link_is_evidence_too(work: Work, officer: Actor) -> None:
    report_id = work.report(officer, files=(), link=" https://kontum.gov.vn/van-ban?id=12 ")

    assert get_task_report(report_id).link == "https://kontum.gov.vn/van-ban?id=12"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"text": "ngắn"}, "task_report_text_short", id="text-short"),
        pytest.param({"text": "a" * 4001}, "task_report_text_long", id="text-long"),
        pytest.param({"done_on": date(2024, 4, 11)}, "day_after_today", id="tomorrow"),
        pytest.param({"product": " "}, "task_report_product_missing", id="no-product"),
        pytest.param({"product": "a" * 1001}, "task_report_product_long", id="product-long"),
        pytest.param({"files": ()}, "task_report_evidence_missing", id="no-evidence"),
        pytest.param({"link": "javascript:alert(1)"}, "link_refused", id="script"),
        pytest.param({"link": "JaVaScRiPt://x/%0aalert(1)"}, "link_refused", id="script-slashes"),
        pytest.param({"link": "data:text/html,x"}, "link_refused", id="data"),
        pytest.param({"link": "https://"}, "link_refused", id="no-host"),
        pytest.param({"link": "https://gov.vn@evil.example"}, "link_refused", id="user-name"),
        pytest.param({"link": "https://a.vn\\@b.example"}, "link_refused", id="backslash"),
        pytest.param({"link": "https://a.vn/\u202e"}, "link_refused", id="turned"),
        pytest.param({"link": "https://a .vn"}, "link_refused", id="blank"),
        pytest.param({"link": f"https://a.vn/{'a' * 500}"}, "link_refused", id="long"),
        pytest.param({"link": "//a.vn"}, "link_refused", id="no-scheme"),
        pytest.param({"link": "http://[a"}, "link_refused", id="broken"),
        pytest.param({"files": [("a.pdf", HTML)]}, "evidence_kind_refused", id="page-as-pdf"),
        pytest.param({"files": [("a.pdf", b"")]}, "evidence_empty", id="empty-file"),
        pytest.param(
            {"files": [(f"{n}.txt", f"trang {n}".encode()) for n in range(11)]},
            "evidence_too_many",
            id="eleven-files",
        ),
        pytest.param({"seen_version": 3}, "task_report_changed", id="stale"),
    ],
)
def test_a_refused_report_changes_nothing(
    work: Work, officer: Actor, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        work.report(officer, **changes)  # type: ignore[arg-type]

    assert caught.value.code == code
    assert nothing_changed()


def test_the_same_file_twice_is_kept_once(work: Work, officer: Actor) -> None:
    report_id = work.report(officer, files=[("a.pdf", PDF), ("b.pdf", PDF)])

    (file,) = list_evidence_files("task_report", report_id)
    assert (file.name, file.byte_count) == ("a.pdf", len(PDF))
    assert get_evidence_file(file.id).content == PDF


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_who_has_no_part_in_it_may_not_report(work: Work, role: Role) -> None:
    with pytest.raises(ForbiddenError) as caught:
        work.report(add_actor("khac", role))
    assert caught.value.code == "role_not_allowed"
    assert nothing_changed()


def test_the_system_neither_reports_nor_reviews(work: Work, officer: Actor, system: Actor) -> None:
    report_id = work.report(officer)
    with pytest.raises(ForbiddenError):
        work.report(system, unit_id=work.second)
    with pytest.raises(ForbiddenError):
        accept_task_report(report_id=report_id, actor=system)


def test_a_unit_reports_for_itself_only(work: Work, officer: Actor) -> None:
    with pytest.raises(ForbiddenError) as caught:
        work.report(officer, unit_id=work.second)
    assert caught.value.code == "task_report_not_own_unit"
    assert nothing_changed()


def test_a_department_may_report_for_the_units_under_it(work: Work) -> None:
    above = add_actor("so", Role.UNIT_OFFICER, work.department)
    assert work.report(above, unit_id=work.second)


def test_a_supporting_unit_does_not_report(work: Work) -> None:
    helper = add_actor("phoi-hop", Role.UNIT_OFFICER, work.helping)
    with pytest.raises(RefusedError) as caught:
        work.report(helper, unit_id=work.helping)
    assert caught.value.code == "task_report_not_lead"


def test_a_measured_task_takes_no_report(work: Work, officer: Actor) -> None:
    measured = make_task(
        work.directive, leads=(work.first,), indicator_id=make_indicator("X1", "Chỉ số")
    )
    with pytest.raises(RefusedError) as caught:
        work.report(officer, task_id=measured)
    assert caught.value.code == "task_measured"


def test_a_task_or_report_that_is_not_there_is_missing(work: Work, office: Actor) -> None:
    with pytest.raises(NotFoundError):
        work.report(office, task_id=987654)
    with pytest.raises(NotFoundError):
        accept_task_report(report_id=987654, actor=office)


def test_who_wrote_it_never_reviews_it(work: Work, office: Actor) -> None:
    report_id = work.report(office)
    with pytest.raises(ForbiddenError) as caught:
        accept_task_report(report_id=report_id, actor=office)
    assert caught.value.code == "task_report_own"
    with pytest.raises(ForbiddenError):
        send_back_task_report(report_id=report_id, note=NOTE, actor=office)
    db.session.rollback()
    assert get_task_report(report_id).is_waiting


def test_an_officer_does_not_review(work: Work, office: Actor, officer: Actor) -> None:
    report_id = work.report(office)
    with pytest.raises(ForbiddenError):
        accept_task_report(report_id=report_id, actor=officer)


def test_the_head_of_another_unit_does_not_review(work: Work, officer: Actor) -> None:
    other = add_actor("so-khac", Role.DEPARTMENT_HEAD, make_unit("SO2", "Sở Hai"))
    report_id = work.report(officer)
    with pytest.raises(ForbiddenError) as caught:
        accept_task_report(report_id=report_id, actor=other)
    assert caught.value.code == "task_report_not_own_unit"


def test_a_report_is_reviewed_once(work: Work, officer: Actor, head: Actor, office: Actor) -> None:
    report_id = work.report(officer)
    accept_task_report(report_id=report_id, actor=head)
    db.session.commit()
    with pytest.raises(ConflictError) as caught:
        send_back_task_report(report_id=report_id, note=NOTE, actor=office)
    assert caught.value.code == "task_report_reviewed"


def test_sending_back_says_what_is_missing(work: Work, officer: Actor, head: Actor) -> None:
    report_id = work.report(officer)
    with pytest.raises(RefusedError) as caught:
        send_back_task_report(report_id=report_id, note=" ngắn ", actor=head)
    assert caught.value.code == "task_report_note_short"
    with pytest.raises(RefusedError) as caught:
        accept_task_report(report_id=report_id, note="a" * 4001, actor=head)
    assert caught.value.code == "task_report_text_long"
    assert get_task_report(report_id).is_waiting


def test_a_second_delivery_waits_for_the_review_of_the_first(work: Work, officer: Actor) -> None:
    work.report(officer)
    with pytest.raises(ConflictError) as caught:
        work.report(officer)
    assert caught.value.code == "task_report_waiting"
    assert work.report(officer, done_on=None, files=(), product="")


def at_once(settings: Settings, *steps: Callable[[], object]) -> list[str]:
    """Take steps at the same moment, each with connections of its own; return what came of each."""
    barrier = Barrier(len(steps))

    def take(step: Callable[[], object]) -> str:
        with create_runtime(settings).app_context():
            barrier.wait(30)
            try:
                with transaction():
                    step()
            except RefusedError as error:
                return error.code
            finally:
                db.session.remove()
                db.engine.dispose()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        found = sorted(pool.map(take, steps))
    # What was read before must not hide what the others wrote.
    db.session.rollback()
    return found


def test_of_two_reports_at_once_one_is_kept(
    database: Settings, work: Work, officer: Actor, office: Actor
) -> None:
    def report(actor: Actor) -> Callable[[], object]:
        return lambda: record_task_report(
            task_id=work.task,
            unit_id=work.first,
            text=WORDS,
            done_on=DUE,
            product="Kế hoạch 12/KH",
            files=check_evidence([("a.pdf", PDF)]),
            actor=actor,
        )

    found = at_once(database, *[report(actor) for actor in (officer, office) * 3])

    assert found == ["done", *["task_report_waiting"] * 5]
    assert [row.version for row in list_task_reports(task_ids=[work.task])] == [1]
    assert db.session.query(EvidenceFile).count() == 1


def test_of_two_reviews_at_once_one_is_kept(
    database: Settings, work: Work, officer: Actor, head: Actor, office: Actor
) -> None:
    report_id = work.report(officer)

    found = at_once(
        database,
        lambda: accept_task_report(report_id=report_id, actor=head),
        lambda: send_back_task_report(report_id=report_id, note=NOTE, actor=office),
        lambda: accept_task_report(report_id=report_id, actor=office),
    )

    assert found == ["done", "task_report_reviewed", "task_report_reviewed"]
    assert actions()[2:] in (["task_report_accepted"], ["task_report_sent_back"])


def test_what_the_units_before_had_all_delivered_takes_no_report(
    work: Work, office: Actor, head: Actor, on_day: OnDay
) -> None:
    for unit_id in (work.first, work.second):
        report_id = work.report(office, unit_id=unit_id)
        accept_task_report(report_id=report_id, actor=head)
    heir = merge_leads(work)
    on_day(date(2024, 5, 20))

    with pytest.raises(RefusedError) as caught:
        work.report(office, unit_id=heir, done_on=date(2024, 5, 10))
    assert caught.value.code == "task_report_done_already"


def test_a_lead_that_took_another_over_reports_its_own_part(
    work: Work, office: Actor, head: Actor, on_day: OnDay
) -> None:
    accept_task_report(report_id=work.report(office, unit_id=work.second), actor=head)
    end_unit(work.second, heir=work.first)
    on_day(date(2024, 5, 20))

    assert work.report(office, unit_id=work.first, done_on=date(2024, 5, 10))


def test_after_an_accepted_delivery_no_report_can_move_its_day(
    work: Work, officer: Actor, head: Actor
) -> None:
    accept_task_report(report_id=work.report(officer, done_on=date(2024, 4, 1)), actor=head)
    db.session.commit()
    with pytest.raises(RefusedError) as caught:
        work.report(officer, done_on=DUE)
    assert caught.value.code == "task_report_done_already"


def test_a_routine_duty_is_reported_again_and_again(
    work: Work, officer: Actor, head: Actor
) -> None:
    task = work.add_task(ScheduleKind.ONGOING)
    for month in (2, 3):
        report_id = work.report(officer, task_id=task, done_on=date(2024, month, 20))
        accept_task_report(report_id=report_id, actor=head)
        db.session.commit()

    assert len(list_task_reports(task_ids=[task], state=ReviewState.ACCEPTED)) == 2


def test_what_was_done_before_the_document_takes_no_report(work: Work, officer: Actor) -> None:
    with pytest.raises(RefusedError) as caught:
        work.report(officer, task_id=work.add_task(ScheduleKind.DONE))
    assert caught.value.code == "task_report_done_already"


def test_a_unit_that_has_ended_answers_for_what_was_due_in_its_days(
    work: Work, office: Actor
) -> None:
    ended = make_unit("CU", "Phòng Cũ", parent_id=work.department, valid_to=date(2024, 3, 31))
    task = make_task(work.directive, leads=(ended,), schedule_kind=ScheduleKind.BY_DATE, due_on=DUE)
    assert work.report(office, task_id=task, unit_id=ended)


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.UNIT_OFFICER, "first", True),
        (Role.UNIT_OFFICER, "second", True),
        (Role.UNIT_OFFICER, "helping", True),
        (Role.DEPARTMENT_HEAD, "department", True),
        (Role.UNIT_OFFICER, "other", False),
        (Role.DEPARTMENT_HEAD, "other", False),
        (Role.OFFICE_STAFF, "", True),
        (Role.APPROVER, "", True),
        (Role.ADMINISTRATOR, "", False),
    ],
)
def test_evidence_of_a_task_is_for_its_units_and_the_office(
    work: Work, officer: Actor, role: Role, place: str, sees: bool
) -> None:
    other = make_unit("SO2", "Sở Hai", level=UnitLevel.DEPARTMENT)
    unit_id = other if place == "other" else getattr(work, place, None)
    (file,) = list_evidence_files("task_report", work.report(officer))

    assert may_see_evidence(file, add_actor("nguoi-xem", role, unit_id)) is sees


def test_evidence_of_a_kind_without_a_rule_is_closed(work: Work, office: Actor) -> None:
    (checked,) = check_evidence([("a.pdf", PDF)])
    record_evidence_file(object_type="something", object_key=1, file=checked, actor=office)
    (file,) = list_evidence_files("something", 1)
    assert not may_see_evidence(file, office)


@pytest.mark.parametrize("kind", ["objection", "explanation", "task_report"])
def test_evidence_of_a_row_that_is_gone_is_closed_to_units(
    work: Work, officer: Actor, office: Actor, kind: str
) -> None:
    (checked,) = check_evidence([("a.pdf", PDF)])
    record_evidence_file(object_type=kind, object_key=987654, file=checked, actor=office)
    (file,) = list_evidence_files(kind, 987654)
    assert not may_see_evidence(file, officer)
    assert not may_see_evidence(file, office)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE task_report SET done_on = '2024-03-01'",
        "UPDATE task_report SET state = 'submitted', reviewed_by = NULL",
        "DELETE FROM task_report",
        "UPDATE evidence_file SET name = 'b.pdf'",
        "DELETE FROM evidence_file",
    ],
)
def test_what_was_accepted_never_changes(
    work: Work, officer: Actor, head: Actor, change: str
) -> None:
    accept_task_report(report_id=work.report(officer), actor=head)
    db.session.commit()

    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text(change))
    db.session.rollback()


def test_files_of_one_thing_are_counted_however_they_come_in(work: Work, office: Actor) -> None:
    del work
    sent = [(f"{n}.pdf", PDF + b"%" * n) for n in range(MAX_FILES + 1)]
    with pytest.raises(RefusedError, match="evidence_too_many"):
        check_evidence(sent)
    first, (last,) = check_evidence(sent[:-1]), check_evidence(sent[-1:])
    for file in (*first, first[0]):
        record_evidence_file(object_type="something", object_key=1, file=file, actor=office)

    with pytest.raises(RefusedError, match="evidence_too_many"):
        record_evidence_file(object_type="something", object_key=1, file=last, actor=office)
    assert len(list_evidence_files("something", 1)) == MAX_FILES
