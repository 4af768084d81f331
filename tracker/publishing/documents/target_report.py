"""The report of a period's targets: who reached what, from the verdicts that stand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from models.vocabulary import AssignmentRole, Language, ReviewState, Verdict
from tracker.clock import today
from tracker.errors import RefusedError
from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.issuer import office_issuer
from tracker.publishing.documents.target_annexes import verdict_annex
from tracker.publishing.documents.target_pictures import LEADS_TOGETHER, NO_TRENDS, picture_annexes
from tracker.publishing.documents.tree import (
    Blank,
    Block,
    Cell,
    Column,
    Paper,
    Row,
    RowKind,
    Table,
    body,
    section,
    subsection,
)
from tracker.publishing.documents.words import period_words, roman
from tracker.publishing.pictures.target_trends import build_group_trends
from tracker.queries.directives import list_directives
from tracker.queries.evaluations import list_evaluations
from tracker.queries.target_explanations import newest_explanations
from tracker.queries.tasks import list_tasks
from tracker.queries.units import load_tree
from tracker.rules.numbers import format_count
from tracker.rules.task_states import Window
from tracker.wording.labels import label
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.config import Settings
    from tracker.publishing.documents.issuer import Issuer
    from tracker.publishing.documents.target_annexes import Explanations
    from tracker.publishing.pictures.picture import Picture
    from tracker.queries.directives import DirectiveRow
    from tracker.queries.evaluations import EvaluationRow
    from tracker.rules.periods import Period

KIND: Final = "BÁO CÁO"
SHOWN: Final = (
    Verdict.ACHIEVED,
    Verdict.MISSED,
    Verdict.NO_DATA,
    Verdict.NOT_ARISEN,
    Verdict.NOT_DUE,
    Verdict.EXCUSED,
    Verdict.DISPUTED,
)
"""Verdicts the table of each document counts; "not applicable" is no result."""

_RECIPIENTS: Final = ("Như trên", "Các đơn vị có tên trong báo cáo", "Lưu: VT")
_ADDRESSEE: Final = Blank("Cơ quan, người nhận báo cáo")


def build_target_report(period: Period, settings: Settings) -> Paper:
    """Return the report of the targets of a period, one annex for each document handed down.

    Args:
        period: The period, judged before.
        settings: Who issues; cut-off day.

    Raises:
        RefusedError: `report_no_verdicts` when nothing was judged in the period.

    Source:
        design.md section 3 (verdicts with their parts); domain-vn.md 4.7 and 5.
    """
    rows = judged_rows(period)
    cutoff = settings.month_cutoff_day
    with force_locale(Language.VIETNAMESE.value):
        return target_report(
            period,
            rows,
            {each.id: each for each in list_directives()},
            issuer=office_issuer(settings),
            cutoff=cutoff,
            explanations=newest_explanations(period.code),
            trends=build_group_trends(
                list_tasks(
                    {row.directive_id for row in rows}, Window.of(period, today(), cutoff).read_on
                ),
                owner=LEADS_TOGETHER,
                last=period,
                tree=load_tree(),
                cutoff=cutoff,
            ),
        )


def judged_rows(period: Period) -> list[EvaluationRow]:
    """Return the verdicts of leads in a period; supporting units are never judged.

    Args:
        period: The period.

    Raises:
        RefusedError: `report_no_verdicts`.
    """
    rows = [
        row
        for row in list_evaluations(period.code)
        if row.role == AssignmentRole.LEAD and row.verdict in SHOWN
    ]
    if not rows:
        raise RefusedError("report_no_verdicts", period=period.code)
    return rows


def target_report(
    period: Period,
    rows: Sequence[EvaluationRow],
    directives: Mapping[int, DirectiveRow],
    *,
    issuer: Issuer,
    cutoff: int | None,
    explanations: Explanations | None = None,
    trends: Mapping[int, Picture] = NO_TRENDS,
) -> Paper:
    """Return the report of given verdicts.

    Args:
        period: Their period.
        rows: Verdicts of leads, by document, row and unit; at least one.
        directives: The documents, by key.
        issuer: Who reports.
        cutoff: Last day of the office's month; None for calendar months.
        explanations: What units said of missed targets, by task and unit; None leaves it out.
        trends: The trend of each task over its leads together, where it has one.
    """
    grouped: dict[int, list[EvaluationRow]] = {}
    for row in rows:
        grouped.setdefault(row.directive_id, []).append(row)
    drawn = picture_annexes(f"Phụ lục {roman(len(grouped) + 1)}", period, rows, trends)
    several = len(grouped) > 1 or bool(drawn)
    return Paper(
        heading=issuer.heading("BC"),
        kind=KIND,
        summary=f"Kết quả thực hiện chỉ tiêu, nhiệm vụ được giao {period_words(period)}",
        bases=(),
        addressees=(_ADDRESSEE,),
        blocks=tuple(_text(period, grouped, directives, explanations)),
        signature=issuer.signature(),
        recipients=_RECIPIENTS,
        annexes=(
            *(
                verdict_annex(
                    f"Phụ lục {roman(place)}" if several else "Phụ lục",
                    period,
                    directives[directive_id],
                    own,
                    explanations,
                )
                for place, (directive_id, own) in enumerate(grouped.items(), start=1)
            ),
            *drawn,
        ),
        is_sample=any(row.is_sample for row in rows),
        dated=period.last_day(cutoff),
    )


def _text(
    period: Period,
    grouped: Mapping[int, Sequence[EvaluationRow]],
    directives: Mapping[int, DirectiveRow],
    explanations: Explanations | None,
) -> Iterable[Block]:
    rows = [row for own in grouped.values() for row in own]
    yield body(
        f"Báo cáo kết quả thực hiện chỉ tiêu, nhiệm vụ được giao {period_words(period)} như sau:"
    )
    yield section("I. KẾT QUẢ CHUNG")
    if any(row.is_provisional for row in rows):
        yield body("Kỳ báo cáo chưa kết thúc khi đánh giá; kết quả dưới đây là tạm tính.")
    yield body(
        "Mỗi kết quả là một đơn vị chủ trì với một chỉ tiêu, nhiệm vụ. Kết luận đạt hay chưa đạt so"
        " trực tiếp tử số, mẫu số với chỉ tiêu, trước khi làm tròn; tỷ lệ in ra được cắt ở hai chữ"
        " số thập phân, kèm tử số và mẫu số. Đơn vị phối hợp không bị kết luận."
    )
    yield _totals(grouped, directives)
    yield section("II. KẾT QUẢ THEO TỪNG VĂN BẢN GIAO VIỆC")
    for place, (directive_id, own) in enumerate(grouped.items(), start=1):
        yield from _document(place, directives[directive_id], own)
    yield section("III. NGUYÊN NHÂN, BIỆN PHÁP VÀ KIẾN NGHỊ")
    yield from _explained(rows, explanations)
    yield body(Blank("Nguyên nhân của các chỉ tiêu chưa đạt, theo giải trình của các đơn vị"))
    yield body(Blank("Biện pháp, thời hạn khắc phục và kiến nghị"))
    yield body("Trên đây là báo cáo kết quả thực hiện chỉ tiêu, nhiệm vụ được giao./.")


def _explained(rows: Sequence[EvaluationRow], explanations: Explanations | None) -> Iterable[Block]:
    """Yield how many missed targets have an explanation; nothing where none was missed."""
    missed = [row for row in rows if row.verdict is Verdict.MISSED]
    if explanations is None or not missed:
        return
    found = (explanations.get((row.task_id, row.unit_id)) for row in missed)
    states = Counter(each.state for each in found if each is not None)
    accepted, waiting = states[ReviewState.ACCEPTED], states[ReviewState.SUBMITTED]
    yield body(
        f"Trong {format_count(len(missed))} kết quả chưa đạt: {format_count(accepted)} đã có giải"
        f" trình được chấp nhận, {format_count(waiting)} đang chờ xem xét,"
        f" {format_count(len(missed) - accepted - waiting)} chưa có giải trình. Giải trình, biện"
        " pháp và ngày hoàn thành ghi ở cột Nhận xét của phụ lục."
    )


def _totals(
    grouped: Mapping[int, Sequence[EvaluationRow]], directives: Mapping[int, DirectiveRow]
) -> Table:
    columns = (
        Column("Văn bản", 40),
        *(Column(label(verdict), 17, Align.RIGHT) for verdict in SHOWN),
    )
    rows = [
        Row((directives[key].number, *_counts(own)), RowKind.ROW) for key, own in grouped.items()
    ]
    together = [row for own in grouped.values() for row in own]
    rows.append(Row(("Tổng cộng", *_counts(together)), RowKind.TOTAL))
    return Table(columns, tuple(rows))


def _counts(rows: Iterable[EvaluationRow]) -> tuple[Cell, ...]:
    counted = Counter(row.verdict for row in rows)
    return tuple(format_count(counted[verdict]) for verdict in SHOWN)


def _document(
    place: int, directive: DirectiveRow, rows: Sequence[EvaluationRow]
) -> Iterable[Block]:
    yield subsection(f"{place}. {directive.number}: {directive.title}")
    counted = Counter(row.verdict for row in rows)
    told = "; ".join(
        f"{label(verdict).lower()} {format_count(counted[verdict])}"
        for verdict in SHOWN
        if counted[verdict]
    )
    units = len({row.unit_id for row in rows})
    tasks = len({row.task_id for row in rows})
    yield body(
        f"{format_count(tasks)} chỉ tiêu, nhiệm vụ giao {format_count(units)} đơn vị chủ trì,"
        f" {format_count(len(rows))} kết quả: {told}."
    )
