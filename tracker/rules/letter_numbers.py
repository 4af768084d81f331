"""Numbers of outgoing letters (số văn bản): a list as typed, or a run from the first one."""

from __future__ import annotations

import re
from typing import Final

from tracker.errors import RefusedError

LONGEST_NUMBER: Final = 60
_LEADING: Final = re.compile(r"(\d+)(.*)", re.DOTALL)
_BETWEEN: Final = re.compile(r"[\n;,]+")


def read_numbers(text: str, count: int) -> tuple[str, ...]:
    """Return the numbers of so many letters.

    Args:
        text: One number a letter, on lines of their own or with ";" or "," between; or the first
            number alone, from which the others run on ("09/PXL-STP", "10/PXL-STP").
        count: How many letters there are.

    Raises:
        RefusedError: `apology_number_missing`, `apology_number_long`, `apology_numbers_differ`,
            `apology_number_unreadable` where a run needs a digit to begin with,
            `apology_number_twice`.
    """
    given = tuple(" ".join(part.split()) for part in _BETWEEN.split(text) if part.strip())
    if not given:
        raise RefusedError("apology_number_missing")
    if len(given) == 1 and count > 1:
        given = running_numbers(given[0], count)
    if len(given) != count:
        raise RefusedError("apology_numbers_differ", numbers=len(given), letters=count)
    return check_numbers(given)


def check_numbers(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse numbers that are empty, too long or stand twice; return them.

    Raises:
        RefusedError: `apology_number_missing`, `apology_number_long`, `apology_number_twice`.
    """
    for number in numbers:
        if not number.strip():
            raise RefusedError("apology_number_missing")
        if len(number) > LONGEST_NUMBER:
            raise RefusedError("apology_number_long", value=number, maximum=LONGEST_NUMBER)
    twice = next((each for each in numbers if numbers.count(each) > 1), None)
    if twice is not None:
        raise RefusedError("apology_number_twice", value=twice)
    return numbers


def running_numbers(first: str, count: int) -> tuple[str, ...]:
    """Return numbers that run on from the first; below 10 with the leading zero it is written with.

    Args:
        first: "09/PXL-STP" or "9".
        count: How many.

    Raises:
        RefusedError: `apology_number_unreadable`.

    Source:
        reference/domain-vn.md 5.2, box 3.
    """
    match = _LEADING.fullmatch(first)
    if match is None or not match[1].isascii():
        raise RefusedError("apology_number_unreadable", value=first)
    start, width = int(match[1]), len(match[1])
    return tuple(f"{start + place:0{width}d}{match[2]}" for place in range(count))
