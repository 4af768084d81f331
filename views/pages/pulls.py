"""Sources and pulls as pages show them: states in words, findings in sentences, units to map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.vocabulary import Role
from tracker.queries.pulled_sources import list_source_units
from tracker.rules.freshness import Pull
from tracker.rules.text import sort_key
from tracker.services.pull_gate import was_killed
from tracker.services.run_acceptance import ACCEPTING_ROLES
from tracker.services.sources import DECIDING_ROLES, RESUMING_ROLES
from tracker.wording.stored import explain_stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from flask_babel.speaklater import LazyString

    from tracker.queries.accounts import Actor
    from tracker.queries.pull_runs import PullCallRow, PullRunRow
    from tracker.queries.pulled_sources import SourceUnitRow
    from tracker.queries.sources import SourceRow
    from tracker.queries.unit_directory import UnitDirectory


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as icon, word and style."""

    style: str
    icon: str
    text: str


_MARKS: Final[Mapping[str, tuple[str, str, LazyString]]] = {
    "stopped": ("missed", "stop-circle", _l("đang dừng, chờ người xem")),
    "stale": ("open_overdue", "calendar-x", _l("số liệu cũ")),
    "never": ("not_due", "file-earmark-arrow-up", _l("chỉ nhập bằng tệp")),
    "empty": ("no_data", "question-circle", _l("chưa có số liệu")),
    Pull.GOOD.value: ("achieved", "check-circle-fill", _l("lấy được")),
    Pull.RUNNING.value: ("not_due", "arrow-repeat", _l("đang lấy")),
    Pull.FAILED.value: ("missed", "x-octagon-fill", _l("lấy thất bại")),
    Pull.ACCEPTED.value: ("excused", "file-earmark-check", _l("thất bại, đã chấp nhận")),
}


def mark_of(state: str) -> Mark:
    """Return a state as icon, word and style.

    Args:
        state: A value of `Pull`, "stopped", "stale", "never" or "empty".
    """
    style, icon, text = _MARKS[state]
    return Mark(style, icon, str(text))


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as a line of the listing.

    Args:
        row: The source.
        mark: Its state.
        problem: What is wrong with it, in a sentence; may be empty.
    """

    row: SourceRow
    mark: Mark
    problem: str


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A unit as the source knows it, and which of ours it is: its code and name, or empty."""

    row: SourceUnitRow
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source.

    Args:
        line: The source and its state.
        runs: Its newest pulls, with their state.
        units: Its units, those nobody mapped first.
        unmapped_count: How many of them are not mapped.
        command: What is typed to pull it.
        can_decide: Whether this person may set rank, age limit and units.
        can_resume: Whether this person may let it be asked again, and it is stopped.
    """

    line: SourceLine
    runs: list[RunLine]
    units: list[UnitLink]
    unmapped_count: int
    command: str
    can_decide: bool
    can_resume: bool


@dataclass(frozen=True, slots=True)
class RunLine:
    """A pull as a line of a listing."""

    row: PullRunRow
    mark: Mark
    problem: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """One request with what came of it in words."""

    row: PullCallRow
    problem: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """One pull.

    Args:
        line: The pull and its state.
        calls: Its requests.
        findings: What was odd, in sentences.
        quality: What the source says of its own figures, in words, with counts.
        command: What is typed to pull the same again.
        take_in_command: What is typed to take in what came although it is much less; empty unless
            that is what stopped it.
        can_accept: Whether this person may let it pass now.
        needs_acceptance: Whether lists and verdicts of its period wait for an answer.
    """

    line: RunLine
    calls: list[CallLine]
    findings: list[str]
    quality: list[tuple[str, int]]
    command: str
    take_in_command: str
    can_accept: bool
    needs_acceptance: bool


def build_source_line(row: SourceRow, on: date) -> SourceLine:
    """Return a source with its state: what stops it first, then how its newest pull went."""
    problem = ""
    if row.stopped_at is not None:
        problem = explain_stored(row.stopped_code, row.error_params)
    elif row.pull in (Pull.FAILED, Pull.ACCEPTED):
        problem = explain_stored(row.error_code, row.error_params)
    return SourceLine(row, mark_of(_state(row, on)), problem)


def build_run_line(row: PullRunRow) -> RunLine:
    """Return a pull with its state and what went wrong."""
    problem = explain_stored(row.error_code, row.error_params) if row.error_code else ""
    return RunLine(row, mark_of(_pull(row).value), problem)


def build_source_page(
    row: SourceRow,
    runs: Iterable[PullRunRow],
    directory: UnitDirectory,
    actor: Actor,
    *,
    on: date,
    period: str,
) -> SourcePage:
    """Return one source with its pulls and its units.

    Args:
        row: The source.
        runs: Its newest pulls.
        directory: Our units.
        actor: Who looks at it.
        on: The present day.
        period: What would be pulled next.
    """
    found = [_link(unit, directory) for unit in list_source_units(row.id)]
    return SourcePage(
        line=build_source_line(row, on),
        runs=[build_run_line(run) for run in runs],
        units=sorted(found, key=lambda link: (bool(link.code), sort_key(link.row.external_name))),
        unmapped_count=sum(not link.code for link in found),
        command=pull_command(row.code, period),
        can_decide=actor.role in DECIDING_ROLES,
        can_resume=row.stopped_at is not None and actor.role in RESUMING_ROLES,
    )


def list_unit_choices(page: SourcePage) -> list[tuple[str, str]]:
    """Return a source's units as choices, each with the unit of ours it is."""
    return [
        (
            f"{link.code}:{link.row.external_id}",
            f"{link.row.external_name or link.row.external_id} ({link.name or _('chưa gắn')})",
        )
        for link in page.units
    ]


def build_run_page(
    row: PullRunRow, calls: Iterable[PullCallRow], newest_id: int, actor: Actor
) -> RunPage:
    """Return one pull with its requests.

    Args:
        row: The pull.
        calls: Its requests.
        newest_id: The newest pull of the same source and period.
        actor: Who looks at it.
    """
    pull = _pull(row)
    is_open = pull is Pull.FAILED and row.id == newest_id
    command = pull_command(row.source_code, row.period)
    is_shrunken = row.error_code == "pull_shrunken"
    return RunPage(
        line=build_run_line(row),
        calls=[CallLine(call, _problem_of(call, row)) for call in calls],
        findings=[explain_stored(str(each["code"]), each.get("params")) for each in row.findings],
        quality=[(_flag(flag), count) for flag, count in sorted(row.quality.items())],
        command=command,
        take_in_command=f'{command} --accept-shrunken --reason "…"' if is_shrunken else "",
        can_accept=is_open and actor.role in ACCEPTING_ROLES,
        needs_acceptance=is_open,
    )


def _problem_of(call: PullCallRow, run: PullRunRow) -> str:
    """Return what was wrong with a request, in the words of the pull where it failed by it."""
    if not call.error_code:
        return ""
    said = run.error_params if call.error_code == run.error_code else {}
    own = {"call": call.name, "status": call.status if call.status is not None else "–"}
    return explain_stored(call.error_code, {**said, **own})


def pull_command(source: str, period: str) -> str:
    """Return what is typed to pull a source: pages never call one themselves."""
    return f"tracker pull {source} --period {period}"


READERS: Final = (Role.OFFICE_STAFF, Role.APPROVER, Role.ADMINISTRATOR)
"""Who may see sources and pulls."""

_FLAGS: Final[Mapping[str, LazyString]] = {
    "TEMP_NATIONAL_REPORT_DENOMINATOR": _l("mẫu số tạm tính"),
    "NO_NATIONAL_REPORT_DATA": _l("nguồn chưa có báo cáo của đơn vị"),
    "province_wide": _l("số chung của cả tỉnh"),
    "nothing_received": _l("không phát sinh"),
    "meaning_unsure": _l("chưa rõ nguồn đếm gì"),
}


def _flag(flag: str) -> str:
    return f"{_FLAGS[flag]} ({flag})" if flag in _FLAGS else flag


def _state(row: SourceRow, on: date) -> str:
    if row.stopped_at is not None:
        return "stopped"
    if row.pull in (Pull.FAILED, Pull.RUNNING, Pull.ACCEPTED):
        return row.pull.value
    if row.as_of is None:
        return "empty" if row.pull is Pull.NONE else row.pull.value
    if row.max_age_days is not None and (on - row.as_of).days > row.max_age_days:
        return "stale"
    return "never" if row.pull is Pull.NONE else row.pull.value


def _pull(row: PullRunRow) -> Pull:
    if row.is_good:
        return Pull.GOOD
    if row.accepted_at is not None:
        return Pull.ACCEPTED
    is_alive = row.finished_at is None and not was_killed(row.id, row.started_at)
    return Pull.RUNNING if is_alive else Pull.FAILED


def _link(row: SourceUnitRow, directory: UnitDirectory) -> UnitLink:
    if row.unit_id is None:
        return UnitLink(row, "", "")
    unit = directory.by_id(row.unit_id)
    return UnitLink(row, unit.code, unit.name)
