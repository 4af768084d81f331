"""Late dossiers and their explanations as rows of a file, with the filters of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.clock import local
from tracker.wording.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tracker.queries.apology_letters import LetterMark
    from tracker.queries.late_cases import CaseRow

CSV_HEADER: Final = (
    "Loại", "Mã hồ sơ", "Mã đơn vị", "Đơn vị", "Mã thủ tục", "Thủ tục", "Cán bộ", "Tiếp nhận",
    "Hẹn trả", "Kết thúc xử lý", "Tính đến hết ngày", "Chậm (ngày)", "Giải trình", "Bản số",
    "Lý do", "Nội dung", "Người viết", "Lúc viết", "Người xem xét", "Lúc xem xét", "Ý kiến",
    "Xin lỗi", "Hẹn lại", "Gửi phiếu", "Gửi đúng hạn", "Dữ liệu minh họa",
)  # fmt: skip


def case_rows(
    cases: Iterable[CaseRow], letters: Mapping[int, LetterMark], *, not_written: str
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a listing, one a dossier.

    Args:
        cases: Every dossier of the listing, in its order.
        letters: What the letters of each come to.
        not_written: What stands where nobody explained.
    """
    for case in cases:
        yield (
            label(case.kind),
            case.code,
            case.unit_code,
            case.unit_name,
            case.procedure_code,
            case.procedure_name,
            case.officer,
            case.received_on,
            case.due_on,
            case.finished_on,
            case.end_on,
            case.days,
            *_explanation(case, not_written),
            *_letter(letters.get(case.id)),
            "có" if case.is_sample else "",
        )


def _explanation(case: CaseRow, not_written: str) -> tuple[object, ...]:
    newest = case.explanation
    if newest is None:
        cause = label(case.cause) if case.cause else None
        return (not_written, None, cause, *[None] * 6)
    return (
        label(newest.state),
        newest.version,
        label(newest.cause),
        newest.text,
        newest.written_by,
        _at(newest.written_at),
        newest.reviewed_by,
        _at(newest.reviewed_at),
        newest.review_note,
    )


def _letter(mark: LetterMark | None) -> tuple[object, ...]:
    if mark is None:
        return None, None, None, None
    in_time = {True: "có", False: "không", None: None}[mark.is_in_time]
    return label(mark.state), mark.promised_on, mark.sent_on, in_time


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else f"{local(instant):%d/%m/%Y %H:%M}"
