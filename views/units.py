"""Units (đơn vị): search, and one unit's page; its published record is open to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role, UnitLevel
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.unit_directory import load_directory
from tracker.queries.units import load_tree
from tracker.rules.dates import format_date
from tracker.rules.periods import read_period
from tracker.rules.text import fold
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from views.access import access
from views.errors import REFUSED
from views.looking_back import looks_back
from views.navigation import paginate, same_page
from views.pages.filters import Tab, build_chips, build_options, try_day
from views.pages.object_history import list_unit_history
from views.pages.pictures import Shown, send_picture_csv
from views.pages.public import has_small_rates
from views.pages.scorecard_pages import may_see
from views.pages.sorting import build_heads, sort_chip, sort_rows
from views.pages.target_pictures import list_unit_pictures
from views.pages.unit_columns import unit_columns
from views.pages.unit_standings import scorecard_url
from views.pages.unit_tasks import list_duties
from views.pages.units import (
    draw_unit_record,
    find_unit,
    link_unit,
    list_children,
    list_events,
    list_meanings,
    list_months,
    read_unit_day,
    search_units,
    unit_day,
)
from views.pages.words import LEVELS
from views.sessions import find_current_actor
from views.sharing import hide_from_search, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from views.pages.filters import Chip
    from views.pages.object_history import HistoryLine
    from views.pages.sorting import SortColumn
    from views.pages.unit_tasks import Duties
    from views.pages.units import Event, Month, UnitLink

bp = Blueprint("units", __name__)
bp.after_request(hide_from_search)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit as its page shows it.

    Args:
        unit: The unit.
        days: From when to when it existed, in words.
        parent: The unit above it; None at the top.
        children: The units directly under it on the day.
        events: What became of it.
        months: Its lines in the published lists.
        on: The day looked at.
        is_past: Whether the unit has ended.
        duties: What it answers for; None for the public.
        small_count: Rates over fewer dossiers are shown as counts.
        has_small: Whether there is such a rate.
        record: Trend of its published months; None while there are too few.
        trends: Trends of the targets it leads; nothing for the public.
        card_url: Its scorecard; empty for whom it is not.
        changes: Who recorded what of it; nothing for the public.
    """

    unit: UnitRow
    days: str
    parent: UnitLink | None
    children: list[UnitLink]
    events: list[Event]
    months: list[Month]
    on: date
    is_past: bool
    duties: Duties | None
    small_count: int
    has_small: bool
    record: Shown | None
    trends: list[Shown]
    card_url: str
    changes: list[HistoryLine]


@bp.get("/don-vi")
@access(Role.PUBLIC)
def index() -> ResponseReturnValue:
    """Search units by letters without marks, level, province and day."""
    tree = load_tree()
    asked, refused = try_day("ngay")
    text, under = request.args.get("tim", "").strip(), request.args.get("tinh", "")
    level = LEVELS.get(request.args.get("cap", ""))
    on = asked or today()
    found, counts = search_units(tree, on=on, text=fold(text), under=under)
    shown = [unit for unit in found if level is None or unit.level is level]
    columns = unit_columns(tree, on)
    page = paginate(sort_rows(shown, columns), name="trang")
    provinces = [unit for unit in tree.units if unit.level is UnitLevel.PROVINCE]
    names = {unit.code: unit.name for unit in provinces}
    return render_template(
        "units/index.html",
        page=page,
        links=[link_unit(unit, tree, on) for unit in page.rows],
        heads=build_heads(columns),
        tabs=_tabs(counts, level),
        chips=_chips(text, level, names.get(under, under), asked, columns),
        provinces=build_options(names.items(), under, all_text=_("Tất cả")),
        text=text,
        on=on,
        day_text=request.args.get("ngay", ""),
        level_word=request.args.get("cap", ""),
        refused="" if refused is None else explain(refused),
    ), 200 if refused is None else REFUSED


@bp.get("/don-vi/<code>")
@shared("ngay")
@looks_back
@access(Role.PUBLIC)
def show(code: str) -> ResponseReturnValue:
    """Show a unit; a code that has meant several units asks which one."""
    directory = load_directory()
    on = read_unit_day()
    unit = find_unit(code, directory, on)
    meanings = directory.meanings(code)
    if on is None and len(meanings) > 1:
        links = list_meanings(meanings, directory)
        return render_template("units/choose.html", code=code, links=links)
    return render_template("units/show.html", page=_build(unit, directory, on))


@bp.get("/don-vi/<code>/dien-bien.csv")
@shared("ngay")
@access(Role.PUBLIC)
def download_record(code: str) -> ResponseReturnValue:
    """Hand out the table behind the trend of a unit's published months."""
    unit = find_unit(code, load_directory(), read_unit_day())
    drawn = draw_unit_record(unit, list_months(unit), current_settings().public.small_count)
    if drawn is None:
        raise NotFoundError("picture_missing")
    return send_picture_csv(f"hinh-dien-bien-{unit.code}", drawn)


def _build(unit: UnitRow, directory: UnitDirectory, asked: date | None) -> UnitPage:
    present = today()
    on = asked or min(max(present, unit.valid_from), unit.valid_to)
    parent = directory.parent(unit.id, on)
    actor = find_current_actor()
    months = list_months(unit)
    least = current_settings().public.small_count
    duties = list_duties(unit, directory, request.args.get("ky", ""), on) if actor else None
    drawn = draw_unit_record(unit, months, least)
    urls = {month.record.period: month.url for month in months}
    return UnitPage(
        unit=unit,
        days=link_unit(unit, directory, on).days,
        parent=link_unit(parent, directory, on) if parent else None,
        children=list_children(unit, directory, on),
        events=list_events(unit, directory),
        months=months,
        on=on,
        is_past=unit.valid_to < present,
        duties=duties,
        small_count=least,
        has_small=has_small_rates([month.line for month in months if month.line], least),
        record=Shown(drawn, _record_url(unit), find_url=urls.__getitem__) if drawn else None,
        trends=list_unit_pictures(unit, read_period(duties.period))
        if duties and duties.period
        else [],
        card_url=scorecard_url(unit, None) if actor and may_see(actor, unit, directory) else "",
        changes=list_unit_history(unit.code, unit.name) if actor else [],
    )


def _record_url(unit: UnitRow) -> str:
    return url_for("units.download_record", code=unit.code, ngay=unit_day(unit))


def _tabs(counts: Mapping[UnitLevel, int], level: UnitLevel | None) -> list[Tab]:
    everything = same_page(cap=None, trang=None)
    total = sum(counts.values())
    tabs = [Tab(_("Mọi cấp"), total, everything, is_current=level is None)]
    for word, member in LEVELS.items():
        url = same_page(cap=word, trang=None)
        if counts.get(member) or member is level:
            tabs.append(Tab(label(member), counts.get(member, 0), url, is_current=member is level))
    return tabs


def _chips(
    text: str,
    level: UnitLevel | None,
    province: str,
    on: date | None,
    columns: Iterable[SortColumn[UnitRow]],
) -> tuple[Chip, ...]:
    return build_chips(
        (
            ("tim", _("Tìm"), text),
            ("cap", _("Cấp"), label(level) if level else ""),
            ("tinh", _("Thuộc"), province),
            ("ngay", _("Ngày"), format_date(on) if on else ""),
            sort_chip(columns),
        )
    )
