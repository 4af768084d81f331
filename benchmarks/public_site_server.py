"""The server of `benchmarks.public_site`: the product beside an empty page of bare Flask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Flask

from tracker.config import Settings
from views.app import create_app
from views.page_cache import init_page_cache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

product = create_app(Settings.from_env(os.environ))
init_page_cache(product)
empty = Flask("empty", static_folder=None)


@empty.get("/hello")
def hello() -> str:
    return ""


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Send a request to the empty page or to the product."""
    chosen = empty if environ["PATH_INFO"] == "/hello" else product
    return chosen(environ, start_response)
