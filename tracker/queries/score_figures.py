"""What points are computed from: the catalogue's components, and one capture of figures a unit."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Catalogue, Indicator, Measurement, Source, db
from models.types import PLACES
from tracker.errors import NotFoundError
from tracker.queries.known import is_current, stated_on, was_restated
from tracker.rules.score_components import ComponentRule, Doing, ScoreFigure, ScoreRule
from tracker.rules.scores766 import GROUPS, TOTAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

PRINTED: Final = (*GROUPS, TOTAL)
"""Codes of the indicators that keep points as the portal prints them."""

_UNSCORED: Final = frozenset({ScoreRule.UNSCORED.value})
_FLAG_SIGNS: Final = re.compile(r"[|,; ]+")


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component of the catalogue with its words.

    Args:
        rule: How it is scored.
        indicator_id: Key of the indicator.
        name: What it is called.
        group_name: What its group is called.
        numerator_name: What the numerator counts.
        denominator_name: What the denominator counts.
        note: What else the catalogue says.
    """

    rule: ComponentRule
    indicator_id: int
    name: str
    group_name: str
    numerator_name: str
    denominator_name: str
    note: str


@dataclass(frozen=True, slots=True)
class Formula:
    """The catalogue a period is scored by (phiên bản bộ chỉ số).

    Args:
        code: Code of the catalogue.
        name: Its name.
        document: The document that fixed it.
        components: Its scored components, in its order.
        printed: Key of the indicator of each printed score, by group code or `TONG`.
    """

    code: str
    name: str
    document: str
    components: tuple[ComponentRow, ...]
    printed: Mapping[str, int]

    @property
    def rules(self) -> tuple[ComponentRule, ...]:
        """Return how its components are scored."""
        return tuple(component.rule for component in self.components)

    def group_name(self, code: str) -> str:
        """Return what a group is called; its code where the catalogue does not say."""
        found = (each.group_name for each in self.components if each.rule.group == code)
        return next(found, code)

    @property
    def codes(self) -> dict[int, str]:
        """Return the code of every indicator points are computed from, by key."""
        own = {component.indicator_id: component.rule.code for component in self.components}
        return own | {key: code for code, key in self.printed.items()}


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the figures of one unit and period come from: one source, one day, never mixed.

    Args:
        source_code: The source.
        is_sample: Whether it holds sample data.
        as_of: The day the source last stated them.
        revision: The highest revision among them; 1 when none was ever changed.
    """

    source_code: str
    is_sample: bool
    as_of: date
    revision: int


@dataclass(frozen=True, slots=True)
class CapturedFigures:
    """The figures of one unit and period, all of one capture, by code of the indicator."""

    capture: Capture
    figures: Mapping[str, ScoreFigure]


def load_formula(on: date) -> Formula:
    """Return the catalogue of Decision 766 in force on a day; two queries.

    Raises:
        NotFoundError: `score_formula_missing`, when none is in force.
    """
    rows = db.session.execute(
        sa.select(Indicator, Catalogue)
        .join(Catalogue, Catalogue.id == Indicator.catalogue_id)
        .where(
            Indicator.group_code.in_(GROUPS),
            Indicator.rule.in_([rule.value for rule in ScoreRule]),
            Catalogue.valid_from <= on,
            Catalogue.valid_to >= on,
        )
        .order_by(Catalogue.valid_from.desc(), Catalogue.id, Indicator.ordinal)
    ).all()
    if not rows:
        raise NotFoundError("score_formula_missing", on=on)
    catalogue: Catalogue = rows[0][1]
    printed = db.session.execute(
        sa.select(Indicator.code, Indicator.id).where(Indicator.code.in_(PRINTED))
    ).all()
    return Formula(
        code=catalogue.code,
        name=catalogue.name,
        document=catalogue.document,
        components=tuple(
            _component(indicator)
            for indicator, found in rows
            if found.id == catalogue.id and indicator.rule not in _UNSCORED
        ),
        printed={row.code: row.id for row in printed},
    )


def load_captures(
    periods: Collection[str],
    formulas: Iterable[Formula],
    unit_ids: Collection[int] | None = None,
) -> dict[tuple[str, int], CapturedFigures]:
    """Return the figures of each period and unit, all of one source and one day; one query.

    The source is the one of the lowest rank, then the one that states most, then the newest; of
    that source the newest day counts. What a newer capture no longer states is not filled from an
    older one.

    Args:
        periods: Text forms of the periods.
        formulas: Catalogues of the periods.
        unit_ids: Only these units; None for all.
    """
    codes = {key: code for formula in formulas for key, code in formula.codes.items()}
    found: dict[tuple[str, int], dict[int, list[sa.Row[Any]]]] = {}
    for row in db.session.connection().execute(_figures(periods, codes, unit_ids)).all():
        found.setdefault((row.period, row.unit_id), {}).setdefault(row.source_id, []).append(row)
    days: dict[str, date] = {}
    return {key: _choose(sources, codes, days) for key, sources in found.items()}


def _component(indicator: Indicator) -> ComponentRow:
    return ComponentRow(
        rule=ComponentRule(
            code=indicator.code,
            group=indicator.group_code,
            max_points=indicator.max_points or Decimal(0),
            rule=ScoreRule(indicator.rule),
            threshold=indicator.threshold,
            doing=Doing(indicator.attributable),
        ),
        indicator_id=indicator.id,
        name=indicator.name,
        group_name=indicator.group_name,
        numerator_name=indicator.numerator_name,
        denominator_name=indicator.denominator_name,
        note=indicator.note,
    )


def _figures(
    periods: Collection[str], codes: Mapping[int, str], unit_ids: Collection[int] | None
) -> sa.Select[Any]:
    table, source = Measurement.__table__, Source.__table__
    # The stored form of day and value: turning thousands of them into objects costs most of it.
    statement = (
        sa.select(
            table.c.period,
            table.c.unit_id,
            table.c.indicator_id,
            table.c.source_id,
            table.c.revision,
            table.c.numerator,
            table.c.denominator,
            sa.type_coerce(table.c.value, sa.BigInteger).label("value"),
            table.c.quality,
            sa.cast(stated_on(table.c), sa.String).label("as_of"),
            was_restated(table.c).label("was_restated"),
            source.c.rank,
            source.c.code,
            source.c.is_sample,
        )
        .join(source, source.c.id == table.c.source_id)
        .where(
            table.c.period.in_(sorted(set(periods))),
            table.c.indicator_id.in_(sorted(codes)),
            is_current(table.c),
        )
    )
    if unit_ids is not None:
        statement = statement.where(table.c.unit_id.in_(sorted(unit_ids)))
    return statement


def _choose(
    sources: Mapping[int, list[sa.Row[Any]]], codes: Mapping[int, str], days: dict[str, date]
) -> CapturedFigures:
    newest = [_newest(rows) for rows in sources.values()]
    rows = newest[0] if len(newest) == 1 else min(newest, key=_worse)
    first = rows[0]
    day = days.get(first.as_of)
    if day is None:
        day = days[first.as_of] = date.fromisoformat(first.as_of)
    return CapturedFigures(
        capture=Capture(first.code, first.is_sample, day, max(row.revision for row in rows)),
        figures={
            codes[row.indicator_id]: ScoreFigure(
                row.numerator,
                row.denominator,
                None if row.value is None else Decimal(row.value).scaleb(-PLACES),
                frozenset(_FLAG_SIGNS.split(row.quality)) - {""} if row.quality else _NO_FLAGS,
            )
            for row in rows
        },
    )


_NO_FLAGS: Final[frozenset[str]] = frozenset()


def _newest(rows: list[sa.Row[Any]]) -> list[sa.Row[Any]]:
    days = Counter(row.as_of for row in rows)
    if len(days) == 1:
        return rows
    last = max(days)
    # What is stated to this day was among the newest on a past day too.
    kept = [row for row in rows if row.as_of == last or row.was_restated]
    return sorted(kept, key=lambda row: row.as_of, reverse=True)


def _worse(rows: list[sa.Row[Any]]) -> tuple[int, int, int, str]:
    day = date.fromisoformat(rows[0].as_of).toordinal()
    return rows[0].rank, -len(rows), -day, rows[0].code
