"""Who waits for whom (ai chờ ai): papers under way, and tasks that tie units together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, DigestReason, Role, UnitLevel
from tracker.clock import local, today
from tracker.queries.assignment_disputes import list_arbiters
from tracker.queries.objections import list_open_objections
from tracker.queries.shared_work import DONE, load_shared_work
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.periods import month_of
from tracker.rules.task_states import Window
from tracker.rules.waiting import DOERS, REASONS, group_items
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


class Place(Enum):
    """Who must act on what others have to do."""

    OFFICERS = auto()
    HEADS = auto()
    ARBITERS = auto()
    OFFICE = auto()


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
    cutoff, present = current_settings().month_cutoff_day, today()
    window = Window.of(month_of(present, cutoff), present, cutoff)
    divisions = directory.children(unit.id, present)
    own = {unit.id, *(each.id for each in divisions if each.level is UnitLevel.DIVISION)}
    work = load_shared_work(own, window, directory)
    reach = answered_unit_ids(actor, directory)
    papers = [item for item in waiting.own if REASONS[item.kind] is DigestReason.REVIEW]
    places = _by_place(waiting.others)
    office = (*_papers(places[Place.OFFICE]), *_objections(list_open_objections(reach)))
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
            (_("Cán bộ của đơn vị tôi phải làm"), _papers(places[Place.OFFICERS])),
            (_("Ở bàn lãnh đạo đơn vị tôi"), _papers(places[Place.HEADS])),
            *_arbiters(places[Place.ARBITERS]),
            (_("Ở Văn phòng"), office),
            (_("Đơn vị phối hợp, cùng chủ trì với tôi"), [_led(task) for task in work.led]),
            (
                _("Nhiệm vụ của tôi theo tiến độ việc khác"),
                [_following(task, named) for task, named in work.following],
            ),
        ),
    )


def _by_place(items: Iterable[WaitingItem]) -> dict[Place, list[WaitingItem]]:
    """Return what waits at others by who must act."""
    found: dict[Place, list[WaitingItem]] = {place: [] for place in Place}
    for item in items:
        found[_place(item)].append(item)
    return found


def _place(item: WaitingItem) -> Place:
    doers = DOERS[item.kind]
    if doers.isdisjoint(UNIT_ROLES):
        return Place.ARBITERS if item.doer_ids else Place.OFFICE
    return Place.OFFICERS if Role.UNIT_OFFICER in doers else Place.HEADS


def _arbiters(items: Iterable[WaitingItem]) -> list[tuple[str, list[WaitLine]]]:
    """Return what named people of the office must decide, each under their names."""
    found: dict[str, list[WaitingItem]] = {}
    people = list_arbiters()
    for item in items:
        names = ", ".join(one.display_name for one in people if one.id in item.doer_ids)
        found.setdefault(names, []).append(item)
    return [(_("Người xem xét: %(who)s", who=names), _papers(own)) for names, own in found.items()]


def _groups(*found: tuple[str, Sequence[WaitLine]]) -> tuple[WaitGroup, ...]:
    return tuple(WaitGroup(str(text), tuple(lines)) for text, lines in found if lines)


def _papers(items: Iterable[WaitingItem]) -> list[WaitLine]:
    """Return papers by kind, month and unit, the most pressing first."""
    lines = []
    for group in group_items(items):
        about = (group.subject, tell_period(group.period), tell_units(group.unit_names))
        values: dict[str, Any] = dict(group.args)
        came = _since(group.since_on) if group.since_on else ""
        when = came, tell_due(group.due_on, group.days_left)
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
    parts = (
        _("phối hợp: %(units)s", units=_names(task.supports)) if task.supports else "",
        _("cùng chủ trì: %(units)s", units=_standing(task.co_leads)) if task.co_leads else "",
    )
    return _line(task, task, about="; ".join(map(str, filter(None, parts))))


def _supported(task: SharedTask) -> WaitLine:
    newest = max((report.written_at for report in task.reports.values()), default=None)
    told = _("chưa báo cáo")
    if newest is not None:
        told = _("báo cáo mới nhất ngày %(day)s", day=show_date(local(newest).date()))
    leads = _names([row.part.unit for row in task.leads])
    about = f"{_('chủ trì: %(units)s', units=leads)}; {told}"
    return _line(task, task, about=about)


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
    return _line(task, *named, about="; ".join(map(str, [follows, *parts])))


def _followed(task: SharedTask, mine: Sequence[SharedTask]) -> WaitLine:
    numbers = ", ".join(each.found.reference for each in mine)
    leads = _names([row.part.unit for row in task.leads])
    about = _("%(units)s chờ nhiệm vụ %(numbers)s của tôi", units=leads, numbers=numbers)
    return _line(task, *mine, about=str(about))


def _line(task: SharedTask, *waited: SharedTask, about: str) -> WaitLine:
    """Return a task with until when those have that are waited for, or how late they are."""
    found = task.found
    leads = [
        (row.finding.due_on, row.late_days)
        for each in waited
        for row in each.leads
        if row.finding and row.finding.state not in DONE
    ]
    dues = [(day, -late or max((day - today()).days, 0)) for day, late in leads if day]
    return WaitLine(
        text=f"{found.reference}, {found.directive.number}: {found.task.text}",
        about=about,
        when=tell_due(*min(dues)) if dues else "",
        is_late=any(late for _day, late in leads),
        url=url_for("tasks.show", directive=found.directive.code, ordinal=found.task.ordinal),
    )


def _states(task: SharedTask) -> str:
    return ", ".join(dict.fromkeys(map(_state, task.leads))) or "–"


def _standing(rows: Sequence[TaskStateRow]) -> str:
    """Return units with how far each is; of many, how many are how far."""
    if len(rows) <= MOST_NAMES:
        return ", ".join(f"{show_unit(row.part.unit)} ({_state(row)})" for row in rows)
    counted = Counter(map(_state, rows)).most_common()
    states = ", ".join(f"{state}: {show_number(count)}" for state, count in counted)
    return f"{_names([row.part.unit for row in rows])} ({states})"


def _state(row: TaskStateRow) -> str:
    return label(row.finding.state).lower() if row.finding else "–"


def _names(units: Sequence[UnitRow]) -> str:
    if len(units) > MOST_NAMES:
        return str(_("%(count)s đơn vị", count=show_number(len(units))))
    return ", ".join(map(show_unit, units)) or "–"
