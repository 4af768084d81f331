"""What a preview showed is what is committed, or nothing: its mark holds what it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import CalendarDay, Dossier, UnitAlias, db
from models.vocabulary import DayEffect
from tests.dossier_files import Bring, bringer, row
from tracker.importing.import_job import outcome_of

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)
OTHER = "Cán bộ minh họa 02"
FILE = row("A", Cán_bộ_xử_lý=OTHER), row("B")
"""What is previewed: one changed, one as it was."""


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports rows as one file; A and B are known."""
    del seeded
    run = bringer(tmp_path, system)
    run(row("A"), row("B"))
    return run


def outcome(report: DossierReport) -> str:
    return outcome_of(report.as_dict())


def test_another_outcome_with_the_same_counts_is_another_outcome(bring: Bring) -> None:
    before = bring(*FILE, dry_run=True)
    bring(row("A", Cán_bộ_xử_lý=OTHER), row("B", Cán_bộ_xử_lý=OTHER))

    after = bring(*FILE, dry_run=True)

    assert (before.counts, before.alert_count) == (after.counts, after.alert_count)
    assert outcome(before) != outcome(after)


@pytest.mark.parametrize(
    "changes",
    [
        {"as_of": FEBRUARY},
        {"source_code": "KHAC"},
        {"whole": True},
        {"scope_code": "62"},
        {"columns": {"Mã hồ sơ": "code"}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_asked_otherwise_is_another_outcome(bring: Bring, changes: dict[str, Any]) -> None:
    asked = bring(*FILE, dry_run=True)

    assert outcome(bring(*FILE, dry_run=True, **changes)) != outcome(asked)


@pytest.mark.parametrize("what", ["alias", "calendar"])
def test_units_and_calendar_are_part_of_it(bring: Bring, what: str) -> None:
    asked = bring(*FILE, dry_run=True)
    unit_id = db.session.scalar(sa.select(Dossier.unit_id).limit(1))
    db.session.add(
        UnitAlias(unit_id=unit_id, alias="Huyện Bay", folded="huyen bay")
        if what == "alias"
        else CalendarDay(on=date(2031, 1, 2), effect=DayEffect.OFF, name="Thử")
    )
    db.session.commit()

    assert outcome(bring(*FILE, dry_run=True)) != outcome(asked)


def test_nothing_relevant_changed(bring: Bring) -> None:
    asked = bring(*FILE, dry_run=True)
    bring(row("A"), row("B", Cán_bộ_xử_lý=OTHER), source_code="KHAC")
    bring(row("A"), row("B"))
    bring(row("C"), dry_run=True)

    done = bring(*FILE)

    assert outcome(done) == outcome(asked)
    assert done.updated == 1


def test_a_file_that_went_in_before_changes_nothing_whatever_came_since(bring: Bring) -> None:
    asked = bring(row("A"), row("B"), dry_run=True)
    bring(*FILE)

    assert outcome(bring(row("A"), row("B"))) == outcome(asked)
    assert asked.already_imported


def test_alerts_of_another_kind_are_another_outcome(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = row("A", Ngày_hẹn_trả="15/01/2024 17:00"), row("B")
    asked = bring(*moved, dry_run=True)
    (alert,) = asked.alerts
    monkeypatch.setattr(
        "tracker.importing.dossier_request.describe_alerts",
        lambda _: ({**alert, "code": "B"},),
    )

    assert outcome(bring(*moved, dry_run=True)) != outcome(asked)
