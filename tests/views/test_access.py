"""Every page is open to named roles only; what nobody opened is closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from views.access import LOGGED_IN, access, roles_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser, BrowserAs

VALUES = {
    "period": "2024-03",
    "step": "pull",
    "file_format": "docx",
    "language": "en",
    "version": 1,
    "session_id": 987654,
    "code": "T-khong-co",
    "directive": "khong-co",
    "ordinal": 1,
    "unit_code": "T-khong-co",
    "alert_id": 987654,
    "letter_id": 987654,
    "batch_id": 987654,
    "change_id": 987654,
    "dossier_id": 987654,
    "run_id": 987654,
    "objection_id": 987654,
    "dispute_id": 987654,
    "file_id": 987654,
    "feed_id": 987654,
    "message_id": 987654,
    "token": "khong-co",
    "part": "don-vi",
    "report_id": 987654,
    "picture": "so-ngay",
    "drawing": "dien-bien",
}


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yield endpoint, method and an address of every rule."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint in ("static", "bootstrap.static"):
                continue
            values = {
                name: VALUES[name] if name in VALUES else pytest.fail(f"add {name} to VALUES")
                for name in rule.arguments
            }
            values.update(rule.defaults or {})
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, values)


def test_every_endpoint_declares_who_may_open_it(app: Flask) -> None:
    with app.app_context():
        closed = {
            rule.endpoint for rule in app.url_map.iter_rules() if roles_of(rule.endpoint) is None
        }

    assert not closed, f"put @access(...) next to the function of {sorted(closed)}"


def test_an_endpoint_nobody_opened_is_closed_to_everybody(app: Flask, browser: Browser) -> None:
    app.add_url_rule("/quen", endpoint="forgotten", view_func=lambda: "open")

    assert browser.get("/quen").status == 403


@pytest.mark.parametrize("role", [Role.PUBLIC, *LOGGED_IN], ids=lambda role: role.value)
def test_each_role_passes_the_guard_exactly_where_it_may(
    app: Flask, browser_as: BrowserAs, role: Role
) -> None:
    browser = browser_as(role)
    wrong = []
    for endpoint, method, address in addresses(app):
        with app.app_context():
            allowed = roles_of(endpoint) or frozenset()
        may = role in allowed or Role.PUBLIC in allowed
        # Without its secret no form goes through: 400 means the guard let it pass.
        status = browser.client.open(address, method=method).status_code
        refused = (302,) if role is Role.PUBLIC and method == "GET" else (403,)
        passed = status == 400 if method == "POST" else status in (200, 404, 303)
        if (may and not passed) or (not may and status not in refused):
            wrong.append((endpoint, method, status))

    assert not wrong


def test_a_page_for_people_with_an_account_leads_through_the_login_page(browser: Browser) -> None:
    page = browser.get("/tai-khoan?a=1")

    assert page.went_to == "/dang-nhap?next=/tai-khoan?a%3D1"


def test_a_change_by_the_public_is_refused_not_redirected(browser: Browser) -> None:
    page = browser.post("/dang-xuat")

    assert page.status == 403


def test_a_view_cannot_be_opened_to_nobody_by_mistake() -> None:
    with pytest.raises(TypeError):
        access()


def test_style_sheets_are_open_on_purpose(browser: Browser) -> None:
    assert browser.get("/static/css/site.css").status == 200
    assert browser.get("/bootstrap/static/css/bootstrap.min.css").status == 200


def test_a_view_that_takes_no_files_takes_no_large_body(browser: Browser) -> None:
    page = browser.post("/dang-nhap", {"username": "a" * 2_000_000})

    assert page.status == 413
