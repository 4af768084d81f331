"""What people read of a file that was checked, and of a month beside the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.clock import local
from tracker.publishing.list_verification import Authenticity
from tracker.rules.month_comparisons import Movement
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from datetime import date, datetime

    from tracker.publishing.list_changes import ListChanges
    from tracker.publishing.list_verification import ChainCheck, Verification
    from tracker.queries.chain_links import Match


def match_sentence(match: Match) -> str:
    """Return what a published file is, and whether its list still stands."""
    params: dict[str, Any] = {
        "period": match.period,
        "version": match.version,
        "format": match.file_format.upper(),
        "published_on": _day(match.published_at),
        "closed_on": _day(match.closed_at) or "",
        "reason": match.closing_reason,
    }
    return sentence(f"file_{match.state.value}", params)


def verification_sentences(found: Verification) -> list[str]:
    """Return what a file is: one sentence for each version that has its bytes, and the chain."""
    if found.authenticity is Authenticity.NOT_PUBLISHED:
        return [sentence("file_not_published")]
    lines = [match_sentence(match) for match in found.matches]
    return lines if found.chain is None else [*lines, chain_sentence(found.chain)]


def chain_sentence(chain: ChainCheck) -> str:
    """Return whether the chain of published lists holds."""
    if chain.fault is None:
        return sentence("chain_whole", {"count": chain.length})
    return sentence(chain.fault.value, {"period": chain.period, "version": chain.version})


def changes_sentence(changes: ListChanges) -> str:
    """Return in one sentence what changed since last month."""
    if changes.comparison is None:
        return sentence("no_month_before", {"period": changes.period_before})
    comparison = changes.comparison
    return sentence(
        "months_compared",
        {
            "period": changes.period_before,
            "version": changes.version_before,
            "carried": len(comparison.carried),
            **{movement.value: comparison.count(movement) for movement in Movement},
        },
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else local(at).date()
