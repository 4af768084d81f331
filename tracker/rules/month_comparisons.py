"""What changed between the lists of two months: who came in, who went out, rose or fell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from tracker.rules.list_replies import ANNEXES, row_key
from tracker.rules.rates import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.rules.list_replies import RowKey


NOTHING: Final = Share(0, 0)


class Movement(StrEnum):
    """How a unit stands beside the month before, by its late and overdue dossiers together."""

    CAME = "came"
    ROSE = "rose"
    SAME = "same"
    FELL = "fell"
    WENT = "went"


@dataclass(frozen=True, slots=True)
class LateCounts:
    """What a list counts of one unit, or of all.

    Args:
        finished_late: Dossiers finished late in the month.
        open_overdue: Dossiers open and overdue at its end.
        on_time: Early and on the day, of all that were finished.
    """

    finished_late: int = 0
    open_overdue: int = 0
    on_time: Share = NOTHING

    @property
    def total(self) -> int:
        """Return how many dossiers of it are on the list."""
        return self.finished_late + self.open_overdue


@dataclass(frozen=True, slots=True)
class UnitMovement:
    """One unit in two months."""

    code: str
    name: str
    movement: Movement
    before: LateCounts
    after: LateCounts

    @property
    def rate_change(self) -> int:
        """Return 1 when the rate rose, -1 when it fell, 0 else; by its parts, exactly."""
        old, new = self.before.on_time, self.after.on_time
        if not old.denominator or not new.denominator:
            return 0
        left, right = new.numerator * old.denominator, old.numerator * new.denominator
        return (left > right) - (left < right)


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A dossier that was overdue when the month before ended and is on this list too.

    Args:
        code: Its full code.
        unit_code: Its unit now.
        unit_name: Name of that unit.
        annex: Where it stands now: "finished_late" or "open_overdue".
        days_before: Days late at the end of the month before.
        days_after: Days late now.
    """

    code: str
    unit_code: str
    unit_name: str
    annex: str
    days_before: int
    days_after: int


@dataclass(frozen=True, slots=True)
class MonthComparison:
    """What changed between two months.

    Args:
        total: All units together.
        units: Units with a late or overdue dossier in either month, those that came in first.
        carried: Dossiers carried over, the latest first.
    """

    total: UnitMovement
    units: tuple[UnitMovement, ...]
    carried: tuple[CarriedRow, ...]

    def count(self, movement: Movement) -> int:
        """Return how many units moved so."""
        return sum(unit.movement is movement for unit in self.units)


def compare_months(before: Mapping[str, Any], after: Mapping[str, Any]) -> MonthComparison:
    """Return what changed from the list of one month to that of the next.

    Args:
        before: The staff's list of the month before.
        after: The staff's list of the month.
    """
    old = {str(unit["code"]): unit for unit in before["units"]}
    new = {str(unit["code"]): unit for unit in after["units"]}
    moves = (_move(code, old.get(code), new.get(code)) for code in {**new, **old})
    places = list(Movement)
    units = [unit for unit in moves if unit.before.total or unit.after.total]
    # Stable: within one kind the order is that of the list.
    units.sort(key=lambda unit: places.index(unit.movement))
    return MonthComparison(
        total=_move("", before["totals"], after["totals"]),
        units=tuple(units),
        carried=_carried(before, after),
    )


def _move(code: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> UnitMovement:
    before, after = _counts(old), _counts(new)
    return UnitMovement(
        code=code,
        name=str((new or old or {}).get("name") or ""),
        movement=_movement(before.total, after.total),
        before=before,
        after=after,
    )


def _counts(unit: Mapping[str, Any] | None) -> LateCounts:
    if unit is None:
        return LateCounts()
    rate = unit["finished_on_time_rate"]
    return LateCounts(
        finished_late=int(unit["finished_late"]),
        open_overdue=int(unit["open_overdue"]),
        on_time=Share(int(rate["numerator"]), int(rate["denominator"])),
    )


def _movement(before: int, after: int) -> Movement:
    if before == after:
        return Movement.SAME
    if not before:
        return Movement.CAME
    if not after:
        return Movement.WENT
    return Movement.ROSE if after > before else Movement.FELL


def _carried(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[CarriedRow, ...]:
    # Two sources may have the same code. A list drafted before rows named their source has one.
    is_named = all("source" in row for row in before["open_overdue"])

    def key(row: Mapping[str, Any]) -> RowKey:
        return row_key(row) if is_named else ("", str(row["code"]))

    overdue = {key(row): int(row["days_late"]) for row in before["open_overdue"]}
    rows = [
        CarriedRow(
            code=str(row["code"]),
            unit_code=str(row["unit_code"]),
            unit_name=str(row.get("unit_name") or row["unit_code"]),
            annex=annex,
            days_before=overdue[key(row)],
            days_after=int(row["days_late"]),
        )
        for annex in ANNEXES
        for row in after[annex]
        if key(row) in overdue
    ]
    return tuple(sorted(rows, key=lambda row: (-row.days_after, row.code)))
