"""Which document in which period a page is about, read from its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from tracker.clock import today
from tracker.errors import ReadingError
from tracker.queries.directives import DirectiveRow, get_directive, list_directives
from tracker.queries.evaluation_inputs import is_in_force
from tracker.queries.evaluations import EvaluatedPeriod, list_evaluated_periods
from tracker.queries.judged_directives import Judged, list_judged_directives
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.rules.periods import Period, month_of, read_period
from tracker.rules.scorecards import order_periods
from tracker.rules.task_states import Window
from tracker.runtime import current_settings
from tracker.wording.sentences import explain
from views.access import current_actor
from views.formatting import show_period
from views.pages.filters import build_options
from views.pages.freshness import build_headline
from views.pages.usual_periods import find_usual_period, tell_usual_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.unit_directory import UnitDirectory
    from views.pages.filters import Option
    from views.pages.freshness import Headline


@dataclass(frozen=True, slots=True)
class Frame:
    """A document in a period.

    Args:
        directive: The document.
        period: The period.
        on: The day its tasks and units are read on (`tracker.rules.task_states.Window.read_on`).
        last_day: The period's last day.
        evaluated: The last evaluation of the period; None when there was none.
        directives: Documents to choose from.
        periods: Periods to choose from: those evaluated, and the one looked at.
        period_text: What the address asks for.
        refused: Why that cannot be read; empty when it can.
        headline: What must be said of the period's figures before anybody reads them.
    """

    directive: DirectiveRow
    period: Period
    on: date
    last_day: date
    evaluated: EvaluatedPeriod | None
    directives: tuple[Option, ...]
    periods: tuple[Option, ...]
    period_text: str
    refused: str
    headline: Headline = ()


def find_frame(directory: UnitDirectory, code: str | None = None) -> Frame | None:
    """Return what the address asks for, None when no document was ever entered.

    Without a document: the newest one with most to show the person, in whose scope their unit
    lies (`_usual_directive`). Without a period: the newest with figures
    (`tracker.rules.scorecards.usual_period`), which is told where a newer one was judged; before
    any verdict, the newest month in which both the document and the office it addresses existed.

    Args:
        directory: Units, for how long an office existed.
        code: Short code of the document; the query's `van-ban` when not given.
    """
    directives = list_directives()
    if not directives:
        return None
    asked = request.args.get("van-ban", "") if code is None else code
    evaluated = list_evaluated_periods()
    directive = _choose(directives, asked, evaluated, directory)
    text = request.args.get("ky", "").strip()
    period, refused, usual = None, "", None
    try:
        period = read_period(text) if text else None
    except ReadingError as error:
        refused = explain(error)
    if period is None:
        usual = find_usual_period(directive.id)
        period = usual.shown if usual else _unjudged(directive, evaluated, directory)
    cutoff = current_settings().month_cutoff_day
    periods = order_periods({*(row.period for row in evaluated), period.code}, cutoff)
    window = Window.of(period, today(), cutoff)
    return Frame(
        directive=directive,
        period=period,
        on=window.read_on,
        last_day=window.last_day,
        evaluated=next((row for row in evaluated if row.period == period.code), None),
        directives=build_options(((row.code, row.number) for row in directives), directive.code),
        periods=build_options(((each.code, show_period(each)) for each in periods), period.code),
        period_text=text or period.code,
        refused=refused,
        headline=(*tell_usual_period(usual), *build_headline(period.code)),
    )


def matrix_url(directive_code: str, period: str) -> str:
    """Return the address of a document's matrix.

    Args:
        directive_code: Short code of the document.
        period: Text form of the period; empty for the usual one.
    """
    query: dict[str, Any] = {"van-ban": directive_code, "ky": period or None}
    return url_for("matrix.show", **query)


def is_covered(directive: DirectiveRow, period: Period) -> bool:
    """Return whether a document is in force on a day of a period."""
    cutoff = current_settings().month_cutoff_day
    return is_in_force(directive, period.first_day(cutoff), period.last_day(cutoff))


def _choose(
    directives: Sequence[DirectiveRow],
    code: str,
    evaluated: Sequence[EvaluatedPeriod],
    directory: UnitDirectory,
) -> DirectiveRow:
    """Return the document asked for, the person's usual one when none is.

    Raises:
        NotFoundError: `directive_unknown`; an unknown code is no document.
    """
    if not code:
        return _usual_directive(directives, evaluated, directory)
    return next((row for row in directives if row.code == code), None) or get_directive(code)


def _usual_directive(
    directives: Sequence[DirectiveRow],
    evaluated: Sequence[EvaluatedPeriod],
    directory: UnitDirectory,
) -> DirectiveRow:
    """Return the newest document of the person's own place that has most to show them.

    Figures of their own units come first, then any verdict of these, then figures of others; a
    real document comes before one that only illustrates where both have as much. Who has no unit
    is of every place, and all units are their own.
    """
    unit_id = current_actor().unit_id
    own = [row for row in directives if _lies_within(unit_id, row.scope_id, directory)]
    units = answered_unit_ids(current_actor(), directory)
    judged = list_judged_directives((row.period for row in evaluated), units)
    # The last of those that are equally good is the newest.
    return max(
        reversed(own or directives),
        key=lambda row: (
            judged.get(row.id, Judged()),
            row.id in judged,
            not row.is_sample,
            row.effective_from or date.min,
        ),
    )


def _lies_within(unit_id: int | None, scope_id: int, directory: UnitDirectory) -> bool:
    """Return whether a unit is a scope, or what it has become, or stands under either."""
    if unit_id is None:
        return True
    scopes = {scope_id, *(heir.id for heir in directory.heirs(scope_id, today()))}
    key: int | None = unit_id
    while key is not None:
        if key in scopes:
            return True
        key = directory.by_id(key).parent_id
    return False


def _unjudged(
    directive: DirectiveRow, evaluated: Sequence[EvaluatedPeriod], directory: UnitDirectory
) -> Period:
    """Return the period of a document no lead was ever judged by."""
    for row in evaluated:
        period = read_period(row.period)
        if is_covered(directive, period):
            return period
    ends = [today(), directory.by_id(directive.scope_id).valid_to]
    if directive.effective_to:
        ends.append(directive.effective_to)
    return month_of(min(ends), current_settings().month_cutoff_day)
