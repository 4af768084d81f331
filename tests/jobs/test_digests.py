"""One digest a person and working day, at its hour in Vietnam, wherever the server stands."""

from __future__ import annotations

import os
import subprocess
import sys
import time as clock_time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import (
    ApologyLetter,
    DigestDay,
    Escalation,
    Explanation,
    IntegrityAlert,
    Objection,
    OutboxMessage,
    Publication,
    TargetExplanation,
    User,
    db,
)
from models.vocabulary import (
    AlertKind,
    ApologyRegime,
    DelayCause,
    EscalationLevel,
    Language,
    LetterState,
    MessageKind,
    ObjectionState,
    ReviewState,
    Role,
    WaitingKind,
)
from tests.conftest import SECRET, close_database
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
from tests.stand_ins.post_office import PostOffice, Running
from tracker.clock import now
from tracker.config_groups import ApologySettings, MailSettings, PublicSettings
from tracker.errors import ForbiddenError, RefusedError
from tracker.jobs import mail as mail_job
from tracker.jobs.mail import queue_digests, queue_reminders, run_mail
from tracker.services.digests import queue_digest
from tracker.services.outbox import queue_message
from tracker.transaction import transaction
from tracker.wording.labels import label

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

TUESDAY = date(2026, 4, 14)
NUMBERS = count(1)
SITE = "https://dunghan.tinh.example.vn"


@pytest.fixture
def settings(database: Settings) -> Settings:
    return replace(
        database,
        mail=MailSettings(digest_hour=7),
        public=PublicSettings(base_url=SITE),
        # What is said of letters is tested where they are.
        apology=ApologySettings(needed_after_days=1000),
    )


@pytest.fixture
def office(settings: Settings, make_actor: MakeActor) -> Actor:
    """Somebody at the office with an address and an alert that waits."""
    actor = make_actor("van-phong")
    give_address(actor)
    return actor


def give_address(actor: Actor) -> None:
    address = f"{actor.username}@tinh.example.vn"
    db.session.execute(sa.update(User).where(User.id == actor.id).values(email=address))
    db.session.commit()


def raise_alert() -> None:
    source = make_source(f"S{next(NUMBERS)}")
    db.session.add(
        IntegrityAlert(
            kind=AlertKind.VANISHED,
            batch_id=make_batch(source, date(2026, 4, 1)),
            first_day=date(2026, 3, 1),
            last_day=date(2026, 3, 31),
            details={},
            raised_at=now(),
        )
    )
    db.session.commit()


def draft_list(drafter: Actor, *, reply_until: date | None) -> None:
    """Put a draft of March there, its window ending on a day."""
    opened_at = datetime(2026, 4, 1, tzinfo=UTC)
    make_publication(
        drafter.id, drafted_at=opened_at, reply_opened_at=opened_at, reply_until=reply_until
    )


def late_dossier(unit_id: int, **more: Any) -> int:
    batch = make_batch(make_source(f"D{next(NUMBERS)}"), date(2026, 3, 31))
    return make_dossier(
        unit_id=unit_id,
        batch_id=batch,
        procedure_id=make_procedure(),
        received_on=date(2026, 3, 2),
        due_on=date(2026, 3, 10),
        finished_on=date(2026, 3, 12),
        **more,
    )


def messages() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def bodies(kind: MessageKind = MessageKind.DIGEST) -> dict[int, str]:
    return {row.user_id: row.body for row in messages() if row.kind is kind}


# --- when ------------------------------------------------------------------------------------


def test_a_digest_is_queued_at_its_hour_and_only_once(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY, time(6, 59))
    raise_alert()
    assert queue_digests(settings=settings) == 0

    on_day(TUESDAY, time(7, 0))
    assert [queue_digests(settings=settings) for _ in range(3)] == [1, 0, 0]

    (row,) = messages()
    assert (row.kind, row.user_id, row.group_key) == (MessageKind.DIGEST, office.id, "2026-04-14")


def test_a_server_that_was_off_at_the_hour_does_it_later_that_day(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY, time(6))
    raise_alert()
    on_day(TUESDAY, time(16, 30))

    assert queue_digests(settings=settings) == 1


@pytest.mark.parametrize("day", [date(2026, 4, 18), date(2026, 4, 19)], ids=["sat", "sun"])
def test_nobody_is_written_to_on_days_off(
    settings: Settings, office: Actor, on_day: OnDay, day: date
) -> None:
    on_day(day)
    raise_alert()

    assert queue_digests(settings=settings) == 0
    assert messages() == []


def test_what_comes_after_the_hour_waits_for_the_next_day(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY, time(7))
    assert queue_digests(settings=settings) == 0
    raise_alert()
    assert queue_digests(settings=settings) == 0

    on_day(date(2026, 4, 15), time(7))
    assert queue_digests(settings=settings) == 1


def test_a_clock_put_back_says_nothing_twice(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY, time(7, 30))
    raise_alert()
    assert queue_digests(settings=settings) == 1
    on_day(TUESDAY, time(7, 0))

    assert queue_digests(settings=settings) == 0


def test_a_day_without_a_digest_swallows_nothing(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    """The alert came on Tuesday after its digest; nobody ran the clock process on Wednesday."""
    on_day(TUESDAY, time(7))
    queue_digests(settings=settings)
    on_day(TUESDAY, time(9))
    raise_alert()
    on_day(date(2026, 4, 16), time(7))

    assert queue_digests(settings=settings) == 1


def test_a_dry_run_counts_and_leaves_nothing(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY)
    raise_alert()

    assert queue_digests(settings=settings, dry_run=True) == 1
    assert messages() == []
    assert queue_digests(settings=settings) == 1


@pytest.fixture
def host_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    clock_time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    clock_time.tzset()


@pytest.mark.parametrize(
    "host_zone", ["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh"], indirect=True
)
@pytest.mark.usefixtures("host_zone")
def test_the_hour_is_vietnams_wherever_the_server_stands(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    """Monday 07:00 in Hanoi is still Sunday in UTC and in Los Angeles."""
    monday = date(2026, 4, 13)
    on_day(monday, time(6, 59))
    raise_alert()
    assert queue_digests(settings=settings) == 0
    on_day(monday, time(7))
    assert queue_digests(settings=settings) == 1
    assert messages()[0].group_key == "2026-04-13"


# --- whom, and what --------------------------------------------------------------------------


def test_nothing_to_say_is_no_mail(settings: Settings, office: Actor, on_day: OnDay) -> None:
    on_day(TUESDAY)

    assert queue_digests(settings=settings) == 0
    assert db.session.scalar(sa.select(DigestDay.message_count)) == 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"email": ""}, id="without-an-address"),
        pytest.param({"is_active": False}, id="switched-off"),
        pytest.param({"role": Role.ADMINISTRATOR}, id="with-nothing-to-decide"),
    ],
)
def test_some_people_get_none(
    settings: Settings, office: Actor, on_day: OnDay, change: dict[str, Any]
) -> None:
    on_day(TUESDAY)
    raise_alert()
    db.session.execute(sa.update(User).where(User.id == office.id).values(**change))
    db.session.commit()

    assert queue_digests(settings=settings) == 0


def test_each_line_has_one_link_to_the_site(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY)
    raise_alert()
    raise_alert()
    queue_digests(settings=settings)

    (row,) = messages()
    assert row.subject == "Đúng Hạn: 1 việc đang chờ, ngày 14/04/2026"
    assert "CHỜ VĂN PHÒNG XỬ LÝ\n- Cảnh báo toàn vẹn đang mở: 2\n" in row.body
    assert f"  Mở: {SITE}/canh-bao\n" in row.body


def test_people_are_written_to_in_their_language(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay
) -> None:
    other = make_actor("english")
    give_address(other)
    db.session.execute(sa.update(User).where(User.id == other.id).values(language=Language.ENGLISH))
    db.session.commit()
    on_day(TUESDAY)
    raise_alert()

    assert queue_digests(settings=settings) == 2


def test_a_unit_is_told_of_its_own_dossiers_and_the_head_of_what_stays(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay
) -> None:
    own, other = make_unit("S1", "Sở Một"), make_unit("S2", "Sở Hai")
    people = {
        name: make_actor(name, role, unit_id)
        for name, role, unit_id in (
            ("vien", Role.UNIT_OFFICER, own),
            ("truong", Role.DEPARTMENT_HEAD, own),
            ("vien-khac", Role.UNIT_OFFICER, other),
        )
    }
    for person in people.values():
        give_address(person)
    late_dossier(own)
    late_dossier(own)
    on_day(date(2026, 4, 7))
    draft_list(office, reply_until=date(2026, 4, 9))

    def told(day: date) -> dict[str, str]:
        on_day(day)
        queue_digests(settings=settings)
        db.session.rollback()
        found = db.session.execute(
            sa.select(User.username, OutboxMessage.body)
            .join(User, User.id == OutboxMessage.user_id)
            .where(OutboxMessage.group_key == day.isoformat())
        )
        bodies = {row.username: row.body for row in found}
        db.session.execute(sa.update(OutboxMessage).values(sent_at=now()))
        db.session.commit()
        return bodies

    on_the_day = told(date(2026, 4, 9))
    assert set(on_the_day) == {"vien"}
    assert (
        "Hồ sơ chậm chưa có giải trình: 2; tháng 3 năm 2026; Sở Một; hạn hôm nay"
        in (on_the_day["vien"])
    )
    two_late = told(date(2026, 4, 10))
    assert set(two_late) == {"vien"}, "one day late: the head is not told yet"
    passed = told(date(2026, 4, 13))
    assert set(passed) >= {"vien", "truong"}
    assert "CHUYỂN CẤP: QUÁ HẠN Ở ĐƠN VỊ\n- Hồ sơ chậm chưa có giải trình: 2" in passed["truong"]
    assert "đã quá 4 ngày" in passed["truong"]
    next_day = told(date(2026, 4, 14))
    assert "truong" not in next_day, "each once"
    at_office = told(date(2026, 4, 16))
    assert "CHUYỂN CẤP" in at_office["van-phong"]
    assert "CHUYỂN CẤP" not in told(date(2026, 4, 17)).get("van-phong", "")
    levels = db.session.scalars(sa.select(Escalation.level).order_by(Escalation.id))
    assert list(levels) == [EscalationLevel.UNIT_HEAD, EscalationLevel.OFFICE]


def test_a_digest_that_never_left_gives_way_to_the_next(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay
) -> None:
    """Two days without a mail server leave one message, and nothing passed on is forgotten."""
    own = make_unit("S1", "Sở Một")
    give_address(make_actor("truong", Role.DEPARTMENT_HEAD, own))
    late_dossier(own)
    on_day(date(2026, 4, 13))
    draft_list(office, reply_until=date(2026, 4, 9))

    for day in (date(2026, 4, 13), date(2026, 4, 14)):
        on_day(day)
        queue_digests(settings=settings)

    (body,) = [row.body for row in messages() if row.group_key == "2026-04-14"]
    assert "CHUYỂN CẤP" in body
    assert "2026-04-13" not in {row.group_key for row in messages() if "CHUYỂN CẤP" in row.body}
    db.session.execute(sa.update(OutboxMessage).values(sent_at=now()))
    db.session.commit()
    on_day(date(2026, 4, 15))
    queue_digests(settings=settings)
    assert not [row for row in messages() if row.group_key == "2026-04-15" and "CẤP" in row.body]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Escalation)) == 1


def test_only_ones_own_digest_that_certainly_never_left_gives_way(
    office: Actor, make_actor: MakeActor
) -> None:
    other = make_actor("mot")
    marks: dict[str, dict[str, Any]] = {
        "2026-04-01": {"sent_at": now()},
        "2026-04-02": {"failed_at": now()},
        "2026-04-03": {"lease_until": now()},
        "2026-04-06": {"unclear_count": 1},
        "2026-04-13": {},
    }
    for person in (office, other):
        give_address(person)
        for kind in (MessageKind.DIGEST, MessageKind.NOTICE):
            for key, values in marks.items():
                with transaction():
                    queue_message(
                        kind=kind,
                        user_id=person.id,
                        group_key=key,
                        subject="x",
                        body="x",
                        due_at=now(),
                    )
                    named = OutboxMessage.group_key == key
                    if values:
                        db.session.execute(sa.update(OutboxMessage).where(named).values(values))
    before = {(row.kind, row.user_id, row.group_key) for row in messages()}
    with transaction():
        assert queue_digest(
            user_id=office.id, on=TUESDAY, at=now(), subject="x", body="x", passed=()
        )

    after = {(row.kind, row.user_id, row.group_key) for row in messages()}
    assert before - after == {(MessageKind.DIGEST, office.id, "2026-04-13")}
    assert after - before == {(MessageKind.DIGEST, office.id, "2026-04-14")}


def test_without_a_mail_server_digests_are_queued_and_wait(
    settings: Settings, office: Actor, on_day: OnDay
) -> None:
    on_day(TUESDAY)
    raise_alert()

    report = run_mail(settings=settings)

    assert (report.queued, report.sending.is_configured) == (1, False)
    assert [row.sent_at for row in messages()] == [None]


def test_what_was_written_before_goes_out_whatever_is_wrong_with_the_digests(
    settings: Settings, office: Actor, on_day: OnDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(TUESDAY)
    with transaction():
        queue_message(
            kind=MessageKind.NOTICE,
            user_id=office.id,
            group_key="1",
            subject="x",
            body="x",
            due_at=now(),
        )

    def fail(**_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(mail_job, "queue_digests", fail)
    with Running(PostOffice()) as running:
        mail = MailSettings(host="127.0.0.1", port=running.port, sender="a@tinh.example.vn")
        with pytest.raises(ZeroDivisionError):
            run_mail(settings=replace(settings, mail=mail))

        assert running.office.addresses() == ["van-phong@tinh.example.vn"]


def test_no_message_holds_a_whole_code_or_what_officers_wrote(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay, system: Actor
) -> None:
    """Mail leaves the house: counts, names of units, numbers of tasks, and where to go."""
    own, code = make_unit("S1", "Sở Một"), "H99.1-260302-0123"
    people = [
        make_actor("vien", Role.UNIT_OFFICER, own),
        make_actor("truong", Role.DEPARTMENT_HEAD, own),
    ]
    for person in people:
        give_address(person)
    officer = people[0].id
    on_day(date(2026, 4, 13))
    draft_list(office, reply_until=date(2026, 4, 14))
    dossiers = [
        late_dossier(own, code=code if n == 0 else f"{code}{n}", officer="Lê Văn C")
        for n in range(3)
    ]
    words = "ông Nguyễn Văn A khiếu nại"
    task = make_task(make_directive("KH-1", own), leads=(own,))
    db.session.add_all(
        (
            Explanation(
                dossier_id=dossiers[1],
                version=1,
                unit_id=own,
                state=ReviewState.SUBMITTED,
                cause=DelayCause.OTHER,
                text=words,
                written_by=officer,
                written_at=now(),
            ),
            ApologyLetter(
                dossier_id=dossiers[2],
                ordinal=1,
                unit_id=own,
                regime=ApologyRegime.ND118,
                state=LetterState.DRAFT,
                reason=words,
                promised_on=date(2026, 4, 30),
                send_by=date(2026, 4, 1),
                drafted_by=officer,
                drafted_at=now(),
            ),
            TargetExplanation(
                period="2026-03",
                task_id=task,
                unit_id=own,
                version=1,
                state=ReviewState.SUBMITTED,
                text=words,
                measure=words,
                measure_due_on=date(2026, 4, 15),
                written_by=officer,
                written_at=now(),
            ),
            Objection(
                publication_id=db.session.scalars(sa.select(Publication.id)).one(),
                unit_id=own,
                dossier_id=dossiers[0],
                text=words,
                state=ObjectionState.OPEN,
                raised_by=officer,
                raised_at=now(),
            ),
        )
    )
    db.session.commit()
    everything_owed = replace(settings, apology=ApologySettings())
    queue_reminders(period="2026-03", actor=system, settings=everything_owed)
    on_day(TUESDAY)

    assert queue_digests(settings=everything_owed) == 3
    said = "\n".join(f"{row.subject}\n{row.body}" for row in messages())
    for kind in (
        WaitingKind.EXPLAIN_DOSSIERS,
        WaitingKind.REVIEW_EXPLANATIONS,
        WaitingKind.DRAFT_LETTERS,
        WaitingKind.SIGN_LETTERS,
        WaitingKind.KEEP_MEASURES,
        WaitingKind.DECIDE_OBJECTIONS,
    ):
        assert label(kind) in said
    for secret in (code, "260302", "0123", "Nguyễn", "khiếu nại", "Lê Văn C"):
        assert secret not in said


# --- reminders of a month --------------------------------------------------------------------


def test_units_that_owe_a_month_something_are_reminded_once_a_day(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay, system: Actor
) -> None:
    own, other = make_unit("S1", "Sở Một"), make_unit("S2", "Sở Hai")
    for name, unit_id in (("vien", own), ("vien-khac", other)):
        give_address(make_actor(name, Role.UNIT_OFFICER, unit_id))
    late_dossier(own)
    on_day(date(2026, 4, 8))
    draft_list(office, reply_until=date(2026, 4, 10))

    def remind(period: str = "2026-03") -> int:
        return queue_reminders(period=period, actor=system, settings=settings)

    assert [remind(), remind(), remind("2026-02")] == [1, 0, 0]
    (body,) = bodies(MessageKind.NOTICE).values()
    assert "tháng 3 năm 2026" in body
    assert f"{SITE}/giai-trinh?thang=2026-03&trang-thai=chua-viet&don-vi=S1" in body
    on_day(date(2026, 4, 10))
    assert remind() == 1


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_only_the_clock_process_and_the_office_remind(
    settings: Settings, make_actor: MakeActor, role: Role
) -> None:
    actor = make_actor("somebody", role)

    if role in (Role.SYSTEM, Role.OFFICE_STAFF):
        assert queue_reminders(period="2026-03", actor=actor, settings=settings) == 0
        return
    with pytest.raises(ForbiddenError):
        queue_reminders(period="2026-03", actor=actor, settings=settings)


def test_a_month_is_named_as_a_month(settings: Settings, system: Actor) -> None:
    with pytest.raises(RefusedError, match="late_list_month_only"):
        queue_reminders(period="2026-Q1", actor=system, settings=settings)


# --- several processes, and a kill -----------------------------------------------------------

QUEUES = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import sqlalchemy as sa
import time_machine
from sqlalchemy.engine import Engine
from tracker.config import Settings
from tracker.jobs.mail import queue_digests
from tracker.runtime import create_runtime
url, folder, secret, fault = sys.argv[1:]
settings = Settings(instance=Path(folder), database_url=url, secret_key=secret)
if fault:
    def stop(connection, cursor, statement, *rest):
        if statement.startswith("INSERT INTO outbox_message"):
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(Engine, "after_cursor_execute", stop)
sys.stdin.readline()
with time_machine.travel(datetime(2026, 4, 14, 1, tzinfo=UTC), tick=False):
    with create_runtime(settings).app_context():
        print(queue_digests(settings=settings))
"""


def start(settings: Settings, fault: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", QUEUES, settings.database_url, str(settings.instance), SECRET,
         fault],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def test_processes_at_the_same_time_queue_a_day_once(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay
) -> None:
    on_day(date(2026, 4, 13))
    for name in ("mot", "hai"):
        give_address(make_actor(name))
    raise_alert()
    close_database()
    processes = [start(settings) for _ in range(3)]

    printed = [process.communicate("go\n")[0].strip() for process in processes]

    assert sorted(printed) == ["0", "0", "3"]
    assert len(messages()) == 3


def test_a_process_killed_halfway_leaves_none_and_the_next_queues_all(
    settings: Settings, office: Actor, make_actor: MakeActor, on_day: OnDay
) -> None:
    on_day(date(2026, 4, 13))
    give_address(make_actor("mot"))
    raise_alert()
    close_database()

    killed = start(settings, "kill")
    killed.communicate("go\n")
    assert killed.returncode == -9
    assert messages() == []
    close_database()
    following = start(settings)

    assert following.communicate("go\n")[0].strip() == "2"
    assert len(messages()) == 2
