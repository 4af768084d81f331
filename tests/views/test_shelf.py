"""What is made from one state is kept for that state alone, the things used last, up to a size."""

from __future__ import annotations

import pytest

from views.shelf import Shelf

pytestmark = pytest.mark.one_database

ONE, TWO = (1,), (2,)


@pytest.fixture
def shelf() -> Shelf[str]:
    found: Shelf[str] = Shelf(3)
    found.find(ONE, "a")
    return found


def test_a_thing_is_found_for_its_key_and_its_state(shelf: Shelf[str]) -> None:
    shelf.keep(ONE, "a", "x")

    assert shelf.find(ONE, "a") == "x"
    assert shelf.find(ONE, "b") is None


def test_another_state_forgets_everything_for_good(shelf: Shelf[str]) -> None:
    shelf.keep(ONE, "a", "x")

    assert shelf.find(TWO, "a") is None
    assert shelf.find(ONE, "a") is None


def test_what_was_begun_before_the_state_changed_is_not_kept(shelf: Shelf[str]) -> None:
    shelf.find(TWO, "a")
    shelf.keep(ONE, "a", "old")

    assert shelf.find(TWO, "a") is None


def test_what_was_used_longest_ago_makes_room(shelf: Shelf[str]) -> None:
    for key in "abc":
        shelf.keep(ONE, key, key)
    shelf.find(ONE, "a")
    shelf.keep(ONE, "d", "d")

    assert [shelf.find(ONE, key) for key in "abcd"] == ["a", None, "c", "d"]


def test_sizes_count_and_the_same_thing_again_counts_once(shelf: Shelf[str]) -> None:
    shelf.keep(ONE, "a", "x", 1)
    for _ in range(3):
        shelf.keep(ONE, "b", "y", 2)
    assert [shelf.find(ONE, key) for key in "ab"] == ["x", "y"]

    shelf.keep(ONE, "c", "too large", 4)
    assert [shelf.find(ONE, key) for key in "abc"] == [None, None, None]

    shelf.keep(ONE, "a", "x", 3)
    assert shelf.find(ONE, "a") == "x"


def test_a_state_that_was_left_frees_its_room(shelf: Shelf[str]) -> None:
    shelf.keep(ONE, "a", "x", 3)
    shelf.find(TWO, "a")
    shelf.keep(TWO, "b", "y", 3)

    assert shelf.find(TWO, "b") == "y"
