"""Tasks without figures (nhiệm vụ): where each stands, for every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.formatting import show_period
from views.forms.tasks import ALL_UNITS, ONE_UNIT, TaskReportForm
from views.looking_back import bare_url, looks_back
from views.navigation import paginate, same_page
from views.pages.downloads import lead_lines, send_csv
from views.pages.filters import filter_text
from views.pages.sorting import build_heads, sort_rows
from views.pages.task_columns import task_columns
from views.pages.task_files import CSV_HEADER, csv_rows
from views.pages.task_screens import (
    find_line,
    find_product_task,
    make_extension_form,
    show_task,
    show_unit_task,
)
from views.pages.tasks import (
    EVERYBODY,
    build_asked_chips,
    build_directive_options,
    build_tabs,
    list_lines,
    pick_lines,
    read_asked,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from views.pages.tasks import AskedTasks

bp = Blueprint("tasks", __name__)

PAGE_SIZE: Final = 100


@bp.get("/nhiem-vu")
@looks_back
@access(*LOGGED_IN)
def index() -> ResponseReturnValue:
    """Show where tasks stand: those of the own unit, for the office those of all."""
    return _show(read_asked(current_actor()))


@bp.get("/nhiem-vu.csv")
@looks_back
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out the tasks as shown, every page of them."""
    asked = read_asked(current_actor())
    if asked.refused:
        return _show(asked)
    lines = list_lines(asked)
    rows = csv_rows(sort_rows(pick_lines(lines), task_columns()))
    title = _("Nhiệm vụ đánh giá theo sản phẩm, %(period)s", period=show_period(asked.period))
    lead = lead_lines(title, filter_text(build_asked_chips(asked), build_tabs(lines)))
    name = f"nhiem-vu-{asked.period.code.replace('/', '-')}"
    return send_csv(name, CSV_HEADER, rows, above=lead)


@bp.get("/nhiem-vu/<directive>/<int:ordinal>")
@looks_back
@access(*LOGGED_IN)
def show(directive: str, ordinal: int) -> ResponseReturnValue:
    """Show one task over all its units, with the chain of its extensions."""
    found = find_product_task(directive, ordinal)
    return show_task(found, 200, make_extension_form(ALL_UNITS))


@bp.get("/nhiem-vu/<directive>/<int:ordinal>/<unit_code>")
@looks_back
@access(*LOGGED_IN)
def show_unit(directive: str, ordinal: int, unit_code: str) -> ResponseReturnValue:
    """Show one task of one unit: where it stands, every report, what may be done."""
    line = find_line(find_product_task(directive, ordinal), unit_code)
    extension = make_extension_form(ONE_UNIT, ALL_UNITS)
    return show_unit_task(line, 200, TaskReportForm(), extension)


def _show(asked: AskedTasks) -> ResponseReturnValue:
    lines = list_lines(asked)
    content = render_template(
        "tasks/index.html",
        asked=asked,
        page=paginate(sort_rows(pick_lines(lines), task_columns()), size=PAGE_SIZE),
        heads=build_heads(task_columns()),
        tabs=build_tabs(lines),
        chips=build_asked_chips(asked),
        directives=build_directive_options(asked),
        csv_url=f"{bare_url('tasks.download')}{_query()}",
        all_url=same_page(pham_vi=EVERYBODY, trang=None),
    )
    return content, REFUSED if asked.refused else 200


def _query() -> str:
    query = {name: value for name, value in request.args.items() if value}
    return f"?{urlencode(query)}" if query else ""
