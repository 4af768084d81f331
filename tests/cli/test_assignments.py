"""`tracker assignments`: the same functions as on screen, the same refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.vocabulary import DisputeState
from tests.assignment_office import DECIDE_BY, PAPER, TEXT, TODAY, Office, make_office
from tests.remembered import remembered
from tracker.queries.assignment_disputes import get_dispute, list_disputes

if TYPE_CHECKING:
    from tests.conftest import CliResult, OnDay, RunCli
    from tracker.config import Settings

PLACE = ("--directive", "12/KH", "--task", "1", "--unit", "S1")
WHY = "Quyết định 05/QĐ-UBND giao lĩnh vực này cho Sở Ba"
HEAD, APPROVER, STAFF = ("--by", "truong-1"), ("--by", "lanh-dao"), ("--by", "van-phong")


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


def refuse(run_cli: RunCli, *more: str) -> CliResult:
    why = ("--reason", "not_our_function", "--text", TEXT)
    what = ("--propose", "other_unit", "--to-unit", "S3")
    return run_cli("assignments", "refuse", *PLACE, *why, *what, *HEAD, *more)


def states(run_cli: RunCli) -> dict[tuple[str, str], str]:
    rows = run_cli("assignments", "list", "--directive", "12/KH", "--format", "csv").rows()
    return {(row["number"], row["unit_code"]): row["state"] for row in rows}


def disputes(run_cli: RunCli) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run_cli("assignments", "disputes", "--format", "json").json()
    return found


def test_a_unit_takes_several_on_at_once(office: Office, run_cli: RunCli) -> None:
    result = run_cli("assignments", "accept", *PLACE, "--task", "2", *HEAD)
    assert (result.exit_code, result.stdout) == (0, "Đã tiếp nhận 2 nhiệm vụ.\n")
    assert states(run_cli)["1", "S1"] == states(run_cli)["2", "S1"] == "accepted"
    assert states(run_cli)["1", "S2"] == "waiting"


def test_a_refusal_is_decided_and_brought_into_the_assignment(
    office: Office, run_cli: RunCli
) -> None:
    assert refuse(run_cli).exit_code == 0
    (row,) = disputes(run_cli)
    assert (row["state"], row["decide_by"]) == ("open", DECIDE_BY.isoformat())
    number = str(row["id"])
    said = ("--text", "Sở Ba không có biên chế", "--by", "truong-3")
    assert run_cli("assignments", "comment", number, *said).exit_code == 0
    moved = (
        "--outcome", "other_unit", "--to-unit", "S3", "--reason", WHY,
        "--document", PAPER, "--effective-on", "10/04/2024",
    )  # fmt: skip
    assert run_cli("assignments", "decide", number, *moved, *APPROVER).exit_code == 0
    assert disputes(run_cli)[0]["is_unapplied"] is True
    assert run_cli("assignments", "apply", number, *STAFF).exit_code == 0
    assert disputes(run_cli)[0]["is_unapplied"] is False
    assert ("1", "S1") not in states(run_cli)
    assert ("1", "S3") in states(run_cli)


def test_the_office_names_who_decides(office: Office, run_cli: RunCli) -> None:
    refuse(run_cli)
    number = str(list_disputes()[0].id)
    named = ("--arbiter", "van-phong-2", *STAFF)
    assert run_cli("assignments", "appoint", number, *named).exit_code == 0
    kept = ("--outcome", "keep", "--reason", WHY)
    refused = run_cli("assignments", "decide", number, *kept, *APPROVER)
    assert refused.exit_code == 1
    assert "Chỉ người được giao xem xét" in refused.stderr
    decided = run_cli("assignments", "decide", number, *kept, "--by", "van-phong-2")
    assert decided.exit_code == 0
    assert get_dispute(int(number)).state is DisputeState.KEPT


def test_a_dry_run_writes_nothing(office: Office, run_cli: RunCli) -> None:
    assert refuse(run_cli, "--dry-run").exit_code == 0
    assert list_disputes() == []


@pytest.mark.parametrize("who", ["cli", "can-bo-1", "truong-2", "van-phong", "lanh-dao"])
def test_nobody_else_answers_for_a_unit(office: Office, run_cli: RunCli, who: str) -> None:
    result = run_cli("assignments", "accept", *PLACE, "--by", who)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert states(run_cli)["1", "S1"] == "waiting"


def test_a_list_can_be_narrowed(office: Office, run_cli: RunCli) -> None:
    result = run_cli("assignments", "list", "--unit", "S2", "--state", "waiting", "--format", "csv")
    assert {row["unit_code"] for row in result.rows()} == {"S2"}
    empty = run_cli("assignments", "list", "--state", "accepted", "--format", "csv")
    assert empty.rows() == []


def test_wrong_usage_is_told_as_such(office: Office, run_cli: RunCli) -> None:
    assert refuse(run_cli, "--propose", "something").exit_code == 2
    assert run_cli("assignments", "decide", "1", "--outcome", "keep").exit_code == 2
    assert run_cli("assignments", "comment", "99", "--text", TEXT, *HEAD).exit_code == 1
