"""What published lists say of a unit, and of all units together, month after month."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Publication, db
from models.vocabulary import PublicationState
from tracker.clock import past_day
from tracker.queries.known import recorded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

RECORD_MONTHS: Final = 24
"""Months a record goes back on one page."""

ALL_UNITS: Final = ""
"""Stands for the code of a unit where the totals are meant."""

_STANDING: Final = (PublicationState.PUBLISHED, PublicationState.WITHDRAWN)
_PUBLISHED: Final = (*_STANDING, PublicationState.CORRECTED)

_KEPT: Final = 120
_lines_by_hash: dict[str, dict[str, dict[str, Any]]] = {}
"""Lines by unit code of lists already read; what has a hash never changes."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One unit in the list of one month.

    Args:
        period: The month.
        version: Version of the list that stands, or was withdrawn last.
        state: Published or withdrawn.
        last_day: Last day of the month, for the unit valid then.
        is_sample: Whether made-up dossiers are in it.
        published_at: When that version was published.
        reason: Why it is a correction; empty for a first version.
        closing_reason: Why it was withdrawn.
        line: The unit's entry as published; empty for a withdrawn list.
    """

    period: str
    version: int
    state: PublicationState
    last_day: date
    is_sample: bool
    published_at: datetime
    reason: str
    closing_reason: str
    line: Mapping[str, Any]

    @property
    def is_withdrawn(self) -> bool:
        """Return whether nothing of the list is published any more."""
        return self.state is PublicationState.WITHDRAWN


def list_unit_record(unit_code: str, first_day: date, last_day: date) -> list[RecordLine]:
    """Return a unit's lines in the lists that were published, the newest month first.

    A month whose list was withdrawn, and nothing put in its place, says so.

    Args:
        unit_code: Code of the unit.
        first_day: First day the unit was valid; a code may have meant another unit before.
        last_day: Last day it was valid.
    """
    heads = _newest_heads(first_day, last_day)
    lines = read_lines([head.sha256 for head in heads])
    found = []
    for head in heads:
        line = lines[head.sha256].get(unit_code)
        if line is not None:
            is_withdrawn = head.state is PublicationState.WITHDRAWN
            values = head._asdict()
            del values["sha256"]
            found.append(RecordLine(**values, line={} if is_withdrawn else line))
    return found


def read_lines(hashes: Collection[str]) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Return the units' lines of lists by their hash and unit code; `ALL_UNITS` is the totals.

    Args:
        hashes: Hashes of published lists.
    """
    # What is returned is gathered apart: another thread may empty what is kept at any moment.
    kept = _lines_by_hash.copy()
    found = {sha256: kept[sha256] for sha256 in hashes if sha256 in kept}
    missing = [sha256 for sha256 in hashes if sha256 not in found]
    if len(kept) + len(missing) > _KEPT:
        _lines_by_hash.clear()
    if missing:
        statement = sa.select(Publication.sha256, Publication.content).where(
            Publication.sha256.in_(missing)
        )
        for sha256, text in db.session.execute(statement.execution_options(yield_per=1)):
            content = json.loads(text)
            units = {unit["code"]: unit for unit in content.get("units", ())}
            found[sha256] = {**units, ALL_UNITS: content.get("totals") or {}}
        _lines_by_hash.update((sha256, found[sha256]) for sha256 in missing)
    return found


def _newest_heads(first_day: date, last_day: date) -> list[Any]:
    """Return the newest published or withdrawn version of each month, the newest month first.

    As of an earlier day a version that was corrected since; one withdrawn since stays away.
    """
    rows = db.session.execute(
        sa.select(
            Publication.period,
            Publication.version,
            Publication.state,
            Publication.last_day,
            Publication.is_sample,
            Publication.published_at,
            Publication.reason,
            Publication.closing_reason,
            Publication.sha256,
        )
        .where(
            Publication.published_at.is_not(None),
            recorded(Publication.published_at),
            Publication.state.in_(_STANDING if past_day() is None else _PUBLISHED),
            Publication.last_day.between(first_day, last_day),
        )
        .order_by(Publication.last_day.desc(), Publication.version.desc())
    ).all()
    newest: dict[str, Any] = {}
    for row in rows:
        newest.setdefault(row.period, row)
    return list(newest.values())[:RECORD_MONTHS]
