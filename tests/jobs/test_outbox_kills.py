"""A sender killed anywhere loses no message and doubles only what the server had taken (C9)."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import OutboxMessage, User, db
from models.vocabulary import MessageKind
from tests.conftest import MakeActor, close_database
from tests.killed import ended, kill_at, start
from tests.stand_ins.post_office import PostOffice, Running
from tracker.clock import now
from tracker.config_groups import MailSettings
from tracker.jobs.outbox_sender import send_due
from tracker.services.outbox import queue_message
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings

PEOPLE = ("an", "binh", "chi")
RANDOM_KILLS = 100 if os.environ.get("TRACKER_NIGHTLY") == "1" else 10
HANDED_OVER = 1


class Office:
    """A post office, three messages for it, and senders that are killed."""

    def __init__(self, settings: Settings, running: Running, people: dict[str, int]) -> None:
        mail = MailSettings(host="127.0.0.1", port=running.port, sender="dunghan@tinh.example.vn")
        self.settings = replace(settings, mail=mail)
        self.post, self.people = running.office, people

    def fill(self) -> None:
        """Take back all that was written and sent, and write each person one message."""
        self.post.taken.clear()
        db.session.rollback()
        with transaction():
            db.session.execute(sa.delete(OutboxMessage))
            for user_id in self.people.values():
                queue_message(
                    kind=MessageKind.NOTICE,
                    user_id=user_id,
                    group_key="1",
                    subject="Việc",
                    body="x",
                    due_at=now(),
                )
        close_database()

    def resume(self) -> None:
        """Send again when the lease of what was under way has run out."""
        db.session.rollback()
        with transaction():
            leased = sa.update(OutboxMessage).where(OutboxMessage.lease_until.is_not(None))
            db.session.execute(leased.values(lease_until=now() - timedelta(seconds=1)))
        report = send_due(settings=self.settings)
        assert (report.error, report.put_off, report.given_up) == ("", 0, 0)

    def doubled(self) -> list[str]:
        """Return whom the server took a message for twice; everybody was written to once."""
        taken = Counter(self.post.addresses())
        assert set(taken) == {f"{name}@tinh.example.vn" for name in PEOPLE}, "none is lost"
        assert len(set(self.post.ids())) == len(PEOPLE), "a copy keeps its Message-ID"
        db.session.rollback()
        rows = db.session.execute(
            sa.select(OutboxMessage.address, OutboxMessage.sent_at, OutboxMessage.unclear_count)
        )
        unclear = {row.address: row.unclear_count for row in rows if row.sent_at is not None}
        assert set(unclear) == set(taken)
        # What may have come twice is said to; more copies than that never come.
        assert all(count <= 1 + unclear[address] for address, count in taken.items())
        return [address.partition("@")[0] for address, count in taken.items() if count > 1]


@pytest.fixture
def office(database: Settings, make_actor: MakeActor) -> Iterator[Office]:
    people = {name: make_actor(name).id for name in PEOPLE}
    for name, key in people.items():
        address = f"{name}@tinh.example.vn"
        db.session.execute(sa.update(User).where(User.id == key).values(email=address))
    db.session.commit()
    with Running(PostOffice()) as running:
        yield Office(database, running, people)


def is_killed(office: Office, event: str, number: int) -> bool:
    """Have a process send that dies at one of its commits; return whether it came to it."""

    def body() -> None:
        kill_at(event, number)
        send_due(settings=office.settings)

    status = ended(start(office.settings, body))
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.mark.parametrize("event", ["before_commit", "after_commit"])
def test_a_sender_killed_at_any_commit_doubles_only_what_was_taken_and_not_marked(
    office: Office, event: str
) -> None:
    """Each message is two commits: it is claimed, and marked after the server said yes."""
    for number in range(2 * len(PEOPLE)):
        office.fill()
        assert is_killed(office, event, number + 1)
        office.resume()
        person, commit = divmod(number, 2)
        is_open = (event, commit) == ("before_commit", HANDED_OVER)
        assert office.doubled() == ([PEOPLE[person]] if is_open else []), (event, number)
    office.fill()
    assert not is_killed(office, event, 2 * len(PEOPLE) + 1)


@pytest.mark.slow
def test_senders_killed_at_any_moment_lose_nothing(office: Office) -> None:
    """A few of them; a hundred at night."""
    dice = random.Random(RANDOM_KILLS)
    kills = 0
    for _ in range(4 * RANDOM_KILLS):
        office.fill()
        child = start(office.settings, lambda: send_due(settings=office.settings))
        time.sleep(dice.uniform(0, 0.12))
        os.kill(child, signal.SIGKILL)
        kills += ended(child) == -signal.SIGKILL
        office.resume()
        assert len(office.doubled()) <= 1
        if kills == RANDOM_KILLS:
            return
    raise AssertionError(f"only {kills} of the senders were killed while they worked")
