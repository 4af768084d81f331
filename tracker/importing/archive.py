"""The budget of a zip, looked at before anything in it is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_MEMBERS: Final = 1_000
MAX_MEMBER_BYTES: Final = 800_000_000
MAX_TOTAL_BYTES: Final = 1_000_000_000
"""Absolute sizes, not ratios: honest style sheets shrink a thousandfold. A workbook of 1,000,000
rows and eleven columns declares 450 to 680 MB; what a liar unpacks to is held by the child's memory
limit."""
MAX_DIRECTORY_BYTES: Final = 1_000_000
"""`zipfile` reads the whole directory at once, whatever number of members it claims."""

_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_LONGEST_COMMENT: Final = 65_535
_ENCRYPTED_FLAG: Final = 0x1


def check_archive(path: Path) -> frozenset[str] | None:
    """Return the member names of a zip in lower case, or None when it is damaged.

    Raises:
        RefusedError: `archive_too_big` (members, sizes), `archive_suspicious` (names that leave the
            folder or stand twice), `file_encrypted`.

    Source:
        reference/reliability.md 3.2, step 3.
    """
    if not _has_small_directory(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        return None
    _check_budget(members)
    return _check_names(members)


def declared_bytes(path: Path) -> int:
    """Return how much a zip that `check_archive` let in says it unpacks to."""
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def _has_small_directory(path: Path) -> bool:
    """Find the directory's size before `zipfile` reads it; False when there is no directory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_COMMENT - _END_SIZE))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        return False
    count, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    # 0xFFFF and 0xFFFFFFFF send the reader to a zip64 directory: far beyond the budget either way.
    if count > MAX_MEMBERS or directory_bytes > MAX_DIRECTORY_BYTES:
        raise _too_big()
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise _too_big()
    return True


def _check_budget(members: Sequence[zipfile.ZipInfo]) -> None:
    sizes = [member.file_size for member in members]
    if len(sizes) > MAX_MEMBERS or sum(sizes) > MAX_TOTAL_BYTES:
        raise _too_big()
    if sizes and max(sizes) > MAX_MEMBER_BYTES:
        raise _too_big()


def _check_names(members: Sequence[zipfile.ZipInfo]) -> frozenset[str]:
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names) or not all(map(_stays_inside, names)):
        raise RefusedError("archive_suspicious")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise RefusedError("file_encrypted")
    return frozenset(names)


def _stays_inside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name.startswith(("/", "\\")) and ".." not in parts and ":" not in parts[0]


def _too_big() -> RefusedError:
    return RefusedError("archive_too_big", megabytes=MAX_TOTAL_BYTES // 1_000_000)
