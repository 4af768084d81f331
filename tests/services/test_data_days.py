"""The same bytes with another data day: another import of the same content."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Dossier, DossierRevision, ImportBatch, IntegrityAlert, db
from tests.dossier_files import Bring, bringer, open_row, row
from tracker.queries.dossier_sources import list_dossier_sources

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

JANUARY, FEBRUARY, MARCH = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)
CHANGED = row("A", Cán_bộ_xử_lý="Cán bộ minh họa 02")


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports rows as one file."""
    del seeded
    return bringer(tmp_path, system)


def known_to() -> date:
    (source,) = list_dossier_sources(date(2024, 1, 1), JANUARY)
    return source.as_of


def rows_of(*tables: type[Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(each)
        for table in tables
        for each in db.session.execute(sa.select(table.__table__).order_by(table.id))
    ]


def test_a_later_day_confirms_the_figures_to_that_day(bring: Bring) -> None:
    first = bring(row("A"), open_row("B"))
    before = rows_of(Dossier, DossierRevision, IntegrityAlert)

    later = bring(row("A"), open_row("B"), as_of=FEBRUARY)

    assert (later.already_imported, later.unchanged, later.updated) == (False, 2, 0)
    assert later.batch != first.batch
    assert known_to() == FEBRUARY
    assert rows_of(Dossier, DossierRevision, IntegrityAlert) == before


@pytest.mark.parametrize("as_of", [JANUARY, FEBRUARY, None])
def test_a_day_it_came_with_or_none_is_the_same_file(bring: Bring, as_of: date | None) -> None:
    bring(row("A"))
    bring(row("A"), as_of=FEBRUARY)
    before = rows_of(Dossier, DossierRevision, IntegrityAlert, ImportBatch)

    assert bring(row("A"), as_of=as_of).already_imported
    assert rows_of(Dossier, DossierRevision, IntegrityAlert, ImportBatch) == before


def test_a_day_nobody_gave_is_no_other_day(bring: Bring) -> None:
    bring(row("A"))

    assert bring(row("A"), as_of=FEBRUARY, day_assumed=True).already_imported
    assert known_to() == JANUARY


def test_an_earlier_day_is_an_older_file_and_rewrites_nothing(bring: Bring) -> None:
    bring(row("A"), as_of=FEBRUARY)
    bring(CHANGED, as_of=MARCH)
    before = rows_of(Dossier, DossierRevision, IntegrityAlert)

    older = bring(row("A"), as_of=JANUARY)

    assert (older.already_imported, older.skipped_by_reason) == (False, {"older_than_known": 1})
    assert known_to() == MARCH
    assert rows_of(Dossier, DossierRevision, IntegrityAlert) == before


def test_a_later_day_puts_back_what_another_file_changed_in_between(bring: Bring) -> None:
    bring(row("A"))
    bring(CHANGED, as_of=FEBRUARY)

    again = bring(row("A"), as_of=MARCH)

    assert again.updated == 1
    assert len(rows_of(DossierRevision)) == 2


def test_a_full_file_of_a_later_day_misses_what_came_since(bring: Bring) -> None:
    bring(row("A"), open_row("B"), full=True)
    bring(row("A"), open_row("B"), open_row("C"), as_of=FEBRUARY, full=True)

    report = bring(row("A"), open_row("B"), as_of=MARCH, full=True, shrunken=True)

    assert [(alert["kind"], alert["code"]) for alert in report.alerts] == [("vanished", "C")]


def test_a_file_with_refused_rows_of_a_later_day_is_another_import(bring: Bring) -> None:
    rows = row("A"), row("B", Đơn_vị="Sở Bay")
    first = bring(*rows)

    later = bring(*rows, as_of=FEBRUARY)

    assert (later.already_imported, later.unchanged, later.rejected) == (False, 1, 1)
    assert later.batch != first.batch
    assert bring(*rows, as_of=FEBRUARY).already_imported
    assert known_to() == FEBRUARY


def test_a_sheet_whose_name_looks_like_an_attempt_is_another_reading(bring: Bring) -> None:
    bring(row("A"), sheet="#1 Danh sách")

    assert bring(row("A"), as_of=FEBRUARY).unchanged == 1
