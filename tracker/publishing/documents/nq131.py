"""The quarterly report on Resolution 131/NQ-CP: figures where there are any, else blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import PeriodKind
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.issuer import committee_issuer
from tracker.publishing.documents.nq131_figures import load_quarter_figures
from tracker.publishing.documents.tree import (
    Annex,
    Blank,
    Block,
    Column,
    Line,
    Paper,
    Row,
    RowKind,
    Table,
    body,
    section,
    subsection,
)
from tracker.publishing.documents.words import period_words
from tracker.queries.directives import get_directive
from tracker.queries.tasks import list_tasks
from tracker.rules.task_states import Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.config import Settings
    from tracker.publishing.documents.nq131_figures import QuarterFigures
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.tasks import TaskRow
    from tracker.rules.periods import Period

KIND: Final = "BÁO CÁO"
DIRECTIVE: Final = "bc131-2023q2"
"""Code of the document whose annex lists the tasks of the resolution."""

_RESOLUTION: Final = (
    "Nghị quyết số 131/NQ-CP ngày 06 tháng 10 năm 2022 của Chính phủ về đẩy mạnh cải cách thủ tục"
    " hành chính và hiện đại hóa phương thức chỉ đạo, điều hành phục vụ người dân, doanh nghiệp"
)
_LETTER: Final = (
    "Công văn số 6936/VPCP-KSTT ngày 14 tháng 10 năm 2022 của Văn phòng Chính phủ về đôn đốc thực"
    " hiện Nghị quyết số 131/NQ-CP"
)
_ATTACHED: Final = "(Kèm theo Báo cáo số      ngày      tháng      năm 20     )"
_RECIPIENTS: Final = (
    "Như trên (b/c)",
    "Chủ tịch, các Phó Chủ tịch UBND tỉnh (b/c)",
    "Văn phòng UBND tỉnh",
    "Lưu: VT",
)
_RESULT: Final = Blank("Kết quả, sản phẩm trong quý: đơn vị thực hiện ghi")
_COLUMNS: Final = (
    Column("STT", 11, Align.CENTER),
    Column("Tên nhiệm vụ", 92),
    Column("Thời hạn hoàn thành", 34),
    Column("Sản phẩm, kết quả", 110),
)


def build_nq131_report(period: Period, settings: Settings) -> Paper:
    """Return the report of a quarter.

    Args:
        period: The quarter.
        settings: Who reports; cut-off day, rule of lateness.

    Raises:
        RefusedError: `report_quarter_only`.
        NotFoundError: `directive_unknown` when the document that lists the tasks is not there.

    Source:
        The report of Kon Tum for the second quarter of 2023; domain-vn.md 4.7 and 5.
    """
    if period.kind is not PeriodKind.QUARTER:
        raise RefusedError("report_quarter_only", period=period.code)
    directive = get_directive(DIRECTIVE)
    issuer = committee_issuer(settings)
    figures = load_quarter_figures(period, directive.scope_id, settings)
    window = Window.of(period, today(), settings.month_cutoff_day)
    return Paper(
        heading=issuer.heading("BC"),
        kind=KIND,
        summary=f"Kết quả thực hiện {_RESOLUTION} {period_words(period)}",
        bases=(),
        addressees=("Văn phòng Chính phủ",),
        blocks=tuple(_text(period, figures)),
        signature=issuer.signature(),
        recipients=_RECIPIENTS,
        annexes=(_annex(period, directive, list_tasks([directive.id], window.read_on), figures),),
        is_sample=figures.is_sample,
        dated=window.last_day,
    )


def _text(period: Period, figures: QuarterFigures) -> Iterator[Block]:
    words = period_words(period)
    yield body(
        f"Thực hiện {_RESOLUTION}; {_LETTER}, Ủy ban nhân dân tỉnh báo cáo kết quả {words}"
        " với nội dung cụ thể như sau:"
    )
    yield section("I. KẾT QUẢ THỰC HIỆN")
    yield subsection("1. Nâng cấp, hoàn thiện hạ tầng kỹ thuật, các hệ thống công nghệ thông tin")
    yield body(Blank("Kết quả nâng cấp, kết nối hệ thống trong quý"))
    yield subsection(
        "2. Nâng cao hiệu quả thực thi thủ tục hành chính phục vụ người dân, doanh nghiệp"
    )
    for each in figures.dossiers or (Blank("Số liệu hồ sơ trong quý: hệ thống chưa có"),):
        yield body("- " if isinstance(each, str) else "", each)
    for each in figures.lists:
        yield body("- ", each)
    yield body(Blank("Kết quả khác về thủ tục hành chính và Bộ phận Một cửa trong quý"))
    yield subsection("3. Hiện đại hóa phương thức chỉ đạo, điều hành")
    if figures.electronic_texts:
        yield body(
            "- Tỷ lệ văn bản trao đổi giữa các cơ quan nhà nước hoàn toàn dưới dạng điện tử:"
            f" {figures.electronic_texts}."
        )
    yield body(Blank("Kết quả khác về chỉ đạo, điều hành trong quý"))
    yield body("(Có phụ lục kết quả thực hiện Nghị quyết số 131/NQ-CP kèm theo)")
    yield section("II. KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ")
    yield subsection("1. Khó khăn, vướng mắc")
    yield body(Blank("Khó khăn, vướng mắc trong quý"))
    yield subsection("2. Đề xuất, kiến nghị")
    yield body(Blank("Đề xuất, kiến nghị"))
    yield section("III. NHIỆM VỤ TRONG THỜI GIAN TỚI")
    yield body(Blank("Nhiệm vụ quý tiếp theo"))
    yield body(
        "Trên đây là báo cáo kết quả thực hiện Nghị quyết số 131/NQ-CP"
        f" {words}, Ủy ban nhân dân tỉnh báo cáo Văn phòng Chính phủ xem xét, tổng hợp./."
    )


def _annex(
    period: Period, directive: DirectiveRow, tasks: Sequence[TaskRow], figures: QuarterFigures
) -> Annex:
    is_own_quarter = directive.effective_from == period.first_day()
    return Annex(
        label="Phụ lục",
        title=f"KẾT QUẢ THỰC HIỆN NGHỊ QUYẾT SỐ 131/NQ-CP {period_words(period).upper()}",
        notes=(_ATTACHED,),
        blocks=(Table(_COLUMNS, tuple(_rows(tasks, figures, has_results=is_own_quarter))),),
    )


def _rows(tasks: Sequence[TaskRow], figures: QuarterFigures, *, has_results: bool) -> Iterator[Row]:
    section_name = None
    for task in tasks:
        if task.section != section_name:
            section_name = task.section
            yield Row((f"{task.section}. {task.section_title}",), RowKind.GROUP)
        known: tuple[Line, ...] = figures.by_row.get(task.number, ())
        # What was handed in for another quarter is no result of this one.
        printed: Line = task.product if has_results and task.product else _RESULT
        yield Row((task.number, task.text, task.schedule_phrase, (*known, printed)))
