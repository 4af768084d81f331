"""The pages say what the product does: every command, every option, every setting."""

from __future__ import annotations

import re
from dataclasses import Field, fields, is_dataclass

import click
import pytest

from tests.house.cli_reference import PAGE, commands, page
from tests.house.source import ROOT
from tracker.cli import COMMANDS
from tracker.config import Settings

pytestmark = pytest.mark.one_database

ALL = {context.command_path: context.command for context in commands()}
WRITING = {
    "tracker directives import",
    "tracker units import",
    "tracker import measurements",
    "tracker import dossiers",
    "tracker pull",
}


def options(command: click.Command) -> set[str]:
    return {name for item in command.params if isinstance(item, click.Option) for name in item.opts}


def test_the_page_of_commands_is_what_their_help_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "a command changed: run `python -m tests.house.cli_reference`"
    )


def test_every_command_can_be_loaded_and_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert {f"tracker {name}" for name in COMMANDS} <= ALL.keys()
    for name in ALL:
        assert f"`{name}`\n" in text, f"{name}: run `python -m tests.house.cli_reference`"


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_command_says_what_it_and_each_of_its_options_does(name: str) -> None:
    command = ALL[name]

    assert command.help, f"{name}: give its function a docstring in Vietnamese"
    for item in command.params:
        if isinstance(item, click.Option):
            assert item.help, f"{name} {item.opts[0]}: give it help in Vietnamese"


@pytest.mark.parametrize("name", sorted(WRITING & ALL.keys()))
def test_writing_commands_can_be_tried_and_name_who_acts(name: str) -> None:
    assert {"--dry-run", "--by"} <= options(ALL[name])


@pytest.mark.parametrize("name", sorted(name for name in ALL if name.endswith(" list")))
def test_listings_come_in_three_formats(name: str) -> None:
    (choice,) = [item for item in ALL[name].params if "--format" in item.opts]

    assert isinstance(choice.type, click.Choice)
    assert tuple(choice.type.choices) == ("table", "json", "csv")


def test_every_setting_stands_on_the_technicians_page() -> None:
    rooms = sorted((ROOT / "tracker").glob("config*.py"))
    source = "".join(room.read_text(encoding="utf-8") for room in rooms)
    text = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    variables = set(re.findall(r"\"(TRACKER_[A-Z0-9_]+)\"", source))
    documented = re.findall(r"^\| `(TRACKER_[A-Z0-9_]+)` \|", text, re.MULTILINE)

    assert set(documented) == variables, (
        "docs/deploy.md lists other settings than tracker/config*.py"
    )
    assert len(documented) == len(set(documented))
    assert len(variables) == sum(map(_count_fields, fields(Settings))), (
        "each field of Settings and of its groups has one variable"
    )


def _count_fields(setting: Field[object]) -> int:
    group = setting.default_factory
    return len(fields(group)) if is_dataclass(group) else 1


def test_links_of_the_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "seeds" / "README.md"]
    for path in pages:
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link} leads nowhere"
