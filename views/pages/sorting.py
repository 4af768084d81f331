"""The order of a table: each column's head sorts by it, and the address keeps by which.

One mechanism for every table: `xep=cot` sorts by a column, `xep=-cot` the other way round. Without
it a table stands in its usual order. What has no value is last both ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from flask import request
from flask_babel import gettext as _

from tracker.rules.text import sort_key
from views.navigation import same_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = TypeVar("Row")

SORT: Final = "xep"
"""Name of the query value that sorts; a "-" before the column turns the order round."""


@dataclass(frozen=True, slots=True)
class SortColumn(Generic[Row]):
    """A column of a listing.

    Args:
        key: Its name in addresses.
        text: What it says.
        order: What a row is sorted by, None for nothing; None where the database sorts, or the
            column sorts nothing.
        is_worst_high: Whether the first click puts the highest first.
        is_number: Whether its cells are numbers.
        sorts: Whether its head is a link.
    """

    key: str
    text: str
    order: Callable[[Row], Any] | None = None
    is_worst_high: bool = False
    is_number: bool = False
    sorts: bool = True


@dataclass(frozen=True, slots=True)
class SortHead:
    """The head of a column as a page shows it.

    Args:
        text: What it says.
        url: The page sorted by it, the other way round where it is already; empty where it
            does not sort.
        aria: "ascending", "descending" or "none".
        is_number: Whether its cells are numbers.
    """

    text: str
    url: str
    aria: str
    is_number: bool


def read_sort(usual: str = "") -> tuple[str, bool]:
    """Return by which column the address sorts, and whether the highest come first.

    Args:
        usual: The column in force when it names none; with a "-" the other way round.
    """
    asked = request.args.get(SORT, "") or usual
    return asked.removeprefix("-"), asked.startswith("-")


def sort_link(key: str, *, usual: str = "", is_worst_high: bool = False) -> tuple[str, str]:
    """Return the address a column's head leads to, and how the table is sorted by it now.

    Args:
        key: Name of the column.
        usual: The column in force without a word in the address, which then stays out of it.
        is_worst_high: Whether the first click puts the highest first.
    """
    now, is_descending = read_sort(usual)
    if now == key:
        wanted = key if is_descending else f"-{key}"
        aria = "descending" if is_descending else "ascending"
    else:
        wanted, aria = f"-{key}" if is_worst_high else key, "none"
    return same_page(**{SORT: None if wanted == usual else wanted, "trang": None}), aria


def build_heads(columns: Iterable[SortColumn[Row]], usual: str = "") -> tuple[SortHead, ...]:
    """Return the heads of a table's columns.

    Args:
        columns: The columns, left to right.
        usual: The column it is sorted by without a word in the address; empty for none of them.
    """
    return tuple(
        SortHead(
            column.text,
            *(
                sort_link(column.key, usual=usual, is_worst_high=column.is_worst_high)
                if column.sorts
                else ("", "none")
            ),
            column.is_number,
        )
        for column in columns
    )


def sort_rows(rows: Sequence[Row], columns: Iterable[SortColumn[Row]]) -> list[Row]:
    """Return rows as the address asks; as they are where it names no column.

    Rows alike in the column keep the order they came in.
    """
    key, is_descending = read_sort()
    order = next((column.order for column in columns if column.key == key), None)
    if order is None:
        return list(rows)
    keyed = [(_comparable(order(row)), row) for row in rows]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _value, row in known] + [row for value, row in keyed if value is None]


def sort_chip(columns: Iterable[SortColumn[Row]]) -> tuple[str, str, str]:
    """Return by which column the address sorts, as a chip that takes it away."""
    return SORT, str(_("Xếp theo")), sort_text(columns)


def sort_text(columns: Iterable[SortColumn[Row]]) -> str:
    """Return by which column the address sorts, in words; empty for the usual order."""
    key, is_descending = read_sort()
    text = next((column.text for column in columns if column.sorts and column.key == key), "")
    return str(_("%(column)s, giảm dần", column=text)) if text and is_descending else text


def _comparable(value: Any) -> Any:
    """Return what a value is compared by: texts in the order of the alphabet."""
    return sort_key(value) if isinstance(value, str) else value
