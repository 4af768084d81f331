"""The seeds of units, successions, groups and calendar go in once, and whole."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import (
    AuditEntry,
    CalendarDay,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitGroupAlias,
    UnitGroupMember,
    UnitSuccession,
    db,
)
from models.vocabulary import OPEN_END, OPEN_START, DayEffect, UnitLevel
from tracker.errors import RefusedError
from tracker.paths import DEMO_SEEDS, SEEDS
from tracker.rules.text import fold
from tracker.services.seed_units import (
    load_calendar_seed,
    load_groups_seed,
    load_successions_seed,
    load_units_seed,
)
from tracker.services.unit_book import UnitDraft
from tracker.services.units import add_unit
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

TABLES = (
    Unit,
    UnitAlias,
    UnitSuccession,
    UnitGroup,
    UnitGroupMember,
    UnitGroupAlias,
    CalendarDay,
    AuditEntry,
)
HEADER = "code,name,short_name,level,kind,parent_code,valid_from,valid_to,aliases,evidence\n"


def load_all(actor: Actor, folder: Path = SEEDS) -> tuple[int, int, int, int]:
    with transaction():
        return (
            load_units_seed(actor=actor, folder=folder),
            load_successions_seed(actor=actor, folder=folder),
            load_groups_seed(actor=actor, folder=folder),
            load_calendar_seed(actor=actor, folder=folder),
        )


def count_rows() -> list[int]:
    return [db.session.scalar(sa.select(sa.func.count(table.id))) or 0 for table in TABLES]


def count_lines(name: str) -> int:
    return len((SEEDS / name).read_text(encoding="utf-8").splitlines()) - 1


def audited() -> list[tuple[str, object]]:
    rows = db.session.execute(
        sa.select(AuditEntry.object_key, AuditEntry.details).order_by(AuditEntry.seq)
    )
    return [(key, details) for key, details in rows]


def test_every_row_of_the_seeds_goes_in(database: Settings, system: Actor) -> None:
    added = load_all(system)

    files = ("units.csv", "unit_successions.csv", "unit_groups.csv", "calendar.csv")
    assert added == tuple(map(count_lines, files))
    assert [key for key, _details in audited()] == [
        "units",
        "unit_successions",
        "unit_groups",
        "calendar",
    ]


def test_the_second_run_adds_nothing_and_leaves_no_trace(database: Settings, system: Actor) -> None:
    load_all(system)
    before = count_rows()

    assert load_all(system) == (0, 0, 0, 0)
    assert count_rows() == before


def test_a_blank_day_is_before_the_records_or_not_ended(database: Settings, system: Actor) -> None:
    load_all(system)
    old, new = db.session.scalars(sa.select(Unit).where(Unit.code == "51").order_by(Unit.valid_to))

    assert (old.valid_from, old.valid_to) == (OPEN_START, date(2025, 6, 30))
    assert (new.valid_from, new.valid_to) == (date(2025, 7, 1), OPEN_END)
    assert new.name_folded == fold("UBND tỉnh Quảng Ngãi")


def test_a_child_stands_under_the_meaning_of_its_own_days(
    database: Settings, system: Actor
) -> None:
    load_all(system)
    parent = sa.orm.aliased(Unit)
    wrong = db.session.scalars(
        sa.select(Unit.code)
        .join(parent, parent.id == Unit.parent_id)
        .where((parent.valid_to < Unit.valid_to) | (parent.valid_from > Unit.valid_from))
    ).all()

    assert list(wrong) == []


def test_a_split_keeps_every_heir(database: Settings, system: Actor) -> None:
    load_all(system)
    heir = sa.orm.aliased(Unit)
    heirs = db.session.scalars(
        sa.select(heir.code)
        .join(UnitSuccession, UnitSuccession.successor_id == heir.id)
        .join(Unit, Unit.id == UnitSuccession.predecessor_id)
        .where(Unit.code == "SLDTBXH")
    )

    assert set(heirs) == {"QN.SNV", "QN.SGDDT", "QN.SYT"}


def test_swapped_days_carry_their_pair(database: Settings, system: Actor) -> None:
    load_all(system)
    days = {day.on: day for day in db.session.scalars(sa.select(CalendarDay))}
    swapped = [day for day in days.values() if day.pair_on]

    assert swapped
    assert days[date(2021, 1, 1)].effect is DayEffect.OFF
    assert all(day.on != day.pair_on for day in swapped)


def test_a_group_of_a_reused_code_is_of_its_present_meaning(
    database: Settings, system: Actor, tmp_path: Path
) -> None:
    load_all(system)
    (tmp_path / "unit_groups.csv").write_text(
        "code,name,scope_code,level,kinds,members,aliases,source,note\n"
        "NEW,Các xã mẫu,52,commune,xã,,Xã mẫu|XÃ MẪU,,\n"
        "LISTED,Hai sở,62,,,STC|SXD,,,\n",
        encoding="utf-8",
    )
    with transaction():
        load_groups_seed(actor=system, folder=tmp_path)
    rows = db.session.execute(
        sa.select(UnitGroup.code, Unit.valid_from).join(Unit, Unit.id == UnitGroup.scope_id)
    )
    scopes = dict(rows.all())
    members = db.session.scalars(
        sa.select(Unit.code)
        .join(UnitGroupMember, UnitGroupMember.unit_id == Unit.id)
        .join(UnitGroup, UnitGroup.id == UnitGroupMember.group_id)
        .where(UnitGroup.code == "LISTED")
    )
    aliases = db.session.scalars(
        sa.select(UnitGroupAlias.alias)
        .join(UnitGroup, UnitGroup.id == UnitGroupAlias.group_id)
        .where(UnitGroup.code == "NEW")
    )

    assert scopes["NEW"] == date(2025, 7, 1)
    assert set(members) == {"STC", "SXD"}
    assert list(aliases) == ["Xã mẫu"]


def test_the_groups_of_the_sample_data_go_in_on_their_own(
    database: Settings, system: Actor
) -> None:
    load_all(system)

    with transaction():
        added = load_groups_seed(actor=system, folder=DEMO_SEEDS)

    assert added == len((DEMO_SEEDS / "unit_groups.csv").read_text("utf-8").splitlines()) - 1
    assert load_units_seed(actor=system, folder=DEMO_SEEDS) == 0


def test_an_alias_that_came_later_is_added_to_its_unit(
    database: Settings, system: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    row = "T1,UBND tỉnh Thử,Tỉnh Thử,province,tỉnh,,,,{},mẫu\n"
    path.write_text(HEADER + row.format("Thử"), encoding="utf-8")
    with transaction():
        load_units_seed(actor=system, folder=tmp_path)
    path.write_text(HEADER + row.format("Thử|THỬ|Tỉnh Mẫu"), encoding="utf-8")

    with transaction():
        added = load_units_seed(actor=system, folder=tmp_path)

    assert added == 0
    assert list(db.session.scalars(sa.select(UnitAlias.alias))) == ["Thử", "Tỉnh Mẫu"]
    assert audited()[-1] == ("units", {"added": 0, "aliases": 1})


def test_what_an_office_recorded_is_not_undone(
    database: Settings, system: Actor, tmp_path: Path
) -> None:
    with transaction():
        add_unit(
            actor=system,
            draft=UnitDraft("T1", "UBND tỉnh Thử", UnitLevel.PROVINCE, valid_from=date(2020, 1, 1)),
        )
    (tmp_path / "units.csv").write_text(
        HEADER + "T1,UBND tỉnh Khác,Tỉnh Khác,province,tỉnh,,,,,mẫu\n", encoding="utf-8"
    )

    with transaction():
        assert load_units_seed(actor=system, folder=tmp_path) == 0
    assert list(db.session.scalars(sa.select(Unit.name))) == ["UBND tỉnh Thử"]


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [
        pytest.param(
            "units.csv", HEADER + "T1,Tên,,province,,,2025-13-01,,,\n", "2025-13-01", id="day"
        ),
        pytest.param("units.csv", HEADER + "T1,Tên,,hamlet,,,,,,\n", "hamlet", id="level"),
        pytest.param("units.csv", HEADER + "T1,Tên,,commune,,NONE,,,,\n", "NONE", id="parent"),
        pytest.param(
            "unit_successions.csv",
            "predecessor_code,predecessor_valid_on,successor_code,successor_valid_on,on,kind,"
            "document,scope_note,evidence\nX,2025-06-30,Y,2025-07-01,2025-07-01,merged,,,\n",
            "X",
            id="succession",
        ),
        pytest.param(
            "unit_groups.csv",
            "code,name,scope_code,level,kinds,members,aliases,source,note\nG,Nhóm,X,,,,,,\n",
            "X",
            id="group",
        ),
    ],
)
def test_a_broken_seed_names_file_row_and_value(
    database: Settings, system: Actor, tmp_path: Path, name: str, content: str, value: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    with pytest.raises(RefusedError) as caught:
        load_all(system, tmp_path)

    assert caught.value.code == "seed_row_broken"
    assert dict(caught.value.params) == {"file": name, "row": 2, "value": value}
    assert count_rows() == [0] * len(TABLES)


def test_a_member_nobody_knows_is_refused(
    database: Settings, system: Actor, tmp_path: Path
) -> None:
    shutil.copyfile(SEEDS / "units.csv", tmp_path / "units.csv")
    (tmp_path / "unit_groups.csv").write_text(
        "code,name,scope_code,level,kinds,members,aliases,source,note\nG,Nhóm,62,,,STC|?,,,\n",
        encoding="utf-8",
    )

    with pytest.raises(RefusedError) as caught:
        load_all(system, tmp_path)

    assert caught.value.params["value"] == "?"
