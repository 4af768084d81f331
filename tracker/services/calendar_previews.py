"""What a change of the calendar would move: open due days, verdicts, published months."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.clock import today
from tracker.queries.calendar_changes import list_calendar_rows
from tracker.queries.calendar_effects import (
    count_open_by_unit,
    list_due_groups,
    list_examples,
    list_late_spans,
    list_published_months,
)
from tracker.rules.calendar import WorkingCalendar
from tracker.rules.calendar_changes import MovedDueDay, moved_due_days, turned_days
from tracker.rules.calendar_effects import (
    MonthEffect,
    count_recounted,
    flip_months,
    with_recounted,
)
from tracker.rules.canonical import sha256_hex

if TYPE_CHECKING:
    from datetime import date

    from models.vocabulary import LatenessRule
    from tracker.queries.calendar_changes import ChangeRow
    from tracker.queries.calendar_effects import Example, PublishedMonth, UnitCount

EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class PublishedEffect:
    """A published month that would have read differently; its list stands all the same.

    Args:
        version: The version that stands published.
        effect: What would be different.
    """

    version: int
    effect: MonthEffect


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What applying a change would do.

    Args:
        turned: Days that become working days or stop being such.
        moved: Due days that are judged at another day, with how they move.
        units: Open dossiers that move, by unit.
        examples: The first of them.
        months: Verdicts that turn, by month.
        published: Published months that would have read differently.
        digest: Hash of all this; applying names the preview that was read.
    """

    turned: tuple[date, ...]
    moved: tuple[MovedDueDay, ...]
    units: tuple[UnitCount, ...]
    examples: tuple[Example, ...]
    months: tuple[MonthEffect, ...]
    published: tuple[PublishedEffect, ...]
    digest: str

    @property
    def open_count(self) -> int:
        """Return how many open dossiers are judged at another day."""
        return sum(unit.count for unit in self.units)

    @property
    def late_to_on_time(self) -> int:
        """Return how many verdicts turn from late to on time, all months together."""
        return sum(month.late_to_on_time for month in self.months)

    @property
    def on_time_to_late(self) -> int:
        """Return how many verdicts turn from on time to late, all months together."""
        return sum(month.on_time_to_late for month in self.months)

    def as_effect(self) -> dict[str, Any]:
        """Return what the change's record keeps: counts and days, no dossier."""
        return _effect(self.moved, self.units, self.months, self.published)


def preview_change(change: ChangeRow, *, rule: LatenessRule, cutoff: int | None) -> ChangePreview:
    """Return what applying a change would do to the dossiers as they are known now.

    Args:
        change: The change; its days are laid over the calendar as it stands.
        rule: Whether lateness is judged by day or by minute.
        cutoff: Last day of the office's month; None for calendar months.
    """
    rows = {row.on: row.plain() for row in list_calendar_rows()}
    before = WorkingCalendar(rows.values())
    for day in change.days:
        rows.pop(day.on, None)
        if day.after is not None:
            rows[day.on] = day.after.plain()
    after = WorkingCalendar(rows.values())
    days = [day.on for day in change.days]
    turned = tuple(turned_days(before, after, days))
    moved = moved_due_days(before, after, days)
    due_days = [row.due_on for row in moved]
    flips = flip_months(
        list_due_groups(due_days, rule), moved, rule=rule, cutoff=cutoff, last_ended=today()
    )
    units = tuple(count_open_by_unit(due_days))
    months = tuple(flips.values())
    published = tuple(_published(flips, turned, before, after, rule))
    return ChangePreview(
        turned=turned,
        moved=moved,
        units=units,
        examples=tuple(list_examples(due_days, EXAMPLES)),
        months=months,
        published=published,
        digest=_digest(change, _effect(moved, units, months, published)),
    )


def _published(
    flips: dict[str, MonthEffect],
    turned: tuple[date, ...],
    before: WorkingCalendar,
    after: WorkingCalendar,
    rule: LatenessRule,
) -> list[PublishedEffect]:
    found = []
    for month in list_published_months():
        count = _recounted(month, turned, before, after, rule)
        effect = with_recounted(flips.get(month.period), month.period, count)
        if effect.is_changed:
            found.append(PublishedEffect(month.version, effect))
    return found


def _recounted(
    month: PublishedMonth,
    turned: tuple[date, ...],
    before: WorkingCalendar,
    after: WorkingCalendar,
    rule: LatenessRule,
) -> int:
    """Return how many dossiers of a list are late by other days; none before the changed days."""
    # A roll reaches back over days off only, so a list that ended before them cannot change.
    if not turned or month.last_day < turned[0]:
        return 0
    return count_recounted(list_late_spans(month.first_day, month.last_day, rule), before, after)


def _effect(
    moved: tuple[MovedDueDay, ...],
    units: tuple[UnitCount, ...],
    months: tuple[MonthEffect, ...],
    published: tuple[PublishedEffect, ...],
) -> dict[str, Any]:
    return {
        "due_days": [{name: on.isoformat() for name, on in asdict(row).items()} for row in moved],
        "open_count": sum(unit.count for unit in units),
        "units": [{"code": unit.code, "count": unit.count} for unit in units],
        "months": [asdict(month) for month in months],
        "published": [{"version": row.version, **asdict(row.effect)} for row in published],
    }


def _digest(change: ChangeRow, effect: dict[str, Any]) -> str:
    days = [[day.on.isoformat(), day.after and day.after.stored()] for day in change.days]
    text = json.dumps([change.based_on, days, effect], ensure_ascii=False, sort_keys=True)
    return sha256_hex(text.encode())
