"""Pages kept in front of the application: the same for everybody, and nobody else's."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from werkzeug.http import http_date, parse_date

from models.vocabulary import Role
from tests.conftest import Store, close_database, settings_for
from tests.published import MARCH, Publisher, add_actor, public
from tests.views.pages import Browser
from tracker.clock import VIETNAM
from tracker.queries.accounts import get_actor
from tracker.runtime import create_runtime
from tracker.services.audit import record_audit
from tracker.transaction import transaction
from views import page_cache
from views.page_cache import init_page_cache

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from tests.conftest import OnDay
    from tests.views.pages import LogInAs, Writes
    from tracker.config import Settings

MONTH = f"/danh-sach/{MARCH}"
SHARED = ("/", "/danh-sach", MONTH, f"{MONTH}/v1", "/don-vi/H99.01", "/cach-doc", "/feed.atom",
          "/robots.txt", f"{MONTH}.json", f"{MONTH}/v1.csv", f"{MONTH}/v1.xlsx", f"{MONTH}/v1.docx",
          f"{MONTH}/v1.pdf")  # fmt: skip
DAY = date(2024, 6, 10)

Calls = list[str]


@pytest.fixture
def calls() -> Calls:
    """What the application itself was asked."""
    return []


@pytest.fixture
def app(make_app: Any, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application behind the cache, which looks at the database each time."""
    monkeypatch.setattr(page_cache, "CHECK_SECONDS", -1.0)
    app: Flask = make_app()
    inner = app.wsgi_app

    def counted(environ: Any, start_response: Any) -> Any:
        calls.append(environ["PATH_INFO"])
        return inner(environ, start_response)

    app.wsgi_app = counted  # type: ignore[method-assign]
    init_page_cache(app)
    return app


@pytest.fixture(scope="module")
def published_template(
    store: Store, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A database in which the office has published March."""
    url = store.create(empty_template)
    settings = settings_for(url, tmp_path_factory.mktemp("published"))
    moment = datetime.combine(DAY, time(12), VIETNAM)
    with create_runtime(settings).app_context(), time_machine.travel(moment, tick=False):
        Publisher(settings, add_actor).publish()
        close_database()
    return url


@pytest.fixture
def database(
    store: Store, published_template: str, tmp_path: Path, on_day: OnDay
) -> Iterator[Settings]:
    url = store.create(published_template)
    settings = settings_for(url, tmp_path)
    with create_runtime(settings).app_context():
        on_day(DAY)
        yield settings
        close_database()
    store.drop(url)


@pytest.fixture
def published(database: Settings) -> Publisher:
    return Publisher(database)


@pytest.fixture
def another(app: Flask, writes: Writes) -> Callable[[], Browser]:
    """Return a function that gives a reader of their own."""
    return lambda: Browser(app.test_client(), writes)


def test_the_application_makes_a_page_once(
    published: Publisher, browser: Browser, another: Any, calls: Calls
) -> None:
    for address in SHARED:
        first, second = browser.get(address), another().get(address)
        assert first.status == second.status == 200, address
        assert first.response.data == second.response.data

    assert calls == list(SHARED)


def test_a_shared_page_holds_no_secret_and_sets_no_cookie(
    published: Publisher, browser: Browser
) -> None:
    for address in SHARED:
        page = browser.get(address)
        assert "Set-Cookie" not in page.headers
        assert b"csrf" not in page.response.data
        assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=30, must-revalidate"
        assert "Cookie" in page.headers["Vary"]


def test_who_has_the_page_is_told_so(published: Publisher, browser: Browser) -> None:
    later = http_date(datetime.fromisoformat("2030-01-01T00:00:00+00:00"))
    for address in SHARED:
        first = browser.get(address)
        tag, day = first.headers["ETag"], first.headers["Last-Modified"]
        tags = [{"If-None-Match": known} for known in (tag, f'"other", {tag}', "*")]
        for known in (*tags, {"If-Modified-Since": day}, {"If-Modified-Since": later}):
            again = browser.get(address, headers=known)
            assert again.status == 304, (address, known)
            assert again.response.data == b""
            assert again.headers["ETag"] == tag
            assert "Content-Length" not in again.headers


def test_who_has_an_older_page_gets_the_newer(published: Publisher, browser: Browser) -> None:
    first = browser.get(MONTH)
    stated = parse_date(first.headers["Last-Modified"])
    assert stated is not None
    older = http_date(stated - timedelta(seconds=1))

    assert browser.get(MONTH, headers={"If-Modified-Since": older}).status == 200
    assert browser.get(MONTH, headers={"If-None-Match": '"other"'}).status == 200
    both = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert browser.get(MONTH, headers=both).status == 200, "a tag decides alone"


def test_a_change_has_new_validators(published: Publisher, browser: Browser, on_day: OnDay) -> None:
    first = browser.get(MONTH)
    on_day(DAY + timedelta(days=1))
    published.correct("Sai một ngày hẹn")

    again = browser.get(
        MONTH,
        headers={"If-None-Match": first.headers["ETag"]},
    )
    assert again.status == 200
    assert "Sai một ngày hẹn" in again.text
    by_day = browser.get(MONTH, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_day.status == 200


def test_withdrawing_empties_every_address_at_once(published: Publisher, browser: Browser) -> None:
    for address in SHARED:
        browser.get(address)
    published.withdraw("Lộ mã hồ sơ")

    assert "Lộ mã hồ sơ" in browser.get(MONTH).text
    assert "Chưa có kỳ nào được công bố" in browser.get("/").text
    for ending in ("json", "csv", "xlsx", "docx", "pdf"):
        gone = browser.get(f"{MONTH}.{ending}")
        assert gone.status == 410
        assert gone.headers["Cache-Control"] == "private, no-cache"


def test_a_change_of_something_else_leaves_the_pages(
    published: Publisher, browser: Browser, calls: Calls
) -> None:
    browser.get(MONTH)
    with transaction():
        record_audit(
            actor=get_actor("staff"),
            action="imported",
            object_type="import_batch",
            object_key="1",
            details={},
        )
    browser.get(MONTH)

    assert calls == [MONTH]


def test_the_day_of_taking_down_changes_the_page_by_itself(
    published: Publisher, browser: Browser, on_day: OnDay
) -> None:
    published.add(date(2024, 4, 20), month=4)
    published.publish("2024-04", public(published.settings, take_down_months=1))
    assert browser.get("/danh-sach/2024-04.pdf").status == 200
    first = browser.get("/danh-sach/2024-04")

    on_day(date(2024, 7, 10))
    assert browser.get("/danh-sach/2024-04.pdf").status == 410
    known = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert "hết hạn đăng" in browser.get("/danh-sach/2024-04", headers=known).text


class TestPersons:
    def test_a_page_of_a_person_goes_to_nobody_else(
        self, published: Publisher, browser: Browser, another: Any, log_in_as: LogInAs
    ) -> None:
        person = log_in_as("staff")
        own = person.get(MONTH)
        others = browser.get(MONTH)
        again = person.get(MONTH)

        for page in (own, again):
            assert "Staff" in page.text
            assert page.headers["Cache-Control"] == "no-store"
        assert "Staff" not in others.text
        assert "Đăng nhập" in others.text
        assert another().get(MONTH).response.data == others.response.data

    def test_a_cookie_that_logs_nobody_in_keeps_out_of_what_others_get(
        self, published: Publisher, app: Flask, writes: Writes, calls: Calls
    ) -> None:
        client = app.test_client()
        client.set_cookie("login", "not-a-login")
        Browser(client, writes).get(MONTH)

        assert calls == [MONTH]
        assert Browser(app.test_client(), writes).get(MONTH).status == 200
        assert calls == [MONTH, MONTH]

    def test_what_one_person_is_told_is_told_to_nobody_else(
        self, published: Publisher, another: Any, log_in_as: LogInAs
    ) -> None:
        person = log_in_as("staff")
        person.get("/viec-cua-toi")
        left = person.post("/dang-xuat")
        told = person.follow(left) if left.went_to == "/" else person.get("/")
        others = another().get("/")

        assert told.all(".//div[@role='status']")
        assert told.headers["Cache-Control"] != others.headers["Cache-Control"]
        assert others.all(".//div[@role='status']") == []

    def test_a_reader_gets_their_language(
        self, published: Publisher, browser: Browser, another: Any, calls: Calls
    ) -> None:
        english = another()
        switched = english.get(f"/ngon-ngu/en?next={MONTH}")
        assert switched.went_to == MONTH
        del calls[:]

        pages = [reader.get(MONTH) for reader in (english, browser, english, browser)]
        languages = [page.root.get("lang") for page in pages]  # type: ignore[union-attr]
        assert languages == ["en", "vi", "en", "vi"]
        assert pages[0].headers["ETag"] != pages[1].headers["ETag"]
        assert calls == [MONTH, MONTH]

    def test_a_language_that_is_none_changes_nothing(self, browser: Browser) -> None:
        assert browser.get("/ngon-ngu/xx?next=/danh-sach").went_to == "/danh-sach"
        page = browser.get("/danh-sach")
        assert page.root is not None
        assert page.root.get("lang") == "vi"

    def test_the_switch_leads_nowhere_else(self, browser: Browser) -> None:
        for address in ("https://evil.example/", "//evil.example", "/\\evil.example"):
            assert browser.get(f"/ngon-ngu/en?next={address}").went_to == "/"

    def test_the_first_page_keeps_no_host_of_a_request(
        self, published: Publisher, browser: Browser, another: Any
    ) -> None:
        for address in SHARED:
            browser.get(address, headers={"Host": "evil.example"})
            assert b"evil.example" not in another().get(address).response.data


class TestKinds:
    def test_a_compressed_page_is_the_same_with_a_tag_of_its_own(
        self, published: Publisher, browser: Browser
    ) -> None:
        plain = browser.get(MONTH)
        small = browser.client.get(MONTH, headers={"Accept-Encoding": "br, gzip;q=0.8"})

        assert small.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small.data) == plain.response.data
        assert small.headers["ETag"] != plain.headers["ETag"]
        assert "Accept-Encoding" in ", ".join(small.headers.getlist("Vary"))
        assert len(small.data) == int(small.headers["Content-Length"])
        known = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]}
        assert browser.client.get(MONTH, headers=known).status_code == 304

    @pytest.mark.parametrize("header", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0"])
    def test_who_takes_no_gzip_gets_none(
        self, published: Publisher, browser: Browser, header: str
    ) -> None:
        page = browser.client.get(MONTH, headers={"Accept-Encoding": header})

        assert "Content-Encoding" not in page.headers

    def test_a_head_is_the_page_without_its_body(
        self, published: Publisher, browser: Browser
    ) -> None:
        page, head = browser.client.get(MONTH), browser.client.head(MONTH)

        assert head.data == b""
        assert head.status_code == 200
        assert dict(head.headers) == dict(page.headers)

    @pytest.mark.parametrize(
        "address",
        ["/danh-sach/2020-01", "/khong-co", "/viec-cua-toi", "/tinh-han", f"{MONTH}?x=1"],
        ids=["no-list", "no-page", "for-persons", "with-a-form", "unknown-query"],
    )
    def test_other_answers_are_never_kept(
        self, published: Publisher, browser: Browser, calls: Calls, address: str
    ) -> None:
        browser.client.get(address)
        browser.client.get(address)

        assert len(calls) == 2

    def test_each_part_of_a_long_list_is_kept_for_itself(
        self, published: Publisher, browser: Browser, calls: Calls
    ) -> None:
        whole, own = browser.get(MONTH), browser.get(f"{MONTH}?don-vi=H99.02")

        assert whole.response.data != own.response.data
        assert browser.get(f"{MONTH}?don-vi=H99.02").response.data == own.response.data
        assert len(calls) == 2

    def test_memory_is_bounded_and_the_oldest_goes_first(
        self,
        published: Publisher,
        browser: Browser,
        calls: Calls,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        sizes = [
            len(browser.client.get(MONTH, headers={"Accept-Encoding": coding}).data)
            for coding in ("identity", "gzip")
        ]
        monkeypatch.setattr(page_cache, "MOST_BYTES", sum(sizes))
        del calls[:]

        browser.get("/robots.txt")  # a few bytes too many
        browser.get("/robots.txt")
        browser.get(MONTH)
        assert calls == ["/robots.txt", MONTH]

    def test_a_page_too_large_is_given_and_not_kept(
        self,
        published: Publisher,
        browser: Browser,
        calls: Calls,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(page_cache, "LARGEST_PAGE", 100)

        assert browser.get(MONTH).response.data == browser.get(MONTH).response.data
        assert calls == [MONTH, MONTH]


def test_between_two_looks_nothing_is_asked_of_the_database(
    published: Publisher, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.views.staff import counted_statements

    browser.get(MONTH)
    monkeypatch.setattr(page_cache, "CHECK_SECONDS", 3600.0)
    with counted_statements() as sent:
        browser.get(MONTH)
        browser.get(MONTH)

    assert sent == []


def test_without_an_answer_of_the_database_the_application_is_asked(
    published: Publisher, browser: Browser, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get(MONTH)
    monkeypatch.setattr(page_cache, "find_public_change", lambda _known: None)
    browser.get(MONTH)

    assert calls == [MONTH, MONTH]


def test_what_a_process_is_sent_it_sees_at_once(
    published: Publisher, browser: Browser, log_in_as: LogInAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.get("/")
    monkeypatch.setattr(page_cache, "CHECK_SECONDS", 3600.0)
    browser.get(MONTH)
    person = log_in_as("staff")
    person.get(f"/cong-bo/{MARCH}")
    person.post(f"/cong-bo/{MARCH}/v1/thu-hoi", {"thu-hoi-reason": "Lộ mã hồ sơ"})

    assert "Lộ mã hồ sơ" in browser.get(MONTH).text


def test_everybody_else_is_not_kept(browser: Browser, log_in_as: LogInAs, make_user: Any) -> None:
    make_user("head", Role.OFFICE_STAFF)

    assert log_in_as("head").get("/danh-sach").headers["Cache-Control"] == "no-store"
