"""What stays public of a published list, for how long, and which rates say too little."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from tracker.rules.rates import Share

FILE_FORMATS: Final = ("json", "csv", "xlsx", "docx", "pdf")
"""The files of a published version, besides its page."""

MONTHS_IN_YEAR: Final = 12


def file_name(period: str, version: int, file_format: str) -> str:
    """Return the name a file of a version is saved under."""
    return f"danh-sach-cham-muon-{period}-v{version}.{file_format}"


def take_down_day(published_on: date, months: int) -> date | None:
    """Return the first day a list's rows are no longer public; None for never.

    Args:
        published_on: Local day of publication.
        months: Months the rows stay; 0 for ever. The day is clamped to the month's end.
    """
    if not months:
        return None
    years, month = divmod(published_on.month - 1 + months, MONTHS_IN_YEAR)
    year, month = published_on.year + years, month + 1
    return date(year, month, min(published_on.day, monthrange(year, month)[1]))


def is_taken_down(take_down_on: date | None, today: date) -> bool:
    """Return whether a list's rows have left the public pages."""
    return take_down_on is not None and today >= take_down_on


def is_small(share: Share, least: int) -> bool:
    """Return whether a rate is over so few dossiers that it says more than it knows.

    One late dossier of three is "66,66 %", and names a person nearly as well as a name would.

    Args:
        share: The rate by its parts.
        least: The smallest count that gives a rate; 0 shows every rate.
    """
    return 0 < share.denominator < least


@dataclass(frozen=True, slots=True)
class FewShare(Share):
    """A share of so few that its parts are shown and no percentage."""

    @property
    def has_percent(self) -> bool:
        """It has none: the parts say all there is to say."""
        return False


def shown_share(share: Share, least: int) -> Share:
    """Return a share as everybody may read it: without a percentage where it is of too few.

    Args:
        share: The rate by its parts.
        least: The smallest count that gives a rate; 0 shows every rate.
    """
    return FewShare(share.numerator, share.denominator) if is_small(share, least) else share
