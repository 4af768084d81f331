"""The responsibility matrix: every task, every unit, nothing hidden by a filter unsaid."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import pytest

from models.vocabulary import Role, Verdict
from tests.views.staff import counted_statements, demo  # noqa: F401 # a fixture
from tracker.wording.labels import label
from views.pages.bars import build_steps
from views.pages.marks import VERDICT_ICONS

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

KH142 = "/ma-tran?van-ban=kh142-2022&ky=2022-12"
PHU_THO = "/ma-tran?van-ban=MINH-HOA-2026&ky=2026-08"


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def rows(page: Page) -> list[Element]:
    return [row for row in page.all(".//table//tbody/tr") if row.get("class") != "matrix__group"]


def cells(page: Page, number: int) -> dict[str, str]:
    """Return what each column says in one row, by the column's head."""
    heads = [words(head) for head in page.all(".//th[@class='matrix__head']")]
    found = [words(cell) for cell in rows(page)[number - 1].findall("./td")]
    return {head: text for head, text in zip(heads, found, strict=True) if text}


class TestKeHoach142:
    @pytest.fixture
    def database(self, seeded: Settings) -> Settings:
        return seeded

    @pytest.fixture
    def staff(self, browser_as: BrowserAs) -> Browser:
        return browser_as(Role.OFFICE_STAFF)

    def test_all_21_rows_stand_in_the_sections_of_the_document(self, staff: Browser) -> None:
        page = staff.get(KH142)

        assert len(rows(page)) == 21
        assert page.texts(".//tr[@class='matrix__group']")[:2] == [
            "I. CÔNG KHAI, MINH BẠCH",
            "II. TIẾN ĐỘ, KẾT QUẢ GIẢI QUYẾT",
        ]

    @pytest.mark.parametrize("number", [6, 18])
    def test_joint_leads_both_lead(self, staff: Browser, number: int) -> None:
        leads = [
            head
            for head, text in cells(staff.get(KH142), number).items()
            if text.startswith("●Chủ trì")
        ]

        assert len(leads) == 2

    def test_full_names_head_the_columns(self, staff: Browser) -> None:
        assert "Phòng Thông tin - Báo chí - Xuất bản" in cells(staff.get(KH142), 6)

    def test_the_scored_indicator_without_a_lead_is_named(self, staff: Browser) -> None:
        page = staff.get(KH142)

        assert page.texts(".//ul[@class='gaps']/li") == [
            "766-3.6 Hồ sơ thanh toán trực tuyến (6 điểm)"
        ]

    def test_without_a_period_the_last_one_the_office_lived_in_is_shown(
        self, staff: Browser
    ) -> None:
        page = staff.get("/ma-tran?van-ban=kh142-2022")

        assert len(page.all(".//th[@class='matrix__head']")) == 8

    def test_a_period_after_the_office_ended_says_so(self, staff: Browser) -> None:
        page = staff.get("/ma-tran?van-ban=kh142-2022&ky=2026-08")

        assert "không có đơn vị nào được giao việc" in page.text
        assert len(rows(page)) == 21

    def test_before_an_evaluation_no_cell_claims_a_result(self, staff: Browser) -> None:
        page = staff.get(KH142)

        assert "Kỳ này chưa được đánh giá" in page.text
        assert all("Chưa đánh giá" in text for text in cells(page, 6).values())

    def test_a_search_without_marks_finds_unit_and_task_and_can_be_taken_away(
        self, staff: Browser
    ) -> None:
        page = staff.get(f"{KH142}&tim=buu+dien")

        assert page.texts(".//th[@class='matrix__head']") == ["Bưu điện tỉnh Gia Lai"]
        (chip,) = page.all(".//a[@class='chip']")
        assert "tim" not in chip.get("href", "")
        assert "ky=2022-12" in chip.get("href", "")

    def test_an_unreadable_period_is_refused_beside_its_field(self, staff: Browser) -> None:
        page = staff.get("/ma-tran?van-ban=kh142-2022&ky=thang-3")

        assert page.status == 422
        assert page.one(".//input[@id='f-ky']").get("aria-invalid") == "true"

    def test_an_unknown_document_is_not_there(self, staff: Browser) -> None:
        assert staff.get("/ma-tran?van-ban=khong-co").status == 404


class TestPhuTho:
    @pytest.fixture
    def database(self, demo: Settings) -> Settings:  # noqa: F811
        return demo

    @pytest.fixture
    def staff(self, browser_as: BrowserAs) -> Browser:
        return browser_as(Role.OFFICE_STAFF, "nguoi-xem")

    def test_with_more_units_than_tasks_the_units_are_the_rows(self, staff: Browser) -> None:
        page = staff.get(PHU_THO)

        assert len(rows(page)) == 163
        assert len(page.all(".//th[@class='matrix__head']")) == 12
        assert page.texts(".//tr[@class='matrix__group']") == ["Sở, ban, ngành", "Cấp xã"]

    def test_the_table_can_be_turned(self, staff: Browser) -> None:
        page = staff.get(f"{PHU_THO}&chieu=nhiem-vu")

        assert len(rows(page)) == 12
        assert len(page.all(".//th[@class='matrix__head']")) == 163

    def test_each_cell_leads_to_its_evidence(self, staff: Browser) -> None:
        page = staff.get(f"{PHU_THO}&tim=so+ngoai+vu&ket-qua=chua-dat")
        (cell,) = page.all(".//td[@class='mx mx--missed']/a")

        evidence = staff.get(cell.get("href", ""))

        assert evidence.texts(".//h1") == ["Sở Ngoại vụ"]
        assert "Mới đạt 0 % (0/2)" in evidence.text

    def test_tab_counts_follow_the_other_filters_and_equal_the_rows(self, staff: Browser) -> None:
        page = staff.get(f"{PHU_THO}&cap=so-nganh")
        tabs = {text.rsplit(" ", 1)[0]: text for text in page.texts(".//a[@class='tabs__link']")}
        missed = int(tabs[label(Verdict.MISSED)].rsplit(" ", 1)[1])

        shown = staff.get(f"{PHU_THO}&cap=so-nganh&ket-qua=chua-dat")

        assert missed == len(shown.all(".//td[@class='mx mx--missed']"))
        assert not shown.all(".//td[@class='mx mx--achieved']")

    def test_the_file_holds_the_cells_shown(self, staff: Browser) -> None:
        query = PHU_THO.partition("?")[2] + "&cap=so-nganh&ket-qua=chua-dat"
        page = staff.get(f"/ma-tran?{query}")
        answer = staff.get(f"/ma-tran.csv?{query}").response
        lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))

        assert len(lines) == len(page.all(".//td[@class='mx mx--missed']"))
        assert {line["Kết quả"] for line in lines} == {label(Verdict.MISSED)}

    def test_sample_data_is_marked(self, staff: Browser) -> None:
        assert "dữ liệu minh họa" in staff.get(PHU_THO).text

    def test_ten_and_a_hundred_units_cost_the_same_statements(self, staff: Browser) -> None:
        with counted_statements() as few:
            staff.get(f"{PHU_THO}&cap=so-nganh")
        with counted_statements() as many:
            staff.get(PHU_THO)

        assert len(few) == len(many)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        pytest.param(Role.PUBLIC, 302, id="public"),
        pytest.param(Role.UNIT_OFFICER, 200, id="officer"),
        pytest.param(Role.ADMINISTRATOR, 200, id="administrator"),
    ],
)
def test_who_may_read_the_matrix(browser_as: BrowserAs, role: Role, status: int) -> None:
    assert browser_as(role).get("/ma-tran").status == status


def test_before_any_document_the_page_says_what_to_do(browser_as: BrowserAs) -> None:
    assert "Chưa có văn bản" in browser_as(Role.OFFICE_STAFF).get("/ma-tran").text


def test_icons_are_those_of_the_template() -> None:
    from tracker.paths import TEMPLATES

    macro = (TEMPLATES / "macros" / "status.html").read_text(encoding="utf-8")

    assert all(f"'{name}': '{icon}'" in macro for name, icon in VERDICT_ICONS.items())


@pytest.mark.parametrize(
    "counts",
    [{"achieved": 1, "missed": 1, "no_data": 1}, {"missed": 7}, {"achieved": 999, "missed": 1}],
    ids=["thirds", "one", "a-sliver"],
)
def test_shares_of_a_bar_add_to_100(counts: dict[str, int]) -> None:
    steps = build_steps(counts)

    assert sum(step.width for step in steps) == 100
    assert [step.start for step in steps] == [
        sum(before.width for before in steps[:place]) for place in range(len(steps))
    ]
