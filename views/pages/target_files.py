"""Target pages as rows of a file, in the order and with the filters of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Verdict
from tracker.wording.labels import label
from views.formatting import show_instant
from views.pages.marks import mark_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from views.pages.frame import Frame
    from views.pages.targets import TargetLine
    from views.pages.task_units import UnitLineOfTask

CSV_HEADER: Final = (
    "Văn bản", "Kỳ", "Mục", "Số", "Nhiệm vụ", "Chỉ số", "Chủ trì", "Phối hợp", "Chỉ tiêu",
    "Chỉ tiêu như in", "Thời hạn", "Hạn", "Thực hiện (cộng các đơn vị chủ trì)", "Kết quả chung",
    "Số đơn vị đạt", "Số đơn vị chưa đạt", "Số đơn vị chưa có số liệu",
)  # fmt: skip
UNIT_CSV_HEADER: Final = (
    "Văn bản", "Kỳ", "Số", "Nhiệm vụ", "Mã đơn vị", "Đơn vị", "Cấp", "Vai trò", "Kết quả",
    "Thực hiện", "Vì sao", "Nguồn", "Số liệu đến ngày", "Lấy lúc", "Số lần sửa đổi",
)  # fmt: skip


def overview_rows(frame: Frame, lines: Iterable[TargetLine]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a document, one a task."""
    for line in lines:
        yield _csv_row(frame, line)


def task_rows(
    frame: Frame, line: TargetLine, units: Iterable[UnitLineOfTask]
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of one task, one a unit."""
    for unit in units:
        yield (
            frame.directive.number,
            frame.period.code,
            line.number,
            line.text,
            unit.code,
            unit.name,
            label(unit.level),
            label(unit.role),
            mark_text(unit.mark),
            unit.actual,
            unit.sentence,
            unit.source,
            unit.as_of,
            show_instant(unit.captured_at),
            unit.revision if unit.source else "",
        )


def _csv_row(frame: Frame, line: TargetLine) -> tuple[object, ...]:
    return (
        frame.directive.number,
        frame.period.code,
        line.section,
        line.number,
        line.text,
        line.indicator,
        "; ".join(party.printed for party in line.leads),
        "; ".join(party.printed for party in line.supports),
        line.target,
        line.phrase,
        line.term,
        line.due,
        line.total,
        label(line.verdict) if line.verdict else "",
        line.count(Verdict.ACHIEVED),
        line.count(Verdict.MISSED),
        line.count(Verdict.NO_DATA),
    )
