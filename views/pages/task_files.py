"""Tasks without figures as a file: the rows the page shows, every part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from views.pages.tasks import TaskLine

CSV_HEADER: Final = (
    "Văn bản",
    "Số",
    "Nhiệm vụ",
    "Mã đơn vị",
    "Đơn vị",
    "Vai trò",
    "Thời hạn in",
    "Thời hạn gốc",
    "Thời hạn áp dụng",
    "Tình trạng",
    "Ngày hoàn thành",
    "Số ngày trễ",
    "Số ngày làm việc trễ",
    "Diễn giải",
)


def csv_rows(lines: Iterable[TaskLine]) -> Iterable[Sequence[object]]:
    """Yield the lines as a file shows them."""
    for line in lines:
        row, finding = line.row, line.row.finding
        yield (
            row.found.directive.number,
            row.found.reference,
            row.task.text,
            row.part.unit.code,
            row.part.unit.name,
            label(row.part.role),
            line.term,
            finding.original_due_on if finding else None,
            finding.due_on if finding else None,
            label(finding.state) if finding else "",
            finding.done_on if finding else None,
            row.late_days or None,
            row.late_working_days if row.late_days else None,
            line.sentence,
        )
