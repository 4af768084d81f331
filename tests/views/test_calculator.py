"""The public due-date calculator answers with its proof, and says beside a field what is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from models import CalendarDay, db
from models.vocabulary import DayEffect

if TYPE_CHECKING:
    from tests.views.pages import Browser, Page


@pytest.fixture(autouse=True)
def april_2024(database: object) -> None:
    """The days off and the make-up Saturday around 30 April 2024."""
    off = {
        date(2024, 4, 18): "Giỗ Tổ Hùng Vương",
        date(2024, 4, 29): "Nghỉ hoán đổi",
        date(2024, 4, 30): "Ngày Chiến thắng",
        date(2024, 5, 1): "Quốc tế Lao động",
    }
    db.session.add_all(
        CalendarDay(on=on, effect=DayEffect.OFF, name=name) for on, name in off.items()
    )
    db.session.add(
        CalendarDay(on=date(2024, 5, 4), effect=DayEffect.WORKING, name="Làm bù cho 29/4")
    )
    db.session.commit()


def ask(browser: Browser, received: str, term: str, time: str = "") -> Page:
    return browser.get("/tinh-han?" + urlencode({"received": received, "time": time, "term": term}))


def answer(page: Page) -> str:
    (text,) = page.texts(".//p[@class='answer__date']")
    return text


@pytest.mark.parametrize(
    ("received", "time", "term", "due"),
    [
        pytest.param("26/04/2024", "", "3 ngày làm việc", "thứ Bảy, 04/05/2024", id="make-up-day"),
        pytest.param("2024-04-26", "", "3 ngày làm việc", "thứ Bảy, 04/05/2024", id="iso-date"),
        pytest.param("26/04/2024", "", "4 ngày", "thứ Năm, 02/05/2024", id="end-on-a-day-off"),
        pytest.param("31/01/2024", "", "1 tháng", "thứ Năm, 29/02/2024", id="month-clamps"),
        pytest.param("22/04/2024", "08:00", "4 giờ làm việc", "13:30", id="hours"),
    ],
)
def test_a_term_ends_on_the_day_the_law_says(
    browser: Browser, received: str, time: str, term: str, due: str
) -> None:
    page = ask(browser, received, term, time)

    assert page.status == 200
    if ":" not in due:
        assert answer(page) == due
    else:
        assert "22/04/2024" in answer(page)


def test_the_answer_proves_itself_day_by_day(browser: Browser) -> None:
    page = ask(browser, "26/04/2024", "3 ngày làm việc")

    steps = page.texts(".//ul[@class='steps']/li")
    assert steps[0].startswith("26/04/2024")
    assert any("30/04/2024 (Ngày Chiến thắng): không tính" in step for step in steps)
    assert any("04/05/2024" in step and "làm bù" in step for step in steps)
    assert "hạn trả kết quả" in steps[-1]


def test_a_due_date_that_was_moved_says_so(browser: Browser) -> None:
    assert "Điều 148" in ask(browser, "26/04/2024", "4 ngày").text


@pytest.mark.parametrize(
    ("received", "time", "term", "field"),
    [
        pytest.param("31/02/2024", "", "5 ngày", "received", id="no-such-day"),
        pytest.param("", "", "5 ngày", "received", id="no-day"),
        pytest.param("26/04/2024", "25:00", "5 ngày", "time", id="no-such-time"),
        pytest.param("26/04/2024", "", "sớm nhất có thể", "term", id="no-term"),
        pytest.param("26/04/2024", "", "", "term", id="empty-term"),
        pytest.param("26/04/2024", "", "9999 năm", "term", id="beyond-the-calendar"),
        pytest.param("<script>", "\x00", "'; --", "received", id="hostile"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    browser: Browser, received: str, time: str, term: str, field: str
) -> None:
    page = ask(browser, received, term, time)

    assert page.status == 422
    assert page.one(f".//input[@name='{field}']").get("aria-invalid") == "true"
    assert page.one(f".//div[@id='{field}-error']") is not None
    assert f"#{field}" in [link.get("href") for link in page.all(".//div[@id='error-summary']//a")]
    assert page.one(".//input[@name='received']").get("value") == received
    assert "\x00" not in page.response.text


def test_a_very_long_count_shows_its_ends_and_how_much_lies_between(browser: Browser) -> None:
    page = ask(browser, "26/04/2024", "2000 ngày làm việc")

    assert len(page.texts(".//ul[@class='steps']/li")) == 301
    assert "ngày ở giữa" in page.text


def test_the_empty_form_explains_the_counting_and_complains_of_nothing(browser: Browser) -> None:
    page = browser.get("/tinh-han")

    assert page.status == 200
    assert page.all(".//div[@id='error-summary']") == []


def test_an_english_reader_reads_english_days(browser: Browser) -> None:
    browser.post("/ngon-ngu", {"language": "en", "next": "/tinh-han"})

    page = ask(browser, "26/04/2024", "3 ngày làm việc")

    assert "Saturday, 04/05/2024" in answer(page)
    assert "thứ" not in answer(page).lower()
