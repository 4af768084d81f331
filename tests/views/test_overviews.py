"""The overview by level: units of a level side by side, summed by parts, never by colour alone."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from models import Directive, UnitSuccession, User, db
from models.vocabulary import Language, Role, SuccessionKind, UnitLevel
from tests.factories import (
    make_batch,
    make_directive,
    make_dossier,
    make_figure,
    make_indicator,
    make_procedure,
    make_source,
    make_task,
    make_unit,
)
from tests.remembered import add_actor, remembered
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.runtime import speaking
from views.pages.overview_cells import signed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page
    from tracker.config import Settings

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
MARCH, FEBRUARY, AFTER = "2025-03", "2025-02", "2025-08"


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def lines(page: Page) -> dict[str, list[str]]:
    """Return what each row of the table says, by its head; the head of a group has no cells."""
    found = {}
    for row in page.all(".//table[@class='matrix matrix--heat']//tbody/tr"):
        head, *cells = row
        if cells:
            found[words(head)] = [words(cell) for cell in cells]
    return found


def address(path: str = "/tong-quan", **query: str) -> str:
    return f"{path}?{urlencode({name.replace('_', '-'): value for name, value in query.items()})}"


def read_csv(browser: Browser, **query: str) -> tuple[list[str], list[dict[str, str]]]:
    """Return what stands above the columns, and the rows."""
    answer = browser.get(address("/tong-quan.csv", **query)).response
    every = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    header = every[3]
    return [row[0] for row in every[:3]], [dict(zip(header, row, strict=True)) for row in every[4:]]


class World:
    """A province with two departments and a district, which ended; its communes went on."""

    def __init__(self) -> None:
        self.province = make_unit("P", "UBND tỉnh Mẫu", level=UnitLevel.PROVINCE)
        department = {"level": UnitLevel.DEPARTMENT, "parent_id": self.province}
        self.first = make_unit("S1", "Sở Đất đai", **department)  # type: ignore[arg-type]
        self.second = make_unit("S2", "Sở Ân xá", **department)  # type: ignore[arg-type]
        self.division = make_unit(
            "S1.1", "Phòng Một", level=UnitLevel.DIVISION, parent_id=self.first
        )
        self.district = make_unit(
            "H", "UBND huyện Cũ", level=UnitLevel.DISTRICT, parent_id=self.province, valid_to=LAST
        )
        self.old = [
            make_unit(f"X{place}", name, parent_id=self.district, valid_to=LAST)
            for place, name in enumerate(("UBND xã Xốp", "UBND xã Đăk", "UBND xã Ân"), start=1)
        ]
        self.new = make_unit("M", "UBND xã Mới", parent_id=self.province, valid_from=FIRST)
        for old in self.old:
            db.session.add(
                UnitSuccession(
                    predecessor_id=old,
                    successor_id=self.new,
                    effective_on=FIRST,
                    kind=SuccessionKind.MERGED,
                    document="NQ 01",
                )
            )
        db.session.commit()


class Judged(World):
    """The same with a document: a target all units lead, and one only the departments lead."""

    def __init__(self) -> None:
        super().__init__()
        self.indicator = make_indicator("T.1", "Tỷ lệ đúng hạn")
        other = make_indicator("T.2", "Tỷ lệ số hóa")
        self.directive = make_directive("01/KH", self.province)
        db.session.get_one(Directive, self.directive).code = "KH-01"
        db.session.commit()
        leads = (self.first, self.second, self.district, *self.old, self.new)
        make_task(self.directive, indicator_id=self.indicator, leads=leads, target=(">=", "90"))
        make_task(
            self.directive, indicator_id=other, leads=(self.first, self.second), target=(">=", "50")
        )
        for unit_id, numerator, denominator in (
            (self.first, 99, 100),
            (self.second, 80, 100),
            (self.district, 1, 2),
            (self.old[0], 95, 100),
            (self.old[1], 1, 2),
        ):
            make_figure(self.indicator, unit_id, MARCH, numerator, denominator)
        make_figure(self.indicator, self.second, FEBRUARY, 85, 100)
        make_figure(other, self.first, MARCH, 0, 0)
        for period in (FEBRUARY, MARCH):
            run_evaluation(period=period, directive=None, actor=get_actor(SYSTEM_USERNAME))


@remembered
def judged(database: Settings, on_day: OnDay) -> Judged:
    on_day(date(2025, 9, 1))
    return Judged()


@pytest.fixture
def staff(judged: Judged, browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


def test_what_is_kept_for_one_is_not_shown_after_a_write_nor_to_another_unit(
    judged: Judged, staff: Browser, log_in_as: LogInAs
) -> None:
    people = [
        add_actor(f"truong-{unit_id}", Role.DEPARTMENT_HEAD, unit_id)
        for unit_id in (judged.first, judged.second)
    ]
    heads = [log_in_as(actor.username).get(address(ky=MARCH)) for actor in people]
    before = lines(staff.get(address(ky=MARCH)))
    with counted_statements() as again:
        assert lines(staff.get(address(ky=MARCH))) == before
    make_figure(judged.indicator, judged.first, MARCH, 50, 100, as_of=date(2025, 5, 1))
    run_evaluation(period=MARCH, directive=None, actor=get_actor(SYSTEM_USERNAME))

    assert [page.texts(".//h1") for page in heads] == [
        ["Tổng quan: Sở Đất đai"],
        ["Tổng quan: Sở Ân xá"],
    ]
    assert not [text for text in again if "evaluation" in text]
    assert lines(staff.get(address(ky=MARCH))) != before


def test_a_file_asked_for_first_leaves_the_links_of_the_page_as_they_are(staff: Browser) -> None:
    staff.get(address(ky=MARCH).replace("/tong-quan", "/tong-quan.csv"))
    links = [link.get("href", "") for link in staff.get(address(ky=MARCH)).all(".//thead//a")]

    assert [link for link in links if link.startswith("/tong-quan?")]
    assert not [link for link in links if link.startswith("/tong-quan.csv")]


class TestLevels:
    def test_a_province_shows_what_stands_right_under_it(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH))

        assert page.texts(".//h1") == ["Tổng quan: UBND tỉnh Mẫu"]
        names = [name for name in lines(page) if not name.startswith("Cộng")]
        assert names == ["Sở Ân xá", "Sở Đất đai", "UBND huyện Cũ"]

    def test_a_district_shows_its_communes_and_leads_back(self, staff: Browser) -> None:
        page = staff.get(staff.get(address(ky=MARCH)).links()["UBND huyện Cũ"])

        assert list(lines(page)) == [
            "UBND huyện Cũ", "Cộng 3 đơn vị: Cấp xã", "UBND xã Ân", "UBND xã Đăk", "UBND xã Xốp"
        ]  # fmt: skip
        (crumb,) = page.all(".//nav[@class='crumbs no-print']//a")
        assert staff.get(crumb.get("href", "")).texts(".//h1") == ["Tổng quan: UBND tỉnh Mẫu"]

    def test_after_the_districts_ended_communes_stand_under_the_province(
        self, staff: Browser
    ) -> None:
        page = staff.get(address(ky=AFTER))

        names = [name for name in lines(page) if not name.startswith("Cộng")]
        assert names == ["Sở Ân xá", "Sở Đất đai", "UBND xã Mới"]

    def test_a_commune_that_was_merged_is_its_heir_after_that_day(self, staff: Browser) -> None:
        page = staff.get(address(ky=AFTER, don_vi="X1"))

        assert page.texts(".//h1") == ["Tổng quan: UBND xã Mới"]

    def test_a_district_that_ended_is_refused_beside_its_field(self, staff: Browser) -> None:
        page = staff.get(address(ky=AFTER, don_vi="H"))

        assert page.status == 422
        assert page.one(".//input[@id='f-don-vi']").get("aria-invalid") == "true"
        assert page.one(".//input[@id='f-don-vi']").get("value") == "H"

    def test_every_commune_of_a_province_in_one_table(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, cap="xa"))

        assert [name for name in lines(page) if name.startswith("UBND")] == [
            f"UBND xã {name} UBND huyện Cũ" for name in ("Ân", "Đăk", "Xốp")
        ], "each with the district it belongs to"

    def test_a_commune_shows_its_own_targets_beside_those_of_its_district(
        self, staff: Browser
    ) -> None:
        page = staff.get(address(ky=MARCH, don_vi="X2"))

        (row,) = page.all(".//table//tbody/tr")
        assert "50,00 % (1/2)" in words(row)
        assert "thiếu 1" in words(row)
        assert "94,11 % (96/102)" in words(row), "parts of the communes, not the mean of 95 and 50"

    def test_a_department_shows_its_own_targets_where_its_divisions_lead_none(
        self, staff: Browser
    ) -> None:
        page = staff.get(address(ky=MARCH, don_vi="S1"))

        assert len(page.all(".//table//tbody/tr")) == 2
        assert page.texts(".//a[@class='tabs__link']")[2:] == [
            "Trực thuộc 1", "Phòng, đơn vị trực thuộc 1"
        ]  # fmt: skip


class TestTable:
    def test_a_total_sums_parts_and_names_who_missed_under_it(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, don_vi="H"))

        total = lines(page)["Cộng 3 đơn vị: Cấp xã"][1]
        assert total.startswith("94,11 % 96/102 Đạt")
        assert "1/2 đơn vị đạt" in total
        (hidden,) = page.texts(".//ul[@class='heat-members']/li")
        assert hidden.endswith("(Cấp xã): UBND xã Đăk")

    def test_a_unit_is_never_summed_with_those_under_it(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, cap="tat-ca"))

        total = lines(page)["Cộng 6 đơn vị: Tất cả đơn vị bên dưới"][1]
        assert "275/302" in total, "the district's 1/2 is not in it"
        assert any(
            text.endswith("UBND huyện Cũ") for text in page.texts(".//ul[@class='heat-members']/li")
        )

    def test_change_against_the_period_before(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH))

        assert lines(page)["Sở Ân xá"][1].endswith("−5")
        assert "chưa được đánh giá nên chưa có thay đổi" not in page.text

    def test_without_a_period_before_the_page_says_so(self, staff: Browser) -> None:
        assert "chưa được đánh giá nên chưa có thay đổi" in staff.get(address(ky=FEBRUARY)).text

    def test_every_colour_has_a_word_and_an_icon(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, cap="tat-ca"))
        cells = [
            cell
            for cell in page.all(".//td[@class]")
            if set(cell.get("class", "").split()) & {"heat--achieved", "heat--missed"}
        ]

        assert cells
        for cell in cells:
            assert cell.findall(".//i"), words(cell)
            assert cell.findall(".//span[@class='heat__word']"), words(cell)

    def test_how_far_a_miss_is_is_told_beside_its_colour(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH))

        cells = lines(page)
        assert "Chưa đạt ▾▾" in cells["Sở Ân xá"][1], "10 points away"
        assert "Chưa đạt ▾▾▾" in cells["UBND huyện Cũ"][1], "40 points away"
        limits = " ".join(page.texts(".//ul[@class='legend__limits']/li"))
        assert "từ 5 đến dưới 20 điểm phần trăm" in limits

    def test_a_cell_opens_its_evidence(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH))
        (cell, *_) = page.all(".//td[@class='heat heat--missed heat--short']/a")

        assert "Mới đạt 80,00 % (80/100)" in staff.get(cell.get("href", "")).text

    def test_columns_no_unit_leads_are_left_out(self, staff: Browser) -> None:
        departments = staff.get(address(ky=MARCH))
        communes = staff.get(address(ky=MARCH, don_vi="H"))

        assert len(departments.all(".//th[@class='heat-head']")) == 3
        assert len(communes.all(".//th[@class='heat-head']")) == 2

    @pytest.mark.parametrize(
        ("order", "names", "aria"),
        [
            pytest.param("nv1", ["UBND xã Đăk", "UBND xã Xốp", "UBND xã Ân"], "ascending", id="up"),
            pytest.param(
                "-nv1", ["UBND xã Xốp", "UBND xã Đăk", "UBND xã Ân"], "descending", id="down"
            ),
            pytest.param(
                "-don-vi", ["UBND xã Xốp", "UBND xã Đăk", "UBND xã Ân"], "descending", id="names"
            ),
            pytest.param(
                "khong-co", ["UBND xã Ân", "UBND xã Đăk", "UBND xã Xốp"], "", id="unknown"
            ),
        ],
    )
    def test_sorting_by_a_column(
        self, staff: Browser, order: str, names: list[str], aria: str
    ) -> None:
        page = staff.get(address(ky=MARCH, don_vi="H", cap="xa", xep=order))

        assert [name for name in lines(page) if name.startswith("UBND")] == names
        heads = [head.get("aria-sort", "") for head in page.all(".//thead//th")]
        assert heads.count(aria) == (1 if aria else len(heads))

    def test_a_head_sorts_by_its_column_and_keeps_the_rest_of_the_address(
        self, staff: Browser
    ) -> None:
        page = staff.get(address(ky=MARCH, don_vi="H"))
        (head,) = [link for link in page.all(".//thead//th/a") if words(link) == "Nhiệm vụ 1"]

        query = parse_qs(urlsplit(head.get("href", "")).query)
        assert query == {"ky": [MARCH], "don-vi": ["H"], "xep": ["nv1"]}


class TestFilters:
    def test_a_search_folds_marks_and_stroked_d(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, don_vi="H", tim="dak"))

        assert list(lines(page)) == ["UBND xã Đăk"]
        (chip,) = page.all(".//a[@class='chip']")
        assert "tim" not in parse_qs(urlsplit(chip.get("href", "")).query)

    def test_a_result_leaves_only_its_cells_and_no_sums(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, ket_qua="chua-dat"))
        everything = staff.get(address(ky=MARCH))

        tabs = everything.texts(".//a[@class='tabs__link']")
        missed = next(text for text in tabs if text.startswith("Chưa đạt"))
        cells = [text for line in lines(page).values() for text in line[1:] if text]
        assert missed == f"Chưa đạt {len(cells)}"
        assert all("Chưa đạt" in text for text in cells)
        assert not any(name.startswith("Cộng") for name in lines(page))
        assert "không có hàng cộng" in page.text

    def test_nothing_found_says_what_to_do(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, tim="khong-co-dau"))

        assert "Hãy bỏ một bộ lọc" in page.text

    def test_tab_counts_follow_the_search(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, tim="dat dai"))

        assert page.texts(".//a[@class='tabs__link']")[2] == "Trực thuộc 1"

    def test_units_that_lead_nothing_are_named_apart(self, staff: Browser) -> None:
        page = staff.get(address(ky=MARCH, cap="tat-ca"))

        assert "1 đơn vị không chủ trì chỉ tiêu nào" in page.text


class TestFiles:
    QUERY = {"ky": MARCH, "don_vi": "H", "tim": "xa", "xep": "nv1"}  # noqa: RUF012 # read only

    def test_a_csv_file_has_the_rows_order_and_filters_of_the_page(self, staff: Browser) -> None:
        page = staff.get(address(**self.QUERY))
        above, rows = read_csv(staff, **self.QUERY)

        assert [row["Đơn vị"] for row in rows] == list(lines(page))
        assert above[0] == "Tổng quan theo cấp: UBND huyện Cũ, 01/KH, tháng 3 năm 2025"
        assert above[1] == "Bộ lọc: Tìm: xa; xếp theo 1 Nhiệm vụ 1"
        assert above[2].startswith("Xuất lúc ")
        assert "01/09/2025" in above[2]

    def test_parts_stand_apart_in_a_file(self, staff: Browser) -> None:
        _above, rows = read_csv(staff, ky=MARCH, don_vi="H")
        total = next(row for row in rows if row["Đơn vị"].startswith("Cộng"))

        name = "1. Nhiệm vụ 1 (tối thiểu 90 %)"
        assert [total[f"{name}: {part}"] for part in ("kết quả", "tử số", "mẫu số")] == [
            "94,11", "96", "102"
        ]  # fmt: skip

    def test_a_workbook_says_the_same(self, staff: Browser) -> None:
        answer = staff.get(address("/tong-quan.xlsx", **self.QUERY)).response

        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            text = book.read("xl/sharedStrings.xml").decode()
        for part in ("UBND xã Đăk", "Bộ lọc: Tìm: xa", "từ 5 đến dưới 20 điểm phần trăm"):
            assert part in text

    def test_the_file_of_one_unit_holds_its_targets(self, staff: Browser) -> None:
        _above, (row,) = read_csv(staff, ky=MARCH, don_vi="X2")

        assert (row["Tử số"], row["Mẫu số"], row["Đánh giá"]) == ("1", "2", "Chưa đạt")

    def test_no_file_of_an_address_that_cannot_be_read(self, staff: Browser) -> None:
        assert staff.get(address("/tong-quan.csv", ky="thang-3")).status == 422


class Month(World):
    """March 2025: the division has a late dossier, the district one too, a commune is overdue."""

    def __init__(self) -> None:
        super().__init__()
        self.batch = make_batch(make_source("one-stop"), as_of=date(2025, 4, 10))
        self.procedure = make_procedure()
        self.add(self.first, date(2025, 3, 10))
        self.add(self.division, date(2025, 3, 20))
        self.add(self.district, date(2025, 3, 25))
        self.add(self.old[0], date(2025, 3, 14))
        self.add(self.old[1], None)

    def add(self, unit_id: int, finished_on: date | None) -> None:
        make_dossier(
            unit_id=unit_id,
            batch_id=self.batch,
            procedure_id=self.procedure,
            received_on=date(2025, 3, 3),
            due_on=date(2025, 3, 14),
            finished_on=finished_on,
        )


class TestDossiers:
    @pytest.fixture
    def month(self, database: Settings, on_day: OnDay) -> Month:
        on_day(date(2025, 4, 15))
        return Month()

    @pytest.fixture
    def office(self, month: Month, browser_as: BrowserAs) -> Browser:
        return browser_as(Role.OFFICE_STAFF)

    def page(self, browser: Browser, **query: str) -> Page:
        return browser.get(address(che_do="ho-so", ky=MARCH, **query))

    def test_each_dossier_stands_in_one_row_and_sums_count_it_once(self, office: Browser) -> None:
        rows = lines(self.page(office, don_vi="P"))

        assert rows["Sở Đất đai"][0] == "1", "its division's stands in its row"
        assert rows["UBND huyện Cũ"][0].startswith("1"), "without its communes"
        every = rows["Cộng: UBND tỉnh Mẫu và mọi đơn vị bên dưới"]
        assert [text.split()[0] for text in every[:2]] == ["2", "1"]

    def test_both_on_time_rates_stand_apart_with_their_parts(self, office: Browser) -> None:
        rows = lines(self.page(office, don_vi="P"))

        every = rows["Cộng: UBND tỉnh Mẫu và mọi đơn vị bên dưới"]
        assert every[2].startswith("50,00 % 2/4")
        assert every[3].startswith("40,00 % 2/5")

    def test_explanations_and_apologies_of_late_dossiers(self, office: Browser) -> None:
        rows = lines(self.page(office, don_vi="P"))

        assert rows["Sở Đất đai"][4].startswith("0 % 0/1")
        assert rows["Sở Đất đai"][5].startswith("0 % 0/1")

    def test_divisions_stand_apart_under_their_department(self, office: Browser) -> None:
        rows = lines(self.page(office, don_vi="S1"))

        assert rows["Sở Đất đai"][0] == "0"
        assert rows["Phòng Một"][0] == "1"
        assert rows["Cộng: Sở Đất đai và mọi đơn vị bên dưới"][0] == "1"

    def test_a_count_opens_exactly_its_dossiers(self, office: Browser) -> None:
        page = self.page(office, don_vi="P")
        doors = [link.get("href", "") for link in page.all(".//td[@class='heat heat--count']/a")]

        assert doors
        for door in doors:
            assert len(office.get(door).all(".//table//tbody/tr")) == 1, door

    def test_the_desk_of_an_heir_counts_what_its_predecessors_left(
        self, month: Month, on_day: OnDay, make_user: MakeUser, log_in_as: LogInAs
    ) -> None:
        on_day(date(2025, 8, 1))
        make_user("truong", Role.DEPARTMENT_HEAD)
        db.session.query(User).filter_by(username="truong").one().unit_id = month.old[1]
        db.session.commit()

        page = log_in_as("truong").get("/viec-cua-toi")

        assert "Hồ sơ, tháng 3 năm 2025" in page.text, "the newest month with data"
        numbers = page.texts(".//li[@class='figure']/span[@class='figure__number']")
        assert numbers[1].startswith("1"), "open and overdue, named after the commune that ended"
        assert not page.all(".//li[@class='figure']//a"), "no listing has just these"

    def test_dossiers_of_units_that_were_merged_stand_with_their_heir(
        self, office: Browser, month: Month
    ) -> None:
        page = office.get(address(che_do="ho-so", ky=AFTER, don_vi="P"))

        assert lines(page)["UBND xã Mới"][1] == "1 ="
        table = ".//table[@class='matrix matrix--heat']"
        assert not page.all(f"{table}//td//a"), "no listing has just these"

    def test_data_that_end_before_the_month_change_the_headline(self, office: Browser) -> None:
        page = office.get(address(che_do="ho-so", ky="2025-04", don_vi="P"))
        later = office.get(address(che_do="ho-so", ky="2025-05", don_vi="P"))

        assert "Số liệu hồ sơ mới đến ngày 10/04/2025" in page.text
        assert "chưa có số liệu hồ sơ" in later.text

    def test_a_month_that_cannot_be_read_is_refused_beside_its_field(self, office: Browser) -> None:
        page = office.get(address(che_do="ho-so", ky="2025-Q1"))

        assert page.status == 422
        assert page.one(".//input[@id='f-ky']").get("aria-invalid") == "true"

    def test_a_person_of_a_unit_sees_the_own_unit_only(
        self, month: Month, make_user: MakeUser, log_in_as: LogInAs
    ) -> None:
        make_user("truong", Role.DEPARTMENT_HEAD)
        person = db.session.query(User).filter_by(username="truong").one()
        person.unit_id = month.first
        db.session.commit()
        head = log_in_as("truong")

        own = self.page(head)
        above = self.page(head, don_vi="P")
        other = self.page(head, don_vi="H")

        assert own.texts(".//h1") == ["Tổng quan: Sở Đất đai"]
        assert [name for name in lines(above) if not name.startswith("Cộng")] == ["Sở Đất đai"]
        assert lines(above)["Cộng: UBND tỉnh Mẫu và mọi đơn vị bên dưới"][0] == "1"
        assert lines(other) == {}
        assert (
            head.get(address("/tong-quan.csv", che_do="ho-so", ky=MARCH, don_vi="H")).status == 200
        )

    def test_the_file_says_what_the_page_says(self, office: Browser) -> None:
        above, rows = read_csv(office, che_do="ho-so", ky=MARCH, don_vi="P")

        assert [row["Đơn vị"] for row in rows] == list(lines(self.page(office, don_vi="P")))
        assert above[0].endswith("hồ sơ chậm, quá hạn, tháng 3 năm 2025")


class TestPhuTho:
    QUERY = {"van_ban": "MINH-HOA-2026", "ky": "2026-08"}  # noqa: RUF012 # read only

    @pytest.fixture
    def database(self, demo: Settings) -> Settings:
        return demo

    @pytest.fixture
    def staff(self, browser_as: BrowserAs) -> Browser:
        return browser_as(Role.OFFICE_STAFF, "nguoi-xem")

    def test_163_units_stand_side_by_side_in_vietnamese_order(self, staff: Browser) -> None:
        names = [name for name in lines(staff.get(address(**self.QUERY))) if name[:4] != "Cộng"]

        assert len(names) == 163
        assert names.index("Sở Dân Tộc và Tôn Giáo") < names.index("Sở Giáo dục và Đào tạo")

    def test_ten_and_a_hundred_units_cost_the_same_statements(self, staff: Browser) -> None:
        with counted_statements() as few:
            staff.get(address(**self.QUERY, cap="so-nganh"))
        with counted_statements() as many:
            staff.get(address(**self.QUERY))

        assert len(few) == len(many)

    def test_months_of_dossiers_cost_the_same_statements(self, staff: Browser) -> None:
        with counted_statements() as few:
            staff.get(address(che_do="ho-so", ky="2024-03", don_vi="615"))
        with counted_statements() as many:
            staff.get(address(che_do="ho-so", ky="2024-03", cap="tat-ca"))

        assert len(few) == len(many)

    def test_the_sample_is_marked(self, staff: Browser) -> None:
        assert "dữ liệu minh họa" in staff.get(address(**self.QUERY)).text
        assert "dữ liệu minh họa" in staff.get(address(che_do="ho-so", ky="2024-03")).text


@pytest.mark.parametrize(
    ("role", "status"),
    [
        pytest.param(Role.PUBLIC, 302, id="public"),
        pytest.param(Role.UNIT_OFFICER, 200, id="officer"),
        pytest.param(Role.ADMINISTRATOR, 200, id="administrator"),
    ],
)
def test_who_may_read_the_overview(browser_as: BrowserAs, role: Role, status: int) -> None:
    browser = browser_as(role)

    assert browser.get("/tong-quan").status == status
    assert browser.get(address(che_do="ho-so")).status == status


def test_before_any_document_the_page_says_what_to_do(browser_as: BrowserAs) -> None:
    assert "Chưa có văn bản" in browser_as(Role.OFFICE_STAFF).get("/tong-quan").text


@pytest.mark.parametrize(
    ("language", "text"), [(Language.VIETNAMESE, "+11,5"), (Language.ENGLISH, "+11.5")]
)
def test_a_change_is_written_by_the_signs_of_the_readers_language(
    language: Language, text: str
) -> None:
    with speaking(language):
        assert signed(Decimal("11.50")) == text
