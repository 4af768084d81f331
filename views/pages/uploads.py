"""Uploaded files between preview and import: kept under their hash, gone soon after.

An upload may hold columns about citizens that an import drops; so the file itself is deleted once
it was imported or thrown away, and in any case when its preview has expired.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.runtime import current_settings

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.datastructures import FileStorage

HOURS_KEPT: Final = 12
_SECONDS_IN_HOUR: Final = 3600
_CHUNK: Final = 1 << 20
_LONGEST_NAME: Final = 150


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that decides what an import of a stored file does; signed as a whole.

    Args:
        sha256: Hash of the bytes, and the name they are kept under.
        name: The name the person gave the file.
        kind: Word of the address for what comes in.
        source: Code of the source.
        period: Period of rows that state none; may be empty.
        as_of: Day the file stands for, as ISO text.
        user_id: Who uploaded it.
        outcome: Counts the preview showed, see `outcome_of`.
    """

    sha256: str
    name: str
    kind: str
    source: str
    period: str
    as_of: str
    user_id: int
    outcome: str


def store_upload(file: FileStorage) -> tuple[str, str]:
    """Keep an uploaded file under its hash, readable by this account only.

    Returns:
        Its SHA-256 and the name the person gave it.

    Raises:
        RefusedError: `upload_missing`, `upload_empty`.
    """
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2].strip()[-_LONGEST_NAME:]
    if not name:
        raise RefusedError("upload_missing")
    folder = _folder()
    _forget_old(folder)
    part = folder / f"part-{time.monotonic_ns()}"
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("wb") as target:
            part.chmod(0o600)
            while chunk := file.stream.read(_CHUNK):
                digest.update(chunk)
                size += target.write(chunk)
        if not size:
            raise RefusedError("upload_empty", name=name)
        part.replace(folder / digest.hexdigest())
    finally:
        part.unlink(missing_ok=True)
    return digest.hexdigest(), name


def sign(preview: Preview) -> str:
    """Return a preview as a text nobody can make or change without the secret key."""
    return _serializer().dumps(asdict(preview))


def read_token(token: str, user_id: int) -> Preview:
    """Return the preview a token stands for.

    Args:
        token: From `sign`.
        user_id: Who shows it.

    Raises:
        NotFoundError: `preview_unreadable`.
        ConflictError: `preview_expired`.
        ForbiddenError: `preview_of_other_person`.
    """
    try:
        fields = _serializer().loads(token, max_age=HOURS_KEPT * _SECONDS_IN_HOUR)
    except SignatureExpired as error:
        raise ConflictError("preview_expired", hours=HOURS_KEPT) from error
    except BadSignature as error:
        raise NotFoundError("preview_unreadable") from error
    preview = Preview(**fields)
    if preview.user_id != user_id:
        raise ForbiddenError("preview_of_other_person")
    return preview


def find_upload(preview: Preview) -> Path:
    """Return the bytes that were previewed, checked anew.

    Raises:
        ConflictError: `preview_file_gone`, `preview_file_changed`.
    """
    path = upload_path(preview.sha256)
    if not path.is_file():
        raise ConflictError("preview_file_gone")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != preview.sha256:
        raise ConflictError("preview_file_changed")
    return path


def upload_path(sha256: str) -> Path:
    """Return where the bytes of a hash are kept."""
    return _folder() / sha256


def store_report(token: str, report: dict[str, Any]) -> None:
    """Keep what a preview found, for its page and its file of errors."""
    path = _report_path(token)
    path.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    path.chmod(0o600)


def load_report(token: str) -> dict[str, Any]:
    """Return what a preview found.

    Raises:
        ConflictError: `preview_file_gone`.
    """
    path = _report_path(token)
    if not path.is_file():
        raise ConflictError("preview_file_gone")
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def forget(token: str, preview: Preview) -> None:
    """Delete a file and what its preview found."""
    upload_path(preview.sha256).unlink(missing_ok=True)
    _report_path(token).unlink(missing_ok=True)


def outcome_of(report: dict[str, Any]) -> str:
    """Return the counts of a report in one text; equal texts mean that nothing changed."""
    names = ("rows", "added", "updated", "unchanged", "rejected", "skipped")
    counts = "/".join(str(report[name]) for name in names)
    return f"{counts}/{report.get('alert_count', len(report['alerts']))}"


def _report_path(token: str) -> Path:
    return _folder() / f"{hashlib.sha256(token.encode()).hexdigest()}.json"


def _folder() -> Path:
    folder = current_settings().instance / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _forget_old(folder: Path) -> None:
    oldest = time.time() - HOURS_KEPT * _SECONDS_IN_HOUR
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_settings().secret_key, salt="import-preview")
