"""Every mark, band, reason and pace of points has its words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest

from models.vocabulary import Comparator
from tracker.queries.score_targets import MissedTarget, Stretch
from tracker.rules.paces import Pace, PaceKind
from tracker.rules.rankings import Band, NoChange
from tracker.rules.rates import Share
from tracker.rules.score_components import Doing, Mark
from tracker.wording.scores import (
    band_text,
    doing_text,
    explain_base,
    explain_missing,
    explain_pace,
    list_marks,
    max_text,
    no_change_text,
    points_text,
)
from tracker.wording.sentences import SENTENCES

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("members", "prefix"),
    [
        (Mark, "score_mark_"),
        (Band, "score_band_"),
        (NoChange, "score_change_"),
        (Doing, "score_doing_"),
        (PaceKind, "score_pace_"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_member_has_a_sentence(members: type[StrEnum], prefix: str) -> None:
    assert {f"{prefix}{member.value}" for member in members} <= SENTENCES.keys()


def test_marks_come_in_the_order_of_the_list() -> None:
    assert list_marks({Mark.DIFFERS, Mark.NO_FIGURES}) == [
        "chưa có số liệu",
        "điểm tính lại khác điểm Cổng chấm",
    ]


def test_points_have_two_decimals_and_maxima_none_that_are_idle() -> None:
    assert [points_text(Decimal("15.6800")), points_text(None)] == ["15,68", ""]
    assert [max_text(Decimal(18)), max_text(Decimal("1.5"))] == ["18", "1,50"]


def test_short_words() -> None:
    assert band_text(None) == ""
    assert band_text(Band.GOOD) == "Tốt"
    assert doing_text(Doing.OTHERS) == "không do đơn vị"
    assert no_change_text(NoChange.FORMULA_CHANGED) == "cách tính điểm đã đổi, không so được"


def missed(kind: PaceKind | None, count: int = 0, missing: int | None = 3) -> MissedTarget:
    share = Share(1, 10)
    pace = None if kind is None else Pace(kind, 100, count, Share(101, 110))
    return MissedTarget(
        indicator_code="766-2.1",
        counted="hồ sơ giải quyết xong",
        directive_number="1/2026",
        is_sample=False,
        comparator=Comparator.AT_LEAST,
        target=Decimal(95),
        missing=missing,
        stretch=Stretch(share, date(2026, 8, 1), date(2026, 8, 31)),
        pace=pace,
    )


def test_what_is_missing_names_what_is_counted() -> None:
    assert explain_missing(missed(None)) == "thiếu 3 hồ sơ để đạt tối thiểu 95 %"
    assert explain_missing(missed(None, missing=None)).startswith("không số nào của kỳ này")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PaceKind.AT_LEAST, "ít nhất 40 trong 100 hồ sơ còn đến cuối năm (40,00 %)"),
        (PaceKind.AT_MOST, "nhiều nhất 40 trong 100 hồ sơ còn đến cuối năm (40,00 %)"),
        (PaceKind.ANYWAY, "Cả năm vẫn đạt tối thiểu 95 %"),
        (PaceKind.OUT_OF_REACH, "tốt nhất cả năm là 91,81 % (101/110)"),
        (PaceKind.NO_VOLUME, "Chưa có hồ sơ nào"),
    ],
    ids=str,
)
def test_a_pace_is_said_in_one_sentence(kind: PaceKind, said: str) -> None:
    assert said in explain_pace(missed(kind, 40))


def test_without_a_pace_nothing_is_said() -> None:
    assert explain_pace(missed(None)) == ""


def test_the_base_of_a_pace_names_its_days_and_parts() -> None:
    assert explain_base(missed(None)) == (
        "Tính từ số liệu ngày 01/08/2026 đến 31/08/2026: 10,00 % (1/10)."
    )
