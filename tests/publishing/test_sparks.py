"""The small trend of a table's cell: gaps stay gaps, a miss is never drawn on its target."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from tracker.publishing.pictures.sparks import HEIGHT, WIDTH, draw_spark
from tracker.publishing.pictures.trend_points import PointMark, TargetAt, TrendPoint

pytestmark = pytest.mark.one_database

NINETY = TargetAt(Fraction(90), "tối thiểu 90 %")


def month(
    value: Fraction | int | None,
    mark: PointMark = PointMark.REACHED,
    target: TargetAt | None = NINETY,
) -> TrendPoint:
    found = None if value is None else Fraction(value)
    return TrendPoint("03/2024", found, mark=mark, target=target)


def draw(*points: TrendPoint) -> ET.Element:
    return ET.fromstring(draw_spark(points, 'Từ "A" & B'))


def paths(drawn: ET.Element, *, dashed: bool) -> list[list[tuple[int, int]]]:
    """Return the places of each line: the target's are dashed."""
    lines = [
        each
        for each in drawn.iter("path")
        if ("stroke-dasharray" in each.attrib) is dashed and "L" in each.get("d", "")
    ]
    return [
        [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.get("d", ""))]
        for line in lines
    ]


def test_it_says_in_words_what_it_shows() -> None:
    drawn = draw(month(80), month(95))

    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == 'Từ "A" & B'
    assert (drawn.get("width"), drawn.get("height")) == (str(WIDTH), str(HEIGHT))


def test_a_gap_breaks_the_line_and_a_lone_figure_is_a_dot() -> None:
    drawn = draw(month(80), month(85), month(None), month(95), month(None), month(90), month(92))

    assert [len(line) for line in paths(drawn, dashed=False)] == [2, 2]
    assert len(list(drawn.iter("circle"))) == 2, "the lone one, and the end"


def test_the_target_is_a_step_where_it_changes_and_missing_where_nothing_was_asked() -> None:
    drawn = draw(
        month(80, target=None),
        month(85),
        month(90, target=TargetAt(Fraction(95), "tối thiểu 95 %")),
    )

    first, second = paths(drawn, dashed=True)
    assert first[1][0] == second[0][0]
    assert first[0][1] > second[0][1], "the higher target stands higher"


@pytest.mark.parametrize(
    "value", [Fraction(8999, 100), Fraction(9001, 100)], ids=["below", "above"]
)
def test_a_figure_off_its_target_by_a_hair_is_not_drawn_on_it(value: Fraction) -> None:
    drawn = draw(month(10), month(value, PointMark.MISSED))

    ((_start, (_x, end)),) = paths(drawn, dashed=False)
    ((_edge, (_right, target)),) = paths(drawn, dashed=True)
    assert (end > target) is (value < 90)
    assert end != target


def test_the_newest_figure_tells_its_result_by_its_shape() -> None:
    ends = {
        mark: list(draw(month(80), month(95, mark)))[-1]
        for mark in (PointMark.REACHED, PointMark.MISSED, PointMark.UNJUDGED)
    }

    assert ends[PointMark.REACHED].tag == "circle"
    assert ends[PointMark.MISSED].tag == "path"
    assert ends[PointMark.UNJUDGED].get("fill") != ends[PointMark.REACHED].get("fill")


def test_one_value_all_along_is_a_level_line() -> None:
    ((first, *rest),) = paths(draw(month(90), month(90), month(90)), dashed=False)

    assert {y for _x, y in rest} == {first[1]}
    assert 0 < first[1] < HEIGHT
