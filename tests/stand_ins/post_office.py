"""A mail server on loopback that takes, refuses, hangs up or stops whoever sends, as it is told."""

from __future__ import annotations

import email
import os
import signal
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

YES = "250 2.0.0 taken"


@dataclass
class PostOffice:
    """What a server does with whom, and what it took.

    Args:
        to_sender: Answer to MAIL; empty takes everybody.
        to_recipient: Answer to RCPT by address.
        to_text: Answers to DATA by address, one an attempt; then it takes the message.
        hangs_up: Addresses whose text is read and then never answered, so many times.
        kills_on: "rcpt" or "data": the sending process is killed there, once.
        password: Who may log in; None lets nobody try.
    """

    to_sender: str = ""
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_text: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    hangs_up: dict[str, int] = field(default_factory=dict)
    kills_on: str = ""
    kills: int = 0
    password: tuple[str, str] | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the server's name for it
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.to_sender:
            return self.to_sender
        envelope.mail_from = address
        return YES

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        self._kill("rcpt")
        answer = self.to_recipient.get(address, YES)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        address = envelope.rcpt_tos[0]
        answers = self.to_text.get(address)
        if answers:
            return answers.pop(0)
        self.taken.append(
            email.message_from_bytes(envelope.content, policy=default)  # type: ignore[arg-type]
        )
        self._kill("data")
        if self.hangs_up.get(address, 0):
            self.hangs_up[address] -= 1
            assert server.transport is not None
            server.transport.abort()
        return YES

    def _kill(self, where: str) -> None:
        if self.kills_on == where and self.kills:
            pid, self.kills = self.kills, 0
            os.kill(pid, signal.SIGKILL)

    def addresses(self) -> list[str]:
        """Return whom it took messages for, in order."""
        return [str(mail["To"]) for mail in self.taken]

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.taken]


class Running:
    """A post office that answers."""

    def __init__(
        self,
        office: PostOffice,
        *,
        security: str = "none",
        certificate: tuple[Path, Path] | None = None,
    ) -> None:
        self.office = office
        self.port = free_port()
        more: dict[str, Any] = {}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            if security == "tls":
                more["ssl_context"] = context
            else:
                more |= {"tls_context": context, "require_starttls": True}
        if office.password:
            more |= {
                "authenticator": self._check,
                "auth_required": True,
                "auth_require_tls": security == "starttls",
            }
        self.controller = Controller(office, hostname="127.0.0.1", port=self.port, **more)

    def _check(self, _server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> Any:
        assert isinstance(data, LoginPassword)
        given = data.login.decode(), data.password.decode()
        return AuthResult(success=given == self.office.password, handled=False)

    def __enter__(self) -> Running:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


OpenOffice = Callable[..., Running]
"""Opens a post office for the length of a test."""
