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

    from tracker.errors import RowError
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
        redirect_is_login: Whether this source sends whom it does not know to a page to log in:
            then a redirect turns us away, and a person must look.
    """

    name: str
    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: Mapping[str, str] = field(default_factory=dict)
    redirect_is_login: bool = False


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
        unit_id: Which unit of ours it is, where the source is our own; else it is looked for.
    """

    external_id: str
    code: str = ""
    name: str = ""
    is_root: bool = False
    unit_id: int | None = None


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
    """What the replies of a whole run say.

    Args:
        figures: At most one per unit and indicator.
        units: Every unit the source names, with figures or without.
        findings: What is odd about them.
        has_fixed_units: Whether other units than at the last good run mean that the source is not
            what it was: the run stops until a person has looked.
        is_sample: Whether made-up figures are among them (dữ liệu minh họa): the source is marked.
        rejected: Values that are none, each with its place in the reply as the column.
    """

    figures: tuple[ForeignFigure, ...]
    units: tuple[ForeignUnit, ...]
    findings: tuple[Finding, ...] = ()
    has_fixed_units: bool = False
    is_sample: bool = False
    rejected: tuple[RowError, ...] = ()


class ReadingConnector(Protocol):
    """What every connector can: look at its settings, and read what was kept."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings the connector cannot work with: `source_setting_invalid`."""

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return what the replies say; a pure function of them.

        Raises:
            tracker.sources.errors.PullFailedError: As `Connector.check_reply`.
        """


class LocalConnector(ReadingConnector, Protocol):
    """How figures of our own are read: no call is made, what was found is kept like a reply."""

    def check_period(self, settings: SourceSettings, period: Period, on: date) -> None:
        """Refuse a period there is nothing to capture of, before a run is opened for it.

        Raises:
            RefusedError: Why; no run is kept, for nothing went wrong.
        """

    def capture(self, settings: SourceSettings, period: Period, on: date) -> bytes:
        """Return what the source says now, as JSON in UTF-8; kept as the one reply "local".

        It may ask the database and never writes. The same state gives the same bytes.

        Args:
            settings: Of the source.
            period: What is asked for.
            on: Today in Vietnam.

        Raises:
            RefusedError: `period_not_pullable`.
        """


class Connector(ReadingConnector, Protocol):
    """How one kind of source is asked and read; every method is a pure function."""

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
