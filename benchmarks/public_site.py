"""The public site beside an empty page of the same server: requests a second, and computing.

One gunicorn worker serves bare Flask's empty page and the product's public pages. Rounds of both
take turns, the median of their ratios counts: the rate's, and that of the worker's computing.
"""

from __future__ import annotations

import re
import statistics
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.documents import LARGE, SMALL, UNITS, list_content
from benchmarks.serving import serve
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
    from benchmarks.common import Options
    from benchmarks.serving import Server

GOAL = 0.8
GZIP = "Accept-Encoding: gzip\r\n"


def run(options: Options) -> None:
    """Print rate, computing and ratio of each kind of page, of a small and of a large list."""
    for rows in (SMALL, LARGE):
        print(f"public site, list of {rows:,} rows, {UNITS} units, one worker", flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-public-") as folder:
            settings = Settings.from_env({"TRACKER_INSTANCE": folder})
            _publish(settings, rows)
            with serve("benchmarks.public_site_server:app", Path(folder)) as server:
                _measure(server, options.repeat)


def _measure(server: Server, repeat: int) -> None:
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
        tag = _tag(server, path, headers)
        known = f"{headers}If-None-Match: {tag}\r\n"
        _compare(name, server, path, headers, repeat)
        _compare(f"{name}, 304", server, path, known, repeat)


def _compare(name: str, server: Server, path: str, headers: str, repeat: int) -> None:
    pairs = []
    for _ in range(repeat):
        empty = server.run_round("/hello")
        pairs.append((empty, server.run_round(path, headers)))
    ratio = statistics.median(page.rate / empty.rate for empty, page in pairs)
    computing = statistics.median(page.computing / empty.computing for empty, page in pairs)
    empty, page = pairs[-1]
    verdict = "" if ratio >= GOAL else f"  below {GOAL}"
    print(
        f"{name:<32} {page.status} {page.size:>9,} B   {page.rate:7,.0f}/s   empty page"
        f" {empty.rate:7,.0f}/s   ratio {ratio:5.2f}   computing {computing:5.2f}{verdict}",
        flush=True,
    )


def _tag(server: Server, path: str, headers: str) -> str:
    answer = server.ask(path, headers)
    found = re.search(rb"(?i)\r\netag: ([^\r]+)", answer)
    if found is None:
        raise SystemExit(f"{path} has no tag: {answer[:200]!r}")
    return found[1].decode()


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
