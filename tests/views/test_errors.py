"""What goes wrong is said in the reader's language, and nothing else is told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from views.access import access

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import Browser


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFoundError("user_unknown", username="x"), 404),
        (ForbiddenError("user_unknown", username="x"), 403),
        (ConflictError("user_unknown", username="x"), 409),
        (RefusedError("user_unknown", username="x"), 422),
    ],
    ids=["missing", "forbidden", "conflict", "refused"],
)
def test_a_refusal_shows_its_sentence_under_its_status(
    app: Flask, browser: Browser, error: Exception, status: int
) -> None:
    @access(Role.PUBLIC)
    def refuse() -> str:
        raise error

    app.add_url_rule("/loi", view_func=refuse)

    page = browser.get("/loi")

    assert page.status == status
    assert "Không có tài khoản “x”." in page.text


@pytest.mark.parametrize(
    ("method", "address", "status", "title"),
    [
        ("GET", "/khong-co", 404, "Không tìm thấy"),
        ("GET", "/danh-sach/2024-13x", 404, "Không tìm thấy"),
        ("GET", "/dang-xuat", 405, "Thao tác không dùng được ở trang này"),
        ("POST", "/tinh-han", 405, "Thao tác không dùng được ở trang này"),
    ],
)
def test_an_error_of_the_protocol_has_a_page(
    browser: Browser, method: str, address: str, status: int, title: str
) -> None:
    page = browser._open(method, address)

    assert page.status == status
    assert page.texts(".//h1") == [title]


def test_a_wrong_method_names_the_right_ones(browser: Browser) -> None:
    assert "POST" in browser.get("/dang-xuat").headers["Allow"]


def test_something_unforeseen_shows_a_reference_that_stands_in_the_log(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    @access(Role.PUBLIC)
    def fail() -> str:
        raise ZeroDivisionError("bí mật")

    app.add_url_rule("/hong", view_func=fail)
    with caplog.at_level(logging.ERROR, logger="views.errors"):
        page = browser.get("/hong")

    (reference,) = page.texts(".//code")
    assert page.status == 500
    assert "bí mật" not in page.text
    assert reference in caplog.text
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_page_of_something_unforeseen_needs_no_database(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OSError("no database")

    browser.client.set_cookie("login", "a" * 43)
    monkeypatch.setattr("views.sessions.find_login", gone)

    page = browser.get("/")

    assert page.status == 500
    assert page.texts(".//h1") == ["Có lỗi ngoài dự kiến"]


def test_errors_speak_the_readers_language(browser: Browser) -> None:
    browser.post("/ngon-ngu", {"language": "en"})

    page = browser.get("/khong-co")

    assert page.root is not None
    assert page.root.get("lang") == "en"
