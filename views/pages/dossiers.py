"""Dossiers as pages show them: how late both ways, why, and what was rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

from models.vocabulary import Channel, DelayCause, DossierStatus
from tracker.queries.apology_letters import find_letter_marks
from tracker.rules.dates import format_date
from tracker.rules.late_flags import late_flags, working_day_check
from tracker.rules.lateness import days_late, working_days_late
from tracker.wording.alerts import alert_text
from tracker.wording.due_dates import format_minute
from tracker.wording.labels import label
from tracker.wording.sentences import sentence
from views.formatting import show_number
from views.pages.due_dates import build_legal_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flask_babel.speaklater import LazyString

    from tracker.queries.apology_letters import LetterMark
    from tracker.queries.dossier_details import DossierAlert, DossierDetail, DossierRevisionRow
    from tracker.queries.dossier_search import FoundDossier
    from tracker.queries.unit_tree import UnitTree
    from tracker.rules.calendar import WorkingCalendar
    from views.pages.due_dates import LegalCount

FACTS: Final[Mapping[str, LazyString]] = {
    "unit_id": _l("Đơn vị"),
    "officer": _l("Cán bộ"),
    "received_on": _l("Ngày tiếp nhận"),
    "received_minute": _l("Giờ tiếp nhận"),
    "due_on": _l("Ngày hẹn trả"),
    "due_minute": _l("Giờ hẹn trả"),
    "judged_due_on": _l("Ngày hẹn trả khi xét"),
    "finished_on": _l("Ngày kết thúc xử lý"),
    "finished_minute": _l("Giờ kết thúc xử lý"),
    "returned_on": _l("Ngày trả kết quả"),
    "status": _l("Trạng thái"),
    "channel": _l("Hình thức nộp"),
    "term_text": _l("Thời hạn giải quyết"),
    "supplement_count": _l("Số lần yêu cầu bổ sung"),
    "cause": _l("Nguyên nhân chậm"),
}
"""Facts a revision can differ in; keys of `DossierRevision.facts`."""


_MEMBERS: Final = {"status": DossierStatus, "channel": Channel, "cause": DelayCause}


@dataclass(frozen=True, slots=True)
class LateLine:
    """One dossier of the listing with its days."""

    dossier: FoundDossier
    days: int
    working_days: int
    is_moved: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that was rewritten."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What one import changed of a dossier."""

    row: DossierRevisionRow
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A rewriting in a sentence."""

    row: DossierAlert
    text: str


@dataclass(frozen=True, slots=True)
class DossierPage:
    """Everything known of one dossier.

    Args:
        dossier: Its facts.
        received: Day and time of reception.
        due: Day and time it was promised for.
        finished: Day and time processing ended; empty while open.
        is_late: Whether it is or was late.
        days: Calendar days late.
        working_days: Working days late.
        flags: What a reader should know of it, as codes; see `tracker.rules.late_flags`.
        steps: Why it is judged so, one sentence each.
        legal: What the law counts from receipt to due date.
        revisions: What imports changed.
        alerts: Rewritings a person must close.
    """

    dossier: DossierDetail
    received: str
    due: str
    finished: str
    is_late: bool
    days: int
    working_days: int
    flags: tuple[str, ...]
    steps: tuple[str, ...]
    legal: LegalCount
    revisions: tuple[Revision, ...]
    alerts: tuple[Alert, ...]

    @property
    def letter(self) -> LetterMark | None:
        """Return what its letters of apology come to; None without one that stands."""
        return find_letter_marks([self.dossier.id]).get(self.dossier.id)


def build_late_lines(
    found: Iterable[FoundDossier], *, is_open: bool, last_day: date, calendar: WorkingCalendar
) -> list[LateLine]:
    """Return dossiers with their days late, both ways.

    Args:
        found: The dossiers.
        is_open: Whether days count to the last day, not to the day each ended.
        last_day: The last day.
        calendar: Calendar of record.
    """
    lines = []
    has_too_few = working_day_check(calendar)
    for dossier in found:
        end = last_day if is_open else dossier.finished_on or last_day
        due = dossier.judged_due_on
        lines.append(
            LateLine(
                dossier,
                days_late(due, end),
                working_days_late(due, end, calendar.working_days_between),
                is_moved=due != dossier.due_on,
                flags=_flags(dossier, has_too_few),
            )
        )
    return lines


def _flags(
    dossier: FoundDossier | DossierDetail, has_too_few: Callable[[date, str], bool]
) -> tuple[str, ...]:
    return late_flags(
        is_due_moved=dossier.due_on != dossier.judged_due_on,
        has_too_few_working_days=has_too_few(dossier.received_on, dossier.term_text),
        supplement_count=dossier.supplement_count,
        cause=dossier.cause,
    )


def build_dossier_page(
    dossier: DossierDetail,
    revisions: Sequence[DossierRevisionRow],
    alerts: Iterable[DossierAlert],
    tree: UnitTree,
    calendar: WorkingCalendar,
) -> DossierPage:
    """Return everything known of a dossier, ready to show.

    Args:
        dossier: Its facts as last known.
        revisions: What it was before, the newest first.
        alerts: Rewritings, the newest first.
        tree: Units, for their names.
        calendar: Calendar of record.
    """
    end = dossier.finished_on or dossier.as_of
    days = days_late(dossier.judged_due_on, end)
    working = working_days_late(dossier.judged_due_on, end, calendar.working_days_between)
    return DossierPage(
        dossier=dossier,
        received=_moment(dossier.received_on, dossier.received_minute),
        due=_moment(dossier.due_on, dossier.due_minute),
        finished=_moment(dossier.finished_on, dossier.finished_minute),
        is_late=days > 0 and dossier.status in (DossierStatus.FINISHED, DossierStatus.OPEN),
        days=days,
        working_days=working,
        flags=_flags(dossier, working_day_check(calendar)),
        legal=build_legal_count(dossier, calendar),
        steps=tuple(_steps(dossier, end, days, working, calendar)),
        revisions=tuple(_revisions(dossier, revisions, tree)),
        alerts=tuple(Alert(row, _alert_text(row, dossier.code)) for row in alerts),
    )


def _steps(
    dossier: DossierDetail, end: date, days: int, working: int, calendar: WorkingCalendar
) -> list[str]:
    due, judged = dossier.due_on, dossier.judged_due_on
    if due is None or judged is None:
        return [sentence("due_step_none")]
    steps = [sentence("due_step_printed", {"due_on": due})]
    if due == judged:
        steps.append(sentence("due_step_working", {"due_on": due}))
    else:
        name = calendar.day_name(due).name
        shown = {"due_on": due, "judged_on": judged, "name": f" ({name})" if name else ""}
        steps.append(sentence("due_step_day_off", shown))
    kind = "finished" if dossier.finished_on else "open"
    steps.append(sentence(f"due_step_end_{kind}", {"end_on": end}))
    if not days:
        return [*steps, sentence("due_step_in_time")]
    shown_days = {"days": show_number(days), "working_days": show_number(working)}
    return [*steps, sentence("due_step_late", shown_days)]


def _revisions(
    dossier: DossierDetail, rows: Sequence[DossierRevisionRow], tree: UnitTree
) -> list[Revision]:
    """Return what each import changed: old facts against the next ones."""
    newer: dict[str, Any] = {name: getattr(dossier, name) for name in FACTS}
    found = []
    for row in rows:
        changes = tuple(
            Change(str(text), _fact(name, row.facts[name], tree), _fact(name, newer[name], tree))
            for name, text in FACTS.items()
            if name in row.facts
        )
        found.append(Revision(row, changes))
        newer |= row.facts
    return found


def _fact(name: str, value: Any, tree: UnitTree) -> str:
    if value is None or value == "":
        return "–"
    if name == "unit_id":
        return tree.by_id(int(value)).name
    if name.endswith("_minute"):
        return format_minute(int(value))
    if name.endswith("_on"):
        return format_date(value if isinstance(value, date) else date.fromisoformat(value))
    if name in _MEMBERS:
        return label(_MEMBERS[name](value))
    return str(value)


def _alert_text(row: DossierAlert, code: str) -> str:
    return alert_text(row.kind, {"code": code, **row.details})


def _moment(day: date | None, minute: int | None) -> str:
    if day is None:
        return ""
    return format_date(day) if minute is None else f"{format_minute(minute)}, {format_date(day)}"
