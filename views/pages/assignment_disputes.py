"""Disputes about assignments as pages show them: both sides, the clock, what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from models.vocabulary import DisputeState, Role
from tracker.clock import today
from tracker.queries.assignment_disputes import get_dispute, list_arbiters, list_disputes
from tracker.queries.assignment_moves import list_unapplied
from tracker.queries.audit import list_audit
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.assignments import ANSWERING_ROLES, APPOINTING_ROLES, may_decide
from tracker.rules.dates import format_date
from tracker.services.assignment_decisions import APPLYING_ROLES
from tracker.wording.assignments import tell_move
from tracker.wording.labels import label
from tracker.wording.waiting import tell_due
from views.navigation import same_page
from views.pages.filters import Tab

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tracker.queries.accounts import Actor
    from tracker.queries.assignment_disputes import Arbiter, DisputeRow
    from tracker.queries.audit import AuditRow

OPEN, OVERDUE, TO_CHANGE, CLOSED = "dang-mo", "qua-han", "can-sua", "da-khep"
_MOST_EVENTS: Final = 50


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One dispute in words.

    Args:
        row: The same as values.
        proposed: What the unit asks for.
        moved: What was decided instead; empty while undecided and where it stays.
        clock: The arbiter's last day; empty once closed.
        is_late: Whether that day has passed.
        is_unapplied: Whether a decision is not in the assignment yet.
    """

    row: DisputeRow
    proposed: str
    moved: str
    clock: str
    is_late: bool
    is_unapplied: bool


@dataclass(frozen=True, slots=True)
class DisputeEvent:
    """Something that happened in a dispute."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class DisputePage:
    """One dispute and what the reader may do.

    Args:
        line: The dispute.
        key: What takes the part on after all.
        events: What happened, the oldest first.
        arbiters: Who may be named: account and name.
        decider: Who decides, by name.
        can_withdraw: Whether the reader may take the part on after all; likewise the others.
    """

    line: DisputeLine
    key: str
    events: tuple[DisputeEvent, ...]
    arbiters: tuple[tuple[str, str], ...]
    decider: str
    can_withdraw: bool
    can_comment: bool
    can_decide: bool
    can_appoint: bool
    can_apply: bool


def list_dispute_lines(actor: Actor) -> list[DisputeLine]:
    """Return the disputes the reader sees: the units' own, for the office all."""
    directory = load_directory()
    rows = list_disputes(unit_ids=answered_unit_ids(actor, directory))
    unapplied = {row.id for row in list_unapplied(today(), directory)}
    return [_line(row, is_unapplied=row.id in unapplied) for row in rows]


def build_dispute_tabs(lines: Sequence[DisputeLine]) -> list[Tab]:
    """Return where disputes stand with their counts; each opens its rows."""
    chosen = _chosen(lines)
    texts = {
        OPEN: _("Đang xem xét"),
        OVERDUE: _("Quá hạn xem xét"),
        TO_CHANGE: _("Phân công cần sửa theo quyết định"),
        CLOSED: _("Đã khép"),
    }
    return [
        Tab(
            text,
            len(_pick(lines, word)),
            same_page(tinh_trang=word, trang=None),
            is_current=word == chosen,
        )
        for word, text in texts.items()
    ]


def pick_disputes(lines: Sequence[DisputeLine]) -> list[DisputeLine]:
    """Return the disputes the address names; the open ones if it names none."""
    return _pick(lines, _chosen(lines))


def find_dispute(dispute_id: int, actor: Actor) -> DisputeRow:
    """Return one dispute as far as a reader sees it.

    Raises:
        NotFoundError: `dispute_missing`, also for who may not see it.
    """
    return get_dispute(dispute_id, answered_unit_ids(actor, load_directory()))


def build_dispute_page(dispute_id: int, actor: Actor) -> DisputePage:
    """Return one dispute for a reader.

    Raises:
        NotFoundError: `dispute_missing`, also for who may not see it.
    """
    directory = load_directory()
    own = answered_unit_ids(actor, directory)
    row = find_dispute(dispute_id, actor)
    unapplied = {other.id for other in list_unapplied(today(), directory)}
    people = list_arbiters()
    is_open = row.state is DisputeState.OPEN
    is_head = is_open and actor.role in ANSWERING_ROLES and own is not None
    can_appoint = is_open and actor.role in APPOINTING_ROLES
    is_proposed = own is not None and row.proposed.unit_id in own
    is_speaker = is_head and row.commented_at is None and actor.id != row.bench.refused_by
    return DisputePage(
        line=_line(row, is_unapplied=row.id in unapplied),
        key=f"{row.task_id}-{row.unit_id}",
        events=tuple(_list_events(row)),
        arbiters=tuple(
            (one.username, f"{one.display_name} ({label(one.role)})")
            for one in people
            if one.id != actor.id
        ),
        decider=_decider(row, people),
        can_withdraw=is_head and own is not None and row.unit_id in own,
        can_comment=is_speaker and is_proposed,
        can_decide=is_open and may_decide(row.bench, actor.id, actor.role),
        can_appoint=can_appoint,
        can_apply=row.id in unapplied and actor.role in APPLYING_ROLES,
    )


def _decider(row: DisputeRow, people: Sequence[Arbiter]) -> str:
    """Return who decides: whoever was named, else every approver."""
    if row.arbiter:
        return row.arbiter
    names = [one.display_name for one in people if one.role is Role.APPROVER]
    return ", ".join(names) or str(_("chưa có lãnh đạo duyệt; Văn phòng hãy giao người xem xét"))


def first_decision(page: DisputePage) -> dict[str, str]:
    """Return what a decision's form holds before anything is typed: the proposal, and today."""
    proposed, row = page.line.row.proposed, page.line.row
    return {
        "unit": row.proposed_unit_code,
        "due_on": format_date(proposed.due_on) if proposed.due_on else "",
        "effective_on": format_date(today()),
    }


def _line(row: DisputeRow, *, is_unapplied: bool) -> DisputeLine:
    is_open = row.state is DisputeState.OPEN
    days_left = (row.decide_by - today()).days
    return DisputeLine(
        row=row,
        proposed=tell_move(row.proposed, row.proposed_unit_name),
        moved="" if row.moved is None else tell_move(row.moved, row.moved_unit_name),
        clock=tell_due(row.decide_by, days_left) if is_open else "",
        is_late=row.is_overdue(today()),
        is_unapplied=is_unapplied,
    )


def _chosen(lines: Sequence[DisputeLine]) -> str:
    word = request.args.get("tinh-trang", "")
    if word in (OPEN, OVERDUE, TO_CHANGE, CLOSED):
        return word
    return next((word for word in (OPEN, TO_CHANGE) if _pick(lines, word)), OPEN)


def _pick(lines: Sequence[DisputeLine], word: str) -> list[DisputeLine]:
    if word == OVERDUE:
        return [line for line in lines if line.is_late]
    if word == TO_CHANGE:
        return [line for line in lines if line.is_unapplied]
    is_open = word == OPEN
    return [line for line in lines if (line.row.state is DisputeState.OPEN) is is_open]


def _list_events(row: DisputeRow) -> list[DisputeEvent]:
    entries = list_audit(_MOST_EVENTS, object_type="assignment_dispute", object_key=str(row.id))
    events = [
        DisputeEvent(entry.at, entry.actor, _event_text(entry)) for entry in reversed(entries)
    ]
    if row.withdrawn_at is not None:
        text = _("Rút từ chối, tiếp nhận nhiệm vụ")
        events.append(DisputeEvent(row.withdrawn_at, row.withdrawn_by, text))
    return events


def _event_text(entry: AuditRow) -> str:
    texts = {
        "assignment_refused": _("Từ chối tiếp nhận"),
        "assignment_dispute_commented": _("Đơn vị được đề xuất nêu ý kiến"),
        "assignment_arbiter_named": _(
            "Giao người xem xét: %(who)s", who=(entry.details or {}).get("after", "")
        ),
        "assignment_kept": _("Quyết định giữ nguyên"),
        "assignment_moved": _("Quyết định chuyển"),
    }
    return str(texts.get(entry.action, entry.action))
