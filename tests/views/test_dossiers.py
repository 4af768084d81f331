"""Late and overdue dossiers: counts that equal their lists, and nobody sees another unit's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Dossier, User, db
from models.vocabulary import Role
from tests.views.files import DOSSIERS
from tests.views.staff import counted_statements
from tracker.importing.dossiers import import_dossiers
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.units import get_unit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, MakeUser
    from tracker.config import Settings

MARCH_LATE = "/ho-so?loai=tra-cham&thang=2024-03"
MARCH_OVERDUE = "/ho-so?loai=qua-han&thang=2024-03"


def bring(path: Path, text: str, as_of: date) -> None:
    path.write_text(text, encoding="utf-8")
    actor = get_actor(SYSTEM_USERNAME)
    import_dossiers(path, source_code="MOT-CUA", actor=actor, as_of=as_of)


@pytest.fixture
def database(seeded: Settings, tmp_path: Path) -> Settings:
    """Seeds, and the dossiers of March 2024."""
    bring(tmp_path / "ho-so.csv", DOSSIERS, date(2024, 3, 31))
    return seeded


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


@pytest.fixture
def officer(make_user: MakeUser, log_in_as: LogInAs) -> Browser:
    """An officer of huyện 608, whose dossiers are TN-0003 and TN-0004."""
    name = make_user("can-bo", Role.UNIT_OFFICER)
    unit_id = get_unit("608", date(2024, 3, 31)).id
    db.session.execute(sa.update(User).where(User.username == name).values(unit_id=unit_id))
    db.session.commit()
    return log_in_as(name)


def codes(browser: Browser, address: str) -> list[str]:
    return browser.get(address).texts(".//tbody/tr/th//code")


def key(code: str) -> int:
    return db.session.scalars(sa.select(Dossier.id).where(Dossier.code == code)).one()


def test_late_and_overdue_are_two_lists(staff: Browser) -> None:
    assert codes(staff, MARCH_LATE) == ["TN-0001"]
    assert codes(staff, MARCH_OVERDUE) == ["TN-0003"]


def test_a_tab_count_equals_the_rows(staff: Browser) -> None:
    tabs = staff.get(MARCH_LATE).texts(".//span[@class='tabs__count']")

    assert tabs == ["1", "1"]


def test_days_are_said_both_ways(staff: Browser) -> None:
    row = staff.get(MARCH_LATE).texts(".//tbody/tr/td[@class='num']")

    assert row == ["4", "2"]


def test_without_a_month_overdue_is_counted_only_as_far_as_the_data_reach(
    staff: Browser, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 11))

    page = staff.get("/ho-so")

    assert "khi hết ngày 31/03/2024" in page.text
    assert "Số liệu đến ngày 31/03/2024" in page.text
    assert "11/04/2024" not in page.text


def test_without_a_month_the_newest_one_with_data_is_shown(staff: Browser, on_day: OnDay) -> None:
    on_day(date(2024, 6, 20))

    assert "tháng 3 năm 2024" in staff.get("/ho-so?loai=tra-cham").text
    assert codes(staff, "/ho-so?loai=tra-cham") == ["TN-0001"]


def test_the_past_is_shown_as_it_was_known(staff: Browser, tmp_path: Path, on_day: OnDay) -> None:
    on_day(date(2024, 5, 2))
    changed = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,07/03/2024")
    bring(tmp_path / "sua.csv", changed, date(2024, 4, 30))

    assert codes(staff, MARCH_LATE) == []
    past = staff.get(MARCH_LATE + "&ngay=31/03/2024")
    assert past.texts(".//tbody/tr/th//code") == ["TN-0001"]
    assert "Trang này cho thấy những gì hệ thống biết đến hết ngày 31/03/2024." in past.text
    assert codes(staff, MARCH_LATE + "&ngay=30/03/2024") == []


def test_a_past_day_that_has_not_come_is_refused(staff: Browser, on_day: OnDay) -> None:
    on_day(date(2024, 4, 11))

    page = staff.get("/ho-so?ngay=12/04/2024")

    assert page.status == 422
    assert "chưa tới" in page.text


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("STNMT", ["TN-0001"]), ("608", []), ("so tai nguyen va moi truong", ["TN-0001"])],
    ids=["code", "another", "name-without-marks"],
)
def test_a_unit_narrows_the_list(staff: Browser, unit: str, expected: list[str]) -> None:
    assert codes(staff, f"{MARCH_LATE}&don-vi={unit}") == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [("thang=thang-3", "f-thang"), ("thang=2024-Q1", "f-thang"), ("don-vi=zzzz", "f-don-vi")],
    ids=["unreadable-month", "quarter", "unknown-unit"],
)
def test_what_cannot_be_read_is_refused_beside_its_field(
    staff: Browser, query: str, field: str
) -> None:
    page = staff.get(f"/ho-so?{query}")

    assert page.status == 422
    assert page.one(f".//input[@id='{field}']").get("aria-invalid") == "true"


def test_an_officer_sees_the_own_unit_only(officer: Browser) -> None:
    assert codes(officer, MARCH_OVERDUE) == ["TN-0003"]
    assert codes(officer, MARCH_LATE) == []
    assert codes(officer, f"{MARCH_LATE}&don-vi=STNMT") == []


def test_anothers_dossier_is_as_missing_as_one_that_is_not(officer: Browser) -> None:
    foreign = officer.get(f"/ho-so/{key('TN-0001')}")
    missing = officer.get("/ho-so/987654")

    assert foreign.status == missing.status == 404
    assert foreign.text == missing.text
    assert officer.get(f"/ho-so/{key('TN-0003')}").status == 200


def test_the_page_says_why_step_by_step(staff: Browser) -> None:
    steps = staff.get(f"/ho-so/{key('TN-0001')}").texts(".//ul[@class='steps']/li")

    assert steps == [
        "Nguồn ghi ngày hẹn trả là 08/03/2024.",
        "08/03/2024 là ngày làm việc, nên giữ nguyên để xét.",
        "Xử lý xong ngày 12/03/2024.",
        "Chậm 4 ngày, trong đó có 2 ngày làm việc.",
    ]


def test_the_due_day_is_not_late(staff: Browser) -> None:
    page = staff.get(f"/ho-so/{key('TN-0002')}")

    assert "Không chậm" in page.text


def test_what_was_rewritten_is_told_with_old_and_new(staff: Browser, tmp_path: Path) -> None:
    changed = DOSSIERS.replace("08/03/2024,12/03/2024", "08/03/2024,08/03/2024")
    bring(tmp_path / "sau.csv", changed, date(2024, 4, 2))
    number = db.session.scalar(sa.select(Dossier.batch_id).where(Dossier.code == "TN-0001"))

    page = staff.get(f"/ho-so/{key('TN-0001')}")

    line = page.texts(".//ul[@class='events']/li")[-1]
    assert f"(lần nhập {number}): ngày kết thúc" in " ".join(line.split())
    assert "ngày kết thúc xử lý từ 12/03/2024 thành 08/03/2024" in page.text
    assert "Cảnh báo viết lại" in page.text


def test_more_dossiers_cost_no_more_statements(staff: Browser, tmp_path: Path) -> None:
    with counted_statements() as few:
        whole = staff.get(MARCH_OVERDUE)
    lines = [f"TN-1{n:03d},1.000002,608,,05/03/2024,15/03/2024,,Đang xử lý" for n in range(60)]
    head = DOSSIERS.partition("\n")[0]
    bring(tmp_path / "nhieu.csv", "\n".join([head, *lines, ""]), date(2024, 3, 31))

    with counted_statements() as many:
        page = staff.get(MARCH_OVERDUE)

    assert len(page.all(".//table[@class='table table--compact table--cards']/tbody/tr")) == 50
    assert len(few) == len(many)
    assert "Trang 1 trên 2, tất cả 61 dòng" in page.text
    (note,) = page.all(".//p[@class='print-only part-note']")
    assert note.text == "Tờ này chỉ có 50 trong 61 dòng: trang 1 trên 2 của danh sách."
    assert not whole.all(".//p[@class='print-only part-note']")


def brought_with_term(tmp_path: Path, term: str, due: str = "08/03/2024") -> str:
    head, first, *_ = DOSSIERS.splitlines()
    first = first.replace("08/03/2024,12", f"{due},12")
    bring(tmp_path / "han.csv", f"{head},Thời hạn giải quyết\n{first},{term}\n", date(2024, 4, 1))
    return f"/ho-so/{key('TN-0001')}"


def test_the_law_is_counted_day_by_day_where_the_term_is_known(
    staff: Browser, tmp_path: Path, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 1))
    page = staff.get(brought_with_term(tmp_path, "5 ngày làm việc"))

    assert "Ngày hẹn trả đã in 08/03/2024 đúng bằng ngày đếm theo luật." in page.text
    assert any(text.startswith("08/03/2024 (thứ Sáu)") for text in page.texts(".//li"))


def test_a_printed_due_date_that_is_not_the_laws_is_said_to_be(
    staff: Browser, tmp_path: Path, on_day: OnDay
) -> None:
    on_day(date(2024, 4, 1))
    page = staff.get(brought_with_term(tmp_path, "3 ngày làm việc"))

    assert "khác ngày đếm theo luật là 06/03/2024" in page.text


@pytest.mark.parametrize(
    ("term", "told"), [("", "Nguồn không ghi thời hạn"), ("tùy loại", "không đọc được")]
)
def test_without_a_readable_term_the_page_says_so(
    staff: Browser, tmp_path: Path, on_day: OnDay, term: str, told: str
) -> None:
    on_day(date(2024, 4, 1))

    assert told in staff.get(brought_with_term(tmp_path, term)).text
