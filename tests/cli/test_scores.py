"""`tracker scores`: components, groups and totals as scripts read them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.config import Settings

pytestmark = pytest.mark.usefixtures("database")

COLUMNS = [
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
]


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


def rows_of(run_cli: RunCli, *arguments: str) -> list[dict[str, Any]]:
    result = run_cli("scores", "--period", "2026-08", *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = result.json()
    return found


def test_the_columns_are_those_of_the_contract(run_cli: RunCli) -> None:
    printed = run_cli("scores", "--period", "2026-08", "--unit", "H44", "--format", "csv")

    assert next(csv.reader(io.StringIO(printed.stdout))) == COLUMNS


def test_a_province_has_its_components_groups_and_total(run_cli: RunCli) -> None:
    rows = rows_of(run_cli, "--unit", "H44")

    assert [row["kind"] for row in rows] == ["component"] * 21 + ["group"] * 6 + ["total"]
    assert {row["code"]: row["score"] for row in rows if row["kind"] != "component"} == {
        "CKMB": 7.96,
        "TDGQ": 15.68,
        "CLGQ": 8.83,
        "TTTT": 6.25,
        "MDSH": 8.22,
        "MDHL": 12.97,
        "TONG": 59.91,
    }
    assert rows[-1]["band"] == "average"
    assert sum(row["max_score"] for row in rows if row["kind"] == "group") == 100


def test_one_unit_is_ranked_among_all_of_its_level(run_cli: RunCli) -> None:
    rows = {row["code"]: row for row in rows_of(run_cli, "--unit", "H44.08")}

    assert rows["TDGQ"]["rank"] == 8
    assert rows["TONG"]["rank"] == 3
    assert rows["TTTT"]["rank"] is None
    assert "không phát sinh hồ sơ" in rows["TTTT"]["note"]


def test_a_component_carries_its_parts_and_what_must_be_known(run_cli: RunCli) -> None:
    rows = {row["code"]: row for row in rows_of(run_cli, "--unit", "H44.03")}

    assert (rows["766-2.1"]["numerator"], rows["766-2.1"]["denominator"]) == (486, 588)
    assert rows["766-1.1"]["score"] is None
    assert "không chấm" in rows["766-1.1"]["note"]
    assert "số chung của cả tỉnh" in rows["766-1.3"]["note"]
    assert "mẫu số tạm" in rows["766-1.4"]["note"]
    assert "766-3.1" not in rows
    assert "10 trên 12" in rows["CLGQ"]["note"]


def test_a_unit_without_all_groups_has_no_total_and_says_why(run_cli: RunCli) -> None:
    total = rows_of(run_cli, "--unit", "H44.45")[-1]

    assert (total["score"], total["rank"], total["band"]) == (None, None, None)
    assert "thiếu nhóm CKMB, MDSH, MDHL" in total["note"]


def test_every_unit_with_figures_is_printed(run_cli: RunCli) -> None:
    rows = rows_of(run_cli)

    assert len({row["unit_code"] for row in rows}) == 164
    assert sum(row["kind"] == "total" for row in rows) == 164


def test_people_read_a_table(run_cli: RunCli) -> None:
    assert "59.91" in run_cli("scores", "--period", "2026-08", "--unit", "H44").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--period", "2026-07"), "chưa có số liệu nào của Bộ chỉ số 766"),
        (("--period", "2024-05", "--unit", "62"), "chưa có số liệu nào"),
        (("--period", "2026-08", "--unit", "không-có"), "không-có"),
        (("--period", "2021-01"), "Không có bộ chỉ số 766"),
        (("--period", "tháng tám"), "tháng tám"),
    ],
    ids=["no-figures", "no-figures-of-the-unit", "no-unit", "no-formula", "no-period"],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    run_cli: RunCli, arguments: tuple[str, ...], said: str
) -> None:
    result = run_cli("scores", *arguments)

    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_unit_without_figures_beside_others_is_named(run_cli: RunCli) -> None:
    result = run_cli("scores", "--period", "2026-08", "--unit", "52")

    assert result.exit_code == 1
    assert "không có nghĩa là 0 điểm" in result.stderr
