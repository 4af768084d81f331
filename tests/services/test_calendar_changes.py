"""A change of the calendar: previewed, applied by another person, whole, and never silently."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from models import AuditEntry, CalendarChange, CalendarDay, Dossier, Publication, db
from models.vocabulary import CalendarChangeState, DayEffect, DossierStatus, LatenessRule, Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.publishing.late_list import build_late_list, draft_late_list
from tracker.queries.calendar import load_calendar
from tracker.queries.calendar_changes import (
    calendar_version,
    get_change,
    list_calendar_rows,
    list_changes,
)
from tracker.queries.calendar_effects import count_open_due_by_year
from tracker.queries.publications import get_publication
from tracker.rules.calendar_changes import ProposedDay
from tracker.rules.periods import read_period
from tracker.services.calendar_changes import (
    apply_change,
    cancel_change,
    propose_change,
    renew_change,
)
from tracker.services.calendar_previews import ChangePreview, preview_change
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

OFF, WORKING = DayEffect.OFF, DayEffect.WORKING
FRIDAY, SATURDAY, MONDAY = date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 5)
SWAP = (
    ProposedDay(FRIDAY, OFF, "Nghỉ hoán đổi", SATURDAY),
    ProposedDay(SATURDAY, WORKING, "Làm bù", FRIDAY),
)
UNDO = (ProposedDay(FRIDAY, None, ""), ProposedDay(SATURDAY, None, ""))
DOCUMENT, REASON = "CV 12729/VPCP-KGVX", "Hoán đổi ngày nghỉ Tết Dương lịch"


class Office:
    """People, a calendar with New Year's Day, and dossiers due around it."""

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.staff = make_actor("staff", Role.OFFICE_STAFF)
        self.colleague = make_actor("colleague", Role.OFFICE_STAFF)
        self.approver = make_actor("approver", Role.APPROVER)
        self.admin = make_actor("admin", Role.ADMINISTRATOR)
        self.head = make_actor("head", Role.DEPARTMENT_HEAD)
        db.session.add(CalendarDay(on=date(2026, 1, 1), effect=OFF, name="Tết", kind="holiday"))
        db.session.commit()
        self.unit = make_unit("H99.01", "UBND xã Một")
        self.batch = make_batch(make_source("one-stop"), as_of=date(2026, 2, 28))
        self.procedure = make_procedure()

    def add(self, due_on: date | None, finished_on: date | None = None, **more: object) -> int:
        judged = None if due_on is None else load_calendar().next_working_day(due_on)
        return make_dossier(
            unit_id=self.unit,
            batch_id=self.batch,
            procedure_id=self.procedure,
            received_on=date(2025, 12, 22),
            due_on=due_on,
            finished_on=finished_on,
            **{"judged_due_on": judged, **more},
        )

    def propose(
        self, days: tuple[ProposedDay, ...] = SWAP, actor: Actor | None = None, **more: str
    ) -> int:
        texts = {"document": DOCUMENT, "reason": REASON, **more}
        with transaction():
            return propose_change(days=days, actor=actor or self.staff, **texts)

    def apply(
        self, change_id: int, actor: Actor | None = None, seen: str = "",
        rule: LatenessRule = LatenessRule.BY_DATE,
    ) -> int:  # fmt: skip
        with transaction():
            return apply_change(
                change_id=change_id, actor=actor or self.colleague, rule=rule, cutoff=None,
                seen=seen,
            )  # fmt: skip

    def preview(self, change_id: int, rule: LatenessRule = LatenessRule.BY_DATE) -> ChangePreview:
        return preview_change(get_change(change_id), rule=rule, cutoff=None)

    def publish_january(self) -> None:
        with transaction():
            draft_late_list(period="2026-01", actor=self.staff, settings=self.settings)
        with transaction():
            approve_late_list(period="2026-01", actor=self.approver)
        with transaction():
            publish_late_list(period="2026-01", actor=self.staff)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    on_day(date(2026, 3, 2))
    return Office(database, make_actor)


def judged() -> dict[int, date | None]:
    db.session.rollback()
    rows = db.session.execute(sa.select(Dossier.id, Dossier.judged_due_on))
    return {row.id: row.judged_due_on for row in rows}


def recomputed() -> dict[int, date | None]:
    """Work every judged day out one by one."""
    calendar = load_calendar()
    rows = db.session.execute(sa.select(Dossier.id, Dossier.due_on))
    return {key: None if on is None else calendar.next_working_day(on) for key, on in rows}


def refusal(code: str) -> object:
    return pytest.raises(RefusedError, match=rf"^{code}\(")


def test_a_draft_changes_nothing_until_it_is_applied(office: Office) -> None:
    dossier = office.add(FRIDAY)
    change_id = office.propose()

    assert judged()[dossier] == FRIDAY
    assert load_calendar().is_working(FRIDAY)
    assert (calendar_version(), get_change(change_id).state) == (0, CalendarChangeState.DRAFT)


def test_applying_moves_the_days_and_numbers_the_calendar(office: Office) -> None:
    moved, kept, without = office.add(FRIDAY), office.add(MONDAY), office.add(None)
    rolled = office.add(date(2026, 1, 10))
    change_id = office.propose()

    assert office.apply(change_id) == 1

    assert judged() == {moved: MONDAY, kept: MONDAY, without: None, rolled: SATURDAY}
    assert not load_calendar().is_working(FRIDAY)
    assert load_calendar().is_working(SATURDAY)
    change = get_change(change_id)
    assert (change.state, change.version) == (CalendarChangeState.APPLIED, 1)
    assert (change.created_by, change.closed_by) == ("Staff", "Colleague")
    assert change.effect is not None
    assert change.effect["moved_count"] == 2
    friday = next(row for row in list_calendar_rows() if row.on == FRIDAY)
    assert (friday.kind, friday.source, friday.status) == ("swap_off", DOCUMENT, "document")


def test_the_trail_keeps_who_and_what_before_and_after(office: Office) -> None:
    office.apply(office.propose())

    actions = db.session.execute(
        sa.select(AuditEntry.action, AuditEntry.actor, AuditEntry.details).order_by(AuditEntry.seq)
    ).all()
    assert [(row.action, row.actor) for row in actions] == [
        ("calendar_change_proposed", "staff"),
        ("calendar_change_applied", "colleague"),
    ]
    details = actions[1].details
    assert (details["document"], details["version"]) == (DOCUMENT, 1)
    assert details["days"][0]["before"] is None
    assert details["days"][0]["after"]["effect"] == "off"


def test_every_version_of_the_calendar_can_be_read(office: Office) -> None:
    first = list_calendar_rows()
    office.apply(office.propose())
    second = list_calendar_rows()
    office.apply(office.propose(UNDO))

    assert list_calendar_rows(0) == first == list_calendar_rows()
    assert list_calendar_rows(1) == second
    assert [change.version for change in list_changes()] == [2, 1]
    with refusal("calendar_version_missing"):
        list_calendar_rows(3)


def test_who_proposes_never_applies(office: Office) -> None:
    change_id = office.propose()

    with refusal("calendar_change_own"):
        office.apply(change_id, office.staff)
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(
            sa.update(CalendarChange).values(state="applied", version=1, closed_by=office.staff.id)
        )


def test_the_administrator_enters_days_and_never_applies_them(office: Office) -> None:
    change_id = office.propose(actor=office.admin)

    for actor in (office.admin, office.head):
        with refusal("role_not_allowed"):
            office.apply(change_id, actor)
    assert office.apply(change_id, office.approver) == 1


@pytest.mark.parametrize("step", ["propose", "cancel", "renew"])
def test_a_unit_has_no_part_in_the_calendar(office: Office, step: str) -> None:
    change_id = office.propose()

    with refusal("role_not_allowed"), transaction():
        if step == "propose":
            propose_change(days=SWAP, document="a", reason="b", actor=office.head)
        elif step == "cancel":
            cancel_change(change_id=change_id, actor=office.head)
        else:
            renew_change(change_id=change_id, actor=office.head)


def test_a_cancelled_change_stays_in_the_record_and_cannot_be_applied(office: Office) -> None:
    change_id = office.propose()
    with transaction():
        cancel_change(change_id=change_id, actor=office.staff)

    assert get_change(change_id).state is CalendarChangeState.CANCELLED
    with refusal("calendar_change_closed"):
        office.apply(change_id)
    with refusal("calendar_change_closed"), transaction():
        renew_change(change_id=change_id, actor=office.staff)
    with refusal("calendar_change_missing"):
        office.apply(change_id + 1)


@pytest.mark.parametrize(
    ("days", "more", "code"),
    [
        pytest.param(SWAP, {"document": " "}, "calendar_document_missing", id="no-document"),
        pytest.param(SWAP, {"reason": ""}, "calendar_reason_missing", id="no-reason"),
        pytest.param(SWAP[:1], {}, "calendar_pair_missing", id="half-a-swap"),
        pytest.param(
            (ProposedDay(FRIDAY, None, ""),), {}, "calendar_change_empty", id="nothing-new"
        ),
    ],
)
def test_a_change_without_its_document_reason_or_other_half_is_refused(
    office: Office, days: tuple[ProposedDay, ...], more: dict[str, str], code: str
) -> None:
    with refusal(code):
        office.propose(days, **more)

    assert list_changes() == []


def test_days_the_calendar_has_just_so_are_left_out(office: Office) -> None:
    office.apply(office.propose())
    tet = ProposedDay(date(2026, 2, 16), OFF, "Tết Nguyên đán")

    change_id = office.propose((*SWAP, tet))

    assert [day.on for day in get_change(change_id).days] == [tet.on]


def test_a_document_for_a_day_that_had_none_is_a_change_and_moves_nothing(office: Office) -> None:
    first = ProposedDay(date(2026, 1, 1), OFF, "Tết")

    change_id = office.propose((first,))

    assert office.preview(change_id).moved == ()
    office.apply(change_id)
    assert [row.source for row in list_calendar_rows()] == [DOCUMENT]


def test_a_draft_that_takes_days_out_is_previewed_again_too(office: Office) -> None:
    office.apply(office.propose())
    older, newer = office.propose(UNDO), office.propose(UNDO)
    office.apply(newer)

    with refusal("calendar_change_empty"), transaction():
        renew_change(change_id=older, actor=office.approver)
    assert len(get_change(older).days) == 2, "refused whole: the draft stays as it was"


def apply_impatiently(office: Office, change_id: int) -> None:
    with transaction():
        db.session.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
        apply_change(
            change_id=change_id, actor=office.colleague, rule=LatenessRule.BY_DATE, cutoff=None
        )


def test_applying_waits_for_whoever_counts_by_the_calendar(office: Office) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time anyway")
    change_id = office.propose()
    with db.engine.connect() as importing:
        importing.execute(sa.select(CalendarDay.on)).all()
        with pytest.raises(DBAPIError, match="lock"):
            apply_impatiently(office, change_id)
    assert office.apply(change_id) == 1


def test_a_draft_previewed_on_an_older_calendar_is_previewed_again(office: Office) -> None:
    tet = ProposedDay(date(2026, 2, 16), OFF, "Tết Nguyên đán")
    older, newer = office.propose((*SWAP, tet)), office.propose(SWAP)
    office.apply(newer)

    with refusal("calendar_change_outdated"):
        office.apply(older)
    with transaction():
        renew_change(change_id=older, actor=office.staff)

    assert [day.on for day in get_change(older).days] == [tet.on]
    assert office.apply(older) == 2


def test_a_preview_that_no_longer_holds_is_not_applied(office: Office) -> None:
    change_id = office.propose()
    seen = office.preview(change_id).digest
    office.add(FRIDAY)

    with refusal("calendar_effect_changed"):
        office.apply(change_id, seen=seen)
    assert office.apply(change_id, seen=office.preview(change_id).digest) == 1


def test_a_preview_names_what_moves_and_which_verdicts_turn(office: Office) -> None:
    still_open = office.add(FRIDAY)
    office.add(FRIDAY, status=DossierStatus.PAUSED)
    office.add(FRIDAY, finished_on=MONDAY)
    office.add(SATURDAY, finished_on=date(2026, 1, 12))
    office.add(MONDAY)

    found = office.preview(office.propose())

    assert found.turned == (FRIDAY, SATURDAY)
    assert (found.open_count, found.late_to_on_time, found.on_time_to_late) == (2, 1, 1)
    assert [(unit.code, unit.count) for unit in found.units] == [("H99.01", 2)]
    assert still_open in [row.id for row in found.examples]
    (january,) = found.months
    assert (january.period, january.late_to_on_time) == ("2026-01", 1)
    assert found.published == ()


def test_minutes_count_where_the_office_compares_them(office: Office) -> None:
    office.add(FRIDAY, finished_on=FRIDAY, due_minute=600, finished_minute=900)
    change_id = office.propose()

    assert office.preview(change_id).late_to_on_time == 0
    assert office.preview(change_id, LatenessRule.BY_INSTANT).late_to_on_time == 1


def test_a_change_that_turns_no_day_moves_nothing(office: Office) -> None:
    office.add(SATURDAY, finished_on=date(2026, 1, 20))
    office.publish_january()
    change_id = office.propose((ProposedDay(SATURDAY, OFF, "Ngày lễ"),))

    found = office.preview(change_id)

    assert (found.turned, found.moved, found.published) == ((), (), ())
    office.apply(change_id)
    change = get_change(change_id)
    assert change.effect is not None
    assert change.effect["moved_count"] == 0


def test_a_published_month_is_named_and_its_list_stands(office: Office) -> None:
    office.add(FRIDAY, finished_on=MONDAY)  # late no more
    office.add(FRIDAY, finished_on=date(2026, 1, 9))  # late by other days
    office.add(date(2025, 12, 31), finished_on=MONDAY)  # fewer working days late
    office.add(date(2025, 12, 30))  # open and overdue, one working day more and one less
    office.publish_january()
    before = get_publication("2026-01")
    assert before.content["calendar_version"] == 0

    change_id = office.propose()
    (listed,) = office.preview(change_id).published
    assert (listed.version, listed.effect.late_to_on_time, listed.effect.recounted) == (1, 1, 2)
    office.apply(change_id)

    assert get_publication("2026-01").content_text == before.content_text
    change = get_change(change_id)
    assert change.effect is not None
    assert [row["period"] for row in change.effect["published"]] == ["2026-01"]


def test_what_the_preview_counts_is_what_the_lists_before_and_after_differ_by(
    office: Office,
) -> None:
    for due in (date(2025, 12, 30), date(2026, 1, 1), FRIDAY, MONDAY, date(2026, 1, 9), SATURDAY):
        for days in (None, -1, 0, 1, 3, 4, 7, 20):
            office.add(due, None if days is None else due + timedelta(days=days))
    office.publish_january()
    change_id = office.propose()
    before = listed(office)
    (found,) = office.preview(change_id).published

    office.apply(change_id)

    after = listed(office)
    assert found.effect.late_to_on_time == len(before.keys() - after.keys()) > 0
    assert found.effect.on_time_to_late == len(after.keys() - before.keys()) > 0
    changed = [code for code in before.keys() & after.keys() if before[code] != after[code]]
    assert found.effect.recounted == len(changed) > 0


def listed(office: Office) -> dict[str, tuple[int, int]]:
    """Return days and working days late of every dossier January's list would name now."""
    found = build_late_list(read_period("2026-01"), office.settings).internal
    return {
        row["code"]: (row["days_late"], row["working_days_late"])
        for annex in ("finished_late", "open_overdue")
        for row in found[annex]
    }


def test_a_list_that_ended_before_the_changed_days_is_not_named(office: Office) -> None:
    office.add(date(2026, 1, 7), finished_on=date(2026, 1, 20))
    office.publish_january()
    tet = ProposedDay(date(2026, 2, 16), OFF, "Tết Nguyên đán")

    assert office.preview(office.propose((tet,))).published == ()


def test_a_list_drafted_later_prints_the_number_of_its_calendar(office: Office) -> None:
    office.add(FRIDAY, finished_on=date(2026, 1, 20))
    office.apply(office.propose())
    office.publish_january()

    assert get_publication("2026-01").content["calendar_version"] == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Publication)) == 1


def test_years_with_due_dates_and_without_a_calendar_are_counted(office: Office) -> None:
    office.add(date(2027, 1, 4))
    office.add(FRIDAY)
    office.add(date(2027, 1, 5), finished_on=FRIDAY)

    assert count_open_due_by_year() == {2026: 1, 2027: 1}


def test_applying_is_whole_or_not_at_all(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = office.add(FRIDAY)
    change_id = office.propose()

    def fail(**_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("tracker.services.calendar_changes.record_audit", fail)
    with pytest.raises(RuntimeError):
        office.apply(change_id)

    assert judged()[dossier] == FRIDAY
    assert load_calendar().is_working(FRIDAY)
    assert calendar_version() == 0


WINDOW = [date(2026, 4, 20) + timedelta(days=count) for count in range(25)]
CHANGES = st.dictionaries(st.sampled_from(WINDOW), st.sampled_from(DayEffect), min_size=1)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(effects=CHANGES)
def test_one_statement_equals_working_each_out_and_the_inverse_restores_all(
    office: Office, effects: dict[date, DayEffect]
) -> None:
    if not judged():
        for due_on in WINDOW:
            office.add(due_on)
    before, rows = judged(), list_calendar_rows()
    known = {row.on for row in rows}

    days = tuple(ProposedDay(on, effect, "thử") for on, effect in effects.items())
    office.apply(office.propose(days))
    assert judged() == recomputed()

    office.apply(office.propose(tuple(ProposedDay(on, None, "") for on in effects)))
    assert not known & effects.keys()
    assert judged() == before == recomputed()
    assert list_calendar_rows() == rows
