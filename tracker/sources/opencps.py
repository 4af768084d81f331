"""Connector "opencps": statistics of an OpenCPS one-stop system (engine 1), read and never touched.

One GET per period: a month's row, the year's row, or the days of a quarter. It never names a
writing endpoint and never asks for a recalculation: with OpenCPS a GET can rewrite a locked month.

    [sources.OPENCPS]
    connector = "opencps"
    base_url = "https://motcua.example/o/rest/statistics"
    group_id = "35166"
    [sources.OPENCPS.agencies]
    "SXD-H99" = "SXD"

Source:
    reference/opencps.md, sections 1, 2.1, 5.4 and 10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.sources.contract import Call
from tracker.sources.errors import PullFailedError
from tracker.sources.opencps_checks import RowKind
from tracker.sources.opencps_options import read_options, row_kind
from tracker.sources.opencps_reading import STATISTICS, read_all, read_reply
from tracker.sources.replies import check_answered, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from tracker.rules.periods import Period
    from tracker.sources.contract import Reading, Reply, SourceSettings
    from tracker.sources.opencps_options import OpencpsOptions

_NO_CONTENT: Final = 204
_FAULT: Final = 406


class OpencpsConnector:
    """Asks and reads engine 1; see `tracker.sources.contract.Connector`."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings that cannot work."""
        read_options(settings)

    def next_calls(
        self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
    ) -> tuple[Call, ...]:
        """Return the one call a period needs, or one per group."""
        options = read_options(settings)
        if period.first_day(options.cutoff_day) > on:
            raise RefusedError("period_not_pullable", source=settings.code, period=period.code)
        return tuple(call for call in _calls(options, period) if call.name not in replies)

    def check_reply(
        self,
        settings: SourceSettings,
        period: Period,
        call: Call,
        reply: Reply,
        replies: Mapping[str, Reply],
    ) -> None:
        """Let a reply pass that has rows."""
        del replies
        if reply.status == _NO_CONTENT:
            raise PullFailedError("opencps_no_content", call=call.name)
        if reply.status == _FAULT:
            raise _fault(call, reply)
        check_answered(call, reply)
        read_reply(read_options(settings), period, call.name, reply)

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return what the replies say of every agency."""
        return read_all(read_options(settings), period, replies)


def _calls(options: OpencpsOptions, period: Period) -> Iterator[Call]:
    kind = row_kind(period, options.cutoff_day)
    if kind is RowKind.RANGE:
        query = {
            "fromStatisticDate": f"{period.first_day(options.cutoff_day):%d/%m/%Y}",
            "toStatisticDate": f"{period.last_day(options.cutoff_day):%d/%m/%Y}",
        }
    else:
        query = {
            "year": str(period.year),
            "month": str(period.number if kind is RowKind.MONTH else 0),
        }
    # Left out, the system is "0", which is one system and not all of them.
    query |= {"domain": "total", "system": "total"}
    # A range brings the rows of all agencies whatever was asked.
    if not options.groups or kind is RowKind.RANGE:
        yield _call(options, STATISTICS, {**query, "agency": "all"})
        return
    for group in options.groups:
        yield _call(options, f"{STATISTICS}:{group}", {**query, "groupCode": group})


def _call(options: OpencpsOptions, name: str, query: Mapping[str, str]) -> Call:
    return Call(
        name=name,
        method="GET",
        url=options.base_url,
        query=query,
        headers={"groupId": options.group_id, "Accept": "application/json"},
        secret_headers=options.secret_headers,
        redirect_is_login=True,
    )


def _fault(call: Call, reply: Reply) -> PullFailedError:
    """Return the failure a 406 stands for, with the source's own code."""
    try:
        content = read_json(call, reply)
    except PullFailedError:
        content = None
    fault = content if isinstance(content, dict) else {}
    return PullFailedError(
        "opencps_fault",
        call=call.name,
        fault=str(fault.get("faultCode", ""))[:40] or "-",
        text=str(fault.get("faultMessage", ""))[:200] or "-",
    )


OPENCPS: Final = OpencpsConnector()
