"""What the clock process does of mail can be done by hand, and never shows anybody's address."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import OutboxMessage, User, db
from models.vocabulary import MessageKind
from tests.remembered import remembered
from tests.stand_ins.post_office import PostOffice, Running, free_port
from tracker.clock import now
from tracker.queries.accounts import find_email, get_actor
from tracker.services.outbox import queue_message
from tracker.transaction import transaction

if TYPE_CHECKING:
    import pytest

    from tests.conftest import MakeActor, OnDay, RunCli
    from tracker.config import Settings


@remembered
def waiting(database: Settings, make_actor: MakeActor) -> None:
    person = make_actor("an")
    db.session.execute(sa.update(User).where(User.id == person.id).values(email="an@b.example.vn"))
    db.session.commit()
    with transaction():
        queue_message(
            kind=MessageKind.NOTICE,
            user_id=person.id,
            group_key="1",
            subject="Việc",
            body="x",
            due_at=now(),
        )


def test_without_a_mail_server_sending_says_so_and_fails_nothing(
    run_cli: RunCli, waiting: None
) -> None:
    result = run_cli("mail", "send")

    assert (result.exit_code, "Chưa đặt máy chủ thư" in result.stdout) == (0, True)


def test_messages_are_sent_and_listed_without_addresses(
    run_cli: RunCli, waiting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Running(
        PostOffice(to_recipient={"an@b.example.vn": "450 an@b.example.vn later"})
    ) as office:
        monkeypatch.setenv("TRACKER_MAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("TRACKER_MAIL_PORT", str(office.port))
        monkeypatch.setenv("TRACKER_MAIL_SENDER", "dunghan@tinh.example.vn")
        put_off = run_cli("mail", "send")
        listed = run_cli("mail", "status", "--format", "json")
        db.session.execute(sa.update(OutboxMessage).values(due_at=now()))
        db.session.commit()
        office.office.to_recipient.clear()
        sent = run_cli("mail", "send")

    assert "hoãn 1 thư" in put_off.stdout
    assert "Đã gửi 1 thư" in sent.stdout
    (row,) = listed.json()
    assert (row["user"], row["state"], row["attempts"]) == ("an", "waiting", 1)
    assert row["error"] == "450 … later"
    assert "an@b.example.vn" not in listed.stdout
    assert run_cli("mail", "status", "--state", "waiting", "--format", "csv").rows() == []


def test_a_server_that_is_not_there_is_named(
    run_cli: RunCli, waiting: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("TRACKER_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("TRACKER_MAIL_PORT", str(port))
    monkeypatch.setenv("TRACKER_MAIL_SENDER", "dunghan@tinh.example.vn")

    result = run_cli("mail", "send")

    assert result.exit_code == 1
    assert f"127.0.0.1:{port}" in result.stderr


def test_digests_and_reminders_are_queued_by_hand(
    run_cli: RunCli, waiting: None, on_day: OnDay
) -> None:
    on_day(date(2026, 4, 14))

    assert "Sẽ lập 0 thư" in run_cli("mail", "queue", "--dry-run").stdout
    assert "Đã lập 0 thư" in run_cli("mail", "queue").stdout
    assert "Sẽ lập 0 thư" in run_cli("mail", "remind", "2026-03", "--dry-run").stdout
    assert "Đã lập 0 thư" in run_cli("mail", "remind", "2026-03").stdout
    assert run_cli("mail", "remind", "2026-Q1").exit_code == 1


def test_only_what_was_given_up_is_sent_again(run_cli: RunCli, waiting: None) -> None:
    key = str(db.session.scalar(sa.select(OutboxMessage.id)))
    assert run_cli("mail", "retry", key).exit_code == 1
    db.session.execute(sa.update(OutboxMessage).values(failed_at=now()))
    db.session.commit()

    assert run_cli("mail", "retry", key).exit_code == 0
    assert run_cli("mail", "retry", "987654").exit_code == 1


def test_an_account_is_given_an_address(run_cli: RunCli, database: Settings) -> None:
    added = run_cli(
        "users",
        "add",
        "binh",
        "--role",
        "office_staff",
        "--email",
        "Binh@B.example.vn",
        "--format",
        "json",
    )
    assert added.exit_code == 0
    assert find_email(get_actor("binh").id) == "Binh@b.example.vn"

    assert run_cli("users", "set-email", "binh", "b@c.example.vn").exit_code == 0
    db.session.rollback()
    assert find_email(get_actor("binh").id) == "b@c.example.vn"
    assert run_cli("users", "set-email", "binh", "không phải").exit_code == 1
    assert run_cli("users", "set-email", "khong-co", "b@c.example.vn").exit_code == 1
    assert run_cli("users", "set-email", "binh").exit_code == 0
    db.session.rollback()
    assert find_email(get_actor("binh").id) == ""
