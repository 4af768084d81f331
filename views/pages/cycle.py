"""The monthly cycle as its page shows it: months with their steps in words, whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.vocabulary import CycleStep, Role, StepState
from tracker.services.cycle import TICKING_ROLES
from tracker.wording.labels import label
from tracker.wording.stored import explain_stored
from views.formatting import show_instant, show_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel.speaklater import LazyString

    from tracker.jobs.cycle_report import TickReport
    from tracker.queries.accounts import Actor
    from tracker.queries.cycle_overview import CycleMonth, StepRow

READERS: Final = (Role.OFFICE_STAFF, Role.APPROVER, Role.ADMINISTRATOR)
MAKERS: Final = (Role.OFFICE_STAFF,)

_STYLES: Final[Mapping[StepState, tuple[str, str]]] = {
    StepState.WAITING: ("not_due", "hourglass-split"),
    StepState.RUNNING: ("provisional", "arrow-repeat"),
    StepState.DONE: ("achieved", "check-circle-fill"),
    StepState.BLOCKED: ("missed", "x-octagon-fill"),
}
_TURNS: Final[Mapping[Role, LazyString]] = {
    Role.SYSTEM: _l("Máy"),
    Role.OFFICE_STAFF: _l("Chuyên viên Văn phòng"),
    Role.APPROVER: _l("Người duyệt"),
    Role.UNIT_OFFICER: _l("Các đơn vị"),
}
#: Where a person goes to do what a step waits for.
_PLACES: Final[Mapping[str, tuple[str, LazyString]]] = {
    "cycle_no_directive": ("imports.index", _l("Nhập số liệu")),
    "cycle_no_dossiers": ("imports.index", _l("Nhập số liệu")),
    "cycle_data_ends_early": ("imports.index", _l("Nhập số liệu")),
    "cycle_source_failed": ("pulls.index", _l("Nguồn số liệu")),
    "pull_failed_period": ("pulls.index", _l("Nguồn số liệu")),
}
_ON_THE_LIST: Final = frozenset(
    {CycleStep.DRAFT, CycleStep.OPEN_REPLY, CycleStep.APPROVE, CycleStep.PUBLISH}
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as a line.

    Args:
        row: The step.
        style: Of its state's mark.
        icon: Of its state's mark.
        text: What it left behind, waits for or stopped at.
        turn: Whose turn it is; empty for a step that is done.
        place: Address of the page where that is done; empty for none.
        place_text: What that page is called.
        can_retry: Whether this person may have it tried at once.
    """

    row: StepRow
    style: str
    icon: str
    text: str
    turn: str
    place: str
    place_text: str
    can_retry: bool


@dataclass(frozen=True, slots=True)
class MonthPart:
    """One month of the page.

    Args:
        month: The month.
        lines: Its steps.
        done_count: How many of them are done.
        current: The first step that is not done; None when all are.
    """

    month: CycleMonth
    lines: list[StepLine]
    done_count: int
    current: StepLine | None


def build_month(month: CycleMonth, actor: Actor) -> MonthPart:
    """Return a month with its steps in words.

    Args:
        month: The month.
        actor: Who looks at it.
    """
    lines = [_line(row, actor) for row in month.steps]
    open_lines = [line for line in lines if line.row.state is not StepState.DONE]
    return MonthPart(month, lines, len(lines) - len(open_lines), _most_urgent(open_lines))


def is_overlooked(months: Iterable[CycleMonth]) -> bool:
    """Return whether a step should have been taken by now: no clock process seems to run."""
    return any(row.is_overlooked for month in months for row in month.steps)


def tell_tick(report: TickReport) -> list[str]:
    """Return what a tick did as sentences for the person who asked for it."""
    told = [explain_stored(code, params) for code, params in report.warnings]
    told += [
        _(
            "%(period)s, %(step)s: %(text)s",
            period=show_period(taken.period),
            step=label(taken.step).lower(),
            text=explain_stored(taken.code, taken.params),
        )
        for taken in report.steps
    ]
    return told or [explain_stored("cycle_nothing_due")]


def _line(row: StepRow, actor: Actor) -> StepLine:
    style, icon = _STYLES[row.state]
    place, place_text = _place(row, actor)
    return StepLine(
        row=row,
        style=style,
        icon=icon,
        text=_text(row),
        turn=str(_TURNS[row.next_by]) if row.next_by else "",
        place=place,
        place_text=place_text,
        can_retry=row.can_retry and actor.role in TICKING_ROLES,
    )


def _text(row: StepRow) -> str:
    said = explain_stored(row.code, row.params) if row.code else ""
    if row.retry_at is not None:
        again = _("Máy thử lại lúc %(at)s.", at=show_instant(row.retry_at))
        return f"{said} {again}"
    return said


def _place(row: StepRow, actor: Actor) -> tuple[str, str]:
    """Return where a person does what a step waits for, and what that page is called."""
    if row.next_by in (None, Role.SYSTEM) or actor.role is Role.ADMINISTRATOR:
        return "", ""
    if row.code in _PLACES:
        endpoint, text = _PLACES[row.code]
        return (url_for(endpoint), str(text)) if actor.role is Role.OFFICE_STAFF else ("", "")
    if row.step in _ON_THE_LIST:
        return url_for("lists.show", period=row.period, version=None), _("Mở danh sách")
    return "", ""


def _most_urgent(lines: list[StepLine]) -> StepLine | None:
    """Return the step the month stands at: one that is blocked, else the first one open."""
    blocked = (line for line in lines if line.row.state is StepState.BLOCKED)
    return next(blocked, lines[0] if lines else None)
