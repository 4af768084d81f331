"""The responsibility matrix of a document in a period (ma trận phân công)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for

from tracker.errors import NotFoundError
from views.access import LOGGED_IN, access
from views.errors import REFUSED
from views.looking_back import looks_back
from views.pages.matrix_cell import find_cell, mark_open
from views.pages.matrix_files import send_matrix_csv, send_matrix_xlsx
from views.pages.matrix_page import find_basis, find_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("matrix", __name__)


@bp.get("/ma-tran")
@looks_back
@access(*LOGGED_IN)
def show() -> ResponseReturnValue:
    """Show who leads and who supports what, and what came of it; one cell may be open."""
    found = find_page()
    if found is None:
        return render_template("matrix/empty.html")
    basis, page = found
    cell = find_cell(basis)
    table = page.table if cell is None else mark_open(page.table, cell)
    status = REFUSED if page.frame.refused or page.filters.since.refused else 200
    return render_template("matrix/show.html", page=page, cell=cell, table=table), status


@bp.get("/ma-tran/o")
@looks_back
@access(*LOGGED_IN)
def cell() -> ResponseReturnValue:
    """Give out the evidence of one cell alone, to be put in place on the page of the table.

    Raises:
        NotFoundError: `matrix_cell_missing`.
    """
    basis = find_basis()
    found = None if basis is None else find_cell(basis)
    if found is None:
        raise NotFoundError("matrix_cell_missing", value="")
    return render_template("matrix/cell.html", cell=found)


@bp.get("/ma-tran.csv")
@looks_back
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the cells shown, one line each; before any document the page says what to do."""
    basis = find_basis()
    return redirect(url_for("matrix.show"), 303) if basis is None else send_matrix_csv(basis)


@bp.get("/ma-tran.xlsx")
@looks_back
@access(*LOGGED_IN)
def download_xlsx() -> ResponseReturnValue:
    """Hand out the cells shown as a workbook: the table, and one line each; likewise."""
    basis = find_basis()
    return redirect(url_for("matrix.show"), 303) if basis is None else send_matrix_xlsx(basis)
