"""`tracker late-list` as scripts outside the project call it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Unit, db
from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.publishing import late_list as publishing
from tracker.rules.counts import UnitCounts

if TYPE_CHECKING:
    from tests.conftest import CliResult, MakeActor, OnDay, RunCli
    from tracker.config import Settings

OFFICER = "Cán bộ Thụ Lý"
CODE = "H99.01-240301-0017"
PERIOD = ("--period", "2024-03")
LIFE = (("draft", "cli"), ("approve", "binh"), ("publish", "lan"))


@pytest.fixture
def late_list(database: Settings, run_cli: RunCli, make_actor: MakeActor, on_day: OnDay) -> RunCli:
    """Run `tracker late-list …` of March 2024 over one late and one overdue dossier."""
    del database
    on_day(date(2024, 4, 5))
    make_actor("lan", Role.OFFICE_STAFF)
    make_actor("binh", Role.APPROVER)
    make_actor("quan-tri", Role.ADMINISTRATOR)
    unit, procedure = make_unit("H99.01", "UBND xã Một"), make_procedure("1.000001", "Cấp giấy")
    batch = make_batch(make_source("one-stop"), as_of=date(2024, 3, 30))
    for code, finished_on in ((CODE, date(2024, 3, 20)), ("H99.01-240301-0018", None)):
        make_dossier(
            unit_id=unit,
            batch_id=batch,
            procedure_id=procedure,
            received_on=date(2024, 3, 1),
            due_on=date(2024, 3, 12),
            finished_on=finished_on,
            code=code,
            officer=OFFICER,
        )

    def run(command: str, *arguments: str) -> CliResult:
        where = () if "--period" in arguments else PERIOD
        return run_cli("late-list", command, *where, *arguments)

    return run


def live(late_list: RunCli) -> None:
    for command, username in LIFE:
        assert late_list(command, "--by", username).exit_code == 0


def test_each_step_prints_period_version_state_and_hash(late_list: RunCli) -> None:
    printed = [
        late_list(command, "--by", username, "--format", "json").json()
        for command, username in LIFE
    ]

    assert [row["state"] for row in printed] == ["draft", "approved", "published"]
    assert {(row["period"], row["version"]) for row in printed} == {("2024-03", 1)}
    assert len({row["sha256"] for row in printed}) == 1
    (row,) = late_list("correct", "--reason", "sai ngày", "--by", "lan", "--format", "csv").rows()
    assert (row["version"], row["state"]) == ("2", "draft")
    people = late_list("withdraw", "--reason", "sai ngày", "--by", "lan").stdout
    assert "Kỳ 2024-03, bản 1: Đã thu hồi" in people
    assert printed[0]["sha256"] in people


def test_show_as_json_is_the_list_of_the_staff_with_state_and_hash(late_list: RunCli) -> None:
    live(late_list)

    shown = late_list("show", "--format", "json").json()

    heading = ["period", "first_day", "last_day", "as_of", "rule", "version", "state", "sha256"]
    assert [shown[key] for key in heading[:7]] == [
        "2024-03",
        "2024-03-01",
        "2024-03-31",
        "2024-03-30",
        "by_date",
        1,
        "published",
    ]
    assert [key for key in shown if key in heading] == heading
    assert (shown["previous_sha256"], len(shown["sha256"])) == ("", 64)
    (late,) = shown["finished_late"]
    assert (late["code"], late["officer"], late["days_late"]) == (CODE, OFFICER, 8)
    assert shown["open_overdue"][0]["finished_on"] is None
    assert shown["units"][0]["finished_on_time_rate"] == {
        "numerator": 0,
        "denominator": 1,
        "percent": 0,
    }


def test_show_public_prints_the_hashed_bytes_and_nothing_else(late_list: RunCli) -> None:
    live(late_list)

    public = late_list("show", "--public").stdout
    shown = late_list("show", "--format", "json").json()

    assert hashlib.sha256(public.encode()).hexdigest() == shown["sha256"]
    assert OFFICER not in public
    assert CODE not in public
    assert json.loads(public)["codes"] == "masked"


def test_show_as_csv_is_a_row_for_each_dossier_the_list_first(late_list: RunCli) -> None:
    late_list("draft")

    rows = late_list("show", "--format", "csv").rows()

    assert [(row["list"], row["code"]) for row in rows] == [
        ("finished_late", CODE),
        ("open_overdue", "H99.01-240301-0018"),
    ]
    assert (rows[0]["finished_on"], rows[1]["finished_on"]) == ("2024-03-20", "")
    assert next(iter(rows[0])) == "list"


def test_show_for_people_sums_up_units_and_says_what_is_known_until_when(
    late_list: RunCli,
) -> None:
    late_list("draft")

    shown = late_list("show").stdout

    assert shown.startswith("Danh sách đơn vị chậm muộn")
    assert "Bản 1: Dự thảo" in shown
    assert "UBND xã Một" in shown
    assert "Tổng cộng" in shown
    assert "0 % (0/1)" in shown
    assert "Số liệu mới đến ngày 30/03/2024, chưa đủ kỳ; nguồn one-stop" in shown


def test_an_old_version_stays_readable_under_its_number(late_list: RunCli) -> None:
    live(late_list)
    first = late_list("show", "--public").stdout
    late_list("correct", "--reason", "sai ngày", "--by", "lan")
    for command, username in LIFE[1:]:
        late_list(command, "--by", username)

    assert late_list("show", "--version", "1", "--public").stdout == first
    assert late_list("show", "--version", "1", "--format", "json").json()["state"] == "corrected"
    newest = late_list("show", "--format", "json").json()
    assert (newest["version"], newest["reason"]) == (2, "sai ngày")
    assert newest["previous_sha256"] == hashlib.sha256(first.encode()).hexdigest()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("draft", "--period", "2024-13"), "2024-13", id="no-such-month"),
        pytest.param(("draft", "--period", "2024-Q1"), "không phải tháng", id="quarter"),
        pytest.param(("draft", "--period", "2024-04"), "30/04/2024", id="not-ended"),
        pytest.param(("draft", "--period", "2023-03"), "Chưa có số liệu", id="no-data"),
        pytest.param(("draft", "--by", "quan-tri"), "quan-tri", id="administrator"),
        pytest.param(("approve", "--by", "binh"), "2024-03", id="nothing-to-approve"),
        pytest.param(("approve",), "cli", id="the-system-never-approves"),
        pytest.param(("show",), "Chưa có danh sách", id="nothing-to-show"),
        pytest.param(("draft", "--by", "khong-co"), "khong-co", id="unknown-user"),
        pytest.param(("withdraw", "--by", "lan"), "lý do", id="no-reason"),
    ],
)
def test_what_is_refused_exits_1_with_one_sentence(
    late_list: RunCli, arguments: tuple[str, ...], says: str
) -> None:
    result = late_list(*arguments)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_dry_run_prints_what_would_be_and_writes_nothing(late_list: RunCli) -> None:
    result = late_list("draft", "--dry-run", "--format", "json")

    assert (result.exit_code, result.json()["state"]) == (0, "draft")
    assert late_list("show").exit_code == 1


def test_a_list_without_a_period_is_wrong_usage(run_cli: RunCli, database: Settings) -> None:
    del database

    assert run_cli("late-list", "draft").exit_code == 2


def test_a_list_of_made_up_dossiers_says_so(late_list: RunCli) -> None:
    make_dossier(
        unit_id=make_unit("H99.09", "UBND xã Chín"),
        batch_id=make_batch(make_source("sample", is_sample=True), as_of=date(2024, 4, 1)),
        procedure_id=make_procedure(),
        received_on=date(2024, 3, 1),
        due_on=date(2024, 3, 12),
    )
    late_list("draft")

    assert "Dữ liệu minh họa." in late_list("show").stdout


def test_a_sum_that_does_not_come_out_is_told_to_people(
    late_list: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = UnitCounts(received=3, received_online=3, finished=2, finished_early=2)
    unit = db.session.scalar(sa.select(Unit.id))
    monkeypatch.setattr(publishing, "count_units", lambda *_: {unit: broken})
    late_list("draft")

    told = late_list("show").stdout

    assert "H99.01: Tiếp nhận cộng kỳ trước chuyển qua (3)" in told
    assert "Tổng cộng: Tiếp nhận cộng kỳ trước chuyển qua (3)" in told
