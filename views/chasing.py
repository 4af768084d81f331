"""Which units to chase today (cần đốc thúc), for the office and whoever approves."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from models.vocabulary import Role
from tracker.clock import today
from views.access import access
from views.pages.chasing import build_chasing
from views.pages.chasing_files import send_chasing_csv, send_chasing_xlsx
from views.pages.chasing_words import TOPIC_TEXTS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("chasing", __name__)


@bp.get("/doc-thuc")
@access(Role.OFFICE_STAFF, Role.APPROVER)
def index() -> ResponseReturnValue:
    """Show the units to chase, the most pressing first."""
    return render_template(
        "chasing/index.html",
        page=build_chasing(),
        topic_texts=TOPIC_TEXTS,
        present=today(),
        csv_url=_file_url("chasing.download"),
        xlsx_url=_file_url("chasing.download_xlsx"),
    )


@bp.get("/doc-thuc.csv")
@access(Role.OFFICE_STAFF, Role.APPROVER)
def download() -> ResponseReturnValue:
    """Hand out what is shown as CSV."""
    return send_chasing_csv(build_chasing())


@bp.get("/doc-thuc.xlsx")
@access(Role.OFFICE_STAFF, Role.APPROVER)
def download_xlsx() -> ResponseReturnValue:
    """Hand out what is shown as a workbook."""
    return send_chasing_xlsx(build_chasing())


def _file_url(endpoint: str) -> str:
    query = {name: value for name, value in request.args.items() if value and name != "trang"}
    return f"{url_for(endpoint)}{'?' + urlencode(query) if query else ''}"
