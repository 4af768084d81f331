"""Tasks without figures as pages show them: what is asked for, and where each stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.directives import list_directives
from tracker.queries.evaluation_inputs import is_in_force
from tracker.queries.task_parties import list_meant_units
from tracker.queries.task_reports import find_awaited_tasks
from tracker.queries.task_states import list_task_states
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.periods import month_of, read_period
from tracker.rules.task_states import Window
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.sentences import explain
from tracker.wording.task_states import tell_extension, tell_task_state
from views.formatting import show_period
from views.navigation import same_page
from views.pages.figures import due_text, term_text, via_text
from views.pages.filters import Tab, build_chips, build_options
from views.pages.sorting import sort_chip
from views.pages.task_columns import task_columns
from views.pages.words import TASK_STATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from models.vocabulary import TaskState
    from tracker.queries.accounts import Actor
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.task_states import TaskStateRow
    from tracker.rules.periods import Period
    from views.pages.filters import Chip, Option

EVERYBODY: Final = "tat-ca"
WAITING: Final = "cho-xem-xet"


@dataclass(frozen=True, slots=True)
class AskedTasks:
    """What the address asks for.

    Args:
        period: The period; the present month when none is named.
        period_text: The same as typed.
        window: Its days, and the day of looking.
        directive: The only document; None for all in force.
        unit: Text of the unit filter.
        unit_ids: Units it means, or a unit's own ones; None for all.
        is_own: Whether a person of a unit sees the own units only.
        refused: Why a filter cannot be read, by its name.
    """

    period: Period
    period_text: str
    window: Window
    directive: DirectiveRow | None
    unit: str
    unit_ids: Collection[int] | None
    is_own: bool
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Where one task stands for one unit, in words.

    Args:
        row: The same as values.
        url: Its page.
        task_url: The page of the task over all its units.
        term: The term as printed.
        due: Its last day in words, the day first set beside it where it was extended.
        sentence: Why it stands there.
        via: How the unit came to the task.
    """

    row: TaskStateRow
    url: str
    task_url: str
    term: str
    due: str
    sentence: str
    via: str

    @property
    def state(self) -> TaskState | None:
        """Return the state; None for a supporting unit."""
        return self.row.finding.state if self.row.finding else None


def read_asked(actor: Actor) -> AskedTasks:
    """Return what the query asks for; what cannot be read is told and left out.

    Args:
        actor: Who asks: people of a unit see their own units unless they ask for all.
    """
    refused: dict[str, str] = {}
    period, text = _read_period(refused)
    cutoff = current_settings().month_cutoff_day
    window = Window.of(period, today(), cutoff)
    code = request.args.get("van-ban", "")
    directive = next((row for row in list_directives() if row.code == code), None)
    unit = request.args.get("don-vi", "").strip()
    directory = load_directory()
    is_own = actor.role in UNIT_ROLES and request.args.get("pham-vi") != EVERYBODY
    unit_ids: Collection[int] | None = answered_unit_ids(actor, directory) if is_own else None
    try:
        if unit:
            unit_ids, is_own = list_meant_units(unit, directory), False
    except RefusedError as error:
        refused["don-vi"] = explain(error)
    return AskedTasks(period, text, window, directive, unit, unit_ids, is_own, refused)


def find_directive(code: str) -> DirectiveRow:
    """Return a document by the code its pages carry.

    Raises:
        NotFoundError: `directive_unknown`.
    """
    found = next((row for row in list_directives() if row.code == code), None)
    if found is None:
        raise NotFoundError("directive_unknown", value=code, known="–")
    return found


def list_lines(asked: AskedTasks) -> list[TaskLine]:
    """Return the tasks asked for; supporting units only where units are named.

    Without a document: those of every document in force, and whatever waits for review.
    """
    rows = list_task_states(
        asked.window,
        directive_id=asked.directive.id if asked.directive else None,
        unit_ids=asked.unit_ids,
        is_in_force_only=asked.directive is None,
        also=find_awaited_tasks(),
    )
    return build_lines(
        row
        for row in rows
        if (row.is_lead or asked.unit_ids is not None)
        and (asked.directive is not None or row.is_awaited or _is_in_force(row, asked.window))
    )


def build_lines(rows: Iterable[TaskStateRow]) -> list[TaskLine]:
    """Return tasks in words."""
    period = request.args.get("ky") or None
    return [
        TaskLine(
            row=row,
            url=unit_task_url(row, period),
            task_url=url_for(
                "tasks.show",
                directive=row.found.directive.code,
                ordinal=row.task.ordinal,
                ky=period,
            ),
            term=term_text(row.task),
            due=tell_extension(row.finding) or due_text(row.task),
            sentence=tell_task_state(row),
            via=via_text(row.part),
        )
        for row in rows
    ]


def unit_task_url(row: TaskStateRow, period: str | None) -> str:
    """Return the address of one task of one unit."""
    return url_for(
        "tasks.show_unit",
        directive=row.found.directive.code,
        ordinal=row.task.ordinal,
        unit_code=row.part.unit.code,
        ky=period,
    )


def pick_lines(lines: Sequence[TaskLine]) -> list[TaskLine]:
    """Return the lines of the state the query names; all when it names none."""
    word = request.args.get("tinh-trang", "")
    if word == WAITING:
        return [line for line in lines if line.row.is_awaited]
    state = TASK_STATES.get(word)
    return [line for line in lines if state is None or line.state is state]


def build_tabs(lines: Sequence[TaskLine]) -> list[Tab]:
    """Return the states with their counts; each opens its rows."""
    chosen = request.args.get("tinh-trang", "")
    counts = Counter(line.state for line in lines)
    is_all = chosen not in (*TASK_STATES, WAITING)
    tabs = [Tab(_("Tất cả"), len(lines), _state_url(None), is_current=is_all)]
    for word, state in TASK_STATES.items():
        if counts[state] or word == chosen:
            is_current = word == chosen
            tabs.append(Tab(label(state), counts[state], _state_url(word), is_current=is_current))
    waiting = sum(line.row.is_awaited for line in lines)
    if waiting or chosen == WAITING:
        text = _("Báo cáo chờ xem xét")
        tabs.append(Tab(text, waiting, _state_url(WAITING), is_current=chosen == WAITING))
    return tabs


def build_directive_options(asked: AskedTasks) -> tuple[Option, ...]:
    """Return the documents to choose from, those that are over marked."""
    window = asked.window
    choices = [
        (
            row.code,
            row.number
            if is_in_force(row, window.first_day, window.last_day)
            else _("%(number)s (ngoài hiệu lực trong kỳ)", number=row.number),
        )
        for row in list_directives()
    ]
    chosen = asked.directive.code if asked.directive else ""
    return build_options(choices, chosen, all_text=_("Mọi văn bản còn hiệu lực"))


def build_asked_chips(asked: AskedTasks) -> tuple[Chip, ...]:
    """Return the filters in force."""
    named = asked.period_text and "ky" not in asked.refused
    return build_chips(
        (
            ("van-ban", _("Văn bản"), asked.directive.number if asked.directive else ""),
            ("ky", _("Kỳ"), show_period(asked.period) if named else ""),
            ("don-vi", _("Đơn vị"), asked.unit if "don-vi" not in asked.refused else ""),
            sort_chip(task_columns()),
        )
    )


def _is_in_force(row: TaskStateRow, window: Window) -> bool:
    return is_in_force(row.found.directive, window.first_day, window.last_day)


def _state_url(word: str | None) -> str:
    return same_page(tinh_trang=word, trang=None)


def _read_period(refused: dict[str, str]) -> tuple[Period, str]:
    text = request.args.get("ky", "").strip()
    present = month_of(today(), current_settings().month_cutoff_day)
    if not text:
        return present, ""
    try:
        return read_period(text), text
    except RefusedError as error:
        refused["ky"] = explain(error)
        return present, text
