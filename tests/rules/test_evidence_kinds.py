"""Evidence is judged by its bytes: quiet kinds only, one kind at a time, whole."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence_samples import (
    HTML,
    JPEG,
    PDF,
    PNG,
    TEXT,
    make_docx,
    make_open_document,
    make_xlsx,
    make_zip,
)
from tracker.errors import RefusedError
from tracker.rules import evidence_archives
from tracker.rules.evidence_kinds import (
    LONGEST_NAME,
    MAX_BYTES,
    EvidenceKind,
    classify_evidence,
    clean_name,
)

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(RefusedError) as caught:
        classify_evidence(content, name)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        pytest.param(PDF, "a.pdf", EvidenceKind.PDF, id="pdf"),
        pytest.param(PDF, "A.PDF", EvidenceKind.PDF, id="ending-in-capitals"),
        pytest.param(PNG, "a.png", EvidenceKind.PNG, id="png"),
        pytest.param(JPEG, "a.jpeg", EvidenceKind.JPEG, id="jpeg"),
        pytest.param(JPEG + b"SEFT", "a.jpg", EvidenceKind.JPEG, id="jpeg-of-a-telephone"),
        pytest.param(make_docx(), "a.docx", EvidenceKind.DOCX, id="docx"),
        pytest.param(make_xlsx(), "a.xlsx", EvidenceKind.XLSX, id="xlsx"),
        pytest.param(make_open_document(), "a.odt", EvidenceKind.ODT, id="odt"),
        pytest.param(make_open_document(SPREADSHEET), "a.ods", EvidenceKind.ODS, id="ods"),
        pytest.param(TEXT, "a.txt", EvidenceKind.TEXT, id="text"),
        pytest.param(b"\xef\xbb\xbf" + TEXT, "a.txt", EvidenceKind.TEXT, id="text-with-mark"),
        pytest.param("Biên bản".encode("utf-16"), "a.txt", EvidenceKind.TEXT, id="wide-text"),
    ],
)
def test_the_allowed_kinds_are_known_by_their_bytes(
    content: bytes, name: str, kind: EvidenceKind
) -> None:
    assert classify_evidence(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(b"", "a.pdf", "evidence_empty", id="empty"),
        pytest.param(b" \n\t", "a.txt", "evidence_empty", id="blank"),
        pytest.param(HTML, "a.pdf", "evidence_kind_refused", id="page-called-pdf"),
        pytest.param(HTML, "a.txt", "evidence_kind_refused", id="page-called-text"),
        pytest.param(b"<svg onload='x()'/>", "a.png", "evidence_kind_refused", id="svg"),
        pytest.param(b"MZ\x90\x00\x03\x00", "a.pdf", "evidence_kind_refused", id="program"),
        pytest.param(b"{\\rtf1 }", "a.txt", "evidence_kind_refused", id="rtf"),
        pytest.param(b"#!/bin/sh\nrm -rf /", "a.txt", "evidence_kind_refused", id="script"),
        pytest.param(b"caf\xe9 \xff", "a.txt", "evidence_kind_refused", id="unknown-letters"),
        pytest.param(b"GIF89a" + b"\x00" * 9, "a.png", "evidence_kind_refused", id="gif"),
        pytest.param(b"a\x00b", "a.txt", "evidence_kind_refused", id="nul"),
        pytest.param(PDF, "a.docx", "evidence_name_differs", id="pdf-called-docx"),
        pytest.param(TEXT, "run.bat", "evidence_name_differs", id="text-called-program"),
        pytest.param(TEXT, "page.html", "evidence_name_differs", id="text-called-page"),
        pytest.param(PDF + make_zip(("x", "y")), "a.pdf", "evidence_mixed", id="pdf+zip"),
        pytest.param(
            b"%PDF-1.4\n" + make_zip(("x", "y")) + b"%%EOF",
            "a.pdf",
            "evidence_mixed",
            id="zip-in-pdf",
        ),
        pytest.param(b"%PDF-1.4\n" + HTML + b"%%EOF", "a.pdf", "evidence_mixed", id="page-in-pdf"),
        pytest.param(JPEG + make_zip(("x", "y")), "a.jpg", "evidence_mixed", id="jpeg+zip"),
        pytest.param(JPEG[:20] + HTML + JPEG[20:], "a.jpg", "evidence_mixed", id="page-in-jpeg"),
        pytest.param(PNG + b"more", "a.png", "evidence_damaged", id="png-with-more-behind"),
        pytest.param(PNG[:-4], "a.png", "evidence_damaged", id="png-cut"),
        pytest.param(JPEG[:-2], "a.jpg", "evidence_damaged", id="jpeg-cut"),
        pytest.param(PDF[:-6], "a.pdf", "evidence_damaged", id="pdf-cut"),
        pytest.param(make_zip(("a.txt", "x")), "a.docx", "evidence_kind_refused", id="any-zip"),
        pytest.param(
            make_zip(("word/document.xml", "x")), "a.docx", "evidence_kind_refused", id="no-types"
        ),
        pytest.param(
            make_open_document("text/html"), "a.odt", "evidence_kind_refused", id="other-mimetype"
        ),
        pytest.param(
            make_docx(("word/vbaProject.bin", "x")), "a.docx", "evidence_archive", id="macros"
        ),
        pytest.param(
            make_xlsx(("xl/macrosheets/sheet1.xml", "x")), "a.xlsx", "evidence_archive", id="xlm"
        ),
        pytest.param(
            make_open_document("application/vnd.oasis.opendocument.text", ("Basic/a.xml", "x")),
            "a.odt",
            "evidence_archive",
            id="basic",
        ),
        pytest.param(make_docx(("../../etc/x", "x")), "a.docx", "evidence_archive", id="leaves"),
        pytest.param(make_docx(("C:\\x", "x")), "a.docx", "evidence_archive", id="drive"),
        pytest.param(
            make_docx(("WORD/document.xml", "x")), "a.docx", "evidence_archive", id="twice"
        ),
        pytest.param(b"x" + make_docx(), "a.docx", "evidence_kind_refused", id="in-front"),
        pytest.param(make_docx() + b"x", "a.docx", "evidence_mixed", id="behind"),
        pytest.param(
            make_zip(("a.exe", "x")) + make_docx(), "a.docx", "evidence_mixed", id="zip-in-front"
        ),
        pytest.param(make_docx()[:-30], "a.docx", "evidence_damaged", id="zip-cut"),
    ],
)
def test_everything_else_is_refused(content: bytes, name: str, code: str) -> None:
    assert refusal(content, name) == code


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    assert classify_evidence(TEXT.ljust(MAX_BYTES, b"a"), "a.txt") is EvidenceKind.TEXT
    assert refusal(TEXT.ljust(MAX_BYTES + 1, b"a"), "a.txt") == "evidence_too_big"


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = make_docx(("word/media/x", b"\x00" * 3_000_000))
    monkeypatch.setattr(evidence_archives, "MAX_UNPACKED_BYTES", 2_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda _: pytest.fail("unpacked"))

    assert len(bomb) < 10_000
    assert refusal(bomb, "a.docx") == "evidence_archive"


def test_a_zip_whose_content_cannot_be_unpacked_is_refused() -> None:
    whole = make_docx(("word/media/x", "to be packed " * 100))
    at = whole.find(b"word/media/x") + len("word/media/x")
    broken = whole[:at] + b"\xff" * 8 + whole[at + 8 :]

    assert refusal(broken, "a.docx") == "evidence_damaged"


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    honest = make_docx(("word/media/x", b"\x00" * 100_000))
    at = honest.rfind(b"word/media/x") - 46 + 24
    assert struct.unpack("<I", honest[at : at + 4]) == (100_000,)
    liar = honest[:at] + struct.pack("<I", 10) + honest[at + 4 :]

    assert refusal(liar, "a.docx") == "evidence_damaged"


def test_too_many_members_are_refused() -> None:
    many = make_docx(*((f"word/media/{number}", "x") for number in range(1_000)))
    claims_one = many[:-14] + struct.pack("<HH", 1, 1) + many[-10:]

    assert refusal(many, "a.docx") == "evidence_archive"
    assert refusal(claims_one, "a.docx") == "evidence_archive"


def test_a_directory_too_large_to_read_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    long = make_docx(*((f"word/media/{number}-{'a' * 60_000}", "x") for number in range(20)))
    monkeypatch.setattr(zipfile, "ZipFile", lambda _: pytest.fail("read"))

    assert refusal(long, "a.docx") == "evidence_archive"


def test_a_locked_document_is_refused() -> None:
    locked = bytearray(make_docx())
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked), "a.docx") == "evidence_archive"


def test_a_way_of_packing_readers_may_not_know_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "x")
    assert refusal(stream.getvalue(), "a.docx") == "evidence_archive"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/báo cáo.pdf", "báo cáo.pdf"),
        ("C:\\Users\\a\\x.pdf", "x.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie b.pdf"),
        ("x\u202efdp.exe.pdf", "xfdp.exe.pdf"),
        ("  hai   dấu cách .pdf ", "hai dấu cách .pdf"),
        ('a"<b>.pdf', "ab.pdf"),
        ("\u0061\u0301.pdf", "á.pdf"),
    ],
)
def test_a_name_keeps_no_folder_and_no_hiding_sign(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", ["", "..", "/", ".pdf", "no-ending", "a.toolongending"])
def test_a_name_without_a_stem_or_an_ending_is_refused(name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        clean_name(name)
    assert caught.value.code == "evidence_name_missing"


def test_a_long_name_keeps_its_ending() -> None:
    cleaned = clean_name(f"{'a' * 400}.pdf")
    assert len(cleaned) == LONGEST_NAME
    assert cleaned.endswith("a.pdf")


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff"]))
def test_no_bytes_at_all_end_in_anything_but_a_kind_or_a_refusal(tail: bytes, head: bytes) -> None:
    kinds = []
    with suppress(RefusedError):
        kinds.append(classify_evidence(head + tail, "a.txt"))
    assert kinds in ([], [EvidenceKind.TEXT])


@given(st.text(max_size=60))
def test_no_name_leaves_its_folder(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except RefusedError:
        return
    assert not set(cleaned) & set('/\\\r\n"')
    assert cleaned.strip(". ") == cleaned
