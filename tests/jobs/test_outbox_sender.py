"""A message is sent once: whatever the server says, whoever else sends, wherever it dies."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import OutboxMessage, User, db
from models.vocabulary import MessageKind, Role
from tests.conftest import SECRET, MakeActor, OnDay, close_database
from tests.remembered import remembered
from tests.stand_ins.post_office import OpenOffice, PostOffice, Running, free_port
from tracker.clock import now
from tracker.config import Settings
from tracker.config_groups import MailSettings
from tracker.errors import RefusedError
from tracker.jobs import outbox_sender
from tracker.jobs.mail_server import MailServer, MailServerError, Outcome
from tracker.jobs.outbox_sender import SendReport, send_due
from tracker.queries.outbox import (
    MessageState,
    count_messages,
    find_due_letter,
    list_messages,
)
from tracker.services.accounts import deactivate
from tracker.services.outbox import (
    MOST_ATTEMPTS,
    claim_message,
    queue_message,
    record_no_server,
    record_put_off,
    record_refused,
    record_sent,
    retry_message,
    wait_after,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor

SENDER = "dunghan@tinh.example.vn"


@pytest.fixture
def open_office() -> Iterator[OpenOffice]:
    with ExitStack() as stack:

        def open_one(office: PostOffice, **more: Any) -> Running:
            return stack.enter_context(Running(office, **more))

        yield open_one


@pytest.fixture
def office(open_office: OpenOffice) -> Running:
    """A post office that takes everything until it is told otherwise."""
    return open_office(PostOffice())


def mailing(settings: Settings, port: int, **more: Any) -> Settings:
    mail = MailSettings(host="127.0.0.1", port=port, sender=SENDER, **more)
    return replace(settings, mail=mail)


pytestmark = pytest.mark.usefixtures("database")


@remembered
def person(database: Settings, make_actor: MakeActor) -> Actor:
    return make_person(make_actor, "an")


def make_person(make_actor: MakeActor, name: str, email: str | None = None) -> Actor:
    actor = make_actor(name)
    address = f"{name}@tinh.example.vn" if email is None else email
    db.session.execute(sa.update(User).where(User.id == actor.id).values(email=address))
    db.session.commit()
    return actor


def write(person: Actor, key: str = "1", **more: Any) -> bool:
    with transaction():
        return queue_message(
            kind=MessageKind.NOTICE,
            user_id=person.id,
            group_key=key,
            subject=more.pop("subject", "Việc đang chờ"),
            body=more.pop("body", "Kính gửi ông An,\n\n.một dòng bắt đầu bằng dấu chấm\n"),
            due_at=more.pop("due_at", now()),
        )


def the_message() -> OutboxMessage:
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxMessage)).one()


def let_time_pass() -> None:
    """Let every lease and every wait run out, without waiting."""
    db.session.rollback()
    long_ago = now() - timedelta(days=1)
    with transaction():
        waiting = sa.update(OutboxMessage).where(OutboxMessage.sent_at.is_(None))
        db.session.execute(waiting.values(due_at=long_ago))
        leased = waiting.where(OutboxMessage.lease_until.is_not(None))
        db.session.execute(leased.values(lease_until=long_ago))


# --- what is written -------------------------------------------------------------------------


def test_a_message_is_written_once_however_often_it_is_asked_for(person: Actor) -> None:
    assert [write(person), write(person)] == [True, False]
    assert count_messages()[MessageState.WAITING] == 1


def test_a_second_wish_leaves_the_rest_of_its_transaction_whole(person: Actor) -> None:
    write(person)

    with transaction():
        for key in ("1", "2"):
            queue_message(
                kind=MessageKind.NOTICE,
                user_id=person.id,
                group_key=key,
                subject="x",
                body="x",
                due_at=now(),
            )

    assert count_messages()[MessageState.WAITING] == 2


def test_what_is_rolled_back_was_never_said(
    person: Actor, office: Running, database: Settings
) -> None:
    with transaction(dry_run=True):
        queue_message(
            kind=MessageKind.NOTICE,
            user_id=person.id,
            group_key="1",
            subject="x",
            body="x",
            due_at=now(),
        )

    assert send_due(settings=mailing(database, office.port)).sent == 0
    assert office.office.taken == []


def test_who_has_no_address_stands_among_the_given_up_until_it_is_set(
    make_actor: MakeActor, system: Actor, office: Running, database: Settings
) -> None:
    person = make_person(make_actor, "binh", "")
    write(person)
    assert the_message().error == "address_missing"

    db.session.execute(sa.update(User).values(email="binh@tinh.example.vn"))
    db.session.commit()
    with transaction():
        retry_message(message_id=the_message().id, actor=system, at=now())

    assert send_due(settings=mailing(database, office.port)).sent == 1
    assert office.office.addresses() == ["binh@tinh.example.vn"]


def test_an_account_that_was_switched_off_is_told_nothing(person: Actor) -> None:
    db.session.execute(sa.update(User).where(User.id == person.id).values(is_active=False))
    db.session.commit()

    assert write(person) is False


def test_what_waits_for_an_account_ends_with_it(
    person: Actor, system: Actor, office: Running, database: Settings
) -> None:
    write(person)
    with transaction():
        deactivate(actor=system, username=person.username)

    assert (the_message().error, the_message().failed_at is None) == ("address_switched_off", False)
    assert send_due(settings=mailing(database, office.port)).sent == 0
    with pytest.raises(RefusedError) as refused, transaction():
        retry_message(message_id=the_message().id, actor=system, at=now())
    assert refused.value.code == "message_switched_off"
    assert office.office.addresses() == []


def test_what_is_being_handed_over_ends_as_the_mail_server_says(
    person: Actor, system: Actor
) -> None:
    write(person)
    with transaction():
        claim_message(the_message().id, at=now())
        deactivate(actor=system, username=person.username)

    assert the_message().failed_at is None


# --- what goes out ---------------------------------------------------------------------------


def test_the_mail_says_what_was_written_and_is_marked_sent(
    person: Actor, office: Running, database: Settings
) -> None:
    body = "Kính gửi ông An,\n\n.một dòng bắt đầu bằng dấu chấm\n" + "dài " * 400 + "\n"
    write(person, subject="Đúng Hạn: 3 việc\r\nBcc: x@y.example.vn " + "chờ " * 40, body=body)

    report = send_due(settings=mailing(database, office.port))

    assert report == SendReport(is_configured=True, sent=1)
    (mail,) = office.office.taken
    assert mail.get_content().replace("\r\n", "\n") == body
    assert str(mail["Subject"]).startswith("Đúng Hạn: 3 việc Bcc: x@y.example.vn chờ")
    assert mail["Bcc"] is None
    assert str(mail["From"]) == f"Đúng Hạn <{SENDER}>"
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    assert the_message().sent_at is not None
    assert send_due(settings=mailing(database, office.port)).sent == 0


def test_nothing_goes_out_before_its_time(
    person: Actor, office: Running, database: Settings
) -> None:
    write(person, due_at=now() + timedelta(hours=1))

    assert send_due(settings=mailing(database, office.port)).sent == 0


def test_without_a_mail_server_messages_wait_and_nothing_fails(
    person: Actor, database: Settings
) -> None:
    write(person)

    assert send_due(settings=database) == SendReport(is_configured=False)
    assert (the_message().attempt_count, the_message().error) == (0, "")


# --- what the server says --------------------------------------------------------------------


@pytest.mark.parametrize("where", ["recipient", "text"])
def test_a_refusal_for_good_is_given_up_with_what_the_server_said(
    person: Actor, office: Running, database: Settings, where: str
) -> None:
    write(person)
    if where == "recipient":
        office.office.to_recipient["an@tinh.example.vn"] = "550 5.1.1 no such mailbox"
    else:
        office.office.to_text["an@tinh.example.vn"] = ["550 5.1.1 no such mailbox"]

    report = send_due(settings=mailing(database, office.port))

    assert report.given_up == 1
    assert the_message().failed_at is not None
    assert the_message().error == "550 5.1.1 no such mailbox"
    let_time_pass()
    assert send_due(settings=mailing(database, office.port)) == SendReport(is_configured=True)


@pytest.mark.parametrize("where", ["recipient", "text"])
def test_a_passing_refusal_is_tried_again_later(
    person: Actor, office: Running, database: Settings, where: str
) -> None:
    write(person)
    if where == "recipient":
        office.office.to_recipient["an@tinh.example.vn"] = "451 4.3.0 later"
    else:
        office.office.to_text["an@tinh.example.vn"] = ["451 4.3.0 later"]

    assert send_due(settings=mailing(database, office.port)).put_off == 1
    assert send_due(settings=mailing(database, office.port)).sent == 0, "it waits"
    office.office.to_recipient.clear()
    let_time_pass()

    assert send_due(settings=mailing(database, office.port)).sent == 1
    assert (len(office.office.taken), the_message().unclear_count) == (1, 0)


def test_one_that_is_refused_does_not_hold_up_the_next(
    make_actor: MakeActor, office: Running, database: Settings
) -> None:
    for name in ("an", "binh", "chi"):
        write(make_person(make_actor, name))
    office.office.to_recipient["an@tinh.example.vn"] = "550 no"
    office.office.to_recipient["binh@tinh.example.vn"] = "450 later"

    report = send_due(settings=mailing(database, office.port))

    assert (report.sent, report.put_off, report.given_up) == (1, 1, 1)
    assert office.office.addresses() == ["chi@tinh.example.vn"]


def test_after_the_last_attempt_it_is_given_up_and_can_be_sent_by_hand(
    person: Actor, system: Actor, office: Running, database: Settings
) -> None:
    write(person)
    office.office.to_recipient["an@tinh.example.vn"] = "450 later"
    for _ in range(MOST_ATTEMPTS):
        assert the_message().failed_at is None
        send_due(settings=mailing(database, office.port))
        let_time_pass()
    assert the_message().failed_at is not None
    office.office.to_recipient.clear()

    with transaction():
        retry_message(message_id=the_message().id, actor=system, at=now())

    assert send_due(settings=mailing(database, office.port)).sent == 1


@pytest.mark.parametrize(
    "state",
    [
        pytest.param({"sent_at": now()}, id="sent"),
        pytest.param({"failed_at": now()}, id="given-up"),
        pytest.param({"due_at": now() + timedelta(days=9)}, id="not-due"),
        pytest.param({"lease_until": now() + timedelta(days=9)}, id="anothers"),
    ],
)
def test_what_changed_since_it_was_looked_at_is_not_claimed(
    person: Actor, state: dict[str, Any]
) -> None:
    write(person)
    key = the_message().id
    db.session.execute(sa.update(OutboxMessage).values(state))
    db.session.commit()
    with transaction():
        assert claim_message(key, at=now()) is None


def test_a_round_ends_though_others_take_every_message(
    person: Actor, office: Running, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(person)
    monkeypatch.setattr(outbox_sender, "claim_message", lambda *_, **__: None)
    rounds = iter(range(9))

    report = send_due(settings=mailing(database, office.port), should_stop=lambda: next(rounds) > 7)

    assert (report.sent, next(rounds)) == (0, 1)


def test_a_sender_whose_lease_ran_out_records_nothing(person: Actor) -> None:
    write(person, due_at=now() - timedelta(hours=2))
    letter = find_due_letter(now())
    assert letter is not None
    with transaction():
        late = claim_message(letter.id, at=now() - timedelta(hours=1))
    with transaction():
        mine = claim_message(letter.id, at=now())
    assert late
    assert mine
    with transaction():
        assert not record_put_off(letter, lease=late, at=now(), error="450 later")
        assert not record_refused(letter, lease=late, at=now(), error="550 no")
        assert record_sent(letter, lease=mine, at=now())

    assert (the_message().error, the_message().failed_at) == ("", None)
    assert the_message().unclear_count == 1


def test_only_what_is_due_is_told_that_no_server_answers(person: Actor) -> None:
    write(person, due_at=now() + timedelta(hours=1))
    with transaction():
        assert record_no_server("gone", at=now()) == 0
        assert record_no_server("gone", at=now() + timedelta(hours=2)) == 1


def test_waits_grow_from_a_minute_to_six_hours() -> None:
    waits = [wait_after(attempts) for attempts in range(1, 12)]

    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_a_server_that_takes_nothing_from_us_uses_up_no_attempt(
    make_actor: MakeActor, office: Running, database: Settings
) -> None:
    for name in ("an", "binh"):
        write(make_person(make_actor, name))
    office.office.to_sender = "550 sender not known here"

    send_due(settings=mailing(database, office.port))
    errors = {row.username: row.error for row in list_messages()}
    assert errors == {"an": "550 sender not known here", "binh": ""}, "the next is not tried"
    for _ in range(MOST_ATTEMPTS + 2):
        send_due(settings=mailing(database, office.port))
        let_time_pass()
    office.office.to_sender = ""

    assert send_due(settings=mailing(database, office.port)).sent == 2


def test_a_server_that_is_not_there_uses_up_no_attempt_and_is_named(
    person: Actor, database: Settings
) -> None:
    write(person)
    port = free_port()

    report = send_due(settings=mailing(database, port))

    assert f"127.0.0.1:{port}" in report.error
    assert (the_message().attempt_count, the_message().failed_at) == (0, None)
    assert the_message().error == report.error


# --- what happens on the way -----------------------------------------------------------------


def test_a_line_that_drops_after_the_text_is_said_to_be_unclear(
    make_actor: MakeActor, office: Running, database: Settings
) -> None:
    for name in ("an", "binh"):
        write(make_person(make_actor, name))
    office.office.hangs_up["an@tinh.example.vn"] = 1

    first = send_due(settings=mailing(database, office.port))
    let_time_pass()
    second = send_due(settings=mailing(database, office.port))

    assert (first.sent, first.put_off, second.sent) == (1, 1, 1)
    ids = office.office.ids()
    assert (len(ids), len(set(ids))) == (3, 2), "the same message keeps its Message-ID"
    unclear = {row.username: row.unclear_count for row in list_messages()}
    assert unclear == {"an": 1, "binh": 0}


def test_a_message_is_not_claimed_while_the_server_cannot_be_reached_again(
    make_actor: MakeActor, office: Running, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connecting takes its time: a lease that covered it would run out before the text is out."""
    for name in ("an", "binh"):
        write(make_person(make_actor, name))
    office.office.hangs_up["an@tinh.example.vn"] = 1
    plain = MailServer._open
    opened: list[MailServer] = []

    def open_once(self: MailServer) -> None:
        if opened:
            raise MailServerError("mail_unreachable", host="h", port=1, why="gone")
        opened.append(self)
        plain(self)

    monkeypatch.setattr(MailServer, "_open", open_once)
    report = send_due(settings=mailing(database, office.port))

    assert (report.sent, report.put_off, "gone" in report.error) == (0, 1, True)
    rows = {row.username: row for row in list_messages()}
    assert (rows["binh"].attempt_count, rows["binh"].unclear_count) == (0, 0)
    assert "gone" in rows["binh"].error
    monkeypatch.undo()
    assert send_due(settings=mailing(database, office.port)).sent == 1


def test_a_round_told_to_stop_ends_between_two_messages(
    make_actor: MakeActor, office: Running, database: Settings
) -> None:
    for name in ("an", "binh", "chi"):
        write(make_person(make_actor, name))
    settings = mailing(database, office.port)

    stopped = send_due(settings=settings, should_stop=lambda: len(office.office.taken) >= 2)

    assert (stopped.sent, office.office.addresses()) == (
        2,
        ["an@tinh.example.vn", "binh@tinh.example.vn"],
    )
    assert send_due(settings=settings).sent == 1


def test_a_server_that_never_answers_is_hung_up_on(office: Running, database: Settings) -> None:
    """The watch cuts the line from outside: no answer is waited for beyond it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        mail = mailing(database, office.port).mail
        with MailServer(mail, sending_seconds=0.05) as server:
            assert server._smtp is not None
            server._smtp.sock.close()  # type: ignore[union-attr]
            server._smtp.sock = socket.create_connection(silent.getsockname())
            server._smtp.file = None

            answer = server.hand_over(SENDER, "an@tinh.example.vn", b"x")

    assert answer.outcome is Outcome.PUT_OFF


def send_in_a_process(url: str, folder: str, port: int) -> None:
    from tracker.runtime import create_runtime

    settings = Settings(instance=Path(folder), database_url=url, secret_key=SECRET)
    with create_runtime(settings).app_context():
        send_due(settings=mailing(settings, port))


def test_senders_at_the_same_time_send_each_message_once(
    make_actor: MakeActor, office: Running, database: Settings
) -> None:
    for number in range(12):
        write(make_person(make_actor, f"nguoi{number}"))
    close_database()
    context = multiprocessing.get_context("spawn")
    arguments = (database.database_url, str(database.instance), office.port)
    senders = [context.Process(target=send_in_a_process, args=arguments) for _ in range(3)]

    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert [sender.exitcode for sender in senders] == [0, 0, 0]
    assert sorted(office.office.addresses()) == sorted(
        f"nguoi{number}@tinh.example.vn" for number in range(12)
    )
    assert count_messages() == {
        MessageState.WAITING: 0,
        MessageState.SENT: 12,
        MessageState.GIVEN_UP: 0,
    }


KILLED = """
import sys
from pathlib import Path
from dataclasses import replace
from tracker.config import Settings
from tracker.config_groups import MailSettings
from tracker.errors import RefusedError
from tracker.jobs.outbox_sender import send_due
from tracker.runtime import create_runtime
url, folder, secret, port = sys.argv[1:]
settings = Settings(instance=Path(folder), database_url=url, secret_key=secret)
mail = MailSettings(host="127.0.0.1", port=int(port), sender="dunghan@tinh.example.vn")
sys.stdin.readline()
with create_runtime(settings).app_context():
    send_due(settings=replace(settings, mail=mail))
"""


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_killed_sender_loses_nothing_and_doubles_only_what_the_server_had_taken(
    make_actor: MakeActor, office: Running, database: Settings, where: str
) -> None:
    for name in ("an", "binh"):
        write(make_person(make_actor, name))
    close_database()
    office.office.kills_on = where
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, database.database_url, str(database.instance), SECRET,
         str(office.port)],
        stdin=subprocess.PIPE,
    ) as sender:  # fmt: skip
        office.office.kills = sender.pid
        assert sender.stdin is not None
        sender.stdin.write(b"go\n")
        sender.stdin.flush()
        assert sender.wait() == -9

    first = send_due(settings=mailing(database, office.port))
    let_time_pass()
    second = send_due(settings=mailing(database, office.port))

    assert (first.sent, second.sent) == (1, 1), "its lease keeps the killed one's back at first"
    ids = office.office.ids()
    assert (len(ids), len(set(ids))) == ((3, 2) if where == "data" else (2, 2))
    unclear = {row.username: row.unclear_count for row in list_messages()}
    assert unclear == {"an": 1, "binh": 0}


# --- who may send, and over what -------------------------------------------------------------


def test_a_password_is_never_sent_in_clear(office: Running, database: Settings) -> None:
    mail = mailing(database, office.port, username="u", password="p").mail

    with pytest.raises(MailServerError, match="mail_login_unprotected"), MailServer(mail):
        pass


def test_a_sender_that_is_no_address_is_named_and_nothing_is_lost(
    person: Actor, office: Running, database: Settings
) -> None:
    write(person)
    settings = mailing(database, office.port)

    report = send_due(settings=replace(settings, mail=replace(settings.mail, sender="Đúng Hạn")))

    assert "Đúng Hạn" in report.error
    assert send_due(settings=settings).sent == 1


def test_only_an_administrator_sends_again(person: Actor, make_actor: MakeActor) -> None:
    from tracker.errors import ForbiddenError, RefusedError

    write(person)
    with pytest.raises(ForbiddenError), transaction():
        retry_message(message_id=the_message().id, actor=person, at=now())
    administrator = make_actor("quantri", Role.ADMINISTRATOR)
    with pytest.raises(RefusedError, match="message_not_given_up"), transaction():
        retry_message(message_id=the_message().id, actor=administrator, at=now())


def test_a_day_is_no_matter_to_a_message(
    person: Actor, office: Running, database: Settings, on_day: OnDay
) -> None:
    on_day(date(2026, 8, 1))
    write(person)

    assert send_due(settings=mailing(database, office.port)).sent == 1


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that this machine trusts for the length of a test."""
    made, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", key, "-out", made, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    return made, key


@pytest.mark.skipif(which("openssl") is None, reason="makes its certificate with openssl")
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_over_tls_the_sender_logs_in_and_sends(
    person: Actor,
    open_office: OpenOffice,
    database: Settings,
    certificate: tuple[Path, Path],
    security: str,
) -> None:
    office = open_office(
        PostOffice(password=("u", "mat khau")), security=security, certificate=certificate
    )
    write(person)
    wrong = mailing(database, office.port, security=security, username="u", password="p")
    right = mailing(database, office.port, security=security, username="u", password="mat khau")

    refused = send_due(settings=wrong)
    sent = send_due(settings=right)

    assert "535" in refused.error
    assert (sent.sent, office.office.addresses()) == (1, ["an@tinh.example.vn"])


@pytest.mark.skipif(which("openssl") is None, reason="makes its certificate with openssl")
def test_a_server_nobody_vouches_for_is_told_nothing(
    person: Actor,
    open_office: OpenOffice,
    database: Settings,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = open_office(PostOffice(), security="starttls", certificate=certificate)
    monkeypatch.delenv("SSL_CERT_FILE")
    write(person)

    report = send_due(settings=mailing(database, office.port, security="starttls"))

    assert (report.sent, office.office.tried) == (0, [])
    assert "CERTIFICATE_VERIFY_FAILED" in report.error
