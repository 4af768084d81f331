"""A verdict in one sentence: how much was reached, how far from the target, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from models.vocabulary import Comparator, Verdict
from tracker.rules.levels import TargetLevel
from tracker.rules.rates import Share, percent_text
from tracker.rules.targets import PERCENT
from tracker.rules.verdicts import Actual, judge
from tracker.wording.labels import label
from tracker.wording.numbers import count_text, decimal_text, local_signs
from tracker.wording.sentences import sentence
from tracker.wording.text import _l

if TYPE_CHECKING:
    from tracker.queries.evaluations import EvaluationRow
    from tracker.wording.text import LazyString

_DOSSIERS: Final = "hồ sơ"

_NOUNS: Final[dict[str, LazyString]] = {
    _DOSSIERS: _l("hồ sơ"),
    "TTHC": _l("TTHC"),
    "phản ánh, kiến nghị": _l("phản ánh, kiến nghị"),
    "giao dịch": _l("giao dịch"),
    "dịch vụ công trực tuyến": _l("dịch vụ công trực tuyến"),
    "văn bản": _l("văn bản"),
    "quy định": _l("quy định"),
    "đơn vị": _l("đơn vị"),
    "kết quả": _l("kết quả"),
}
"""First words of a numerator's name that say what is counted, with what readers are told."""

_NEUTRAL: Final[LazyString] = _l("trường hợp")
_POINTS: Final[LazyString] = _l("điểm phần trăm")
_FORMS: Final[dict[str, LazyString]] = {
    "achieved": _l("Đạt %(figure)s"),
    "missed": _l("Mới đạt %(figure)s"),
    "above": _l("Ở mức %(figure)s"),
    "shown": _l("Số liệu: %(figure)s"),
}
_EXACTLY: Final[LazyString] = _l("đúng chỉ tiêu %(target)s")
_AGAINST: Final[LazyString] = _l("so với chỉ tiêu %(target)s")
_ABOVE: Final = frozenset({"excess_units", "points_above", "number_above"})
_OUTCOMES: Final = {Verdict.ACHIEVED: "achieved", Verdict.MISSED: "missed"}


def explain_verdict(row: EvaluationRow) -> str:
    """Return why a verdict is what it is and how far the unit is, in one sentence.

    The figures come first where there are any, then the distance in whole units, then what must be
    known of the figure: "Mới đạt 87,92 % (1.703/1.937), thiếu 41 hồ sơ để đạt tối thiểu 90 %."
    "Mới đạt" opens a miss, "Đạt" a success only, so that nobody reads the one for the other.

    Args:
        row: A verdict that stands.
    """
    parts = [_decisive(row), *(_tell(note, row) for note in row.notes)]
    if row.held_to_on is not None:
        parts.append(_tell("term_extended", row))
    figure = _figure(row)
    if figure:
        form = "above" if row.reason in _ABOVE else _OUTCOMES.get(row.verdict, "shown")
        parts.insert(0, str(_FORMS[form]) % {"figure": figure})
        if row.verdict is Verdict.ACHIEVED and row.reason == "reached":
            parts[1] = _margin(row)
    text = ", ".join(filter(None, parts))
    return f"{text[:1].upper()}{text[1:]}."


def explain_distance(row: EvaluationRow) -> str:
    """Return how far a result is from its target, or why nothing can be said: "thiếu 14 hồ sơ …".

    Args:
        row: A verdict that stands.
    """
    is_bare = row.verdict is Verdict.ACHIEVED and row.reason == "reached"
    return _margin(row) if is_bare else _decisive(row)


def explain_notes(row: EvaluationRow) -> str:
    """Return what else must be known of a figure; may be empty."""
    notes = [_tell(note, row) for note in row.notes]
    if row.held_to_on is not None:
        notes.append(_tell("term_extended", row))
    return "; ".join(filter(None, notes))


def explain_target(
    comparator: Comparator | None, target: Decimal | None, unit_of_measure: str = PERCENT
) -> str:
    """Return a target as people say it: "tối thiểu 90 %"; empty where there is none.

    Args:
        comparator: How an actual is held against it.
        target: The level; percentage points for an increase.
        unit_of_measure: "%" or words ("ngày").
    """
    if comparator is None or target is None:
        return ""
    unit = unit_of_measure
    if comparator is Comparator.INCREASE_AT_LEAST and unit == PERCENT:
        unit = str(_POINTS)
    return f"{label(comparator)} {_number(target)} {unit}".rstrip()


def counts_dossiers(counted: str) -> bool:
    """Return whether a numerator counts dossiers.

    Args:
        counted: Its name as the catalogue words it.
    """
    return _find_noun(counted) == _DOSSIERS


def counted_noun(counted: str) -> str:
    """Return what a numerator counts in one or two words: "hồ sơ"; a neutral word if unclear.

    Args:
        counted: Name of the numerator as the catalogue words it.
    """
    return str(_NOUNS.get(_find_noun(counted), _NEUTRAL))


def _find_noun(counted: str) -> str:
    words = counted.rpartition(": ")[2].strip()
    return next((noun for noun in _NOUNS if words.startswith(noun)), "")


def _figure(row: EvaluationRow) -> str:
    if row.reason in {"no_national_report", "not_arisen"}:
        return ""
    if row.unit_of_measure == PERCENT:
        if row.numerator is not None and row.denominator is not None:
            return local_signs(percent_text(Share(row.numerator, row.denominator)))
        return "" if row.value is None else f"{_number(row.value)} %"
    if row.value is not None:
        return f"{_number(row.value)} {row.unit_of_measure}".rstrip()
    if row.numerator is None or row.denominator is None:
        return ""
    return f"{count_text(row.numerator)}/{count_text(row.denominator)} {row.unit_of_measure}"


def _decisive(row: EvaluationRow) -> str:
    return _tell(row.reason, row)


def _tell(code: str, row: EvaluationRow) -> str:
    """Return the words of a reason, its values taken from the row."""
    missing = count_text(row.shortfall) if row.shortfall is not None else ""
    return sentence(
        code,
        {
            "noun": counted_noun(row.counted),
            "missing": missing,
            "excess": missing,
            "denominator": count_text(row.denominator or 0),
            "target": _asked(code, row),
            "points": _points(code, row),
            "due_on": row.held_to_on or row.due_on,
            "first_due_on": row.due_on,
            "done_on": row.done_on,
            "days": _days_late(row),
            "waits_for": row.follows,
        },
    )


def _days_late(row: EvaluationRow) -> int:
    due_on = row.held_to_on or row.due_on
    return 0 if row.done_on is None or due_on is None else (row.done_on - due_on).days


def _asked(code: str, row: EvaluationRow) -> str:
    """Return the target as it stands before the "%" of a reason's sentence."""
    if row.target is None:
        return ""
    if code in {"number_above", "number_below"}:
        return explain_target(row.comparator, row.target, row.unit_of_measure)
    bare = code == "value_on_strict_bound" or row.comparator in {None, Comparator.EQUAL}
    number = _number(row.target)
    return number if bare or row.comparator is None else f"{label(row.comparator)} {number}"


def _points(code: str, row: EvaluationRow) -> str:
    """Return percentage points: those asked for, or those a bare percentage is away."""
    if code == "short_units_of_increase":
        return _number(row.target or Decimal(0))
    if row.value is None or row.target is None or row.comparator is None:
        return ""
    if row.comparator is Comparator.INCREASE_AT_LEAST:
        return ""
    found = judge(Actual(value=row.value), TargetLevel(row.comparator, row.target))
    points = found.reasons[0].params.get("points")
    return decimal_text(points, 2) if isinstance(points, Decimal) else ""


def _margin(row: EvaluationRow) -> str:
    """Return by how much a target was passed; empty where that cannot be counted."""
    asked = explain_target(row.comparator, row.target, row.unit_of_measure)
    if row.comparator is None or row.target is None:
        return ""
    if row.comparator is Comparator.EQUAL:
        return str(_EXACTLY) % {"target": f"{_number(row.target)} {row.unit_of_measure}".rstrip()}
    if (
        row.numerator is None
        or row.denominator is None
        or row.unit_of_measure != PERCENT
        or row.comparator is Comparator.INCREASE_AT_LEAST
    ):
        return str(_AGAINST) % {"target": asked}
    found = judge(Actual(row.numerator, row.denominator), TargetLevel(row.comparator, row.target))
    margin = count_text(found.surplus or 0)
    noun = counted_noun(row.counted)
    words = sentence(found.reasons[0].code, {"surplus": margin, "room": margin, "noun": noun})
    return f"{words} ({asked})"


def _number(value: Decimal) -> str:
    """Return a number without idle zeros: 90 is "90", 95.50 is "95,5"."""
    exponent = value.normalize().as_tuple().exponent
    return decimal_text(value, max(-int(exponent), 0))
