"""The late dossiers of a month as cases: who owes an explanation, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Dossier, Explanation, Procedure, Source, Unit, db
from models.vocabulary import ReviewState, Timeliness
from tracker.clock import past_day, today
from tracker.queries.case_ranges import case_days, late_dossiers
from tracker.queries.dossier_history import find_newest_as_of
from tracker.queries.dossier_orders import DossierOrder, sort_clauses
from tracker.queries.explanations import find_explanations
from tracker.queries.past_cases import group_cases, holds, list_replaced_rows, sort_cases

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from models.vocabulary import DelayCause, LatenessRule
    from tracker.config import Settings
    from tracker.queries.explanations import ExplanationRow
    from tracker.rules.periods import Period

States = frozenset[ReviewState | None]
"""States of the newest explanation; None among them for dossiers without any."""

ANY_STATE: Final[States] = frozenset({None, *ReviewState})


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """Which late dossiers are wanted: finished late in the days, or open and overdue at their end.

    Args:
        first_day: First day.
        last_day: Last day; lateness of what is open is counted to it.
        rule: Whether lateness is judged by day or by minute.
        unit_ids: Only of these units; None for all.
        states: Only with an explanation in one of these states.
        cause: Only with this reason, as explained, else as the one-stop system has it; None for
            all.
        least_days: Only so many calendar days late, or more.
    """

    first_day: date
    last_day: date
    rule: LatenessRule
    unit_ids: Collection[int] | None = None
    states: States = ANY_STATE
    cause: DelayCause | None = None
    least_days: int = 0


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One late dossier and the newest explanation of it.

    Args:
        id: The dossier's key.
        kind: Finished late, or open and overdue.
        code: Its full code.
        unit_id: The unit that answers for it.
        unit_code: That unit's code.
        unit_name: That unit's name.
        procedure_code: Code of the procedure.
        procedure_name: Its name.
        officer: Who holds the case.
        received_on: Day of reception.
        due_on: Due date as printed.
        judged_due_on: Due date as judged.
        finished_on: End of processing as known today.
        end_on: Day to which lateness is counted.
        cause: The reason as the one-stop system has it.
        is_sample: Whether it is made up.
        explanation: The newest one; None without any.
    """

    id: int
    kind: Timeliness
    code: str
    unit_id: int
    unit_code: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    officer: str
    received_on: date
    due_on: date | None
    judged_due_on: date
    finished_on: date | None
    end_on: date
    cause: DelayCause | None
    is_sample: bool
    explanation: ExplanationRow | None = None

    @property
    def days(self) -> int:
        """Calendar days late."""
        return max((self.end_on - self.judged_due_on).days, 0)

    @property
    def state(self) -> ReviewState | None:
        """State of the newest explanation; None without any."""
        return None if self.explanation is None else self.explanation.state


_SHOWN: Final = (
    Dossier.code,
    Dossier.procedure_id,
    Dossier.source_id,
    Dossier.officer,
    Dossier.received_on,
    Dossier.due_on,
    Dossier.cause,
)
_DUE_FIRST: Final = DossierOrder()
_Newest = aliased(Explanation)
_Later = aliased(Explanation)
_IS_NEWEST: Final = ~sa.exists().where(
    _Later.dossier_id == _Newest.dossier_id, _Later.version > _Newest.version
)


def search_month(
    period: Period, settings: Settings, unit_ids: Collection[int] | None = None
) -> CaseSearch:
    """Return the search of a month as its late list judges it.

    A month that still runs is judged only as far as the data reach.

    Args:
        period: The month.
        settings: Cut-off day, rule of lateness.
        unit_ids: Only of these units; None for all.
    """
    cutoff, present = settings.month_cutoff_day, today()
    last_day = period.last_day(cutoff)
    if last_day >= present:
        last_day = min(present, find_newest_as_of(present) or present)
    return CaseSearch(period.first_day(cutoff), last_day, settings.lateness_rule, unit_ids)


def list_cases(
    search: CaseSearch,
    *,
    order: DossierOrder = _DUE_FIRST,
    offset: int = 0,
    limit: int | None = None,
) -> list[CaseRow]:
    """Return late dossiers with their newest explanation.

    Args:
        search: Which.
        order: How they are sorted.
        offset: How many to leave out.
        limit: At most so many; None for all.
    """
    day = past_day()
    if day is not None:
        then = sort_cases(_cases_then(search, day), order)
        return then[offset : None if limit is None else offset + limit]
    late = late_dossiers(search, *_SHOWN)
    statement = (
        _select_cases(late)
        .outerjoin(_Newest, sa.and_(_Newest.dossier_id == late.c.id, _IS_NEWEST))
        .where(*_narrowed(search, late))
        .order_by(*sort_clauses(order, late.c, case_days(search, late)))
        .offset(offset)
        .limit(limit)
    )
    return _explained(db.session.execute(statement), search.last_day)


def _select_cases(late: sa.Subquery) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            late.c.id,
            late.c.is_open,
            late.c.code,
            late.c.unit_id,
            Unit.code,
            Unit.name,
            Procedure.code,
            Procedure.name,
            late.c.officer,
            late.c.received_on,
            late.c.due_on,
            late.c.judged_due_on,
            late.c.finished_on,
            late.c.cause,
            Source.is_sample,
        )
        .select_from(late)
        .join(Unit, Unit.id == late.c.unit_id)
        .join(Procedure, Procedure.id == late.c.procedure_id)
        .join(Source, Source.id == late.c.source_id)
    )


def _explained(rows: Iterable[Any], last_day: date) -> list[CaseRow]:
    cases = [_case(tuple(row), last_day) for row in rows]
    explanations = find_explanations([case.id for case in cases])
    return [replace(case, explanation=explanations.get(case.id)) for case in cases]


def _cases_then(search: CaseSearch, day: date) -> list[CaseRow]:
    """Return the cases as they were known on a past day, in no order."""
    unchanged = _select_cases(late_dossiers(search, *_SHOWN, known_on=day))
    rows = [*db.session.execute(unchanged), *list_replaced_rows(search, day)]
    return [case for case in _explained(rows, search.last_day) if holds(search, case)]


def count_cases_by_unit(
    search: CaseSearch,
) -> list[tuple[int, ReviewState | None, int | None, int, datetime | None]]:
    """Return how many late dossiers each unit has in each state, and whose explanations they are.

    Returns:
        Unit, state, who wrote the newest explanations, how many, and when the last of them came
        to where it stands: written, or reviewed.
    """
    day = past_day()
    if day is not None:
        return group_cases(_cases_then(search, day))
    late = late_dossiers(search, *([Dossier.cause] if search.cause else []))
    statement = (
        sa.select(
            late.c.unit_id,
            _Newest.state,
            _Newest.written_by,
            sa.func.count(),
            sa.func.max(sa.func.coalesce(_Newest.reviewed_at, _Newest.written_at)),
        )
        .select_from(late)
        .outerjoin(_Newest, sa.and_(_Newest.dossier_id == late.c.id, _IS_NEWEST))
        .where(*_narrowed(search, late))
        .group_by(late.c.unit_id, _Newest.state, _Newest.written_by)
        .order_by(late.c.unit_id, _Newest.state, _Newest.written_by)
    )
    rows: list[Any] = [tuple(row) for row in db.session.execute(statement)]
    return rows


def list_case_days(search: CaseSearch) -> list[tuple[int, int, int]]:
    """Return key, unit and days late of every late dossier of the days, whatever its papers."""
    day = past_day()
    if day is not None:
        any_papers = replace(search, states=ANY_STATE, cause=None, least_days=0)
        then = _cases_then(any_papers, day)
        return sorted((case.id, case.unit_id, case.days) for case in then)
    late = late_dossiers(search)
    # Ordered here: to hand them out in order, SQLite would go through every dossier.
    statement = sa.select(late.c.id, late.c.unit_id, case_days(search, late))
    rows = sorted(tuple(row) for row in db.session.execute(statement))
    return [(key, unit_id, max(days, 0)) for key, unit_id, days in rows]


def _narrowed(search: CaseSearch, late: sa.Subquery) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if search.states != ANY_STATE:
        known = sorted(state for state in search.states if state is not None)
        in_states = _Newest.state.in_(known)
        conditions.append(
            sa.or_(_Newest.id.is_(None), in_states) if None in search.states else in_states
        )
    if search.cause is not None:
        conditions.append(sa.func.coalesce(_Newest.cause, late.c.cause) == search.cause)
    if search.least_days > 0:
        conditions.append(case_days(search, late) >= search.least_days)
    return conditions


def _case(row: tuple[Any, ...], last_day: date) -> CaseRow:
    key, is_open, *facts, finished_on, cause, is_sample = row
    kind = Timeliness.OPEN_OVERDUE if is_open else Timeliness.FINISHED_LATE
    end_on = last_day if is_open else finished_on
    values = [key, kind, *facts, finished_on, end_on, cause, is_sample]
    return CaseRow(*values)
