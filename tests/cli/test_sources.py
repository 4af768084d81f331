"""`tracker sources` and `tracker runs`: what is listed, decided, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import Source, db
from models.vocabulary import Role, RunState
from tests.factories import make_source
from tests.run_rows import make_call, make_run
from tracker.cli.runs import CALL_COLUMNS
from tracker.cli.runs import COLUMNS as RUN_COLUMNS
from tracker.cli.sources import COLUMNS
from tracker.clock import now

if TYPE_CHECKING:
    from tests.conftest import MakeActor, RunCli
    from tracker.config import Settings

WHY = "Đã gọi cổng, số cũ dùng được"


@pytest.fixture(autouse=True)
def staff(database: Settings, make_actor: MakeActor) -> None:
    del database
    make_source("CONG")
    make_actor("van.phong")
    make_actor("quan.tri", Role.ADMINISTRATOR)


def rank_of(code: str) -> int | None:
    db.session.rollback()
    return db.session.query(Source.rank).filter_by(code=code).scalar()


def test_sources_are_listed_in_the_order_they_speak(run_cli: RunCli) -> None:
    make_source("A-KHAC")
    assert run_cli("sources", "rank", "CONG", "5", "--by", "van.phong").exit_code == 0

    found = run_cli("sources", "list", "--format", "json").json()
    assert [(row["code"], row["rank"]) for row in found] == [("CONG", 5), ("A-KHAC", 100)]
    assert tuple(found[0]) == COLUMNS
    assert [row["code"] for row in run_cli("sources", "list", "--format", "csv").rows()] == [
        "CONG",
        "A-KHAC",
    ]


def test_a_dry_run_decides_nothing(run_cli: RunCli) -> None:
    result = run_cli("sources", "rank", "CONG", "5", "--by", "van.phong", "--dry-run")

    assert (result.exit_code, rank_of("CONG")) == (0, 100)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("rank", "CONG", "5"), "cli", id="the-command-line-itself-decides-nothing"),
        pytest.param(("rank", "CONG", "5", "--by", "quan.tri"), "quan.tri", id="nor-the-admin"),
        pytest.param(("rank", "CONG", "0", "--by", "van.phong"), "“0”", id="no-such-rank"),
        pytest.param(("rank", "KHONG", "5", "--by", "van.phong"), "“KHONG”", id="no-such-source"),
        pytest.param(("age", "CONG", "mot", "--by", "van.phong"), "“mot”", id="no-number"),
        pytest.param(("age", "CONG", "0", "--by", "van.phong"), "“0”", id="no-days"),
        pytest.param(
            ("resume", "CONG", "--reason", WHY, "--by", "van.phong"),
            "không bị dừng",
            id="not-stopped",
        ),
    ],
)
def test_what_may_not_be_decided_is_refused_in_one_sentence(
    run_cli: RunCli, arguments: tuple[str, ...], said: str
) -> None:
    result = run_cli("sources", *arguments)

    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert rank_of("CONG") == 100


def test_an_age_limit_is_set_and_taken_away(run_cli: RunCli) -> None:
    def limit() -> object:
        return run_cli("sources", "list", "--format", "json").json()[0]["max_age_days"]

    run_cli("sources", "age", "CONG", "3", "--by", "van.phong")
    assert limit() == 3
    run_cli("sources", "age", "CONG", "none", "--by", "van.phong")
    assert limit() is None


def test_the_administrator_resumes_a_stopped_source(run_cli: RunCli) -> None:
    db.session.query(Source).update({"stopped_at": now(), "stopped_code": "pull_interrupted"})
    db.session.commit()

    result = run_cli("sources", "resume", "CONG", "--reason", WHY, "--by", "quan.tri")
    assert result.exit_code == 0
    assert run_cli("sources", "list", "--format", "json").json()[0]["stopped_at"] is None


def test_runs_are_listed_newest_first_and_found_by_source_and_period(run_cli: RunCli) -> None:
    first, second = make_run("CONG"), make_run("CONG", "2024-04", RunState.FAILED)
    other = make_run("KHAC")

    def found(*options: str) -> list[int]:
        rows = run_cli("runs", "list", *options, "--format", "json").json()
        return [row["run"] for row in rows]

    assert found() == [other, second, first]
    assert found("--source", "CONG") == [second, first]
    assert found("--period", "2024-03") == [other, first]
    assert tuple(run_cli("runs", "list", "--format", "json").json()[0]) == RUN_COLUMNS
    assert run_cli("runs", "list", "--source", "KHONG").exit_code == 1
    assert run_cli("runs", "list", "--period", "thang-3").exit_code == 1


def test_a_run_is_shown_with_its_calls_and_what_went_wrong(run_cli: RunCli) -> None:
    run = make_run("CONG", state=RunState.FAILED, error="pull_interrupted", quality={"LA": 2})
    sha256 = make_call(run)

    shown = run_cli("runs", "show", str(run), "--format", "json").json()
    assert (shown["run"], shown["error"], shown["quality"]) == (run, "pull_interrupted", {"LA": 2})
    assert shown["message"]
    assert [call["sha256"] for call in shown["calls"]] == [sha256]
    assert tuple(shown["calls"][0]) == CALL_COLUMNS
    assert run_cli("runs", "show", str(run), "--format", "csv").rows()[0]["sha256"] == sha256
    assert shown["message"] in run_cli("runs", "show", str(run)).stdout
    assert run_cli("runs", "show", "987").exit_code == 1


def test_a_failed_run_is_accepted_by_a_person_with_a_reason(run_cli: RunCli) -> None:
    run = str(make_run("CONG", state=RunState.FAILED))

    assert run_cli("runs", "accept", run, "--reason", WHY).exit_code == 1
    assert run_cli("runs", "accept", run, "--by", "van.phong").exit_code == 2
    tried = run_cli("runs", "accept", run, "--reason", WHY, "--by", "van.phong", "--dry-run")
    assert tried.exit_code == 0
    done = run_cli("runs", "accept", run, "--reason", WHY, "--by", "van.phong")
    assert (done.exit_code, "2024-03" in done.stdout) == (0, True)
    again = run_cli("runs", "accept", run, "--reason", WHY, "--by", "van.phong")
    assert again.exit_code == 1


def test_judging_says_first_what_must_be_known_of_the_figures(run_cli: RunCli) -> None:
    from tests.factories import make_directive, make_task, make_unit

    unit = make_unit("X1", "UBND xã Một")
    make_task(make_directive("KH1", unit), leads=(unit,))
    make_run("CONG", state=RunState.FAILED)

    stopped = run_cli("evaluate", "--period", "2024-03")
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "Dừng lại ở kỳ 2024-03" in stopped.stderr
    tried = run_cli("evaluate", "--period", "2024-03", "--dry-run")
    assert tried.exit_code == 0
    assert "Lần lấy số liệu gần nhất của nguồn Cong thất bại" in tried.stdout
