"""`tracker init` and `tracker serve`."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import AuditEntry, db

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunCli, Store


@pytest.fixture
def nothing(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database without a table, set as the product's own."""
    url = store.create()
    monkeypatch.setenv("TRACKER_DATABASE_URL", url)
    monkeypatch.setenv("TRACKER_INSTANCE", str(tmp_path))
    yield url
    store.drop(url)


def count_entries(url: str) -> int:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.scalar(sa.select(sa.func.count(AuditEntry.id)))
    engine.dispose()
    return int(found or 0)


def test_without_a_database_commands_say_what_to_do(run_cli: RunCli, nothing: str) -> None:
    result = run_cli("units", "list")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "tracker init" in result.stderr


@pytest.mark.parametrize(
    ("version", "told"), [("0009", "cũ hơn phần mềm"), ("9999", "mới hơn phần mềm")]
)
def test_a_database_of_another_version_is_not_worked_on(
    run_cli: RunCli, database: object, version: str, told: str
) -> None:
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": version})
    db.session.commit()

    result = run_cli("units", "list")

    assert (result.exit_code, result.stdout) == (1, "")
    assert version in result.stderr
    assert told in result.stderr


def test_init_leaves_the_database_of_a_newer_version_alone(
    run_cli: RunCli, database: object
) -> None:
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()

    result = run_cli("init")

    assert result.exit_code == 1
    assert "mới hơn phần mềm" in result.stderr


def test_init_loads_the_seeds_once(run_cli: RunCli, nothing: str) -> None:
    first = run_cli("init")
    entries = count_entries(nothing)
    second = run_cli("init")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "564 đơn vị" in first.stdout
    assert "không có gì thay đổi" in second.stdout
    assert count_entries(nothing) == entries


def test_the_sample_goes_the_whole_way_and_only_once(run_cli: RunCli, nothing: str) -> None:
    first = run_cli("init", "--demo")
    entries = count_entries(nothing)
    second = run_cli("init", "--demo")

    assert first.exit_code == second.exit_code == 0, first.stderr + second.stderr
    assert "chuyenvien" in first.stdout
    assert "chuyenvien" not in second.stdout
    assert count_entries(nothing) == entries

    listed = run_cli("late-list", "show", "--period", "2024-03", "--format", "json").json()
    assert (listed["state"], listed["is_sample"], len(listed["units"])) == ("published", True, 132)
    assert listed["identity_failures"] == []
    assert listed["totals"]["finished_late"] == len(listed["finished_late"]) > 0
    public = run_cli("late-list", "show", "--period", "2024-03", "--public").stdout
    assert "officer" not in public
    assert not any(row["code"] in public for row in listed["finished_late"])

    verdicts = run_cli(
        *("evaluate", "--period", "2026-08", "--directive", "MINH-HOA-2026"),
        *("--dry-run", "--format", "json"),
    )
    missed = [row for row in json.loads(verdicts.stdout) if row["unit_name"] == "UBND xã Cẩm Khê"]
    on_time = next(row for row in missed if row["number"] == "II.1")
    assert (on_time["verdict"], on_time["numerator"], on_time["denominator"]) == (
        "missed",
        1703,
        1937,
    )


def test_an_address_in_use_is_refused_in_one_sentence(
    run_cli: RunCli, database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.remove()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("TRACKER_PORT", str(other.getsockname()[1]))

        result = run_cli("serve")

    assert result.exit_code == 1
    assert "TRACKER_PORT" in result.stderr


def test_refusals_speak_the_language_of_the_installation(
    run_cli: RunCli, database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    vietnamese = run_cli("evaluate", "--period", "2024-13").stderr
    monkeypatch.setenv("TRACKER_LANGUAGE", "en")
    english = run_cli("evaluate", "--period", "2024-13").stderr

    assert vietnamese.startswith("Kỳ “2024-13”")
    assert english.startswith("The period “2024-13”")
