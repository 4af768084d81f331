"""Calls go only where the server's list says, once at a time, within size and time, and keep still.

Source: reference/reliability.md D7; data/portal/README.md section 2.
"""

from __future__ import annotations

import gzip
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.stand_ins.server import (
    ELSEWHERE,
    HUGE_BYTES,
    Answer,
    Request,
    Server,
    json_answer,
    serving,
)
from tracker.addresses import origin_of
from tracker.config import MEBIBYTE
from tracker.sources.contract import Call
from tracker.sources.errors import PullFailedError
from tracker.sources.fetching import Fetcher, user_agent

pytestmark = pytest.mark.one_database

SECRET = "s3cret-value-of-a-test"


class Echo:
    """Answers with what it was asked."""

    packed = False
    body: bytes | None = None

    def answer(self, request: Request) -> Answer:
        if self.body is not None:
            return Answer(200, self.body)
        answer = json_answer(
            {"method": request.method, "path": request.path, "query": request.query}
        )
        if not self.packed:
            return answer
        return Answer(
            200, gzip.compress(answer.body), {**answer.headers, "Content-Encoding": "gzip"}
        )


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Echo()) as server:
        yield server


def fetcher(server: Server, **changes: object) -> Fetcher:
    settings: dict[str, object] = {
        "egress": (origin_of(server.url) or "",),
        "most_bytes": MEBIBYTE,
        "seconds": 20,
        "pause_seconds": 0,
        "environ": {"MY_KEY": SECRET},
        "rest": lambda _: None,
    }
    return Fetcher(**{**settings, **changes})  # type: ignore[arg-type]


def call(server: Server, **changes: object) -> Call:
    return replace(Call("hỏi", "GET", f"{server.url}/a"), **changes)  # type: ignore[arg-type]


def failure(fetcher: Fetcher, asked: Call) -> PullFailedError:
    with pytest.raises(PullFailedError) as caught:
        fetcher.fetch(asked)
    return caught.value


def test_a_reply_comes_whole_with_its_status_and_type(server: Server) -> None:
    reply = fetcher(server).fetch(call(server, query={"kỳ": "2026-08"}))

    assert reply.status == 200
    assert reply.content_type.startswith("application/json")
    assert '"kỳ":"2026-08"' in reply.body.decode()


def test_a_packed_reply_is_kept_unpacked(server: Server) -> None:
    server.stand_in.packed = True  # type: ignore[attr-defined]

    assert fetcher(server).fetch(call(server)).body.startswith(b'{"method"')


def test_we_name_ourselves_and_send_no_cookie(server: Server) -> None:
    fetcher(server).fetch(call(server))

    headers = server.requests[0].headers
    assert headers["user-agent"] == user_agent()
    assert user_agent().startswith("DungHan")
    assert "cookie" not in headers


def test_a_proxy_of_the_environment_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert fetcher(server).fetch(call(server)).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a",
        "https://127.0.0.1:{port}/a",
        "http://localhost:{port}/a",
        "http://127.0.0.1:{port}@other.example/a",
        "http://user:word@127.0.0.1:{port}/a",
        "http://127.0.0.1.example:{port}/a",
        "http://127.0.0.1:{port}0/a",
        "http://127.0.0.1/a",
        "http://2130706433:{port}/a",
        "http://0x7f.1:{port}/a",
        "http://127.1:{port}/a",
        "http://[::ffff:127.0.0.1]:{port}/a",
        "http://127.0.0.1.:{port}/a",
        "http://127.0.0.1:{port}\\@other.example/a",
        "http://127.0.0.1:{port}\n.example/a",
        " http://127.0.0.1:{port}/a",
        "http://127。0。0。1:{port}/a",
        "//127.0.0.1:{port}/a",
        "file:///etc/hostname",
        "ftp://127.0.0.1:{port}/a",
        "gopher://127.0.0.1:{port}/a",
        "http:127.0.0.1:{port}/a",
        "http://127.0.0.1:{port}#@other.example/",
        "http://127.0.0.1:+{port}/a",
        "http://169.254.169.254/latest/meta-data",
        "http://metadata.example/",
        "http://[::1]:{port}/a",
        "http://0.0.0.0:{port}/a",
        "http://[0:0:0:0:0:ffff:7f00:1]:{port}/a",
        "",
    ],
)
def test_nothing_off_the_list_is_called(server: Server, url: str) -> None:
    port = server.url.rpartition(":")[2]

    error = failure(fetcher(server), call(server, url=url.replace("{port}", port)))

    assert error.code == "egress_refused"
    assert "word" not in str(error)
    assert server.requests == []


def test_without_a_list_nothing_is_called(server: Server) -> None:
    assert failure(fetcher(server, egress=()), call(server)).code == "egress_refused"


def test_a_method_that_writes_is_never_sent(server: Server) -> None:
    with pytest.raises(ValueError, match="never sent"):
        fetcher(server).fetch(call(server, method="DELETE"))
    assert server.requests == []


def test_a_redirect_is_a_failure_that_names_the_other_host_and_nothing_of_its_token(
    server: Server,
) -> None:
    server.break_with("redirect")

    error = failure(fetcher(server), call(server))

    assert error.code == "redirect_refused"
    assert error.params["target"] == ELSEWHERE
    assert "token" not in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", ["huge", "bomb"])
def test_a_body_over_the_limit_is_stopped_while_it_comes(server: Server, fault: str) -> None:
    server.break_with(fault)

    error = failure(fetcher(server), call(server))

    assert error.code == "source_reply_too_large"
    assert error.params["megabytes"] == 1
    assert server.sent_bytes < HUGE_BYTES // 2
    assert len(server.requests) == 1


@pytest.mark.parametrize("size", [0, 1], ids=["at the limit", "one more"])
def test_the_limit_itself_is_allowed(server: Server, size: int) -> None:
    server.stand_in.body = b"x" * (MEBIBYTE + size)  # type: ignore[attr-defined]

    if size:
        assert failure(fetcher(server), call(server)).code == "source_reply_too_large"
    else:
        assert len(fetcher(server).fetch(call(server)).body) == MEBIBYTE


@pytest.mark.parametrize("fault", ["slow", "trickle", "trickle_head"])
def test_the_deadline_holds_however_slowly_the_bytes_trickle(server: Server, fault: str) -> None:
    server.break_with(fault)

    error = failure(fetcher(server, seconds=0.3), call(server))

    assert error.code == "source_too_slow"
    assert error.params["seconds"] == 0.3
    assert len(server.requests) == 1, "no second attempt has time left"


@pytest.mark.parametrize("fault", ["cut", "dropped"])
def test_a_network_error_is_tried_once_more_and_no_oftener(server: Server, fault: str) -> None:
    server.break_with(fault, times=1)
    assert fetcher(server).fetch(call(server)).status == 200
    assert len(server.requests) == 2

    server.break_with(fault)
    error = failure(fetcher(server), call(server))

    assert error.code == {"cut": "source_reply_cut", "dropped": "source_unreachable"}[fault]
    assert len(server.requests) == 4


@pytest.mark.parametrize("fault", ["500", "401", "403", "429", "html_403"])
def test_a_status_is_never_tried_again(server: Server, fault: str) -> None:
    server.break_with(fault)

    assert fetcher(server).fetch(call(server)).status == int(fault[-3:])
    assert len(server.requests) == 1


def test_a_host_nobody_listens_at_is_named(server: Server) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"

    error = failure(fetcher(server, egress=(url,)), call(server, url=f"{url}/a"))

    assert (error.code, error.params["origin"]) == ("source_unreachable", url)


def test_something_that_speaks_no_tls_is_a_failure(server: Server) -> None:
    url = server.url.replace("http:", "https:")

    error = failure(fetcher(server, egress=(url,)), call(server, url=f"{url}/a"))

    assert error.code in ("source_unreachable", "source_reply_cut")


def test_between_calls_there_is_a_rest_with_jitter_and_none_before_the_first(
    server: Server,
) -> None:
    rests: list[float] = []
    asking = fetcher(server, pause_seconds=5, rest=rests.append)

    for _ in range(8):
        asking.fetch(call(server))

    assert len(rests) == 7
    assert all(3.5 <= rest <= 6.5 for rest in rests)
    assert len(set(rests)) > 1
    assert server.most_at_once == 1


def test_a_second_attempt_rests_too(server: Server) -> None:
    rests: list[float] = []
    server.break_with("dropped", times=1)

    fetcher(server, pause_seconds=5, rest=rests.append).fetch(call(server))

    assert len(rests) == 1


def test_a_secret_goes_from_the_environment_to_the_header_and_nowhere_else(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    asked = call(server, secret_headers={"Authorization": "MY_KEY"})
    with caplog.at_level(logging.DEBUG):
        fetcher(server).fetch(asked)
        server.break_with("cut")
        error = failure(fetcher(server), asked)

    assert server.requests[0].headers["authorization"] == SECRET
    assert SECRET not in repr(asked) + str(error) + repr(error.__cause__) + caplog.text


@pytest.mark.parametrize("environ", [{}, {"MY_KEY": "  "}], ids=["absent", "blank"])
def test_a_missing_secret_names_its_variable_before_anything_is_sent(
    server: Server, environ: dict[str, str]
) -> None:
    asked = call(server, secret_headers={"X-Api-Key": "MY_KEY"})

    error = failure(fetcher(server, environ=environ), asked)

    assert (error.code, error.params["variable"]) == ("secret_missing", "MY_KEY")
    assert server.requests == []


def test_a_secret_that_would_break_the_header_is_refused_without_being_shown(
    server: Server,
) -> None:
    asked = call(server, secret_headers={"X-Api-Key": "MY_KEY"})

    error = failure(fetcher(server, environ={"MY_KEY": "abc\r\nHost: x"}), asked)

    assert error.code == "secret_unusable"
    assert "abc" not in str(error)
    assert server.requests == []


def test_a_secret_written_into_a_plain_header_is_refused(server: Server) -> None:
    asked = call(server, headers={"Authorization": "Bearer abc"})

    error = failure(fetcher(server), asked)

    assert error.code == "secret_in_plain_header"
    assert "abc" not in str(error)


def test_a_reply_that_repeats_the_secret_is_not_let_in(server: Server) -> None:
    server.stand_in.body = f'{{"key":"{SECRET}"}}'.encode()  # type: ignore[attr-defined]

    error = failure(fetcher(server), call(server, secret_headers={"X-Api-Key": "MY_KEY"}))

    assert error.code == "secret_echoed"
    assert SECRET not in str(error)


def test_no_thread_is_left_behind(server: Server) -> None:
    before = threading.active_count()
    asking = fetcher(server)

    for _ in range(5):
        asking.fetch(call(server))

    assert threading.active_count() <= before + 5, "those of the server's own connections"
    assert not [each for each in threading.enumerate() if isinstance(each, threading.Timer)]
