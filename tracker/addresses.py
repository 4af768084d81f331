"""Where an address leads: the one reading of an address in the product."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

_PORTS: Final = {"http": 80, "https": 443}


def origin_of(address: str) -> str | None:
    """Return where an address leads, "https://host:443"; None when it is not a plain address.

    The one reading of an address in the product: what it says is what is called, so a name or
    password in it, a blank, a backslash or a letter outside ASCII is refused and never repaired.

    Args:
        address: scheme://host[:port][/path][?query]; http or https.
    """
    if not address.isascii() or "\\" in address or any(not "!" <= sign <= "~" for sign in address):
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is None and parts.netloc.endswith(":"):
        return None
    return f"{parts.scheme}://{host}:{_PORTS[parts.scheme] if port is None else port}"
