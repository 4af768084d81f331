"""Brings a dossier export in: whole or not at all, once, and with every faulty row named."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from models.vocabulary import BatchKind
from tracker.clock import today
from tracker.errors import RefusedError, RowError
from tracker.garbage import seldom_collected
from tracker.importing.bad_rows import open_bad_rows
from tracker.importing.dossier_mapping import choose_columns
from tracker.importing.dossier_plain_rows import PlainRows
from tracker.importing.dossier_reading import ROWS_AT_ONCE, Findings, find_units, read_lots
from tracker.importing.dossier_request import (
    ImportRequest,
    Watch,
    check_sums,
    close_import,
    find_earlier,
    make_report,
    make_settings_key,
    next_key,
    report_repeat,
    with_preview_key,
)
from tracker.importing.dossier_rows import DossierRows
from tracker.importing.dossier_spool import open_spool
from tracker.importing.report import file_sha256
from tracker.importing.table import open_table
from tracker.queries.accounts import require_role
from tracker.queries.calendar import load_calendar
from tracker.queries.import_batches import find_newest_batch
from tracker.queries.reading_basis import find_reading_basis
from tracker.rules.text import clean
from tracker.runtime import current_settings
from tracker.services.dossiers import DossierIntake, register_dossier_source
from tracker.services.full_exports import require_not_shrunken
from tracker.services.import_batches import (
    IMPORTING_ROLES,
    discard_batch,
    record_repeat,
    start_batch,
)
from tracker.services.procedures import ensure_procedure
from tracker.transaction import fold_journal, reading, transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from tracker.importing.bad_rows import BadRows
    from tracker.importing.dossier_report import DossierReport
    from tracker.importing.dossier_spool import Spool
    from tracker.importing.table import Table
    from tracker.queries.accounts import Actor


class _UndoneError(Exception):
    """What was begun must be undone, and the rows be listed."""

    def __init__(self, report: DossierReport) -> None:
        super().__init__("nothing is kept")
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
    whole: bool = False,
    older: bool = False,
    full: bool = False,
    shrunken: bool = False,
    columns: Mapping[str, str] | None = None,
    day_assumed: bool = False,
    watch: Watch | None = None,
) -> DossierReport:
    """Bring a dossier export in, in a transaction of its own.

    Columns, by their usual names in any order: see `DOSSIER_COLUMNS`. All others stay in the file.
    Good rows go in, bad rows are listed; when no row is good, nothing at all is written, not even
    the import. A unit's name means the unit of the day of reception; a name that several provinces
    share is read as that of the province all other units of the file belong to.

    The file is read and judged first; only what it states is then written, while others wait.

    The same file again changes nothing, unless rows that were refused can now be read. Given with
    a day it did not come with yet, it is another import that states the same facts as of that day:
    what differs by now is replaced and alerted to, what agrees is known up to the later day, what
    a full file lacks has vanished. A day before that of another import makes it an older file,
    which replaces nothing unasked.

    Args:
        path: Where the bytes lie.
        source_code: Where the dossiers come from; a code named for the first time is registered.
        actor: Who imports.
        as_of: The day the file describes; today if not given.
        mapping: How columns are told: "auto" by their headings, or the name of a saved way.
        scope_code: Code of the unit the file's units are or stand under; empty for any.
        dry_run: Say what would happen and undo it.
        name: The name the person gave the file; the path's own if not given.
        sheet: Sheet of a workbook, where several have the heading.
        whole: All rows or none: with one bad row nothing is written (`is_refused_whole`).
        older: A file older than another import of the source replaces what is known as of a day
            before its own; what is known as of a later day it never replaces.
        full: The file is all the source has, from its earliest reception to `as_of`: each
            dossier it lacks raises an alert.
        shrunken: Take a full file although it has far fewer rows than the last one.
        columns: Heading → column for this file alone, by key or usual heading.
        day_assumed: Nobody gave `as_of`: it does not make the same file another import.
        watch: Who follows the import.

    Raises:
        RefusedError: Whatever `open_table` and `choose_columns` refuse, `dossier_as_of_future`,
            `dossier_scope_unknown`, `dossier_file_no_rows`, `source_code_invalid`,
            `file_not_writable`, `dossier_full_shrunken`, `dossier_basis_changed`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    choice = choose_columns(source_code=source_code, mapping=mapping, by_hand=columns)
    day = _read_day(as_of)
    request = ImportRequest(
        source_code=clean(source_code),
        name=name or path.name,
        sha256=file_sha256(path),
        settings_key=make_settings_key(choice.key, scope_code, sheet, older=older, full=full),
        scope_code=scope_code,
        as_of=day,
        is_day_given=as_of is not None and not day_assumed,
        actor=actor,
        is_dry_run=dry_run,
        is_whole=whole,
        takes_older=older,
        is_full=full,
        is_confirmed=shrunken,
        choice=choice,
        mapping=mapping,
        watch=watch or Watch(),
    )
    earlier = find_earlier(request)
    if earlier is not None and not earlier.rejected_count:
        with transaction(dry_run=dry_run):
            return _checked(request, report_repeat(request, earlier))
    with (
        seldom_collected(),
        open_table(path, request.name, choice.columns, sheet=sheet) as table,
        open_bad_rows(request.watch.bad_rows, choice.columns) as bad_rows,
        open_spool(current_settings().instance) as spool,
    ):
        laid = _lay_aside(request, table, spool, keeps_cells=bad_rows is not None)
        try:
            with transaction(dry_run=dry_run):
                report = _checked(request, _take_in(request, table, laid, bad_rows))
        except _UndoneError as undone:
            return _checked(request, undone.report)
    fold_journal()
    return report


def _read_day(as_of: date | None) -> date:
    present = today()
    if as_of is not None and as_of > present:
        raise RefusedError("dossier_as_of_future", as_of=as_of, today=present)
    return as_of or present


def _checked(request: ImportRequest, report: DossierReport) -> DossierReport:
    if request.watch.check is not None:
        request.watch.check(report)
    return report


@dataclass(frozen=True, slots=True)
class _Laid:
    """A file that has been read, and what its reading rests on."""

    spool: Spool
    basis: str
    scope_id: int | None


def _lay_aside(request: ImportRequest, table: Table, spool: Spool, *, keeps_cells: bool) -> _Laid:
    """Read and judge the whole file; nobody has to wait for it."""
    first = list(islice(table.rows, ROWS_AT_ONCE))
    if not first and not table.errors:
        raise RefusedError("dossier_file_no_rows", name=request.name)
    with reading():
        basis = find_reading_basis()
        units = find_units(first, request.scope_code, table.day_zero)
        known: dict[str, Any] = {
            "as_of": request.as_of,
            "units": units,
            "calendar": load_calendar(),
            "find_procedure": spool.procedures.number,
        }
    plain = PlainRows(table.header, **known)
    rows = DossierRows(table.header, **known, day_zero=table.day_zero)
    lines, count = chain(first, table.rows), 0
    for lot in read_lots(lines, plain, rows, table, keeps_cells=keeps_cells):
        spool.put(lot)
        count += lot.read_count
        if request.watch.progress is not None and lot.read_count:
            request.watch.progress(count)
    return _Laid(spool, basis, units.scope_id)


def _take_in(
    request: ImportRequest, table: Table, laid: _Laid, bad_rows: BadRows | None
) -> DossierReport:
    source_id, is_new = register_dossier_source(code=request.source_code)
    # Only here is the source held: another import of this file may have ended meanwhile.
    earlier = find_earlier(request)
    if earlier is not None and not earlier.rejected_count:
        return report_repeat(request, earlier)
    if find_reading_basis() != laid.basis:
        raise RefusedError("dossier_basis_changed", name=request.name)
    state = find_newest_batch(source_id), laid.basis
    batch_id, intake = _begin(request, source_id, next_key(request))
    findings = _read_in(table, laid.spool, bad_rows, intake)
    intake.finish()
    failures = check_sums(intake.touched_days)
    report = make_report(request, table, intake, findings, batch_id, failures)
    report = with_preview_key(request, report, *state)
    if report.is_refused_whole or (report.rejected and not report.accepted and earlier is None):
        raise _UndoneError(report)
    if request.is_full and not request.is_confirmed:
        require_not_shrunken(source_id=source_id, batch_id=batch_id, row_count=report.rows)
    if earlier is not None and not report.is_news:
        discard_batch(batch_id=batch_id)
        record_repeat(batch_id=earlier.id, actor=request.actor)
        return report.as_repeat(earlier.id)
    close_import(request, report, batch_id, is_new_source=is_new, scope_id=laid.scope_id)
    return report


def _begin(request: ImportRequest, source_id: int, settings_key: str) -> tuple[int, DossierIntake]:
    batch_id = start_batch(
        kind=BatchKind.DOSSIERS,
        source_id=source_id,
        file_name=request.name,
        file_sha256=request.sha256,
        settings_key=settings_key,
        as_of=request.as_of,
        actor=request.actor,
        is_full=request.is_full,
    )
    intake = DossierIntake(
        source_id=source_id,
        batch_id=batch_id,
        as_of=request.as_of,
        actor=request.actor,
        takes_older=request.takes_older,
        is_full=request.is_full,
    )
    return batch_id, intake


def _read_in(
    table: Table, spool: Spool, bad_rows: BadRows | None, intake: DossierIntake
) -> Findings:
    if bad_rows is not None:
        bad_rows.begin(table.header)
    findings = Findings(bad_rows)
    heading = table.header.heading("code")
    for lot in spool.take_out(spool.procedures.keys(_ensure_procedure)):
        findings.add(lot)
        for row, code in intake.take(lot.rows):
            findings.reject([RowError(row, heading, code, "dossier_code_twice")])
        intake.spare(lot.refused_codes)
    return findings


def _ensure_procedure(code: str, name: str, field_name: str) -> int:
    return ensure_procedure(code=code, name=name, field=field_name)
