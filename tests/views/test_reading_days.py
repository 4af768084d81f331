"""No page of today tells who leads, or what is asked, from a later day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models import db
from models.vocabulary import Role
from tests.factories import make_figure, make_indicator, make_task
from tests.remembered import add_actor, remembered
from tests.task_work import TODAY, make_work
from tracker.jobs.evaluation import run_evaluation
from tracker.services.task_changes import ChangeOrder, change_parties, change_target

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs
    from tracker.queries.accounts import Actor

    OpenOn = Callable[[date], Browser]

LATER = TODAY + timedelta(days=10)
"""A day of the same month."""
TASK = "/chi-tieu/kh12/2"
#: Pages about the task, and whether they name only those who have it.
PAGES = {
    "/chi-tieu?van-ban=kh12&ky=2024-04": False,
    "/chi-tieu.csv?van-ban=kh12&ky=2024-04": False,
    f"{TASK}?ky=2024-04": True,
    TASK + "/{lead}?ky=2024-04": True,
    "/tong-quan?van-ban=kh12&ky=2024-04": False,
    "/don-vi/{lead}": False,
}
JUDGED_PAGES = {**PAGES, f"{TASK}.csv?ky=2024-04": True, "/don-vi/{lead}/the-diem": False}
NAMES = {"SO.A": "Phòng A", "SO.C": "Phòng C"}


@remembered
def office(database: object, on_day: OnDay) -> Actor:
    """Return who gave the task to Phòng C, and asked 95 % of it, from a later day of the month."""
    on_day(TODAY)
    work, office = make_work(), add_actor("van-phong-2", Role.OFFICE_STAFF)
    indicator = make_indicator("CS-1", "Tỷ lệ một")
    for unit in (work.first, work.helping):
        make_figure(indicator, unit, "2024-04", 92, 100)
    task = make_task(work.directive, leads=(work.first,), indicator_id=indicator,
                     target=(">=", "90"))  # fmt: skip
    order = ChangeOrder(LATER, "Điều chỉnh theo kết luận giao ban")
    change_parties(task_id=task, leads="Phòng C", order=order, actor=office)
    change_target(task_id=task, phrase="tối thiểu 95%", order=order, actor=office)
    db.session.commit()
    return office


@pytest.fixture
def open_on(office: Actor, browser_as: BrowserAs, on_day: OnDay) -> OpenOn:
    def browse(day: date) -> Browser:
        on_day(day)
        return browser_as(Role.OFFICE_STAFF, f"a-{day:%m%d}")

    return browse


@pytest.mark.parametrize("is_judged", [False, True], ids=["before it is judged", "judged"])
def test_pages_read_a_running_month_with_what_stands_today(
    open_on: OpenOn, office: Actor, is_judged: bool
) -> None:
    before, after = (TODAY, "SO.A", "SO.C", "90", "95"), (LATER, "SO.C", "SO.A", "95", "90")
    for day, lead, other, asked, not_asked in (before, after):
        browser = open_on(day)
        if is_judged:
            run_evaluation(period="2024-04", actor=office)
        for address, names_only_own in (JUDGED_PAGES if is_judged else PAGES).items():
            page = browser.client.get(address.format(lead=lead))
            text = page.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")
            assert page.status_code == 200, (address, day)
            assert f"{asked} %" in text, (address, day)
            assert f"{not_asked} %" not in text, (address, day)
            assert not names_only_own or NAMES[other] not in text, (address, day)


def test_a_matrix_and_its_cells_follow_the_day(open_on: OpenOn) -> None:
    for day, lead in ((TODAY, "Phòng A"), (LATER, "Phòng C")):
        page = open_on(day).client.get("/ma-tran.csv?van-ban=kh12&ky=2024-04")
        rows = page.get_data(as_text=True).splitlines()
        (own,) = [row for row in rows if "Nhiệm vụ 2" in row]
        assert lead in own, day


def test_a_month_that_is_over_is_read_with_its_last_day(open_on: OpenOn) -> None:
    browser = open_on(date(2024, 6, 3))

    assert "Phòng C" in browser.get(f"{TASK}?ky=2024-04").text
    assert "Phòng C" not in browser.get(f"{TASK}?ky=2024-03").text
    assert browser.get(f"{TASK}/SO.C?ky=2024-03").status == 404
