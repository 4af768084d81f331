"""Brings a document that hands down work in from its file: every row read, every guess told."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import BatchKind
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.importing.directive_file import read_drafts
from tracker.importing.directive_readings import TaskReader
from tracker.importing.report import ImportReport, describe_errors, file_sha256
from tracker.queries.accounts import require_role
from tracker.queries.unit_directory import load_directory
from tracker.rules.text import clean, plain
from tracker.services.directives import DirectiveDraft, record_directive
from tracker.services.import_batches import IMPORTING_ROLES, BatchCounts, close_batch, start_batch
from tracker.transaction import transaction
from tracker.wording.sentences import explain_row

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from tracker.errors import RowError
    from tracker.importing.directive_readings import ReadRow
    from tracker.importing.directive_rows import DraftRows
    from tracker.queries.accounts import Actor

LONGEST_NUMBER: Final = 120
_NO_CODE: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DirectiveHead:
    """What a person says about a document; its file holds only the matrix.

    Args:
        number: As printed, "142/KH-STTTT".
        scope: Code or name of the province or department that issued it: tells what names mean.
        title: Its subject; the number stands in for it.
        kind: What it calls itself ("Kế hoạch").
        issuer: Who issued it, as printed.
        issued_on: Day of issue; names mean the units of that day.
        effective_from: First day its targets are in force.
        effective_to: Last day.
    """

    number: str
    scope: str
    title: str = ""
    kind: str = ""
    issuer: str = ""
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class DirectiveImport:
    """What came of a file: the report every import gives, and each row as it was read."""

    report: ImportReport
    rows: tuple[ReadRow, ...]


def import_directive(
    path: Path,
    *,
    head: DirectiveHead,
    actor: Actor,
    name: str = "",
    sheet: str = "",
    dry_run: bool = False,
) -> DirectiveImport:
    """Bring a document in from an XLSX or DOCX, in a transaction of its own.

    Rows that cannot be read are listed and left out; the others go in. What is merged down stands
    in each row and is marked in the row's reading, as is every other guess.

    Args:
        path: Where the bytes lie.
        head: What is known of the document.
        actor: Who imports.
        name: The name the person gave the file; the path's own if not given.
        sheet: Sheet of a workbook, where several have a matrix.
        dry_run: Say what would happen and undo it.

    Raises:
        RefusedError: `directive_exists`, `directive_number_invalid`, `directive_days_reversed`,
            `directive_nothing_readable`, `unit_unknown` (the scope), or what
            `tracker.importing.directive_file.read_drafts` refuses.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    name = name or path.name
    directory = load_directory()
    draft = _draft(head, name)
    day = head.issued_on or head.effective_from or today()
    draft = replace(draft, scope_id=directory.resolve(head.scope, day).id)
    # Read before the transaction, so that a slow file keeps no other writer waiting.
    drafts = read_drafts(path, name, sheet=sheet)
    rows, errors = TaskReader(draft, directory).read_all(drafts.rows)
    errors = [*drafts.errors, *errors]
    sha256 = file_sha256(path)
    with transaction(dry_run=dry_run):
        if errors and not rows:
            raise _nothing_readable(draft, errors)
        batch_id = start_batch(
            kind=BatchKind.DIRECTIVE,
            source_id=None,
            file_name=name,
            file_sha256=sha256,
            settings_key=draft.number,
            as_of=day,
            actor=actor,
        )
        readings = [row.reading for row in rows]
        record_directive(draft=replace(draft, batch_id=batch_id), readings=readings, actor=actor)
        described = describe_errors(errors)
        counts = _counts(drafts, len(rows))
        close_batch(
            batch_id=batch_id,
            counts=counts,
            errors=[_without_message(error) for error in described],
            actor=actor,
            details={"number": draft.number},
        )
    report = _report(None if dry_run else batch_id, sha256, counts, described)
    return DirectiveImport(report, tuple(rows))


def _draft(head: DirectiveHead, name: str) -> DirectiveDraft:
    number = clean(head.number)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise RefusedError("directive_number_invalid", value=number, maximum=LONGEST_NUMBER)
    first, last = head.effective_from, head.effective_to
    if first is not None and last is not None and last < first:
        raise RefusedError("directive_days_reversed", first_day=first, last_day=last)
    return DirectiveDraft(
        code=_NO_CODE.sub("-", plain(number)).strip("-")[:60] or number[:60],
        number=number,
        title=clean(head.title) or number,
        scope_id=0,
        kind=clean(head.kind)[:60],
        issuer=clean(head.issuer)[:300],
        issued_on=head.issued_on,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        document=name,
    )


def _nothing_readable(draft: DirectiveDraft, errors: Sequence[RowError]) -> RefusedError:
    first = min(errors, key=lambda error: error.row)
    return RefusedError(
        "directive_nothing_readable",
        number=draft.number,
        count=len({error.row for error in errors}),
        row=first.row,
        column=first.column,
        first=explain_row(first),
    )


def _counts(drafts: DraftRows, accepted: int) -> BatchCounts:
    return BatchCounts(
        row_count=drafts.count,
        added_count=accepted,
        updated_count=0,
        unchanged_count=0,
        rejected_count=drafts.count - drafts.skipped - accepted,
        skipped_count=drafts.skipped,
    )


def _report(
    batch_id: int | None, sha256: str, counts: BatchCounts, errors: tuple[dict[str, Any], ...]
) -> ImportReport:
    return ImportReport(
        batch=batch_id,
        file_sha256=sha256,
        rows=counts.row_count,
        accepted=counts.accepted_count,
        added=counts.added_count,
        updated=counts.updated_count,
        unchanged=counts.unchanged_count,
        rejected=counts.rejected_count,
        skipped=counts.skipped_count,
        errors=errors,
    )


def _without_message(error: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in error.items() if name != "message"}
