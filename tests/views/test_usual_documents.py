"""Without a word in the address pages open with a document that has something to show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import Directive, db
from models.vocabulary import Role, UnitLevel
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tests.queries.test_scorecards import MARCH, Judged
from tests.remembered import add_actor, remembered
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import BrowserAs, LogInAs
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

PAGES = ("/tong-quan", "/ma-tran", "/chi-tieu")


@remembered
def judged(database: Settings, on_day: OnDay) -> Judged:
    """Beside the document with figures stands a newer one that was judged without any."""
    del database
    on_day(date(2025, 9, 1))
    office = Judged()
    scope_id = db.session.get_one(Directive, office.directive).scope_id
    newer = make_directive("02/KH", scope_id, effective_from=date(2025, 1, 1))
    office.other = make_indicator("T.3", "Tỷ lệ chưa ai đo")
    make_task(newer, indicator_id=office.other, leads=(office.first,), target=(">=", "90"))
    judge()
    return office


def judge() -> None:
    run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))


def test_a_newer_document_without_figures_does_not_hide_one_that_has_them(
    judged: Judged, browser_as: BrowserAs
) -> None:
    staff = browser_as(Role.OFFICE_STAFF)

    def shown() -> set[str]:
        pages = [staff.get(address) for address in PAGES]
        options = ".//select[@name='van-ban']/option[@selected]"
        return {text for page in pages for text in page.texts(options)}

    assert shown() == {"01/KH"}
    make_figure(judged.other, judged.first, MARCH, 1, 10, as_of=date(2025, 3, 31))
    judge()
    assert shown() == {"02/KH"}, "the newest of those with figures"


def test_people_of_a_unit_see_what_it_was_judged_by_before_figures_of_others(
    judged: Judged, log_in_as: LogInAs
) -> None:
    scope_id = db.session.get_one(Directive, judged.directive).scope_id
    third = make_unit("S3", "Sở Không số", level=UnitLevel.DEPARTMENT, parent_id=scope_id)
    make_task(make_directive("00/KH", scope_id), indicator_id=judged.other, leads=(third,))
    judge()
    for unit_id, number in ((third, "00/KH"), (judged.second, "01/KH")):
        person = log_in_as(add_actor(f"truong-{unit_id}", Role.DEPARTMENT_HEAD, unit_id).username)
        for address in PAGES:
            options = person.get(address).texts(".//select[@name='van-ban']/option[@selected]")
            assert options == [number], address
