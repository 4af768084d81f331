"""Makes the calls of a run one after the other and keeps each reply as it comes."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from tracker.clock import local, now, today
from tracker.queries.pull_runs import find_resumable, list_calls, load_body
from tracker.services.pull_replies import CallRecord, record_call
from tracker.sources.contract import Reply
from tracker.sources.errors import PullFailedError
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tracker.queries.pull_runs import PullCallRow
    from tracker.rules.periods import Period
    from tracker.sources.contract import Call, Connector, LocalConnector, SourceSettings
    from tracker.sources.fetching import Fetcher

RESUMED_WITHIN: Final = timedelta(hours=6)
"""Replies older than this are asked for anew; so are those of the day before."""
MOST_CALLS: Final = 500
LOCAL_CALL: Final = "local"


@dataclass(frozen=True, slots=True)
class Gathered:
    """All replies of a run, in the order they were asked for."""

    replies: Mapping[str, Reply]
    url: str

    @property
    def file_sha256(self) -> str:
        """Return SHA-256 over the hashes of all bodies in order."""
        hashes = [hashlib.sha256(reply.body).hexdigest() for reply in self.replies.values()]
        return hashlib.sha256("\n".join(hashes).encode()).hexdigest()

    @property
    def captured_at(self) -> datetime | None:
        """Return when the newest reply came."""
        return max((reply.captured_at for reply in self.replies.values()), default=None)


@dataclass(frozen=True, slots=True)
class EarlierReplies:
    """The good replies of a run that was cut short, by the name of their call."""

    run_id: int
    calls: Mapping[str, PullCallRow]

    def find(self, call: Call) -> tuple[PullCallRow, Reply] | None:
        """Return the reply to the very same question, None when there is none."""
        row = self.calls.get(call.name)
        asked = (call.method, call.url, parameters_of(call))
        if row is None or row.body_id is None or (row.method, row.url, row.parameters) != asked:
            return None
        body = load_body(row.body_id)
        return row, Reply(row.status or 0, row.content_type, body, row.captured_at)


def find_earlier(
    source_id: int, period: Period, *, run_id: int | None = None, with_shrunken: bool = False
) -> EarlierReplies | None:
    """Return the replies of today's last run of a source and period, if it was cut short.

    Args:
        source_id: The source.
        period: What is asked for.
        run_id: The run that would take them up; None for a dry run.
        with_shrunken: Whether a run that brought too little will do.
    """
    since = now() - RESUMED_WITHIN
    run = find_resumable(source_id, period.code, since, before=run_id, with_shrunken=with_shrunken)
    if run is None:
        return None
    good = {
        row.name: row
        for row in list_calls(run.id)
        # Sources renew their figures at night: two days are never mixed in one run.
        if not row.error_code
        and row.captured_at >= since
        and local(row.captured_at).date() == today()
    }
    return EarlierReplies(run.id, good) if good else None


@dataclass(slots=True)
class Calls:
    """The calls of one run.

    Args:
        settings: Of the source.
        period: What is asked for.
        run_id: The run its calls are kept with; None keeps nothing.
        earlier: Replies that can be taken up again.
    """

    settings: SourceSettings
    period: Period
    run_id: int | None
    earlier: EarlierReplies | None = None
    has_resumed: bool = field(default=False, init=False)

    def gather(self, connector: Connector, fetcher: Fetcher, on: date) -> Gathered:
        """Return every reply the connector needs.

        Raises:
            PullFailedError: Whatever `Fetcher.fetch` and `Connector.check_reply` refuse, after the
                call was kept; `pull_too_many_calls`.
        """
        replies: dict[str, Reply] = {}
        url = ""
        while calls := connector.next_calls(self.settings, self.period, on, replies):
            for call in calls:
                if call.name in replies or len(replies) >= MOST_CALLS:
                    raise PullFailedError("pull_too_many_calls", calls=len(replies))
                url = url or call.url
                replies[call.name] = self._take_up(connector, call, replies) or self._ask(
                    connector, fetcher, call, replies
                )
        return Gathered(replies, url)

    def capture(self, connector: LocalConnector, on: date) -> Gathered:
        """Return what a source of our own says now, kept like a reply."""
        started = time.monotonic()
        body = connector.capture(self.settings, self.period, on)
        reply = Reply(200, "application/json", body, now())
        url = f"local:{self.settings.connector}"
        self._keep(
            CallRecord(
                name=LOCAL_CALL,
                method="LOCAL",
                url=url,
                parameters={"period": self.period.code},
                captured_at=reply.captured_at,
                status=reply.status,
                content_type=reply.content_type,
                body=body,
                duration_ms=round((time.monotonic() - started) * 1000),
            )
        )
        return Gathered({LOCAL_CALL: reply}, url)

    def _take_up(
        self, connector: Connector, call: Call, replies: Mapping[str, Reply]
    ) -> Reply | None:
        found = self.earlier.find(call) if self.earlier else None
        if found is None:
            return None
        row, reply = found
        try:
            connector.check_reply(self.settings, self.period, call, reply, replies)
        except PullFailedError:
            return None
        self.has_resumed = True
        self._keep(_record(call, row.captured_at, reply))
        return reply

    def _ask(
        self, connector: Connector, fetcher: Fetcher, call: Call, replies: Mapping[str, Reply]
    ) -> Reply:
        reply: Reply | None = None
        try:
            reply = fetcher.fetch(call)
            connector.check_reply(self.settings, self.period, call, reply, replies)
        except PullFailedError as error:
            captured_at = reply.captured_at if reply else now()
            self._keep(_record(call, captured_at, reply, error.code, fetcher.took_ms))
            raise
        self._keep(_record(call, reply.captured_at, reply, "", fetcher.took_ms))
        return reply

    def _keep(self, record: CallRecord) -> None:
        """Keep a call in a transaction of its own: what came must outlive what comes next."""
        if self.run_id is not None:
            with transaction():
                record_call(run_id=self.run_id, call=record)


def parameters_of(call: Call) -> dict[str, Any]:
    """Return what is kept of a question; of a secret only where it came from."""
    parts: dict[str, Any] = {
        "query": dict(call.query),
        "body": None if call.body is None else dict(call.body),
        "headers": dict(call.headers),
        "secret_headers": dict(call.secret_headers),
    }
    return {name: part for name, part in parts.items() if part}


def _record(
    call: Call,
    captured_at: datetime,
    reply: Reply | None,
    error_code: str = "",
    duration_ms: int = 0,
) -> CallRecord:
    return CallRecord(
        name=call.name,
        method=call.method,
        url=call.url,
        parameters=parameters_of(call),
        captured_at=captured_at,
        status=reply.status if reply else None,
        content_type=reply.content_type if reply else "",
        body=reply.body if reply else None,
        duration_ms=duration_ms,
        error_code=error_code,
    )
