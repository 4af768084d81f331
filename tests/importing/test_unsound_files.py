"""Files that are nearly right: far days, a second table, an old encoding, our own bad rows."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import sqlalchemy as sa

from models import Dossier, ImportBatch, Procedure, db
from tests.dossier_files import GOOD, open_row, row, write_export
from tracker.errors import RefusedError
from tracker.importing.dossier_request import Watch
from tracker.importing.dossiers import import_dossiers
from tracker.importing.vietnamese_letters import is_vietnamese
from tracker.wording.sentences import explain

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 1, 31)
Bring = Callable[..., "DossierReport"]


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports a file, or its bytes."""
    del seeded

    def run(content: Path | bytes, **options: object) -> DossierReport:
        path = tmp_path / "ds.csv" if isinstance(content, bytes) else content
        if isinstance(content, bytes):
            path.write_bytes(content)
        return import_dossiers(path, source_code="MOTCUA", as_of=AS_OF, actor=system, **options)  # type: ignore[arg-type]

    return run


# far days


@pytest.mark.parametrize("due", ["12/01/2042", "31/12/2099", "02/01/2034 08:00", "2034-01-02"])
def test_a_due_day_ten_years_away_is_a_slip_and_named(
    bring: Bring, tmp_path: Path, due: str
) -> None:
    path = write_export(tmp_path / "a.csv", [row("HS-1"), open_row("HS-2", Ngày_hẹn_trả=due)])

    report = bring(path)

    assert report.added == 1
    (error,) = report.errors
    assert (error["row"], error["column"], error["value"]) == (3, "Ngày hẹn trả", due)
    assert error["code"] == "dossier_due_too_far"


@pytest.mark.parametrize("due", ["01/01/2034 17:00", "31/12/2033"])
def test_a_due_day_within_ten_years_is_taken(bring: Bring, tmp_path: Path, due: str) -> None:
    report = bring(write_export(tmp_path / "a.csv", [open_row("HS-2", Ngày_hẹn_trả=due)]))

    assert (report.added, report.errors) == (1, ())


def test_ten_years_from_a_leap_day_end_where_that_day_would_be(
    bring: Bring, tmp_path: Path
) -> None:
    leap = {"Ngày_tiếp_nhận": "29/02/2020"}
    near = open_row("HS-1", Ngày_hẹn_trả="28/02/2030", **leap)
    far = open_row("HS-2", Ngày_hẹn_trả="01/03/2030", **leap)

    report = bring(write_export(tmp_path / "a.csv", [near, far]))

    assert report.added == 1
    assert [error["row"] for error in report.errors] == [3]


def test_a_result_handed_over_before_the_reception_is_named(bring: Bring, tmp_path: Path) -> None:
    early = row("HS-2", Ngày_trả_kết_quả="01/01/2024")

    report = bring(write_export(tmp_path / "a.csv", [row("HS-1"), early]))

    assert report.added == 1
    (error,) = report.errors
    assert (error["row"], error["column"]) == (3, "Ngày trả kết quả")
    assert error["code"] == "dossier_ended_before_received"


# a second table


SECOND = ["Mã hồ sơ", "Đơn vị", "Ngày hẹn trả", "Ngày tiếp nhận"]
FIRST = ["Mã hồ sơ", "Đơn vị", "Ngày tiếp nhận", "Ngày hẹn trả"]
UNIT = GOOD["Đơn vị"]


def write_lines(path: Path, *lines: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


@pytest.mark.parametrize(
    "second",
    [
        SECOND,
        ["STT", *SECOND],
        ["STT", "Chủ hồ sơ", "Mã hồ sơ", "Đơn vị"],
        ["Mã hồ sơ", "Đơn vị", "Hạn trả", "Ngày nhận", "Trạng thái"],
        ["MaHoSo", "Trạng thái", "Ngày nhận", "Cơ quan"],
        ["Mã hồ sơ", "Đơn vị", "Ngày nộp", "Hẹn trả"],
    ],
    ids=["swapped", "shifted", "half seen", "wider", "other columns", "other days"],
)
def test_a_second_table_in_another_order_refuses_the_file(
    bring: Bring, tmp_path: Path, second: list[str]
) -> None:
    """Its rows would be read by the first heading: received and due days change places."""
    lines = [FIRST, ["A-1", UNIT, "02/01/2024", "12/01/2024"], second]
    path = write_lines(tmp_path / "a.csv", *lines, ["A-2", UNIT, "04/01/2024", "03/01/2024"])

    with pytest.raises(RefusedError) as refused:
        bring(path)

    assert (refused.value.code, refused.value.params["row"]) == ("second_table", 3)
    assert explain(refused.value) == (
        "Dòng 3 của tệp “a.csv” là tiêu đề của một bảng khác, các cột xếp khác dòng tiêu đề 1;"
        " hãy tách mỗi bảng thành một tệp rồi nhập lại."
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0


@pytest.mark.parametrize(
    "again",
    [
        FIRST,
        ["MÃ HỒ SƠ", "Cơ quan", "Ngày nhận", "Hạn trả"],
        [*FIRST, "", ""],
        ["Mã hồ sơ", "Đơn vị", "Thời gian", ""],
    ],
    ids=["same", "other names", "blank cells", "upper line"],
)
def test_the_same_heading_again_refuses_nothing(
    bring: Bring, tmp_path: Path, again: list[str]
) -> None:
    first = ["A-1", UNIT, "02/01/2024", "12/01/2024"]
    report = bring(write_lines(tmp_path / "a.csv", FIRST, first, again, ["A-2", *first[1:]]))

    assert report.added == 2


def test_a_second_heading_right_below_the_first_is_another_table_too(
    bring: Bring, tmp_path: Path
) -> None:
    rows = ["A-1", UNIT, "12/01/2024", "02/01/2024"]

    with pytest.raises(RefusedError) as refused:
        bring(write_lines(tmp_path / "a.csv", FIRST, SECOND, rows))

    assert (refused.value.code, refused.value.params["row"]) == ("second_table", 2)


def test_a_second_table_of_a_workbook_is_refused(bring: Bring, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (FIRST, ["A-1", UNIT, "02/01/2024", "12/01/2024"], [], ["Bảng 2"], SECOND):
        book.worksheets[0].append(line)
    book.save(tmp_path / "a.xlsx")

    with pytest.raises(RefusedError) as refused:
        bring(tmp_path / "a.xlsx")

    assert (refused.value.code, refused.value.params["row"]) == ("second_table", 5)


def test_a_row_with_one_word_of_a_heading_is_a_row_with_a_fault(
    bring: Bring, tmp_path: Path
) -> None:
    first = ["A-1", UNIT, "02/01/2024", "12/01/2024"]
    report = bring(write_lines(tmp_path / "a.csv", FIRST, first, ["A-2", "Trạng thái", *first[2:]]))

    assert (report.added, len(report.errors)) == (1, 1)


# windows-1258


PLAIN_HEAD = "MaHoSo,TenTTHC,TenDonVi,NgayTiepNhan,NgayHenTra,TrangThai\r\n"
PLAIN_ROW = "A-1,Đăng ký khai sinh,UBND huyện Đăk Hà,02/01/2024,12/01/2024,Đang xử lý\r\n"


def old(text: str) -> bytes:
    """Return text as programs of that encoding write it: tones after their letters."""
    tones = {"\u0301": "", "\u0300": "", "\u0303": "", "\u0309": "", "\u0323": ""}
    letters = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in tones)
        rest = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tones))
        letters.append(rest + tone)
    return "".join(letters).encode("cp1258")


def test_windows_1258_below_plain_headings_is_read(bring: Bring) -> None:
    report = bring(old(PLAIN_HEAD + PLAIN_ROW))

    assert (report.added, report.errors) == (1, ())
    assert list(db.session.scalars(sa.select(Procedure.name))) == ["Đăng ký khai sinh"]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN_HEAD.encode() + "A-1,§¨ng ký khai sinh,Së T­ ph¸p,02/01/2024,,\r\n".encode("latin-1"),
        PLAIN_HEAD.encode() + "A-1,Ñaêng kyù,Sôû Tö phaùp,02/01/2024,,\r\n".encode("cp1252"),
        PLAIN_HEAD.encode() + "A-1,Hôtel Café,Écône,02/01/2024,,\r\n".encode("cp1252"),
        PLAIN_HEAD.encode() + "A-1,São João,Ação,02/01/2024,,\r\n".encode("cp1252"),
        PLAIN_HEAD.encode() + b"A-1,\xb6\xc0\xa8\xe1,\xc3\xfe,02/01/2024,,\r\n",
        (PLAIN_HEAD + PLAIN_ROW).encode().replace("ý".encode(), b"\xe1\xbb", 1),
    ],
    ids=["TCVN3", "VNI", "French", "Portuguese", "bytes", "broken UTF-8"],
)
def test_what_is_no_sound_vietnamese_is_still_refused(bring: Bring, content: bytes) -> None:
    with pytest.raises(RefusedError) as refused:
        bring(content)

    assert refused.value.code == "encoding_unknown"


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        ("Nguyễn Thị Bích Ngọc, thôn 3 – xã Đăk Hà “gấp”…", True),
        ("HUỲNH QUỐC THUẬN; khuỷu, quỳnh, giếng, hoàn, khuya, ngoằn ngoèo", True),
        ("Krông Pắc; Ia H'Drai; Đăk Tô; Kon Plông", True),
        ("Sở LĐTB&XH, QĐ-UBND, m² đất, «thửa» Chư Păh", True),
        ("LĐTBXH, QĐ", False),
        ("nothing but plain letters", False),
        ("cà phê", False),
        ("café", False),
        ("Müller, Đăk Hà", False),
        ("đ\u0301ang", False),
        ("Đăk Hà ¤", False),
    ],
)
def test_sound_vietnamese_is_told_by_its_syllables(text: str, *, is_sound: bool) -> None:
    assert is_vietnamese(text) is is_sound


# our own list of bad rows


def test_rows_of_our_own_download_come_back_as_they_were(bring: Bring, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    codes = ["-12", "@A-1", "'-13", "A-2"]
    rows = [row("HS-0"), *(row(code, Đơn_vị="Sở Bay", Tên_TTHC="=1+1") for code in codes)]
    bring(write_export(tmp_path / "a.csv", rows), watch=Watch(bad_rows=bad))
    corrected = bad.read_text(encoding="utf-8-sig").replace("Sở Bay", UNIT)
    assert ",'-12," in corrected

    report = bring(corrected.encode("utf-8-sig"))

    assert (report.added, report.errors) == (4, ())
    assert set(db.session.scalars(sa.select(Dossier.code))) == {"HS-0", *codes}
    assert set(db.session.scalars(sa.select(Procedure.name))) == {GOOD["Tên TTHC"], "=1+1"}


def test_an_apostrophe_of_somebody_elses_file_stays(bring: Bring, tmp_path: Path) -> None:
    bring(write_export(tmp_path / "a.csv", [row("'-12")]))

    assert list(db.session.scalars(sa.select(Dossier.code))) == ["'-12"]


def test_a_formula_behind_an_apostrophe_is_no_code(bring: Bring, tmp_path: Path) -> None:
    """As a list of bad rows has it whose first columns somebody took away."""
    report = bring(write_export(tmp_path / "a.csv", [row("HS-0"), row("'=A1&B1")]))

    assert [error["code"] for error in report.errors] == ["dossier_code_formula"]


# what the portal and OpenCPS exchange


@pytest.mark.parametrize("is_number", [False, True], ids=["text", "number"])
def test_moments_of_the_national_portal_are_read_from_a_workbook(
    bring: Bring, tmp_path: Path, *, is_number: bool
) -> None:
    moments = ["20240102081500", "20240112170000"]
    book = openpyxl.Workbook()
    book.worksheets[0].append(["MaHoSo", "DonViXuLy", "NgayTiepNhan", "NgayHenTra"])
    book.worksheets[0].append(["A-1", UNIT, *(map(int, moments) if is_number else moments)])
    book.save(tmp_path / "a.xlsx")

    report = bring(tmp_path / "a.xlsx")

    assert (report.added, report.errors) == (1, ())
    (found,) = db.session.scalars(sa.select(Dossier)).all()
    assert (found.received_on, found.received_minute) == (date(2024, 1, 2), 495)
    assert (found.due_on, found.due_minute) == (date(2024, 1, 12), 1020)


def test_a_column_online_is_read_once_somebody_says_what_it_means(
    bring: Bring, tmp_path: Path
) -> None:
    lines = [["dossierNo", "govAgencyName", "receiveDate", "dossierStatus", "online"]]
    lines += [["A-1", UNIT, "02/01/2024 08:15:00", "processing", "true"]]
    lines += [["A-2", UNIT, "02/01/2024 08:15:00", "handover", "false"]]

    report = bring(write_lines(tmp_path / "a.csv", *lines), columns={"online": "channel"})

    assert (report.added, report.errors) == (2, ())
    found = db.session.execute(sa.select(Dossier.code, Dossier.channel).order_by(Dossier.code))
    assert [tuple(each) for each in found] == [("A-1", "online"), ("A-2", "direct")]
