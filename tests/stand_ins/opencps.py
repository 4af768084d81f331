"""Stands in for an OpenCPS site's statistics (engine 1): its rules, its oddities, its loose JSON.

    site = OpencpsSite()
    site.put(2026, 6, "SXD-H99", "XD-HD", received=89, …)
    with serving(site) as server: …     # server.url + site.path
    site.rewrite(2026, 6, "SXD-H99", "XD-HD", late=0, on_time=6)

All figures are invented. What a connector must never do is written down in `violations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.stand_ins.server import Answer, Request, json_answer

PATH: Final = "/o/rest/statistics"
GROUP_ID: Final = "35166"
QUARTER_MONTHS: Final = 3
#: Fields a stored row never fills: they are 0 there and mean nothing.
UNFILLED: Final = (
    "companyId", "viaPostalCount", "saturdayCount", "dossierOnline3Count", "dossierOnline4Count",
    "receiveDossierSatCount", "releaseDossierSatCount", "fromViaPostalCount",
    "onlineBetimesCount", "onlineOntimeCount", "onlineOvertimeCount", "onegateBetimesCount",
    "onegateOntimeCount", "onegateOvertimeCount", "onlineProcessingCount",
    "onegateProcessingCount", "onlineReleaseBetimesCount", "onlineReleaseOntimeCount",
    "onlineReleaseOvertimeCount", "onegateReleaseBetimesCount", "onegateReleaseOntimeCount",
    "onegateReleaseOvertimeCount", "processingInAPeriodCount", "releaseInAPeriodCount",
)  # fmt: skip
AGENCIES: Final = {
    "SXD-H99": "Sở Xây dựng",
    "STP-H99": "Sở Tư pháp",
    "XA-00001": "UBND xã Mẫu Một",
}
GROUPS: Final = {"SBN": ("SXD-H99", "STP-H99", "SGDDT-H99"), "XA_PHUONG": ("XA-00001",)}


@dataclass(frozen=True)
class Cell:
    """Dossiers of one agency, domain and month; every other count follows from these."""

    received: int = 0
    carried: int = 0
    online: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    unresolved: int = 0
    cancelled: int = 0
    undue: int = 0
    overdue: int = 0
    denied: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))

    @property
    def waiting(self) -> int:
        gone = self.early + self.on_time + self.late + self.cancelled + self.undue + self.overdue
        return self.received + self.carried - gone


@dataclass
class OpencpsSite:
    """One site; months unlocked unless `lock`ed."""

    group_id: str = GROUP_ID
    path: str = PATH
    is_loose: bool = False
    names: dict[str, str] = field(default_factory=lambda: dict(AGENCIES))
    groups: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(GROUPS))
    cells: dict[tuple[int, int, str, str], Cell] = field(default_factory=dict)
    locks: dict[tuple[int, int], int] = field(default_factory=dict)
    #: Agency → fields of its total row that are answered wrongly.
    lies: dict[str, dict[str, Any]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def put(self, year: int, month: int, agency: str, domain: str, **counts: int) -> None:
        self.cells[year, month, agency, domain] = Cell(**counts)

    def rewrite(self, year: int, month: int, agency: str, domain: str, **counts: int) -> None:
        """Change a past month, as the engine does whenever it recomputes."""
        key = year, month, agency, domain
        self.cells[key] = replace(self.cells[key], **counts)

    def answer(self, request: Request) -> Answer:
        if request.path != self.path or request.method != "GET":
            self.violations.append(f"{request.method} {request.path}")
            return Answer(404)
        if "reCalculate" in request.query:
            self.violations.append("reCalculate")
        if request.headers.get("groupid") != self.group_id:
            return fault("INTERNAL_SERVER_ERROR", "java.lang.NumberFormatException: null")
        answer = self._answer(request.query)
        return replace(answer, headers={**answer.headers, "Cache-Control": "private, max-age=60"})

    def _answer(self, query: Mapping[str, str]) -> Answer:
        dates = [query.get(name, "") for name in ("fromStatisticDate", "toStatisticDate")]
        if any(dates) and not all(dates):
            return Answer(204, b"", {})
        if any(dates) or query.get("quarter"):
            return self._range(query, dates)
        year, month = _whole(query.get("year")), _whole(query.get("month", "-1"))
        if year is None or month is None or not -1 <= month <= 12:
            return fault("400", "month or year is invalid")
        if query.get("system", "0") not in {"total", "all"}:
            return self._envelope(query, [])
        if "groupCode" in query:
            return self._group(query, year, month)
        rows = list(self._stored(query, year, month))
        return self._envelope(query, rows)

    def _stored(self, query: Mapping[str, str], year: int, month: int) -> Iterator[dict[str, Any]]:
        months = sorted({m for y, m, *_ in self.cells if y == year}, reverse=True)
        wanted = months if month == -1 else [month]
        agency, domain = query.get("agency", "all") or "all", query.get("domain", "all")
        for each in wanted:
            for name in [*self.names, ""]:
                if agency not in {"all", name} and not (agency == "total" and not name):
                    continue
                yield from self._rows(year, each, name, domain)

    def _rows(self, year: int, month: int, agency: str, domain: str) -> Iterator[dict[str, Any]]:
        found = self._by_domain(year, [month] if month else range(1, 13), agency)
        if not found:
            return
        if domain != "total":
            for code, cell in found.items():
                if domain in {"all", "", code}:
                    yield self._row(year, month, agency, code, cell)
        if domain in {"total", "all", ""}:
            cell = sum(found.values(), Cell())
            yield self._row(
                year, month, agency, "", self._year(year, agency) if not month else cell
            )

    def _by_domain(self, year: int, months: Any, agency: str) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        for (y, m, a, domain), cell in self.cells.items():
            if y == year and m in months and agency in {a, ""}:
                found[domain] = found.get(domain, Cell()) + cell
        return found

    def _year(self, year: int, agency: str) -> Cell:
        """Flows are the months' sum, stocks those of the latest month."""
        months = sorted({m for y, m, a, _ in self.cells if y == year and agency in {a, ""}})
        each = [sum(self._by_domain(year, [m], agency).values(), Cell()) for m in months]
        flows, last = sum(each, Cell()), each[-1]
        gone = flows.early + flows.on_time + flows.late + flows.cancelled
        process = gone + last.undue + last.overdue + last.waiting
        return replace(
            flows,
            undue=last.undue,
            overdue=last.overdue,
            carried=max(process - flows.received, 0),
        )

    def _group(self, query: Mapping[str, str], year: int, month: int) -> Answer:
        members = self.groups.get(query["groupCode"])
        if members is None:
            return fault("500", "java.lang.NullPointerException")
        rows = [row for name in members for row in self._rows(year, month, name, "total")]
        total = sum((self._total(year, month, name) for name in members), Cell())
        known = {row["govAgencyCode"] for row in rows}
        empty = [
            {**self._row(0, 0, name, "", Cell(), percentage=0), "domainCode": None}
            for name in members
            if name not in known
        ]
        return self._envelope(query, [self._row(year, month, "", "", total), *rows, *empty])

    def _total(self, year: int, month: int, agency: str) -> Cell:
        return sum(self._by_domain(year, [month], agency).values(), Cell())

    def _range(self, query: Mapping[str, str], dates: list[str]) -> Answer:
        """Four overlapping rows per agency, whatever agency was asked for, in no order."""
        if dates[0]:
            year, months = int(dates[0][6:]), range(int(dates[0][3:5]), int(dates[1][3:5]) + 1)
        else:
            last = int(query["quarter"]) * QUARTER_MONTHS
            year, months = int(query["year"]), range(last - QUARTER_MONTHS + 1, last + 1)
        rows = []
        for agency in ["", *self.names]:
            found = self._by_domain(year, months, agency)
            first = months[0]
            rows += [self._live(year, first, agency, code, cell) for code, cell in found.items()]
            if found:
                rows.append(self._live(year, first, agency, "", sum(found.values(), Cell())))
        return self._envelope(query, rows[1::2] + rows[::2])

    def _live(self, year: int, month: int, agency: str, domain: str, cell: Cell) -> dict[str, Any]:
        row = self._row(year, month, agency, domain, cell)
        # The engine assigns "on time so far + 1"; only its Release twin counts.
        row |= {"onlineOvertimeCount": cell.on_time + 1, "onlineReleaseOvertimeCount": cell.late}
        return {key: value for key, value in row.items() if key != "system"}

    def _row(
        self,
        year: int,
        month: int,
        agency: str,
        domain: str,
        cell: Cell,
        percentage: int | None = None,
    ) -> dict[str, Any]:
        finished = cell.early + cell.on_time + cell.late
        is_open = cell.undue + cell.overdue
        process = finished + cell.cancelled + is_open + cell.waiting
        cut = (cell.early + cell.on_time) * 100 // finished if finished else 100 * bool(month)
        row = {
            "month": month,
            "year": year,
            "totalCount": process + cell.denied,
            "deniedCount": cell.denied,
            "cancelledCount": cell.cancelled,
            "processCount": process,
            "remainingCount": cell.carried,
            "receivedCount": cell.received,
            "onlineCount": cell.online,
            "onegateCount": cell.received - cell.online,
            "outsideCount": 0,
            "insideCount": is_open if month else 0,
            "releaseCount": finished,
            "betimesCount": cell.early,
            "ontimeCount": cell.on_time,
            "overtimeCount": cell.late,
            "overtimeInside": cell.late,
            "overtimeOutside": 0,
            "doneCount": finished - cell.unresolved,
            "releasingCount": 0,
            "unresolvedCount": cell.unresolved,
            "processingCount": is_open,
            "undueCount": cell.undue,
            "overdueCount": cell.overdue,
            "interoperatingCount": 0,
            "waitingCount": cell.waiting,
            "ontimePercentage": cut if percentage is None else percentage,
            "govAgencyCode": agency,
            "govAgencyName": self.names.get(agency, ""),
            "domainCode": domain,
            "domainName": domain,
            "reporting": self.locks.get((year, month), 0),
            "groupId": int(self.group_id),
            "system": "",
            **dict.fromkeys(UNFILLED, 0),
        }
        return row | (self.lies.get(agency, {}) if not domain else {})

    def _envelope(self, query: Mapping[str, str], rows: list[dict[str, Any]]) -> Answer:
        envelope: dict[str, Any] = {"total": len(rows), "agency": query.get("agency", "all")}
        if rows:
            envelope["data"] = rows
        return json_answer(loosened(envelope) if self.is_loose else envelope)


def fault(code: str, message: str) -> Answer:
    """Return how the site refuses: always 406."""
    return json_answer({"faultCode": code, "faultMessage": message}, 406)


def loosened(envelope: dict[str, Any]) -> dict[str, Any]:
    """Return an envelope as a Jettison-like writer sends it: all text, one row without its list."""
    rows = [
        {
            key: str(bool(value)).lower() if key == "reporting" else str(value)
            for key, value in row.items()
            if value is not None
        }
        for row in envelope.get("data", [])
    ]
    loose = {"total": str(envelope["total"]), "agency": envelope["agency"]}
    if rows:
        return {**loose, "data": rows[0] if len(rows) == 1 else rows}
    return loose


def _whole(text: str | None) -> int | None:
    try:
        return int(text or "")
    except ValueError:
        return None


def sample_site() -> OpencpsSite:
    """Return a site with two months of three agencies; figures invented."""
    site = OpencpsSite()
    for year, month, agency, domain, counts in (
        (2026, 5, "SXD-H99", "XD-HD", (140, 50, 120, 70, 50, 9, 2, 2, 45, 9, 4)),
        (2026, 6, "SXD-H99", "XD-HD", (89, 31, 80, 61, 20, 2, 2, 1, 30, 2, 5)),
        (2026, 6, "SXD-H99", "XD-QH", (73, 23, 56, 30, 22, 4, 1, 2, 29, 6, 3)),
        (2026, 5, "STP-H99", "HT", (20, 4, 12, 10, 5, 0, 0, 0, 7, 1, 0)),
        (2026, 6, "STP-H99", "HT", (270, 40, 210, 180, 64, 1, 0, 4, 58, 0, 6)),
        (2026, 6, "XA-00001", "HT", (5, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0)),
    ):
        site.cells[year, month, agency, domain] = Cell(*counts)
    return site
