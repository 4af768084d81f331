"""The `tracker` command; each subject's commands are loaded only when they are called."""

from __future__ import annotations

import logging
import os
import sys
import uuid
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Command → where it is defined; reference/design.md section 5 is the contract.
COMMANDS: Final = {
    "init": "tracker.cli.setup:init",
    "serve": "tracker.cli.setup:serve",
    "units": "tracker.cli.units:units",
    "directives": "tracker.cli.directives:directives",
    "tasks": "tracker.cli.tasks:tasks",
    "task-reports": "tracker.cli.task_reports:task_reports",
    "extensions": "tracker.cli.extensions:extensions",
    "assignments": "tracker.cli.assignments:assignments",
    "parse": "tracker.cli.parse:parse",
    "calendar": "tracker.cli.calendar:calendar",
    "import": "tracker.cli.imports:imports",
    "pull": "tracker.cli.pulls:pull",
    "sources": "tracker.cli.sources:sources",
    "runs": "tracker.cli.runs:runs",
    "evaluate": "tracker.cli.evaluations:evaluate",
    "counts": "tracker.cli.counts:counts",
    "reconcile": "tracker.cli.reconcile:reconcile",
    "scores": "tracker.cli.scores:scores",
    "late-list": "tracker.cli.late_lists:late_list",
    "explanations": "tracker.cli.explanations:explanations",
    "report": "tracker.cli.reports:report",
    "alerts": "tracker.cli.alerts:alerts",
    "apologies": "tracker.cli.apologies:apologies",
    "target-explanations": "tracker.cli.target_explanations:target_explanations",
    "cycle": "tracker.cli.cycle:cycle",
    "scheduler": "tracker.cli.scheduler:scheduler",
    "mail": "tracker.cli.mail:mail",
    "users": "tracker.cli.users:users",
    "audit": "tracker.cli.audit:audit",
}

log = logging.getLogger(__name__)


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports each at its first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the contract."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, importing its module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return command


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def tracker() -> None:
    """Đúng Hạn: giao việc, kết quả, hồ sơ chậm và danh sách công bố hằng tháng."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status, speaking the language of TRACKER_LANGUAGE.

    Args:
        arguments: What stands after `tracker`.

    Returns:
        0 done; 1 refused, nothing changed; 2 wrong usage; 3 done, some rows were rejected.
    """
    if os.environ.get("TRACKER_LANGUAGE") == "en":
        # Vietnamese needs no translation: only another language pays for the machinery.
        from models.vocabulary import Language
        from tracker.runtime import speaking

        with speaking(Language.ENGLISH):
            return _run(arguments)
    return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        status = tracker.main(list(arguments), prog_name="tracker", standalone_mode=False)
    except TrackerError as error:
        # Sentences bring the translation machinery along: only a refusal pays for it.
        from tracker.wording.sentences import explain

        click.echo(explain(error), err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        return 1
    except Exception as error:  # noqa: BLE001 - the last guard: no traceback reaches a person
        return _unexpected(error)
    return status if isinstance(status, int) else 0


def _unexpected(error: Exception) -> int:
    """Log what went wrong under a reference and tell the person only that."""
    from sqlalchemy.exc import OperationalError

    from tracker.wording.sentences import sentence

    if isinstance(error, OperationalError):
        click.echo(sentence("database_unreachable"), err=True)
        return 1
    reference = uuid.uuid4().hex[:8]
    log.error("unexpected error %s", reference, exc_info=error)
    click.echo(sentence("unexpected", {"reference": reference}), err=True)
    return 1


def main() -> None:
    """Run the command line; the console script's entry."""
    _log_to_file()
    try:
        sys.exit(run(sys.argv[1:]))
    except BrokenPipeError:
        # The reader of a pipe went away (`tracker … | head`): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)


def _log_to_file() -> None:
    """Send the log to the instance folder: a traceback is for the technician, not the screen."""
    from pathlib import Path

    from tracker.paths import PROJECT_ROOT

    folder = Path(os.environ.get("TRACKER_INSTANCE") or PROJECT_ROOT / "instance")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.basicConfig(
        filename=folder / "tracker.log",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
