"""Trying and doing an import in a process of its own, and what its page has to show."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import BatchKind, Language
from tracker.errors import ConflictError
from tracker.importing.dossier_columns import DOSSIER_COLUMNS
from tracker.importing.import_job import (
    REFUSED,
    JobOrder,
    JobState,
    outcome_of,
    read_job,
    start_job,
    wait_for_job,
)
from tracker.runtime import current_language, current_settings
from views.pages.reports import Report, list_faults
from views.pages.uploads import find_upload, import_files, sign, try_files
from views.pages.words import BATCH_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.accounts import Actor
    from views.pages.reports import Fault
    from views.pages.uploads import Preview

WAIT_SECONDS: Final = 8.0
"""A small file is answered at once; a page that shows progress follows for a large one."""

SHOWN: Final = 200
"""Faults shown on a page; the file of errors has all that were listed."""

_COLUMN_FAULTS: Final = frozenset({"columns_missing", "column_ambiguous", "header_not_found"})


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a file would do.

    Args:
        preview: What was asked.
        as_of: Its day.
        kind: What comes in.
        report: What the dry run found.
        faults: The first faults.
        token: What confirms exactly this.
        has_bad_rows: Whether the refused rows can be downloaded as they were read.
    """

    preview: Preview
    as_of: date
    kind: BatchKind
    report: Report
    faults: tuple[Fault, ...]
    token: str
    has_bad_rows: bool


@dataclass(frozen=True, slots=True)
class HeadingChoice:
    """One heading of a file, and the column it is taken for; "" for none."""

    heading: str
    column: str


def new_job() -> str:
    """Return a name nobody can guess."""
    return secrets.token_hex(16)


def start(preview: Preview, actor: Actor, *, dry_run: bool) -> JobState:
    """Try a file, or import it as agreed; return where that stands after a few seconds.

    Raises:
        ConflictError: `preview_file_gone`, `preview_file_changed`.
    """
    kind = BATCH_KINDS[preview.kind]
    files = try_files(preview) if dry_run else import_files(preview)
    order = JobOrder(
        path=find_upload(preview),
        name=preview.name,
        kind=kind,
        source_code=preview.source,
        as_of=date.fromisoformat(preview.as_of),
        username=actor.username,
        is_dry_run=dry_run,
        expected="" if dry_run else preview.outcome,
        options=_options(preview, kind),
    )
    settings = replace(current_settings(), language=Language(current_language()))
    start_job(files, order, settings)
    return _there(wait_for_job(files, WAIT_SECONDS))


def _options(preview: Preview, kind: BatchKind) -> dict[str, Any]:
    if kind is not BatchKind.DOSSIERS:
        return {"period": preview.period or None, "sheet": preview.sheet}
    return {
        "sheet": preview.sheet,
        "mapping": preview.mapping,
        "columns": dict(preview.columns),
        "whole": preview.is_whole,
        "older": preview.takes_older,
        "full": preview.is_full,
        "shrunken": preview.is_confirmed,
        "day_assumed": preview.is_day_assumed,
    }


def look(preview: Preview, *, dry_run: bool) -> JobState:
    """Return where a job stands.

    Raises:
        ConflictError: `preview_file_gone`.
    """
    return _there(read_job(try_files(preview) if dry_run else import_files(preview)))


def _there(state: JobState | None) -> JobState:
    if state is None:
        raise ConflictError("preview_file_gone")
    return state


def preview_page(preview: Preview, state: JobState) -> PreviewPage:
    """Return what the page of a file that was tried shows; its token binds what it shows."""
    return PreviewPage(
        preview=preview,
        as_of=date.fromisoformat(preview.as_of),
        kind=BATCH_KINDS[preview.kind],
        report=Report.read(state.report),
        faults=tuple(list_faults(state.report)[:SHOWN]),
        token=sign(replace(preview, outcome=outcome_of(state.report))),
        has_bad_rows=try_files(preview).bad_rows.is_file(),
    )


def choices_of(
    preview: Preview, state: JobState, told: Mapping[str, str] | None = None
) -> tuple[HeadingChoice, ...]:
    """Return the headings a person may tell the columns of; empty when that would not help.

    Args:
        preview: The file.
        state: How far it was read.
        told: Columns by heading, as a person told them just now.
    """
    error = state.error
    if state.phase != REFUSED or error is None or error.code not in _COLUMN_FAULTS:
        return ()
    if BATCH_KINDS[preview.kind] is not BatchKind.DOSSIERS:
        return ()
    found = error.params.get("found")
    headings = [str(text) for text in found] if isinstance(found, list | tuple) else []
    taken: set[str] = set()
    choices = []
    for heading in dict.fromkeys(headings):
        column = preview.columns.get(heading) or DOSSIER_COLUMNS.key_of(heading) or ""
        chosen = (told or {}).get(heading, "" if column in taken else column)
        choices.append(HeadingChoice(heading, chosen))
        taken.add(column)
    return tuple(choices)


def column_titles() -> tuple[tuple[str, str], ...]:
    """Return key and usual heading of every column that is understood."""
    return tuple((spec.key, spec.title) for spec in DOSSIER_COLUMNS.specs)
