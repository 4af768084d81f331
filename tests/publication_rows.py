"""Versions of late lists put into the database as rows, for tests that need no list behind them."""

from __future__ import annotations

from typing import Any

from models import Publication, db
from models.vocabulary import PublicationState
from tracker.clock import now
from tracker.rules.periods import read_period


def make_publication(drafted_by: int, period: str = "2026-03", **more: Any) -> int:
    """Add a version of a month's list, a first draft unless told otherwise, and return its key."""
    month = read_period(period)
    values = {
        "version": 1,
        "state": PublicationState.DRAFT,
        "first_day": month.first_day(),
        "last_day": month.last_day(),
        "as_of": month.last_day(),
        "is_sample": False,
        "content": "{}",
        "internal_content": "{}",
        "sha256": "0" * 64,
        "drafted_at": now(),
        **more,
    }
    row = Publication(period=period, drafted_by=drafted_by, **values)
    db.session.add(row)
    db.session.commit()
    return row.id
