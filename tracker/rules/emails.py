"""E-mail addresses people may be written to."""

from __future__ import annotations

import re
from typing import Final

from tracker.errors import RefusedError

LONGEST: Final = 254
LONGEST_LOCAL: Final = 64
_ADDRESS: Final = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII | re.IGNORECASE,
)


def check_email(text: str) -> str:
    """Return an address as it is kept: without blanks around it, its domain in small letters.

    Only plain ASCII addresses with a domain of letters are taken: no quoted names, no comments, no
    numbers in brackets, and nothing that could end a line of a message's head.

    Args:
        text: What was typed; empty for none, which takes the address away.

    Raises:
        RefusedError: `email_invalid`.

    Source:
        RFC 5321, sections 4.1.2 and 4.5.3.1.
    """
    address = text.strip()
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    fits = len(address) <= LONGEST and len(local) <= LONGEST_LOCAL
    if not fits or not _ADDRESS.fullmatch(address):
        raise RefusedError("email_invalid", value=address[:LONGEST])
    return f"{local}@{domain.lower()}"
