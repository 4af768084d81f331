"""Every verdict is told in one sentence: figures first, then how far, then what must be known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.vocabulary import AssignmentRole, Comparator, ScheduleKind, UnitLevel, Verdict
from tracker.queries.evaluation_rows import EvaluationRow
from tracker.wording.sentences import SENTENCES
from tracker.wording.sentences_evaluations import EVALUATION_REASONS
from tracker.wording.verdicts import counted_noun, explain_target, explain_verdict

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("database")]

DOSSIERS = "hồ sơ giải quyết xong đúng hạn cộng hồ sơ đang giải quyết còn trong hạn"


def a_row(verdict: str, reason: str, *notes: str, **more: Any) -> EvaluationRow:
    values: dict[str, Any] = {
        "period": "2026-08",
        "directive_id": 1,
        "directive_number": "01/KH",
        "is_sample": False,
        "task_id": 1,
        "ordinal": 1,
        "section": "",
        "number": "1",
        "reference": "1",
        "text": "Tỷ lệ hồ sơ đúng hạn",
        "schedule_kind": ScheduleKind.ONGOING,
        "due_on": None,
        "follows": "",
        "unit_id": 1,
        "unit_code": "X",
        "unit_name": "Xã Mẫu",
        "unit_level": UnitLevel.COMMUNE,
        "role": AssignmentRole.LEAD,
        "numerator": None,
        "denominator": None,
        "value": None,
        "comparator": Comparator.AT_LEAST,
        "target": Decimal(90),
        "shortfall": None,
        "unit_of_measure": "%",
        "indicator_id": 1,
        "indicator_code": "T.1",
        "counted": DOSSIERS,
        "measurement_id": None,
        "source_code": "",
        "as_of": None,
        "quality": "",
        "run_id": 1,
        "is_provisional": False,
        **more,
    }
    return EvaluationRow(verdict=Verdict(verdict), reason=reason, notes=notes, **values)


def of(numerator: int, denominator: int, shortfall: int | None = 0) -> dict[str, Any]:
    return {"numerator": numerator, "denominator": denominator, "shortfall": shortfall}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(
            a_row("missed", "short_units", **of(1703, 1937, 41)),
            "Mới đạt 87,91 % (1.703/1.937), thiếu 41 hồ sơ để đạt tối thiểu 90 %.",
            id="short",
        ),
        pytest.param(
            a_row("missed", "short_units", **of(9499, 10000, 1), target=Decimal("95.0")),
            "Mới đạt 94,99 % (9.499/10.000), thiếu 1 hồ sơ để đạt tối thiểu 95 %.",
            id="a-hair-short",
        ),
        pytest.param(
            a_row(
                "missed", "short_units", **of(1, 3, 2), comparator=Comparator.EQUAL,
                target=Decimal(100), counted="TTHC được công bố trong kỳ",
            ),
            "Mới đạt 33,33 % (1/3), thiếu 2 TTHC để đạt 100 %.",
            id="all-of-them",
        ),
        pytest.param(
            a_row("achieved", "reached", **of(1756, 1937)),
            "Đạt 90,65 % (1.756/1.937), vượt 12 hồ sơ (tối thiểu 90 %).",
            id="reached-with-some-to-spare",
        ),
        pytest.param(
            a_row("achieved", "reached", **of(7, 7), comparator=Comparator.EQUAL,
                  target=Decimal(100)),
            "Đạt 100 % (7/7), đúng chỉ tiêu 100 %.",
            id="exactly-reached",
        ),
        pytest.param(
            a_row("achieved", "reached", **of(9, 10)),
            "Đạt 90,00 % (9/10), vừa đủ đạt (tối thiểu 90 %).",
            id="just-reached",
        ),
        pytest.param(
            a_row("achieved", "reached", **of(1, 100), comparator=Comparator.AT_MOST,
                  target=Decimal(5)),
            "Đạt 1,00 % (1/100), trong mức cho phép, còn được thêm 4 hồ sơ (không quá 5 %).",
            id="within-a-limit",
        ),
        pytest.param(
            a_row("missed", "excess_units", **of(8, 100, 3), comparator=Comparator.AT_MOST,
                  target=Decimal(5)),
            "Ở mức 8,00 % (8/100), nhiều hơn 3 hồ sơ so với mức không quá 5 %.",
            id="too-many",
        ),
        pytest.param(
            a_row("missed", "out_of_reach", **of(3, 3, None), comparator=Comparator.MORE_THAN,
                  target=Decimal(100)),
            "Mới đạt 100 % (3/3), với mẫu số 3 thì không thể đạt trên 100 %.",
            id="out-of-reach",
        ),
        pytest.param(
            a_row("missed", "points_below", "not_verifiable", value=Decimal("85.5")),
            "Mới đạt 85,5 %, thấp hơn mức phải đạt 4,50 điểm phần trăm, "
            "số được báo cáo, không có tử số và mẫu số để kiểm chứng.",
            id="a-bare-percentage",
        ),
        pytest.param(
            a_row("achieved", "reached", "not_verifiable", value=Decimal(100)),
            "Đạt 100 %, so với chỉ tiêu tối thiểu 90 %, "
            "số được báo cáo, không có tử số và mẫu số để kiểm chứng.",
            id="a-bare-percentage-that-suffices",
        ),
        pytest.param(
            a_row("missed", "value_on_strict_bound", value=Decimal(90),
                  comparator=Comparator.MORE_THAN),
            "Mới đạt 90 %, bằng đúng 90 %, trong khi chỉ tiêu không tính mức này.",
            id="on-a-strict-bound",
        ),
        pytest.param(
            a_row("missed", "short_units_of_increase", **of(69, 100, 1),
                  comparator=Comparator.INCREASE_AT_LEAST, target=Decimal(20)),
            "Mới đạt 69,00 % (69/100), thiếu 1 hồ sơ để tăng 20 điểm phần trăm.",
            id="an-increase-missed",
        ),
        pytest.param(
            a_row("achieved", "reached", **of(70, 100),
                  comparator=Comparator.INCREASE_AT_LEAST, target=Decimal(20)),
            "Đạt 70,00 % (70/100), so với chỉ tiêu tăng thêm ít nhất 20 điểm phần trăm.",
            id="an-increase-reached",
        ),
        pytest.param(
            a_row("achieved", "reached", "temporary_denominator", **of(9, 9)),
            "Đạt 100 % (9/9), vừa đủ đạt (tối thiểu 90 %), "
            "mẫu số là số tạm tính, tỷ lệ này chưa kiểm chứng được.",
            id="a-temporary-denominator",
        ),
        pytest.param(
            a_row("missed", "number_above", **of(10, 3, None), comparator=Comparator.AT_MOST,
                  target=Decimal(3), unit_of_measure="ngày"),
            "Ở mức 10/3 ngày, cao hơn mức không quá 3 ngày.",
            id="days",
        ),
        pytest.param(
            a_row("achieved", "reached", value=Decimal("2.5"), comparator=Comparator.AT_MOST,
                  target=Decimal(3), unit_of_measure="ngày"),
            "Đạt 2,5 ngày, so với chỉ tiêu không quá 3 ngày.",
            id="days-as-stated",
        ),
        pytest.param(
            a_row("no_data", "no_figures", unit_of_measure="ngày"),
            "Chưa có số liệu kỳ này.",
            id="silence",
        ),
        pytest.param(
            a_row("no_data", "figures_contradict", **of(5, 4, None)),
            "Số liệu: 125,00 % (5/4), tử số và mẫu số mâu thuẫn nhau nên chưa kết luận.",
            id="a-contradiction",
        ),
        pytest.param(
            a_row("not_arisen", "not_arisen", **of(0, 0, None)),
            "Nguồn báo không phát sinh.",
            id="nothing-arose-has-no-percentage",
        ),
        pytest.param(
            a_row("no_data", "no_national_report", **of(0, 0, None)),
            "Cổng dịch vụ công quốc gia chưa có số liệu báo cáo của đơn vị.",
            id="no-report",
        ),
        pytest.param(
            a_row("not_applicable", "no_target", **of(1, 3, None), comparator=None, target=None),
            "Số liệu: 33,33 % (1/3), văn bản không giao chỉ tiêu bằng số.",
            id="shown-without-a-target",
        ),
        pytest.param(
            a_row("no_data", "awaiting_evidence", due_on=date(2026, 8, 1)),
            "Đã hết hạn (01/08/2026), chưa nhận được sản phẩm hay báo cáo.",
            id="a-product",
        ),
        pytest.param(
            a_row("not_due", "waits_for", follows="tiến độ Đề án 06"),
            "Chưa đến hạn, theo “tiến độ Đề án 06”.",
            id="a-term-that-follows",
        ),
    ],
)  # fmt: skip
def test_a_verdict_is_told_in_one_sentence(row: EvaluationRow, said: str) -> None:
    assert explain_verdict(row) == said


@pytest.mark.parametrize("reason", sorted(EVALUATION_REASONS))
def test_every_stored_reason_can_be_told(reason: str) -> None:
    if reason == "members_without_parts":
        assert SENTENCES[reason]
        return
    told = explain_verdict(a_row("no_data", reason))
    assert "%" not in told.replace("90 %", "")
    assert told.endswith(".")


@pytest.mark.parametrize(
    ("comparator", "target", "unit", "said"),
    [
        pytest.param(">=", "90", "%", "tối thiểu 90 %", id="at-least"),
        pytest.param(">=", "95.50", "%", "tối thiểu 95,5 %", id="no-idle-zeros"),
        pytest.param("=", "100", "%", "đạt 100 %", id="equal"),
        pytest.param("+>=", "20", "%", "tăng thêm ít nhất 20 điểm phần trăm", id="increase"),
        pytest.param("<=", "3", "ngày", "không quá 3 ngày", id="days"),
        pytest.param(">", "1200", "", "trên 1.200", id="a-count"),
    ],
)
def test_a_target_is_said_as_people_say_it(
    comparator: str, target: str, unit: str, said: str
) -> None:
    assert explain_target(Comparator(comparator), Decimal(target), unit) == said


def test_no_target_is_said_with_nothing() -> None:
    assert explain_target(None, None) == ""


@pytest.mark.parametrize(
    ("counted", "noun"),
    [
        pytest.param(DOSSIERS, "hồ sơ", id="dossiers"),
        pytest.param("b: hồ sơ TTHC đã giải quyết đúng hạn", "hồ sơ", id="a-lettered-name"),
        pytest.param("TTHC cung cấp trực tuyến", "TTHC", id="procedures"),
        pytest.param("phản ánh, kiến nghị xử lý xong", "phản ánh, kiến nghị", id="petitions"),
        pytest.param("100% trừ tỷ lệ hồ sơ trễ hạn", "trường hợp", id="unclear-is-neutral"),
        pytest.param("", "trường hợp", id="unnamed-is-neutral"),
    ],
)
def test_dossiers_are_named_only_where_dossiers_are_counted(counted: str, noun: str) -> None:
    assert counted_noun(counted) == noun
