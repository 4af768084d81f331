"""Starts the clock process; `tracker scheduler` hands itself over to it."""

from __future__ import annotations

import logging
import os

from models import db
from tracker.config import Settings
from tracker.runtime import create_runtime, require_database
from tracker.scheduler.process import ClockProcess


def main() -> None:
    """Run until a signal ends it; one line in scheduler.log for each round that did something."""
    settings = Settings.from_env(os.environ)
    logging.basicConfig(
        filename=settings.instance / "scheduler.log",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    runtime = create_runtime(settings)
    with runtime.app_context():
        require_database()
        db.session.remove()
    ClockProcess(runtime, settings).run()


if __name__ == "__main__":
    main()
