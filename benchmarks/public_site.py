"""The public site beside an empty page of the same server: requests a second, and computing.

One gunicorn worker serves bare Flask's empty page and the product's public pages; one client opens
a connection for each request, as the sync worker closes it. Rounds of both take turns, the median
of their ratios counts. "computing" is the worker's own time a request, which the client's share of
the machine does not touch.
"""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.documents import LARGE, SMALL, UNITS, list_content
from models import Publication, User, db
from models.vocabulary import Language, PublicationState, Role
from tests.factories import make_unit
from tracker.clock import now
from tracker.config import Settings
from tracker.publishing.published_files import render_published_files
from tracker.queries.accounts import get_actor
from tracker.queries.publications import get_publication
from tracker.rules.canonical import canonical_json, sha256_hex
from tracker.runtime import create_runtime, upgrade_database
from tracker.services.rendered_files import record_rendered_files
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.common import Options

ROUND_SECONDS = 1.0
GOAL = 0.8
GZIP = "Accept-Encoding: gzip\r\n"


@dataclass(frozen=True)
class Round:
    """One round of requests to one address."""

    rate: float
    computing: float
    size: int
    status: int


def run(options: Options) -> None:
    """Print rate, computing and ratio of each kind of page, of a small and of a large list."""
    for rows in (SMALL, LARGE):
        print(f"public site, list of {rows:,} rows, {UNITS} units, one worker", flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-public-") as folder:
            settings = Settings.from_env({"TRACKER_INSTANCE": folder})
            _publish(settings, rows)
            with _server(Path(folder)) as (port, worker):
                _measure(port, worker, options.repeat)


def _measure(port: int, worker: int, repeat: int) -> None:
    pages = {
        "list page": ("/danh-sach/2024-03", GZIP),
        "list page, not compressed": ("/danh-sach/2024-03", ""),
        "unit page": ("/don-vi/X001", GZIP),
        "JSON file": ("/danh-sach/2024-03/v1.json", GZIP),
        "JSON file, not compressed": ("/danh-sach/2024-03/v1.json", ""),
        "PDF file": ("/danh-sach/2024-03/v1.pdf", GZIP),
        "feed": ("/feed.atom", GZIP),
    }
    for name, (path, headers) in pages.items():
        tag = _tag(port, path, headers)
        known = f"{headers}If-None-Match: {tag}\r\n"
        _compare(name, port, worker, path, headers, repeat)
        _compare(f"{name}, 304", port, worker, path, known, repeat)


def _compare(name: str, port: int, worker: int, path: str, headers: str, repeat: int) -> None:
    pairs = []
    for _ in range(repeat):
        empty = _round(port, worker, "/hello", "")
        pairs.append((empty, _round(port, worker, path, headers)))
    ratio = statistics.median(page.rate / empty.rate for empty, page in pairs)
    computing = statistics.median(page.computing / empty.computing for empty, page in pairs)
    empty, page = pairs[-1]
    verdict = "" if ratio >= GOAL else f"  below {GOAL}"
    print(
        f"{name:<32} {page.status} {page.size:>9,} B   {page.rate:7,.0f}/s   empty page"
        f" {empty.rate:7,.0f}/s   ratio {ratio:5.2f}   computing {computing:5.2f}{verdict}",
        flush=True,
    )


def _round(port: int, worker: int, path: str, headers: str) -> Round:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    first = _ask(port, request)
    count, began, computed = 0, time.perf_counter(), _computed(worker)
    while time.perf_counter() - began < ROUND_SECONDS:
        _ask(port, request)
        count += 1
    seconds = time.perf_counter() - began
    body = first.partition(b"\r\n\r\n")[2]
    status = int(first.split(b" ", 2)[1])
    return Round(count / seconds, (_computed(worker) - computed) / count, len(body), status)


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


def _tag(port: int, path: str, headers: str) -> str:
    answer = _ask(port, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
    found = re.search(rb"(?i)\r\netag: ([^\r]+)", answer)
    if found is None:
        raise SystemExit(f"{path} has no tag: {answer[:200]!r}")
    return found[1].decode()


def _computed(pid: int) -> float:
    """Return the computing time of a process so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _server(instance: Path) -> Iterator[tuple[int, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--log-level", "error", "benchmarks.public_site_server:app",
    ]  # fmt: skip
    environ = {**os.environ, "TRACKER_INSTANCE": str(instance)}
    process = subprocess.Popen(command, env=environ)
    try:
        yield port, _worker(process, port)
    finally:
        process.terminate()
        process.wait(10)


def _worker(process: subprocess.Popen[bytes], port: int) -> int:
    """Return the key of the worker once it answers."""
    for _ in range(200):
        time.sleep(0.1)
        try:
            _ask(port, b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        except OSError:
            continue
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
        return int(children.split()[0])
    raise SystemExit("the server did not start")


def _publish(settings: Settings, rows: int) -> None:
    content = list_content(rows)
    with create_runtime(settings).app_context():
        upgrade_database()
        actors = [_person(name) for name in ("one", "two")]
        for unit in content["units"]:
            make_unit(unit["code"], unit["name"])
        db.session.add(_publication(content, *actors))
        db.session.commit()
        found = get_publication("2024-03", public_only=True)
        files = render_published_files(found, settings)
        with transaction():
            record_rendered_files(period="2024-03", version=1, files=files, actor=get_actor("one"))
        db.session.remove()
        db.engine.dispose()


def _person(name: str) -> int:
    person = User(
        username=name,
        display_name=name,
        role=Role.APPROVER,
        created_at=now(),
        language=Language.VIETNAMESE,
    )
    db.session.add(person)
    db.session.flush()
    return person.id


def _publication(content: dict[str, Any], drafter: int, approver: int) -> Publication:
    text = canonical_json(content).decode()
    days: dict[str, date] = {
        name: date.fromisoformat(content[name]) for name in ("first_day", "last_day", "as_of")
    }
    return Publication(
        period="2024-03",
        version=1,
        state=PublicationState.PUBLISHED,
        is_sample=True,
        content=text,
        internal_content=text,
        sha256=sha256_hex(text.encode()),
        drafted_by=drafter,
        drafted_at=now(),
        approved_by=approver,
        approved_at=now(),
        published_by=approver,
        published_at=now(),
        **days,
    )
