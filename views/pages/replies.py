"""A draft list as its units see it before it is published: their rows, their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.vocabulary import ObjectionState, PublicationState
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.publishing.public_list import read_public_list
from tracker.queries.evidence_files import list_evidence_of
from tracker.queries.objections import list_objections, list_reply_units
from tracker.queries.reply_lists import find_listed_unit
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.rules.list_replies import row_key
from tracker.rules.reply_windows import ANSWERING_ROLES, DECIDING_ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.queries.accounts import Actor
    from tracker.queries.evidence_files import EvidenceRow
    from tracker.queries.objections import ObjectionRow, ReplyUnitRow
    from tracker.queries.publications import PublicationRow
    from tracker.queries.reply_lists import ReplyList
    from tracker.queries.unit_tree import UnitTree


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One row of a unit, and the newest objection to it; None when there is none."""

    line: DossierLine
    officer: str
    source: str
    objection: ObjectionRow | None


@dataclass(frozen=True, slots=True)
class DraftChangeLine:
    """What became otherwise for a unit when the draft was made anew."""

    at: datetime
    unit_name: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[tuple[str, int, int], ...]
    counts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """One unit of the page.

    Args:
        line: Its counts.
        asked: Whether it has answered; None when it has no rows.
        count_objection: The newest objection to its counts; None when there is none.
        can_waive: Whether this person may say now that it does not object.
    """

    line: UnitLine
    asked: ReplyUnitRow | None
    count_objection: ObjectionRow | None
    can_waive: bool


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """A draft as one unit, or the units under it, see it.

    Args:
        publication: The version.
        listed: Its window.
        is_open: Whether units may still answer.
        can_answer: Whether this person may answer now.
        parts: The units.
        late: Their dossiers finished late.
        overdue: Their dossiers open and overdue.
        changes: What became otherwise since the window opened, newest first.
        objections: What was objected to, with the outcome; newest first.
    """

    publication: PublicationRow
    listed: ReplyList
    is_open: bool
    can_answer: bool
    parts: tuple[ReplyPart, ...]
    late: tuple[ReplyLine, ...]
    overdue: tuple[ReplyLine, ...]
    changes: tuple[DraftChangeLine, ...]
    objections: tuple[ObjectionRow, ...]


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One objection.

    Args:
        objection: What was said and decided.
        files: Its evidence.
        rows: What the list says of the dossier: the row in the staff's words; empty for counts,
            and for a dossier that is not listed any more.
        can_decide: Whether this person may decide it now.
        is_own: Whether they wrote it down, and so may not.
        has_draft: Whether its month has a draft that a decision would change.
    """

    objection: ObjectionRow
    files: list[EvidenceRow]
    row: ReplyLine | None
    can_decide: bool
    is_own: bool
    has_draft: bool


def build_reply_page(
    found: PublicationRow, listed: ReplyList, actor: Actor, unit_code: str
) -> ReplyPage:
    """Return a draft as a unit sees it; never a row of a unit that is not the person's.

    Args:
        found: The version, with its internal content.
        listed: Its window.
        actor: Who looks at it.
        unit_code: Only this unit; the office must name one.

    Raises:
        NotFoundError: `reply_unit_not_listed`.
    """
    content = read_public_list(found.internal)
    tree = load_tree()
    scope = answered_unit_ids(actor, tree)
    own = _own_units(content, found, tree, scope)
    if unit_code:
        if unit_code not in own:
            raise NotFoundError("reply_unit_not_listed", unit=unit_code, period=found.period)
        own = {unit_code: own[unit_code]}
    ids = set(own.values()) if unit_code or scope is None else scope
    asked = {row.unit_id: row for row in list_reply_units(found.id, ids)}
    objections = list_objections(found.period, ids)
    still_open = listed.is_open_on(today())
    can_answer = still_open and actor.role in ANSWERING_ROLES
    return ReplyPage(
        publication=found,
        listed=listed,
        is_open=still_open,
        can_answer=can_answer,
        parts=tuple(
            _part(line, asked.get(own[line.code]), objections, can_answer=can_answer)
            for line in content.units
            if line.code in own
        ),
        late=_lines(content.finished_late, found.internal["finished_late"], own, objections),
        overdue=_lines(content.open_overdue, found.internal["open_overdue"], own, objections),
        changes=_changes(asked.values()),
        objections=tuple(reversed(objections)),
    )


def build_objection_page(
    objection: ObjectionRow, found: PublicationRow, actor: Actor
) -> ObjectionPage:
    """Return one objection with what may be done about it.

    Args:
        objection: The objection; whoever asks may see it.
        found: The newest version of its month, with its internal content.
        actor: Who looks at it.
    """
    content = read_public_list(found.internal)
    own = {objection.unit_code: objection.unit_id}
    lines = [
        line
        for lines, rows in (
            (content.finished_late, found.internal["finished_late"]),
            (content.open_overdue, found.internal["open_overdue"]),
        )
        for line in _lines(lines, rows, own, [objection])
        if line.objection is not None
    ]
    has_draft = found.state is PublicationState.DRAFT
    is_own = objection.raised_by_id == actor.id
    is_undecided = objection.state is ObjectionState.OPEN
    return ObjectionPage(
        objection=objection,
        files=list_evidence_of("objection", (objection.id,)).get(objection.id, []),
        row=lines[0] if lines else None,
        can_decide=has_draft and is_undecided and not is_own and actor.role in DECIDING_ROLES,
        is_own=is_own,
        has_draft=has_draft,
    )


def find_line(page: ReplyPage, source: str, code: str) -> ReplyLine | None:
    """Return a row of a page by its source and code."""
    for row in (*page.late, *page.overdue):
        if (row.source, row.line.code) == (source, code):
            return row
    return None


def _own_units(
    content: PublicList, found: PublicationRow, tree: UnitTree, scope: Collection[int] | None
) -> dict[str, int]:
    """Return the listed units of a person, code → key."""
    units = {line.code: find_listed_unit(tree, line.code, found.last_day) for line in content.units}
    return {
        code: unit.id
        for code, unit in units.items()
        if unit is not None and (scope is None or unit.id in scope)
    }


def _part(
    line: UnitLine,
    asked: ReplyUnitRow | None,
    objections: Iterable[ObjectionRow],
    *,
    can_answer: bool,
) -> ReplyPart:
    about = [row for row in objections if row.unit_code == line.code and row.dossier_id is None]
    return ReplyPart(
        line=line,
        asked=asked,
        count_objection=about[-1] if about else None,
        can_waive=can_answer and asked is not None and asked.is_waited_for,
    )


def _lines(
    lines: Iterable[DossierLine],
    rows: Iterable[Mapping[str, Any]],
    own: Collection[str],
    objections: Iterable[ObjectionRow],
) -> tuple[ReplyLine, ...]:
    newest = {
        (row.unit_code, row.source_code, row.dossier_code): row
        for row in objections
        if row.dossier_id is not None
    }
    return tuple(
        ReplyLine(
            line=line,
            officer=str(row.get("officer") or ""),
            source=row_key(row)[0],
            objection=newest.get((line.unit_code, *row_key(row))),
        )
        for line, row in zip(lines, rows, strict=True)
        if line.unit_code in own
    )


def _changes(asked: Iterable[ReplyUnitRow]) -> tuple[DraftChangeLine, ...]:
    found = [
        DraftChangeLine(
            at=datetime.fromisoformat(change["at"]),
            unit_name=row.unit_name,
            came=tuple(change["came"]),
            went=tuple(change["went"]),
            moved=tuple((code, before, after) for code, before, after in change["moved"]),
            counts=tuple((name, before, after) for name, before, after in change["counts"]),
        )
        for row in asked
        for change in row.changes
    ]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))
