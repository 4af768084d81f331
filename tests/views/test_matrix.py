"""The responsibility matrix: every task, every unit, nothing hidden by a filter unsaid."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from models import Evaluation, Unit, db
from models.vocabulary import Role, Verdict
from tests.views.staff import counted_statements
from tracker.paths import STATIC, TEMPLATES
from tracker.queries.accounts import get_actor
from tracker.services.audit import record_audit
from tracker.transaction import transaction
from tracker.wording.labels import label
from views.pages.bars import build_steps
from views.pages.marks import VERDICT_ICONS

if TYPE_CHECKING:
    from tests.views.pages import Browser, BrowserAs, LogInAs, Page
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
    def database(self, demo: Settings) -> Settings:
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

    def test_each_cell_opens_its_evidence_beside_the_table_with_the_filters_kept(
        self, staff: Browser
    ) -> None:
        page = staff.get(f"{PHU_THO}&tim=so+ngoai+vu&ket-qua=chua-dat")
        (cell,) = page.all(".//td[@class='mx mx--missed']/a")

        opened = staff.get(cell.get("href", "").partition("#")[0])

        side = opened.one(".//section[@class='cell-evidence']")
        assert "Sở Ngoại vụ" in words(side)
        assert "Mới đạt 0 % (0/2)" in words(side)
        (chosen,) = opened.all(".//td[@class='mx mx--missed']/a[@aria-current='true']")
        assert chosen.get("id") == cell.get("href", "").partition("#")[2]
        assert len(opened.all(".//a[@class='chip']")) == 2
        closed = staff.get(side.find("./p/a").get("href", ""))  # type: ignore[union-attr]
        assert not closed.all(".//section[@class='cell-evidence']")
        assert rows(closed)[0].find("./td/a").get("href") == cell.get("href")  # type: ignore[union-attr]

    def test_the_evidence_alone_is_what_the_page_shows_of_it(self, staff: Browser) -> None:
        query = PHU_THO.partition("?")[2] + "&o=4.H44.13"

        whole = staff.client.get(f"/ma-tran?{query}").get_data(as_text=True)
        alone = staff.client.get(f"/ma-tran/o?{query}").get_data(as_text=True)

        assert "cell-evidence" in alone
        assert alone.strip() in whole
        assert staff.get(f"/ma-tran/o?{query}x").status == 404
        assert staff.get("/ma-tran/o").status == 404

    def test_the_full_page_is_one_link_away(self, staff: Browser) -> None:
        page = staff.get(f"{PHU_THO}&o=4.H44.13")
        (link,) = [
            link
            for link in page.all(".//section[@class='cell-evidence']//a")
            if words(link).startswith("Mở trang đầy đủ")
        ]

        assert staff.get(link.get("href", "")).status == 200

    def test_a_unit_is_found_by_the_name_of_one_merged_into_it(self, staff: Browser) -> None:
        page = staff.get("/ma-tran?van-ban=pl2024&ky=2026-08&chieu=don-vi&tim=ubnd+tt.+plei+kan")

        assert page.texts(".//th[@class='matrix__row']") == ["UBND xã Bờ Y"]

    def test_part_group_and_section_are_filters_with_their_chips(self, staff: Browser) -> None:
        page = staff.get(f"{PHU_THO}&vai-tro=phoi-hop")
        shown = [words(cell) for cell in page.all(".//td/a")]
        (group,) = [
            option.get("value", "")
            for option in page.all(".//select[@id='f-nhom']/option")
            if "xã" in (option.get("value") or "")
        ]

        grouped = staff.get(f"/ma-tran?{urlencode({'nhom': group})}&{PHU_THO.partition('?')[2]}")

        assert all(text.startswith("○") for text in shown)
        assert grouped.texts(".//tr[@class='matrix__group']") == ["Cấp xã"]
        assert len(grouped.all(".//a[@class='chip']")) == 1

    def test_the_head_of_a_unit_lands_on_a_document_of_their_own_province(
        self, log_in_as: LogInAs
    ) -> None:
        page = log_in_as("thutruong").get("/ma-tran")

        assert page.one(".//select[@id='f-van-ban']/option[@selected]").get("value") == (
            "MINH-HOA-2026"
        )

    def test_for_paper_a_wide_table_is_split_into_sheets_each_with_its_heads(
        self, staff: Browser
    ) -> None:
        page = staff.get(f"{PHU_THO}&chieu=nhiem-vu&ban-in=1")

        tables = page.all(".//table")
        heads = [len(table.findall(".//th[@class='matrix__head']")) for table in tables]
        assert sum(heads) == 163
        assert max(heads) <= 28
        assert all(len(table.findall(".//th[@class='matrix__row']")) == 12 for table in tables)

    def test_what_is_kept_for_one_role_is_not_shown_to_another(
        self, staff: Browser, browser_as: BrowserAs
    ) -> None:
        form = ".//form[@action='/danh-gia']"
        assert staff.get(PHU_THO).all(form)

        assert not browser_as(Role.UNIT_OFFICER, "can-bo").get(PHU_THO).all(form)

    def test_what_was_evaluated_meanwhile_is_shown_at_once(
        self,
        staff: Browser,
        demo: Settings,
    ) -> None:
        staff.get(PHU_THO)
        actor = get_actor("chuyenvien")
        unit = sa.select(Unit.id).where(Unit.code == "H44.13")
        with transaction():
            db.session.execute(
                sa.update(Evaluation)
                .where(Evaluation.unit_id.in_(unit), Evaluation.superseded_run_id.is_(None))
                .values(superseded_run_id=Evaluation.run_id)
            )
            record_audit(
                actor=actor, action="t", object_type="evaluation", object_key="t", details={}
            )

        page = staff.get(PHU_THO)

        assert "Chưa đánh giá" in page.text

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
        text = answer.data.decode("utf-8-sig")
        above, lines = text.splitlines()[:3], list(csv.DictReader(text.splitlines()[3:]))

        assert above[1].strip('"') == "Bộ lọc: Cấp “Sở, ban, ngành”; Kết quả “Chưa đạt”"
        assert len(lines) == len(page.all(".//td[@class='mx mx--missed']"))
        assert {line["Kết quả"] for line in lines} == {label(Verdict.MISSED)}

    def test_the_workbook_holds_the_table_and_every_cell(self, staff: Browser) -> None:
        query = PHU_THO.partition("?")[2] + "&cap=so-nganh"

        book = load_workbook(io.BytesIO(staff.get(f"/ma-tran.xlsx?{query}").response.data))

        grid, cells = book.worksheets
        page = staff.get(f"/ma-tran?{query}")
        assert len(list(grid.iter_rows())) == len(rows(page)) + 2
        assert len(list(cells.iter_rows())) == len(page.all(".//table//td/a")) + 2
        assert "Bộ lọc: Cấp" in str(grid["A1"].value)

    def test_sample_data_is_marked(self, staff: Browser) -> None:
        assert "dữ liệu minh họa" in staff.get(PHU_THO).text

    def test_ten_and_a_hundred_units_cost_the_same_statements(self, staff: Browser) -> None:
        staff.get(f"{PHU_THO}&tim=so")  # what the document came to is kept from here on
        with counted_statements() as few:
            staff.get(f"{PHU_THO}&cap=so-nganh")
        with counted_statements() as many:
            staff.get(PHU_THO)
        with counted_statements() as again:
            staff.get(PHU_THO)

        assert len(few) == len(many)
        assert len(again) <= 4

    def test_opening_a_cell_costs_the_same_statements_for_a_large_unit_and_a_small(
        self, staff: Browser
    ) -> None:
        staff.get(PHU_THO)
        with counted_statements() as one:
            staff.get(f"{PHU_THO}&o=4.H44.13")
        with counted_statements() as other:
            staff.get(f"{PHU_THO}&o=4.H44.45")

        assert len(one) == len(other)


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
    macro = (TEMPLATES / "macros" / "status.html").read_text(encoding="utf-8")

    assert all(f"'{name}': '{icon}'" in macro for name, icon in VERDICT_ICONS.items())


@pytest.mark.parametrize(("name", "icon"), VERDICT_ICONS.items())
def test_the_style_sheet_draws_the_same_icons_in_cells(
    name: str, icon: str, browser: Browser
) -> None:
    sheet = browser.get("/bootstrap/static/css/font/bootstrap-icons.min.css").response
    (code,) = set(
        re.findall(rf'\.bi-{icon}::before\{{content:"(\\f\w+)"', sheet.get_data(as_text=True))
    )

    own = (STATIC / "css" / "site.css").read_text(encoding="utf-8")

    assert f'.mx--{name} a::after {{ content: "{code}";' in own


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
