"""Who waits for whom (ai chờ ai): papers under way, and tasks that tie units together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import DigestReason, Role, UnitLevel
from tracker.clock import local, today
from tracker.queries.objections import list_open_objections
from tracker.queries.shared_work import load_shared_work
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.periods import month_of
from tracker.rules.task_states import Window
from tracker.rules.waiting import DOERS, OFFICE_ROLES, REASONS, group_items
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.waiting import tell_due, tell_period, tell_units
from views.formatting import show_date, show_number, show_period, show_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.objections import ObjectionRow
    from tracker.queries.shared_work import SharedTask
    from tracker.queries.task_states import TaskStateRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.queries.waiting_work import Waiting
    from tracker.rules.waiting import WaitingItem

MOST_NAMES: Final = 3
"""More units than this are counted, not named."""


@dataclass(frozen=True, slots=True)
class WaitLine:
    """One thing that waits.

    Args:
        text: What it is.
        about: Which task, month and units; may be empty.
        when: Since or until when, in words; may be empty.
        is_late: Whether it is over its day.
        url: The page that shows exactly this.
    """

    text: str
    about: str
    when: str
    is_late: bool
    url: str


@dataclass(frozen=True, slots=True)
class WaitGroup:
    """What waits at one place, or for one reason."""

    text: str
    lines: tuple[WaitLine, ...]


@dataclass(frozen=True, slots=True)
class Waits:
    """Who waits for a person, and for whom they wait; groups without lines are left out."""

    for_me: tuple[WaitGroup, ...]
    by_me: tuple[WaitGroup, ...]


def build_waits(actor: Actor, unit: UnitRow, waiting: Waiting, directory: UnitDirectory) -> Waits:
    """Return who waits for whom; a fixed number of statements.

    Args:
        actor: The person.
        unit: Their unit.
        waiting: What waits for them and at others.
        directory: Units.
    """
    cutoff = current_settings().month_cutoff_day
    present = today()
    month = month_of(present, cutoff)
    window = Window(month.first_day(cutoff), month.last_day(cutoff), present)
    divisions = directory.children(unit.id, present)
    own = {unit.id, *(each.id for each in divisions if each.level is UnitLevel.DIVISION)}
    work = load_shared_work(own, window, directory)
    reach = answered_unit_ids(actor, directory)
    papers = [item for item in waiting.own if REASONS[item.kind] is DigestReason.REVIEW]
    at_office = [item for item in waiting.others if DOERS[item.kind] <= OFFICE_ROLES]
    at_unit = [item for item in waiting.others if not DOERS[item.kind] <= OFFICE_ROLES]
    is_head = actor.role is Role.DEPARTMENT_HEAD
    place = _("Cán bộ của đơn vị tôi phải làm") if is_head else _("Ở bàn lãnh đạo đơn vị tôi")
    office = (*_papers(at_office), *_objections(list_open_objections(reach)))
    return Waits(
        for_me=_groups(
            (_("Giấy tờ cán bộ trình tôi"), _papers(papers)),
            (
                _("Đơn vị chủ trì cần tôi phối hợp"),
                [_supported(task) for task in work.supported],
            ),
            (
                _("Nhiệm vụ của đơn vị khác theo tiến độ của tôi"),
                [_followed(task, mine) for task, mine in work.followed],
            ),
        ),
        by_me=_groups(
            (place, _papers(at_unit)),
            (_("Ở Văn phòng, chờ xem xét"), office),
            (_("Đơn vị phối hợp, cùng chủ trì với tôi"), [_led(task) for task in work.led]),
            (
                _("Nhiệm vụ của tôi theo tiến độ việc khác"),
                [_following(task, named) for task, named in work.following],
            ),
        ),
    )


def _groups(*found: tuple[str, Sequence[WaitLine]]) -> tuple[WaitGroup, ...]:
    return tuple(WaitGroup(str(text), tuple(lines)) for text, lines in found if lines)


def _papers(items: Iterable[WaitingItem]) -> list[WaitLine]:
    """Return papers by kind, month and unit, the most pressing first."""
    lines = []
    items = list(items)
    for group in group_items(items):
        of = (group.kind, group.subject, group.period)
        came = [
            item.since_on
            for item in items
            if (item.kind, item.subject, item.period) == of and item.since_on
        ]
        about = (group.subject, tell_period(group.period), tell_units(group.unit_names))
        values: dict[str, Any] = dict(group.args)
        when = (_since(max(came)) if came else "", tell_due(group.due_on, group.days_left))
        lines.append(
            WaitLine(
                text=f"{label(group.kind)}: {show_number(group.count)}",
                about="; ".join(filter(None, about)),
                when="; ".join(filter(None, when)),
                is_late=group.days_left is not None and group.days_left < 0,
                url=url_for(group.endpoint, **values),
            )
        )
    return lines


def _since(day: date) -> str:
    return str(_("mới nhất ngày %(day)s", day=show_date(day)))


def _objections(rows: Sequence[ObjectionRow]) -> list[WaitLine]:
    """Return objections that were not decided, by month and unit."""
    found: dict[tuple[str, str], list[ObjectionRow]] = {}
    for row in rows:
        found.setdefault((row.period, row.unit_code), []).append(row)
    lines = []
    for (period, unit_code), own in found.items():
        values: dict[str, Any] = {"period": period, "don-vi": unit_code}
        first = show_date(local(min(row.raised_at for row in own)).date())
        lines.append(
            WaitLine(
                text=str(_("Phản hồi chưa có kết luận: %(count)s", count=show_number(len(own)))),
                about=f"{show_period(period)}; {own[0].unit_name}",
                when=str(_("từ ngày %(day)s", day=first)),
                is_late=False,
                url=url_for("objections.show", **values),
            )
        )
    return lines


def _led(task: SharedTask) -> WaitLine:
    others = [f"{show_unit(row.part.unit)} ({_state(row)})" for row in task.co_leads]
    parts = (
        _("phối hợp: %(units)s", units=_names(task.supports)) if task.supports else "",
        _("cùng chủ trì: %(units)s", units=", ".join(others)) if others else "",
    )
    return _line(task, about="; ".join(str(part) for part in parts if part), when=_due(task))


def _supported(task: SharedTask) -> WaitLine:
    newest = max((report.written_at for report in task.reports.values()), default=None)
    told = _("chưa báo cáo")
    if newest is not None:
        told = _("báo cáo mới nhất ngày %(day)s", day=show_date(local(newest).date()))
    leads = _names([row.part.unit for row in task.leads])
    about = f"{_('chủ trì: %(units)s', units=leads)}; {told}"
    return _line(task, about=about, when=_due(task))


def _following(task: SharedTask, named: Sequence[SharedTask]) -> WaitLine:
    found = task.found.task
    follows = found.follows or found.schedule_phrase
    parts = [
        _(
            "nhiệm vụ %(number)s (%(units)s): %(state)s",
            number=each.found.reference,
            units=_names([row.part.unit for row in each.leads]),
            state=_states(each),
        )
        for each in named
    ]
    return _line(task, about="; ".join(map(str, [follows, *parts])), when="")


def _followed(task: SharedTask, mine: Sequence[SharedTask]) -> WaitLine:
    numbers = ", ".join(each.found.reference for each in mine)
    leads = _names([row.part.unit for row in task.leads])
    about = _("%(units)s chờ nhiệm vụ %(numbers)s của tôi", units=leads, numbers=numbers)
    return _line(task, about=str(about), when="")


def _line(task: SharedTask, *, about: str, when: str) -> WaitLine:
    found = task.found
    return WaitLine(
        text=f"{found.reference}, {found.directive.number}: {found.task.text}",
        about=about,
        when=when,
        is_late=any(row.late_days for row in task.leads),
        url=url_for("tasks.show", directive=found.directive.code, ordinal=found.task.ordinal),
    )


def _due(task: SharedTask) -> str:
    days = [row.finding.due_on for row in task.leads if row.finding and row.finding.due_on]
    return str(_("hạn %(day)s", day=show_date(min(days)))) if days else ""


def _states(task: SharedTask) -> str:
    return ", ".join(dict.fromkeys(map(_state, task.leads))) or "–"


def _state(row: TaskStateRow) -> str:
    return label(row.finding.state).lower() if row.finding else "–"


def _names(units: Sequence[UnitRow]) -> str:
    if len(units) > MOST_NAMES:
        return str(_("%(count)s đơn vị", count=show_number(len(units))))
    return ", ".join(map(show_unit, units)) or "–"
