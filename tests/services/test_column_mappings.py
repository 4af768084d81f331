"""Saved ways to tell columns: named per source, replaced by name, every change on the trail."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, Dossier, db
from models.vocabulary import Role
from tests.dossier_files import GOOD, row
from tracker.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from tracker.importing.dossier_mapping import save_dossier_mapping
from tracker.importing.dossiers import import_dossiers
from tracker.queries.column_mappings import find_mapping, list_mappings
from tracker.services.column_mappings import delete_mapping
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

OWN = {"Số phiếu": "Mã hồ sơ", "Vào sổ": "received"}


@pytest.fixture
def save(seeded: Settings, system: Actor) -> Any:
    del seeded

    def run(name: str = "cũ", columns: dict[str, str] | None = None, **changes: Any) -> Any:
        given = {"source_code": "MOTCUA", "actor": system, **changes}
        with transaction():
            return save_dossier_mapping(name=name, columns=columns or OWN, **given)

    return run


def export(path: Path, **renamed: str) -> Path:
    names = {"Mã hồ sơ": "SỐ PHIẾU", "Ngày tiếp nhận": " Vào  sổ", **renamed}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([names.get(name, name) for name in GOOD])
        writer.writerow(row("A").values())
    return path


def bring(path: Path, actor: Actor, **options: Any) -> DossierReport:
    given = {"source_code": "MOTCUA", "as_of": date(2024, 1, 31), "actor": actor, **options}
    return import_dossiers(path, **given)


def test_columns_are_kept_by_key(save: Any) -> None:
    save()

    (found,) = list_mappings()
    assert (found.source_code, found.name) == ("MOTCUA", "cũ")
    assert found.columns == {"Số phiếu": "code", "Vào sổ": "received"}


def test_a_file_is_read_by_a_saved_way(save: Any, system: Actor, tmp_path: Path) -> None:
    path = export(tmp_path / "a.csv")
    with pytest.raises(RefusedError, match="columns_missing"):
        bring(path, system)
    save()

    report = bring(path, system, mapping="cũ")

    assert report.added == 1
    assert db.session.scalar(sa.select(Dossier.code)) == "A"
    details = db.session.scalars(sa.select(AuditEntry.details)).all()[-1]
    assert details["columns"] == {"Số phiếu": "code", "Vào sổ": "received"}


def test_what_is_said_by_hand_beats_the_usual_name(
    save: Any, system: Actor, tmp_path: Path
) -> None:
    """Two headings that mean one column are no refusal once a person has said which."""
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*GOOD, "Số hồ sơ"])
        writer.writerow([*row("A").values(), "B"])
    with pytest.raises(RefusedError, match="column_ambiguous"):
        bring(path, system)

    bring(path, system, columns={"Số hồ sơ": "code"})

    assert db.session.scalar(sa.select(Dossier.code)) == "B"


def test_a_name_of_another_source_is_unknown_and_those_there_are_named(
    save: Any, system: Actor, tmp_path: Path
) -> None:
    save()
    save(source_code="KHAC", name="của nguồn khác")

    with pytest.raises(RefusedError) as refused:
        bring(export(tmp_path / "a.csv"), system, mapping="của nguồn khác")

    assert refused.value.code == "dossier_mapping_unknown"
    assert refused.value.params["choices"] == ("auto", "cũ")


def test_the_same_file_read_another_way_is_not_the_same_import(
    save: Any, system: Actor, tmp_path: Path
) -> None:
    path = export(tmp_path / "a.csv")
    save()
    assert not bring(path, system, mapping="cũ").already_imported
    assert bring(path, system, mapping="cũ").already_imported

    save(columns={**OWN, "Cán bộ xử lý": "field"})

    assert not bring(path, system, mapping="cũ").already_imported


def test_saving_again_replaces_and_both_stand_on_the_trail(save: Any) -> None:
    save()
    save(columns={"Số phiếu": "code"})

    found = find_mapping(source_code="MOTCUA", name="cũ")
    assert found is not None
    assert found.columns == {"Số phiếu": "code"}
    actions = db.session.execute(sa.select(AuditEntry.action, AuditEntry.details)).all()
    saved = [details for action, details in actions if action == "column_mapping_saved"]
    assert saved[1]["before"] == {"Số phiếu": "code", "Vào sổ": "received"}


def test_a_name_is_not_taken_away_unseen_but_the_same_may_be_said_again(save: Any) -> None:
    save()
    save(may_replace=False)

    with pytest.raises(ConflictError, match="mapping_name_taken"):
        save(columns={"Số phiếu": "code"}, may_replace=False)
    (found,) = list_mappings()
    assert found.columns == {"Số phiếu": "code", "Vào sổ": "received"}


def test_what_is_deleted_is_gone_and_on_the_trail(save: Any, system: Actor) -> None:
    save()
    with transaction():
        delete_mapping(source_code="MOTCUA", name="cũ", actor=system)

    assert list_mappings() == []
    actions = db.session.scalars(sa.select(AuditEntry.action)).all()
    assert actions[-1] == "column_mapping_deleted"
    with pytest.raises(NotFoundError, match="mapping_unknown"), transaction():
        delete_mapping(source_code="MOTCUA", name="cũ", actor=system)


@pytest.mark.parametrize(
    ("name", "columns", "code"),
    [
        ("auto", OWN, "mapping_name_invalid"),
        ("  ", OWN, "mapping_name_invalid"),
        ("x" * 61, OWN, "mapping_name_invalid"),
        ("x", {"Số phiếu": "chủ hồ sơ"}, "mapping_column_unknown"),
        ("x", {"Số phiếu": "code", "Mã": "Mã hồ sơ"}, "mapping_column_twice"),
        ("x", {"": "code"}, "mapping_heading_invalid"),
    ],
    ids=["auto", "blank", "long", "no such column", "one column twice", "no heading"],
)
def test_what_cannot_be_kept_is_refused(
    save: Any, name: str, columns: dict[str, str], code: str
) -> None:
    with pytest.raises(RefusedError, match=code):
        save(name=name, columns=columns)
    assert list_mappings() == []


def test_only_those_who_import_save(save: Any, make_actor: MakeActor) -> None:
    with pytest.raises(ForbiddenError, match="role_not_allowed"):
        save(actor=make_actor("lan", Role.ADMINISTRATOR))
