"""Pages as tests read them: parsed strictly, checked for what every page owes its readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import sqlalchemy as sa
from flask import Flask

from models import db
from tests.views import strict_html

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

UNLABELLED = ("hidden", "submit", "button")


@dataclass
class Writes:
    """What requests did to the database through the session."""

    pending: bool = False
    commits: int = 0

    @contextmanager
    def listen(self) -> Iterator[None]:
        session = db.session

        def on_flush(*_: Any) -> None:
            self.pending = True

        def on_execute(state: Any) -> None:
            self.pending = self.pending or state.is_insert or state.is_update or state.is_delete

        def on_commit(_: Any) -> None:
            self.pending = False
            self.commits += 1

        def on_rollback(_: Any) -> None:
            self.pending = False

        hooks = {
            "after_flush": on_flush,
            "do_orm_execute": on_execute,
            "after_commit": on_commit,
            "after_rollback": on_rollback,
        }
        for name, hook in hooks.items():
            sa.event.listen(session, name, hook)
        yield
        for name, hook in hooks.items():
            sa.event.remove(session, name, hook)


@dataclass
class Page:
    """One answer."""

    response: TestResponse
    root: Element | None

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Any:
        return self.response.headers

    @property
    def text(self) -> str:
        """Return what a reader sees on a screen, blanks folded."""
        assert self.root is not None
        return " ".join(" ".join(_seen(self.root)).split())

    @property
    def went_to(self) -> str | None:
        """Return the path of a redirect."""
        location: str | None = self.response.headers.get("Location")
        return location

    def all(self, path: str) -> list[Element]:
        assert self.root is not None
        return self.root.findall(path)

    def one(self, path: str) -> Element:
        (found,) = self.all(path)
        return found

    def texts(self, path: str) -> list[str]:
        return [" ".join("".join(found.itertext()).split()) for found in self.all(path)]

    def links(self) -> dict[str, str]:
        return {
            " ".join("".join(link.itertext()).split()): link.get("href", "")
            for link in self.all(".//a[@href]")
        }


@dataclass
class Browser:
    """A test client that reads pages strictly: `.get(address)`, `.post(address, data)`."""

    client: FlaskClient
    writes: Writes
    token: str = ""
    last: Page | None = field(default=None, repr=False)

    def get(self, address: str, **more: Any) -> Page:
        before = self.writes.commits
        page = self._open("GET", address, **more)
        assert self.writes.commits == before, f"GET {address} committed; only a POST may write"
        return page

    def post(self, address: str, data: dict[str, Any] | None = None, **more: Any) -> Page:
        """Send a form with the secret of a page seen before."""
        if not self.token:
            self.get("/tinh-han")
        filled = {"csrf_token": self.token, **(data or {})}
        page = self._open("POST", address, data=filled, **more)
        if page.status in (302, 303):
            self.token = ""
        return page

    def follow(self, page: Page) -> Page:
        assert page.went_to is not None, f"no redirect but {page.status}"
        return self.get(page.went_to)

    def _open(self, method: str, address: str, **more: Any) -> Page:
        db.session.rollback()
        self.writes.pending = False
        response = self.client.open(address, method=method, buffered=True, **more)
        assert not self.writes.pending, f"{method} {address} left changes uncommitted"
        db.session.rollback()
        root = None
        if response.mimetype == "text/html" and response.status_code not in (302, 303, 304, 308):
            root = strict_html.parse(response.get_data(as_text=True))
            check_page(root, address)
            secrets = root.findall(".//input[@name='csrf_token']")
            self.token = secrets[0].get("value", "") if secrets else self.token
        self.last = Page(response, root)
        return self.last


BrowserAs = Callable[..., Browser]
"""Gives a browser logged in with a role."""

MakeApp = Callable[..., Flask]
"""Makes a web application, with settings of its own if told."""

MakeUser = Callable[..., str]
"""Adds an account and gives its name."""

LogInAs = Callable[[str], Browser]
"""Gives a browser logged in to an account."""


def _seen(element: Element) -> Iterator[str]:
    """Yield the texts of an element without what stands on paper only."""
    if "print-only" not in element.get("class", "").split():
        yield element.text or ""
        for child in element:
            yield from _seen(child)
            yield child.tail or ""


def check_page(root: Element, address: str) -> None:
    """Refuse a page that breaks a promise every page makes."""
    faults = [*_shell_faults(root), *_inline_faults(root), *_reference_faults(root)]
    assert not faults, f"{address}: " + "; ".join(faults)


def _shell_faults(root: Element) -> Iterator[str]:
    titles = ["".join(title.itertext()).strip() for title in root.findall("./head/title")]
    if len(titles) != 1 or titles[0] in ("", "– Đúng Hạn"):
        yield f"needs one title of its own, has {titles}"
    if len(root.findall(".//h1")) != 1:
        yield "needs exactly one h1"
    if len(root.findall(".//main")) != 1:
        yield "needs exactly one main"
    if root.get("lang") not in ("vi", "en"):
        yield "html needs its language"
    counts = Counter(element.get("id") for element in root.iter() if element.get("id"))
    for id_, count in counts.items():
        if count > 1:
            yield f"id {id_} stands {count} times"


def _inline_faults(root: Element) -> Iterator[str]:
    """Yield what the content security policy would block, or what comes from elsewhere."""
    for element in root.iter():
        if element.tag == "style" or element.get("style") is not None:
            yield f"inline style in <{element.tag}>"
        if element.tag == "script" and (not element.get("src") or (element.text or "").strip()):
            yield "inline script"
        yield from (f"inline handler {name}" for name in element.attrib if name[:2] == "on")
        for name in ("src", "href", "action"):
            value = element.get(name)
            if value is not None and not value.startswith(("/", "#", "?")):
                yield f"{name}={value} does not stay here"


def _reference_faults(root: Element) -> Iterator[str]:
    ids = {element.get("id") for element in root.iter()}
    for element in root.iter():
        named = [
            id_
            for name in ("for", "aria-describedby", "aria-labelledby")
            for id_ in (element.get(name) or "").split()
        ]
        href = element.get("href") or ""
        named += [href[1:]] if href.startswith("#") else []
        yield from (f"{id_} is named but not there" for id_ in named if id_ not in ids)
    labelled = {label.get("for") for label in root.iter("label")}
    for tag in ("input", "select", "textarea"):
        for element in root.iter(tag):
            if element.get("type") not in UNLABELLED and element.get("id") not in labelled:
                yield f"{tag} {element.get('name')} has no label"
    yield from ("picture without alt" for image in root.iter("img") if image.get("alt") is None)
    yield from (
        "form without its secret"
        for form in root.iter("form")
        if form.get("method", "get") == "post"
        and not any(field.get("name") == "csrf_token" for field in form.iter("input"))
    )
