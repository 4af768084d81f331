"""Logins in the database: found by their secret only, ended for good, braked when guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from models import AuditEntry, LoginBrake, UserSession, db
from models.vocabulary import Role
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.sessions import find_login, list_logins
from tracker.services.login_brake import forgive, reserve_try
from tracker.services.sessions import (
    Proof,
    end_by_token,
    end_own_session,
    open_session,
    touch_session,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.queries.accounts import Actor

AT = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)
IDLE = timedelta(minutes=30)
LIFETIME = timedelta(hours=12)


@pytest.fixture
def lan(database: object, make_actor: MakeActor) -> Actor:
    return make_actor("lan", Role.OFFICE_STAFF)


def log_in(actor: Actor, at: datetime = AT, replaces: str | None = None) -> str:
    with transaction():
        return open_session(
            proof=Proof(actor, None),
            address="192.0.2.1",
            at=at,
            lifetime=LIFETIME,
            replaces=replaces,
        )


def test_a_login_is_found_by_its_secret_alone(lan: Actor) -> None:
    token = log_in(lan)

    found = find_login(token, at=AT, idle=IDLE)
    stored = db.session.scalars(db.select(UserSession.token_hash)).one()

    assert found is not None
    assert found.actor == lan
    assert find_login(stored, at=AT, idle=IDLE) is None
    assert find_login(token[:-1], at=AT, idle=IDLE) is None


def test_secrets_never_repeat(lan: Actor) -> None:
    tokens = {log_in(lan) for _ in range(20)}

    assert len(tokens) == 20
    assert min(len(token) for token in tokens) >= 43


def test_a_login_that_was_replaced_or_ended_is_gone(lan: Actor) -> None:
    first = log_in(lan)
    second = log_in(lan, replaces=first)
    assert find_login(first, at=AT, idle=IDLE) is None

    with transaction():
        end_by_token(token=second)
        end_by_token(token="never was")

    assert find_login(second, at=AT, idle=IDLE) is None


def test_logins_that_ran_out_are_cleared_away_at_the_next_one(lan: Actor) -> None:
    log_in(lan)
    log_in(lan, at=AT + LIFETIME)

    assert len(db.session.scalars(db.select(UserSession.id)).all()) == 1


def test_ones_logins_are_listed_the_last_used_first(lan: Actor) -> None:
    log_in(lan)
    newer = log_in(lan, at=AT + timedelta(minutes=5))
    log_in(lan, at=AT - timedelta(hours=1))

    found = list_logins(lan, at=AT + timedelta(minutes=10), idle=IDLE)
    current = find_login(newer, at=AT + timedelta(minutes=10), idle=IDLE)

    assert len(found) == 2
    assert found[0] == current


def test_nobody_ends_a_login_that_is_not_theirs(lan: Actor, make_actor: MakeActor) -> None:
    token = log_in(lan)
    login = find_login(token, at=AT, idle=IDLE)
    assert login is not None

    with pytest.raises(NotFoundError, match="session_unknown"), transaction():
        end_own_session(actor=make_actor("minh"), session_id=login.id)

    assert find_login(token, at=AT, idle=IDLE) is not None


def test_a_use_is_noted_without_touching_the_callers_work(lan: Actor) -> None:
    token = log_in(lan)
    login = find_login(token, at=AT, idle=IDLE)
    assert login is not None
    later = AT + timedelta(minutes=7)

    touch_session(session_id=login.id, at=later)

    db.session.rollback()
    seen = find_login(token, at=later, idle=IDLE)
    assert seen is not None
    assert seen.seen_at == later
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 10_000


def test_logging_in_and_out_is_on_record(lan: Actor) -> None:
    token = log_in(lan)
    with transaction():
        end_by_token(token=token)

    actions = db.session.scalars(db.select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["logged_in", "logged_out"]


def fail(times: int, username: str = "lan", address: str = "192.0.2.1", at: datetime = AT) -> None:
    for _ in range(times):
        with transaction():
            reserve_try(username=username, address=address, at=at)


@pytest.mark.usefixtures("database")
class TestBrake:
    def test_a_refused_try_is_not_counted(self) -> None:
        fail(10)
        for _ in range(3):
            with pytest.raises(RefusedError, match="login_braked"), transaction():
                reserve_try(username="lan", address="192.0.2.1", at=AT)

        assert set(db.session.scalars(db.select(LoginBrake.failure_count))) == {10}

    def test_the_table_names_neither_account_nor_address(self) -> None:
        fail(1)

        keys = db.session.scalars(db.select(LoginBrake.key_hash)).all()
        assert len(keys) == 2
        assert all(len(key) == 64 for key in keys)

    @pytest.mark.parametrize("spelling", ["LAN", " lan ", "Lan"])
    def test_spellings_of_a_name_share_one_count(self, spelling: str) -> None:
        fail(10, address="192.0.2.1")

        with pytest.raises(RefusedError, match="login_braked"), transaction():
            reserve_try(username=spelling, address="192.0.2.2", at=AT)

    def test_addresses_of_one_ipv6_subscriber_share_one_count(self) -> None:
        for number in range(10):
            fail(1, username=f"u{number}", address=f"2001:db8:1:2::{number:x}")

        with pytest.raises(RefusedError, match="login_braked"), transaction():
            reserve_try(username="lan", address="2001:db8:1:2:ffff::1", at=AT)
        fail(1, address="2001:db8:1:3::1")

    def test_an_office_behind_one_address_is_forgiven_after_an_hour(self) -> None:
        for number in range(10):
            fail(1, username=f"u{number}")

        fail(1, at=AT + timedelta(hours=1))

    def test_a_try_that_succeeded_was_no_failure(self) -> None:
        fail(1)
        with transaction():
            forgive(username="lan", address="192.0.2.1")

        assert db.session.scalars(db.select(LoginBrake.failure_count)).all() == [0]

    def test_names_nobody_tried_for_a_day_leave_the_table(self) -> None:
        for number in range(5):
            fail(1, username=f"u{number}", address=f"192.0.2.{number}")

        fail(1, at=AT + timedelta(hours=24))

        assert len(db.session.scalars(db.select(LoginBrake.id)).all()) == 2
