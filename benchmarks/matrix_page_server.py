"""The server of `benchmarks.matrix_page`: the product, an empty page, a table from a constant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Flask, render_template
from flask_babel import Babel

from tracker.config import Settings
from tracker.paths import TEMPLATES
from views.app import create_app
from views.pages.matrix import build_matrix
from views.pages.matrix_page import find_basis, make_links
from views.pages.matrix_parts import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from views.pages.matrix_page import MatrixBasis
    from views.pages.matrix_table import Links

product = create_app(Settings.from_env(os.environ))
bare = Flask("bare", template_folder=str(TEMPLATES), static_folder=None)
bare.jinja_env.trim_blocks = bare.jinja_env.lstrip_blocks = True
Babel(bare)


def load_constants() -> tuple[MatrixBasis, Links]:
    """Return what the product shows, before anything of it is drawn."""
    cookie = {"Cookie": f"login={os.environ['BENCH_TOKEN']}"}
    with product.test_request_context(os.environ["BENCH_ADDRESS"], headers=cookie):
        basis = find_basis()
        assert basis is not None
        links = make_links(basis)
        # Addresses are made by the product's own map, and kept in the links.
        for part in basis.parts:
            links.of_unit(part.assignment.unit)
        return basis, links


BASIS, LINKS = load_constants()


@bare.get("/hello")
def hello() -> str:
    return ""


@bare.get("/constant")
def constant() -> str:
    """Draw every cell and put the table into its template, as a page without a database would."""
    matrix = build_matrix(BASIS.tasks, BASIS.parts, Choice(), LINKS)
    return render_template("matrix/table.html", matrix=matrix)


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Send a request to the bare pages or to the product."""
    chosen = bare if environ["PATH_INFO"] in ("/hello", "/constant") else product
    return chosen(environ, start_response)
