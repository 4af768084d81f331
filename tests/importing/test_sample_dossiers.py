"""The sample is the same each time, plainly marked, and like a real month."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from models.vocabulary import UnitLevel
from tracker.errors import RefusedError
from tracker.importing.calendar import read_calendar
from tracker.importing.sample_dossiers import HEADINGS, SampleUnit, write_sample_dossiers
from tracker.paths import SEEDS
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.dates import read_date
from tracker.rules.due_dates import due_date
from tracker.rules.terms import read_term

UNITS = (SampleUnit("615", "UBND huyện Đăk Hà", 3), SampleUnit("SVH", "Sở Văn hóa, Thể thao"))
MONTHS = ("2024-01", "2024-02", "2024-03")
AS_OF = date(2024, 3, 31)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar(read_calendar(SEEDS / "calendar.csv"))


@pytest.fixture(scope="module")
def sample(
    calendar: WorkingCalendar, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("sample") / "sample.csv"
    as_of = write_sample_dossiers(
        path, units=UNITS, months=MONTHS, row_count=6_000, calendar=calendar
    )
    assert as_of == AS_OF
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def write(path: Path, calendar: WorkingCalendar, seed: int) -> str:
    write_sample_dossiers(
        path, units=UNITS, months=MONTHS, row_count=300, calendar=calendar, seed=seed
    )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_seed_gives_the_same_bytes_another_seed_others(
    calendar: WorkingCalendar, tmp_path: Path
) -> None:
    first, again, other = (
        write(tmp_path / f"{at}.csv", calendar, seed) for at, seed in enumerate((1, 1, 2))
    )

    assert first == again != other


def test_everything_is_marked_as_made_up(sample: list[dict[str, str]]) -> None:
    assert len(sample) == 6_000
    assert tuple(sample[0]) == HEADINGS
    assert all(row["Mã hồ sơ"].startswith("MH-") for row in sample)
    assert all(row["Mã TTHC"].startswith("MH-") for row in sample)
    assert all(row["Cán bộ xử lý"].startswith("Cán bộ minh họa 0") for row in sample)
    assert len({row["Mã hồ sơ"] for row in sample}) == 6_000


def test_units_come_with_code_and_name_by_their_weight(sample: list[dict[str, str]]) -> None:
    counts = Counter((row["Mã đơn vị"], row["Đơn vị"]) for row in sample)

    assert set(counts) == {(unit.code, unit.name) for unit in UNITS}
    assert 2 < counts["615", "UBND huyện Đăk Hà"] / counts["SVH", "Sở Văn hóa, Thể thao"] < 4


def test_dossiers_are_received_in_office_hours_of_working_days(
    sample: list[dict[str, str]], calendar: WorkingCalendar
) -> None:
    received = [read_date(row["Ngày tiếp nhận"]) for row in sample]

    assert all(calendar.is_working(day) for day, _ in received)
    assert all(minute is not None and 450 <= minute < 1_020 for _, minute in received)
    assert {day.month for day, _ in received} == {1, 2, 3}


def test_nothing_ends_before_it_came_or_after_the_day_of_the_file(
    sample: list[dict[str, str]], calendar: WorkingCalendar
) -> None:
    ended = [row for row in sample if row["Ngày kết thúc xử lý"]]

    for row in ended:
        came, ends = read_date(row["Ngày tiếp nhận"]), read_date(row["Ngày kết thúc xử lý"])
        assert (came[0], came[1] or 0) <= (ends[0], ends[1] or 0)
        assert ends[0] <= AS_OF
        assert calendar.is_working(ends[0])
        assert row["Trạng thái"] in ("Đã trả kết quả", "Đã xử lý xong", "Công dân yêu cầu rút")
    still = {row["Trạng thái"] for row in sample if not row["Ngày kết thúc xử lý"]}
    assert still == {"Đang xử lý", "Yêu cầu bổ sung giấy tờ", "Dừng xử lý"}


def test_some_are_late_some_overdue_and_some_due_on_days_off(
    sample: list[dict[str, str]], calendar: WorkingCalendar
) -> None:
    late = overdue = off = 0
    for row in sample:
        due = read_date(row["Ngày hẹn trả"])[0]
        judged = calendar.next_working_day(due)
        off += due != judged
        if row["Ngày kết thúc xử lý"]:
            late += read_date(row["Ngày kết thúc xử lý"])[0] > judged
        elif row["Trạng thái"] == "Đang xử lý":
            overdue += judged < AS_OF

    assert 0.025 < late / len(sample) < 0.05
    assert 20 < overdue < 200
    assert off > 100


@pytest.mark.parametrize(("units", "months"), [((), MONTHS), (UNITS, ())])
def test_a_sample_needs_units_and_months(
    calendar: WorkingCalendar,
    tmp_path: Path,
    units: tuple[SampleUnit, ...],
    months: tuple[str, ...],
) -> None:
    with pytest.raises(RefusedError, match="sample_needs_units"):
        write_sample_dossiers(
            tmp_path / "x.csv", units=units, months=months, row_count=1, calendar=calendar
        )


@pytest.mark.parametrize(
    ("unit", "fields"),
    [
        pytest.param(
            SampleUnit("1", "UBND xã Một", level=UnitLevel.COMMUNE),
            {"Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội"},
            id="commune",
        ),
        pytest.param(
            SampleUnit("2", "UBND huyện Hai", level=UnitLevel.DISTRICT),
            {"Đất đai", "Hộ tịch", "Hộ kinh doanh", "Xây dựng"},
            id="district",
        ),
        pytest.param(
            SampleUnit("3", "Sở Tư pháp", level=UnitLevel.DEPARTMENT),
            {"Lý lịch tư pháp"},
            id="justice",
        ),
        pytest.param(
            SampleUnit("4", "Sở Giao thông vận tải", level=UnitLevel.DEPARTMENT),
            {"Giấy phép lái xe"},
            id="transport",
        ),
        pytest.param(
            SampleUnit("5", "Sở Ngoại vụ", level=UnitLevel.DEPARTMENT),
            {"Hành chính chung"},
            id="another",
        ),
    ],
)
def test_a_unit_handles_the_fields_of_its_level(
    calendar: WorkingCalendar, tmp_path: Path, unit: SampleUnit, fields: set[str]
) -> None:
    path = tmp_path / "sample.csv"
    write_sample_dossiers(path, units=[unit], months=MONTHS, row_count=500, calendar=calendar)

    with path.open(encoding="utf-8", newline="") as file:
        assert {row["Lĩnh vực"] for row in csv.DictReader(file)} == fields


def test_the_term_printed_is_the_one_the_due_date_was_counted_from(
    sample: list[dict[str, str]], calendar: WorkingCalendar
) -> None:
    for row in sample[:200]:
        received_on, minute = read_date(row["Ngày tiếp nhận"])
        term = read_term(row["Thời hạn giải quyết"])
        counted = due_date(received_on, minute, term, calendar)
        assert read_date(row["Ngày hẹn trả"])[0] == counted.raw_due_on
