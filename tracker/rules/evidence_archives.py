"""Office documents as zips: their budget is looked at before anything in them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

OFFICE_NAMES: Final = frozenset({"DOCX", "XLSX", "ODT", "ODS"})
MAX_MEMBERS: Final = 1_000
MAX_UNPACKED_BYTES: Final = 200_000_000
"""Twenty times the largest file taken: honest tables shrink tenfold, bombs a thousandfold."""
MAX_DIRECTORY_BYTES: Final = 1_000_000
"""`zipfile` reads the whole directory at once, whatever number of members it claims."""

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LONGEST_MIMETYPE: Final = 100
_MIMETYPES: Final = {
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
}
_MAIN_PARTS: Final = {"word/document.xml": "DOCX", "xl/workbook.xml": "XLSX"}
_RUNNING: Final = ("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs")
_RUNNING_FOLDERS: Final = ("basic/", "scripts/", "xl/macrosheets/")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    struct.error,
)


def is_archive(content: bytes) -> bool:
    """Return whether a file can be opened as a zip, whatever it begins with."""
    return zipfile.is_zipfile(io.BytesIO(content))


def read_office_name(content: bytes, name: str) -> str:
    """Return which office document a zip is, "" for any other zip.

    Args:
        content: The whole file.
        name: For the sentence of a refusal.

    Raises:
        RefusedError: `evidence_archive` (too much in it, names that leave the folder or stand
            twice, encrypted, macros or programs), `evidence_damaged`, `evidence_mixed`.
    """
    _check_end(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_members(members, name)
            # Sizes are claims: reading every part, no further than it claims, finds the liar.
            if archive.testzip() is not None:
                raise RefusedError("evidence_damaged", name=name)
            return _office_name(archive, {member.filename.lower() for member in members})
    except _BROKEN as error:
        raise RefusedError("evidence_damaged", name=name) from error


def _check_end(content: bytes, name: str) -> None:
    """Refuse a directory too large to read, and anything in front of or behind the zip."""
    at = content.rfind(_END, max(0, len(content) - _LONGEST_COMMENT - _END_SIZE))
    if at < 0 or len(content) - at < _END_SIZE:
        raise RefusedError("evidence_damaged", name=name)
    size, offset, comment = struct.unpack("<IIH", content[at + 12 : at + _END_SIZE])
    if size > MAX_DIRECTORY_BYTES:
        raise RefusedError("evidence_archive", name=name)
    if offset + size != at or at + _END_SIZE + comment != len(content):
        raise RefusedError("evidence_mixed", name=name, kind="ZIP")


def _check_members(members: Sequence[zipfile.ZipInfo], name: str) -> None:
    names = [member.filename.lower() for member in members]
    is_honest = (
        len(members) <= MAX_MEMBERS
        and sum(member.file_size for member in members) <= MAX_UNPACKED_BYTES
        and len(set(names)) == len(names)
        and all(map(_stays_inside, names))
        and not any(map(_runs, names))
        and not any(member.flag_bits & _ENCRYPTED for member in members)
        and all(member.compress_type in _METHODS for member in members)
    )
    if not is_honest:
        raise RefusedError("evidence_archive", name=name)


def _stays_inside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name.startswith(("/", "\\")) and ".." not in parts and ":" not in parts[0]


def _runs(name: str) -> bool:
    return name.endswith(_RUNNING) or name.startswith(_RUNNING_FOLDERS)


def _office_name(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as part:
            return _MIMETYPES.get(part.read(_LONGEST_MIMETYPE).strip(), "")
    if "[content_types].xml" not in names:
        return ""
    return next((found for part, found in _MAIN_PARTS.items() if part in names), "")
