"""Every reason the rules give has a sentence that can be said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.vocabulary import Comparator
from tracker.rules.verdicts import Actual, Reason, TargetLevel, judge
from tracker.wording.sentences_verdicts import (
    FLAGS,
    IDENTITIES,
    REASONS,
    REFUSALS,
    SENTENCES,
    tell_reason,
)

DUE = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("actual", "comparator", "value", "sentence"),
    [
        pytest.param(
            Actual(1703, 1937), ">=", "90", "thiếu 41 hồ sơ đúng hạn để đạt 90 %", id="short"
        ),
        pytest.param(Actual(1756, 1937), ">=", "90", "vượt 12 hồ sơ đúng hạn", id="surplus"),
        pytest.param(
            Actual(1000, 10_000),
            "=",
            "95.50",
            "thiếu 8.550 hồ sơ đúng hạn để đạt 95,5 %",
            id="grouped",
        ),
        pytest.param(Actual(0, 0), ">=", "90", "nguồn báo không phát sinh", id="not-arisen"),
        pytest.param(None, ">=", "90", "chưa có số liệu kỳ này", id="no-data"),
    ],
)
def test_a_verdict_is_told_in_units(
    actual: Actual | None, comparator: str, value: str, sentence: str
) -> None:
    found = judge(actual, TargetLevel(Comparator(comparator), Decimal(value)))
    assert tell_reason(found.reasons[0], noun="hồ sơ đúng hạn") == sentence


def test_dates_and_quoted_phrases_are_shown_as_people_write_them() -> None:
    late = Reason("done_late", {"done_on": date(2024, 3, 18), "due_on": DUE, "days": 3})
    waiting = Reason("waits_for", {"waits_for": "Theo tiến độ Đề án 06"})
    assert tell_reason(late, noun="") == "hoàn thành trễ 3 ngày, ngày 18/03/2024 (hạn 15/03/2024)"
    assert tell_reason(waiting, noun="") == "chưa đến hạn, theo “Theo tiến độ Đề án 06”"


def test_no_two_sentences_share_a_code() -> None:
    assert len(SENTENCES) == sum(map(len, (REFUSALS, REASONS, FLAGS, IDENTITIES)))
