"""A list without rows says what to do next, and asks of nobody what their role may not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from models.vocabulary import Role
from tests.views.test_navigation import ENTRIES
from views.access import LOGGED_IN, roles_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.views.pages import BrowserAs

pytestmark = pytest.mark.one_database

IMPORTING: Final = ("hãy nhập", "rồi lập dự thảo", "chọn một tệp")
"""Words that ask for what the office's staff alone may do."""
NEXT: Final = (*IMPORTING, "khi ", "hãy ", "để trống", "bấm", "tạo ", "chọn ", "bằng lệnh", "gõ ",
               "văn phòng", "nhập", "chu trình", "bản 0")  # fmt: skip
"""Words of which one stands in a text that says what comes next."""


@pytest.mark.parametrize("role", [Role.PUBLIC, *LOGGED_IN], ids=lambda role: role.value)
def test_empty_lists_say_what_to_do_next(app: Flask, browser_as: BrowserAs, role: Role) -> None:
    browser, faults, seen = browser_as(role), [], 0
    with app.test_request_context():
        places = [
            (endpoint, app.url_map.bind("localhost").build(endpoint))
            for endpoint in sorted(ENTRIES)
            if {role, Role.PUBLIC} & (roles_of(endpoint) or set())
        ]
    for endpoint, address in places:
        page = browser.get(address)
        if page.root is None:
            continue
        for text in page.texts(".//p[@class='empty']"):
            seen += 1
            words = text.lower()
            if not any(word in words for word in NEXT):
                faults.append(f"{endpoint}: “{text}” says nothing of what comes next")
            if role is not Role.OFFICE_STAFF and any(word in words for word in IMPORTING):
                faults.append(f"{endpoint}: “{text}” asks {role.value} to bring files in")
    assert not faults, "\n".join(faults)
    assert seen
