"""What a period's verdicts are decided from: documents in force, members, figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from models import Evaluation, Measurement, Task, db
from models.vocabulary import OPEN_END, OPEN_START, AssignmentRole
from tracker.queries.directives import list_directives
from tracker.queries.speaking_source import load_ranks, speaks_over
from tracker.queries.tasks import expand_task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tracker.queries.directives import DirectiveRow
    from tracker.queries.speaking_source import Statement
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory

Figure = tuple[int, int | None, int | None, int | None, str]
"""Key, numerator, denominator, value in ten-thousandths and quality of a measurement; a plain
tuple, because a country has a million of them a year."""

Figures = dict[int, Figure]
"""Figures of one indicator in one period, by unit."""

Decided = tuple[
    str, str, str, int | None, int | None, int | None, str | None, int | None, int | None,
    int | None,
]  # fmt: skip
"""All a verdict says, as it is stored: role, verdict, reason, numerator, denominator, value,
comparator, target, shortfall, key of the measurement."""

DECIDED_COLUMNS = (
    "role",
    "verdict",
    "reason",
    "numerator",
    "denominator",
    "value",
    "comparator",
    "target",
    "shortfall",
    "measurement_id",
)


@dataclass(frozen=True, slots=True)
class Members:
    """The units a task comes down to on a day; leads with their levels."""

    leads: tuple[tuple[int, str], ...]
    supports: tuple[int, ...]


class MemberFinder:
    """Expands tasks; rows that name the same parties are expanded once.

    Args:
        directory: Units, groups and successions.
        on: The day whose parties count, and that groups and heirs are resolved at.
    """

    def __init__(self, directory: UnitDirectory, on: date) -> None:
        self._directory = directory
        self._on = on
        self._known: dict[tuple[tuple[object, ...], ...], Members] = {}

    def members(self, task: TaskRow) -> Members:
        """Return the units of a task, each once, in the order `expand_task` gives."""
        task = task.on(self._on)
        key = tuple((party.role, party.unit_id, party.group_id) for party in task.parties)
        found = self._known.get(key)
        if found is None:
            parts = list(expand_task(task, self._directory, self._on))
            lead = AssignmentRole.LEAD
            found = self._known[key] = Members(
                leads=tuple((p.unit.id, p.unit.level.value) for p in parts if p.role == lead),
                supports=tuple(part.unit.id for part in parts if part.role != lead),
            )
        return found


def list_directives_in_force(first_day: date, last_day: date) -> list[DirectiveRow]:
    """Return the documents in force on at least one day of a period."""
    return [row for row in list_directives() if is_in_force(row, first_day, last_day)]


def is_in_force(directive: DirectiveRow, first_day: date, last_day: date) -> bool:
    """Return whether a document is in force on at least one day of a period.

    A document that prints no first day has always been in force, one without a last day still is.
    """
    starts = directive.effective_from or OPEN_START
    ends = directive.effective_to or OPEN_END
    return starts <= last_day and first_day <= ends


def load_figures(period: str, indicator_ids: Iterable[int]) -> dict[int, Figures]:
    """Return the figure of the source that speaks, for every indicator and unit.

    Which source speaks is decided in `tracker.queries.speaking_source`.

    Args:
        period: Text form of the period.
        indicator_ids: Only these indicators.
    """
    found: dict[int, Figures] = defaultdict(dict)
    spoken: dict[tuple[int, int], Statement] = {}
    ranks = load_ranks()
    table = Measurement.__table__
    statement = _figures().where(
        table.c.period == period, table.c.indicator_id.in_(sorted(set(indicator_ids)))
    )
    for indicator_id, unit_id, source_id, as_of, batch_id, *figure in _fetch(statement):
        figures = found[indicator_id]
        stated = (source_id, as_of, batch_id, figure[0])
        if unit_id in figures and not speaks_over(stated, spoken[indicator_id, unit_id], ranks):
            continue
        spoken[indicator_id, unit_id] = stated
        figures[unit_id] = cast("Figure", tuple(figure))
    return found


def load_standing(
    period: str, directive_id: int | None = None
) -> dict[tuple[int, int], tuple[int, Decided]]:
    """Return the verdicts that stand in a period, as (task, unit) → (key, all it says).

    Args:
        period: Text form of the period.
        directive_id: Only verdicts of this document.
    """
    table = Evaluation.__table__
    statement = sa.select(
        table.c.task_id, table.c.unit_id, table.c.id, *_as_stored(DECIDED_COLUMNS)
    ).where(table.c.period == period, table.c.superseded_run_id.is_(None))
    if directive_id is not None:
        tasks = sa.select(Task.id).where(Task.directive_id == directive_id)
        statement = statement.where(table.c.task_id.in_(tasks))
    return {(row[0], row[1]): (row[2], cast("Decided", row[3:])) for row in _fetch(statement)}


def _fetch(statement: sa.Select[*tuple[Any, ...]]) -> Iterable[Sequence[Any]]:
    """Return rows straight from the connection: the session looks at every single one."""
    return db.session.connection().execute(statement)


def _figures() -> sa.Select[*tuple[Any, ...]]:
    table = Measurement.__table__
    # The stored form of day and value: turning a million of them into objects costs seconds.
    return sa.select(
        table.c.indicator_id,
        table.c.unit_id,
        table.c.source_id,
        sa.type_coerce(table.c.as_of, sa.String),
        table.c.batch_id,
        table.c.id,
        table.c.numerator,
        table.c.denominator,
        sa.type_coerce(table.c.value, sa.BigInteger),
        table.c.quality,
    ).where(table.c.is_current)


def _as_stored(columns: Sequence[str]) -> list[sa.ColumnElement[Any]]:
    """Return columns read as they lie in the table, without Decimal and enum objects."""
    table = Evaluation.__table__
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        **dict.fromkeys(("value", "target"), sa.BigInteger()),
        **dict.fromkeys(("role", "verdict", "comparator"), sa.String()),
    }
    return [
        sa.type_coerce(table.c[name], kinds[name]) if name in kinds else table.c[name]
        for name in columns
    ]
