"""The orders late and overdue dossiers can be listed in, sorted by the database or here alike."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from models import Dossier, Procedure
from models.vocabulary import Timeliness
from tracker.queries.day_spans import DaysBetween
from tracker.queries.name_places import unit_places
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from tracker.queries.dossier_search import DossierSearch, FoundDossier


class DossierColumn(StrEnum):
    """What a listing of dossiers can be sorted by."""

    CODE = "code"
    UNIT = "unit"
    PROCEDURE = "procedure"
    RECEIVED_ON = "received_on"
    DUE_ON = "due_on"
    FINISHED_ON = "finished_on"
    DAYS_LATE = "days_late"


class DossierOrder(NamedTuple):
    """An order of a listing; dossiers alike in it stand by due day, then by code.

    Args:
        column: What it goes by.
        is_descending: Whether the highest come first; those without a value are last both ways.
    """

    column: DossierColumn = DossierColumn.DUE_ON
    is_descending: bool = False


def order_clauses(search: DossierSearch, order: DossierOrder) -> Sequence[Any]:
    """Return what the database sorts a search by."""
    is_open = search.kind is Timeliness.OPEN_OVERDUE
    ended_on = sa.literal(search.last_day) if is_open else Dossier.finished_on
    return sort_clauses(order, Dossier, DaysBetween(ended_on, Dossier.judged_due_on))


def sort_clauses(order: DossierOrder, row: Any, days_late: Any) -> Sequence[Any]:
    """Return what the database sorts dossiers by.

    Args:
        order: The order.
        row: Their columns, under the names of the table; `Procedure` is joined to them.
        days_late: By how many days they are late.
    """
    values: dict[DossierColumn, Callable[[], Any]] = {
        DossierColumn.CODE: lambda: row.code,
        DossierColumn.UNIT: lambda: unit_places(row.unit_id),
        DossierColumn.PROCEDURE: lambda: Procedure.code,
        DossierColumn.RECEIVED_ON: lambda: row.received_on,
        DossierColumn.DUE_ON: lambda: row.judged_due_on,
        DossierColumn.FINISHED_ON: lambda: row.finished_on,
        DossierColumn.DAYS_LATE: lambda: days_late,
    }
    value = values[order.column]()
    first = (value.desc() if order.is_descending else value.asc()).nulls_last()
    return first, row.judged_due_on, row.code, row.id


def sort_found(
    rows: list[FoundDossier], search: DossierSearch, order: DossierOrder
) -> list[FoundDossier]:
    """Return dossiers in the order the database would give them."""
    key = _key(search, order.column)
    usual = sorted(rows, key=lambda row: (_is_none(row.judged_due_on), row.code, row.id))
    known = [row for row in usual if key(row) is not None]
    known.sort(key=key, reverse=order.is_descending)
    return known + [row for row in usual if key(row) is None]


def _is_none(day: date | None) -> tuple[bool, Any]:
    return day is None, day or 0


def _key(search: DossierSearch, column: DossierColumn) -> Callable[[FoundDossier], Any]:
    def days_late(row: FoundDossier) -> int | None:
        is_open = search.kind is Timeliness.OPEN_OVERDUE
        end = search.last_day if is_open else row.finished_on
        return None if end is None or row.judged_due_on is None else (end - row.judged_due_on).days

    keys: dict[DossierColumn, Callable[[FoundDossier], Any]] = {
        DossierColumn.CODE: lambda row: row.code,
        DossierColumn.UNIT: lambda row: sort_key(row.unit_name),
        DossierColumn.PROCEDURE: lambda row: row.procedure_code,
        DossierColumn.RECEIVED_ON: lambda row: row.received_on,
        DossierColumn.DUE_ON: lambda row: row.judged_due_on,
        DossierColumn.FINISHED_ON: lambda row: row.finished_on,
        DossierColumn.DAYS_LATE: days_late,
    }
    return keys[column]
