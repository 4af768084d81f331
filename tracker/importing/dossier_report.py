"""What an import of dossiers says afterwards, beyond what every import says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tracker.importing.report import ImportReport
from tracker.wording.sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class DossierReport(ImportReport):
    """One import of dossiers.

    `errors` and `alerts` list the first ones; `rejected` and `alert_count` say how many there are.

    Args:
        alert_count: Rewritings of known facts, also those not listed.
        skipped_by_reason: Skipped rows by why: `repeated_row` (a row that stands twice),
            `older_than_known` (the file is older than what is known), `not_received` (filed only).
        ignored_columns: Headings nobody asked for; what stands under them stayed in the file.
    """

    alert_count: int = 0
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the report as scripts read it: every import's keys first."""
        return {
            **ImportReport.as_dict(self),
            "alert_count": self.alert_count,
            "skipped_by_reason": dict(self.skipped_by_reason),
            "ignored_columns": list(self.ignored_columns),
        }

    def as_repeat(self, batch: int) -> DossierReport:
        """Return the report of a file that went in before and brings nothing new."""
        return replace(self, batch=batch, already_imported=True)


def describe_alerts(alerts: Iterable[Mapping[str, str]]) -> tuple[dict[str, str], ...]:
    """Return alerts as the report carries them, each with its sentence."""
    return tuple(
        {**alert, "message": sentence(f"alert_{alert['kind']}", alert)} for alert in alerts
    )
