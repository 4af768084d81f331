"""Takes what a run gathered into the figures, in the caller's one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from models.vocabulary import BatchKind, RunState
from tracker.clock import local, today
from tracker.errors import RowError
from tracker.importing.report import ImportReport, describe_errors
from tracker.jobs.pull_checks import check_size, check_units, find_gone, find_revisions
from tracker.jobs.pull_figures import count_quality, describe_findings, map_reading
from tracker.queries.import_batches import find_batch_of_file
from tracker.queries.pull_runs import find_last_good_run
from tracker.services.import_batches import BatchCounts, close_batch, mark_sample, start_batch
from tracker.services.measurements import plan_measurements, record_measurements
from tracker.services.pull_replies import record_source_units
from tracker.services.pull_runs import RunResult, end_run, require_running
from tracker.sources.contract import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from tracker.jobs.connectors import FilesTaken
    from tracker.jobs.pull_calls import Gathered
    from tracker.jobs.pull_figures import MappedReading
    from tracker.queries.accounts import Actor
    from tracker.rules.periods import Period
    from tracker.services.measurements import MeasurementPlan
    from tracker.sources.contract import Reading


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be taken in.

    Args:
        reading: What the replies say.
        gathered: The replies.
        source_id: Where they come from.
        source_code: Its code.
        run_id: The running run.
        period: What was asked for.
        actor: Who runs it.
        accepted_reason: Why a pull that brings much less may go in all the same; empty: it may not.
    """

    reading: Reading
    gathered: Gathered
    source_id: int
    source_code: str
    run_id: int
    period: Period
    actor: Actor
    accepted_reason: str

    @property
    def as_of(self) -> date:
        """Return the day the figures stand for: when they were given out, in Vietnam."""
        captured_at = self.gathered.captured_at
        return today() if captured_at is None else local(captured_at).date()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, as the report says it."""

    counts: ImportReport
    url: str
    run_id: int
    state: str
    quality: Mapping[str, int]
    findings: tuple[dict[str, Any], ...]

    def without_batch(self) -> ImportReport:
        """Return the counts of a pull that was only tried."""
        return replace(self.counts, batch=None)


def take_in(intake: Intake) -> Taken:
    """Check a reading as a whole and take its figures in.

    Raises:
        PullFailedError: `pull_empty`, `pull_shrunken`, `source_units_collide`,
            `source_figure_twice`.
        PullStoppedError: `unit_set_changed`.
        ConflictError: `pull_run_lost`.
    """
    require_running(intake.run_id)
    if intake.reading.is_sample:
        mark_sample(source_id=intake.source_id)
    let_pass = _check(intake)
    mapped = map_reading(intake.reading, source_id=intake.source_id, period=intake.period)
    plan = plan_measurements(figures=mapped.figures, source_id=intake.source_id, as_of=intake.as_of)
    findings = (
        *mapped.findings,
        *let_pass,
        *find_revisions(plan, mapped, intake.period),
        *find_gone(mapped, source_id=intake.source_id, period=intake.period),
    )
    older = [
        RowError(figure.row, "", "", "older_than_known", {"known_on": known.as_of})
        for figure, known in plan.older
    ]
    errors = describe_errors([*mapped.errors, *older])
    counts = BatchCounts(
        row_count=len(intake.reading.figures) + len(intake.reading.rejected),
        added_count=len(plan.added),
        updated_count=len(plan.updated),
        unchanged_count=len(plan.unchanged),
        rejected_count=len(errors),
        skipped_count=0,
    )
    is_repeat = _is_repeat(intake, plan)
    batch_id = _record(intake, plan, counts, errors)
    return _end(intake, mapped, counts, findings, errors, batch_id, is_repeat=is_repeat)


def take_in_files(taken: FilesTaken, *, run_id: int, actor: Actor) -> Taken:
    """End a run whose files went in through the imports."""
    described = describe_findings(taken.findings)
    end_run(
        run_id=run_id,
        result=RunResult(
            batch_id=taken.batch_id,
            captured_at=taken.captured_at,
            row_count=taken.row_count,
            added_count=taken.added_count,
            updated_count=taken.updated_count,
            unchanged_count=taken.unchanged_count,
            rejected_count=taken.rejected_count,
            skipped_count=taken.skipped_count,
            unit_count=0,
            unit_key="",
            findings=_kept(described),
            quality=taken.quality,
        ),
        actor=actor,
        details={"rows": taken.row_count, "sha256": taken.file_sha256},
    )
    accepted = taken.added_count + taken.updated_count + taken.unchanged_count
    counts = ImportReport(
        batch=taken.batch_id,
        file_sha256=taken.file_sha256,
        rows=taken.row_count,
        accepted=accepted,
        added=taken.added_count,
        updated=taken.updated_count,
        unchanged=taken.unchanged_count,
        rejected=taken.rejected_count,
        skipped=taken.skipped_count,
        errors=taken.errors,
        alerts=taken.alerts,
        already_imported=taken.already_imported,
    )
    return Taken(counts, taken.url, run_id, _state(described), taken.quality, described)


def _check(intake: Intake) -> tuple[Finding, ...]:
    """Return findings about what was let pass, or refuse the reading as a whole."""
    found = check_units(
        intake.reading,
        source_id=intake.source_id,
        source_code=intake.source_code,
        last=find_last_good_run(intake.source_id),
    )
    shrunken = check_size(intake.reading, find_last_good_run(intake.source_id, intake.period.kind))
    if shrunken is None:
        return found
    if not intake.accepted_reason:
        raise shrunken
    params = {
        **shrunken.params,
        "by": intake.actor.display_name,
        "reason": intake.accepted_reason,
    }
    return (*found, Finding("pull_shrunken_accepted", params))


def _is_repeat(intake: Intake, plan: MeasurementPlan) -> bool:
    """Return whether an earlier pull brought the same bytes and nothing new comes of them."""
    earlier = find_batch_of_file(
        kind=BatchKind.MEASUREMENTS,
        source_code=intake.source_code,
        file_sha256=intake.gathered.file_sha256,
        settings_key=f"pull={intake.period.code}",
    )
    return earlier is not None and not plan.changes_figures


def _record(
    intake: Intake,
    plan: MeasurementPlan,
    counts: BatchCounts,
    errors: Sequence[Mapping[str, Any]],
) -> int:
    batch_id = start_batch(
        kind=BatchKind.MEASUREMENTS,
        source_id=intake.source_id,
        file_name=f"{intake.source_code} {intake.period.code}",
        file_sha256=intake.gathered.file_sha256,
        # Every run is an import of its own: what it confirms carries its day.
        settings_key=f"pull={intake.period.code}#{intake.run_id}",
        as_of=intake.as_of,
        captured_at=intake.gathered.captured_at,
        actor=intake.actor,
    )
    record_measurements(
        plan=plan,
        source_id=intake.source_id,
        as_of=intake.as_of,
        batch_id=batch_id,
        actor=intake.actor,
    )
    close_batch(
        batch_id=batch_id,
        counts=counts,
        errors=[
            {name: value for name, value in error.items() if name != "message"} for error in errors
        ],
        actor=intake.actor,
        details={"source": intake.source_code, "run": intake.run_id},
    )
    return batch_id


def _end(
    intake: Intake,
    mapped: MappedReading,
    counts: BatchCounts,
    findings: Sequence[Finding],
    errors: Sequence[dict[str, Any]],
    batch_id: int,
    *,
    is_repeat: bool,
) -> Taken:
    described = describe_findings(findings)
    quality = count_quality(intake.reading)
    record_source_units(source_id=intake.source_id, run_id=intake.run_id, units=mapped.units)
    end_run(
        run_id=intake.run_id,
        result=RunResult(
            batch_id=batch_id,
            captured_at=intake.gathered.captured_at,
            **asdict(counts),
            unit_count=len(mapped.units),
            unit_key=mapped.unit_key,
            findings=_kept(described),
            quality=quality,
        ),
        actor=intake.actor,
        details={
            "batch": batch_id,
            "sha256": intake.gathered.file_sha256,
            "findings": [finding["code"] for finding in described],
            **({"accepted_reason": intake.accepted_reason} if intake.accepted_reason else {}),
        },
    )
    report = ImportReport(
        batch=batch_id,
        file_sha256=intake.gathered.file_sha256,
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
    url = intake.gathered.url
    return Taken(report, url, intake.run_id, _state(described), quality, described)


def _kept(described: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return findings as a run keeps them: the sentence is made anew for each reader."""
    return tuple({"code": item["code"], "params": item["params"]} for item in described)


def _state(described: Sequence[object]) -> str:
    return (RunState.OK_WITH_FINDINGS if described else RunState.OK).value
