"""The table of one document's verdicts: target, actual with its parts, verdict, shortfall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from models.vocabulary import Verdict
from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.tree import Annex, Column, Row, RowKind, Table
from tracker.publishing.documents.words import figure_text, period_words
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.wording.labels import label
from tracker.wording.verdicts import counted_noun, explain_target, explain_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.queries.directives import DirectiveRow
    from tracker.queries.evaluations import EvaluationRow
    from tracker.rules.periods import Period

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
    name: str, period: Period, directive: DirectiveRow, rows: Sequence[EvaluationRow]
) -> Annex:
    """Return the annex of one document.

    Args:
        name: "Phụ lục I".
        period: The period.
        directive: The document that hands the targets down.
        rows: Its verdicts of leads, by row and unit.
    """
    return Annex(
        label=name,
        title=f"KẾT QUẢ THEO VĂN BẢN {directive.number.upper()} {period_words(period).upper()}",
        notes=(ATTACHED,),
        blocks=(Table(_COLUMNS, tuple(_rows(rows))),),
    )


def _rows(rows: Sequence[EvaluationRow]) -> Iterator[Row]:
    by_task: dict[int, list[EvaluationRow]] = {}
    for row in rows:
        by_task.setdefault(row.task_id, []).append(row)
    for own in by_task.values():
        yield Row((f"{own[0].reference}. {own[0].text}",), RowKind.GROUP)
        told = [row for row in own if row.verdict not in _FOLDED]
        for number, row in enumerate(told, start=1):
            yield _told(number, row)
        for verdict in _FOLDED:
            names = [row.unit_name for row in own if row.verdict is verdict]
            if names:
                counted = f"{label(verdict)}: {format_count(len(names))} đơn vị"
                yield Row((f"{counted}: {'; '.join(names)}.",), RowKind.NOTE)


def _told(number: int, row: EvaluationRow) -> Row:
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
            explain_verdict(row),
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
