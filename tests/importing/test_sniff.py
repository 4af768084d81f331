"""A file is what its bytes say; what cannot be read safely is refused by name."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tracker.errors import RefusedError
from tracker.importing import archive
from tracker.importing.sniff import FileKind, require_table, sniff

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole2(stream: str) -> bytes:
    return OLE2 + stream.encode("utf-16-le") + b"\0" * 64


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "stored"


def make_xlsx(path: Path, **extra: bytes) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    book.save(path)
    with zipfile.ZipFile(path, "a") as content:
        for name, data in extra.items():
            content.writestr(name.replace("__", "/"), data)
    return path


def make_zip(path: Path, *members: str) -> Path:
    with zipfile.ZipFile(path, "w") as content:
        for name in members:
            content.writestr(name, b"x")
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,2\n", FileKind.TEXT),
        ("Đơn vị".encode("utf-16"), FileKind.TEXT),
        (b"", FileKind.EMPTY),
        (b"\xef\xbb\xbf\r\n ", FileKind.EMPTY),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"<!DOCTYPE html><html>", FileKind.HTML),
        (b'\xef\xbb\xbf <html xmlns:x="urn:x">', FileKind.HTML),
        (b"<table><tr><td>1", FileKind.HTML),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", FileKind.HTML),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', FileKind.XML),
        (b"\x89PNG\r\n\x1a\n\0\0", FileKind.BINARY),
        (b"\x1f\x8b\x08\0\0", FileKind.BINARY),
        (bytes(range(256)) * 4, FileKind.BINARY),
        (ole2("Workbook"), FileKind.XLS),
        (ole2("EncryptedPackage"), FileKind.ENCRYPTED),
        (ole2("WordDocument"), FileKind.OLE2),
        (b"PK\x03\x04 cut off", FileKind.BROKEN_ZIP),
    ],
)
def test_bytes_decide_what_a_file_is(path: Path, content: bytes, kind: FileKind) -> None:
    path.write_bytes(content)

    assert sniff(path) is kind


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        (("xl/workbook.xml",), FileKind.XLSX),
        (("xl/workbook.xml", "xl/vbaProject.bin"), FileKind.MACROS),
        (("xl/workbook.bin",), FileKind.XLSB),
        (("word/document.xml",), FileKind.DOCX),
        (("mimetype", "content.xml"), FileKind.ODS),
        (("readme.txt",), FileKind.ZIP),
    ],
)
def test_a_zip_is_told_by_its_parts(path: Path, members: tuple[str, ...], kind: FileKind) -> None:
    assert sniff(make_zip(path, *members)) is kind


def test_comments_without_end_do_not_keep_the_reader_busy(path: Path) -> None:
    path.write_bytes(b"<!---->" * 200 + b"x,y\n")

    assert sniff(path) is FileKind.TEXT


@pytest.mark.parametrize("name", ["a.csv", "A.CSV", "a.txt", "a", "số liệu.dat"])
def test_a_text_with_its_own_or_no_ending_is_let_in(path: Path, name: str) -> None:
    path.write_bytes(b"a,b\n")

    assert require_table(path, name) is FileKind.TEXT


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(b"<html><table>", "a.xlsx", "file_not_what_its_name_says", id="html-xlsx"),
        pytest.param(b"<html><table>", "a.xls", "file_not_what_its_name_says", id="html-xls"),
        pytest.param(b"a,b\n", "a.xlsx", "file_not_what_its_name_says", id="csv-named-xlsx"),
        pytest.param(ole2("Workbook"), "a.xlsx", "file_not_what_its_name_says", id="xls-as-xlsx"),
        pytest.param(ole2("Workbook"), "a.xls", "file_kind_save_as_xlsx", id="xls"),
        pytest.param(ole2("EncryptedPackage"), "a.xlsx", "file_encrypted", id="encrypted"),
        pytest.param(b"%PDF-1.7", "a.pdf", "file_kind_unsupported", id="pdf"),
        pytest.param(b"", "a.csv", "file_empty", id="empty"),
        pytest.param(b"PK\x03\x04", "a.xlsx", "file_damaged", id="cut-off"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    path: Path, content: bytes, name: str, code: str
) -> None:
    path.write_bytes(content)

    with pytest.raises(RefusedError) as refused:
        require_table(path, name)

    assert refused.value.code == code
    assert refused.value.params["name"] == name


def test_a_workbook_named_csv_is_refused_with_both_kinds(path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        require_table(make_xlsx(path), "a.csv")

    assert (refused.value.params["claimed"], refused.value.params["actual"]) == ("CSV", "XLSX")


def test_an_honest_workbook_is_let_in(path: Path) -> None:
    assert require_table(make_xlsx(path), "a.xlsx") is FileKind.XLSX


@pytest.mark.parametrize(
    "member", ["../evil.xml", "/etc/passwd", "xl\\..\\..\\evil", "C:/evil.xml"]
)
def test_names_that_leave_the_folder_are_refused(path: Path, member: str) -> None:
    with pytest.raises(RefusedError) as refused:
        require_table(make_zip(path, "xl/workbook.xml", member), "a.xlsx")

    assert refused.value.code == "archive_suspicious"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        require_table(make_zip(path, "xl/workbook.xml", "XL/Workbook.xml"), "a.xlsx")

    assert refused.value.code == "archive_suspicious"


def test_more_than_a_thousand_members_are_refused(path: Path) -> None:
    members = [f"xl/{number}.xml" for number in range(archive.MAX_MEMBERS + 1)]

    with pytest.raises(RefusedError) as refused:
        require_table(make_zip(path, *members), "a.xlsx")

    assert refused.value.code == "archive_too_big"


@pytest.mark.parametrize("declared", [archive.MAX_MEMBER_BYTES + 1, 0xFFFFFFFE])
def test_a_bomb_is_refused_by_the_sizes_it_declares(path: Path, declared: int) -> None:
    make_xlsx(path)
    content = bytearray(path.read_bytes())
    entry = content.find(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", declared)
    path.write_bytes(content)

    with pytest.raises(RefusedError) as refused:
        require_table(path, "a.xlsx")

    assert refused.value.code == "archive_too_big"


def test_many_parts_below_the_limit_are_refused_by_their_sum(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 10)

    with pytest.raises(RefusedError) as refused:
        require_table(make_xlsx(path), "a.xlsx")

    assert refused.value.code == "archive_too_big"


@pytest.mark.parametrize(
    "field", [(10, "<H", 0xFFFF), (12, "<I", 0xFFFFFFF0)], ids=["count", "size"]
)
def test_a_directory_beyond_the_budget_is_not_even_read(
    path: Path, field: tuple[int, str, int]
) -> None:
    offset, form, value = field
    content = bytearray(make_xlsx(path).read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + offset : end + offset + struct.calcsize(form)] = struct.pack(form, value)
    path.write_bytes(content)

    with pytest.raises(RefusedError) as refused:
        require_table(path, "a.xlsx")

    assert refused.value.code == "archive_too_big"


def test_an_encrypted_member_is_refused(path: Path) -> None:
    content = bytearray(make_xlsx(path).read_bytes())
    content[content.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(RefusedError) as refused:
        require_table(path, "a.xlsx")

    assert refused.value.code == "file_encrypted"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_damaged(path: Path, kept: float) -> None:
    content = make_xlsx(path).read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])

    with pytest.raises(RefusedError) as refused:
        require_table(path, "a.xlsx")

    assert refused.value.code == "file_damaged"
