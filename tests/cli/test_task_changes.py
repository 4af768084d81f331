"""`tracker tasks change-…`, `undo`, `history`: the same functions as on screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import TaskChange, UnitGroup, db
from models.vocabulary import Role
from tests.factories import make_indicator, make_task
from tests.remembered import add_actor, remembered
from tests.task_work import TODAY, Work, make_work
from tracker.queries.task_parties import get_task

if TYPE_CHECKING:
    from tests.conftest import CliResult, OnDay, RunCli
    from tracker.config import Settings

PLACE = ("--directive", "12/KH", "--task", "1")
WHY = ("--reason", "Điều chỉnh theo kết luận giao ban", "--by", "van-phong")


@remembered
def work(database: Settings, on_day: OnDay) -> Work:
    on_day(TODAY)
    work = make_work()
    add_actor("van-phong", Role.OFFICE_STAFF)
    return work


def history(run_cli: RunCli) -> list[dict[str, str]]:
    return run_cli("tasks", "history", *PLACE, "--format", "csv").rows()


def term(run_cli: RunCli, *more: str) -> CliResult:
    return run_cli("tasks", "change-term", "Quý III/2024", *PLACE, *WHY, *more)


def test_a_term_is_changed_told_and_undone(run_cli: RunCli, work: Work) -> None:
    done = term(run_cli, "--document", "CV 15/UBND")

    assert done.exit_code == 0
    assert "có hiệu lực từ 10/04/2024" in done.stdout
    (row,) = history(run_cli)
    assert (row["kind"], row["document"], row["effective_on"]) == (
        "term", "CV 15/UBND", "2024-04-10",
    )  # fmt: skip
    undone = run_cli("tasks", "undo", row["id"], *WHY)
    assert (undone.exit_code, undone.stdout) == (0, "Đã hoàn tác 1 thay đổi.\n")
    assert [row["undoes"] for row in history(run_cli)] == [row["id"], ""]


def test_a_trial_writes_nothing(run_cli: RunCli, work: Work) -> None:
    assert "Làm thử" in term(run_cli, "--dry-run").stdout
    assert history(run_cli) == []


def test_parties_are_given_between_bars(run_cli: RunCli, work: Work) -> None:
    done = run_cli(
        "tasks", "change-parties", *PLACE, *WHY, "--leads", "SO.C|Phòng A", "--supports", "",
        "--effective-on", "01/05/2024",
    )  # fmt: skip

    assert done.exit_code == 0
    later = get_task(work.task).task.on(date(2024, 5, 1))
    assert [party.unit_id for party in later.parties] == [work.helping, work.first]


def test_a_target_is_changed(run_cli: RunCli, work: Work) -> None:
    make_task(work.directive, leads=(work.first,), target=(">=", "90"),
              indicator_id=make_indicator("CS-1", "Tỷ lệ"))  # fmt: skip
    place = ("--directive", "12/KH", "--task", "2")
    done = run_cli("tasks", "change-target", "trên 95%", *place, *WHY)

    assert done.exit_code == 0
    (row,) = run_cli("tasks", "list", "--directive", "12/KH", "--format", "csv").rows()[1:]
    assert (row["comparator"], row["target"]) == (">", "95")
    (row,) = run_cli(
        "tasks", "list", "--directive", "12/KH", "--expand", "--as-of", "2024-04-09", "--format",
        "csv",
    ).rows()[3:]  # fmt: skip
    assert (row["comparator"], row["target"]) == (">=", "90")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("change-term", "hôm nào đó", *PLACE, *WHY), "hôm nào đó"),
        (("change-term", "Quý III/2024", *PLACE, "--reason", "Điều chỉnh hạn"), "cli"),
        (("change-parties", *PLACE, *WHY, "--leads", ""), "chủ trì"),
        (("undo", "987654", *WHY), "987654"),
        (("change-many", "--directive", "12/KH", "--tasks", "1", *WHY), "đúng một việc"),
    ],
    ids=["unreadable", "nobody of the office", "no lead", "no change", "no step"],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    run_cli: RunCli, work: Work, arguments: tuple[str, ...], said: str
) -> None:
    refused = run_cli("tasks", *arguments)

    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert said in refused.stderr
    assert db.session.scalar(sa.select(sa.func.count(TaskChange.id))) == 0


@pytest.mark.parametrize(
    "step",
    [("--replace", "SO.A", "--with", "SO.C"), ("--add-support", "SO.C"), ("--shift-due", "7")],
    ids=["replace", "add", "shift"],
)
def test_many_are_changed_in_one_go(run_cli: RunCli, work: Work, step: tuple[str, ...]) -> None:
    for _ in range(2):
        make_task(work.directive, leads=(work.first,), due_on=date(2024, 6, 1))
    many = ("tasks", "change-many", "--directive", "12/KH", "--tasks", "2,3", *step, *WHY)

    assert run_cli(*many, "--dry-run").stdout.startswith("Làm thử")
    assert "--effects-seen" not in run_cli(*many, "--dry-run").stdout
    assert run_cli(*many).stdout == "Đã sửa 2 nhiệm vụ.\n"
    assert db.session.scalar(sa.select(sa.func.count(TaskChange.id))) == 2


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            ("change-parties", *PLACE, "--leads", "Các phòng", "--supports", ""),
            "Đơn vị đổi vai trò: Phòng C (SO.C).",
        ),
        (
            ("change-many", "--directive", "12/KH", "--tasks", "2", "--replace", "SO.A", "--with",
             "Các phòng"),
            "thêm chủ trì: Các phòng.\n  Đơn vị thêm vào: Phòng B (SO.B); Phòng C (SO.C).",
        ),
    ],
    ids=["one", "many"],
)  # fmt: skip
def test_a_group_is_given_a_task_only_after_its_units_were_seen(
    run_cli: RunCli, work: Work, step: tuple[str, ...], said: str
) -> None:
    make_task(work.directive, leads=(work.first,))
    db.session.add(
        UnitGroup(code="phong", name="Các phòng", scope_id=work.department, levels="division")
    )
    db.session.commit()

    def count() -> int:
        return db.session.scalar(sa.select(sa.func.count(TaskChange.id))) or 0

    def give(*more: str) -> CliResult:
        return run_cli("tasks", *step, *WHY, *more)

    refused = give()
    trial = give("--dry-run").stdout
    key = trial.splitlines()[-1].rpartition(" ")[2]
    of_other_units = give("--effects-seen", key[::-1])

    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "--dry-run" in refused.stderr
    assert said in trial
    assert trial.endswith(f"Đã xem và đồng ý: ghi lại với --effects-seen {key}\n")
    assert (of_other_units.exit_code, of_other_units.stdout) == (1, "")
    assert "mã mới" in of_other_units.stderr
    assert count() == 0
    assert give("--effects-seen", key).exit_code == 0
    assert count() == 1


def test_a_change_among_units_asks_for_no_look(run_cli: RunCli, work: Work) -> None:
    given = ("tasks", "change-parties", *PLACE, *WHY, "--leads", "SO.C", "--supports", "")
    trial, done = run_cli(*given, "--dry-run"), run_cli(*given)

    assert "--effects-seen" not in trial.stdout
    assert (done.exit_code, done.stderr) == (0, "")
