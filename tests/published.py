"""An office that publishes real lists: dossiers with officers and full codes, two persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import ImportBatch, Procedure, Unit, db
from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.config_groups import PublicSettings
from tracker.jobs.publication import run_publication
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.queries.accounts import get_actor
from tracker.services.late_lists import approve_late_list, withdraw_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.services.late_list_versions import ListVersion

MARCH = "2024-03"
OFFICER = "Nguyễn Văn Cán Bộ"
CODE = "H99.1-240301-000077"
ORDER = "Quyết định 12/QĐ-UBND ngày 02/01/2024"


def public(settings: Settings, **changes: Any) -> Settings:
    """Return settings with other choices for the public pages."""
    return replace(settings, public=replace(PublicSettings(), **changes))


def fill(make_actor: MakeActor) -> None:
    """Add people, one unit of three late dossiers and one of many in time."""
    make_actor("staff", Role.OFFICE_STAFF)
    make_actor("approver", Role.APPROVER)
    one, two = make_unit("H99.01", "UBND xã Một"), make_unit("H99.02", "UBND xã Hai")
    batch = make_batch(make_source("one-stop"), as_of=date(2024, 6, 1))
    shared = {"batch_id": batch, "procedure_id": make_procedure("1.000001"), "officer": OFFICER}
    days = {"received_on": date(2024, 3, 1), "due_on": date(2024, 3, 12)}
    for number in range(12):
        code = f"H99.2-240301-{number:06d}"
        make_dossier(unit_id=two, code=code, finished_on=date(2024, 3, 12), **shared, **days)
    make_dossier(unit_id=one, code=CODE, finished_on=date(2024, 3, 20), **shared, **days)
    make_dossier(unit_id=one, finished_on=date(2024, 3, 20), **shared, **days)
    make_dossier(unit_id=one, **shared, **days)


class Publisher:
    """The office of `fill`, and the steps of its lists."""

    def __init__(self, settings: Settings, make_actor: MakeActor | None = None) -> None:
        self.settings = settings
        if make_actor is not None:
            fill(make_actor)

    def add(self, finished_on: date | None, month: int = 3) -> None:
        """Add a dossier of a month to the first unit."""
        make_dossier(
            unit_id=_key(Unit, Unit.code == "H99.01"),
            batch_id=_key(ImportBatch),
            procedure_id=_key(Procedure),
            received_on=date(2024, month, 1),
            due_on=date(2024, month, 12),
            finished_on=finished_on,
            officer=OFFICER,
        )

    def approve(self, period: str = MARCH, settings: Settings | None = None) -> ListVersion:
        """Draft and approve a month."""
        with transaction():
            draft_late_list(
                period=period, actor=get_actor("staff"), settings=settings or self.settings
            )
        with transaction():
            return approve_late_list(period=period, actor=get_actor("approver"))

    def publish(self, period: str = MARCH, settings: Settings | None = None) -> ListVersion:
        """Draft, approve and publish a month."""
        self.approve(period, settings)
        return self.release(period, settings)

    def release(
        self, period: str = MARCH, settings: Settings | None = None, **more: Any
    ) -> ListVersion:
        """Publish what is approved."""
        return run_publication(
            period=period, actor=get_actor("staff"), settings=settings or self.settings, **more
        )

    def correct(self, reason: str, period: str = MARCH) -> ListVersion:
        """Publish a correction."""
        with transaction():
            correct_late_list(
                period=period, reason=reason, actor=get_actor("staff"), settings=self.settings
            )
        with transaction():
            approve_late_list(period=period, actor=get_actor("approver"))
        return self.release(period)

    def withdraw(self, reason: str, period: str = MARCH) -> ListVersion:
        """Withdraw what stands."""
        with transaction():
            return withdraw_late_list(period=period, reason=reason, actor=get_actor("staff"))


def _key(table: Any, *conditions: Any) -> int:
    return db.session.scalars(sa.select(table.id).where(*conditions).limit(1)).one()
