"""The columns tasks without figures can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from models.vocabulary import TaskState
from tracker.wording.labels import label
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from datetime import date

    from views.pages.tasks import TaskLine


def task_columns() -> tuple[SortColumn[TaskLine], ...]:
    """Return the columns of the listing, left to right; its usual order is the documents'."""
    return (
        SortColumn("nhiem-vu", _("Nhiệm vụ"), lambda line: line.row.task.text),
        SortColumn("don-vi", _("Đơn vị"), lambda line: line.row.part.unit.name),
        SortColumn("thoi-han", _("Thời hạn"), _due_on),
        SortColumn("tinh-trang", _("Tình trạng"), _state),
    )


def unit_columns() -> tuple[SortColumn[TaskLine], ...]:
    """Return the columns of one task's units, left to right; leads usually come first."""
    return (
        SortColumn("don-vi", _("Đơn vị"), lambda line: line.row.part.unit.name),
        SortColumn("vai-tro", _("Vai trò"), lambda line: label(line.row.part.role)),
        SortColumn("thoi-han", _("Thời hạn"), _due_on),
        SortColumn("tinh-trang", _("Tình trạng"), _state),
    )


def _due_on(line: TaskLine) -> date | None:
    return line.row.finding.due_on if line.row.finding else None


def _state(line: TaskLine) -> int | None:
    """Return the place of a state in the closed list; None for a supporting unit."""
    return None if line.state is None else list(TaskState).index(line.state)
