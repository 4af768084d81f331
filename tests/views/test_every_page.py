"""Every page by every role, as it is walked to from the first one: valid, named, in order.

The browser of these tests parses strictly and looks for ids, labels, inline parts and titles on
every page it opens; here are the pages, and what is asked of them beyond that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, cast

import html5lib
import pytest

from models.vocabulary import Role
from tests.views.crawling import name_faults, outline_faults, table_faults, walk
from tests.views.pages import Page
from tests.views.test_access import addresses
from tracker.jobs.demo import APPROVER, DRAFTER
from views.access import LOGGED_IN

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser, BrowserAs, LogInAs
    from tracker.config import Settings

PEOPLE = {
    Role.PUBLIC: "",
    Role.UNIT_OFFICER: "canbo",
    Role.DEPARTMENT_HEAD: "thutruong",
    Role.OFFICE_STAFF: DRAFTER,
    Role.APPROVER: APPROVER,
    Role.ADMINISTRATOR: "quantri",
}
#: The others see parts of the same pages: the long run walks with them, too.
WALKED = (Role.PUBLIC, Role.OFFICE_STAFF)
IS_NIGHT = os.environ.get("TRACKER_NIGHTLY") == "1"
BY_NIGHT = pytest.mark.slow, pytest.mark.skipif(not IS_NIGHT, reason="walked by the long run")


@pytest.fixture
def database(demo: Settings) -> Settings:  # the fixture
    return demo


@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=() if role in WALKED else BY_NIGHT, id=role.value)
        for role in PEOPLE
    ],
)
def test_every_page_that_can_be_walked_to_is_valid(
    app: Flask, browser: Browser, log_in_as: LogInAs, role: Role
) -> None:
    person = browser if role is Role.PUBLIC else log_in_as(PEOPLE[role])
    done = walk(app, person, "/" if role is Role.PUBLIC else "/viec-cua-toi")

    faults = [f"{address}: {status}" for address, status in done.statuses.items() if wrong(status)]
    for address, page in done.pages.items():
        found = (*outline_faults(page), *table_faults(page), *name_faults(page))
        faults += [f"{address}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)
    assert len(done.pages) >= (12 if role is Role.PUBLIC else 40), "too few pages were walked to"


def wrong(status: int) -> bool:
    """Return whether a link led nowhere; one may lead on to another page."""
    return status not in (200, 302, 303, 308)


@pytest.mark.parametrize("role", [Role.PUBLIC, *LOGGED_IN], ids=lambda role: role.value)
def test_every_page_of_what_is_not_there_is_valid(
    app: Flask, browser_as: BrowserAs, role: Role
) -> None:
    browser = browser_as(role)
    faults = []
    for _endpoint, method, address in addresses(app):
        if method == "GET":
            page = browser.get(address)
            if page.status >= 500:
                faults.append(f"{address}: {page.status}")
            if page.root is not None:
                faults += [f"{address}: {fault}" for fault in outline_faults(page)]

    assert not faults, "\n".join(faults)


def test_what_is_looked_for_is_found() -> None:
    text = "<h1>A</h1><h3>B</h3><table><tr><th>C</th></tr></table><a href='/d'><i></i></a>"
    root = html5lib.parse(text, namespaceHTMLElements=False)
    page = Page(response=cast("Any", None), root=root)

    assert [*outline_faults(page)] == ["<h3> “B” after <h1>"]
    assert [*table_faults(page)] == ["<th> “C” without scope"]
    assert [*name_faults(page)] == ["<a /d> without a name"]
