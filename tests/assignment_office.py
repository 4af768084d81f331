"""Two departments, their heads, an office and two approvers around a refused assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import Directive, User, db
from models.vocabulary import (
    ProposalKind,
    RefusalReason,
    Role,
    ScheduleKind,
    UnitLevel,
)
from tests.factories import make_directive, make_task, make_unit
from tests.remembered import add_actor
from tracker.clock import now
from tracker.services.assignment_answers import refuse_assignment
from tracker.services.assignment_disputes import move_assignment
from tracker.services.task_extensions import grant_extension

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

#: A Wednesday; five working days later is Wednesday the 17th.
TODAY = date(2024, 4, 10)
DECIDE_BY = date(2024, 4, 17)
DUE = date(2024, 6, 30)
TEXT = "Nhiệm vụ này thuộc lĩnh vực của sở khác"
WHY = "Quyết định 05/QĐ-UBND giao lĩnh vực này cho Sở Ba"
PAPER = "Công văn 20/UBND ngày 12/4/2024"


@dataclass
class Office:
    """Everybody a dispute needs; task 1 is led by the first, supported by the second."""

    settings: Settings
    province: int
    first: int
    second: int
    third: int
    directive: int
    task: int
    other_task: int
    head: Actor
    officer: Actor
    second_head: Actor
    third_head: Actor
    staff: Actor
    staff_2: Actor
    approver: Actor
    approver_2: Actor

    def refuse(self, actor: Actor | None = None, **more: Any) -> int:
        values: dict[str, Any] = {
            "task_id": self.task,
            "unit_id": self.first,
            "reason": RefusalReason.NOT_OUR_FUNCTION,
            "text": TEXT,
            "proposal": ProposalKind.OTHER_UNIT,
            "proposed_unit_id": self.third,
            "settings": self.settings,
            **more,
        }
        dispute_id = refuse_assignment(actor=actor or self.head, **values)
        db.session.commit()
        return dispute_id

    def move(self, dispute_id: int, actor: Actor | None = None, **more: Any) -> None:
        """Decide that the third unit takes the part over, or what is told."""
        values: dict[str, Any] = {
            "kind": ProposalKind.OTHER_UNIT,
            "unit_id": self.third,
            "decision": WHY,
            "document": PAPER,
            "effective_on": TODAY,
            **more,
        }
        move_assignment(dispute_id=dispute_id, actor=actor or self.approver, **values)
        db.session.commit()

    def extend(self, due_on: date) -> None:
        """Grant the first unit a later day."""
        grant_extension(
            task_id=self.task,
            unit_id=self.first,
            due_on=due_on,
            document=PAPER,
            reason=WHY,
            actor=self.staff,
        )
        db.session.commit()


def make_office(settings: Settings) -> Office:
    """Stand the office up; the product was set up before the document was issued."""
    province = make_unit("T", "Tỉnh Thử", level=UnitLevel.PROVINCE)
    first, second, third = (
        make_unit(f"S{n}", f"Sở {name}", level=UnitLevel.DEPARTMENT, parent_id=province)
        for n, name in ((1, "Một"), (2, "Hai"), (3, "Ba"))
    )
    directive = make_directive("12/KH", province)
    task, other = (
        make_task(
            directive,
            leads=(first,),
            supports=(second,),
            schedule_kind=ScheduleKind.BY_DATE,
            due_on=DUE,
            number=number,
        )
        for number in ("1", "2")
    )
    row = db.session.get_one(Directive, directive)
    row.code, row.issued_on, row.is_seed = "kh12", TODAY, True
    db.session.execute(sa.update(User).values(created_at=now()))
    db.session.commit()
    return Office(
        settings=settings,
        province=province,
        first=first,
        second=second,
        third=third,
        directive=directive,
        task=task,
        other_task=other,
        head=add_actor("truong-1", Role.DEPARTMENT_HEAD, first),
        officer=add_actor("can-bo-1", Role.UNIT_OFFICER, first),
        second_head=add_actor("truong-2", Role.DEPARTMENT_HEAD, second),
        third_head=add_actor("truong-3", Role.DEPARTMENT_HEAD, third),
        staff=add_actor("van-phong", Role.OFFICE_STAFF),
        staff_2=add_actor("van-phong-2", Role.OFFICE_STAFF),
        approver=add_actor("lanh-dao", Role.APPROVER),
        approver_2=add_actor("lanh-dao-2", Role.APPROVER),
    )
