"""Numbers no row has: refused as wrong usage, never an unexpected error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.config import Settings

BY = ("--by", "cli", "--reason", "Lý do đủ dài để nhận")
COMMANDS = {
    "task change": ("tasks", "undo", "{key}", *BY),
    "alert": ("alerts", "close", "{key}", *BY),
    "import of alerts": ("alerts", "list", "--batch", "{key}"),
    "run": ("runs", "show", "{key}"),
    "message": ("mail", "retry", "{key}"),
    "version": ("late-list", "show", "--period", "2024-03", "--version", "{key}"),
    "report": ("task-reports", "accept", "{key}"),
    "change of the calendar": ("calendar", "apply", "{key}"),
    "lines of the audit trail": ("audit", "list", "--limit", "{key}"),
    "objection": ("late-list", "decide", "{key}", "--uphold", "--text", BY[-1]),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_number_no_database_keeps_is_wrong_usage(
    database: Settings, run_cli: RunCli, words: tuple[str, ...]
) -> None:
    del database
    result = run_cli(*(word.format(key=2**31) for word in words))

    assert result.exit_code == 2
    assert str(2**31) in result.stderr
    assert run_cli(*(word.format(key=2**31 - 1) for word in words)).exit_code != 2
