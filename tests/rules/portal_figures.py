"""The recorded figures of the portal, as the tests of scores read them."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from tracker.rules.score_components import ComponentRule, Doing, ScoreFigure, ScoreRule

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "portal"
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def catalogue() -> tuple[ComponentRule, ...]:
    """The components of the catalogue as the seeds have them."""
    with (ROOT / "seeds" / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            ComponentRule(
                code=row["code"],
                group=row["group_code"],
                max_points=Decimal(row["max_points"]),
                rule=ScoreRule(row["rule"]),
                threshold=Decimal(row["threshold"]) if row["threshold"] else None,
                doing=Doing(row["attributable"]),
            )
            for row in csv.DictReader(stream)
            if row["catalogue"] == "766-2022"
        )


RULES = catalogue()
RULE = {rule.code: rule for rule in RULES}


def parts(numerator: str | int, denominator: str | int, *flags: str) -> ScoreFigure:
    return ScoreFigure(int(numerator), int(denominator), flags=frozenset(flags))


def points(value: str, *flags: str) -> ScoreFigure:
    return ScoreFigure(value=Decimal(value), flags=frozenset(flags))


def stated(row: Row) -> ScoreFigure:
    """The figure of a row of `metrics.csv` or `dak_lak.csv`."""
    flags = frozenset({row["flag"]} - {""})
    if row["part"]:
        return ScoreFigure(int(row["part"]), int(row["whole"]), flags=flags)
    return ScoreFigure(value=Decimal(row["percent"]) if row["percent"] else None, flags=flags)
