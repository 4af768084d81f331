"""The report of targets prints what units said of what they missed, once it is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.vocabulary import ReviewState
from tests.publishing.papers import ISSUER, docx_text
from tests.publishing.test_target_report import DIRECTIVE, MISSED, no_data
from tracker.publishing.documents.target_report import target_report
from tracker.publishing.documents.word import render_docx
from tracker.queries.target_explanations import TargetExplanationRow
from tracker.rules.periods import read_period

pytestmark = pytest.mark.one_database

WRITTEN = datetime(2024, 4, 3, 2, tzinfo=UTC)


def explained(state: ReviewState) -> dict[tuple[int, int], TargetExplanationRow]:
    row = TargetExplanationRow(
        1, "2024-03", 1, 1, 1, state, "Thiếu cán bộ.", "Bố trí thêm người", date(2024, 4, 30),
        WRITTEN, 1, "Hà", None, "", "",
    )  # fmt: skip
    return {(1, 1): row}


def text_of(explanations: dict[tuple[int, int], TargetExplanationRow] | None) -> str:
    paper = target_report(
        read_period("2024-03"),
        (MISSED, no_data(2, "UBND xã Hai")),
        {1: DIRECTIVE},
        issuer=ISSUER,
        cutoff=None,
        explanations=explanations,
    )
    return docx_text(render_docx(paper))


def test_an_accepted_explanation_and_its_measure_are_printed() -> None:
    text = text_of(explained(ReviewState.ACCEPTED))

    assert "Giải trình: Thiếu cán bộ.\n" in text
    assert "Biện pháp: Bố trí thêm người; xong trước hết ngày 30/04/2024." in text
    assert "Trong 1 kết quả chưa đạt: 1 đã có giải trình được chấp nhận, 0 đang chờ" in text


def test_a_measure_that_was_carried_out_is_said_to_be() -> None:
    (row,) = explained(ReviewState.ACCEPTED).values()

    text = text_of({(1, 1): replace(row, report_version=1, done_on=date(2024, 4, 12))})

    assert "xong trước hết ngày 30/04/2024; đã hoàn thành ngày 12/04/2024." in text


@pytest.mark.parametrize(
    ("state", "told", "counted"),
    [
        (ReviewState.SUBMITTED, "Giải trình của đơn vị đang chờ xem xét.", "1 đang chờ xem xét"),
        (ReviewState.SENT_BACK, "Đơn vị chưa giải trình.", "1 chưa có giải trình"),
    ],
)
def test_what_is_not_accepted_is_not_printed(state: ReviewState, told: str, counted: str) -> None:
    text = text_of(explained(state))

    assert told in text
    assert counted in text
    assert "Thiếu cán bộ" not in text


def test_what_is_owed_is_said_and_only_of_what_was_missed() -> None:
    text = text_of({})

    assert text.count("Đơn vị chưa giải trình.") == 1
    assert "1 chưa có giải trình" in text
    assert "giải trình" not in text_of(None).casefold().replace("theo giải trình của", "")
