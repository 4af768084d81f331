"""Judges a period from end to end: one transaction, the same for command, web and clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.clock import today
from tracker.queries.directives import get_directive
from tracker.queries.evaluations import list_evaluations
from tracker.rules.periods import read_period
from tracker.runtime import current_settings
from tracker.services.evaluations import evaluate_period
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.queries.evaluations import EvaluationRow
    from tracker.services.evaluations import EvaluationSummary


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What an evaluation did, and the verdicts that stand after it where they were asked for."""

    summary: EvaluationSummary
    rows: tuple[EvaluationRow, ...]
    is_dry_run: bool


def run_evaluation(
    *,
    period: str,
    directive: str | None = None,
    actor: Actor,
    dry_run: bool = False,
    with_rows: bool = False,
) -> EvaluationReport:
    """Judge a period and commit, or roll back a dry run.

    Args:
        period: Text form of the period: "2026-08", "2026-Q3", "2026", "2026-08/ytd".
        directive: Number or short code of the only document to judge.
        actor: Who has it judged.
        dry_run: Show what would be found and undo it.
        with_rows: Also return the verdicts, read before a dry run is undone.

    Raises:
        ReadingError: `period_unreadable`.
        NotFoundError: `directive_unknown`.
        ForbiddenError: `role_not_allowed`.
        RefusedError: `period_in_future`, `directive_not_in_force`, `no_directive_in_force`; unless
            it is a dry run, `pull_failed_period` and `pull_running_period`.
    """
    wanted = read_period(period)
    with transaction(dry_run=dry_run):
        only = None if directive is None else get_directive(directive).id
        summary = evaluate_period(
            period=wanted,
            directive_id=only,
            actor=actor,
            cutoff=current_settings().month_cutoff_day,
            on=today(),
            is_dry_run=dry_run,
        )
        rows = tuple(list_evaluations(wanted.code, only)) if with_rows else ()
    return EvaluationReport(summary, rows, dry_run)
