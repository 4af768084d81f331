"""Drafts of a late list: the first of a month, one made anew, and the draft of a correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import Publication, db
from models.vocabulary import PublicationState
from tracker.clock import now, today
from tracker.errors import RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.objections import load_replies
from tracker.queries.publications import find_audit_head, find_chain_end
from tracker.rules.late_list_seal import seal
from tracker.rules.late_lists import STEP_ROLES, ListStep, next_state, read_reason, require_ended
from tracker.rules.list_replies import apply_replies
from tracker.rules.periods import cutoff_of
from tracker.services.audit import lock_chain
from tracker.services.draft_lists import read_internal
from tracker.services.late_list_versions import (
    find_published,
    freeze,
    load_versions,
    read_month,
    record_step,
)
from tracker.services.pull_gate import require_good_pulls
from tracker.services.reply_windows import follow_redraft

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.rules.late_list_seal import ListFacts
    from tracker.rules.periods import Period
    from tracker.services.late_list_versions import ListVersion


def require_draft(*, period: str, actor: Actor, cutoff: int | None = None) -> Period:
    """Refuse a draft that could not be recorded, before anything is counted for it.

    Args:
        period: The month, as typed.
        actor: Who drafts.
        cutoff: Last day of the office's month; None for calendar months.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, `period_not_ended`, `late_list_other_days`, the state
            does not allow it, or as `tracker.services.pull_gate.require_good_pulls`.
        ForbiddenError: `role_not_allowed`.
    """
    month = read_month(period, actor, ListStep.DRAFT)
    require_ended(month, today(), cutoff)
    versions = load_versions(month.code)
    _draft_state(versions, ListStep.DRAFT, month.code)
    _require_days(versions, month, cutoff)
    require_good_pulls(month.code)
    return month


def require_correction(
    *, period: str, reason: str, actor: Actor, cutoff: int | None = None
) -> Period:
    """Refuse a correction that could not be recorded; Args and Raises as for `require_draft`.

    Raises:
        RefusedError: `late_list_reason_missing`, too.
    """
    month = read_month(period, actor, ListStep.CORRECT)
    read_reason(reason)
    require_ended(month, today(), cutoff)
    versions = load_versions(month.code)
    _draft_state(versions, ListStep.CORRECT, month.code)
    _require_days(versions, month, cutoff)
    require_good_pulls(month.code)
    return month


def record_draft(*, facts: ListFacts, actor: Actor) -> ListVersion:
    """Record a draft; an earlier draft of the same version is replaced and keeps its reason.

    Args:
        facts: What the list says.
        actor: Who drafts; never who approves it later.

    Raises:
        RefusedError: The state does not allow a draft, one code for each state.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, STEP_ROLES[ListStep.DRAFT])
    lock_chain()
    versions = load_versions(facts.period)
    _draft_state(versions, ListStep.DRAFT, facts.period)
    reason = versions[-1].reason if _is_open(versions) else ""
    return _record(versions, facts, reason, actor, "late_list_drafted")


def record_correction(*, facts: ListFacts, reason: str, actor: Actor) -> ListVersion:
    """Record the draft of a corrected list; the published one stands until it is published.

    Args:
        facts: What the corrected list says.
        reason: Why it is corrected; printed on the list.
        actor: Who drafts the correction.

    Raises:
        RefusedError: `late_list_reason_missing`, or the state does not allow a correction.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, STEP_ROLES[ListStep.CORRECT])
    reason = read_reason(reason)
    lock_chain()
    versions = load_versions(facts.period)
    _draft_state(versions, ListStep.CORRECT, facts.period)
    return _record(versions, facts, reason, actor, "late_list_correction_drafted")


def _is_open(versions: list[Publication]) -> bool:
    """Return whether the newest version is a draft, which a new draft replaces."""
    return bool(versions) and versions[-1].state is PublicationState.DRAFT


def _draft_state(versions: list[Publication], step: ListStep, period: str) -> None:
    """Refuse a draft or a correction that the state of the month does not allow.

    A correction acts on the published version, even when its draft is made anew; a draft acts on
    the version under way, else on the published one, else on what is left.
    """
    newest = versions[-1] if versions else None
    published = find_published(versions)
    state = newest.state if newest else None
    if published is not None and state is not PublicationState.APPROVED:
        is_redraft = step is ListStep.DRAFT and state is PublicationState.DRAFT
        state = state if is_redraft else PublicationState.PUBLISHED
    next_state(state, step, period=period)


def _require_days(versions: list[Publication], month: Period, cutoff: int | None) -> None:
    """Refuse to correct a published list by a month of other days: it would be another list.

    Raises:
        RefusedError: `late_list_other_days`, when the office's cut-off changed in between.
    """
    published = find_published(versions)
    first_day, last_day = month.first_day(cutoff), month.last_day(cutoff)
    if published is None or (published.first_day, published.last_day) == (first_day, last_day):
        return
    raise RefusedError(
        "late_list_other_days",
        period=month.code,
        first_day=published.first_day,
        last_day=published.last_day,
        cutoff=cutoff_of(published.first_day, published.last_day) or 0,
    )


def _record(
    versions: list[Publication], facts: ListFacts, reason: str, actor: Actor, action: str
) -> ListVersion:
    if _is_open(versions):
        row = versions[-1]
    else:
        number = versions[-1].version + 1 if versions else 1
        row = Publication(period=facts.period, version=number)
    previous, audit_head = find_chain_end(with_approved=True), find_audit_head()
    heading = {
        "version": row.version,
        "reason": reason,
        "previous_sha256": previous,
        "audit_head": audit_head,
    }
    before = read_internal(row) if row.reply_opened_at is not None else None
    replies = load_replies(row.period, row.reply_opened_at, row.reply_until)
    public, internal = apply_replies(facts.public, facts.internal, replies)
    freeze(row, seal(public, internal, heading, facts.write), previous)
    row.state, row.reason, row.audit_head = PublicationState.DRAFT, reason, audit_head
    row.first_day, row.last_day, row.as_of = facts.first_day, facts.last_day, facts.as_of
    row.is_sample, row.drafted_by, row.drafted_at = facts.is_sample, actor.id, now()
    db.session.add(row)
    if before is not None:
        follow_redraft(row, before, internal)
    return record_step(row, actor, action, reason=reason)
