"""`tracker init` and `tracker serve`: from nothing to a running site."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.context import product
from tracker.cli.group_effects import EFFECTS_SEEN, print_effects
from tracker.errors import RefusedError
from tracker.paths import PROJECT_ROOT
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from tracker.jobs.demo import DemoReport


@click.command("init")
@click.option("--demo", is_flag=True, help="Nạp thêm dữ liệu minh họa.")
@EFFECTS_SEEN
def init(*, demo: bool, effects_seen: str) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu và nạp dữ liệu gốc."""
    # Only this command pays for the whole product.
    from tracker.jobs.demo import run_demo
    from tracker.jobs.setup import run_init
    from tracker.queries.rendered_files import list_unrendered_lists

    with product(needs_database=False) as settings:
        report = run_init(effects_seen=effects_seen)
        if report.unseen:
            print_effects(report.unseen)
            click.echo(sentence("init_seeds_unseen", {"key": report.effects_key}))
        elif any(report.added.values()):
            click.echo(sentence("init_done", report.added))
        else:
            click.echo(sentence("init_nothing_new"))
        if demo:
            _tell(run_demo(settings))
        waiting = list_unrendered_lists()
        if waiting:
            click.echo(sentence("published_files_waiting", {"count": len(waiting)}))


def _require_free(host: str, port: int) -> None:
    """Refuse an address another program listens on: the server would only say so in its log."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RefusedError("address_in_use", address=f"{host}:{port}") from error


def _tell(report: DemoReport) -> None:
    for step in report.steps:
        click.echo(sentence(step))
    if report.passwords:
        click.echo(sentence("demo_passwords"))
        for username, password in report.passwords.items():
            click.echo(f"  {username:<12} {password}")


@click.command("serve")
def serve() -> None:
    """Chạy máy chủ web; dừng bằng Ctrl+C."""
    with product() as settings:
        address = f"{settings.host}:{settings.port}"
        _require_free(settings.host, settings.port)
        click.echo(sentence("serving", {"address": f"http://{address}"}))
        program = Path(sys.executable).parent / "gunicorn"
        command = [
            str(program),
            "--bind",
            address,
            "--workers",
            str(settings.web_workers),
            "--chdir",
            str(PROJECT_ROOT),
            "--access-logfile",
            str(settings.instance / "access.log"),
            "--error-logfile",
            str(settings.instance / "server.log"),
            "--capture-output",
            "wsgi:app",
        ]
    sys.stdout.flush()
    # The server takes this process over, so that a signal reaches it and not a shell around it.
    os.execv(program, command)  # noqa: S606 - our own program, no shell
