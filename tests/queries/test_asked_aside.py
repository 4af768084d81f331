"""A question put aside: the caller's own transaction, and nobody else speaks meanwhile."""

from __future__ import annotations

from threading import Event, current_thread
from time import sleep
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Source, db
from tests.factories import make_source
from tracker.queries.asked_aside import asked_aside

if TYPE_CHECKING:
    from tracker.config import Settings


def names() -> list[str]:
    return sorted(db.session.scalars(sa.select(Source.code)))


def test_the_answer_is_what_the_caller_would_have_got(database: Settings) -> None:
    del database
    make_source("known-before")
    db.session.flush()
    before = names()
    make_source("not-yet-kept")

    with asked_aside(lambda: (names(), current_thread().name)) as asked:
        here = current_thread().name

    found, there = asked.result()
    assert found == sorted([*before, "not-yet-kept"])
    assert there != here


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_block_ends_when_the_answer_is_there_even_if_it_is_left_by_an_error(
    error: type[BaseException],
) -> None:
    done = Event()

    def ask() -> None:
        sleep(0.05)
        done.set()

    with pytest.raises(error), asked_aside(ask):
        raise error
    assert done.is_set()


def test_a_failed_question_leaves_the_error_of_the_block_as_it_is() -> None:
    with pytest.raises(ValueError, match="mine"), asked_aside(lambda: 1 / 0):
        raise ValueError("mine")


def test_an_error_of_the_question_comes_with_the_answer() -> None:
    with asked_aside(lambda: 1 / 0) as asked:
        pass

    with pytest.raises(ZeroDivisionError):
        asked.result()
