"""A small office whose months go round: late dossiers in each, an approver, and the clock."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import AuditEntry, CycleEntry, OutboxMessage, Publication, User, db
from models.vocabulary import CycleStep, Language, Role, StepState
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.clock import VIETNAM, now
from tracker.jobs.cycle import run_tick
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.late_lists import approve_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.jobs.cycle_report import TickReport
    from tracker.services.late_list_versions import ListVersion

MARCH = "2024-03"
STEPS = tuple(CycleStep)
DATA_UNTIL = date(2030, 1, 1)


def at(day: date, hour: int = 6, minute: int = 0) -> datetime:
    """Return an instant by Vietnam's clock."""
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


def months_from(year: int, month: int, count: int) -> Iterator[tuple[int, int]]:
    for index in range(count):
        years, rest = divmod(month - 1 + index, 12)
        yield year + years, rest + 1


class World:
    """An office with one unit that finished one dossier late in every month it is given."""

    def __init__(self, *, data_until: date = DATA_UNTIL) -> None:
        self.unit = make_unit("H99.01", "UBND xã Một")
        self.batch = make_batch(make_source("one-stop"), as_of=data_until)
        self.procedure = make_procedure()
        for username, role in (("staff", Role.OFFICE_STAFF), ("approver", Role.APPROVER)):
            add_user(username, role)
        add_user("officer", Role.UNIT_OFFICER, unit_id=self.unit, email="officer@example.org")

    def add_months(self, year: int, month: int, count: int = 1) -> None:
        for each_year, each_month in months_from(year, month, count):
            last = calendar.monthrange(each_year, each_month)[1]
            make_dossier(
                unit_id=self.unit,
                batch_id=self.batch,
                procedure_id=self.procedure,
                received_on=date(each_year, each_month, 1),
                due_on=date(each_year, each_month, 5),
                finished_on=date(each_year, each_month, last),
            )


def add_user(username: str, role: Role, **more: Any) -> None:
    db.session.add(
        User(
            username=username,
            display_name=username.title(),
            role=role,
            created_at=now(),
            language=Language.VIETNAMESE,
            **more,
        )
    )
    db.session.commit()


def tick(settings: Settings, by: str = SYSTEM_USERNAME, **more: Any) -> TickReport:
    db.session.rollback()
    return run_tick(settings=settings, actor=get_actor(by), **more)


def approve(period: str = MARCH) -> ListVersion:
    with transaction():
        return approve_late_list(period=period, actor=get_actor("approver"))


def with_cycle(settings: Settings, **cycle: Any) -> Settings:
    return replace(settings, cycle=replace(settings.cycle, **cycle))


def states(period: str = MARCH) -> dict[CycleStep, StepState]:
    db.session.rollback()
    rows = db.session.execute(
        sa.select(CycleEntry.step, CycleEntry.state).where(CycleEntry.period == period)
    )
    return {row.step: row.state for row in rows}


def done(period: str = MARCH) -> list[CycleStep]:
    """Return the steps of a month that are done, in order."""
    found = states(period)
    return [step for step in STEPS if found.get(step) is StepState.DONE]


def entry(step: CycleStep, period: str = MARCH) -> CycleEntry:
    db.session.rollback()
    statement = sa.select(CycleEntry).where(CycleEntry.period == period, CycleEntry.step == step)
    return db.session.scalars(statement).one()


def audited(*actions: str) -> Counter[str]:
    """Return how often each thing was done to each object, as the trail has it."""
    db.session.rollback()
    statement = sa.select(AuditEntry.action, AuditEntry.object_key)
    if actions:
        statement = statement.where(AuditEntry.action.in_(actions))
    return Counter(f"{row.action} {row.object_key}" for row in db.session.execute(statement))


def outcome() -> dict[str, Any]:
    """Return all a cycle leaves behind but instants and hashes, which hold instants."""
    db.session.rollback()
    ledger = db.session.execute(
        sa.select(CycleEntry.period, CycleEntry.step, CycleEntry.state, CycleEntry.result)
    )
    lists = db.session.execute(
        sa.select(Publication.period, Publication.version, Publication.state)
    )
    mails = db.session.scalars(sa.select(OutboxMessage.group_key))
    return {
        "ledger": sorted(
            (row[0], row[1], row[2], (row[3] or {}).get("code", "")) for row in ledger
        ),
        "lists": sorted(map(tuple, lists)),
        "mails": sorted(mails),
        "trail": audited(),
    }
