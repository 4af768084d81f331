"""Gives a newcomer something true to look at: sample data, marked as such wherever it shows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import EvaluationRun, ImportBatch, Publication, Source, User, db
from models.vocabulary import Role, SourceKind, UnitLevel
from tracker.clock import now
from tracker.importing.dossiers import import_dossiers
from tracker.importing.measurements import import_measurements
from tracker.importing.report import file_sha256
from tracker.importing.sample_dossiers import SampleUnit, write_sample_dossiers
from tracker.jobs.evaluation import run_evaluation
from tracker.jobs.publication import run_publication
from tracker.paths import DEMO_SEEDS, SEEDS
from tracker.publishing.late_list import draft_late_list
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.calendar import load_calendar
from tracker.queries.units import list_units
from tracker.rules.periods import read_period
from tracker.services.accounts import add_user
from tracker.services.late_lists import approve_late_list
from tracker.services.seed_directives import load_directive_seeds
from tracker.services.seed_units import load_groups_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

DRAFTER: Final = "chuyenvien"
APPROVER: Final = "lanhdao"
LISTED: Final = "2024-03"
"""The month whose list is published: Kon Tum as the seeds have it, before the reorganisation."""
SAMPLE_MONTHS: Final = ("2024-01", "2024-02", LISTED)
SAMPLE_ROWS: Final = 6_000
SAMPLE_SOURCE: Final = "MINH-HOA"
SAMPLE_SEED: Final = 20240331
SAMPLE_WEIGHTS: Final = (
    (UnitLevel.DEPARTMENT, 4),
    (UnitLevel.DISTRICT, 10),
    (UnitLevel.COMMUNE, 2),
)
EVALUATED: Final = ("2020", "2022-12", "2023-Q2", LISTED, "2026-08")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account a newcomer can look through."""

    username: str
    display_name: str
    role: Role
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was added; nothing at the second run.

    Args:
        passwords: Of the accounts just made, by name: the one moment they can be read.
        steps: What was done, as codes of `tracker.wording`.
    """

    passwords: dict[str, str]
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Figures:
    """A file of real figures and where it comes from."""

    path: Path
    source_code: str
    kind: SourceKind
    as_of: date


ACCOUNTS: Final = (
    DemoAccount(DRAFTER, "Chuyên viên Văn phòng (mẫu)", Role.OFFICE_STAFF),
    DemoAccount(APPROVER, "Lãnh đạo duyệt (mẫu)", Role.APPROVER),
    DemoAccount("thutruong", "Thủ trưởng đơn vị (mẫu)", Role.DEPARTMENT_HEAD, "H44.45"),
    DemoAccount("canbo", "Cán bộ đơn vị (mẫu)", Role.UNIT_OFFICER, "STNMT"),
    DemoAccount("quantri", "Quản trị hệ thống (mẫu)", Role.ADMINISTRATOR),
)
FIGURES: Final = (
    _Figures(
        DEMO_SEEDS / "phu-tho-2026-08-measurements.csv",
        "CONG-DVCQG",
        SourceKind.PORTAL,
        date(2026, 9, 27),
    ),
    _Figures(
        DEMO_SEEDS / "phu-tho-2026-08-scores.csv",
        "CONG-DVCQG",
        SourceKind.PORTAL,
        date(2026, 9, 27),
    ),
    _Figures(SEEDS / "document_figures.csv", "VAN-BAN", SourceKind.DOCUMENT, date(2023, 6, 30)),
)


def run_demo(settings: Settings) -> DemoReport:
    """Add the sample data that is missing; each step stands on its own and is done once.

    Args:
        settings: Of the installation; they decide how the list is drafted.
    """
    system = get_actor(SYSTEM_USERNAME)
    steps: list[str] = []
    with transaction():
        load_groups_seed(actor=system, folder=DEMO_SEEDS)
        if load_directive_seeds(actor=system, folder=DEMO_SEEDS):
            steps.append("demo_directives")
        passwords = _add_accounts(system)
    imported = [figures.kind for figures in FIGURES if _import(figures)]
    steps += [f"demo_figures_{kind.value}" for kind in dict.fromkeys(imported)]
    if _import_sample_dossiers(system):
        steps.append("demo_dossiers")
    if _evaluate(system):
        steps.append("demo_evaluated")
    if _publish(settings):
        steps.append("demo_published")
    return DemoReport(passwords, tuple(steps))


def _add_accounts(system: Actor) -> dict[str, str]:
    known = set(db.session.scalars(sa.select(User.username)))
    return {
        account.username: add_user(
            actor=system,
            username=account.username,
            display_name=account.display_name,
            role=account.role,
            unit_code=account.unit_code,
            at=now(),
        )
        for account in ACCOUNTS
        if account.username not in known
    }


def _import(figures: _Figures) -> bool:
    if _has_file(figures):
        return False
    import_measurements(
        figures.path,
        source_code=figures.source_code,
        source_kind=figures.kind,
        actor=get_actor(DRAFTER),
        as_of=figures.as_of,
    )
    return True


def _import_sample_dossiers(system: Actor) -> bool:
    if _has_batch(SAMPLE_SOURCE):
        return False
    units = [
        SampleUnit(unit.code, unit.name, weight, unit.level)
        for level, weight in SAMPLE_WEIGHTS
        for unit in list_units(as_of=read_period(LISTED).last_day(), under="62", level=level)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so-minh-hoa.csv"
        as_of = write_sample_dossiers(
            path,
            units=units,
            months=SAMPLE_MONTHS,
            row_count=SAMPLE_ROWS,
            calendar=load_calendar(),
            seed=SAMPLE_SEED,
        )
        import_dossiers(path, source_code=SAMPLE_SOURCE, actor=system, as_of=as_of)
    return True


def _evaluate(system: Actor) -> bool:
    done = set(db.session.scalars(sa.select(EvaluationRun.period)))
    missing = [period for period in EVALUATED if period not in done]
    for period in missing:
        run_evaluation(period=period, actor=system)
    return bool(missing)


def _publish(settings: Settings) -> bool:
    if db.session.scalar(sa.select(Publication.id).where(Publication.period == LISTED)):
        return False
    with transaction():
        draft_late_list(period=LISTED, actor=get_actor(DRAFTER), settings=settings)
    with transaction():
        approve_late_list(period=LISTED, actor=get_actor(APPROVER))
    run_publication(period=LISTED, actor=get_actor(DRAFTER), settings=settings)
    return True


def _has_file(figures: _Figures) -> bool:
    """Return whether a file went in; by its bytes, so that a newer edition of it goes in, too."""
    found = db.session.scalar(
        sa.select(ImportBatch.id)
        .join(Source, Source.id == ImportBatch.source_id)
        .where(
            Source.code == figures.source_code,
            ImportBatch.file_sha256 == file_sha256(figures.path),
        )
        .limit(1)
    )
    db.session.rollback()
    return found is not None


def _has_batch(source_code: str) -> bool:
    found = db.session.scalar(
        sa.select(ImportBatch.id)
        .join(Source, Source.id == ImportBatch.source_id)
        .where(Source.code == source_code)
        .limit(1)
    )
    db.session.rollback()
    return found is not None
