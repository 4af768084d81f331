"""Asks a stand-in what a connector wants to know, without a network between them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tests.stand_ins.server import Request, StandIn
from tracker.rules.periods import read_period
from tracker.sources.contract import Reply, SourceSettings

if TYPE_CHECKING:
    from tracker.sources.contract import Call, Connector, Reading

LATER: Final = date(2026, 8, 3)


def source(connector: str, **options: Any) -> SourceSettings:
    """Return the settings of a source as the file of sources would give them."""
    return SourceSettings("NGUON", connector, options)


def reply(
    content: Any = None,
    status: int = 200,
    content_type: str = "application/json",
    body: bytes | None = None,
    on: date = LATER,
) -> Reply:
    """Return a reply that came on a day."""
    sent = json.dumps(content, ensure_ascii=False).encode() if body is None else body
    return Reply(status, content_type, sent, datetime(on.year, on.month, on.day, 3, tzinfo=UTC))


def ask(system: StandIn, call: Call, on: date = LATER) -> Reply:
    """Return what a stand-in says to a call."""
    request = Request(
        call.method,
        urlsplit(call.url).path,
        dict(call.query),
        {name.lower(): value for name, value in call.headers.items()},
        b"" if call.body is None else json.dumps(call.body).encode(),
    )
    answer = system.answer(request)
    kind = answer.headers.get("Content-Type", "")
    return reply(status=answer.status, content_type=kind, body=answer.body, on=on)


def pull(
    connector: Connector,
    settings: SourceSettings,
    system: StandIn,
    period: str,
    on: date = LATER,
) -> Reading:
    """Return what a connector reads of a stand-in, every reply checked on its way."""
    wanted = read_period(period)
    connector.check_settings(settings)
    replies: dict[str, Reply] = {}
    while calls := connector.next_calls(settings, wanted, on, replies):
        for call in calls:
            got = ask(system, call, on)
            connector.check_reply(settings, wanted, call, got, replies)
            replies[call.name] = got
    return connector.read(settings, wanted, replies)
