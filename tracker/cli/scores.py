"""`tracker scores`: the points of Decision 766 of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import product
from tracker.cli.output import FORMAT, print_rows
from tracker.errors import RefusedError
from tracker.queries.scores import load_scores
from tracker.queries.units import get_unit
from tracker.rules.periods import read_period
from tracker.rules.scores766 import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.queries.score_figures import ComponentRow
    from tracker.queries.scores import ScoreSheet, UnitScore
    from tracker.rules.score_components import ComponentScore
    from tracker.rules.scores766 import GroupScore

COLUMNS: Final = (
    "unit_code",
    "unit_name",
    "kind",
    "code",
    "name",
    "numerator",
    "denominator",
    "score",
    "max_score",
    "rank",
    "band",
    "note",
)


@click.command("scores")
@click.option("--period", required=True, help="Kỳ: 2026-08, 2026-Q3, 2026.")
@click.option("--unit", "unit_code", help="Chỉ đơn vị có mã này (mặc định: mọi đơn vị có số liệu).")
@FORMAT
def scores(*, period: str, unit_code: str | None, output_format: str) -> None:
    """In điểm Bộ chỉ số 766: chỉ số thành phần, nhóm (CKMB … MDHL) và tổng điểm (TONG).

    Điểm nhóm và tổng là điểm Cổng chấm; nơi Cổng chưa nêu thì là điểm tính lại và cột note nói rõ.
    Ô trống là chưa có hoặc Cổng không chấm, không phải 0 điểm. Hạng tính riêng từng cấp trong
    một tỉnh, bằng điểm thì cùng hạng (1, 2, 2, 4); thiếu nhóm thì không có tổng và không xếp hạng.
    """
    with product() as settings:
        wanted = read_period(period)
        cutoff = settings.month_cutoff_day
        # A rank needs the whole cohort, also where one unit is printed.
        unit = None if unit_code is None else get_unit(unit_code, wanted.last_day(cutoff))
        sheet = load_scores(wanted, cutoff=cutoff)
        shown = [row for row in sheet.units if unit is None or row.unit.id == unit.id]
        if not sheet.units:
            raise RefusedError("scores_of_nobody", period=wanted.code)
        if unit is not None and not shown:
            raise RefusedError("scores_of_unit_missing", unit=unit.name, period=wanted.code)
        rows = (line for row in shown for line in _lines(row, sheet))
        print_rows(rows, COLUMNS, output_format)


def _lines(row: UnitScore, sheet: ScoreSheet) -> Iterator[dict[str, object]]:
    words = {component.rule.code: component for component in sheet.formula.components}
    head: dict[str, object] = {"unit_code": row.unit.code, "unit_name": row.unit.name}
    for group in row.total.groups:
        for part in group.components:
            yield head | _component(part, words[part.rule.code])
    for group in row.total.groups:
        yield head | _group(group, row, sheet)
    yield head | _total(row)


def _component(part: ComponentScore, words: ComponentRow) -> dict[str, object]:
    from tracker.wording.scores import list_marks

    figure = part.figure
    return {
        "kind": "component",
        "code": part.rule.code,
        "name": words.name,
        "numerator": figure and figure.numerator,
        "denominator": figure and figure.denominator,
        "score": part.score,
        "max_score": part.rule.max_points,
        "note": "; ".join(list_marks(part.marks)),
    }


def _group(group: GroupScore, row: UnitScore, sheet: ScoreSheet) -> dict[str, object]:
    from tracker.wording.scores import group_notes

    return {
        "kind": "group",
        "code": group.code,
        "name": sheet.formula.group_name(group.code),
        "score": group.score,
        "max_score": group.max_points,
        "rank": row.ranks.get(group.code),
        "note": "; ".join(group_notes(group)),
    }


def _total(row: UnitScore) -> dict[str, object]:
    from tracker.wording.scores import total_notes
    from tracker.wording.sentences import sentence

    return {
        "kind": "total",
        "code": TOTAL,
        "name": sentence("score_total"),
        "score": row.total.score,
        "max_score": row.total.max_points,
        "rank": row.ranks.get(TOTAL),
        "band": row.band and row.band.value,
        "note": "; ".join(total_notes(row)),
    }
