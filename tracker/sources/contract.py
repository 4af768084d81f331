"""What a connector is: which calls a period needs, whether a reply is good, what it says.

A connector never opens a connection, reads a clock or writes a row: it names calls and reads bytes.
So the same bytes, stored or fresh, always give the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from tracker.rules.periods import Period


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """One source as the server's own file of sources has it (tệp cấu hình nguồn).

    Args:
        code: Name of the source in commands and on screens.
        connector: Which connector reads it: "portal", "opencps", "http_json", "folder", "dossiers".
        options: Everything else the file says of it; the connector reads it strictly.
        pause_seconds: Rest between two calls, before jitter.
        max_age_days: Figures older than this are stale.
    """

    code: str
    connector: str
    options: Mapping[str, Any]
    pause_seconds: float = 5.0
    max_age_days: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request; secrets are named, never held.

    Args:
        name: What is asked for, unique within a run: "progress", "transparency#2" (second page).
        method: "GET" or "POST"; whatever else a source offers is never sent.
        url: Full address, without a query.
        query: Query parameters.
        body: JSON body of a POST.
        headers: Plain headers.
        secret_headers: Header → name of the environment variable that holds its value.
    """

    name: str
    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: whole, within the limits, from the host that was asked."""

    status: int
    content_type: str
    body: bytes
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about a run that does not make its figures wrong; a code with its values."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignUnit:
    """A unit as the source knows it.

    Args:
        external_id: The source's own key; what figures are joined by.
        code: The source's code for it, where it sends one.
        name: The source's name for it.
        is_root: Whether it is the province itself.
    """

    external_id: str
    code: str = ""
    name: str = ""
    is_root: bool = False


@dataclass(frozen=True, slots=True)
class ForeignFigure:
    """One figure as a reply states it; null stays None, 0 stays 0.

    Args:
        external_id: Whose it is, by the source's key.
        indicator: Code of the indicator of ours.
        numerator: Tử số; None together with the denominator when the source gives no parts.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        quality: Flags, "|" between them, as measurements keep them.
        note: What else the source says.
        call: Name of the call it was read from.
    """

    external_id: str
    indicator: str
    numerator: int | None = None
    denominator: int | None = None
    value: Decimal | None = None
    quality: str = ""
    note: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the replies of a whole run say."""

    figures: tuple[ForeignFigure, ...]
    units: tuple[ForeignUnit, ...]
    findings: tuple[Finding, ...] = ()


class Connector(Protocol):
    """How one kind of source is asked and read; every method is a pure function."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings the connector cannot work with: `source_setting_invalid`."""

    def next_calls(
        self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
    ) -> tuple[Call, ...]:
        """Return the calls still to be made, given the good replies so far; empty when done.

        Raises:
            RefusedError: `period_not_pullable` when the source must not be asked for that period
                yet (before any call), or what the connector cannot ask for at all.
        """

    def check_reply(
        self,
        settings: SourceSettings,
        period: Period,
        call: Call,
        reply: Reply,
        replies: Mapping[str, Reply],
    ) -> None:
        """Let a good reply pass.

        Raises:
            tracker.sources.errors.PullFailedError: The run ends here; what it has so far can be
                taken up again.
            tracker.sources.errors.PullStoppedError: The run ends and no further call is made to
                this source until a person has looked (401, 403, 429, HTML, wrong root, new units).
        """

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return what the replies say; Raises as `check_reply`."""
