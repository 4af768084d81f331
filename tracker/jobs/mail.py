"""Tells people: queues the day's digests and a month's reminders, and sends what is due.

The clock process calls `run_mail` every few minutes; a person may call each part at any time.
Everything may be called by several processes at once: nothing is said twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.clock import local, now
from tracker.jobs.outbox_sender import send_due
from tracker.jobs.reminders import queue_reminders
from tracker.publishing.digests import render_digest
from tracker.queries.calendar import load_calendar
from tracker.queries.digests import find_told_before, is_queued, list_addressees, list_told
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import list_all_waiting
from tracker.rules.digests import build_digest, digest_day, find_passed
from tracker.services.digests import begin_day, queue_digest
from tracker.transaction import reading, transaction
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.config import Settings
    from tracker.jobs.outbox_sender import SendReport
    from tracker.publishing.digests import MessageText
    from tracker.queries.digests import Addressee
    from tracker.rules.digests import DigestDay, DigestSection, Passed

__all__ = ["MailReport", "queue_digests", "queue_reminders", "run_mail", "send_due"]


@dataclass(frozen=True, slots=True)
class MailReport:
    """What a round of telling people came to.

    Args:
        queued: Digests queued.
        sending: What became of what was due.
    """

    queued: int
    sending: SendReport


@dataclass(frozen=True, slots=True)
class _Digest:
    """One person's digest, ready to be queued."""

    user_id: int
    text: MessageText
    passed: tuple[Passed, ...]


def run_mail(*, settings: Settings, should_stop: Callable[[], bool] = lambda: False) -> MailReport:
    """Queue the day's digests when their hour has come, then send what is due.

    Args:
        settings: Of the installation.
        should_stop: Asked between two messages; True ends the round early, nothing is lost.
    """
    queued = 0
    try:
        queued = queue_digests(settings=settings)
    finally:
        # What was written before goes out, whatever is wrong with the day's digests.
        sending = send_due(settings=settings, should_stop=should_stop)
    return MailReport(queued, sending)


def queue_digests(*, settings: Settings, dry_run: bool = False) -> int:
    """Queue the day's digests, once, and return how many.

    Nothing is queued before the hour set for it, on a day off, or when the day's were queued. A
    server that was off at that hour does it when it is back on the same day.

    Args:
        settings: Of the installation.
        dry_run: Count them and queue nothing.
    """
    at = now()
    present = local(at)
    with reading():
        on = present.date()
        day = digest_day(on, load_calendar(), find_told_before(on))
        if not day.is_working or present.hour < settings.mail.digest_hour or is_queued(day.on):
            return 0
        digests = list(_digests(day, settings))
    with transaction(dry_run=dry_run):
        if not begin_day(on=day.on, at=at, message_count=len(digests)):
            return 0
        return sum(
            queue_digest(
                user_id=digest.user_id,
                on=day.on,
                at=at,
                subject=digest.text.subject,
                body=digest.text.body,
                passed=digest.passed,
            )
            for digest in digests
        )


def _digests(day: DigestDay, settings: Settings) -> Iterator[_Digest]:
    directory = load_directory()
    items = list_all_waiting(day.on, settings=settings, directory=directory)
    told = list_told()
    for person in list_addressees(directory):
        passed = find_passed(
            items,
            person.reader,
            head_after_days=settings.mail.head_after_days,
            office_after_days=settings.mail.office_after_days,
            told=told.get(person.reader.user_id, ()),
        )
        sections = build_digest(items, passed, person.reader, day)
        if sections:
            text = _render(person, sections, day, settings)
            yield _Digest(person.reader.user_id, text, tuple(passed))


def _render(
    person: Addressee, sections: list[DigestSection], day: DigestDay, settings: Settings
) -> MessageText:
    with force_locale(person.language.value):
        return render_digest(
            sections,
            name=person.display_name,
            on=day.on,
            base_url=settings.public.base_url,
        )
