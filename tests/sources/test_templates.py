"""A template says what is asked for, and can never change where a call goes."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import ReadingError
from tracker.rules.periods import read_period
from tracker.sources.templates import (
    TemplateValueError,
    Values,
    check_template,
    fill,
    fill_body,
    fill_path,
)

pytestmark = pytest.mark.one_database

JUNE = Values(read_period("2026-06"))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{period}", "2026-06"),
        ("{year}", "2026"),
        ("{month}", "6"),
        ("{month:02}", "06"),
        ("{first_day}", "2026-06-01"),
        ("{last_day}", "2026-06-30"),
        ("{first_day:%d/%m/%Y}", "01/06/2026"),
        ("{last_day:%Y%m%d}", "20260630"),
        ("{first_day}T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("{first_instant}", "2026-05-31T17:00:00Z"),
        ("{last_instant}", "2026-06-30T16:59:59Z"),
        ("{year}-{month:02}", "2026-06"),
        ("as it stands", "as it stands"),
    ],
)
def test_placeholders_say_the_period(template: str, text: str) -> None:
    check_template(template)

    assert fill(template, JUNE) == text


def test_a_quarter_has_its_number_and_its_days() -> None:
    values = Values(read_period("2026-Q3"))

    assert fill("{quarter}/{year} {first_day}", values) == "3/2026 2026-07-01"


def test_an_office_month_has_its_own_days() -> None:
    assert fill("{first_day} {last_day}", Values(read_period("2026-06"), cutoff=15)) == (
        "2026-05-16 2026-06-15"
    )


@pytest.mark.parametrize(
    ("template", "period", "name"),
    [
        ("{month}", "2026-Q3", "month"),
        ("{month}", "2026", "month"),
        ("{quarter}", "2026-06", "quarter"),
        ("{unit}", "2026-06", "unit"),
        ("{page}", "2026-06", "page"),
    ],
)
def test_what_a_period_does_not_have_is_told_and_never_left_blank(
    template: str, period: str, name: str
) -> None:
    with pytest.raises(TemplateValueError) as refusal:
        fill(template, Values(read_period(period)))

    assert refusal.value.name == name


@pytest.mark.parametrize(
    "template",
    ["{", "}", "{}", "{years}", "{YEAR}", "{year:}x{", "{year:03}", "{first_day:%H}", "{unit:x}",
     "{first_day:}}", "{year:number}x", "x{year:number}", "{first_day:number}", "{0}",
     "{unit.__class__}", "{{year}}"],
)  # fmt: skip
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ReadingError) as refusal:
        check_template(template)

    assert refusal.value.code == "template_unreadable"


def test_the_names_a_template_uses_are_known() -> None:
    assert check_template("{year}/{unit}/{year}") == {"year", "unit"}


def test_a_body_is_filled_at_every_depth_and_its_keys_are_left_alone() -> None:
    body = {
        "{year}": "{year}",
        "year": "{year:number}",
        "range": {"from": ["{first_day}", 1, None, True]},
    }

    assert fill_body(body, JUNE) == {
        "{year}": "2026",
        "year": 2026,
        "range": {"from": ["2026-06-01", 1, None, True]},
    }


@pytest.mark.parametrize(
    "unit",
    ["../../admin", "a/b", "x?y=1", "x#y", "@evil.example", "//evil.example", "a b", "\\evil",
     "%2e%2e", "Sở Xây dựng"],
)  # fmt: skip
def test_a_unit_stays_one_part_of_the_path(unit: str) -> None:
    url = fill_path(
        "https://api.example/unit/{unit}/count", Values(read_period("2026-06"), unit=unit)
    )
    parts = urlsplit(url)

    assert parts.netloc == "api.example"
    assert (parts.query, parts.fragment) == ("", "")
    assert [unquote(part) for part in parts.path.split("/")] == ["", "unit", unit, "count"]


@given(st.text(min_size=1))
def test_no_unit_whatever_leaves_its_part_of_the_path(unit: str) -> None:
    values = Values(read_period("2026-06"), unit=unit.encode("utf-8", "ignore").decode() or "x")
    parts = urlsplit(fill_path("https://api.example/unit/{unit}/count", values))

    assert parts.netloc == "api.example"
    assert len(parts.path.split("/")) == 4
