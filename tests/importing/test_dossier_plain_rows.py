"""Rows read by the column say what rows read one by one say; a lot laid aside comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import CalendarDay, Dossier, ImportBatch, Unit, User, db
from tests.dossier_files import row, write_export
from tracker.errors import RefusedError, RowError
from tracker.importing.dossier_columns import DOSSIER_COLUMNS, DossierCells
from tracker.importing.dossier_plain_rows import PlainRows
from tracker.importing.dossier_request import Watch
from tracker.importing.dossier_rows import DossierRows
from tracker.importing.dossier_spool import Lot, Procedures, open_spool
from tracker.importing.dossier_units import DossierUnits
from tracker.importing.dossiers import import_dossiers
from tracker.queries.calendar import load_calendar
from tracker.queries.unit_directory import load_directory

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.importing.dossier_report import DossierReport
    from tracker.queries.accounts import Actor

AS_OF = date(2024, 1, 31)
#: Cells of each column: plain ones, odd ones and bad ones.
CELLS = DossierCells(
    code="H-1| H-2 |Đ-3||1E+5|A+B|A\u00a0B|\u200b|" + "X" * 81,
    procedure_code="1.004227|| 1.1 |" + "9" * 61,
    procedure_name="Đăng ký khai sinh||  Tên  dài ",
    field="Đất đai|",
    field_code="DD|",
    unit="UBND huyện Đăk Hà||UBND tỉnh Kon Tum|Không có|ubnd  huyện Đăk Hà",
    unit_code="|615| 615|000",
    receiving_unit="|UBND huyện Đăk Hà",
    officer="|Cán bộ 01| Cán  bộ 02 |" + "c" * 121 + "|" + " " * 130,
    received="02/01/2024 08:15|2024-01-02|2/1/2024|02-01-2024|| |31/02/2024|02/03/2024|02/01/24",
    due="12/01/2024 17:00||12.01.2024|01/01/2024|20/01/2024 25:00|  |13/01/2024"
    "|12/01/2042|02/01/2034|01/01/2034",
    finished="10/01/2024 09:30||2024-01-10 09:30:00|01/01/2024|05/02/2024|?",
    returned="11/01/2024 10:00||11/01/2024|05/02/2024|11/01/2024 mai|01/01/2024",
    status="Đã trả kết quả||Đang xử lý| |Chưa tiếp nhận|dừng xử lý|Đã rút|?",
    channel="Trực tuyến||  |BCCI|Bay",
    term="|10 ngày làm việc| 5  ngày |" + "n" * 81 + "|" + " " * 201 + "x",
    supplements="|0|2| 1 |hai|-1",
    cause="|Do hệ thống của Bộ|  |khác",
)
ROWS = st.lists(
    st.builds(DossierCells, *(st.sampled_from(texts.split("|")) for texts in CELLS)),
    min_size=1,
    max_size=8,
)
GOOD = DossierCells._make(texts.partition("|")[0] for texts in CELLS)._replace(unit_code="")


def readers(*missing: str) -> tuple[PlainRows, DossierRows]:
    headings = [spec.title for spec in DOSSIER_COLUMNS.specs if spec.key not in missing]
    header = DOSSIER_COLUMNS.match(headings)
    known: dict[str, Any] = {
        "as_of": AS_OF,
        "units": DossierUnits(load_directory()),
        "calendar": load_calendar(),
        "find_procedure": Procedures().number,
    }
    return PlainRows(header, **known), DossierRows(header, **known)


def one_by_one(rows: DossierRows, lot: Sequence[tuple[int, DossierCells]]) -> Iterator[object]:
    for number, cells in lot:
        record = rows.read(number, cells)
        yield None if rows.faults else record
        rows.faults.clear()


@pytest.fixture(params=[(), ("finished",)], ids=["with end", "without end"])
def both(request: pytest.FixtureRequest, seeded: Settings) -> tuple[PlainRows, DossierRows]:
    """Return the two readers of one file, with and without a column of the end."""
    del seeded
    return readers(*request.param)


@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=ROWS)
def test_a_column_says_what_its_rows_say(
    both: tuple[PlainRows, DossierRows], cells: list[DossierCells]
) -> None:
    plain, rows = both
    if not plain._has_end:
        # A column the file lacks is blank in every row.
        cells = [each._replace(finished="") for each in cells]
    lot = list(enumerate([*cells, GOOD], start=2))

    found = plain.read(lot)

    said = list(one_by_one(rows, lot))
    assert len(found) == len(lot)
    assert all(each is None or each == other for each, other in zip(found, said, strict=True))


@pytest.mark.parametrize("odd", ["officer", "due", "unit", "code", "procedure_code"])
def test_a_bad_row_leaves_the_others_plain(seeded: Settings, odd: str) -> None:
    del seeded
    plain, _ = readers()
    bad = {
        "officer": "c" * 121,
        "due": "01/01/2024",
        "unit": "Không có",
        "code": "",
        "procedure_code": "9" * 61,
    }

    found = plain.read([(2, GOOD), (3, GOOD._replace(**{odd: bad[odd]})), (4, GOOD)])

    assert [each is None for each in found] == [False, True, False]


def test_ordinary_rows_need_no_second_look(seeded: Settings) -> None:
    del seeded
    plain, rows = readers()
    still_open = GOOD._replace(finished="", returned="", status="Đang xử lý", term="10 ngày")
    lot = [(2, GOOD), (3, still_open), (4, GOOD._replace(status="", channel="", due=""))]

    assert plain.read(lot) == list(one_by_one(rows, lot))
    assert None not in plain.read(lot)


def test_a_far_due_day_needs_a_second_look_in_a_lot_of_near_ones(seeded: Settings) -> None:
    del seeded
    plain, rows = readers()
    near = GOOD._replace(due="01/01/2034")

    assert plain.read([(2, near)]) == list(one_by_one(rows, [(2, near)])) != [None]
    for due in ("02/01/2034", "12/01/2042 17:00"):
        lot = [(2, near), (3, GOOD._replace(due=due)), (4, GOOD._replace(due=""))]
        assert [each is None for each in plain.read(lot)] == [False, True, False]
        assert [each is None for each in one_by_one(rows, lot)] == [False, True, False]


@pytest.mark.parametrize("most_bytes", [0, 4_000_000], ids=["on disk", "in memory"])
def test_what_is_laid_aside_comes_back(
    seeded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    del seeded
    monkeypatch.setattr("tracker.importing.dossier_spool.MOST_BYTES", most_bytes or 1)
    plain, _ = readers()
    record = plain.read([(2, GOOD)])[0]
    assert record is not None
    fault = RowError(4, "Ngày hẹn trả", "?", "dossier_due_before_received", {"received_on": AS_OF})
    lots = [
        Lot([(2, record), (3, record)], [[fault]], Counter(not_received=2), ["H-9"], {4: GOOD}),
        Lot(),
    ]

    with open_spool(tmp_path) as spool:
        assert spool.procedures.number("A", "", "") == 0
        for lot in lots:
            spool.put(lot)
        assert not list(tmp_path.iterdir())
        taken = list(spool.take_out(spool.procedures.keys(lambda *_: 77)))

    known = record._replace(procedure_id=77)
    assert taken[0].rows == [(2, known), (3, known)]
    assert type(taken[0].rows[0][1]) is type(record)
    assert (taken[0].refused, taken[0].skipped) == ([[fault]], Counter(not_received=2))
    assert (taken[0].refused_codes, taken[0].cells) == (["H-9"], {4: GOOD})
    assert taken[1] == Lot()


def take(path: Path, system: Actor, meanwhile: Callable[[], None]) -> DossierReport:
    """Import two rows; `meanwhile` runs while they are read."""
    write_export(path, [row("A-1"), row("A-2")])
    watch = Watch(progress=lambda _count: meanwhile())
    return import_dossiers(path, source_code="MOTCUA", as_of=AS_OF, actor=system, watch=watch)


def write_elsewhere(statement: sa.Update) -> Callable[[], None]:
    """Return what writes on a connection of its own and does not wait long for it."""

    def write() -> None:
        with db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA busy_timeout=50")
            connection.execute(statement)
            connection.commit()

    return write


def test_others_may_write_while_a_file_is_read(
    seeded: Settings, system: Actor, tmp_path: Path
) -> None:
    del seeded
    mark = sa.update(User).where(User.id == system.id).values(display_name="Khác")

    report = take(tmp_path / "a.csv", system, write_elsewhere(mark))

    assert report.added == 2
    assert db.session.scalar(sa.select(User.display_name).where(User.id == system.id)) == "Khác"


@pytest.mark.parametrize(
    "change",
    [
        sa.update(Unit).where(Unit.code == "62").values(name="Tên khác"),
        sa.delete(CalendarDay).where(CalendarDay.on == date(2024, 4, 30)),
    ],
    ids=["unit", "calendar"],
)
def test_what_the_reading_rests_on_must_not_change_meanwhile(
    seeded: Settings, system: Actor, tmp_path: Path, change: Any
) -> None:
    del seeded

    with pytest.raises(RefusedError) as refused:
        take(tmp_path / "a.csv", system, write_elsewhere(change))

    assert refused.value.code == "dossier_basis_changed"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Dossier)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 0
