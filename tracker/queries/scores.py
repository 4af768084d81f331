"""Points of Decision 766 of a period (điểm 766): units with groups, totals, ranks and changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from models.vocabulary import UnitLevel
from tracker.errors import NotFoundError
from tracker.queries.score_figures import Formula, load_captures, load_formula
from tracker.queries.units import load_tree
from tracker.rules.level_scores import score_level
from tracker.rules.rankings import Change, NoChange, Standing, band_of, find_change, rank_scores
from tracker.rules.score_components import Mark
from tracker.rules.scores766 import GROUPS, TOTAL, TotalScore, group_rules, score_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from tracker.queries.score_figures import Capture, CapturedFigures
    from tracker.queries.unit_tree import UnitTree
    from tracker.queries.units import UnitRow
    from tracker.rules.level_scores import LevelScore
    from tracker.rules.periods import Period
    from tracker.rules.rankings import Band

SCORED_LEVELS: Final = frozenset(
    {UnitLevel.PROVINCE, UnitLevel.DEPARTMENT, UnitLevel.DISTRICT, UnitLevel.COMMUNE}
)
"""Levels the portal scores; each is ranked apart, within its own province."""

CODES: Final = (*GROUPS, TOTAL)
"""Codes of the six groups and of the total."""

Cohort = tuple[int | None, UnitLevel]
"""Who is ranked together: the units of one level under one province; all provinces."""


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit with its points in a period.

    Args:
        unit: The unit.
        capture: Where its figures come from; None when there are none.
        total: Its six groups and their sum.
        ranks: Its rank in its cohort by group code or `TONG`; nothing where it has none.
        change: What changed against the period before, by group code or `TONG`.
        band: How its total is classed; None without a total, or when nothing was received.
        cohort: Who it is ranked with.
    """

    unit: UnitRow
    capture: Capture | None
    total: TotalScore
    ranks: Mapping[str, int]
    change: Mapping[str, Change]
    band: Band | None
    cohort: Cohort

    @property
    def is_idle(self) -> bool:
        """Return whether it received nothing at all, so that its zeros say nothing of it."""
        return Mark.NOTHING_RECEIVED in self.total.marks


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The points of a period.

    Args:
        period: The period.
        before: The period it is compared with: the one before, of the same kind.
        formula: The catalogue it is scored by.
        units: Provinces first, each followed by its units in the order of listings.
        ranked: How many units have a rank, by cohort and by group code or `TONG`.
        levels: The points of each cohort as a whole.
    """

    period: Period
    before: Period
    formula: Formula
    units: tuple[UnitScore, ...]
    ranked: Mapping[tuple[Cohort, str], int]
    levels: Mapping[Cohort, LevelScore]


@dataclass(frozen=True, slots=True)
class _Scored:
    """One period, scored and ranked; keys are units."""

    totals: Mapping[int, TotalScore]
    captures: Mapping[int, Capture]
    ranks: Mapping[tuple[Cohort, str], Mapping[int, int]]

    def standing(self, unit_id: int, cohort: Cohort, code: str) -> Standing | None:
        """Return where a unit stands; None when nothing is known of it."""
        total = self.totals.get(unit_id)
        if total is None:
            return None
        return Standing(total.points(code), self.members(cohort, code).get(unit_id))

    def members(self, cohort: Cohort, code: str) -> Mapping[int, int]:
        """Return the ranks of a cohort in one group or in total."""
        return self.ranks.get((cohort, code), {})


_UNTOLD: Final = Change(None, None, NoChange.NO_PREVIOUS, NoChange.NO_PREVIOUS)


class _Comparison:
    """Two periods side by side; what a whole cohort has in common is looked up once."""

    def __init__(self, now: _Scored, then: _Scored, *, is_same_formula: bool) -> None:
        self.now = now
        self._then = then
        self._is_same_formula = is_same_formula
        self._is_same_cohort = {
            key: ranks.keys() == then.members(*key).keys() for key, ranks in now.ranks.items()
        }

    def change(self, unit_id: int, cohort: Cohort, code: str) -> Change:
        """Return what changed for a unit in one group or in total."""
        if unit_id not in self._then.totals:
            return _UNTOLD
        return find_change(
            self.now.standing(unit_id, cohort, code) or Standing(None, None),
            self._then.standing(unit_id, cohort, code),
            is_same_formula=self._is_same_formula,
            is_same_cohort=self._is_same_cohort.get((cohort, code), False),
        )


def load_scores(
    period: Period,
    *,
    cutoff: int | None = None,
    under: int | None = None,
    level: UnitLevel | None = None,
    tree: UnitTree | None = None,
) -> ScoreSheet:
    """Return the points of a period, each unit's from one source and one capture.

    Without `under` or `level` only units with a figure are there; with one of them every unit of
    the levels the portal scores, for a unit without figures is not a unit that does not exist.

    Args:
        period: The period.
        cutoff: Last day of the office's month.
        under: Key of a province, or of any unit: only this one and what stands under it.
        level: Only units of this level, of all provinces.
        tree: Every unit, where the caller has it.

    Raises:
        NotFoundError: `score_formula_missing`.
        RefusedError: `score_rule_incomplete`, `negative_part`.
    """
    units_known = tree or load_tree()
    on, before = period.last_day(cutoff), period.previous()
    formula = load_formula(on)
    earlier = _find_formula(before.last_day(cutoff))
    chosen = _find_units(units_known, under, level, on)
    captured = load_captures(
        (period.code, before.code),
        [formula, *([earlier] if earlier else [])],
        None if chosen is None else [unit.id for unit in chosen],
    )
    found = {unit_id for code, unit_id in captured if code == period.code}
    units = (
        chosen
        if chosen is not None
        else units_known.ordered(units_known.by_id(key) for key in found)
    )
    cohorts = {unit.id: cohort_of(unit, units_known, on) for unit in units}
    now = _score(period.code, formula, captured, units, cohorts)
    then = _score(before.code, earlier or formula, captured, units, cohorts)
    is_same = earlier is not None and _maxima(earlier) == _maxima(formula)
    comparison = _Comparison(now, then, is_same_formula=is_same)
    unknown = score_unit(group_rules(formula.rules), {}, is_province=False)
    return ScoreSheet(
        period=period,
        before=before,
        formula=formula,
        units=tuple(_row(unit, cohorts[unit.id], comparison, unknown) for unit in units),
        ranked={key: len(ranks) for key, ranks in now.ranks.items()},
        levels=_levels(formula, now, cohorts),
    )


def cohort_of(unit: UnitRow, tree: UnitTree, on: date) -> Cohort:
    """Return whom a unit is ranked with: its level in its province, at any depth."""
    if unit.level is UnitLevel.PROVINCE:
        return None, unit.level
    above = province_of(unit, tree, on)
    return (above.id if above else unit.parent_id), unit.level


def province_of(unit: UnitRow, tree: UnitTree, on: date) -> UnitRow | None:
    """Return the province a unit stands under, or is; None when it stands under none."""
    above: UnitRow | None = unit
    seen: set[int] = set()
    while above is not None and above.level is not UnitLevel.PROVINCE and above.id not in seen:
        seen.add(above.id)
        above = tree.parent(above.id, on)
    return above if above is not None and above.level is UnitLevel.PROVINCE else None


def _find_units(
    tree: UnitTree, under: int | None, level: UnitLevel | None, on: date
) -> tuple[UnitRow, ...] | None:
    """Return the units asked for; None for all that have figures."""
    if under is not None:
        below = (tree.by_id(under), *tree.descendants(under, on))
        return tuple(unit for unit in below if unit.level in SCORED_LEVELS)
    if level is not None:
        return tuple(unit for unit in tree.units if unit.level is level and unit.is_valid(on))
    return None


def _find_formula(on: date) -> Formula | None:
    try:
        return load_formula(on)
    except NotFoundError:
        return None


def _maxima(formula: Formula) -> tuple[object, ...]:
    """Return what must be equal for two periods' points to be compared."""
    return formula.code, *((rule.code, rule.max_points, rule.rule) for rule in formula.rules)


def _score(
    period: str,
    formula: Formula,
    captured: Mapping[tuple[str, int], CapturedFigures],
    units: Iterable[UnitRow],
    cohorts: Mapping[int, Cohort],
) -> _Scored:
    groups = group_rules(formula.rules)
    totals: dict[int, TotalScore] = {}
    captures: dict[int, Capture] = {}
    for unit in units:
        found = captured.get((period, unit.id))
        if found is None:
            continue
        is_province = unit.level is UnitLevel.PROVINCE
        totals[unit.id] = score_unit(groups, found.figures, is_province=is_province)
        captures[unit.id] = found.capture
    return _Scored(totals, captures, _rank(totals, cohorts))


def _levels(
    formula: Formula, scored: _Scored, cohorts: Mapping[int, Cohort]
) -> dict[Cohort, LevelScore]:
    groups = group_rules(formula.rules)
    members: defaultdict[Cohort, list[TotalScore]] = defaultdict(list)
    for unit_id, total in scored.totals.items():
        members[cohorts[unit_id]].append(total)
    return {cohort: score_level(groups, totals) for cohort, totals in members.items()}


def _rank(
    totals: Mapping[int, TotalScore], cohorts: Mapping[int, Cohort]
) -> dict[tuple[Cohort, str], Mapping[int, int]]:
    scores: defaultdict[tuple[Cohort, str], dict[int, Decimal | None]] = defaultdict(dict)
    for unit_id, total in totals.items():
        cohort = cohorts[unit_id]
        # Zeros over nothing would put a unit last for what never came to it.
        if Mark.NOTHING_RECEIVED in total.marks:
            continue
        scores[cohort, TOTAL][unit_id] = total.score
        for group in total.groups:
            if Mark.NOTHING_RECEIVED not in group.marks:
                scores[cohort, group.code][unit_id] = group.score
    return {key: rank_scores(members) for key, members in scores.items()}


def _row(unit: UnitRow, cohort: Cohort, comparison: _Comparison, unknown: TotalScore) -> UnitScore:
    now = comparison.now
    total = now.totals.get(unit.id, unknown)
    ranks = {code: now.members(cohort, code).get(unit.id) for code in CODES}
    return UnitScore(
        unit=unit,
        capture=now.captures.get(unit.id),
        total=total,
        ranks={code: rank for code, rank in ranks.items() if rank is not None},
        change={code: comparison.change(unit.id, cohort, code) for code in CODES},
        band=_band(total),
        cohort=cohort,
    )


def _band(total: TotalScore) -> Band | None:
    if total.score is None or Mark.NOTHING_RECEIVED in total.marks:
        return None
    return band_of(total.score)
