"""A department with two leads and a supporting unit, for tests of tasks without figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models import Directive, Task, Unit, db
from models.vocabulary import ScheduleKind, UnitLevel
from tests.evidence_samples import PDF
from tests.factories import make_directive, make_succession, make_task, make_unit
from tracker.rules.evidence_kinds import check_evidence
from tracker.services.task_reports import record_task_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.queries.accounts import Actor

TODAY = date(2024, 4, 10)
DUE = date(2024, 3, 15)
TEXT = "Đã ban hành và triển khai kế hoạch"


@dataclass
class Work:
    """Units, people and one task that is due on 15/03/2024."""

    department: int
    first: int
    second: int
    helping: int
    directive: int
    task: int

    def report(
        self,
        actor: Actor,
        *,
        done_on: date | None = DUE,
        unit_id: int | None = None,
        task_id: int | None = None,
        files: Sequence[tuple[str, bytes]] = (("a.pdf", PDF),),
        product: str = "Kế hoạch 12/KH",
        text: str = TEXT,
        **more: Any,
    ) -> int:
        report_id = record_task_report(
            task_id=task_id or self.task,
            unit_id=unit_id or self.first,
            text=text,
            done_on=done_on,
            product=product,
            files=check_evidence(files),
            actor=actor,
            **more,
        )
        db.session.commit()
        return report_id

    def add_task(self, kind: ScheduleKind | None, due_on: date | None = None, **more: Any) -> int:
        return make_task(
            self.directive, leads=(self.first,), schedule_kind=kind, due_on=due_on, **more
        )


def make_work() -> Work:
    department = make_unit("SO", "Sở Thử nghiệm", level=UnitLevel.DEPARTMENT)
    first = make_unit("SO.A", "Phòng A", level=UnitLevel.DIVISION, parent_id=department)
    second = make_unit("SO.B", "Phòng B", level=UnitLevel.DIVISION, parent_id=department)
    helping = make_unit("SO.C", "Phòng C", level=UnitLevel.DIVISION, parent_id=department)
    directive = make_directive("12/KH", department)
    task = make_task(
        directive,
        leads=(first, second),
        supports=(helping,),
        schedule_kind=ScheduleKind.BY_DATE,
        due_on=DUE,
    )
    db.session.get_one(Task, task).schedule_phrase = "Trước ngày 16/3/2024"
    db.session.get_one(Directive, directive).code = "kh12"
    db.session.commit()
    return Work(department, first, second, helping, directive, task)


def merge_leads(work: Work) -> int:
    """Merge both leads into one unit on 01/05/2024 and return its key."""
    heir = make_unit(
        "SO.M",
        "Phòng Mới",
        level=UnitLevel.DIVISION,
        parent_id=work.department,
        valid_from=date(2024, 5, 1),
    )
    for old in (work.first, work.second):
        end_unit(old, heir=heir)
    return heir


def end_unit(unit_id: int, *, heir: int) -> None:
    """Merge a unit into another one on 01/05/2024."""
    db.session.get_one(Unit, unit_id).valid_to = date(2024, 4, 30)
    make_succession(unit_id, heir, date(2024, 5, 1))
