"""A closed month that changes later is a revision with both values, on the page of its evidence."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models import ImportBatch, Measurement, PullRun, db
from models.vocabulary import Role, RunState
from tests.conftest import DATA
from tests.factories import make_directive, make_figure, make_indicator, make_task, make_unit
from tests.remembered import remembered
from tests.run_rows import make_run
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.measurement_history import list_figure_history

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings

with (DATA / "portal" / "dak_lak_two_captures.csv").open(encoding="utf-8", newline="") as _stream:
    CHART = [
        (f"2026-{month}", before, after) for month, before, after in list(csv.reader(_stream))[1:]
    ]
FIRST, SECOND = date(2026, 9, 17), date(2026, 10, 10)
CLOSED = {period: (before, after) for period, before, after in CHART if period < "2026-09"}


class Book:
    """The province of the chart, one directive, one indicator."""

    def __init__(self) -> None:
        self.unit = make_unit("H15", "Tỉnh Mẫu")
        self.indicator = make_indicator("766-2.1", "Tỷ lệ đúng hạn")
        make_task(
            make_directive("KH1", self.unit),
            leads=(self.unit,),
            indicator_id=self.indicator,
            target=(">=", "75"),
        )

    def state(self, period: str, value: str, as_of: date, **parts: int) -> int:
        """Take a figure in as a pull would; return the number of the pull."""
        key = make_figure(
            self.indicator,
            self.unit,
            period,
            parts.get("numerator"),
            parts.get("denominator"),
            value=None if parts else value,
            source="CONG",
            as_of=as_of,
        )
        batch_id = db.session.get_one(Measurement, key).batch_id
        batch = db.session.get_one(ImportBatch, batch_id)
        batch.captured_at = datetime(as_of.year, as_of.month, as_of.day, 9, 27, tzinfo=UTC)
        db.session.commit()
        return make_run("CONG", period, RunState.OK, batch_id=batch_id)


@remembered
def book(database: Settings, on_day: OnDay) -> Book:
    del database
    on_day(date(2026, 10, 12))
    return Book()


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def evaluate(period: str) -> None:
    run_evaluation(period=period, actor=get_actor(SYSTEM_USERNAME))


def test_the_file_of_a_task_says_when_each_figure_was_taken_and_how_often_it_changed(
    book: Book, staff: Browser
) -> None:
    book.state("2026-03", "80", FIRST)
    book.state("2026-03", "69.15", SECOND)
    evaluate("2026-03")
    found = staff.get("/chi-tieu/KH1/1.csv?ky=2026-03").response.get_data().decode("utf-8-sig")

    (row,) = csv.DictReader(found.splitlines()[3:])
    assert (row["Lấy lúc"], row["Số lần sửa đổi"]) == ("16:27 ngày 10/10/2026", "1")


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-03", "từ 80 % thành 69,15 %, giảm 10,85 điểm phần trăm."),
        ("2026-07", "từ 73,52 % thành 81,39 %, tăng 7,87 điểm phần trăm."),
    ],
)
def test_a_closed_month_that_moved_says_both_values_and_the_points_between(
    book: Book, staff: Browser, period: str, said: str
) -> None:
    before, after = CLOSED[period]
    first = book.state(period, before, FIRST)
    second = book.state(period, after, SECOND)
    evaluate(period)
    page = staff.get(f"/chi-tieu/KH1/1/H15?ky={period}")

    verdict = page.texts(".//section[@aria-labelledby='ket-qua']")[0].replace("\xa0", " ")
    assert f"Sửa đổi lần 1, sau khi đã hết kỳ: {said}" in verdict
    assert f"lần lấy số {second}" in page.links()
    assert f"lần lấy số {first}" not in page.links()
    assert "lấy lúc 16:27 ngày 10/10/2026" in page.text
    assert "sửa đổi lần 1" in staff.get(f"/chi-tieu/KH1/1?ky={period}").text


def test_every_closed_month_of_the_record_moved_and_each_is_kept(book: Book) -> None:
    assert len(CLOSED) == 8
    for period, (before, after) in CLOSED.items():
        book.state(period, before, FIRST)
        book.state(period, after, SECOND)
        history = list_figure_history(indicator_code="766-2.1", unit_id=book.unit, period=period)
        found = [(each.revision, each.value, each.is_current) for each in history["CONG"]]

        assert found == [(1, Decimal(before), False), (2, Decimal(after), True)]
    moved = [abs(Decimal(after) - Decimal(before)) for before, after in CLOSED.values()]
    assert max(moved) == Decimal("10.85")


def test_a_month_that_still_ran_grew_and_was_not_revised(book: Book, staff: Browser) -> None:
    period, before, after = next(row for row in CHART if row[0] == "2026-09")
    book.state(period, before, FIRST)
    book.state(period, after, SECOND)
    evaluate(period)
    page = staff.get(f"/chi-tieu/KH1/1/H15?ky={period}")

    assert "sau khi đã hết kỳ" not in page.text
    assert page.texts(".//h2[@id='sua-doi']") == ["Các lần sửa đổi của số liệu"]


def test_parts_move_by_exact_points_and_every_change_is_listed(book: Book, staff: Browser) -> None:
    for numerator, day in ((1000, 1), (900, 2), (950, 3)):
        book.state("2026-08", "", date(2026, 9, day), numerator=numerator, denominator=1937)
    evaluate("2026-08")
    page = staff.get("/chi-tieu/KH1/1/H15?ky=2026-08")

    changes = [text for text in page.texts(".//tbody/tr") if "điểm phần trăm" in text]
    assert len(changes) == 2
    assert "lần 2" in changes[0]
    # 50/1937 is 2.5812…: cut, not rounded.
    assert "tăng 2,58 điểm phần trăm" in changes[0]
    assert "giảm 5,16 điểm phần trăm" in changes[1]


def test_a_figure_that_never_changed_lists_no_changes(book: Book, staff: Browser) -> None:
    book.state("2026-08", "80", SECOND)
    evaluate("2026-08")
    page = staff.get("/chi-tieu/KH1/1/H15?ky=2026-08")

    assert not page.all(".//h2[@id='sua-doi']")
    assert "sửa đổi" not in page.text


def test_a_figure_that_moved_after_the_verdict_is_not_shown_as_its_ground(
    book: Book, staff: Browser
) -> None:
    book.state("2026-08", "80", FIRST)
    evaluate("2026-08")
    book.state("2026-08", "70", SECOND)
    page = staff.get("/chi-tieu/KH1/1/H15?ky=2026-08")

    assert "số liệu đã đổi sau lần đánh giá này" in page.text


def test_people_of_a_unit_read_the_pull_without_a_door(book: Book, browser_as: BrowserAs) -> None:
    run = book.state("2026-08", "80", SECOND)
    evaluate("2026-08")
    page = browser_as(Role.UNIT_OFFICER).get("/chi-tieu/KH1/1/H15?ky=2026-08")

    assert f"lần lấy số {run}" in page.text
    assert f"lần lấy số {run}" not in page.links()
    assert db.session.get_one(PullRun, run).batch_id is not None
