"""What a file handed in as evidence (minh chứng) is, by its bytes; only quiet kinds are taken.

A person opens what another person sent: nothing that runs, nothing that is two kinds at once.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tracker.errors import RefusedError
from tracker.rules.evidence_archives import OFFICE_NAMES, is_archive, read_office_name

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FILES: Final = 10
"""Files of one report or objection: one document and its pages photographed one by one."""
MAX_BYTES: Final = 10_000_000
"""A scan of 20 pages at 300 dpi has 5 to 8 MB; the database keeps every byte for good."""
LONGEST_NAME: Final = 150


class EvidenceKind(StrEnum):
    """What may be handed in; the values are what people call it."""

    PDF = "PDF"
    PNG = "PNG"
    JPEG = "JPEG"
    DOCX = "DOCX"
    XLSX = "XLSX"
    ODT = "ODT"
    ODS = "ODS"
    TEXT = "văn bản thuần"


ALLOWED: Final = ", ".join(kind.value for kind in EvidenceKind)
ENDINGS: Final[dict[EvidenceKind, tuple[str, ...]]] = {
    EvidenceKind.PDF: (".pdf",),
    EvidenceKind.PNG: (".png",),
    EvidenceKind.JPEG: (".jpg", ".jpeg"),
    EvidenceKind.DOCX: (".docx",),
    EvidenceKind.XLSX: (".xlsx",),
    EvidenceKind.ODT: (".odt",),
    EvidenceKind.ODS: (".ods",),
    EvidenceKind.TEXT: (".txt",),
}
"""Endings a name may have: a system that opens files by their names opens what was checked."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_PDF_TAIL: Final = 2_048
"""Readers look for the end mark in the last kilobyte; two leave room for blank lines."""
_HEAD: Final = 4_096
_HIDING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NEVER_IN_NAMES: Final = frozenset('<>:"|?*')
_MARKUP: Final = re.compile(
    rb"<(?:!doctype|html|head|body|script|iframe|svg|meta|object|embed)\b|<\?(?:php|xml-style)",
    re.IGNORECASE,
)
_NO_PLAIN_TEXT: Final = re.compile(
    r"\s*(?:<[!?a-zA-Z/]|\{\\rtf|%!PS|#!|MIME-Version:)", re.IGNORECASE
)
_TEXT_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept as evidence.

    Args:
        name: The name it is kept under.
        kind: What it is.
        sha256: Hash of its bytes.
        content: Its bytes.
    """

    name: str
    kind: EvidenceKind
    sha256: str
    content: bytes


def check_evidence(files: Sequence[tuple[str, bytes]]) -> tuple[CheckedFile, ...]:
    """Return what is handed in as it may be kept; one file that is refused refuses them all.

    Archives are read through here, before anything is written: that holds no other writer up.

    Args:
        files: Names as sent, and bytes.

    Raises:
        RefusedError: `evidence_too_many`, or as `clean_name` and `classify_evidence` refuse.
    """
    checked: list[CheckedFile] = []
    for name, content in files:
        kept = clean_name(name)
        if len(checked) >= MAX_FILES:
            raise RefusedError("evidence_too_many", name=kept, maximum=MAX_FILES)
        kind = classify_evidence(content, kept)
        checked.append(CheckedFile(kept, kind, hashlib.sha256(content).hexdigest(), content))
    return tuple(checked)


def classify_evidence(content: bytes, name: str) -> EvidenceKind:
    """Return what a file is; whatever is not plainly one of the allowed kinds is refused.

    Args:
        content: The whole file.
        name: The name it is kept under, see `clean_name`; its ending must fit the content.

    Raises:
        RefusedError: `evidence_empty`, `evidence_too_big`, `evidence_kind_refused`,
            `evidence_mixed`, `evidence_damaged`, `evidence_archive`, `evidence_name_differs`.

    Source:
        reference/reliability.md 3.2, steps 1 to 3; ASVS 5.2.
    """
    if not content.strip():
        raise RefusedError("evidence_empty", name=name)
    if len(content) > MAX_BYTES:
        raise RefusedError("evidence_too_big", name=name, megabytes=MAX_BYTES // 1_000_000)
    kind = _kind(content, name)
    if kind is None:
        raise RefusedError("evidence_kind_refused", name=name, allowed=ALLOWED)
    if not name.lower().endswith(ENDINGS[kind]):
        endings = ", ".join(ENDINGS[kind])
        raise RefusedError("evidence_name_differs", name=name, kind=kind.value, endings=endings)
    return kind


def clean_name(name: str) -> str:
    """Return a file's own name: no folders, no signs that hide or turn what follows.

    Args:
        name: As the browser or the command sent it.

    Raises:
        RefusedError: `evidence_name_missing` when nothing is left.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Cf: marks that turn the reading direction make "gpj.exe" look like "exe.jpg".
    shown = "".join(
        s for s in last if unicodedata.category(s) not in _HIDING and s not in _NEVER_IN_NAMES
    )
    stem, dot, ending = " ".join(shown.split()).strip(" .").rpartition(".")
    cleaned = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
    if not stem or len(ending) > len(".jpeg"):
        raise RefusedError("evidence_name_missing", name=cleaned[:LONGEST_NAME])
    return cleaned


def _kind(content: bytes, name: str) -> EvidenceKind | None:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office_kind(content, name)
    kind = _plain_kind(content, name)
    if kind is None:
        return EvidenceKind.TEXT if _is_text(content) else None
    if _MARKUP.search(content, 0, _HEAD) or is_archive(content):
        raise RefusedError("evidence_mixed", name=name, kind=kind.value)
    return kind


def _plain_kind(content: bytes, name: str) -> EvidenceKind | None:
    """Return the kind of a PDF or a picture that is whole."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-_PDF_TAIL:]:
            raise RefusedError("evidence_damaged", name=name)
        return EvidenceKind.PDF
    if content.startswith(_PNG):
        if not content.endswith(_PNG_END):
            raise RefusedError("evidence_damaged", name=name)
        return EvidenceKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        # Telephones write things of their own behind the picture, so its end is not the file's.
        if b"\xff\xd9" not in content:
            raise RefusedError("evidence_damaged", name=name)
        return EvidenceKind.JPEG
    return None


def _office_kind(content: bytes, name: str) -> EvidenceKind | None:
    found = read_office_name(content, name)
    return EvidenceKind(found) if found in OFFICE_NAMES else None


def _is_text(content: bytes) -> bool:
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _TEXT_CONTROLS.search(text) and not _NO_PLAIN_TEXT.match(text)
