"""The report of targets: parts beside each percentage, shortfalls in whole things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, UnitLevel, Verdict
from tests.publishing.papers import ISSUER, docx_text
from tracker.publishing.documents.target_report import target_report
from tracker.publishing.documents.tree import Paper, RowKind, Table
from tracker.publishing.documents.word import render_docx
from tracker.publishing.documents.words import figure_text, period_words, roman
from tracker.publishing.paper_xlsx import render_paper_xlsx
from tracker.queries.directives import DirectiveRow
from tracker.queries.evaluations import EvaluationRow
from tracker.rules.periods import read_period

pytestmark = pytest.mark.one_database

DIRECTIVE = DirectiveRow(
    id=1, code="pl", number="PL I/2024", is_number_printed=True, title="Giao chỉ tiêu", kind="",
    issuer="", issued_on=None, effective_from=None, effective_to=None, scope_id=1, scope_code="62",
    scope_name="Tỉnh", document="", note="", is_sample=False, task_count=2,
)  # fmt: skip
MISSED = EvaluationRow(
    period="2024-03", directive_id=1, directive_number="PL I/2024", is_sample=False, task_id=1,
    ordinal=1, section="IV", number="1", reference="IV.1", text="Tỷ lệ hồ sơ đúng hạn",
    schedule_kind=ScheduleKind.ONGOING, due_on=None, follows="", unit_id=1, unit_code="X1",
    unit_name="UBND xã Một", unit_level=UnitLevel.COMMUNE, role=AssignmentRole.LEAD,
    verdict=Verdict.MISSED, reason="short_units", notes=(), numerator=9499, denominator=10000,
    value=None, comparator=Comparator.AT_LEAST, target=Decimal(95), shortfall=1,
    unit_of_measure="%", indicator_id=1, indicator_code="KT24-IV.1", counted="hồ sơ đúng hạn",
    measurement_id=1, source_code="MC", as_of=date(2024, 4, 2), quality="", run_id=1,
    is_provisional=False,
)  # fmt: skip


def no_data(unit_id: int, name: str, **more: Any) -> EvaluationRow:
    return replace(
        MISSED, unit_id=unit_id, unit_name=name, verdict=Verdict.NO_DATA, reason="no_figure",
        numerator=None, denominator=None, shortfall=None, as_of=None, source_code="", **more,
    )  # fmt: skip


def report(*rows: EvaluationRow) -> Paper:
    return target_report(read_period("2024-03"), rows, {1: DIRECTIVE}, issuer=ISSUER, cutoff=None)


def test_a_miss_by_one_shows_its_parts_and_what_is_missing() -> None:
    (annex,) = report(MISSED).annexes
    (table,) = (block for block in annex.blocks if isinstance(block, Table))
    group, row = table.rows

    assert (group.kind, group.cells) == (RowKind.GROUP, ("IV.1. Tỷ lệ hồ sơ đúng hạn",))
    assert row.cells[:6] == (
        "1", "UBND xã Một", "tối thiểu 95 %", "94,99 % (9.499/10.000)", "Chưa đạt", "1 hồ sơ",
    )  # fmt: skip
    assert row.cells[-1] == "MC\n02/04/2024"


def test_units_without_figures_are_all_named() -> None:
    text = docx_text(
        render_docx(report(MISSED, no_data(2, "UBND xã Hai"), no_data(3, "UBND xã Ba")))
    )

    assert "Chưa có số liệu: 2 đơn vị: UBND xã Hai; UBND xã Ba." in text
    assert "1 chỉ tiêu, nhiệm vụ giao 3 đơn vị chủ trì, 3 kết quả: chưa đạt 1" in text


def test_a_running_period_is_called_provisional() -> None:
    text = docx_text(render_docx(report(replace(MISSED, is_provisional=True))))

    assert "kết quả dưới đây là tạm tính" in text


def test_each_document_has_its_annex() -> None:
    other = replace(DIRECTIVE, id=2, number="142/KH-STTTT")
    paper = target_report(
        read_period("2024-03"),
        (MISSED, replace(MISSED, directive_id=2)),
        {1: DIRECTIVE, 2: other},
        issuer=ISSUER,
        cutoff=None,
    )

    assert [annex.label for annex in paper.annexes] == ["Phụ lục I", "Phụ lục II"]
    assert report(MISSED).annexes[0].label == "Phụ lục"


def test_sample_figures_mark_the_whole_report() -> None:
    assert report(MISSED, replace(no_data(2, "x"), is_sample=True)).is_sample
    assert not report(MISSED).is_sample


def test_a_table_as_xlsx_keeps_its_groups_in_a_column() -> None:
    import io

    from python_calamine import CalamineWorkbook

    made = render_paper_xlsx(report(MISSED, no_data(2, "UBND xã Hai")))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()

    assert rows[2][:3] == ["IV.1. Tỷ lệ hồ sơ đúng hạn", "1", "UBND xã Một"]
    assert rows[3][1] == "Chưa có số liệu: 1 đơn vị: UBND xã Hai."


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ((9499, 10000, None, "%"), "94,99 % (9.499/10.000)"),
        ((None, None, Decimal("24.13"), "%"), "24,13 % (số báo cáo, không kèm tử số, mẫu số)"),
        ((None, None, Decimal("3.50"), "ngày"), "3,5 ngày"),
        ((3, 4, None, "xã"), "3/4 xã"),
        ((0, 0, None, "%"), "– (0/0)"),
        ((None, None, None, "%"), ""),
    ],
    ids=["parts", "reported", "value", "parts-of-things", "nothing-arose", "nothing"],
)
def test_a_figure_never_stands_without_what_it_rests_on(
    figure: tuple[int | None, int | None, Decimal | None, str], words: str
) -> None:
    assert figure_text(*figure) == words


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2024-03", "tháng 03 năm 2024"),
        ("2023-Q2", "quý II năm 2023"),
        ("2024", "năm 2024"),
        ("2024-11/ytd", "lũy kế đến hết tháng 11 năm 2024"),
    ],
)
def test_periods_are_named_as_in_documents(period: str, words: str) -> None:
    assert period_words(read_period(period)) == words


def test_annexes_are_counted_in_roman_numerals() -> None:
    assert [roman(number) for number in (1, 4, 9, 10, 11, 14, 20, 21)] == [
        "I", "IV", "IX", "X", "XI", "XIV", "XX", "XXI",
    ]  # fmt: skip
