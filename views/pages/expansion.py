"""Tasks come down to units, rows that name the same parties looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.queries.tasks import ExpandedAssignment, TaskRow, expand_task

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tracker.queries.unit_directory import UnitDirectory


def expand_once(
    tasks: Iterable[TaskRow], directory: UnitDirectory, on: date
) -> list[ExpandedAssignment]:
    """Return the units all the tasks come down to on a day, as they read on it.

    Args:
        tasks: Rows of documents; documents repeat the same groups row after row.
        directory: Units, groups and successions.
        on: The day whose parties count, and that groups and heirs are resolved at.
    """
    known: dict[tuple[tuple[object, ...], ...], list[ExpandedAssignment]] = {}
    found: list[ExpandedAssignment] = []
    for row in tasks:
        task = row.on(on)
        key = tuple(
            (party.role, party.unit_id, party.group_id, party.printed) for party in task.parties
        )
        if key not in known:
            known[key] = list(expand_task(task, directory, on))
        # One after the other: `dataclasses.replace` takes five times as long.
        found += [
            ExpandedAssignment(
                task, part.role, part.unit, part.printed, part.inherited_from, part.is_by_group
            )
            for part in known[key]
        ]
    return found
