"""Which connector reads which kind of source, and how a pull takes it in.

A source is read in one of three ways:

HTTP
    An object of `tracker.sources.contract.Connector`. `run_pull` makes the calls it names one
    after the other, keeps every reply, and makes figures of what `read` returns.
LOCAL
    An object of `tracker.sources.contract.LocalConnector`: no call is made. `run_pull` keeps the
    bytes of `capture(settings, period, on)` as the one reply, named "local", and goes on as above:
    `read(settings, period, {"local": reply})` makes the figures of these bytes alone.
FILES
    A function of `FilesRunner`'s shape: it brings whole files in through the imports, each in a
    transaction of its own, and returns what came of them. `run_pull` keeps the run around it.

A connector is loaded when it is first asked for: the table holds the place, not the object.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from models.vocabulary import SourceKind
from tracker.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from tracker.queries.accounts import Actor
    from tracker.rules.periods import Period
    from tracker.services.pull_replies import CallRecord
    from tracker.sources.contract import (
        Connector,
        Finding,
        LocalConnector,
        ReadingConnector,
        SourceSettings,
    )


class Way(Enum):
    """How a pull reads a source; the module says what each is."""

    HTTP = auto()
    LOCAL = auto()
    FILES = auto()


@dataclass(frozen=True, slots=True)
class FilesTaken:
    """What a files runner brought in, all files together.

    Args:
        file_sha256: SHA-256 over the files' own, in order; the file's own where it is one.
        url: Where they lay, as people name it.
        row_count: Rows of all files.
        added_count: Rows that were not known.
        updated_count: Rows that changed what was known.
        unchanged_count: Rows that say what is known.
        rejected_count: Rows refused.
        skipped_count: Rows passed over on purpose.
        batch_id: The last import; None where no file was there.
        captured_at: When the newest file was written.
        errors: As `tracker.importing.report.ImportReport.errors`.
        alerts: As `ImportReport.alerts`.
        findings: What is odd about them.
        quality: What they say of their own figures: flag → count.
        already_imported: Whether every file had gone in before.
    """

    file_sha256: str
    url: str
    row_count: int
    added_count: int
    updated_count: int
    unchanged_count: int
    rejected_count: int
    skipped_count: int
    batch_id: int | None
    captured_at: datetime | None = None
    errors: tuple[Mapping[str, Any], ...] = ()
    alerts: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    quality: Mapping[str, int] = field(default_factory=dict)
    already_imported: bool = False


class FilesRunner(Protocol):
    """Brings the files of a source in; refuses as the imports and `PullFailedError` do."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse settings the runner cannot work with: `source_setting_invalid`."""

    def run(
        self,
        settings: SourceSettings,
        period: Period,
        *,
        actor: Actor,
        dry_run: bool,
        keep: Callable[[CallRecord], None] | None = None,
    ) -> FilesTaken:
        """Bring in what lies there; called outside of any transaction.

        Args:
            settings: Of the source.
            period: What is asked for.
            actor: Who has it pulled.
            dry_run: Say what would happen and undo it.
            keep: Writes down one file as a call of the run, in a transaction of its own; without
                it nothing is written down.
        """


@dataclass(frozen=True, slots=True)
class ConnectorEntry:
    """One line of the table.

    Args:
        place: "module:attribute" of the object.
        way: How a pull reads it.
        kind: What a source it reads is, when it is named first.
        rank: Which source speaks where several state one figure; the lowest does.
    """

    place: str
    way: Way
    kind: SourceKind
    rank: int = 100

    def load(self) -> Connector | LocalConnector | FilesRunner:
        """Return the object."""
        module, _, attribute = self.place.partition(":")
        return cast(
            "Connector | LocalConnector | FilesRunner", getattr(import_module(module), attribute)
        )


CONNECTORS: Final = {
    "portal": ConnectorEntry("tracker.sources.portal:PORTAL", Way.HTTP, SourceKind.PORTAL),
    "opencps": ConnectorEntry("tracker.sources.opencps:OPENCPS", Way.HTTP, SourceKind.ONE_STOP),
    "http_json": ConnectorEntry(
        "tracker.sources.http_json:HTTP_JSON", Way.HTTP, SourceKind.ONE_STOP
    ),
    "folder": ConnectorEntry("tracker.jobs.folder_pulls:FOLDER", Way.FILES, SourceKind.FILE),
    "dossiers": ConnectorEntry(
        # Our own count never takes over from a source that was named for the figure.
        "tracker.sources.own_dossiers:OWN_DOSSIERS",
        Way.LOCAL,
        SourceKind.DOSSIERS,
        rank=200,
    ),
}


def get_connector(settings: SourceSettings) -> ConnectorEntry:
    """Return the line of the connector a source names.

    Raises:
        RefusedError: `source_setting_invalid`.
    """
    entry = CONNECTORS.get(settings.connector)
    if entry is None:
        raise RefusedError(
            "source_setting_invalid",
            source=settings.code,
            key="connector",
            value=settings.connector,
            allowed=", ".join(CONNECTORS),
        )
    return entry


def check_source(settings: SourceSettings) -> ConnectorEntry:
    """Refuse a source whose settings its connector cannot work with; return its line.

    Raises:
        RefusedError: `source_setting_invalid`, `source_setting_missing`, `source_setting_unknown`.
    """
    entry = get_connector(settings)
    reader = cast("ReadingConnector | FilesRunner", entry.load())
    reader.check_settings(settings)
    return entry
