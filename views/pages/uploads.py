"""Uploaded files between preview and import: kept under their hash, gone soon after.

An upload may hold columns about citizens that an import drops; so the file itself is deleted once
it was imported or thrown away, and in any case when its preview has expired.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.importing.import_job import JobFiles
from tracker.runtime import current_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        job: Name of the job that tries it.
        outcome: What the preview showed, see `outcome_of`; empty before it did.
        is_whole: All rows or none.
        takes_older: An older file may replace what is known from before its day.
        is_full: The file is all the source has.
        is_confirmed: Far fewer rows than the last full file are right.
        mapping: Name of a saved way to tell columns, or "auto".
        columns: Heading → column, said for this file alone.
        sheet: Sheet to read, where several have the heading.
        is_day_assumed: Nobody gave the day.
    """

    sha256: str
    name: str
    kind: str
    source: str
    period: str
    as_of: str
    user_id: int
    job: str
    outcome: str = ""
    is_whole: bool = False
    takes_older: bool = False
    is_full: bool = False
    is_confirmed: bool = False
    mapping: str = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    is_day_assumed: bool = False


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


def try_files(preview: Preview) -> JobFiles:
    """Return where the trying of a file writes how it stands."""
    return JobFiles(_folder(), preview.job)


def import_files(preview: Preview) -> JobFiles:
    """Return where the import of a previewed file writes how it stands."""
    return JobFiles(_folder(), f"{preview.job}-ghi")


def forget(preview: Preview) -> None:
    """Delete a file and everything that was found about it."""
    upload_path(preview.sha256).unlink(missing_ok=True)
    try_files(preview).forget()
    import_files(preview).forget()


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
