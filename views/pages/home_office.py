"""What office staff and the approver begin the day with: the month, the figures, who is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import Role, StepState
from tracker.clock import now, today
from tracker.queries.cycle_overview import list_cycle_months
from tracker.queries.directives import list_directives
from tracker.queries.import_batches import list_batches
from tracker.queries.objections import list_reply_windows
from tracker.queries.scorecards import count_results
from tracker.queries.sources import list_sources
from tracker.rules.freshness import stops_the_cycle
from tracker.runtime import current_settings
from tracker.wording.labels import label
from views.access import may_open
from views.formatting import show_date, show_instant, show_period, show_unit
from views.pages.cycle import build_month
from views.pages.freshness import build_headline
from views.pages.marks import list_marks
from views.pages.usual_periods import find_usual_period, tell_usual_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.vocabulary import Verdict
    from tracker.queries.accounts import Actor
    from tracker.queries.import_batches import BatchRow
    from tracker.queries.objections import ReplyWindow
    from tracker.queries.sources import SourceRow
    from tracker.queries.unit_directory import UnitDirectory
    from views.pages.freshness import Headline
    from views.pages.marks import Mark

OFFICE_ROLES: Final = (Role.OFFICE_STAFF, Role.APPROVER)

MOST_MONTHS: Final = 2
MOST_UNITS: Final = 12
"""More silent units than this are told by their number."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in preparation.

    Args:
        text: Which, and how many of its steps are done.
        step: The step it stands at.
        turn: Whose turn it is.
        told: What that step waits for.
        is_blocked: Whether it stopped.
        url: Its steps.
    """

    text: str
    step: str
    turn: str
    told: str
    is_blocked: bool
    url: str


@dataclass(frozen=True, slots=True)
class SilentUnits:
    """Units that have not answered a draft list.

    Args:
        text: Which list, and until when.
        count: How many.
        all_count: How many were asked.
        names: The units; empty where there are too many to name.
        url: The answers.
    """

    text: str
    count: int
    all_count: int
    names: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of figures as far as it is to be watched."""

    name: str
    told: str
    is_grave: bool
    url: str


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A document's results in the newest judged period, each with its rows."""

    number: str
    results: tuple[tuple[Mark, str], ...]


@dataclass(frozen=True, slots=True)
class OfficePart:
    """What the office begins the day with.

    Args:
        months: Months in preparation, the newest first.
        silent: Lists whose window is open.
        sources: Sources, those that failed first.
        imported: The newest import, in words; empty before the first.
        imported_url: That import; empty where this person may not open it.
        judged: Results of the newest judged period by document.
        judged_text: That period; empty before the first.
        headline: What must be said of that period's figures.
    """

    months: tuple[MonthLine, ...]
    silent: tuple[SilentUnits, ...]
    sources: tuple[SourceLine, ...]
    imported: str
    imported_url: str
    judged: tuple[JudgedLine, ...]
    judged_text: str
    headline: Headline


def build_office(actor: Actor, directory: UnitDirectory) -> OfficePart:
    """Return what the office begins the day with; a fixed number of statements a month begun.

    Args:
        actor: The person.
        directory: Units.
    """
    usual = find_usual_period()
    period = usual.shown.code if usual else ""
    newer = url_for("overviews.show", ky=usual.newest.code) if usual else ""
    batches = list_batches(limit=1)
    return OfficePart(
        months=_months(actor),
        silent=tuple(_silent(window, directory) for window in list_reply_windows(today())),
        sources=tuple(sorted(map(_source, list_sources()), key=lambda line: not line.is_grave)),
        imported=_imported(batches[0]) if batches else "",
        imported_url=url_for("imports.show", batch_id=batches[0].id)
        if batches and may_open("imports.show")
        else "",
        judged=_judged(period) if period else (),
        judged_text=show_period(period) if period else "",
        headline=(
            *tell_usual_period(usual, url=newer),
            *build_headline(period),
        ),
    )


def _imported(batch: BatchRow) -> str:
    at = show_instant(batch.created_at)
    return str(_("%(file)s, lúc %(at)s", file=batch.file_name, at=at))


def _months(actor: Actor) -> tuple[MonthLine, ...]:
    months = list_cycle_months(settings=current_settings(), now=now())
    lines = []
    for month in months:
        part = build_month(month, actor)
        if part.current is None or not month.is_looked_at:
            continue
        values = {
            "period": show_period(month.period),
            "done": part.done_count,
            "all": len(part.lines),
        }
        lines.append(
            MonthLine(
                text=str(_("%(period)s: %(done)s/%(all)s bước xong", **values)),
                step=label(part.current.row.step),
                turn=part.current.turn,
                told=part.current.text,
                is_blocked=part.current.row.state is StepState.BLOCKED,
                url=url_for("cycle.index", _anchor=f"ky-{month.period}"),
            )
        )
    return tuple(lines[:MOST_MONTHS])


def _silent(window: ReplyWindow, directory: UnitDirectory) -> SilentUnits:
    url = url_for("objections.overview", period=window.period)
    waiting = [directory.by_id(key) for key in window.waiting_unit_ids]
    values = {"period": show_period(window.period), "until": show_date(window.until)}
    return SilentUnits(
        text=str(_("Danh sách %(period)s, trả lời đến hết ngày %(until)s", **values)),
        count=len(waiting),
        all_count=len(waiting) + len(window.answered_unit_ids),
        names=tuple((show_unit(unit), _answers(window.period, unit.code)) for unit in waiting)
        if len(waiting) <= MOST_UNITS
        else (),
        url=url,
    )


def _answers(period: str, unit_code: str) -> str:
    values: dict[str, Any] = {"period": period, "don-vi": unit_code}
    return url_for("objections.show", **values)


def _source(row: SourceRow) -> SourceLine:
    is_grave = row.stopped_at is not None or stops_the_cycle(row.pull)
    told = str(_("số liệu đến ngày %(day)s", day=show_date(row.as_of))) if row.as_of else ""
    if row.stopped_at is not None:
        told = str(_("đã dừng lấy số liệu"))
    elif is_grave:
        told = str(_("lần lấy gần nhất chưa dùng được"))
    url = url_for("pulls.source", code=row.code) if may_open("pulls.source") else ""
    return SourceLine(row.name or row.code, told, is_grave, url)


def _judged(period: str) -> tuple[JudgedLine, ...]:
    counts = count_results(period)
    return tuple(
        JudgedLine(row.number, _results(counts[row.id], row.code, period))
        for row in list_directives()
        if row.id in counts
    )


def _results(
    counts: Mapping[Verdict, int], directive: str, period: str
) -> tuple[tuple[Mark, str], ...]:
    marks = list_marks({verdict.value: count for verdict, count in counts.items()})
    return tuple((mark, _matrix(directive, period, mark.word)) for mark in marks)


def _matrix(directive: str, period: str, result: str) -> str:
    values: dict[str, Any] = {"van-ban": directive, "ky": period, "ket-qua": result}
    return url_for("matrix.show", **values)
