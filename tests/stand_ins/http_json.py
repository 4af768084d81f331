"""Stands in for systems that answer plain JSON: iGate's agency statistics, and pages of rows.

All figures are invented.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.conftest import DATA
from tests.stand_ins.server import Answer, Request, json_answer

IGATE_PATH: Final = "/pa/dossier-statistic/--statistic-agency-mau"
IGATE_TOKEN: Final = "Bearer chi-de-thu"


@dataclass
class Igate:
    """Answers as VNPT iGate does: a bare list, a token needed, two instants asked for."""

    rows: list[dict[str, Any]] = field(
        default_factory=lambda: json.loads(
            (DATA / "http_json" / "igate-statistic-agency.json").read_text(encoding="utf-8")
        )
    )

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization") != IGATE_TOKEN:
            return json_answer({"code": 401, "message": "Unauthorized"}, 401)
        if request.path != IGATE_PATH or not {"from-date", "to-date"} <= request.query.keys():
            return json_answer({"code": 404}, 404)
        return json_answer(self.rows)


@dataclass
class Pages:
    """Answers rows page by page under "data", the next page's number under "meta"."""

    rows: list[dict[str, Any]]
    size: int = 2
    #: Number of a page → what stands for the next one instead.
    next_instead: dict[int, Any] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        sent = request.json() if request.body else request.query
        page = int(sent["page"])
        start = (page - 1) * self.size
        following = page + 1 if start + self.size < len(self.rows) else None
        following = self.next_instead.get(page, following)
        return json_answer(
            {"data": self.rows[start : start + self.size], "meta": {"next": following}}
        )


@dataclass
class ByUnit:
    """Answers one object for the unit in the path."""

    find: Callable[[str], Any]

    def answer(self, request: Request) -> Answer:
        return json_answer(self.find(request.path.rpartition("/")[2]))
