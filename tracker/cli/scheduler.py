"""`tracker scheduler`: the process that takes the monthly cycle on and sends the messages."""

from __future__ import annotations

import os
import sys

import click

from tracker.cli.context import product
from tracker.wording.sentences import sentence


@click.command("scheduler")
def scheduler() -> None:
    """Chạy tiến trình chu trình tháng và gửi tin; chạy thêm tiến trình thứ hai cũng vô hại."""
    with product():
        click.echo(sentence("scheduler_started"))
    sys.stdout.flush()
    # The clock process takes this one over, so that a signal reaches it and nothing around it.
    command = [sys.executable, "-m", "tracker.scheduler"]
    os.execv(sys.executable, command)  # noqa: S606 - our own program, no shell
