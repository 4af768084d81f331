"""The rows of an OpenCPS statistics reply, however loosely its writer writes them.

One row is one (year, month, agency, domain, system); a blank key means "all of them", so detail
rows and their totals come together and must never be added up.

Source:
    reference/opencps.md, sections 1.1, 1.2, 1.5 and 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tracker.sources.contract import Finding
from tracker.sources.errors import PullFailedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COUNTED: Final = (
    "receivedCount",
    "remainingCount",
    "onlineCount",
    "releaseCount",
    "betimesCount",
    "ontimeCount",
    "overtimeCount",
    "processingCount",
    "undueCount",
    "overdueCount",
    "waitingCount",
    "cancelledCount",
    "unresolvedCount",
)
"""What figures are made of; a reply that names one of them nowhere is not the one we know."""

CHECKED: Final = (
    "processCount",
    "totalCount",
    "deniedCount",
    "onegateCount",
    "doneCount",
    "releasingCount",
    "insideCount",
    "outsideCount",
)
"""What only the identities need; a writer that leaves one out is checked by the others."""

PERCENTAGE: Final = "ontimePercentage"
STILL_RECOMPUTED: Final = 0
"""`reporting` of a month that is still recomputed (chưa chốt)."""

_LARGEST: Final = 10**12
_ALL: Final = frozenset({"", "total"})
_LOCKS: Final = {"false": 0, "true": 1, "0": 0, "1": 1, "2": 2}
_LONGEST_KEY: Final = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One row of statistics.

    Args:
        year: Year; 0 in a row that was never computed.
        month: 1 to 12; 0 in a row of a whole year.
        agency: Code of the agency; empty for all of them.
        agency_name: Its name.
        is_total: Whether it is the total over all domains, services and systems.
        lock: 0 still recomputed, 1 locked, 2 locked and passed on; None when not said.
        counts: What it counts; None for what is null, missing or no count.
        percentage: Its own cut percentage; None when not said.
    """

    year: int
    month: int
    agency: str
    agency_name: str
    is_total: bool
    lock: int | None
    counts: Mapping[str, int | None]
    percentage: int | None

    @property
    def is_never_computed(self) -> bool:
        """Return whether it only stands for a member of a group that has no row: not a zero."""
        return self.year == self.month == 0 and not any(self.counts.values())

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what there may be one total of."""
        return self.year, self.month, self.agency


@dataclass(slots=True)
class RowReading:
    """Rows of one reply, and what is odd about them."""

    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_rows(call: str, content: Any) -> RowReading:
    """Return the rows of a reply.

    Args:
        call: Name of the call, for refusals.
        content: The parsed body: an envelope with `data`, which is a list, or one object where a
            list of one is meant, or not there when there is nothing.

    Raises:
        PullFailedError: `opencps_reply_odd` (no envelope), `opencps_reply_empty` (no row at all),
            `opencps_field_missing` (a count that no row names).
    """
    items = _items(call, content)
    if not items:
        raise PullFailedError("opencps_reply_empty", call=call)
    reading = RowReading()
    missing = [name for name in COUNTED if not any(name in item for item in items)]
    if missing:
        raise PullFailedError("opencps_field_missing", call=call, field=missing[0])
    unnamed = [name for name in CHECKED if not any(name in item for item in items)]
    reading.findings += [Finding("opencps_check_missing", {"field": name}) for name in unnamed]
    for item in items:
        reading.rows.append(_row(call, item, reading.findings, frozenset(unnamed)))
    return reading


def choose_totals(
    call: str, rows: Iterable[Row], *, year: int, month: int | None
) -> tuple[list[Row], list[Finding]]:
    """Return the one total row of each agency, and of all agencies together where there is one.

    A row is taken by its whole key, never added up from parts: in range mode four overlapping
    rows come for one set of dossiers. Members of a group without any row are left out and named.

    Args:
        call: Name of the call, for refusals.
        rows: Rows as they came, in any order.
        year: Year asked for.
        month: Month asked for, 0 for the whole year; None in range mode, where rows carry the
            month the range begins in.

    Raises:
        PullFailedError: `opencps_rows_differ` (two totals of one agency that say different
            things), `opencps_no_totals` (rows, but none of the period and kind asked for).
    """
    chosen: dict[str, Row] = {}
    findings: list[Finding] = []
    details: set[str] = set()
    for row in rows:
        if row.is_never_computed:
            findings.append(Finding("opencps_agency_empty", {"agency": row.agency}))
        elif not _is_asked_for(row, year, month):
            continue
        elif not row.is_total:
            details.add(row.agency)
        elif row.agency not in chosen:
            chosen[row.agency] = row
        elif chosen[row.agency] == row:
            findings.append(Finding("opencps_row_twice", {"agency": row.agency}))
        else:
            raise PullFailedError("opencps_rows_differ", call=call, agency=row.agency or "*")
    if not chosen:
        raise PullFailedError("opencps_no_totals", call=call)
    findings += [
        Finding("opencps_total_missing", {"agency": agency or "*"})
        for agency in sorted(details - chosen.keys())
    ]
    return list(chosen.values()), findings


def sum_counts(rows: Sequence[Row], name: str) -> int | None:
    """Return one count summed over rows that do not overlap; None when one of them lacks it.

    Raises:
        ValueError: For rows that overlap: a detail and a total, two periods, an agency twice or
            all agencies beside one of them. Such a sum would count dossiers double.
    """
    kinds = {(row.year, row.month, row.is_total, not row.agency) for row in rows}
    agencies = [row.agency for row in rows]
    if len(kinds) > 1 or len(set(agencies)) < len(agencies) or not all(r.is_total for r in rows):
        raise ValueError("rows that overlap are never added up")
    values = [row.counts.get(name) for row in rows]
    return None if None in values else sum(value for value in values if value is not None)


def _is_asked_for(row: Row, year: int, month: int | None) -> bool:
    return row.year == year and (month is None or row.month == month)


def _items(call: str, content: Any) -> list[dict[str, Any]]:
    if not isinstance(content, dict) or not {"data", "total"} & content.keys():
        raise PullFailedError("opencps_reply_odd", call=call)
    data = content.get("data")
    if data is None or data == "":
        return []
    items = data if isinstance(data, list) else [data]
    if not all(isinstance(item, dict) for item in items):
        raise PullFailedError("opencps_reply_odd", call=call)
    return items


def _row(
    call: str, item: Mapping[str, Any], findings: list[Finding], unnamed: frozenset[str]
) -> Row:
    year, month = read_count(item.get("year", 0)), read_count(item.get("month", 0))
    if year is None or month is None:
        raise PullFailedError("opencps_reply_odd", call=call)
    agency = _key(item, "govAgencyCode")
    agency = "" if agency in _ALL else agency
    counts: dict[str, int | None] = {}
    for name in (*COUNTED, *CHECKED):
        counts[name] = read_count(item.get(name))
        if counts[name] is None and name not in unnamed:
            values = {"agency": agency or "*", "field": name, "value": _shown(item.get(name))}
            findings.append(Finding("opencps_count_unreadable", values))
    return Row(
        year=year,
        month=month,
        agency=agency,
        agency_name=_key(item, "govAgencyName"),
        is_total=all(
            _key(item, name) in _ALL
            for name in ("domainCode", "serviceCode", "system", "groupAgencyCode")
        ),
        lock=_lock(item.get("reporting")),
        counts=counts,
        percentage=read_count(item.get(PERCENTAGE)),
    )


def read_count(value: object) -> int | None:
    """Return a count written as 12 or "12"; None for null and for whatever is no count."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()) if len(value.strip()) < len(str(_LARGEST)) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < _LARGEST else None


def _key(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return "" if value is None else str(value).strip()[:_LONGEST_KEY]


def _lock(value: object) -> int | None:
    return _LOCKS.get(str(value).strip().lower())


def _shown(value: object) -> str:
    return "null" if value is None else str(value)[:60]
