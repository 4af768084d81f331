"""Which units to chase today, as files: what is shown, under title, filters and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from tracker.clock import today
from tracker.publishing.workbooks import plain_sheet, render_workbook
from tracker.rules.dates import format_date
from tracker.runtime import current_settings
from tracker.wording.labels import label
from tracker.wording.waiting import tell_period
from views.pages.chasing_words import TOPIC_TEXTS
from views.pages.downloads import lead_lines, send_csv, send_workbook

if TYPE_CHECKING:
    from flask import Response

    from views.pages.chasing import ChasingPage

HEADER: Final = (
    "Mã đơn vị",
    "Đơn vị",
    "Cấp",
    "Loại việc",
    "Việc",
    "Nội dung",
    "Kỳ",
    "Số lượng",
    "Hạn",
    "Còn (ngày)",
    "Người đứng đầu",
    "Thư điện tử",
)


def send_chasing_csv(page: ChasingPage) -> Response:
    """Return what is shown as CSV, one line for each thing a unit is chased for."""
    return send_csv(_name(), HEADER, _rows(page), above=_lead(page))


def send_chasing_xlsx(page: ChasingPage) -> Response:
    """Return what is shown as a workbook."""
    lead = _lead(page)
    sheet = plain_sheet(str(_("Cần đốc thúc")), ". ".join(lead), HEADER, _rows(page))
    content = render_workbook(
        (sheet,),
        title=lead[0],
        author=current_settings().issuer_agency,
        dated=today(),
        is_sample=page.is_sample,
    )
    return send_workbook(_name(), content)


def _name() -> str:
    return f"doc-thuc-{today().isoformat()}"


def _lead(page: ChasingPage) -> tuple[str, ...]:
    """Return what stands above the rows: title, filters, time."""
    shown = "; ".join(f"{chip.name} “{chip.text}”" for chip in page.chips)
    return lead_lines(str(_("Đơn vị cần đốc thúc ngày %(day)s", day=format_date(today()))), shown)


def _rows(page: ChasingPage) -> list[tuple[object, ...]]:
    return [
        (
            line.unit.code,
            line.unit.name,
            label(line.unit.level),
            str(TOPIC_TEXTS[errand.topic]),
            label(errand.kind),
            errand.subject,
            tell_period(errand.period),
            errand.count,
            errand.due_on,
            errand.days_left,
            line.head.display_name if line.head else "",
            line.head.email if line.head else "",
        )
        for line in page.lines
        for errand in line.chased.errands
    ]
