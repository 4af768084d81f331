"""What becomes of a drafted late list: approved, published, corrected, withdrawn; never edited.

How the chain of hashes stays right while several lists are under way: a list names the one before
it (`previous_sha256`) when it is drafted, and again when it is approved, if another list was
approved or published meanwhile. From approval on its bytes never change. Lists are published in
the order in which they were approved; one that would skip an approved list is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Publication, db
from models.vocabulary import PublicationState
from tracker.clock import now
from tracker.errors import ConflictError, ForbiddenError, NotFoundError
from tracker.queries.publications import find_chain_end
from tracker.rules.canonical import sha256_hex
from tracker.rules.late_list_seal import SealedList, chain_to
from tracker.rules.late_lists import ListStep, next_state, read_reason
from tracker.services.audit import lock_chain
from tracker.services.late_list_versions import (
    find_published,
    freeze,
    load_versions,
    read_month,
    record_step,
)
from tracker.services.reply_windows import require_replies

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.services.late_list_versions import ListVersion


def approve_late_list(*, period: str, actor: Actor, sha256: str = "") -> ListVersion:
    """Approve the draft as it was frozen, whatever has been imported since.

    Args:
        period: The month, as typed.
        actor: Who approves: an approver who did not draft it.
        sha256: Hash of the draft the approver has read; empty to take the one that stands.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, `reply_window_open`, or the state does not allow it.
        ForbiddenError: `role_not_allowed`, `approver_is_drafter`.
        ConflictError: `late_list_draft_changed` when the draft is not the one that was read.
    """
    month = read_month(period, actor, ListStep.APPROVE)
    lock_chain()
    row = _newest(month.code)
    state = next_state(row.state if row else None, ListStep.APPROVE, period=month.code)
    draft = _present(row)
    if draft.drafted_by == actor.id:
        raise ForbiddenError("approver_is_drafter", username=actor.username)
    if sha256 not in ("", draft.sha256):
        raise ConflictError("late_list_draft_changed", period=month.code)
    require_replies(draft)
    drafted = SealedList(draft.content, draft.internal_content, draft.sha256)
    previous = find_chain_end(with_approved=True)
    freeze(draft, chain_to(drafted, previous), previous)
    draft.state, draft.approved_by, draft.approved_at = state, actor.id, now()
    return record_step(draft, actor, "late_list_approved", draft_sha256=drafted.sha256)


def publish_late_list(*, period: str, actor: Actor) -> ListVersion:
    """Publish the approved list byte for byte; the version it corrects is closed.

    Args:
        period: The month, as typed.
        actor: Who publishes.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, or the state does not allow it.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `late_list_publish_first` when another list was approved before it,
            `late_list_hash_wrong` when the stored bytes are not those that were approved.
    """
    month = read_month(period, actor, ListStep.PUBLISH)
    lock_chain()
    row = _newest(month.code)
    state = next_state(row.state if row else None, ListStep.PUBLISH, period=month.code)
    approved = _present(row)
    if sha256_hex(approved.content.encode()) != approved.sha256:
        raise ConflictError("late_list_hash_wrong", period=month.code, version=approved.version)
    _require_turn(approved)
    _close_corrected(approved, actor)
    approved.state, approved.published_by, approved.published_at = state, actor.id, now()
    return record_step(approved, actor, "late_list_published")


def withdraw_late_list(
    *, period: str, reason: str, actor: Actor, version: int | None = None
) -> ListVersion:
    """Withdraw a list; its content stays in the record, its address shows a note.

    Args:
        period: The month, as typed.
        reason: Why; shown in place of the list.
        actor: Who withdraws it.
        version: Which version; None for the published one, else the newest.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, `late_list_reason_missing`, or the state does not
            allow it.
        NotFoundError: `late_list_version_missing`.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `late_list_withdraw_first` when it waits to be published and another
            approved list names it as the list before it.
    """
    month = read_month(period, actor, ListStep.WITHDRAW)
    reason = read_reason(reason)
    lock_chain()
    row = _to_withdraw(month.code, version)
    state = next_state(row.state if row else None, ListStep.WITHDRAW, period=month.code)
    listed = _present(row)
    _require_last(listed)
    listed.state, listed.closed_by, listed.closed_at = state, actor.id, now()
    listed.closing_reason = reason
    return record_step(listed, actor, "late_list_withdrawn", reason=reason)


def _newest(period: str) -> Publication | None:
    versions = load_versions(period)
    return versions[-1] if versions else None


def _present(row: Publication | None) -> Publication:
    if row is None:
        raise AssertionError("a step was allowed on a month without a list")
    return row


def _require_turn(approved: Publication) -> None:
    """Refuse to publish a list before the one it names as the list before it."""
    if approved.previous_sha256 != find_chain_end():
        first = _present(_find_approved(Publication.sha256 == approved.previous_sha256))
        raise ConflictError("late_list_publish_first", period=first.period, version=first.version)


def _require_last(listed: Publication) -> None:
    """Refuse to take an approved list out of the chain while another approved one names it."""
    later = _find_approved(Publication.previous_sha256 == listed.sha256)
    if listed.state is PublicationState.APPROVED and later is not None:
        raise ConflictError("late_list_withdraw_first", period=later.period, version=later.version)


def _find_approved(condition: sa.ColumnElement[bool]) -> Publication | None:
    waiting = Publication.state == PublicationState.APPROVED
    return db.session.scalar(sa.select(Publication).where(waiting, condition))


def _close_corrected(correction: Publication, actor: Actor) -> None:
    corrected = find_published(load_versions(correction.period))
    if corrected is None:
        return
    corrected.state = PublicationState.CORRECTED
    corrected.closed_by, corrected.closed_at = actor.id, now()
    corrected.closing_reason = correction.reason
    record_step(corrected, actor, "late_list_corrected", corrected_by_version=correction.version)


def _to_withdraw(period: str, version: int | None) -> Publication | None:
    versions = load_versions(period)
    if version is None:
        return find_published(versions) or (versions[-1] if versions else None)
    for row in versions:
        if row.version == version:
            return row
    raise NotFoundError("late_list_version_missing", period=period, version=version)
