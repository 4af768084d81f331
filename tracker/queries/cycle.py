"""The monthly cycle as the database has it: the ledger of steps, and what is known of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import CycleEntry, EvaluationRun, Publication, ReplyUnit, db
from models.vocabulary import CycleStep, PublicationState, StepState
from tracker.clock import VIETNAM
from tracker.queries.dossier_sources import list_dossier_sources
from tracker.queries.evaluation_inputs import list_directives_in_force
from tracker.queries.newest_runs import list_newest_runs
from tracker.queries.publications import find_chain_end
from tracker.rules.cycle import STEPS, Timetable, has_run_out
from tracker.rules.cycle_steps import MonthFacts, MonthView
from tracker.rules.freshness import Pull
from tracker.rules.periods import read_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tracker.config import Settings
    from tracker.rules.calendar import WorkingCalendar
    from tracker.rules.periods import Period

REMINDED: str = "reminded_on"
"""Key of the days already reminded of, in the result of that step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One step of one month as the ledger has it; fields as `models.CycleEntry`."""

    period: str
    step: CycleStep
    state: StepState
    due_at: datetime
    lease_until: datetime | None
    fence: int
    attempt_count: int
    started_at: datetime | None
    finished_at: datetime | None
    reason: str
    params: Mapping[str, Any]
    result: Mapping[str, Any]

    def is_running(self, now: datetime) -> bool:
        """Return whether a worker holds it at an instant."""
        return self.state is StepState.RUNNING and not has_run_out(self.lease_until, now)


Ledger = dict[CycleStep, LedgerEntry]
"""The steps of one month; empty for a month nobody has begun."""


def timetable_of(settings: Settings) -> Timetable:
    """Return when steps are due in an installation."""
    chosen = settings.cycle
    return Timetable(
        start_day=chosen.start_day,
        draft_day=chosen.draft_day,
        hour=chosen.hour,
        reply_days=chosen.reply_days,
        remind_days=chosen.remind_days,
        cutoff=settings.month_cutoff_day,
        zone=VIETNAM,
    )


def list_ledger_months() -> list[Period]:
    """Return the months whose steps stand in the ledger, the oldest first."""
    codes = db.session.scalars(sa.select(CycleEntry.period).distinct())
    return sorted(read_period(code) for code in codes)


def load_ledger(month: Period) -> Ledger:
    """Return the steps of a month as the ledger has them now."""
    return _load(CycleEntry.period == month.code).get(month, {})


def load_ledgers() -> dict[Period, Ledger]:
    """Return the steps of every month, by month."""
    return _load(sa.true())


def _load(condition: sa.ColumnElement[bool]) -> dict[Period, Ledger]:
    found: dict[str, Ledger] = {}
    for row in db.session.execute(sa.select(CycleEntry.__table__).where(condition)).mappings():
        entry = LedgerEntry(
            **{name: row[name] for name in _PLAIN},
            params=row["params"] or {},
            result=row["result"] or {},
        )
        found.setdefault(entry.period, {})[entry.step] = entry
    return {
        read_period(code): {step: ledger[step] for step in STEPS if step in ledger}
        for code, ledger in found.items()
    }


_PLAIN = (
    "period",
    "step",
    "state",
    "due_at",
    "lease_until",
    "fence",
    "attempt_count",
    "started_at",
    "finished_at",
    "reason",
)


def find_last_instant() -> datetime | None:
    """Return the newest instant at which a step began or ended; None for an empty ledger."""
    started, finished = db.session.execute(
        sa.select(sa.func.max(CycleEntry.started_at), sa.func.max(CycleEntry.finished_at))
    ).one()
    return max(filter(None, (started, finished)), default=None)


def reminded_days(ledger: Ledger) -> frozenset[date]:
    """Return the days on which units were reminded."""
    entry = ledger.get(CycleStep.REMIND)
    days = entry.result.get(REMINDED, ()) if entry else ()
    return frozenset(date.fromisoformat(day) for day in days)


def load_month_view(
    month: Period, ledger: Ledger, settings: Settings, calendar: WorkingCalendar, now: datetime
) -> MonthView:
    """Return a month as its steps are decided from.

    Args:
        month: The month.
        ledger: Its steps.
        settings: Of the installation.
        calendar: The calendar of record.
        now: The present instant.
    """
    timetable = timetable_of(settings)
    listed = _load_versions(month)
    newest = listed[-1] if listed else None
    until = newest.reply_until if newest else None
    checked = ledger.get(CycleStep.CHECK)
    done = {step: step in ledger and ledger[step].state is StepState.DONE for step in STEPS}
    # What only a step that is done would ask for is not looked up: this runs every minute.
    data_until = None if newest else _data_until(month, timetable)
    facts = MonthFacts(
        sources={} if done[CycleStep.PULL] else _load_pulls(month, settings),
        has_directive=not done[CycleStep.EVALUATE] and _has_directive(month, timetable),
        evaluated_at=None if done[CycleStep.EVALUATE] else _evaluated_at(month),
        data_until=data_until,
        is_data_complete=data_until is not None
        and calendar.working_days_between(data_until, month.last_day(timetable.cutoff)) <= 0,
        list_state=newest.state if newest else None,
        drafted_at=newest.drafted_at if newest else None,
        was_published=min((row.published_at for row in listed if row.published_at), default=None),
        approved_at=newest.approved_at if newest else None,
        reply_opened_at=newest.reply_opened_at if newest else None,
        reply_until=until,
        unanswered_count=_count_unanswered(newest.id) if newest and until else 0,
        remind_on=timetable.remind_on(until, calendar) if until else (),
        reminded_on=reminded_days(ledger),
        publish_first=_publish_first(newest),
    )
    return MonthView(
        month=month,
        facts=facts,
        done=done,
        checked_at=checked.finished_at if checked and checked.state is StepState.DONE else None,
        timetable=timetable,
        due_at=timetable.due_at(month, calendar, until),
        now=now,
    )


def _load_versions(month: Period) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    return db.session.execute(
        sa.select(
            Publication.id,
            Publication.state,
            Publication.sha256,
            Publication.previous_sha256,
            Publication.drafted_at,
            Publication.approved_at,
            Publication.published_at,
            Publication.reply_opened_at,
            Publication.reply_until,
        )
        .where(Publication.period == month.code)
        .order_by(Publication.version)
    ).all()


def _count_unanswered(publication_id: int) -> int:
    asked = sa.select(sa.func.count()).where(
        ReplyUnit.publication_id == publication_id,
        ReplyUnit.row_count > 0,
        ReplyUnit.answered_at.is_(None),
    )
    return db.session.scalar(asked) or 0


def _load_pulls(month: Period, settings: Settings) -> dict[str, Pull]:
    """Return how the newest pull since the end of the month stands, by source of the cycle.

    What was pulled while the month still ran lacks its last days.
    """
    last_day = month.last_day(settings.month_cutoff_day)
    found = {
        run.source_code: run.pull
        for run in list_newest_runs(month.code)
        if run.started_at.astimezone(VIETNAM).date() > last_day
    }
    return {code: found.get(code, Pull.NONE) for code in settings.cycle.sources}


def _has_directive(month: Period, timetable: Timetable) -> bool:
    cutoff = timetable.cutoff
    return bool(list_directives_in_force(month.first_day(cutoff), month.last_day(cutoff)))


def _evaluated_at(month: Period) -> datetime | None:
    return db.session.scalar(
        sa.select(sa.func.max(EvaluationRun.started_at)).where(
            EvaluationRun.period == month.code,
            EvaluationRun.directive_id.is_(None),
            EvaluationRun.is_provisional.is_(False),
        )
    )


def _data_until(month: Period, timetable: Timetable) -> date | None:
    first_day, last_day = month.first_day(timetable.cutoff), month.last_day(timetable.cutoff)
    known = (source.as_of for source in list_dossier_sources(first_day, last_day))
    newest = max(known, default=None)
    # Older imports know of the month only what was due in it: the list refuses them, too.
    return newest if newest is not None and newest >= first_day else None


def _publish_first(newest: sa.Row[*tuple[Any, ...]] | None) -> str:
    """Return the month whose list was approved before an approved one and is not published yet."""
    if newest is None or newest.state is not PublicationState.APPROVED:
        return ""
    if newest.previous_sha256 == find_chain_end():
        return ""
    named = Publication.sha256 == newest.previous_sha256
    return db.session.scalar(sa.select(Publication.period).where(named)) or ""
