"""Makes docs/cli.md from the commands' own help: `python -m tests.house.cli_reference`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tracker.cli import tracker

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"
WIDTH = 100
HEAD = """\
# Command line

Made from the commands' own help by `python -m tests.house.cli_reference`; a test compares.

Exit status **0** done · **1** refused, nothing changed (one sentence on standard error) ·
**2** wrong usage · **3** done, but some rows were rejected and are listed.
`--format json` and `--format csv` are stable for scripts; `table` is for people.
"""


def commands(
    command: click.Command = tracker, name: str = "tracker", parent: click.Context | None = None
) -> Iterator[click.Context]:
    """Yield the context of every command, a group before its commands."""
    settings = {} if parent else command.context_settings
    # click keeps the help option of a command's first use, which may have been without a parent.
    command._help_option = None
    context = click.Context(
        command,
        parent=parent,
        info_name=name,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        **settings,
    )
    yield context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is None:
                raise LookupError(f"{context.command_path} {inner}: named but not there")
            yield from commands(found, inner, context)


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for context in commands():
        path = context.command_path
        level = "#" * (len(path.split()) + 1)
        text = context.get_help().rstrip()
        parts.append(f"{level} `{path}`\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
