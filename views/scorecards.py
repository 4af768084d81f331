"""A unit's scorecard (bảng điểm của đơn vị): for its own people, and for staff of any unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from tracker.queries.unit_directory import load_directory
from views.access import LOGGED_IN, access, current_actor
from views.looking_back import looks_back
from views.pages.scorecard_files import send_scorecard_csv, send_scorecard_xlsx
from views.pages.scorecard_pages import build_scorecard_page, require_unit
from views.pages.units import find_unit, read_unit_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from views.pages.scorecard_pages import ScorecardPage

bp = Blueprint("scorecards", __name__)


@bp.get("/don-vi/<code>/the-diem")
@looks_back
@access(*LOGGED_IN)
def show(code: str) -> ResponseReturnValue:
    """Show a unit's targets, dossiers and the units under it; on paper it is one sheet of A4."""
    return render_template("units/scorecard.html", page=_build(code))


@bp.get("/don-vi/<code>/the-diem.csv")
@looks_back
@access(*LOGGED_IN)
def download(code: str) -> ResponseReturnValue:
    """Hand out the targets as shown, as CSV."""
    return send_scorecard_csv(_build(code))


@bp.get("/don-vi/<code>/the-diem.xlsx")
@looks_back
@access(*LOGGED_IN)
def download_xlsx(code: str) -> ResponseReturnValue:
    """Hand out targets, dossiers and units as shown, as a workbook."""
    return send_scorecard_xlsx(_build(code))


def _build(code: str) -> ScorecardPage:
    directory = load_directory()
    unit = find_unit(code, directory, read_unit_day())
    require_unit(current_actor(), unit, directory)
    return build_scorecard_page(unit, directory)
