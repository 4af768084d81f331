"""Explanations on screen: written for many, reviewed by another, and a page that grew old."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from models import Explanation, User, db
from models.vocabulary import Role
from tests.explained import NOTE, TEXT, Office, accept, send_back, stored, write
from tests.factories import make_batch
from tests.remembered import remembered
from tests.views.staff import counted_statements

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser, BrowserAs, LogInAs, Page
    from tracker.config import Settings

MARCH = "/giai-trinh?thang=2024-03"
REASON = {"cause": "financial_step", "text": TEXT}


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Office:
    del database
    on_day(date(2024, 4, 5))
    return Office(make_actor)


def codes(page: Page) -> list[str]:
    return page.texts(".//tbody/tr/th//code")


def boxes(page: Page) -> list[str]:
    return [box.get("value", "") for box in page.all(".//input[@name='chon']")]


def tabs(page: Page) -> list[str]:
    return page.texts(".//a[@class='tabs__link']")


def test_the_page_shows_who_owes_what_and_each_count_equals_its_rows(staff: Browser) -> None:
    page = staff.get(MARCH)

    assert codes(page) == ["A-1", "B-1", "A-2"]
    assert tabs(page)[:2] == ["Tất cả 3", "Phải viết 3"]
    units = page.all(".//details//tbody/tr")
    assert len(units) == 2
    for row in units:
        for door in row.findall("./td/a"):
            there = staff.get(door.get("href", "").partition("#")[0])
            assert len(codes(there)) == int(door.text or "0")


def test_a_person_of_a_unit_sees_the_own_one_and_those_under_it(
    officer: Browser, log_in_as: LogInAs
) -> None:
    assert codes(officer.get(MARCH)) == ["A-1", "A-2"]
    assert codes(log_in_as("huyen").get(MARCH)) == ["A-1", "B-1", "A-2"]
    assert codes(log_in_as("xa-hai").get(MARCH + "&don-vi=H99.01")) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A-1", "B-1", "A-2"]),
        ("&trang-thai=phai-viet", ["B-1", "A-2"]),
        ("&trang-thai=chua-viet", ["B-1"]),
        ("&trang-thai=tra-lai", ["A-2"]),
        ("&trang-thai=cho-xem-xet", ["A-1"]),
        ("&trang-thai=da-chap-nhan", []),
        ("&ly-do=financial-step", ["A-1", "A-2"]),
        ("&ly-do=applicant", []),
        ("&tu-ngay=8", ["A-1", "B-1"]),
        ("&tu-ngay=9", ["B-1"]),
        ("&don-vi=H99.02", ["B-1"]),
        ("&trang=9", ["A-1", "B-1", "A-2"]),
    ],
)
def test_the_listing_is_filtered_and_its_file_has_the_same_rows(
    office: Office, staff: Browser, query: str, found: list[str]
) -> None:
    write("can-bo", office.one, office.three)
    send_back("truong", office.three)

    assert codes(staff.get(MARCH + query)) == found
    file = staff.get(f"/giai-trinh.csv?thang=2024-03{query}").response.get_data(as_text=True)
    assert [row["Mã hồ sơ"] for row in csv.DictReader(file.splitlines()[3:])] == found


@pytest.mark.parametrize("query", ["thang=xyz", "thang=2024-Q1", "don-vi=khong-co", "tu-ngay=-1"])
def test_a_filter_nobody_can_read_is_refused_beside_its_field(staff: Browser, query: str) -> None:
    page = staff.get(f"/giai-trinh?{query}")

    assert page.status == 422
    name = query.partition("=")[0]
    assert page.one(f".//input[@id='f-{name}']").get("aria-invalid") == "true"
    assert staff.get(f"/giai-trinh.csv?{query}").status == 422


def test_under_a_filter_nobody_can_read_nothing_is_written(
    office: Office, officer: Browser
) -> None:
    tick = [f"{office.one}.0.-"]

    for query in ("thang=xyz", "thang=2024-03&don-vi=khong-co"):
        page = officer.post(f"/giai-trinh?{query}", {"viec": "viet", "chon": tick, **REASON})
        assert page.status == 422
    assert stored() == []


def test_a_dossier_in_time_is_given_no_form(office: Office, officer: Browser) -> None:
    assert officer.get(f"/ho-so/{office.fine}/giai-trinh").all(".//textarea") == []
    assert len(officer.get(f"/ho-so/{office.one}/giai-trinh").all(".//textarea")) == 1


def test_an_officer_ticks_the_page_writes_one_reason_and_the_head_accepts(
    officer: Browser, head: Browser
) -> None:
    page = officer.get(MARCH + "&chon=het")
    assert len(page.all(".//input[@name='chon'][@checked]")) == 2

    done = officer.post(MARCH, {"viec": "viet", "chon": boxes(page), **REASON})

    assert done.went_to == MARCH
    assert [row[:3] for row in stored()] == [("A-1", 1, "submitted"), ("A-2", 1, "submitted")]
    waiting = head.get(MARCH + "&trang-thai=cho-xem-xet")
    head.post(MARCH, {"viec": "chap-nhan", "chon": boxes(waiting), "note": ""})
    assert {row[2] for row in stored()} == {"accepted"}
    assert "100 % (2/2)" in head.get(MARCH).text


def test_the_head_sends_back_with_a_note_and_the_officer_writes_the_next_version(
    office: Office, officer: Browser, head: Browser
) -> None:
    write("can-bo", office.one)
    tick = boxes(head.get(MARCH + "&trang-thai=cho-xem-xet"))

    head.post(MARCH, {"viec": "tra-lai", "chon": tick, "note": NOTE})

    page = officer.get(f"/ho-so/{office.one}/giai-trinh")
    assert NOTE in page.text
    token = page.one(".//input[@name='ban']").get("value")
    officer.post(f"/ho-so/{office.one}/giai-trinh", {"viec": "viet", "ban": token, **REASON})
    assert [row[1:3] for row in stored()] == [(1, "sent_back"), (2, "submitted")]


@pytest.mark.parametrize(
    "sent",
    [
        {"cause": "", "text": TEXT},
        {"cause": "khong-co", "text": TEXT},
        {"cause": "financial_step", "text": "ngắn"},
    ],
    ids=["no-cause", "unknown-cause", "short-text"],
)
def test_what_was_typed_and_ticked_is_kept_when_it_is_refused(
    officer: Browser, sent: dict[str, str]
) -> None:
    tick = boxes(officer.get(MARCH))[:1]

    page = officer.post(MARCH, {"viec": "viet", "chon": tick, **sent})

    assert page.status == 422
    assert sent["text"] in (page.one(".//textarea[@name='text']").text or "")
    checked = page.all(".//input[@name='chon'][@checked]")
    assert [box.get("value") for box in checked] == tick
    assert stored() == []


def test_nothing_ticked_a_missing_note_and_an_unknown_button_are_refused(
    office: Office, head: Browser
) -> None:
    write("can-bo", office.one)
    tick = boxes(head.get(MARCH + "&trang-thai=cho-xem-xet"))

    assert head.post(MARCH, {"viec": "chap-nhan", "note": ""}).status == 422
    assert head.post(MARCH, {"viec": "tra-lai", "chon": tick, "note": ""}).status == 422
    assert head.post(MARCH, {"viec": "xoa", "chon": tick, "note": ""}).status == 422
    no_ticks = ["x.y", "1", "abc.0.-", f"{office.one}.².submitted", f"{'9' * 30}.0.-"]
    assert head.post(MARCH, {"viec": "chap-nhan", "chon": no_ticks, "note": ""}).status == 422
    assert [row[2] for row in stored()] == ["submitted"]


def test_a_page_that_grew_old_is_told_what_changed_and_changes_nothing(
    office: Office, head: Browser
) -> None:
    write("can-bo", office.one)
    tick = boxes(head.get(MARCH + "&trang-thai=cho-xem-xet"))
    accept("huyen", office.one)

    page = head.post(MARCH, {"viec": "tra-lai", "chon": tick, "note": NOTE})

    assert page.status == 409
    assert "Hồ sơ A-1: bản 1, nay “Đã chấp nhận” (Huyen" in page.text
    assert NOTE in (page.one(".//textarea[@name='note']").text or "")
    assert stored()[0][2] == "accepted"


def test_one_dossiers_old_page_is_refused_too(office: Office, officer: Browser) -> None:
    here = f"/ho-so/{office.one}/giai-trinh"
    token = officer.get(here).one(".//input[@name='ban']").get("value")
    write("vp", office.one)

    page = officer.post(here, {"viec": "viet", "ban": token, **REASON})

    assert page.status == 409
    assert "Vp" in page.text
    assert len(stored()) == 1


def test_all_of_the_filter_is_taken_when_it_is_as_long_as_it_was(
    office: Office, officer: Browser
) -> None:
    for number in range(120):
        office.add(office.first, f"C-{number:03}", date(2024, 3, 5), date(2024, 3, 9))
    page = officer.get(MARCH + "&trang-thai=chua-viet")
    count = page.one(".//input[@name='so-viet']").get("value")
    assert count == "122"
    sent = {"viec": "viet", "tat-ca": "1", "so-viet": count, **REASON}

    wrong = officer.post(MARCH + "&trang-thai=chua-viet", {**sent, "so-viet": "121"})
    assert wrong.status == 409
    assert "nay có 122" in wrong.text
    assert stored() == []
    done = officer.post(MARCH + "&trang-thai=chua-viet", sent)

    assert done.status == 303
    assert len(stored()) == 122


def test_all_that_waits_leaves_out_what_the_reviewer_wrote(office: Office, head: Browser) -> None:
    write("truong", office.three)
    write("can-bo", office.one)
    address = MARCH + "&trang-thai=cho-xem-xet"
    assert boxes(head.get(address)) == [f"{office.one}.1.submitted"]

    head.post(address, {"viec": "chap-nhan", "tat-ca": "1", "so-duyet": "1", "note": ""})

    assert [(row[0], row[2]) for row in stored()] == [("A-1", "accepted"), ("A-2", "submitted")]
    assert "cần một người khác xem xét" in head.get(f"/ho-so/{office.three}/giai-trinh").text


def test_a_forged_tick_of_another_unit_is_missing(office: Office, officer: Browser) -> None:
    page = officer.post(MARCH, {"viec": "viet", "chon": [f"{office.two}.0.-"], **REASON})

    assert page.status == 404
    assert officer.get(f"/ho-so/{office.two}/giai-trinh").status == 404
    assert stored() == []


def test_the_dossiers_page_tells_the_whole_history(office: Office, staff: Browser) -> None:
    write("can-bo", office.one)
    send_back("truong", office.one)
    page = staff.get(f"/ho-so/{office.one}")

    assert "Bản 1" in page.text
    assert NOTE in page.text
    assert page.links()["Viết hoặc xem xét giải trình"] == f"/ho-so/{office.one}/giai-trinh"
    assert "Giải trình" not in staff.get(f"/ho-so/{office.fine}").texts(".//h2")


def test_the_administrator_reads_no_explanation(office: Office, browser_as: BrowserAs) -> None:
    write("can-bo", office.one)
    administrator = browser_as(Role.ADMINISTRATOR)

    for address in (MARCH, MARCH.replace("?", ".csv?"), f"/ho-so/{office.one}/giai-trinh"):
        assert administrator.get(address).status == 403
    for address in (MARCH, f"/ho-so/{office.one}/giai-trinh"):
        assert administrator.post(address, {"viec": "chap-nhan", "note": ""}).status == 403
    assert TEXT not in administrator.get(f"/ho-so/{office.one}").text


def test_the_approver_reads_and_can_do_nothing(office: Office, browser_as: BrowserAs) -> None:
    write("can-bo", office.one)
    approver = browser_as(Role.APPROVER)
    page = approver.get(MARCH)

    assert TEXT in page.text
    assert boxes(page) == []
    dossier = approver.get(f"/ho-so/{office.one}")
    assert TEXT in dossier.text
    assert "Viết hoặc xem xét giải trình" not in dossier.links()
    forged = {"viec": "chap-nhan", "chon": [f"{office.one}.1.submitted"], "note": ""}
    assert approver.post(MARCH, forged).status == 403
    assert stored()[0][2] == "submitted"


def test_text_is_shown_as_text(office: Office, staff: Browser) -> None:
    write("can-bo", office.one, text="<b>Chờ</b> thuế & <script>")

    assert "<b>Chờ</b> thuế & <script>" in staff.get(f"/ho-so/{office.one}/giai-trinh").text


def test_where_nobody_is_late_or_nothing_is_known_the_page_says_so(
    database: Settings, make_actor: MakeActor, log_in_as: LogInAs, on_day: OnDay
) -> None:
    del database
    on_day(date(2024, 4, 5))
    make_actor("vp2", Role.OFFICE_STAFF)
    assert "Chưa nhập hồ sơ nào" in log_in_as("vp2").get("/giai-trinh").text
    Office(make_actor)
    browser = log_in_as("vp2")

    assert "không có nghĩa là không ai chậm" in browser.get("/giai-trinh?thang=2024-01").text
    assert "với bộ lọc này" in browser.get(MARCH + "&tu-ngay=99").text


def test_without_a_month_the_newest_one_with_data_is_shown(staff: Browser) -> None:
    assert codes(staff.get("/giai-trinh")) == ["A-1", "B-1", "A-2"]


def test_a_long_listing_asks_the_database_no_more_often(office: Office, staff: Browser) -> None:
    with counted_statements() as few:
        staff.get(MARCH)
    for number in range(150):
        office.add(office.second, f"D-{number:03}", date(2024, 3, 5), date(2024, 3, 9))
    write("xa-hai", office.two)
    with counted_statements() as many:
        staff.get(MARCH)

    assert len(many) <= len(few)


def test_a_head_of_the_unit_that_took_over_answers_for_the_one_that_went(
    office: Office, head: Browser
) -> None:
    office.merge()

    assert codes(head.get(MARCH)) == ["A-1", "B-1", "A-2"]
    page = head.post(MARCH, {"viec": "viet", "chon": [f"{office.two}.0.-"], **REASON})
    assert page.status == 303
    written = sa.select(Explanation.dossier_id, User.username).join(
        User, User.id == Explanation.written_by
    )
    assert db.session.execute(written).all() == [(office.two, "truong")]


def test_the_count_of_a_unit_that_went_opens_its_own_rows_after_it_went(
    office: Office, log_in_as: LogInAs, on_day: OnDay
) -> None:
    office.merge()
    on_day(date(2024, 5, 3))
    staff = log_in_as("vp")
    april = "/giai-trinh?thang=2024-04"
    office.add(office.first, "A-8", date(2024, 4, 2), None)
    make_batch(office.source, as_of=date(2024, 4, 30))

    doors = [row.findall("./td/a")[0] for row in staff.get(april).all(".//details//tbody/tr")]

    shown = [codes(staff.get(door.get("href", "").partition("#")[0])) for door in doors]
    assert shown == [["B-1"], ["A-8"]]
    assert codes(staff.get("/ho-so?loai=qua-han&thang=2024-04&don-vi=H99.02")) == ["B-1"]


def test_the_dossiers_a_unit_left_are_read_by_its_heir_on_every_page(
    office: Office, head: Browser, log_in_as: LogInAs
) -> None:
    overdue, late = "/ho-so?loai=qua-han&thang=2024-03", "/ho-so?loai=tra-cham&thang=2024-03"
    assert codes(head.get(overdue)) == []
    assert head.get(f"/ho-so/{office.two}").status == 404
    assert "UBND xã Hai" not in head.get("/thong-ke/06a?ky=2024-03").text

    office.merge()

    assert codes(head.get(overdue)) == ["B-1"]
    file = head.get(overdue.replace("ho-so", "ho-so.csv")).response.get_data(as_text=True)
    assert [row["Mã hồ sơ"] for row in csv.DictReader(file.splitlines()[3:])] == ["B-1"]
    assert head.get(f"/ho-so/{office.two}").status == 200
    assert "UBND xã Hai" in head.get("/thong-ke/06a?ky=2024-03").text
    stranger = log_in_as("xa-hai")
    assert codes(stranger.get(late)) == []
    assert stranger.get(f"/ho-so/{office.one}").status == 404
