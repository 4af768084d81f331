"""Pulls the figures of a source for a period: asked, kept, checked, taken in or refused whole.

`run_pull` is the one way in, for the command, the web and the clock. What a connector must be is
in `tracker.jobs.connectors` (one line per connector) and `tracker.sources.contract`; what it asks
of a reply in `tracker.sources.replies`; how it reads its options in `tracker.sources.settings`.

A run that fails leaves every figure as it was and says why; a run that was cut short leaves its
good replies to the next one of the same day. A dry run makes the calls and keeps nothing.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from models.vocabulary import Role
from tracker.clock import today
from tracker.errors import RefusedError, TrackerError
from tracker.jobs.connectors import Way, check_source
from tracker.jobs.pull_calls import Calls, find_earlier
from tracker.jobs.pull_intake import Intake, Taken, take_in, take_in_files
from tracker.queries.accounts import require_role
from tracker.queries.pulled_sources import find_pulled_source
from tracker.rules.periods import read_period
from tracker.rules.text import clean
from tracker.runtime import current_settings
from tracker.services.import_batches import IMPORTING_ROLES
from tracker.services.pull_replies import record_call
from tracker.services.pull_runs import fail_run, name_resumed, require_not_stopped, start_run
from tracker.sources.errors import PullStoppedError
from tracker.sources.fetching import Fetcher
from tracker.sources.settings import get_source_settings
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tracker.importing.report import ImportReport
    from tracker.jobs.connectors import ConnectorEntry, FilesRunner
    from tracker.jobs.pull_calls import EarlierReplies, Gathered
    from tracker.queries.accounts import Actor
    from tracker.rules.periods import Period
    from tracker.services.pull_replies import CallRecord
    from tracker.sources.contract import Connector, LocalConnector, Reading, SourceSettings


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull came to: an import's report, and what else is to be known of it.

    Args:
        counts: As an import says them.
        source: Code of the source.
        url: What was asked first, without a query.
        quality: What the source says of its own figures: "flag" and "count" each.
        run: Number of the run; None when it was only tried.
        state: How it ended: "ok" or "ok_with_findings".
        findings: What was odd: "code", "params", "message" each.
    """

    counts: ImportReport
    source: str
    url: str
    quality: tuple[dict[str, Any], ...]
    run: int | None
    state: str
    findings: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as scripts read it, the keys in their agreed order."""
        return {
            **self.counts.as_dict(),
            "source": self.source,
            "url": self.url,
            "quality": [dict(flag) for flag in self.quality],
            "run": self.run,
            "state": self.state,
            "findings": [dict(finding) for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Order:
    """One pull as it was asked for."""

    settings: SourceSettings
    entry: ConnectorEntry
    period: Period
    actor: Actor
    is_dry_run: bool
    accepted_reason: str


def run_pull(
    *,
    source_code: str,
    period: str,
    actor: Actor,
    dry_run: bool = False,
    accept_shrunken: bool = False,
    reason: str = "",
) -> PullReport:
    """Pull the figures of a source for a period.

    Args:
        source_code: A source of the server's file of sources.
        period: Text form of the period.
        actor: Who has it pulled.
        dry_run: Make the calls, say what would happen, keep nothing.
        accept_shrunken: Take in a pull that brings much less than the last good one; the replies
            of the run that was refused for it are those taken in, as far as they are of today.
        reason: Why, when something is accepted.

    Raises:
        ReadingError: `period_unreadable`.
        NotFoundError: `source_not_configured`.
        ForbiddenError: `role_not_allowed`.
        ConflictError: `pull_running`, `pull_run_lost`.
        RefusedError: `sources_file_unreadable`, `source_setting_…`, `source_stopped`,
            `period_not_pullable`, `pull_reason_missing`.
        PullFailedError: Whatever call, reply or reading refuses, `pull_shrunken`, `pull_empty`.
        PullStoppedError: The same; the source waits for a person from now on.
    """
    require_role(actor, IMPORTING_ROLES)
    if accept_shrunken:
        require_role(actor, (Role.OFFICE_STAFF,))
        if not clean(reason):
            raise RefusedError("pull_reason_missing")
    settings = get_source_settings(current_settings().sources_path, clean(source_code))
    order = _Order(
        settings=settings,
        entry=check_source(settings),
        period=read_period(period),
        actor=actor,
        is_dry_run=dry_run,
        accepted_reason=clean(reason) if accept_shrunken else "",
    )
    if order.entry.way is Way.HTTP:
        # What may not be asked for is refused before anything is written.
        _http(order).next_calls(settings, order.period, today(), {})
    elif order.entry.way is Way.LOCAL:
        _local(order).check_period(settings, order.period, today())
    return _try_out(order) if dry_run else _run(order)


def _run(order: _Order) -> PullReport:
    with transaction():
        source_id, run_id = _start(order)
        earlier = _earlier(order, source_id, run_id)
        if earlier is not None:
            name_resumed(run_id=run_id, resumed_from_id=earlier.run_id)
    with _ending(run_id, order.actor):
        if order.entry.way is Way.FILES:
            runner = cast("FilesRunner", order.entry.load())
            keep = partial(_keep, run_id)
            taken = runner.run(
                order.settings, order.period, actor=order.actor, dry_run=False, keep=keep
            )
            with transaction():
                return _report(order, take_in_files(taken, run_id=run_id, actor=order.actor))
        gathered = _gather(order, run_id, earlier)
        # Read before the transaction: what takes long keeps no other writer waiting.
        reading = _read(order, gathered)
        with transaction():
            intake = _intake(order, gathered, reading, source_id, run_id)
            return _report(order, take_in(intake))


def _keep(run_id: int, call: CallRecord) -> None:
    with transaction():
        record_call(run_id=run_id, call=call)


def _try_out(order: _Order) -> PullReport:
    """Return what a pull would come to; only the source itself notices."""
    source = find_pulled_source(order.settings.code)
    earlier = None
    if source is not None:
        require_not_stopped(source.code, source.stopped_at, source.stopped_code)
        earlier = _earlier(order, source.id, None)
    if order.entry.way is Way.FILES:
        runner = cast("FilesRunner", order.entry.load())
        taken = runner.run(order.settings, order.period, actor=order.actor, dry_run=True)
        with transaction(dry_run=True):
            _, run_id = _start(order)
            return _report(order, take_in_files(taken, run_id=run_id, actor=order.actor))
    gathered = _gather(order, None, earlier)
    reading = _read(order, gathered)
    with transaction(dry_run=True):
        source_id, run_id = _start(order)
        return _report(order, take_in(_intake(order, gathered, reading, source_id, run_id)))


def _start(order: _Order) -> tuple[int, int]:
    return start_run(
        source_code=order.settings.code,
        source_kind=order.entry.kind,
        rank=order.entry.rank,
        period=order.period,
        connector=order.settings.connector,
        actor=order.actor,
        max_age_days=order.settings.max_age_days,
    )


def _earlier(order: _Order, source_id: int, run_id: int | None) -> EarlierReplies | None:
    if order.entry.way is not Way.HTTP:
        return None
    return find_earlier(
        source_id, order.period, run_id=run_id, with_shrunken=bool(order.accepted_reason)
    )


def _gather(order: _Order, run_id: int | None, earlier: EarlierReplies | None) -> Gathered:
    calls = Calls(order.settings, order.period, run_id, earlier)
    if order.entry.way is Way.LOCAL:
        return calls.capture(_local(order), today())
    installed = current_settings()
    fetcher = Fetcher(
        egress=installed.egress,
        most_bytes=installed.fetch_limit_bytes,
        seconds=installed.fetch_limit_seconds,
        pause_seconds=order.settings.pause_seconds,
        environ=os.environ,
    )
    return calls.gather(_http(order), fetcher, today())


def _read(order: _Order, gathered: Gathered) -> Reading:
    connector = cast("Connector | LocalConnector", order.entry.load())
    return connector.read(order.settings, order.period, gathered.replies)


def _intake(
    order: _Order, gathered: Gathered, reading: Reading, source_id: int, run_id: int
) -> Intake:
    return Intake(
        reading=reading,
        gathered=gathered,
        source_id=source_id,
        source_code=order.settings.code,
        run_id=run_id,
        period=order.period,
        actor=order.actor,
        accepted_reason=order.accepted_reason,
    )


@contextmanager
def _ending(run_id: int, actor: Actor) -> Iterator[None]:
    """End a run badly when anything goes wrong, so that it never looks as if it still ran."""
    try:
        yield
    except TrackerError as error:
        with transaction():
            fail_run(
                run_id=run_id,
                code=error.code,
                params=error.params,
                actor=actor,
                stops_source=isinstance(error, PullStoppedError),
            )
        raise
    except Exception:
        with transaction():
            fail_run(run_id=run_id, code="pull_broke", params={}, actor=actor)
        raise
    except BaseException:
        with transaction():
            fail_run(run_id=run_id, code="pull_interrupted", params={}, actor=actor)
        raise


def _local(order: _Order) -> LocalConnector:
    return cast("LocalConnector", order.entry.load())


def _http(order: _Order) -> Connector:
    return cast("Connector", order.entry.load())


def _report(order: _Order, taken: Taken) -> PullReport:
    return PullReport(
        counts=taken.counts if not order.is_dry_run else taken.without_batch(),
        source=order.settings.code,
        url=taken.url,
        quality=tuple({"flag": flag, "count": count} for flag, count in taken.quality.items()),
        run=None if order.is_dry_run else taken.run_id,
        state=taken.state,
        findings=taken.findings,
    )
