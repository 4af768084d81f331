"""Assignments as pages show them: a unit's parts by document, and the disputes with clocks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import AnswerState, Role
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.assignment_answers import list_answers
from tracker.queries.task_parties import list_meant_units
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.waiting_work.assignments import TO_ANSWER
from tracker.rules.assignments import ANSWERABLE, ANSWERING_ROLES
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from tracker.wording.waiting import tell_due
from views.navigation import same_page
from views.pages.assignment_columns import answer_columns
from views.pages.figures import due_text, term_text, via_text
from views.pages.filters import Tab, build_chips
from views.pages.sorting import sort_chip, sort_rows
from views.pages.tasks import find_directive

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_answers import AnswerRow
    from tracker.queries.directives import DirectiveRow
    from views.pages.filters import Chip

OFFICE_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER)
READERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, *OFFICE_ROLES)
EVERYTHING: Final = "tat-ca"
NOT_ASKED: Final = "khong-hoi"
STATES: Final = {
    TO_ANSWER: (AnswerState.WAITING, AnswerState.UNANSWERED),
    "dang-xem-xet": (AnswerState.DISPUTED, AnswerState.MOVING),
    "da-tiep-nhan": (AnswerState.ACCEPTED,),
    "theo-quyet-dinh": (AnswerState.SETTLED,),
    NOT_ASKED: (AnswerState.NOT_ASKED,),
}
CSV_HEADER: Final = (
    "Văn bản",
    "Số",
    "Nhiệm vụ",
    "Mã đơn vị",
    "Đơn vị",
    "Vai trò",
    "Thời hạn",
    "Trả lời chậm nhất",
    "Tiếp nhận",
    "Người tiếp nhận",
    "Lúc",
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One part in words.

    Args:
        row: The same as values.
        key: What a box carries.
        term: The term as printed.
        due: Its last day, where it has one.
        via: How the unit came to the task.
        clock: Until when an answer or a decision is awaited; empty without a clock.
        is_late: Whether that day has passed.
        can_answer: Whether the reader may take it on or refuse it.
    """

    row: AnswerRow
    key: str
    term: str
    due: str
    via: str
    clock: str
    is_late: bool
    can_answer: bool


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The parts of one document."""

    directive: DirectiveRow
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True, slots=True)
class AskedAnswers:
    """What the address asks for.

    Args:
        unit: Text of the unit filter.
        unit_ids: Units it means, or the reader's own; None for all.
        directive: The only document; None for all in force.
        refused: Why the unit cannot be read; empty when it can. Nothing is found then.
        is_overview: Whether the office has asked for no unit and no document yet.
    """

    unit: str
    unit_ids: Collection[int] | None
    directive: DirectiveRow | None
    refused: str
    is_overview: bool = False


def read_asked(actor: Actor) -> AskedAnswers:
    """Return what the query asks for; people of a unit see their own units only.

    Args:
        actor: Who asks.
    """
    directory = load_directory()
    own = answered_unit_ids(actor, directory)
    unit, unit_ids, refused = request.args.get("don-vi", "").strip(), own, ""
    try:
        if unit:
            meant = frozenset(list_meant_units(unit, directory))
            unit_ids = meant if own is None else meant & own
    except RefusedError as error:
        refused, unit_ids = explain(error), frozenset()
    code = request.args.get("van-ban", "")
    directive = find_directive(code) if code else None
    is_overview = actor.role in OFFICE_ROLES and not unit and directive is None
    return AskedAnswers(unit, unit_ids, directive, refused, is_overview)


def list_lines(asked: AskedAnswers, actor: Actor) -> list[AnswerLine]:
    """Return the parts asked for, in words; none while the office has asked for no unit."""
    if asked.is_overview:
        return []
    directory = load_directory()
    own = answered_unit_ids(actor, directory) or frozenset()
    is_head = actor.role in ANSWERING_ROLES
    rows = list_answers(
        today(),
        directory,
        current_settings(),
        unit_ids=asked.unit_ids,
        directive_id=asked.directive.id if asked.directive else None,
    )
    return [_line(row, is_mine=is_head and row.expanded.unit.id in own) for row in rows]


def find_part(directive: str, ordinal: int, unit_code: str, actor: Actor) -> AnswerLine:
    """Return one part of a unit the reader answers for.

    Raises:
        NotFoundError: `directive_unknown`, `assignment_not_of_unit`.
    """
    found = find_directive(directive)
    own = answered_unit_ids(actor, load_directory()) or frozenset()
    for line in list_lines(AskedAnswers("", own, found, ""), actor):
        is_it = line.row.found.task.ordinal == ordinal
        if is_it and line.row.expanded.unit.code == unit_code:
            return line
    raise NotFoundError(
        "assignment_not_of_unit", unit=unit_code, number=f"#{ordinal}", directive=found.number
    )


def build_tabs(lines: Sequence[AnswerLine]) -> list[Tab]:
    """Return what was said with its counts; each opens its rows."""
    chosen = chosen_word(lines)
    counts = Counter(line.row.state for line in lines)
    texts = state_texts()
    tabs = []
    for word, states in STATES.items():
        count = sum(counts[state] for state in states)
        if count or word == chosen:
            tabs.append(_tab(texts[word], count, word, is_current=word == chosen))
    return [*tabs, _tab(_("Tất cả"), len(lines), EVERYTHING, is_current=chosen == EVERYTHING)]


def state_texts() -> dict[str, str]:
    """Return what the tabs of `STATES` say."""
    return {
        TO_ANSWER: str(_("Cần trả lời")),
        "dang-xem-xet": str(_("Đang xem xét")),
        "da-tiep-nhan": str(_("Đã tiếp nhận")),
        "theo-quyet-dinh": str(_("Theo quyết định")),
        NOT_ASKED: str(_("Không hỏi")),
    }


def chosen_word(lines: Sequence[AnswerLine]) -> str:
    """Return the state the address names: what must be answered, where there is any, if none."""
    word = request.args.get("tinh-trang", "")
    if word in STATES or word == EVERYTHING:
        return word
    is_asked = any(line.row.state in STATES[TO_ANSWER] for line in lines)
    return TO_ANSWER if is_asked else EVERYTHING


def pick_lines(lines: Sequence[AnswerLine]) -> list[AnswerLine]:
    """Return the lines of the state the address names, sorted within each document."""
    states = STATES.get(chosen_word(lines))
    chosen = [line for line in lines if states is None or line.row.state in states]
    documents = list(dict.fromkeys(line.row.found.directive.id for line in chosen))
    in_order = sort_rows(chosen, answer_columns())
    return sorted(in_order, key=lambda line: documents.index(line.row.found.directive.id))


def group_lines(lines: Iterable[AnswerLine]) -> list[AnswerGroup]:
    """Return lines by document, in the order they come."""
    return [
        AnswerGroup(directive, tuple(own))
        for directive, own in groupby(lines, key=lambda line: line.row.found.directive)
    ]


def build_asked_chips(asked: AskedAnswers) -> tuple[Chip, ...]:
    """Return the filters in force."""
    return build_chips(
        (
            ("van-ban", _("Văn bản"), asked.directive.number if asked.directive else ""),
            ("don-vi", _("Đơn vị"), "" if asked.refused else asked.unit),
            sort_chip(answer_columns()),
        )
    )


def csv_rows(lines: Iterable[AnswerLine]) -> Iterable[Sequence[object]]:
    """Yield the lines as a file shows them."""
    for line in lines:
        row = line.row
        yield (
            row.found.directive.number,
            row.found.reference,
            row.found.task.text,
            row.expanded.unit.code,
            row.expanded.unit.name,
            label(row.expanded.role),
            row.due_on,
            row.answer_by,
            label(row.state),
            row.acceptance.by if row.acceptance else "",
            row.acceptance.at if row.acceptance else None,
        )


def read_keys(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return tasks and units from what boxes carry; anything else is left out."""
    found = []
    for text in texts:
        task, _dash, unit = text.partition("-")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (task, unit)):
            found.append((int(task), int(unit)))
    return found


def _line(row: AnswerRow, *, is_mine: bool) -> AnswerLine:
    last = _last_day(row)
    days_left = None if last is None else (last - today()).days
    return AnswerLine(
        row=row,
        key=f"{row.found.task.id}-{row.expanded.unit.id}",
        term=term_text(row.found.task),
        due=due_text(row.found.task),
        via=via_text(row.expanded),
        clock=tell_due(last, days_left),
        is_late=days_left is not None and days_left < 0,
        can_answer=is_mine and row.state in ANSWERABLE,
    )


def _last_day(row: AnswerRow) -> date | None:
    """Return the last day of the clock that runs now: the unit's, or the arbiter's."""
    if row.state in STATES[TO_ANSWER]:
        return row.answer_by
    if row.state is AnswerState.DISPUTED and row.dispute is not None:
        return row.dispute.decide_by
    return None


def _tab(text: str, count: int, word: str, *, is_current: bool) -> Tab:
    return Tab(text, count, same_page(tinh_trang=word, trang=None), is_current=is_current)
