"""What an import of dossiers says afterwards, beyond what every import says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from models.vocabulary import AlertKind
from tracker.importing.report import ImportReport
from tracker.wording.alerts import alert_text
from tracker.wording.sentences import explain_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.errors import RowError


@dataclass(frozen=True, slots=True)
class DossierReport(ImportReport):
    """One import of dossiers.

    `errors` and `alerts` list the first ones; `rejected` and `alert_count` say how many there are.

    Args:
        alert_count: Rewritings of known facts, also those not listed.
        skipped_by_reason: Skipped rows by why: `repeated_row` (a row that stands twice),
            `older_than_known` (the file is older than what is known), `not_received` (filed only).
        ignored_columns: Headings nobody asked for; what stands under them stayed in the file.
        causes: Every fault by cause: code, column, count, message and the first examples.
        is_refused_whole: All rows or none were asked for, and some are bad: nothing was written,
            the counts say what would have been.
        identity_failures: Sums of the months it touched that do not come out.
        without_due_day: New or changed dossiers that have no due day: they are never late.
        shared_codes: New dossiers whose code another source has, too: they count once for each.
        preview_key: Mark of this outcome and of what it rests on, see `with_preview_key`.
    """

    alert_count: int = 0
    skipped_by_reason: Mapping[str, int] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    causes: tuple[Mapping[str, Any], ...] = ()
    is_refused_whole: bool = False
    identity_failures: tuple[Mapping[str, Any], ...] = ()
    without_due_day: int = 0
    shared_codes: int = 0
    preview_key: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the report as scripts read it: every import's keys first."""
        return {
            **ImportReport.as_dict(self),
            "alert_count": self.alert_count,
            "skipped_by_reason": dict(self.skipped_by_reason),
            "ignored_columns": list(self.ignored_columns),
            "causes": [dict(cause) for cause in self.causes],
            "refused_whole": self.is_refused_whole,
            "identity_failures": [dict(failure) for failure in self.identity_failures],
            "without_due_day": self.without_due_day,
            "shared_codes": self.shared_codes,
            "preview_key": self.preview_key,
        }

    @property
    def counts(self) -> tuple[int, ...]:
        """Return what became of the rows."""
        return self.rows, self.added, self.updated, self.unchanged, self.rejected, self.skipped

    @property
    def is_news(self) -> bool:
        """Return whether the import wrote anything beside itself."""
        return bool(self.added or self.updated or self.alert_count)

    def as_repeat(self, batch: int) -> DossierReport:
        """Return the report of a file that went in before and brings nothing new."""
        return replace(self, batch=batch, already_imported=True)


def describe_causes(causes: Iterable[Sequence[RowError]], counts: Iterable[int]) -> Any:
    """Return causes as the report carries them, the most frequent first.

    Args:
        causes: The first faults of each cause.
        counts: How many each has.
    """
    described = [
        {
            "code": first[0].code,
            "column": first[0].column,
            "count": count,
            "message": explain_row(first[0]),
            "examples": [{"row": each.row, "value": each.value} for each in first],
        }
        for first, count in zip(causes, counts, strict=True)
    ]
    return tuple(sorted(described, key=lambda cause: -int(str(cause["count"]))))


def describe_alerts(alerts: Iterable[Mapping[str, str]]) -> tuple[dict[str, str], ...]:
    """Return alerts as the report carries them, each with its sentence."""
    return tuple(
        {**alert, "message": alert_text(AlertKind(alert["kind"]), alert)} for alert in alerts
    )
