"""Which units to chase today, as the page and its files show it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for
from flask_babel import gettext as _

from tracker.clock import today
from tracker.queries.evaluations import list_evaluated_periods
from tracker.queries.sources import list_sources
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_heads import load_unit_heads
from tracker.queries.waiting_work import list_all_waiting
from tracker.rules.chasing import (
    ChasedUnit,
    Errand,
    Pressure,
    Topic,
    list_errands,
    rank_units,
    sort_errands,
)
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.waiting import tell_due, tell_period
from views.navigation import paginate, same_page
from views.pages.chasing_columns import chasing_columns
from views.pages.chasing_words import PRESSURE_TEXTS, PRESSURE_WORDS, TOPIC_TEXTS, TOPIC_WORDS
from views.pages.filters import FOR_PAPER, Tab, build_chips, build_options, is_for_paper
from views.pages.freshness import build_headline
from views.pages.sorting import build_heads, sort_chip, sort_rows
from views.pages.unit_spellings import make_spelling, read_search
from views.pages.units import unit_url
from views.pages.words import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.vocabulary import WaitingKind
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.unit_heads import UnitHead, UnitHeads
    from tracker.queries.units import UnitRow
    from views.navigation import Page
    from views.pages.filters import Chip, Option
    from views.pages.freshness import Headline
    from views.pages.sorting import SortColumn, SortHead

UNITS_A_PAGE: Final = 50
_MARKS: Final[Mapping[Pressure, tuple[str, str]]] = {
    Pressure.LATE: ("missed", "exclamation-triangle"),
    Pressure.SOON: ("provisional", "alarm"),
    Pressure.UNDATED: ("none", "dash"),
    Pressure.LATER: ("calm", "calendar3"),
}


@dataclass(frozen=True, slots=True)
class ErrandLine:
    """One thing a unit is chased for, with the page of its rows.

    Args:
        kind: What is to be done.
        count: How many.
        about: Which task, which month; may be empty.
        due: Until when, in words; may be empty.
        mark: Name of the tag's colour.
        icon: Name of its sign.
        url: The page that shows exactly these.
    """

    kind: WaitingKind
    count: int
    about: str
    due: str
    mark: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit to chase.

    Args:
        chased: The unit, and what for.
        unit: Its record.
        url: Its page.
        head: Whom to write to; None where nobody has an account.
        head_unit: Name of the unit above whose head that is; empty for its own.
        first: The most pressing.
        cells: What for, one cell a column.
    """

    chased: ChasedUnit
    unit: UnitRow
    url: str
    head: UnitHead | None
    head_unit: str
    first: ErrandLine
    cells: tuple[tuple[ErrandLine, ...], ...]


@dataclass(frozen=True, slots=True)
class ChasingPage:
    """Which units to chase today.

    Args:
        topics: The columns: what anybody shown is chased for.
        heads: Heads of all the table's columns.
        page: The units of this part, the most pressing first unless the address asks otherwise;
            on paper they are one part.
        lines: The units of every part.
        tabs: How pressing, with counts.
        chips: Filters in force.
        levels: Levels to choose from.
        topic_options: Columns to choose from.
        text: The search as typed.
        errand_count: Things all these units are chased for.
        late_count: Those of them that are late.
        sources: What must be said of the newest period's sources.
        is_sample: Whether made-up data may be among it.
        is_idle: Whether nothing at all waits at any unit.
        is_for_paper: Whether it is laid out for paper.
        paper_url: The same for paper; the same for the screen where it is that already.
    """

    topics: tuple[Topic, ...]
    heads: tuple[SortHead, ...]
    page: Page[UnitLine]
    lines: list[UnitLine]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    levels: tuple[Option, ...]
    topic_options: tuple[Option, ...]
    text: str
    errand_count: int
    late_count: int
    sources: Headline
    is_sample: bool
    is_idle: bool
    is_for_paper: bool
    paper_url: str


def build_chasing() -> ChasingPage:
    """Return what the address asks for."""
    directory, present, on_paper = load_directory(), today(), is_for_paper()
    items = list_all_waiting(present, settings=current_settings(), directory=directory)
    errands = list_errands(items)
    within = _within(errands, directory)
    pressure = PRESSURE_WORDS.get(request.args.get("muc-do", ""))
    units = rank_units(_units(within, pressure, directory))
    shown = {errand.topic for unit in units for errand in unit.errands}
    topics = tuple(topic for topic in Topic if topic in shown)
    heads = load_unit_heads(directory, present)
    columns = chasing_columns(topics)
    lines = sort_rows([_line(unit, topics, directory, heads) for unit in units], columns)
    all_errands = [errand for unit in units for errand in unit.errands]
    periods = list_evaluated_periods()
    return ChasingPage(
        topics=topics,
        heads=build_heads(columns),
        page=paginate(lines, size=max(len(lines), 1) if on_paper else UNITS_A_PAGE),
        lines=lines,
        tabs=_tabs(within, pressure),
        chips=_chips(pressure, columns),
        levels=_levels(errands, directory),
        topic_options=build_options(
            ((word, str(TOPIC_TEXTS[topic])) for word, topic in TOPIC_WORDS.items()),
            request.args.get("loai", ""),
            all_text=_("Mọi loại việc"),
        ),
        text=request.args.get("tim", "").strip(),
        errand_count=len(all_errands),
        late_count=sum(errand.pressure is Pressure.LATE for errand in all_errands),
        sources=build_headline(periods[0].period if periods else ""),
        is_sample=any(source.is_sample for source in list_sources()),
        is_idle=not errands,
        is_for_paper=on_paper,
        paper_url=same_page(**{FOR_PAPER: None if on_paper else 1, "trang": None}),
    )


def _within(
    errands: Mapping[int, list[Errand]], directory: UnitDirectory
) -> dict[int, list[Errand]]:
    """Return what the filters leave, how pressing it is aside."""
    level = LEVELS.get(request.args.get("cap", ""))
    topic = TOPIC_WORDS.get(request.args.get("loai", ""))
    texts = read_search(request.args.get("tim", ""))
    spell = make_spelling(directory, today())
    found: dict[int, list[Errand]] = {}
    for unit_id, each in errands.items():
        unit = directory.by_id(unit_id)
        names = spell(unit) if texts else ""
        is_found = not texts or any(text in names for text in texts)
        if is_found and (level is None or unit.level is level):
            found[unit_id] = [errand for errand in each if topic in (None, errand.topic)]
    return found


def _units(
    within: Mapping[int, list[Errand]], pressure: Pressure | None, directory: UnitDirectory
) -> Iterable[ChasedUnit]:
    for unit_id, each in within.items():
        kept = [errand for errand in each if pressure in (None, errand.pressure)]
        if kept:
            unit = directory.by_id(unit_id)
            yield ChasedUnit(unit_id, unit.code, unit.name, sort_errands(kept))


def _line(
    chased: ChasedUnit, topics: Iterable[Topic], directory: UnitDirectory, heads: UnitHeads
) -> UnitLine:
    unit, head = directory.by_id(chased.unit_id), heads.find(chased.unit_id)
    is_own = head is None or head.unit_id == unit.id
    return UnitLine(
        chased=chased,
        unit=unit,
        url=unit_url(unit),
        head=head,
        head_unit="" if is_own or head is None else directory.by_id(head.unit_id).name,
        first=_errand_line(chased.errands[0]),
        cells=tuple(tuple(map(_errand_line, chased.of(topic))) for topic in topics),
    )


def _errand_line(errand: Errand) -> ErrandLine:
    mark, icon = _MARKS[errand.pressure]
    values: dict[str, Any] = dict(errand.args)
    return ErrandLine(
        kind=errand.kind,
        count=errand.count,
        about="; ".join(filter(None, (errand.subject, tell_period(errand.period)))),
        due=tell_due(errand.due_on, errand.days_left),
        mark=mark,
        icon=icon,
        url=url_for(errand.endpoint, **values),
    )


def _tabs(within: Mapping[int, list[Errand]], wanted: Pressure | None) -> list[Tab]:
    counts = Counter(errand.pressure for each in within.values() for errand in each)
    every = same_page(muc_do=None, trang=None)
    tabs = [Tab(_("Tất cả"), counts.total(), every, is_current=wanted is None)]
    for word, pressure in PRESSURE_WORDS.items():
        url = same_page(muc_do=word, trang=None)
        text = str(PRESSURE_TEXTS[pressure])
        tabs.append(Tab(text, counts[pressure], url, is_current=wanted is pressure))
    return tabs


def _chips(pressure: Pressure | None, columns: Iterable[SortColumn[UnitLine]]) -> tuple[Chip, ...]:
    level = LEVELS.get(request.args.get("cap", ""))
    topic = TOPIC_WORDS.get(request.args.get("loai", ""))
    return build_chips(
        (
            ("tim", _("Tìm"), request.args.get("tim", "").strip()),
            ("cap", _("Cấp"), label(level) if level else ""),
            ("loai", _("Loại việc"), str(TOPIC_TEXTS[topic]) if topic else ""),
            ("muc-do", _("Mức độ"), str(PRESSURE_TEXTS[pressure]) if pressure else ""),
            sort_chip(columns),
        )
    )


def _levels(errands: Iterable[int], directory: UnitDirectory) -> tuple[Option, ...]:
    asked = request.args.get("cap", "")
    present = {directory.by_id(unit_id).level for unit_id in errands} | {LEVELS.get(asked)}
    choices = [(word, label(level)) for word, level in LEVELS.items() if level in present]
    return build_options(choices, asked, all_text=_("Mọi cấp"))
