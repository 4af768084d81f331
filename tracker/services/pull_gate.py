"""Nothing is judged or listed on figures whose newest pull did not end well (cổng kiểm soát).

The whole period stops, whatever the source: a list drafted while a pull of its month lies failed
would say "nobody was late" of whoever the pull did not bring. A newer good pull clears the way, or
a person who accepts the failed one with a reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import RunState
from tracker.clock import now
from tracker.errors import ConflictError, RefusedError
from tracker.queries.newest_runs import list_stopping_runs
from tracker.queries.pull_runs import find_last_sign
from tracker.services.pull_runs import SILENT_AFTER
from tracker.wording.stored import explain_inside

if TYPE_CHECKING:
    from datetime import datetime


def require_good_pulls(period: str) -> None:
    """Refuse a period whose newest pull of any source failed, was cut short, or still runs.

    Args:
        period: Text form of the period.

    Raises:
        RefusedError: `pull_failed_period` with run, source and the reason in words.
        ConflictError: `pull_running_period`.

    Source:
        reference/reliability.md C6.
    """
    for run in list_stopping_runs(period):
        names = {"run": run.run_id, "source": run.source_code, "period": period}
        code, params = run.error_code, run.error_params
        if run.state is RunState.RUNNING:
            if not was_killed(run.run_id, run.started_at):
                raise ConflictError("pull_running_period", **names)
            code, params = "pull_interrupted", {}
        raise RefusedError("pull_failed_period", **names, reason=explain_inside(code, params))


def was_killed(run_id: int, started_at: datetime) -> bool:
    """Return whether a run that has not ended gave no sign of life for so long that it never will.

    Args:
        run_id: The run.
        started_at: When it began.
    """
    return max(started_at, find_last_sign(run_id) or started_at) < now() - SILENT_AFTER
