"""A login lives on the server: it ends there, by time, by logout, by every change of rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from models import UserSession, db
from models.vocabulary import Role
from tests.views.pages import Browser, BrowserAs, LogInAs, MakeApp, MakeUser, Writes
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.sessions import hash_token
from tracker.services.accounts import change_role, deactivate, set_password
from tracker.services.passwords import hash_password
from tracker.transaction import transaction

if TYPE_CHECKING:
    from flask import Flask


PASSWORD = "một câu dài dễ nhớ"
START = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)


def is_in(browser: Browser) -> bool:
    return browser.get("/viec-cua-toi").status == 200


def cookie_of(browser: Browser, name: str = "login") -> str:
    cookie = browser.client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def token_rows() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(db.select(UserSession.token_hash)))


def test_after_logout_the_old_cookie_is_dead(app: Flask, browser_as: BrowserAs) -> None:
    person = browser_as(Role.OFFICE_STAFF)
    stolen = cookie_of(person)

    left = person.post("/dang-xuat")
    thief = Browser(app.test_client(), person.writes)
    thief.client.set_cookie("login", stolen)

    assert left.went_to == "/"
    assert person.client.get_cookie("login") is None
    assert not is_in(thief)
    assert token_rows() == []


@pytest.mark.usefixtures("quick_passwords")
class TestCookie:
    def log_in(self, browser: Browser, make_user: MakeUser) -> str:
        make_user("lan", Role.OFFICE_STAFF, hash_password(PASSWORD))
        page = browser.post("/dang-nhap", {"username": "lan", "password": PASSWORD})
        assert page.status == 303
        (cookie,) = (
            value for value in page.headers.getlist("Set-Cookie") if "login" in value.split("=")[0]
        )
        return cookie

    def test_it_is_out_of_reach_of_scripts_and_ends_with_the_browser(
        self, browser: Browser, make_user: MakeUser
    ) -> None:
        cookie = self.log_in(browser, make_user)

        assert "; HttpOnly" in cookie
        assert "; SameSite=Lax" in cookie
        assert "; Path=/" in cookie
        assert "Expires" not in cookie
        assert "Max-Age" not in cookie
        assert "Secure" not in cookie

    def test_over_https_it_is_bound_to_this_host(
        self, make_app: MakeApp, writes: Writes, make_user: MakeUser
    ) -> None:
        app = make_app(is_https=True)
        browser = Browser(app.test_client(), writes)
        browser.client.environ_base["wsgi.url_scheme"] = "https"
        browser.client.environ_base["HTTP_REFERER"] = "https://localhost/dang-nhap"

        cookie = self.log_in(browser, make_user)

        assert cookie.startswith("__Host-login=")
        assert "; Secure" in cookie
        assert "Domain" not in cookie
        assert is_in(browser)

    def test_the_table_keeps_only_its_hash(self, browser: Browser, make_user: MakeUser) -> None:
        self.log_in(browser, make_user)

        secret = cookie_of(browser)
        assert len(secret) >= 43  # 256 bits in base64
        assert token_rows() == [hash_token(secret)]

    def test_every_login_makes_a_new_one_and_ends_the_one_before(
        self, browser: Browser, make_user: MakeUser
    ) -> None:
        self.log_in(browser, make_user)
        first = cookie_of(browser)
        browser.token = ""

        browser.post("/dang-nhap", {"username": "lan", "password": PASSWORD})

        assert cookie_of(browser) != first
        assert token_rows() == [hash_token(cookie_of(browser))]

    @pytest.mark.parametrize("planted", ["x", "a" * 43, "", "a" * 500, "đ"])
    def test_a_made_up_one_is_nobody(self, browser: Browser, planted: str) -> None:
        browser.client.set_cookie("login", planted)

        assert not is_in(browser)

    def test_a_remember_cookie_is_nobody(self, browser: Browser) -> None:
        browser.client.set_cookie("remember_token", "1|abc")

        assert not is_in(browser)


class TestTime:
    @pytest.fixture(autouse=True)
    def clock(self):
        with time_machine.travel(START, tick=False) as traveller:
            yield traveller

    @pytest.mark.parametrize(
        ("role", "minutes", "still"),
        [
            pytest.param(Role.OFFICE_STAFF, 29, True, id="staff-29"),
            pytest.param(Role.OFFICE_STAFF, 30, False, id="staff-30"),
            pytest.param(Role.ADMINISTRATOR, 14, True, id="administrator-14"),
            pytest.param(Role.ADMINISTRATOR, 15, False, id="administrator-15"),
        ],
    )
    def test_a_login_ends_after_its_idle_time(
        self, browser_as: BrowserAs, clock, role: Role, minutes: int, still: bool
    ) -> None:
        person = browser_as(role)

        clock.shift(timedelta(minutes=minutes))

        assert is_in(person) is still

    def test_every_request_starts_the_idle_time_anew(self, browser_as: BrowserAs, clock) -> None:
        person = browser_as(Role.OFFICE_STAFF)

        for _ in range(5):
            clock.shift(timedelta(minutes=20))
            assert is_in(person)

    def test_a_login_ends_after_its_hours_however_busy(self, browser_as: BrowserAs, clock) -> None:
        person = browser_as(Role.OFFICE_STAFF)
        for _ in range(12 * 3 - 1):
            clock.shift(timedelta(minutes=20))
            assert is_in(person)

        clock.shift(timedelta(minutes=20))

        assert not is_in(person)

    def test_the_last_use_is_written_at_most_once_a_minute(
        self, browser_as: BrowserAs, clock
    ) -> None:
        person = browser_as(Role.OFFICE_STAFF)
        seen = []
        for seconds in (30, 29, 1, 59, 1):
            clock.shift(timedelta(seconds=seconds))
            assert is_in(person)
            db.session.rollback()
            seen.append(db.session.scalars(db.select(UserSession.seen_at)).one() - START)

        assert [int(at.total_seconds()) for at in seen] == [0, 0, 60, 60, 120]

    def test_reading_goes_on_while_another_writer_holds_the_lock(
        self, browser_as: BrowserAs, clock
    ) -> None:
        person = browser_as(Role.OFFICE_STAFF)
        clock.shift(timedelta(minutes=2))
        writer = db.engine.connect().execution_options(tracker_writes=True)
        writer.begin()
        try:
            status = person.client.get("/viec-cua-toi").status_code
        finally:
            writer.rollback()
            writer.close()

        assert status == 200


@pytest.mark.usefixtures("quick_passwords")
@pytest.mark.parametrize("change", ["password", "role", "deactivated"])
def test_a_change_of_rights_ends_every_login_at_once(
    make_user: MakeUser, log_in_as: LogInAs, change: str
) -> None:
    make_user("lan", Role.OFFICE_STAFF)
    first, second = log_in_as("lan"), log_in_as("lan")
    assert is_in(first)
    system = get_actor(SYSTEM_USERNAME)

    with transaction():
        if change == "password":
            set_password(actor=system, username="lan")
        elif change == "role":
            change_role(actor=system, username="lan", role=Role.APPROVER)
        else:
            deactivate(actor=system, username="lan")

    assert not is_in(first)
    assert not is_in(second)


@pytest.mark.usefixtures("quick_passwords")
class TestOwnAccount:
    @pytest.fixture
    def pair(self, make_user: MakeUser, log_in_as: LogInAs) -> tuple[Browser, Browser]:
        make_user("lan", Role.OFFICE_STAFF, hash_password(PASSWORD))
        return log_in_as("lan"), log_in_as("lan")

    def change(self, browser: Browser, current: str, chosen: str, repeated: str | None = None):
        data = {"current": current, "chosen": chosen, "repeated": repeated or chosen}
        return browser.post("/tai-khoan/mat-khau", data)

    def test_a_new_password_ends_ones_other_logins_only(self, pair) -> None:
        here, there = pair

        page = self.change(here, PASSWORD, "câu khác cũng rất dài")

        assert page.went_to == "/tai-khoan"
        assert "Đã đổi mật khẩu" in here.follow(page).text
        assert not is_in(there)

    @pytest.mark.parametrize(
        ("current", "chosen", "repeated", "message"),
        [
            pytest.param("sai", "câu khác cũng rất dài", None, "hiện nay không đúng", id="wrong"),
            pytest.param(PASSWORD, "ngắn", None, "từ 15 đến 128", id="short"),
            pytest.param(PASSWORD, "1" * 20, None, "dễ đoán", id="common"),
            pytest.param(PASSWORD, "câu khác cũng rất dài", "x", "phải giống nhau", id="unequal"),
        ],
    )
    def test_a_password_that_cannot_be_taken_says_why_beside_the_field(
        self, pair, current: str, chosen: str, repeated: str | None, message: str
    ) -> None:
        here, there = pair

        page = self.change(here, current, chosen, repeated)

        assert page.status == 422
        assert any(message in text for text in page.texts(".//div[@class='field__error']/div"))
        assert is_in(there)

    def test_guessing_the_present_password_is_braked_like_a_login(self, pair) -> None:
        here, _ = pair
        with time_machine.travel(datetime.now(UTC), tick=False):
            for _ in range(10):
                self.change(here, "sai", "câu khác cũng rất dài")
            page = self.change(here, PASSWORD, "câu khác cũng rất dài")

        assert page.status == 422
        assert "hãy thử lại sau" in page.text

    def test_one_can_end_ones_other_logins_one_by_one(self, pair) -> None:
        here, there = pair
        (end,) = [form.get("action", "") for form in here.get("/tai-khoan").all(".//td/form")]

        page = here.post(end)

        assert page.went_to == "/tai-khoan"
        assert not is_in(there)
        assert is_in(here)

    def test_nobody_ends_another_persons_login(self, pair, browser_as: BrowserAs) -> None:
        here, _ = pair
        (end,) = [form.get("action", "") for form in here.get("/tai-khoan").all(".//td/form")]
        other = browser_as(Role.ADMINISTRATOR)

        missing = other.post("/tai-khoan/phien/987654/ket-thuc")
        refused = other.post(end)

        assert refused.status == missing.status == 404
        assert refused.texts(".//h1") == missing.texts(".//h1")
        assert len(here.get("/tai-khoan").all(".//td/form")) == 1
