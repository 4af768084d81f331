"""One exchange with a server: connect, ask, read, within limits that hold whatever it does."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError

from tracker.addresses import origin_of
from tracker.clock import now
from tracker.config import MEBIBYTE
from tracker.sources.contract import Reply
from tracker.sources.errors import PullFailedError, PullStoppedError

if TYPE_CHECKING:
    from urllib3.response import HTTPResponse

    from tracker.sources.contract import Call

CONNECT_SECONDS: Final = 10
READ_SECONDS: Final = 45
_BLOCK: Final = 65_536
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """A call as it goes over the line."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None


class LineError(Exception):
    """The line failed; one more attempt may be made."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Watchdog:
    """Cuts a connection at its deadline, however slowly the bytes trickle."""

    def __init__(self, seconds: float) -> None:
        self.has_bitten = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(max(seconds, 0), self._bite)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connected: socket.socket | None) -> None:
        """Name the connection; one that came too late is cut at once."""
        self._socket = connected
        if self.has_bitten:
            self._bite()

    @property
    def watches(self) -> bool:
        """Return whether there was a connection at all."""
        return self._socket is not None

    def stop(self) -> None:
        """Let the connection be."""
        self._timer.cancel()
        self._timer.join()

    def _bite(self) -> None:
        self.has_bitten = True
        if self._socket is not None:
            try:
                # Not the method of the TLS socket: it would pull the cipher from under a reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return


@dataclass(slots=True)
class Attempt:
    """One try at a call; a second one has what the first left of the time."""

    call: Call
    origin: str
    most_bytes: int
    seconds: float
    ends_at: float

    def run(self, request: PreparedCall) -> Reply:
        """Return the reply, or raise PullFailedError or LineError."""
        left = self.ends_at - time.monotonic()
        connection = _connection(self.origin, min(CONNECT_SECONDS, max(left, 0.001)))
        watchdog = _Watchdog(left)
        try:
            return self._exchange(connection, watchdog, request)
        except ssl.SSLCertVerificationError:
            raise PullFailedError(
                "source_certificate_refused", call=self.call.name, origin=self.origin
            ) from None
        except (HTTPError, http.client.HTTPException, OSError) as error:
            if watchdog.has_bitten:
                raise self._too_slow() from None
            raise LineError(_network_code(error, has_connected=watchdog.watches)) from None
        finally:
            watchdog.stop()
            connection.close()

    def _exchange(
        self, connection: HTTPConnection, watchdog: _Watchdog, request: PreparedCall
    ) -> Reply:
        connection.connect()
        watchdog.watch(connection.sock)
        connection.timeout = READ_SECONDS
        connection.request(
            request.method,
            request.target,
            body=request.body,
            headers=request.headers,
            preload_content=False,
        )
        with closing(connection.getresponse()) as response:
            if response.status in _REDIRECTS:
                raise self._redirected(response)
            body = self._body(response, watchdog)
        return Reply(response.status, response.headers.get("Content-Type", ""), body, now())

    def _body(self, response: HTTPResponse, watchdog: _Watchdog) -> bytes:
        """Return the body, counted as it is unpacked; nothing beyond the limit is ever held."""
        parts = bytearray()
        if (response.length_remaining or 0) > self.most_bytes:
            raise self._too_large()
        # One read of the line at a time: a longer one would sit out the deadline.
        while part := response.read1(_BLOCK):
            parts += part
            if len(parts) > self.most_bytes:
                raise self._too_large()
            if watchdog.has_bitten or time.monotonic() > self.ends_at:
                raise self._too_slow()
        if watchdog.has_bitten:
            # A cut connection looks like the end of a body without a length.
            raise self._too_slow()
        return bytes(parts)

    def _too_slow(self) -> PullFailedError:
        return PullFailedError(
            "source_too_slow", call=self.call.name, origin=self.origin, seconds=self.seconds
        )

    def _too_large(self) -> PullFailedError:
        return PullFailedError(
            "source_reply_too_large",
            call=self.call.name,
            origin=self.origin,
            megabytes=self.most_bytes // MEBIBYTE,
        )

    def _redirected(self, response: HTTPResponse) -> PullFailedError:
        # Only where it leads: what else the address holds may be a token.
        there = urljoin(f"{self.origin}/", response.headers.get("Location", ""))
        kind = PullStoppedError if self.call.redirect_is_login else PullFailedError
        return kind(
            "redirect_refused",
            call=self.call.name,
            status=response.status,
            origin=self.origin,
            target=origin_of(there) or "?",
        )


def _connection(origin: str, seconds: float) -> HTTPConnection:
    parts = urlsplit(origin)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=seconds)


def _network_code(error: Exception, *, has_connected: bool) -> str:
    if not has_connected or isinstance(error, ConnectionError):
        return "source_unreachable"
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return "source_silent"
    return "source_reply_cut"
