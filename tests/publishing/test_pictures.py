"""Pictures: plain, small, the same each time, read without colour, never against the verdict."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Comparator, Language, Verdict
from tests.publishing.drawn import (
    EVERY_KIND,
    SVG,
    TARGET,
    ages,
    distribution,
    long_trend,
    point,
    root,
    shares,
    texts,
    trend,
)
from tracker.publishing.pictures.ages import STRETCHES, Ages, draw_ages
from tracker.publishing.pictures.bands import Band, band_text, cut_bands
from tracker.publishing.pictures.distributions import (
    Distribution,
    draw_distribution,
    list_parts,
)
from tracker.publishing.pictures.legends import LETTER, lay_legend, wrap_words
from tracker.publishing.pictures.scales import extremes, fit_scale, round_step
from tracker.publishing.pictures.svg import Hatch, box, words
from tracker.publishing.pictures.trend_plot import BOTTOM, TOP
from tracker.publishing.pictures.trend_points import GapKind, PointMark, TargetAt
from tracker.rules.levels import holds
from tracker.runtime import speaking

pytestmark = pytest.mark.one_database

MOST_BYTES, MOST_BYTES_OF_TREND = 20_000, 10_000
ELEMENTS = {"svg", "title", "desc", "text", "path", "rect", "circle"}
ATTRIBUTES = {
    "viewBox", "width", "height", "class", "role", "font-family", "font-size", "font-weight",
    "fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "x", "y", "d", "cx",
    "cy", "r",
}  # fmt: skip
VALUES = st.integers(0, 10_000).map(lambda number: Fraction(number, 100))
KINDS = st.sampled_from([each for each in Comparator if each is not Comparator.INCREASE_AT_LEAST])


def text_spot(element: Any) -> tuple[int, int, int, int]:
    """Return left, upper, right and lower side of a text; digits and signs are as they are wide."""
    wide = sum({" ": 4, ",": 4, "/": 4, ".": 4}.get(sign, 7) for sign in element.text)
    before = {"middle": wide // 2, "end": wide}.get(element.get("text-anchor", ""), 0)
    left, base = int(element.get("x")) - before, int(element.get("y"))
    return left, base - 9, left + wide, base


@pytest.fixture(params=EVERY_KIND)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def picture(kind: str) -> Any:
    return EVERY_KIND[kind]()


class TestEveryPicture:
    def test_has_only_plain_elements_and_presentation_attributes(self, picture: Any) -> None:
        for element in root(picture).iter():
            assert element.tag.removeprefix(SVG) in ELEMENTS
            assert set(element.attrib) <= ATTRIBUTES, element.tag

    def test_holds_nothing_that_runs_or_comes_from_elsewhere(self, picture: Any) -> None:
        for sign in ("style", "script", "href", "url(", "data:", "&#", "<!"):
            assert sign not in picture.svg
        assert picture.svg.count("http") == 1  # its own name space

    def test_is_small(self, picture: Any) -> None:
        assert len(picture.svg.encode()) <= MOST_BYTES

    def test_is_named_and_told_for_who_does_not_see_it(self, picture: Any) -> None:
        found = root(picture)

        assert found.get("role") == "img"
        assert [child.tag for child in found][:2] == [f"{SVG}title", f"{SVG}desc"]
        assert found.findtext(f"{SVG}title") == picture.title != ""
        assert found.findtext(f"{SVG}desc") == picture.description != ""

    def test_has_the_table_behind_it(self, picture: Any) -> None:
        assert picture.rows
        assert {len(row) for row in picture.rows} == {len(picture.header)}

    def test_says_that_its_figures_are_made_up(self, picture: Any) -> None:
        assert "dữ liệu minh họa" in texts(picture)

    def test_everything_lies_inside(self, picture: Any) -> None:
        for element in root(picture).iter():
            for name, most in (("x", picture.width), ("y", picture.height)):
                assert 0 <= int(element.get(name, "0")) <= most

    @pytest.mark.parametrize("language", Language)
    def test_no_text_runs_over_its_edge(self, kind: str, language: Language) -> None:
        with speaking(language):
            drawn = EVERY_KIND[kind]()
        for element in root(drawn).iter(f"{SVG}text"):
            width = len(element.text or "") * LETTER * int(element.get("font-size", "13")) // 13
            before = {"middle": width // 2, "end": width}.get(element.get("text-anchor", ""), 0)
            left = int(element.get("x", "0")) - before
            assert -2 <= left <= left + width <= drawn.width + 6, element.text

    def test_every_place_is_whole(self, picture: Any) -> None:
        for element in root(picture).iter():
            for name in ("x", "y", "width", "height", "cx", "cy", "r"):
                assert re.fullmatch(r"\d+", element.get(name, "0"))
            assert "." not in element.get("d", "")

    def test_text_stays_text(self, picture: Any) -> None:
        assert all(re.search(r"\w|%|\*", text) for text in texts(picture))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_same_figures_are_the_same_bytes(kind: str) -> None:
    assert EVERY_KIND[kind]().svg == EVERY_KIND[kind]().svg


def test_the_largest_picture_is_small_enough() -> None:
    gaps = tuple(point(f"{n}/2024", None) for n in range(22))
    wide = trend(point("1/2024", "1"), *gaps, point("24/2024", "100"))
    many = distribution(*(str(Fraction(n, 10)) for n in range(1001)), level="55.5")

    assert len(many.svg.encode()) <= MOST_BYTES
    assert max(len(each.svg.encode()) for each in (wide, long_trend())) <= MOST_BYTES_OF_TREND


def test_markup_in_a_name_stays_a_name() -> None:
    hostile = '<script>alert(1)</script> & "x" \x00\u202e'
    drawn = trend(point(hostile, "1", target=TargetAt(Fraction(2), hostile)), point("b", "2"))

    assert "<script" not in drawn.svg
    assert any("<script>alert(1)</script>" in text for text in texts(drawn))


def test_english_screens_have_english_signs() -> None:
    with speaking(Language.ENGLISH):
        drawn = distribution("94.5", "99.25", "96")

    assert "94.5 %" in drawn.description


class TestTrend:
    def line_count(self, picture: Any) -> int:
        line = r'<path d="M[^"]+" fill="none" stroke="#2f4a63" stroke-width="2"/>'
        return len(re.findall(line, picture.svg))

    def test_a_gap_breaks_the_line_and_is_hatched(self) -> None:
        whole = trend(point("a", "90"), point("b", "91"), point("c", "92"))
        broken = trend(*(point(name, "90") for name in "ab"), point("c", None),
                       *(point(name, "92") for name in "de"))  # fmt: skip

        assert self.line_count(whole) == 1
        assert self.line_count(broken) == 2
        assert "không có số liệu" in texts(broken)
        assert "không có số liệu" not in texts(whole)
        assert "1 kỳ không có số liệu: đường bị ngắt ở đó." in broken.description

    def test_a_gap_of_a_year_is_one_strip(self) -> None:
        drawn = trend(point("a", "90"), *(point(str(n), None) for n in range(12)), point("z", "1"))

        strips = [
            each for each in root(drawn).iter(f"{SVG}rect")
            if each.get("height") == str(BOTTOM - TOP) and each.get("stroke")
        ]  # fmt: skip
        assert len(strips) == 1

    @pytest.mark.parametrize(
        ("gap", "sign"),
        [(GapKind.NOTHING_AROSE, "0/0"), (GapKind.FEW, "*")],
        ids=lambda value: str(value),
    )
    def test_nothing_over_nothing_and_few_are_said_not_drawn(self, gap: GapKind, sign: str) -> None:
        drawn = trend(point("a", "90"), point("b", None, gap=gap), point("c", "91"))

        assert sign in texts(drawn)
        assert any(text.startswith(f"{sign}:") for text in texts(drawn))
        assert self.line_count(drawn) == 0

    def test_the_target_is_a_labelled_line(self) -> None:
        drawn = trend(point("a", "90"), point("b", "96"))

        assert {"95", "Chỉ tiêu: tối thiểu 95 %"} <= set(texts(drawn))
        assert drawn.svg.count('stroke-dasharray="7 4"') == 1
        assert [row[2] for row in drawn.rows] == ["tối thiểu 95 %"] * 2

    def test_a_target_that_rises_is_a_step_and_both_levels_are_labelled(self) -> None:
        first = TargetAt(Fraction(90), "tối thiểu 90 %")
        drawn = trend(*(point(name, "91", target=first) for name in "ab"), point("c", "96"))

        assert drawn.svg.count('stroke-dasharray="7 4"') == 2
        labels = {"Chỉ tiêu a–b: tối thiểu 90 %", "Chỉ tiêu c: tối thiểu 95 %"}
        assert labels <= set(texts(drawn))

    def test_without_a_target_there_is_no_line_and_no_verdict_to_explain(self) -> None:
        drawn = trend(point("a", "90", target=None), point("b", "96", target=None))

        assert "stroke-dasharray" not in drawn.svg
        assert not any(text.startswith("Chỉ tiêu") for text in texts(drawn))
        assert "không có kết luận" not in texts(drawn)

    @pytest.mark.parametrize(("value", "is_above"), [("94.999", False), ("95.001", True)])
    def test_a_hair_beside_the_target_never_stands_on_its_line(
        self, value: str, *, is_above: bool
    ) -> None:
        mark = PointMark.REACHED if is_above else PointMark.UNJUDGED
        drawn = trend(point("a", value, mark=mark), point("b", "10", mark=PointMark.UNJUDGED))
        line = re.search(r'd="M\d+ (\d+)L\d+ \1" fill="none" stroke="#1b2733"', drawn.svg)
        (circle,) = (
            each for each in root(drawn).iter(f"{SVG}circle")
            if int(each.get("cy", "0")) < BOTTOM - 60 and int(each.get("cx", "0")) < 300
        )  # fmt: skip

        assert line is not None
        assert (int(circle.get("cy", "0")) < int(line[1])) is is_above

    def test_verdicts_differ_in_shape_not_in_colour_alone(self) -> None:
        drawn = trend(*(point(mark.value, "90", mark=mark) for mark in PointMark))
        plain = re.sub(r'(fill|stroke)="#\w+"', "", drawn.svg)

        shapes = {
            re.sub(r"M\d+ \d+|c[xy]=.\d+.", "", found)
            for found in re.findall(r"<circle[^>]+>|<path d=.[^>]+z.[^>]+>", plain)
        }
        assert len(shapes) >= 3
        assert {"đã đạt", "chưa đạt", "không có kết luận"} <= set(texts(drawn))

    def test_figures_are_printed_cut(self) -> None:
        drawn = trend(point("a", "94.99"), point("b", "99.99"))

        assert {"94,9", "99,9"} <= set(texts(drawn))

    def test_of_many_figures_the_ends_the_lowest_and_the_highest_are_printed(self) -> None:
        points = [point(f"k{n}", str(50 + n % 7)) for n in range(20)]
        points[5] = point("k5", "12.5")
        points[6] = point("k6", "98.5")
        drawn = texts(trend(*points, point("z", "60.5")))

        assert {"50", "60,5", "12,5", "98,5"} <= set(drawn)
        assert "51" not in drawn

    @given(
        values=st.lists(VALUES | st.none(), min_size=2, max_size=24).filter(any),
        level=VALUES,
        gap=st.sampled_from(GapKind),
    )
    def test_no_two_texts_and_no_figure_and_mark_lie_on_each_other(
        self, values: list[Fraction | None], level: Fraction, gap: GapKind
    ) -> None:
        target = TargetAt(level, f"tối thiểu {level} %")
        drawn = trend(
            *(
                point(f"{n + 1:02d}/2024", None if value is None else str(value), gap=gap,
                      target=target, mark=PointMark.REACHED)
                for n, value in enumerate(values)
            ),
            is_sample=True,
        )  # fmt: skip
        spots = [text_spot(each) for each in root(drawn).iter(f"{SVG}text")]
        marks = [
            (int(each.get("cx", "0")) - 5, int(each.get("cy", "0")) - 5,
             int(each.get("cx", "0")) + 5, int(each.get("cy", "0")) + 5)
            for each in root(drawn).iter(f"{SVG}circle")
        ]  # fmt: skip

        for number, spot in enumerate(spots):
            for other in (*spots[number + 1 :], *marks):
                assert not (
                    spot[0] < other[2] and other[0] < spot[2]
                    and spot[1] < other[3] and other[1] < spot[3]
                ), (spot, other)  # fmt: skip

    def test_its_letters_can_be_read_on_a_phone(self) -> None:
        drawn = long_trend()
        shown = 346  # px: what a page leaves a picture on a phone of 390 px

        sizes = {int(each.get("font-size", 0)) for each in root(drawn).iter()} - {0}
        assert min(sizes) * shown >= 11 * drawn.width

    def test_names_of_periods_never_crowd_and_the_last_is_there(self) -> None:
        names = [text for text in texts(long_trend()) if re.fullmatch(r"\d\d/2024", text)]

        assert 6 <= len(names) <= 9
        assert names[-1] == "12/2024"

    def test_other_measures_name_their_unit(self) -> None:
        drawn = trend(point("a", "2.5", target=None), point("b", "3", target=None),
                      unit_of_measure="ngày", note="Ghi chú.")  # fmt: skip

        assert "ngày" in texts(drawn)
        assert drawn.description.endswith("Ghi chú.")


class TestScale:
    @given(values=st.lists(VALUES, min_size=1, max_size=20))
    def test_it_shows_every_value_and_keeps_their_order(self, values: list[Fraction]) -> None:
        scale = fit_scale(values, BOTTOM, TOP, most=Fraction(100))
        places = list(map(scale.placer(), sorted(values)))

        assert all(TOP <= place <= BOTTOM for place in places)
        assert places == sorted(places, reverse=True)
        assert 0 <= scale.low < scale.high <= 100
        marks = scale.marks()
        assert (marks[0], marks[-1]) == (scale.low, scale.high)
        assert 2 <= len(marks) <= 9

    @given(least=st.fractions(min_value=Fraction(1, 1000), max_value=10**6))
    def test_a_step_is_round_and_not_below_what_is_needed(self, least: Fraction) -> None:
        step = round_step(least)

        assert step >= least
        assert step < least * 10
        assert str(step.numerator if step >= 1 else 1 / step).strip("0") in ("1", "2", "5")


def lies_in(value: Fraction, band: Band) -> bool:
    if value in (band.low, band.high):
        return band.has_low if value == band.low else band.has_high
    return band.low < value < band.high


class TestDistribution:
    @given(values=st.lists(VALUES, min_size=1, max_size=60), level=VALUES, comparator=KINDS)
    def test_every_value_lies_in_one_band_and_no_band_holds_both_verdicts(
        self, values: list[Fraction], level: Fraction, comparator: Comparator
    ) -> None:
        low, high = extremes([value.as_integer_ratio() for value in values])
        found = cut_bands(low, high, level, comparator, most=Fraction(100))

        assert (low, high) == (min(values), max(values))
        assert len(found.bands) <= 13
        held: dict[int, set[bool]] = {}
        place_of = found.placer()
        for value in values:
            place = place_of(*value.as_integer_ratio())
            assert [n for n, band in enumerate(found.bands) if lies_in(value, band)] == [place]
            held.setdefault(place, set()).add(holds(comparator, value - level))
        assert all(len(verdicts) == 1 for verdicts in held.values())

    @pytest.mark.parametrize("letters", [1, 24, 40])
    def test_what_is_counted_and_that_it_is_sample_data_never_lie_on_each_other(
        self, letters: int
    ) -> None:
        drawn = distribution("94", "96", unit_of_measure="m" * letters, is_sample=True)
        spots = {each.text: text_spot(each) for each in root(drawn).iter(f"{SVG}text")}
        sample = spots["dữ liệu minh họa"]
        column = next(spot for text, spot in spots.items() if "m" * letters in (text or ""))

        assert sample[3] < drawn.height
        assert column[2] < sample[0] or column[3] < sample[1]

    @given(values=st.lists(VALUES, min_size=1, max_size=40), level=VALUES)
    def test_the_table_and_what_opens_from_it_count_each_unit_once(
        self, values: list[Fraction], level: Fraction
    ) -> None:
        drawn = distribution(*map(str, values), level=str(level))
        found = Distribution("x", Comparator.AT_LEAST, level, "x", tuple(
            (value, Verdict.ACHIEVED if value >= level else Verdict.MISSED) for value in values
        ))  # fmt: skip
        opened = Counter(key for key, _ in list_parts(found))

        for row, keys in zip(drawn.rows, drawn.keys, strict=True):
            assert [opened[key] for key in keys[1:]] == list(row[1:])
        reached = sum(value >= level for value in values)
        assert [sum(int(row[place]) for row in drawn.rows) for place in (1, 2, 3)] == [
            len(values) - reached, 0, reached
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("comparator", "bands"),
        [
            (Comparator.AT_LEAST, ["từ 90 đến dưới 95", "từ 95 đến 100"]),
            (Comparator.MORE_THAN, ["trên 90 đến 95", "trên 95 đến 100"]),
            (Comparator.AT_MOST, ["trên 90 đến 95", "trên 95 đến 100"]),
            (Comparator.LESS_THAN, ["từ 90 đến dưới 95", "từ 95 đến 100"]),
            (Comparator.EQUAL, ["từ 90 đến dưới 95", "đúng 95", "trên 95 đến 100"]),
        ],
        ids=lambda value: value.name if isinstance(value, Comparator) else "",
    )
    def test_the_targets_own_value_lies_on_its_side(
        self, comparator: Comparator, bands: list[str]
    ) -> None:
        found = cut_bands(Fraction(70), Fraction(100), Fraction(95), comparator, most=Fraction(100))

        assert [band_text(band) for band in found.bands][-len(bands) :] == bands

    def test_a_target_of_all_has_a_band_of_its_own(self) -> None:
        drawn = distribution("100", "100", "50", level="100")

        assert drawn.rows[-1] == ("đúng 100", 0, 0, 2)

    def test_the_target_and_both_sides_are_said_in_words(self) -> None:
        drawn = distribution("10", "94.99", "95", "100")

        assert "Chỉ tiêu: tối thiểu 95 %" in texts(drawn)
        assert {"chưa đạt: 2", "đạt: 2"} <= set(texts(drawn))
        assert sum(int(row[1]) for row in drawn.rows) == 2

    @pytest.mark.parametrize(
        ("level", "comparator"),
        [("0", Comparator.AT_MOST), ("100", Comparator.AT_MOST), ("50", Comparator.EQUAL),
         ("100", Comparator.AT_LEAST), ("0", Comparator.AT_LEAST)],
    )  # fmt: skip
    def test_a_target_at_an_end_is_still_drawn(self, level: str, comparator: Comparator) -> None:
        drawn = distribution("0", "50", "100", level=level, comparator=comparator)

        found = re.findall(r'd="M0 (\d+)L400 \1"[^>]*stroke-dasharray="7 4"', drawn.svg)
        assert len(found) == (2 if comparator is Comparator.EQUAL else 1)
        assert all(0 < int(y) < drawn.height for y in found)

    def test_one_unit_is_seen_beside_a_thousand(self) -> None:
        drawn = distribution("10", *["99"] * 1000)
        widths = [int(each.get("width", "0")) for each in root(drawn).iter(f"{SVG}rect")]

        assert min(widths) >= 3

    def test_what_is_excused_has_a_hatch_of_its_own(self) -> None:
        figures = ((Fraction(50), Verdict.EXCUSED), (Fraction(60), Verdict.MISSED))
        drawn = draw_distribution(
            Distribution("Phân bố", Comparator.AT_LEAST, Fraction(95), "95 %", figures, left_out=3)
        )

        assert sum(int(row[2]) for row in drawn.rows) == 1
        assert "được chấp thuận, đang xem xét: 1" in texts(drawn)
        assert "đang xem xét: 1 đơn vị" in drawn.description
        assert "không có số liệu để so: 3 đơn vị" in drawn.description

    def test_other_measures_may_exceed_a_hundred(self) -> None:
        drawn = distribution("150", "20", level="100", unit_of_measure="hồ sơ")

        assert sum(sum(map(int, row[1:])) for row in drawn.rows) == 2


class TestAges:
    def test_each_dossier_is_in_one_stretch(self) -> None:
        for days in range(200):
            held = [s for s in STRETCHES if s[0] <= days and (s[1] is None or days <= s[1])]
            assert len(held) == 1

    def test_counts_are_printed_and_the_days_are_named(self) -> None:
        drawn = ages()

        assert drawn.rows[0] == ("1–5 ngày", 5)
        assert drawn.rows[-1] == ("trên 90 ngày", 4)
        assert sum(int(row[1]) for row in drawn.rows) == 10
        assert "Hồ sơ lâu nhất: 95 ngày." in drawn.description
        assert "Số ngày sau ngày hẹn trả (ngày lịch)" in drawn.header

    @given(counts=st.dictionaries(st.integers(0, 400), st.integers(1, 9), min_size=1))
    def test_the_table_counts_every_dossier_where_its_words_say(
        self, counts: dict[int, int]
    ) -> None:
        drawn = draw_ages(Ages("x", counts))

        for (_, count), (_, key) in zip(drawn.rows, drawn.keys, strict=True):
            least, most = key.split("-")
            held = range(int(least), int(most or 400) + 1)
            assert count == sum(own for days, own in counts.items() if days in held)
        assert sum(int(row[1]) for row in drawn.rows) == sum(counts.values())

    def test_the_due_day_itself_shows_only_where_minutes_are_judged(self) -> None:
        assert draw_ages(Ages("x", {0: 2, 3: 1})).rows[0] == ("trong ngày hẹn", 2)
        assert "trong ngày hẹn" not in [row[0] for row in ages().rows]


class TestShares:
    @given(counts=st.lists(st.integers(0, 5000), min_size=1, max_size=13).filter(any))
    def test_the_percentages_printed_add_to_a_hundred(self, counts: list[int]) -> None:
        drawn = shares(*counts)

        total = sum(Fraction(str(row[2]).replace(",", ".")) for row in drawn.rows)
        assert total == 100
        assert sum(int(row[1]) for row in drawn.rows) == sum(counts)

    @given(counts=st.lists(st.integers(0, 5000), min_size=1, max_size=13).filter(any))
    def test_the_parts_fill_the_bar(self, counts: list[int]) -> None:
        drawn = shares(*counts)
        bar = [
            (int(each.get("x", "0")), int(each.get("width", "0")))
            for each in root(drawn).iter(f"{SVG}rect")
            if each.get("height") == "40" and each.get("fill") != "none"
        ]

        assert sum(width for _, width in bar) == drawn.width
        assert [x for x, _ in bar] == [sum(w for _, w in bar[:n]) for n in range(len(bar))]

    def test_parts_are_numbered_and_worded(self) -> None:
        drawn = shares(60, 40)

        assert {"1", "2", "60 %", "40 %", "Nguyên nhân 1 (60)"} <= set(texts(drawn))

    def test_neighbours_differ_without_colour(self) -> None:
        looks = [
            re.sub(r"#\w{6}", "", box(0, 0, 60, 40, "#000000", hatch=hatch)) for hatch in Hatch
        ]

        assert len(set(looks)) == len(Hatch)

    def test_who_gave_no_reason_is_left_white(self) -> None:
        drawn = shares(60, 40, rest="Nguyên nhân 2")

        assert box(240, 22, 160, 40, "#4f5d6b", hatch=Hatch.BLANK) in drawn.svg


def test_nothing_is_drawn_of_no_size() -> None:
    assert box(1, 1, 0, 5, TARGET.text) == box(1, 1, 5, 0, TARGET.text) == ""


def test_a_text_may_be_bold_coloured_and_anchored() -> None:
    text = words(1, 2, "a<b", anchor="end", size=9, colour="#000000", is_bold=True)

    assert text == (
        '<text x="1" y="2" text-anchor="end" font-size="9" fill="#000000" font-weight="700">'
        "a&lt;b</text>"
    )


def test_a_legend_goes_on_in_a_new_line_where_it_does_not_fit() -> None:
    entries = [(None, "x" * 40)] * 3
    elements, end = lay_legend(entries, left=0, top=0, right=640)

    assert [re.search(r'y="(\d+)"', each)[1] for each in elements] == ["11", "11", "33"]  # type: ignore[index] # each has one
    assert end == 44
    assert lay_legend([], left=0, top=7, right=1) == ([], 7)


def test_long_words_of_a_target_are_broken_between_words_only() -> None:
    assert wrap_words("tối thiểu 95 điểm phần trăm", 14) == ["tối thiểu 95", "điểm phần trăm"]
    assert wrap_words("khôngthểngắtđược", 4) == ["khôngthểngắtđược"]
