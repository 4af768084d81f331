"""Sentences with numbers and periods say them as the reader's language does."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from models.vocabulary import Comparator
from tracker.queries.score_targets import MissedTarget, Stretch
from tracker.rules.paces import Pace, PaceKind
from tracker.rules.rates import Share
from tracker.wording.periods import period_text
from tracker.wording.scores import explain_base, explain_pace
from tracker.wording.sentences import sentence
from tracker.wording.waiting import tell_due


@pytest.fixture
def page() -> Flask:
    app = Flask("reader")
    Babel(app, default_locale="vi")
    return app


@pytest.mark.parametrize(
    ("language", "days", "cells", "month"),
    [("vi", "1.055", "1.701", "tháng 2 năm 2024"), ("en", "1,055", "1,701", "February 2024")],
)
def test_thousands_and_months_follow_the_reader(
    page: Flask, language: str, days: str, cells: str, month: str
) -> None:
    with page.test_request_context(), force_locale(language):
        assert days in tell_due(date(2024, 1, 2), -1055)
        assert cells in sentence("cycle_evaluated", {"cells": 1701, "changed": 3})
        assert period_text("2024-02") == month


@pytest.mark.parametrize(
    ("language", "best", "share"),
    [
        ("vi", "93,69 % (2.228/2.378)", "68,87 % (332/482)"),
        ("en", "93.69 % (2,228/2,378)", "68.87 % (332/482)"),
    ],
)
def test_a_pace_and_what_it_rests_on_follow_the_reader(
    page: Flask, language: str, best: str, share: str
) -> None:
    stretch = Stretch(Share(332, 482), date(2026, 8, 1), date(2026, 8, 31))
    pace = Pace(PaceKind.OUT_OF_REACH, 1896, 0, Share(2228, 2378))
    missed = MissedTarget(
        "766-2.1", "Số hồ sơ", "01/KH", False, Comparator.AT_LEAST, Decimal(95), 126, stretch, pace
    )

    with page.test_request_context(), force_locale(language):
        assert best in explain_pace(missed)
        assert share in explain_base(missed)


def test_a_year_is_no_count_and_without_a_reader_the_words_are_vietnamese() -> None:
    assert period_text("2024") == "năm 2024"
    assert "1.055" in tell_due(date(2024, 1, 2), -1055)
