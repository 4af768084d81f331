"""Logging in: one answer for every failure, a brake on guessing, a `next` that stays here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from models import LoginBrake, db
from models.vocabulary import Role
from tests.views.pages import Browser, MakeUser
from tracker.services.passwords import hash_password
from views.navigation import own_address

if TYPE_CHECKING:
    from flask import Flask

PASSWORD = "một câu dài dễ nhớ"
START = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def user(make_user: MakeUser) -> str:
    return make_user("lan", Role.OFFICE_STAFF, hash_password(PASSWORD))


def try_login(browser: Browser, username: str, password: str, **more: str):
    return browser.post("/dang-nhap", {"username": username, "password": password, **more})


def test_the_right_password_opens_the_page_that_was_asked_for(browser: Browser, user: str) -> None:
    login = browser.follow(browser.get("/tai-khoan"))
    asked = login.one(".//main//input[@name='next']").get("value", "")

    page = try_login(browser, " LAN ", PASSWORD, next=asked)

    assert page.status == 303
    assert page.went_to == "/tai-khoan"
    assert "Lan" in browser.get("/tai-khoan").text


def test_without_a_page_asked_for_one_lands_on_ones_own_work(browser: Browser, user: str) -> None:
    assert try_login(browser, user, PASSWORD).went_to == "/viec-cua-toi"


def test_a_person_who_is_logged_in_needs_no_login_page(browser: Browser, user: str) -> None:
    try_login(browser, user, PASSWORD)

    assert browser.get("/dang-nhap").went_to == "/viec-cua-toi"


def test_every_failure_reads_the_same(browser: Browser, user: str, make_user: MakeUser) -> None:
    make_user("khoa", Role.OFFICE_STAFF, hash_password(PASSWORD), is_active=False)
    make_user("trong", Role.OFFICE_STAFF, "")

    pages = [
        try_login(browser, username, password)
        for username, password in (
            (user, "sai"),
            ("khong-co", PASSWORD),
            ("khoa", PASSWORD),
            ("trong", ""),
            ("trong", "sai"),
            ("cli", "sai"),
        )
    ]

    refusals = {tuple(page.texts(".//div[@id='error-summary']//li")) for page in pages}
    assert {page.status for page in pages} == {422}
    assert refusals == {
        ("Tên tài khoản hoặc mật khẩu không đúng.",),
        ("Hãy điền ô này.",),  # the empty password never reaches an account
    }
    assert browser.client.get_cookie("login") is None


def test_an_unknown_account_costs_the_same_work(
    browser: Browser, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.services import passwords

    checked: list[str] = []
    real = passwords._hasher()

    class Counting:
        def verify_and_update(self, password: str, stored: str):
            checked.append(stored[:9])
            return real.verify_and_update(password, stored)

        def hash(self, password: str) -> str:
            return real.hash(password)

    monkeypatch.setattr(passwords, "_hasher", Counting)
    try_login(browser, user, "sai")
    try_login(browser, "khong-co", "sai")

    assert checked == ["$argon2id", "$argon2id"]


class TestBrake:
    @pytest.fixture(autouse=True)
    def clock(self):
        with time_machine.travel(START, tick=False) as traveller:
            yield traveller

    def fail(self, browser: Browser, username: str, times: int) -> None:
        for _ in range(times):
            try_login(browser, username, "sai")

    def test_ten_failures_make_the_next_try_wait_a_second(
        self, browser: Browser, user: str, clock
    ) -> None:
        self.fail(browser, user, 10)

        braked = try_login(browser, user, PASSWORD)
        clock.shift(timedelta(seconds=1))
        after = try_login(browser, user, PASSWORD)

        assert braked.status == 429
        assert braked.headers["Retry-After"] == "1"
        assert "1 giây" in braked.text
        assert after.status == 303

    def test_nine_failures_do_not_brake(self, browser: Browser, user: str) -> None:
        self.fail(browser, user, 9)

        assert try_login(browser, user, PASSWORD).status == 303

    def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_never_locks(
        self, browser: Browser, user: str, clock
    ) -> None:
        self.fail(browser, user, 10)
        waits = []
        for _ in range(13):
            page = try_login(browser, user, "sai")
            assert page.status == 429
            waits.append(int(page.headers["Retry-After"]))
            clock.shift(timedelta(seconds=waits[-1]))
            try_login(browser, user, "sai")

        assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        clock.shift(timedelta(minutes=15))
        assert try_login(browser, user, PASSWORD).status == 303

    def test_a_try_while_waiting_does_not_lengthen_the_wait(
        self, browser: Browser, user: str
    ) -> None:
        self.fail(browser, user, 30)

        assert try_login(browser, user, "sai").headers["Retry-After"] == "1"

    def test_an_account_that_does_not_exist_brakes_like_one_that_does(
        self, browser: Browser
    ) -> None:
        self.fail(browser, "khong-co", 10)

        assert try_login(browser, "khong-co", "sai").status == 429

    def test_an_address_brakes_over_many_accounts(
        self, app: Flask, browser: Browser, user: str
    ) -> None:
        for number in range(10):
            try_login(browser, f"ai-do-{number}", "sai")

        here = try_login(browser, user, PASSWORD)
        elsewhere = Browser(app.test_client(), browser.writes)
        elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

        assert here.status == 429
        assert try_login(elsewhere, user, PASSWORD).status == 303

    def test_success_forgets_the_accounts_failures_but_not_the_address_of_others(
        self, browser: Browser, user: str
    ) -> None:
        self.fail(browser, "ai-do", 4)
        self.fail(browser, user, 4)

        try_login(browser, user, PASSWORD)

        db.session.rollback()
        counts = sorted(db.session.scalars(db.select(LoginBrake.failure_count)))
        assert counts == [4, 8]

    def test_failures_are_forgotten_after_a_day(self, browser: Browser, user: str, clock) -> None:
        self.fail(browser, user, 12)
        clock.shift(timedelta(hours=24))
        self.fail(browser, user, 9)

        assert try_login(browser, user, PASSWORD).status == 303


HOSTILE = [
    "https://evil.example/",
    "http:evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/.//evil.example",
    "/viec-cua-toi\r\nSet-Cookie: a=b",
    "/viec-cua-toi\x00",
    "@evil.example",
    "/@evil.example/x",
    "/khong-co-trang-nay",
    "//localhost/viec-cua-toi",
    "/dang-xuat",
    "/\u2028/evil.example",
    "//[::1",
    "?next=//evil.example",
    "",
    "/" + "a" * 5000,
]


@pytest.mark.parametrize("address", HOSTILE, ids=range(len(HOSTILE)))
def test_next_never_leads_away_or_to_what_is_no_page(
    browser: Browser, user: str, address: str
) -> None:
    page = try_login(browser, user, PASSWORD, next=address)

    assert page.status == 303
    assert page.went_to == "/viec-cua-toi"


@pytest.mark.parametrize(
    ("asked", "built"),
    [
        ("/tinh-han?term=5%20ng%C3%A0y&time=", "/tinh-han?term=5+ng%C3%A0y"),
        ("/danh-sach/2024-03", "/danh-sach/2024-03"),
        ("/danh-sach/2024-03/v2?don-vi=H34.1", "/danh-sach/2024-03/v2?don-vi=H34.1"),
        ("/", "/"),
        ("/tinh-han#evil", "/tinh-han"),
    ],
)
def test_next_is_built_anew_from_the_page_it_names(app: Flask, asked: str, built: str) -> None:
    with app.test_request_context():
        assert own_address(asked) == built


def test_a_form_that_was_open_too_long_says_how_to_go_on(browser: Browser, user: str) -> None:
    browser.get("/dang-nhap")
    browser.token = "cũ"

    page = try_login(browser, user, PASSWORD)

    assert page.status == 400
    assert page.texts(".//h1") == ["Trang đã mở quá lâu"]


def test_the_language_switch_keeps_the_page(browser: Browser) -> None:
    browser.get("/tinh-han?term=5")

    page = browser.post("/ngon-ngu", {"language": "en", "next": "/tinh-han?term=5"})

    assert page.went_to == "/tinh-han?term=5"
    english = browser.follow(page)
    assert english.root is not None
    assert english.root.get("lang") == "en"


@pytest.mark.parametrize("language", ["", "xx", "../vi"])
def test_a_language_we_do_not_speak_changes_nothing(browser: Browser, language: str) -> None:
    page = browser.follow(browser.post("/ngon-ngu", {"language": language, "next": "//evil"}))

    assert page.root is not None
    assert page.root.get("lang") == "vi"
