"""What late cases miss of a past day: dossiers known otherwise since, and an order made here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Procedure, Source, Unit, db
from models.vocabulary import Timeliness
from tracker.queries.dossier_history import list_replaced_since
from tracker.queries.dossier_orders import DossierColumn
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from models.vocabulary import ReviewState
    from tracker.queries.dossier_history import KnownDossier
    from tracker.queries.dossier_orders import DossierOrder
    from tracker.queries.late_cases import CaseRow, CaseSearch

_LATE = {Timeliness.FINISHED_LATE: False, Timeliness.OPEN_OVERDUE: True}


def list_replaced_rows(search: CaseSearch, known_on: date) -> Iterator[tuple[Any, ...]]:
    """Yield the late dossiers that are known otherwise now, as the listing's statement reads them.

    Args:
        search: Days, rule and units; its other limits are not looked at.
        known_on: The day.
    """
    wanted = []
    for dossier in list_replaced_since(known_on):
        kind = dossier.classify(search.first_day, search.last_day, search.rule)
        is_asked = search.unit_ids is None or dossier.unit_id in search.unit_ids
        if is_asked and kind in _LATE:
            wanted.append((dossier, _LATE[kind]))
    if wanted:
        names = _load_names()
        yield from (_row(dossier, names, is_open=is_open) for dossier, is_open in wanted)


def _load_names() -> tuple[Mapping[int, tuple[str, str]], ...]:
    pairs = (
        sa.select(Unit.id, Unit.code, Unit.name),
        sa.select(Procedure.id, Procedure.code, Procedure.name),
        sa.select(Source.id, Source.code, Source.is_sample),
    )
    return tuple({row[0]: (row[1], row[2]) for row in db.session.execute(each)} for each in pairs)


def _row(
    dossier: KnownDossier, names: tuple[Mapping[int, tuple[str, Any]], ...], *, is_open: bool
) -> tuple[Any, ...]:
    units, procedures, sources = names
    return (
        dossier.id,
        is_open,
        dossier.code,
        dossier.unit_id,
        *units[dossier.unit_id],
        *procedures[dossier.procedure_id],
        dossier.officer,
        dossier.received_on,
        dossier.due_on,
        dossier.judged_due_on,
        dossier.finished_on,
        dossier.cause,
        sources[dossier.source_id][1],
    )


def holds(search: CaseSearch, case: CaseRow) -> bool:
    """Return whether a case of the days is among those wanted: by state, reason and days late.

    Args:
        search: Which are wanted.
        case: The case, with what was explained of it.
    """
    newest = case.explanation
    cause = case.cause if newest is None else newest.cause
    return (
        case.state in search.states
        and search.cause in (None, cause)
        and case.days >= search.least_days
    )


def sort_cases(cases: Iterable[CaseRow], order: DossierOrder) -> list[CaseRow]:
    """Return cases in the order the database would give them.

    Args:
        cases: The cases.
        order: What they are sorted by.
    """
    key = _KEYS[order.column]
    usual = sorted(cases, key=lambda case: (case.judged_due_on, case.code, case.id))
    known = [case for case in usual if key(case) is not None]
    known.sort(key=key, reverse=order.is_descending)
    return known + [case for case in usual if key(case) is None]


def group_cases(
    cases: Iterable[CaseRow],
) -> list[tuple[int, ReviewState | None, int | None, int, datetime | None]]:
    """Return what `tracker.queries.late_cases.count_cases_by_unit` counts, of cases at hand."""
    counts: Counter[tuple[int, ReviewState | None, int | None]] = Counter()
    moved: dict[tuple[int, ReviewState | None, int | None], datetime] = {}
    for case in cases:
        newest = case.explanation
        group = case.unit_id, case.state, None if newest is None else newest.writer_id
        counts[group] += 1
        if newest is not None:
            at = newest.reviewed_at or newest.written_at
            moved[group] = max(at, moved.get(group, at))
    return [(*group, count, moved.get(group)) for group, count in counts.items()]


_KEYS: Mapping[DossierColumn, Callable[[CaseRow], Any]] = {
    DossierColumn.CODE: lambda case: case.code,
    DossierColumn.UNIT: lambda case: sort_key(case.unit_name),
    DossierColumn.PROCEDURE: lambda case: case.procedure_code,
    DossierColumn.RECEIVED_ON: lambda case: case.received_on,
    DossierColumn.DUE_ON: lambda case: case.judged_due_on,
    DossierColumn.FINISHED_ON: lambda case: case.finished_on,
    DossierColumn.DAYS_LATE: lambda case: case.days,
}
