"""Brings a file of figures in: whole, once, and with every faulty row named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.vocabulary import BatchKind, SourceKind
from tracker.clock import today
from tracker.errors import RowError
from tracker.importing.measurement_file import read_measurements
from tracker.importing.report import ImportReport, describe_errors, file_sha256
from tracker.queries.accounts import require_role
from tracker.queries.import_batches import find_batch_of_file
from tracker.rules.periods import read_period
from tracker.rules.text import clean
from tracker.services.import_batches import (
    IMPORTING_ROLES,
    BatchCounts,
    close_batch,
    record_repeat,
    register_source,
    start_batch,
)
from tracker.services.measurements import plan_measurements, record_measurements
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tracker.importing.measurement_file import FileReading
    from tracker.queries.accounts import Actor
    from tracker.queries.import_batches import BatchRow
    from tracker.rules.periods import Period
    from tracker.services.measurements import Figure, Known, MeasurementPlan


@dataclass(frozen=True, slots=True)
class _Request:
    """One import as asked for."""

    source_code: str
    source_kind: SourceKind
    name: str
    sha256: str
    settings_key: str
    as_of: date
    actor: Actor
    is_dry_run: bool


def import_measurements(
    path: Path,
    *,
    source_code: str,
    actor: Actor,
    period: str | None = None,
    as_of: date | None = None,
    dry_run: bool = False,
    name: str = "",
    sheet: str = "",
    source_kind: SourceKind = SourceKind.FILE,
) -> ImportReport:
    """Bring a file of figures in, in a transaction of its own.

    Columns, by their Vietnamese or code names in any order: unit code or name, indicator (code or
    exact name), period, numerator and denominator, or a value where there are no parts; quality and
    note. Rows that state no figure, totals and repetitions are skipped and counted. A row that is
    older than what the source said later is refused, never written over it.

    The same file again changes nothing, unless rows that were refused can now be read.

    Args:
        path: Where the bytes lie.
        source_code: Where the figures come from; a code named for the first time is registered.
        actor: Who imports.
        period: Period of every row that states none.
        as_of: The day the figures stand for; today if not given.
        dry_run: Say what would happen and undo it.
        name: The name the person gave the file; the path's own if not given.
        sheet: Sheet of a workbook, where several have the heading.
        source_kind: What a new source is.

    Raises:
        RefusedError: Whatever `open_table` refuses, `period_unreadable`, `periods_missing` (neither
            the file nor the call states one), `too_many_rows`, `source_code_invalid`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    stated = None if period is None else read_period(period)
    request = _Request(
        source_code=clean(source_code),
        source_kind=source_kind,
        name=name or path.name,
        sha256=file_sha256(path),
        settings_key=make_settings_key(stated, sheet),
        as_of=as_of or today(),
        actor=actor,
        is_dry_run=dry_run,
    )
    earlier = _earlier(request)
    if earlier is not None and not earlier.rejected_count:
        with transaction(dry_run=dry_run):
            record_repeat(batch_id=earlier.id, actor=actor)
        return _repeated(request, earlier)
    # Read before the transaction, so that a slow file keeps no other writer waiting.
    reading = read_measurements(path, request.name, period=stated, sheet=sheet)
    with transaction(dry_run=dry_run):
        return _take_in(request, reading)


def make_settings_key(period: Period | None, sheet: str) -> str:
    """Return what decides the reading of the same bytes: the period stated for them, the sheet."""
    return f"period={period.code if period else ''};sheet={clean(sheet)[:60]}"


def _take_in(request: _Request, reading: FileReading) -> ImportReport:
    source_id, is_new = register_source(code=request.source_code, kind=request.source_kind)
    plan = plan_measurements(figures=reading.figures, source_id=source_id, as_of=request.as_of)
    errors = describe_errors([*reading.errors, *map(_older_than_known, plan.older)])
    counts = BatchCounts(
        row_count=reading.row_count,
        added_count=len(plan.added),
        updated_count=len(plan.updated),
        unchanged_count=len(plan.unchanged),
        rejected_count=len({error["row"] for error in errors}),
        skipped_count=reading.skipped_count,
    )
    # Only here is the source held: another import of this file may have ended meanwhile.
    earlier = _earlier(request)
    if earlier is not None and not plan.changes_figures:
        record_repeat(batch_id=earlier.id, actor=request.actor)
        return _report(request, counts, errors, batch=earlier.id, is_repeat=True)
    batch_id = _write(request, source_id, plan, _next_key(request, earlier))
    close_batch(
        batch_id=batch_id,
        counts=counts,
        errors=[_without_message(error) for error in errors],
        actor=request.actor,
        details={
            "source": request.source_code,
            "is_new_source": is_new,
            "periods": sorted({figure.period for figure in reading.figures}),
        },
    )
    return _report(request, counts, errors, batch=batch_id, is_repeat=False)


def _write(request: _Request, source_id: int, plan: MeasurementPlan, settings_key: str) -> int:
    batch_id = start_batch(
        kind=BatchKind.MEASUREMENTS,
        source_id=source_id,
        file_name=request.name,
        file_sha256=request.sha256,
        settings_key=settings_key,
        as_of=request.as_of,
        actor=request.actor,
    )
    record_measurements(
        plan=plan,
        source_id=source_id,
        as_of=request.as_of,
        batch_id=batch_id,
        actor=request.actor,
    )
    return batch_id


def _earlier(request: _Request) -> BatchRow | None:
    return find_batch_of_file(
        kind=BatchKind.MEASUREMENTS,
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


def _older_than_known(pair: tuple[Figure, Known]) -> RowError:
    figure, known = pair
    return RowError(figure.row, "", "", "older_than_known", {"known_on": known.as_of})


def _without_message(error: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in error.items() if name != "message"}


def _repeated(request: _Request, earlier: BatchRow) -> ImportReport:
    counts = BatchCounts(
        row_count=earlier.row_count,
        added_count=0,
        updated_count=0,
        unchanged_count=earlier.accepted_count,
        rejected_count=0,
        skipped_count=earlier.skipped_count,
    )
    return _report(request, counts, (), batch=earlier.id, is_repeat=True)


def _report(
    request: _Request,
    counts: BatchCounts,
    errors: Sequence[dict[str, Any]],
    *,
    batch: int,
    is_repeat: bool,
) -> ImportReport:
    return ImportReport(
        batch=batch if is_repeat or not request.is_dry_run else None,
        file_sha256=request.sha256,
        rows=counts.row_count,
        accepted=counts.accepted_count,
        added=counts.added_count,
        updated=counts.updated_count,
        unchanged=counts.unchanged_count,
        rejected=counts.rejected_count,
        skipped=counts.skipped_count,
        errors=tuple(errors),
        already_imported=is_repeat,
    )
