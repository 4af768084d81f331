"""Imports that follow each other: nothing overwritten, nothing done by halves."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    Dossier,
    DossierRevision,
    ImportBatch,
    IntegrityAlert,
    UnitAlias,
    db,
)
from models.vocabulary import AlertKind, DossierStatus, Role
from tests.dossier_files import Bring, bringer, open_row, row, write_export
from tracker.errors import ForbiddenError
from tracker.importing.dossiers import import_dossiers
from tracker.services import dossiers
from tracker.services.dossiers import DossierIntake

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

JANUARY, FEBRUARY, MARCH = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)


@pytest.fixture
def bring(seeded: Settings, system: Actor, tmp_path: Path) -> Bring:
    """Return a function that imports rows as one file."""
    del seeded
    return bringer(tmp_path, system)


def count(model: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def stored(code: str) -> Dossier:
    db.session.expire_all()
    return db.session.execute(sa.select(Dossier).where(Dossier.code == code)).scalar_one()


def everything() -> list[tuple[Any, ...]]:
    """Return the rows of all tables an import writes, the trail apart."""
    tables = (Dossier, DossierRevision, ImportBatch, IntegrityAlert)
    return [
        tuple(each)
        for table in tables
        for each in db.session.execute(sa.select(table.__table__).order_by(table.id))
    ]


def test_the_same_file_again_writes_one_line_of_the_trail(bring: Bring) -> None:
    first = bring(row("A"), open_row("B"))
    before, trail = everything(), count(AuditEntry)

    again = bring(row("A"), open_row("B"))

    assert again.already_imported
    assert (again.batch, again.added, again.updated, again.unchanged) == (first.batch, 0, 0, 2)
    assert again.file_sha256 == first.file_sha256
    assert everything() == before
    assert count(AuditEntry) == trail + 1


def test_after_very_many_new_dossiers_the_database_knows_how_many_it_has(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossiers, "VERY_MANY", 3)
    bring(row("A"), row("B"), row("C"))

    assert count(Dossier) == 3
    if db.engine.dialect.name == "postgresql":
        known = "SELECT reltuples FROM pg_class WHERE relname = 'dossier'"
        assert db.session.scalar(sa.text(known)) == 3


def test_the_same_file_of_another_source_is_another_import(bring: Bring) -> None:
    bring(row("A"))

    assert bring(row("A"), source_code="KHAC").added == 1
    assert count(Dossier) == 2


def test_an_import_leaves_one_line_of_the_trail(bring: Bring) -> None:
    report = bring(row("A"))

    entry = db.session.execute(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).scalars()
    last = next(iter(entry))
    assert (last.action, last.object_key) == ("dossiers_imported", str(report.batch))
    assert last.details["added_count"] == 1


def test_refused_rows_can_be_tried_again_once_their_unit_is_known(bring: Bring) -> None:
    rows = row("A"), row("B", Đơn_vị="Huyện Bay")
    first = bring(*rows)
    assert bring(*rows).already_imported
    db.session.add(UnitAlias(unit_id=stored("A").unit_id, alias="Huyện Bay", folded="huyen bay"))
    db.session.commit()

    second = bring(*rows)

    assert (first.rejected, second.rejected) == (1, 0)
    assert (second.added, second.unchanged, second.already_imported) == (1, 1, False)
    assert bring(*rows).already_imported
    assert count(ImportBatch) == 2


def test_a_repeated_file_with_refused_rows_lists_them_again(bring: Bring) -> None:
    rows = row("A"), row("B", Đơn_vị="Sở Bay")
    first = bring(*rows)
    before = everything()

    again = bring(*rows)

    assert (again.already_imported, again.batch, again.rejected) == (True, first.batch, 1)
    assert again.errors == first.errors
    assert everything() == before


def test_unchanged_dossiers_are_not_written(bring: Bring) -> None:
    first = bring(row("A"), open_row("B"))

    second = bring(row("A"), open_row("B"), row("C"), as_of=FEBRUARY)

    assert (second.added, second.updated, second.unchanged) == (1, 0, 2)
    assert (stored("A").batch_id, stored("A").as_of) == (first.batch, JANUARY)
    assert count(DossierRevision) == count(IntegrityAlert) == 0


def test_a_dossier_that_goes_on_keeps_what_it_was(bring: Bring) -> None:
    first = bring(open_row("A", Ngày_hẹn_trả="15/02/2024"))

    second = bring(row("A", Ngày_hẹn_trả="15/02/2024"), as_of=FEBRUARY)

    dossier = stored("A")
    assert (second.updated, second.alerts) == (1, ())
    assert (dossier.status, dossier.finished_on) == (DossierStatus.FINISHED, date(2024, 1, 10))
    assert (dossier.revision, dossier.batch_id, dossier.as_of) == (2, second.batch, FEBRUARY)
    revision = db.session.execute(sa.select(DossierRevision)).scalar_one()
    assert (revision.dossier_id, revision.revision) == (dossier.id, 1)
    assert (revision.batch_id, revision.replaced_by_batch_id) == (first.batch, second.batch)
    assert revision.facts == {
        "as_of": "2024-01-31",
        "finished_minute": None,
        "finished_on": None,
        "returned_on": None,
        "status": "open",
    }


LATE = {"Ngày_kết_thúc_xử_lý": "20/01/2024 08:00", "Ngày_trả_kết_quả": ""}


def test_a_late_dossier_rewritten_as_on_time_raises_an_alert(bring: Bring) -> None:
    bring(row("A", **LATE))

    report = bring(row("A", **LATE | {"Ngày_kết_thúc_xử_lý": "12/01/2024 08:00"}), as_of=FEBRUARY)

    late, moved = report.alerts
    assert report.alert_count == 2
    assert {name: late[name] for name in ("kind", "code", "before", "after")} == {
        "kind": "late_turned_on_time",
        "code": "A",
        "before": "2024-01-20 > 2024-01-12",
        "after": "2024-01-12 <= 2024-01-12",
    }
    assert (moved["before"], moved["after"]) == ("2024-01-20 08:00", "2024-01-12 08:00")
    alert = db.session.scalars(sa.select(IntegrityAlert).order_by(IntegrityAlert.id)).first()
    assert alert is not None
    assert (alert.kind, alert.batch_id) == (AlertKind.LATE_TURNED_ON_TIME, report.batch)
    assert (alert.dossier_id, alert.closed_at) == (stored("A").id, None)
    assert alert.details == {name: late[name] for name in ("code", "before", "after")}


@pytest.mark.parametrize(
    ("changes", "kind", "before", "after"),
    [
        ({"Ngày_hẹn_trả": "19/01/2024"}, "due_moved_forward", "2024-01-12", "2024-01-19"),
        ({"Ngày_tiếp_nhận": "03/01/2024"}, "received_moved", "2024-01-02", "2024-01-03"),
        ({"Đơn_vị": "UBND huyện Sa Thầy"}, "unit_changed", "615", "616"),
    ],
)
def test_other_rewritings_raise_alerts_too(
    bring: Bring, changes: dict[str, str], kind: str, before: str, after: str
) -> None:
    bring(open_row("A"))

    (alert,) = bring(open_row("A", **changes), as_of=JANUARY).alerts

    assert (alert["kind"], alert["before"], alert["after"]) == (kind, before, after)
    assert alert["code"] in alert["message"]


def test_a_term_prolonged_by_a_pause_raises_none(bring: Bring) -> None:
    bring(open_row("A"))
    bring(open_row("A", Trạng_thái="Dừng xử lý"), as_of=FEBRUARY)

    report = bring(open_row("A", Ngày_hẹn_trả="15/03/2024"), as_of=MARCH)

    assert (report.updated, report.alert_count) == (1, 0)


def test_an_older_file_overwrites_nothing(bring: Bring) -> None:
    bring(row("A"), as_of=MARCH)

    report = bring(open_row("A"), row("OTHER"), as_of=FEBRUARY)

    assert (report.added, report.updated, report.skipped) == (1, 0, 1)
    assert report.skipped_by_reason == {"older_than_known": 1}
    assert stored("A").status is DossierStatus.FINISHED


def test_nor_does_a_file_older_than_one_that_merely_confirmed(bring: Bring) -> None:
    """January and March say the same; February, coming last, must not pass for news."""
    bring(open_row("A"), as_of=JANUARY)
    bring(open_row("A"), row("B"), as_of=MARCH)

    report = bring(row("A"), row("C"), as_of=FEBRUARY)

    assert (report.updated, report.skipped) == (0, 1)
    assert stored("A").status is DossierStatus.OPEN


def test_a_correction_of_the_same_day_is_taken(bring: Bring) -> None:
    bring(open_row("A"))

    assert bring(row("A")).updated == 1


def test_a_dry_run_reports_and_writes_nothing(bring: Bring) -> None:
    bring(open_row("A"))
    before, trail = everything(), count(AuditEntry)

    report = bring(row("A"), row("B"), as_of=FEBRUARY, dry_run=True)

    assert (report.batch, report.added, report.updated) == (None, 1, 1)
    assert everything() == before
    assert count(AuditEntry) == trail


def test_a_file_that_breaks_off_leaves_nothing(bring: Bring, tmp_path: Path, system: Actor) -> None:
    bring(open_row("A"))
    before = everything()
    path = write_export(tmp_path / "broken.csv", [row(f"N{number}") for number in range(6_000)])
    with path.open("ab") as file:
        file.write(b'"no end of this')

    with pytest.raises(Exception, match="csv_broken"):
        import_dossiers(path, source_code="MOTCUA", as_of=FEBRUARY, actor=system)

    assert everything() == before


def test_the_service_itself_asks_who_imports(seeded: Settings, make_actor: MakeActor) -> None:
    del seeded
    head = make_actor("truong", Role.DEPARTMENT_HEAD)

    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        DossierIntake(source_id=1, batch_id=1, as_of=JANUARY, actor=head)
