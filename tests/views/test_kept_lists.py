"""One comes back to a list as one left it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from views.kept_lists import LISTS, LONGEST_QUERY

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings

LISTING = "/ho-so?loai=tra-cham&thang=2024-03&xep=-cham&trang=1"
BACK = "Về danh sách"


@remembered
def dossier(database: Settings, on_day: OnDay) -> str:
    """Return the page of a dossier finished late."""
    on_day(date(2024, 4, 15))
    key = make_dossier(
        code="H-1",
        unit_id=make_unit("U-1", "Xã Một"),
        batch_id=make_batch(make_source("one-stop"), date(2024, 4, 1)),
        procedure_id=make_procedure(),
        received_on=date(2024, 3, 1),
        due_on=date(2024, 3, 8),
        finished_on=date(2024, 3, 11),
    )
    return f"/ho-so/{key}"


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def test_a_row_leads_back_to_the_list_with_its_filters_and_order(
    staff: Browser, dossier: str
) -> None:
    staff.get(LISTING)

    assert staff.get(dossier).links()[BACK] == LISTING


def test_who_did_not_come_from_a_list_is_led_nowhere(staff: Browser, dossier: str) -> None:
    assert BACK not in staff.get(dossier).links()


def test_a_list_without_filters_forgets_the_last_ones(staff: Browser, dossier: str) -> None:
    staff.get(LISTING)
    staff.get("/ho-so")

    assert BACK not in staff.get(dossier).links()


@pytest.mark.parametrize(
    "query", ["?thang=xx", "?don-vi=" + "a" * LONGEST_QUERY], ids=["refused", "too long"]
)
def test_a_list_that_could_not_be_shown_or_kept_is_not_remembered(
    staff: Browser, dossier: str, query: str
) -> None:
    staff.get(f"/ho-so{query}")

    assert BACK not in staff.get(dossier).links()


def test_another_login_in_the_same_browser_remembers_nothing(
    staff: Browser, browser_as: BrowserAs, dossier: str
) -> None:
    staff.get(LISTING)
    other = browser_as(Role.APPROVER)
    kept = staff.client.get_cookie("preferences")
    assert kept is not None
    other.client.set_cookie("preferences", kept.value)

    assert BACK not in other.get(dossier).links()


def test_what_is_remembered_cannot_lead_elsewhere(staff: Browser, dossier: str) -> None:
    staff.get("/ho-so?xep=ma&a=//example.org/%0d%0aSet-Cookie:x%22%3E")

    assert staff.get(dossier).links()[BACK].startswith("/ho-so?xep=ma&a=")


def test_every_list_that_is_remembered_is_there(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= LISTS
