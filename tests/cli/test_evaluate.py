"""`tracker evaluate`: its columns, its refusals, its summary."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import EvaluationRun, db
from models.vocabulary import Role, UnitLevel
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay, RunCli
    from tracker.config import Settings

PERIOD = "2024-03"
COLUMNS = [
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "role",
    "verdict",
    "numerator",
    "denominator",
    "percent",
    "comparator",
    "target",
    "shortfall",
    "source",
]


@pytest.fixture(autouse=True)
def office(database: Settings, on_day: OnDay) -> int:
    """One document: a commune that missed, one without figures, a department that supports."""
    on_day(date(2024, 6, 1))
    province = make_unit("P", "Tỉnh Mẫu", level=UnitLevel.PROVINCE)
    department = make_unit("S", "Sở Mẫu", level=UnitLevel.DEPARTMENT, parent_id=province)
    first = make_unit("X1", "Xã Một", parent_id=province)
    second = make_unit("X2", "Xã Hai", parent_id=province)
    indicator = make_indicator("T.1", "Tỷ lệ đúng hạn")
    directive = make_directive("01/KH", province, effective_from=date(2024, 1, 1))
    make_task(
        directive,
        indicator_id=indicator,
        leads=(first, second),
        supports=(department,),
        target=(">=", "95.5"),
        section="II",
    )
    make_figure(indicator, first, PERIOD, 1703, 1937, source="NGUON")
    return directive


def run_count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count(EvaluationRun.id))) or 0


def test_the_rows_are_those_of_the_contract(run_cli: RunCli) -> None:
    result = run_cli("evaluate", "--period", PERIOD, "--format", "json")

    assert result.exit_code == 0
    rows = result.json()
    assert [list(row) for row in rows] == [COLUMNS] * 3
    assert rows[1] == {
        "directive": "01/KH",
        "number": "1",
        "unit_code": "X1",
        "unit_name": "Xã Một",
        "role": "lead",
        "verdict": "missed",
        "numerator": 1703,
        "denominator": 1937,
        "percent": 87.91,
        "comparator": ">=",
        "target": 95.5,
        "shortfall": 147,
        "source": "NGUON",
    }


def test_csv_leaves_unknown_cells_empty_and_never_zero(run_cli: RunCli) -> None:
    result = run_cli("evaluate", "--period", PERIOD, "--format", "csv")

    rows = {row["unit_code"]: row for row in result.rows()}
    assert list(rows["X2"]) == COLUMNS
    assert rows["X2"]["verdict"] == "no_data"
    assert [rows["X2"][name] for name in COLUMNS[6:9]] == ["", "", ""]
    assert (rows["S"]["role"], rows["S"]["verdict"]) == ("supporting", "not_applicable")


def test_the_table_begins_with_the_counts(run_cli: RunCli) -> None:
    result = run_cli("evaluate", "--period", PERIOD)

    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "Kết quả đánh giá kỳ 2024-03 (01/03/2024 – 31/03/2024)",
        "01/KH: Chưa đạt 1 · Chưa có số liệu 1 · 1 phần phối hợp không đánh giá",
        "3 kết quả: 3 mới, 0 thay đổi, 0 rút, 0 giữ nguyên.",
    ]
    assert lines[4].split() == COLUMNS


def test_a_running_period_is_called_provisional(run_cli: RunCli, on_day: OnDay) -> None:
    on_day(date(2024, 3, 31))
    assert "Tạm tính" in run_cli("evaluate", "--period", PERIOD).stdout
    assert "Tạm tính" not in run_cli("evaluate", "--period", PERIOD, "--format", "csv").stdout


def test_a_dry_run_prints_the_rows_and_writes_nothing(run_cli: RunCli) -> None:
    result = run_cli("evaluate", "--period", PERIOD, "--dry-run")

    assert result.exit_code == 0
    assert "Chỉ làm thử" in result.stdout
    assert "1703" in result.stdout
    assert run_count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--period", "2024-13"], "2024-13", id="no-such-period"),
        pytest.param(["--period", "2024-07"], "chưa bắt đầu", id="future-period"),
        pytest.param(
            ["--period", PERIOD, "--directive", "99/KH"], "Không có văn bản", id="no-such-document"
        ),
        pytest.param(
            ["--period", "2023-12", "--directive", "01/KH"],
            "không có hiệu lực trong kỳ 2023-12",
            id="out-of-force",
        ),
        pytest.param(["--period", "2023-12"], "2023-12", id="nothing-in-force"),
        pytest.param(["--period", PERIOD, "--by", "ai"], "ai", id="no-such-account"),
        pytest.param(["--period", PERIOD, "--by", "quantri"], "quantri", id="not-allowed"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    run_cli: RunCli, make_actor: MakeActor, arguments: list[str], said: str
) -> None:
    make_actor("quantri", Role.ADMINISTRATOR)

    result = run_cli("evaluate", *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert run_count() == 0


def test_a_missing_period_is_wrong_usage(run_cli: RunCli) -> None:
    assert run_cli("evaluate").exit_code == 2


def test_numbers_that_repeat_are_told_apart_by_their_section(run_cli: RunCli, office: int) -> None:
    make_task(office, section="III", number="1", leads=())
    unit = make_unit("X3", "Xã Ba")
    make_task(office, section="IV", number="1", leads=(unit,))

    rows = run_cli("evaluate", "--period", PERIOD, "--format", "csv").rows()

    assert [row["number"] for row in rows] == ["II.1", "II.1", "II.1", "IV.1"]
    assert len({(row["directive"], row["number"], row["unit_code"]) for row in rows}) == len(rows)
