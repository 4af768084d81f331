"""Apology letters as files: to sign, and as a CSV with the rows, order and filters of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Response
from flask_babel import gettext as _

from models.vocabulary import LetterState
from tracker.errors import ConflictError, NotFoundError
from tracker.publishing.documents.apology_letters import render_letters
from tracker.queries.apology_letters import list_letters_by_id
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.runtime import current_settings
from tracker.wording.labels import label
from views.pages.apologies import Step, step_texts
from views.pages.downloads import lead_lines, send_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracker.queries.accounts import Actor
    from views.pages.apologies import CandidateLine, LetterLine
    from views.pages.apology_search import Lines

_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
CANDIDATE_HEADER: Final = (
    "Mã hồ sơ",
    "Mã đơn vị",
    "Đơn vị",
    "Mã thủ tục",
    "Thủ tục",
    "Tiếp nhận",
    "Hẹn trả",
    "Kết thúc xử lý",
    "Tình trạng",
    "Gửi phiếu chậm nhất",
    "Quy định",
)
LETTER_HEADER: Final = (
    "Mã hồ sơ",
    "Lần",
    "Mã đơn vị",
    "Đơn vị",
    "Thủ tục",
    "Hẹn trả",
    "Hẹn lại",
    "Kết thúc xử lý",
    "Lý do",
    "Trạng thái",
    "Số",
    "Ngày ký",
    "Người ghi nhận ký",
    "Ngày gửi",
    "Cách gửi",
    "Gửi chậm nhất",
    "Kịp hạn",
    "Lỡ ngày hẹn lại",
    "Quy định",
    "Lý do hủy",
)


def send_lines(step: Step, lines: Lines, filters: str) -> Response:
    """Return the lines of a part of the listing as a CSV download.

    Args:
        step: The part.
        lines: Its lines, in the order of the page.
        filters: What is in force, in words.
    """
    name = f"phieu-xin-loi-{step.value}"
    title = _("Phiếu xin lỗi và hẹn lại: %(step)s", step=step_texts()[step])
    lead = lead_lines(title, filters)
    if step is Step.TO_DRAFT:
        return send_csv(name, CANDIDATE_HEADER, _candidate_rows(lines), above=lead)  # type: ignore[arg-type] # lines of this step
    return send_csv(name, LETTER_HEADER, _letter_rows(lines), above=lead)  # type: ignore[arg-type] # lines of the other steps


def _candidate_rows(lines: Iterable[CandidateLine]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of dossiers without a letter."""
    for line in lines:
        row = line.row
        yield (
            row.code,
            row.unit_code,
            row.unit_name,
            row.procedure_code,
            row.procedure_name,
            row.received_on,
            row.due_on,
            row.finished_on,
            line.state,
            line.deadline,
            line.regime,
        )


def _letter_rows(lines: Iterable[LetterLine]) -> Iterator[tuple[object, ...]]:
    """Yield the cells of letters."""
    for line in lines:
        row = line.row
        yield (
            row.dossier_code,
            row.ordinal,
            row.unit_code,
            row.unit_name,
            row.procedure_name or row.procedure_code,
            row.due_on,
            row.promised_on,
            row.finished_on,
            row.reason,
            line.tag.text,
            row.number,
            row.signed_on,
            row.signed_by,
            row.sent_on,
            label(row.channel) if row.channel else "",
            row.send_by,
            line.timing,
            "có" if line.is_slipped else "",
            line.regime,
            row.cancelling_reason,
        )


def send_letter_file(letter_ids: list[int], file_format: str, actor: Actor) -> Response:
    """Return letters as one download.

    Args:
        letter_ids: The letters, in their order.
        file_format: "docx" or "pdf".
        actor: Who asks; another unit's letters are as missing as ones that are not there.

    Raises:
        NotFoundError: `apology_missing`.
        ConflictError: `apology_state_changed` for a letter that was cancelled.
        RefusedError: `apology_none_chosen`, `apology_too_many_files`.
    """
    found = list_letters_by_id(letter_ids)
    units = answered_unit_ids(actor, load_tree())
    foreign = [each for each in found if units is not None and each.unit_id not in units]
    if foreign:
        raise NotFoundError("apology_missing", value=foreign[0].id)
    gone = next((each for each in found if each.state is LetterState.CANCELLED), None)
    if gone is not None:
        raise ConflictError("apology_state_changed", dossier=gone.dossier_code, state=gone.state)
    content = render_letters(found, file_format, current_settings())
    part = f"{found[0].id}" if len(found) == 1 else f"{len(found)}-phieu"
    response = Response(content)
    response.headers["Content-Type"] = _TYPES[file_format]
    response.headers["Content-Disposition"] = (
        f'attachment; filename="phieu-xin-loi-{part}.{file_format}"'
    )
    return response
