"""A unit's scorecard (bảng điểm): every target it leads with what it came to, what it supports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import url_for

from models.vocabulary import AssignmentRole, TaskKind
from tracker.clock import today
from tracker.queries.directives import list_directives
from tracker.queries.evaluations import list_evaluations
from tracker.queries.score_targets import list_paces
from tracker.queries.scorecards import count_leads, list_judged_periods
from tracker.queries.tasks import list_tasks
from tracker.rules.scorecards import order_periods, usual_period
from tracker.rules.task_states import Window
from tracker.runtime import current_settings
from tracker.wording.scores import explain_base, explain_pace
from tracker.wording.verdicts import explain_distance, explain_notes, explain_verdict
from views.formatting import show_period
from views.pages.figures import actual_text, due_text, figure_text, target_text, term_text
from views.pages.filters import build_options
from views.pages.freshness import build_headline
from views.pages.marks import list_marks
from views.pages.overview_cells import points_gained, signed
from views.pages.scorecard_lines import CardLine, ProductLine, SupportLine
from views.pages.scorecard_trends import UnitTrends
from views.pages.usual_periods import tell_usual_period
from views.pages.verdict_moves import Moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.score_targets import MissedTarget
    from tracker.queries.tasks import TaskRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.queries.verdict_series import SeriesRow
    from tracker.rules.periods import Period
    from views.pages.filters import Option
    from views.pages.freshness import Headline
    from views.pages.marks import Mark

TREND: Final = "hinh"
"""Where the trend stands on the page of a target's evidence."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything a unit answers for in a period.

    Args:
        unit: The unit.
        period: The period; None where neither it nor a unit under it was ever judged.
        periods: Periods to choose from.
        on: Last day of the period.
        past_text: The period before.
        is_provisional: Whether verdicts may still turn.
        is_sample: Whether made-up data are in it.
        marks: Targets by result.
        lines: Targets it leads, in printed order.
        products: Tasks without figures it leads.
        product_marks: The same by result.
        supports: Tasks it supports.
        headline: What must be said of the figures before anybody reads them.
    """

    unit: UnitRow
    period: Period | None
    periods: tuple[Option, ...]
    on: date | None
    past_text: str
    is_provisional: bool
    is_sample: bool
    marks: tuple[Mark, ...]
    lines: tuple[CardLine, ...]
    products: tuple[ProductLine, ...]
    product_marks: tuple[Mark, ...]
    supports: tuple[SupportLine, ...]
    headline: Headline


def build_scorecard(unit: UnitRow, directory: UnitDirectory, asked: str = "") -> Scorecard:
    """Return a unit's scorecard; a fixed number of statements.

    Args:
        unit: The unit.
        directory: Units.
        asked: The period asked for; where it was not judged in that one, the newest with figures
            of its own, or of units under it where it never leads anything.
    """
    cutoff = current_settings().month_cutoff_day
    below = [each.id for each in directory.descendants(unit.id, None)]
    judged = list_judged_periods(unit_ids=[unit.id]) or list_judged_periods(unit_ids=below)
    periods = order_periods(judged, cutoff)
    period = next((each for each in periods if each.code == asked), None)
    usual = usual_period(judged, cutoff) if period is None else None
    period = usual.shown if usual else period
    maker = _Maker(unit, period, directory) if period else None
    rows = maker.rows if maker else []
    return Scorecard(
        unit=unit,
        period=period,
        periods=build_options(
            ((each.code, show_period(each)) for each in periods), period.code if period else ""
        ),
        on=period.last_day(cutoff) if period else None,
        past_text=show_period(period.previous()) if period else "",
        is_provisional=any(row.is_provisional for row in rows),
        is_sample=any(row.is_sample for row in rows),
        marks=_marks(maker.leads) if maker else (),
        lines=tuple(map(maker.line, maker.leads)) if maker else (),
        products=tuple(map(maker.product, maker.products)) if maker else (),
        product_marks=_marks(maker.products) if maker else (),
        supports=maker.list_supports() if maker else (),
        headline=(
            *tell_usual_period(usual),
            *build_headline(period.code if period else ""),
        ),
    )


class _Maker:
    """Makes the lines of one unit in one period; what they share is loaded once."""

    def __init__(self, unit: UnitRow, period: Period, directory: UnitDirectory) -> None:
        cutoff = current_settings().month_cutoff_day
        self._unit, self._period = unit, period
        self._on = Window.of(period, today(), cutoff).read_on
        self.rows = list_evaluations(period.code, unit_id=unit.id, tree=directory)
        self._codes = {row.id: row.code for row in list_directives()}
        tasks = list_tasks({row.directive_id for row in self.rows}, self._on)
        self._tasks: Mapping[int, TaskRow] = {task.id: task for task in tasks}
        led = [row for row in self.rows if row.role is AssignmentRole.LEAD]
        self.leads = [row for row in led if self._is_measured(row)]
        self.products = [row for row in led if not self._is_measured(row)]
        self.trends = UnitTrends(unit.id, period)
        self._moves = Moves(period.code, [unit.id])
        self._paces: Mapping[int, MissedTarget] = list_paces(period, self.leads, cutoff=cutoff)

    def line(self, row: EvaluationRow) -> CardLine:
        """Return one target it leads."""
        past, pace = self.trends.past(row.task_id), self._paces.get(row.task_id)
        points = points_gained(row, past)
        url = self._url("targets.evidence", row)
        return CardLine(
            number=row.reference,
            directive=row.directive_number,
            text=row.text,
            indicator=row.indicator_code,
            url=url,
            trend=self.trends.draw(self._tasks[row.task_id]),
            trend_url=f"{url}#{TREND}",
            target=_keep(target_text(self._tasks[row.task_id], self._on)),
            actual=actual_text(row),
            verdict=row.verdict,
            distance=_sentence(explain_distance(row)),
            notes=_sentence(explain_notes(row)),
            before=_past_text(past, row.unit_of_measure),
            before_verdict=past.verdict if past else None,
            points=points,
            change=signed(points),
            pace=_keep(explain_pace(pace)) if pace else "",
            base=_keep(explain_base(pace)) if pace else "",
            is_sample=row.is_sample,
            row=row,
            moved=self._moves.of(row),
        )

    def product(self, row: EvaluationRow) -> ProductLine:
        """Return one task without figures it leads."""
        task = self._tasks[row.task_id]
        return ProductLine(
            number=row.reference,
            directive=row.directive_number,
            text=row.text,
            url=self._url("targets.evidence", row),
            term=due_text(task) or term_text(task),
            verdict=row.verdict,
            sentence=explain_verdict(row),
        )

    def list_supports(self) -> tuple[SupportLine, ...]:
        """Return the tasks it supports."""
        rows = [row for row in self.rows if row.role is not AssignmentRole.LEAD]
        counts = count_leads(self._period.code, [row.task_id for row in rows])
        return tuple(
            SupportLine(
                number=row.reference,
                directive=row.directive_number,
                text=row.text,
                url=self._url("targets.evidence", row),
                leads=list_marks(
                    {verdict.value: count for verdict, count in counts[row.task_id].items()}
                )
                if row.task_id in counts
                else (),
                leads_url=self._url("targets.show", row),
            )
            for row in rows
        )

    def _is_measured(self, row: EvaluationRow) -> bool:
        return self._tasks[row.task_id].kind is TaskKind.MEASURED

    def _url(self, endpoint: str, row: EvaluationRow) -> str:
        unit_code = self._unit.code if endpoint == "targets.evidence" else None
        return url_for(
            endpoint,
            directive=self._codes[row.directive_id],
            ordinal=row.ordinal,
            unit_code=unit_code,
            ky=self._period.code,
        )


def _marks(rows: Sequence[EvaluationRow]) -> tuple[Mark, ...]:
    return list_marks(Counter(row.verdict.value for row in rows))


def _sentence(text: str) -> str:
    return _keep(f"{text[:1].upper()}{text[1:]}")


def _keep(text: str) -> str:
    """Return a text whose lines never break between a number and its sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def _past_text(past: SeriesRow | None, unit_of_measure: str) -> str:
    if past is None or not past.has_figure:
        return ""
    return figure_text(past.numerator, past.denominator, past.value, unit_of_measure)
