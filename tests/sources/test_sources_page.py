"""The page about the file of sources: its examples are taken, and every key is told."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.house.source import ROOT
from tests.stand_ins.http_json import IGATE_PATH, IGATE_TOKEN, Igate
from tracker.jobs.connectors import CONNECTORS, check_source
from tracker.sources.settings import load_sources

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import RunCli
    from tests.sources.conftest import Configure, Serve

PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.one_database
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("]")[0].strip("["))
def test_every_example_of_the_page_is_taken(example: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(example, encoding="utf-8")
    sources = load_sources(path)

    assert sources
    for settings in sources.values():
        assert check_source(settings) is CONNECTORS[settings.connector]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("module", "section"),
    [
        ("opencps_options", "opencps"),
        ("http_json_options", "http_json"),
        ("folder", "folder"),
    ],
)
def test_every_key_a_connector_reads_stands_on_the_page(module: str, section: str) -> None:
    source = (ROOT / "tracker" / "sources" / f"{module}.py").read_text(encoding="utf-8")
    part = PAGE[PAGE.index(f"## `{section}`") :].split("\n## ")[0]
    kinds = "text|choice|flag|whole|items|table|url"
    read = re.findall(rf'read\.(?:{kinds})\(\s*"([a-z_]+)"', source)
    read += re.findall(r'read_(?:texts|words|base_url)\((?:self\._)?read, "([a-z_]+)"', source)

    assert len(read) > 4
    for key in read:
        assert f"`{key}" in part, f"docs/sources.md, {section}: say what `{key}` is"


def igate_example() -> str:
    (example,) = [text for text in EXAMPLES if "[sources.IGATE]" in text]
    assert tomllib.loads(example)
    return example


def test_the_example_of_igate_brings_its_figures_in(
    run_cli: RunCli, serve: Serve, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.factories import make_unit

    make_unit("SXD-THU", "Sở Xây dựng tỉnh Thử")
    server = serve(Igate())
    monkeypatch.setenv("IGATE_TOKEN", IGATE_TOKEN)
    text = igate_example().replace("https://apidvc.example", server.url)
    text = text.replace('= "SXD"', '= "SXD-THU"')
    configure(text.replace("[sources.IGATE]", "[sources.IGATE]\npause_seconds = 0"), server.url)

    result = run_cli("pull", "IGATE", "--period", "2026-06", "--format", "json")

    assert result.exit_code == 0, result.stderr
    report: dict[str, Any] = result.json()
    assert (report["added"], report["rejected"], report["state"]) == (10, 0, "ok")
    assert report["url"] == server.url + IGATE_PATH
    (request,) = server.requests
    assert request.query == {
        "from-date": "2026-05-31T17:00:00Z",
        "to-date": "2026-06-30T16:59:59Z",
    }
    assert figure_of("HS-on_time") == (133, 139)


def figure_of(code: str) -> tuple[int | None, int | None]:
    from tracker.queries.measurements import list_measurements

    (row,) = [row for row in list_measurements(periods=["2026-06"]) if row.indicator_code == code]
    return row.numerator, row.denominator
