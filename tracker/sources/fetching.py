"""Makes one call at a time, only where the server's own list says, within limits of size and time.

No redirect is followed, no proxy used, no cookie kept, nothing disguised. A secret is read from the
environment at the moment of the call and stands in no message, no log and no stored copy.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from tracker.addresses import origin_of
from tracker.sources.errors import PullFailedError
from tracker.sources.exchange import Attempt, LineError, PreparedCall

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracker.sources.contract import Call, Reply

JITTER: Final = 0.3
"""Pauses differ by up to this share, so that calls do not beat like a drum."""
METHODS: Final = frozenset({"GET", "POST"})
SECRET_NAMES: Final = frozenset(
    {"authorization", "cookie", "proxy-authorization", "x-api-key", "api-key", "x-auth-token"}
)
"""Headers that may only come from the environment: a stored call shows the plain ones."""


@dataclass(slots=True)
class Fetcher:
    """Makes the calls of one run, one after the other.

    Args:
        egress: Where calls may go, as `tracker.config.origin_of` writes it.
        most_bytes: Largest body, unpacked.
        seconds: Longest a call may take as a whole, its one retry included.
        pause_seconds: Rest before every call but the first.
        environ: Where secrets are.
        rest: Sleeps; a test's own does not.
        took_ms: How long the last call took, without the rest before it.
    """

    egress: tuple[str, ...]
    most_bytes: int
    seconds: float
    pause_seconds: float
    environ: Mapping[str, str]
    rest: Callable[[float], None] = time.sleep
    took_ms: int = field(default=0, init=False)
    _has_called: bool = field(default=False, init=False)

    def fetch(self, call: Call) -> Reply:
        """Return what came back, whole, whatever its status short of a redirect.

        Raises:
            PullFailedError: `egress_refused`, `secret_missing`, `secret_unusable`,
                `secret_in_plain_header`, `redirect_refused`, `source_unreachable`,
                `source_certificate_refused`, `source_silent`, `source_reply_cut`,
                `source_too_slow`, `source_reply_too_large`, `secret_echoed`.
        """
        self.took_ms = 0
        origin = _allowed_origin(call, self.egress)
        held = self._secrets(call)
        self._pause()
        started = time.monotonic()
        attempt = Attempt(call, origin, self.most_bytes, self.seconds, started + self.seconds)
        try:
            return _without_secret(call, self._try(attempt, _request(call, held)), held)
        finally:
            self.took_ms = round((time.monotonic() - started) * 1000)

    def _try(self, attempt: Attempt, request: PreparedCall) -> Reply:
        try:
            return attempt.run(request)
        except LineError:
            self._pause()
        try:
            return attempt.run(request)
        except LineError as error:
            raise PullFailedError(
                error.code, call=attempt.call.name, origin=attempt.origin
            ) from None

    def _pause(self) -> None:
        if self._has_called and self.pause_seconds:
            spread = secrets.SystemRandom().uniform(1 - JITTER, 1 + JITTER)
            self.rest(self.pause_seconds * spread)
        self._has_called = True

    def _secrets(self, call: Call) -> dict[str, str]:
        """Return the secret headers with their values."""
        for header in call.headers:
            if header.lower() in SECRET_NAMES:
                raise PullFailedError("secret_in_plain_header", call=call.name, header=header)
        held: dict[str, str] = {}
        for header, variable in call.secret_headers.items():
            value = self.environ.get(variable, "").strip()
            if not value:
                raise PullFailedError("secret_missing", call=call.name, variable=variable)
            if not (value.isascii() and value.isprintable()):
                raise PullFailedError("secret_unusable", call=call.name, variable=variable)
            held[header] = value
        return held


def _allowed_origin(call: Call, egress: tuple[str, ...]) -> str:
    if call.method not in METHODS:
        raise ValueError(f"{call.method} is never sent")
    origin = origin_of(call.url)
    if origin is None or origin not in egress:
        shown = origin or call.url.partition("?")[0].rpartition("@")[2]
        raise PullFailedError("egress_refused", call=call.name, origin=shown)
    return origin


def _request(call: Call, held: Mapping[str, str]) -> PreparedCall:
    parts = urlsplit(call.url)
    query = "&".join(filter(None, (parts.query, urlencode(call.query))))
    headers = {
        "User-Agent": user_agent(),
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        **call.headers,
        **held,
    }
    body: bytes | None = None
    if call.body is not None:
        body = json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()
        headers["Content-Type"] = "application/json"
    return PreparedCall(
        call.method, (parts.path or "/") + (f"?{query}" if query else ""), headers, body
    )


def _without_secret(call: Call, reply: Reply, held: Mapping[str, str]) -> Reply:
    """Let a reply pass that does not hold a secret it was sent."""
    for header, value in held.items():
        if value.encode() in reply.body:
            variable = call.secret_headers[header]
            raise PullFailedError("secret_echoed", call=call.name, variable=variable)
    return reply


@cache
def user_agent() -> str:
    """Return how we name ourselves: the product and its version, nothing else."""
    try:
        return f"DungHan/{version('dung-han')}"
    except PackageNotFoundError:
        return "DungHan"
