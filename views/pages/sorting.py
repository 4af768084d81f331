"""The order of a table: each column's head sorts by it, and the address keeps by which.

One mechanism for every table: `xep=cot` sorts by a column, `xep=-cot` the other way round. Without
it a table stands in its usual order. What has no value is last both ways. Where a page holds
several tables each has a name of its own, `xep-…`, that goes with the `trang-…` of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from flask import request
from flask_babel import gettext as _

from tracker.rules.text import sort_key
from views.navigation import Page, paginate, same_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = TypeVar("Row")

SORT: Final = "xep"
"""Name of the query value that sorts; a "-" before the column turns the order round."""
_PART: Final = "trang"
"""How the name of the query value begins that chooses a part of a table."""


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


def read_sort(usual: str = "", *, name: str = SORT) -> tuple[str, bool]:
    """Return by which column the address sorts, and whether the highest come first.

    Args:
        usual: The column in force when it names none; with a "-" the other way round.
        name: Name of the query value.
    """
    asked = request.args.get(name, "") or usual
    return asked.removeprefix("-"), asked.startswith("-")


def sort_link(
    key: str, *, usual: str = "", is_worst_high: bool = False, name: str = SORT
) -> tuple[str, str]:
    """Return the address a column's head leads to, and how the table is sorted by it now.

    Args:
        key: Name of the column.
        usual: The column in force without a word in the address, which then stays out of it.
        is_worst_high: Whether the first click puts the highest first.
        name: Name of the query value.
    """
    now, is_descending = read_sort(usual, name=name)
    if now == key:
        wanted = key if is_descending else f"-{key}"
        aria = "descending" if is_descending else "ascending"
    else:
        wanted, aria = f"-{key}" if is_worst_high else key, "none"
    part = name.replace(SORT, _PART, 1)
    return same_page(**{name: None if wanted == usual else wanted, part: None}), aria


def build_heads(
    columns: Iterable[SortColumn[Row]], usual: str = "", *, name: str = SORT
) -> tuple[SortHead, ...]:
    """Return the heads of a table's columns.

    Args:
        columns: The columns, left to right.
        usual: The column it is sorted by without a word in the address; empty for none of them.
        name: Name of the query value.
    """
    return tuple(
        SortHead(
            column.text,
            *(
                sort_link(column.key, usual=usual, is_worst_high=column.is_worst_high, name=name)
                if column.sorts
                else ("", "none")
            ),
            column.is_number,
        )
        for column in columns
    )


def sort_rows(
    rows: Sequence[Row], columns: Iterable[SortColumn[Row]], *, name: str = SORT
) -> list[Row]:
    """Return rows as the address asks; as they are where it names no column.

    Rows alike in the column keep the order they came in.

    Args:
        rows: The rows.
        columns: The columns of their table.
        name: Name of the query value.
    """
    key, is_descending = read_sort(name=name)
    order = next((column.order for column in columns if column.key == key), None)
    if order is None:
        return list(rows)
    keyed = [(_comparable(order(row)), row) for row in rows]
    known = [pair for pair in keyed if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _value, row in known] + [row for value, row in keyed if value is None]


@dataclass(frozen=True, slots=True)
class SortedTable(Generic[Row]):
    """A part of a table, sorted as the address asks.

    Args:
        page: Its rows.
        heads: Heads of its columns.
    """

    page: Page[Row]
    heads: tuple[SortHead, ...]


def sort_table(
    rows: Sequence[Row], columns: Sequence[SortColumn[Row]], *, table: str
) -> SortedTable[Row]:
    """Return the part of one of a page's tables the address asks for, in the order it asks for.

    Args:
        rows: All its rows, in their usual order.
        columns: Its columns, left to right.
        table: Its name: `xep-…` sorts it, `trang-…` chooses its part.
    """
    name = f"{SORT}-{table}"
    found = paginate(sort_rows(rows, columns, name=name), name=f"{_PART}-{table}")
    return SortedTable(found, build_heads(columns, name=name))


def sort_chip(columns: Iterable[SortColumn[Row]], *, name: str = SORT) -> tuple[str, str, str]:
    """Return by which column the address sorts, as a chip that takes it away."""
    return name, str(_("Xếp theo")), sort_text(columns, name=name)


def sort_text(columns: Iterable[SortColumn[Row]], *, name: str = SORT) -> str:
    """Return by which column the address sorts, in words; empty for the usual order."""
    key, is_descending = read_sort(name=name)
    text = next((column.text for column in columns if column.sorts and column.key == key), "")
    return str(_("%(column)s, giảm dần", column=text)) if text and is_descending else text


def _comparable(value: Any) -> Any:
    """Return what a value is compared by: texts in the order of the alphabet."""
    return sort_key(value) if isinstance(value, str) else value
