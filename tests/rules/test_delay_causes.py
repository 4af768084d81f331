"""Causes of delay are read from a system's own words and never decide anything."""

from __future__ import annotations

import pytest

from models.vocabulary import DelayCause
from tracker.errors import ReadingError
from tracker.rules.delay_causes import CAUSE_SIGNS, read_cause, read_supplement_count


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Khối lượng hồ sơ lớn, quá tải", DelayCause.HEAVY_LOAD),
        ("Chờ công dân thực hiện nghĩa vụ tài chính", DelayCause.FINANCIAL_STEP),
        ("Phải đo đạc lại", DelayCause.FIELD_MEASUREMENT),
        ("Chờ cơ quan khác trả lời", DelayCause.OTHER_AGENCY),
        ("Xin ý kiến Ban Thường vụ Tỉnh ủy", DelayCause.PARTY_OPINION),
        ("XIN Y KIEN CAP UY", DelayCause.PARTY_OPINION),
        ("Thời hạn tính theo ngày, trùng ngày nghỉ", DelayCause.CALENDAR_DAY_TERM),
        ("Lỗi hệ thống của Bộ Tư pháp", DelayCause.MINISTRY_SYSTEM),
        ("Lỗi đồng bộ", DelayCause.SYSTEM_ERROR),
        ("Do lỗi của cán bộ", DelayCause.OFFICER_FAULT),
        ("Mưa lũ, bất khả kháng", DelayCause.FORCE_MAJEURE),
        ("Công dân chưa bổ sung giấy tờ", DelayCause.APPLICANT),
        ("quá tải; lỗi đồng bộ", DelayCause.OTHER),
        ("không rõ", DelayCause.OTHER),
        ("party_opinion", DelayCause.PARTY_OPINION),
        ("  ", None),
    ],
)
def test_a_cause_is_told_by_its_words_and_anything_else_is_other(
    text: str, cause: DelayCause | None
) -> None:
    assert read_cause(text) == cause


def test_every_cause_but_other_has_words() -> None:
    assert set(CAUSE_SIGNS) == set(DelayCause) - {DelayCause.OTHER}


@pytest.mark.parametrize(
    ("text", "count"), [("0", 0), ("2", 2), ("02", 2), ("2.0", 2), ("3 lần", 3), (" ", None)]
)
def test_supplement_requests_are_counted(text: str, count: int | None) -> None:
    assert read_supplement_count(text) == count


@pytest.mark.parametrize("text", ["hai", "-1", "1,5", "1000", "2/3"])
def test_what_is_no_count_of_requests_is_refused(text: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        read_supplement_count(text)

    assert refusal.value.code == "dossier_supplement_count_unreadable"
