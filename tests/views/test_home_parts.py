"""Below what waits for a person: their unit, who waits for whom, the office's own summary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from models import Dossier, Objection, Publication, Task, User, db
from models.vocabulary import DelayCause, LatenessRule, ObjectionState, Role, ScheduleKind
from tests.assignment_office import DECIDE_BY, Office, make_office
from tests.assignment_office import TODAY as REFUSED_ON
from tests.factories import make_succession, make_task, make_unit
from tests.remembered import add_actor
from tests.task_work import DUE, TODAY, Work, make_work
from tests.views.staff import counted_statements
from tracker.clock import now
from tracker.publishing.late_list import draft_late_list
from tracker.queries.accounts import get_actor
from tracker.services.accounts import add_user
from tracker.services.assignment_disputes import appoint_arbiter
from tracker.services.explanations import NewExplanation, write_explanations
from tracker.services.reply_windows import open_reply_window
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, LogInAs, Page
    from tracker.config import Settings

OPENED = date(2026, 3, 10)
HOME = "/viec-cua-toi"


def waits(page: Page, heading: str) -> dict[str, list[str]]:
    """Return what waits on one side: the lines of each group."""
    (section,) = page.all(f".//section[@aria-labelledby='{heading}']")
    groups = section.findall("h4")
    lists = section.findall("ul")
    return {
        "".join(group.itertext()): [" ".join("".join(line.itertext()).split()) for line in lines]
        for group, lines in zip(groups, lists, strict=True)
    }


def open_all(browser: Browser, page: Page) -> None:
    for address in filter(lambda found: found[:1] == "/", page.links().values()):
        assert browser.get(address.partition("#")[0]).status == 200, address


def test_who_is_still_of_a_merged_unit_is_led_to_no_page_of_its_heir_that_is_closed(
    database: Settings, on_day: OnDay, log_in_as: LogInAs
) -> None:
    del database
    on_day(TODAY)
    merged_on = TODAY - timedelta(days=30)
    ended = make_unit("CU", "Sở Cũ", valid_to=merged_on - timedelta(days=1))
    heir = make_unit("MOI", "Sở Mới")
    make_succession(ended, heir, merged_on)
    add_actor("o-lai", Role.DEPARTMENT_HEAD, ended)
    add_actor("moi", Role.DEPARTMENT_HEAD, heir)

    for username, is_led in (("o-lai", False), ("moi", True)):
        page = log_in_as(username).get(HOME)
        assert "Bảng điểm của Sở Mới" in page.text
        assert ("/don-vi/MOI/the-diem" in page.links().values()) is is_led


class TestTasks:
    @pytest.fixture
    def work(self, database: Settings, on_day: OnDay) -> Work:
        on_day(TODAY)
        work = make_work()
        add_actor("nguoi-dau", Role.DEPARTMENT_HEAD, work.first)
        add_actor("nguoi-giup", Role.DEPARTMENT_HEAD, work.helping)
        return work

    def test_a_lead_sees_whom_it_needs_and_a_supporting_unit_who_needs_it(
        self, work: Work, log_in_as: LogInAs
    ) -> None:
        lead, helper = log_in_as("nguoi-dau"), log_in_as("nguoi-giup")

        (line,) = waits(lead.get(HOME), "toi-cho")["Đơn vị phối hợp, cùng chủ trì với tôi"]
        assert "phối hợp: Phòng C; cùng chủ trì: Phòng B (" in line
        assert "hạn 15/03/2024, đã quá 26 ngày" in line
        (other,) = waits(helper.get(HOME), "cho-toi")["Đơn vị chủ trì cần tôi phối hợp"]
        assert "chủ trì: Phòng A, Phòng B; chưa báo cáo" in other
        open_all(lead, lead.get(HOME))

    def test_many_who_lead_too_are_counted_by_how_far_they_are(
        self, work: Work, log_in_as: LogInAs, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("views.pages.home_waits.MOST_NAMES", 0)

        page = log_in_as("nguoi-dau").get(HOME)

        (line,) = waits(page, "toi-cho")["Đơn vị phối hợp, cùng chủ trì với tôi"]
        assert "cùng chủ trì: 1 đơn vị (quá hạn, chưa hoàn thành: 1)" in line

    def test_a_report_of_the_lead_is_told_with_its_day(
        self, work: Work, log_in_as: LogInAs
    ) -> None:
        work.report(add_actor("vien", Role.UNIT_OFFICER, work.first), done_on=DUE)

        (line,) = waits(log_in_as("nguoi-giup").get(HOME), "cho-toi")[
            "Đơn vị chủ trì cần tôi phối hợp"
        ]

        assert "báo cáo mới nhất ngày 10/04/2024" in line

    def test_a_paper_at_the_heads_table_says_since_when(
        self, work: Work, log_in_as: LogInAs
    ) -> None:
        work.report(add_actor("vien", Role.UNIT_OFFICER, work.first), done_on=DUE)

        (line,) = waits(log_in_as("nguoi-dau").get(HOME), "cho-toi")["Giấy tờ cán bộ trình tôi"]
        (own,) = waits(log_in_as("vien").get(HOME), "toi-cho")["Ở bàn lãnh đạo đơn vị tôi"]

        assert "mới nhất ngày 10/04/2024" in line
        assert "mới nhất ngày 10/04/2024" in own

    def test_tasks_that_follow_tie_both_sides(self, work: Work, log_in_as: LogInAs) -> None:
        unit = make_unit("KHAC", "Sở Khác")
        task = make_task(work.directive, leads=(unit,), schedule_kind=ScheduleKind.FOLLOWS)
        row = db.session.get_one(Task, task)
        row.follows = row.schedule_phrase = "Theo tiến độ nhiệm vụ 1"
        db.session.commit()
        add_actor("khac", Role.DEPARTMENT_HEAD, unit)

        (mine,) = waits(log_in_as("khac").get(HOME), "toi-cho")[
            "Nhiệm vụ của tôi theo tiến độ việc khác"
        ]
        (other,) = waits(log_in_as("nguoi-dau").get(HOME), "cho-toi")[
            "Nhiệm vụ của đơn vị khác theo tiến độ của tôi"
        ]

        assert "Theo tiến độ nhiệm vụ 1; nhiệm vụ 1 (Phòng A, Phòng B): " in mine
        assert "Sở Khác chờ nhiệm vụ 1 của tôi" in other

    def test_nobody_without_a_unit_is_told_of_units(self, work: Work, log_in_as: LogInAs) -> None:
        add_actor("quan-tri", Role.ADMINISTRATOR)

        page = log_in_as("quan-tri").get(HOME)

        assert "Bảng điểm" not in page.text
        assert "Tháng đang chuẩn bị" not in page.text


class TestDisputes:
    @pytest.fixture
    def office(self, database: Settings, on_day: OnDay) -> Office:
        on_day(REFUSED_ON)
        return make_office(database)

    def test_a_refusal_stands_under_who_must_decide_with_the_days_left(
        self, office: Office, log_in_as: LogInAs, on_day: OnDay
    ) -> None:
        dispute_id = office.refuse()
        head = log_in_as(office.head.username)
        everybody = f"Người xem xét: {office.approver.display_name}, "
        everybody += office.approver_2.display_name

        (line,) = waits(head.get(HOME), "toi-cho")[everybody]
        assert "hạn 17/04/2024, còn 7 ngày" in line
        open_all(head, head.get(HOME))
        appoint_arbiter(dispute_id=dispute_id, username=office.staff_2.username, actor=office.staff)
        db.session.commit()
        on_day(DECIDE_BY + timedelta(1))
        groups = waits(log_in_as(office.head.username).get(HOME), "toi-cho")
        (line,) = groups[f"Người xem xét: {office.staff_2.display_name}"]
        assert "quá hạn" in line
        assert "đã quá 1 ngày" in line
        assert groups.keys() == {
            f"Người xem xét: {office.staff_2.display_name}",
            "Đơn vị phối hợp, cùng chủ trì với tôi",
        }

    def test_an_officer_waits_for_the_head_to_answer(
        self, office: Office, log_in_as: LogInAs
    ) -> None:
        (line,) = waits(log_in_as(office.officer.username).get(HOME), "toi-cho")[
            "Ở bàn lãnh đạo đơn vị tôi"
        ]

        assert "Phân công chờ tiếp nhận: 2" in line


class TestMonth:
    @pytest.fixture
    def database(self, demo: Settings) -> Settings:
        return demo

    @pytest.fixture
    def month(self, database: Settings, on_day: OnDay) -> Settings:
        """A month's list is drafted and its window open; a district has its people."""
        on_day(OPENED)
        drafter = get_actor("chuyenvien")
        with transaction():
            draft_late_list(period="2024-02", actor=drafter, settings=database)
        with transaction():
            open_reply_window(period="2024-02", actor=drafter, settings=database)
        for name, role in (("vien", Role.UNIT_OFFICER), ("truong", Role.DEPARTMENT_HEAD)):
            add_head(name, role, "615")
        return database

    def test_a_head_sees_what_the_officers_have_to_do(
        self, month: Settings, log_in_as: LogInAs
    ) -> None:
        head = log_in_as("truong")

        page = head.get(HOME)

        lines = waits(page, "toi-cho")["Cán bộ của đơn vị tôi phải làm"]
        assert any("Hồ sơ chậm chưa có giải trình" in line for line in lines)
        open_all(head, page)

    def test_an_explanation_at_the_heads_table_waits_for_the_head_and_the_officer_waits(
        self, month: Settings, log_in_as: LogInAs
    ) -> None:
        officer, head = log_in_as("vien"), log_in_as("truong")
        before = waits(head.get(HOME), "cho-toi")
        explain_one("vien")

        (mine,) = waits(head.get(HOME), "cho-toi")["Giấy tờ cán bộ trình tôi"]
        (theirs,) = waits(officer.get(HOME), "toi-cho")["Ở bàn lãnh đạo đơn vị tôi"]

        assert before == {}
        assert "mới nhất ngày 10/03/2026" in mine
        assert mine.split(":")[0] == theirs.split(":")[0]

    def test_an_objection_nobody_decided_is_waited_for_at_the_office(
        self, month: Settings, log_in_as: LogInAs
    ) -> None:
        publication = db.session.query(Publication).filter_by(period="2024-02").one()
        officer = db.session.query(User).filter_by(username="vien").one()
        db.session.add(
            Objection(
                publication_id=publication.id,
                unit_id=officer.unit_id,
                text="Sai số",
                state=ObjectionState.OPEN,
                raised_by=officer.id,
                raised_at=now(),
            )
        )
        db.session.commit()
        head = log_in_as("truong")

        page = head.get(HOME)

        (line,) = waits(page, "toi-cho")["Ở Văn phòng"]
        assert "Phản hồi chưa có kết luận: 1" in line
        assert "từ ngày 10/03/2026" in line
        open_all(head, page)

    @pytest.mark.parametrize("name", ["chuyenvien", "lanhdao"])
    def test_the_office_begins_with_the_month_the_silent_and_the_figures(
        self, month: Settings, log_in_as: LogInAs, name: str
    ) -> None:
        office = log_in_as(name)

        page = office.get(HOME)

        assert "đơn vị chưa trả lời" in page.text
        assert "trả lời đến hết ngày 17/03/2026" in page.text
        assert "Chỉ tiêu đã đánh giá, tháng 8 năm 2026" in page.text
        assert "Lần nhập mới nhất" in page.text
        open_all(office, page)

    def test_ten_and_a_hundred_units_below_cost_the_same_statements(
        self, month: Settings, log_in_as: LogInAs
    ) -> None:
        add_head("tinh", Role.DEPARTMENT_HEAD, "H44")
        add_head("xa", Role.DEPARTMENT_HEAD, "H44.104")
        above, below = log_in_as("tinh"), log_in_as("xa")
        with counted_statements() as many:
            above.get(HOME)
        with counted_statements() as few:
            below.get(HOME)

        page = above.get(HOME)
        assert len(page.all(".//table[@class='table table--under table--cards']//tbody/tr")) == 21
        assert "Trang 1 trên 9, tất cả 163 dòng" in page.text
        assert len(many) <= len(few) + 2, "asked once more where the own unit was never judged"


def add_head(name: str, role: Role, unit_code: str) -> None:
    with transaction():
        add_user(
            actor=get_actor("cli"),
            username=name,
            display_name=name,
            role=role,
            unit_code=unit_code,
            at=now(),
        )


def explain_one(name: str) -> None:
    """Write an explanation of one late dossier of the person's district."""
    actor = get_actor(name)
    dossier = (
        db.session.query(Dossier)
        .filter(Dossier.unit_id == actor.unit_id, Dossier.finished_on > Dossier.judged_due_on)
        .order_by(Dossier.finished_on.desc())
        .first()
    )
    assert dossier is not None
    entry = NewExplanation(dossier.id, DelayCause.HEAVY_LOAD, "Chờ bên phối hợp trả lời")
    with transaction():
        write_explanations(entries=[entry], actor=actor, rule=LatenessRule.BY_DATE)
