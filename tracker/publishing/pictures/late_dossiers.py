"""Pictures of late and overdue dossiers: how old they are, and what reasons are given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import DelayCause, ReviewState
from tracker.publishing.pictures.ages import Ages, draw_ages
from tracker.publishing.pictures.shares import Part, Shares, draw_shares
from tracker.rules.dates import format_date
from tracker.wording.labels import label
from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tracker.publishing.pictures.picture import Picture

ROWS: Final = ("finished_late", "open_overdue")
AGES: Final = "so-ngay"
CAUSES: Final = "nguyen-nhan"
NO_CAUSE: Final = "chua-neu"
LEAST_DOSSIERS: Final = 10
"""A picture of fewer says less than their list."""

_CAUSES: Final = {cause.value: cause for cause in DelayCause}


@dataclass(frozen=True, slots=True)
class LatePictures:
    """The pictures of one list; None where too few dossiers, or no reasons, are there to draw.

    Args:
        ages: How long past their due day.
        causes: Shares of the reasons.
    """

    ages: Picture | None
    causes: Picture | None

    def named(self) -> list[tuple[str, Picture]]:
        """Return the pictures there are, with the word of their address."""
        both = ((AGES, self.ages), (CAUSES, self.causes))
        return [(name, picture) for name, picture in both if picture is not None]


def list_pictures(
    content: Mapping[str, Any], last_day: date, *, small_count: int = 0
) -> LatePictures:
    """Return the pictures of a month's list, from its frozen content and nothing else.

    Args:
        content: Canonical content of a version, parsed.
        last_day: Last day of its month.
        small_count: Shares of fewer dossiers are not shown.
    """
    late, overdue = (list(content.get(name, ())) for name in ROWS)
    rows = [*late, *overdue]
    ages = Counter(int(row.get("days_late") or 0) for row in overdue)
    day = format_date(last_day)
    titles = (
        sentence("picture_ages_title_overdue", {"count": count_text(len(overdue)), "day": day}),
        sentence("picture_causes_title_explained", {"count": count_text(len(rows))}),
    )
    return draw_late(
        ages,
        Counter(_cause(row.get("explanation")) for row in rows),
        titles,
        is_sample=bool(content.get("is_sample")),
        small_count=small_count,
    )


def narrow_rows(
    content: Mapping[str, Any],
    days: tuple[int, int | None] | None,
    causes: frozenset[DelayCause | None] | None,
) -> Mapping[str, Any]:
    """Return a list's content with those rows alone that a number of its pictures counts.

    Args:
        content: Canonical content of a version, parsed.
        days: So many calendar days late, from and to, None without end; None for all.
        causes: With one of these reasons, None among them for none given; None for all.
    """
    least, most = days or (0, None)

    def is_wanted(row: Mapping[str, Any]) -> bool:
        late = int(row.get("days_late") or 0)
        is_of_days = least <= late <= (late if most is None else most)
        return is_of_days and (causes is None or _cause(row.get("explanation")) in causes)

    return {**content, **{name: [*filter(is_wanted, content.get(name, ()))] for name in ROWS}}


def draw_late(
    ages: Mapping[int, int],
    causes: Mapping[DelayCause | None, int],
    titles: tuple[str, str],
    *,
    is_sample: bool,
    small_count: int = 0,
) -> LatePictures:
    """Return both pictures of counted dossiers.

    Args:
        ages: Calendar days past the due day → how many.
        causes: Reason → how many; None for those nobody gave a reason for.
        titles: Of the picture of ages and of that of reasons.
        is_sample: Whether made-up dossiers are among them.
        small_count: Shares of fewer dossiers are not shown.
    """
    has_ages = sum(ages.values()) >= LEAST_DOSSIERS
    has_causes = sum(causes.values()) >= max(LEAST_DOSSIERS, small_count) and any(
        count for cause, count in causes.items() if cause is not None
    )
    return LatePictures(
        draw_ages(Ages(titles[0], ages, is_sample=is_sample)) if has_ages else None,
        _draw_causes(titles[1], causes, is_sample=is_sample) if has_causes else None,
    )


def _draw_causes(
    title: str, causes: Mapping[DelayCause | None, int], *, is_sample: bool
) -> Picture:
    """Return shares of reasons: the most frequent first, then "other", then none given."""
    rest = sentence("picture_causes_none")
    places = {cause: place for place, cause in enumerate(DelayCause)}
    given = [cause for cause in causes if cause is not None]
    given.sort(key=lambda cause: (cause is DelayCause.OTHER, -causes[cause], places[cause]))
    parts = [Part(label(cause), causes[cause], cause_key(cause)) for cause in given]
    parts.append(Part(rest, causes.get(None, 0), cause_key(None)))
    return draw_shares(Shares(title, tuple(parts), is_sample=is_sample, rest=rest))


def cause_key(cause: DelayCause | None) -> str:
    """Return a reason as an address names it, None where none is given."""
    return NO_CAUSE if cause is None else cause.value.replace("_", "-")


def _cause(explanation: object) -> DelayCause | None:
    """Return the reason of a row of a list; None without one, and of one that was sent back."""
    if not explanation:
        return None
    if not isinstance(explanation, dict):
        return DelayCause.OTHER  # words alone, as the first lists had them
    if explanation.get("state") == ReviewState.SENT_BACK:
        return None
    return _CAUSES.get(str(explanation.get("cause")), DelayCause.OTHER)
