"""Pages kept in front of the application: the same for everybody, and nobody else's."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from werkzeug.http import http_date, parse_date

from models import UserSession, db
from models.vocabulary import Role, UnitLevel
from tests.published import MARCH, Publisher, public
from tests.remembered import add_actor, remembered
from tests.views.pages import Browser
from tracker.clock import VIETNAM, now
from tracker.queries.accounts import get_actor
from tracker.services.audit import record_audit
from tracker.services.late_lists import withdraw_late_list
from tracker.services.sessions import Proof, end_own_session, open_session
from tracker.services.unit_book import UnitDraft
from tracker.services.unit_imports import UnitFile, record_unit_import
from tracker.transaction import transaction
from views import page_cache
from views.kept_pages import collect, keep
from views.page_cache import init_page_cache

if TYPE_CHECKING:
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

pytestmark = pytest.mark.usefixtures("published")


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


@remembered
def published(database: Settings, on_day: OnDay) -> Publisher:
    """An office that has published March."""
    on_day(DAY)
    publisher = Publisher(database, add_actor)
    publisher.publish()
    return publisher


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


def test_a_change_on_the_same_day_is_newer_than_what_a_reader_has(
    published: Publisher, browser: Browser, on_day: OnDay
) -> None:
    first = browser.get(MONTH)
    on_day(DAY, time(15))
    published.correct("Sai một ngày hẹn")

    known = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert browser.get(MONTH, headers=known).status == 200


def test_a_page_is_no_older_than_the_server_that_makes_it(
    published: Publisher, make_app: Any, on_day: OnDay, writes: Writes
) -> None:
    on_day(DAY, time(15))
    app = make_app()
    init_page_cache(app)

    stated = parse_date(Browser(app.test_client(), writes).get(MONTH).headers["Last-Modified"])
    assert stated == datetime.combine(DAY, time(15), VIETNAM)


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


def test_people_who_come_and_go_leave_the_pages(
    published: Publisher, browser: Browser, calls: Calls, log_in_as: LogInAs
) -> None:
    before = browser.get(MONTH).headers["Last-Modified"]
    person = log_in_as("staff")
    person.post("/dang-xuat")
    session_id = open_session_of("staff")
    with transaction():
        end_own_session(actor=get_actor("staff"), session_id=session_id)

    assert browser.get(MONTH).headers["Last-Modified"] == before
    assert calls.count(MONTH) == 1


def test_a_person_switched_off_is_a_change(
    published: Publisher, browser: Browser, calls: Calls
) -> None:
    browser.get(MONTH)
    with transaction():
        record_audit(
            actor=get_actor("staff"),
            action="user_deactivated",
            object_type="user",
            object_key="approver",
        )
    browser.get(MONTH)

    assert calls == [MONTH, MONTH]


def test_a_file_of_units_changes_their_pages_at_once(
    published: Publisher, browser: Browser
) -> None:
    address = "/don-vi/H99.01"
    assert "UBND phường Mới" not in browser.get(address).text
    draft = UnitDraft("H99.01", "UBND phường Mới", UnitLevel.COMMUNE, row=2)
    with transaction():
        report = record_unit_import(
            actor=get_actor("staff"), file=UnitFile("u.csv", "a" * 64, (draft,), (), {})
        )
    assert (report.updated, report.errors) == (1, ())

    assert "UBND phường Mới" in browser.get(address).text


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

    def test_who_asks_for_a_part_gets_the_whole(
        self, published: Publisher, browser: Browser
    ) -> None:
        for address in (MONTH, f"{MONTH}.pdf"):
            whole = browser.client.get(address)
            asked = browser.client.get(address, headers={"Range": "bytes=0-9"})
            assert (asked.status_code, asked.data) == (200, whole.data)
            known = {"If-None-Match": whole.headers["ETag"], "Range": "bytes=0-9"}
            assert browser.client.head(address, headers=known).status_code == 304

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

    def test_a_page_that_is_not_there_is_never_the_one_a_reader_has(
        self, published: Publisher, browser: Browser
    ) -> None:
        assert browser.get("/danh-sach/2020-01", headers={"If-None-Match": "*"}).status == 404

    def test_an_address_longer_than_any_of_ours_is_not_kept(
        self, published: Publisher, browser: Browser, calls: Calls
    ) -> None:
        address = f"{MONTH}?don-vi={'x' * page_cache.LONGEST_ADDRESS}"
        assert browser.get(address).response.data == browser.get(address).response.data

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

    def test_what_is_asked_for_stays(
        self,
        published: Publisher,
        browser: Browser,
        app: Flask,
        calls: Calls,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for address in ("/robots.txt", MONTH, "/robots.txt"):
            browser.get(address)
        monkeypatch.setattr(page_cache, "MOST_BYTES", app.wsgi_app._bytes)  # type: ignore[attr-defined]
        browser.get("/feed.atom")  # the list makes room for it
        del calls[:]

        browser.get("/robots.txt")
        browser.get(MONTH)
        assert calls == [MONTH]

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


def open_session_of(username: str) -> int:
    """Open a login and return its key."""
    with transaction():
        open_session(
            proof=Proof(get_actor(username), None),
            address="127.0.0.1",
            at=now(),
            lifetime=timedelta(hours=1),
        )
    user_id = get_actor(username).id
    key = sa.select(UserSession.id).where(UserSession.user_id == user_id)
    return db.session.scalars(key.order_by(UserSession.id.desc()).limit(1)).one()


class TestThreads:
    """What another thread may do between two steps of one."""

    def test_a_page_begun_before_a_change_is_not_kept_after_it(
        self,
        published: Publisher,
        browser: Browser,
        another: Any,
        app: Flask,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        withdrawn: list[str] = []

        def meanwhile(*arguments: Any) -> Any:
            page = keep(*arguments)
            if not withdrawn:
                withdrawn.append("Lộ mã hồ sơ")
                published.withdraw(*withdrawn)
                another().get("/cach-doc")  # another thread sees the change first
            return page

        monkeypatch.setattr("views.page_cache.keep", meanwhile)
        browser.client.get(MONTH)

        assert "Lộ mã hồ sơ" in browser.get(MONTH).text

    def test_a_cookie_forgotten_while_it_is_read_is_no_error(
        self, published: Publisher, another: Any, app: Flask
    ) -> None:
        class Forgetful(dict[str, Any]):
            """Emptied by another thread after every write."""

            def __setitem__(self, key: str, value: Any) -> None:
                self.clear()

        reader = another()
        reader.get(f"/ngon-ngu/en?next={MONTH}")
        app.wsgi_app._languages = Forgetful()  # type: ignore[attr-defined]

        for _ in range(2):
            assert reader.get(MONTH).root.get("lang") == "en"

    def test_no_more_cookies_are_remembered_than_may_be(
        self, published: Publisher, browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(page_cache, "MOST_COOKIES", 2)
        for number in range(5):
            browser.client.set_cookie("preferences", f"forged-{number}")
            assert browser.get(MONTH).status == 200

        assert len(app.wsgi_app._languages) <= 2  # type: ignore[attr-defined]

    def test_what_was_written_while_others_read_is_seen_by_the_next(
        self,
        published: Publisher,
        browser: Browser,
        another: Any,
        log_in_as: LogInAs,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        person = log_in_as("staff")
        person.get(f"/cong-bo/{MARCH}")
        browser.get(MONTH)
        monkeypatch.setattr(page_cache, "CHECK_SECONDS", 3600.0)

        def meanwhile(**arguments: Any) -> Any:
            another().client.get(MONTH)  # looks at the database before the change is there
            return withdraw_late_list(**arguments)

        monkeypatch.setattr("views.lists.withdraw_late_list", meanwhile)
        person.post(f"/cong-bo/{MARCH}/v1/thu-hoi", {"thu-hoi-reason": "Lộ mã hồ sơ"})

        assert "Lộ mã hồ sơ" in browser.get(MONTH).text


def test_nothing_a_request_says_reaches_what_is_made_for_all(
    published: Publisher, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def noted(application: Any, environ: dict[str, Any]) -> Any:
        seen.append(str([value for value in environ.values() if isinstance(value, str)]))
        return collect(application, environ)

    monkeypatch.setattr("views.page_cache.collect", noted)
    names = ("Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Referer", "Cookie", "X-Original-URL")
    said = {**dict.fromkeys(names, "evil.example"), "Accept-Language": "evil.example"}
    assert browser.get(
        MONTH, headers=said, environ_overrides={"SERVER_NAME": "evil.example"}
    ).status

    assert len(seen) == 1
    assert "evil.example" not in seen[0]


def test_an_application_mounted_elsewhere_has_pages_of_its_own(
    published: Publisher, browser: Browser
) -> None:
    here = browser.get(MONTH).response.text
    mounted = browser.get(MONTH, environ_overrides={"SCRIPT_NAME": "/tinh"}).response.text

    assert 'href="/tinh/' in mounted
    assert 'href="/tinh/' not in here
    assert browser.get(MONTH).response.text == here


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
