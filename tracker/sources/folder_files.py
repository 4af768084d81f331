"""Files of a watched folder that are whole, and a copy of exactly the bytes that are taken in.

Nothing in the folder is ever written, moved or deleted, and no link in it is followed: what leads
out of the folder stays out. What was taken is known by its bytes (SHA-256), not by its name.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.clock import local
from tracker.sources.errors import PullFailedError
from tracker.sources.templates import TemplateValueError, Values, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.periods import Period
    from tracker.sources.folder import FolderOptions

_BLOCK: Final = 1 << 20
_NANOSECONDS: Final = 1_000_000_000
_DAY_IN_NAME: Final = re.compile(
    r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII
)
_UNFINISHED: Final = (".", "~$")
"""Names of hidden files, of editors' locks and of uploads under way begin so."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that has stopped growing.

    Args:
        name: Its name, fit to be shown and kept.
        raw_name: Its name as the system has it.
        size: Bytes.
        modified_ns: When its content last changed, nanoseconds since 1970.
        changed_ns: When anything of it last changed; no program can set it back.
        inode: Which file it is on its disk.
    """

    name: str
    raw_name: str
    size: int
    modified_ns: int
    changed_ns: int
    inode: int

    @property
    def modified_at(self) -> datetime:
        """Return when its content last changed, to the second."""
        return datetime.fromtimestamp(self.modified_ns // _NANOSECONDS, UTC)

    @property
    def stamp(self) -> str:
        """Return what changes whenever a byte of it may have changed."""
        return f"{self.inode}/{self.size}/{self.modified_ns}/{self.changed_ns}"


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What lies in a folder.

    Args:
        waiting: Files to be looked at, the oldest first.
        growing: Names of those still being written.
        links: Names that match and are links; they are never followed.
        too_large: Names of those larger than the limit.
    """

    waiting: tuple[WaitingFile, ...]
    growing: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    too_large: tuple[str, ...] = ()


def list_folder(
    options: FolderOptions, period: Period, *, cutoff: int | None, at: datetime
) -> FolderListing:
    """Return what lies in a folder; files whose names speak of another period are not seen.

    A file has stopped growing when neither size nor content nor anything else of it changed for
    `quiet_seconds`. That is told by its time of change, which copying programs cannot carry over.

    Args:
        options: Of the source.
        period: What is asked for.
        cutoff: Last day of the office's month.
        at: The present instant.

    Raises:
        PullFailedError: `folder_missing`.
    """
    patterns = _filled(options.patterns, Values(period, cutoff))
    quiet_since = (at.timestamp() - options.quiet_seconds) * _NANOSECONDS
    sorts: dict[str, list[str]] = {"growing": [], "links": [], "too_large": []}
    waiting: list[WaitingFile] = []
    for entry in _entries(options.folder):
        name = shown_name(entry.name)
        if name.startswith(_UNFINISHED) or not _matches(name, patterns):
            continue
        if entry.is_symlink():
            sorts["links"].append(name)
        elif (file := _look_at(entry)) is None:
            continue
        elif options.quiet_seconds and file.changed_ns > quiet_since:
            sorts["growing"].append(name)
        elif file.size > options.most_bytes:
            sorts["too_large"].append(name)
        else:
            waiting.append(file)
    return FolderListing(
        waiting=tuple(sorted(waiting, key=lambda file: _age(options, file))),
        **{sort: tuple(sorted(names)) for sort, names in sorts.items()},
    )


def day_of(options: FolderOptions, file: WaitingFile, today: date) -> date | None:
    """Return the day a file describes; None when its name was to say it and does not.

    Args:
        options: Of the source.
        file: The file.
        today: A file from the future describes today: a clock elsewhere is wrong.
    """
    if options.day_from == "modified":
        return min(local(file.modified_at).date(), today)
    found = _DAY_IN_NAME.findall(file.name)
    if not found:
        return None
    year, _, month, day = found[-1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@contextmanager
def copied(options: FolderOptions, file: WaitingFile, into: Path) -> Iterator[tuple[Path, str]]:
    """Hold a copy of a file of our own, with the SHA-256 of exactly the bytes copied.

    The bytes that are hashed are the bytes that are read later, whatever happens in the folder.

    Args:
        options: Of the source.
        file: From `list_folder`.
        into: Where the copy is kept as long as it is needed.

    Yields:
        The copy and its hash.

    Raises:
        PullFailedError: `folder_file_changing`, when it is not the file that was listed, or grew
            while it was copied; `folder_file_unreadable`.
    """
    path = into / f"copy{Path(file.name).suffix.lower()[:10]}"
    try:
        yield path, _copy(options, file, path)
    finally:
        path.unlink(missing_ok=True)


def shown_name(raw_name: str) -> str:
    """Return a file name that can be shown and kept, whatever bytes it is made of."""
    text = raw_name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", "".join(c if c.isprintable() else "\ufffd" for c in text))


def _copy(options: FolderOptions, file: WaitingFile, path: Path) -> str:
    digest = hashlib.sha256()
    try:
        source = os.open(
            options.folder / file.raw_name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        )
    except OSError as error:
        raise PullFailedError(
            "folder_file_unreadable", file=file.name, cause=type(error).__name__
        ) from None
    with os.fdopen(source, "rb") as original, path.open("xb", buffering=0) as copy:
        _require_same(file, os.fstat(original.fileno()))
        path.chmod(0o600)
        while block := original.read(_BLOCK):
            digest.update(block)
            copy.write(block)
        _require_same(file, os.fstat(original.fileno()))
    return digest.hexdigest()


def _require_same(file: WaitingFile, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode) or _waiting(file.raw_name, found).stamp != file.stamp:
        raise PullFailedError("folder_file_changing", file=file.name)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise PullFailedError(
            "folder_missing", folder=str(folder), cause=type(error).__name__
        ) from None


def _look_at(entry: os.DirEntry[str]) -> WaitingFile | None:
    """Return an ordinary file; None for anything else, and for one that has just gone."""
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return _waiting(entry.name, found) if stat.S_ISREG(found.st_mode) else None


def _filled(patterns: tuple[str, ...], values: Values) -> list[str]:
    """Return the patterns of a period; one it has no value for matches nothing."""
    filled = []
    for pattern in patterns:
        try:
            # "2026-06/ytd" is no name of a file.
            name = fill(pattern, values).replace("/", "-")
            filled.append(unicodedata.normalize("NFC", name))
        except TemplateValueError:
            continue
    return filled


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _waiting(raw_name: str, found: os.stat_result) -> WaitingFile:
    return WaitingFile(
        name=shown_name(raw_name),
        raw_name=raw_name,
        size=found.st_size,
        modified_ns=found.st_mtime_ns,
        changed_ns=found.st_ctime_ns,
        inode=found.st_ino,
    )


def _age(options: FolderOptions, file: WaitingFile) -> tuple[date, int, str]:
    return day_of(options, file, date.max) or date.max, file.modified_ns, file.name
