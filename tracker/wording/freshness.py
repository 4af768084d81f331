"""How fresh a source's figures are, in one sentence; nothing where nothing need be said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tracker.clock import local
from tracker.rules.freshness import Freshness
from tracker.wording.sentences import sentence
from tracker.wording.stored import explain_inside

if TYPE_CHECKING:
    from tracker.queries.freshness import SourceFreshness

_OF_PULLS: Final = frozenset(
    {Freshness.PULL_FAILED, Freshness.PULL_RUNNING, Freshness.PULL_ACCEPTED}
)


def tell_freshness(row: SourceFreshness) -> str:
    """Return what must be said before a source's figures of a period are read; may be empty.

    Args:
        row: What the source has for the period.
    """
    if row.freshness is Freshness.FRESH:
        return ""
    code = f"fresh_{row.freshness.value}"
    if row.freshness in _OF_PULLS and row.as_of is None:
        code += "_empty"
    return sentence(code, _values(row))


def _values(row: SourceFreshness) -> dict[str, Any]:
    at = "" if row.run_at is None else f"{local(row.run_at):%H:%M %d/%m/%Y}"
    return {
        "source": row.source_name or row.source_code,
        "as_of": row.as_of,
        "last_day": row.last_day,
        "age": row.age_days,
        "limit": row.max_age_days,
        "at": at,
        "reason": explain_inside(row.error_code, row.error_params),
        "accepted": row.accepted_reason.rstrip("."),
    }
