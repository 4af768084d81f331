"""The same dossiers in two sources: which one alone has, and where both have them differently."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Dossier, Source, db
from models.vocabulary import DossierStatus
from tracker.queries.name_places import unit_places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FIELDS: Final = ("unit_id", "received_on", "due_on", "finished_on", "status", "channel")
"""Facts of a dossier that are compared."""
_FIRST: Final = aliased(Dossier)
_SECOND: Final = aliased(Dossier)
_FILLED: Final = sa.exists().where(Dossier.source_id == Source.id)


class DifferenceColumn(StrEnum):
    """What a listing of them can be sorted by; by a source: those it does not have come first."""

    CODE = "code"
    UNIT = "unit"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One fact both sources state otherwise; a day, a closed list's member or a unit's key."""

    name: str
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class DossierDifference:
    """One dossier that differs between two sources.

    Args:
        code: Its code in both.
        first_id: Key of the first source's; None where the second alone has it.
        second_id: Key of the second source's; None where the first alone has it.
        unit_id: Who answers for it by the first source, else by the second.
        fields: What differs where both have it.
    """

    code: str
    first_id: int | None
    second_id: int | None
    unit_id: int
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierPair:
    """Which dossiers are compared: two sources, those that stand in a period in either."""

    first_source_id: int
    second_source_id: int
    first_day: date
    last_day: date


def list_dossier_differences(
    pair: DossierPair,
    *,
    unit_ids: Iterable[int] | None = None,
    by: DifferenceColumn = DifferenceColumn.CODE,
    is_descending: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[DossierDifference]:
    """Return the dossiers of a period that two sources do not have alike; one statement.

    Args:
        pair: Which dossiers.
        unit_ids: Only those of these units in either source; None for all.
        by: What they are sorted by; those alike in it stand by code.
        is_descending: Whether the highest come first.
        offset: Leave out so many.
        limit: At most so many; None for all.
    """
    facts = [
        column.label(f"{side}_{name}")
        for side, alias in (("first", _FIRST), ("second", _SECOND))
        for name, column in (("id", alias.id), *((name, getattr(alias, name)) for name in FIELDS))
    ]
    code = sa.func.coalesce(_FIRST.code, _SECOND.code).label("code")
    both = _differing(pair, [code, *facts], unit_ids).subquery()
    value = _value(by, both.c)
    order = value.desc() if is_descending else value.asc()
    statement = sa.select(both).order_by(order, both.c.code, both.c.first_id)
    if limit is not None:
        statement = statement.offset(offset).limit(limit)
    rows = db.session.execute(statement)
    return [_difference(row) for row in rows.mappings()]


def _value(by: DifferenceColumn, found: Any) -> sa.ColumnElement[Any]:
    if by is DifferenceColumn.UNIT:
        return unit_places(sa.func.coalesce(found.first_unit_id, found.second_unit_id))
    has: dict[DifferenceColumn, Any] = {
        DifferenceColumn.FIRST: found.first_id,
        DifferenceColumn.SECOND: found.second_id,
    }
    value: sa.ColumnElement[Any] = (
        sa.case((has[by].is_(None), 0), else_=1) if by in has else found.code
    )
    return value


def count_dossier_differences(pair: DossierPair) -> dict[tuple[int | None, int | None], int]:
    """Return how many dossiers differ, by their unit in the first and in the second source.

    Args:
        pair: Which dossiers.

    Returns:
        Counts by both units' keys; None where that source does not have them.
    """
    units = [_FIRST.unit_id.label("first"), _SECOND.unit_id.label("second")]
    both = _differing(pair, units, None).subquery()
    rows = db.session.execute(
        sa.select(both.c.first, both.c.second, sa.func.count()).group_by(
            both.c.first, both.c.second
        )
    )
    return {(first, second): count for first, second, count in rows}


def count_shared_codes(first_day: date, last_day: date) -> int:
    """Return how many codes of a period stand in more than one source.

    Such a dossier is counted once for each: two exports of one system must share one source code.
    """
    shared = (
        sa.select(_FIRST.code)
        .join(_SECOND, sa.and_(_SECOND.code == _FIRST.code, _SECOND.source_id > _FIRST.source_id))
        .where(_in_period(_FIRST, first_day, last_day), _in_period(_SECOND, first_day, last_day))
        .distinct()
    )
    return db.session.scalar(sa.select(sa.func.count()).select_from(shared.subquery())) or 0


def count_codes_elsewhere(source_id: int, *, highest: int) -> int:
    """Return how many dossiers new in a source have a code that another source has, too.

    Args:
        source_id: The source.
        highest: The highest key of a dossier before those that are new; 0 for all of the source.
    """
    others = list(db.session.scalars(sa.select(Source.id).where(Source.id != source_id, _FILLED)))
    if not others:
        return 0
    # By the keys of what is new where there is more of the source: a sum no index serves.
    is_own = _FIRST.source_id == source_id
    if highest:
        is_own = sa.and_(_FIRST.id > highest, _FIRST.source_id + 0 == source_id)
    is_elsewhere = sa.exists().where(
        _SECOND.source_id.in_(others), _SECOND.code == _FIRST.code, _is_received(_SECOND)
    )
    statement = sa.select(sa.func.count(_FIRST.id)).where(is_own, _is_received(_FIRST))
    return db.session.scalar(statement.where(is_elsewhere)) or 0


def _differing(
    pair: DossierPair, columns: list[Any], unit_ids: Iterable[int] | None
) -> sa.CompoundSelect[Any]:
    """Return the dossiers that differ: all of the first source's, then the second's own.

    Two outer joins on the unique index (source, code) instead of a full one, which SQLite would
    run by scanning.
    """
    days = pair.first_day, pair.last_day
    is_unlike = sa.or_(
        *(getattr(_FIRST, name).is_distinct_from(getattr(_SECOND, name)) for name in FIELDS)
    )
    in_first, in_second = _in_period(_FIRST, *days), _in_period(_SECOND, *days)
    from_first = _beside(columns, _FIRST, pair.first_source_id, _SECOND, pair.second_source_id)
    from_second = _beside(columns, _SECOND, pair.second_source_id, _FIRST, pair.first_source_id)
    only_first = sa.and_(_SECOND.id.is_(None), in_first)
    in_both = sa.and_(_SECOND.id.is_not(None), sa.or_(in_first, in_second), is_unlike)
    from_first = from_first.where(sa.or_(only_first, in_both))
    from_second = from_second.where(_FIRST.id.is_(None), in_second)
    if unit_ids is not None:
        wanted = sorted(set(unit_ids))
        own = sa.or_(_FIRST.unit_id.in_(wanted), _SECOND.unit_id.in_(wanted))
        from_first, from_second = from_first.where(own), from_second.where(own)
    return sa.union_all(from_first, from_second)


def _beside(
    columns: list[Any], own: Any, own_source_id: int, other: Any, other_source_id: int
) -> sa.Select[Any]:
    """Return a source's dossiers, each beside the other source's of the same code."""
    same = sa.and_(other.source_id == other_source_id, other.code == own.code)
    return (
        sa.select(*columns)
        .select_from(own)
        .outerjoin(other, same)
        .where(own.source_id == own_source_id)
    )


def _is_received(dossier: Any) -> sa.ColumnElement[bool]:
    received: sa.ColumnElement[bool] = dossier.status != DossierStatus.NOT_RECEIVED
    return received


def _in_period(dossier: Any, first_day: date, last_day: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        dossier.received_on <= last_day,
        _is_received(dossier),
        sa.or_(dossier.finished_on.is_(None), dossier.finished_on >= first_day),
    )


def _difference(row: Any) -> DossierDifference:
    first_id, second_id = row["first_id"], row["second_id"]
    fields: tuple[FieldDifference, ...] = ()
    if first_id is not None and second_id is not None:
        pairs = ((name, row[f"first_{name}"], row[f"second_{name}"]) for name in FIELDS)
        fields = tuple(FieldDifference(*found) for found in pairs if found[1] != found[2])
    unit_id = row["second_unit_id"] if first_id is None else row["first_unit_id"]
    return DossierDifference(row["code"], first_id, second_id, unit_id, fields)
