"""Late or overdue dossiers as rows of a file, in the order and with the filters of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.rules.lateness import DUE_ON_DAY_OFF
from tracker.wording.labels import label
from views.formatting import show_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.queries.dossier_search import DossierSearch
    from views.pages.dossiers import LateLine

CSV_HEADER: Final = (
    "Loại", "Tính đến hết ngày", "Mã hồ sơ", "Đơn vị", "Mã thủ tục", "Thủ tục", "Cán bộ",
    "Tiếp nhận", "Hẹn trả", "Hẹn trả khi xét", "Ghi chú", "Kết thúc xử lý", "Chậm (ngày)",
    "Chậm (ngày làm việc)", "Dữ liệu minh họa",
)  # fmt: skip


def dossier_rows(search: DossierSearch, lines: Iterable[LateLine]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a listing, one a dossier.

    Args:
        search: What was searched, for the kind and the day judged.
        lines: Every line of the listing, in its order.
    """
    for line in lines:
        dossier = line.dossier
        notes = (show_code(flag) for flag in line.flags if flag != DUE_ON_DAY_OFF)
        yield (
            label(search.kind),
            search.last_day,
            dossier.code,
            dossier.unit_name,
            dossier.procedure_code,
            dossier.procedure_name,
            dossier.officer,
            dossier.received_on,
            dossier.due_on,
            dossier.judged_due_on,
            "; ".join(notes),
            dossier.finished_on,
            line.days,
            line.working_days,
            "có" if dossier.is_sample else "",
        )
