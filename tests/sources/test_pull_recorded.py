"""Phú Thọ, August 2026, pulled as it was recorded: 164 units, every figure the seeds hold."""

import csv
from datetime import date, time
from decimal import Decimal

import sqlalchemy as sa

from models import Indicator, Measurement, Unit, db
from models.vocabulary import Role
from tests.conftest import MakeActor, OnDay, RunCli
from tests.sources.conftest import Configure, Serve
from tests.stand_ins.portal import DEMO, PortalStandIn, recorded, recorded_id

PERIOD = "2026-08"


def seeds() -> dict[tuple[str, str], tuple[int | None, int | None, Decimal | None]]:
    found = {}
    for file in ("measurements", "scores"):
        with (DEMO / f"phu-tho-2026-08-{file}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                above, below, value = (
                    row.get(key) for key in ("numerator", "denominator", "value")
                )
                found[row["unit_code"], row["indicator"]] = (
                    int(above) if above else None,
                    int(below) if below else None,
                    Decimal(value) if value else None,
                )
    return found


def test_a_province_is_pulled_from_end_to_end(
    run_cli: RunCli, serve: Serve, configure: Configure, on_day: OnDay
) -> None:
    on_day(date(2026, 9, 27), time(1, 14))
    server = serve(PortalStandIn(recorded()))
    configure(
        f'[sources.CONG-DVCQG]\nconnector = "portal"\npause_seconds = 0\n'
        f'base_url = "{server.url}/api/v1/reporting"\n'
        f'root_department_id = "{recorded_id("H44")}"\n',
        server.url,
    )

    result = run_cli("pull", "CONG-DVCQG", "--period", PERIOD, "--format", "json")

    report = result.json()
    assert result.exit_code == 0, result.stderr
    assert (report["rows"], report["added"], report["rejected"]) == (len(seeds()),) * 2 + (0,)
    assert [item["code"] for item in report["findings"]] == ["portal_parts_missing"]
    rows = db.session.execute(
        sa.select(
            Unit.code,
            Indicator.code,
            Measurement.numerator,
            Measurement.denominator,
            Measurement.value,
        )
        .join(Unit, Unit.id == Measurement.unit_id)
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(Measurement.period == PERIOD)
    )
    assert {(unit, code): tuple(rest) for unit, code, *rest in rows} == seeds()


def test_only_those_who_may_import_may_pull(
    run_cli: RunCli, serve: Serve, configure: Configure, make_actor: MakeActor
) -> None:
    server = serve(PortalStandIn(recorded()))
    configure(
        f'[sources.A]\nconnector = "portal"\nroot_department_id = "x"\nbase_url = "{server.url}"',
        server.url,
    )
    for role in Role:
        make_actor(f"u_{role.value}", role)
        result = run_cli("pull", "A", "--period", PERIOD, "--by", f"u_{role.value}", "--dry-run")
        assert result.exit_code == 1
        may = role in (Role.OFFICE_STAFF, Role.SYSTEM)
        assert (len(server.requests) > 0) is may, role
        server.requests.clear()
