"""Garbage is collected as often as before when the work with many rows is over."""

from __future__ import annotations

import gc

import pytest

from tracker.garbage import OBJECTS_AT_ONCE, seldom_collected


def _break_off() -> None:
    with seldom_collected():
        assert gc.get_threshold()[0] == OBJECTS_AT_ONCE
        raise ZeroDivisionError


def test_garbage_is_collected_as_before_after_work_that_broke_off() -> None:
    usual = gc.get_threshold()

    with pytest.raises(ZeroDivisionError):
        _break_off()

    assert gc.get_threshold() == usual


def test_of_two_works_at_a_time_the_last_puts_things_back() -> None:
    usual = gc.get_threshold()
    first, second = seldom_collected(), seldom_collected()

    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (OBJECTS_AT_ONCE, *usual[1:])
    second.__exit__(None, None, None)

    assert gc.get_threshold() == usual
