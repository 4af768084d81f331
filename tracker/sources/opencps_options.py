"""What the file of sources says of an OpenCPS site, and how the site answers for a period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import LatenessRule, PeriodKind
from tracker.rules.periods import LAST_CUTOFF_DAY
from tracker.sources.http_options import (
    read_base_url,
    read_secret_headers,
    read_texts,
    read_words,
)
from tracker.sources.opencps_checks import RowKind
from tracker.sources.settings import OptionReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.periods import Period
    from tracker.sources.contract import SourceSettings

_GROUP_ID: Final = r"[0-9]{1,19}"
_GROUP: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_WRITERS: Final = frozenset(
    {
        "calculateStatistic",
        "fixed",
        "invokeDossierStatisticEngine",
        "invokeDossierSyncStatisticScheduler",
        "manual",
        "reports",
        "updateStatistic",
    }
)
"""Last parts of addresses that write, or that we have nothing to ask of."""


@dataclass(frozen=True, slots=True)
class OpencpsOptions:
    """What the file of sources says of an OpenCPS site.

    Args:
        base_url: Where its statistics are: ".../o/rest/statistics".
        group_id: The site, sent as header `groupId`.
        agencies: Their code → ours; where given, whatever is not in it is named. "total" is the
            row of all agencies: without that line it is nobody's.
        groups: Dictionary groups asked for one by one (SBN, XA_PHUONG); empty for all agencies at
            once.
        rule: How the site tells late: to the second unless its "by day" property is on.
        cutoff_day: Last day of the office's month; then months are asked for by their days.
        with_766: Whether the progress rate is also given as indicator 2.1 of Decision 766.
        secret_headers: Header → environment variable.
    """

    base_url: str
    group_id: str
    agencies: Mapping[str, str]
    groups: tuple[str, ...]
    rule: LatenessRule
    cutoff_day: int | None
    with_766: bool
    secret_headers: Mapping[str, str]


def read_options(settings: SourceSettings) -> OpencpsOptions:
    """Return a source's options.

    Raises:
        RefusedError: As `tracker.sources.settings.OptionReader`.
    """
    read = OptionReader(settings)
    base_url = read_base_url(read, "base_url")
    if base_url.rpartition("/")[2] in _WRITERS:
        raise read.invalid("base_url", base_url, "…/o/rest/statistics")
    groups = read_texts(read, "groups")
    if not all(_GROUP.fullmatch(group) for group in groups):
        raise read.invalid("groups", list(groups), "SBN, XA_PHUONG")
    options = OpencpsOptions(
        base_url=base_url,
        group_id=read.text("group_id", pattern=_GROUP_ID),
        agencies=read_words(read, "agencies"),
        groups=groups,
        rule=LatenessRule(
            read.choice("late_rule", tuple(LatenessRule), LatenessRule.BY_INSTANT.value)
        ),
        cutoff_day=read.whole("cutoff_day", 0, LAST_CUTOFF_DAY, 0) or None,
        with_766=read.flag("decision_766", default=False),
        secret_headers=read_secret_headers(read),
    )
    read.finish()
    return options


def row_kind(period: Period, cutoff: int | None) -> RowKind:
    """Return how the source answers for a period: a stored row, or live over its days."""
    if cutoff is not None or period.kind not in {PeriodKind.MONTH, PeriodKind.YEAR}:
        return RowKind.RANGE
    return RowKind.YEAR if period.kind is PeriodKind.YEAR else RowKind.MONTH
