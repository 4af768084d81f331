"""Keeps pages and files that are the same for everybody ready in front of the application.

A page is made by calling the application as nobody: without cookies, so that nothing of a person
can stand in what others get. Whoever is logged in, or has something to be told, goes past it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from datetime import time as wall_time
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Request

from models.vocabulary import Language
from tracker.clock import VIETNAM, now, today
from tracker.queries.public_changes import PublicChange, find_public_change
from tracker.runtime import current_settings
from views.kept_pages import KeptPage, answer_kept, collect, keep
from views.sessions import cookie_name
from views.sharing import FLASHES, shared_query_names
from views.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

CHECK_SECONDS: Final = 1.0
"""How old what this process knows of the database may be."""

MOST_BYTES: Final = 64 * 1024 * 1024
LARGEST_PAGE: Final = 16 * 1024 * 1024
LONGEST_ADDRESS: Final = 300
MOST_COOKIES: Final = 2_000

Key = tuple[str, str, str, str]
"""Where the application is mounted, path, query, language."""


def init_page_cache(app: Flask) -> None:
    """Put a cache of shared pages in front of an application."""
    app.wsgi_app = PageCache(app)  # type: ignore[method-assign] # the documented way


class PageCache:
    """Answers for the application where it has answered the same before."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app
        self._started_at = now()
        self._pages: Shelf[KeptPage] = Shelf(MOST_BYTES)
        self._languages: dict[str, str | None] = {}
        self._lock = Lock()
        self._checked = 0.0
        self._change: PublicChange | None = None
        self._generation: tuple[object, ...] = ()
        self._modified_at = self._started_at
        with app.app_context():
            self._login, self._language = cookie_name(), current_settings().language.value
        self._session = app.config["SESSION_COOKIE_NAME"]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from what is kept, or have the application answer it."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            try:
                return self._inner(environ, start_response)
            finally:
                # Whatever it did, the next reader of this process sees it.
                with self._lock:
                    self._checked = 0.0
        language = self._language_of(environ)
        if language is None or not self._is_fresh():
            return self._inner(environ, start_response)
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        key = root, path, environ.get("QUERY_STRING", ""), language
        # In this order: a page says the day of its own state, or of one that came after.
        generation, modified_at = self._generation, self._modified_at
        page = self._pages.find(generation, key)
        if page is None:
            if not self._may_keep(key):
                return self._inner(environ, start_response)
            page = self._make(key, environ, modified_at)
            if page.is_shared and page.size <= LARGEST_PAGE:
                self._pages.keep(generation, key, page, page.size)
        return answer_kept(page, environ, start_response)

    def _language_of(self, environ: WSGIEnvironment) -> str | None:
        """Return the language of nobody in particular; None where a person is asking."""
        header = environ.get("HTTP_COOKIE")
        if not header:
            return self._language
        cookies = parse_cookie(header)
        if self._login in cookies:
            return None
        kept = cookies.get(self._session)
        if kept is None:
            return self._language
        if kept in (known := self._languages):
            return known[kept]
        language = self._read_language(environ)
        if len(known) >= MOST_COOKIES:
            # A new one: another thread may be about to read what it found in the old.
            self._languages = {}
        self._languages[kept] = language
        return language

    def _read_language(self, environ: WSGIEnvironment) -> str | None:
        session = self._app.session_interface.open_session(self._app, Request(environ))  # type: ignore[arg-type] # it reads cookies only
        if session is None:
            return self._language
        if FLASHES in session:
            return None
        chosen = session.get("language")
        return str(chosen) if chosen in tuple(Language) else self._language

    def _is_fresh(self) -> bool:
        """Look at the database once a second; another state when what pages show changed."""
        present = time.monotonic()
        if self._has_looked(present):
            return True
        with self._lock:
            if self._has_looked(present):
                return True  # another thread, while this one waited
            with self._app.app_context():
                change = find_public_change(self._change)
            if change is None:
                return False  # the application says what is wrong
            self._checked, self._change = present, change
            day = today()
            if self._generation != (change.seq, day):
                midnight = datetime.combine(day, wall_time(), VIETNAM).astimezone(UTC)
                instants = (self._started_at, midnight, change.changed_at or midnight)
                # Before the generation: a page is kept only where that has not moved.
                self._modified_at = max(instants)
                self._generation = (change.seq, day)
        return True

    def _has_looked(self, present: float) -> bool:
        return present - self._checked < CHECK_SECONDS and bool(self._generation)

    def _may_keep(self, key: Key) -> bool:
        """Return whether an address is of a shared page and asks for nothing the page ignores."""
        root, path, query, _language = key
        if len(root) + len(path) + len(query) > LONGEST_ADDRESS:
            return False
        try:
            endpoint, _values = self._app.url_map.bind("localhost").match(
                path.encode("latin-1").decode("utf-8", "replace"), method="GET"
            )
        except (HTTPException, RequestRedirect):
            return False
        with self._app.app_context():
            names = shared_query_names(endpoint)
        asked = {name for name, _value in parse_qsl(query, keep_blank_values=True)}
        return names is not None and asked <= names

    def _make(self, key: Key, environ: WSGIEnvironment, modified_at: datetime) -> KeptPage:
        """Call the application as nobody.

        No header of the request gets through: not its cookies, nor the host it names.
        """
        nobodys = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        nobodys |= {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost"}
        language = key[-1]
        if language != self._language:
            signer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined] # of the signed cookie
            nobodys["HTTP_COOKIE"] = f"{self._session}={signer.dumps({'language': language})}"
        return keep(collect(self._inner, nobodys), modified_at)
