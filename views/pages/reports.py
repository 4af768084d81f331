"""What an import found, as pages show it: counts by cause, faults in sentences, rewritings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from tracker.wording.count_tables import explain_failure
from tracker.wording.sentences import SENTENCES, sentence
from views.pages.downloads import lead_lines, send_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Response

    from tracker.queries.import_batches import BatchRow

CSV_HEADER: Final = ("Dòng", "Cột", "Giá trị", "Lỗi", "Cách sửa")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one row."""

    row: int
    column: str
    value: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of an import.

    Args:
        rows: Rows below the heading.
        added: Rows not known before.
        updated: Rows that change what is known.
        unchanged: Rows that say what is known.
        rejected: Rows refused.
        skipped: Rows passed over on purpose.
        fault_count: Faults listed.
        alerts: Sentences about rewritings of known facts.
        alert_count: How many there are, also those not listed.
        ignored_columns: Headings that stay in the file.
        already_imported: Whether the same file went in before.
        causes: What is wrong, by cause.
        is_refused_whole: All rows or none were asked for, and some are bad.
        failures: Sums of the months it touched that do not come out.
        repeated: Rows passed over because they stand twice in the file.
        older: Rows passed over because something newer is known.
        without_due_day: New or changed dossiers that have no due day.
        shared_codes: New dossiers whose code another source has, too.
    """

    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    skipped: int
    fault_count: int
    alerts: tuple[str, ...]
    alert_count: int
    ignored_columns: tuple[str, ...]
    already_imported: bool
    causes: tuple[Mapping[str, Any], ...] = ()
    is_refused_whole: bool = False
    failures: tuple[str, ...] = ()
    repeated: int = 0
    older: int = 0
    without_due_day: int = 0
    shared_codes: int = 0

    @property
    def accepted(self) -> int:
        """Return how many rows go in."""
        return self.added + self.updated + self.unchanged

    @property
    def changes(self) -> int:
        """Return how many rows bring something new."""
        return self.added + self.updated

    @property
    def due_notice(self) -> str:
        """Return what it means that dossiers have no due day; empty when all have one."""
        count = self.without_due_day
        return sentence("dossiers_without_due_day", {"count": count}) if count else ""

    @property
    def shared_notice(self) -> str:
        """Return what it means that another source has the same codes; empty when none has."""
        count = self.shared_codes
        return sentence("dossiers_shared_codes", {"count": count}) if count else ""

    @classmethod
    def read(cls, report: Mapping[str, Any]) -> Report:
        """Return the counts of a report as scripts read it."""
        alerts = tuple(str(alert.get("message", "")) for alert in report["alerts"])
        return cls(
            **{name: int(report[name]) for name in _COUNTS},
            fault_count=len(report["errors"]),
            alerts=alerts,
            alert_count=int(report.get("alert_count", len(alerts))),
            ignored_columns=tuple(report.get("ignored_columns", ())),
            already_imported=bool(report["already_imported"]),
            causes=tuple(report.get("causes", ())),
            is_refused_whole=bool(report.get("refused_whole")),
            failures=tuple(each["message"] for each in report.get("identity_failures", ())),
            repeated=int(report.get("skipped_by_reason", {}).get("repeated_row", 0)),
            older=int(report.get("skipped_by_reason", {}).get("older_than_known", 0)),
            without_due_day=int(report.get("without_due_day", 0)),
            shared_codes=int(report.get("shared_codes", 0)),
        )

    @classmethod
    def of_batch(cls, batch: BatchRow) -> Report:
        """Return the counts kept with an import."""
        return cls(
            rows=batch.row_count,
            added=batch.added_count,
            updated=batch.updated_count,
            unchanged=batch.unchanged_count,
            rejected=batch.rejected_count,
            skipped=batch.skipped_count,
            fault_count=len(batch.errors),
            alerts=(),
            alert_count=0,
            ignored_columns=(),
            already_imported=False,
            failures=tuple(map(explain_failure, batch.identity_failures)),
        )


_COUNTS = ("rows", "added", "updated", "unchanged", "rejected", "skipped")


def list_faults(report: Mapping[str, Any]) -> list[Fault]:
    """Return the faults of a report, in the order of the file."""
    return [
        Fault(
            row=int(error["row"]),
            column=str(error["column"]),
            value=str(error["value"]),
            code=str(error["code"]),
            message=str(error["message"]),
        )
        for error in report["errors"]
    ]


def explain_stored(error: Mapping[str, Any]) -> Fault:
    """Return a fault kept with an import; values its sentence quotes may not have been kept."""
    code = str(error.get("code", ""))
    values: defaultdict[str, object] = defaultdict(lambda: "…", error)
    message = str(error.get("message") or "")
    if not message:
        message = str(SENTENCES[code]) % values if code in SENTENCES else code
    return Fault(
        row=int(error.get("row", 0)),
        column=str(error.get("column", "")),
        value=str(error.get("value", "")),
        code=code,
        message=message,
    )


def send_faults(name: str, file_name: str, faults: Iterable[Fault]) -> Response:
    """Return faults as a CSV download.

    Args:
        name: Name of the download without its ending.
        file_name: The file that was read.
        faults: What is wrong with it.
    """
    rows = ((fault.row, fault.column, fault.value, fault.code, fault.message) for fault in faults)
    lead = lead_lines(_("Lỗi của tệp “%(name)s”", name=file_name))
    return send_csv(name, CSV_HEADER, rows, above=lead)
