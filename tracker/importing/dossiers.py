"""Brings a dossier export in: whole or not at all, once, and with every faulty row named."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import BatchKind
from tracker.clock import today
from tracker.errors import RefusedError, RowError
from tracker.importing.dossier_columns import DOSSIER_COLUMNS
from tracker.importing.dossier_reading import ROWS_AT_ONCE, Findings, find_units, read_chunks
from tracker.importing.dossier_report import DossierReport, describe_alerts
from tracker.importing.dossier_rows import DossierRows
from tracker.importing.report import describe_errors, file_sha256
from tracker.importing.table import open_table
from tracker.queries.accounts import require_role
from tracker.queries.calendar import load_calendar
from tracker.queries.import_batches import find_batch_of_file
from tracker.rules.text import clean
from tracker.services.dossiers import DossierIntake, discard_batch, register_dossier_source
from tracker.services.import_batches import (
    IMPORTING_ROLES,
    BatchCounts,
    close_batch,
    record_repeat,
    start_batch,
)
from tracker.services.procedures import ensure_procedure
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tracker.importing.table import Table, TableRow
    from tracker.queries.accounts import Actor
    from tracker.queries.import_batches import BatchRow

MAPPINGS: Final = ("auto",)
"""Ways to tell columns; "auto" goes by their headings."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One import as asked for."""

    source_code: str
    name: str
    sha256: str
    settings_key: str
    scope_code: str
    as_of: date
    actor: Actor
    is_dry_run: bool


class _NothingTakenError(Exception):
    """Every row was refused: what was begun must be undone, and the rows be listed."""

    def __init__(self, report: DossierReport) -> None:
        super().__init__("no row was taken in")
        self.report = report


def import_dossiers(
    path: Path,
    *,
    source_code: str,
    actor: Actor,
    as_of: date | None = None,
    mapping: str = "auto",
    scope_code: str = "",
    dry_run: bool = False,
    name: str = "",
    sheet: str = "",
) -> DossierReport:
    """Bring a dossier export in, in a transaction of its own.

    Columns, by their usual names in any order: see `DOSSIER_COLUMNS`. All others stay in the file.
    Good rows go in, bad rows are listed; when no row is good, nothing at all is written, not even
    the import. A unit's name means the unit of the day of reception; a name that several provinces
    share is read as that of the province all other units of the file belong to.

    The same file again changes nothing, unless rows that were refused can now be read.

    Args:
        path: Where the bytes lie.
        source_code: Where the dossiers come from; a code named for the first time is registered.
        actor: Who imports.
        as_of: The day the file describes; today if not given.
        mapping: How columns are told, one of `MAPPINGS`.
        scope_code: Code of the unit the file's units are or stand under; empty for any.
        dry_run: Say what would happen and undo it.
        name: The name the person gave the file; the path's own if not given.
        sheet: Sheet of a workbook, where several have the heading.

    Raises:
        RefusedError: Whatever `open_table` refuses, `dossier_as_of_future`,
            `dossier_mapping_unknown`, `dossier_scope_unknown`, `dossier_file_no_rows`,
            `source_code_invalid`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    if mapping not in MAPPINGS:
        raise RefusedError("dossier_mapping_unknown", value=mapping, choices=MAPPINGS)
    present = today()
    if as_of is not None and as_of > present:
        raise RefusedError("dossier_as_of_future", as_of=as_of, today=present)
    request = _Request(
        source_code=clean(source_code),
        name=name or path.name,
        sha256=file_sha256(path),
        settings_key=f"mapping={mapping};scope={scope_code[:40]};sheet={clean(sheet)[:40]}",
        scope_code=scope_code,
        as_of=as_of or present,
        actor=actor,
        is_dry_run=dry_run,
    )
    earlier = _earlier(request)
    if earlier is not None and not earlier.rejected_count:
        with transaction(dry_run=dry_run):
            return _repeated(request, earlier)
    with open_table(path, request.name, DOSSIER_COLUMNS, sheet=sheet) as table:
        # The heading and the first rows are read before other writers have to wait.
        first = list(islice(table.rows, ROWS_AT_ONCE))
        if not first and not table.errors:
            raise RefusedError("dossier_file_no_rows", name=request.name)
        try:
            with transaction(dry_run=dry_run):
                return _take_in(request, table, first)
        except _NothingTakenError as nothing:
            return nothing.report


def _take_in(request: _Request, table: Table, first: Sequence[TableRow]) -> DossierReport:
    source_id, is_new = register_dossier_source(code=request.source_code)
    # Only here is the source held: another import of this file may have ended meanwhile.
    earlier = _earlier(request)
    if earlier is not None and not earlier.rejected_count:
        return _repeated(request, earlier)
    units = find_units(first, request.scope_code)
    batch_id = start_batch(
        kind=BatchKind.DOSSIERS,
        source_id=source_id,
        file_name=request.name,
        file_sha256=request.sha256,
        settings_key=_next_key(request, earlier),
        as_of=request.as_of,
        actor=request.actor,
    )
    intake = DossierIntake(
        source_id=source_id, batch_id=batch_id, as_of=request.as_of, actor=request.actor
    )
    rows = DossierRows(
        table.header,
        as_of=request.as_of,
        units=units,
        calendar=load_calendar(),
        find_procedure=_ensure_procedure,
    )
    findings = Findings()
    for chunk in read_chunks(chain(first, table.rows), rows, table, findings):
        for row, code in intake.take(chunk):
            heading = table.header.heading("code")
            findings.reject([RowError(row, heading, code, "dossier_code_twice")])
    report = _report(request, table, intake, findings, batch_id)
    if report.rejected and not report.accepted and earlier is None:
        raise _NothingTakenError(report)
    if earlier is not None and not report.added and not report.updated:
        discard_batch(batch_id=batch_id)
        record_repeat(batch_id=earlier.id, actor=request.actor)
        return report.as_repeat(earlier.id)
    _close(request, report, batch_id, is_new_source=is_new, scope_id=units.scope_id)
    return report


def _ensure_procedure(code: str, name: str, field_name: str) -> int:
    return ensure_procedure(code=code, name=name, field=field_name)


def _earlier(request: _Request) -> BatchRow | None:
    return find_batch_of_file(
        kind=BatchKind.DOSSIERS,
        source_code=request.source_code,
        file_sha256=request.sha256,
        settings_key=request.settings_key,
    )


def _next_key(request: _Request, earlier: BatchRow | None) -> str:
    """Return the key of a new attempt at a file that went in before with rows refused."""
    if earlier is None:
        return request.settings_key
    attempt = earlier.settings_key.removeprefix(request.settings_key).removeprefix("#") or "1"
    return f"{request.settings_key}#{int(attempt) + 1}"


def _repeated(request: _Request, earlier: BatchRow) -> DossierReport:
    record_repeat(batch_id=earlier.id, actor=request.actor)
    return DossierReport(
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


def _report(
    request: _Request, table: Table, intake: DossierIntake, findings: Findings, batch_id: int
) -> DossierReport:
    skipped = intake.skipped + findings.skipped
    return DossierReport(
        batch=None if request.is_dry_run or not intake.accepted_count else batch_id,
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
    )


def _close(
    request: _Request,
    report: DossierReport,
    batch_id: int,
    *,
    is_new_source: bool,
    scope_id: int | None,
) -> None:
    details: dict[str, Any] = {
        "source": request.source_code,
        "is_new_source": is_new_source,
        "alerts": report.alert_count,
        "skipped": dict(report.skipped_by_reason),
        "scope_id": scope_id,
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
        actor=request.actor,
        details=details,
    )
