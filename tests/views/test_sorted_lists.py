"""Units of a late list, the search of units and calendar changes stand as their heads ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.vocabulary import Role, UnitLevel
from tests.factories import make_unit
from tests.published import MARCH, Publisher
from tests.remembered import add_actor, remembered
from tracker.importing.calendar import read_change_lines
from tracker.queries.accounts import get_actor
from tracker.services.calendar_changes import propose_change
from tracker.transaction import transaction
from views.pages.list_columns import public_unit_columns

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

PUBLIC, STAFF = f"/danh-sach/{MARCH}", f"/cong-bo/{MARCH}"
ONE, TWO = "UBND xã Một", "UBND xã Hai"


@remembered
def lists(database: Settings, on_day: OnDay) -> Publisher:
    """March is published; two documents propose days off."""
    on_day(date(2024, 6, 10))
    publisher = Publisher(database, add_actor)
    publisher.publish()
    department = make_unit("H99.1", "Sở Ấn loát", level=UnitLevel.DEPARTMENT)
    make_unit("H99.2", "Ban Điều phối", level=UnitLevel.DIVISION, parent_id=department)
    for lines, document in (("03/01/2025; nghỉ", "CV 9"), ("02/01/2025; nghỉ", "CV 10")):
        with transaction():
            propose_change(
                days=read_change_lines(lines),
                document=document,
                reason="Lịch năm 2025",
                actor=get_actor("staff"),
            )
    return publisher


def units(page: Page, label: str) -> list[str]:
    return page.texts(f".//*[@aria-label='{label}']//tbody/tr/th")


def head(page: Page, label: str, text: str) -> str:
    """Return how a table is sorted by a column."""
    heads = page.all(f".//*[@aria-label='{label}']//thead//th[@scope='col']")
    found = next(each for each in heads if "".join(each.itertext()).strip() == text)
    return found.get("aria-sort", "none")


@pytest.mark.usefixtures("lists")
def test_the_units_of_a_published_list_stand_as_everybody_asks(browser: Browser) -> None:
    table = "Số liệu theo đơn vị"
    assert units(browser.get(PUBLIC), table) == [TWO, ONE]
    worst = browser.get(f"{PUBLIC}?xep-don-vi=-cham")
    assert units(worst, table) == [ONE, TWO]
    assert head(worst, table, "Chậm") == "descending"
    assert units(browser.get(f"{PUBLIC}?xep-don-vi=ty-le"), table) == [ONE, TWO]
    assert "s-maxage" in worst.headers["Cache-Control"], "it is the same for everybody"
    assert worst.links()["Chậm"] == f"{PUBLIC}?xep-don-vi=cham#don-vi"


@pytest.mark.usefixtures("lists")
def test_the_makers_of_a_list_sort_its_units_too(browser_as: BrowserAs) -> None:
    staff = browser_as(Role.OFFICE_STAFF, "vp")
    assert units(staff.get(STAFF), "Theo đơn vị") == [TWO, ONE]
    page = staff.get(f"{STAFF}?xep-don-vi=-qua-han")
    assert units(page, "Theo đơn vị") == [ONE, TWO]
    assert head(page, "Theo đơn vị", "Quá hạn") == "descending"
    heads = page.all(".//*[@aria-label='Theo đơn vị']//thead//th")
    cells = page.all(".//*[@aria-label='Theo đơn vị']//tbody/tr[1]/*")
    assert len(heads) == len(cells)


def test_every_column_of_the_public_table_has_its_head(app: Flask) -> None:
    with app.test_request_context("/"):
        keys = [column.key for column in public_unit_columns()]

    assert len(keys) == len(set(keys)) == 16


@pytest.mark.usefixtures("lists")
def test_units_are_searched_in_the_order_asked_for(browser: Browser) -> None:
    usual = units(browser.get("/don-vi"), "Đơn vị")
    assert units(browser.get("/don-vi?xep=ten"), "Đơn vị") == [
        "Ban Điều phối",
        "Sở Ấn loát",
        TWO,
        ONE,
    ]
    assert units(browser.get("/don-vi?xep=-ma"), "Đơn vị")[0] == "Ban Điều phối"
    assert units(browser.get("/don-vi?xep=thuoc"), "Đơn vị") == [
        "Ban Điều phối",
        *(name for name in usual if name != "Ban Điều phối"),
    ]
    page = browser.get("/don-vi?xep=cap-bac&tim=xa")
    assert "Xếp theo: Cấp (bỏ lọc)" in page.links()
    assert page.one(".//form[@role='search']//input[@name='xep']").get("value") == "cap-bac"


@pytest.mark.usefixtures("lists")
def test_changes_of_the_calendar_stand_newest_first_unless_asked(browser_as: BrowserAs) -> None:
    staff = browser_as(Role.OFFICE_STAFF, "vp")

    def numbers(query: str = "") -> list[str]:
        return units(staff.get(f"/lich/thay-doi{query}"), "Các thay đổi")

    assert numbers() == ["2", "1"]
    assert numbers("?xep=so") == ["1", "2"]
    assert numbers("?xep=-cac-ngay") == ["1", "2"]
    assert numbers("?xep=van-ban") == ["2", "1"]
    assert numbers("?xep=ban") == ["2", "1"], "those without a value stay as they are"
    assert head(staff.get("/lich/thay-doi"), "Các thay đổi", "Số") == "descending"


@pytest.mark.usefixtures("lists")
def test_the_rows_of_a_published_list_stand_as_everybody_asks(browser: Browser) -> None:
    def codes(query: str = "") -> list[str]:
        return units(browser.get(f"{PUBLIC}{query}"), "Hồ sơ trả chậm trong kỳ")

    usual = codes()
    assert len(usual) == 2
    assert codes("?xep-cham=ma") == sorted(usual)
    assert codes("?xep-cham=-ma") == sorted(usual, reverse=True)
    assert codes("?xep-qua-han=-ma") == usual, "each annex by itself"
    assert codes("?xep-cham=can-bo") == usual, "officers are not named here"
    page = browser.get(f"{PUBLIC}?xep-cham=-cham")
    assert head(page, "Hồ sơ trả chậm trong kỳ", "Chậm (ngày)") == "descending"
    assert "Cán bộ" not in "".join(page.texts(".//*[@aria-label]//thead//th"))
