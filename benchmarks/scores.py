"""A month of one province, from stored replies to verdicts and points; and the page that shows it.

164 units × 6 groups, as the national portal sends them. The work of the first part begins with the
six raw bodies in the database, as a run that was cut short leaves them: checked, read, mapped,
taken in with batch, run and audit, 21 indicators judged for 163 units, scored and ranked. Its floor
is `json.loads` of the same bodies and one `executemany` a table of the same rows.
The second part is the page of all units: milliseconds on the server and size on the line; its floor
is a bare view that hands out the same page from a constant.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import sqlite3
import statistics
import tempfile
import zlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.common import Measured, Options, print_ratio, run_child
from models import (
    Assignment,
    Directive,
    Indicator,
    RawBody,
    Target,
    Task,
    Unit,
    UnitGroup,
    db,
)
from models.vocabulary import (
    OPEN_END,
    OPEN_START,
    AssignmentRole,
    Comparator,
    Role,
    SourceKind,
    TaskKind,
    UnitLevel,
)
from tests.stand_ins.portal import ROOT_CODE, ROOT_ID, PortalStandIn, province, unit_codes
from tests.stand_ins.server import Request
from tracker.clock import now, today
from tracker.config import Settings
from tracker.jobs.evaluation import run_evaluation
from tracker.jobs.pull_calls import parameters_of
from tracker.jobs.pulls import run_pull
from tracker.jobs.setup import run_init
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.scores import load_scores
from tracker.rules.periods import Period, month_of
from tracker.rules.text import fold
from tracker.runtime import create_runtime
from tracker.services.accounts import add_user
from tracker.services.pull_replies import CallRecord, record_call
from tracker.services.pull_runs import fail_run, start_run
from tracker.services.sessions import Proof, open_session
from tracker.sources.contract import Reply
from tracker.sources.portal import PORTAL
from tracker.sources.settings import get_source_settings
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNITS = 163
SOURCE = "CONG-MAU"
MONTH_GOAL_SECONDS = 2.0
PAGE_GOAL_KIB = 200
ADDRESS = "/diem-766"
USER = "benchmark"
MEASURED_TABLES = ("measurement", "evaluation")


def run(options: Options) -> None:
    """Measure and print both parts; `--rows` has no meaning here."""
    with tempfile.TemporaryDirectory(prefix="bench-scores-") as name:
        folder = Path(name)
        base, done, copy = (folder / part for part in ("base.db", "done.db", "copy.db"))
        fill(base)
        shutil.copyfile(base, done)
        _settle(run_child(month, done).answer)
        floor: list[Measured] = []
        product: list[Measured] = []
        for _ in range(options.repeat):
            for runs, work, more in ((floor, bare_month, (done,)), (product, month, ())):
                shutil.copyfile(base, copy)
                runs.append(run_child(work, copy, *more))
                _remove(copy)
        print_ratio(
            f"a month of {UNITS + 1} units (goal {MONTH_GOAL_SECONDS:.0f} s)", floor, product
        )
        _print_computing(product)
        pages = [(run_child(bare_page, done), run_child(page, done)) for _ in range(options.repeat)]
        print_ratio("the page, goal 0.3 s", *map(list, zip(*pages, strict=True)))
        _print_computing([measured for _, measured in pages])
        raw, packed = pages[-1][1].answer
        print(
            f"{'':<34} {raw / 1024:.0f} KiB, {packed / 1024:.1f} KiB compressed"
            f" (goal {PAGE_GOAL_KIB} KiB)",
            flush=True,
        )


def month(path: str | Path) -> Callable[[], dict[str, int]]:
    """Return the product's work on the stored replies of a month."""

    def work() -> dict[str, int]:
        with _product(Path(path)):
            actor, period = get_actor(SYSTEM_USERNAME), _period()
            report = run_pull(source_code=SOURCE, period=period.code, actor=actor)
            judged = run_evaluation(period=period.code, actor=actor)
            sheet = load_scores(period)
            return {
                "figures": report.counts.added,
                "verdicts": judged.summary.cell_count,
                "scored": sum(row.total.score is not None for row in sheet.units),
            }

    return work


def bare_month(path: str, done: str) -> Callable[[], None]:
    """Return the floor's work: the bodies parsed, the same rows put in."""
    with _product(Path(done)):
        bodies = [zlib.decompress(body.content) for body in db.session.query(RawBody)]
    with contextlib.closing(sqlite3.connect(done)) as connection:
        tables = {name: _rows_of(connection, name) for name in MEASURED_TABLES}

    def work() -> None:
        for body in bodies:
            json.loads(body)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")
            for name, (columns, rows) in tables.items():
                marks = ", ".join("?" * len(columns))
                statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"
                connection.executemany(statement, rows)
            connection.execute("COMMIT")

    return work


def page(path: str) -> Visit:
    """Return the product's work: the page of all units, as a logged-in person asks for it."""
    from views.app import create_app

    app = create_app(_settings(Path(path)))
    with app.app_context(), transaction():
        token = open_session(
            proof=Proof(get_actor(USER), None),
            address="127.0.0.1",
            at=now(),
            lifetime=timedelta(hours=1),
        )
    client = app.test_client()
    client.set_cookie("login", token)
    return Visit(client)


def bare_page(path: str) -> Visit:
    """Return the floor's work: the same bytes from a constant."""
    from flask import Flask

    content = page(path).client.get(ADDRESS).get_data()
    app = Flask("bare")
    app.add_url_rule(ADDRESS, view_func=lambda: content, endpoint="constant")
    return Visit(app.test_client())


class Visit:
    """One visit; what is compiled and kept at the first one is not measured."""

    def __init__(self, client: Any) -> None:
        self.client = client
        content = client.get(ADDRESS).get_data()
        self._sizes = len(content), len(gzip.compress(content, 6))

    def __call__(self) -> tuple[int, int]:
        """Return the page's bytes, plain and compressed; both are counted beforehand."""
        answer = self.client.get(ADDRESS)
        assert answer.status_code == 200, answer.status_code
        assert len(answer.get_data()) == self._sizes[0]
        return self._sizes


def fill(path: Path) -> None:
    """Make a database with the seeds, a province, a document and the stored replies of a month."""
    sources = path.parent / "sources.toml"
    sources.write_text(
        f'[sources.{SOURCE}]\nconnector = "portal"\nroot_department_id = "{ROOT_ID}"\n',
        encoding="utf-8",
    )
    with _product(path):
        run_init()
        with transaction():
            root_id = _add_province()
            _add_document(root_id)
            actor = get_actor(SYSTEM_USERNAME)
            add_user(
                actor=actor,
                username=USER,
                display_name="Đo tốc độ",
                role=Role.OFFICE_STAFF,
                at=now(),
            )
        _store_replies(sources)


def _add_province() -> int:
    root = _unit(ROOT_CODE, "UBND tỉnh Mẫu", UnitLevel.PROVINCE)
    for _id, code, name in unit_codes(UNITS):
        level = UnitLevel.DEPARTMENT if "Sở" in name else UnitLevel.COMMUNE
        _unit(code, name.removesuffix(" - Tỉnh Mẫu"), level, root)
    return root


def _unit(code: str, name: str, level: UnitLevel, parent_id: int | None = None) -> int:
    unit = Unit(code=code, name=name, name_folded=fold(name), level=level, parent_id=parent_id)
    db.session.add(unit)
    db.session.flush()
    return unit.id


def _add_document(scope_id: int) -> None:
    """Ask every unit for every component the catalogue scores."""
    document = Directive(
        code="B", number="B/2026", number_folded="b/2026", title="Đo tốc độ", scope_id=scope_id
    )
    group = UnitGroup(
        code="B.TC", name="Mọi đơn vị", scope_id=scope_id, levels="department|commune"
    )
    db.session.add_all([document, group])
    db.session.flush()
    components = db.session.query(Indicator).filter(Indicator.code.like("766-%")).all()
    for place, indicator in enumerate((each for each in components if each.max_points), start=1):
        task = Task(
            directive_id=document.id,
            ordinal=place,
            number=str(place),
            text=indicator.name,
            kind=TaskKind.MEASURED,
            indicator_id=indicator.id,
        )
        db.session.add(task)
        db.session.flush()
        lead = AssignmentRole.LEAD
        db.session.add_all(
            [
                Assignment(
                    task_id=task.id, role=lead, position=1, printed=group.name, group_id=group.id
                ),
                Target(
                    task_id=task.id,
                    comparator=Comparator.AT_LEAST,
                    value=Decimal(90),
                    phrase="",
                    valid_from=OPEN_START,
                    valid_to=OPEN_END,
                ),
            ]
        )


def _store_replies(sources: Path) -> None:
    """Keep the six replies with a run that was cut short: the next one takes them up."""
    portal, period = PortalStandIn(province(UNITS)), _period()
    settings, actor = get_source_settings(sources, SOURCE), get_actor(SYSTEM_USERNAME)
    with transaction():
        _, run_id = start_run(
            source_code=SOURCE,
            source_kind=SourceKind.PORTAL,
            rank=100,
            period=period,
            connector="portal",
            actor=actor,
        )
    replies: dict[str, Reply] = {}
    while calls := PORTAL.next_calls(settings, period, today(), replies):
        for call in calls:
            path = f"/api/v1/reporting/{call.url.partition('/reporting/')[2]}"
            body = json.dumps(call.body).encode()
            answer = portal.answer(Request(call.method, path, {}, {}, body))
            reply = Reply(answer.status, "application/json", answer.body, now())
            replies[call.name] = reply
            kept = CallRecord(
                name=call.name,
                method=call.method,
                url=call.url,
                parameters=parameters_of(call),
                captured_at=reply.captured_at,
                status=reply.status,
                content_type=reply.content_type,
                body=reply.body,
            )
            with transaction():
                record_call(run_id=run_id, call=kept)
    with transaction():
        fail_run(run_id=run_id, code="pull_interrupted", params={}, actor=actor)


def _period() -> Period:
    return month_of(today()).previous()


def _settings(path: Path) -> Settings:
    return Settings(
        instance=path.parent, database_url=f"sqlite:///{path}", secret_key="for benchmarks " * 3
    )


@contextlib.contextmanager
def _product(path: Path) -> Iterator[None]:
    with create_runtime(_settings(path)).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def _rows_of(connection: sqlite3.Connection, name: str) -> tuple[list[str], list[Any]]:
    found = connection.execute(f"SELECT * FROM {name}")
    columns = [column[0] for column in found.description]
    return columns, found.fetchall()


def _print_computing(runs: list[Measured]) -> None:
    """Print the computing time: on a machine that is shared it says more than the clock."""
    seconds = statistics.median(run.cpu_seconds for run in runs)
    print(f"{'':<34} computing {seconds:.2f} s", flush=True)


def _settle(answer: dict[str, int]) -> None:
    print(", ".join(f"{count:,} {name}" for name, count in answer.items()), flush=True)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
