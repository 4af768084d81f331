"""Records an import of units: its good rows, its counts, its bad rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import ImportBatch, db
from models.vocabulary import BatchKind
from tracker.clock import now, today
from tracker.errors import RefusedError
from tracker.queries.accounts import require_role
from tracker.queries.group_effects import effects_key, list_group_effects
from tracker.queries.unit_directory import load_directory
from tracker.services.audit import lock_chain, record_audit
from tracker.services.units import UNIT_KEEPERS, UpsertResult, upsert_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.errors import RowError
    from tracker.queries.accounts import Actor
    from tracker.queries.group_effects import GroupEffect
    from tracker.services.unit_book import UnitDraft


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A file of units as it was read.

    Args:
        name: Name of the file, without its folder.
        sha256: Hash of its bytes.
        drafts: Rows that could be read.
        errors: Rows that could not.
        headings: Column → what the file calls it.
    """

    name: str
    sha256: str
    drafts: tuple[UnitDraft, ...]
    errors: tuple[RowError, ...]
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnitImportReport:
    """What an import of units did (kết quả nhập).

    Args:
        batch: Key of the recorded import; None for a trial.
        accepted: Rows that hold: added, updated and unchanged together.
        already_imported: The same bytes went in before, and nothing was left to do.
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
    errors: tuple[RowError, ...]
    already_imported: bool
    #: Tasks given to groups that come down to other units by this import.
    group_effects: tuple[GroupEffect, ...] = ()
    #: Tells that somebody saw these effects of this file; empty when there are none.
    effects_key: str = ""


def check_effects(effects: Sequence[GroupEffect], *, of: str, seen: str | None) -> str:
    """Refuse to give tasks of groups to other units before somebody saw which.

    Args:
        effects: Tasks given to groups that would come down to other units.
        of: What they are the effects of.
        seen: What a preview told (`effects_key`); empty for no preview, None for a preview itself.

    Returns:
        What tells these effects from any others.

    Raises:
        RefusedError: `unit_effects_unseen` or `unit_effects_changed`.
    """
    key = effects_key(effects, of=of)
    if key and seen is not None and seen != key:
        tasks = {(effect.directive, effect.number) for effect in effects}
        code = "unit_effects_changed" if seen else "unit_effects_unseen"
        raise RefusedError(code, count=len(tasks), value=seen)
    return key


def record_unit_import(
    *, actor: Actor, file: UnitFile, effects_seen: str | None = ""
) -> UnitImportReport:
    """Take in a file of units, once.

    The same bytes again change nothing, whatever has happened to the units since; only rows that
    were rejected are tried again, for what they lacked (a parent, say) may be there now. Tasks
    given to groups come down to other units only after somebody saw to which.

    Args:
        actor: Who imports.
        file: The file as it was read.
        effects_seen: The key of the effects a preview showed; None for the preview, which the
            caller rolls back.

    Raises:
        ForbiddenError: `role_not_allowed`.
        RefusedError: As `check_effects`.
    """
    require_role(actor, UNIT_KEEPERS)
    lock_chain()  # two imports at once take turns
    earlier = db.session.scalars(
        # A unique key does not guard rows without a source: NULLs differ from each other.
        sa.select(ImportBatch)
        .where(ImportBatch.kind == BatchKind.UNITS, ImportBatch.file_sha256 == file.sha256)
        .order_by(ImportBatch.id.desc())
        .limit(1)
    ).first()
    rejected = None if earlier is None else {error["row"] for error in earlier.errors or ()}
    before = load_directory()
    result = upsert_units(drafts=file.drafts, headings=file.headings, only_rows=rejected)
    errors = tuple(sorted((*file.errors, *result.errors), key=lambda error: error.row))
    if earlier is not None and not result.added and not result.updated:
        return _report(earlier.id, file, result, errors, already_imported=True)
    effects = tuple(list_group_effects(before, load_directory()))
    key = check_effects(effects, of=file.sha256, seen=effects_seen)
    batch = _record_batch(actor, file, result, errors, effects)
    report = _report(batch.id, file, result, errors, already_imported=False)
    return replace(report, group_effects=effects, effects_key=key)


def _record_batch(
    actor: Actor,
    file: UnitFile,
    result: UpsertResult,
    errors: tuple[RowError, ...],
    effects: tuple[GroupEffect, ...],
) -> ImportBatch:
    rows = len(file.drafts) + len(file.errors)
    batch = ImportBatch(
        kind=BatchKind.UNITS,
        source_id=None,
        file_name=file.name[:300],
        file_sha256=file.sha256,
        as_of=today(),
        created_at=now(),
        created_by=actor.id,
        row_count=rows,
        accepted_count=rows - len(errors),
        added_count=result.added,
        updated_count=result.updated,
        unchanged_count=rows - len(errors) - result.added - result.updated,
        rejected_count=len(errors),
        skipped_count=0,
        errors=[_stored(error) for error in errors],
    )
    db.session.add(batch)
    db.session.flush()
    record_audit(
        actor=actor,
        action="units_imported",
        object_type="import_batch",
        object_key=str(batch.id),
        details={
            "file_sha256": file.sha256,
            "rejected": len(errors),
            **result.details,
            **({"group_effects": [shown_effect(each) for each in effects]} if effects else {}),
        },
    )
    return batch


def _report(
    batch: int,
    file: UnitFile,
    result: UpsertResult,
    errors: tuple[RowError, ...],
    *,
    already_imported: bool,
) -> UnitImportReport:
    rows = len(file.drafts) + len(file.errors)
    accepted = rows - len(errors)
    return UnitImportReport(
        batch=batch,
        file_sha256=file.sha256,
        rows=rows,
        accepted=accepted,
        added=result.added,
        updated=result.updated,
        # Rows taken in by an earlier run of the same file are unchanged too.
        unchanged=accepted - result.added - result.updated,
        rejected=len(errors),
        skipped=0,
        errors=errors,
        already_imported=already_imported,
    )


def shown_effect(effect: GroupEffect) -> dict[str, Any]:
    """Return a group assignment that changes, as files and the audit trail carry it."""
    return {**asdict(effect), "from_day": effect.from_day.isoformat()}


def _stored(error: RowError) -> dict[str, Any]:
    return {
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "code": error.code,
    }
