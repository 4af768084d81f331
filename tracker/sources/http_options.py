"""What the connectors that speak HTTP read alike: addresses, plain headers, secret ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.sources.settings import OptionReader

PERIOD_RUNNING: Final = "period_running"
"""Quality: the period had not ended when the figure was given out."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]{2,79}")
_LOGINS: Final = frozenset(
    {"authorization", "proxy-authorization", "cookie", "token", "x-api-key", "x-auth-token"}
)
_HIDDEN: Final = "…"
"""Stands for what may be a secret that somebody wrote where its name belongs."""


def read_base_url(read: OptionReader, key: str) -> str:
    """Return an address without query and fragment, and without a slash at its end.

    Raises:
        RefusedError: As `OptionReader.url`.
    """
    url = read.url(key)
    if "?" in url:
        raise read.invalid(key, url, "https://host[:port]/path")
    return url.rstrip("/")


def read_headers(read: OptionReader) -> dict[str, str]:
    """Return the plain headers of the table "headers"; a login is never among them.

    Raises:
        RefusedError: `source_setting_invalid`.
    """
    headers = _words(read, "headers", read.table("headers", {}))
    for name, value in headers.items():
        if name.lower() in _LOGINS:
            raise read.invalid(f"headers.{name}", _HIDDEN, "secret_headers")
        if not _NAME.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise read.invalid(f"headers.{name}", value, "A-Z, 0-9, -")
    return headers


def read_secret_headers(read: OptionReader) -> dict[str, str]:
    """Return header → name of the environment variable that holds its value.

    Raises:
        RefusedError: `source_setting_invalid`; what stands there instead of a name is not quoted.
    """
    table = read.table("secret_headers", {})
    for name, value in table.items():
        is_variable = isinstance(value, str) and _VARIABLE.fullmatch(value)
        if not _NAME.fullmatch(name) or not is_variable:
            raise read.invalid(f"secret_headers.{name}", _HIDDEN, "A-Z, 0-9, _")
    return dict(table)


def read_words(read: OptionReader, key: str) -> dict[str, str]:
    """Return a table of texts; an empty one when the file has none.

    Raises:
        RefusedError: `source_setting_invalid`.
    """
    return _words(read, key, read.table(key, {}))


def read_texts(read: OptionReader, key: str) -> tuple[str, ...]:
    """Return a list of different texts; one text alone is a list of one.

    Raises:
        RefusedError: `source_setting_invalid`.
    """
    raw = read.items(key, ())
    if not all(isinstance(item, str) and item.strip() for item in raw) or len(set(raw)) < len(raw):
        raise read.invalid(key, raw, '["…", "…"]')
    return tuple(raw)


def _words(read: OptionReader, key: str, table: Mapping[str, Any]) -> dict[str, str]:
    for name, value in table.items():
        if not isinstance(value, str):
            raise read.invalid(f"{key}.{name}", value, '"…"')
    return dict(table)
