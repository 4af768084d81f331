"""Processes of a test's own, to run beside each other and to be killed at a commit."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import db
from tests.conftest import close_database
from tracker.runtime import create_runtime

if TYPE_CHECKING:
    from tracker.config import Settings


def start(settings: Settings, body: Callable[[], object]) -> int:
    """Run a function in a process of its own, with connections of its own."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with create_runtime(settings).app_context():
            body()
            close_database()
        status = 0
    except BaseException:  # noqa: BLE001 - nothing of a child may run on as the test's process
        traceback.print_exc()
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """Return how a process ended: its status, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at(event: str, number: int) -> None:
    """Have this process killed at one of its commits: at its start, or right after it."""
    seen = 0

    def listen(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(db.session, event, listen)
