"""Dossiers two sources do not have alike, as pages and files show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from models.vocabulary import Channel, DossierStatus
from tracker.queries.dossier_overlaps import (
    DifferenceColumn,
    count_dossier_differences,
    list_dossier_differences,
)
from tracker.rules.dates import format_date
from tracker.wording.labels import label
from views.pages.dossiers import FACTS
from views.pages.filters import build_chips
from views.pages.sorting import SortColumn, build_heads, read_sort, sort_chip

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from tracker.publishing.dossier_differences import DossierComparison
    from tracker.queries.dossier_overlaps import DossierDifference
    from views.pages.filters import Chip
    from views.pages.sorting import SortHead

NONE: Final = "–"
USUAL: Final = "ma"
"""The column they are sorted by without a word in the address."""
_COLUMNS: Final = {
    USUAL: DifferenceColumn.CODE,
    "don-vi": DifferenceColumn.UNIT,
    "a": DifferenceColumn.FIRST,
    "b": DifferenceColumn.SECOND,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact both sources state otherwise, in words."""

    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One dossier that differs.

    Args:
        found: Which one.
        unit: Name of the unit that answers for it.
        facts: What differs where both have it; empty where one alone has it.
    """

    found: DossierDifference
    unit: str
    facts: tuple[Fact, ...]


def dossier_heads(listing: DossierComparison) -> tuple[SortHead, ...]:
    """Return the heads of the listing's columns."""
    return build_heads(_columns(listing), USUAL)


def dossier_chips(listing: DossierComparison, unit_name: str) -> tuple[Chip, ...]:
    """Return the filters in force.

    Args:
        listing: Which dossiers are compared.
        unit_name: Name of the unit it is narrowed to; empty for all.
    """
    return build_chips([("don-vi", _("Đơn vị"), unit_name), sort_chip(_columns(listing))])


def _columns(listing: DossierComparison) -> tuple[SortColumn[DossierLine], ...]:
    # The database sorts by them.
    return (
        SortColumn(USUAL, _("Mã hồ sơ")),
        SortColumn("don-vi", _("Đơn vị")),
        SortColumn("a", listing.first.code),
        SortColumn("b", listing.second.code),
    )


def build_dossier_lines(
    listing: DossierComparison,
    unit_ids: Collection[int] | None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[DossierLine]:
    """Return the dossiers two sources do not have alike, in words, in the order asked for.

    Args:
        listing: Which dossiers are compared.
        unit_ids: Only those of these units; None for all.
        offset: Leave out so many.
        limit: At most so many.
    """
    key, is_descending = read_sort(USUAL)
    rows = list_dossier_differences(
        listing.pair,
        unit_ids=unit_ids,
        by=_COLUMNS.get(key, DifferenceColumn.CODE),
        is_descending=is_descending and key in _COLUMNS,
        offset=offset,
        limit=limit,
    )
    return [_line(row, listing) for row in rows]


def count_for_units(listing: DossierComparison, unit_ids: Collection[int] | None) -> dict[str, int]:
    """Return how many dossiers the first alone, the second alone, or both otherwise have."""
    counts = {"only_first": 0, "only_second": 0, "differing": 0}
    for (ours, theirs), count in count_dossier_differences(listing.pair).items():
        name = "only_second" if ours is None else "only_first" if theirs is None else "differing"
        if unit_ids is None or ours in unit_ids or theirs in unit_ids:
            counts[name] += count
    return counts


def dossier_file_rows(
    listing: DossierComparison, unit_ids: Collection[int] | None
) -> tuple[list[str], list[list[object]]]:
    """Return the dossiers as a heading and cells, one line for each fact that differs."""
    first, second = listing.first.code, listing.second.code
    header = [_("Mã hồ sơ"), _("Đơn vị"), _("Khác ở"), first, second]
    rows: list[list[object]] = []
    for line in build_dossier_lines(listing, unit_ids):
        head = [line.found.code, line.unit]
        if not line.facts:
            rows.append([*head, _("Có hồ sơ"), *presence(line.found)])
        rows += [[*head, fact.name, fact.first, fact.second] for fact in line.facts]
    return header, rows


def presence(found: DossierDifference) -> tuple[str, str]:
    """Return whether each source has a dossier, in a word."""
    ours, theirs = found.first_id is not None, found.second_id is not None
    return _("có") if ours else _("không"), _("có") if theirs else _("không")


def _line(row: DossierDifference, listing: DossierComparison) -> DossierLine:
    facts = tuple(
        Fact(
            str(FACTS[field.name]),
            _value(field.name, field.first, listing),
            _value(field.name, field.second, listing),
        )
        for field in row.fields
    )
    return DossierLine(row, listing.tree.by_id(row.unit_id).name, facts)


def _value(name: str, value: Any, listing: DossierComparison) -> str:
    if value is None:
        return NONE
    if name == "unit_id":
        return listing.tree.by_id(value).name
    if name.endswith("_on"):
        day: date = value
        return format_date(day)
    return label(DossierStatus(value) if name == "status" else Channel(value))
