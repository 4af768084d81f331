from __future__ import annotations

import csv
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Catalogue, Directive, Indicator, Task, db
from tracker.errors import RefusedError
from tracker.jobs import run_init
from tracker.paths import SEEDS
from tracker.queries.unit_directory import load_directory
from tracker.services.seed_directives import load_directive_seeds
from tracker.services.seed_units import load_units_seed
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor


def counts() -> tuple[int | None, ...]:
    return tuple(
        db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Catalogue, Indicator, Directive, Task)
    )


def changed(tmp_path: Path, column: str, value: str) -> Path:
    """Return a seeds folder with one more document, one cell of its only row spoiled."""
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    heads = (folder / "directives.csv").read_text(encoding="utf-8").splitlines()
    (folder / "directives.csv").write_text(
        f"{heads[0]}\nmoi,1/KH,yes,Thử,Kế hoạch,62,,2024-01-02,2024-01-02,,62,,,,no\n", "utf-8"
    )
    row = dict.fromkeys((folder / "tasks.csv").read_text("utf-8").splitlines()[0].split(","), "")
    row |= {"directive_code": "moi", "ordinal": "1", "text": "Việc", "kind": "product"}
    row |= {"leads": "Sở Tư pháp", "schedule": "Quý I/2024", column: value}
    with (folder / "tasks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return folder


def test_seeds_hold_the_catalogues_and_five_documents(seeded: object) -> None:
    assert counts() == (6, 91, 5, 89)


def test_loading_again_adds_nothing(seeded: object) -> None:
    before = counts()

    report = run_init()

    assert set(report.added.values()) == {0}
    assert counts() == before


def test_newer_seeds_give_tasks_of_groups_to_other_units_only_after_they_were_seen(
    seeded: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    with (folder / "units.csv").open("a", encoding="utf-8", newline="") as file:
        columns = (folder / "units.csv").read_text("utf-8").splitlines()[0].split(",")
        row = dict.fromkeys(columns, "") | {
            "code": "T.1", "name": "UBND xã Thử", "level": "commune", "parent_code": "62",
            "valid_from": "2024-06-01", "valid_to": "2025-06-30",
        }  # fmt: skip
        csv.DictWriter(file, columns).writerow(row)
    newer = partial(load_units_seed, folder=folder)
    monkeypatch.setattr("tracker.jobs.setup.load_units_seed", newer)

    held = run_init()

    assert held.added == {}
    assert ("T.1",) in {effect.gained for effect in held.unseen}
    assert load_directory().meanings("T.1") == ()
    assert run_init(effects_seen="?") == held
    assert run_init(effects_seen=held.effects_key).added["units"] == 1
    assert not run_init().unseen


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("leads", "Sở Không Có"),
        ("schedule", "bao giờ cũng được"),
        ("indicator_code", "766-9.9"),
        ("target", "rất nhiều"),
    ],
)
def test_a_seed_that_cannot_be_read_is_refused_by_file_row_and_value(
    seeded: object, system: Actor, tmp_path: Path, column: str, value: str
) -> None:
    folder = changed(tmp_path, column, value)

    with pytest.raises(RefusedError) as refusal, transaction():
        load_directive_seeds(actor=system, folder=folder)

    params = refusal.value.params
    assert refusal.value.code == "seed_row_unreadable"
    assert (params["file"], params["row"], params["value"]) == ("tasks.csv", 2, value)
    assert counts()[2:] == (5, 89)


def test_a_readable_document_of_another_folder_goes_in(
    seeded: object, system: Actor, tmp_path: Path
) -> None:
    folder = changed(tmp_path, "note", "")

    with transaction():
        assert load_directive_seeds(actor=system, folder=folder) == ["1/KH"]

    assert counts()[2:] == (6, 90)
