"""The columns apology letters, and the dossiers that owe one, can be sorted by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.queries.apology_letters import LetterColumn
from views.pages.sorting import SortColumn, read_sort

if TYPE_CHECKING:
    from tracker.queries.apology_candidates import Candidate
    from tracker.queries.apology_rows import LetterRow

DUE, SEND_BY = "hen-tra", "gui-truoc"
"""The columns dossiers and letters are sorted by without a word in the address."""

_LETTER_COLUMNS: Final = {
    "ma": LetterColumn.CODE,
    "don-vi": LetterColumn.UNIT,
    DUE: LetterColumn.DUE_ON,
    "hen-lai": LetterColumn.PROMISED_ON,
    SEND_BY: LetterColumn.SEND_BY,
    "ky": LetterColumn.SIGNED_ON,
    "gui": LetterColumn.SENT_ON,
}


def candidate_columns() -> tuple[SortColumn[Candidate], ...]:
    """Return the columns of dossiers without a letter, left to right."""
    return (
        SortColumn("ma", _("Mã hồ sơ"), lambda row: row.code),
        SortColumn("don-vi", _("Đơn vị"), lambda row: row.unit_name),
        SortColumn("thu-tuc", _("Thủ tục"), lambda row: row.procedure_name or row.procedure_code),
        SortColumn("tiep-nhan", _("Tiếp nhận"), lambda row: row.received_on),
        SortColumn(DUE, _("Hẹn trả"), lambda row: row.judged_due_on),
        SortColumn("tinh-trang", _("Tình trạng"), sorts=False),
        SortColumn(SEND_BY, _("Gửi phiếu chậm nhất"), sorts=False),
        SortColumn("theo", _("Theo"), sorts=False),
    )


def letter_columns() -> tuple[SortColumn[LetterRow], ...]:
    """Return the columns of letters, left to right; the database sorts by them."""
    return (
        SortColumn("ma", _("Mã hồ sơ")),
        SortColumn("don-vi", _("Đơn vị")),
        SortColumn(DUE, _("Hẹn trả")),
        SortColumn("hen-lai", _("Hẹn lại")),
        SortColumn("ly-do", _("Lý do"), sorts=False),
        SortColumn(SEND_BY, _("Gửi chậm nhất")),
        SortColumn("ky", _("Số, ngày ký")),
        SortColumn("gui", _("Gửi")),
        SortColumn("trang-thai", _("Trạng thái"), sorts=False),
    )


def read_letter_order() -> tuple[LetterColumn, bool]:
    """Return what letters are sorted by, and whether the highest come first."""
    key, is_descending = read_sort(SEND_BY)
    column = _LETTER_COLUMNS.get(key)
    return (LetterColumn.SEND_BY, False) if column is None else (column, is_descending)
