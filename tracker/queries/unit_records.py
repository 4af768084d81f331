"""A unit's record: its line in each published list, month after month."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Publication, db
from models.vocabulary import PublicationState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

RECORD_MONTHS: Final = 24
"""Months a record goes back on one page."""

_KEPT: Final = 120
_lines_by_hash: dict[str, dict[str, dict[str, Any]]] = {}
"""Lines by unit code of lists already read; what has a hash never changes."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One unit in one published list.

    Args:
        period: The month.
        version: Version of the list that stands.
        last_day: Last day of the month, for the unit valid then.
        is_sample: Whether made-up dossiers are in it.
        line: The unit's entry as published.
    """

    period: str
    version: int
    last_day: date
    is_sample: bool
    line: Mapping[str, Any]


def list_unit_record(unit_code: str, first_day: date, last_day: date) -> list[RecordLine]:
    """Return a unit's lines in the lists that stand published, the newest month first.

    Args:
        unit_code: Code of the unit.
        first_day: First day the unit was valid; a code may have meant another unit before.
        last_day: Last day it was valid.
    """
    heads = db.session.execute(
        sa.select(
            Publication.period,
            Publication.version,
            Publication.last_day,
            Publication.is_sample,
            Publication.sha256,
        )
        .where(
            Publication.state == PublicationState.PUBLISHED,
            Publication.last_day.between(first_day, last_day),
        )
        .order_by(Publication.last_day.desc())
        .limit(RECORD_MONTHS)
    ).all()
    _read_missing([head.sha256 for head in heads])
    found = []
    for head in heads:
        line = _lines_by_hash[head.sha256].get(unit_code)
        if line is not None:
            found.append(RecordLine(head.period, head.version, head.last_day, head.is_sample, line))
    return found


def _read_missing(hashes: list[str]) -> None:
    missing = [sha256 for sha256 in hashes if sha256 not in _lines_by_hash]
    if not missing:
        return
    if len(_lines_by_hash) > _KEPT:
        _lines_by_hash.clear()
        missing = hashes
    statement = sa.select(Publication.sha256, Publication.content).where(
        Publication.sha256.in_(missing)
    )
    for sha256, content in db.session.execute(statement):
        units = json.loads(content).get("units", ())
        _lines_by_hash[sha256] = {unit["code"]: unit for unit in units}
