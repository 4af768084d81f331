"""What the commands of the late list share: their options, and taking one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tracker.cli.context import acting, product
from tracker.cli.keys import KEY
from tracker.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.services.late_list_versions import ListVersion

PERIOD = click.option("--period", required=True, help="Tháng của danh sách, ví dụ 2024-03.")
REASON = click.option("--reason", default="", help="Lý do; được ghi vào danh sách.")
VERSION = click.option("--version", type=KEY, help="Số bản; không nêu là bản mới nhất.")

_STEP_COLUMNS: Final = ("period", "version", "state", "sha256")


def take(
    step: Callable[[Actor, Settings], ListVersion],
    username: str,
    output_format: str,
    *,
    dry_run: bool,
) -> None:
    """Take one step within one transaction and print what it left behind."""
    from tracker.transaction import transaction

    with product() as settings:
        with transaction(dry_run=dry_run):
            done = step(acting(username), settings)
        print_done(done, output_format)


def print_done(done: ListVersion, output_format: str) -> None:
    """Print what a step left behind."""
    shown = {name: getattr(done, name) for name in _STEP_COLUMNS}
    if output_format == "json":
        print_json(shown)
    elif output_format == "csv":
        print_rows([shown], _STEP_COLUMNS, "csv")
    else:
        _print_step(done)


def _print_step(done: ListVersion) -> None:
    from tracker.wording.labels import label

    click.echo(f"Kỳ {done.period}, bản {done.version}: {label(done.state)}")
    click.echo(f"SHA-256: {done.sha256}")
