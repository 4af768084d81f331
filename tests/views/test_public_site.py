"""The public site as a reader meets it: files, what is over, few dossiers, feed, search engines."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

import pytest

from models.vocabulary import Role
from tests.published import CODE, MARCH, OFFICER, ORDER, Publisher, public
from tests.remembered import remembered
from tests.views.pages import Browser
from tests.views.staff import counted_statements
from tracker.queries import unit_records
from tracker.queries.accounts import get_actor
from tracker.queries.publications import get_publication
from tracker.queries.rendered_files import get_rendered_content
from tracker.rules.public_lists import FILE_FORMATS
from tracker.services.late_lists import publish_late_list
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import BrowserAs, MakeApp, Writes
    from tracker.config import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/", "/danh-sach", f"/danh-sach/{MARCH}", "/don-vi/H99.01", "/cach-doc", "/feed.atom")
FILES = tuple(f"/danh-sach/{MARCH}.{ending}" for ending in FILE_FORMATS)


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> Publisher:
    on_day(date(2024, 6, 10))
    return Publisher(database, make_actor)


@pytest.fixture
def site(make_app: MakeApp, settings: Settings, writes: Writes) -> Any:
    """Return a function that gives a reader of a site with other public settings."""

    def make(**changes: Any) -> Browser:
        return Browser(make_app(public=public(settings, **changes).public).test_client(), writes)

    return make


class TestFiles:
    @pytest.fixture(autouse=True)
    def published(self, office: Publisher) -> None:
        office.publish()

    @pytest.mark.parametrize("ending", FILE_FORMATS)
    def test_a_file_is_the_stored_one_byte_for_byte(self, browser: Browser, ending: str) -> None:
        page = browser.get(f"/danh-sach/{MARCH}/v1.{ending}")

        found = get_publication(MARCH, public_only=True)
        assert page.response.data == get_rendered_content(found.id, ending)
        assert f"danh-sach-cham-muon-2024-03-v1.{ending}" in page.headers["Content-Disposition"]
        assert browser.get(f"/danh-sach/{MARCH}.{ending}").response.data == page.response.data

    def test_the_page_says_size_and_hash_of_every_file(self, browser: Browser) -> None:
        page = browser.get(f"/danh-sach/{MARCH}")

        rows = page.all(".//table[@class='table table--files']/tbody/tr")
        assert len(rows) == len(FILE_FORMATS)
        for row in rows:
            link = row.find(".//a")
            assert link is not None
            content = browser.get(link.get("href", "")).response.data
            texts = [" ".join("".join(cell.itertext()).split()) for cell in row]
            assert texts[1].replace(".", "") == str(len(content))
            assert texts[2] == hashlib.sha256(content).hexdigest()
        assert page.links()["Kiểm tra tệp"] == "/kiem-tra"

    @pytest.mark.parametrize("ending", ["xml", "html", "exe"])
    def test_other_formats_are_not_there(self, browser: Browser, ending: str) -> None:
        assert browser.get(f"/danh-sach/{MARCH}.{ending}").status == 404


def test_until_files_are_made_the_page_says_so_and_the_original_is_there(
    office: Publisher, browser: Browser
) -> None:
    office.approve()
    with transaction():
        done = publish_late_list(period=MARCH, actor=get_actor("staff"))

    page = browser.get(f"/danh-sach/{MARCH}")
    assert page.text.count("Chưa lập tệp này") == len(FILE_FORMATS) - 1
    original = browser.get(f"/danh-sach/{MARCH}.json").response.data
    assert hashlib.sha256(original).hexdigest() == done.sha256
    waiting = browser.get(f"/danh-sach/{MARCH}.pdf")
    assert waiting.status == 404
    assert "chưa được lập" in waiting.text


class TestTakenDown:
    @pytest.fixture(autouse=True)
    def over(self, office: Publisher, on_day: OnDay) -> None:
        office.publish(settings=public(office.settings, take_down_months=3))
        self.on_day = on_day

    def test_the_day_before_everything_is_there(self, browser: Browser) -> None:
        self.on_day(date(2024, 9, 9))

        assert len(browser.get("/").all(".//table[@class='table table--annex']")) == 2
        assert [browser.get(address).status for address in FILES] == [200] * len(FILES)
        assert self.enclosures(browser) == 2

    def enclosures(self, browser: Browser) -> int:
        feed = Xml.fromstring(browser.get("/feed.atom").response.data)
        return [link.get("rel") for link in feed.iter(f"{ATOM}link")].count("enclosure")

    def test_from_the_day_on_only_counts_are_public(self, browser: Browser) -> None:
        self.on_day(date(2024, 9, 10))

        page = browser.get(f"/danh-sach/{MARCH}?don-vi=H99.01")
        assert page.status == 200
        assert "đã hết hạn đăng từ ngày 10/09/2024" in page.text
        assert page.all(".//table[@class='table table--annex']") == []
        assert "******" not in page.response.text
        assert len(page.all(".//table[@class='table table--units']/tbody/tr")) == 2
        assert not [link for link in page.links().values() if link.endswith(FILE_FORMATS)]
        for address in FILES:
            gone = browser.get(address)
            assert gone.status == 410
            assert "******" not in gone.response.text
        assert "hết hạn đăng" in browser.get("/danh-sach").text
        assert self.enclosures(browser) == 0

    def test_staff_still_see_all(self, browser_as: BrowserAs) -> None:
        self.on_day(date(2024, 9, 10))

        page = browser_as(Role.APPROVER, "later").get(f"/cong-bo/{MARCH}")
        assert CODE in page.text


class TestFewDossiers:
    @pytest.fixture(autouse=True)
    def published(self, office: Publisher) -> None:
        office.publish()

    @pytest.mark.parametrize("address", [f"/danh-sach/{MARCH}", "/don-vi/H99.01"])
    def test_a_rate_over_few_is_shown_as_counts_and_why(
        self, browser: Browser, address: str
    ) -> None:
        page = browser.get(address)

        assert "0/2 *" in page.text
        assert "(0/2)" not in page.text
        # Explanations and apologies of its three late dossiers.
        assert page.text.count("0/3 *") >= 2
        assert "(0/3)" not in page.text
        assert "Dưới 10 hồ sơ thì chỉ in số hồ sơ" in page.text

    def test_a_rate_over_many_keeps_its_percentage(self, browser: Browser) -> None:
        assert "100 % (12/12)" in browser.get(f"/danh-sach/{MARCH}").text.replace("\xa0", " ")

    def test_an_installation_may_show_every_rate(self, site: Any) -> None:
        page = site(small_count=0).get(f"/danh-sach/{MARCH}")

        assert "0 % (0/2)" in page.text.replace("\xa0", " ")
        assert "chỉ in số hồ sơ" not in page.text


class TestSearchEngines:
    @pytest.fixture(autouse=True)
    def published(self, office: Publisher) -> None:
        office.publish()

    def test_they_are_asked_to_leave_lists_out(self, browser: Browser) -> None:
        for address in (*PAGES, *FILES):
            page = browser.get(address)
            assert page.headers["X-Robots-Tag"] == "noindex"
            if page.root is not None:
                assert page.one(".//meta[@name='robots']").get("content") == "noindex"
        assert browser.get("/robots.txt").response.text == "User-agent: *\nDisallow: /\n"

    def test_an_installation_may_let_them_in(self, site: Any) -> None:
        browser = site(noindex=False)

        for address in (*PAGES, *FILES):
            page = browser.get(address)
            assert "X-Robots-Tag" not in page.headers
            assert page.root is None or page.all(".//meta[@name='robots']") == []
        assert "Disallow: /\n" not in browser.get("/robots.txt").response.text


class TestFeed:
    def feed(self, browser: Browser) -> Xml.Element:
        page = browser.get("/feed.atom")
        assert page.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        root = Xml.fromstring(page.response.data)
        check_feed(root)
        return root

    def test_before_the_first_list_it_is_there_and_empty(self, browser: Browser) -> None:
        assert self.feed(browser).findall(f"{ATOM}entry") == []

    def test_every_version_is_an_entry_that_keeps_its_id(
        self, office: Publisher, browser: Browser, on_day: OnDay
    ) -> None:
        office.publish()
        (first,) = entries(self.feed(browser))
        on_day(date(2024, 6, 12))
        office.correct("Sai một ngày hẹn")
        newer, older = entries(self.feed(browser))
        on_day(date(2024, 6, 14))
        office.withdraw("Lộ mã hồ sơ")
        withdrawn, _older = entries(self.feed(browser))

        assert older["id"] == first["id"]
        assert withdrawn["id"] == newer["id"] != first["id"]
        assert older["published"] == first["published"]
        assert first["updated"] < older["updated"] == newer["updated"] < withdrawn["updated"]
        assert "Sai một ngày hẹn" in newer["summary"]
        assert "Lộ mã hồ sơ" in withdrawn["summary"]
        assert [entry["links"] for entry in (withdrawn, older)] == ["1", "3"]
        assert "hồ sơ trả chậm" in newer["summary"]
        assert "hồ sơ trả chậm" not in withdrawn["summary"]

    def test_it_says_how_many_are_late(self, office: Publisher, browser: Browser) -> None:
        office.publish()

        (entry,) = entries(self.feed(browser))
        assert "2 hồ sơ trả chậm, 1 hồ sơ đang xử lý đã quá hạn" in entry["summary"]

    def test_more_lists_ask_no_more_of_the_database(
        self, office: Publisher, browser: Browser
    ) -> None:
        counts = []
        for reason in ("", "Sai một ngày hẹn"):
            office.correct(reason) if reason else office.publish()
            with counted_statements() as sent:
                self.feed(browser)
            counts.append(len(sent))

        assert counts[0] == counts[1]

    def test_its_addresses_are_those_of_the_settings_never_of_the_request(
        self, office: Publisher, site: Any
    ) -> None:
        office.publish()
        browser = site(base_url="https://cham.example.gov.vn")

        page = browser.get("/feed.atom", headers={"Host": "evil.example"})
        text = page.response.text
        assert "evil.example" not in text
        links = [link.get("href") for link in Xml.fromstring(text).iter(f"{ATOM}link")]
        assert links
        assert all((link or "").startswith("https://cham.example.gov.vn/") for link in links)

    def test_an_id_does_not_follow_the_address(self, office: Publisher, site: Any) -> None:
        office.publish()

        ids = {
            tuple(each.text for each in self.feed(site(base_url=base)).iter(f"{ATOM}id"))
            for base in ("", "https://mot.example", "https://hai.example")
        }
        assert len(ids) == 1


def entries(feed: Xml.Element) -> list[dict[str, str]]:
    return [
        {child.tag.removeprefix(ATOM): child.text or "" for child in entry}
        | {"links": str(len(entry.findall(f"{ATOM}link")))}
        for entry in feed.findall(f"{ATOM}entry")
    ]


def check_feed(feed: Xml.Element) -> None:
    """Refuse a feed that lacks what RFC 4287 demands (4.1.1, 4.1.2)."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 1 + len(feed.findall(f"{ATOM}entry"))
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = node.findall(f"{ATOM}{name}")
            assert only.text
        assert [link for link in node.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]


class TestUnitRecord:
    def test_what_is_kept_of_lists_may_be_emptied_meanwhile(
        self, office: Publisher, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Forgetful(dict[str, Any]):
            """Emptied by another thread after every write."""

            def __setitem__(self, key: str, value: Any) -> None:
                self.clear()

            def update(self, *_: Any, **__: Any) -> None:
                self.clear()

        office.publish()
        monkeypatch.setattr(unit_records, "_lines_by_hash", Forgetful())

        assert len(browser.get("/don-vi/H99.01").all(".//table/tbody/tr")) == 1

    def test_months_stand_with_their_change_and_their_corrections(
        self, office: Publisher, browser: Browser
    ) -> None:
        for month in (4, 5):
            office.add(date(2024, month, 20), month=month)
        office.publish()
        office.publish("2024-04")
        office.publish("2024-05")
        office.correct("Sai một ngày hẹn", "2024-05")
        office.withdraw("Nhầm nguồn", "2024-04")

        page = browser.get("/don-vi/H99.01")
        rows = page.texts(".//table[@class='table table--record']/tbody/tr")
        assert len(rows) == 3
        assert "bản 2, lập lại vì: Sai một ngày hẹn" in rows[0]
        assert "đã thu hồi: Nhầm nguồn" in rows[1]
        assert "bản đầu" in rows[2]

    def test_it_holds_the_newest_months_in_which_the_code_meant_the_unit(
        self, office: Publisher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.add(date(2024, 4, 20), month=4)
        office.publish()
        office.publish("2024-04")

        def months(first_day: date) -> list[str]:
            lines = unit_records.list_unit_record("H99.01", first_day, date(2024, 12, 31))
            return [line.period for line in lines]

        assert months(date(2024, 1, 1)) == ["2024-04", MARCH]
        assert months(date(2024, 4, 1)) == ["2024-04"]
        monkeypatch.setattr(unit_records, "RECORD_MONTHS", 1)
        assert months(date(2024, 1, 1)) == ["2024-04"]

    def test_a_count_says_how_it_moved(self, office: Publisher, browser: Browser) -> None:
        office.add(date(2024, 4, 20), month=4)
        office.publish()
        office.publish("2024-04")

        first = ".//table[@class='table table--record']/tbody/tr[1]/td"
        assert browser.get("/don-vi/H99.01").texts(first)[2] == "1 (−1)"


class TestNobodysData:
    def test_no_public_page_names_an_officer_or_a_whole_code(
        self, office: Publisher, browser: Browser
    ) -> None:
        office.publish()

        for address in (*PAGES, *FILES):
            data = browser.get(address).response.data
            assert OFFICER.encode() not in data
            assert CODE.encode() not in data

    def test_an_order_is_cited_where_officers_are_named(
        self, office: Publisher, browser: Browser
    ) -> None:
        office.publish(settings=public(office.settings, officers_order=ORDER))

        page = browser.get(f"/danh-sach/{MARCH}")
        late, overdue = page.all(".//table[@class='table table--annex']")
        assert OFFICER not in "".join(late.itertext())
        assert OFFICER in "".join(overdue.itertext())
        assert f"theo {ORDER}" in page.text


def test_the_words_of_a_list_are_said_in_plain_words(browser: Browser) -> None:
    page = browser.get("/cach-doc")

    assert "Trả trong ngày đó vẫn là đúng hạn" in page.text
    assert "Quyết định 766" in page.text


def test_a_correction_says_which_counts_it_changed(office: Publisher, browser: Browser) -> None:
    office.publish()
    office.add(date(2024, 3, 21))
    office.correct("Thiếu một hồ sơ")

    cells = [
        ["".join(cell.itertext()).strip() for cell in row]
        for row in browser.get(f"/danh-sach/{MARCH}").all(".//tbody/tr")
    ]
    moved = [row for row in cells if row[1:2] == ["trả chậm"]]
    assert moved == [["Tất cả", "trả chậm", "2", "3"], ["UBND xã Một", "trả chậm", "2", "3"]]
    assert "khác bản" not in browser.get(f"/danh-sach/{MARCH}/v1").text


def test_a_correction_without_other_counts_says_so(office: Publisher, browser: Browser) -> None:
    office.publish()
    office.correct("Sai tên một đơn vị")

    assert "Các số tổng hợp không đổi" in browser.get(f"/danh-sach/{MARCH}").text


def test_what_was_withdrawn_is_compared_with_nothing(office: Publisher, browser: Browser) -> None:
    office.publish()
    office.withdraw("Lộ mã hồ sơ")
    office.add(date(2024, 3, 21))
    office.publish()

    page = browser.get(f"/danh-sach/{MARCH}")
    assert "bản 2 (đang xem)" in page.text
    assert "khác bản" not in page.text


def test_where_nothing_is_in_force_nothing_says_so(office: Publisher, browser: Browser) -> None:
    office.publish()
    office.correct("Sai một ngày hẹn")
    office.withdraw("Lộ mã hồ sơ")

    old = browser.get(f"/danh-sach/{MARCH}/v1")
    assert "đã được thay bằng bản 2" in old.text
    for page in (old, browser.get(f"/danh-sach/{MARCH}/v2")):
        assert "đang có giá trị" not in page.text


def test_what_was_withdrawn_leads_to_what_is_in_force(office: Publisher, browser: Browser) -> None:
    office.publish()
    office.withdraw("Lộ mã hồ sơ")
    office.publish()

    page = browser.get(f"/danh-sach/{MARCH}/v1")
    assert page.links()["Xem bản đang có giá trị của kỳ này"] == f"/danh-sach/{MARCH}"


def test_the_versions_of_a_month_stand_with_their_reasons(
    office: Publisher, browser: Browser
) -> None:
    office.publish()
    office.correct("Sai một ngày hẹn")

    page = browser.get(f"/danh-sach/{MARCH}")
    assert "bản 2 (đang xem)" in page.text
    assert page.links()["bản 1"] == f"/danh-sach/{MARCH}/v1"
    assert browser.get(f"/danh-sach/{MARCH}/v1.pdf").status == 200
