"""Addresses people type: only those a browser opens as a page of another site."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tracker.errors import RefusedError

LONGEST_LINK: Final = 500


def check_link(link: str) -> str:
    """Return an address people may follow; "" where none is given.

    Args:
        link: As typed.

    Raises:
        RefusedError: `link_refused` for anything but a whole http or https address, one with a
            user name in it (it shows another site than it opens), or one too long.
    """
    text = link.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        has_user = "@" in parts.netloc or "\\" in text
    except ValueError:
        is_web, has_user = False, False
    # A browser drops line breaks inside "java\nscript:" and turns what follows a turning mark.
    is_plain = text.isprintable() and " " not in text and len(text) <= LONGEST_LINK
    if not is_web or has_user or not is_plain:
        raise RefusedError("link_refused", value=text[:LONGEST_LINK])
    return text
