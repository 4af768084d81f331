"""Settings that belong together: mail, the monthly cycle, public pages, apologies, new work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from tracker.config_reader import EnvironmentReader


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How people are told, and when.

    Args:
        host: The mail server; empty while there is none, then messages wait.
        port: Its port.
        security: "none", "starttls" or "tls".
        username: Login at the mail server; empty for none.
        password: Its password.
        sender: Address the messages come from.
        digest_hour: Local hour of the daily digest on working days.
        head_after_days: Days late after which the unit's head is told, too.
        office_after_days: Days late after which the office is told, too.
    """

    host: str = ""
    port: int = 25
    security: str = "none"
    username: str = ""
    password: str = ""
    sender: str = ""
    digest_hour: int = 7
    head_after_days: int = 3
    office_after_days: int = 7

    @classmethod
    def read(cls, read: EnvironmentReader) -> Self:
        """Return what an environment states.

        Raises:
            RefusedError: `setting_invalid`.
        """
        return cls(
            host=read.text("TRACKER_MAIL_HOST", ""),
            port=read.whole("TRACKER_MAIL_PORT", 25, 1, 65535),
            security=read.choice("TRACKER_MAIL_SECURITY", ("none", "starttls", "tls"), "none"),
            username=read.text("TRACKER_MAIL_USERNAME", ""),
            password=read.secret("TRACKER_MAIL_PASSWORD"),
            sender=read.text("TRACKER_MAIL_SENDER", ""),
            digest_hour=read.whole("TRACKER_DIGEST_HOUR", 7, 0, 23),
            head_after_days=read.whole("TRACKER_HEAD_AFTER_DAYS", 3, 0, 365),
            office_after_days=read.whole("TRACKER_OFFICE_AFTER_DAYS", 7, 0, 365),
        )


@dataclass(frozen=True, slots=True)
class CycleSettings:
    """When the steps of a month are due; days are of the month after, local time.

    Args:
        sources: Codes of the sources that are pulled for every month.
        start_day: Day the pulls of the month before begin.
        hour: Local hour from which a step that is due is taken.
        draft_day: Day the list is drafted.
        reply_days: Working days units have to answer the draft.
        remind_days: Working days before the end of the reply window on which units are reminded.
    """

    sources: tuple[str, ...] = ()
    start_day: int = 2
    hour: int = 6
    draft_day: int = 5
    reply_days: int = 5
    remind_days: tuple[int, ...] = (2, 0)

    @classmethod
    def read(cls, read: EnvironmentReader) -> Self:
        """Return what an environment states.

        Raises:
            RefusedError: `setting_invalid`.
        """
        return cls(
            sources=read.words("TRACKER_CYCLE_SOURCES"),
            start_day=read.whole("TRACKER_CYCLE_START_DAY", 2, 1, 28),
            hour=read.whole("TRACKER_CYCLE_HOUR", 6, 0, 23),
            draft_day=read.whole("TRACKER_CYCLE_DRAFT_DAY", 5, 1, 28),
            reply_days=read.whole("TRACKER_REPLY_DAYS", 5, 1, 30),
            remind_days=read.wholes("TRACKER_REMIND_DAYS", (2, 0), 0, 30),
        )


@dataclass(frozen=True, slots=True)
class PublicSettings:
    """What the public pages show, and for how long.

    Args:
        base_url: Address people reach the site at, for links in messages and feeds.
        small_count: A rate over fewer dossiers than this is shown as its counts only.
        noindex: Whether search engines are asked to leave the lists out.
        take_down_months: Months after which a list's rows leave the public site; 0 is never.
        officers_order: The order under which officers are named ("QĐ 12/QĐ-UBND ngày …"); empty
            while nobody is.
    """

    base_url: str = ""
    small_count: int = 10
    noindex: bool = True
    take_down_months: int = 0
    officers_order: str = ""

    @classmethod
    def read(cls, read: EnvironmentReader) -> Self:
        """Return what an environment states.

        Raises:
            RefusedError: `setting_invalid`.
        """
        return cls(
            base_url=read.site("TRACKER_BASE_URL"),
            small_count=read.whole("TRACKER_SMALL_COUNT", 10, 0, 1000),
            noindex=read.flag("TRACKER_NOINDEX", default=True),
            take_down_months=read.whole("TRACKER_TAKE_DOWN_MONTHS", 0, 0, 600),
            officers_order=read.text("TRACKER_OFFICERS_ORDER", ""),
        )


@dataclass(frozen=True, slots=True)
class ApologySettings:
    """What an apology owes under Decree 118/2025, until the province has confirmed its reading.

    Args:
        nd118_days_before: Days before the term ends by which the letter is sent.
        nd118_letter_count: How many times a dossier may be given a new day.
        nd118_confirmed: Whether the province has confirmed the two figures.
        needed_after_days: Days late from which a letter is owed.
    """

    nd118_days_before: int = 1
    nd118_letter_count: int = 1
    nd118_confirmed: bool = False
    needed_after_days: int = 0

    @classmethod
    def read(cls, read: EnvironmentReader) -> Self:
        """Return what an environment states.

        Raises:
            RefusedError: `setting_invalid`.
        """
        return cls(
            nd118_days_before=read.whole("TRACKER_ND118_DAYS_BEFORE", 1, 0, 30),
            nd118_letter_count=read.whole("TRACKER_ND118_LETTER_COUNT", 1, 1, 10),
            nd118_confirmed=read.flag("TRACKER_ND118_CONFIRMED", default=False),
            needed_after_days=read.whole("TRACKER_APOLOGY_AFTER_DAYS", 0, 0, 365),
        )


@dataclass(frozen=True, slots=True)
class AssignmentSettings:
    """How long units and arbiters have, when work is handed down.

    Args:
        dispute_days: Working days the arbiter has to decide a refused assignment.
        answer_days: Working days a unit has to answer a new assignment; 0 sets no clock.
        arbiter: Account that decides refused assignments; empty leaves it to the approver.
    """

    dispute_days: int = 5
    answer_days: int = 0
    arbiter: str = ""

    @classmethod
    def read(cls, read: EnvironmentReader) -> Self:
        """Return what an environment states.

        Raises:
            RefusedError: `setting_invalid`.
        """
        return cls(
            dispute_days=read.whole("TRACKER_DISPUTE_DAYS", 5, 1, 30),
            answer_days=read.whole("TRACKER_ANSWER_DAYS", 0, 0, 30),
            arbiter=read.text("TRACKER_DISPUTE_ARBITER", ""),
        )
