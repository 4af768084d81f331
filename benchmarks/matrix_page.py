"""G8: the matrix page beside an empty page and beside the same table rendered from a constant.

One gunicorn worker serves all three; 21 tasks × 150 units, judged, with log-in, rights and
database. The constant is the table alone: its cells drawn from values that stand in memory and put
into the same template, without log-in, layout or database. Rounds take turns, the median of their
ratios counts. "after a write" is the page when something was written
between any two requests, so that nothing kept can be used.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from models import UnitGroup, User, db
from models.vocabulary import Language, Role, UnitLevel
from tests.factories import make_directive, make_indicator, make_task, make_unit
from tracker.clock import now
from tracker.config import Settings
from tracker.queries.accounts import get_actor
from tracker.rules.periods import read_period
from tracker.runtime import create_runtime, upgrade_database
from tracker.services.evaluations import evaluate_period
from tracker.services.sessions import Proof, open_session
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.common import Options

UNITS, TASKS = 150, 21
ROUND_SECONDS = 2.0
ADDRESS = "/ma-tran?van-ban=BENCH&ky=2024-03"
GOALS = {"/hello": 0.05, "/constant": 0.6}
MOST_SLOWER = 25
"""The slowest hundredth of requests against the empty page's."""


@dataclass(frozen=True)
class Round:
    """One round of requests to one address."""

    rate: float
    slow: float
    size: int


def run(options: Options) -> None:
    """Print rate, ratio and slowest hundredth of each page."""
    print(f"matrix page, {TASKS} tasks × {UNITS} units, one worker", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-matrix-") as folder:
        settings = Settings.from_env({"TRACKER_INSTANCE": folder})
        token = _prepare(settings)
        database = Path(settings.database_url.removeprefix("sqlite:///"))
        with _server(Path(folder), token) as port:
            pages = {
                "matrix page": ADDRESS,
                "matrix page, filtered": f"{ADDRESS}&cap=xa&tim=don+vi+1",
                "matrix page, a cell open": f"{ADDRESS}&o=3.B010",
                "a cell alone": "/ma-tran/o?van-ban=BENCH&ky=2024-03&o=3.B010",
            }
            for name, path in pages.items():
                _compare(name, port, path, token, options.repeat)
            _compare("matrix page after a write", port, ADDRESS, token, 1, lambda: _write(database))


def _compare(
    name: str,
    port: int,
    path: str,
    token: str,
    repeat: int,
    before_each: Callable[[], None] | None = None,
) -> None:
    rounds = [
        (
            {floor: _round(port, floor, token) for floor in GOALS},
            _round(port, path, token, before_each),
        )
        for _ in range(repeat)
    ]
    ratios = {
        floor: statistics.median(page.rate / floors[floor].rate for floors, page in rounds)
        for floor in GOALS
    }
    slower = statistics.median(page.slow / floors["/hello"].slow for floors, page in rounds)
    page = rounds[-1][1]
    notes = [
        f"below {goal} of {floor}"
        for floor, goal in GOALS.items()
        if ratios[floor] < goal and before_each is None
    ]
    notes += [f"slowest above × {MOST_SLOWER}"] if slower > MOST_SLOWER else []
    print(
        f"{name:<28} {page.size:>9,} B {page.rate:7,.0f}/s   empty page {ratios['/hello']:5.3f}"
        f"   constant {ratios['/constant']:5.2f}   slowest hundredth × {slower:4.1f}"
        f"   {'; '.join(notes)}",
        flush=True,
    )


def _round(
    port: int, path: str, token: str, before_each: Callable[[], None] | None = None
) -> Round:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: login={token}\r\n\r\n".encode()
    first = _ask(port, request)
    if not first.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{path}: {first[:200]!r}")
    times: list[float] = []
    while sum(times) < ROUND_SECONDS:
        if before_each is not None:
            before_each()
        began = time.perf_counter()
        _ask(port, request)
        times.append(time.perf_counter() - began)
    slow = sorted(times)[int(len(times) * 0.99)]
    return Round(len(times) / sum(times), slow, len(first.partition(b"\r\n\r\n")[2]))


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


def _write(database: Path) -> None:
    """Add a line to the audit trail, as any change of state does."""
    with sqlite3.connect(database) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(audit_entry)")]
        kept = [name for name in columns if name not in ("id", "seq", "hash")]
        names = ", ".join(kept)
        connection.execute(
            f"INSERT INTO audit_entry (seq, hash, {names}) SELECT"
            f" (SELECT max(seq) + 1 FROM audit_entry), hex(randomblob(32)), {names}"
            " FROM audit_entry LIMIT 1"
        )
    connection.close()


@contextmanager
def _server(instance: Path, token: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--log-level", "error", "benchmarks.matrix_page_server:app",
    ]  # fmt: skip
    environ = {
        **os.environ,
        "TRACKER_INSTANCE": str(instance),
        "BENCH_TOKEN": token,
        "BENCH_ADDRESS": ADDRESS,
    }
    process = subprocess.Popen(command, env=environ)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        time.sleep(0.1)
        try:
            _ask(port, b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n")
        except OSError:
            continue
        return
    raise SystemExit("the server did not start")


def _prepare(settings: Settings) -> str:
    """Make a document of which every unit leads every task, judge a month; return a login."""
    with create_runtime(settings).app_context():
        upgrade_database()
        province = make_unit("B", "Tỉnh Thử", level=UnitLevel.PROVINCE)
        for number in range(UNITS):
            make_unit(
                f"B{number:03}",
                f"Đơn vị {number}",
                level=UnitLevel.DEPARTMENT if number < 20 else UnitLevel.COMMUNE,
                parent_id=province,
            )
        group = UnitGroup(
            code="B", name="Mọi đơn vị", scope_id=province, levels="department|commune"
        )
        db.session.add(group)
        db.session.commit()
        group_id = group.id
        directive = make_directive("BENCH", province, effective_from=date(2024, 1, 1))
        for number in range(TASKS):
            make_task(
                directive,
                group_id=group_id,
                indicator_id=make_indicator(f"B-{number}", f"Chỉ số {number}"),
                target=(">=", "95"),
                section=f"Mục {number // 5 + 1}",
            )
        db.session.add(
            User(
                username="nguoi-xem",
                display_name="Người xem",
                role=Role.OFFICE_STAFF,
                created_at=now(),
                language=Language.VIETNAMESE,
            )
        )
        db.session.commit()
        with transaction():
            evaluate_period(
                period=read_period("2024-03"),
                actor=get_actor("nguoi-xem"),
                cutoff=None,
                on=date(2024, 5, 1),
            )
        with transaction():
            token = open_session(
                proof=Proof(get_actor("nguoi-xem"), None),
                address="127.0.0.1",
                at=now(),
                lifetime=timedelta(hours=8),
            )
        db.session.remove()
        db.engine.dispose()
    return token
