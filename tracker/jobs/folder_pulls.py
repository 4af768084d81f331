"""Takes in the files of a watched folder: each by the one import, the oldest first, each once.

A bad file is a finding with its sentence, and the run goes on with the next. Nothing in the folder
is changed, and no file is kept: dossiers name persons, so what stays is its name and its hash.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import BatchKind
from tracker.clock import now, today
from tracker.errors import RefusedError, TrackerError
from tracker.importing.dossier_mapping import choose_columns
from tracker.importing.dossier_request import make_settings_key as dossier_key
from tracker.importing.dossiers import import_dossiers
from tracker.importing.measurements import import_measurements
from tracker.importing.measurements import make_settings_key as measurement_key
from tracker.jobs.connectors import FilesTaken
from tracker.jobs.folder_findings import findings_of, plain, room_for_copies
from tracker.queries.import_batches import find_batch_of_file
from tracker.queries.taken_files import FILE, list_known_stamps
from tracker.runtime import current_settings
from tracker.services.pull_replies import CallRecord
from tracker.sources.contract import Finding
from tracker.sources.folder import FolderOptions, read_folder_options
from tracker.sources.folder_files import copied, day_of, list_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tracker.importing.report import ImportReport
    from tracker.queries.accounts import Actor
    from tracker.rules.periods import Period
    from tracker.sources.contract import SourceSettings
    from tracker.sources.folder_files import FolderListing, WaitingFile

_LONGEST_NAME: Final = 60
_KNOWN, _TAKEN, _REFUSED = "known", "taken", "refused"


class FolderRunner:
    """Brings the files of a folder in; see `tracker.jobs.connectors.FilesRunner`."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings that cannot work."""
        read_folder_options(settings)

    def run(
        self,
        settings: SourceSettings,
        period: Period,
        *,
        actor: Actor,
        dry_run: bool,
        keep: Callable[[CallRecord], None] | None = None,
    ) -> FilesTaken:
        """Bring in what lies in the folder and was not taken before.

        Args:
            settings: Of the source.
            period: Files whose names speak of another period are left; where the names say no
                period, every row of figures states its own.
            actor: Who has it pulled.
            dry_run: Say what would happen and undo it.
            keep: Writes down each file as it is done, so that a long run gives signs of life.

        Raises:
            PullFailedError: `folder_missing`.
            RefusedError: `dossier_mapping_unknown`.
            ForbiddenError: `role_not_allowed`.
        """
        options = read_folder_options(settings)
        run = _Run(settings.code, options, period, actor, is_dry_run=dry_run, keep=keep)
        return run.take_in()


@dataclass(slots=True)
class _Run:
    """One look at a folder."""

    source_code: str
    options: FolderOptions
    period: Period
    actor: Actor
    is_dry_run: bool
    keep: Callable[[CallRecord], None] | None
    findings: list[Finding] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    hashes: list[str] = field(default_factory=list)
    known_count: int = 0
    new_count: int = 0
    batch_id: int | None = None
    captured_at: datetime | None = None

    def take_in(self) -> FilesTaken:
        """Look at every file and take in those that are new."""
        cutoff = current_settings().month_cutoff_day
        listing = list_folder(self.options, self.period, cutoff=cutoff, at=now())
        self._note_left(listing)
        stamps = list_known_stamps(self.source_code)
        key = self._settings_key()
        left = 0
        with room_for_copies() as room:
            for file in listing.waiting:
                if self._find_batch(file, stamps.get(file.stamp, ""), key):
                    self.known_count += 1
                elif self.new_count >= self.options.most_files:
                    left += 1
                else:
                    self._look_into(file, room, key)
        if left:
            self.findings.append(Finding("folder_more_left", {"count": left}))
        return self._result()

    def _note_left(self, listing: FolderListing) -> None:
        for code, names in (
            ("folder_file_growing", listing.growing),
            ("folder_link_left", listing.links),
            ("folder_file_too_large", listing.too_large),
        ):
            self.findings += [Finding(code, {"file": name}) for name in names]

    @property
    def _stated_period(self) -> Period | None:
        """Return the period of rows that state none: what the names of the files say."""
        return self.period if self.options.states_period else None

    def _settings_key(self) -> str:
        """Return what else decides how a file's bytes are read, as the import writes it down."""
        options = self.options
        if options.kind is BatchKind.MEASUREMENTS:
            return measurement_key(self._stated_period, options.sheet)
        columns = choose_columns(source_code=self.source_code, mapping=options.mapping)
        return dossier_key(
            columns.key, options.scope_code, options.sheet, older=False, full=options.is_full
        )

    def _find_batch(self, file: WaitingFile, sha256: str, settings_key: str) -> bool:
        """Return whether these bytes went in before, in this way, from this source.

        Dossiers whose day the name of the file gives: as of that day.
        """
        if not sha256:
            return False
        options = self.options
        is_named = options.kind is BatchKind.DOSSIERS and options.day_from == "name"
        found = find_batch_of_file(
            kind=options.kind,
            source_code=self.source_code,
            file_sha256=sha256,
            settings_key=settings_key,
            as_of=day_of(options, file, today()) if is_named else None,
        )
        return found is not None

    def _look_into(self, file: WaitingFile, room: Path, settings_key: str) -> None:
        """Take in one file, or say why not."""
        sha256 = ""
        try:
            with copied(self.options, file, room) as (path, sha256):
                if self._find_batch(file, sha256, settings_key):
                    self.known_count += 1
                    self._note(file, sha256, _KNOWN)
                    return
                self.new_count += 1
                report = self._import(file, path)
        except TrackerError as error:
            self._refuse(file, sha256, error)
            return
        self._add(file, report)
        self._note(file, sha256, _TAKEN if report.batch or self.is_dry_run else _REFUSED)

    def _import(self, file: WaitingFile, path: Path) -> ImportReport:
        options = self.options
        as_of = day_of(options, file, today())
        if as_of is None:
            raise RefusedError("folder_no_day", file=file.name)
        if options.kind is BatchKind.MEASUREMENTS:
            stated = self._stated_period
            return import_measurements(
                path,
                source_code=self.source_code,
                actor=self.actor,
                period=None if stated is None else stated.code,
                as_of=as_of,
                dry_run=self.is_dry_run,
                name=file.name,
                sheet=options.sheet,
            )
        return import_dossiers(
            path,
            source_code=self.source_code,
            actor=self.actor,
            as_of=as_of,
            mapping=options.mapping,
            scope_code=options.scope_code,
            dry_run=self.is_dry_run,
            name=file.name,
            sheet=options.sheet,
            whole=options.is_whole,
            full=options.is_full,
        )

    def _refuse(self, file: WaitingFile, sha256: str, error: TrackerError) -> None:
        """Note a bad file: which, and the refusal's own sentence."""
        self.findings.append(Finding("folder_file_refused", {"file": file.name}))
        self.findings.append(Finding(error.code, plain(error.params)))
        self._note(file, sha256, _REFUSED, error.code)

    def _add(self, file: WaitingFile, report: ImportReport) -> None:
        self.counts.update(
            rows=report.rows,
            added=report.added,
            updated=report.updated,
            unchanged=report.unchanged,
            rejected=report.rejected,
            skipped=report.skipped,
        )
        self.errors += [{**error, "file": file.name} for error in report.errors]
        self.alerts += [{**alert, "file": file.name} for alert in report.alerts]
        self.hashes.append(report.file_sha256)
        if report.batch is not None:
            self.batch_id = report.batch
        if self.captured_at is None or file.modified_at > self.captured_at:
            self.captured_at = file.modified_at
        self.findings += findings_of(file.name, report)

    def _note(self, file: WaitingFile, sha256: str, outcome: str, error_code: str = "") -> None:
        """Write a file down as a call without an address; its bytes are not kept."""
        if self.keep is None:
            return
        self.keep(
            CallRecord(
                name=file.name[:_LONGEST_NAME],
                method=FILE,
                url="",
                parameters={
                    "file": file.name,
                    "sha256": sha256,
                    "bytes": file.size,
                    "modified_at": file.modified_at.isoformat(),
                    "stamp": file.stamp,
                    "outcome": outcome,
                    "batch": self.batch_id if outcome == _TAKEN else None,
                },
                captured_at=now(),
                error_code=error_code[:_LONGEST_NAME],
            )
        )

    def _result(self) -> FilesTaken:
        counts = self.counts
        return FilesTaken(
            file_sha256=self.hashes[0] if len(self.hashes) == 1 else _hash_of(self.hashes),
            url=str(self.options.folder),
            row_count=counts["rows"],
            added_count=counts["added"],
            updated_count=counts["updated"],
            unchanged_count=counts["unchanged"],
            rejected_count=counts["rejected"],
            skipped_count=counts["skipped"],
            batch_id=self.batch_id,
            captured_at=self.captured_at,
            errors=tuple(self.errors),
            alerts=tuple(self.alerts),
            findings=tuple(self.findings),
            already_imported=self.known_count > 0 and self.new_count == 0,
        )


def _hash_of(hashes: list[str]) -> str:
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


FOLDER: Final = FolderRunner()
