"""The overview as a page: the unit, its table, and everything that must be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from tracker.wording.labels import label
from views.looking_back import bare_url, kept_day
from views.pages.filters import build_chips, build_options
from views.pages.heat import draw_table
from views.pages.heat_files import HeatFile, table_header, table_rows
from views.pages.heat_order import sort_table, sort_text
from views.pages.marks import mark_text
from views.pages.overview_place import EVERYTHING
from views.pages.sorting import SORT
from views.pages.units import unit_url
from views.pages.words import LEVELS

if TYPE_CHECKING:
    from datetime import date

    from views.pages.filters import Chip, Option, Tab
    from views.pages.frame import Frame
    from views.pages.freshness import Headline
    from views.pages.heat import DrawnTable
    from views.pages.heat_table import HeatTable, Limit
    from views.pages.overview_own import OwnTargets
    from views.pages.overview_place import Place
    from views.pages.overview_targets import TargetOverview

MODE: Final = "che-do"
DOSSIERS: Final = "ho-so"
"""Value of `che-do` that shows dossiers; without it targets are shown."""


@dataclass(frozen=True, slots=True)
class ModeLink:
    """One of the two things an overview can show."""

    text: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TargetPart:
    """What only the overview of targets has.

    Args:
        frame: Document and period.
        found: The table with what is told of it.
        own: The unit's own targets one by one, where no unit under it has any.
        can_evaluate: Whether this person may have the period judged.
    """

    frame: Frame
    found: TargetOverview
    own: OwnTargets | None
    can_evaluate: bool


@dataclass(frozen=True, slots=True)
class DossierPart:
    """What only the overview of dossiers has.

    Args:
        period: The month; None where what was typed cannot be read.
        period_text: The month as typed, or the newest with data.
        first_day: First day counted.
        last_day: Last day counted; open dossiers are judged at its end.
        data_as_of: Newest day an import describes; None without any.
        periods: Months to choose from.
        list_text: How the month's list stands; empty when there is none.
        list_url: That list.
        own_unit: Name of the unit this person is limited to; empty for all units.
        refused: Why the month cannot be read; empty when it can.
        past_text: The month changes are counted from.
    """

    period_code: str
    period_text: str
    first_day: date
    last_day: date
    data_as_of: date | None
    periods: tuple[str, ...]
    list_text: str
    list_url: str
    own_unit: str
    refused: str
    past_text: str


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """An overview of either kind.

    Args:
        place: The unit, and which units under it.
        crumbs: Addresses and names of the units above it.
        modes: Targets or dossiers.
        headline: What must be said of the figures before anybody reads them.
        scopes: Levels under the unit with their units.
        chips: Filters in force.
        table: The units side by side.
        idle: Units asked for that have nothing to show.
        limits: What the colours mean.
        sorts: Orders to choose from, the worst first.
        kept: Query values the form sends along.
        is_sample: Whether made-up data are in it.
        csv_url: The table as CSV.
        xlsx_url: The table as a workbook.
        unit_url: The unit's own page; empty without a unit.
        file: What either holds.
        is_refused: Whether a part of the address cannot be read.
        targets: Only of targets.
        dossiers: Only of dossiers.
    """

    place: Place
    crumbs: list[tuple[str, str]]
    modes: tuple[ModeLink, ...]
    headline: Headline
    scopes: list[Tab]
    chips: tuple[Chip, ...]
    table: DrawnTable
    idle: tuple[str, ...]
    limits: tuple[Limit, ...]
    sorts: tuple[Option, ...]
    kept: tuple[tuple[str, str], ...]
    is_sample: bool
    csv_url: str
    xlsx_url: str
    unit_url: str
    file: HeatFile
    is_refused: bool
    targets: TargetPart | None = None
    dossiers: DossierPart | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an overview is made a page of.

    Args:
        name: Name of its files.
        title: What it shows, in words.
        period_code: The period, for the link to the other kind.
        place: The unit, and which units under it.
        table: The table in its usual order.
        mark: The result filtered by; empty for all.
        headline: What must be said of the figures.
        limits: What the colours mean.
        idle: Units asked for that have nothing to show.
        dated: The day the data describe.
        is_sample: Whether made-up data are in it.
        is_refused: Whether a part of the address cannot be read.
    """

    name: str
    title: str
    period_code: str
    place: Place
    table: HeatTable
    mark: str
    headline: Headline
    limits: tuple[Limit, ...]
    idle: tuple[str, ...]
    dated: date
    is_sample: bool
    is_refused: bool


def finish_page(
    draft: Draft,
    *,
    rows: tuple[list[str], list[list[object]]] | None = None,
    targets: TargetPart | None = None,
    dossiers: DossierPart | None = None,
) -> OverviewPage:
    """Return the page: sorted, drawn, with its links and files.

    Args:
        draft: What it is made of.
        rows: Heading and rows of the files, where they are not those of the table.
        targets: Only of targets.
        dossiers: Only of dossiers.
    """
    place, table = draft.place, sort_table(draft.table)
    chips = _chips(place, draft.mark)
    header, lines = rows or (table_header(table), table_rows(table))
    query = {name: value for name, value in request.args.items() if value}
    notes = [limit.text for limit in draft.limits] + [line.text for line in draft.headline]
    unit = place.unit.name if place.unit else ""
    title = f"{_('Tổng quan theo cấp')}: {unit}, {draft.title}"
    filters = _filter_text(chips, table)
    return OverviewPage(
        place=place,
        crumbs=[(place.url_of(each), each.short_name or each.name) for each in place.trail],
        modes=_modes(draft.period_code, is_dossiers=dossiers is not None),
        headline=draft.headline,
        scopes=place.tabs(),
        chips=chips,
        table=draw_table(table),
        idle=draft.idle,
        limits=draft.limits,
        sorts=_sorts(table),
        kept=tuple((name, query[name]) for name in (MODE, "cap", "ket-qua") if name in query),
        is_sample=draft.is_sample,
        csv_url=f"{bare_url('overviews.download')}?{urlencode(query)}",
        xlsx_url=f"{bare_url('overviews.download_xlsx')}?{urlencode(query)}",
        unit_url=unit_url(place.unit) if place.unit else "",
        file=HeatFile(
            draft.name, title, filters, tuple(notes), header, lines, draft.dated, draft.is_sample
        ),
        is_refused=draft.is_refused,
        targets=targets,
        dossiers=dossiers,
    )


def _sorts(table: HeatTable) -> tuple[Option, ...]:
    """Return the orders of a table, for where its heads are not shown; the one in force, too."""
    choices = {"": str(_("Tên đơn vị"))}
    for column in table.columns:
        key = f"-{column.key}" if column.is_worst_high else column.key
        choices[key] = f"{column.short} {column.text}".strip()
    asked = request.args.get(SORT, "")
    if asked and asked not in choices:
        choices[asked] = sort_text(table.columns) or asked
    return build_options(choices.items(), asked)


def _chips(place: Place, mark: str) -> tuple[Chip, ...]:
    level = LEVELS.get(place.scope)
    scope = label(level) if level else ""
    if place.scope == EVERYTHING:
        scope = str(_("Mọi cấp bên dưới"))
    return build_chips(
        (
            ("cap", str(_("Cấp")), scope),
            ("tim", str(_("Tìm")), place.search),
            ("ket-qua", str(_("Kết quả")), mark_text(mark) if mark else ""),
        )
    )


def _filter_text(chips: tuple[Chip, ...], table: HeatTable) -> str:
    """Return the filters and the order in words, for a file."""
    parts = [f"{chip.name}: {chip.text}" for chip in chips]
    order = sort_text(table.columns)
    if order:
        parts.append(str(_("xếp theo %(column)s", column=order)))
    return "; ".join(parts)


def _modes(period_code: str, *, is_dossiers: bool) -> tuple[ModeLink, ...]:
    """Return the two kinds; the unit goes along, and the period where both know it."""
    kept = {name: request.args[name] for name in ("van-ban", "don-vi") if request.args.get(name)}
    kept |= kept_day()
    base = bare_url("overviews.show")
    targets = {**kept, **({"ky": request.args["ky"]} if request.args.get("ky") else {})}
    dossiers = {**kept, MODE: DOSSIERS, **({"ky": period_code} if period_code else {})}
    return (
        ModeLink(str(_("Chỉ tiêu, chỉ số")), f"{base}?{urlencode(targets)}", not is_dossiers),
        ModeLink(str(_("Hồ sơ chậm, quá hạn")), f"{base}?{urlencode(dossiers)}", is_dossiers),
    )
