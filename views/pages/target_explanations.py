"""Missed targets as pages show them, with what was said of each and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, ReviewState, Role
from tracker.clock import past_day, today
from tracker.queries.directives import list_directives
from tracker.queries.target_explanations import (
    MissedTarget,
    is_missed,
    list_measure_reports,
    list_versions,
)
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.services.target_explanations import REVIEWING_ROLES, WRITING_ROLES
from tracker.wording.labels import label
from tracker.wording.verdicts import explain_target
from views.pages.figures import actual_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tracker.queries.accounts import Actor
    from tracker.queries.evaluation_rows import EvaluationRow
    from tracker.queries.target_explanations import MeasureReportRow, TargetExplanationRow

READERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF, Role.APPROVER)
OWED, OVERDUE = "con-no", "qua-ngay-hua"
STATES: Final[Mapping[str, ReviewState]] = {
    "cho-xem-xet": ReviewState.SUBMITTED,
    "tra-lai": ReviewState.SENT_BACK,
    "chap-nhan": ReviewState.ACCEPTED,
}
_TAGS: Final[Mapping[ReviewState | None, tuple[str, str]]] = {
    None: ("missed", "exclamation-triangle"),
    ReviewState.SUBMITTED: ("disputed", "hourglass-split"),
    ReviewState.SENT_BACK: ("missed", "arrow-return-left"),
    ReviewState.ACCEPTED: ("achieved", "check2"),
}
CSV_HEADER: Final = (
    "Kỳ",
    "Văn bản",
    "Số dòng",
    "Nhiệm vụ",
    "Mã đơn vị",
    "Đơn vị",
    "Chỉ tiêu",
    "Thực hiện",
    "Giải trình",
    "Biện pháp",
    "Ngày hứa",
    "Quá ngày hứa",
    "Ngày xong biện pháp",
    "Trạng thái",
    "Người viết",
    "Người xem xét",
    "Ghi chú",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an explanation stands, as word, icon and colour."""

    text: str
    style: str
    icon: str


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One missed target of a unit; its words are made where it is shown, of a few in thousands.

    Args:
        missed: The verdict and its newest explanation.
        mark: Where that stands.
        directive: Short code of the document.
        is_overdue: Whether the measure was not carried out by the day promised.
    """

    missed: MissedTarget
    mark: Mark
    directive: str
    is_overdue: bool

    @property
    def target(self) -> str:
        """Return what was asked."""
        row = self.missed.verdict
        return explain_target(row.comparator, row.target, row.unit_of_measure)

    @property
    def actual(self) -> str:
        """Return what was reached."""
        return actual_text(self.missed.verdict)

    @property
    def url(self) -> str:
        """Return the address of its page."""
        row = self.missed.verdict
        return url_for(
            "target_explanations.show",
            directive=self.directive,
            ordinal=row.ordinal,
            unit_code=row.unit_code,
            ky=row.period,
        )


@dataclass(frozen=True, slots=True)
class ExplanationPanel:
    """What a page about one verdict shows of its explanation.

    Args:
        line: The missed target; None where the verdict is another, but something was written.
        versions: Everything written, the newest first, each with its mark.
        url: The page to write and review on.
        can_write: Whether this person may write now.
        can_review: Whether this person may review now.
        is_own: Whether they wrote what waits, so that somebody else must review it.
        reports: What was reported of the measures promised, the newest first.
        can_report: Whether this person may report the measure carried out now.
        can_take_back: Whether this person may take that back now.
        present: Today.
    """

    line: MissedLine | None
    versions: tuple[tuple[TargetExplanationRow, Mark], ...]
    url: str
    can_write: bool
    can_review: bool
    is_own: bool
    reports: tuple[MeasureReportRow, ...]
    can_report: bool
    can_take_back: bool
    present: date


def missed_lines(found: Iterable[MissedTarget], present: date) -> list[MissedLine]:
    """Return missed targets in words.

    Args:
        found: The missed targets.
        present: Today.
    """
    codes = {directive.id: directive.code for directive in list_directives()}
    marks = {state: _mark(state) for state in _TAGS}
    return [
        MissedLine(
            missed,
            marks[missed.state],
            codes[missed.verdict.directive_id],
            is_overdue=missed.newest is not None and missed.newest.is_overdue(present),
        )
        for missed in found
    ]


def is_of_state(line: MissedLine, word: str) -> bool:
    """Return whether a line belongs to a part of the listing; all of them to none."""
    if word == OWED:
        return line.missed.is_owed
    if word == OVERDUE:
        return line.is_overdue
    return word not in STATES or line.missed.state is STATES[word]


def state_texts() -> dict[str, str]:
    """Return the words of the parts, in order; the empty one is all."""
    return {
        "": _("Tất cả"),
        OWED: _("Còn phải giải trình"),
        **{word: label(state) for word, state in STATES.items()},
        OVERDUE: _("Quá ngày hứa"),
    }


def find_panel(row: EvaluationRow | None, actor: Actor) -> ExplanationPanel | None:
    """Return what a page about one verdict shows, None where this person sees nothing of it.

    Args:
        row: The verdict that stands; None while not judged.
        actor: Who looks.
    """
    if row is None or actor.role not in READERS:
        return None
    units = answered_unit_ids(actor, load_tree()) if actor.role in UNIT_ROLES else None
    if units is not None and row.unit_id not in units:
        return None
    can_act = past_day() is None
    versions = list_versions(row.period, row.task_id, row.unit_id)
    if not is_missed(row) and not versions:
        return None
    newest, present = versions[0] if versions else None, today()
    (line,) = missed_lines([MissedTarget(row, newest)], present)
    waits = newest is not None and newest.state is ReviewState.SUBMITTED
    is_own = newest is not None and newest.written_by_id == actor.id
    measure = None if newest is None else newest.measure_state(present)
    is_done = newest is not None and newest.done_on is not None
    return ExplanationPanel(
        line=line if is_missed(row) else None,
        versions=tuple((version, _mark(version.state)) for version in versions),
        url=line.url,
        can_write=can_act
        and is_missed(row)
        and line.missed.is_owed
        and actor.role in WRITING_ROLES,
        can_review=can_act and waits and not is_own and actor.role in REVIEWING_ROLES,
        is_own=can_act and waits and is_own and actor.role in REVIEWING_ROLES,
        reports=tuple(list_measure_reports(row.period, row.task_id, row.unit_id)),
        can_report=can_act and measure is not None and not is_done and actor.role in WRITING_ROLES,
        can_take_back=can_act and measure is not None and is_done and actor.role in REVIEWING_ROLES,
        present=present,
    )


def csv_rows(lines: Iterable[MissedLine]) -> Iterable[tuple[object, ...]]:
    """Yield the cells of missed targets."""
    for line in lines:
        row, newest = line.missed.verdict, line.missed.newest
        yield (
            row.period,
            row.directive_number,
            row.reference,
            row.text,
            row.unit_code,
            row.unit_name,
            line.target,
            line.actual,
            newest.text if newest else "",
            newest.measure if newest else "",
            newest.measure_due_on if newest else None,
            "có" if line.is_overdue else "",
            newest.done_on if newest else None,
            line.mark.text,
            newest.written_by if newest else "",
            newest.reviewed_by if newest else "",
            newest.review_note if newest else "",
        )


def _mark(state: ReviewState | None) -> Mark:
    text = _("Chưa giải trình") if state is None else label(state)
    return Mark(str(text), *_TAGS[state])
