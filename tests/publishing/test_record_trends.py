"""A unit's published months: taken-back lists, few dossiers and missing months stay gaps."""

from __future__ import annotations

import pytest

from tracker.publishing.pictures.record_trends import PublishedRate, draw_record
from tracker.rules.periods import read_period
from tracker.rules.rates import Share

pytestmark = pytest.mark.one_database


def rate(numerator: int, denominator: int, *, is_sample: bool = False) -> PublishedRate:
    return PublishedRate(Share(numerator, denominator), is_sample=is_sample)


def drawn(months: dict[str, PublishedRate]) -> list[tuple[str, str]]:
    found = draw_record(
        {read_period(code): each for code, each in months.items()},
        unit_name="UBND xã Một",
        small_count=10,
    )
    return [] if found is None else [(str(row[0]), str(row[1])) for row in found.rows]


def test_every_kind_of_gap_is_named() -> None:
    assert drawn(
        {
            "2023-12": rate(19, 20),
            "2024-02": rate(1, 3),
            "2024-03": PublishedRate(None, is_sample=False),
            "2024-04": rate(0, 0),
            "2024-05": rate(9499, 10000),
        }
    ) == [
        ("12/2023", "95,00 % (19/20)"),
        ("01/2024", "không có số liệu"),
        ("02/2024", "1/3 *"),
        ("03/2024", "danh sách đã thu hồi"),
        ("04/2024", "0/0: không phát sinh"),
        ("05/2024", "94,99 % (9.499/10.000)"),
    ]


@pytest.mark.parametrize(
    "months",
    [{}, {"2024-01": rate(19, 20)}, {"2024-01": rate(19, 20), "2024-02": rate(1, 2)}],
    ids=["none", "one", "one-and-few"],
)
def test_one_rate_is_no_trend(months: dict[str, PublishedRate]) -> None:
    assert drawn(months) == []


def test_made_up_dossiers_mark_the_picture() -> None:
    months = {read_period("2024-01"): rate(19, 20, is_sample=True),
              read_period("2024-02"): rate(19, 20)}  # fmt: skip
    found = draw_record(months, unit_name="Xã", small_count=0)

    assert found is not None
    assert "dữ liệu minh họa" in found.svg
