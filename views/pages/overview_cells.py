"""Cells of the overview of targets: what each unit reached, and what their sum came to."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
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
from views.formatting import make_percents, show_number
from views.looking_back import bare_url, kept_day
from views.pages.figures import number_text
from views.pages.heat_table import Cell
from views.pages.marks import NOT_EVALUATED, VERDICT_ICONS, mark_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
        self._percents = make_percents()
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
        number, parts = self._number(actual, row)
        word = self._words[row.verdict.value]
        points = points_gained(row, self._past.get((row.task_id, row.unit_id)))
        return Cell(
            mark=row.verdict.value,
            icon=VERDICT_ICONS[row.verdict.value],
            number=number,
            parts=parts,
            word=word,
            change=signed(points),
            url=url,
            order=_order(row, actual),
            values=(_value(row), row.numerator, row.denominator, word, points),
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
        number, parts = self._split(share)
        points = self._sum_points(found, share)
        word = self._words[verdict.value] if verdict else ""
        return Cell(
            mark=verdict.value if verdict else "sum",
            icon=VERDICT_ICONS[verdict.value] if verdict else "",
            number=number or members or "\N{EN DASH}",
            parts=parts,
            word=word,
            change="; ".join(filter(None, (members if number else "", signed(points)))),
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
        reached_count = sum(row.verdict is Verdict.ACHIEVED for row in judged)
        before = self._tally_before(rows)
        gained = None if before is None else reached_count - before
        number = f"{show_number(reached_count)}/{show_number(len(judged))}"
        return Cell(
            mark="tally",
            icon="",
            number=number,
            parts="",
            word="",
            change=signed(gained),
            url="",
            order=Fraction(reached_count, len(judged)),
            values=(reached_count, len(judged), gained),
        )

    def _number(self, actual: Share | Decimal | None, row: EvaluationRow) -> tuple[str, str]:
        if actual is None:
            return "", ""
        if isinstance(actual, Decimal):
            unit = row.unit_of_measure
            note = str(_("không có tử số, mẫu số")) if unit == PERCENT else ""
            return f"{number_text(actual)}\N{NO-BREAK SPACE}{unit}".rstrip(), note
        if row.unit_of_measure != PERCENT:
            text = f"{show_number(actual.numerator)}/{show_number(actual.denominator)}"
            return f"{text} {row.unit_of_measure}".rstrip(), ""
        return self._split(actual)

    def _split(self, share: Share | None) -> tuple[str, str]:
        """Return a percentage and its parts apart."""
        if share is None:
            return "", ""
        number, _bracket, parts = self._percents(share).partition(" (")
        return number, parts.removesuffix(")")

    def _tally_before(self, rows: Iterable[EvaluationRow]) -> int | None:
        found = [self._past.get((row.task_id, row.unit_id)) for row in rows]
        known = [each.verdict for each in found if each and each.verdict in _JUDGED]
        return sum(verdict is Verdict.ACHIEVED for verdict in known) if known else None

    def _sum_points(self, found: TaskRollUp, share: Share | None) -> Decimal | None:
        """Return the same of a sum; only where every unit of it had its parts before, too."""
        if share is None:
            return None
        past = [self._past.get((row.task_id, row.unit_id)) for row in found.summed]
        parts = [
            Share(each.numerator, each.denominator)
            for each in past
            if each and each.has_figure and each.numerator is not None
            if each.denominator is not None
        ]
        if not parts or len(parts) < len(past):
            return None
        return _difference(share, sum(parts[1:], parts[0]))


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
    if past is None or not past.has_figure or not is_figure(row.verdict, row.reason):
        return None
    actual = reached(row)
    return None if actual is None else _difference(actual, reached(past))


def signed(gained: Decimal | int | None) -> str:
    """Return a difference with its sign; empty where there is none to tell."""
    if gained is None:
        return ""
    if not gained:
        return "="
    sign = "+" if gained > 0 else "\N{MINUS SIGN}"
    if isinstance(gained, int):
        return f"{sign}{show_number(abs(gained))}"
    return f"{sign}{number_text(abs(gained))}"


def _value(row: EvaluationRow) -> Decimal | None:
    percent = row.percent
    return row.value if percent is None else percent


def _order(row: EvaluationRow, actual: Share | Decimal | None) -> Fraction | None:
    if isinstance(actual, Share):
        return Fraction(actual.numerator, actual.denominator) if actual.denominator else None
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


def _difference(now: Share | Decimal, before: Share | Decimal | None) -> Decimal | None:
    """Return how much more it is, from what is shown: cut percentages; None where not alike."""
    if isinstance(now, Share):
        if not isinstance(before, Share):
            return None
        first, second = now.percent, before.percent
        return None if first is None or second is None else first - second
    return now - before if isinstance(before, Decimal) else None
