"""A small list and small documents, and what is read back out of the files made of them."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

from tracker.publishing.documents.issuer import Issuer
from tracker.publishing.documents.notice import build_notice
from tracker.publishing.documents.tree import Blank, Cell, Column, Paper, Row, Table, body

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ISSUER = Issuer("UBND TỈNH …", "VĂN PHÒNG", "VP", "…", ("CHÁNH VĂN PHÒNG",))
COUNTS = (
    "carried_over", "received", "finished", "finished_early", "finished_on_time",
    "finished_late", "open", "open_within_term", "open_overdue", "paused", "returned",
)  # fmt: skip
SHA = "20833" + "a" * 59


def unit(code: str, name: str, **counts: int) -> dict[str, Any]:
    found = {name: counts.get(name, 0) for name in COUNTS}
    early = found["finished_early"] + found["finished_on_time"]
    in_time = early + found["open_within_term"]
    return {
        "code": code,
        "name": name,
        **found,
        "finished_on_time_rate": {"numerator": early, "denominator": found["finished"]},
        "progress_rate": {"numerator": in_time, "denominator": found["finished"] + found["open"]},
    }


def dossier(code: str, unit_code: str, unit_name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "unit_code": unit_code,
        "unit_name": unit_name,
        "procedure_code": "1.000001",
        "received_on": "2024-03-01",
        "due_on": "2024-03-12",
        "finished_on": None,
        "days_late": 8,
        "working_days_late": 6,
        "flags": [],
        "explanation": None,
        "apology": None,
        **more,
    }


def list_content(**changes: Any) -> dict[str, Any]:
    """Return a list's public content: two communes, two late dossiers, one overdue."""
    one = unit("X1", "UBND xã Một", received=9, finished=7, finished_early=3, finished_on_time=2,
               finished_late=2, open=3, open_within_term=2, open_overdue=1,
               carried_over=1)  # fmt: skip
    two = unit("X2", "UBND xã Hai", received=2, finished=1, finished_late=1, paused=1)
    total = unit("", "", received=11, finished=8, finished_early=3, finished_on_time=2,
                 finished_late=3, open=3, open_within_term=2, open_overdue=1, carried_over=1,
                 paused=1)  # fmt: skip
    return {
        "title": "Danh sách tháng 03/2024",
        "period": "2024-03",
        "first_day": "2024-03-01",
        "last_day": "2024-03-31",
        "as_of": "2024-04-02",
        "rule_text": "So theo ngày.",
        "is_sample": False,
        "version": 1,
        "codes": "masked",
        "sources": [{"code": "MC", "name": "Một cửa", "as_of": "2024-04-02"}],
        "notices": [],
        "units": [one, two],
        "totals": total,
        "finished_late": [
            dossier("X1-******-0001", "X1", "UBND xã Một", finished_on="2024-03-20"),
            dossier("X1-******-0002", "X1", "UBND xã Một", finished_on="2024-03-20"),
            dossier("X2-******-0003", "X2", "UBND xã Hai", finished_on="2024-03-20"),
        ],
        "open_overdue": [dossier("X1-******-0004", "X1", "UBND xã Một", days_late=19)],
        **changes,
    }


def notice(**changes: Any) -> Paper:
    return build_notice(list_content(**changes), issuer=ISSUER, sha256=SHA)


def small_paper(*texts: str, cells: tuple[Cell, ...] = ("a", "b")) -> Paper:
    """Return a document of some paragraphs and one table row."""
    columns = tuple(Column(f"Cột {place}", 40) for place, _ in enumerate(cells, start=1))
    return Paper(
        heading=ISSUER.heading("BC"),
        kind="BÁO CÁO",
        summary="Thử",
        bases=(),
        addressees=(Blank("Nơi nhận báo cáo"),),
        blocks=(*map(body, texts), Table(columns, (Row(cells),)), body("Hết./.")),
        signature=ISSUER.signature(),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(),
        is_sample=False,
        dated=date(2024, 4, 2),
    )


def part(docx: bytes, name: str) -> Xml.Element:
    with ZipFile(io.BytesIO(docx)) as parts:
        return Xml.fromstring(parts.read(name))


def docx_text(docx: bytes) -> str:
    """Return the text of a DOCX in its order, a line a paragraph."""
    lines = []
    for paragraph in part(docx, "word/document.xml").iter(f"{W}p"):
        pieces = (
            "\n" if piece.tag == f"{W}br" else piece.text or ""
            for piece in paragraph.iter()
            if piece.tag in (f"{W}t", f"{W}br")
        )
        lines.append("".join(pieces))
    return "\n".join(lines)


def pdf_text(pdf: bytes, folder: Path) -> str:
    """Return the text of a PDF in the order it was set."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    return done.stdout.decode()


def letters(text: str) -> str:
    """Return a text without blanks, line breaks and page breaks."""
    return "".join(normalize("NFC", text).replace("\u200b", "").split())
