"""The matrix is built once for each state of the database and each kind of reader, never mixed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from models.vocabulary import Role, UnitLevel
from tests.assignment_office import TODAY, Office, make_office
from tests.factories import make_directive, make_task, make_unit
from tests.remembered import add_actor, remembered
from tracker.services.assignment_disputes import keep_assignment
from tracker.transaction import transaction
from views.pages import matrix_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import OnDay
    from tests.views.pages import Browser, LogInAs, Page
    from tracker.config import Settings

pytestmark = pytest.mark.one_database

HERE = "/ma-tran?van-ban=kh12"
CONTESTED = "Từ chối tiếp nhận, đang xem xét"


@remembered
def office(database: Settings, on_day: OnDay) -> Office:
    on_day(TODAY)
    return make_office(database)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were built, each by what was loaded for it."""
    found: list[str] = []

    def noted(name: str) -> Callable[..., Any]:
        make = getattr(matrix_page, name)

        def call(*given: Any) -> Any:
            found.append(name)
            return make(*given)

        return call

    for name in ("_load_basis", "_build"):
        monkeypatch.setattr(matrix_page, name, noted(name))
    return found


def cells(page: Page) -> list[str]:
    found = page.all(".//table//td/a")
    return [" ".join("".join(cell.itertext()).split()) for cell in found]


def test_it_is_built_once_for_a_role_and_language_and_again_after_a_write(
    office: Office,
    staff: Browser,
    head: Browser,
    built: list[str],
    log_in_as: LogInAs,
    on_day: OnDay,
) -> None:
    once = ["_load_basis", "_build"]

    def costs(browser: Browser, address: str = HERE, **more: Any) -> list[str]:
        built.clear()
        assert browser.get(address, **more).status == 200
        return list(built)

    assert costs(staff) == once
    log_in_as(office.staff_2.username)  # who comes and goes changes nothing
    assert costs(staff) == []
    assert costs(staff, f"{HERE}&o=1.S1") == []
    assert costs(staff, f"{HERE}&tim=hai") == ["_build"]
    assert costs(staff, environ_overrides={"SCRIPT_NAME": "/tinh"}) == once
    assert costs(head) == once, "of another role"
    assert costs(log_in_as(office.second_head.username)) == [], "of the same, of another unit"
    staff.post("/ngon-ngu", {"language": "en"})
    assert costs(staff) == once, "in another language"
    office.refuse()
    assert costs(head) == once, "after a write"
    on_day(TODAY + timedelta(1))
    assert costs(log_in_as(office.head.username)) == once, "on another day"


def test_without_a_document_each_unit_gets_that_of_its_own_place(
    office: Office, head: Browser, log_in_as: LogInAs
) -> None:
    elsewhere = make_unit("U", "Tỉnh Khác", level=UnitLevel.PROVINCE)
    theirs = make_unit("U1", "Sở Khác", level=UnitLevel.DEPARTMENT, parent_id=elsewhere)
    make_task(make_directive("99/KH", elsewhere), leads=(theirs,))
    other = log_in_as(add_actor("truong-khac", Role.DEPARTMENT_HEAD, theirs).username)

    assert "12/KH" in head.get("/ma-tran").one(".//title").text  # type: ignore[operator]
    assert "99/KH" in other.get("/ma-tran").one(".//title").text  # type: ignore[operator]


def test_a_cell_that_was_open_for_one_is_not_opened_by_the_links_of_another(
    office: Office, staff: Browser
) -> None:
    staff.get(f"{HERE}&tim=so&o=1.S1")
    page = staff.get(f"{HERE}&tim=so")

    links = [*page.all(".//a[@class='chip']"), *page.all(".//a[@class='tabs__link']")]
    assert len(links) > 1
    assert not [link.get("href") for link in links if "o=" in (link.get("href") or "")]


class TestRefused:
    @pytest.fixture(autouse=True)
    def _refused(self, office: Office) -> None:
        self.dispute_id = office.refuse()

    def test_a_refused_part_says_so_in_words_and_by_an_icon_to_everybody(
        self, office: Office, staff: Browser, log_in_as: LogInAs
    ) -> None:
        for browser in (staff, log_in_as(office.second_head.username)):
            page = browser.get(HERE)
            assert [CONTESTED in text for text in cells(page)].count(True) == 1
            (icon,) = page.all(".//table//td/a/i")
            assert icon.get("class") == "bi bi-chat-square-text"
            assert f"{CONTESTED} (1)" in page.text

    def test_it_can_be_filtered_and_the_evidence_tells_it(self, staff: Browser) -> None:
        page = staff.get(f"{HERE}&tiep-nhan=dang-xem-xet&o=1.S1")

        assert len(cells(page)) == 1
        assert len(page.all(".//a[@class='chip']")) == 1
        side = page.one(".//section[@class='cell-evidence']")
        assert "Đang xem xét" in "".join(side.itertext())

    def test_the_files_tell_it(self, staff: Browser) -> None:
        query = HERE.partition("?")[2]
        text = staff.get(f"/ma-tran.csv?{query}").response.data.decode("utf-8-sig")
        lines = list(csv.DictReader(text.splitlines()[3:]))
        book = load_workbook(io.BytesIO(staff.get(f"/ma-tran.xlsx?{query}").response.data))
        grid = [str(cell.value) for row in book.worksheets[0].iter_rows(min_row=3) for cell in row]

        assert [line["Mã đơn vị"] for line in lines if line["Trả lời của đơn vị"] == CONTESTED] == [
            "S1"
        ]
        assert len(lines) == 4
        assert sum(CONTESTED in text for text in grid) == 1

    def test_a_decision_takes_the_mark_and_the_filter_away(
        self, office: Office, staff: Browser
    ) -> None:
        assert CONTESTED in staff.get(HERE).text
        with transaction():
            keep_assignment(
                dispute_id=self.dispute_id, decision="Đúng chức năng", actor=office.approver
            )

        page = staff.get(HERE)

        assert CONTESTED not in page.text
        assert not page.all(".//select[@id='f-tiep-nhan']")
