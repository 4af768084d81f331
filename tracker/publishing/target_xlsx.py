"""The verdicts of a period as XLSX, one row a unit and task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Language
from tracker.publishing.documents.target_annexes import shortfall_text
from tracker.publishing.documents.target_report import judged_rows
from tracker.publishing.documents.words import period_words
from tracker.publishing.workbooks import Kind, Sheet, SheetColumn, Value, render_workbook
from tracker.wording.labels import label
from tracker.wording.text import force_locale
from tracker.wording.verdicts import explain_target, explain_verdict

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.evaluations import EvaluationRow
    from tracker.rules.periods import Period

_COLUMNS: Final = (
    SheetColumn("Văn bản", 24),
    SheetColumn("Số", 8),
    SheetColumn("Chỉ tiêu, nhiệm vụ", 60),
    SheetColumn("Mã đơn vị", 14),
    SheetColumn("Đơn vị chủ trì", 36),
    SheetColumn("Chỉ tiêu giao", 18),
    SheetColumn("Tử số", 11, Kind.COUNT),
    SheetColumn("Mẫu số", 11, Kind.COUNT),
    SheetColumn("Kết quả", 11, Kind.DECIMAL),
    SheetColumn("Đơn vị tính", 10),
    SheetColumn("Đánh giá", 16),
    SheetColumn("Còn thiếu", 16),
    SheetColumn("Nhận xét", 60),
    SheetColumn("Nguồn", 16),
    SheetColumn("Ngày số liệu", 12, Kind.DAY),
)


def render_target_xlsx(period: Period, settings: Settings) -> bytes:
    """Return the verdicts of a period as XLSX.

    Args:
        period: The period, judged before.
        settings: Who issues; cut-off day.

    Raises:
        RefusedError: `report_no_verdicts`.
    """
    rows = judged_rows(period)
    title = f"Kết quả thực hiện chỉ tiêu, nhiệm vụ được giao {period_words(period)}"
    with force_locale(Language.VIETNAMESE.value):
        sheet = Sheet("Kết quả", title, _COLUMNS, [_row(row) for row in rows])
    return render_workbook(
        (sheet,),
        title=title,
        author=settings.issuer_agency,
        dated=period.last_day(settings.month_cutoff_day),
        is_sample=any(row.is_sample for row in rows),
    )


def _row(row: EvaluationRow) -> tuple[Value, ...]:
    percent = row.percent
    return (
        row.directive_number,
        row.reference,
        row.text,
        row.unit_code,
        row.unit_name,
        explain_target(row.comparator, row.target, row.unit_of_measure),
        row.numerator,
        row.denominator,
        row.value if percent is None else percent,
        row.unit_of_measure,
        label(row.verdict),
        shortfall_text(row),
        explain_verdict(row),
        row.source_code,
        row.as_of,
    )
