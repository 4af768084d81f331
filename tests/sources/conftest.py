"""A server that stands in for a source, and the product told where it is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from models.vocabulary import UnitLevel
from tests.conftest import CliResult, RunCli
from tests.factories import make_unit
from tests.stand_ins.portal import ROOT_CODE, ROOT_ID, PortalStandIn, province, unit_codes
from tests.stand_ins.server import Server, StandIn, serving
from tracker.config import Settings

UNIT_COUNT = 12
SOURCE = "CONG-THU"
Serve = Callable[[StandIn], Server]
Configure = Callable[..., None]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that runs a stand-in's server until the test is over."""
    with ExitStack() as stack:
        yield lambda stand_in: stack.enter_context(serving(stand_in))


@pytest.fixture
def configure(seeded: Settings, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Return a function that writes the file of sources and says where calls may go."""

    def write(text: str, *egress: str, seconds: int = 20, megabytes: int = 50) -> None:
        (seeded.instance / "sources.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("TRACKER_EGRESS", ",".join(egress))
        monkeypatch.setenv("TRACKER_FETCH_LIMIT_SECONDS", str(seconds))
        monkeypatch.setenv("TRACKER_FETCH_LIMIT_MB", str(megabytes))

    return write


@pytest.fixture
def province_units(seeded: Settings) -> dict[str, int]:
    """The invented province's units; their keys by code."""
    root = make_unit(ROOT_CODE, "UBND tỉnh Mẫu", level=UnitLevel.PROVINCE)
    codes = {
        code: make_unit(
            code,
            name.removesuffix(" - Tỉnh Mẫu"),
            level=UnitLevel.DEPARTMENT if "Sở" in name else UnitLevel.COMMUNE,
            parent_id=root,
        )
        for _, code, name in unit_codes(UNIT_COUNT)
    }
    return {ROOT_CODE: root, **codes}


class Portal:
    """A portal that can be pulled and spoilt."""

    def __init__(self, run_cli: RunCli, serve: Serve, configure: Configure) -> None:
        self.stand_in = PortalStandIn(province(UNIT_COUNT))
        self.server = serve(self.stand_in)
        self._run_cli = run_cli
        self._configure = configure
        self.configure()

    def configure(self, more: str = "", root: str = ROOT_ID, **limits: int) -> None:
        self._configure(
            f'[sources.{SOURCE}]\nconnector = "portal"\npause_seconds = 0\n'
            f'base_url = "{self.server.url}/api/v1/reporting/"\n'
            f'root_department_id = "{root}"\n{more}',
            self.server.url,
            **limits,
        )

    def pull(self, period: str = "2026-08", *arguments: str) -> CliResult:
        return self._run_cli("pull", SOURCE, "--period", period, "--format", "json", *arguments)


@pytest.fixture
def portal(
    run_cli: RunCli, serve: Serve, configure: Configure, province_units: dict[str, int]
) -> Portal:
    """The invented province behind a server of its own, and its units in the product."""
    return Portal(run_cli, serve, configure)
