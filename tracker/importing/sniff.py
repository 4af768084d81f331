"""What a file is by its bytes, not by its name; only what can be read safely goes on."""

from __future__ import annotations

import codecs
import mmap
import re
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Set
    from pathlib import Path

HEAD_BYTES: Final = 65_536


class FileKind(StrEnum):
    """What a file turns out to be; the values are what sentences call it."""

    TEXT = "CSV"
    XLSX = "XLSX"
    MACROS = "XLSM"
    XLSB = "XLSB"
    XLS = "XLS"
    ODS = "ODS"
    DOCX = "DOCX"
    HTML = "HTML"
    XML = "XML"
    PDF = "PDF"
    ENCRYPTED = "OLE2 (mã hóa)"
    OLE2 = "OLE2"
    ZIP = "ZIP"
    BROKEN_ZIP = "ZIP (hỏng)"
    EMPTY = "rỗng"
    BINARY = "nhị phân"


_CLAIMS: Final = {
    ".csv": FileKind.TEXT,
    ".tsv": FileKind.TEXT,
    ".txt": FileKind.TEXT,
    ".xlsx": FileKind.XLSX,
    ".xlsm": FileKind.MACROS,
    ".xlsb": FileKind.XLSB,
    ".xls": FileKind.XLS,
    ".ods": FileKind.ODS,
    ".docx": FileKind.DOCX,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xml": FileKind.XML,
    ".pdf": FileKind.PDF,
    ".zip": FileKind.ZIP,
}
_OWN_SENTENCE: Final = {
    FileKind.EMPTY: "file_empty",
    FileKind.ENCRYPTED: "file_encrypted",
    FileKind.MACROS: "file_has_macros",
    FileKind.BROKEN_ZIP: "file_damaged",
}
_TABLES: Final = frozenset({FileKind.TEXT, FileKind.XLSX})
_SAVE_AS_XLSX: Final = frozenset({FileKind.XLS, FileKind.XLSB, FileKind.ODS})

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG", FileKind.BINARY),
    (b"\xff\xd8\xff", FileKind.BINARY),
    (b"GIF8", FileKind.BINARY),
    (b"\x1f\x8b", FileKind.BINARY),
    (b"BZh", FileKind.BINARY),
    (b"\xfd7zXZ", FileKind.BINARY),
    (b"7z\xbc\xaf", FileKind.BINARY),
    (b"Rar!", FileKind.BINARY),
    (b"MZ", FileKind.BINARY),
    (b"\x7fELF", FileKind.BINARY),
    (b"SQLite format 3\x00", FileKind.BINARY),
)
_HTML: Final = re.compile(
    # Atomic: comments that could be split in many ways must not be tried in all of them.
    rb"\s*(?:<\?xml[^>]*>\s*)?+(?><!--.*?-->\s*)*+"
    rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div|script)\b|\s*mime-version:",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(rb"\s*<(?:\?xml|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s/>])")
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_BINARY_SHARE: Final = 100
"""One control character among so many bytes still passes for text."""


def sniff(path: Path) -> FileKind:
    """Return what a file is, judged by its bytes.

    A zip is told by the parts inside it; its limits are checked by `check_archive` first.

    Raises:
        RefusedError: as `tracker.importing.archive.check_archive`, for a zip.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip(b" \t\r\n").removeprefix(codecs.BOM_UTF8):
        return FileKind.EMPTY
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(path)
    if head.startswith(_OLE2):
        return _sniff_ole2(path)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _sniff_text(head)


def _sniff_zip(path: Path) -> FileKind:
    # zipfile is loaded for zips only: a CSV import starts without it.
    from tracker.importing.archive import check_archive

    names = check_archive(path)
    if names is None:
        return FileKind.BROKEN_ZIP
    if any(name.endswith("vbaproject.bin") for name in names):
        return FileKind.MACROS
    for part, kind in (
        ("xl/workbook.xml", FileKind.XLSX),
        ("xl/workbook.bin", FileKind.XLSB),
        ("word/document.xml", FileKind.DOCX),
    ):
        if part in names:
            return kind
    is_open_document = "mimetype" in names and "content.xml" in names
    return FileKind.ODS if is_open_document else FileKind.ZIP


def _sniff_ole2(path: Path) -> FileKind:
    """Tell OLE2 files by the names of their streams, which stand in the directory as UTF-16."""

    def is_named(content: mmap.mmap, stream: str) -> bool:
        return content.find(stream.encode("utf-16-le") + b"\0\0") >= 0

    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if is_named(content, "EncryptedPackage"):
            return FileKind.ENCRYPTED
        if is_named(content, "Workbook") or is_named(content, "Book"):
            return FileKind.XLS
    return FileKind.OLE2


def _sniff_text(head: bytes) -> FileKind:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return FileKind.TEXT
    body = head.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(body):
        return FileKind.HTML
    if _XML.match(body):
        return FileKind.XML
    # A stray NUL is text that `text_table` refuses by name; many of them are no text at all.
    odd = len(_CONTROLS.findall(body)) + body.count(0)
    return FileKind.BINARY if odd * _BINARY_SHARE > len(body) else FileKind.TEXT


def require_table(path: Path, name: str) -> FileKind:
    """Return whether a file is a CSV text or an XLSX workbook; refuse everything else by name.

    Args:
        path: Where the bytes lie.
        name: The name the person gave it.

    Raises:
        RefusedError: As `require_kind`; `file_kind_unsupported` for what is no table.
    """
    return require_kind(path, name, _TABLES, "file_kind_unsupported")


def require_kind(path: Path, name: str, kinds: Set[FileKind], refusal: str) -> FileKind:
    """Return what a file is when it is one of the kinds asked for; refuse everything else by name.

    Args:
        path: Where the bytes lie.
        name: The name the person gave it; an ending that says something else than the bytes is
            refused, an unknown or missing ending is not.
        kinds: What can be read.
        refusal: Code of the sentence on any other kind; it quotes `name` and `kind`.

    Raises:
        RefusedError: `file_not_what_its_name_says`, `file_kind_save_as_xlsx`, the refusal given,
            `file_empty`, `file_encrypted`, `file_has_macros`, `file_damaged`, or what
            `tracker.importing.archive.check_archive` refuses.

    Source:
        reference/reliability.md 3.2, steps 2 and 3.
    """
    try:
        kind = sniff(path)
    except RefusedError as error:
        raise RefusedError(error.code, **{**error.params, "name": name}) from error
    if kind in _OWN_SENTENCE:
        raise RefusedError(_OWN_SENTENCE[kind], name=name)
    claimed = _CLAIMS.get(PurePath(name).suffix.lower())
    if claimed is not None and claimed is not kind:
        raise RefusedError(
            "file_not_what_its_name_says", name=name, claimed=claimed.value, actual=kind.value
        )
    if kind in _SAVE_AS_XLSX:
        raise RefusedError("file_kind_save_as_xlsx", name=name, kind=kind.value)
    if kind not in kinds:
        raise RefusedError(refusal, name=name, kind=kind.value)
    return kind
