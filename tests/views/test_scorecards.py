"""A unit's scorecard: what it reached, how far it is, who may see it, and the same as files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import Evaluation, ImportBatch, Unit, User, db
from models.vocabulary import Role, Verdict
from tests.factories import (
    make_batch,
    make_dossier,
    make_procedure,
    make_source,
    make_unit,
)
from tests.queries.test_scorecards import Judged
from tests.remembered import remembered
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.services.accounts import add_user
from tracker.transaction import transaction

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page
    from tracker.config import Settings

CARD = "/don-vi/S2/the-diem"
USUAL = ("/tong-quan", "/chi-tieu", "/ma-tran", "/giai-trinh-chi-tieu", "/don-vi/S2")


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def targets(page: Page) -> dict[str, list[str]]:
    """Return the cells of each target, by its number."""
    rows = page.all(".//table[@class='table table--card table--cards']")[0].findall(".//tbody/tr")
    return {words(row[0].find("strong")): [words(cell) for cell in row[1:]] for row in rows}  # type: ignore[arg-type]


def units(page: Page) -> dict[str, list[str]]:
    rows = page.all(".//table[@class='table table--under table--cards']//tbody/tr")
    return {words(row[0]): [words(cell) for cell in row[1:]] for row in rows}


def move_to(username: str, unit_id: int) -> None:
    """Give an account of a unit another one."""
    db.session.query(User).filter_by(username=username).one().unit_id = unit_id
    db.session.commit()


@remembered
def judged(database: Settings, on_day: OnDay) -> Judged:
    on_day(date(2025, 9, 1))
    return Judged()


@pytest.fixture
def staff(judged: Judged, browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


class TestTargets:
    def test_a_miss_says_how_far_what_was_before_and_what_pace_is_needed(
        self, staff: Browser
    ) -> None:
        lines = targets(staff.get(f"{CARD}?ky=2025-03"))

        target, actual, verdict, distance, before, pace = lines["1"]
        assert target == "tối thiểu 90 %"
        assert actual == "80,00 % (80/100)"
        assert verdict == "Chưa đạt"
        assert distance == "Thiếu 10 hồ sơ để đạt tối thiểu 90 %"
        assert before.startswith("Chưa đạt 85,00 % (170/200) −5")
        assert "01/02/2025" in pace
        assert "83,33 % (250/300)" in pace

    def test_services_have_no_pace(self, staff: Browser) -> None:
        assert targets(staff.get(f"{CARD}?ky=2025-03"))["2"][5] == "–"

    def test_the_newest_judged_period_is_shown_first(self, staff: Browser) -> None:
        page = staff.get(CARD)

        assert "Tháng 3 năm 2025" in page.text
        (chosen,) = page.all(".//select[@id='f-ky']/option[@selected]")
        assert chosen.get("value") == "2025-03"

    def test_a_newer_period_without_figures_does_not_hide_the_one_that_has_them(
        self, judged: Judged, staff: Browser
    ) -> None:
        run_evaluation(period="2025-04", directive=None, actor=get_actor(SYSTEM_USERNAME))

        for address in (CARD, *USUAL):
            page = staff.get(address)
            assert "tháng 3 năm 2025, kỳ mới nhất đã có số liệu" in page.text, address
            newer = staff.get(page.links()["Xem tháng 4 năm 2025"])
            assert "ky=2025-04" in page.links()["Xem tháng 4 năm 2025"]
            assert "kỳ mới nhất đã có số liệu" not in newer.text, "asked for, so nothing to tell"
        desk = staff.get("/viec-cua-toi")
        assert "kỳ mới nhất đã có số liệu" in desk.text
        assert staff.get(desk.links()["Xem tháng 4 năm 2025"]).status == 200

    def test_a_trend_with_its_target_stands_beside_each_target_that_has_one(
        self, staff: Browser
    ) -> None:
        page = staff.get(f"{CARD}?ky=2025-03")

        (spark,) = page.all(".//svg[@class='spark']") or page.all(".//{*}svg[@class='spark']")
        assert spark.get("aria-label") == (
            "Diễn biến từ 02/2025 (85,00 % (170/200)) đến 03/2025 (80,00 % (80/100)). "
            "Nét đứt là chỉ tiêu tối thiểu 90 %."
        )

    @pytest.mark.parametrize("period", ["2025-02", "2025-03"], ids=["then", "now"])
    def test_what_is_no_figure_is_compared_with_nothing(
        self, judged: Judged, staff: Browser, period: str
    ) -> None:
        assert "−5" in targets(staff.get(f"{CARD}?ky=2025-03"))["1"][4]
        values: dict[Any, object] = {
            "verdict": Verdict.NO_DATA,
            "reason": "no_national_report",
        }
        db.session.query(Evaluation).filter_by(period=period).update(values)
        db.session.commit()

        assert "−5" not in targets(staff.get(f"{CARD}?ky=2025-03"))["1"][4]
        assert "−5" not in staff.get("/tong-quan?ky=2025-03").text

    def test_every_number_leads_to_its_evidence(self, staff: Browser) -> None:
        page = staff.get(f"{CARD}?ky=2025-03")

        for text in ("80,00 % (80/100)", "Diễn biến 1"):
            answer = staff.get(page.links()[text].partition("#")[0])
            assert answer.status == 200
            assert "80,00 % (80/100)" in answer.text

    def test_a_result_is_chosen_by_its_tab_and_taken_away_by_its_chip(self, staff: Browser) -> None:
        page = staff.get("/don-vi/S1/the-diem?ky=2025-03&ket-qua=chua-dat")

        assert "Không có chỉ tiêu nào có kết quả này" in page.text
        (chip,) = page.all(".//a[@class='chip']")
        assert list(targets(staff.get(chip.get("href", "")))) == ["1"]

    def test_the_worst_comes_first_unless_the_printed_order_is_asked_for(
        self, judged: Judged, staff: Browser
    ) -> None:
        assert list(targets(staff.get(f"{CARD}?ky=2025-02"))) == ["1", "2"]
        assert list(targets(staff.get(f"{CARD}?xep=van-ban"))) == ["1", "2"]

    def test_what_a_unit_supports_is_told_quietly_with_its_leads(self, staff: Browser) -> None:
        page = staff.get(CARD)

        (quiet,) = page.all(".//details[@class='readings no-print']")
        assert "Phối hợp 1 nhiệm vụ" in words(quiet)
        assert "Nhiệm vụ 3" in words(quiet)

    def test_a_unit_that_was_never_judged_says_so(self, judged: Judged, staff: Browser) -> None:
        make_unit("MOI", "UBND xã Mới")

        assert "Chưa có kỳ nào đánh giá" in staff.get("/don-vi/MOI/the-diem").text

    def test_a_period_the_unit_was_not_judged_in_is_the_newest_instead(
        self, staff: Browser
    ) -> None:
        assert "Tháng 3 năm 2025" in staff.get(f"{CARD}?ky=2001-01").text


class TestUnits:
    def test_units_under_it_stand_worst_first_and_lead_to_their_own(self, staff: Browser) -> None:
        page = staff.get("/don-vi/P/the-diem")

        rows = units(page)
        assert list(rows) == [
            "Cộng: các đơn vị bên dưới",
            "Sở Ân xá Sở, ban, ngành",
            "Sở Đất đai Sở, ban, ngành",
        ]
        assert [cells[0] for cells in rows.values()] == [
            "đạt 1/3 Chưa đạt: 2",
            "đạt 0/2 Chưa đạt: 2",
            "đạt 1/1",
        ]
        door = page.all(".//table[@class='table table--under table--cards']//tbody/tr/td[1]//a")[0]
        opened = staff.get(door.get("href", ""))
        assert opened.texts(".//h1") == ["Bảng điểm của Sở Ân xá"]
        assert len(targets(opened)) == 2

    def test_units_may_be_put_in_the_order_of_names(self, staff: Browser) -> None:
        page = staff.get("/don-vi/P/the-diem?xep-don-vi=ten")

        assert [name[:10] for name in units(page)] == ["Cộng: các ", "Sở Ân xá S", "Sở Đất đai"]

    def test_dossiers_count_once_and_open_their_rows(self, judged: Judged, staff: Browser) -> None:
        batch, procedure = make_batch(make_source("HS"), date(2025, 4, 1)), make_procedure()
        for ended in (date(2025, 3, 20), date(2025, 3, 21)):
            make_dossier(
                unit_id=judged.first,
                batch_id=batch,
                procedure_id=procedure,
                received_on=date(2025, 3, 3),
                due_on=date(2025, 3, 10),
                finished_on=ended,
            )

        page = staff.get("/don-vi/P/the-diem")

        (late,) = page.all(".//table[@class='table table--under table--cards']//tbody/tr/td[2]/a")
        answer = staff.get(late.get("href", ""))
        assert words(late) == "2"
        assert "Trả chậm 2" in answer.texts(".//a[@aria-current='true']")
        own = staff.get("/don-vi/S1/the-diem?ky=2025-03")
        numbers = own.texts(".//li[@class='figure']/span[@class='figure__number']")
        assert numbers[:3] == ["2", "0", "0 %"]
        assert "Trong 2 hồ sơ chậm: 2 chưa giải trình" in own.text

    def test_data_that_end_early_change_what_is_said_first(
        self, judged: Judged, staff: Browser
    ) -> None:
        db.session.execute(sa.update(ImportBatch).values(as_of=date(2025, 3, 10)))
        db.session.commit()

        page = staff.get("/don-vi/S1/the-diem?ky=2025-03")

        assert "Số liệu hồ sơ mới đến ngày 10/03/2025" in page.text


class TestWhoMaySee:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            pytest.param(Role.PUBLIC, 302, id="public"),
            pytest.param(Role.OFFICE_STAFF, 200, id="office"),
            pytest.param(Role.APPROVER, 200, id="approver"),
            pytest.param(Role.ADMINISTRATOR, 200, id="administrator"),
            pytest.param(Role.DEPARTMENT_HEAD, 403, id="head-of-another"),
            pytest.param(Role.UNIT_OFFICER, 403, id="officer-of-another"),
        ],
    )
    def test_staff_see_every_unit_and_others_their_own(
        self, judged: Judged, browser_as: BrowserAs, role: Role, status: int
    ) -> None:
        browser = browser_as(role)

        for address in (CARD, f"{CARD}.csv", f"{CARD}.xlsx"):
            assert browser.get(address).status == status

    @pytest.mark.parametrize("above", [False, True], ids=["own", "above"])
    def test_a_head_sees_the_own_unit_and_those_under_it(
        self, judged: Judged, make_user: MakeUser, log_in_as: LogInAs, above: bool
    ) -> None:
        make_user("truong", Role.DEPARTMENT_HEAD)
        own = db.session.get_one(Unit, judged.second)
        move_to("truong", own.parent_id or 0 if above else own.id)

        assert log_in_as("truong").get(CARD).status == 200

    def test_the_units_page_leads_there_for_those_who_may(
        self, judged: Judged, staff: Browser, make_user: MakeUser, log_in_as: LogInAs
    ) -> None:
        link = "Bảng điểm: một trang in, Excel, CSV"
        make_user("truong", Role.DEPARTMENT_HEAD)

        assert staff.get(staff.get("/don-vi/S2").links()[link]).status == 200
        assert link not in log_in_as("truong").get("/don-vi/S2").links()

    def test_a_unit_nobody_knows_is_not_found(self, staff: Browser) -> None:
        assert staff.get("/don-vi/khong-co/the-diem").status == 404


class TestFiles:
    def read(self, browser: Browser, address: str) -> tuple[list[str], list[dict[str, str]]]:
        text = browser.get(address).response.data.decode("utf-8-sig")
        every = list(csv.reader(io.StringIO(text)))
        at = next(place for place, row in enumerate(every) if len(row) > 1)
        return [row[0] for row in every[:at]], [
            dict(zip(every[at], row, strict=True)) for row in every[at + 1 :]
        ]

    def test_the_csv_is_what_is_shown_with_title_filter_and_time(self, staff: Browser) -> None:
        above, rows = self.read(staff, f"{CARD}.csv?ky=2025-03&ket-qua=chua-dat")

        assert above[0] == "Bảng điểm của Sở Ân xá, tháng 3 năm 2025"
        assert "Kết quả: Chưa đạt" in above[1]
        assert above[2].startswith("Xuất lúc")
        assert [row["Số"] for row in rows] == ["1", "2"]
        assert rows[0]["Thực hiện"] == "80,00"
        assert (rows[0]["Tử số"], rows[0]["Mẫu số"]) == ("80", "100")
        assert rows[0]["Thay đổi"] == "−5,00"
        empty = self.read(staff, "/don-vi/S1/the-diem.csv?ky=2025-03&ket-qua=chua-dat")[1]
        assert empty == []

    def test_the_workbook_has_targets_tasks_dossiers_and_units(self, staff: Browser) -> None:
        answer = staff.get("/don-vi/P/the-diem.xlsx").response

        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            names = book.read("xl/workbook.xml").decode()
        for name in ("Chỉ tiêu", "Nhiệm vụ", "Hồ sơ, đơn vị bên dưới"):
            assert name in names
        assert 'filename="the-diem-P-2025-03.xlsx"' in answer.headers["Content-Disposition"]


class TestDemo:
    @pytest.fixture
    def database(self, demo: Settings) -> Settings:
        return demo

    @pytest.fixture
    def head(self, database: Settings, log_in_as: LogInAs) -> Browser:
        with transaction():
            add_user(
                actor=get_actor("cli"),
                username="dakha",
                display_name="Thủ trưởng",
                role=Role.DEPARTMENT_HEAD,
                unit_code="615",
                at=now(),
            )
        return log_in_as("dakha")

    def test_a_head_finds_scorecard_dossiers_and_communes_on_the_first_page(
        self, head: Browser
    ) -> None:
        page = head.get("/viec-cua-toi")

        assert "Bảng điểm của UBND huyện Đăk Hà" in page.text
        assert "dữ liệu minh họa" in page.text
        names = list(units(page))
        assert len(names) == 12
        assert "huyện" not in " ".join(names)
        counts = [(cells[1].split()[0], cells[2].split()[0]) for cells in units(page).values()]
        late = [int(finished) + int(overdue) for finished, overdue in counts]
        assert late[1:] == sorted(late[1:], reverse=True), "worst first"
        for address in filter(lambda found: found[:1] == "/", page.links().values()):
            assert head.get(address.partition("#")[0]).status == 200, address

    def test_ten_and_two_hundred_units_cost_the_same_statements(
        self, browser_as: BrowserAs
    ) -> None:
        office = browser_as(Role.OFFICE_STAFF, "nguoi-xem")
        with counted_statements() as few:
            office.get("/don-vi/615/the-diem")
        with counted_statements() as many:
            office.get("/don-vi/62/the-diem?ngay=2024-03-31")

        assert abs(len(few) - len(many)) <= 3, "a question less where there is nothing to ask about"
