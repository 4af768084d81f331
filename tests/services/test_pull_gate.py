"""A pull that failed never becomes "nobody was late": the period stops until somebody answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, EvaluationRun, Publication, PullRun, db
from models.vocabulary import Role, RunState, SourceKind
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_task,
    make_unit,
)
from tests.remembered import remembered
from tests.run_rows import STARTED, make_call, make_run, source_id_of
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.jobs.evaluation import run_evaluation
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.evaluations import list_evaluations
from tracker.queries.publications import get_publication
from tracker.rules.canonical import sha256_hex
from tracker.rules.periods import read_period
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.services.pull_runs import fail_run, start_run
from tracker.services.run_acceptance import accept_run
from tracker.transaction import transaction
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

PERIOD = "2024-03"
WHY = "Đã gọi cổng: bảo trì, số cũ dùng được"


class Month:
    """A month with one late dossier and one figure to judge."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.unit = make_unit("X1", "UBND xã Một")
        batch = make_batch(source_id_of("MOT-CUA"), as_of=date(2024, 4, 1))
        make_dossier(
            unit_id=self.unit,
            batch_id=batch,
            procedure_id=make_procedure(),
            received_on=date(2024, 3, 1),
            due_on=date(2024, 3, 12),
            finished_on=date(2024, 3, 20),
        )
        indicator = make_indicator("T.1", "Tỷ lệ")
        task_of = make_directive("01/KH", self.unit)
        make_task(task_of, leads=(self.unit,), indicator_id=indicator, target=(">=", "90"))
        make_figure(indicator, self.unit, PERIOD, 9, 10, source="CONG", as_of=date(2024, 4, 1))

    def draft(self, actor: Actor | None = None) -> None:
        with transaction():
            draft_late_list(period=PERIOD, actor=actor or system(), settings=self.settings)


def system() -> Actor:
    return get_actor(SYSTEM_USERNAME)


def judge(**more: Any) -> int:
    return run_evaluation(period=PERIOD, actor=system(), **more).summary.cell_count


def count(table: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@remembered
def month(database: Settings, on_day: OnDay) -> Month:
    on_day(date(2024, 4, 5))
    return Month(database)


@pytest.mark.parametrize("source", ["CONG", "MOT-CUA", "MOI"], ids=lambda code: f"of-{code}")
def test_a_failed_pull_stops_lists_and_verdicts_of_its_period(month: Month, source: str) -> None:
    run = make_run(source, state=RunState.FAILED, error="pull_interrupted")

    with pytest.raises(RefusedError, match="pull_failed_period") as refused:
        month.draft()
    with pytest.raises(RefusedError, match="pull_failed_period"):
        judge()

    assert (count(Publication), count(EvaluationRun)) == (0, 0)
    text = explain(refused.value)
    for part in (f"số {run}", source, PERIOD, f"tracker pull {source} --period {PERIOD}"):
        assert part in text


def test_the_reason_of_a_shrunken_pull_is_told_with_its_numbers(month: Month) -> None:
    with transaction():
        _, run = start_run(
            source_code="CONG",
            source_kind=SourceKind.PORTAL,
            rank=100,
            period=read_period(PERIOD),
            connector="portal",
            actor=system(),
        )
    with transaction():
        sizes = {"figures": 690, "last_figures": 1000, "units": 164, "last_units": 164}
        fail_run(run_id=run, code="pull_shrunken", params={**sizes, "last_run": 7}, actor=system())

    with pytest.raises(RefusedError) as refused:
        month.draft()
    text = explain(refused.value)
    for part in ("690", "1000", "ít hơn từ 30 %", f"số {run}", "CONG"):
        assert part in text
    assert "…" not in text


def test_a_pull_that_ends_well_stops_nothing(month: Month) -> None:
    make_run(state=RunState.OK)
    make_run("MOT-CUA", state=RunState.OK_WITH_FINDINGS)

    month.draft()
    assert judge() == 1


def test_a_failed_pull_of_another_period_stops_nothing(month: Month) -> None:
    make_run(period="2024-02", state=RunState.FAILED)
    make_run(period="2024", state=RunState.FAILED)

    month.draft()
    assert judge() == 1


@pytest.mark.parametrize(
    ("states", "stops"),
    [
        pytest.param([RunState.FAILED, RunState.OK], False, id="a-second-good-pull-clears-it"),
        pytest.param([RunState.OK, RunState.FAILED], True, id="a-newer-failure-counts"),
        pytest.param(
            [RunState.FAILED, RunState.OK_WITH_FINDINGS], False, id="findings-are-not-a-failure"
        ),
    ],
)
def test_only_the_newest_pull_counts(month: Month, states: list[RunState], stops: bool) -> None:
    for state in states:
        make_run(state=state)

    if stops:
        with pytest.raises(RefusedError, match="pull_failed_period"):
            month.draft()
    else:
        month.draft()


def test_the_failure_of_one_source_is_not_cleared_by_another(month: Month) -> None:
    make_run("CONG", state=RunState.FAILED)
    make_run("MOT-CUA", state=RunState.OK)

    with pytest.raises(RefusedError, match="pull_failed_period"):
        month.draft()


def test_while_a_pull_runs_nobody_is_judged_by_half_of_it(
    month: Month, on_day: OnDay, make_actor: MakeActor
) -> None:
    on_day(date(2024, 4, 2))
    run = make_run(state=RunState.RUNNING, started_at=STARTED + timedelta(hours=4))

    with pytest.raises(ConflictError, match="pull_running_period"):
        month.draft()
    with pytest.raises(ConflictError, match="run_still_running"), transaction():
        accept_run(run_id=run, reason=WHY, actor=make_actor("staff"))


def test_a_pull_that_was_killed_is_a_failed_one_and_may_be_accepted(
    month: Month, make_actor: MakeActor
) -> None:
    run = make_run(state=RunState.RUNNING)
    make_call(run)

    with pytest.raises(RefusedError, match="pull_failed_period"):
        month.draft()
    with transaction():
        accept_run(run_id=run, reason=WHY, actor=make_actor("staff"))
    month.draft()


def test_a_dry_run_may_show_what_may_not_stand(month: Month) -> None:
    make_run(state=RunState.FAILED)

    assert judge(dry_run=True) == 1
    assert count(EvaluationRun) == 0


def test_verdicts_that_stand_stay_while_a_pull_lies_failed(month: Month) -> None:
    judge()
    make_run(state=RunState.FAILED)

    with pytest.raises(RefusedError):
        judge()
    assert [row.verdict.value for row in list_evaluations(PERIOD)] == ["achieved"]


def test_a_correction_waits_for_a_good_pull_too(month: Month, make_actor: MakeActor) -> None:
    month.draft()
    with transaction():
        approve_late_list(period=PERIOD, actor=make_actor("lead", Role.APPROVER))
    with transaction():
        publish_late_list(period=PERIOD, actor=system())
    before = get_publication(PERIOD).content_text
    make_run(state=RunState.FAILED)

    with pytest.raises(RefusedError, match="pull_failed_period"), transaction():
        correct_late_list(period=PERIOD, reason="sửa", actor=system(), settings=month.settings)
    assert get_publication(PERIOD).content_text == before


def test_who_accepts_lets_the_period_go_on_and_the_list_says_so(
    month: Month, make_actor: MakeActor
) -> None:
    run = make_run(state=RunState.FAILED, error="pull_interrupted")
    actor = make_actor("staff")

    with transaction():
        assert accept_run(run_id=run, reason=f"  {WHY} ", actor=actor) == PERIOD
    month.draft()

    assert judge() == 1
    found = get_publication(PERIOD)
    for content in (found.content, found.internal):
        assert content["notices"] == [
            {
                "code": "pull_accepted",
                "source": "CONG",
                "run": run,
                "error": "pull_interrupted",
                "reason": WHY,
            }
        ]
    entry = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "pull_accepted")
    ).one()
    assert (entry.actor, entry.object_key) == ("staff", str(run))
    assert entry.details["reason"] == WHY


def test_an_accepted_failure_does_not_cover_the_next_one(
    month: Month, make_actor: MakeActor
) -> None:
    first = make_run(state=RunState.FAILED)
    with transaction():
        accept_run(run_id=first, reason=WHY, actor=make_actor("staff"))
    make_run(state=RunState.FAILED)

    with pytest.raises(RefusedError, match="pull_failed_period"):
        month.draft()


def test_a_list_without_failed_pulls_says_what_it_said_before_there_were_any(
    month: Month,
) -> None:
    month.draft()
    before = get_publication(PERIOD)
    make_run(state=RunState.OK)
    month.draft()

    after = get_publication(PERIOD)
    assert after.content["notices"] == before.content["notices"] == []
    kept = {key: value for key, value in before.content.items() if key not in CHAIN}
    assert {key: value for key, value in after.content.items() if key not in CHAIN} == kept
    assert after.sha256 == sha256_hex(after.content_text.encode())


CHAIN = ("audit_head", "internal_sha256")


@pytest.mark.parametrize(
    ("state", "reason", "error"),
    [
        pytest.param(RunState.OK, WHY, "run_needs_no_acceptance", id="a-good-run"),
        pytest.param(RunState.FAILED, "ok", "source_reason_short", id="no-reason"),
        pytest.param(RunState.FAILED, "a" * 2001, "source_reason_long", id="a-novel"),
    ],
)
def test_what_cannot_be_accepted_is_refused(
    month: Month, make_actor: MakeActor, state: RunState, reason: str, error: str
) -> None:
    run = make_run(state=state)

    with pytest.raises(RefusedError, match=error), transaction():
        accept_run(run_id=run, reason=reason, actor=make_actor("staff"))
    assert db.session.get_one(PullRun, run).accepted_at is None


def test_a_run_is_accepted_once_and_only_while_it_is_the_newest(
    month: Month, make_actor: MakeActor
) -> None:
    actor = make_actor("staff")
    old, run = make_run(state=RunState.FAILED), make_run(state=RunState.FAILED)

    with pytest.raises(RefusedError, match="run_not_newest"), transaction():
        accept_run(run_id=old, reason=WHY, actor=actor)
    with transaction():
        accept_run(run_id=run, reason=WHY, actor=actor)
    with pytest.raises(ConflictError, match="run_accepted_already"), transaction():
        accept_run(run_id=run, reason=WHY, actor=actor)
    with pytest.raises(NotFoundError, match="pull_run_unknown"), transaction():
        accept_run(run_id=run + 1, reason=WHY, actor=actor)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.OFFICE_STAFF, Role.PUBLIC)]
)
def test_only_office_staff_let_a_failed_pull_pass(
    month: Month, make_actor: MakeActor, role: Role
) -> None:
    run = make_run(state=RunState.FAILED)

    with pytest.raises(ForbiddenError, match="role_not_allowed"), transaction():
        accept_run(run_id=run, reason=WHY, actor=make_actor("an", role))
