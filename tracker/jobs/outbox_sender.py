"""Hands what is due in the outbox to the mail server: never lost, doubled only where it left open.

Each message is claimed with a lease in a transaction of its own, handed over outside any, and
marked after the server said yes. Killed at any point, it is taken up again when the lease has run
out. Only between that yes and the mark may it go out twice, then under the same Message-ID, and
`OutboxMessage.unclear_count` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.clock import now
from tracker.errors import RefusedError
from tracker.jobs.mail_server import MailServer, MailServerError, Outcome
from tracker.publishing.mail_text import render_mail
from tracker.queries.outbox import find_due_letter
from tracker.rules.emails import check_email
from tracker.services.outbox import (
    claim_message,
    record_no_server,
    record_put_off,
    record_refused,
    record_sent,
)
from tracker.transaction import reading, transaction
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tracker.config import Settings
    from tracker.config_groups import MailSettings
    from tracker.jobs.mail_server import Answer
    from tracker.queries.outbox import Letter


@dataclass(slots=True)
class SendReport:
    """What a round of sending came to.

    Args:
        is_configured: Whether there is a mail server at all; without one messages wait.
        sent: Messages the server took.
        put_off: Messages to be tried again later.
        given_up: Messages refused for good, or after the last attempt.
        error: Why the server could not be reached; empty when it could.
    """

    is_configured: bool
    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    error: str = ""


def send_due(*, settings: Settings, should_stop: Callable[[], bool] = lambda: False) -> SendReport:
    """Send the messages that are due, each at most once, and return what came of it.

    Any number of processes may do so at the same time.

    Args:
        settings: Of the installation; without a mail server nothing is done.
        should_stop: Asked between two messages; True ends the round early.
    """
    mail = settings.mail
    report = SendReport(is_configured=bool(mail.host and mail.sender))
    if not report.is_configured:
        return report
    letter = _next(0)
    if letter is None:
        return report
    try:
        check_email(mail.sender)
        with MailServer(mail) as server:
            while letter is not None and not should_stop():
                # Claimed only by whoever can hand it over: its lease covers no connecting.
                server.keep_open()
                if not _send(letter, server, mail, report):
                    break
                letter = _next(letter.id)
    except (MailServerError, RefusedError) as error:
        report.error = explain(error)
        with transaction():
            record_no_server(report.error, at=now())
    return report


def _next(after: int) -> Letter | None:
    with reading():
        return find_due_letter(now(), after=after)


def _send(letter: Letter, server: MailServer, mail: MailSettings, report: SendReport) -> bool:
    """Send one message; return whether the server is worth another."""
    with transaction():
        lease = claim_message(letter.id, at=now())
    if lease is None:
        return True
    answer = server.hand_over(mail.sender, letter.address, render_mail(letter, mail.sender))
    with transaction():
        _record(letter, lease, answer, report)
    return answer.outcome is not Outcome.NOT_SERVED


def _record(letter: Letter, lease: datetime, answer: Answer, report: SendReport) -> None:
    at, said = now(), answer.said
    if answer.outcome is Outcome.TAKEN:
        report.sent += record_sent(letter, lease=lease, at=at)
    elif answer.outcome is Outcome.REFUSED:
        report.given_up += record_refused(letter, lease=lease, at=at, error=said)
    else:
        report.put_off += record_put_off(
            letter,
            lease=lease,
            at=at,
            error=said,
            is_unclear=answer.outcome is Outcome.UNCLEAR,
            counts=answer.outcome is not Outcome.NOT_SERVED,
        )
