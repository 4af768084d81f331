"""A real browser on a real server, on the loopback address only."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from models import db
from models.vocabulary import Role, RunState
from tests.conftest import Store, close_database, settings_for
from tests.run_rows import make_call, make_run
from tracker.clock import now
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.runtime import create_runtime
from tracker.services.accounts import add_user
from tracker.transaction import transaction
from views.app import create_app

if TYPE_CHECKING:
    from tracker.config import Settings

PASSWORD = "ba con mèo leo cây cau"
UNIT = "H44.13"
"""Department of the people who belong to one: it stands today and in the sample figures."""
PEOPLE = {
    "chuyen-vien": (Role.OFFICE_STAFF, None),
    "dong-nghiep": (Role.OFFICE_STAFF, None),
    "lanh-dao": (Role.APPROVER, None),
    "thu-truong": (Role.DEPARTMENT_HEAD, UNIT),
    "can-bo": (Role.UNIT_OFFICER, UNIT),
    "quan-tri": (Role.ADMINISTRATOR, None),
}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Visit = Callable[..., Page]


class Server(ThreadingMixIn, WSGIServer):
    """The standard library's server: it closes what it sent, also when a browser hangs up midway.

    A page left early hangs up on the pictures it still waits for; a file left open then would be a
    warning in whichever test runs by that time.
    """

    daemon_threads = True
    # A page asks for all its files at once; five waiting are few when the machine is busy.
    request_queue_size = 128


class QuietHandler(WSGIRequestHandler):
    """Keeps requests out of the test's output."""

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Site:
    """The running site."""

    address: str
    settings: Settings


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium") or ""
    if not path:
        pytest.skip("no Chromium here: set TEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


def serve(settings: Settings) -> Iterator[Site]:
    app = create_app(settings)
    server = Server(("127.0.0.1", 0), QuietHandler)
    server.set_app(app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", settings)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        close_database()


def add_people(settings: Settings) -> None:
    with create_runtime(settings).app_context():
        with transaction():
            for username, (role, unit) in PEOPLE.items():
                add_user(
                    actor=get_actor(SYSTEM_USERNAME),
                    username=username,
                    display_name=username.title(),
                    role=role,
                    unit_code=unit,
                    at=now(),
                    password=PASSWORD,
                )
        close_database()


@pytest.fixture
def site(store: Store, seeded_template: str, tmp_path: Path) -> Iterator[Site]:
    """The site on a database with the seeds and some people."""
    url = store.create(seeded_template)
    settings = settings_for(url, tmp_path)
    add_people(settings)
    yield from serve(settings)
    store.drop(url)


@pytest.fixture(scope="module")
def demo_site(
    store: Store, demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site with the sample data; for tests that only read."""
    folder = tmp_path_factory.mktemp("demo-site")
    url = store.create(demo_template)
    settings = settings_for(url, folder)
    add_people(settings)
    with create_runtime(settings).app_context():
        make_call(make_run("CONG-DVCQG", "2024-05", RunState.FAILED))
        db.session.commit()
        close_database()
    yield from serve(settings)
    store.drop(url)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Return a function that opens a browser of its own at a site, logged in as somebody."""
    contexts: list[BrowserContext] = []

    def open_page(site: Site, username: str = "", width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=site.address, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        if username:
            page.goto("/dang-nhap")
            page.get_by_label("Tên tài khoản").fill(username)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Đăng nhập").click()
            page.wait_for_url("**/viec-cua-toi")
        return page

    yield open_page
    for context in contexts:
        context.close()
