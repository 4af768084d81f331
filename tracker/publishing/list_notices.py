"""What a reader of a late list must know of its figures, frozen with the list (lưu ý về số liệu).

A closed list of codes; a list that was frozen before a code existed says what it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.queries.newest_runs import list_accepted_runs, load_age_limits
from tracker.rules.freshness import age_in_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from tracker.queries.dossier_sources import DossierSource


def list_notices(
    sources: Iterable[DossierSource], period: str, last_day: date
) -> list[dict[str, Any]]:
    """Return what must be known: figures that end early or are stale, failed pulls let pass.

    Args:
        sources: Where the dossiers come from.
        period: The month.
        last_day: Its last day.
    """
    return [*_of_sources(sources, last_day), *_of_runs(period)]


def _of_sources(sources: Iterable[DossierSource], last_day: date) -> Iterator[dict[str, Any]]:
    limits = load_age_limits()
    for source in sources:
        if source.as_of >= last_day:
            continue
        named = {"source": source.code, "as_of": source.as_of}
        yield {"code": "source_ends_before_period", **named}
        limit = limits.get(source.code)
        # A list is of a month that is over: its own last day is what figures lag behind.
        if limit is not None and age_in_days(source.as_of, last_day, last_day) > limit:
            yield {"code": "source_stale", **named, "max_age_days": limit}


def _of_runs(period: str) -> Iterator[dict[str, Any]]:
    for run in list_accepted_runs(period):
        yield {
            "code": "pull_accepted",
            "source": run.source_code,
            "run": run.run_id,
            "error": run.error_code,
            "reason": run.accepted_reason,
        }
