"""How long past their due day dossiers are: one bar for each stretch of days."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.publishing.pictures.picture import WIDTH, Drawing, Picture, make_picture
from tracker.publishing.pictures.svg import (
    CALM,
    LATE,
    LATE_GROUND,
    MUTED,
    WARN,
    Hatch,
    box,
    rule,
    words,
)
from tracker.wording.numbers import count_text
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

STRETCHES: Final = ((0, 0), (1, 5), (6, 10), (11, 20), (21, 30), (31, 60), (61, 90), (91, None))
"""First and last calendar day of each; the first is only shown where time of day is judged."""

_FIRST_DAYS: Final = [least for least, _ in STRETCHES]
TOP: Final = 22
ROW: Final = 28
LEFT: Final = 112
RIGHT: Final = WIDTH - 64


@dataclass(frozen=True, slots=True)
class Ages:
    """What is drawn.

    Args:
        title: Which dossiers, as of when.
        counts: Calendar days past the due day, 0 or more → how many dossiers; at least one.
        is_sample: Whether made-up dossiers are among them.
    """

    title: str
    counts: Mapping[int, int]
    is_sample: bool = False


def draw_ages(ages: Ages) -> Picture:
    """Return the picture of how long dossiers are past their due day.

    Args:
        ages: What is drawn.

    Source:
        design.md section 3, 5 and 6: calendar days after the due day; the due day is in time.
    """
    rows = [
        (stretch_text(least, most), count, (least, most))
        for (least, most), count in zip(STRETCHES, _count(ages.counts), strict=True)
        if most != 0 or count
    ]
    highest = max(count for _, count, _ in rows)
    elements = []
    if ages.is_sample:
        elements.append(words(WIDTH, 14, sentence("picture_sample"), anchor="end", colour=WARN))
    for place, (text, count, (_, most)) in enumerate(rows):
        y = TOP + ROW * place
        width = max((RIGHT - LEFT) * count // highest, 2) if count else 0
        # The oldest stand out in black and white, too.
        style = (LATE, Hatch.RISING, LATE_GROUND) if most is None else (CALM, Hatch.SOLID, CALM)
        colour, hatch, ground = style
        elements += [
            words(LEFT - 10, y + 15, text, anchor="end"),
            box(LEFT, y, width, ROW - 8, colour, hatch=hatch, ground=ground),
            words(LEFT + width + 8, y + 15, count_text(count), is_bold=True),
        ]
    end = TOP + ROW * len(rows)
    elements.append(rule(((LEFT, TOP - 6), (LEFT, end)), MUTED))
    return make_picture(
        Drawing(WIDTH, end + 4, tuple(filter(None, elements))),
        title=ages.title,
        description=_describe(ages, [(text, count) for text, count, _ in rows]),
        header=(sentence("picture_column_age"), sentence("picture_column_dossiers")),
        rows=[(text, count) for text, count, _ in rows],
        keys=[("", stretch_key(*stretch)) for *_, stretch in rows],
    )


def stretch_key(least: int, most: int | None) -> str:
    """Return a stretch of days as an address names it: "6-10", "91-" without end."""
    return f"{least}-{'' if most is None else most}"


def stretch_text(least: int, most: int | None) -> str:
    """Return a stretch of days in words.

    Args:
        least: Its first day.
        most: Its last; None without end.
    """
    if most is None:
        return sentence("picture_age_over", {"days": least - 1})
    if most == 0:
        return sentence("picture_age_same_day")
    return sentence("picture_age_days", {"least": least, "most": most})


def _count(ages: Mapping[int, int]) -> list[int]:
    """Return how many dossiers lie in each stretch."""
    counts = [0] * len(STRETCHES)
    for days, count in ages.items():
        counts[bisect_right(_FIRST_DAYS, days) - 1] += count
    return counts


def _describe(ages: Ages, rows: list[tuple[str, int]]) -> str:
    text, count = max(rows, key=lambda row: row[1])
    longest = max(days for days, own in ages.counts.items() if own)
    return " ".join(
        (
            sentence("picture_ages_most", {"band": text, "count": count_text(count)}),
            sentence("picture_ages_longest", {"days": count_text(longest)}),
        )
    )
