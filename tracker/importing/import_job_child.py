"""Does one import for a server, within limits of memory and computing.

Started by `tracker.importing.import_job`, which sends the order on standard input.
"""

from __future__ import annotations

import logging
import os
import pickle
import resource
import sys
import time
import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tracker.errors import ConflictError, TrackerError
from tracker.importing.import_job import DONE, REFUSED, RUNNING, JobFiles, JobOrder, outcome_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.importing.report import ImportReport

MEMORY_BYTES: Final = 1024**3
"""Addresses the import may hold, ten times what a million rows take; a workbook's parser has a
limit of its own."""
LEAST_SECONDS: Final = 60
BYTES_PER_SECOND: Final = 100_000
"""Each so many bytes of the file add a second of computing; 15 times what a CSV takes."""
_TOLD_SECONDS: Final = 0.3

log = logging.getLogger(__name__)


class _Teller:
    """Writes how many rows were read, not more often than a page asks."""

    def __init__(self, files: JobFiles, name: str) -> None:
        self._files = files
        self._name = name
        self._told = 0.0

    def __call__(self, count: int) -> None:
        if time.monotonic() - self._told >= _TOLD_SECONDS:
            self._told = time.monotonic()
            self._files.write({"phase": RUNNING, "rows": count, "name": self._name})


def limit(order: JobOrder) -> None:
    """Set what this process may use; more and it ends."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))
    seconds = LEAST_SECONDS + order.path.stat().st_size // BYTES_PER_SECOND
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(order: JobOrder, files: JobFiles) -> ImportReport:
    """Do what was ordered, inside an application context.

    Raises:
        RefusedError: whatever the import refuses; `preview_outdated` when it would not do what
            was agreed to.
    """
    from models.vocabulary import BatchKind
    from tracker.queries.accounts import get_actor

    def check(report: ImportReport) -> None:
        found = outcome_of(report.as_dict())
        if order.expected and found != order.expected:
            raise ConflictError("preview_outdated", before=order.expected, now=found)

    shared: dict[str, Any] = {
        "source_code": order.source_code,
        "actor": get_actor(order.username),
        "as_of": order.as_of,
        "name": order.name,
        **order.options,
    }
    if order.kind is BatchKind.DOSSIERS:
        from tracker.importing.dossier_request import Watch
        from tracker.importing.dossiers import import_dossiers

        watch = Watch(files.bad_rows, _Teller(files, order.name), check)
        return import_dossiers(order.path, dry_run=order.is_dry_run, watch=watch, **shared)
    from tracker.importing.measurements import import_measurements

    if order.expected:
        check(import_measurements(order.path, dry_run=True, **shared))
    return import_measurements(order.path, dry_run=order.is_dry_run, **shared)


def main() -> None:
    """Do the job that stands on standard input and write down how it ended."""
    # What the server itself wrote; no file of a user's is read this way.
    files, order, settings = pickle.load(sys.stdin.buffer)  # noqa: S301
    logging.basicConfig(filename=settings.instance / "tracker.log", level=logging.INFO)
    limit(order)
    try:
        from tracker.runtime import create_runtime

        with create_runtime(settings).app_context():
            report = run(order, files).as_dict()
        files.write({"phase": DONE, "rows": report["rows"], "report": report})
    except TrackerError as error:
        _refuse(files, type(error).__name__, error.code, error.params)
    except MemoryError:
        _refuse(files, "RefusedError", "import_job_died", {"name": order.name})
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("import job failed: %s", reference)
        params = {"name": order.name, "reference": reference}
        _refuse(files, "RefusedError", "import_job_failed", params)
    finally:
        # Memory may be too short for an orderly end; everything is written.
        os._exit(0)


def _refuse(files: JobFiles, kind: str, code: str, params: Mapping[str, object]) -> None:
    plain = {name: _plain(value) for name, value in params.items()}
    files.write({"phase": REFUSED, "error": {"kind": kind, "code": code, "params": plain}})


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, int | str) else str(value)
