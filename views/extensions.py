"""Flask extensions and URL parts the pages share, bound to an application by the factory."""

from __future__ import annotations

from typing import Any, Final

from flask import Request
from flask_bootstrap import Bootstrap5
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from werkzeug.routing import BaseConverter, IntegerConverter

MOST_DIGITS: Final = 9
"""Of a key or a number in an address: more is nothing a database holds."""

bootstrap = Bootstrap5()
csrf = CSRFProtect()
login_manager = LoginManager()


class PlainRequest(Request):
    """A request whose query is text without NUL, whatever bytes somebody sent.

    PostgreSQL takes NUL in no text, and a page may not show it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        query = self.query_string.replace(b"\0", b"")
        while b"%00" in query:
            query = query.replace(b"%00", b"")
        self.query_string = query.decode(errors="replace").encode()


class NumberConverter(IntegerConverter):
    """A key or a number in an address."""

    regex = rf"\d{{1,{MOST_DIGITS}}}"


class PeriodConverter(BaseConverter):
    """A period of whole months in an address: "2024-03", "2024-Q1" or "2024"."""

    regex = r"\d{4}(?:-(?:\d{2}|Q[1-4]))?"
