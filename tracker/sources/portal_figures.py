"""Makes figures of the six groups: parts as sent, points as printed, flags carried along.

What the portal calls `totalOverdue` is only received minus on time, and is never read.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tracker.sources.contract import Finding, ForeignFigure, ForeignUnit, Reading
from tracker.sources.portal_groups import GROUPS
from tracker.sources.portal_replies import metrics_of, number, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from tracker.sources.portal_groups import Group, Share
    from tracker.sources.portal_replies import GroupPage, Json

PROVINCE_WIDE: Final = "province_wide"
NOTHING_RECEIVED: Final = "nothing_received"
PUBLIC_CONTENT: Final = "PUBLIC_CONTENT_FULL"
AVERAGE_DAYS: Final = "766-2.2"
SCORED_BY_DOSSIERS: Final = frozenset({"progress", "online", "payment"})
"""Groups that print 0 points where nothing was received, which is no failure."""
_FEWEST_ALIKE: Final = 2
_FLAG: Final = re.compile(r"[A-Za-z0-9_]{1,60}")
_LONGEST_NOTE: Final = 500
_SHOWN: Final = 5

Parts = tuple[int | None, int | None]


def read_groups(groups: Mapping[str, GroupPage]) -> Reading:
    """Return figures and units of one run.

    Args:
        groups: Each group with all its units, checked; every group has the same units.

    Raises:
        PullFailedError: `portal_value_unreadable`.
    """
    reader = _Reader(groups)
    figures = tuple(reader.figures())
    return Reading(
        figures=figures,
        units=tuple(_units(groups["progress"])),
        findings=tuple(reader.findings(figures)),
        has_fixed_units=True,
    )


def _units(progress: GroupPage) -> Iterator[ForeignUnit]:
    """Yield the units; only the trees know their codes."""
    for unit in (progress.root, *progress.units):
        yield ForeignUnit(
            external_id=unit["departmentId"],
            code=str(unit["departmentCode"] or ""),
            name=str(unit["departmentName"] or ""),
            is_root=unit is progress.root,
        )


class _Reader:
    """Reads the groups of one run together: what is odd shows only side by side."""

    def __init__(self, groups: Mapping[str, GroupPage]) -> None:
        self._groups = groups
        self._blank: Counter[str] = Counter()
        self._lacking: Counter[str] = Counter()
        progress = groups["progress"]
        self._empty = {
            unit["departmentId"]
            for unit in (progress.root, *progress.units)
            if whole("progress", "totalReceived", unit["totalReceived"]) == 0
        }

    def figures(self) -> Iterator[ForeignFigure]:
        """Yield every figure, group by group, the province first."""
        for group in GROUPS:
            page = self._groups[group.name]
            if group.is_tree:
                yield from self._tree(group, page)
            else:
                yield from self._metrics(group, page)

    def findings(self, figures: tuple[ForeignFigure, ...]) -> Iterator[Finding]:
        """Yield what is odd, once all figures were read."""
        if self._blank:
            yield Finding(
                "portal_parts_missing",
                {"count": self._blank.total(), "metrics": sorted(self._blank)[:_SHOWN]},
            )
        for metric, count in sorted(self._lacking.items()):
            yield Finding("portal_metrics_missing", {"count": count, "metric": metric})
        above = [
            figure.indicator
            for figure in figures
            if (figure.numerator or 0) > (figure.denominator or 0)
        ]
        if above:
            yield Finding(
                "portal_above_whole",
                {"count": len(above), "metrics": sorted(set(above))[:_SHOWN]},
            )

    def _tree(self, group: Group, page: GroupPage) -> Iterator[ForeignFigure]:
        for unit in (page.root, *page.units):
            is_root = unit is page.root
            for share in group.root_shares if is_root else group.unit_shares:
                yield from self._share(group, unit, share)
            if group.name == "progress":
                yield from self._value(group, unit, AVERAGE_DAYS, "avgProcessingDays")
            key = "totalScore" if is_root else group.unit_score
            yield from self._value(group, unit, group.score, key)

    def _share(self, group: Group, unit: Json, share: Share) -> Iterator[ForeignFigure]:
        numbers = [whole(group.name, key, unit[key]) for key in share.numerator]
        below = whole(group.name, share.denominator, unit[share.denominator])
        known = [each for each in numbers if each is not None]
        if below is None or len(known) < len(numbers):
            # Half of a share is no share, and null is not 0.
            self._blank[share.indicator] += 1
            return
        yield ForeignFigure(
            external_id=unit["departmentId"],
            indicator=share.indicator,
            numerator=sum(known),
            denominator=below,
            quality=share.quality,
            call=group.name,
        )

    def _value(self, group: Group, unit: Json, indicator: str, key: str) -> Iterator[ForeignFigure]:
        value = number(group.name, key, unit[key])
        if value is None:
            return
        is_empty = unit["departmentId"] in self._empty and group.name in SCORED_BY_DOSSIERS
        yield ForeignFigure(
            external_id=unit["departmentId"],
            indicator=indicator,
            value=value,
            quality=NOTHING_RECEIVED if is_empty and value == 0 else "",
            call=group.name,
        )

    def _metrics(self, group: Group, page: GroupPage) -> Iterator[ForeignFigure]:
        of_root = metrics_of(group.name, page.root)
        of_units = [(unit, metrics_of(group.name, unit)) for unit in page.units]
        for code, indicator in group.metrics:
            stated = [metrics[code] for _, metrics in of_units if code in metrics]
            self._lacking[code] += len(of_units) - len(stated)
            yield from self._metric(group, page.root, of_root[code], indicator, "")
            shared = _is_shared(group.name, code, of_root[code], stated)
            for unit, metrics in of_units:
                if code in metrics:
                    is_shared = shared and _parts(group.name, metrics[code]) == _parts(
                        group.name, of_root[code]
                    )
                    flag = PROVINCE_WIDE if is_shared else ""
                    yield from self._metric(group, unit, metrics[code], indicator, flag)
        self._lacking += Counter()
        for unit in (page.root, *page.units):
            yield from self._value(group, unit, group.score, "totalScore")

    def _metric(
        self, group: Group, unit: Json, metric: Json, indicator: str, flag: str
    ) -> Iterator[ForeignFigure]:
        above, below = _parts(group.name, metric)
        value: Decimal | None = None
        if above is None and below is None:
            # A percentage without parts is kept as stated: it cannot be verified.
            value = number(group.name, "ratio", metric["ratio"])
        if (above is None or below is None) and value is None:
            self._blank[metric["code"]] += 1
            return
        status = metric.get("dataQualityStatus")
        yield ForeignFigure(
            external_id=unit["departmentId"],
            indicator=indicator,
            numerator=above,
            denominator=below,
            value=value,
            quality="|".join(filter(None, (_flag(status), flag))),
            note=str(metric.get("dataQualityMessage") or "")[:_LONGEST_NOTE],
            call=group.name,
        )


def _is_shared(name: str, code: str, of_root: Json, stated: list[Json]) -> bool:
    """Return whether units repeat the province's own figure: none can be held to account for it.

    One metric is known to; another is taken for one when no unit says anything else.
    """
    own = _parts(name, of_root)
    if not own[1]:
        return False
    parts = [each for metric in stated if (each := _parts(name, metric))[1]]
    return code == PUBLIC_CONTENT or (
        len(parts) >= _FEWEST_ALIKE and all(each == own for each in parts)
    )


def _parts(name: str, metric: Mapping[str, Any]) -> Parts:
    return (
        whole(name, f"{metric['code']}.numerator", metric["numerator"]),
        whole(name, f"{metric['code']}.denominator", metric["denominator"]),
    )


def _flag(status: object) -> str:
    """Return the portal's flag as a word; anything else is only said to be odd."""
    if not status:
        return ""
    return status if isinstance(status, str) and _FLAG.fullmatch(status) else "quality_unreadable"
