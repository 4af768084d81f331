"""What one import of dossiers was asked to do, and what it says and keeps at its end."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import BatchKind
from tracker.errors import ConflictError
from tracker.importing.dossier_report import DossierReport, describe_alerts, describe_causes
from tracker.importing.report import describe_errors
from tracker.queries.count_checks import list_identity_failures
from tracker.queries.import_batches import find_batch_of_file
from tracker.rules.text import clean
from tracker.runtime import current_settings
from tracker.services.import_batches import BatchCounts, close_batch, record_repeat
from tracker.wording.count_tables import explain_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from tracker.importing.dossier_mapping import ColumnChoice
    from tracker.importing.dossier_reading import Findings
    from tracker.importing.table import Table
    from tracker.queries.accounts import Actor
    from tracker.queries.import_batches import BatchRow
    from tracker.services.dossiers import DossierIntake

_KEY_LETTERS: Final = 16
_NAMED: Final = itemgetter("kind", "code", "before", "after")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who follows an import while it goes on.

    Args:
        bad_rows: File to be written with the refused rows, in their known columns only.
        progress: Told from time to time how many rows were read.
        check: Told the report before anything is kept; what it raises undoes all.
    """

    bad_rows: Path | None = None
    progress: Callable[[int], None] | None = None
    check: Callable[[DossierReport], None] | None = None


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """One import as asked for."""

    source_code: str
    name: str
    sha256: str
    settings_key: str
    scope_code: str
    as_of: date
    is_day_given: bool
    actor: Actor
    is_dry_run: bool
    is_whole: bool
    takes_older: bool
    is_full: bool
    is_confirmed: bool
    choice: ColumnChoice
    mapping: str
    watch: Watch


def make_settings_key(key: str, scope_code: str, sheet: str, *, older: bool, full: bool) -> str:
    """Return what decides the reading of the same bytes, in less than 120 letters."""
    flags = ("full;" if full else "") + ("older;" if older else "")
    # After a "#" stands the number of the attempt.
    sheet = clean(sheet)[:36].replace("#", "+")
    return f"{flags}mapping={key};scope={scope_code[:36]};sheet={sheet}"


def find_earlier(request: ImportRequest) -> BatchRow | None:
    """Return the newest import of the same bytes, read the same way, as of the day given if any.

    The same bytes with another day say that nothing moved until then: that is another import.
    """
    return _find_attempt(request, request.as_of if request.is_day_given else None)


def _find_attempt(request: ImportRequest, as_of: date | None) -> BatchRow | None:
    return find_batch_of_file(
        kind=BatchKind.DOSSIERS,
        source_code=request.source_code,
        file_sha256=request.sha256,
        settings_key=request.settings_key,
        as_of=as_of,
    )


def next_key(request: ImportRequest) -> str:
    """Return the key of a new attempt at a file: with rows refused before, or with another day."""
    earlier = _find_attempt(request, None)
    if earlier is None:
        return request.settings_key
    attempt = earlier.settings_key.removeprefix(request.settings_key).removeprefix("#") or "1"
    return f"{request.settings_key}#{int(attempt) + 1}"


def report_repeat(request: ImportRequest, earlier: BatchRow) -> DossierReport:
    """Note that a file came again, and return what that changed: nothing."""
    record_repeat(batch_id=earlier.id, actor=request.actor)
    report = DossierReport(
        batch=earlier.id,
        file_sha256=request.sha256,
        rows=earlier.row_count,
        accepted=earlier.accepted_count,
        added=0,
        updated=0,
        unchanged=earlier.accepted_count,
        rejected=0,
        skipped=earlier.skipped_count,
        already_imported=True,
    )
    return with_preview_key(request, report)


def check_sums(touched_days: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Return the sums of the months an import touched that do not come out, as reports say them."""
    settings = current_settings()
    failures = list_identity_failures(
        touched_days, cutoff=settings.month_cutoff_day, rule=settings.lateness_rule
    )
    return tuple(
        {**asdict(failure), "message": explain_failure(asdict(failure))} for failure in failures
    )


def make_report(
    request: ImportRequest,
    table: Table,
    intake: DossierIntake,
    findings: Findings,
    batch_id: int,
    identity_failures: tuple[dict[str, Any], ...] = (),
) -> DossierReport:
    """Return what the rows of a file came to."""
    skipped = intake.skipped + findings.skipped
    is_refused = request.is_whole and findings.rejected_count > 0
    # A file that says nothing new is an import all the same: it was held against what is known.
    is_empty = findings.rejected_count > 0 and intake.accepted_count == 0
    is_kept = not (is_empty or is_refused or request.is_dry_run)
    causes = findings.causes.values()
    return DossierReport(
        batch=batch_id if is_kept else None,
        file_sha256=request.sha256,
        rows=intake.accepted_count + findings.rejected_count + skipped.total(),
        accepted=intake.accepted_count,
        added=intake.added_count,
        updated=intake.updated_count,
        unchanged=intake.unchanged_count,
        rejected=findings.rejected_count,
        skipped=skipped.total(),
        errors=describe_errors(findings.errors),
        alerts=describe_alerts(intake.alerts),
        alert_count=intake.alert_count,
        skipped_by_reason=dict(sorted(skipped.items())),
        ignored_columns=table.header.ignored,
        causes=describe_causes([each.first for each in causes], [each.count for each in causes]),
        is_refused_whole=is_refused,
        identity_failures=identity_failures,
        without_due_day=intake.without_due_day,
        shared_codes=intake.shared_codes,
    )


def with_preview_key(
    request: ImportRequest, report: DossierReport, *state: object
) -> DossierReport:
    """Return a report that carries a mark of what was asked, what it rests on and what it found.

    An import that is to do what a preview showed is refused when its mark is another.

    Args:
        request: What was asked; who asks is not in the mark.
        report: What was found.
        state: What decides the outcome beside the file: the newest import of the source when it
            began, units and calendar. Nothing for a file that went in before: it changes nothing.
    """
    asked = (
        request.source_code,
        request.sha256,
        request.settings_key,
        request.as_of,
        request.is_whole,
    )
    found = (
        report.counts,
        report.already_imported,
        report.alert_count,
        # All or none: a database chooses in which order they are met.
        sorted(map(_NAMED, report.alerts)) if report.alert_count == len(report.alerts) else (),
    )
    digest = hashlib.sha256(repr((asked, state, found)).encode())
    return replace(report, preview_key=digest.hexdigest()[:_KEY_LETTERS])


def require_previewed(report: DossierReport, key: str) -> None:
    """Refuse an import that would not do what a preview showed.

    Args:
        report: What it would do.
        key: `preview_key` of the preview; empty when nobody looked.

    Raises:
        ConflictError: `preview_outdated`.
    """
    if key and report.preview_key != key:
        raise ConflictError("preview_outdated", before=key, now=report.preview_key)


def close_import(
    request: ImportRequest,
    report: DossierReport,
    batch_id: int,
    *,
    is_new_source: bool,
    scope_id: int | None,
) -> None:
    """Write down what became of an import, see `close_batch`."""
    details: dict[str, Any] = {
        "source": request.source_code,
        "is_new_source": is_new_source,
        "alerts": report.alert_count,
        "skipped": dict(report.skipped_by_reason),
        "scope_id": scope_id,
        "takes_older": request.takes_older,
        "is_full": request.is_full,
        "mapping": request.mapping,
        "columns": dict(request.choice.chosen),
        "without_due_day": report.without_due_day,
        "shared_codes": report.shared_codes,
    }
    close_batch(
        batch_id=batch_id,
        counts=BatchCounts(
            row_count=report.rows,
            added_count=report.added,
            updated_count=report.updated,
            unchanged_count=report.unchanged,
            rejected_count=report.rejected,
            skipped_count=report.skipped,
        ),
        errors=[
            {name: value for name, value in error.items() if name != "message"}
            for error in report.errors
        ],
        identity_failures=[
            {name: value for name, value in failure.items() if name != "message"}
            for failure in report.identity_failures
        ],
        actor=request.actor,
        details=details,
    )
