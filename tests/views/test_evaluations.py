"""Having a period judged on screen: who may, what is said afterwards, where one lands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import EvaluationRun, db
from models.vocabulary import Role

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs
    from tracker.config import Settings


@pytest.fixture
def database(seeded: Settings) -> Settings:
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def runs() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(EvaluationRun)) or 0


def test_a_judged_period_is_listed_with_a_summary(staff: Browser) -> None:
    answer = staff.post("/danh-gia", {"period": "2022-12", "directive": "kh142-2022"})
    page = staff.follow(answer)

    assert "Đã đánh giá tháng 12 năm 2022." in page.text
    assert "101 kết quả: 101 mới" in page.text
    assert page.texts(".//tbody/tr/th") == ["tháng 12 năm 2022"]


def test_from_the_matrix_one_comes_back_to_the_matrix(staff: Browser) -> None:
    here = "/ma-tran?van-ban=kh142-2022&ky=2022-12"

    answer = staff.post("/danh-gia", {"period": "2022-12", "directive": "kh142-2022", "next": here})

    assert answer.went_to == here
    assert "Đánh giá lúc" in staff.follow(answer).text


def test_nobody_is_sent_to_another_site(staff: Browser) -> None:
    answer = staff.post(
        "/danh-gia", {"period": "2022-12", "directive": "kh142-2022", "next": "//x.example/"}
    )

    assert answer.went_to == "/danh-gia"


def test_a_running_period_is_marked_provisional(staff: Browser, on_day: OnDay) -> None:
    on_day(date(2022, 12, 15))
    browser = staff
    browser.post("/danh-gia", {"period": "2022-12", "directive": "kh142-2022"})

    assert "tạm tính" in browser.get("/danh-gia").text


@pytest.mark.parametrize(
    ("period", "directive"),
    [("thang-3", ""), ("2090-01", ""), ("2019-01", "kh142-2022"), ("", "")],
    ids=["unreadable", "to-come", "not-in-force", "empty"],
)
def test_what_cannot_be_judged_is_refused_beside_its_field(
    staff: Browser, period: str, directive: str
) -> None:
    page = staff.post("/danh-gia", {"period": period, "directive": directive})

    assert page.status == 422
    assert page.all(".//*[@aria-invalid='true']")
    assert runs() == 0


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.PUBLIC, False),
        (Role.UNIT_OFFICER, False),
        (Role.DEPARTMENT_HEAD, False),
        (Role.ADMINISTRATOR, False),
        (Role.APPROVER, True),
        (Role.OFFICE_STAFF, True),
    ],
    ids=lambda value: value.value if isinstance(value, Role) else "",
)
def test_who_may_have_a_period_judged(browser_as: BrowserAs, role: Role, *, may: bool) -> None:
    browser = browser_as(role)
    answer = browser.post("/danh-gia", {"period": "2022-12", "directive": "kh142-2022"})

    assert answer.status == (303 if may else 403)
    assert runs() == int(may)
    if role is not Role.PUBLIC:
        offered = browser.get("/danh-gia").all(".//form[@action='/danh-gia']")
        assert bool(offered) is may
