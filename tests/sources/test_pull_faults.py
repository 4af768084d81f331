"""Whatever a source does wrong, no figure changes, the run says what it was, nobody reads a zero.

Source: reference/reliability.md C6.
"""

from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from models import Indicator, Measurement, Source, Unit, db
from models.vocabulary import RunState
from tests.conftest import OnDay, RunCli
from tests.sources.conftest import SOURCE, Portal
from tracker.queries.pull_runs import list_calls, list_runs

DAY = date(2026, 9, 27)


def figures() -> list[tuple[Any, ...]]:
    db.session.rollback()
    rows = db.session.execute(
        sa.select(
            Unit.code,
            Indicator.code,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.value,
            Measurement.quality,
            Measurement.note,
            Measurement.revision,
            Measurement.is_current,
            Measurement.as_of,
        )
        .join(Unit, Unit.id == Measurement.unit_id)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .order_by(Measurement.id)
    )
    return [tuple(row) for row in rows]


#: Fault of the line, on which path, code of the run, what its sentence must name, source stopped.
LINE = [
    ("500", "dvc-progress", "source_status_unexpected", ["progress", "500"], False),
    ("401", "", "source_turned_away", ["transparency", "401"], True),
    ("403", "handling", "source_turned_away", ["satisfaction", "403"], True),
    ("429", "", "source_turned_away", ["429"], True),
    ("html_200", "provide-online", "source_sent_page", ["online", "200"], True),
    ("html_403", "", "source_turned_away", ["403"], True),
    ("slow", "dossier-digitized", "source_too_slow", ["digitized", "1 giây"], False),
    ("trickle", "", "source_too_slow", ["transparency"], False),
    ("cut", "payment", "source_reply_cut", ["payment"], False),
    ("dropped", "", "source_unreachable", ["transparency"], False),
    ("redirect", "dvc-progress", "redirect_refused", ["http://elsewhere.example:8080"], False),
    ("huge", "transparency", "source_reply_too_large", ["1 MB"], False),
    ("bomb", "transparency", "source_reply_too_large", ["1 MB"], False),
    ("empty", "", "source_reply_unreadable", ["transparency"], False),
    ("not_json", "payment", "source_reply_unreadable", ["payment"], False),
]
#: Fault of the content, in which group, …
CONTENT = [
    ("group_missing", "payment", "portal_value_unreadable", ["payment"], False),
    ("not_ok", "online", "portal_not_ok", ["online", "ERROR"], False),
    ("null_parts", "", "pull_shrunken", ["giữ nguyên"], False),
    ("renamed_key", "progress", "portal_key_missing", ["progress", "totalReceived"], False),
    ("renamed_metric", "digitized", "portal_key_missing", ["digitized", "SO_HOA_"], False),
    ("other_units", "", "unit_set_changed", ["UBND xã Mới"], True),
    ("other_units", "payment", "unit_set_changed", ["UBND xã Mới"], True),
    ("third", "", "unit_set_changed", ["bớt 8"], True),
    ("duplicate_units", "", "portal_units_twice", ["transparency"], False),
    ("wrong_root", "", "portal_root_wrong", ["transparency"], True),
    ("empty_list", "", "portal_units_missing", ["transparency"], False),
    ("total_higher", "satisfaction", "portal_units_incomplete", ["10000"], False),
]


def name(case: object) -> str | None:
    return case if isinstance(case, str) else ""


def check(portal: Portal, before: list[tuple[Any, ...]], code: str, named: list[str]) -> None:
    """Pull, and hold what came of it against what must."""
    result = portal.pull()

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, "one sentence, no traceback"
    assert [part for part in named if part not in result.stderr] == []
    assert figures() == before
    run = list_runs(source=SOURCE)[0]
    assert (run.state, run.error_code, run.batch_id) == (RunState.FAILED, code, None)
    assert run.finished_at is not None


def is_stopped() -> bool:
    db.session.rollback()
    return db.session.scalar(sa.select(Source.stopped_at).where(Source.code == SOURCE)) is not None


@pytest.mark.parametrize(("fault", "on", "code", "named", "stops"), LINE, ids=name)
def test_a_fault_of_the_line(
    portal: Portal,
    on_day: OnDay,
    fault: str,
    on: str,
    code: str,
    named: list[str],
    stops: bool,
) -> None:
    on_day(DAY)
    assert portal.pull().exit_code == 0
    before = figures()
    is_timed = fault in ("slow", "trickle")
    portal.configure(seconds=1 if is_timed else 20, megabytes=1)
    portal.server.break_with(fault, on=on)
    on_day(DAY, time(13))

    check(portal, before, code, named)

    assert is_stopped() is stops
    last = list_calls(list_runs(source=SOURCE)[0].id)[-1]
    assert last.error_code == code, "the call that went wrong is kept with why"


@pytest.mark.parametrize(("fault", "group", "code", "named", "stops"), CONTENT, ids=name)
def test_a_fault_of_the_content(
    portal: Portal,
    on_day: OnDay,
    fault: str,
    group: str,
    code: str,
    named: list[str],
    stops: bool,
) -> None:
    on_day(DAY)
    assert portal.pull().exit_code == 0
    before = figures()
    portal.stand_in.spoil(fault, group)
    on_day(DAY, time(13))

    check(portal, before, code, named)

    assert is_stopped() is stops


@pytest.mark.parametrize("fault", ["empty_list", "null_parts", "group_missing"])
def test_nothing_is_ever_taken_in_from_a_first_pull_that_brings_nothing(
    portal: Portal, on_day: OnDay, fault: str
) -> None:
    on_day(DAY)
    portal.stand_in.spoil(fault)

    result = portal.pull()

    if fault == "null_parts":
        # The province itself is there: a null of a unit is no data, and said to be.
        assert result.exit_code == 0
        assert "portal_parts_missing" in result.stdout
        assert {row[0] for row in figures()} == {"H99"}
    else:
        assert result.exit_code == 1
        assert figures() == []


def test_after_a_failed_pull_the_period_is_neither_judged_nor_listed(
    portal: Portal, on_day: OnDay, run_cli: RunCli
) -> None:
    on_day(DAY)
    portal.server.break_with("500")
    portal.pull()

    evaluated = run_cli("evaluate", "--period", "2026-08")
    drafted = run_cli("late-list", "draft", "--period", "2026-08")

    assert (evaluated.exit_code, drafted.exit_code) == (1, 1)
    assert "500" in evaluated.stderr


def test_the_other_host_of_a_redirect_is_never_called(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.server.break_with("redirect")

    portal.pull()

    assert {request.headers["host"] for request in portal.server.requests} == {
        portal.server.url.removeprefix("http://")
    }
    assert len(portal.server.requests) == 1


def test_nothing_is_called_that_is_not_on_the_list(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal._configure(
        f'[sources.{SOURCE}]\nconnector = "portal"\nroot_department_id = "x"\n'
        f'base_url = "{portal.server.url}/api"\n'
    )

    result = portal.pull()

    assert result.exit_code == 1
    assert "TRACKER_EGRESS" in result.stderr
    assert portal.server.requests == []
    assert list_runs(source=SOURCE)[0].error_code == "egress_refused"


def test_a_refusal_of_the_source_is_kept_as_it_came(portal: Portal, on_day: OnDay) -> None:
    on_day(DAY)
    portal.server.break_with("html_200")
    portal.pull()

    (call,) = list_calls(1)
    assert (call.status, call.error_code) == (200, "source_sent_page")
    assert call.body_id is not None
