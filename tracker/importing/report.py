"""What an import says afterwards, in the same words to the screen, scripts and the interface."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.wording.sentences import explain_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tracker.errors import RowError

_HASHED_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """One import, done, repeated or only tried.

    Always `rows` = `accepted` + `rejected` + `skipped`, and `accepted` = `added` + `updated` +
    `unchanged`. Lines without any known cell are not rows.

    Args:
        batch: Number of the import; None when it was only tried.
        file_sha256: SHA-256 of the file's bytes.
        rows: Rows below the heading.
        accepted: Rows taken in.
        added: Rows that were not known.
        updated: Rows that changed what was known.
        unchanged: Rows that say what is known.
        rejected: Rows refused; each is in `errors`, perhaps with several faults.
        skipped: Rows passed over on purpose: totals, repetitions, rows that state nothing.
        errors: Faults, each with row, column, value, code and message.
        alerts: Rewritings of known facts that a person must close.
        already_imported: Whether the same file went in before and nothing new came of it.
    """

    batch: int | None
    file_sha256: str
    rows: int
    accepted: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    skipped: int
    errors: tuple[Mapping[str, Any], ...] = ()
    alerts: tuple[Mapping[str, Any], ...] = ()
    already_imported: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the report as scripts read it, the keys in their agreed order."""
        return {
            "batch": self.batch,
            "file_sha256": self.file_sha256,
            "rows": self.rows,
            "accepted": self.accepted,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "errors": [dict(error) for error in self.errors],
            "alerts": [dict(alert) for alert in self.alerts],
            "already_imported": self.already_imported,
        }


def describe_errors(errors: Iterable[RowError]) -> tuple[dict[str, Any], ...]:
    """Return row errors as the report carries them, in the order of the file."""
    return tuple(
        {
            "row": error.row,
            "column": error.column,
            "value": error.value,
            "code": error.code,
            "message": explain_row(error),
        }
        for error in sorted(errors, key=lambda error: error.row)
    )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_HASHED_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
