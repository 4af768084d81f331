"""Which source speaks: the lowest rank, then the newest day, then the newest import; everywhere."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from models import Source, db
from tests.factories import make_figure, make_indicator, make_unit
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.queries.evaluation_inputs import load_figures
from tracker.queries.measurements import list_measurements, list_preferred_measurements

if TYPE_CHECKING:
    from tracker.config import Settings

PERIOD = "2024-03"
APRIL, MAY = date(2024, 4, 1), date(2024, 5, 1)

Statement = tuple[str, int, date, int]
"""Code of a source, its rank, the day of its figure, the figure."""


class Book:
    """One unit and one indicator that several sources speak of."""

    def __init__(self) -> None:
        self.unit = make_unit("X1", "UBND xã Một")
        self.indicator = make_indicator("T-1", "Tỷ lệ đúng hạn")

    def state(self, statement: Statement) -> None:
        code, rank, as_of, numerator = statement
        make_figure(self.indicator, self.unit, PERIOD, numerator, 100, source=code, as_of=as_of)
        db.session.query(Source).filter_by(code=code).update({"rank": rank})
        db.session.commit()

    def spoken(self) -> list[int | None]:
        """Return what each way of asking takes for the figure."""
        (preferred,) = list_preferred_measurements(periods=[PERIOD])
        first = list_measurements(periods=[PERIOD])[0]
        judged = load_figures(PERIOD, [self.indicator])[self.indicator][self.unit]
        return [preferred.numerator, first.numerator, judged[1]]


@remembered
def book(database: Settings) -> Book:
    del database
    return Book()


@pytest.mark.parametrize(
    ("statements", "speaks"),
    [
        pytest.param((("A", 100, MAY, 1), ("B", 90, APRIL, 2)), 2, id="the-lower-rank"),
        pytest.param(
            (("A", 100, MAY, 1), ("B", 200, MAY, 2)), 1, id="own-dossiers-do-not-take-over"
        ),
        pytest.param((("A", 100, APRIL, 1), ("B", 100, MAY, 2)), 2, id="then-the-newer-day"),
        pytest.param(
            (("A", 100, APRIL, 1), ("B", 100, MAY, 2), ("C", 50, date(2024, 3, 31), 3)),
            3,
            id="rank-before-any-day",
        ),
    ],
)
def test_whatever_came_first_the_same_source_speaks(
    book: Book, statements: tuple[Statement, ...], speaks: int
) -> None:
    for ordered in permutations(statements):
        for statement in ordered:
            book.state(statement)

        assert book.spoken() == [speaks] * 3


def test_of_two_sources_of_one_rank_and_day_the_newer_import_speaks(book: Book) -> None:
    book.state(("A", 100, MAY, 1))
    book.state(("B", 100, MAY, 2))

    assert book.spoken() == [2] * 3


def test_the_ranks_are_asked_once_not_for_every_figure(book: Book) -> None:
    book.state(("A", 100, MAY, 1))
    book.state(("B", 90, MAY, 2))
    with counted_statements() as sent:
        load_figures(PERIOD, [book.indicator])

    assert len(sent) == 2
    assert not any("JOIN" in statement for statement in sent)
