"""`tracker reconcile`: the contract's columns, and one sentence for what it refuses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Unit, db
from models.vocabulary import Channel
from tests.factories import (
    make_batch,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_source,
    make_unit,
)
from tests.remembered import remembered

if TYPE_CHECKING:
    from tests.conftest import OnDay, RunCli
    from tracker.config import Settings


@remembered
def figures(database: Settings, on_day: OnDay) -> None:
    del database
    on_day(date(2024, 5, 2))
    one, two = make_unit("X1", "Xã An"), make_unit("X2", "Xã Bình")
    share = make_indicator("766-2.1", "Hồ sơ đúng hạn")
    days = make_indicator("766-2.2", "Thời gian", unit_of_measure="ngày")
    for source, parts in (("A", (79, 90)), ("B", (80, 93))):
        make_figure(share, one, "2024-03", *parts, source=source)
        make_figure(share, two, "2024-03", 1, 2, source=source)
    make_figure(days, one, "2024-03", 450, 107, source="A")
    make_figure(days, one, "2024-03", value="4.5", source="B")
    make_figure(days, two, "2024-03", value="4.20", source="A")


def test_the_columns_are_those_of_the_contract(figures: None, run_cli: RunCli) -> None:
    del figures
    result = run_cli("reconcile", "--period", "2024-03", "--sources", "A", "B", "--format", "csv")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "unit,figure,A,B,difference,cause",
        "X1,766-2.1,79/90,80/93,-1/-3,unexplained",
        "X2,766-2.1,1/2,1/2,0,",
        "X1,766-2.2,450/107,4.5,-0.2943,unexplained",
        "X2,766-2.2,4.2,,,unexplained",
    ]


def test_json_carries_the_same_rows(figures: None, run_cli: RunCli) -> None:
    del figures
    rows = run_cli(
        "reconcile", "--period", "2024-03", "--sources", "B", "A", "--format", "json"
    ).json()

    assert rows[0] == {
        "unit": "X1",
        "figure": "766-2.1",
        "A": "80/93",
        "B": "79/90",
        "difference": "1/3",
        "cause": "unexplained",
    }
    assert rows[1]["cause"] is None


def test_the_table_names_units_and_causes_for_people(figures: None, run_cli: RunCli) -> None:
    del figures
    shown = run_cli("reconcile", "--period", "2024-03", "--sources", "A", "B").stdout

    assert "Xã An (X1)" in shown
    assert "Chưa rõ nguyên nhân" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2024-03", "A", "A"), "Nguồn “A” được nêu hai lần"),
        (("2024-03", "A", "C"), "Không có nguồn số liệu “C”"),
        (("2024-02", "A", "B"), "chưa có số liệu nào của kỳ 2024-02"),
        (("2024-13", "A", "B"), "2024-13"),
    ],
    ids=["one source twice", "an unknown source", "no figures", "no period"],
)
def test_a_refusal_is_one_sentence(
    figures: None, run_cli: RunCli, arguments: tuple[str, str, str], said: str
) -> None:
    del figures
    period, *sources = arguments
    result = run_cli("reconcile", "--period", period, "--sources", *sources)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_what_was_pulled_from_dossiers_agrees_with_the_dossiers(
    seeded: Settings, run_cli: RunCli, on_day: OnDay
) -> None:
    del seeded
    on_day(date(2024, 5, 2))
    unit = db.session.scalars(sa.select(Unit.id).where(Unit.code == "23290")).first()
    batch = make_batch(make_source("MOT-CUA"), as_of=date(2024, 4, 1))
    make_dossier(
        unit_id=unit or 0,
        batch_id=batch,
        procedure_id=make_procedure(),
        received_on=date(2024, 3, 4),
        due_on=date(2024, 3, 12),
        finished_on=date(2024, 3, 20),
        channel=Channel.ONLINE,
    )
    pulled = run_cli("pull", "HO-SO", "--period", "2024-03", "--format", "json")
    rows = run_cli(
        "reconcile", "--period", "2024-03", "--sources", "HO-SO", "MOT-CUA", "--format", "csv"
    ).rows()

    assert pulled.exit_code == 0, pulled.stderr
    assert pulled.json()["source"] == "HO-SO"
    assert {row["difference"] for row in rows} == {"0"}
    figures = {row["figure"]: row["A"] for row in rows if row["unit"] == "23290"}
    assert (figures["766-2.1"], figures["766-2.2"], figures["HS-online"]) == ("0/1", "16/1", "1")
    assert figures["HS-late_unstated"] == "1/1"


def test_one_source_is_wrong_usage(database: Settings, run_cli: RunCli) -> None:
    del database
    assert run_cli("reconcile", "--period", "2024-03", "--sources", "A").exit_code == 2


def test_dossiers_of_two_sources_are_listed_one_by_one(
    database: Settings, run_cli: RunCli, on_day: OnDay
) -> None:
    del database
    on_day(date(2024, 5, 2))
    unit, procedure = make_unit("X1", "Xã An"), make_procedure()
    other = make_unit("X2", "Xã Bình")
    batches = [make_batch(make_source(code), as_of=date(2024, 4, 1)) for code in ("A", "B")]
    for batch, code, unit_id, end in (
        (batches[0], "K-1", unit, date(2024, 3, 20)),
        (batches[1], "K-1", other, date(2024, 3, 12)),
        (batches[0], "K-2", unit, None),
    ):
        make_dossier(
            code=code,
            unit_id=unit_id,
            batch_id=batch,
            procedure_id=procedure,
            received_on=date(2024, 3, 4),
            due_on=date(2024, 3, 12),
            finished_on=end,
        )
    command = ["reconcile", "--period", "2024-03", "--dossiers", "--format", "csv", "--sources"]
    result = run_cli(*command, "A", "B")

    assert result.stdout.splitlines() == [
        "code,unit,field,A,B",
        "K-1,X1,unit,X1,X2",
        "K-1,X1,finished_on,2024-03-20,2024-03-12",
        "K-2,X1,presence,true,false",
    ]
    refused = run_cli(*command, "A", "HO-SO")
    assert refused.exit_code == 1
    assert "Chỉ so được từng hồ sơ" in refused.stderr
    assert run_cli(*command, "A", "A").exit_code == 1
