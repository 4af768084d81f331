"""Every page is led to, from the menu or from a page that is; never for who may not open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from flask import url_for

from models.vocabulary import Role
from tests.house.source import ROOT
from views.access import LOGGED_IN, STATIC_ENDPOINTS, roles_of
from views.navigation import MENU

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import BrowserAs

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
