"""The draft of a month's list, and its frozen content made again when its replies change."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.vocabulary import PublicationState
from tracker.queries.objections import load_replies
from tracker.rules.late_list_seal import seal
from tracker.rules.late_lists import ListStep, next_state
from tracker.rules.list_replies import apply_replies
from tracker.services.late_list_versions import freeze, load_versions

if TYPE_CHECKING:
    from models import Publication


def find_draft(period: str) -> Publication | None:
    """Return the newest version of a month, if it is a draft."""
    versions = load_versions(period)
    if versions and versions[-1].state is PublicationState.DRAFT:
        return versions[-1]
    return None


def get_draft(period: str) -> Publication:
    """Return the draft of a month.

    Raises:
        RefusedError: Why there is none: one code for each state, as when it would be approved.
    """
    draft = find_draft(period)
    if draft is None:
        versions = load_versions(period)
        next_state(versions[-1].state if versions else None, ListStep.APPROVE, period=period)
        raise AssertionError("a month without a draft would be approved")
    return draft


def read_internal(draft: Publication) -> dict[str, Any]:
    """Return what a draft says to the staff."""
    content: dict[str, Any] = json.loads(draft.internal_content, parse_float=Decimal)
    return content


def refreeze(draft: Publication) -> None:
    """Make a draft's content again with its replies as they are now; its data stay those it has."""
    public = json.loads(draft.content, parse_float=Decimal)
    replies = load_replies(draft.period, draft.reply_opened_at, draft.reply_until)
    outside, inside = apply_replies(public, read_internal(draft), replies)
    freeze(draft, seal(outside, inside, {}), draft.previous_sha256)
