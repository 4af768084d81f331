"""The columns assignments to answer, and disputes about them, can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.pages.sorting import SortColumn

if TYPE_CHECKING:
    from views.pages.assignment_answers import AnswerLine
    from views.pages.assignment_disputes import DisputeLine


def answer_columns() -> tuple[SortColumn[AnswerLine], ...]:
    """Return the columns of a document's parts, left to right; usually in the document's order."""
    return (
        SortColumn("nhiem-vu", _("Nhiệm vụ"), lambda line: line.row.found.task.ordinal),
        SortColumn("don-vi", _("Đơn vị"), lambda line: line.row.expanded.unit.name),
        SortColumn("thoi-han", _("Thời hạn"), lambda line: line.row.due_on),
        SortColumn("tiep-nhan", _("Tình trạng tiếp nhận"), lambda line: line.row.answer_by),
    )


def dispute_columns() -> tuple[SortColumn[DisputeLine], ...]:
    """Return the columns of the disputes, left to right."""
    return (
        SortColumn("nhiem-vu", _("Nhiệm vụ"), lambda line: line.row.task_text),
        SortColumn("don-vi", _("Đơn vị từ chối"), lambda line: line.row.unit_name),
        SortColumn("ly-do", _("Lý do"), lambda line: label(line.row.reason)),
        SortColumn("de-xuat", _("Đề xuất"), lambda line: line.proposed),
        SortColumn("xem-xet", _("Xem xét"), lambda line: line.row.decide_by),
    )
