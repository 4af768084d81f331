"""Late and overdue dossiers (hồ sơ), for those who answer for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, Role, Timeliness
from tracker.clock import today
from tracker.errors import NotFoundError, ReadingError, RefusedError
from tracker.queries.calendar import load_calendar
from tracker.queries.dossier_details import (
    find_dossier,
    list_dossier_alerts,
    list_dossier_revisions,
)
from tracker.queries.dossier_search import DossierSearch, count_dossiers, list_dossiers
from tracker.queries.explanations import list_explanations
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, find_meant_units, with_under
from tracker.rules.late_lists import read_list_month
from tracker.rules.periods import month_of
from tracker.runtime import current_settings
from tracker.services.explanations import WRITERS
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from views.access import LOGGED_IN, access, current_actor
from views.errors import REFUSED
from views.formatting import show_date, show_period
from views.navigation import Page, paginate, same_page
from views.pages.dossier_files import CSV_HEADER, dossier_rows
from views.pages.dossier_listing import USUAL, Asked, DossiersPage, list_columns, read_order
from views.pages.dossier_pictures import draw_dossiers, show_dossiers
from views.pages.dossiers import (
    build_dossier_page,
    build_late_lines,
)
from views.pages.downloads import lead_lines, send_csv
from views.pages.filters import Tab, build_chips, filter_text
from views.pages.form_rows import read_form_row, row_filters
from views.pages.late_filters import late_filters, read_causes, read_days
from views.pages.past import find_data_days, read_past_day
from views.pages.pictures import send_named_picture
from views.pages.sorting import build_heads, sort_chip
from views.pages.words import LATE_KINDS, word_of

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period
    from views.pages.dossiers import LateLine
    from views.pages.filters import Chip

bp = Blueprint("dossiers", __name__)

PAGE_SIZE: Final = 50


@bp.get("/ho-so")
@access(*LOGGED_IN)
def index() -> ResponseReturnValue:
    """Show dossiers finished late or overdue: all of them, or those of one's own unit."""
    directory = load_directory()
    return _show(_read(directory), directory)


@bp.get("/ho-so.csv")
@access(*LOGGED_IN)
def download() -> ResponseReturnValue:
    """Hand out every dossier the page lists, all its parts together."""
    directory = load_directory()
    asked = _read(directory)
    if asked.is_refused:
        return _show(asked, directory)
    search = _search(asked, asked.kind, directory)
    of = asked.period.code if asked.kind is Timeliness.FINISHED_LATE else search.last_day
    name = f"ho-so-{word_of(LATE_KINDS, asked.kind)}-{of}"
    days = (show_date(search.first_day), show_date(search.last_day))
    title = "{}, {}–{}".format(label(asked.kind), *days)
    lead = lead_lines(title, filter_text(_chips(asked, directory)))
    return send_csv(name, CSV_HEADER, dossier_rows(search, _lines(search)), above=lead)


@bp.get('/ho-so/<any("so-ngay", "nguyen-nhan"):picture>.csv')
@access(*LOGGED_IN)
def download_picture(picture: str) -> ResponseReturnValue:
    """Hand out the table behind a picture of the page."""
    directory = load_directory()
    asked = _read(directory)
    if asked.is_refused:
        return _show(asked, directory)
    search = _search(asked, asked.kind, directory)
    of = f"{word_of(LATE_KINDS, asked.kind)}-{search.last_day}"
    return send_named_picture(of, picture, draw_dossiers(search, asked.period))


def _show(asked: Asked, directory: UnitDirectory) -> ResponseReturnValue:
    actor = current_actor()
    searches = {kind: _search(asked, kind, directory) for kind in LATE_KINDS.values()}
    counts = {kind: count_dossiers(search) for kind, search in searches.items()}
    places = paginate(range(counts[asked.kind]), size=PAGE_SIZE)
    search = searches[asked.kind]
    lines = _lines(search, offset=(places.number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page = DossiersPage(
        asked=asked,
        page=Page(lines, places.number, places.page_count, places.total, places.name),
        tabs=_tabs(asked.kind, counts),
        chips=_chips(asked, directory),
        first_day=search.first_day,
        last_day=search.last_day,
        now_url=same_page(ngay=None, trang=None),
        csv_url=f"{url_for('dossiers.download')}?{urlencode(request.args)}",
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
        pictures=show_dossiers(search, asked.period),
        heads=build_heads(list_columns(), USUAL),
    )
    return render_template("dossiers/index.html", page=page), REFUSED if asked.is_refused else 200


def _lines(search: DossierSearch, *, offset: int = 0, limit: int | None = None) -> list[LateLine]:
    return build_late_lines(
        list_dossiers(search, order=read_order(), offset=offset, limit=limit),
        is_open=search.kind is Timeliness.OPEN_OVERDUE,
        last_day=search.last_day,
        calendar=load_calendar(),
    )


@bp.get("/ho-so/<int:dossier_id>")
@access(*LOGGED_IN)
def show(dossier_id: int) -> ResponseReturnValue:
    """Show everything known of one dossier; another unit's is as missing as one that is not."""
    directory = load_directory()
    found = find_dossier(dossier_id, answered_unit_ids(current_actor(), directory))
    if found is None:
        raise NotFoundError("dossier_missing")
    page = build_dossier_page(
        found,
        list_dossier_revisions(dossier_id),
        list_dossier_alerts(dossier_id),
        directory,
        load_calendar(),
    )
    role = current_actor().role
    return render_template(
        "dossiers/show.html",
        page=page,
        may_see_imports=role is Role.OFFICE_STAFF,
        # Who only runs the system does not read what may name people.
        explanations=None if role is Role.ADMINISTRATOR else list_explanations(dossier_id),
        may_explain=role in WRITERS,
    )


def _read(directory: UnitDirectory) -> Asked:
    kind = LATE_KINDS.get(request.args.get("loai", ""), Timeliness.OPEN_OVERDUE)
    month_text = request.args.get("thang", "").strip()
    unit_text = request.args.get("don-vi", "").strip()
    past = read_past_day()
    days = find_data_days(past)
    period, month_refused = _read_month(month_text)
    if period is None:
        period = month_of(days.newest_on, current_settings().month_cutoff_day)
    units, unit_refused = _read_units(unit_text, directory, period)
    return Asked(
        kind, period, units, month_text, unit_text, month_refused, unit_refused, past, days,
        read_form_row(),
    )  # fmt: skip


def _read_month(text: str) -> tuple[Period | None, str]:
    if not text:
        return None, ""
    try:
        return read_list_month(text), ""
    except RefusedError as error:
        return None, explain(error)


def _read_units(
    text: str, directory: UnitDirectory, period: Period
) -> tuple[tuple[UnitRow, ...], str]:
    if not text:
        return (), ""
    on = min(period.last_day(current_settings().month_cutoff_day), today())
    try:
        return find_meant_units(text, directory, on), ""
    except ReadingError as error:
        return (), explain(error)


def _search(asked: Asked, kind: Timeliness, directory: UnitDirectory) -> DossierSearch:
    settings = current_settings()
    cutoff = settings.month_cutoff_day
    limits = (
        answered_unit_ids(current_actor(), directory),
        with_under((unit.id for unit in asked.units), directory) if asked.units else None,
        asked.row.unit_ids(directory),
    )
    narrowed = [units for units in limits if units is not None]
    return DossierSearch(
        kind=kind,
        first_day=asked.period.first_day(cutoff),
        last_day=_last_day(asked, cutoff),
        unit_ids=frozenset.intersection(*narrowed) if narrowed else None,
        rule=settings.lateness_rule,
        known_on=asked.past.day,
        field=asked.row.field,
        days=read_days(),
        causes=read_causes(),
    )


def _last_day(asked: Asked, cutoff: int | None) -> date:
    """Return the day to which dossiers are judged.

    A month that is over is judged at its end, as its late list is; one that still runs, or none
    asked for, only as far as the data reach.
    """
    last_day = asked.period.last_day(cutoff)
    present = asked.past.day or today()
    if asked.month_text and not asked.month_refused and last_day < present:
        return last_day
    return asked.days.judged_on


def _tabs(current: Timeliness, counts: dict[Timeliness, int]) -> list[Tab]:
    return [
        Tab(label(kind), counts[kind], same_page(loai=word, trang=None), kind is current)
        for word, kind in LATE_KINDS.items()
    ]


def _chips(asked: Asked, directory: UnitDirectory) -> tuple[Chip, ...]:
    month = show_period(asked.period) if asked.month_text and not asked.month_refused else ""
    return build_chips(
        (
            ("thang", _("Tháng"), month),
            ("don-vi", _("Đơn vị"), asked.units[-1].name if asked.units else ""),
            ("ngay", _("Như đã biết ngày"), show_date(asked.past.day)),
            *row_filters(asked.row, directory),
            *late_filters(),
            sort_chip(list_columns()),
        )
    )
