"""What every HTTP connector asks of a reply before it reads it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from tracker.sources.errors import PullFailedError, PullStoppedError

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.sources.contract import Call, Reply

TURNED_AWAY: Final = frozenset({401, 403, 429})
"""The source says no: no further call until a person has looked."""
_GOOD: Final = range(200, 300)


def check_answered(call: Call, reply: Reply, *, good: Collection[int] = (200,)) -> None:
    """Let a reply pass that has one of the good statuses and is no page of HTML.

    Args:
        call: What was asked.
        reply: What came back.
        good: Statuses that mean success.

    Raises:
        PullStoppedError: `source_turned_away` (401, 403, 429), `source_sent_page` (HTML where data
            was asked for: a firewall's refusal, whatever its status says).
        PullFailedError: `source_status_unexpected`.
    """
    if reply.status in TURNED_AWAY:
        raise PullStoppedError("source_turned_away", call=call.name, status=reply.status)
    if reply.status in _GOOD and is_page(reply):
        raise PullStoppedError("source_sent_page", call=call.name, status=reply.status)
    if reply.status not in good:
        raise PullFailedError("source_status_unexpected", call=call.name, status=reply.status)


def is_page(reply: Reply) -> bool:
    """Return whether a reply is HTML, by what it says or by how it begins."""
    return "html" in reply.content_type.lower() or reply.body.lstrip()[:1] == b"<"


def read_json(call: Call, reply: Reply) -> Any:
    """Return the JSON of a reply: whole numbers as int, others as exact Decimal.

    Raises:
        PullFailedError: `source_reply_unreadable`.
    """
    try:
        text = reply.body.decode("utf-8-sig")
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise PullFailedError("source_reply_unreadable", call=call.name) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
