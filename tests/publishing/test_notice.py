"""The notice of a month's list: its figures are the frozen ones, and it hides nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.vocabulary import ApologyRegime
from tests.publishing.papers import ISSUER, SHA, docx_text, dossier, list_content, notice
from tracker.publishing.documents.apology import ApologyFacts, build_apology
from tracker.publishing.documents.notice import OfficersOrder, build_notice
from tracker.publishing.documents.notice_annexes import (
    NO_OFFICERS,
    NOBODY_FINISHED,
    NOBODY_OVERDUE,
)
from tracker.publishing.documents.tree import Blank, Row, RowKind, Table
from tracker.publishing.documents.word import render_docx

if TYPE_CHECKING:
    from tracker.publishing.documents.tree import Annex, Paper

pytestmark = pytest.mark.one_database


def table(annex: Annex) -> Table:
    (found,) = (block for block in annex.blocks if isinstance(block, Table))
    return found


def rows(annex: Annex, kind: RowKind = RowKind.ROW) -> list[Row]:
    return [row for row in table(annex).rows if row.kind is kind]


def said(paper: Paper) -> str:
    return docx_text(render_docx(paper))


def test_each_unit_counts_its_rows_from_one() -> None:
    finished, overdue, _units = notice().annexes

    assert [row.cells[:2] for row in rows(finished)] == [
        ("1", "X1-******-0001"),
        ("2", "X1-******-0002"),
        ("1", "X2-******-0003"),
    ]
    assert [row.cells[0] for row in rows(finished, RowKind.GROUP)] == [
        "UBND xã Một: 2 hồ sơ (tỷ lệ trước và đúng hạn trên số đã giải quyết: 71,42 % (5/7))",
        "UBND xã Hai: 1 hồ sơ (tỷ lệ trước và đúng hạn trên số đã giải quyết: 0 % (0/1))",
        "Tổng cộng: 3 hồ sơ, 2 đơn vị",
    ]
    assert len(rows(overdue)) == 1


def test_totals_and_both_rates_are_those_of_the_list() -> None:
    text = said(notice())

    assert "Kỳ trước chuyển sang 1 hồ sơ, tiếp nhận trong kỳ 11 hồ sơ." in text
    assert "Đã giải quyết 8 hồ sơ: trước hạn 3, đúng hạn 2, quá hạn 3." in text
    assert "62,50 % (5/8)" in text
    assert "63,63 % (7/11)" in text
    assert "Phụ lục I: hồ sơ đã giải quyết quá hạn trong kỳ: 3 hồ sơ của 2 đơn vị." in text
    assert SHA in text


def test_every_unit_stands_in_the_third_annex_with_a_total() -> None:
    units = notice().annexes[2]

    assert [row.cells[1] for row in rows(units)] == ["UBND xã Một", "UBND xã Hai"]
    (total,) = rows(units, RowKind.TOTAL)
    assert total.cells[1:5] == ("Tổng cộng", "1", "11", "8")
    assert total.cells[-2:] == ("62,50 % (5/8)", "63,63 % (7/11)")


def test_the_title_and_the_days_are_those_of_the_period() -> None:
    paper = notice()

    assert paper.summary.endswith("tháng 03 năm 2024")
    assert "(Từ ngày 01/03/2024 đến ngày 31/03/2024)" in paper.annexes[0].notes
    assert paper.heading.number.startswith("Số: ")
    assert paper.heading.number.endswith("/TB-VP")


def test_an_empty_annex_says_so_in_a_sentence() -> None:
    paper = notice(finished_late=[], open_overdue=[])

    assert [row.cells for row in table(paper.annexes[0]).rows] == [(NOBODY_FINISHED,)]
    assert [row.cells for row in table(paper.annexes[1]).rows] == [(NOBODY_OVERDUE,)]
    assert said(paper).count("không có hồ sơ nào.") == 2


def test_no_officer_is_named_without_an_order_and_the_notice_says_why() -> None:
    named = [dossier("X1-1", "X1", "UBND xã Một", officer="Cán bộ Không Công Khai")]
    text = said(notice(open_overdue=named))

    assert "Không Công Khai" not in text
    assert "Cán bộ đang xử lý" not in text
    assert NO_OFFICERS in text


def test_a_recorded_order_brings_the_column_and_is_cited() -> None:
    named = [dossier("X1-1", "X1", "UBND xã Một", officer="Cán bộ Công Khai")]
    order = OfficersOrder("Công văn số 9/UBND ngày 01/02/2024")
    paper = build_notice(
        list_content(open_overdue=named), issuer=ISSUER, sha256=SHA, officers_order=order
    )
    text = said(paper)

    assert "Cán bộ Công Khai" in text
    assert "Tên cán bộ được công khai theo Công văn số 9/UBND ngày 01/02/2024." in text
    assert NO_OFFICERS not in text


def test_dossiers_that_look_alike_when_masked_keep_their_own_officers() -> None:
    code = "X1-******-0001"
    named = [
        dossier(code, "X1", "UBND xã Một", officer="Cán bộ Một"),
        dossier(code, "X1", "UBND xã Một", officer="Cán bộ Hai"),
        dossier(code, "X1", "UBND xã Một"),
    ]
    content = list_content(open_overdue=named)
    paper = build_notice(content, issuer=ISSUER, officers_order=OfficersOrder("Công văn 9"))

    officers = [row.cells[-2] for row in rows(paper.annexes[1])]
    assert officers == ["Cán bộ Một", "Cán bộ Hai", ""]


def test_unsettled_objections_are_printed() -> None:
    objections = [
        {"unit_code": "X1", "dossier_code": "X1-******-0001", "text": "Hồ sơ đã trả đúng hạn"},
        {"unit_code": "X2", "text": "Số tiếp nhận thiếu"},
    ]
    text = said(notice(objections=objections))

    assert "- UBND xã Một (hồ sơ X1-******-0001): Hồ sơ đã trả đúng hạn" in text
    assert "- UBND xã Hai (số liệu của đơn vị): Số tiếp nhận thiếu" in text
    assert "5. Trách nhiệm của các đơn vị" in text


def test_without_objections_there_is_no_such_section() -> None:
    assert "chưa thống nhất" not in said(notice())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"version": 2, "reason": "Sai đơn vị."}, "bản số 2 của kỳ này, lập lại vì: Sai đơn vị."),
        (
            {"notices": [{"source": "MC", "as_of": "2024-03-20"}]},
            "Lưu ý: số liệu của nguồn MC chỉ đến ngày 20/03/2024, trước ngày cuối kỳ.",
        ),
    ],
    ids=["corrected", "source-ends-early"],
)
def test_what_limits_the_list_is_said(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in said(notice(**changes))


def test_flags_explanation_and_apology_stand_in_the_remarks() -> None:
    row = dossier(
        "X1-1", "X1", "UBND xã Một", finished_on="2024-03-20", flags=["due_on_day_off"],
        explanation="Chờ cơ quan thuế", apology={"number": "5/PXL", "promised_on": "2024-03-30"},
    )  # fmt: skip
    (printed,) = rows(notice(finished_late=[row]).annexes[0])

    remarks = str(printed.cells[-1]).split("\n")
    assert remarks[0].startswith("Ngày hẹn trả rơi vào ngày nghỉ")
    assert remarks[1:] == [
        "Giải trình: Chờ cơ quan thuế",
        "Xin lỗi, hẹn lại: 5/PXL; 2024-03-30",
    ]


def test_a_draft_says_that_it_is_one() -> None:
    paper = build_notice(list_content(), issuer=ISSUER, is_draft=True)

    assert "(Dự thảo, chưa được duyệt)" in said(paper)
    assert "SHA-256" not in said(paper)


@pytest.fixture
def facts() -> ApologyFacts:
    from datetime import date

    return ApologyFacts(
        dossier_code="H34-240301-0001",
        procedure_name="Cấp giấy phép",
        procedure_code="1.000001",
        received_on=date(2024, 3, 1),
        due_on=date(2024, 3, 12),
        promised_on=date(2024, 3, 29),
        unit_name="UBND xã Một",
        reason="Chờ ý kiến của cơ quan khác",
        regime=ApologyRegime.ND61,
        written_on=date(2024, 3, 11),
    )


def test_the_letter_gives_every_date_and_leaves_the_citizen_to_the_office(
    facts: ApologyFacts,
) -> None:
    paper = build_apology(facts, issuer=ISSUER)
    text = said(paper)

    assert all(day in text for day in ("01/03/2024", "12/03/2024", "29/03/2024"))
    assert "H34-240301-0001" in text
    assert "Lý do: Chờ ý kiến của cơ quan khác." in text
    assert isinstance(paper.addressees[0], Blank)
    assert paper.heading.number.endswith("/PXL-VP")


@pytest.mark.parametrize(
    ("regime", "decree"),
    [(ApologyRegime.ND61, "61/2018/NĐ-CP"), (ApologyRegime.ND118, "118/2025/NĐ-CP")],
)
def test_the_letter_rests_on_the_decree_of_its_time(
    facts: ApologyFacts, regime: ApologyRegime, decree: str
) -> None:
    text = said(build_apology(replace(facts, regime=regime), issuer=ISSUER))

    assert decree in text


def test_what_is_not_known_is_left_to_be_written(facts: ApologyFacts) -> None:
    text = said(build_apology(replace(facts, reason="", received_on=None), issuer=ISSUER))

    assert "Lý do: [Lý do chậm]." in text
    assert "Ngày [ngày], Bộ phận Một cửa" in text
