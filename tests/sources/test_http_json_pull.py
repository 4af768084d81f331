"""Pulling a described source from end to end: pages, refused values, a reply gone bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import PullCall, PullRun, db
from tests.factories import make_unit
from tests.stand_ins.http_json import Pages

if TYPE_CHECKING:
    from tests.conftest import CliResult, RunCli
    from tests.sources.conftest import Configure, Serve

SOURCE = "DICH-VU"
FILE = """
[sources.DICH-VU]
connector = "http_json"
url = "{url}/dem/{{year}}"
pause_seconds = 0
rows = "data[*]"
unit = "unit"
[sources.DICH-VU.query]
page = "{{page}}"
[sources.DICH-VU.paging]
next = "meta.next"
[sources.DICH-VU.figures.HS-received]
value = "received"
[sources.DICH-VU.figures.HS-online_share]
numerator = "online"
denominator = "received"
"""
UNITS = [f"T-{number}" for number in range(1, 6)]


class Service:
    """A service of five units whose values a test changes."""

    def __init__(self, run_cli: RunCli, serve: Serve, configure: Configure) -> None:
        self.rows: list[dict[str, Any]] = [
            {"unit": unit, "received": 10, "online": 4} for unit in UNITS
        ]
        self.server = serve(Pages(self.rows))
        configure(FILE.format(url=self.server.url), self.server.url)
        self._run_cli = run_cli

    def pull(self) -> CliResult:
        return self._run_cli("pull", SOURCE, "--period", "2026-06", "--format", "json")


@pytest.fixture
def service(run_cli: RunCli, serve: Serve, configure: Configure) -> Service:
    for unit in UNITS:
        make_unit(unit, f"Đơn vị {unit}")
    return Service(run_cli, serve, configure)


def test_all_pages_come_in_and_each_is_kept(service: Service) -> None:
    report = service.pull().json()

    assert (report["added"], report["rejected"], report["state"]) == (10, 0, "ok")
    calls = db.session.scalars(sa.select(PullCall.name).order_by(PullCall.ordinal)).all()
    assert calls == ["rows#1", "rows#2", "rows#3"]


def test_a_value_that_is_no_number_is_a_refused_row_with_its_place(service: Service) -> None:
    service.rows[4]["received"] = "mười"

    result = service.pull()

    report = result.json()
    assert result.exit_code == 3
    assert [(error["column"], error["value"]) for error in report["errors"]] == [
        ("data[0].received", "mười"),
        ("data[0].received", "mười"),
    ]
    assert report["rows"] == report["accepted"] + report["rejected"] == 10
    assert [finding["code"] for finding in report["findings"]] == ["http_json_values_rejected"]


def test_refused_values_that_stay_the_same_are_no_shrinking(service: Service) -> None:
    service.rows[3]["received"] = service.rows[4]["received"] = "mười"

    assert [service.pull().exit_code, service.pull().exit_code] == [3, 3]


def test_values_that_turn_into_something_else_are_not_believed(service: Service) -> None:
    assert service.pull().exit_code == 0
    for row in service.rows[:2]:
        row["received"] = "bảo trì"

    assert service.pull().exit_code == 1
    run = db.session.scalars(sa.select(PullRun).order_by(PullRun.id.desc())).first()
    assert run is not None
    assert run.error_code == "pull_shrunken"
