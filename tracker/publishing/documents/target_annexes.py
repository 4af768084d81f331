"""The table of one document's verdicts: target, actual with its parts, verdict, shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import ReviewState, Verdict
from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.tree import Annex, Column, Row, RowKind, Table
from tracker.publishing.documents.words import figure_text, period_words
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.wording.labels import label
from tracker.wording.verdicts import counted_noun, explain_target, explain_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.queries.directives import DirectiveRow
    from tracker.queries.evaluations import EvaluationRow
    from tracker.queries.target_explanations import TargetExplanationRow
    from tracker.rules.periods import Period

    Explanations = Mapping[tuple[int, int], TargetExplanationRow]

ATTACHED: Final = "(Kèm theo Báo cáo số      ngày      tháng      năm 20     )"
_FOLDED: Final = (Verdict.NO_DATA, Verdict.NOT_ARISEN, Verdict.NOT_DUE)
"""Verdicts without a figure: their units are named together, one line a verdict."""

_COLUMNS: Final = (
    Column("STT", 11, Align.CENTER),
    Column("Đơn vị chủ trì", 44),
    Column("Chỉ tiêu", 24),
    Column("Kết quả", 32),
    Column("Đánh giá", 17, Align.CENTER),
    Column("Còn thiếu", 20),
    Column("Nhận xét", 76),
    Column("Nguồn, ngày số liệu", 29),
)


def verdict_annex(
    name: str,
    period: Period,
    directive: DirectiveRow,
    rows: Sequence[EvaluationRow],
    explanations: Explanations | None = None,
) -> Annex:
    """Return the annex of one document.

    Args:
        name: "Phụ lục I".
        period: The period.
        directive: The document that hands the targets down.
        rows: Its verdicts of leads, by row and unit.
        explanations: The newest one of each missed target, by task and unit; None leaves them out.
    """
    return Annex(
        label=name,
        title=f"KẾT QUẢ THEO VĂN BẢN {directive.number.upper()} {period_words(period).upper()}",
        notes=(ATTACHED,),
        blocks=(Table(_COLUMNS, tuple(_rows(rows, explanations))),),
    )


def explanation_text(row: EvaluationRow, explanations: Explanations | None) -> str:
    """Return what a unit said of a missed target and promised; empty for other verdicts.

    Only what the office has accepted is printed; what waits or is owed is said to.

    Args:
        row: A verdict.
        explanations: The newest one of each missed target; None leaves them out.
    """
    if explanations is None or row.verdict is not Verdict.MISSED:
        return ""
    found = explanations.get((row.task_id, row.unit_id))
    if found is None or found.state is ReviewState.SENT_BACK:
        return "Đơn vị chưa giải trình."
    if found.state is ReviewState.SUBMITTED:
        return "Giải trình của đơn vị đang chờ xem xét."
    day = format_date(found.measure_due_on)
    done = f"; đã hoàn thành ngày {format_date(found.done_on)}" if found.done_on else ""
    return (
        f"Giải trình: {found.text.rstrip('. ')}.\n"
        f"Biện pháp: {found.measure.rstrip('. ')}; xong trước hết ngày {day}{done}."
    )


def _rows(rows: Sequence[EvaluationRow], explanations: Explanations | None) -> Iterator[Row]:
    by_task: dict[int, list[EvaluationRow]] = {}
    for row in rows:
        by_task.setdefault(row.task_id, []).append(row)
    for own in by_task.values():
        yield Row((f"{own[0].reference}. {own[0].text}",), RowKind.GROUP)
        told = [row for row in own if row.verdict not in _FOLDED]
        for number, row in enumerate(told, start=1):
            yield _told(number, row, explanation_text(row, explanations))
        for verdict in _FOLDED:
            names = [row.unit_name for row in own if row.verdict is verdict]
            if names:
                counted = f"{label(verdict)}: {format_count(len(names))} đơn vị"
                yield Row((f"{counted}: {'; '.join(names)}.",), RowKind.NOTE)


def _told(number: int, row: EvaluationRow, explanation: str) -> Row:
    actual = figure_text(row.numerator, row.denominator, row.value, row.unit_of_measure)
    day = "" if row.as_of is None else format_date(row.as_of)
    return Row(
        (
            str(number),
            row.unit_name,
            explain_target(row.comparator, row.target, row.unit_of_measure),
            actual,
            label(row.verdict),
            shortfall_text(row),
            "\n".join(filter(None, (explain_verdict(row), explanation))),
            "\n".join(filter(None, (row.source_code, day))),
        )
    )


def shortfall_text(row: EvaluationRow) -> str:
    """Return what is missing to the target, in whole things; empty where nothing or not countable.

    Args:
        row: A verdict.
    """
    if row.verdict is not Verdict.MISSED or not row.shortfall:
        return ""
    return f"{format_count(row.shortfall)} {counted_noun(row.counted)}"
