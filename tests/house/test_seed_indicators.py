"""The indicator catalogues, the views of each level and the printed figures, as seed data."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

from models.vocabulary import DelayCause

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FEWER_IS_BETTER = {
    "766-2.2",
    "HS-finished_late",
    "HS-open_overdue",
    "HS-average_days",
    "HS-average_working_days",
}


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_points_of_decision_766_add_up_by_group_and_to_100() -> None:
    points: Counter[str] = Counter()
    components = [row for row in rows("indicators.csv") if row["catalogue"] == "766-2022"]
    for row in components:
        points[row["group_code"]] += int(row["max_points"])
    assert points == {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18}
    assert points.total() == 100
    assert len(components) == 22
    online = [row["max_points"] for row in components if row["group_code"] == "CLGQ"]
    assert online == ["2", "4", "6"]


def test_indicators_belong_to_a_catalogue_and_name_their_parts() -> None:
    catalogues = {row["code"] for row in rows("catalogues.csv")}
    found = rows("indicators.csv")
    codes = [row["code"] for row in found]
    assert len(set(codes)) == len(codes)
    per_catalogue = Counter(row["catalogue"] for row in found)
    assert per_catalogue == {
        "766-2022": 22,
        "KT-2024": 17,
        "KT-2021": 14,
        "BC131": 1,
        "766-DIEM": 7,
        "HS": 30,
    }
    assert set(per_catalogue) == catalogues
    for row in found:
        fewer_is_better = row["code"] in FEWER_IS_BETTER or row["group_code"] == "HS-NN"
        assert row["direction"] == ("lower" if fewer_is_better else "higher"), row["code"]
        assert row["attributable"] in {"yes", "no", "partly"}
        for column in ("name", "name_en", "numerator", "denominator", "evidence"):
            assert row[column], (row["code"], column)
        assert (row["threshold"] != "") == row["rule"].startswith("threshold")


def test_counts_of_dossiers_are_never_scored_and_name_every_cause_of_delay() -> None:
    own = [row for row in rows("indicators.csv") if row["catalogue"] == "HS"]
    assert {(row["max_points"], row["rule"], row["levels"]) for row in own} == {
        ("", "unscored", "")
    }
    causes = {row["code"] for row in own if row["group_code"] == "HS-NN"}
    assert causes == {f"HS-late_{cause.value}" for cause in DelayCause} | {"HS-late_unstated"}
    for row in own:
        is_count = row["unit_of_measure"] == "hồ sơ"
        assert is_count == (row["denominator"] == "không có: là số đếm"), row["code"]


def test_no_name_stands_for_two_indicators() -> None:
    own = [row["name"].casefold() for row in rows("indicators.csv") if row["catalogue"] == "HS"]
    names = Counter(row["name"].casefold() for row in rows("indicators.csv"))
    assert [name for name in own if names[name] > 1] == []


def test_levels_see_four_nine_and_seven_views() -> None:
    views = rows("level_views.csv")
    by_level = Counter(row["level"] for row in views)
    assert by_level == {"department": 4, "district": 9, "commune": 7}
    assert not any(row["group_code"] == "TONG" for row in views if row["level"] == "department")
    districts_only = [row["name"] for row in views if not row["group_code"]]
    assert districts_only == [
        "Tổng quan các đơn vị cấp xã",
        "Tình hình kết quả xử lý hồ sơ TTHC",
    ]


def test_printed_figures_have_no_parts_and_say_what_they_may_be_held_against() -> None:
    codes = {row["code"] for row in rows("indicators.csv")}
    figures = rows("document_figures.csv")
    assert [(row["period"], row["value"]) for row in figures] == [
        ("2020", "24.13"),
        ("2020", "5.9"),
        ("2023-Q2", "99.09"),
    ]
    for row in figures:
        assert row["indicator_code"] in codes
        assert row["unit_code"] == "62"
        assert (row["numerator"], row["denominator"]) == ("", "")
        assert f"{Decimal(row['value'])}".replace(".", ",") + "%" in row["quote"]
        assert "không kiểm chứng được" in row["note"]
        assert "để kết luận" in row["note"] or "không kết luận" in row["note"]
