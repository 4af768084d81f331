"""One connection to the mail server: what it said to each message, in three answers.

Only an answer to this very recipient or this very text refuses a message for good (5xx to RCPT or
DATA); whatever else goes wrong may go right later. Nothing is said of a message before the server
said yes to all of it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from types import TracebackType

    from tracker.config_groups import MailSettings

OPENING_SECONDS: Final = 30.0
SENDING_SECONDS: Final = 120.0
"""Longest a message may take from first word to last; well under the lease of the outbox."""

_PERMANENT: Final = range(500, 600)
_ACCEPTED: Final = range(200, 300)


class Outcome(StrEnum):
    """What became of a message that was handed to the server."""

    TAKEN = "taken"
    REFUSED = "refused"
    PUT_OFF = "put_off"
    UNCLEAR = "unclear"
    NOT_SERVED = "not_served"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said.

    Args:
        outcome: What it comes to. `UNCLEAR`: the text went out and no answer came back.
            `NOT_SERVED`: it takes nothing from this sender at all, whoever it is for.
        said: Its words, or what happened to the line.
    """

    outcome: Outcome
    said: str


class MailServerError(TrackerError):
    """The mail server could not be reached, or would not let the sender in."""


class MailServer:
    """A connection, opened on entering and closed on leaving.

    Args:
        settings: Where it is and who comes.
        sending_seconds: Longest one message may take.

    Raises:
        MailServerError: `mail_unreachable` or `mail_login_unprotected` on entering.
    """

    def __init__(self, settings: MailSettings, sending_seconds: float = SENDING_SECONDS) -> None:
        self._settings = settings
        self._seconds = sending_seconds
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect, speak TLS where it is asked for, log in."""
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say goodbye; a server that has gone already is no matter."""
        self._close()

    def keep_open(self) -> None:
        """Connect again if the connection was lost over an earlier message.

        Raises:
            MailServerError: `mail_unreachable`.
        """
        if self._smtp is None:
            self._open()

    def hand_over(self, sender: str, address: str, mail: bytes) -> Answer:
        """Hand one message over and return what the server said.

        Args:
            sender: Who it comes from.
            address: Who it is for.
            mail: The whole message.
        """
        smtp = self._smtp
        if smtp is None:
            raise AssertionError("a message was handed over without a connection")
        watch = threading.Timer(self._seconds, _hang_up, (smtp.sock,))
        watch.daemon = True
        watch.start()
        try:
            answer = _converse(smtp, sender, address, mail)
        finally:
            watch.cancel()
        if answer.outcome is not Outcome.TAKEN and not _is_well(smtp):
            self._close()
        return answer

    def _open(self) -> None:
        place = self._settings
        if place.username and place.security == "none":
            raise MailServerError("mail_login_unprotected", host=place.host)
        try:
            self._smtp = _connect(place)
            if place.security == "starttls":
                self._smtp.starttls(context=ssl.create_default_context())
            if place.username:
                self._smtp.login(place.username, place.password)
            self._smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            # A password outside ASCII cannot be said to the server either.
            self._close()
            raise MailServerError(
                "mail_unreachable", host=place.host, port=place.port, why=_words(error)
            ) from error

    def _close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (OSError, smtplib.SMTPException):
            smtp.close()


def _connect(place: MailSettings) -> smtplib.SMTP:
    if place.security == "tls":
        return smtplib.SMTP_SSL(
            place.host, place.port, timeout=OPENING_SECONDS, context=ssl.create_default_context()
        )
    return smtplib.SMTP(place.host, place.port, timeout=OPENING_SECONDS)


def _converse(smtp: smtplib.SMTP, sender: str, address: str, mail: bytes) -> Answer:
    is_text_out = False
    try:
        code, said = smtp.mail(sender)
        if code not in _ACCEPTED:
            return Answer(Outcome.NOT_SERVED, _said(code, said))
        code, said = smtp.rcpt(address)
        if code not in _ACCEPTED:
            return Answer(_refusal(code), _said(code, said))
        is_text_out = True
        code, said = smtp.data(mail)
    except smtplib.SMTPDataError as error:
        # The server answered the word DATA itself: no text went out.
        return Answer(_refusal(error.smtp_code), _said(error.smtp_code, error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        outcome = Outcome.UNCLEAR if is_text_out else Outcome.PUT_OFF
        return Answer(outcome, _words(error))
    taken = code in _ACCEPTED
    return Answer(Outcome.TAKEN if taken else _refusal(code), _said(code, said))


def _refusal(code: int) -> Outcome:
    return Outcome.REFUSED if code in _PERMANENT else Outcome.PUT_OFF


def _is_well(smtp: smtplib.SMTP) -> bool:
    """Return whether the connection can carry the next message."""
    try:
        return smtp.rset()[0] in _ACCEPTED
    except (OSError, smtplib.SMTPException):
        return False


def _hang_up(line: socket.socket | None) -> None:
    """Cut a line from the outside, so that whoever waits at it goes on."""
    if line is None:
        return
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return " ".join(str(error).split()) or type(error).__name__
