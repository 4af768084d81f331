"""Dossier exports as tests write them: one good row, changed where a test says so."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.importing.dossiers import import_dossiers

if TYPE_CHECKING:
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

JANUARY = date(2024, 1, 31)
Bring = Callable[..., "DossierReport"]
"""Imports rows as one file."""

GOOD = {
    "Mã hồ sơ": "000.00.12.H36-240102-0001",
    "Mã TTHC": "1.004227",
    "Tên TTHC": "Đăng ký biến động đất đai",
    "Lĩnh vực": "Đất đai",
    "Đơn vị": "UBND huyện Đăk Hà",
    "Cán bộ xử lý": "Cán bộ minh họa 01",
    "Ngày tiếp nhận": "02/01/2024 08:15",
    "Ngày hẹn trả": "12/01/2024 17:00",
    "Ngày kết thúc xử lý": "10/01/2024 09:30",
    "Ngày trả kết quả": "11/01/2024 10:00",
    "Trạng thái": "Đã trả kết quả",
    "Hình thức nộp": "Trực tuyến",
}
OPEN = {"Ngày kết thúc xử lý": "", "Ngày trả kết quả": "", "Trạng thái": "Đang xử lý"}


def row(code: str = "", /, **changes: str) -> dict[str, str]:
    """Return the good row with another code and other cells; "_" in a name stands for a blank."""
    named = {name.replace("_", " "): text for name, text in changes.items()}
    return GOOD | ({"Mã hồ sơ": code} if code else {}) | named


def open_row(code: str, /, **changes: str) -> dict[str, str]:
    """Return a row of a dossier still being handled."""
    return row(code, **{name.replace(" ", "_"): text for name, text in OPEN.items()} | changes)


def write_export(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows as a CSV; the first one's columns are the file's."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def bringer(folder: Path, actor: Actor, **usual: Any) -> Bring:
    """Return a function that imports rows as one file of MOTCUA as of the end of January.

    Args:
        folder: Where the file lies.
        actor: Who imports.
        usual: What every import is asked for, where it does not say otherwise.
    """

    def run(*rows: dict[str, str], **options: Any) -> DossierReport:
        path = write_export(folder / "export.csv", rows)
        given = {"source_code": "MOTCUA", "actor": actor, "as_of": JANUARY} | usual | options
        return import_dossiers(path, **given)

    return run
