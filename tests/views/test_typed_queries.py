"""Whatever an address names, it is shown or not there, and its links and forms stay here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from flask import request

from models.vocabulary import Role
from tests.house.source import ROOT
from tests.views.test_past_pages import PAGES, corrected
from views.navigation import with_query

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

__all__ = ["corrected"]

TYPED = {"endpoint": "x", "_scheme": "javascript", "_external": "1", "_anchor": "x"}
"""What the arguments of the function that makes addresses are called."""


def test_no_template_makes_an_address_of_what_was_typed() -> None:
    files = sorted((ROOT / "templates").rglob("*.html"))

    assert not [file.name for file in files if "**request.args" in file.read_text("utf-8")]


def test_a_file_or_form_keeps_the_query_as_a_query(app: Flask) -> None:
    query = urlencode([("a", ""), ("b", "1"), ("b", "2"), *TYPED.items()])
    with app.test_request_context(f"/doi-chieu?{query}&o=3"):
        assert with_query("reconciliation.workbook", "o") == f"/doi-chieu.xlsx?{query}"
    with app.test_request_context("/doi-chieu"):
        assert with_query("reconciliation.workbook") == "/doi-chieu.xlsx"


def test_an_open_cell_leads_back_to_its_own_table(corrected: object, browser_as: BrowserAs) -> None:
    del corrected
    typed = urlencode(TYPED)
    page = browser_as(Role.OFFICE_STAFF).get(f"{PAGES['open cell']}&{typed}")

    assert page.status == 200
    assert page.links()["Đóng"] == f"/ma-tran?van-ban=kh-01&ky=2025-03&{typed}"


def test_a_number_more_than_a_database_holds_is_not_there(
    app: Flask, database: Settings, browser: Browser
) -> None:
    del database
    pages = app.url_map.bind("localhost")

    assert pages.test("/danh-sach/2025-03/v999999999", method="GET")
    assert not pages.test("/danh-sach/2025-03/v9999999999", method="GET")
    assert not pages.test("/ho-so/9999999999", method="GET")
    assert browser.get("/danh-sach/2025-03/v9999999999").status == 404
    assert browser.get(f"/danh-sach/2025-03?phien-ban={'9' * 5000}").status == 404


def test_the_sign_nul_is_left_out_of_what_was_typed(
    app: Flask, database: Settings, browser: Browser
) -> None:
    del database
    with app.test_request_context("/?a%00=%00b%00c&a=d"):
        assert list(request.args.items(multi=True)) == [("a", "bc"), ("a", "d")]
    box = browser.get("/don-vi?tim=x%00a").one(".//input[@name='tim']")

    assert box.get("value") == "xa"


@pytest.mark.parametrize("query", ["a=\xff", "a=\0", "a=%0%000"], ids=["bytes", "nul", "nested"])
def test_what_is_no_text_in_a_query_is_no_error(
    database: Settings, browser: Browser, browser_as: BrowserAs, query: str
) -> None:
    del database
    staff = browser_as(Role.OFFICE_STAFF)
    for person, address in ((staff, "/phan-cong"), (browser, "/"), (browser, "/phan-cong")):
        answer = person.client.get(address, environ_overrides={"QUERY_STRING": query})
        assert answer.status_code < 500, address
        text = answer.get_data(as_text=True)
        assert "\0" not in text, address
        assert "%00" not in text, address
        assert "%00" not in answer.headers.get("Location", "")
