"""An office with a published month, where a change of the calendar turns one verdict of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.vocabulary import DayEffect, LatenessRule, Role
from tests.views.files import DOSSIERS
from tracker.importing.dossiers import import_dossiers
from tracker.publishing.late_list import draft_late_list
from tracker.rules.calendar_changes import ProposedDay
from tracker.services.calendar_changes import apply_change, propose_change
from tracker.services.late_lists import approve_late_list, publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeActor
    from tracker.config import Settings

MARCH = "2024-03"
FRIDAY, MONDAY = date(2024, 3, 8), date(2024, 3, 11)
OFF = tuple(ProposedDay(day, DayEffect.OFF, "Nghỉ bù") for day in (FRIDAY, MONDAY))
"""The one finished late was due that Friday and ended on the Tuesday after."""
UNDO = tuple(ProposedDay(day, None, "") for day in (FRIDAY, MONDAY))


class Office:
    """A month published from one file, and the people who keep the calendar."""

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.staff = make_actor("lap", Role.OFFICE_STAFF)
        self.colleague = make_actor("khac", Role.OFFICE_STAFF)
        self.approver = make_actor("duyet", Role.APPROVER)

    def release(self) -> None:
        with transaction():
            approve_late_list(period=MARCH, actor=self.approver)
        with transaction():
            publish_late_list(period=MARCH, actor=self.staff)

    def change(self, days: tuple[ProposedDay, ...] = OFF) -> int:
        with transaction():
            change_id = propose_change(
                days=days, document="CV 1/VPCP", reason="Nghỉ bù", actor=self.staff
            )
        with transaction():
            apply_change(
                change_id=change_id, actor=self.colleague, rule=LatenessRule.BY_DATE, cutoff=None
            )
        return change_id


def open_office(settings: Settings, make_actor: MakeActor, folder: Path) -> Office:
    """Return the office, March taken in and published."""
    made = Office(settings, make_actor)
    path = folder / "thang-ba.csv"
    path.write_text(DOSSIERS, encoding="utf-8")
    import_dossiers(path, source_code="MOT-CUA", actor=made.staff, as_of=date(2024, 3, 31))
    with transaction():
        draft_late_list(period=MARCH, actor=made.staff, settings=settings)
    made.release()
    return made
