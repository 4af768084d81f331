"""Each subject's waiting work: what counts, for whom, until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import (
    ApologyLetter,
    Explanation,
    IntegrityAlert,
    MeasureReport,
    Objection,
    ReplyUnit,
    TargetExplanation,
    TaskReport,
    db,
)
from models.vocabulary import (
    AlertKind,
    ApologyRegime,
    DelayCause,
    LetterState,
    ObjectionState,
    PublicationState,
    ReviewState,
    Role,
    ScheduleKind,
    WaitingKind,
)
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_procedure,
    make_source,
    make_task,
    make_unit,
)
from tests.publication_rows import make_publication
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import find_waiting, list_all_waiting

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

TODAY = date(2026, 4, 14)
AT = datetime(2026, 4, 10, 2, tzinfo=UTC)


class People:
    """Two units, an officer and a head of the first, and the office."""

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.unit, self.other = make_unit("S1", "Sở Một"), make_unit("S2", "Sở Hai")
        self.officer = make_actor("vien", Role.UNIT_OFFICER, self.unit)
        self.head = make_actor("truong", Role.DEPARTMENT_HEAD, self.unit)
        self.stranger = make_actor("khac", Role.UNIT_OFFICER, self.other)
        self.office = make_actor("van-phong")
        self.colleague = make_actor("dong-nghiep")
        self.approver = make_actor("lanh-dao", Role.APPROVER)

    def waiting(self, person: Actor) -> dict[WaitingKind, list[tuple[int, int | None]]]:
        """Return counts and days left by kind."""
        found: dict[WaitingKind, list[tuple[int, int | None]]] = {}
        for item in find_waiting(person, TODAY, settings=self.settings).own:
            found.setdefault(item.kind, []).append((item.count, item.days_left))
        return found


@remembered
def people(database: Settings, make_actor: MakeActor, on_day: OnDay) -> People:
    on_day(TODAY)
    return People(database, make_actor)


def save(row: Any) -> int:
    db.session.add(row)
    db.session.commit()
    return int(row.id)


def publication(people: People, state: PublicationState, **more: Any) -> int:
    values: dict[str, Any] = {"drafted_by": people.office.id, "drafted_at": AT, **more}
    return make_publication(state=state, **values)


def dossier(unit_id: int, number: int) -> int:
    return make_dossier(
        unit_id=unit_id,
        batch_id=make_batch(make_source(f"HS{unit_id}-{number}"), date(2026, 3, 31)),
        procedure_id=make_procedure(),
        received_on=date(2026, 3, 2),
        due_on=date(2026, 3, 10),
        finished_on=date(2026, 3, 12),
    )


def test_letters_wait_for_the_head_to_sign_and_the_officer_to_send(people: People) -> None:
    for number, (state, send_by) in enumerate(
        (
            (LetterState.DRAFT, date(2026, 4, 16)),
            (LetterState.DRAFT, date(2026, 4, 16)),
            (LetterState.DRAFT, date(2026, 4, 12)),
            (LetterState.SIGNED, None),
            (LetterState.SENT, date(2026, 4, 1)),
            (LetterState.CANCELLED, date(2026, 4, 1)),
        )
    ):
        save(
            ApologyLetter(
                dossier_id=dossier(people.unit, number),
                ordinal=1,
                unit_id=people.unit,
                regime=ApologyRegime.ND118,
                state=state,
                reason="x",
                promised_on=date(2026, 4, 30),
                send_by=send_by,
                drafted_by=people.officer.id,
                drafted_at=AT,
            )
        )

    assert people.waiting(people.head) == {WaitingKind.SIGN_LETTERS: [(1, -2), (2, 2)]}
    assert people.waiting(people.officer) == {
        # The cancelled one leaves its dossier without a letter.
        WaitingKind.DRAFT_LETTERS: [(1, -36)],
        WaitingKind.SEND_LETTERS: [(1, None)],
    }
    assert people.waiting(people.stranger) == {}


def letter(people: People, state: LetterState, **more: Any) -> int:
    values: dict[str, Any] = {"drafted_by": people.officer.id, "drafted_at": AT, **more}
    return save(
        ApologyLetter(
            dossier_id=dossier(people.unit, 90),
            ordinal=1,
            unit_id=people.unit,
            regime=ApologyRegime.ND118,
            state=state,
            reason="x",
            promised_on=date(2026, 4, 30),
            send_by=date(2026, 4, 20),
            **values,
        )
    )


def test_a_letter_never_waits_for_the_head_who_drafted_it(people: People) -> None:
    letter(people, LetterState.DRAFT, drafted_by=people.head.id)

    assert people.waiting(people.head) == {}
    another = replace(people.head, id=people.approver.id)
    assert people.waiting(another) == {WaitingKind.SIGN_LETTERS: [(1, 6)]}


def test_a_letter_to_send_is_new_from_the_day_it_was_signed(people: People) -> None:
    letter(
        people,
        LetterState.SIGNED,
        number="1/GXL",
        signed_on=date(2026, 4, 13),
        signed_by=people.head.id,
    )

    (item,) = find_waiting(people.officer, TODAY, settings=people.settings).own
    assert (item.kind, item.since_on) == (WaitingKind.SEND_LETTERS, date(2026, 4, 13))


@pytest.mark.parametrize(
    ("due_on", "finished_on", "left"),
    [
        pytest.param(date(2026, 4, 8), None, -7, id="open-and-overdue"),
        pytest.param(date(2026, 4, 16), None, 1, id="due-in-two-working-days"),
        pytest.param(date(2026, 4, 17), None, None, id="due-later"),
        pytest.param(date(2026, 3, 10), date(2026, 3, 31), -36, id="finished-late-last-month"),
        pytest.param(date(2026, 3, 10), date(2026, 3, 10), None, id="finished-in-time"),
        pytest.param(date(2026, 2, 10), date(2026, 2, 27), None, id="finished-the-month-before"),
    ],
)
def test_dossiers_wait_for_a_letter_until_the_last_day_it_is_in_time(
    people: People, due_on: date, finished_on: date | None, left: int | None
) -> None:
    for unit_id in (people.unit, people.other):
        make_dossier(
            unit_id=unit_id,
            batch_id=make_batch(make_source(f"HS-{unit_id}"), date(2026, 4, 13)),
            procedure_id=make_procedure(),
            received_on=date(2026, 2, 2),
            due_on=due_on,
            finished_on=finished_on,
        )

    items = find_waiting(people.officer, TODAY, settings=people.settings).own

    assert [(item.kind, item.count, item.days_left) for item in items] == (
        [] if left is None else [(WaitingKind.DRAFT_LETTERS, 1, left)]
    )
    assert all(item.args == (("buoc", "can-lap"), ("thang", "2026-03")) for item in items)
    told = find_waiting(people.head, TODAY, settings=people.settings).passed
    assert len(told) == (left is not None and left <= -3)


def test_what_was_sent_back_is_new_from_the_day_it_was(people: People) -> None:
    publication(people, PublicationState.DRAFT)
    save(
        Explanation(
            dossier_id=dossier(people.unit, 1),
            version=1,
            unit_id=people.unit,
            state=ReviewState.SENT_BACK,
            cause=DelayCause.OTHER,
            text="x",
            written_by=people.officer.id,
            written_at=AT,
            reviewed_by=people.head.id,
            reviewed_at=datetime(2026, 4, 13, 2, tzinfo=UTC),
        )
    )

    items = find_waiting(people.officer, TODAY, settings=people.settings).own

    (item,) = [item for item in items if item.kind is WaitingKind.REWRITE_EXPLANATIONS]
    assert item.since_on == date(2026, 4, 13)


def test_what_stays_late_is_passed_on_and_stays_passed_on_until_it_is_done(
    people: People,
) -> None:
    letter = ApologyLetter(
        dossier_id=dossier(people.unit, 1),
        ordinal=1,
        unit_id=people.unit,
        regime=ApologyRegime.ND118,
        state=LetterState.SIGNED,
        reason="x",
        promised_on=date(2026, 4, 30),
        send_by=date(2026, 4, 11),
        drafted_by=people.officer.id,
        drafted_at=AT,
    )
    save(letter)

    def passed(person: Actor, on: date) -> list[WaitingKind]:
        found = find_waiting(person, on, settings=people.settings).passed
        return [item.kind for item in found]

    late = [WaitingKind.SEND_LETTERS]
    assert passed(people.head, date(2026, 4, 13)) == []
    assert passed(people.head, date(2026, 4, 14)) == late
    assert passed(people.office, date(2026, 4, 17)) == []
    assert passed(people.office, date(2026, 4, 18)) == late
    for person in (people.officer, people.stranger, people.approver):
        assert passed(person, date(2026, 5, 30)) == []


def test_an_open_window_waits_for_each_unit_that_has_not_answered(people: People) -> None:
    key = publication(
        people, PublicationState.DRAFT, reply_opened_at=AT, reply_until=date(2026, 4, 17)
    )
    save(ReplyUnit(publication_id=key, unit_id=people.unit, row_count=3))
    save(ReplyUnit(publication_id=key, unit_id=people.other, row_count=0))

    assert people.waiting(people.officer) == {WaitingKind.ANSWER_LIST: [(3, 3)]}
    assert people.waiting(people.head) == {WaitingKind.ANSWER_LIST: [(3, 3)]}
    assert people.waiting(people.stranger) == {}, "it has no rows"
    assert people.waiting(people.approver) == {}, "units are still to be heard"
    db.session.query(ReplyUnit).update({"answered_at": AT})
    db.session.commit()
    assert people.waiting(people.officer) == {}
    assert people.waiting(people.approver) == {WaitingKind.APPROVE_LISTS: [(1, None)]}


def test_a_window_that_is_over_asks_nobody(people: People) -> None:
    key = publication(
        people, PublicationState.DRAFT, reply_opened_at=AT, reply_until=date(2026, 4, 13)
    )
    save(ReplyUnit(publication_id=key, unit_id=people.unit, row_count=3))

    assert people.waiting(people.officer) == {}
    assert people.waiting(people.approver) == {WaitingKind.APPROVE_LISTS: [(1, None)]}


def test_a_note_of_progress_needs_no_review(people: People) -> None:
    save(
        TaskReport(
            task_id=make_task(make_directive("KH-4", people.unit), leads=(people.unit,)),
            unit_id=people.unit,
            version=1,
            state=ReviewState.SUBMITTED,
            text="x",
            written_by=people.officer.id,
            written_at=AT,
        )
    )

    assert people.waiting(people.head) == {}


def test_an_objection_waits_for_the_office_but_never_for_who_wrote_it_down(
    people: People,
) -> None:
    key = publication(people, PublicationState.DRAFT)
    for raised_by, state in (
        (people.officer.id, ObjectionState.OPEN),
        (people.office.id, ObjectionState.OPEN),
        (people.officer.id, ObjectionState.UPHELD),
    ):
        save(
            Objection(
                publication_id=key,
                unit_id=people.unit,
                text="x",
                state=state,
                raised_by=raised_by,
                raised_at=AT,
            )
        )

    assert people.waiting(people.office) == {WaitingKind.DECIDE_OBJECTIONS: [(1, None)]}
    assert people.waiting(people.colleague) == {
        WaitingKind.DECIDE_OBJECTIONS: [(1, None), (1, None)]
    }


def test_an_approved_list_waits_to_be_published(people: People) -> None:
    publication(people, PublicationState.APPROVED, approved_by=people.approver.id, approved_at=AT)

    assert people.waiting(people.colleague) == {WaitingKind.PUBLISH_LISTS: [(1, None)]}
    assert people.waiting(people.approver) == {}


@pytest.mark.parametrize(
    "state", [PublicationState.PUBLISHED, PublicationState.CORRECTED, PublicationState.WITHDRAWN]
)
def test_a_list_that_is_out_waits_for_nobody(people: People, state: PublicationState) -> None:
    publication(people, state)

    assert people.waiting(people.approver) == people.waiting(people.office) == {}


def test_alerts_wait_for_the_office_as_one(people: People) -> None:
    batch = make_batch(make_source("MC"), date(2026, 4, 1))
    for closed_at in (None, None, AT):
        save(
            IntegrityAlert(
                kind=AlertKind.VANISHED,
                batch_id=batch,
                first_day=TODAY,
                last_day=TODAY,
                details={},
                raised_at=AT,
                closed_at=closed_at,
            )
        )

    assert people.waiting(people.office) == {WaitingKind.CLOSE_ALERTS: [(2, None)]}


def test_products_wait_when_they_are_late_or_soon_due(people: People) -> None:
    directive = make_directive("KH-1", people.unit, effective_from=date(2026, 1, 1))

    def task(due_on: date) -> int:
        by_date = ScheduleKind.BY_DATE
        return make_task(directive, schedule_kind=by_date, due_on=due_on, leads=(people.unit,))

    task(date(2026, 4, 10))
    task(date(2026, 4, 10))
    reported = task(date(2026, 4, 1))
    task(date(2026, 4, 20))
    task(date(2026, 12, 31))
    save(
        TaskReport(
            task_id=reported,
            unit_id=people.unit,
            version=1,
            state=ReviewState.SUBMITTED,
            text="x",
            done_on=date(2026, 4, 1),
            written_by=people.officer.id,
            written_at=AT,
        )
    )

    found = people.waiting(people.officer)
    assert sorted(found[WaitingKind.DELIVER_PRODUCTS]) == [(1, 6), (2, -4)]
    assert people.waiting(people.head) == {WaitingKind.REVIEW_PRODUCTS: [(1, None)]}
    assert people.waiting(people.stranger) == {}


def test_a_promised_measure_waits_from_shortly_before_its_day_until_it_is_done(
    people: People,
) -> None:
    task = make_task(make_directive("KH-2", people.unit), leads=(people.unit,))
    for period, due_on, state in (
        ("2026-03", date(2026, 4, 20), ReviewState.ACCEPTED),
        ("2026-02", date(2026, 4, 12), ReviewState.SUBMITTED),
        ("2026-01", date(2026, 4, 20), ReviewState.SENT_BACK),
        ("2025-12", date(2026, 9, 1), ReviewState.ACCEPTED),
        ("2025-11", date(2025, 12, 1), ReviewState.ACCEPTED),
        ("2025-10", date(2026, 4, 10), ReviewState.ACCEPTED),
        ("2025-09", date(2026, 4, 11), ReviewState.ACCEPTED),
    ):
        save(
            TargetExplanation(
                period=period,
                task_id=task,
                unit_id=people.unit,
                version=1,
                state=state,
                text="x",
                measure="y",
                measure_due_on=due_on,
                written_by=people.head.id,
                written_at=AT,
            )
        )

    # One was carried out; the other was reported so and taken back.
    reports = (("2025-10", 1, TODAY), ("2025-09", 1, TODAY), ("2025-09", 2, None))
    for period, version, done_on in reports:
        key = db.session.scalars(sa.select(TargetExplanation.id).filter_by(period=period)).one()
        save(
            MeasureReport(
                explanation_id=key,
                version=version,
                done_on=done_on,
                note="z",
                recorded_by=people.head.id,
                recorded_at=AT,
            )
        )

    long_ago = (date(2025, 12, 1) - TODAY).days
    assert people.waiting(people.officer) == {
        WaitingKind.KEEP_MEASURES: [(1, long_ago), (1, -3), (1, -2), (1, 6)]
    }


def test_more_work_takes_no_more_queries(people: People) -> None:
    def count() -> int:
        with counted_statements() as sent:
            list_all_waiting(TODAY, settings=people.settings, directory=load_directory())
        return len(sent)

    publication(people, PublicationState.DRAFT)
    directive = make_directive("KH-3", people.unit)
    make_task(directive, schedule_kind=ScheduleKind.BY_DATE, due_on=TODAY, leads=(people.unit,))
    before = count()
    for number in range(5):
        dossier(people.unit, number)
        dossier(people.other, number)
        make_task(
            directive,
            schedule_kind=ScheduleKind.BY_DATE,
            due_on=TODAY,
            leads=(people.unit, people.other),
        )

    assert count() == before
