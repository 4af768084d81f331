"""A message of the outbox as the mail server gets it."""

from __future__ import annotations

from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tracker.queries.outbox import Letter

SENDER_NAME: Final = "Đúng Hạn"
_POLICY: Final = compat32.clone(linesep="\r\n")


def render_mail(letter: Letter, sender: str) -> bytes:
    """Return the bytes of a message: plain text in UTF-8, the same at every attempt.

    The subject is encoded whole: the newer interface of the standard library loses blanks between
    the parts of a long one.

    Args:
        letter: The message.
        sender: Address it comes from; its domain makes the Message-ID unique in the world.

    Source:
        RFC 5322; RFC 2047; RFC 3834 (nobody's holiday notice answers it).
    """
    # Its headers may be `Header`, which the type of the class does not say.
    mail: Any = MIMEText("\r\n".join(letter.body.splitlines()) + "\r\n", "plain", "utf-8")
    mail["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    mail["Date"] = format_datetime(letter.created_at)
    mail["From"] = formataddr((SENDER_NAME, sender), charset="utf-8")
    mail["To"] = letter.address
    mail["Subject"] = Header(letter.subject, "utf-8")
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    content: bytes = mail.as_bytes(policy=_POLICY)
    return content
