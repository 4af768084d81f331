"""Points of Decision 766 (điểm 766): all units of a province, and one unit part by part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UnitLevel
from tracker.errors import NotFoundError, RefusedError
from tracker.publishing.score_tables import build_score_table
from tracker.publishing.scores_xlsx import render_scores_xlsx
from tracker.queries.scores import SCORED_LEVELS, load_scores, province_of
from tracker.queries.units import describe, load_tree
from tracker.runtime import current_settings
from tracker.wording.scores import band_text, points_text
from tracker.wording.sentences import explain
from views.access import LOGGED_IN, access
from views.errors import REFUSED
from views.formatting import show_period
from views.looking_back import looks_back
from views.navigation import same_page, with_query
from views.pages.downloads import lead_lines, send_csv, send_workbook
from views.pages.filters import Tab, filter_text
from views.pages.score_frame import find_score_frame
from views.pages.score_units import count_guided, list_progress, list_sections, section_rows
from views.pages.scores import (
    capture_texts,
    choose_rows,
    draw_cohorts,
    list_chips,
    list_heads,
    list_tabs,
    read_choice,
)
from views.pages.units import unit_url

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.scores import ScoreSheet, UnitScore
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from views.pages.filters import Chip
    from views.pages.score_frame import ScoreFrame
    from views.pages.score_units import ProgressLine, Section
    from views.pages.scores import CohortTable, SortLink

bp = Blueprint("scores", __name__)

GUIDED: Final = "huong-dan"
"""Value of `xem` that shows what the guidance lists for a level."""


@dataclass(frozen=True, slots=True)
class ScoresPage:
    """The points of a province's units.

    Args:
        frame: Period and province.
        heads: Heads of the columns, which sort.
        cohorts: Units ranked together, drawn.
        tabs: Levels with their counts.
        chips: Filters in force.
        text: What is searched for.
        captures: Where the figures come from.
        is_sample: Whether sample data are among them.
        before: The period changes are counted from.
        csv_url: The same rows as a CSV file.
        xlsx_url: The same rows as a workbook.
    """

    frame: ScoreFrame
    heads: list[SortLink]
    cohorts: list[CohortTable]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    text: str
    captures: list[str]
    is_sample: bool
    before: str
    csv_url: str
    xlsx_url: str


@dataclass(frozen=True, slots=True)
class UnitScorePage:
    """One unit's points.

    Args:
        frame: Period and province.
        row: The unit with its points.
        band: How its total is classed; may be empty.
        sections: The parts of the page.
        tabs: All groups, or what the guidance lists.
        communes: Its communes side by side; empty where it has none.
        heads: Heads of that table.
        progress: How it and its communes handled dossiers.
        captures: Where the figures come from.
        before: The period changes are counted from.
        unit_url: The unit's own page.
        list_url: The whole list of the period.
        csv_url: The components as a file.
    """

    frame: ScoreFrame
    row: UnitScore
    band: str
    sections: list[Section]
    tabs: list[Tab]
    communes: list[CohortTable]
    heads: list[SortLink]
    progress: list[ProgressLine]
    captures: list[str]
    before: str
    unit_url: str
    list_url: str
    csv_url: str


@bp.get("/diem-766")
@access(*LOGGED_IN)
@looks_back
def index() -> ResponseReturnValue:
    """Show the points of every unit of a province, ranked within its own level."""
    try:
        frame, sheet = _load()
    except NotFoundError as error:
        if error.code != "score_formula_missing":
            raise
        return render_template("scores/empty.html", reason=explain(error))
    choice = read_choice()
    rows = choose_rows(sheet, choice)
    page = ScoresPage(
        frame=frame,
        heads=list_heads(sheet),
        cohorts=draw_cohorts(sheet, rows),
        tabs=list_tabs(sheet, choice),
        chips=list_chips(sheet, choice),
        text=request.args.get("tim", "").strip(),
        captures=capture_texts(rows),
        is_sample=any(row.capture.is_sample for row in rows if row.capture),
        before=sheet.before.code,
        csv_url=with_query("scores.download"),
        xlsx_url=with_query("scores.download_xlsx"),
    )
    status = REFUSED if frame.refused else 200
    return render_template("scores/index.html", page=page), status


@bp.get("/diem-766.csv")
@access(*LOGGED_IN)
@looks_back
def download() -> ResponseReturnValue:
    """Hand out the rows shown."""
    _frame, sheet = _load(is_file=True)
    table = build_score_table(sheet, choose_rows(sheet, read_choice()))
    rows = (tuple(map(_csv_cell, row)) for row in table.rows)
    return send_csv(f"diem-766-{_name(sheet)}", table.flat_header, rows, above=_lead(sheet))


@bp.get("/diem-766.xlsx")
@access(*LOGGED_IN)
@looks_back
def download_xlsx() -> ResponseReturnValue:
    """Hand out the rows shown as a workbook.

    Raises:
        NotFoundError: `scores_empty_file`.
    """
    _frame, sheet = _load(is_file=True)
    content = render_scores_xlsx(sheet, choose_rows(sheet, read_choice()), _lead(sheet))
    return send_workbook(f"diem-766-{_name(sheet)}", content)


@bp.get("/diem-766/<unit_code>")
@access(*LOGGED_IN)
@looks_back
def show(unit_code: str) -> ResponseReturnValue:
    """Show one unit's points, component by component."""
    frame, sheet, row = _find(unit_code)
    is_guided = request.args.get("xem") == GUIDED
    communes = _communes(sheet, row)
    page = UnitScorePage(
        frame=frame,
        row=row,
        band=band_text(row.band),
        sections=list_sections(sheet, row, is_guided=is_guided),
        tabs=_view_tabs(row, is_guided=is_guided),
        communes=draw_cohorts(sheet, communes),
        heads=list_heads(sheet),
        progress=list_progress([row, *communes]),
        captures=capture_texts([row]),
        before=sheet.before.code,
        unit_url=unit_url(row.unit),
        list_url=url_for("scores.index", ky=frame.period.code),
        csv_url=url_for("scores.download_unit", unit_code=row.unit.code, ky=frame.period.code),
    )
    status = REFUSED if frame.refused else 200
    return render_template("scores/show.html", page=page), status


@bp.get("/diem-766/<unit_code>.csv")
@access(*LOGGED_IN)
@looks_back
def download_unit(unit_code: str) -> ResponseReturnValue:
    """Hand out one unit's components."""
    _frame, sheet, row = _find(unit_code, is_file=True)
    header, rows = section_rows(sheet, row)
    name = f"diem-766-{row.unit.code}-{_name(sheet)}"
    return send_csv(name, header, rows, above=lead_lines(f"{_title(sheet)}, {row.unit.name}"))


def _title(sheet: ScoreSheet) -> str:
    return f"{_('Điểm Bộ chỉ số 766')}, {show_period(sheet.period)}"


def _lead(sheet: ScoreSheet) -> tuple[str, ...]:
    return lead_lines(_title(sheet), filter_text(list_chips(sheet, read_choice())))


def _load(*, is_file: bool = False) -> tuple[ScoreFrame, ScoreSheet]:
    tree = load_tree()
    frame = find_score_frame(tree)
    return frame, _sheet(frame, tree, frame.province, is_file=is_file)


def _sheet(
    frame: ScoreFrame, tree: UnitTree, province: UnitRow | None, *, is_file: bool
) -> ScoreSheet:
    """Return the points of a province's units.

    Raises:
        RefusedError: For a file of a period that cannot be read: a page can say so, a file cannot.
    """
    if is_file and frame.refused:
        raise RefusedError("period_unreadable", period=frame.period_text)
    return load_scores(
        frame.period,
        cutoff=current_settings().month_cutoff_day,
        under=province.id if province else None,
        level=None if province else UnitLevel.PROVINCE,
        tree=tree,
    )


def _find(code: str, *, is_file: bool = False) -> tuple[ScoreFrame, ScoreSheet, UnitScore]:
    """Return period, points and one unit's row, ranked among all of its cohort.

    Raises:
        NotFoundError: `unit_code_unknown`, `unit_code_not_valid`, `unit_not_scored`.
    """
    tree = load_tree()
    frame = find_score_frame(tree)
    unit = tree.find(code, frame.on)
    if unit is None:
        meanings = tree.meanings(code)
        if not meanings:
            raise NotFoundError("unit_code_unknown", value=code)
        choices = describe(meanings)
        raise NotFoundError("unit_code_not_valid", value=code, on=frame.on, choices=choices)
    if unit.level not in SCORED_LEVELS:
        raise NotFoundError("unit_not_scored", unit=unit.name)
    # A province is ranked among provinces, so its cohort lies outside of it.
    is_province = unit.level is UnitLevel.PROVINCE
    above = None if is_province else province_of(unit, tree, frame.on) or unit
    sheet = _sheet(frame, tree, above, is_file=is_file)
    row = next(row for row in sheet.units if row.unit.id == unit.id)
    return frame, sheet, row


def _communes(sheet: ScoreSheet, row: UnitScore) -> list[UnitScore]:
    """Return the communes of a district in the order asked for."""
    if row.unit.level is not UnitLevel.DISTRICT:
        return []
    return [
        each for each in choose_rows(sheet, read_choice()) if each.unit.parent_id == row.unit.id
    ]


def _view_tabs(row: UnitScore, *, is_guided: bool) -> list[Tab]:
    tabs = [
        Tab(_("Đủ sáu nhóm"), len(row.total.groups), same_page(xem=None), is_current=not is_guided)
    ]
    count = count_guided(row.unit.level)
    if count:
        url = same_page(xem=GUIDED)
        tabs.append(Tab(_("Theo hướng dẫn cho cấp này"), count, url, is_current=is_guided))
    return tabs


def _csv_cell(value: object) -> object:
    return points_text(value) if isinstance(value, Decimal) else value


def _name(sheet: ScoreSheet) -> str:
    return sheet.period.code.replace("/", "-")
