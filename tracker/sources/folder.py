"""What the file of sources says of a watched folder: which files, and what is made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from models.vocabulary import BatchKind
from tracker.config import MEBIBYTE
from tracker.errors import ReadingError
from tracker.sources.http_options import read_texts
from tracker.sources.settings import OptionReader
from tracker.sources.templates import check_template, names_in

if TYPE_CHECKING:
    from tracker.sources.contract import SourceSettings

MOST_FILES: Final = 100
"""Files taken in one run unless the file of sources says otherwise; the next run goes on."""

_IN_PATTERNS: Final = frozenset({"period", "year", "month", "quarter", "first_day", "last_day"})


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """What the file of sources says of a watched folder.

    Args:
        folder: The folder; those below it are not looked into.
        kind: What its files hold.
        patterns: Names taken, as templates: "ho-so-*.csv", "so-lieu-{period}*.xlsx".
        quiet_seconds: A file that was written to within so many seconds is still growing.
        day_from: Where the day a file describes stands: "modified" or "name".
        most_files: At most so many new files in one run.
        most_bytes: Larger files are not read.
        sheet: Sheet of a workbook.
        mapping: How columns of dossiers are told.
        scope_code: Unit the files' units stand under.
        is_full: Each file is all the source has.
        is_whole: All rows of a file or none.
    """

    folder: Path
    kind: BatchKind
    patterns: tuple[str, ...]
    quiet_seconds: int
    day_from: str
    most_files: int
    most_bytes: int
    sheet: str = ""
    mapping: str = "auto"
    scope_code: str = ""
    is_full: bool = False
    is_whole: bool = False

    @property
    def states_period(self) -> bool:
        """Return whether the names say which period a file is of."""
        return bool(names_in(list(self.patterns)))


def read_folder_options(settings: SourceSettings) -> FolderOptions:
    """Return a source's options.

    Raises:
        RefusedError: As `tracker.sources.settings.OptionReader`.
    """
    read = OptionReader(settings)
    folder = Path(read.text("folder"))
    if not folder.is_absolute():
        raise read.invalid("folder", folder, "/…")
    kinds = (BatchKind.DOSSIERS.value, BatchKind.MEASUREMENTS.value)
    kind = BatchKind(read.choice("kind", kinds))
    is_dossiers = kind is BatchKind.DOSSIERS
    options = FolderOptions(
        folder=folder,
        kind=kind,
        patterns=_patterns(read),
        quiet_seconds=read.whole("quiet_seconds", 0, 86_400, 60),
        day_from=read.choice("as_of", ("modified", "name"), "modified"),
        most_files=read.whole("most_files", 1, 10_000, MOST_FILES),
        most_bytes=read.whole("most_mb", 1, 100_000, 2_000) * MEBIBYTE,
        sheet=read.text("sheet", ""),
        mapping=read.text("mapping", "auto") if is_dossiers else "auto",
        scope_code=read.text("scope", "") if is_dossiers else "",
        is_full=read.flag("full", default=False) if is_dossiers else False,
        is_whole=read.flag("whole", default=False) if is_dossiers else False,
    )
    read.finish()
    return options


def _patterns(read: OptionReader) -> tuple[str, ...]:
    patterns = read_texts(read, "patterns")
    fits = '["ho-so-*.csv", "so-lieu-{period}*.xlsx"]'
    if not patterns:
        raise read.invalid("patterns", "", fits)
    for pattern in patterns:
        try:
            names = check_template(pattern)
        except ReadingError:
            raise read.invalid("patterns", pattern, fits) from None
        if "/" in re.sub(r"\{[^}]*\}", "", pattern) or not names <= _IN_PATTERNS:
            raise read.invalid("patterns", pattern, fits)
    return patterns
