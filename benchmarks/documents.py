"""G9: a month's list in six formats, against the libraries that set them, used bare.

The floors set the same rows in two tables each, dossiers and units: Typst from JSON, one Word row
cloned, XlsxWriter row by row. The product sets the whole notice: head, text, three annexes, rows
grouped by unit, and starts the process that sets the PDF.
"""

from __future__ import annotations

import copy
import io
import json
import random
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.common import Measured, Options, print_ratio, run_child
from models import Publication, User, db
from models.vocabulary import Language, PublicationState, Role
from tracker.clock import now
from tracker.config import Settings
from tracker.publishing.documents.issuer import office_issuer
from tracker.publishing.documents.notice import build_notice
from tracker.publishing.documents.pdf import FONT_FOLDERS, render_pdf
from tracker.publishing.documents.word import render_docx
from tracker.publishing.list_xlsx import render_list_xlsx
from tracker.publishing.published_files import render_published_files
from tracker.queries.publications import get_publication
from tracker.rules.canonical import canonical_json, sha256_hex
from tracker.runtime import create_runtime, upgrade_database

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL, LARGE, UNITS = 130, 5000, 130
HEAD = (
    "STT", "Mã hồ sơ", "Mã thủ tục", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả",
    "Số ngày chậm", "Đơn vị", "Ghi chú",
)  # fmt: skip
TEMPLATE = """#set page(paper: "a4", flipped: true, margin: 15mm)
#set text(font: ("Liberation Serif", "Libertinus Serif"), size: 11pt, lang: "vi")
#let d = json(bytes(sys.inputs.data))
#table(columns: (9mm, 42mm, 1fr, 1fr, 1fr, 1fr, 1fr, 2fr, 2fr), stroke: .5pt, inset: 2pt,
 table.header(..d.head.map(x => strong(x))), ..d.rows.flatten())
#table(columns: (9mm, 42mm, ..(1fr,) * 13), stroke: .5pt, inset: 2pt, ..d.units.flatten())
"""


def run(options: Options) -> None:
    """Measure and print: each format at 5,000 rows, then all six at 130 and at 5,000 rows."""
    pairs = (
        ("list as PDF, 5,000 rows (goal 2)", bare_pdf, product_pdf, LARGE),
        ("list as DOCX, 5,000 rows (goal 1 s)", bare_docx, product_docx, LARGE),
        ("list as XLSX, 5,000 rows (goal 2)", bare_xlsx, product_xlsx, LARGE),
        ("six formats, 130 rows (goal 3)", bare_all, product_all, SMALL),
        ("six formats, 5,000 rows (goal 1.5)", bare_all, product_all, LARGE),
    )
    for name, floor_work, product_work, rows in pairs:
        floor: list[Measured] = []
        product: list[Measured] = []
        for _ in range(options.repeat):
            floor.append(run_child(floor_work, rows))
            product.append(run_child(product_work, rows))
        print_ratio(name, floor, product)


def bare_pdf(count: int) -> Callable[[], None]:
    """Return the floor: one table, from JSON, no tags."""
    rows, units = _plain_rows(count), _plain_units(count)
    folders = [folder for folder in FONT_FOLDERS if Path(folder).is_dir()][:1]

    def work() -> None:
        import typst

        data = json.dumps({"head": HEAD, "rows": rows, "units": units}, ensure_ascii=False)
        typst.compile(
            TEMPLATE.encode(),
            sys_inputs={"data": data},
            format="pdf",
            font_paths=folders,
            ignore_system_fonts=True,
            pdf_tags=False,
        )

    return work


def bare_docx(count: int) -> Callable[[], None]:
    """Return the floor: one row cloned, its texts replaced."""
    tables = _plain_rows(count), _plain_units(count)

    def work() -> None:
        from docx import Document
        from docx.oxml.ns import qn

        document = Document()
        for rows in tables:
            table = document.add_table(0, len(rows[0]))
            model = table.add_row()._tr  # noqa: SLF001
            for cell in model.tc_lst:
                cell.p_lst[0].add_r().text = "x"
            pattern = copy.deepcopy(model)
            table._tbl.remove(model)  # noqa: SLF001
            for row in rows:
                clone = copy.deepcopy(pattern)
                for element, text in zip(clone.iter(qn("w:t")), row, strict=True):
                    element.text = text
                table._tbl.append(clone)  # noqa: SLF001
        document.save(io.BytesIO())

    return work


def bare_xlsx(count: int) -> Callable[[], None]:
    """Return the floor: rows of text, one format."""
    tables = _plain_rows(count), _plain_units(count)

    def work() -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True, "strings_to_formulas": False})
        cell = book.add_format({"border": 1, "text_wrap": True})
        for rows in tables:
            sheet = book.add_worksheet()
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row, cell)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(rows), len(rows[0]) - 1)
        book.close()

    return work


def bare_all(count: int) -> Callable[[], None]:
    """Return the three floors one after the other."""
    works = [bare_pdf(count), bare_docx(count), bare_xlsx(count)]

    def work() -> None:
        for each in works:
            each()

    return work


def product_pdf(count: int) -> Callable[[], None]:
    """Return the product's PDF, from the frozen content."""
    settings, content = _settings(), list_content(count)

    def work() -> None:
        with create_runtime(settings).app_context():
            render_pdf(build_notice(content, issuer=office_issuer(settings)))

    return work


def product_docx(count: int) -> Callable[[], None]:
    """Return the product's DOCX, from the frozen content."""
    settings, content = _settings(), list_content(count)

    def work() -> None:
        with create_runtime(settings).app_context():
            render_docx(build_notice(content, issuer=office_issuer(settings)))

    return work


def product_xlsx(count: int) -> Callable[[], None]:
    """Return the product's XLSX, from the frozen content."""
    settings, content = _settings(), list_content(count)

    def work() -> None:
        with create_runtime(settings).app_context():
            render_list_xlsx(content)

    return work


def product_all(count: int) -> Callable[[], None]:
    """Return the product's six formats; the page as the web server makes it."""
    from views.app import create_app

    folder = tempfile.TemporaryDirectory(prefix="bench-documents-")
    settings = replace(
        _settings(),
        instance=Path(folder.name),
        database_url=f"sqlite:///{folder.name}/list.db",
    )
    content = list_content(count)
    text = canonical_json(content).decode()
    _publish(settings, content, text)
    app = create_app(settings)

    def work() -> None:
        with app.app_context():
            render_published_files(get_publication("2024-03", public_only=True), settings)
            assert app.test_client().get("/danh-sach/2024-03").status_code == 200
        folder.cleanup()

    return work


def list_content(count: int) -> dict[str, Any]:
    """Return the public content of a made-up list.

    Args:
        count: Rows of annex I.
    """
    chance = random.Random(11)
    names = [f"UBND xã Đăk Tờ Re {number:03d}" for number in range(UNITS)]
    counts = dict.fromkeys(
        ("carried_over", "received", "finished", "finished_early", "finished_on_time",
         "finished_late", "open", "open_within_term", "open_overdue", "paused", "returned"),
        123,
    )  # fmt: skip
    rates = {"finished_on_time_rate": {"numerator": 95, "denominator": 123, "percent": None}}
    rates["progress_rate"] = rates["finished_on_time_rate"]
    rows = []
    for number in range(count):
        unit = number * UNITS // count
        received = date(2024, 1, 2) + timedelta(days=chance.randrange(60))
        rows.append(
            {
                "code": f"H34.{unit:02d}-******-{number:06d}",
                "unit_code": f"X{unit:03d}",
                "unit_name": names[unit],
                "procedure_code": f"1.{chance.randrange(999_999):06d}",
                "received_on": received.isoformat(),
                "due_on": (received + timedelta(days=15)).isoformat(),
                "finished_on": (received + timedelta(days=20)).isoformat(),
                "days_late": 5,
                "working_days_late": 3,
                "flags": ["due_on_day_off"] if chance.random() < 0.1 else [],
                "explanation": f"Chờ ý kiến cơ quan thuế {chance.randrange(999)}",
                "apology": None,
            }
        )
    return {
        "title": "Danh sách minh họa để đo tốc độ", "period": "2024-03",
        "first_day": "2024-03-01", "last_day": "2024-03-31", "as_of": "2024-04-02",
        "rule": "by_date", "rule_text": "So theo ngày.", "is_sample": True, "version": 1,
        "codes": "masked", "sources": [], "notices": [],
        "units": [
            {"code": f"X{place:03d}", "name": name, **counts, **rates}
            for place, name in enumerate(names)
        ],
        "totals": {**counts, **rates}, "finished_late": rows, "open_overdue": [],
    }  # fmt: skip


def _plain_rows(count: int) -> list[list[str]]:
    return [
        [
            str(place),
            row["code"],
            row["procedure_code"],
            row["received_on"],
            row["due_on"],
            row["finished_on"],
            str(row["days_late"]),
            row["unit_name"],
            row["explanation"],
        ]
        for place, row in enumerate(list_content(count)["finished_late"], start=1)
    ]


def _plain_units(count: int) -> list[list[str]]:
    units = list_content(count)["units"]
    return [
        [str(place), unit["name"], *["123"] * 11, "77,23 % (95/123)", "77,23 % (95/123)"]
        for place, unit in enumerate(units, start=1)
    ]


def _settings() -> Settings:
    return Settings(
        instance=Path(tempfile.gettempdir()),
        database_url="sqlite://",
        secret_key="for benchmarks " * 3,
    )


def _publish(settings: Settings, content: dict[str, Any], text: str) -> None:
    with create_runtime(settings).app_context():
        upgrade_database()
        people = [
            User(username=name, display_name=name, role=Role.APPROVER, created_at=now(),
                 language=Language.VIETNAMESE)
            for name in ("one", "two")
        ]  # fmt: skip
        db.session.add_all(people)
        db.session.flush()
        drafter, approver = (person.id for person in people)
        db.session.add(
            Publication(
                period="2024-03", version=1, state=PublicationState.PUBLISHED, is_sample=True,
                first_day=date.fromisoformat(content["first_day"]),
                last_day=date.fromisoformat(content["last_day"]),
                as_of=date.fromisoformat(content["as_of"]),
                content=text, internal_content=text, sha256=sha256_hex(text.encode()),
                drafted_by=drafter, drafted_at=now(), approved_by=approver, approved_at=now(),
                published_by=approver, published_at=now(),
            )
        )  # fmt: skip
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
