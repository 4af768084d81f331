"""A run is kept call by call, taken up again when it was cut short, and never half taken in.

Source: reference/reliability.md C6, D7; reference/peer-766.md section 5.
"""

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    Base,
    ImportBatch,
    Indicator,
    Measurement,
    PullRun,
    RawBody,
    Source,
    SourceUnit,
    Unit,
    db,
)
from models.vocabulary import PeriodKind, RunState, SourceKind
from tests.conftest import MakeActor, OnDay, RunCli
from tests.sources.conftest import SOURCE, UNIT_COUNT, Configure, Portal, Serve
from tests.stand_ins.portal import ROOT_CODE, Data, province
from tests.stand_ins.server import Answer, Request, json_answer
from tracker.clock import now
from tracker.errors import ConflictError
from tracker.jobs import connectors, pull_calls
from tracker.jobs.connectors import ConnectorEntry, FilesTaken, Way
from tracker.jobs.pull_checks import check_size
from tracker.queries.accounts import Actor
from tracker.queries.pull_runs import (
    find_last_good_run,
    get_run,
    list_calls,
    list_runs,
    load_body,
)
from tracker.rules.periods import Period, read_period
from tracker.services.pull_replies import CallRecord, record_call
from tracker.services.pull_runs import RunResult, end_run, fail_run, start_run
from tracker.sources.contract import (
    Call,
    Finding,
    ForeignFigure,
    ForeignUnit,
    Reading,
    Reply,
    SourceSettings,
)
from tracker.sources.errors import PullFailedError
from tracker.transaction import transaction

DAY = date(2026, 9, 27)
FIGURES = 13 * (4 + 1 + 3 + 7 + 3) + 13 + 13 * 6 + 3
"""Shares of every unit, average days, points of six groups, and three counts of the province."""


def figures() -> list[tuple[Any, ...]]:
    """Return every figure in force with the day it stands for."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(
            Unit.code,
            Indicator.code,
            Measurement.period,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.value,
            Measurement.quality,
            Measurement.revision,
            Measurement.as_of,
        )
        .join(Unit, Unit.id == Measurement.unit_id)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Measurement.is_current)
        .order_by(Unit.code, Indicator.code)
    )
    return [tuple(row) for row in rows]


def count(table: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def source() -> Source:
    db.session.rollback()
    return db.session.scalars(sa.select(Source).where(Source.code == SOURCE)).one()


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)))


# A good run.


def test_a_pull_takes_every_figure_in_and_says_so_like_an_import(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)

    result = portal.pull()

    report = result.json()
    assert result.exit_code == 0
    assert list(report) == [
        "batch", "file_sha256", "rows", "accepted", "added", "updated", "unchanged", "rejected",
        "skipped", "errors", "alerts", "already_imported", "source", "url", "quality", "run",
        "state", "findings",
    ]  # fmt: skip
    assert (report["rows"], report["added"], report["accepted"]) == (FIGURES, FIGURES, FIGURES)
    assert (report["state"], report["source"]) == ("ok", SOURCE)
    assert {"flag": "province_wide", "count": 24} in report["quality"]
    assert len(figures()) == FIGURES
    assert (ROOT_CODE, "766-2.2", "2026-08", None, None, Decimal("4.2"), "", 1, DAY) in figures()


def test_a_run_keeps_every_call_with_time_hash_parameters_and_bytes(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)
    run = portal.pull().json()["run"]

    calls = list_calls(run)
    assert [call.ordinal for call in calls] == [1, 2, 3, 4, 5, 6]
    for call, request in zip(calls, portal.server.requests, strict=True):
        assert call.parameters == {"body": request.json()}
        assert call.url.endswith(request.path)
        assert call.body_id is not None
        sent = portal.stand_in.answer(request).body
        assert load_body(call.body_id) == sent
        assert (call.status, call.byte_count, call.error_code) == (201, len(sent), "")
        assert call.captured_at == datetime(2026, 9, 27, 5, tzinfo=UTC)
    row = get_run(run)
    assert (row.state, row.call_count, row.row_count) == (RunState.OK, 6, FIGURES)
    assert (row.unit_count, row.connector) == (UNIT_COUNT + 1, "portal")


def test_the_batch_carries_capture_time_and_the_hash_over_all_bodies(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY, time(1, 14))
    report = portal.pull().json()

    batch = db.session.get_one(ImportBatch, report["batch"])
    assert batch.captured_at == datetime(2026, 9, 26, 18, 14, tzinfo=UTC)
    assert (batch.as_of, batch.file_sha256) == (DAY, report["file_sha256"])


@pytest.mark.parametrize(
    ("at", "day"), [(time(6), date(2026, 9, 1)), (time(23, 30), date(2026, 9, 1))]
)
def test_the_day_of_a_figure_is_the_day_in_vietnam(
    portal: Portal, on_day: OnDay, at: time, day: date
) -> None:
    on_day(day, at)

    assert portal.pull().exit_code == 0, "August is over, though in UTC it may still be August"
    assert {row[-1] for row in figures()} == {day}


def test_the_source_is_registered_as_what_it_is(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.configure("max_age_days = 3\n")
    portal.pull()

    found = source()
    assert (found.kind, found.rank, found.max_age_days) == (SourceKind.PORTAL, 100, 3)


def test_units_of_the_source_are_remembered_with_ours(
    portal: Portal, on_day: OnDay, province_units: dict[str, int]
) -> None:
    on_day(DAY)
    run = portal.pull().json()["run"]

    rows = db.session.scalars(sa.select(SourceUnit)).all()
    assert {(row.external_code, row.unit_id) for row in rows} == set(province_units.items())
    assert {(row.first_run_id, row.last_run_id) for row in rows} == {(run, run)}


def test_the_same_again_changes_nothing_and_confirms_the_day(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    first = portal.pull().json()
    on_day(DAY + timedelta(days=1))

    again = portal.pull().json()

    assert (again["unchanged"], again["added"], again["updated"]) == (FIGURES, 0, 0)
    assert again["already_imported"] is True
    assert again["file_sha256"] == first["file_sha256"]
    assert {(row[-2], row[-1]) for row in figures()} == {(1, DAY + timedelta(days=1))}
    assert count(RawBody) == 6, "equal bytes are kept once"


def test_a_dry_run_asks_and_keeps_nothing(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)

    result = portal.pull("2026-08", "--dry-run")

    report = result.json()
    assert (result.exit_code, report["added"]) == (0, FIGURES)
    assert (report["run"], report["batch"]) == (None, None)
    assert len(portal.server.requests) == 6
    for table in (PullRun, RawBody, Measurement, ImportBatch, Source, SourceUnit):
        assert count(table) == 0


def test_a_period_that_is_not_over_is_refused_before_any_call(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)

    result = portal.pull("2026-09")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "30/09/2026" in result.stderr
    assert portal.server.requests == []
    assert count(PullRun) == 0


def test_every_end_of_a_run_stands_in_the_audit_trail(
    portal: Portal, on_day: OnDay, run_cli: RunCli
) -> None:
    on_day(DAY)
    portal.pull()
    portal.server.break_with("500", times=1)
    portal.pull()
    portal.server.break_with("429", times=1)
    portal.pull()

    assert [each for each in actions() if "pull" in each or "source" in each] == [
        "pulled",
        "pull_failed",
        "source_stopped",
    ]
    assert run_cli("audit", "verify").exit_code == 0


# Cut short and taken up again.


def names_asked(portal: Portal) -> list[str]:
    return [request.path.rpartition("/")[2] for request in portal.server.requests]


def test_the_next_run_asks_only_for_what_is_missing(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.server.break_with("500", on="formality-online-payment")
    assert portal.pull().exit_code == 1
    assert len(names_asked(portal)) == 4
    portal.server.mend()
    portal.server.requests.clear()
    on_day(DAY, time(17, 59))

    report = portal.pull().json()

    assert names_asked(portal) == [
        "formality-online-payment-tree",
        "dossier-digitized",
        "handling-satisfaction",
    ]
    assert report["added"] == FIGURES
    row = get_run(report["run"])
    assert (row.resumed_from_id, row.call_count) == (report["run"] - 1, 6)
    taken_up = list_calls(row.id)[0]
    assert (taken_up.duration_ms, taken_up.captured_at) == (
        0,
        datetime(2026, 9, 27, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("day", "at"),
    [(DAY, time(18, 1)), (DAY + timedelta(days=1), time(0, 30))],
    ids=["six hours later", "the next day"],
)
def test_old_replies_are_asked_for_anew(portal: Portal, on_day: OnDay, day: date, at: time) -> None:
    on_day(DAY, time(12) if day == DAY else time(23))
    portal.server.break_with("500", on="handling-satisfaction", times=1)
    portal.pull()
    portal.server.requests.clear()
    on_day(day, at)

    report = portal.pull().json()

    assert len(portal.server.requests) == 6
    assert get_run(report["run"]).resumed_from_id is None


def test_a_reply_to_another_question_is_not_taken_up(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.server.break_with("500", on="handling-satisfaction", times=1)
    portal.pull()
    portal.server.requests.clear()

    portal.pull("2026-Q3")

    assert len(portal.server.requests) == 6


def test_replies_that_could_not_be_read_together_are_asked_for_anew(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)
    portal.stand_in.spoil("negative", "progress")
    assert portal.pull().exit_code == 1
    portal.stand_in.mend()
    portal.server.requests.clear()

    assert portal.pull().exit_code == 0
    assert len(portal.server.requests) == 6


def test_replies_of_another_address_are_not_taken_up(
    portal: Portal, on_day: OnDay, serve: Serve
) -> None:
    on_day(DAY)
    portal.server.break_with("500", on="handling-satisfaction", times=1)
    portal.pull()
    portal.server = serve(portal.stand_in)
    portal.configure()

    report = portal.pull().json()

    assert (len(portal.server.requests), report["added"]) == (6, FIGURES)


def leave_killed(portal: Portal, actor: Actor, bodies: Mapping[int, bytes] | None = None) -> int:
    """Leave a run as a kill in the middle does, four calls of six kept, and return its key.

    Args:
        portal: What is asked.
        actor: Who asks.
        bodies: Other bodies of some calls, by their place.
    """
    portal.server.break_with("500", on="dossier-digitized", times=1)
    portal.pull()
    kept = list_calls(1)[:4]
    with transaction():
        _, killed = start_run(
            source_code=SOURCE,
            source_kind=SourceKind.PORTAL,
            rank=100,
            period=read_period("2026-08"),
            connector="portal",
            actor=actor,
        )
        for place, call in enumerate(kept):
            assert call.body_id is not None
            record_call(
                run_id=killed,
                call=CallRecord(
                    call.name,
                    call.method,
                    call.url,
                    call.parameters,
                    now(),
                    call.status,
                    call.content_type,
                    (bodies or {}).get(place, load_body(call.body_id)),
                ),
            )
    portal.server.requests.clear()
    return killed


def test_a_reply_that_is_none_is_asked_for_anew_though_it_was_kept(
    portal: Portal, on_day: OnDay, system: Actor
) -> None:
    on_day(DAY)
    killed = leave_killed(portal, system, {1: b"{}"})
    on_day(DAY, time(12, 20))

    report = portal.pull().json()

    assert get_run(report["run"]).resumed_from_id == killed
    assert len(portal.server.requests) == 3
    assert report["added"] == FIGURES


def test_a_run_killed_long_ago_is_not_taken_up_for_being_found_late(
    portal: Portal, on_day: OnDay, system: Actor
) -> None:
    on_day(DAY)
    killed = leave_killed(portal, system)
    on_day(DAY, time(18, 1))

    report = portal.pull().json()

    assert get_run(killed).error_code == "pull_interrupted"
    assert get_run(report["run"]).resumed_from_id is None
    assert len(portal.server.requests) == 6


def test_a_run_killed_in_the_middle_is_found_and_taken_up(
    portal: Portal, on_day: OnDay, system: Actor
) -> None:
    on_day(DAY)
    killed = leave_killed(portal, system)

    at_once = portal.pull()
    assert (at_once.exit_code, len(portal.server.requests)) == (1, 0)
    assert "đang được lấy" in at_once.stderr

    on_day(DAY, time(12, 20))
    report = portal.pull().json()

    assert get_run(killed).error_code == "pull_interrupted"
    assert get_run(report["run"]).resumed_from_id == killed
    assert names_asked(portal) == ["dossier-digitized", "handling-satisfaction"]


def test_a_run_that_was_ended_meanwhile_cannot_take_figures_in(
    portal: Portal, on_day: OnDay, system: Actor
) -> None:
    on_day(DAY)
    original = portal.stand_in.answer

    def answer(request: Request) -> Answer:
        if "satisfaction" in request.path:
            meanwhile()
        return original(request)

    def meanwhile() -> None:
        # As another process would that took this one for dead.
        engine = sa.create_engine(str(db_url))
        with engine.begin() as connection:
            connection.execute(
                sa.text("UPDATE pull_run SET state = 'failed', finished_at = started_at")
            )
        engine.dispose()

    db_url = db.engine.url.render_as_string(hide_password=False)
    portal.stand_in.answer = answer  # type: ignore[method-assign]

    result = portal.pull()

    assert result.exit_code == 1
    assert count(Measurement) == 0


def test_an_ended_run_is_never_ended_again(database: object, system: Actor) -> None:
    with transaction():
        _, run = start_run(
            source_code="A",
            source_kind=SourceKind.PORTAL,
            rank=100,
            period=read_period("2026-08"),
            connector="portal",
            actor=system,
        )
        fail_run(run_id=run, code="pull_empty", params={}, actor=system)
    result = RunResult(None, None, 0, 0, 0, 0, 0, 0, 0, "", (), {})

    with pytest.raises(ConflictError, match="pull_run_lost"), transaction():
        end_run(run_id=run, result=result, actor=system, details={})
    with transaction():
        fail_run(run_id=run, code="pull_broke", params={}, actor=system)
    assert get_run(run).error_code == "pull_empty"


@pytest.mark.parametrize(
    ("error", "code"),
    [(RuntimeError("bug"), "pull_broke"), (KeyboardInterrupt(), "pull_interrupted")],
    ids=["a bug", "Ctrl-C"],
)
def test_a_run_never_looks_as_if_it_still_ran(
    portal: Portal,
    on_day: OnDay,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: str,
) -> None:
    on_day(DAY)

    def fetch(*_: object) -> Reply:
        raise error

    monkeypatch.setattr("tracker.sources.fetching.Fetcher.fetch", fetch)
    if isinstance(error, KeyboardInterrupt):
        with contextlib.suppress(KeyboardInterrupt):
            portal.pull()
    else:
        assert portal.pull().exit_code == 1
    db.session.rollback()

    (run,) = list_runs(source=SOURCE)
    assert (run.state, run.error_code) == (RunState.FAILED, code)


# Less than before, other than before.


def test_a_pull_of_much_less_is_refused_and_office_staff_may_accept_it(
    portal: Portal, on_day: OnDay, make_actor: MakeActor
) -> None:
    make_actor("hoa")
    on_day(DAY)
    portal.pull("2026-07")
    before = figures()
    for group in ("transparency", "digitized", "satisfaction"):
        portal.stand_in.spoil("null_parts", group)

    refused = portal.pull()

    assert refused.exit_code == 1
    assert f"{FIGURES} số liệu" in refused.stderr
    assert figures() == before
    (run, _) = list_runs(source=SOURCE)
    assert (run.state, run.error_code) == (RunState.FAILED, "pull_shrunken")

    accept = ("--accept-shrunken", "--by", "hoa")
    assert portal.pull("2026-08", *accept).exit_code == 1, "a reason is needed"
    portal.stand_in.mend()
    portal.server.requests.clear()
    accepted = portal.pull("2026-08", *accept, "--reason", "Cổng đang sửa")

    report = accepted.json()
    assert accepted.exit_code == 0
    assert portal.server.requests == [], "what was looked at is what is taken in"
    assert "pull_shrunken_accepted" in [item["code"] for item in report["findings"]]
    assert "Cổng đang sửa" in json.dumps(report, ensure_ascii=False)
    assert report["state"] == "ok_with_findings"
    assert len(figures()) < 2 * FIGURES


def test_the_command_lines_own_account_may_accept_nothing(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)

    result = portal.pull("2026-08", "--accept-shrunken", "--reason", "x")

    assert (result.exit_code, portal.server.requests) == (1, [])


def test_a_run_refused_for_bringing_less_is_asked_anew(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.pull("2026-07")
    for group in ("transparency", "digitized", "satisfaction"):
        portal.stand_in.spoil("null_parts", group)
    portal.pull()
    portal.stand_in.mend()
    portal.server.requests.clear()

    assert portal.pull().json()["added"] == FIGURES
    assert len(portal.server.requests) == 6


def reading_of(figure_count: int, unit_count: int) -> Reading:
    return Reading(
        figures=tuple(ForeignFigure(str(n), "766-2.1", 1, 2) for n in range(figure_count)),
        units=tuple(ForeignUnit(str(n)) for n in range(unit_count)),
    )


@pytest.mark.parametrize(
    ("figure_count", "unit_count", "is_refused"),
    [(100, 10, False), (71, 10, False), (70, 10, True), (200, 7, True), (200, 8, False)],
)
def test_three_tenths_less_of_figures_or_units_is_too_little(
    portal: Portal, on_day: OnDay, figure_count: int, unit_count: int, is_refused: bool
) -> None:
    on_day(DAY)
    last = replace(get_run(portal.pull().json()["run"]), row_count=100, unit_count=10)

    assert (check_size(reading_of(figure_count, unit_count), last) is not None) is is_refused


@pytest.mark.parametrize(("figure_count", "unit_count"), [(0, 10), (10, 0), (0, 0)])
def test_an_empty_reading_is_refused_though_there_is_nothing_to_hold_it_against(
    figure_count: int, unit_count: int
) -> None:
    with pytest.raises(PullFailedError) as refused:
        check_size(reading_of(figure_count, unit_count), None)

    assert refused.value.code == "pull_empty"


def test_a_month_is_held_against_months_alone(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    for period in ("2026-07", "2026-Q3", "2026"):
        portal.pull(period)

    for kind, period in (
        (PeriodKind.MONTH, "2026-07"),
        (PeriodKind.QUARTER, "2026-Q3"),
        (PeriodKind.YEAR, "2026"),
        (None, "2026"),
    ):
        run = find_last_good_run(source().id, kind)
        assert run is not None
        assert run.period == period
    assert find_last_good_run(source().id, PeriodKind.MONTH_TO_DATE) is None


def test_other_units_than_last_time_stop_the_source_until_a_person_has_looked(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)
    portal.pull("2026-07")
    before = figures()
    portal.stand_in.spoil("other_units")

    result = portal.pull()

    assert result.exit_code == 1
    assert "UBND xã Mới" in result.stderr
    assert figures() == before
    stopped = source()
    assert stopped.stopped_at is not None
    assert stopped.stopped_code == "unit_set_changed"
    portal.server.requests.clear()
    refused = portal.pull()
    assert (refused.exit_code, portal.server.requests) == (1, [])
    assert "đã dừng" in refused.stderr
    assert "UBND xã Mới" in refused.stderr, "and why"
    assert portal.pull("2026-08", "--dry-run").exit_code == 1
    assert portal.server.requests == []

    with transaction():
        db.session.execute(sa.update(Source).values(stopped_at=None, stopped_code=""))
    opened = portal.pull()

    assert opened.exit_code == 3, "the new unit is nobody's yet"
    codes = [item["code"] for item in opened.json()["findings"]]
    assert {"unit_set_accepted", "source_units_unknown"} <= set(codes)
    assert {error["code"] for error in opened.json()["errors"]} == {"source_unit_unknown"}
    assert portal.pull().exit_code == 3, "and from now on it is the set"


def test_units_nobody_knows_are_a_finding_and_refused_rows(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.stand_in._data = province(UNIT_COUNT + 2)

    result = portal.pull()

    report = result.json()
    assert result.exit_code == 3
    assert report["rejected"] == len(report["errors"]) > 0
    assert report["rows"] == report["accepted"] + report["rejected"]
    (finding,) = report["findings"]
    assert (finding["code"], finding["params"]["count"]) == ("source_units_unknown", 2)
    assert "H99.113" in finding["message"]


def test_what_a_person_said_a_unit_is_goes_before_its_code(
    portal: Portal, on_day: OnDay, province_units: dict[str, int]
) -> None:
    on_day(DAY)
    portal.stand_in._data = province(UNIT_COUNT - 1)
    portal.pull("2026-07")
    spare = province_units["H99.111"]
    with transaction():
        db.session.execute(
            sa.update(SourceUnit).where(SourceUnit.external_code == "H99.110").values(unit_id=spare)
        )

    portal.pull()

    rows = {row[0] for row in figures() if row[2] == "2026-08"}
    assert "H99.111" in rows
    assert "H99.110" not in rows


def test_two_units_of_the_source_for_one_of_ours_are_refused(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)

    def twice(period: str) -> Data:
        data = province(UNIT_COUNT)(period)
        return Data(data.root, (*data.units[:-1], replace(data.units[-1], code="H99.110")))

    portal.stand_in._data = twice

    result = portal.pull()

    assert result.exit_code == 1
    assert "số 11" in result.stderr
    assert count(Measurement) == 0


# A closed period that changes.


def test_a_closed_month_that_is_rewritten_is_a_revision_and_a_finding(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)
    portal.pull()
    before = {row[0]: row for row in figures() if row[1] == "766-2.1"}
    on_day(DAY + timedelta(days=13))
    portal.stand_in.spoil("rewritten", "progress")

    report = portal.pull().json()

    after = {row[0]: row for row in figures() if row[1] == "766-2.1"}
    changed = {code for code in after if after[code][3:5] != before[code][3:5]}
    assert changed
    assert all(after[code][7] == 2 for code in changed), "a second revision"
    kept = db.session.scalars(
        sa.select(Measurement).where(Measurement.revision == 1, ~Measurement.is_current)
    ).all()
    assert len(kept) == len(changed) == report["updated"]
    (finding,) = report["findings"]
    assert finding["code"] == "closed_period_revised"
    shifts = {
        code: 100 - Fraction(before[code][3] * 100, before[code][4])
        for code in changed
        if code != ROOT_CODE
    }
    largest = max(shifts.values())
    assert Decimal(finding["params"]["largest"]) == round(Decimal(float(largest)), 2)
    assert finding["params"]["count"] == len(changed)
    assert get_run(report["run"]).state is RunState.OK_WITH_FINDINGS


def test_another_note_is_no_revision_of_a_closed_month(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.pull()
    with transaction():
        db.session.execute(sa.update(Measurement).values(note="ghi chú cũ"))
    on_day(DAY + timedelta(days=1))

    report = portal.pull().json()

    assert report["updated"] == FIGURES
    assert report["findings"] == []


def test_a_period_that_still_ran_at_the_last_pull_may_change(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.pull("2026-Q3")
    on_day(DAY + timedelta(days=13))
    portal.stand_in.spoil("rewritten", "progress")

    report = portal.pull("2026-Q3").json()

    assert report["updated"] > 0
    assert report["findings"] == []


def test_figures_the_source_no_longer_states_stay_and_are_a_finding(
    portal: Portal, on_day: OnDay
) -> None:
    on_day(DAY)
    portal.pull()
    portal.stand_in.spoil("null_parts", "satisfaction")

    report = portal.pull().json()

    codes = {item["code"]: item["params"] for item in report["findings"]}
    assert codes["figures_gone"] == {"count": UNIT_COUNT * 4}
    assert len(figures()) == FIGURES


# The other ways of reading a source, and secrets.


class Keyed:
    """A connector of one call that needs a key."""

    def check_settings(self, settings: SourceSettings) -> None:
        return None

    def next_calls(
        self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
    ) -> tuple[Call, ...]:
        if replies:
            return ()
        return (
            Call(
                "all",
                "GET",
                settings.options["url"],
                query={"period": period.code},
                secret_headers={"X-Api-Key": "THE_KEY"},
            ),
        )

    def check_reply(
        self,
        settings: SourceSettings,
        period: Period,
        call: Call,
        reply: Reply,
        replies: Mapping[str, Reply],
    ) -> None:
        if reply.status != 200:
            raise PullFailedError("source_status_unexpected", call=call.name, status=reply.status)

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        return one_figure(json.loads(next(iter(replies.values())).body)["n"])


class Own:
    """A source of our own, without a call."""

    n = 3

    def check_settings(self, settings: SourceSettings) -> None:
        return None

    def check_period(self, settings: SourceSettings, period: Period, on: date) -> None:
        del settings, period, on

    def capture(self, settings: SourceSettings, period: Period, on: date) -> bytes:
        return json.dumps({"n": self.n}).encode()

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        return one_figure(json.loads(replies["local"].body)["n"])


class Files:
    """A folder that always holds one file."""

    def check_settings(self, settings: SourceSettings) -> None:
        return None

    def run(
        self,
        settings: SourceSettings,
        period: Period,
        *,
        actor: Actor,
        dry_run: bool,
        keep: object = None,
    ) -> FilesTaken:
        assert (keep is None) is dry_run
        return FilesTaken("0" * 64, "thư mục", 5, 1, 2, 1, 1, 0, None, findings=(
            Finding("figures_gone", {"count": 1}),
        ))  # fmt: skip


def one_figure(numerator: int) -> Reading:
    return Reading(
        figures=(ForeignFigure("x", "766-2.1", numerator, 10),),
        units=(ForeignUnit("x", code=ROOT_CODE, name="UBND tỉnh Mẫu"),),
    )


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, Way], None]:
    """Return a function that puts an object into the table under the name "thu"."""

    def plug(item: object, way: Way) -> None:
        entry = ConnectorEntry("unused:unused", way, SourceKind.ONE_STOP, rank=200)
        monkeypatch.setattr(ConnectorEntry, "load", lambda _: item)
        monkeypatch.setattr(connectors, "CONNECTORS", {"thu": entry})

    return plug


class OneAnswer:
    def answer(self, request: Request) -> Answer:
        return json_answer({"n": 7})


@pytest.mark.parametrize("fault", ["", "500", "redirect", "cut"])
def test_the_secret_is_sent_and_is_nowhere_in_the_database_or_the_log(
    run_cli: RunCli,
    serve: Serve,
    configure: Configure,
    plugged: Callable[[object, Way], None],
    province_units: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    plugged(Keyed(), Way.HTTP)
    monkeypatch.setenv("THE_KEY", "s3cret-of-this-test")
    server = serve(OneAnswer())
    if fault:
        server.break_with(fault)
    configure(
        f'[sources.A]\nconnector = "thu"\npause_seconds = 0\nurl = "{server.url}/x"', server.url
    )

    with caplog.at_level("DEBUG"):
        result = run_cli("pull", "A", "--period", "2026-08")

    assert result.exit_code == (1 if fault else 0)
    assert server.requests[0].headers["x-api-key"] == "s3cret-of-this-test"
    (call,) = list_calls(1)
    assert call.parameters == {
        "query": {"period": "2026-08"},
        "secret_headers": {"X-Api-Key": "THE_KEY"},
    }
    stored = [
        str(tuple(row))
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
    ]
    bodies = [load_body(key) for key in db.session.scalars(sa.select(RawBody.id))]
    assert "s3cret" not in "".join(stored) + str(bodies) + caplog.text + result.stderr


def test_a_missing_secret_fails_the_run_by_the_name_of_its_variable(
    run_cli: RunCli,
    serve: Serve,
    configure: Configure,
    plugged: Callable[[object, Way], None],
) -> None:
    plugged(Keyed(), Way.HTTP)
    server = serve(OneAnswer())
    configure(
        f'[sources.A]\nconnector = "thu"\npause_seconds = 0\nurl = "{server.url}/x"', server.url
    )

    result = run_cli("pull", "A", "--period", "2026-08")

    assert result.exit_code == 1
    assert "THE_KEY" in result.stderr
    assert get_run(1).error_code == "secret_missing"


def test_a_source_of_our_own_is_kept_like_a_reply(
    run_cli: RunCli,
    configure: Configure,
    plugged: Callable[[object, Way], None],
    province_units: dict[str, int],
) -> None:
    plugged(Own(), Way.LOCAL)
    configure('[sources.A]\nconnector = "thu"')

    report = run_cli("pull", "A", "--period", "2026-08", "--format", "json").json()

    assert (report["added"], report["url"], report["state"]) == (1, "local:thu", "ok")
    (call,) = list_calls(report["run"])
    assert (call.method, call.name, call.body_id is not None) == ("LOCAL", "local", True)
    assert figures()[0][3:5] == (3, 10)
    rank = db.session.scalar(sa.select(Source.rank).where(Source.code == "A"))
    assert rank == 200


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_source_of_files_ends_its_run_with_their_counts(
    run_cli: RunCli,
    configure: Configure,
    plugged: Callable[[object, Way], None],
    dry_run: bool,
) -> None:
    plugged(Files(), Way.FILES)
    configure('[sources.A]\nconnector = "thu"')
    more = ["--dry-run"] if dry_run else []

    result = run_cli("pull", "A", "--period", "2026-08", "--format", "json", *more)

    report = result.json()
    assert (result.exit_code, report["rows"], report["accepted"]) == (3, 5, 4)
    assert report["state"] == "ok_with_findings"
    if dry_run:
        assert count(PullRun) == 0
    else:
        assert get_run(report["run"]).row_count == 5


def test_a_connector_that_never_stops_asking_is_stopped(
    run_cli: RunCli,
    serve: Serve,
    configure: Configure,
    plugged: Callable[[object, Way], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Endless(Keyed):
        def next_calls(
            self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
        ) -> tuple[Call, ...]:
            return (Call(f"page#{len(replies)}", "GET", settings.options["url"]),)

    monkeypatch.setattr(pull_calls, "MOST_CALLS", 3)
    plugged(Endless(), Way.HTTP)
    server = serve(OneAnswer())
    configure(
        f'[sources.A]\nconnector = "thu"\npause_seconds = 0\nurl = "{server.url}/x"', server.url
    )

    result = run_cli("pull", "A", "--period", "2026-08")

    assert result.exit_code == 1
    assert len(server.requests) == 3


def test_calls_are_made_one_at_a_time(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.pull()

    assert portal.server.most_at_once == 1


def test_the_table_for_people_says_what_happened(
    portal: Portal, on_day: OnDay, run_cli: RunCli
) -> None:
    on_day(DAY)

    result = run_cli("pull", SOURCE, "--period", "2026-08")

    assert f"{FIGURES} dòng" in result.stdout
    assert "province_wide" in result.stdout
