"""A document with one target that unit X1 misses and X2 reaches, judged for January 2026."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models import Directive, db
from models.vocabulary import Role, UnitLevel
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.target_explanations import TargetKey, write_target_explanation
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.queries.accounts import Actor

PERIOD = "2026-01"
PRESENT = date(2026, 2, 10)
TEXT = "Thiếu cán bộ tiếp nhận trong hai tuần cuối tháng"
MEASURE = "Bố trí thêm một cán bộ tại Bộ phận Một cửa"
DUE_ON = date(2026, 2, 28)


class MissedOffice:
    """Two communes, their people, the office, and a target one of them missed."""

    def __init__(self, make_actor: MakeActor) -> None:
        self.province = make_unit("62", "Tỉnh Thử", level=UnitLevel.PROVINCE)
        self.first = make_unit("X1", "UBND xã Một", parent_id=self.province)
        self.second = make_unit("X2", "UBND xã Hai", parent_id=self.province)
        self.head = make_actor("ha", Role.DEPARTMENT_HEAD, self.first)
        self.stranger = make_actor("lam", Role.DEPARTMENT_HEAD, self.second)
        self.staff = make_actor("lan", Role.OFFICE_STAFF)
        self.indicator = make_indicator("T.1", "Tỷ lệ đúng hạn")
        self.directive = make_directive("01/KH", self.province)
        db.session.get_one(Directive, self.directive).code = "KH-01"
        db.session.commit()
        self.task = make_task(
            self.directive,
            indicator_id=self.indicator,
            target=(">=", "95"),
            leads=(self.first, self.second),
        )
        self.figure(90)
        make_figure(self.indicator, self.second, PERIOD, 99, 100)
        self.evaluate()
        self.key = TargetKey(PERIOD, self.task, self.first)

    def figure(self, numerator: int) -> None:
        make_figure(self.indicator, self.first, PERIOD, numerator, 100)

    def evaluate(self) -> None:
        run_evaluation(period=PERIOD, directive=None, actor=get_actor(SYSTEM_USERNAME))

    def write(self, *, seen: int = 0, actor: Actor | None = None, **more: Any) -> int:
        with transaction():
            return write_target_explanation(
                key=more.get("key", self.key),
                text=more.get("text", TEXT),
                measure=more.get("measure", MEASURE),
                measure_due_on=more.get("due_on", DUE_ON),
                seen_version=seen,
                actor=actor or self.head,
            )
