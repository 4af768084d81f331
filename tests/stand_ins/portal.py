"""Stands in for the national portal's evaluation API, as recorded: its shapes, habits and traps.

    portal = PortalStandIn(province(12))         # invented figures, sums and scores by the rules
    portal = PortalStandIn(recorded())           # Phú Thọ, August 2026, real figures
    with serving(portal) as server: ...
    portal.spoil("renamed_key", "progress")      # until portal.mend()

Like the original it answers 201 with an envelope, heeds the formality filter only under the key the
endpoint wants (and says nothing when the key is wrong), and takes no notice of `pageSize` on trees.
"""

from __future__ import annotations

import copy
import csv
import uuid
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from tests.stand_ins.server import Answer, Request, json_answer

DEMO: Final = Path(__file__).parents[2] / "seeds" / "demo"
BASE_PATH: Final = "/api/v1/reporting"
PATHS: Final = {
    "transparency": "transparency",
    "progress": "dvc-progress-tree",
    "online": "provide-online-tree",
    "payment": "formality-online-payment-tree",
    "digitized": "dossier-digitized",
    "satisfaction": "handling-satisfaction",
}
TREES: Final = ("progress", "online", "payment")
MAXIMA: Final = {
    "transparency": 18, "progress": 20, "online": 12, "payment": 10, "digitized": 22,
    "satisfaction": 18,
}  # fmt: skip
METRICS: Final = {
    "transparency": {
        "PUBLISH_ON_TIME": 6, "PUBLIC_UPDATE_ON_TIME": 4, "PUBLIC_CONTENT_FULL": 2,
        "DOSSIER_SYNC": 6,
    },
    "digitized": {
        "ORIGINAL_RESULT_AVAILABLE": 6, "SO_HOA_GIAY_TO_GIAI_QUYET": 4, "REUSED_DIGITIZED_DATA": 2,
        "SYNCED_WITH_DVCQG_PERSONAL_STORAGE": 4, "CITIZEN_DATA_CONNECTED_DOSSIER": 2,
        "CITIZEN_DATA_CONNECTED_FORMALITY": 2, "ELECTRONIC_CERTIFIED_COPY": 2,
    },
    "satisfaction": {
        "PETITION_CLASSIFICATION_TTHC": 0, "DOSSIER_RECEIVING_SATISFACTION": 6,
        "PETITION_PROCESSING_ON_TIME": 6, "PETITION_HANDLING_SATISFACTION": 6,
        "PETITION_CLASSIFICATION_STAFF": 0,
    },
}  # fmt: skip
INDICATORS: Final = {
    "766-1.1": "PUBLISH_ON_TIME", "766-1.2": "PUBLIC_UPDATE_ON_TIME",
    "766-1.3": "PUBLIC_CONTENT_FULL", "766-1.4": "DOSSIER_SYNC",
    "766-4.1": "ORIGINAL_RESULT_AVAILABLE", "766-4.2": "SO_HOA_GIAY_TO_GIAI_QUYET",
    "766-4.3": "REUSED_DIGITIZED_DATA", "766-4.4": "ELECTRONIC_CERTIFIED_COPY",
    "766-4.5": "SYNCED_WITH_DVCQG_PERSONAL_STORAGE", "766-4.6": "CITIZEN_DATA_CONNECTED_FORMALITY",
    "766-4.7": "CITIZEN_DATA_CONNECTED_DOSSIER", "766-5.1": "PETITION_PROCESSING_ON_TIME",
    "766-5.2": "PETITION_HANDLING_SATISFACTION", "766-5.3": "DOSSIER_RECEIVING_SATISFACTION",
}  # fmt: skip
SCORES: Final = {
    "transparency": "CKMB", "progress": "TDGQ", "online": "CLGQ", "payment": "TTTT",
    "digitized": "MDSH", "satisfaction": "MDHL",
}  # fmt: skip
PORTAL_FLAGS: Final = ("TEMP_NATIONAL_REPORT_DENOMINATOR", "NO_NATIONAL_REPORT_DATA")
_CENT: Final = Decimal("0.01")
Json = dict[str, Any]


@dataclass(frozen=True)
class Unit:
    """One unit with everything the portal would say of it; None is null."""

    id: str
    code: str
    name: str
    level: str
    received: int | None = 0
    on_time: int | None = 0
    days: Decimal | None = None
    paid: int | None = 0
    obliged: int | None = 0
    paid_kinds: int | None = 0
    dossier_kinds: int | None = 0
    fee_kinds: int | None = 0
    channels: tuple[int, ...] = ()
    metrics: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    #: Points as printed, where they are not made by the rules; by group.
    printed: Mapping[str, Decimal | None] | None = None


@dataclass(frozen=True)
class Data:
    """A province and its units in one period."""

    root: Unit
    units: tuple[Unit, ...]


class PortalStandIn:
    """Answers like the portal; see the module.

    Args:
        data: Figures by the text form of a period, as `province` and `recorded` return.
        page_size: Most units a page of metrics holds, whatever was asked for.
    """

    def __init__(self, data: Callable[[str], Data], page_size: int = 1000) -> None:
        self._data = data
        self._page_size = page_size
        self._faults: list[tuple[str, str]] = []

    def spoil(self, fault: str, group: str = "") -> None:
        """Let a group's content be wrong, or every group's; `FAULTS` has the names."""
        if fault not in FAULTS:
            raise LookupError(fault)
        self._faults.append((fault, group))

    def mend(self) -> None:
        """Let everything be right again."""
        self._faults.clear()

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix(f"{BASE_PATH}/evaluation/")
        group = next((name for name, known in PATHS.items() if known == path), None)
        if request.method != "POST" or group is None:
            return json_answer({"code": "NOT_FOUND", "data": None, "message": path}, 404)
        asked = request.json()
        period = period_asked(group, asked)
        if not period:
            return json_answer({"code": "BAD_REQUEST", "data": None, "message": "period"}, 400)
        data = self._data(period)
        if asked.get("rootDepartmentId") != data.root.id:
            data = Data(data.root, ())
        content = GROUPS[group](data, period)
        if group not in TREES:
            _page(content, asked, self._page_size)
        _filter(group, content, asked)
        for fault, on in self._faults:
            if on in ("", group):
                FAULTS[fault](content, group)
        code = content.pop("_code", "OK")
        return json_answer(
            {"code": code, "data": content.pop("_data", content), "message": code}, 201
        )


def period_asked(group: str, asked: Json) -> str:
    """Return the period a payload asks for, "" when it is none the endpoint understands."""
    if group == "satisfaction":
        first, last = asked.get("fromDate"), asked.get("toDate")
        return "" if not (first and last) or "timeType" in asked else _span(first, last)
    year = asked.get("year")
    if asked.get("timeType") == "month":
        return f"{year}-{asked['month']:02d}"
    if asked.get("timeType") == "quarter":
        return f"{year}-Q{asked['quarter']}"
    return str(year) if asked.get("timeType") == "year" else ""


def _span(first: str, last: str) -> str:
    year, month = int(first[:4]), int(first[5:7])
    if (
        first[8:] != "01"
        or last != f"{year}-{int(last[5:7]):02d}-{monthrange(year, int(last[5:7]))[1]}"
    ):
        return ""
    months = int(last[5:7]) - month + 1
    return {1: f"{year}-{month:02d}", 3: f"{year}-Q{month // 3 + 1}", 12: str(year)}.get(months, "")


def made_id(number: int) -> str:
    """Return an id of the invented province."""
    return f"00000000-0000-7000-8000-{number:012d}"


ROOT_ID: Final = made_id(99)
ROOT_CODE: Final = "H99"


def unit_codes(count: int) -> list[tuple[str, str, str]]:
    """Return id, code and name of each unit of the invented province, departments first."""
    departments = min(15, max(1, count // 10))
    return [
        (made_id(n), f"H99.{n:02d}", f"Sở Thử nghiệm số {n} - Tỉnh Mẫu")
        if n <= departments
        else (made_id(99 + n), f"H99.{99 + n}", f"UBND xã Ví Dụ số {n}")
        for n in range(1, count + 1)
    ]


def province(count: int, rewritten: tuple[str, ...] = ()) -> Callable[[str], Data]:
    """Return an invented province of so many units.

    The first unit received nothing. Sums and points follow the rules found in the recorded answers.

    Args:
        count: How many units.
        rewritten: Codes of units whose late dossiers have all been turned into timely ones.
    """

    def of(period: str) -> Data:
        shift = sum(map(ord, period))
        units = tuple(
            _made_unit(n, unit_id, code, name, shift, rewritten)
            for n, (unit_id, code, name) in enumerate(unit_codes(count))
        )
        return Data(_made_root(units), units)

    return of


def _made_unit(
    n: int, unit_id: str, code: str, name: str, shift: int, rewritten: tuple[str, ...]
) -> Unit:
    received = 0 if n == 0 else 40 + (n * 137 + shift) % 900
    late = 0 if code in rewritten else received * (n * 7 % 40) // 100
    obliged = received * 2 // 5
    kinds = 8 + n % 30
    return Unit(
        id=unit_id,
        code=code,
        name=name,
        level="PROVINCE" if "Sở" in name else "COMMUNE",
        received=received,
        on_time=received - late,
        days=Decimal(n * 31 % 90) / 10 if received else Decimal(0),
        paid=obliged * (50 + n % 50) // 100,
        obliged=obliged,
        paid_kinds=min(kinds, n % 9) if received else 0,
        dossier_kinds=min(kinds, n % 5) if received else 0,
        fee_kinds=kinds,
        metrics=_made_metrics(n, received),
        flags={"DOSSIER_SYNC": PORTAL_FLAGS[0] if received else PORTAL_FLAGS[1]},
    )


def _made_metrics(n: int, received: int) -> dict[str, tuple[int | None, int | None]]:
    petitions = n % 4
    return {
        "PUBLISH_ON_TIME": (0, 0),
        "PUBLIC_UPDATE_ON_TIME": (9, 10),
        "PUBLIC_CONTENT_FULL": (87, 89),
        "DOSSIER_SYNC": (received, received),
        "ORIGINAL_RESULT_AVAILABLE": (received * 3 // 5, received),
        "SO_HOA_GIAY_TO_GIAI_QUYET": (received // 5, received),
        "REUSED_DIGITIZED_DATA": (received // 25, received),
        "SYNCED_WITH_DVCQG_PERSONAL_STORAGE": (0, received),
        "CITIZEN_DATA_CONNECTED_DOSSIER": (received // 2, received),
        "CITIZEN_DATA_CONNECTED_FORMALITY": (n % 3, 3 + n % 40),
        "ELECTRONIC_CERTIFIED_COPY": (None, None),
        "PETITION_CLASSIFICATION_TTHC": (petitions // 2, petitions),
        "DOSSIER_RECEIVING_SATISFACTION": (received * (80 + n % 20) // 100, received),
        "PETITION_PROCESSING_ON_TIME": (petitions - petitions // 3, petitions),
        "PETITION_HANDLING_SATISFACTION": (petitions // 2, petitions),
        "PETITION_CLASSIFICATION_STAFF": (petitions - petitions // 2, petitions),
    }


def _made_root(units: tuple[Unit, ...]) -> Unit:
    def total(name: str) -> int:
        return sum(getattr(unit, name) or 0 for unit in units)

    sums = {
        code: tuple(sum(unit.metrics[code][part] or 0 for unit in units) for part in (0, 1))
        for code in units[0].metrics
    }
    same = {
        "PUBLIC_UPDATE_ON_TIME": (9, 10),
        "PUBLIC_CONTENT_FULL": (87, 89),
        "ELECTRONIC_CERTIFIED_COPY": (None, None),
    }
    received = total("received")
    return Unit(
        id=ROOT_ID,
        code=ROOT_CODE,
        name="UBND tỉnh Mẫu",
        level="PROVINCE",
        received=received,
        on_time=total("on_time"),
        days=Decimal("4.2"),
        paid=total("paid"),
        obliged=total("obliged"),
        paid_kinds=12,
        dossier_kinds=6,
        fee_kinds=48,
        channels=(50, 20, 10, 30, 120, received * 98 // 100, received - received * 98 // 100, 0),
        metrics={**sums, **same},
        flags={"DOSSIER_SYNC": PORTAL_FLAGS[0]},
    )


def recorded_id(code: str) -> str:
    """Return the id the stand-in gives a recorded unit."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, code))


def recorded() -> Callable[[str], Data]:
    """Return Phú Thọ in August 2026 as the seeds hold it; what was not recorded is null."""
    figures: dict[str, dict[str, Json]] = {}
    names: dict[str, str] = {}
    for file in ("measurements", "scores"):
        path = DEMO / f"phu-tho-2026-08-{file}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                names.setdefault(row["unit_code"], row["unit_name"])
                figures.setdefault(row["unit_code"], {})[row["indicator"]] = row
    units = {code: _recorded_unit(code, names[code], rows) for code, rows in figures.items()}
    root = units.pop("H44")
    data = Data(root, tuple(units[code] for code in sorted(units)))
    return lambda period: data if period == "2026-08" else Data(root, ())


def _recorded_unit(code: str, name: str, rows: dict[str, Json]) -> Unit:
    def parts(indicator: str) -> tuple[int | None, int | None]:
        row = rows.get(indicator, {})
        above, below = row.get("numerator"), row.get("denominator")
        return (int(above) if above else None), (int(below) if below else None)

    def printed(group: str) -> Decimal | None:
        value = rows.get(SCORES[group], {}).get("value")
        return Decimal(value) if value else None

    on_time, received = parts("766-2.1")
    paid, obliged = parts("766-3.6")
    paid_kinds, fee_kinds = parts("766-3.5")
    return Unit(
        id=recorded_id(code),
        code=code,
        name=name,
        level="COMMUNE" if len(code) > len("H44.01") else "PROVINCE",
        received=received,
        on_time=on_time,
        paid=paid,
        obliged=obliged,
        paid_kinds=paid_kinds,
        dossier_kinds=parts("766-3.4")[0],
        fee_kinds=fee_kinds,
        channels=(56, 31, 21, 406, 1968, 150956, 1639, 0) if code == "H44" else (),
        metrics={metric: parts(indicator) for indicator, metric in INDICATORS.items()},
        flags={
            INDICATORS[indicator]: row["quality"]
            for indicator, row in rows.items()
            if indicator in INDICATORS and row["quality"] in PORTAL_FLAGS
        },
        printed={group: printed(group) for group in PATHS},
    )


# How the portal rounds and scores (data/portal/README.md section 5).


def half_up(value: Decimal) -> Decimal:
    """Return a number as printed: two decimals, half up, no zeros behind."""
    return value.quantize(_CENT, ROUND_HALF_UP).normalize() + 0


def percent(above: int | None, below: int | None) -> Decimal | None:
    if above is None or below is None:
        return None
    return half_up(Decimal(above) * 100 / below) if below else Decimal(0)


def _binary(value: float) -> float:
    """Round as the payment group does: half up what the binary number really holds."""
    return float(Decimal(value).quantize(_CENT, ROUND_HALF_UP))


def payment_score(unit: Unit) -> Decimal:
    a = _binary(100 * (unit.paid or 0) / unit.obliged) if unit.obliged else 0.0
    b = _binary(100 * (unit.paid_kinds or 0) / unit.fee_kinds) if unit.fee_kinds else 0.0
    c = _binary(100 * (unit.dossier_kinds or 0) / unit.fee_kinds) if unit.fee_kinds else 0.0
    points = (_binary(6 * a / 100), _binary(min(2, 2 * b / 80)), _binary(min(2, 2 * c / 80)))
    return half_up(Decimal(str(_binary(sum(points)))))


def metric_score(code: str, most: int, above: int | None, below: int | None) -> Decimal | None:
    if most == 0:
        return None
    if code == "ELECTRONIC_CERTIFIED_COPY":
        return Decimal(2)
    if above is None or below is None:
        return None
    if code.startswith("PETITION"):
        return half_up(Decimal(most * above) / below) if below else Decimal(most)
    if code == "DOSSIER_RECEIVING_SATISFACTION":
        full = Decimal("0.9") * below
        return half_up(min(Decimal(most), most * above / full)) if below else Decimal(0)
    if not below:
        return None
    if code == "REUSED_DIGITIZED_DATA":
        return half_up(min(Decimal(most), most * above / (Decimal("0.8") * below)))
    return half_up(Decimal(most * above) / below)


def online_score(unit: Unit, is_root: bool) -> Decimal:
    if is_root:
        due, partial, whole, used, offered, *_ = unit.channels
        share = Decimal(partial + whole) * 100 / due
        return half_up(min(Decimal(2), 2 * share / 80) + Decimal(4 * used) / offered + 6)
    return Decimal("6.4") if unit.received else Decimal(0)


def score_of(group: str, unit: Unit, is_root: bool) -> Decimal | None:
    """Return the points of a group, as printed where they were recorded."""
    if unit.printed is not None:
        return unit.printed[group]
    if group == "progress":
        on_time = Decimal(20 * (unit.on_time or 0))
        return half_up(on_time / unit.received) if unit.received else Decimal(0)
    if group == "online":
        return online_score(unit, is_root)
    if group == "payment":
        return payment_score(unit)
    points = [
        metric_score(code, most, *unit.metrics[code]) for code, most in METRICS[group].items()
    ]
    return half_up(sum((each for each in points if each is not None), Decimal(0)))


def plain(value: Decimal | None) -> int | float | None:
    """Return a number as the portal prints it: `17`, not `17.00`."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def share_of_most(group: str, score: Decimal | None) -> int | float | None:
    return None if score is None else plain(half_up(score * 100 / MAXIMA[group]))


# The six bodies.


def _progress(data: Data, period: str) -> Json:
    def row(unit: Unit, is_root: bool) -> Json:
        score = plain(score_of("progress", unit, is_root))
        common = {
            "departmentId": unit.id,
            "departmentName": unit.name,
            "departmentCode": unit.code,
            "totalReceived": unit.received,
            "totalOnTime": unit.on_time,
            "avgProcessingDays": plain(unit.days),
            "ratio": plain(percent(unit.on_time, unit.received)),
        }
        if is_root:
            completed = (unit.received or 0) * 9 // 10
            return {**common, "totalCompleted": completed, "totalScore": score, "totalMaxScore": 20}
        overdue = None if unit.received is None else unit.received - (unit.on_time or 0)
        more = {"score": score, "maxScore": 20, "scoreDelta": None, "level": unit.level}
        return {**common, "totalOverdue": overdue, **more}

    share = plain(percent(data.root.on_time, data.root.received))
    chart = [
        {
            "month": f"{month:02d}",
            "onTimePct": share if period.endswith(f"-{month:02d}") else 0,
            "overduePct": plain(Decimal(100) - Decimal(str(share)))
            if period.endswith(f"-{month:02d}")
            else 0,
        }
        for month in range(1, 13)
    ]
    return _tree(data, row, chart)


def _online(data: Data, period: str) -> Json:
    def row(unit: Unit, is_root: bool) -> Json:
        score = score_of("online", unit, is_root)
        common = {
            "departmentId": unit.id,
            "departmentName": unit.name,
            "departmentCode": unit.code,
            "totalScore": plain(score),
            "totalMaxScore": 12,
            "ratio": share_of_most("online", score),
        }
        if not is_root:
            return {**common, "level": unit.level, "scoreDelta": None}
        due, partial, whole, used, offered, online, direct, postal = unit.channels
        return {
            **common,
            "authorityCount": due,
            "partialCount": partial,
            "fullCount": whole,
            "onlineDossierCount": used,
            "onlineServiceTotal": offered,
            "channelOnlineSum": online,
            "channelDirectSum": direct,
            "channelPostalSum": postal,
            "channelTotalSum": online + direct + postal,
            "onlineOnTimeSum": online * 9 // 10,
            "onlineOverdueSum": online - online * 9 // 10,
        }

    chart = [{"label": f"{month:02d}", "onlineDossierPct": 0} for month in range(1, 13)]
    return _tree(data, row, chart)


def _payment(data: Data, period: str) -> Json:
    def row(unit: Unit, is_root: bool) -> Json:
        score = score_of("payment", unit, is_root)
        level = {} if is_root else {"level": unit.level, "scoreDelta": None}
        return {
            "departmentId": unit.id,
            "departmentName": unit.name,
            "departmentCode": unit.code,
            "totalMaxScore": 10,
            "ratio": share_of_most("payment", score),
            "totalScore": plain(score),
            "totalDossierOnlinePaymentSuccess": unit.paid,
            "totalDossierFinancialObligation": unit.obliged,
            "totalDossierOnlineFormalityPaymentSuccess": unit.paid_kinds,
            "totalFeeDossierFormalityDistinct": unit.fee_kinds,
            "totalFeeDossierFormality": unit.dossier_kinds,
            "totalFeeFormality": unit.fee_kinds,
            **level,
        }

    return _tree(data, row, None)


def _tree(data: Data, row: Callable[[Unit, bool], Json], chart: list[Json] | None) -> Json:
    content = {
        "parent": row(data.root, True),
        "children": [row(unit, False) for unit in data.units],
    }
    return content if chart is None else {**content, "monthlyChart": chart}


def _metrics_of(group: str) -> Callable[[Data, str], Json]:
    def of(data: Data, period: str) -> Json:
        content: Json = {
            "overview": _metrics_unit(group, data.root, 1),
            "evaluation": [
                _metrics_unit(group, unit, number) for number, unit in enumerate(data.units, 1)
            ],
            "source": "stand-in",
        }
        return {**content, "monthlyChart": []} if group == "transparency" else content

    return of


def _metrics_unit(group: str, unit: Unit, number: int) -> Json:
    score = score_of(group, unit, False)
    code = {"departmentCode": unit.code} if group == "digitized" else {}
    return {
        "stt": number,
        "departmentId": unit.id,
        "departmentName": unit.name,
        **code,
        "departmentType": unit.level,
        "departmentLevel": unit.level,
        "agencyLevel": "level_1",
        "totalScore": plain(score),
        "totalMaxScore": MAXIMA[group],
        "ratio": share_of_most(group, score),
        "scoreDelta": None,
        "metrics": [_metric(unit, code, most) for code, most in METRICS[group].items()],
        **_counts(group, unit),
    }


def _counts(group: str, unit: Unit) -> Json:
    """Return what satisfaction says beside its metrics."""
    if group != "satisfaction":
        return {}
    petitions = unit.metrics.get("PETITION_CLASSIFICATION_TTHC", (None, None))[1]
    return {
        "totalPetitions": petitions,
        "classifiedPetitions": petitions,
        "totalDossiers": unit.received,
        "averageScore": None,
    }


def _metric(unit: Unit, code: str, most: int) -> Json:
    above, below = unit.metrics.get(code, (None, None))
    ratio = percent(above, below) if below or code.startswith(("PETITION", "DOSSIER_REC")) else None
    is_recorded = unit.printed is None or unit.printed["digitized"] is not None
    if code == "ELECTRONIC_CERTIFIED_COPY":
        ratio = Decimal(100) if is_recorded else None
    flag = unit.flags.get(code)
    quality = {"dataQualityStatus": flag, "dataQualityMessage": "Mẫu số tạm."} if flag else {}
    return {
        "code": code,
        "name": code.replace("_", " ").title(),
        "numerator": above,
        "denominator": below,
        "ratio": plain(ratio),
        "score": plain(metric_score(code, most, above, below)),
        "maxScore": most,
        **quality,
    }


GROUPS: Final[dict[str, Callable[[Data, str], Json]]] = {
    "transparency": _metrics_of("transparency"),
    "progress": _progress,
    "online": _online,
    "payment": _payment,
    "digitized": _metrics_of("digitized"),
    "satisfaction": _metrics_of("satisfaction"),
}


def _page(content: Json, asked: Json, most: int) -> None:
    """Cut a metrics answer to the page that was asked for."""
    size, page = min(asked["pageSize"], most), asked["currentPage"]
    units = content["evaluation"]
    content["pagination"] = {
        "total": len(units),
        "currentPage": page,
        "pageSize": size,
        "totalPages": -(-len(units) // size),
    }
    content["evaluation"] = units[(page - 1) * size : page * size]


def _filter(group: str, content: Json, asked: Json) -> None:
    """Heed a filter by procedure, where its key has the letters the endpoint wants."""
    key = "formalityID" if group == "digitized" else "formalityId"
    if group != "digitized" or key not in asked:
        return
    for unit in (content["overview"], *content["evaluation"]):
        unit["metrics"] = [
            metric
            for metric in unit["metrics"]
            if metric["code"] != "CITIZEN_DATA_CONNECTED_FORMALITY"
        ]


# What can be wrong with the content.


def _keys(group: str) -> tuple[str, str]:
    return ("parent", "children") if group in TREES else ("overview", "evaluation")


def _replace(content: Json, new: Json) -> None:
    content.clear()
    content.update(new)


def _null_parts(content: Json, group: str) -> None:
    for unit in content[_keys(group)[1]]:
        for target in unit.get("metrics", [unit]):
            for key in list(target):
                if key not in ("departmentId", "departmentName", "departmentCode", "code", "name"):
                    target[key] = None if key != "metrics" else target[key]
        if "metrics" in unit:
            unit["totalScore"] = None


def _renamed_key(content: Json, group: str) -> None:
    unit = content[_keys(group)[1]][0]
    if group in TREES:
        key = {"progress": "totalReceived", "payment": "totalFeeFormality"}.get(group, "totalScore")
        unit[f"{key}New"] = unit.pop(key)
    else:
        unit["metrics"][1]["numeratorNew"] = unit["metrics"][1].pop("numerator")


def _renamed_metric(content: Json, group: str) -> None:
    root, units = (content[key] for key in _keys(group))
    for unit in (root, *units):
        unit["metrics"][1]["code"] += "_V2"


def _other_units(content: Json, group: str) -> None:
    unit = content[_keys(group)[1]][-1]
    unit["departmentId"], unit["departmentName"] = made_id(777), "UBND xã Mới"
    if "departmentCode" in unit:
        unit["departmentCode"] = "H99.777"


def _duplicate_units(content: Json, group: str) -> None:
    units = content[_keys(group)[1]]
    units[-1] = copy.deepcopy(units[0])


def _rewritten(content: Json, group: str) -> None:
    for unit in content["children"]:
        unit["totalOnTime"], unit["totalOverdue"] = unit["totalReceived"], 0


def _set_root(content: Json, group: str) -> None:
    content[_keys(group)[0]]["departmentId"] = made_id(98)


def _third(content: Json, group: str) -> None:
    units = content[_keys(group)[1]]
    del units[len(units) // 3 :]
    if "pagination" in content:
        content["pagination"]["total"] = len(units)


def _pagination(**changes: int) -> Callable[[Json, str], None]:
    return lambda content, _: content["pagination"].update(changes)


def _unit_value(key: str, value: object) -> Callable[[Json, str], None]:
    return lambda content, group: content[_keys(group)[1]][0].update({key: value})


FAULTS: Final[dict[str, Callable[[Json, str], None]]] = {
    "group_missing": lambda content, _: _replace(content, {"_data": None}),
    "not_ok": lambda content, _: content.update({"_code": "ERROR"}),
    "null_parts": _null_parts,
    "renamed_key": _renamed_key,
    "renamed_metric": _renamed_metric,
    "other_units": _other_units,
    "duplicate_units": _duplicate_units,
    "wrong_root": _set_root,
    "empty_list": lambda content, group: content.update({_keys(group)[1]: []}),
    "third": _third,
    "total_higher": _pagination(total=10_000),
    "wrong_page": _pagination(currentPage=3),
    "rewritten": _rewritten,
    "negative": _unit_value("totalReceived", -1),
    "text_number": _unit_value("totalReceived", "12"),
    "half_dossier": _unit_value("totalOnTime", 1.5),
    "truth": _unit_value("totalReceived", True),
    "unknown_key": _unit_value("somethingNew", {"a": [1]}),
}
