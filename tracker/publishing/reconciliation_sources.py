"""The sources a reconciliation names, and why two of them cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import SourceKind
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.reconciliation import SourceRow, get_source, list_measured_periods
from tracker.rules.dossier_measures import OWN_SOURCE

if TYPE_CHECKING:
    from tracker.rules.periods import Period


def find_source(code: str) -> SourceRow:
    """Return a source; the built-in one is there before its first pull.

    Raises:
        NotFoundError: `reconcile_source_unknown`.
    """
    try:
        return get_source(code)
    except NotFoundError:
        if code != OWN_SOURCE:
            raise
        return SourceRow(0, OWN_SOURCE, OWN_SOURCE, SourceKind.DOSSIERS, is_sample=False)


def nothing_to_compare(
    silent: SourceRow, sources: tuple[SourceRow, SourceRow], period: Period
) -> RefusedError:
    """Return the refusal of a period one source says nothing of, with those both have.

    Args:
        silent: The source that says nothing.
        sources: Both sources.
        period: The period.
    """
    first, second = (set(list_measured_periods(source.id)) for source in sources)
    common = tuple(sorted(first & second)) or "–"
    return RefusedError(
        "reconcile_period_empty", source=silent.code, period=period.code, common=common
    )
