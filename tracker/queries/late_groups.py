"""Late or overdue dossiers counted by their days and their reasons, for the pictures of a list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Dossier, Source, db
from models.vocabulary import Timeliness
from tracker.queries.dossier_search import known_cause, list_dossiers, search_conditions
from tracker.rules.lateness import days_late

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.vocabulary import DelayCause
    from tracker.queries.dossier_search import DossierSearch


@dataclass(frozen=True, slots=True)
class LateGroups:
    """How the dossiers of a search divide.

    Args:
        ages: Calendar days past the due day → how many.
        causes: Reason → how many; None for those without one.
        is_sample: Whether made-up dossiers are among them.
    """

    ages: Mapping[int, int]
    causes: Mapping[DelayCause | None, int]
    is_sample: bool


def count_late_groups(search: DossierSearch) -> LateGroups:
    """Return how the dossiers of a search divide, counted by the database in one statement.

    A reason is that of `known_cause`; of the past, when nobody knows what was explained by then,
    the one-stop system's alone.

    Args:
        search: Which dossiers.
    """
    ages: Counter[int] = Counter()
    causes: Counter[DelayCause | None] = Counter()
    is_sample = False
    for days, cause, of_sample, count in _groups(search):
        ages[days] += count
        causes[cause] += count
        is_sample = is_sample or bool(of_sample)
    return LateGroups(ages, causes, is_sample)


def _groups(search: DossierSearch) -> Iterator[tuple[int, DelayCause | None, bool, int]]:
    """Yield days, reason, whether made up, and how many."""
    is_open = search.kind is Timeliness.OPEN_OVERDUE
    if search.known_on is not None:
        for dossier in list_dossiers(search):
            end_on = search.last_day if is_open else dossier.finished_on or search.last_day
            yield days_late(dossier.judged_due_on, end_on), dossier.cause, dossier.is_sample, 1
        return
    for due_on, finished_on, *more in db.session.execute(_statement(search, is_open=is_open)):
        end_on = search.last_day if is_open else finished_on or search.last_day
        yield days_late(due_on, end_on), *more


def _statement(search: DossierSearch, *, is_open: bool) -> sa.Select[*tuple[Any, ...]]:
    # What is open at the last day is as old as its due day says, whenever it ended since.
    ended = sa.null() if is_open else Dossier.finished_on
    found = (
        sa.select(
            Dossier.judged_due_on,
            ended.label("ended_on"),
            known_cause().label("cause"),
            Source.is_sample,
        )
        .select_from(Dossier)
        .join(Source, Source.id == Dossier.source_id)
        .where(*search_conditions(search))
        .subquery()
    )
    return sa.select(*found.c, sa.func.count()).group_by(*found.c)
