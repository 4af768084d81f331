"""G12: pictures drawn on the server, against a template that prints the same elements.

The floor is a page's template that has every place and word ready and fills them in, with colours
and anchors in the template itself. The product works places out of exact figures, says the words in
the reader's language and makes the table behind the picture. Sizes are those of the largest picture
of each kind: 24 periods, 150 units, all stretches of days, all reasons; and 3,321 units, a whole
country, for the time alone. Computing time counts: the work waits for nothing.
"""

from __future__ import annotations

import random
import statistics
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from jinja2 import Environment

from benchmarks.common import Measured, Options, run_child
from models.vocabulary import Comparator, DelayCause, Language, Verdict
from tracker.publishing.pictures.ages import Ages, draw_ages
from tracker.publishing.pictures.distributions import Distribution, draw_distribution
from tracker.publishing.pictures.shares import Part, Shares, draw_shares
from tracker.publishing.pictures.trend_points import PointMark, TargetAt, Trend, TrendPoint
from tracker.publishing.pictures.trends import draw_trend
from tracker.runtime import speaking
from tracker.wording.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.publishing.pictures.picture import Picture

TIMES = 200
PERIODS, UNITS, COUNTRY = 24, 150, 3321
MOST_MS, MOST_BYTES = 5.0, 20_000
MOST_TIMES_FLOOR = 5.0
LARGER = f"distribution of {COUNTRY:,} units"
SVG = "{http://www.w3.org/2000/svg}"
FILLED = frozenset({"x", "y", "cx", "cy", "width", "height", "d"})


def run(options: Options) -> None:
    """Measure and print each kind of picture: time of one, ratio to the floor, size."""
    for name in KINDS:
        floor: list[Measured] = []
        product: list[Measured] = []
        for _ in range(options.repeat):
            floor.append(run_child(printed, name))
            product.append(run_child(drawn, name))
        low, high = (
            statistics.median(each.cpu_seconds for each in runs) * 1000 / TIMES
            for runs in (floor, product)
        )
        pairs = sorted(b.cpu_seconds / a.cpu_seconds for a, b in zip(floor, product, strict=True))
        size = int(product[0].answer)
        faults = [
            text
            for text, is_so in (
                (f"above {MOST_MS:.0f} ms", high > MOST_MS),
                (f"above {MOST_BYTES:,} B", size > MOST_BYTES),
                (
                    f"above x {MOST_TIMES_FLOOR:.0f}",
                    name != LARGER and high > low * MOST_TIMES_FLOOR,
                ),
            )
            if is_so
        ]
        print(
            f"picture: {name:<28} floor {low:6.3f} ms   product {high:6.3f} ms   ratio"
            f" {high / low:5.1f}  ({pairs[0]:.1f} to {pairs[-1]:.1f})   {size:>6,} B"
            f"   goal <= x {MOST_TIMES_FLOOR:.0f}, <= {MOST_MS:.0f} ms, <= {MOST_BYTES:,} B"
            f"  {', '.join(faults)}",
            flush=True,
        )


def printed(name: str) -> Callable[[], int]:
    """Return the floor: the picture's own elements, printed by a template."""
    with speaking(Language.VIETNAMESE):
        picture = KINDS[name]()
    source = ["<svg viewBox='0 0 {{ width }} {{ height }}'>"]
    groups: list[list[tuple[str | int, ...]]] = []
    for look, alike in groupby(Xml.fromstring(picture.svg), key=_look):
        source.append(f"{{% for v in groups[{len(groups)}] %}}{look}{{% endfor %}}")
        groups.append([_values(element) for element in alike])
    template = Environment(autoescape=True).from_string("".join([*source, "</svg>"]))
    size = {"width": picture.width, "height": picture.height}
    assert len(template.render(groups=groups, **size)) >= len(picture.svg) * 9 // 10

    def work() -> int:
        length = 0
        for _ in range(TIMES):
            length = len(template.render(groups=groups, **size).encode())
        return length

    return work


def _look(element: Xml.Element) -> str:
    """Return an element as a template prints it: its places and its text are filled in."""
    filled = iter(range(len(element.attrib)))
    attributes = "".join(
        f' {name}="{{{{ v[{next(filled)}] }}}}"' if name in FILLED else f' {name}="{value}"'
        for name, value in element.attrib.items()
    )
    tag = element.tag.removeprefix(SVG)
    end = f">{{{{ v[{next(filled, -1)}] }}}}</{tag}>" if element.text else "/>"
    return f"<{tag}{attributes}{end}"


def _values(element: Xml.Element) -> tuple[str | int, ...]:
    places = [value for name, value in element.attrib.items() if name in FILLED]
    text = (element.text,) if element.text else ()
    return (*(int(place) if place.isdigit() else place for place in places), *text)


def drawn(name: str) -> Callable[[], int]:
    """Return the product: figures in, picture and table out, in Vietnamese."""

    def work() -> int:
        size = 0
        with speaking(Language.VIETNAMESE):
            for _ in range(TIMES):
                size = len(KINDS[name]().svg.encode())
        return size

    return work


def trend() -> Picture:
    """Return the trend of two years with two targets and a gap."""
    return draw_trend(_TREND)


def distribution(units: int) -> Callable[[], Picture]:
    """Return what draws so many units around a target."""
    chance = random.Random(12)
    target = Fraction(95)
    values = [Fraction(chance.randrange(4000, 10_001), 100) for _ in range(units)]
    found = Distribution(
        "Phân bố để đo tốc độ",
        Comparator.AT_LEAST,
        target,
        "tối thiểu 95 %",
        tuple((v, Verdict.ACHIEVED if v >= target else Verdict.MISSED) for v in values),
    )
    return lambda: draw_distribution(found)


def ages() -> Picture:
    """Return the ages of dossiers of every day up to a year."""
    return draw_ages(_AGES)


def shares() -> Picture:
    """Return the shares of every reason there is."""
    parts = [Part(label(cause), 1000 // (n + 1)) for n, cause in enumerate(DelayCause)]
    return draw_shares(Shares("Nguyên nhân để đo tốc độ", (*parts, Part("Chưa nêu", 77))))


def _points() -> list[TrendPoint]:
    points = []
    for number in range(PERIODS):
        level = 90 if number < PERIODS // 2 else 95
        value = None if number in (7, 8) else Fraction(8700 + 47 * (number * 7 % PERIODS), 100)
        mark = PointMark.REACHED if value and value >= level else PointMark.MISSED
        name = f"{number % 12 + 1:02d}/{2023 + number // 12}"
        target = TargetAt(Fraction(level), f"tối thiểu {level} %")
        points.append(TrendPoint(name, value, "90 % (9/10)", mark, target=target))
    return points


_TREND = Trend("Diễn biến để đo tốc độ", tuple(_points()))
_AGES = Ages("Tuổi để đo tốc độ", {day: 400 - day for day in range(1, 366)})
KINDS: dict[str, Callable[[], Picture]] = {
    f"trend of {PERIODS} periods": trend,
    f"distribution of {UNITS} units": distribution(UNITS),
    LARGER: distribution(COUNTRY),
    "ages of overdue dossiers": ages,
    "shares of reasons": shares,
}
