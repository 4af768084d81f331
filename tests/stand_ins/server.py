"""A real HTTP server on loopback, whose answers and faults a test chooses.

    class MySystem:
        def answer(self, request: Request) -> Answer: ...

    with serving(MySystem()) as server:
        server.url                      # "http://127.0.0.1:49152"
        server.break_with("500")        # from now on every request, until `mend()`
        server.break_with("cut", on="progress", times=1)
        server.requests                 # every request as it came, in order

Faults of the line, by name: "500", "401", "403", "429" (JSON), "html_200", "html_403", "slow" (no
answer until the test is over), "trickle" and "trickle_head" (a byte of body or heading now and
then, for ever), "cut" (closed in the middle of the body), "dropped" (closed without an answer),
"redirect" (302 to another host), "huge" (100 MB, streamed), "bomb" (100 MB of gzip that is small
on the line), "empty" (no body), "not_json". What a system's own content can be wrong in is its
stand-in's own affair.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlsplit

ELSEWHERE: Final = "http://elsewhere.example:8080"
HUGE_BYTES: Final = 100 * 1024 * 1024
PAGE: Final = b"<!DOCTYPE html><html><body>Request Rejected. Support ID: 1</body></html>"
TRICKLE_SECONDS: Final = 0.05


@dataclass(frozen=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """One answer; `json_answer` makes the usual one."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


class StandIn(Protocol):
    """What stands in for a system."""

    def answer(self, request: Request) -> Answer: ...


def json_answer(content: Any, status: int = 200) -> Answer:
    """Return JSON as systems send it: compact, letters as themselves."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, {"Content-Type": "application/json;charset=UTF-8"})


@dataclass
class _Fault:
    name: str
    on: str
    times: int


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Take it calmly that the other side goes away: that is what many tests are about."""


class Server:
    """The running server; see the module."""

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.requests: list[Request] = []
        #: Bytes of a body that left before the other side went away.
        self.sent_bytes = 0
        #: How many requests were being answered at once, at most.
        self.most_at_once = 0
        self._faults: list[_Fault] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._at_once = 0
        self._server = _Quiet(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.daemon = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def break_with(self, fault: str, on: str = "", times: int = 0) -> None:
        """Answer wrongly.

        Args:
            fault: Its name; the module lists them.
            on: Only requests whose path holds this.
            times: Only so many of them; 0 is all.
        """
        if fault not in FAULTS:
            raise LookupError(fault)
        self._faults.append(_Fault(fault, on, times or 1_000_000))

    def mend(self) -> None:
        """Answer rightly again."""
        self._faults.clear()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next_fault(self, path: str) -> str:
        with self._lock:
            for fault in self._faults:
                if fault.on in path and fault.times:
                    fault.times -= 1
                    return fault.name
        return ""

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


@contextlib.contextmanager
def serving(stand_in: StandIn) -> Iterator[Server]:
    """Run a stand-in's server while a test lasts."""
    server = Server(stand_in)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with server._answering(), contextlib.suppress(OSError):
                self._serve()

        do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_GET  # noqa: N815

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
            )
            server.requests.append(request)
            fault = server._next_fault(parts.path)
            if fault:
                self.close_connection = True
                FAULTS[fault](self, server, request)
            else:
                self.send(server.stand_in.answer(request))

        def send(self, answer: Answer, *, declared: int | None = None) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            size = len(answer.body) if declared is None else declared
            self.send_header("Content-Length", str(size))
            self.end_headers()
            self.wfile.write(answer.body)
            server.sent_bytes += len(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _send(answer: Answer) -> Callable[..., None]:
    return lambda handler, *_: handler.send(answer)


def _cut(handler: Any, server: Server, request: Request) -> None:
    whole = server.stand_in.answer(request)
    half = Answer(whole.status, whole.body[: len(whole.body) // 2], whole.headers)
    handler.send(half, declared=len(whole.body))


def _slow(handler: Any, server: Server, request: Request) -> None:
    server._over.wait(30)


def _trickle(handler: Any, server: Server, request: Request) -> None:
    handler.send(Answer(201), declared=100_000)
    while not server._over.wait(TRICKLE_SECONDS):
        handler.wfile.write(b" ")
        server.sent_bytes += 1


def _trickle_head(handler: Any, server: Server, request: Request) -> None:
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
    while not server._over.wait(TRICKLE_SECONDS):
        handler.wfile.write(b"x")


def _huge(handler: Any, server: Server, request: Request) -> None:
    # Of no declared length: only counting what comes can stop it.
    handler.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n\r\n")
    block = b" " * 65_536
    for _ in range(HUGE_BYTES // len(block)):
        handler.wfile.write(block)
        server.sent_bytes += len(block)


@cache
def _packed() -> bytes:
    return gzip.compress(b" " * HUGE_BYTES, 1)


def _bomb(handler: Any, server: Server, request: Request) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    handler.send(Answer(201, _packed(), headers))


HTML: Final = {"Content-Type": "text/html; charset=utf-8"}
FAULTS: Final[dict[str, Callable[..., None]]] = {
    "500": _send(json_answer({"code": "ERROR", "message": "stand-in"}, 500)),
    "401": _send(json_answer({"code": "ERROR", "message": "stand-in"}, 401)),
    "403": _send(json_answer({"code": "ERROR", "message": "stand-in"}, 403)),
    "429": _send(json_answer({"code": "ERROR", "message": "stand-in"}, 429)),
    "html_200": _send(Answer(200, PAGE, HTML)),
    "html_403": _send(Answer(403, PAGE, HTML)),
    "slow": _slow,
    "trickle": _trickle,
    "trickle_head": _trickle_head,
    "cut": _cut,
    "dropped": lambda *_: None,
    "redirect": _send(Answer(302, b"", {"Location": f"{ELSEWHERE}/login?token=abc"})),
    "huge": _huge,
    "bomb": _bomb,
    "empty": _send(Answer(201, b"")),
    "not_json": _send(Answer(201, b'{"code": "OK", ')),
}
