"""Over TLS the same holds, and nothing is sent to a server nobody vouches for."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which

import pytest

from tracker.sources.contract import Call
from tracker.sources.errors import PullFailedError
from tracker.sources.fetching import Fetcher

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(which("openssl") is None, reason="makes its certificate with openssl"),
]


class Trusted:
    """A server with a certificate of its own making."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        self.requests = 0
        self.trickles = False
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", self.certificate,
             "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=IP:127.0.0.1"],
            check=True,
            capture_output=True,
        )  # fmt: skip
        over = self.over = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.requests += 1
                size = 100_000 if server.trickles else 2
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n{}" % size)
                while server.trickles and not over.wait(0.05):
                    try:
                        self.wfile.write(b" ")
                    except OSError:
                        return

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.over.set()
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def fetcher(self, seconds: float = 20) -> Fetcher:
        return Fetcher((self.url,), 1 << 20, seconds, 0, {})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trusted]:
    server = Trusted(tmp_path_factory.mktemp("tls"))
    yield server
    server.stop()


@pytest.fixture
def server(running: Trusted) -> Trusted:
    running.requests, running.trickles = 0, False
    return running


def test_a_certificate_nobody_vouches_for_is_refused(server: Trusted) -> None:
    with pytest.raises(PullFailedError) as caught:
        server.fetcher().fetch(Call("hỏi", "GET", f"{server.url}/x"))

    assert caught.value.code == "source_certificate_refused"
    assert server.requests == 0


def test_a_trusted_server_answers(server: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))

    assert server.fetcher().fetch(Call("hỏi", "GET", f"{server.url}/x")).body == b"{}"


def test_the_deadline_holds_over_tls(server: Trusted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    server.trickles = True

    with pytest.raises(PullFailedError) as caught:
        server.fetcher(seconds=0.5).fetch(Call("hỏi", "GET", f"{server.url}/x"))

    assert caught.value.code == "source_too_slow"
    assert server.requests == 1
