"""Pictures on pages: from what the page shows, with its table and file, nobody sees another's."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Directive, Dossier, Task, User, db
from models.vocabulary import Role
from tests.factories import make_dossier, make_figure
from tests.published import Publisher
from tests.remembered import add_actor
from tests.views.staff import counted_statements
from tracker.jobs.evaluation import run_evaluation
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.publications import get_publication
from tracker.queries.units import get_unit

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser, Page
    from tracker.config import Settings

SVG = "{http://www.w3.org/2000/svg}"
LIST = "/danh-sach/2024-03"
OVERDUE = "/ho-so?loai=qua-han&thang=2024-03"
TASK = "/chi-tieu/MINH-HOA-2026/4"
EVIDENCE = f"{TASK}/H44.13"


@pytest.fixture
def database(demo: Settings) -> Settings:
    return demo


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF, "nguoi-xem")


def figures(page: Page) -> list[Element]:
    return page.all(".//figure[@class='picture']")


def titles(page: Page) -> list[str]:
    return page.texts(".//figure/figcaption")


def table(figure: Element) -> list[list[str]]:
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row]
        for row in figure.findall(".//tbody/tr")
    ]


def counted(figure: Element) -> int:
    return sum(int(row[1].replace(".", "")) for row in table(figure))


def file_of(browser: Browser, figure: Element) -> list[list[str]]:
    """Return the rows of the file beside a picture, its title first."""
    link = figure.find(".//p/a")
    assert link is not None
    answer = browser.get(link.get("href", "")).response
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def add_figure(period: str, numerator: int, unit_code: str = "H44.13") -> None:
    """Add a figure of the task `TASK` for a unit."""
    indicator_id = db.session.scalars(
        sa.select(Task.indicator_id)
        .join(Directive, Directive.id == Task.directive_id)
        .where(Task.ordinal == 4, Directive.code == "MINH-HOA-2026")
    ).one()
    make_figure(indicator_id, get_unit(unit_code, date(2026, 8, 31)).id, period, numerator, 100)


class TestPublicList:
    def test_every_reader_sees_the_ages_of_all_overdue_dossiers(self, browser: Browser) -> None:
        page = browser.get(LIST)
        (figure,) = figures(page)
        rows = len(get_publication("2024-03").content["open_overdue"])

        assert titles(page) == [
            f"Tuổi quá hạn của {rows} hồ sơ đang xử lý, đến hết ngày 31/03/2024"
        ]
        assert counted(figure) == rows
        (drawn,) = figure.findall(f".//{SVG}svg")
        assert drawn.get("role") == "img"
        assert "dữ liệu minh họa" in "".join(drawn.itertext())

    def test_the_file_has_the_title_and_the_rows_of_the_picture(self, browser: Browser) -> None:
        page = browser.get(LIST)
        (figure,) = figures(page)
        title, header, *rows = file_of(browser, figure)

        assert title == titles(page)
        assert header == ["Số ngày sau ngày hẹn trả (ngày lịch)", "Số hồ sơ"]
        assert rows == table(figure)
        assert browser.get(f"{LIST}/v1/so-ngay.csv").headers["Cache-Control"].startswith("public")

    def test_it_is_drawn_from_the_frozen_list_alone(self, browser: Browser) -> None:
        before = browser.get(LIST)
        db.session.execute(sa.update(Dossier).values(judged_due_on=date(2024, 1, 5)))
        db.session.commit()

        after = browser.get(f"{LIST}/v1")

        assert [table(figure) for figure in figures(after)] == [
            table(figure) for figure in figures(before)
        ]

    def test_the_public_page_costs_no_statement_for_it(self, browser: Browser) -> None:
        with counted_statements() as sent:
            browser.get(f"{LIST}/v1?don-vi=608")

        assert not [statement for statement in sent if " dossier" in statement.lower()]

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            (f"{LIST}/v1/nguyen-nhan.csv", 404),
            (f"{LIST}/v1/khac.csv", 404),
            (f"{LIST}/v9/so-ngay.csv", 404),
            ("/don-vi/STNMT/dien-bien.csv", 404),
            ("/don-vi/khong-co/dien-bien.csv", 404),
        ],
        ids=["no-reasons", "no-such-picture", "no-such-version", "one-month", "no-such-unit"],
    )
    def test_what_is_not_drawn_has_no_file(
        self, browser: Browser, address: str, status: int
    ) -> None:
        assert browser.get(address).status == status

    def test_what_was_taken_back_has_neither(self, browser: Browser) -> None:
        office = Publisher(None)  # type: ignore[arg-type] # withdrawing asks nothing of it
        add_actor("staff")
        office.withdraw("Sai kỳ")

        assert figures(browser.get(LIST)) == []
        assert browser.get(f"{LIST}/v1/so-ngay.csv").status == 410

    def test_makers_see_the_same_with_a_file_of_their_own(self, staff: Browser) -> None:
        (figure,) = figures(staff.get("/cong-bo/2024-03"))

        assert file_of(staff, figure)[2:] == table(figure)
        assert staff.get("/cong-bo/2024-03/v1/nguyen-nhan.csv").status == 404


class TestDossiers:
    def test_it_counts_what_the_page_lists(self, staff: Browser) -> None:
        page = staff.get(OVERDUE)
        total = int(page.texts(".//a[@aria-current='true']/span[@class='tabs__count']")[0])

        assert counted(figures(page)[0]) == total
        assert file_of(staff, figures(page)[0])[2:] == table(figures(page)[0])

    def test_filters_narrow_the_picture_and_its_file(self, staff: Browser) -> None:
        page = staff.get(f"{OVERDUE}&don-vi=608")
        link = figures(staff.get(OVERDUE))[0].find(".//p/a")

        assert link is not None
        assert "loai=qua-han" in link.get("href", "")
        assert "thang=2024-03" in link.get("href", "")
        # Fewer than ten are listed, not drawn.
        assert figures(page) == []
        assert staff.get(f"/ho-so/so-ngay.csv?{OVERDUE[7:]}&don-vi=608").status == 404

    def test_an_officers_pictures_count_the_own_dossiers_only(
        self, make_user: MakeUser, log_in_as: LogInAs
    ) -> None:
        name = make_user("can-bo", Role.UNIT_OFFICER)
        unit_id = get_unit("608", date(2024, 3, 31)).id
        db.session.execute(sa.update(User).where(User.username == name).values(unit_id=unit_id))
        db.session.commit()
        add_overdue(unit_id, 12)
        officer = log_in_as(name)

        page = officer.get(OVERDUE)

        total = int(page.texts(".//a[@aria-current='true']/span[@class='tabs__count']")[0])
        assert counted(figures(page)[0]) == total
        assert total < 40

    def test_reasons_are_drawn_where_any_is_known(self, staff: Browser) -> None:
        db.session.execute(sa.update(Dossier).values(cause="heavy_load"))
        db.session.commit()

        ages, causes = figures(staff.get(OVERDUE))

        assert counted(ages) == counted(causes)
        assert [row[2] for row in table(causes)] == ["100"]
        assert file_of(staff, causes)[2][0] == table(causes)[0][0]

    def test_a_refused_address_is_refused_for_the_file_too(self, staff: Browser) -> None:
        assert staff.get("/ho-so/so-ngay.csv?thang=thang-ba").status == 422

    def test_more_dossiers_cost_no_more_statements(self, staff: Browser) -> None:
        with counted_statements() as few:
            staff.get(OVERDUE)
        add_overdue(get_unit("608", date(2024, 3, 31)).id, 30)
        with counted_statements() as many:
            staff.get(OVERDUE)

        assert len(few) == len(many)


def add_overdue(unit_id: int, count: int) -> None:
    known = db.session.scalars(sa.select(Dossier).limit(1)).one()
    for number in range(count):
        make_dossier(
            unit_id=unit_id,
            batch_id=known.batch_id,
            procedure_id=known.procedure_id,
            received_on=date(2024, 1, 2),
            due_on=date(2024, 3, 1 + number % 28),
        )


class TestTargets:
    def test_units_stand_around_their_target(self, staff: Browser) -> None:
        page = staff.get(f"{TASK}?ky=2026-08")
        (figure,) = figures(page)
        rows = table(figure)

        assert titles(page)[0].startswith("Phân bố các đơn vị chủ trì quanh chỉ tiêu: II.1.")
        assert sum(int(row[1]) for row in rows) == 152
        assert rows[-1][0] == "từ 95 đến 100"
        assert file_of(staff, figure)[2:] == rows

    def test_a_second_period_makes_a_trend_with_its_target(self, staff: Browser) -> None:
        assert figures(staff.get(f"{EVIDENCE}?ky=2026-08")) == []
        add_figure("2026-06", 96)

        page = staff.get(f"{EVIDENCE}?ky=2026-08")
        (figure,) = figures(page)

        assert [row[0] for row in table(figure)] == ["06/2026", "07/2026", "08/2026"]
        assert table(figure)[1][1] == "không có số liệu"
        assert table(figure)[2][2] == "tối thiểu 95 %"
        assert file_of(staff, figure)[2:] == [
            ["" if cell == "–" else cell for cell in row] for row in table(figure)
        ]

    def test_a_period_of_another_kind_does_not_join(self, staff: Browser) -> None:
        add_figure("2026-06/ytd", 96)
        add_figure("2026-Q2", 96)

        page = staff.get(f"{EVIDENCE}?ky=2026-08")
        assert figures(page) == []
        assert "cần ít nhất hai kỳ cùng loại" in page.text
        assert staff.get(f"{EVIDENCE}/dien-bien.csv?ky=2026-08").status == 404

    def test_the_trend_of_all_leads_stands_on_the_targets_page(self, staff: Browser) -> None:
        add_figure("2026-07", 50)
        run_evaluation(
            period="2026-07", directive="MINH-HOA-2026", actor=get_actor(SYSTEM_USERNAME)
        )

        page = staff.get(f"{TASK}?ky=2026-08")
        trend, _distribution = figures(page)

        assert next(row[1] for row in table(trend)) == "50,00 % (50/100)"
        assert file_of(staff, trend)[2:] == table(trend)
        assert staff.get(f"{TASK}/khac.csv").status == 404

    def test_a_unit_that_only_supports_has_no_trend(self, staff: Browser) -> None:
        assert staff.get("/chi-tieu/MINH-HOA-2026/99/H44.13/dien-bien.csv").status == 404
        assert staff.get(f"{TASK}/62/dien-bien.csv?ky=2026-08").status == 404

    def test_the_public_is_led_to_the_login_page(self, browser: Browser) -> None:
        for address in (f"{TASK}/phan-bo.csv", f"{EVIDENCE}/dien-bien.csv", "/ho-so/so-ngay.csv"):
            assert (browser.get(address).went_to or "").startswith("/dang-nhap")


class TestUnit:
    def test_people_see_the_trends_of_what_a_unit_leads(
        self, staff: Browser, browser: Browser
    ) -> None:
        add_figure("2026-07", 96)
        page = staff.get("/don-vi/H44.13?ky=2026-08")
        (figure,) = figures(page)
        link = figure.find("figcaption/a")

        assert link is not None
        assert figures(staff.get(link.get("href", "")))
        assert file_of(staff, figure)[2][1] == "96,00 % (96/100)"
        assert figures(browser.get("/don-vi/H44.13")) == []

    def test_everybody_sees_the_published_months_as_a_trend(
        self, browser: Browser, database: Settings
    ) -> None:
        add_actor("staff")
        add_actor("approver", Role.APPROVER)
        assert figures(browser.get("/don-vi/608?ngay=2024-03-31")) == []
        Publisher(database).publish("2024-01")
        code = next(
            unit["code"]
            for unit in get_publication("2024-01").content["units"]
            if unit["finished"] >= 10 and unit["level"] == "district"
        )

        page = browser.get(f"/don-vi/{code}?ngay=2024-03-31")
        (figure,) = figures(page)

        assert [row[0] for row in table(figure)] == ["01/2024", "02/2024", "03/2024"]
        assert table(figure)[1][1] == "không có số liệu"
        assert [row[0] for row in file_of(browser, figure)[2:]] == ["01/2024", "02/2024", "03/2024"]

    def test_a_trend_more_costs_no_more_statements(self, staff: Browser) -> None:
        add_figure("2026-06", 96)
        with counted_statements() as few:
            staff.get("/don-vi/H44.13?ky=2026-08")
        add_figure("2026-05", 96)
        add_figure("2026-07", 96)
        with counted_statements() as many:
            staff.get("/don-vi/H44.13?ky=2026-08")

        assert len(few) == len(many)
