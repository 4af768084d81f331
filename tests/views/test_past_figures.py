"""Pages of points and of reconciled sources as of an earlier day, and what of them has no past."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from models import Difference, db
from models.vocabulary import Role
from tests.remembered import remembered
from tests.stated_figures import (
    EXPLAINED,
    FIRST,
    LATER,
    PERIOD,
    SECOND,
    SETTLED,
    SHARE,
    WHY,
    WHY_SETTLED,
    Stated,
)
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from datetime import date

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

POINTS = f"/diem-766?ky={PERIOD}"
UNIT = f"/diem-766/X1?ky={PERIOD}"
SOURCES = f"/doi-chieu?ky={PERIOD}&a=A&b=B"


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@remembered
def stated(seeded: Settings, on_day: OnDay) -> Stated:
    del seeded
    return Stated(on_day)


@pytest.fixture
def staff(stated: Stated, browser_as: BrowserAs) -> Browser:
    del stated
    return browser_as(Role.OFFICE_STAFF)


def figure(stated: Stated, *, is_second: bool = False) -> str:
    unit = stated.second if is_second else stated.first
    query = {"ky": PERIOD, "a": "A", "b": "B", "don-vi": unit, "chi-so": SHARE}
    return f"/doi-chieu/so-lieu?{urlencode(query)}"


def then(address: str, day: date) -> str:
    return f"{address}{'&' if '?' in address else '?'}biet-den={day.isoformat()}"


def told(page: Page) -> str:
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_every_page_says_the_day_and_what_of_it_is_of_today(staff: Browser, stated: Stated) -> None:
    for address in (POINTS, UNIT, SOURCES, figure(stated)):
        page = staff.get(then(address, EXPLAINED))
        assert page.status == 200, address
        assert "biết đến hết ngày 10/04/2025" in page.text, address
        assert "Nguồn nào được ưu tiên, hạn tuổi số liệu" in page.text, address
        assert page.links()["Về hôm nay"] == address
        assert not page.all(".//main//form[@method='post']"), address
        inner = [link.get("href", "") for link in page.all(".//main//a")]
        assert all(url.count("?") <= 1 and url.count("biet-den") <= 1 for url in inner), address
        lost = [
            url
            for url in inner
            if url.startswith(("/diem-766", "/doi-chieu")) and "biet-den" not in url
        ]
        assert lost == [address], "only the way back to today leaves the day"
        forms = page.all(".//main//form[@class='filters no-print']")
        assert all(form.findall("./input[@name='biet-den']") for form in forms), address
        assert len(forms) == (0 if "so-lieu" in address else 1), address


def test_points_are_those_stated_by_then_in_page_and_file(staff: Browser) -> None:
    now_page, then_page = told(staff.get(UNIT)), told(staff.get(then(UNIT, FIRST)))
    assert "lấy ngày 10/06/2025" in now_page
    assert "lấy ngày 05/04/2025" in then_page
    assert LATER not in [
        option.get("value") for option in staff.get(then(POINTS, SECOND)).all(".//option")
    ]
    for address in (f"/diem-766.csv?ky={PERIOD}&tinh=tat-ca", f"/diem-766/X1.csv?ky={PERIOD}"):
        lead = staff.get(then(address, FIRST)).response.get_data(as_text=True).split("\r\n")[0]
        assert "biết đến hết ngày 05/04/2025" in lead, address
    rows = staff.get(then(f"/diem-766/X1.csv?ky={PERIOD}", FIRST)).response.get_data(as_text=True)
    assert rows != staff.get(f"/diem-766/X1.csv?ky={PERIOD}").response.get_data(as_text=True)


def test_a_difference_stands_as_it_was_judged_by_then(staff: Browser, stated: Stated) -> None:
    pages = {day: told(staff.get(then(SOURCES, day))) for day in (FIRST, EXPLAINED, SETTLED)}
    assert all("87,77 % (79/90)" in page for page in pages.values())
    assert [WHY in page for page in pages.values()] == [False, True, False]
    assert [WHY_SETTLED in page for page in pages.values()] == [False, False, True]
    assert "79/90" not in told(staff.get(SOURCES))
    assert WHY in staff.get(then(figure(stated), EXPLAINED)).text
    file = staff.get(then(f"/doi-chieu.csv?ky={PERIOD}&a=A&b=B", EXPLAINED))
    text = file.response.get_data(as_text=True)
    assert "biết đến hết ngày 10/04/2025" in text.split("\r\n")[0]
    assert WHY in text


def test_nothing_is_written_into_the_past(staff: Browser, stated: Stated) -> None:
    where = figure(stated, is_second=True)
    assert staff.get(where).all(".//input[@name='seen']")
    page = staff.get(then(where, EXPLAINED))
    assert (page.status, page.all(".//input[@name='seen']")) == (200, [])
    before = db.session.query(Difference).count()
    sent = {"owner": "", "state": "explained", "cause": "sync_delay", "note": WHY}
    assert staff.post(then(where, EXPLAINED), sent).status == 422
    assert db.session.query(Difference).count() == before


def test_dossiers_one_by_one_have_no_past(staff: Browser) -> None:
    address = f"/doi-chieu/ho-so?ky={PERIOD}&a=A&b=B"
    page = staff.get(then(address, EXPLAINED))
    assert (page.status, page.response.location) == (302, address)


def test_pages_of_the_past_ask_the_database_as_often_for_many_judgements(
    staff: Browser, stated: Stated
) -> None:
    with counted_statements() as few:
        staff.get(then(SOURCES, FIRST))
    with counted_statements() as many:
        staff.get(then(SOURCES, SETTLED))
    assert len(many) == len(few)
