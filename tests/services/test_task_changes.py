"""Changes of parties, terms and targets: from a day on, never before it, and undone whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DatabaseError

from models import AuditEntry, Directive, TaskChange, Unit, db
from models.vocabulary import (
    AssignmentRole,
    Comparator,
    PublicationState,
    Role,
    ScheduleKind,
    TaskChangeKind,
    UnitLevel,
    Verdict,
)
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tests.publication_rows import make_publication
from tests.remembered import add_actor, remembered
from tests.task_work import DUE, TODAY, Work, make_work
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, ReadingError, RefusedError
from tracker.jobs import run_init
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.calendar_entries import list_entries
from tracker.queries.evaluations import list_evaluations
from tracker.queries.task_changes import list_task_changes, load_closed_periods
from tracker.queries.task_parties import find_task, get_task, parts_of
from tracker.queries.task_rows import PartyRow
from tracker.queries.task_states import list_task_states
from tracker.queries.unit_directory import load_directory
from tracker.rules.task_states import Window
from tracker.services.task_change_bulks import BulkKind, BulkStep, change_tasks
from tracker.services.task_change_plans import plan_party_rows
from tracker.services.task_change_undos import undo_change
from tracker.services.task_changes import (
    ChangeOrder,
    change_parties,
    change_target,
    change_term,
)
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tracker.queries.accounts import Actor
    from tracker.queries.tasks import TaskRow

REASON = "Điều chỉnh theo kết luận giao ban"
BEFORE, AFTER = TODAY - timedelta(days=1), TODAY + timedelta(days=40)
BOTH = "Phòng A\nPhòng B"


@pytest.fixture(autouse=True)
def today(on_day: OnDay) -> None:
    on_day(TODAY)


@remembered
def work(database: object) -> Work:
    return make_work()


@remembered
def office(work: Work) -> Actor:
    return add_actor("van-phong", Role.OFFICE_STAFF)


@remembered
def measured(work: Work) -> int:
    """Return a task that asks for 90 % in two stages."""
    return make_task(
        work.directive,
        leads=(work.first,),
        indicator_id=make_indicator("CS-1", "Tỷ lệ một"),
        target=(">=", "90"),
        target_to=date(2024, 12, 31),
    )


def order(day: date = TODAY, **more: Any) -> ChangeOrder:
    return ChangeOrder(effective_on=day, **{"reason": REASON, **more})


def leads(task_id: int, day: date) -> list[str]:
    found = get_task(task_id)
    parts = parts_of(found, load_directory(), day)
    return [part.unit.name for part in parts if part.role is AssignmentRole.LEAD]


def state(task_id: int, day: date) -> tuple[object, ...]:
    return _state(get_task(task_id).task.on(day))


def _state(row: TaskRow) -> tuple[object, ...]:
    return row.parties, row.targets, row.schedule_phrase, row.due_on, row.schedule_kind


class TestParties:
    def test_a_change_speaks_from_its_day_and_not_before(self, work: Work, office: Actor) -> None:
        change_parties(task_id=work.task, leads="Phòng C", supports="", order=order(), actor=office)

        assert leads(work.task, BEFORE) == ["Phòng A", "Phòng B"]
        assert leads(work.task, TODAY) == ["Phòng C"]

    def test_a_line_left_as_it_is_keeps_what_it_means(self, work: Work, office: Actor) -> None:
        change_parties(
            task_id=work.task, leads="đơn vị\nđơn vị\nSO.C", supports="", order=order(),
            actor=office,
        )  # fmt: skip

        assert leads(work.task, TODAY) == ["Phòng A", "Phòng B", "Phòng C"]
        assert get_task(work.task).task.parties[2].printed == "Phòng C"

    def test_only_one_part_may_be_named(self, work: Work, office: Actor) -> None:
        change_parties(task_id=work.task, leads="Phòng B", order=order(), actor=office)

        assert [party.unit_id for party in get_task(work.task).task.parties] == [
            work.second,
            work.helping,
        ]

    def test_verdicts_before_the_day_stay_and_those_after_follow(
        self, work: Work, office: Actor, on_day: OnDay
    ) -> None:
        run_evaluation(period="2024-03", actor=office)
        change_parties(task_id=work.task, leads="Phòng C", supports="", order=order(), actor=office)
        db.session.commit()
        on_day(date(2024, 5, 2))
        again = run_evaluation(period="2024-03", actor=office)
        run_evaluation(period="2024-04", actor=office)

        assert (again.summary.changed_count, again.summary.withdrawn_count) == (0, 0)
        judged = {
            period: {row.unit_id for row in list_evaluations(period) if row.task_id == work.task}
            for period in ("2024-03", "2024-04")
        }
        assert judged == {
            "2024-03": {work.first, work.second, work.helping},
            "2024-04": {work.helping},
        }

    def test_a_unit_that_was_taken_off_has_no_state_any_more(
        self, work: Work, office: Actor
    ) -> None:
        change_parties(task_id=work.task, leads="Phòng B", order=order(), actor=office)
        window = Window(date(2024, 4, 1), date(2024, 4, 30), TODAY)
        past = Window(date(2024, 3, 1), date(2024, 3, 31), TODAY)

        units = [
            {row.part.unit.id for row in list_task_states(each, task_id=work.task)}
            for each in (past, window)
        ]
        assert units == [{work.first, work.second, work.helping}, {work.second, work.helping}]

    @pytest.mark.parametrize(
        ("parties", "code"),
        [
            ({"leads": "", "supports": BOTH}, "change_without_lead"),
            ({"leads": "Phòng A\nSO.A"}, "change_party_twice"),
            ({"leads": "Phòng A", "supports": "Phòng A"}, "change_party_twice"),
            ({"leads": "Phòng Không Có"}, "unit_unknown"),
            ({"leads": "đơn vị\nđơn vị"}, "change_nothing"),
            (
                {"leads": "\n".join(["Phòng A"] * 201)},
                "change_too_many_parties",
            ),
        ],
        ids=(
            "nobody leads",
            "twice in one part",
            "in both parts",
            "nobody of that name",
            "nothing changed",
            "too many",
        ),
    )
    def test_what_would_not_be_an_assignment_is_refused(
        self, work: Work, office: Actor, parties: dict[str, str], code: str
    ) -> None:
        with pytest.raises(RefusedError) as refusal:
            change_parties(task_id=work.task, **parties, order=order(), actor=office)

        assert refusal.value.code == code
        assert db.session.scalar(sa.select(sa.func.count(TaskChange.id))) == 0

    def test_a_unit_that_is_not_there_on_the_day_is_refused(
        self, work: Work, office: Actor
    ) -> None:
        make_unit("SO.N", "Phòng Sau", level=UnitLevel.DIVISION, parent_id=work.department,
                  valid_from=AFTER)  # fmt: skip

        with pytest.raises(ReadingError) as refusal:
            change_parties(task_id=work.task, leads="Phòng Sau", order=order(), actor=office)

        assert (refusal.value.code, refusal.value.params["role"]) == ("unit_not_yet", "lead")
        change_parties(task_id=work.task, leads="Phòng Sau", order=order(AFTER), actor=office)

    def test_a_unit_that_ended_means_its_heir_or_nobody(self, work: Work, office: Actor) -> None:
        db.session.get_one(Unit, work.helping).valid_to = BEFORE
        db.session.commit()

        with pytest.raises(RefusedError) as refusal:
            change_parties(task_id=work.task, leads="Phòng C", order=order(), actor=office)

        assert refusal.value.code == "unit_ended"


def test_a_name_longer_than_its_column_is_refused(work: Work) -> None:
    row = PartyRow(AssignmentRole.LEAD, "x" * 301, "", work.first, None, "")

    with pytest.raises(RefusedError) as refusal:
        plan_party_rows(get_task(work.task), [row], TODAY)

    assert refusal.value.code == "change_party_long"


class TestTerm:
    def test_the_phrase_is_kept_and_its_day_read(self, work: Work, office: Actor) -> None:
        change_term(task_id=work.task, phrase="Trước ngày 01/7/2024", order=order(), actor=office)

        now, before = get_task(work.task).task, get_task(work.task).task.on(BEFORE)
        assert (now.schedule_phrase, now.due_on) == ("Trước ngày 01/7/2024", date(2024, 6, 30))
        assert (before.schedule_phrase, before.due_on) == ("Trước ngày 16/3/2024", DUE)

    def test_a_term_without_a_day_is_one_too(self, work: Work, office: Actor) -> None:
        change_term(task_id=work.task, phrase="Thường xuyên", order=order(), actor=office)

        task = get_task(work.task).task
        assert (task.schedule_kind, task.due_on) == (ScheduleKind.ONGOING, None)

    def test_feeds_tell_calendars_that_the_day_moved(self, work: Work, office: Actor) -> None:
        (before,) = [e for e in list_entries(None, TODAY) if e.key == f"task-{work.task}"]
        change_id = change_term(
            task_id=work.task, phrase="Trước ngày 01/7/2024", order=order(), actor=office
        )
        (after,) = [e for e in list_entries(None, TODAY) if e.key == f"task-{work.task}"]
        undo_change(change_id=change_id, order=order(), actor=office)
        (undone,) = [e for e in list_entries(None, TODAY) if e.key == f"task-{work.task}"]

        assert [each.on for each in (before, after, undone)] == [DUE, date(2024, 6, 30), DUE]
        assert before.sequence < after.sequence < undone.sequence
        assert before.changed_at < after.changed_at <= undone.changed_at

    @pytest.mark.parametrize(
        ("phrase", "code"),
        [
            ("", "change_phrase_missing"),
            ("hôm nào đó", "deadline_unreadable"),
            ("30/02/2024", "deadline_date_impossible"),
        ],
    )
    def test_what_cannot_be_read_is_refused(
        self, work: Work, office: Actor, phrase: str, code: str
    ) -> None:
        with pytest.raises(RefusedError) as refusal:
            change_term(task_id=work.task, phrase=phrase, order=order(), actor=office)

        assert refusal.value.code == code


class TestTarget:
    def test_a_new_target_closes_the_old_one_the_day_before(
        self, measured: int, office: Actor
    ) -> None:
        change_target(task_id=measured, phrase="trên 95%", order=order(), actor=office)

        old, new = get_task(measured).task.targets
        assert (old.valid_to, new.valid_from) == (BEFORE, TODAY)
        assert (new.comparator, new.value, new.valid_to) == (
            Comparator.MORE_THAN, Decimal(95), date(2024, 12, 31),
        )  # fmt: skip

    def test_a_target_of_the_same_first_day_takes_its_place(
        self, measured: int, office: Actor
    ) -> None:
        change_target(task_id=measured, phrase="95%", order=order(), actor=office)
        change_target(task_id=measured, phrase="97%", order=order(), actor=office)

        values = [target.value for target in get_task(measured).task.targets]
        assert values == [90, 97]

    def test_months_before_are_judged_by_the_old_target(
        self, measured: int, work: Work, office: Actor, on_day: OnDay
    ) -> None:
        indicator = get_task(measured).task.indicator_id
        assert indicator is not None
        for period in ("2024-03", "2024-04"):
            make_figure(indicator, work.first, period, 92, 100)
        run_evaluation(period="2024-03", actor=office)
        change_target(task_id=measured, phrase="tối thiểu 95%", order=order(), actor=office)
        db.session.commit()
        on_day(date(2024, 5, 2))
        again = run_evaluation(period="2024-03", actor=office)
        run_evaluation(period="2024-04", actor=office)

        assert again.summary.changed_count == 0
        found = {
            period: next(row for row in list_evaluations(period) if row.task_id == measured)
            for period in ("2024-03", "2024-04")
        }
        assert {period: row.verdict for period, row in found.items()} == {
            "2024-03": Verdict.ACHIEVED,
            "2024-04": Verdict.MISSED,
        }

    def test_a_task_without_a_target_gets_its_first_one_from_the_day_on(
        self, work: Work, office: Actor
    ) -> None:
        task = make_task(
            work.directive, leads=(work.first,), indicator_id=make_indicator("CS-2", "Tỷ lệ hai")
        )
        change_target(task_id=task, phrase="80%", order=order(), actor=office)

        assert get_task(task).task.on(BEFORE).targets == ()
        assert [target.value for target in get_task(task).task.targets] == [80]

    @pytest.mark.parametrize(
        ("phrase", "code"),
        [
            ("", "change_phrase_missing"),
            ("từ 80 đến 90%", "target_range_unsupported"),
            ("90,12345%", "change_target_places"),
            ("tối thiểu 5 ngày", "target_unreadable"),
            (">= 90", "change_nothing"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(
        self, measured: int, office: Actor, phrase: str, code: str
    ) -> None:
        with pytest.raises(RefusedError) as refusal:
            change_target(task_id=measured, phrase=phrase, order=order(), actor=office)

        assert refusal.value.code == code

    def test_a_target_is_asked_in_the_unit_its_figures_come_in(
        self, work: Work, office: Actor
    ) -> None:
        indicator = make_indicator("CS-3", "Số ngày", unit_of_measure="ngày")
        task = make_task(work.directive, leads=(work.first,), indicator_id=indicator,
                         target=("<=", "5"), target_unit="ngày")  # fmt: skip

        with pytest.raises(RefusedError) as refusal:
            change_target(task_id=task, phrase="90%", order=order(), actor=office)
        assert refusal.value.code == "change_target_unit"
        change_target(task_id=task, phrase="không quá 4 ngày", order=order(), actor=office)
        assert get_task(task).task.measured_in(TODAY) == "ngày"

    def test_a_task_judged_by_its_product_has_no_target(self, work: Work, office: Actor) -> None:
        with pytest.raises(RefusedError) as refusal:
            change_target(task_id=work.task, phrase="90%", order=order(), actor=office)

        assert refusal.value.code == "change_target_product"


class TestOrder:
    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"reason": "ngắn"}, "change_reason_short"),
            ({"reason": "x" * 2001}, "change_reason_long"),
            ({"document": "x" * 301}, "change_document_long"),
            ({"day": date(2023, 12, 31)}, "change_before_document"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_change_needs_a_reason_and_a_day_of_its_document(
        self, work: Work, office: Actor, more: dict[str, Any], code: str
    ) -> None:
        db.session.get_one(Directive, work.directive).issued_on = date(2024, 1, 1)
        day = more.get("day", TODAY)
        more = {name: value for name, value in more.items() if name != "day"}
        with pytest.raises(RefusedError) as refusal:
            change_term(task_id=work.task, phrase="Quý III", order=order(day, **more), actor=office)

        assert refusal.value.code == code

    @pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR, Role.DEPARTMENT_HEAD])
    def test_only_the_office_changes_tasks(self, work: Work, role: Role) -> None:
        other = add_actor("khac", role, work.department)

        step = BulkStep(BulkKind.SHIFT_DUE, days=5)
        for act in (
            lambda: change_term(task_id=work.task, phrase="Quý III", order=order(), actor=other),
            lambda: change_tasks(task_ids=[work.task], step=step, order=order(), actor=other),
            lambda: undo_change(change_id=1, order=order(), actor=other),
        ):
            with pytest.raises(ForbiddenError):
                act()

    def test_a_day_in_a_judged_period_must_be_meant(self, work: Work, office: Actor) -> None:
        run_evaluation(period="2024-03", actor=office)
        day = date(2024, 3, 20)

        with pytest.raises(RefusedError) as refusal:
            change_term(task_id=work.task, phrase="Quý III/2024", order=order(day), actor=office)

        assert refusal.value.code == "change_into_closed"
        assert refusal.value.params["first_day"] == date(2024, 4, 1)
        meant = order(day, is_into_closed=True)
        change_term(task_id=work.task, phrase="Quý III/2024", order=meant, actor=office)
        (row,) = list_task_changes([work.task])
        assert row.is_into_closed

    def test_a_period_that_still_runs_is_not_closed_by_being_judged(
        self, work: Work, office: Actor
    ) -> None:
        run_evaluation(period="2024-04", actor=office)

        change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)

        (row,) = list_task_changes([work.task])
        assert not row.is_into_closed

    def test_what_another_document_was_judged_for_closes_nothing_here(
        self, work: Work, office: Actor
    ) -> None:
        make_task(make_directive("13/KH", work.department), leads=(work.first,))
        run_evaluation(period="2024-03", directive="13/KH", actor=office)
        said = order(date(2024, 3, 20))
        change_term(task_id=work.task, phrase="Quý III/2024", order=said, actor=office)

        run_evaluation(period="2024-03", directive="12/KH", actor=office)
        with pytest.raises(RefusedError) as refusal:
            change_term(task_id=work.task, phrase="Quý IV/2024", order=said, actor=office)
        assert refusal.value.code == "change_into_closed"

    def test_a_published_month_is_closed_though_nobody_judged_it(
        self, work: Work, office: Actor
    ) -> None:
        make_publication(office.id, "2024-03", state=PublicationState.PUBLISHED, published_at=now())
        closed = load_closed_periods(None)

        found = closed.last_reached(work.directive, date(2024, 3, 31))
        assert found is not None
        assert (found.period, found.last_day) == ("2024-03", date(2024, 3, 31))
        assert closed.last_reached(work.directive, date(2024, 4, 1)) is None

    def test_a_change_does_not_slip_in_before_a_newer_one(self, work: Work, office: Actor) -> None:
        change_term(task_id=work.task, phrase="Quý III/2024", order=order(AFTER), actor=office)

        with pytest.raises(RefusedError) as refusal:
            change_term(task_id=work.task, phrase="Quý II/2024", order=order(), actor=office)

        assert refusal.value.code == "change_before_newer"

    def test_two_at_once_are_told_of_each_other(self, work: Work, office: Actor) -> None:
        change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)

        with pytest.raises(ConflictError) as refusal:
            change_term(task_id=work.task, phrase="Quý IV/2024", order=order(seen=0), actor=office)

        assert "16/3/2024" in str(refusal.value.params["before"])
        assert "Quý III/2024" in str(refusal.value.params["now"])

    def test_another_part_changed_meanwhile_is_no_conflict(self, work: Work, office: Actor) -> None:
        change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        change_parties(task_id=work.task, leads="Phòng C", supports="", order=order(seen=0),
                       actor=office)  # fmt: skip

    def test_the_audit_trail_says_what_was_and_what_is(self, work: Work, office: Actor) -> None:
        change_term(
            task_id=work.task,
            phrase="Quý III/2024",
            order=order(document="CV 15/UBND"),
            actor=office,
        )

        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry is not None
        assert entry.details is not None
        assert (entry.action, entry.object_key) == ("task_changed", "12/KH 1")
        assert "Quý III/2024" in entry.details["after"]
        assert entry.details["document"] == "CV 15/UBND"

    def test_the_audit_trail_has_one_language_whoever_acts(self, work: Work, office: Actor) -> None:
        with force_locale("en"):
            change_parties(task_id=work.task, leads="Phòng C", supports="", order=order(),
                           actor=office)  # fmt: skip

        entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        assert entry is not None
        assert entry.details is not None
        assert entry.details["before"].startswith("Chủ trì: ")

    @pytest.mark.parametrize("statement", ["UPDATE task_change SET reason = ''",
                                           "DELETE FROM task_change"])  # fmt: skip
    def test_history_is_never_rewritten(self, work: Work, office: Actor, statement: str) -> None:
        change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        db.session.commit()

        with pytest.raises(DatabaseError):
            db.session.execute(sa.text(statement))


class TestUndo:
    def test_undone_is_as_never_made(self, work: Work, office: Actor) -> None:
        before = state(work.task, BEFORE), state(work.task, TODAY), state(work.task, AFTER)
        key = change_parties(
            task_id=work.task, leads="Phòng C", supports="", order=order(), actor=office
        )
        undo_change(change_id=key, order=order(), actor=office)

        after = state(work.task, BEFORE), state(work.task, TODAY), state(work.task, AFTER)
        assert after == before
        undoing, undone = list_task_changes([work.task])
        assert (undoing.undoes_id, undone.undone_by_id) == (undone.id, undoing.id)
        assert (undoing.before, undoing.after) == (undone.after, undone.before)

    def test_a_change_that_another_stands_on_is_not_undone(self, work: Work, office: Actor) -> None:
        first = change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        change_term(task_id=work.task, phrase="Quý IV/2024", order=order(), actor=office)

        with pytest.raises(RefusedError) as refusal:
            undo_change(change_id=first, order=order(), actor=office)

        assert refusal.value.code == "change_stands_below"

    def test_changes_are_undone_one_after_another_down_to_the_print(
        self, work: Work, office: Actor
    ) -> None:
        days, at_first = (BEFORE, TODAY, AFTER), []
        keys = []
        for phrase, day in (("Quý III/2024", TODAY), ("Quý IV/2024", AFTER), ("Năm 2025", AFTER)):
            at_first.append([state(work.task, each) for each in days])
            keys.append(
                change_term(task_id=work.task, phrase=phrase, order=order(day), actor=office)
            )
        for key, before in zip(reversed(keys), reversed(at_first), strict=True):
            undo_change(change_id=key, order=order(), actor=office)
            assert [state(work.task, each) for each in days] == before
        # What was undone may be said again, and the line goes on from the print.
        change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        assert get_task(work.task).task.due_on == date(2024, 9, 30)

    def test_a_change_is_undone_once_and_an_undoing_never(self, work: Work, office: Actor) -> None:
        key = change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        (undoing,) = undo_change(change_id=key, order=order(), actor=office)

        for change_id, code in ((key, "change_undone"), (undoing, "change_is_undo")):
            with pytest.raises(RefusedError) as refusal:
                undo_change(change_id=change_id, order=order(), actor=office)
            assert refusal.value.code == code
        with pytest.raises(NotFoundError):
            undo_change(change_id=987654, order=order(), actor=office)

    def test_an_undoing_reaches_into_a_closed_period_only_when_meant(
        self, work: Work, office: Actor, on_day: OnDay
    ) -> None:
        key = change_term(task_id=work.task, phrase="Quý III/2024", order=order(), actor=office)
        db.session.commit()
        on_day(date(2024, 5, 2))
        run_evaluation(period="2024-04", actor=office)

        with pytest.raises(RefusedError) as refusal:
            undo_change(change_id=key, order=order(), actor=office)

        assert refusal.value.code == "change_into_closed"
        undo_change(change_id=key, order=order(is_into_closed=True), actor=office)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("leads", "term", "target", "undo")),
        st.integers(0, 3),
        st.integers(-60, 60),
    ),
    max_size=8,
)
DAYS = tuple(TODAY + timedelta(days=days) for days in range(-70, 71, 7))


def states(task_id: int) -> list[tuple[object, ...]]:
    task = get_task(task_id).task
    return [_state(task.on(day)) for day in DAYS]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_days_before_a_change_never_change_and_all_undone_is_as_at_first(
    measured: int, office: Actor, steps: list[tuple[str, int, int]]
) -> None:
    at_first = states(measured)
    nested = db.session.begin_nested()
    for what, choice, days in steps:
        day, before = TODAY + timedelta(days=days), states(measured)
        try:
            _take(what, choice, measured, order(day), office)
        except RefusedError:
            assert states(measured) == before
            continue
        if what != "undo":
            count = sum(each < day for each in DAYS)
            assert states(measured)[:count] == before[:count]
    while standing := [row for row in list_task_changes([measured]) if row.is_newest]:
        undo_change(change_id=standing[0].id, order=order(), actor=office)

    assert states(measured) == at_first
    nested.rollback()


def _take(what: str, choice: int, task_id: int, said: ChangeOrder, actor: Actor) -> None:
    if what == "leads":
        names = ("Phòng A", "Phòng B", "Phòng C", BOTH)[choice]
        change_parties(task_id=task_id, leads=names, order=said, actor=actor)
    elif what == "term":
        change_term(task_id=task_id, phrase=f"Quý {'I' * choice or 'IV'}/2025", order=said,
                    actor=actor)  # fmt: skip
    elif what == "target":
        change_target(task_id=task_id, phrase=f"{90 + choice}%", order=said, actor=actor)
    else:
        rows = list_task_changes([task_id])
        undo_change(change_id=rows[choice].id if choice < len(rows) else 0, order=said, actor=actor)


def test_a_load_of_seeds_undoes_nothing(seeded: object, on_day: OnDay) -> None:
    from tracker.queries.directives import get_directive

    on_day(date(2026, 3, 1))
    office = add_actor("van-phong-hat-giong", Role.OFFICE_STAFF)
    task_id = find_task(get_directive("142/KH-STTTT"), "7").task.id
    change_term(
        task_id=task_id,
        phrase="Quý IV/2026",
        order=order(date(2026, 3, 1)),
        actor=office,
    )
    db.session.commit()
    run_init()

    assert get_task(task_id).task.schedule_phrase == "Quý IV/2026"
    assert {row.kind for row in list_task_changes([task_id])} == {TaskChangeKind.TERM}
