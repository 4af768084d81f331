"""Every table that sorts does so in one way: by a link in the head, kept in the address."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Role
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.queries.dossier_orders import DossierColumn
from views.pages.dossier_listing import _COLUMNS
from views.pages.sorting import SortColumn, build_heads, sort_rows, sort_text

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import OnDay
    from tests.views.pages import BrowserAs, Page
    from tracker.config import Settings

COLUMNS: tuple[SortColumn[Any], ...] = (
    SortColumn("ten", "Tên", lambda row: row[0]),
    SortColumn("so", "Số", lambda row: row[1], is_worst_high=True, is_number=True),
    SortColumn("chu", "Ghi chú", sorts=False),
)
ROWS = [("Xốp", 2), ("Ân", None), ("Đăk", 10), ("An", 2)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Xốp", "Ân", "Đăk", "An"]),
        ("?xep=khong-co", ["Xốp", "Ân", "Đăk", "An"]),
        ("?xep=chu", ["Xốp", "Ân", "Đăk", "An"]),
        ("?xep=ten", ["An", "Ân", "Đăk", "Xốp"]),
        ("?xep=-ten", ["Xốp", "Đăk", "Ân", "An"]),
        ("?xep=so", ["Xốp", "An", "Đăk", "Ân"]),
        ("?xep=-so", ["Đăk", "Xốp", "An", "Ân"]),
    ],
)
def test_rows_stand_as_the_address_asks(app: Flask, query: str, expected: list[str]) -> None:
    with app.test_request_context(f"/{query}"):
        assert [name for name, _number in sort_rows(ROWS, COLUMNS)] == expected


@pytest.mark.parametrize(
    ("query", "urls", "aria"),
    [
        ("", ["/?xep=ten", "/?xep=-so", ""], ["none", "none", "none"]),
        ("?xep=ten", ["/?xep=-ten", "/?xep=-so", ""], ["ascending", "none", "none"]),
        ("?xep=-so&a=1", ["/?a=1&xep=ten", "/?a=1&xep=so", ""], ["none", "descending", "none"]),
        ("?trang=3", ["/?xep=ten", "/?xep=-so", ""], ["none", "none", "none"]),
    ],
)  # fmt: skip
def test_heads_turn_the_order_and_keep_the_filters_but_not_the_page(
    app: Flask, query: str, urls: list[str], aria: list[str]
) -> None:
    with app.test_request_context(f"/{query}"):
        heads = build_heads(COLUMNS)

    assert [head.url for head in heads] == urls
    assert [head.aria for head in heads] == aria


def test_the_usual_order_needs_no_word_in_the_address(app: Flask) -> None:
    with app.test_request_context("/"):
        first = build_heads(COLUMNS, "ten")[0]
    with app.test_request_context("/?xep=-ten"):
        turned = build_heads(COLUMNS, "ten")[0]

    assert (first.aria, first.url) == ("ascending", "/?xep=-ten")
    assert (turned.aria, turned.url) == ("descending", "/")


@pytest.mark.parametrize(
    ("query", "text"), [("", ""), ("?xep=so", "Số"), ("?xep=-so", "Số, giảm dần"), ("?xep=chu", "")]
)
def test_the_order_is_said_in_words(app: Flask, query: str, text: str) -> None:
    with app.test_request_context(f"/{query}"):
        assert sort_text(COLUMNS) == text


@given(numbers=st.lists(st.none() | st.integers(-9, 9), max_size=12), sign=st.sampled_from("+-"))
def test_rows_without_a_value_are_last_both_ways(numbers: list[int | None], sign: str) -> None:
    from flask import Flask

    with Flask("sorting").test_request_context(f"/?xep={sign.strip('+')}so"):
        found = [row[1] for row in sort_rows([("", number) for number in numbers], COLUMNS)]

    known = [number for number in numbers if number is not None]
    assert found[: len(known)] == sorted(known, reverse=sign == "-")
    assert set(found[len(known) :]) <= {None}


@remembered
def four_dossiers(database: Settings, on_day: OnDay) -> None:
    """Stand in April with four dossiers finished late in March by three units."""
    on_day(date(2024, 4, 15))
    batch = make_batch(make_source("one-stop"), date(2024, 4, 1))
    procedure = make_procedure()
    for code, name, received, due, finished in (
        ("H-1", "Xốp", 4, 8, 11),
        ("H-2", "Ân Tín", 1, 7, 28),
        ("H-3", "Đăk Hà", 5, 6, 12),
        ("H-4", "Ân Tín", 6, 8, 11),
    ):
        make_dossier(
            code=code,
            unit_id=make_unit(f"U-{code}", name),
            batch_id=batch,
            procedure_id=procedure,
            received_on=date(2024, 3, received),
            due_on=date(2024, 3, due),
            finished_on=date(2024, 3, finished),
        )


def codes(page: Page) -> list[str]:
    return page.texts(".//tbody/tr/th//code")


LISTING = "/ho-so?loai=tra-cham&thang=2024-03"


@pytest.mark.usefixtures("four_dossiers")
@pytest.mark.parametrize("past", ["", "&ngay=2024-04-14"], ids=["now", "as known on a past day"])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", "3 2 1 4"),
        ("-hen-tra", "1 4 2 3"),
        ("ma", "1 2 3 4"),
        ("-ma", "4 3 2 1"),
        ("don-vi", "2 4 3 1"),
        ("-don-vi", "1 3 2 4"),
        ("tiep-nhan", "2 1 3 4"),
        ("ket-thuc", "1 4 3 2"),
        ("-cham", "2 3 1 4"),
        ("cham", "1 4 3 2"),
        ("khong-co", "3 2 1 4"),
    ],
)
def test_dossiers_sort_by_every_column_alike_now_and_of_the_past(
    browser_as: BrowserAs, order: str, expected: str, past: str
) -> None:
    page = browser_as(Role.OFFICE_STAFF).get(f"{LISTING}{past}&xep={order}")

    assert [code.removeprefix("H-") for code in codes(page)] == expected.split()


def test_every_column_of_dossiers_has_an_address() -> None:
    assert set(_COLUMNS.values()) == set(DossierColumn)


@pytest.mark.usefixtures("four_dossiers")
def test_a_sorted_listing_says_so_and_hands_out_the_same_rows(browser_as: BrowserAs) -> None:
    staff = browser_as(Role.OFFICE_STAFF)
    page = staff.get(f"{LISTING}&xep=-cham")

    assert [head.get("aria-sort") for head in page.all(".//th[@aria-sort]")] == ["descending"]
    assert "Xếp theo: Chậm (ngày), giảm dần" in page.text
    address = next(url for text, url in page.links().items() if "CSV" in text)
    text = staff.get(address).response.data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    at = date(2024, 4, 15)
    assert lines[0] == ["Trả chậm, 01/03/2024–31/03/2024"]
    assert "Xếp theo “Chậm (ngày), giảm dần”" in lines[1][0]
    assert lines[2][0].endswith(f"ngày {at:%d/%m/%Y}")
    place = lines[3].index("Mã hồ sơ")
    assert [line[place] for line in lines[4:]] == codes(page)


@pytest.mark.usefixtures("four_dossiers")
def test_sorting_costs_no_statement_a_row(browser_as: BrowserAs) -> None:
    staff = browser_as(Role.OFFICE_STAFF)
    with counted_statements() as few:
        staff.get(f"{LISTING}&xep=don-vi&don-vi=U-H-1")
    with counted_statements() as many:
        staff.get(f"{LISTING}&xep=don-vi")

    assert len(few) == len(many)
