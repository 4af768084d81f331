"""`tracker counts`: the form and the product's own counts, now and on a past day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import DossierStatus, UnitLevel
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.publishing import count_tables
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from tests.conftest import OnDay, RunCli
    from tracker.config import Settings


@pytest.fixture
def dossiers(database: Settings, on_day: OnDay) -> None:
    """A department with a division and a commune; late, paused and refused dossiers in March."""
    del database
    on_day(date(2024, 4, 20))
    department = make_unit("SXD", "Sở Xây dựng", level=UnitLevel.DEPARTMENT)
    division = make_unit("SXD.1", "Phòng Một", level=UnitLevel.DIVISION, parent_id=department)
    commune = make_unit("X1", "UBND xã Một")
    batch, procedure = (
        make_batch(make_source("one-stop"), as_of=date(2024, 3, 31)),
        make_procedure(),
    )

    def add(unit: int, **more: Any) -> None:
        make_dossier(
            unit_id=unit,
            batch_id=batch,
            procedure_id=procedure,
            received_on=date(2024, 3, 4),
            due_on=date(2024, 3, 12),
            **more,
        )

    add(department, finished_on=date(2024, 3, 20))
    add(division, finished_on=date(2024, 3, 12))
    add(division, status=DossierStatus.AWAITING_SUPPLEMENT)
    add(commune, finished_on=date(2024, 3, 11), status=DossierStatus.REFUSED)
    add(commune)


def test_a_division_is_counted_in_its_department_and_nowhere_twice(
    dossiers: None, run_cli: RunCli
) -> None:
    del dossiers
    document = run_cli("counts", "--period", "2024-03", "--format", "json").json()

    rows = [(row["kind"], row["name"], row["received"]) for row in document["rows"]]
    assert rows == [
        ("subtotal", "Sở, ban, ngành", 3),
        ("row", "Sở Xây dựng", 3),
        ("subtotal", "Cấp xã", 2),
        ("row", "UBND xã Một", 2),
    ]
    assert document["totals"]["received"] == 5
    assert document["identity_failures"] == []


def test_what_the_form_folds_away_is_counted_apart(dossiers: None, run_cli: RunCli) -> None:
    del dossiers
    totals = run_cli("counts", "--period", "2024-03", "--format", "json").json()["totals"]

    assert (totals["paused"], totals["waiting_supplement"], totals["halted"]) == (1, 1, 0)
    assert (totals["returned"], totals["refused"], totals["withdrawn"]) == (1, 1, 0)
    assert (totals["finished_on_time_rate"], totals["progress_rate"]) == (50, 33.33)


def test_the_form_has_its_columns_three_to_thirteen(dossiers: None, run_cli: RunCli) -> None:
    del dossiers
    rows = run_cli("counts", "--period", "2024-03", "--form", "06a", "--format", "csv").rows()

    total = list(rows[-1].values())
    assert total[:4] == ["total", "", "", "Tổng cộng"]
    assert total[4:] == ["5", "0", "5", "0", "3", "0", "2", "1", "2", "1", "1"]


def test_an_office_month_that_ends_on_the_15th_is_counted_so(
    dossiers: None, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    del dossiers
    monkeypatch.setenv("TRACKER_MONTH_CUTOFF_DAY", "15")

    document = run_cli("counts", "--period", "2024-03", "--format", "json").json()

    assert (document["first_day"], document["last_day"]) == ("2024-02-16", "2024-03-15")
    assert (document["totals"]["finished_late"], document["totals"]["open_overdue"]) == (0, 2)


def test_before_anything_was_imported_nothing_was_known(dossiers: None, run_cli: RunCli) -> None:
    del dossiers
    result = run_cli("counts", "--period", "2024-03", "--as-of", "2024-03-30", "--format", "json")

    assert result.json()["totals"]["received"] == 0
    assert "Chưa có hồ sơ nào của kỳ 2024-03" in result.stderr


@pytest.mark.parametrize("as_of", ["2024-04-21", "2024-02-29"], ids=["future", "before-the-period"])
def test_a_day_that_cannot_be_looked_at_is_refused(
    dossiers: None, run_cli: RunCli, as_of: str
) -> None:
    del dossiers
    result = run_cli("counts", "--period", "2024-03", "--as-of", as_of)

    assert result.exit_code == 1
    assert "hãy chọn" in result.stderr


def test_a_sum_that_fails_is_said(
    dossiers: None, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    del dossiers
    broken = {1: UnitCounts(received=3, received_direct=3, finished=1)}
    monkeypatch.setattr(count_tables, "count_units", lambda *_args, **_more: broken)

    result = run_cli("counts", "--period", "2024-03", "--format", "json")

    assert "TỔNG KHÔNG KHỚP" in result.stderr
    assert {row["identity"] for row in result.json()["identity_failures"]} >= {
        "identity_all_dossiers",
        "identity_finished",
    }
