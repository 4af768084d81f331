"""G8: the matrix page beside an empty page and beside the same table rendered from a constant.

One gunicorn worker serves all three; 21 tasks × 150 units, judged, with log-in, rights and
database. The constant is the table alone: its cells drawn from values that stand in memory and put
into the same template, without log-in, layout or database. Rounds take turns, the median of their
ratios counts: above 1 the page is given out more often a second than the constant. "computing" is
the worker's own time, where below 1 is less than the constant's. "after a write" is the page when
something was written between any two requests, so that nothing kept can be used.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.filling import VIEWER, add_viewer, log_viewer_in
from benchmarks.serving import serve
from models import UnitGroup, db
from models.vocabulary import UnitLevel
from tests.factories import make_directive, make_indicator, make_task, make_unit
from tracker.config import Settings
from tracker.queries.accounts import get_actor
from tracker.rules.periods import read_period
from tracker.runtime import create_runtime, upgrade_database
from tracker.services.evaluations import evaluate_period
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.common import Options
    from benchmarks.serving import Round, Server

UNITS, TASKS = 150, 21
ROUND_SECONDS = 2.0
SERVER = "benchmarks.matrix_page_server:app"
ADDRESS = "/ma-tran?van-ban=BENCH&ky=2024-03"
GOALS = {"/hello": 0.05, "/constant": 0.6}
MOST_SLOWER = 25
"""The slowest hundredth of requests against the empty page's."""


def run(options: Options) -> None:
    """Print rate, ratio and slowest hundredth of each page."""
    print(f"matrix page, {TASKS} tasks × {UNITS} units, one worker", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-matrix-") as folder:
        settings = Settings.from_env({"TRACKER_INSTANCE": folder})
        token = _prepare(settings)
        database = Path(settings.database_url.removeprefix("sqlite:///"))
        with serve(SERVER, Path(folder), BENCH_TOKEN=token, BENCH_ADDRESS=ADDRESS) as server:
            asked = _Asked(server, f"Cookie: login={token}\r\n", options.repeat)
            asked.compare("matrix page", ADDRESS, GOALS)
            asked.compare("matrix page, filtered", f"{ADDRESS}&cap=xa&tim=don+vi+1", GOALS)
            asked.compare("matrix page, a cell open", f"{ADDRESS}&o=3.B010")
            asked.compare("a cell alone", "/ma-tran/o?van-ban=BENCH&ky=2024-03&o=3.B010")
            asked.compare(
                "matrix page after a write", ADDRESS, before_each=lambda: _write(database)
            )


@dataclass(frozen=True)
class _Asked:
    """A server asked by somebody who is logged in."""

    server: Server
    headers: str
    repeat: int

    def compare(
        self,
        name: str,
        path: str,
        goals: Mapping[str, float] | None = None,
        *,
        before_each: Callable[[], None] | None = None,
    ) -> None:
        """Print a page beside the floors; they take turns."""
        rounds = [
            ({floor: self._round(floor) for floor in GOALS}, self._round(path, before_each))
            for _ in range(self.repeat)
        ]
        rates, computing = (
            {
                floor: statistics.median(
                    getattr(page, what) / getattr(floors[floor], what) for floors, page in rounds
                )
                for floor in GOALS
            }
            for what in ("rate", "computing")
        )
        slower = statistics.median(page.slow / floors["/hello"].slow for floors, page in rounds)
        page = rounds[-1][1]
        wanted = (goals or {}).items()
        notes = [f"below {goal} of {floor}" for floor, goal in wanted if rates[floor] < goal]
        notes += [f"slowest above × {MOST_SLOWER}"] if wanted and slower > MOST_SLOWER else []
        print(
            f"{name:<28} {page.size:>9,} B {page.rate:7,.0f}/s   rate of the empty page's"
            f" {rates['/hello']:5.3f}   of the constant's {rates['/constant']:5.2f}"
            f"   computing {1000 * page.computing:6.1f} ms, × {computing['/constant']:4.2f} of the"
            f" constant   slowest hundredth × {slower:4.1f}   {'; '.join(notes)}",
            flush=True,
        )

    def _round(self, path: str, before_each: Callable[[], None] | None = None) -> Round:
        done = self.server.run_round(
            path, self.headers, seconds=ROUND_SECONDS, before_each=before_each
        )
        if done.status != 200:
            raise SystemExit(f"{path}: {done.status}")
        return done


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
        add_viewer()
        with transaction():
            evaluate_period(
                period=read_period("2024-03"),
                actor=get_actor(VIEWER),
                cutoff=None,
                on=date(2024, 5, 1),
            )
        token = log_viewer_in()
        db.session.remove()
        db.engine.dispose()
    return token
