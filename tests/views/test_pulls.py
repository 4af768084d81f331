"""Sources and pulls on screen: what each role sees and may do, and the bytes as they came."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models import PullRun, Source, SourceUnit, db
from models.vocabulary import Role, RunState
from tests.factories import make_figure, make_indicator, make_unit
from tests.remembered import remembered
from tests.run_rows import make_call, make_run, make_source_unit
from tests.views.staff import counted_statements
from tracker.clock import now

if TYPE_CHECKING:
    from tests.conftest import OnDay
    from tests.views.pages import Browser, BrowserAs, Page
    from tracker.config import Settings

PERIOD = "2024-03"
WHY = "Đã gọi cổng, số cũ dùng được"
#: What a browser would run if it were shown as a page, and bytes no text has.
HOSTILE = b"<script>alert(1)</script>\x00\xff\xfe"


@pytest.fixture
def staff(browser_as: BrowserAs) -> Browser:
    return browser_as(Role.OFFICE_STAFF)


@remembered
def failed(database: Settings, on_day: OnDay) -> int:
    """A source with figures whose newest pull failed; gives the number of that pull."""
    del database
    on_day(date(2024, 4, 10))
    unit = make_unit("X1", "UBND xã Một")
    make_figure(
        make_indicator("T-1", "Tỷ lệ"), unit, PERIOD, 9, 10, source="CONG", as_of=date(2024, 4, 2)
    )
    good = make_run("CONG", state=RunState.OK)
    make_source_unit(good, "901", "Xã Một bên nguồn", unit)
    make_source_unit(good, "902", "Xã Hai bên nguồn")
    return make_run(
        "CONG",
        state=RunState.FAILED,
        error="pull_interrupted",
        findings=[{"code": "run_needs_no_acceptance", "params": {"run": 7}}],
        quality={"province_wide": 12, "LA": 1},
    )


def test_sources_show_their_state_rank_and_periods(staff: Browser, failed: int) -> None:
    make_run("MOI", state=RunState.OK_WITH_FINDINGS)
    page = staff.get("/nguon-so-lieu")

    rows = page.texts(".//tbody/tr")
    assert len(rows) == 2
    assert rows[0].startswith("Cong")
    for part in ("lấy thất bại", "100", "không đặt", "tháng 3 năm 2024"):
        assert part in rows[0]
    assert "lấy được" in rows[1]
    assert page.links()["Cong"] == "/nguon-so-lieu/CONG"


def test_without_a_source_the_page_says_how_one_comes(staff: Browser) -> None:
    assert "Chưa có nguồn nào" in staff.get("/nguon-so-lieu").text


def test_the_listing_asks_the_same_few_questions_however_many_sources(
    staff: Browser, failed: int
) -> None:
    with counted_statements() as few:
        staff.get("/nguon-so-lieu")
    for number in range(6):
        make_run(f"S{number}")
    with counted_statements() as many:
        staff.get("/nguon-so-lieu")

    assert len(many) == len(few)


def test_a_source_shows_its_pulls_and_the_units_nobody_mapped_first(
    staff: Browser, failed: int
) -> None:
    page = staff.get("/nguon-so-lieu/CONG")

    assert f"Số {failed}" in page.links()
    assert "tracker pull CONG --period 2024-03" in page.text
    assert "Có 1 đơn vị chưa biết là đơn vị nào của ta" in page.text
    units = page.texts(".//table[last()]/tbody/tr")[-2:]
    assert "chưa gắn" in units[0]
    assert "UBND xã Một" in units[1]


def test_an_unknown_source_is_no_page(staff: Browser) -> None:
    page = staff.get("/nguon-so-lieu/KHONG-CO")

    assert page.status == 404
    assert "KHONG-CO" in page.text


def test_rank_and_age_limit_are_set_on_the_page(staff: Browser, failed: int) -> None:
    answer = staff.post("/nguon-so-lieu/CONG/thu-tu", {"thu-tu-rank": "5", "thu-tu-seen": "100"})
    assert "Đã đổi thứ tự" in staff.follow(answer).text
    staff.post("/nguon-so-lieu/CONG/gioi-han", {"gioi-han-days": "3", "gioi-han-seen": ""})
    found = db.session.query(Source).filter_by(code="CONG").one()

    assert (found.rank, found.max_age_days) == (5, 3)
    staff.post("/nguon-so-lieu/CONG/gioi-han", {"gioi-han-days": "", "gioi-han-seen": "3"})
    db.session.expire_all()
    assert found.max_age_days is None


@pytest.mark.parametrize("rank", ["0", "1000", "abc", ""])
def test_a_rank_that_cannot_be_is_refused_beside_its_field(
    staff: Browser, failed: int, rank: str
) -> None:
    page = staff.post("/nguon-so-lieu/CONG/thu-tu", {"thu-tu-rank": rank})

    assert page.status == 422
    assert page.one(".//input[@name='thu-tu-rank']").get("aria-invalid") == "true"


def test_a_unit_is_mapped_on_the_page(staff: Browser, failed: int) -> None:
    page = staff.post(
        "/nguon-so-lieu/CONG/don-vi",
        {"don-vi-external_id": ":902", "don-vi-unit": "X1"},
    )
    assert page.status == 422
    assert "đã được gắn với “Xã Một bên nguồn”" in page.text

    two = make_unit("X2", "UBND xã Hai")
    answer = staff.post(
        "/nguon-so-lieu/CONG/don-vi",
        {"don-vi-external_id": ":902", "don-vi-unit": "UBND xã Hai"},
    )
    assert answer.went_to == "/nguon-so-lieu/CONG"
    found = db.session.query(SourceUnit).filter_by(external_id="902").one()
    assert found.unit_id == two


@pytest.mark.parametrize(
    ("step", "fields", "typed", "stands"),
    [
        ("thu-tu", {"rank": "5", "seen": "90"}, "5", "100"),
        ("gioi-han", {"days": "3", "seen": "30"}, "3", "–"),
        ("don-vi", {"external_id": "X2:901", "unit": "UBND xã Hai"}, "UBND xã Hai", "X1"),
    ],
)
def test_a_stale_decision_about_a_source_shows_both(
    staff: Browser, failed: int, step: str, fields: dict[str, str], typed: str, stands: str
) -> None:
    del failed
    make_unit("X2", "UBND xã Hai")
    sent = {f"{step}-{name}": value for name, value in fields.items()}
    page = staff.post(f"/nguon-so-lieu/CONG/{step}", sent)

    assert page.status == 409
    (box,) = [box for box in page.all(".//input") if box.get("aria-invalid")]
    assert box.get("value") == typed
    assert f"nay là “{stands}”" in page.text
    again = {**sent, **seen_in(page, step)}
    assert staff.post(f"/nguon-so-lieu/CONG/{step}", again).status == 303


def seen_in(page: Page, step: str) -> dict[str, str]:
    """Return what a page that was shown again holds of what stands now."""
    if step == "don-vi":
        shown = [box.get("value", "") for box in page.all(".//option")]
        return {"don-vi-external_id": next(value for value in shown if value.endswith(":901"))}
    return {f"{step}-seen": page.one(f".//input[@name='{step}-seen']").get("value", "")}


@pytest.mark.parametrize("role", [Role.OFFICE_STAFF, Role.ADMINISTRATOR])
def test_a_stopped_source_is_resumed_with_a_reason(
    browser_as: BrowserAs, failed: int, role: Role
) -> None:
    db.session.query(Source).update({"stopped_at": now(), "stopped_code": "pull_interrupted"})
    db.session.commit()
    browser = browser_as(role)
    assert "đang dừng, chờ người xem" in browser.get("/nguon-so-lieu").text

    short = browser.post("/nguon-so-lieu/CONG/cho-chay-lai", {"cho-chay-lai-reason": "ok"})
    assert short.status == 422
    browser.post("/nguon-so-lieu/CONG/cho-chay-lai", {"cho-chay-lai-reason": WHY})

    db.session.expire_all()
    assert db.session.query(Source).one().stopped_at is None
    assert not browser.get("/nguon-so-lieu/CONG").all(".//*[@id='chay-lai']")
    late = browser.post("/nguon-so-lieu/CONG/cho-chay-lai", {"cho-chay-lai-reason": WHY})
    assert late.status == 409
    assert WHY in "".join(late.one(".//*[@id='error-summary']").itertext())


def test_a_run_shows_calls_findings_and_flags_in_words(staff: Browser, failed: int) -> None:
    sha256 = make_call(failed, HOSTILE)
    make_call(failed, None, name="payment", status=None, error_code="pull_interrupted")
    make_call(failed, b"-", name="online", status=404, error_code="source_status_unexpected")
    page = staff.get(f"/lan-lay/{failed}")

    for part in (
        "lấy thất bại",
        "Lần lấy số liệu số 7 đã thành công",
        "số chung của cả tỉnh (province_wide): 12",
        "LA: 1",
        sha256,
        "1.234",
        "không nhận được gì",
        "Gọi “online”: nguồn trả mã 404, không phải trả lời tốt",
        "tracker pull CONG --period 2024-03",
    ):
        assert part in page.text


def test_the_bytes_of_a_reply_come_back_exactly_and_are_never_a_page(
    staff: Browser, failed: int
) -> None:
    sha256 = make_call(failed, HOSTILE)
    page = staff.get(f"/lan-lay/{failed}/goi/1")

    assert page.response.get_data() == HOSTILE
    assert hashlib.sha256(page.response.get_data()).hexdigest() == sha256
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_reply_that_never_came_cannot_be_downloaded(staff: Browser, failed: int) -> None:
    make_call(failed, None)

    assert staff.get(f"/lan-lay/{failed}/goi/1").status == 404
    assert staff.get(f"/lan-lay/{failed}/goi/2").status == 404
    assert staff.get("/lan-lay/987/goi/1").status == 404
    assert staff.get("/lan-lay/987").status == 404


def test_a_failed_pull_is_accepted_on_its_page(staff: Browser, failed: int) -> None:
    short = staff.post(f"/lan-lay/{failed}/chap-nhan", {"reason": "ok"})
    assert short.status == 422

    answer = staff.post(f"/lan-lay/{failed}/chap-nhan", {"reason": WHY})
    page = staff.follow(answer)

    assert "Kỳ tháng 3 năm 2024 đi tiếp được" in page.text
    assert f"Lý do: {WHY}" in page.text
    assert not page.all(".//*[@id='lam-gi']")
    again = staff.post(f"/lan-lay/{failed}/chap-nhan", {"reason": WHY})
    assert again.status == 409
    assert staff.post("/lan-lay/987/chap-nhan", {"reason": WHY}).status == 404


def test_a_shrunken_pull_shows_how_its_figures_would_be_taken_in(
    staff: Browser, failed: int
) -> None:
    shrunken = make_run("CONG", state=RunState.FAILED, error="pull_shrunken")
    command = 'tracker pull CONG --period 2024-03 --accept-shrunken --reason "…"'

    assert command in staff.get(f"/lan-lay/{shrunken}").text
    assert "--accept-shrunken" not in staff.get(f"/lan-lay/{failed}").text


def test_only_the_newest_failed_pull_waits_for_an_answer(staff: Browser, failed: int) -> None:
    newer = make_run("CONG", state=RunState.OK)

    assert not staff.get(f"/lan-lay/{failed}").all(".//*[@id='lam-gi']")
    assert not staff.get(f"/lan-lay/{newer}").all(".//*[@id='lam-gi']")
    assert staff.post(f"/lan-lay/{failed}/chap-nhan", {"reason": WHY}).status == 422
    assert db.session.get_one(PullRun, failed).accepted_at is None


@pytest.mark.parametrize("role", [Role.APPROVER, Role.ADMINISTRATOR])
def test_who_decides_no_figures_reads_and_gets_no_forms(
    browser_as: BrowserAs, failed: int, role: Role
) -> None:
    browser = browser_as(role)

    for address in ("/nguon-so-lieu/CONG", f"/lan-lay/{failed}"):
        page = browser.get(address)
        own = list(page.all(".//main//form"))
        assert (page.status, own) == (200, [])
    assert "Chuyên viên Văn phòng là người chấp nhận" in page.text
    assert browser.post(f"/lan-lay/{failed}/chap-nhan", {"reason": WHY}).status == 403


def test_the_menu_leads_there_for_who_may_read_it(browser_as: BrowserAs) -> None:
    may = {}
    for role in ROLES:
        browser = browser_as(role)
        links = browser.get("/tinh-han").links()
        if "Số liệu" in links:
            links = browser.get(links["Số liệu"]).links()
        may[role] = "Nguồn số liệu" in links

    assert may == {
        Role.PUBLIC: False,
        Role.UNIT_OFFICER: False,
        Role.DEPARTMENT_HEAD: False,
        Role.OFFICE_STAFF: True,
        Role.APPROVER: True,
        Role.ADMINISTRATOR: True,
    }


ROLES = (
    Role.PUBLIC,
    Role.UNIT_OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.OFFICE_STAFF,
    Role.APPROVER,
    Role.ADMINISTRATOR,
)
