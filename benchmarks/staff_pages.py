"""Every staff page with a full sample, beside an empty page of bare Flask: time on the server.

150 units, 21 indicators over 24 months, 200,000 dossiers, on SQLite. Pages are asked through the
application itself, logged in as office staff: routing, login, rights, database and template, but
no wire. The median of `--repeat` rounds counts; the first round, which compiles the template, does
not. Anew is the same page where nothing is kept, as right after a write. Goal: 300 ms either way.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask

from benchmarks import late_list_data
from benchmarks.common import Options, run_child
from benchmarks.filling import add_document, add_figures, add_viewer, log_viewer_in
from benchmarks.import_floor import SECRET, stand_in
from models import Unit, UnitGroup, db
from models.vocabulary import UnitLevel
from tests.factories import make_unit
from tracker.config import Settings
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

UNITS, DOSSIERS = 150, 200_000
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
GOAL_MS = 300.0
SCOPE = "62"
DOCUMENT = "B"
QUERY = f"van-ban={DOCUMENT}&ky=2024-11"
PAGES = (
    "/viec-cua-toi",
    f"/ma-tran?{QUERY}",
    f"/ma-tran?{QUERY}&chieu=nhiem-vu",
    f"/tong-quan?{QUERY}&don-vi={SCOPE}",
    f"/tong-quan?{QUERY}&don-vi={SCOPE}&cap=tat-ca",
    f"/tong-quan?che-do=ho-so&ky=2024-11&don-vi={SCOPE}",
    f"/chi-tieu?{QUERY}",
    f"/chi-tieu/{DOCUMENT}/1?ky=2024-11",
    f"/chi-tieu/{DOCUMENT}/1/{{unit}}?ky=2024-11",
    "/don-vi",
    "/don-vi/{unit}?ky=2024-11",
    "/don-vi/{unit}/the-diem?ky=2024-11",
    f"/don-vi/{SCOPE}/the-diem?ky=2024-11",
    "/giai-trinh-chi-tieu?ky=2024-11",
    "/nhiem-vu",
    "/ho-so",
    "/ho-so?loai=tra-cham&thang=2024-11",
    "/ho-so?loai=tra-cham&thang=2024-11&xep=don-vi",
    "/ho-so?loai=tra-cham&thang=2024-11&xep=-cham",
    "/ho-so/{dossier}",
    "/ho-so/{dossier}/giai-trinh",
    "/giai-trinh?thang=2024-11",
    "/xin-loi",
    "/xin-loi/ho-so/{dossier}",
    "/thong-ke/06a?ky=2024-11",
    "/thong-ke/06a?ky=2024&nhom=linh-vuc",
    "/canh-bao",
    "/nhap-so-lieu",
    "/nguon-so-lieu",
    "/doi-chieu",
    "/diem-766",
    "/danh-gia",
    "/cong-bo",
    "/chu-trinh",
    "/lich/thay-doi",
    "/tai-khoan",
    "/tro-giup",
    "/tro-giup/quy-tac",
    "/tro-giup/tu-ngu",
)


def run(options: Options) -> None:
    """Print the time of each page, and how many empty pages that is."""
    with tempfile.TemporaryDirectory(prefix="bench-staff-") as folder:
        url = f"sqlite:///{folder}/staff.db"
        run_child(late_list_data.fill, url, folder, DOSSIERS)
        run_child(judged, url, folder)
        found = run_child(measured, url, folder, max(options.repeat, 3)).answer
    print(
        f"staff pages: {found['units']} units, 21 indicators, {len(MONTHS)} months,"
        f" {found['dossiers']:,} dossiers; empty page {found['empty']:.2f} ms",
        flush=True,
    )
    for address, status, size, milliseconds, computing, anew, anew_computing in found["pages"]:
        late = "" if max(milliseconds, anew) <= GOAL_MS else f"  above {GOAL_MS:.0f} ms"
        times = milliseconds / found["empty"]
        print(
            f"{address:<58} {status} {size:>9,} B {milliseconds:8.1f} ms"
            f" (computing {computing:7.1f}) {times:7.0f} x, anew {anew:7.1f} ms"
            f" (computing {anew_computing:7.1f}){late}",
            flush=True,
        )


def judged(url: str, folder: str) -> Callable[[], None]:
    """Return the work of adding figures of every month and judging them."""
    stand_in(url, folder)

    def work() -> None:
        units = _grown_units()
        scope = _unit_id(SCOPE)
        group = UnitGroup(code="DO", name="Đơn vị đo", scope_id=scope, levels="|".join(LEVELS))
        db.session.add(group)
        db.session.flush()
        indicators = add_document(scope, group.id)
        db.session.commit()
        add_figures(units, indicators, MONTHS, late_list_data.AS_OF)
        actor = get_actor(SYSTEM_USERNAME)
        for period in MONTHS:
            run_evaluation(period=period, directive=DOCUMENT, actor=actor)
        _close()

    return work


LEVELS = tuple(level.value for level in late_list_data.LEVELS)


def _grown_units() -> list[int]:
    """Return the units that get figures, made up to the number measured."""
    wanted = (Unit.level.in_(late_list_data.LEVELS), Unit.valid_to >= late_list_data.AS_OF)
    scope = _unit_id(SCOPE)
    under = sa.select(Unit.id).where(Unit.parent_id == scope)
    found = sa.select(Unit.id).where(
        *wanted, sa.or_(Unit.parent_id == scope, Unit.parent_id.in_(under))
    )
    units = list(db.session.scalars(found.order_by(Unit.id)))[:UNITS]
    for number in range(UNITS - len(units)):
        name = f"UBND xã đo {number + 1}"
        units.append(make_unit(f"DO{number}", name, level=UnitLevel.COMMUNE, parent_id=scope))
    db.session.commit()
    return units


def _unit_id(code: str) -> int:
    return db.session.scalars(sa.select(Unit.id).where(Unit.code == code)).first() or 0


def measured(url: str, folder: str, repeat: int) -> Callable[[], dict[str, Any]]:
    """Return the work of asking for every page."""
    from views.app import create_app
    from views.pages.kept import EXTENSION

    settings = Settings(instance=Path(folder), database_url=url, secret_key=SECRET)
    product, empty = create_app(settings), Flask("empty", static_folder=None)
    empty.add_url_rule("/hello", view_func=lambda: "")

    def work() -> dict[str, Any]:
        with product.app_context():
            add_viewer()
            token, words, counts = log_viewer_in(), _words(), _counts()
            _close()
        client = product.test_client()
        client.set_cookie("login", token)
        pages = []
        for address in PAGES:
            filled = address.format(**words)
            once = _timed(client, filled, repeat)
            anew = _timed(client, filled, repeat, lambda: product.extensions.pop(EXTENSION, None))
            pages.append((filled, *once, *anew[2:]))
        return {"pages": pages, "empty": _timed(empty.test_client(), "/hello", 50)[2], **counts}

    return work


def _words() -> dict[str, Any]:
    """Return a unit and a late dossier pages are asked of."""
    dossier = db.session.execute(
        sa.text("SELECT id FROM dossier WHERE finished_on > judged_due_on ORDER BY id LIMIT 1")
    ).scalar_one()
    unit = db.session.execute(
        sa.text("SELECT u.code FROM evaluation e JOIN unit u ON u.id = e.unit_id LIMIT 1")
    ).scalar_one()
    return {"dossier": dossier, "unit": unit}


def _counts() -> dict[str, int]:
    units = sa.text("SELECT count(DISTINCT unit_id) FROM evaluation")
    dossiers = sa.text("SELECT count(*) FROM dossier")
    return {
        "units": db.session.execute(units).scalar_one(),
        "dossiers": db.session.execute(dossiers).scalar_one(),
    }


def _timed(
    client: FlaskClient, address: str, repeat: int, before: Callable[[], object] = lambda: None
) -> tuple[int, int, float, float]:
    """Return status, size and the median milliseconds of a page, by the clock and computing."""
    first = client.get(address, buffered=True)
    seconds, computed = [], []
    for _ in range(repeat):
        before()
        began, spent = time.perf_counter(), time.process_time()
        client.get(address, buffered=True)
        seconds.append(time.perf_counter() - began)
        computed.append(time.process_time() - spent)
    medians = (1000 * statistics.median(each) for each in (seconds, computed))
    clock, computing = medians
    return first.status_code, len(first.data), clock, computing


def _close() -> None:
    db.session.remove()
    db.engine.dispose()
