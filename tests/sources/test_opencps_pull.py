"""Pulling an OpenCPS site from end to end: figures, revisions, units, and runs that fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Indicator, Measurement, PullCall, PullRun, Source, Unit, db
from models.vocabulary import RunState, SourceKind
from tests.factories import make_unit
from tests.stand_ins.opencps import OpencpsSite, sample_site

if TYPE_CHECKING:
    from tests.conftest import CliResult, OnDay, RunCli
    from tests.sources.conftest import Configure, Serve
    from tests.stand_ins.server import Server

SOURCE = "MOTCUA-THU"
AGENCIES = {"total": "T", "SXD-H99": "T-SXD", "STP-H99": "T-STP", "XA-00001": "T-X1"}


class Site:
    """A site that can be pulled, and its units in the product."""

    def __init__(self, run_cli: RunCli, server: Server, system: OpencpsSite) -> None:
        self.run_cli = run_cli
        self.server = server
        self.system = system

    def pull(self, period: str = "2026-06", *more: str) -> CliResult:
        return self.run_cli("pull", SOURCE, "--period", period, "--format", "json", *more)

    def report(self, period: str = "2026-06") -> dict[str, Any]:
        result = self.pull(period)
        assert result.exit_code == 0, result.stderr
        found: dict[str, Any] = result.json()
        return found


@pytest.fixture
def site(run_cli: RunCli, serve: Serve, configure: Configure, on_day: OnDay) -> Site:
    system = sample_site()
    server = serve(system)
    for code, name in (
        ("T", "UBND tỉnh Mẫu"), ("T-SXD", "Sở Xây dựng tỉnh Mẫu"), ("T-STP", "Sở Tư pháp tỉnh Mẫu"),
        ("T-X1", "UBND xã Mẫu Một"),
    ):  # fmt: skip
        make_unit(code, name)
    write_sources(configure, server, AGENCIES)
    on_day(date(2026, 7, 3))
    return Site(run_cli, server, system)


def write_sources(configure: Configure, server: Server, agencies: dict[str, str]) -> None:
    lines = [f'"{theirs}" = "{ours}"' for theirs, ours in agencies.items()]
    configure(
        f'[sources.{SOURCE}]\nconnector = "opencps"\npause_seconds = 0\ngroup_id = "35166"\n'
        f'base_url = "{server.url}/o/rest/statistics"\n'
        f"[sources.{SOURCE}.agencies]\n" + "\n".join(lines),
        server.url,
    )


def revisions(unit: str, indicator: str, period: str = "2026-06") -> list[tuple[Any, ...]]:
    rows = db.session.execute(
        sa.select(
            Measurement.revision,
            Measurement.value,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.is_current,
        )
        .join(Unit, Unit.id == Measurement.unit_id)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Unit.code == unit, Indicator.code == indicator, Measurement.period == period)
        .order_by(Measurement.revision)
    )
    return [tuple(row) for row in rows]


def test_a_month_comes_in_with_its_parts_and_its_flags(site: Site) -> None:
    report = site.report()

    assert (report["added"], report["rejected"], report["findings"]) == (60, 0, [])
    assert revisions("T-SXD", "HS-on_time") == [(1, None, 133, 139, True)]
    assert revisions("T", "HS-received") == [(1, 437, None, None, True)]
    assert revisions("T-X1", "HS-on_time") == [(1, None, 0, 0, True)]
    flags = {flag["flag"]: flag["count"] for flag in report["quality"]}
    assert flags["not_locked"] == 60
    assert "identity_failed" not in flags
    source = db.session.scalars(sa.select(Source).where(Source.code == SOURCE)).one()
    assert source.kind is SourceKind.ONE_STOP
    assert site.system.violations == []


def test_a_rewritten_month_is_a_second_revision_and_is_told(site: Site, on_day: OnDay) -> None:
    site.report()
    site.system.rewrite(2026, 6, "SXD-H99", "XD-HD", late=0, on_time=22)
    on_day(date(2026, 8, 3))

    report = site.report()

    assert report["updated"] > 0
    assert "closed_period_revised" in [finding["code"] for finding in report["findings"]]
    assert revisions("T-SXD", "HS-finished_late") == [
        (1, 6, None, None, False),
        (2, 4, None, None, True),
    ]
    assert revisions("T-STP", "HS-finished_late") == [(1, 1, None, None, True)]


def test_the_same_month_again_changes_nothing(site: Site) -> None:
    site.report()

    report = site.report()

    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 60)
    assert report["already_imported"]


@pytest.mark.parametrize(("period", "received"), [("2026", 302), ("2026-Q2", 302)])
def test_a_year_and_a_quarter_come_in_too(site: Site, period: str, received: int) -> None:
    site.report(period)

    assert revisions("T-SXD", "HS-received", period) == [(1, received, None, None, True)]


def test_an_agency_nobody_knows_is_told_and_its_figures_are_refused(
    site: Site, configure: Configure
) -> None:
    write_sources(configure, site.server, {"SXD-H99": "T-SXD", "SYT-H99": "T-SYT"})

    result = site.pull()

    assert result.exit_code == 3
    codes = [finding["code"] for finding in result.json()["findings"]]
    assert {"opencps_agency_unknown", "opencps_agency_missing"} <= set(codes)
    assert revisions("T-SXD", "HS-received") == [(1, 162, None, None, True)]


@pytest.mark.parametrize(
    ("spoil", "code", "is_stopped"),
    [
        pytest.param(lambda site: site.server.break_with("html_200"), "source_sent_page", True, id="login-page"),  # noqa: E501
        pytest.param(lambda site: site.server.break_with("redirect"), "redirect_refused", True, id="redirect-to-a-login"),  # noqa: E501
        pytest.param(lambda site: site.server.break_with("401"), "source_turned_away", True, id="401"),  # noqa: E501
        pytest.param(lambda site: site.server.break_with("500"), "source_status_unexpected", False, id="500"),  # noqa: E501
        pytest.param(lambda site: site.server.break_with("cut"), "source_reply_cut", False, id="cut"),  # noqa: E501
        pytest.param(lambda site: site.system.cells.clear(), "opencps_reply_empty", False, id="no-rows"),  # noqa: E501
        pytest.param(lambda site: setattr(site.system, "group_id", "1"), "opencps_fault", False, id="wrong-site"),  # noqa: E501
        pytest.param(lambda site: site.system.lies.update({"SXD-H99": {"month": 5}, "STP-H99": {"month": 5}, "XA-00001": {"month": 5}, "": {"month": 5}}), "opencps_no_totals", False, id="another-month"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_run_that_fails_leaves_every_figure_as_it_was(
    site: Site, spoil: Callable[[Site], None], code: str, is_stopped: bool
) -> None:
    site.report()
    before = revisions("T-SXD", "HS-received")
    spoil(site)

    result = site.pull()

    assert result.exit_code == 1
    assert result.stderr.strip()
    assert revisions("T-SXD", "HS-received") == before
    run = db.session.scalars(sa.select(PullRun).order_by(PullRun.id.desc())).first()
    assert run is not None
    assert (run.state, run.error_code) == (RunState.FAILED, code)
    source = db.session.scalars(sa.select(Source).where(Source.code == SOURCE)).one()
    assert (source.stopped_at is not None) is is_stopped


def test_what_was_asked_is_kept_word_for_word(site: Site) -> None:
    site.report()

    (call,) = db.session.scalars(sa.select(PullCall)).all()
    assert (call.name, call.method, call.status) == ("statistics", "GET", 200)
    assert call.parameters == {
        "query": {
            "year": "2026", "month": "6", "domain": "total", "system": "total", "agency": "all",
        },
        "headers": {"groupId": "35166", "Accept": "application/json"},
    }  # fmt: skip
    assert call.body_id is not None
