"""What feeds a period: figures or a pull; the newest day, the newest and the last good run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models import Source, db
from models.vocabulary import RunState
from tests.factories import make_figure, make_indicator, make_unit
from tests.remembered import remembered
from tests.run_rows import STARTED, make_run
from tests.views.staff import counted_statements
from tracker.queries.freshness import find_period_freshness, load_freshness
from tracker.queries.newest_runs import list_stopping_runs
from tracker.queries.sources import get_source, list_sources
from tracker.rules.freshness import Freshness, Pull
from tracker.wording.freshness import tell_freshness

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.freshness import SourceFreshness

PERIOD = "2024-03"
ON = date(2024, 4, 10)


class Book:
    """A unit and an indicator that sources speak of."""

    def __init__(self) -> None:
        self.unit = make_unit("X1", "UBND xã Một")
        self.indicator = make_indicator("T-1", "Tỷ lệ đúng hạn")

    def figure(self, source: str, as_of: date, period: str = PERIOD, numerator: int = 9) -> None:
        make_figure(self.indicator, self.unit, period, numerator, 10, source=source, as_of=as_of)


def found(period: str = PERIOD) -> tuple[SourceFreshness, ...]:
    return find_period_freshness(period, on=ON, cutoff=None)


def limit(code: str, days: int) -> None:
    db.session.query(Source).filter_by(code=code).update({"max_age_days": days})
    db.session.commit()


@remembered
def book(database: Settings) -> Book:
    del database
    return Book()


def test_a_source_with_figures_to_the_end_needs_no_word(book: Book) -> None:
    book.figure("A", date(2024, 4, 2))

    (row,) = found()
    assert (row.source_code, row.freshness, row.pull) == ("A", Freshness.FRESH, Pull.NONE)
    assert (row.as_of, row.age_days, tell_freshness(row)) == (date(2024, 4, 2), 0, "")


@pytest.mark.parametrize(
    ("days", "freshness", "text"),
    [
        pytest.param(11, Freshness.ENDS_EARLY, "Số liệu mới đến ngày 20/03/2024, chưa đủ kỳ"),
        pytest.param(10, Freshness.STALE, "mới có đến ngày 20/03/2024, chậm 11 ngày"),
    ],
    ids=["ends-early", "stale"],
)
def test_figures_that_end_early_are_said_so(
    book: Book, days: int, freshness: Freshness, text: str
) -> None:
    book.figure("A", date(2024, 3, 20))
    limit("A", days)

    (row,) = found()
    assert (row.freshness, row.age_days) == (freshness, 11)
    assert text in tell_freshness(row)


def test_an_old_revision_does_not_make_a_figure_older(book: Book) -> None:
    book.figure("A", date(2024, 3, 20), numerator=8)
    book.figure("A", date(2024, 4, 2))

    assert [row.as_of for row in found()] == [date(2024, 4, 2)]


def test_a_failed_pull_is_said_with_the_day_of_the_figures_that_stand(book: Book) -> None:
    book.figure("A", date(2024, 4, 2))
    good = make_run("A", state=RunState.OK)
    bad = make_run("A", state=RunState.FAILED, started_at=STARTED + timedelta(days=3))

    (row,) = found()
    assert (row.run_id, row.good_run_id, row.pull) == (bad, good, Pull.FAILED)
    text = tell_freshness(row)
    assert "thất bại lúc 08:00 05/04/2024" in text
    assert text.endswith("số liệu dưới đây là của ngày 02/04/2024.")


def test_a_failed_first_pull_feeds_the_period_with_nothing_and_is_said(book: Book) -> None:
    make_run("A", state=RunState.FAILED)

    (row,) = found()
    assert (row.as_of, row.freshness) == (None, Freshness.PULL_FAILED)
    assert "chưa có số liệu nào của nguồn này" in tell_freshness(row)


@pytest.mark.parametrize("state", [RunState.OK, RunState.OK_WITH_FINDINGS])
def test_a_second_good_pull_clears_what_was_said(book: Book, state: RunState) -> None:
    book.figure("A", date(2024, 4, 2))
    make_run("A", state=RunState.FAILED)
    make_run("A", state=state)

    assert [row.freshness for row in found()] == [Freshness.FRESH]


def test_what_a_person_accepted_is_still_said(book: Book) -> None:
    book.figure("A", date(2024, 4, 2))
    make_run("A", state=RunState.FAILED, accepted="Đã gọi cổng, số cũ dùng được.")

    (row,) = found()
    assert row.freshness is Freshness.PULL_ACCEPTED
    assert "được chấp nhận vì: Đã gọi cổng, số cũ dùng được." in tell_freshness(row)
    assert list_stopping_runs(PERIOD) == []


def test_sources_of_other_periods_do_not_feed_this_one(book: Book) -> None:
    book.figure("A", date(2024, 4, 2), period="2024-Q1")
    make_run("B", period="2024", state=RunState.FAILED)

    assert found() == ()


def test_who_speaks_comes_first_and_all_periods_are_one_query(book: Book) -> None:
    book.figure("A", date(2024, 4, 2))
    book.figure("B", date(2024, 4, 2))
    book.figure("B", date(2024, 3, 1), period="2024-02")
    db.session.query(Source).filter_by(code="B").update({"rank": 5})
    db.session.commit()

    with counted_statements() as sent:
        by_period = load_freshness(["2024-02", PERIOD, "2023"], on=ON, cutoff=None)

    assert len(sent) == 1
    assert [row.source_code for row in by_period[PERIOD]] == ["B", "A"]
    assert [row.source_code for row in by_period["2024-02"]] == ["B"]
    assert by_period["2023"] == ()
    assert load_freshness([], on=ON, cutoff=None) == {}


def test_the_office_s_own_month_ends_on_its_cutoff(book: Book) -> None:
    book.figure("A", date(2024, 3, 15))

    (row,) = find_period_freshness(PERIOD, on=ON, cutoff=15)
    assert (row.last_day, row.freshness) == (date(2024, 3, 15), Freshness.FRESH)


def test_sources_are_listed_with_their_periods_and_pulls(book: Book) -> None:
    book.figure("A", date(2024, 4, 2))
    book.figure("A", date(2024, 4, 2), period="2024")
    book.figure("A", date(2024, 4, 2), period="2024-02")
    good, bad = make_run("A", state=RunState.OK), make_run("A", "2024-04", RunState.FAILED)
    make_run("B", state=RunState.OK)

    with counted_statements() as sent:
        first, second = list_sources()

    assert len(sent) == 2
    assert first.periods == ("2024-03", "2024-02", "2024")
    assert (first.run_id, first.run_period, first.pull) == (bad, "2024-04", Pull.FAILED)
    assert (first.good_run_id, first.good_period) == (good, PERIOD)
    assert (second.code, second.periods, second.as_of) == ("B", (), None)
    assert get_source("A") == first
