"""A month that was judged in April, corrected and judged again in May, looked at in September."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models import TaskChange, db
from models.vocabulary import TaskChangeKind
from tests.factories import make_figure
from tests.queries.test_scorecards import MARCH, Judged
from tracker.clock import now
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.task_rows import stored_target
from tracker.queries.tasks import list_tasks

if TYPE_CHECKING:
    from tests.conftest import OnDay

FIRST, THEN, SECOND, PRESENT = (
    date(2025, 4, 5),
    date(2025, 5, 1),
    date(2025, 5, 10),
    date(2025, 9, 1),
)


class Corrected(Judged):
    """The figure of the second department was corrected in May, and March judged again."""

    def __init__(self, on_day: OnDay) -> None:
        on_day(FIRST)
        super().__init__()
        on_day(SECOND)
        self.both_indicator = list_tasks([self.directive], SECOND)[0].indicator_id
        assert self.both_indicator is not None
        make_figure(self.both_indicator, self.second, MARCH, 95, 100, as_of=date(2025, 5, 9))
        self.judge()
        on_day(PRESENT)

    def judge(self) -> None:
        run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))

    def ask(self, value: str, effective_on: date) -> None:
        """Change the first target as of a day, recorded now."""
        task = list_tasks([self.directive], effective_on)[0]
        before = stored_target(task.target_on(effective_on))
        assert before is not None
        db.session.add(
            TaskChange(
                task_id=self.both,
                kind=TaskChangeKind.TARGET,
                effective_on=effective_on,
                before=before,
                after=before | {"value": value, "phrase": f"từ {value}%"},
                reason="Điều chỉnh theo kế hoạch mới",
                document="09/QĐ",
                made_by=get_actor(SYSTEM_USERNAME).id,
                made_at=now(),
            )
        )
        db.session.commit()
