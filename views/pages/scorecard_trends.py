"""How a unit's targets went from period to period, beside each of them on its scorecard."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from markupsafe import Markup

from tracker.publishing.pictures.sparks import draw_spark
from tracker.publishing.pictures.target_points import list_judged_points
from tracker.queries.verdict_series import list_verdict_series
from tracker.rules.trends import periods_back

if TYPE_CHECKING:
    from tracker.queries.tasks import TaskRow
    from tracker.queries.verdict_series import SeriesRow
    from tracker.rules.periods import Period


class UnitTrends:
    """The verdicts of one unit up to a period; one query.

    Args:
        unit_id: The unit.
        last: The period looked at.
    """

    def __init__(self, unit_id: int, last: Period) -> None:
        self._last = last
        self._rows: defaultdict[int, list[SeriesRow]] = defaultdict(list)
        periods = [period.code for period in periods_back(last)]
        for row in list_verdict_series(periods, unit_ids=[unit_id]):
            self._rows[row.task_id].append(row)
        self._before = last.previous().code

    def past(self, task_id: int) -> SeriesRow | None:
        """Return what stood in the period before; None where nothing did."""
        rows = self._rows.get(task_id, ())
        return next((row for row in rows if row.period == self._before), None)

    def draw(self, task: TaskRow) -> Markup:
        """Return a target's trend, small; nothing where fewer than two periods have a figure."""
        points = list_judged_points(task, self._last, self._rows.get(task.id, ()))
        if not points:
            return Markup()
        known = [point for point in points if point.value is not None]
        text = _(
            "Diễn biến từ %(first)s (%(was)s) đến %(last)s (%(now)s).",
            first=known[0].label,
            was=known[0].text,
            last=known[-1].label,
            now=known[-1].text,
        )
        if points[-1].target:
            asked = points[-1].target.text
            text += " " + _("Nét đứt là chỉ tiêu %(target)s.", target=asked)
        return Markup(draw_spark(points, str(text)))  # noqa: S704 # texts are escaped when drawn
