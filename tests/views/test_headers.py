"""Headers stand on every answer, errors included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import request

from models.vocabulary import Role

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, MakeApp

ADDRESSES = [
    pytest.param("/", 200, id="page"),
    pytest.param("/khong-co", 404, id="not-found"),
    pytest.param("/dang-xuat", 405, id="wrong-method"),
    pytest.param("/tinh-han?received=x&term=y", 422, id="refused"),
    pytest.param("/viec-cua-toi", 302, id="redirect"),
    pytest.param("/static/css/site.css", 200, id="style"),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_every_answer_carries_the_headers(browser: Browser, address: str, status: int) -> None:
    page = browser.get(address)

    assert page.status == status
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in page.headers


def test_https_is_remembered_only_where_there_is_https(make_app: MakeApp) -> None:
    app = make_app(is_https=True)

    answer = app.test_client().get("/static/css/site.css", buffered=True)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_what_a_logged_in_person_sees_is_never_stored(browser_as: BrowserAs) -> None:
    person = browser_as(Role.OFFICE_STAFF)

    for address in ("/viec-cua-toi", "/", "/tinh-han", "/khong-co"):
        assert person.get(address).headers["Cache-Control"] == "no-store"


def test_no_cache_may_share_a_page_with_the_secret_of_a_form(browser: Browser) -> None:
    assert browser.get("/tinh-han").headers["Cache-Control"] == "private, no-cache"


def test_late_lists_stay_out_of_search_engines(browser: Browser) -> None:
    assert browser.get("/").headers["X-Robots-Tag"] == "noindex"
    assert browser.get("/danh-sach").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in browser.get("/tinh-han").headers


def test_the_address_of_a_person_is_believed_only_from_stated_proxies(
    make_app: MakeApp,
) -> None:
    seen = {}
    for proxies in (0, 1):
        app = make_app(proxy_count=proxies)

        @app.before_request
        def note(proxies: int = proxies) -> None:
            seen[proxies] = request.remote_addr

        app.test_client().get("/nowhere", headers={"X-Forwarded-For": "203.0.113.9"})

    assert seen == {0: "127.0.0.1", 1: "203.0.113.9"}
