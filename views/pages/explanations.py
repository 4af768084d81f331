"""Explanations as pages show them: who owes what, how complete it is, what may be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from models.vocabulary import ReviewState
from tracker.clock import past_day
from tracker.queries.apology_letters import find_letter_marks
from tracker.queries.coverage import count_coverage
from tracker.queries.late_cases import ANY_STATE, count_cases_by_unit, list_cases
from tracker.queries.listed_units import list_listed_units
from tracker.rules.coverage import Coverage, sum_coverage
from tracker.runtime import current_settings
from tracker.services.explanation_board import Seen
from tracker.services.explanations import REVIEWERS, WRITERS
from tracker.wording.labels import label
from views.formatting import show_period
from views.looking_back import bare_url, kept_day
from views.navigation import Page, paginate, same_page
from views.pages.dossier_listing import USUAL, read_order
from views.pages.explanation_columns import BY_UNIT, case_columns, unit_columns
from views.pages.explanation_filters import CAUSES, STATES
from views.pages.filters import Chip, Option, Tab, build_chips, build_options
from views.pages.sorting import build_heads, sort_chip, sort_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tracker.queries.accounts import Actor
    from tracker.queries.apology_letters import LetterMark
    from tracker.queries.explanations import ExplanationRow
    from tracker.queries.late_cases import CaseRow, CaseSearch
    from tracker.queries.listed_units import ListedUnit
    from views.pages.explanation_filters import Asked
    from views.pages.sorting import SortHead

PAGE_SIZE: Final = 100
EVERY_ONE: Final = "het"
"""Value of the query `chon` that ticks every box of the page."""
NO_STATE: Final = "-"
_MOST_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One late dossier of the listing.

    Args:
        case: The dossier and its newest explanation.
        letter: What its letters of apology come to; None without any.
        token: What a tick sends: the dossier, and what stands there now.
        can_choose: Whether this person can do anything with it.
        is_chosen: Whether its box is ticked.
    """

    case: CaseRow
    letter: LetterMark | None
    token: str
    can_choose: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """One unit's late dossiers by state; each count has the address of its rows."""

    unit: ListedUnit
    coverage: Coverage
    url: str


@dataclass(frozen=True, slots=True)
class ExplanationsPage:
    """Late dossiers of a month and what they owe.

    Args:
        asked: What was asked.
        page: The part shown.
        tabs: States with their counts, the other filters in force.
        chips: Filters in force.
        causes: Choices of the reason.
        total: Coverage of all units shown, whatever other filters.
        units: The same by unit, of units with late dossiers.
        heads: Heads of the listing's columns.
        unit_heads: Heads of the units' columns.
        write_count: How many of all the filter finds may be written by this person.
        review_count: How many may be reviewed.
        csv_url: All the filter finds as a file.
        tick_url: This page with every box ticked.
        own_unit: Name of the unit this person is limited to; empty for all.
    """

    asked: Asked
    page: Page[Line]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    causes: tuple[Option, ...]
    total: Coverage
    units: tuple[UnitCoverage, ...]
    heads: tuple[SortHead, ...]
    unit_heads: tuple[SortHead, ...]
    write_count: int
    review_count: int
    csv_url: str
    tick_url: str
    own_unit: str

    @property
    def is_whole_month(self) -> bool:
        """Return whether nothing but the month was asked for, by somebody of the office."""
        narrowed = any(text for name, text in self.asked.texts.items() if name != "thang")
        return not narrowed and not self.own_unit


def token_of(dossier_id: int, newest: ExplanationRow | None) -> str:
    """Return what a tick sends: the dossier, the version and the state that were seen."""
    seen = Seen.of(newest)
    return f"{dossier_id}.{seen.version}.{seen.state.value if seen.state else NO_STATE}"


def read_tokens(texts: Iterable[str]) -> dict[int, Seen]:
    """Return dossiers with what was seen; what is no token is left out.

    Args:
        texts: As sent.
    """
    states = {NO_STATE: None, **{state.value: state for state in ReviewState}}
    found = {}
    for text in texts:
        key, version, state = (*text.split("."), "", "")[:3]
        are_numbers = all(
            part.isascii() and part.isdigit() and len(part) < _MOST_DIGITS
            for part in (key, version)
        )
        if are_numbers and state in states:
            found[int(key)] = Seen(int(version), states[state])
    return found


def may_write(actor: Actor, state: ReviewState | None) -> bool:
    """Return whether a person may write where the newest explanation is in a state; only today."""
    return past_day() is None and actor.role in WRITERS and state in (None, ReviewState.SENT_BACK)


def may_review(actor: Actor, newest: ExplanationRow | None) -> bool:
    """Return whether a person may review an explanation: it waits, and another wrote it."""
    if newest is None or newest.state is not ReviewState.SUBMITTED:
        return False
    return _reviews(actor) and newest.writer_id != actor.id


def _reviews(actor: Actor) -> bool:
    return past_day() is None and actor.role in REVIEWERS


def build_explanations_page(
    asked: Asked, actor: Actor, *, own_unit: str, chosen: Collection[int] = ()
) -> ExplanationsPage:
    """Return the late dossiers of a month with what this person may do.

    Args:
        asked: Which.
        actor: Who looks.
        own_unit: Name of the unit the person is limited to.
        chosen: Keys of the dossiers whose boxes were ticked.
    """
    grouped = count_cases_by_unit(_any_state(asked))
    counts: dict[ReviewState | None, int] = dict.fromkeys((None, *ReviewState), 0)
    own_waiting = 0
    for _unit_id, state, writer_id, count, _at in grouped:
        counts[state] += count
        if state is ReviewState.SUBMITTED and writer_id == actor.id:
            own_waiting += count
    total = sum(counts[state] for state in asked.search.states)
    places = paginate(range(total), size=PAGE_SIZE)
    offset = (places.number - 1) * PAGE_SIZE
    cases = list_cases(asked.search, order=read_order(), offset=offset, limit=PAGE_SIZE)
    lines = list(_lines(cases, actor, asked, chosen))
    after = current_settings().apology.needed_after_days
    coverage = count_coverage(asked.month, needed_after_days=after)
    wanted = asked.search.states
    waiting = counts[ReviewState.SUBMITTED] - own_waiting
    return ExplanationsPage(
        asked=asked,
        page=Page(lines, places.number, places.page_count, total, places.name),
        tabs=list(_tabs(counts, asked)),
        chips=build_case_chips(asked),
        causes=_causes(asked),
        total=sum_coverage(coverage.values()),
        units=tuple(sort_rows([*_units(coverage, asked)], unit_columns(), name=BY_UNIT)),
        heads=build_heads(case_columns(), USUAL),
        unit_heads=build_heads(unit_columns(), name=BY_UNIT),
        write_count=sum(counts[state] for state in wanted if may_write(actor, state)),
        review_count=waiting if _reviews(actor) and ReviewState.SUBMITTED in wanted else 0,
        csv_url=f"{bare_url('explanations.download')}?{urlencode(request.args)}",
        tick_url=same_page(chon=EVERY_ONE),
        own_unit=own_unit,
    )


def _any_state(asked: Asked) -> CaseSearch:
    return replace(asked.search, states=ANY_STATE)


def _lines(
    cases: Iterable[CaseRow], actor: Actor, asked: Asked, chosen: Collection[int]
) -> Iterator[Line]:
    cases = list(cases)
    letters = find_letter_marks([case.id for case in cases], on=asked.search.last_day)
    ticks_all = request.args.get("chon") == EVERY_ONE
    for case in cases:
        can = may_write(actor, case.state) or may_review(actor, case.explanation)
        yield Line(
            case,
            letters.get(case.id),
            token_of(case.id, case.explanation),
            can_choose=can,
            is_chosen=case.id in chosen or (can and ticks_all),
        )


def _tabs(counts: dict[ReviewState | None, int], asked: Asked) -> Iterator[Tab]:
    texts = {
        "phai-viet": _("Phải viết"),
        "chua-viet": _("Chưa viết"),
        "tra-lai": label(ReviewState.SENT_BACK),
        "cho-xem-xet": label(ReviewState.SUBMITTED),
        "da-chap-nhan": label(ReviewState.ACCEPTED),
    }
    word = asked.texts["trang-thai"]
    for name, states in [("", ANY_STATE), *STATES.items()]:
        yield Tab(
            texts.get(name, _("Tất cả")),
            sum(counts[state] for state in states),
            same_page(trang_thai=name or None, trang=None, chon=None),
            name == word or (not name and word not in STATES),
        )


def _causes(asked: Asked) -> tuple[Option, ...]:
    choices = [(word, label(cause)) for word, cause in CAUSES.items()]
    return build_options(choices, asked.texts["ly-do"], all_text=_("Mọi lý do"))


def build_case_chips(asked: Asked) -> tuple[Chip, ...]:
    """Return the filters in force."""
    month = (
        show_period(asked.period) if asked.texts["thang"] and "thang" not in asked.refused else ""
    )
    least, cause = asked.search.least_days, asked.search.cause
    return build_chips(
        (
            ("thang", _("Tháng"), month),
            ("don-vi", _("Đơn vị"), asked.unit_name),
            ("ly-do", _("Lý do"), label(cause) if cause else ""),
            ("tu-ngay", _("Chậm từ"), _("%(count)s ngày", count=least) if least else ""),
            sort_chip(case_columns()),
        )
    )


def _units(coverage: dict[int, Coverage], asked: Asked) -> Iterator[UnitCoverage]:
    here, month = bare_url("explanations.index"), asked.period.code
    for unit in list_listed_units(coverage):
        url = f"{here}?{urlencode({'thang': month, 'don-vi': unit.code, **kept_day()})}"
        yield UnitCoverage(unit, coverage[unit.id], url)
