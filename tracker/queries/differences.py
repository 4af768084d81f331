"""What people have made of the differences between two sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import AuditEntry, Difference, Indicator, Source, User, db
from models.vocabulary import DifferenceCause, DifferenceState
from tracker.clock import past_day
from tracker.queries.known import recorded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """What somebody made of a difference.

    Args:
        judged: Both sides' figures when it was judged, the source with the lower key first.
        owner: Display name of who looks into it; empty until somebody is named.
        updated_by: Display name of who wrote last.
    """

    indicator_id: int
    unit_id: int
    state: DifferenceState
    cause: DifferenceCause
    note: str
    judged: Any
    owner: str
    owner_username: str
    updated_at: datetime
    updated_by: str


def load_differences(
    period: str, source_ids: tuple[int, int]
) -> dict[tuple[int, int], DifferenceRow]:
    """Return what people made of two sources' differences, by indicator and unit.

    Args:
        period: Text form of the period.
        source_ids: Keys of the two sources, in any order.
    """
    first, second = sorted(source_ids)
    if past_day() is not None:
        return _load_then(period, first, second)
    owner, writer = aliased(User), aliased(User)
    row = Difference
    statement = (
        sa.select(
            *(row.indicator_id, row.unit_id, row.state, row.cause, row.note, row.judged),
            sa.func.coalesce(owner.display_name, "").label("owner"),
            sa.func.coalesce(owner.username, "").label("owner_username"),
            row.updated_at,
            writer.display_name.label("updated_by"),
        )
        .join(writer, writer.id == row.updated_by)
        .outerjoin(owner, owner.id == row.owner_id)
        .where(row.period == period, row.first_source_id == first, row.second_source_id == second)
    )
    found = (DifferenceRow(**each._asdict()) for each in db.session.execute(statement))
    return {(each.indicator_id, each.unit_id): each for each in found}


def _load_then(period: str, first_id: int, second_id: int) -> dict[tuple[int, int], DifferenceRow]:
    """Return judgements as they stood on the day looked at: a row is rewritten, its trail is not.

    Args:
        period: Text form of the period.
        first_id: The source with the lower key.
        second_id: The other one.
    """
    codes = _pairs(Source.id, Source.code)
    if first_id not in codes or second_id not in codes:
        return {}
    first, second = codes[first_id], codes[second_id]
    indicators = _pairs(Indicator.code, Indicator.id)
    people = _pairs(User.username, User.display_name)
    found = {}
    for indicator, is_turned, entry in _list_entries(period, first, second):
        told, key = entry.details, indicators.get(indicator)
        if key is None:
            continue
        # The newest comes last and stands.
        found[key, told["unit"]] = DifferenceRow(
            indicator_id=key,
            unit_id=told["unit"],
            state=DifferenceState(told["state"]),
            cause=DifferenceCause(told["cause"]),
            note=told["note"],
            judged=told["figures"][::-1] if is_turned else told["figures"],
            owner=people.get(told["owner"], told["owner"]),
            owner_username=told["owner"],
            updated_at=entry.at,
            updated_by=people.get(entry.actor, entry.actor),
        )
    return found


def _pairs(key: Any, value: Any) -> dict[Any, Any]:
    return {row[0]: row[1] for row in db.session.execute(sa.select(key, value))}


def _list_entries(period: str, first: str, second: str) -> Iterator[tuple[str, bool, Any]]:
    """Yield the steps recorded by the day: the indicator, whether the sources are turned, the step.

    Args:
        period: Text form of the period.
        first: Code of the source with the lower key.
        second: Code of the other one.
    """
    start = f"{period} "
    ends = {f" {first}/{second}": False, f" {second}/{first}": True}
    statement = (
        sa.select(AuditEntry.object_key, AuditEntry.details, AuditEntry.at, AuditEntry.actor)
        .where(
            AuditEntry.object_type == "difference",
            AuditEntry.object_key.startswith(start, autoescape=True),
            AuditEntry.action == "difference_judged",
            recorded(AuditEntry.at),
        )
        .order_by(AuditEntry.seq)
    )
    for entry in db.session.execute(statement):
        for end, is_turned in ends.items():
            if entry.object_key.endswith(end):
                yield entry.object_key.removeprefix(start).removesuffix(end), is_turned, entry
