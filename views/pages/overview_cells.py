"""Cells of the overview of targets: what each unit reached, and what their sum came to."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from models.vocabulary import Verdict
from tracker.queries.verdict_series import is_figure
from tracker.rules.heat import heat_of_miss
from tracker.rules.levels import exact
from tracker.rules.rates import HUNDRED, Share
from tracker.rules.targets import PERCENT
from views.formatting import make_counts, make_percents, show_number
from views.looking_back import bare_url, kept_day
from views.pages.figures import make_numbers
from views.pages.heat_table import Cell
from views.pages.marks import NOT_EVALUATED, VERDICT_ICONS, mark_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from fractions import Fraction

    from tracker.queries.evaluation_rollups import TaskRollUp
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.tasks import TaskRow
    from tracker.queries.verdict_series import SeriesRow
    from tracker.rules.heat import Heat
    from views.pages.frame import Frame

_JUDGED: Final = (Verdict.ACHIEVED, Verdict.MISSED)
_MARKS: Final = (*VERDICT_ICONS, NOT_EVALUATED)


class CellMaker:
    """Makes the cells of one document in one period; what many share is prepared once.

    Args:
        frame: Document and period.
        past: What stood in the period before, by task and unit.
    """

    def __init__(self, frame: Frame, past: Mapping[tuple[int, int], SeriesRow]) -> None:
        self._past = past
        self._base = f"{bare_url('targets.index')}/{quote(frame.directive.code)}"
        self._query = "?" + urlencode({"ky": frame.period.code, **kept_day()})
        self._words = {mark: mark_text(mark) for mark in _MARKS}
        self._looks = {
            each: (each.value, VERDICT_ICONS[each.value], self._words[each.value])
            for each in Verdict
        }
        self._only_reported = str(_("không có tử số, mẫu số"))
        self._percents, self._counts = make_percents(), make_counts()
        self._numbers, self._signed = make_numbers(), make_signed()
        self._code = cache(quote)

    def task_url(self, task: TaskRow) -> str:
        """Return the address of a task."""
        return f"{self._base}/{task.ordinal}{self._query}"

    def evidence_url(self, ordinal: int, unit_code: str) -> str:
        """Return the address of the evidence of a task and a unit."""
        return f"{self._base}/{ordinal}/{self._code(unit_code)}{self._query}"

    def cell(self, task: TaskRow, unit_code: str, row: EvaluationRow | None) -> Cell:
        """Return what a unit reached; a cell without a number before the period was judged.

        Args:
            task: The task.
            unit_code: Code of the unit that leads it.
            row: What was found.
        """
        url = self.evidence_url(task.ordinal, unit_code)
        if row is None:
            word = self._words[NOT_EVALUATED]
            values = (None, None, None, word, None)
            return Cell(NOT_EVALUATED, "", "", "", word, "", url, None, values)
        actual = reached(row)
        verdict, icon, word = self._looks[row.verdict]
        percent = actual.percent if isinstance(actual, Share) else None
        number, parts = self._number(actual, row)
        points = _points(row, actual, percent, self._past.get((row.task_id, row.unit_id)))
        return Cell(
            mark=verdict,
            icon=icon,
            number=number,
            parts=parts,
            word=word,
            change=self._signed(points),
            url=url,
            order=_order(row, actual),
            values=(_value(row, percent), row.numerator, row.denominator, word, points),
            heat=_heat(row, actual),
        )

    def sum_cell(self, found: TaskRollUp, url: str) -> Cell:
        """Return what units reached together: their parts summed, never a mean of percentages.

        Args:
            found: The sum.
            url: The task's own page.
        """
        verdict = found.judgement.verdict if found.judgement and found.share else None
        share = found.share if found.first.unit_of_measure == PERCENT else None
        achieved = found.counts[Verdict.ACHIEVED]
        judged = achieved + found.counts[Verdict.MISSED]
        values = {"achieved": show_number(achieved), "judged": show_number(judged)}
        members = str(_("%(achieved)s/%(judged)s đơn vị đạt", **values)) if judged else ""
        number, parts = self._percents(share) if share else ("", "")
        points = self._sum_points(found, share)
        word = self._words[verdict.value] if verdict else ""
        return Cell(
            mark=verdict.value if verdict else "sum",
            icon=VERDICT_ICONS[verdict.value] if verdict else "",
            number=number or members or "\N{EN DASH}",
            parts=parts,
            word=word,
            change="; ".join(filter(None, (members if number else "", self._signed(points)))),
            url=url,
            order=None,
            values=(
                share.percent if share else None,
                share.numerator if share else None,
                share.denominator if share else None,
                "; ".join(filter(None, (word, members))),
                points,
            ),
        )

    def tally_cell(self, rows: Sequence[EvaluationRow]) -> Cell | None:
        """Return how many targets were reached of those judged; None without any judged.

        Args:
            rows: One unit's, or several units'.
        """
        judged = [row for row in rows if row.verdict in _JUDGED]
        if not judged:
            return None
        reached_count = [row.verdict for row in judged].count(Verdict.ACHIEVED)
        before = self._tally_before(rows)
        gained = None if before is None else reached_count - before
        number = f"{show_number(reached_count)}/{show_number(len(judged))}"
        return Cell(
            mark="tally",
            icon="",
            number=number,
            parts="",
            word="",
            change=self._signed(gained),
            url="",
            order=Share(reached_count, len(judged)),
            values=(reached_count, len(judged), gained),
        )

    def _number(self, actual: Share | Decimal | None, row: EvaluationRow) -> tuple[str, str]:
        if actual is None:
            return "", ""
        if isinstance(actual, Decimal):
            unit = row.unit_of_measure
            note = self._only_reported if unit == PERCENT else ""
            return f"{self._numbers(actual)}\N{NO-BREAK SPACE}{unit}".rstrip(), note
        if row.unit_of_measure != PERCENT:
            text = f"{self._counts(actual.numerator)}/{self._counts(actual.denominator)}"
            return f"{text} {row.unit_of_measure}".rstrip(), ""
        return self._percents(actual)

    def _tally_before(self, rows: Iterable[EvaluationRow]) -> int | None:
        found = [self._past.get((row.task_id, row.unit_id)) for row in rows]
        known = [each.verdict for each in found if each and each.verdict in _JUDGED]
        return known.count(Verdict.ACHIEVED) if known else None

    def _sum_points(self, found: TaskRollUp, share: Share | None) -> Decimal | None:
        """Return the same of a sum; only where every unit of it had its parts before, too."""
        if share is None:
            return None
        past = [self._past.get((row.task_id, row.unit_id)) for row in found.summed]
        parts = [
            (each.numerator, each.denominator)
            for each in past
            if each and each.has_figure and each.numerator is not None
            if each.denominator is not None
        ]
        if not parts or len(parts) < len(past):
            return None
        before = Share(sum(part for part, _whole in parts), sum(whole for _part, whole in parts))
        return _difference(share.percent, before)


def reached(row: EvaluationRow | SeriesRow) -> Share | Decimal | None:
    """Return what a row reached: parts where it has both, else the value as stated."""
    if row.numerator is not None and row.denominator is not None:
        return Share(row.numerator, row.denominator)
    return row.value


def points_gained(row: EvaluationRow, past: SeriesRow | None) -> Decimal | None:
    """Return how many points, or units of the value, more than in the period before were reached.

    Args:
        row: What stands now.
        past: What stood then; None where nothing did.

    Returns:
        None where either is no figure of the unit, or one has parts and the other has none.
    """
    actual = reached(row)
    return _points(row, actual, actual.percent if isinstance(actual, Share) else None, past)


def signed(gained: Decimal | int | None) -> str:
    """Return a difference with its sign; empty where there is none to tell."""
    return make_signed()(gained)


def make_signed() -> Callable[[Decimal | int | None], str]:
    """Return `signed` for tables of thousands of differences."""
    written = make_numbers()

    def write(gained: Decimal | int | None) -> str:
        if gained is None:
            return ""
        if not gained:
            return "="
        sign = "+" if gained > 0 else "\N{MINUS SIGN}"
        return f"{sign}{written(abs(Decimal(gained)))}"

    return write


def _points(
    row: EvaluationRow,
    actual: Share | Decimal | None,
    percent: Decimal | None,
    past: SeriesRow | None,
) -> Decimal | None:
    """Return `points_gained` of a row whose figure and percentage are known."""
    if past is None or not past.has_figure or not is_figure(row.verdict, row.reason):
        return None
    if isinstance(actual, Share):
        return _difference(percent, reached(past))
    before = reached(past)
    return actual - before if actual is not None and isinstance(before, Decimal) else None


def _value(row: EvaluationRow, percent: Decimal | None) -> Decimal | None:
    """Return the number of a row: the percentage of its parts where percent is asked for."""
    return row.value if percent is None or row.unit_of_measure != PERCENT else percent


def _order(row: EvaluationRow, actual: Share | Decimal | None) -> Share | Fraction | None:
    if isinstance(actual, Share):
        return actual if actual.denominator else None
    if actual is None:
        return None
    value = exact(actual)
    # Bare percentages stand among those with parts, which are fractions of one.
    return value / HUNDRED if row.unit_of_measure == PERCENT else value


def _heat(row: EvaluationRow, actual: Share | Decimal | None) -> Heat | None:
    if row.verdict is not Verdict.MISSED or actual is None or row.unit_of_measure != PERCENT:
        return None
    if row.comparator is None or row.target is None:
        return None
    return heat_of_miss(actual, row.comparator, row.target)


def _difference(percent: Decimal | None, before: Share | Decimal | None) -> Decimal | None:
    """Return how many points more it is, from what is shown: cut percentages."""
    earlier = before.percent if isinstance(before, Share) else None
    return None if percent is None or earlier is None else percent - earlier
