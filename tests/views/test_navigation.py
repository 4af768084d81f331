"""Every page is led to, from the menu or from a page that is; never for who may not open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from flask import url_for

from models.vocabulary import Role
from tests.house.source import ROOT
from tests.views.test_access import addresses
from views.access import LOGGED_IN, STATIC_ENDPOINTS, roles_of
from views.menu import MENU, build_menu

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser, BrowserAs

pytestmark = pytest.mark.one_database

LED_TO_FROM: Final = {
    "accounts.show": "layout.html",
    "accounts.change_password": "accounts/show.html",
    "auth.log_in": "layout.html",
    "calendar_days.index": "calendar_days/show.html",
    "feeds.index": "accounts/show.html",
    "help.glossary": "layout.html",
    "help.rules": "layout.html",
    "matrix.cell": "matrix/show.html",
    "public.how_to_read": "public/list.html",
    "reconciliation.dossiers": "reconciliation/index.html",
    "reconciliation.show": "reconciliation/index.html",
    "target_explanations.index": "targets/index.html",
    "task_bulk.show": "matrix/show.html",
    "verification.show": "public/list.html",
}
"""Pages without an entry of their own → the template that leads to them."""

STEPS: Final = {"imports.preview", "imports.follow"}
"""Pages one is sent to in the middle of something."""

NO_PAGES: Final = {
    "accounts.switch_language",
    "evidence_files.download",
    "pulls.body",
    "task_reports.follow",
}
"""Views without a menu whose address does not look like that of a file."""

UNMARKED: Final = {"auth.log_in"}
"""Pages that belong to no entry."""

ENTRIES: Final = {item.endpoint for group in MENU for item in group.items}


def page_endpoints(app: Flask) -> set[str]:
    """Return the pages whose address needs nothing to be known; files are not pages."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and "." not in rule.rule
    } - STATIC_ENDPOINTS


def test_every_page_stands_in_the_menu_or_is_led_to(app: Flask) -> None:
    assert page_endpoints(app) == ENTRIES | LED_TO_FROM.keys() | STEPS


@pytest.mark.parametrize(("endpoint", "template"), LED_TO_FROM.items(), ids=LED_TO_FROM)
def test_the_template_that_leads_to_a_page_does(endpoint: str, template: str) -> None:
    text = (ROOT / "templates" / template).read_text(encoding="utf-8")

    assert any(f"{function}('{endpoint}'" in text for function in ("url_for", "bare_url"))


@pytest.mark.parametrize("role", [Role.PUBLIC, *LOGGED_IN], ids=lambda role: role.value)
def test_the_menu_holds_all_a_role_may_open_and_nothing_else(
    app: Flask, browser_as: BrowserAs, role: Role
) -> None:
    """Groups lead to their first entry; the others show once one is on a page of the group."""
    with app.test_request_context():
        allowed = {
            url_for(endpoint)
            for endpoint in ENTRIES
            if {role, Role.PUBLIC} & (roles_of(endpoint) or set())
        }
    browser = browser_as(role)
    seen, ahead = set[str](), {"/" if role is Role.PUBLIC else "/viec-cua-toi"}
    while ahead:
        address = ahead.pop()
        page = browser.get(address)
        assert page.status in (200, 404) if address == "/" else page.status == 200, address
        seen.add(address)
        ahead |= {link.get("href") or "" for link in page.all(".//nav//a")} & allowed - seen

    assert seen & allowed == allowed


@pytest.mark.parametrize("role", [Role.PUBLIC, *LOGGED_IN], ids=lambda role: role.value)
def test_every_page_marks_the_one_entry_it_belongs_to(app: Flask, role: Role) -> None:
    wrong = {}
    for endpoint, method, address in addresses(app):
        if method != "GET" or "." in address or endpoint in NO_PAGES:
            continue
        with app.test_request_context(address):
            if may(role, endpoint) and len(marked(role)) != (endpoint not in UNMARKED):
                wrong[endpoint] = marked(role)

    assert not wrong


def test_a_page_says_whether_it_is_the_entry_or_belongs_to_it(browser: Browser) -> None:
    said = []
    for address in ("/danh-sach", "/danh-sach/2024-03"):
        links = browser.get(address).all(".//nav[@class='site-menu']//a[@aria-current]")
        said.append([(link.get("href"), link.get("aria-current")) for link in links])

    assert said == [[("/danh-sach", "page")], [("/danh-sach", "true")]]


def test_a_page_of_two_screens_belongs_to_the_one_the_role_has(app: Flask) -> None:
    """Replies to a list: the office comes from its lists, a unit from its own replies."""
    with app.test_request_context("/phan-hoi/so/1"):
        assert marked(Role.OFFICE_STAFF) == ["/cong-bo"]
        assert marked(Role.UNIT_OFFICER) == ["/phan-hoi"]


def may(role: Role, endpoint: str) -> bool:
    """Return whether a role may open a view."""
    return bool({role, Role.PUBLIC} & (roles_of(endpoint) or set()))


def marked(role: Role) -> list[str]:
    """Return where the marked entries lead in the menu a role has on the page asked for."""
    menu = build_menu(lambda endpoint: may(role, endpoint))
    return [link.url for link in menu.pages or menu.links if link.current]
