"""What must be said of figures before anybody reads them: the lines right under a page's title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from tracker.clock import today
from tracker.queries.freshness import find_period_freshness
from tracker.rules.freshness import Freshness, stops_the_cycle
from tracker.runtime import current_settings
from tracker.wording.freshness import tell_freshness
from tracker.wording.stored import explain_stored
from views.access import may_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel.speaklater import LazyString

    from tracker.queries.freshness import SourceFreshness

ICONS: Final[Mapping[Freshness, str]] = {
    Freshness.PULL_FAILED: "exclamation-octagon-fill",
    Freshness.PULL_RUNNING: "arrow-repeat",
    Freshness.PULL_ACCEPTED: "exclamation-octagon",
    Freshness.STALE: "calendar-x",
    Freshness.ENDS_EARLY: "hourglass-split",
    Freshness.FRESH: "check-circle",
}

_WORDS: Final[Mapping[Freshness, LazyString]] = {
    Freshness.PULL_FAILED: _l("lấy thất bại"),
    Freshness.PULL_RUNNING: _l("đang lấy"),
    Freshness.PULL_ACCEPTED: _l("thất bại, đã chấp nhận"),
    Freshness.STALE: _l("số liệu cũ"),
    Freshness.ENDS_EARLY: _l("chưa đủ kỳ"),
}
_RUN: Final = _l("Xem lần lấy số liệu")
_GRAVE: Final = frozenset({Freshness.PULL_FAILED, Freshness.STALE})


@dataclass(frozen=True, slots=True)
class HeadlineLine:
    """One line under a title.

    Args:
        text: What must be known.
        icon: Its icon.
        is_grave: Whether the figures must not be relied on as they stand.
        url: Where more is to be seen; may be empty.
        url_text: What that is called.
    """

    text: str
    icon: str
    is_grave: bool
    url: str = ""
    url_text: str = ""


Headline = tuple[HeadlineLine, ...]
"""Everything that must be said; empty where the figures are fresh."""


def build_headline(period: str) -> Headline:
    """Return what must be said of a period's figures; one query.

    Args:
        period: Text form of the period; empty before there is any.
    """
    if not period:
        return ()
    cutoff = current_settings().month_cutoff_day
    return headline_of(find_period_freshness(period, on=today(), cutoff=cutoff))


def build_pull_headline(period: str) -> Headline:
    """Return what must be said of a period's pulls alone: which failed, which still run.

    Args:
        period: Text form of the period.
    """
    cutoff = current_settings().month_cutoff_day
    rows = find_period_freshness(period, on=today(), cutoff=cutoff)
    return headline_of(row for row in rows if stops_the_cycle(row.pull))


def word_of(rows: Iterable[SourceFreshness]) -> HeadlineLine | None:
    """Return the gravest of what must be said of a period in two words; None when it is fresh."""
    found = {row.freshness for row in rows} - {Freshness.FRESH}
    # The members stand in the order in which they must be said.
    gravest = next((member for member in Freshness if member in found), None)
    if gravest is None:
        return None
    return HeadlineLine(str(_WORDS[gravest]), ICONS[gravest], is_grave=gravest in _GRAVE)


def headline_of(rows: Iterable[SourceFreshness]) -> Headline:
    """Return what must be said of the figures of some sources."""
    return tuple(
        HeadlineLine(
            tell_freshness(row),
            ICONS[row.freshness],
            is_grave=row.freshness in _GRAVE,
            url=_run_url(row),
            url_text=str(_RUN),
        )
        for row in rows
        if row.freshness is not Freshness.FRESH
    )


def headline_of_notices(notices: Iterable[Mapping[str, Any]]) -> Headline:
    """Return what a frozen list says of its own figures.

    Args:
        notices: Code and values of each, as the list holds them.
    """
    return tuple(
        HeadlineLine(
            explain_stored(str(notice["code"]), notice), "exclamation-triangle", is_grave=False
        )
        for notice in notices
    )


def _run_url(row: SourceFreshness) -> str:
    if row.run_id is None or not may_open("pulls.run"):
        return ""
    return url_for("pulls.run", run_id=row.run_id)
