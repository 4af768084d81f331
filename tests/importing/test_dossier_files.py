"""Dossier exports as offices send them: every shape of file is read, or refused in a sentence."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
import xlsxwriter

from models import Dossier, ImportBatch, db
from tests.dossier_files import GOOD, open_row, row
from tracker.errors import RefusedError
from tracker.importing.dossier_columns import DOSSIER_COLUMNS, DossierCells
from tracker.importing.dossier_furniture import Furniture
from tracker.importing.dossiers import import_dossiers
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 1, 31)
Bring = Callable[..., "DossierReport"]
Fill = Callable[[Any, Any], None]
LAST = len(GOOD)


@pytest.fixture
def bring(seeded: Settings, system: Actor) -> Bring:
    """Return a function that imports a file under the name it lies under."""
    del seeded

    def run(path: Path, **options: Any) -> DossierReport:
        return import_dossiers(path, source_code="MOTCUA", as_of=AS_OF, actor=system, **options)

    return run


def text_of(*rows: dict[str, str], delimiter: str = ",") -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def workbook(path: Path, fill: Fill, **options: Any) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        fill(book, book.add_worksheet("Hồ sơ"))
    return path


def stored() -> dict[str, tuple[date, date | None]]:
    rows = db.session.execute(sa.select(Dossier.code, Dossier.received_on, Dossier.due_on))
    return {code: (received, due) for code, received, due in rows}


TWO = row("A"), open_row("B")


def as_windows_1258(text: str) -> bytes:
    """Encode as typists of that time did: tone marks apart, letters whole."""
    whole = []
    for letter in unicodedata.normalize("NFC", text):
        if _fits(letter):
            whole.append(letter)
            continue
        parts = unicodedata.normalize("NFD", letter)
        tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        whole.append(rest + "".join(tones))
    return "".join(whole).encode("cp1258")


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    "content",
    [
        text_of(*TWO).encode(),
        text_of(*TWO).encode("utf-8-sig"),
        text_of(*TWO).encode("utf-16"),
        text_of(*TWO, delimiter=";").encode(),
        text_of(*TWO, delimiter="\t").encode("utf-16"),
        text_of(*TWO, delimiter="|").encode(),
        unicodedata.normalize("NFD", text_of(*TWO)).encode(),
        as_windows_1258(text_of(*TWO)),
        text_of(*TWO).replace("\r\n", "\n").encode(),
        b"B\xc3\xa1o c\xc3\xa1o th\xc3\xa1ng 1\n\n" + text_of(*TWO).encode(),
    ],
    ids=[
        "utf-8",
        "with a mark",
        "utf-16",
        "semicolons",
        "tabs in utf-16",
        "bars",
        "decomposed",
        "windows-1258",
        "line feeds",
        "titles above",
    ],
)
def test_every_usual_text_is_read_alike(bring: Bring, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "xuat.csv"
    path.write_bytes(content)

    report = bring(path)

    assert (report.added, report.rejected) == (2, 0), report.errors
    assert stored()["A"] == (date(2024, 1, 2), date(2024, 1, 12))


def ods(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    return path


def ole2(path: Path, stream: str = "Workbook") -> Path:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path.write_bytes(head + stream.encode("utf-16-le") + bytes(600))
    return path


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.ods", ods, "file_kind_save_as_xlsx"),
        ("a.xls", ole2, "file_kind_save_as_xlsx"),
        ("a.xlsx", lambda path: ole2(path, "EncryptedPackage"), "file_encrypted"),
        (
            "a.xls",
            lambda path: written(path, b"<html><table><tr><td>x</td></tr></table></html>"),
            "file_not_what_its_name_says",
        ),
        (
            "a.xls",
            lambda path: written(path, b'<?xml version="1.0"?><Workbook></Workbook>'),
            "file_not_what_its_name_says",
        ),
        ("a.csv", lambda path: written(path, b""), "file_empty"),
        ("a.xlsx", lambda path: written(path, b"PK\x03\x04" + bytes(50)), "file_damaged"),
    ],
    ids=["ods", "xls", "encrypted", "html as xls", "xml as xls", "empty", "cut short"],
)
def test_what_is_not_read_is_refused_in_one_sentence(
    bring: Bring, tmp_path: Path, name: str, make: Callable[[Path], Path], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        bring(make(tmp_path / name))

    assert refused.value.code == code
    assert name in explain(refused.value)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


def office(_: Any, sheet: Any) -> None:
    """Titles, merged heading, numbers of columns, groups, totals, a heading again, signatures."""
    sheet.merge_range(0, 0, 0, LAST, "ỦY BAN NHÂN DÂN TỈNH")
    sheet.merge_range(1, 0, 1, LAST, "DANH SÁCH HỒ SƠ THÁNG 01 NĂM 2024")
    sheet.write_row(3, 0, ["STT", *GOOD])
    sheet.write_row(4, 0, [f"({number})" for number in range(1, LAST + 2)])
    sheet.merge_range(5, 0, 5, LAST, "I. Lĩnh vực Đất đai")
    sheet.write_row(6, 0, ["1", *row("A").values()])
    sheet.write(7, 1, "UBND huyện Đăk Hà")
    sheet.write_row(8, 0, ["2", *open_row("B").values()])
    sheet.write_row(9, 0, ["STT", *GOOD])
    sheet.write_row(10, 0, ["3", *row("C").values()])
    sheet.set_row(10, None, None, {"hidden": True})
    sheet.write_row(11, 0, ["", "Tổng cộng", "", "3 hồ sơ"])
    sheet.write(13, 8, "Kon Tum, ngày 31 tháng 01 năm 2024")
    sheet.write(14, 2, "NGƯỜI LẬP BIỂU")
    sheet.write(14, 9, "KT. CHỦ TỊCH")
    sheet.write(15, 9, "PHÓ CHỦ TỊCH")
    sheet.write(400, 1, " ")


def test_a_printed_list_is_read_around_what_is_no_dossier(bring: Bring, tmp_path: Path) -> None:
    """Hidden rows are dossiers too: a filter left on must not lose any."""
    report = bring(workbook(tmp_path / "ds.xlsx", office))

    assert report.errors == ()
    assert set(stored()) == {"A", "B", "C"}
    assert report.skipped_by_reason["repeated_heading"] == 1
    assert report.rows == report.accepted + report.skipped


def test_the_same_list_as_text_is_read_alike(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    lines = text_of(*TWO).splitlines()
    blank = "," * (LAST - 1)
    body = [lines[0], f"Đất đai{blank}", lines[1], lines[0], lines[2]]
    ends = [f"Tổng cộng: 2 hồ sơ{blank}", f",,Người lập biểu,,,,,Thủ trưởng đơn vị{',' * 4}"]
    path.write_text("\n".join([f"Tháng 1{blank}", *body, *ends]), encoding="utf-8")

    report = bring(path)

    assert report.errors == ()
    assert report.skipped_by_reason == {"not_a_dossier": 3, "repeated_heading": 1}
    assert set(stored()) == {"A", "B"}


@pytest.mark.parametrize("is_1904", [False, True], ids=["1900", "1904"])
def test_days_as_days_as_text_and_as_shown_numbers_are_the_same_days(
    bring: Bring, tmp_path: Path, *, is_1904: bool
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, list(GOOD))
        at = list(GOOD).index("Ngày tiếp nhận")
        for line, code in enumerate(("DAY", "TEXT"), start=1):
            sheet.write_row(line, 0, list(open_row(code).values()))
        sheet.write_datetime(1, at, date(2024, 1, 2), day)
        sheet.write_datetime(1, at + 1, date(2024, 1, 12), day)
        sheet.write_string(2, at, "2024-01-02")
        sheet.write_string(2, at + 1, "12/1/2024")

    bring(workbook(tmp_path / "d.xlsx", fill, date_1904=is_1904))

    assert set(stored().values()) == {(date(2024, 1, 2), date(2024, 1, 12))}


def test_a_heading_of_two_lines_is_understood(bring: Bring, tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 1, 0, "Mã\nhồ sơ")
        sheet.merge_range(0, 1, 1, 1, "Đơn vị")
        sheet.merge_range(0, 2, 0, 3, "Thời gian")
        sheet.write_row(1, 2, ["Ngày tiếp nhận", "Ngày hẹn trả"])
        sheet.write_row(2, 0, ["A", GOOD["Đơn vị"], "02/01/2024", "12/01/2024"])

    report = bring(workbook(tmp_path / "hai.xlsx", fill))

    assert (report.added, report.rejected) == (1, 0)


HEAD = DOSSIER_COLUMNS.match(tuple(GOOD))


@pytest.mark.parametrize(
    ("cells", "is_passed"),
    [
        ({"code": "Lĩnh vực đất đai"}, True),
        ({"unit": "UBND huyện Đăk Hà"}, True),
        ({"procedure_code": "TỔNG SỐ", "unit": "12"}, True),
        ({"code": "(1)", "unit": "(2)"}, True),
        ({"code": "H36-0001"}, False),
        ({"code": "H36-0001", "unit": "Tổng cộng"}, False),
        ({"received": "02/01/2024"}, False),
        ({"unit": "Sở Bay", "received": "02/01/2024"}, False),
        ({"code": "hồ sơ chị Lan", "received": "02/01/2024"}, False),
    ],
    ids=str,
)
def test_what_might_be_a_dossier_is_never_passed_over(
    cells: dict[str, str], *, is_passed: bool
) -> None:
    given = tuple(cells.get(name, "") for name in DossierCells._fields)

    assert bool(Furniture(HEAD, DossierCells._fields).reason(given)) is is_passed


def test_bad_rows_are_written_as_read_without_other_columns(bring: Bring, tmp_path: Path) -> None:
    secret = {"Chủ hồ sơ": "Người Kín"}
    rows = [secret | row("A"), secret | row("=B", Đơn_vị="Sở Bay", Ngày_hẹn_trả="?")]
    rows += [secret | row("A", Đơn_vị="Sở Tư pháp tỉnh Kon Tum")]
    path, bad = tmp_path / "a.csv", tmp_path / "bad.csv"
    path.write_text(text_of(*rows), encoding="utf-8")
    from tracker.importing.dossier_request import Watch

    report = bring(path, watch=Watch(bad_rows=bad))

    with bad.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert list(read[0]) == ["Dòng", "Lỗi", *GOOD]
    assert [each["Dòng"] for each in read] == ["3", "4"]
    assert (read[0]["Mã hồ sơ"], read[0]["Đơn vị"]) == ("'=B", "Sở Bay")
    assert all(each["Lỗi"] for each in read)
    assert report.rejected == 2
    assert "Người Kín" not in bad.read_text(encoding="utf-8-sig")


def test_causes_are_counted_past_what_is_listed(
    bring: Bring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.importing.dossier_reading.LISTED_ERRORS", 2)
    rows = [row("A"), *(row(f"B{number}", Đơn_vị="Sở Bay") for number in range(9))]
    path = tmp_path / "a.csv"
    path.write_text(text_of(*rows, row("C", Ngày_hẹn_trả="?")), encoding="utf-8")

    report = bring(path)

    assert len(report.errors) == 2
    first, second = report.causes
    assert (first["code"], first["column"], first["count"]) == ("unit_unknown", "Đơn vị", 9)
    assert [each["row"] for each in first["examples"]] == [3, 4, 5]
    assert (second["code"], second["count"]) == ("date_unreadable", 1)


def test_all_or_nothing_writes_nothing_when_a_row_is_bad(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_of(row("A"), row("B", Đơn_vị="Sở Bay")), encoding="utf-8")

    report = bring(path, whole=True)

    assert report.is_refused_whole
    assert (report.batch, report.added, report.rejected) == (None, 1, 1)
    assert stored() == {}
    assert bring(path).added == 1


def test_all_or_nothing_takes_a_file_without_faults(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_of(*TWO), encoding="utf-8")

    assert bring(path, whole=True).batch is not None
    assert set(stored()) == {"A", "B"}


def test_progress_is_told_while_rows_are_read(bring: Bring, tmp_path: Path) -> None:
    from tracker.importing.dossier_request import Watch

    path, told = tmp_path / "a.csv", list[int]()
    path.write_text(text_of(*(row(f"A{n}") for n in range(5_001))), encoding="utf-8")

    bring(path, watch=Watch(progress=told.append))

    assert told == [5_000, 5_001]


def test_what_a_watcher_does_not_agree_to_is_undone(bring: Bring, tmp_path: Path) -> None:
    from tracker.importing.dossier_request import Watch

    def refuse(report: DossierReport) -> None:
        raise RefusedError("preview_outdated", before="", now=str(report.added))

    path = tmp_path / "a.csv"
    path.write_text(text_of(*TWO), encoding="utf-8")

    with pytest.raises(RefusedError):
        bring(path, watch=Watch(check=refuse))
    assert stored() == {}


class TestOlderFiles:
    """Known as of 31 January, confirmed by an import as of 28 February."""

    @pytest.fixture
    def file(self, bring: Bring, tmp_path: Path, system: Actor) -> Callable[..., DossierReport]:
        def run(due: str, as_of: date, **options: Any) -> DossierReport:
            path = tmp_path / f"{as_of}.csv"
            rows = open_row("A", Ngày_hẹn_trả=due), open_row(f"OF-{as_of}")
            path.write_text(text_of(*rows), encoding="utf-8")
            return import_dossiers(path, source_code="MOTCUA", as_of=as_of, actor=system, **options)

        run("12/01/2024", date(2024, 1, 31))
        run("12/01/2024", date(2024, 2, 28))
        return run

    def test_it_overwrites_nothing_unasked(self, file: Callable[..., DossierReport]) -> None:
        report = file("15/01/2024", date(2024, 2, 10))

        assert report.skipped_by_reason == {"older_than_known": 1}
        assert stored()["A"][1] == date(2024, 1, 12)

    def test_asked_it_replaces_what_is_known_from_before_its_day(
        self, file: Callable[..., DossierReport]
    ) -> None:
        file("15/01/2024", date(2024, 2, 10))
        report = file("15/01/2024", date(2024, 2, 10), older=True)

        assert (report.updated, report.already_imported) == (1, False)
        assert stored()["A"][1] == date(2024, 1, 15)
        assert file("15/01/2024", date(2024, 2, 10), older=True).already_imported

    def test_asked_it_leaves_what_is_known_from_a_later_day(
        self, file: Callable[..., DossierReport]
    ) -> None:
        file("20/01/2024", date(2024, 3, 5))

        report = file("15/01/2024", date(2024, 2, 10), older=True)

        assert report.skipped_by_reason == {"older_than_known": 1}
        assert stored()["A"][1] == date(2024, 1, 20)
