"""Form II.06a/VPCP/KSTT as a table: groups of units, subtotals, and the sums that must come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from models.vocabulary import DossierStatus, UnitLevel
from tracker.rules.counts import UnitCounts, form_06a, sum_counts
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.rules.counts import BrokenIdentity, Form06a


class CountBy(StrEnum):
    """What the rows of the form are."""

    UNIT = "unit"
    LEVEL = "level"
    FIELD = "field"


class CountGroup(StrEnum):
    """The form's groups, in its order; `OTHER` is for units the form has no group for."""

    DEPARTMENTS = "departments"
    DISTRICTS = "districts"
    COMMUNES = "communes"
    OTHER = "other"


GROUP_OF: Final[Mapping[UnitLevel, CountGroup]] = {
    UnitLevel.PROVINCE: CountGroup.DEPARTMENTS,
    UnitLevel.DEPARTMENT: CountGroup.DEPARTMENTS,
    UnitLevel.DIVISION: CountGroup.DEPARTMENTS,
    UnitLevel.DISTRICT: CountGroup.DISTRICTS,
    UnitLevel.COMMUNE: CountGroup.COMMUNES,
    UnitLevel.PARTNER: CountGroup.OTHER,
}
"""A division that stands under nobody; one with a parent is counted in its parent's row."""

STANDSTILLS: Final = (
    DossierStatus.AWAITING_SUPPLEMENT,
    DossierStatus.PAUSED,
    DossierStatus.RETURNED,
    DossierStatus.WITHDRAWN,
    DossierStatus.REFUSED,
)
"""Statuses the form has no column for, each counted apart."""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts with the statuses the form folds away.

    Args:
        counts: The counts.
        standstills: Dossiers by status of `STANDSTILLS`.
    """

    counts: UnitCounts = field(default_factory=UnitCounts)
    standstills: Mapping[DossierStatus, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountEntry:
    """Dossiers of one row, or a part of them; each dossier stands in exactly one entry.

    Args:
        group: Group of the form.
        code: Code of the row's unit, or "".
        name: What the row says in column 2; "" where the group alone says it.
        counts: The counts.
    """

    group: CountGroup
    code: str
    name: str
    counts: GroupCounts


@dataclass(frozen=True, slots=True)
class CountLine:
    """One line of the table.

    Args:
        group: Group it belongs to; None for the grand total.
        code: Code of its unit, or "".
        name: What column 2 says; "" for a subtotal, the total, and a field nobody named.
        is_row: Whether it is a row of a group, not a subtotal or the total.
        counts: The counts.
        form: The form's columns 3 to 13.
    """

    group: CountGroup | None
    code: str
    name: str
    is_row: bool
    counts: GroupCounts
    form: Form06a

    def broken(self) -> tuple[BrokenIdentity, ...]:
        """Return the sums that do not come out, the product's own first, then the form's."""
        return (*self.counts.counts.identities(), *self.form.identities())


@dataclass(frozen=True, slots=True)
class CountSection:
    """One group with its subtotal; `lines` is empty when only levels were asked for."""

    group: CountGroup
    lines: tuple[CountLine, ...]
    subtotal: CountLine


@dataclass(frozen=True, slots=True)
class CountTable:
    """The whole table."""

    by: CountBy
    sections: tuple[CountSection, ...]
    total: CountLine

    def all_lines(self) -> list[CountLine]:
        """Return every line in the order of the form: each group, its subtotal first; the total."""
        lines = [line for each in self.sections for line in (each.subtotal, *each.lines)]
        return [*lines, self.total]

    def broken(self) -> list[tuple[CountLine, BrokenIdentity]]:
        """Return every sum that does not come out, with its line."""
        return [(line, broken) for line in self.all_lines() for broken in line.broken()]


@dataclass(frozen=True, slots=True)
class FormChoices:
    """Where the form puts what it has no column for; see `tracker.rules.counts.form_06a`."""

    waiting_in_open: bool = True
    returned_in_on_time: bool = True


DEFAULT_CHOICES: Final = FormChoices()


def add_group_counts(parts: Iterable[GroupCounts]) -> GroupCounts:
    """Return counts of parts that do not contain each other, together."""
    parts = list(parts)
    standstills: dict[DossierStatus, int] = {}
    for part in parts:
        for status, count in part.standstills.items():
            standstills[status] = standstills.get(status, 0) + count
    counts = sum_counts(part.counts for part in parts) if parts else UnitCounts()
    return GroupCounts(counts, standstills)


def count_table(
    entries: Iterable[CountEntry], by: CountBy, choices: FormChoices = DEFAULT_CHOICES
) -> CountTable:
    """Return the form's table: no dossier stands in two lines of one rank.

    Rows of a group are in Vietnamese alphabetical order. Groups nobody has a dossier in are left
    out.

    Args:
        entries: Counts; entries of one group, code and name make one row.
        by: What the rows are; for levels there are subtotals only.
        choices: Where waiting and returned dossiers go.

    Source:
        Circular 01/2020/TT-VPCP, form II.06a/VPCP/KSTT; reference/domain-vn.md 4.5.
    """
    found: dict[CountGroup, dict[tuple[str, str], list[GroupCounts]]] = {}
    for entry in entries:
        rows = found.setdefault(entry.group, {})
        rows.setdefault((entry.code, entry.name), []).append(entry.counts)
    sections = tuple(
        _section(group, found[group], by, choices) for group in CountGroup if group in found
    )
    whole = add_group_counts(section.subtotal.counts for section in sections)
    return CountTable(by, sections, _line(None, whole, choices))


def _section(
    group: CountGroup,
    rows: Mapping[tuple[str, str], Sequence[GroupCounts]],
    by: CountBy,
    choices: FormChoices,
) -> CountSection:
    together = {key: add_group_counts(parts) for key, parts in rows.items()}
    ordered = sorted(together, key=lambda key: (sort_key(key[1]), key[0]))
    lines = () if by is CountBy.LEVEL else ordered
    whole = add_group_counts(together.values())
    return CountSection(
        group,
        tuple(_line(group, together[key], choices, key) for key in lines),
        _line(group, whole, choices),
    )


def _line(
    group: CountGroup | None,
    counts: GroupCounts,
    choices: FormChoices,
    key: tuple[str, str] | None = None,
) -> CountLine:
    form = form_06a(
        counts.counts,
        waiting_in_open=choices.waiting_in_open,
        returned_in_on_time=choices.returned_in_on_time,
    )
    return CountLine(group, *(key or ("", "")), key is not None, counts, form)
