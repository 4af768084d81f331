"""The life of a late list: one path for two persons, a chain that holds, nothing edited."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import AuditEntry, Publication, db
from models.vocabulary import PublicationState, Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tracker.errors import RefusedError
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.queries.accounts import Actor, get_actor
from tracker.queries.publications import find_chain_end, get_publication
from tracker.rules.canonical import sha256_hex
from tracker.rules.late_lists import STEP_ROLES, ListStep
from tracker.services.late_lists import approve_late_list, publish_late_list, withdraw_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.services.late_list_versions import ListVersion

MARCH, APRIL, MAY = "2024-03", "2024-04", "2024-05"
REASON = "Nhập nhầm ngày hẹn trả"


class Office:
    """The people of an office, its dossiers, and the steps as they are taken."""

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.staff = make_actor("staff", Role.OFFICE_STAFF)
        self.approver = make_actor("approver", Role.APPROVER)
        self.unit = make_unit("H99.01", "UBND xã Một")
        self.batch = make_batch(make_source("one-stop"), as_of=date(2024, 6, 1))
        self.procedure = make_procedure()
        for month in (3, 4, 5):
            self.add_late(month)

    def add_late(self, month: int) -> None:
        make_dossier(
            unit_id=self.unit,
            batch_id=self.batch,
            procedure_id=self.procedure,
            received_on=date(2024, month, 1),
            due_on=date(2024, month, 12),
            finished_on=date(2024, month, 20),
        )

    def take(self, step: ListStep, period: str = MARCH, actor: Actor | None = None) -> ListVersion:
        """Take a step as whoever the office has for it."""
        actor = actor or (self.approver if step is ListStep.APPROVE else self.staff)
        with transaction():
            return self._steps(period, actor)[step]()

    def _steps(self, period: str, actor: Actor) -> dict[ListStep, Callable[[], ListVersion]]:
        who: dict[str, Any] = {"period": period, "actor": actor}
        return {
            ListStep.DRAFT: lambda: draft_late_list(**who, settings=self.settings),
            ListStep.APPROVE: lambda: approve_late_list(**who),
            ListStep.PUBLISH: lambda: publish_late_list(**who),
            ListStep.CORRECT: lambda: correct_late_list(
                **who, reason=REASON, settings=self.settings
            ),
            ListStep.WITHDRAW: lambda: withdraw_late_list(**who, reason=REASON),
        }

    def publish(self, period: str = MARCH) -> ListVersion:
        for step in (ListStep.DRAFT, ListStep.APPROVE):
            self.take(step, period)
        return self.take(ListStep.PUBLISH, period)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    on_day(date(2024, 6, 10))
    return Office(database, make_actor)


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[RefusedError]]:
    """Expect one refusal that leaves no trace."""
    before = states(), audit_count()
    with pytest.raises(RefusedError) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert (states(), audit_count()) == before


def states() -> list[tuple[str, int, PublicationState, str]]:
    db.session.rollback()
    columns = Publication.period, Publication.version, Publication.state, Publication.sha256
    statement = sa.select(*columns).order_by(Publication.period, Publication.version)
    return [tuple(row) for row in db.session.execute(statement)]


def audit_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0


def state_of(period: str = MARCH) -> list[PublicationState]:
    return [state for month, _version, state, _hash in states() if month == period]


ORDERS = list(itertools.permutations(ListStep))


def walk(office: Office, order: tuple[ListStep, ...], actor: Actor | None) -> list[ListStep]:
    """Try the steps in an order on a month of their own and return those that worked."""
    worked = []
    for step in order:
        try:
            office.take(step, MARCH, actor)
        except RefusedError:
            continue
        worked.append(step)
    return worked


def clear() -> None:
    """Forget the lists, past the triggers: the next order starts on an empty month."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("DROP TRIGGER IF EXISTS publication_kept"))
    else:
        db.session.execute(sa.text("ALTER TABLE publication DISABLE TRIGGER ALL"))
    db.session.execute(sa.delete(Publication))
    db.session.commit()


@pytest.mark.one_database  # what may follow what is a rule; hundreds of lists tell no more twice
@pytest.mark.parametrize("role", Role, ids=str)
def test_nobody_alone_can_publish_whatever_the_order_of_steps(
    office: Office, make_actor: MakeActor, role: Role
) -> None:
    actor = get_actor("cli") if role is Role.SYSTEM else make_actor("alone", role)
    may_draft = role in STEP_ROLES[ListStep.DRAFT]
    for order in ORDERS:
        worked = walk(office, order, actor)

        assert worked == ([ListStep.DRAFT] if may_draft else []), order
        assert PublicationState.PUBLISHED not in state_of()
        clear()


@pytest.mark.one_database
def test_two_persons_publish_by_the_one_order_of_steps_only(office: Office) -> None:
    path = [ListStep.DRAFT, ListStep.APPROVE, ListStep.PUBLISH]
    for order in ORDERS:
        worked = walk(office, order, None)

        published = ListStep.PUBLISH in worked
        in_order = sorted(path, key=order.index) == path
        withdrawn_first = (
            order.index(ListStep.APPROVE)
            < order.index(ListStep.WITHDRAW)
            < order.index(ListStep.PUBLISH)
        )
        assert published is (in_order and not withdrawn_first), order
        assert worked[: len(path)] == path or not published, order
        clear()


def test_the_whole_life_of_a_list(office: Office) -> None:
    first = office.publish()
    office.add_late(3)
    drafted = office.take(ListStep.CORRECT)
    assert state_of() == [PublicationState.PUBLISHED, PublicationState.DRAFT]
    office.take(ListStep.APPROVE)
    second = office.take(ListStep.PUBLISH)
    assert state_of() == [PublicationState.CORRECTED, PublicationState.PUBLISHED]
    office.take(ListStep.WITHDRAW)
    assert state_of() == [PublicationState.CORRECTED, PublicationState.WITHDRAWN]
    third = office.publish()

    assert [first.version, second.version, third.version] == [1, 2, 3]
    assert drafted.sha256 == second.sha256
    old, new = get_publication(MARCH, 1), get_publication(MARCH, 2)
    assert (old.sha256, old.closing_reason, old.closed_by) == (first.sha256, REASON, "Staff")
    assert (new.reason, new.content["reason"], new.closing_reason) == (REASON, REASON, REASON)
    assert old.content["totals"]["finished_late"] == 1
    assert new.content["totals"]["finished_late"] == 2


def test_a_corrected_version_that_said_too_much_is_withdrawn_by_its_number(office: Office) -> None:
    office.publish()
    office.take(ListStep.CORRECT)
    office.take(ListStep.APPROVE)
    second = office.take(ListStep.PUBLISH)

    with transaction():
        withdraw_late_list(period=MARCH, reason=REASON, actor=office.approver, version=1)

    assert state_of() == [PublicationState.WITHDRAWN, PublicationState.PUBLISHED]
    assert get_publication(MARCH, 1).closing_reason == REASON
    latest = get_publication(MARCH)
    assert (latest.version, latest.state) == (second.version, PublicationState.PUBLISHED)


@pytest.mark.parametrize(
    ("steps", "then", "code"),
    [
        pytest.param("", "approve", "late_list_missing", id="approve-nothing"),
        pytest.param("", "publish", "late_list_missing", id="publish-nothing"),
        pytest.param("", "correct", "late_list_missing", id="correct-nothing"),
        pytest.param("", "withdraw", "late_list_missing", id="withdraw-nothing"),
        pytest.param("draft", "publish", "late_list_not_approved", id="publish-a-draft"),
        pytest.param("draft", "correct", "late_list_not_published", id="correct-a-draft"),
        pytest.param("draft", "withdraw", "late_list_not_published", id="withdraw-a-draft"),
        pytest.param("draft approve", "draft", "late_list_already_approved", id="draft-approved"),
        pytest.param("draft approve", "approve", "late_list_already_approved", id="twice"),
        pytest.param("draft approve", "correct", "late_list_already_approved", id="correct-it"),
        pytest.param(
            "draft approve publish", "draft", "late_list_already_published", id="draft-published"
        ),
        pytest.param(
            "draft approve publish", "publish", "late_list_already_published", id="publish-twice"
        ),
        pytest.param(
            "draft approve publish correct approve",
            "correct",
            "late_list_already_approved",
            id="correct-while-a-correction-waits",
        ),
        pytest.param(
            "draft approve publish withdraw", "publish", "late_list_withdrawn", id="publish-gone"
        ),
        pytest.param(
            "draft approve publish withdraw", "withdraw", "late_list_withdrawn", id="withdraw-gone"
        ),
        pytest.param(
            "draft approve publish withdraw", "correct", "late_list_withdrawn", id="correct-gone"
        ),
    ],
)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    office: Office, steps: str, then: str, code: str
) -> None:
    for name in steps.split():
        office.take(ListStep(name))

    with refused(code):
        office.take(ListStep(then))


def test_drafting_again_replaces_the_draft_under_its_number(office: Office) -> None:
    first = office.take(ListStep.DRAFT)
    office.add_late(3)
    second = office.take(ListStep.DRAFT)

    assert (first.version, second.version) == (1, 1)
    assert first.sha256 != second.sha256
    assert get_publication(MARCH).content["totals"]["finished_late"] == 2


def test_a_correction_drafted_again_keeps_its_reason_or_takes_the_new_one(office: Office) -> None:
    office.publish()
    office.take(ListStep.CORRECT)
    office.take(ListStep.DRAFT)
    assert get_publication(MARCH).reason == REASON

    with transaction():
        again = correct_late_list(
            period=MARCH, reason="Lý do khác", actor=office.staff, settings=office.settings
        )

    assert (again.version, get_publication(MARCH).reason) == (2, "Lý do khác")


def test_an_approver_never_approves_a_list_of_their_own(office: Office) -> None:
    office.take(ListStep.DRAFT, actor=office.approver)

    with refused("approver_is_drafter"):
        office.take(ListStep.APPROVE)


def test_the_database_itself_refuses_one_person_for_both(office: Office) -> None:
    office.take(ListStep.DRAFT)

    with pytest.raises(DBAPIError):
        db.session.execute(sa.update(Publication).values(approved_by=office.staff.id))


def test_the_system_account_drafts_and_publishes_but_never_approves_or_withdraws(
    office: Office, system: Actor
) -> None:
    office.take(ListStep.DRAFT, actor=system)
    with refused("role_not_allowed"):
        office.take(ListStep.APPROVE, actor=system)
    office.take(ListStep.APPROVE)
    office.take(ListStep.PUBLISH, actor=system)

    with refused("role_not_allowed"):
        office.take(ListStep.WITHDRAW, actor=system)


@pytest.mark.parametrize("step", [ListStep.CORRECT, ListStep.WITHDRAW], ids=str)
def test_a_correction_or_withdrawal_without_a_reason_is_refused(
    office: Office, step: ListStep
) -> None:
    office.publish()

    with refused("late_list_reason_missing"), transaction():
        if step is ListStep.CORRECT:
            correct_late_list(
                period=MARCH, reason=" ", actor=office.staff, settings=office.settings
            )
        else:
            withdraw_late_list(period=MARCH, reason=" ", actor=office.staff)


@pytest.mark.parametrize(
    ("today", "cutoff", "code"),
    [
        pytest.param(date(2024, 5, 31), None, "period_not_ended", id="last-day"),
        pytest.param(date(2024, 6, 1), None, None, id="the-day-after"),
        pytest.param(date(2024, 5, 15), 15, "period_not_ended", id="office-last-day"),
        pytest.param(date(2024, 5, 16), 15, None, id="after-the-office-last-day"),
    ],
)
def test_only_a_month_that_has_ended_is_drafted(
    office: Office, on_day: OnDay, today: date, cutoff: int | None, code: str | None
) -> None:
    on_day(today)
    office.settings = replace(office.settings, month_cutoff_day=cutoff)

    if code is None:
        assert office.take(ListStep.DRAFT, MAY).state is PublicationState.DRAFT
    else:
        with refused(code):
            office.take(ListStep.DRAFT, MAY)


@pytest.mark.parametrize(
    ("period", "code"),
    [("2024-13", "period_unreadable"), ("2024-Q1", "late_list_month_only")],
)
def test_what_is_no_month_is_refused_by_every_step(office: Office, period: str, code: str) -> None:
    for step in ListStep:
        with refused(code):
            office.take(step, period)


def test_an_approval_holds_for_the_draft_as_frozen_not_for_later_data(office: Office) -> None:
    drafted = office.take(ListStep.DRAFT)
    office.add_late(3)
    approved = office.take(ListStep.APPROVE)
    office.add_late(3)
    published = office.take(ListStep.PUBLISH)

    assert drafted.sha256 == approved.sha256 == published.sha256
    row = get_publication(MARCH)
    assert sha256_hex(row.content_text.encode()) == row.sha256 == published.sha256
    assert row.content["totals"]["finished_late"] == 1


def test_an_approval_of_a_draft_that_was_replaced_since_it_was_read_is_refused(
    office: Office,
) -> None:
    read = office.take(ListStep.DRAFT)
    office.add_late(3)
    standing = office.take(ListStep.DRAFT)

    with refused("late_list_draft_changed"), transaction():
        approve_late_list(period=MARCH, actor=office.approver, sha256=read.sha256)
    with transaction():
        approve_late_list(period=MARCH, actor=office.approver, sha256=standing.sha256)


def test_each_published_list_names_the_one_published_before_it(office: Office) -> None:
    first, second = office.publish(MARCH), office.publish(APRIL)
    office.take(ListStep.CORRECT, MARCH)
    office.take(ListStep.APPROVE, MARCH)
    third = office.take(ListStep.PUBLISH, MARCH)
    office.take(ListStep.WITHDRAW, APRIL)
    fourth = office.publish(MAY)

    chain = [get_publication(MARCH, 1), get_publication(APRIL, 1)]
    chain += [get_publication(MARCH, 2), get_publication(MAY, 1)]
    assert [row.sha256 for row in chain] == [row.sha256 for row in (first, second, third, fourth)]
    assert [row.previous_sha256 for row in chain] == ["", *(row.sha256 for row in chain[:-1])]
    assert all(row.content["previous_sha256"] == row.previous_sha256 for row in chain)
    assert find_chain_end() == fourth.sha256


def test_lists_drafted_side_by_side_are_chained_when_they_are_approved(office: Office) -> None:
    for period in (MARCH, APRIL):
        office.take(ListStep.DRAFT, period)
    drafted = get_publication(APRIL)
    for period in (MARCH, APRIL):
        office.take(ListStep.APPROVE, period)
    approved = get_publication(APRIL)

    with refused("late_list_publish_first"):
        office.take(ListStep.PUBLISH, APRIL)
    march = office.take(ListStep.PUBLISH, MARCH)
    april = office.take(ListStep.PUBLISH, APRIL)

    published = get_publication(APRIL)
    assert (drafted.previous_sha256, approved.previous_sha256) == ("", march.sha256)
    assert published.content_text == approved.content_text
    assert april.sha256 == approved.sha256 == sha256_hex(published.content_text.encode())
    link = {"previous_sha256", "internal_sha256"}
    assert {k: v for k, v in drafted.content.items() if k not in link} == {
        k: v for k, v in published.content.items() if k not in link
    }


def test_an_approved_list_leaves_the_chain_only_from_its_end(office: Office) -> None:
    for period in (MARCH, APRIL):
        office.take(ListStep.DRAFT, period)
        office.take(ListStep.APPROVE, period)

    with refused("late_list_withdraw_first"):
        office.take(ListStep.WITHDRAW, MARCH)
    office.take(ListStep.WITHDRAW, APRIL)
    office.take(ListStep.WITHDRAW, MARCH)
    last = office.publish(MAY)

    assert get_publication(MAY).previous_sha256 == ""
    assert find_chain_end() == find_chain_end(with_approved=True) == last.sha256


def test_the_head_of_the_audit_trail_is_frozen_inside(office: Office) -> None:
    office.publish(MARCH)
    head = db.session.scalar(sa.select(AuditEntry.hash).order_by(AuditEntry.seq.desc()))
    office.publish(APRIL)

    row = get_publication(APRIL)
    assert row.content["audit_head"] == row.audit_head == head


def test_every_step_stands_in_the_audit_trail_with_the_hash(office: Office) -> None:
    first = office.publish()
    office.take(ListStep.CORRECT)
    office.take(ListStep.APPROVE)
    second = office.take(ListStep.PUBLISH)
    office.take(ListStep.WITHDRAW)

    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq)).all()
    seen = [(entry.action, entry.object_key, entry.actor) for entry in entries]
    assert seen == [
        ("late_list_drafted", "2024-03 v1", "staff"),
        ("late_list_approved", "2024-03 v1", "approver"),
        ("late_list_published", "2024-03 v1", "staff"),
        ("late_list_correction_drafted", "2024-03 v2", "staff"),
        ("late_list_approved", "2024-03 v2", "approver"),
        ("late_list_corrected", "2024-03 v1", "staff"),
        ("late_list_published", "2024-03 v2", "staff"),
        ("late_list_withdrawn", "2024-03 v2", "staff"),
    ]
    hashes = [entry.details["sha256"] for entry in entries]
    assert hashes == [first.sha256] * 3 + [second.sha256] * 2 + [first.sha256] + [second.sha256] * 2
    assert entries[-1].details["reason"] == REASON


@pytest.mark.parametrize("steps", [2, 3], ids=["approved", "published"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE publication SET content = '{}'",
        "UPDATE publication SET internal_content = '{}'",
        "UPDATE publication SET sha256 = 'x'",
        "UPDATE publication SET previous_sha256 = 'x'",
        "UPDATE publication SET period = '2024-04'",
        "UPDATE publication SET version = 7",
        "UPDATE publication SET drafted_by = approved_by",
        "DELETE FROM publication",
    ],
)
def test_raw_sql_cannot_change_an_approved_or_published_list(
    office: Office, steps: int, change: str
) -> None:
    for step in list(ListStep)[:steps]:
        office.take(step)
    before = get_publication(MARCH)
    db.session.rollback()

    with pytest.raises(DBAPIError, match=r"frozen|kept|two_persons"):
        db.session.execute(sa.text(change))
    db.session.rollback()

    assert get_publication(MARCH) == before


def test_bytes_that_were_changed_behind_the_triggers_are_not_published(office: Office) -> None:
    office.take(ListStep.DRAFT)
    office.take(ListStep.APPROVE)
    if db.engine.dialect.name == "sqlite":
        db.session.execute(sa.text("DROP TRIGGER publication_frozen"))
    else:
        db.session.execute(sa.text("ALTER TABLE publication DISABLE TRIGGER ALL"))
    changed = json.dumps({"finished_late": []})
    db.session.execute(sa.update(Publication).values(content=changed))
    db.session.commit()

    with refused("late_list_hash_wrong"):
        office.take(ListStep.PUBLISH)


def test_a_withdrawal_takes_the_public_version_unless_another_is_named(office: Office) -> None:
    office.publish()
    office.take(ListStep.CORRECT)
    office.take(ListStep.APPROVE)

    with refused("late_list_version_missing"), transaction():
        withdraw_late_list(period=MARCH, reason=REASON, actor=office.staff, version=9)
    with transaction():
        correction = withdraw_late_list(period=MARCH, reason=REASON, actor=office.staff, version=2)
    with refused("late_list_already_published"):
        office.take(ListStep.DRAFT)
    public = office.take(ListStep.WITHDRAW)

    assert (correction.version, public.version) == (2, 1)
    assert state_of() == [PublicationState.WITHDRAWN, PublicationState.WITHDRAWN]


def test_a_dry_run_of_every_step_leaves_nothing(office: Office) -> None:
    before = audit_count()
    with transaction(dry_run=True):
        draft_late_list(period=MARCH, actor=office.staff, settings=office.settings)
        approve_late_list(period=MARCH, actor=office.approver)
        publish_late_list(period=MARCH, actor=office.staff)

    assert (states(), audit_count()) == ([], before)
