"""Dossiers as LibreOffice Calc saves them: taken as the CSV they came from, or refused plainly."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import sqlalchemy as sa

from models import Dossier, Procedure, Unit, db
from tests.conftest import DATA
from tracker.errors import RefusedError
from tracker.importing.dossiers import import_dossiers
from tracker.importing.workbook_child import LOOKED_AT, DayStyles
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tests.conftest import RunCli
    from tracker.queries.accounts import Actor

FOLDER = DATA / "libreoffice"
FACTS = (
    Dossier.code, Procedure.code, Procedure.name, Procedure.field, Unit.code, Dossier.officer,
    Dossier.received_on, Dossier.due_on, Dossier.finished_on, Dossier.status, Dossier.term_text,
)  # fmt: skip


def bring(path: Path, source: str, system: Actor) -> list[tuple[Any, ...]]:
    import_dossiers(path, source_code=source, as_of=date(2024, 3, 31), actor=system)
    rows = db.session.execute(
        sa.select(*FACTS).join(Procedure).join(Unit).order_by(Dossier.id.desc()).limit(4)
    )
    return [tuple(row) for row in rows]


def refusal(path: Path, system: Actor) -> str:
    with pytest.raises(RefusedError) as caught:
        bring(path, "CALC", system)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 0
    return explain(caught.value)


def test_a_workbook_says_what_its_csv_says(seeded: object, system: Actor) -> None:
    expected = bring(FOLDER / "ho-so-minh-hoa.csv", "CSV", system)

    assert bring(FOLDER / "ho-so-minh-hoa.xlsx", "CALC", system) == expected
    assert expected[0][0] == "0004", "a leading zero belongs to the code"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ho-so-minh-hoa.ods", "là ODS"),
        ("ho-so-minh-hoa.xls", "là XLS"),
        ("ho-so-minh-hoa-sai-bang-ma.xlsx", "Không thấy dòng tiêu đề"),
        ("ho-so-minh-hoa-doi-ngay-thang.xlsx", "Ngày tiếp nhận, Ngày hẹn trả"),
    ],
    ids=["ods", "xls", "broken-letters", "swapped-days"],
)
def test_what_cannot_be_read_is_refused_whole_in_one_sentence(
    seeded: object, system: Actor, run_cli: RunCli, name: str, told: str
) -> None:
    assert told in refusal(FOLDER / name, system)

    result = run_cli("import", "dossiers", str(FOLDER / name), "--source", "CALC")
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)


@pytest.mark.parametrize(
    ("cells", "swapped"),
    [
        ([date(2024, 5, 3), "15/03/2024"], [0]),
        (["15/03/2024", "16.03.2024 08:30", date(2024, 5, 3)], [0]),
        ([date(2024, 5, 3), date(2024, 3, 15), "15/03/2024"], []),
        ([date(2024, 5, 3), "05/03/2024", "15/03/2024"], []),
        ([date(2024, 5, 3), date(2024, 6, 3)], []),
        (["15/03/2024", "05/03/2024"], []),
        ([date(2024, 5, 3), "", None, "Đang xử lý", 3.0, "①①/①①", "15/0"], []),
    ],
    ids=[
        "swapped", "other-signs", "a-date-beyond-the-twelfth", "a-text-within-it", "dates-only",
        "texts-only", "no-days",
    ],
)  # fmt: skip
def test_a_column_is_swapped_when_dates_end_at_the_twelfth_and_texts_begin_after_it(
    cells: list[object], swapped: list[int]
) -> None:
    styles = DayStyles()
    for cell in cells:
        styles.note([cell])

    assert styles.swapped() == swapped


@pytest.mark.parametrize("heading", ["Ngày hẹn trả", "Ngày in phiếu"], ids=["known", "unknown"])
def test_only_columns_that_are_read_are_refused_for_it(
    seeded: object, system: Actor, tmp_path: Path, heading: str
) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.append(["Mã hồ sơ", "Mã TTHC", "Mã đơn vị", "Ngày tiếp nhận", "Trạng thái", heading])
    for number, day in enumerate((date(2024, 5, 3), "15/03/2024")):
        sheet.append([f"MH-{number}", "1.000001", "STNMT", "01/03/2024", "Đang xử lý", day])
    path = tmp_path / "a.xlsx"
    book.save(path)

    if heading == "Ngày hẹn trả":
        assert "Cột Ngày hẹn trả" in refusal(path, system)
    else:
        assert len(bring(path, "CALC", system)) == 2


def test_a_long_file_is_looked_at_beyond_its_first_rows(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    sheet.append(["Mã hồ sơ", "Mã TTHC", "Mã đơn vị", "Ngày tiếp nhận", "Trạng thái"])
    for number in range(LOOKED_AT + 200):
        day = date(2024, 1, 3) if number < LOOKED_AT else "15/03/2024"
        sheet.append([f"MH-{number}", "1.000001", "STNMT", day, "Đang xử lý"])
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert "Cột Ngày tiếp nhận" in refusal(path, system)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_the_files_tell_nothing_of_who_made_them(path: Path) -> None:
    parts = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as content:
            parts = [content.read(name) for name in content.namelist()]
    text = b"\n".join(parts).decode("utf-8", "replace")

    assert not re.search(r"/(?:home|root|tmp|Users)/", text)
    told = re.findall(r"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)>([^<]*)<", text)
    assert not any(told)
