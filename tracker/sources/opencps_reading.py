"""What replies of OpenCPS statistics say of every agency, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import LatenessRule
from tracker.clock import local
from tracker.sources.contract import Call, Finding, ForeignFigure, ForeignUnit, Reading
from tracker.sources.errors import PullFailedError
from tracker.sources.http_options import PERIOD_RUNNING
from tracker.sources.opencps_checks import (
    RowKind,
    list_failures,
    list_percentage_failures,
    list_total_failures,
)
from tracker.sources.opencps_figures import (
    BY_INSTANT,
    IDENTITY_FAILED,
    NOT_LOCKED,
    make_figures,
)
from tracker.sources.opencps_options import row_kind
from tracker.sources.opencps_rows import STILL_RECOMPUTED, choose_totals, read_rows
from tracker.sources.replies import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.periods import Period
    from tracker.sources.contract import Reply
    from tracker.sources.opencps_options import OpencpsOptions
    from tracker.sources.opencps_rows import Row

ENGINE: Final = "opencps-1"
"""Which of OpenCPS's three disagreeing engines is read."""
ROOT: Final = "total"
"""Stands for the row of all agencies, which has no code."""
STATISTICS: Final = "statistics"


def read_all(options: OpencpsOptions, period: Period, replies: Mapping[str, Reply]) -> Reading:
    """Return what all replies of a run say together.

    Args:
        options: Of the site.
        period: What was asked for.
        replies: By the names of their calls, in the order they were asked for.

    Raises:
        PullFailedError: As `read_rows` and `choose_totals`.
    """
    return _Assembly(options, period).run(replies)


def read_reply(
    options: OpencpsOptions, period: Period, call: str, reply: Reply
) -> tuple[list[Row], list[Finding]]:
    """Return the total rows of one reply, without the row of all agencies of a group."""
    kind = row_kind(period, options.cutoff_day)
    reading = read_rows(call, read_json(Call(call, "GET", ""), reply))
    month = {RowKind.MONTH: period.number, RowKind.YEAR: 0, RowKind.RANGE: None}[kind]
    year = period.first_day(options.cutoff_day).year if kind is RowKind.RANGE else period.year
    rows, odd = choose_totals(call, reading.rows, year=year, month=month)
    if call != STATISTICS:
        rows = [row for row in rows if row.agency]
    return rows, reading.findings + odd


class _Assembly:
    """The replies of one run becoming figures."""

    def __init__(self, options: OpencpsOptions, period: Period) -> None:
        self._options = options
        self._period = period
        self._kind = row_kind(period, options.cutoff_day)
        self._rows: dict[str, Row] = {}
        self._figures: list[ForeignFigure] = []
        self._findings: list[Finding] = []

    def run(self, replies: Mapping[str, Reply]) -> Reading:
        """Return what all replies together say."""
        for call, reply in replies.items():
            self._take(call, reply)
        self._findings += list_total_failures(list(self._rows.values()))
        self._compare_agencies()
        return Reading(
            figures=tuple(self._figures),
            units=tuple(self._unit(row) for row in self._rows.values() if self._is_wanted(row)),
            findings=tuple(self._findings),
        )

    def _take(self, call: str, reply: Reply) -> None:
        rows, odd = read_reply(self._options, self._period, call, reply)
        self._findings += odd
        on = local(reply.captured_at).date()
        is_running = not self._period.has_ended(on, self._options.cutoff_day)
        for row in rows:
            if row.agency in self._rows:
                # One agency may stand in two groups; its second row must say the same.
                self._require_same(call, row)
                continue
            self._rows[row.agency] = row
            if self._is_wanted(row):
                self._take_row(call, row, is_running=is_running)

    def _is_wanted(self, row: Row) -> bool:
        """Return whether a row is somebody's: that of all agencies only where the file says whose.

        It has no name to know it by; otherwise it is only what the agencies must add up to.
        """
        return bool(row.agency) or ROOT in self._options.agencies

    def _require_same(self, call: str, row: Row) -> None:
        if self._rows[row.agency] != row:
            raise PullFailedError("opencps_rows_differ", call=call, agency=row.agency)

    def _take_row(self, call: str, row: Row, *, is_running: bool) -> None:
        failures = list(list_failures(row, self._kind))
        self._findings += failures
        self._findings += list_percentage_failures(row, self._kind)
        is_open = self._kind is RowKind.RANGE or row.lock in {None, STILL_RECOMPUTED}
        flags = {
            IDENTITY_FAILED: bool(failures),
            NOT_LOCKED: is_open,
            PERIOD_RUNNING: is_running,
            BY_INSTANT: self._options.rule is LatenessRule.BY_INSTANT,
        }
        lock = "-" if row.lock is None else row.lock
        for made in make_figures(
            row,
            flags=tuple(flag for flag, is_set in flags.items() if is_set),
            note=f"engine={ENGINE} row={self._kind.value} reporting={lock}",
            external_id=row.agency or ROOT,
            call=call,
            with_766=self._options.with_766,
        ):
            if isinstance(made, Finding):
                self._findings.append(made)
            else:
                self._figures.append(made)

    def _unit(self, row: Row) -> ForeignUnit:
        agency = row.agency or ROOT
        return ForeignUnit(
            external_id=agency,
            # A code of theirs is none of ours: without a line in the file the name decides.
            code=self._options.agencies.get(agency, ""),
            name=row.agency_name,
            is_root=not row.agency,
        )

    def _compare_agencies(self) -> None:
        """Name the agencies that are only in the file of sources, or only in the source."""
        empty = {f.params["agency"] for f in self._findings if f.code == "opencps_agency_empty"}
        named = {agency for agency in self._rows if agency} | empty
        known = {key: unit for key, unit in self._options.agencies.items() if key != ROOT}
        if not known:
            return
        self._findings += [
            Finding("opencps_agency_unknown", {"agency": row.agency, "name": row.agency_name})
            for row in self._rows.values()
            if row.agency and row.agency not in known
        ]
        self._findings += [
            Finding("opencps_agency_missing", {"agency": agency, "unit": unit})
            for agency, unit in known.items()
            if agency not in named
        ]
