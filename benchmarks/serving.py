"""A benchmark's server: one gunicorn worker, which closes the connection after each request.

"computing" is the worker's own time a request, which the client's share of the machine does not
touch; on a machine that is shared it says more than the rate.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LONGEST_START = 20.0


@dataclass(frozen=True)
class Round:
    """One round of requests to one address.

    Args:
        rate: Requests a second.
        slow: Seconds of the slowest hundredth.
        computing: Seconds the worker computed for one request.
        size: Bytes of the body.
        status: As answered.
    """

    rate: float
    slow: float
    computing: float
    size: int
    status: int


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Args:
        port: Where it listens.
        worker: Key of the process that answers.
    """

    port: int
    worker: int

    def ask(self, path: str, headers: str = "") -> bytes:
        """Return the whole answer to one request.

        Args:
            path: What is asked for.
            headers: Further lines, each with its end.
        """
        return _ask(self.port, path, headers)

    def run_round(
        self,
        path: str,
        headers: str = "",
        *,
        seconds: float = 1.0,
        before_each: Callable[[], None] | None = None,
    ) -> Round:
        """Ask for a page again and again.

        Args:
            path: What is asked for.
            headers: Further lines, each with its end.
            seconds: How long; what happens between requests is not counted.
            before_each: What happens before each request.
        """
        first = self.ask(path, headers)
        times: list[float] = []
        computed = self._computed()
        while sum(times) < seconds:
            if before_each is not None:
                before_each()
            began = time.perf_counter()
            self.ask(path, headers)
            times.append(time.perf_counter() - began)
        return Round(
            rate=len(times) / sum(times),
            slow=sorted(times)[int(len(times) * 0.99)],
            computing=(self._computed() - computed) / len(times),
            size=len(first.partition(b"\r\n\r\n")[2]),
            status=int(first.split(b" ", 2)[1]),
        )

    def _computed(self) -> float:
        """Return the computing time of the worker so far, in seconds."""
        text = Path(f"/proc/{self.worker}/stat").read_text(encoding="ascii")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(app: str, instance: Path, **environ: str) -> Iterator[Server]:
    """Run a server and end it.

    Args:
        app: Module and name of the application.
        instance: Folder of its data.
        environ: What else its environment says.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--log-level", "error", app,
    ]  # fmt: skip
    told = {**os.environ, "TRACKER_INSTANCE": str(instance), **environ}
    process = subprocess.Popen(command, env=told)
    try:
        yield Server(port, _worker(process, port))
    finally:
        process.terminate()
        process.wait(10)


def _worker(process: subprocess.Popen[bytes], port: int) -> int:
    """Return the key of the worker once it answers."""
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST_START:
        time.sleep(0.1)
        try:
            _ask(port, "/hello")
        except OSError:
            continue
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        return int(children.split()[0])
    raise SystemExit("the server did not start")


def _ask(port: int, path: str, headers: str = "") -> bytes:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)
