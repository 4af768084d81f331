"""The overview by level (tổng quan theo cấp): units side by side, from province to commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request

from tracker.queries.unit_directory import load_directory
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.looking_back import looks_back
from views.pages.heat_files import send_heat_csv, send_heat_xlsx
from views.pages.kept import kept, present_state
from views.pages.overview_months import build_dossier_page
from views.pages.overview_pages import DOSSIERS, MODE
from views.pages.overview_target_page import build_target_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue

    from views.pages.heat_files import HeatFile
    from views.pages.overview_pages import OverviewPage

CELLS_OF_A_THING: Final = 300
"""Cells that take as much memory as the usual thing that is kept."""

bp = Blueprint("overviews", __name__)


@bp.get("/tong-quan")
@looks_back
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show the units under a unit side by side; where none stands under it, its own targets."""
    page = _kept_page()
    if page is None:
        return render_template("overviews/empty.html")
    status = REFUSED if page.is_refused else 200
    return render_template("overviews/show.html", page=page), status


@bp.get("/tong-quan.csv")
@looks_back
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the table as shown, as CSV."""
    return _send(send_heat_csv)


@bp.get("/tong-quan.xlsx")
@looks_back
@access(*LOGGED_IN)
def download_xlsx() -> ResponseReturnValue:
    """Hand out the table as shown, as a workbook."""
    return _send(send_heat_xlsx)


def _kept_page() -> OverviewPage | None:
    """Return the page; the path is part of it, for its links lead back to themselves."""
    if request.args.get(MODE, "") == DOSSIERS:
        return _build()
    asked = tuple(request.args.items(multi=True))
    return kept(
        present_state(),
        ("overview of targets", request.path, asked, current_actor().unit_id),
        _build,
        lambda page: 1 + (page.table.cell_count // CELLS_OF_A_THING if page else 0),
    )


def _build() -> OverviewPage | None:
    of_dossiers = request.args.get(MODE, "") == DOSSIERS
    return (build_dossier_page if of_dossiers else build_target_page)(load_directory())


def _send(send: Callable[[HeatFile], Response]) -> ResponseReturnValue:
    page = _build()
    if page is None or page.is_refused:
        return show()
    return send(page.file)
