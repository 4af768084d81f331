"""What is told of a file of a watched folder, and where its copy lies while it is read."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tracker.clock import now
from tracker.importing.dossier_report import DossierReport
from tracker.runtime import current_settings
from tracker.sources.contract import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tracker.importing.report import ImportReport

_COPIES: Final = "folder-"
_COPIES_KEPT: Final = timedelta(days=1)
"""Copies of a run that was killed are gone with the next one after a day."""


def findings_of(name: str, report: ImportReport) -> list[Finding]:
    """Return what is odd about a file that was read to its end."""
    found: list[Finding] = []
    if report.rejected:
        code = "folder_rows_refused" if report.accepted else "folder_all_rows_refused"
        values = {"file": name, "rejected": report.rejected, "rows": report.rows}
        found.append(Finding(code, values))
    if isinstance(report, DossierReport):
        if report.alert_count:
            found.append(Finding("folder_alerts", {"file": name, "count": report.alert_count}))
        if report.identity_failures:
            count = len(report.identity_failures)
            found.append(Finding("folder_sums_fail", {"file": name, "count": count}))
    return found


def plain(params: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a sentence as a run keeps them."""
    plain: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, date):
            plain[name] = value.strftime("%d/%m/%Y")
        elif isinstance(value, list | tuple):
            plain[name] = [str(item) for item in value]
        else:
            plain[name] = value if isinstance(value, int) else str(value)
    return plain


@contextmanager
def room_for_copies() -> Iterator[Path]:
    """Hold a folder of our own for the copy of one file at a time; nobody else may read it."""
    instance = current_settings().instance
    oldest = (now() - _COPIES_KEPT).timestamp()
    for left in instance.glob(f"{_COPIES}*"):
        if left.is_dir() and not left.is_symlink() and left.stat().st_mtime < oldest:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_COPIES, dir=instance) as room:
        yield Path(room)
