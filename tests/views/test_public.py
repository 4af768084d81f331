"""Published lists: one address a month, every version readable, files byte for byte."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models import Publication, User, db
from models.vocabulary import PublicationState, Role
from tracker.clock import now
from tracker.publishing.public_list import read_public_list, render_annexes_csv
from tracker.queries.accounts import get_actor
from tracker.rules.canonical import canonical_json
from tracker.services.rendered_files import record_rendered_files
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.views.pages import Browser

AT = datetime(2024, 4, 5, 3, 0, tzinfo=UTC)


def unit(code: str, name: str, **counts: int) -> dict[str, Any]:
    names = [
        "carried_over",
        "received",
        "finished",
        "finished_early",
        "finished_on_time",
        "finished_late",
        "open",
        "open_within_term",
        "open_overdue",
        "paused",
        "returned",
    ]
    values = {name: counts.get(name, 0) for name in names}
    in_time = values["finished_early"] + values["finished_on_time"]
    return {
        "code": code,
        "name": name,
        **values,
        "finished_on_time_rate": {
            "numerator": in_time,
            "denominator": values["finished"],
            "percent": None,
        },
        "progress_rate": {
            "numerator": in_time + values["open_within_term"],
            "denominator": values["finished"] + values["open"],
            "percent": None,
        },
    }


def dossier(code: str, unit_code: str, finished_on: str | None, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "unit_code": unit_code,
        "procedure_code": "1.000001",
        "received_on": "2024-03-01",
        "due_on": "2024-03-08",
        "finished_on": finished_on,
        "days_late": 4,
        "working_days_late": 2,
        "flags": [],
        "explanation": None,
        "apology": None,
        **more,
    }


FIRST = unit(
    "T1", "Sở Một", received=12_345, finished=10_000, finished_early=9_000,
    finished_on_time=499, finished_late=501, open=2_345, open_within_term=2_344, open_overdue=1,
)  # fmt: skip
SECOND = unit("T2", "Sở <Hai>", received=3, finished=1, finished_late=1, open=0, paused=2)
CONTENT: dict[str, Any] = {
    "period": "2024-03",
    "title": "Danh sách hồ sơ chậm muộn tháng 3 năm 2024",
    "rule_text": "So theo ngày; hết ngày hẹn trả vẫn là đúng hạn.",
    "units": [FIRST, SECOND],
    "totals": unit(
        "", "", received=12_348, finished=10_001, finished_early=9_000, finished_on_time=499,
        finished_late=502, open=2_345, open_within_term=2_344, open_overdue=1, paused=2,
    ),
    "finished_late": [
        dossier("T1-…-0001", "T1", "2024-03-12", explanation="=HYPERLINK(1)"),
        dossier("T2-…-0002", "T2", "2024-03-12", flags=["due_on_day_off"]),
    ],
    "open_overdue": [dossier("T1-…-0003", "T1", None, explanation="<b>Chờ ý kiến</b>")],
}  # fmt: skip


@pytest.fixture
def publish(database: object) -> Any:
    """Return a function that records a version of a list as published."""
    people = [
        User(username=name, display_name=title, role=role, created_at=now())
        for name, title, role in (
            ("lap", "Chuyên viên A", Role.OFFICE_STAFF),
            ("duyet", "Chánh Văn phòng", Role.APPROVER),
        )
    ]
    db.session.add_all(people)
    db.session.commit()
    drafter, approver = (person.id for person in people)

    def publish(
        period: str = "2024-03",
        version: int = 1,
        state: PublicationState = PublicationState.PUBLISHED,
        content: dict[str, Any] | None = None,
        has_files: bool = True,
        **more: Any,
    ) -> str:
        text = canonical_json({**CONTENT, **(content or {}), "version": version})
        year, month = (int(part) for part in period.split("-"))
        values: dict[str, Any] = {
            "is_sample": False,
            "previous_sha256": "a" * 64,
            "audit_head": "b" * 64,
            "published_by": approver,
            "published_at": AT,
            **more,
        }
        db.session.add(
            Publication(
                period=period,
                version=version,
                state=state,
                first_day=date(year, month, 1),
                last_day=date(year, month, 28),
                as_of=date(year, month, 28),
                content=text.decode(),
                internal_content="{}",
                sha256=hashlib.sha256(text).hexdigest(),
                drafted_by=drafter,
                drafted_at=AT,
                approved_by=approver,
                approved_at=AT,
                **values,
            )
        )
        db.session.commit()
        if values["published_at"] is not None and has_files:
            parsed = json.loads(text)
            files = {"json": text, "csv": render_annexes_csv(read_public_list(parsed))}
            with transaction():
                record_rendered_files(
                    period=period, version=version, files=files, actor=get_actor("lap")
                )
        return hashlib.sha256(text).hexdigest()

    return publish


def test_before_the_first_list_the_first_page_says_what_will_stand_here(browser: Browser) -> None:
    page = browser.get("/")

    assert page.status == 200
    assert "Chưa có kỳ nào được công bố" in page.text


def test_the_first_page_is_the_newest_month(browser: Browser, publish: Any) -> None:
    publish("2024-02", content={"title": "Danh sách tháng 2"})
    publish("2024-03")

    assert browser.get("/").texts(".//h1") == ["Danh sách hồ sơ chậm muộn tháng 3 năm 2024"]


@pytest.mark.parametrize("state", [PublicationState.DRAFT, PublicationState.APPROVED])
def test_what_was_not_published_is_not_there(
    browser: Browser, publish: Any, state: PublicationState
) -> None:
    publish(state=state, published_at=None, published_by=None)

    assert "Chưa có kỳ nào" in browser.get("/").text
    assert "Chưa có kỳ nào" in browser.get("/danh-sach").text
    for ending in ("", ".json", ".csv", "/v1", "/v1.json", "/v1.csv"):
        assert browser.get(f"/danh-sach/2024-03{ending}").status == 404


class TestList:
    @pytest.fixture
    def page(self, browser: Browser, publish: Any) -> Any:
        self.sha256 = publish()
        return browser.get("/danh-sach/2024-03")

    def test_both_rates_stand_under_their_own_names_with_their_parts(self, page: Any) -> None:
        heads = page.texts(".//table[@class='table table--units']//th[@scope='col']")
        first = page.texts(".//table[@class='table table--units']/tbody/tr[1]/td")

        assert "Tỷ lệ trả đúng hạn" in heads
        assert "Tỷ lệ đúng tiến độ (QĐ 766)" in heads
        assert first[-2:] == [
            "94,99 % (9.499/10.000)",
            "95,93 % (11.843/12.345)",
        ]

    def test_late_and_overdue_stand_in_two_annexes(self, page: Any) -> None:
        annexes = page.all(".//table[@class='table table--annex']")

        assert [len(table.findall("./tbody/tr")) for table in annexes] == [2, 1]
        assert "Phụ lục 1. Hồ sơ trả chậm trong kỳ (2)" in page.texts(".//h2")
        assert "Phụ lục 2. Hồ sơ đang xử lý đã quá hạn (1)" in page.texts(".//h2")

    def test_text_is_shown_as_text(self, page: Any) -> None:
        assert "Sở <Hai>" in page.text
        assert "<b>Chờ ý kiến</b>" in page.text
        assert page.all(".//b") == []

    def test_it_says_the_rule_the_day_the_hash_and_who_approved(self, page: Any) -> None:
        assert "Số liệu lấy lúc 28/03/2024" in page.text
        assert CONTENT["rule_text"] in page.text
        assert self.sha256 in page.text
        assert "Chánh Văn phòng duyệt lúc 10:00 ngày 05/04/2024" in page.text
        assert "Chuyên viên A" not in page.text

    def test_a_flag_is_said_in_words(self, page: Any) -> None:
        assert "due_on_day_off" not in page.text
        assert "ngày nghỉ" in page.text

    def test_real_data_carry_no_sample_banner(self, page: Any) -> None:
        assert "Dữ liệu minh họa" not in page.text

    def test_a_count_opens_exactly_the_rows_behind_it(self, browser: Browser, page: Any) -> None:
        link = page.one(
            ".//table[@class='table table--units']/tbody/tr[2]/td[@class='num num--late']/a"
        )

        behind = browser.get(link.get("href").partition("#")[0])

        assert "".join(link.itertext()) == "1"
        assert [
            row.text for row in behind.all(".//table[@class='table table--annex']//th/code")
        ] == ["T2-…-0002"]
        assert "Phụ lục 1. Hồ sơ trả chậm trong kỳ (1)" in behind.texts(".//h2")

    def test_a_filter_that_names_no_unit_filters_nothing(self, browser: Browser, page: Any) -> None:
        assert len(browser.get("/danh-sach/2024-03?don-vi=x").all(".//code")) == len(
            page.all(".//code")
        )


def test_made_up_data_say_so(browser: Browser, publish: Any) -> None:
    publish(is_sample=True)

    assert "Dữ liệu minh họa" in browser.get("/").text
    assert "dữ liệu minh họa" in browser.get("/danh-sach").text


def test_a_long_annex_comes_in_parts_that_keep_the_filter(browser: Browser, publish: Any) -> None:
    rows = [dossier(f"T1-…-{number:04d}", "T1", "2024-03-12") for number in range(450)]
    publish(content={"finished_late": rows})

    first = browser.get("/danh-sach/2024-03?don-vi=T1")
    second = browser.get(first.links()["Trang sau"].partition("#")[0])
    last = browser.get("/danh-sach/2024-03?don-vi=T1&trang-cham=999")

    def codes(page: Any) -> list[str]:
        return [row.text for row in page.all(".//table[@class='table table--annex']//th/code")]

    assert codes(second)[0] == "T1-…-0200"
    assert codes(second)[199] == "T1-…-0399"
    assert codes(last)[:50] == [f"T1-…-{number:04d}" for number in range(400, 450)]
    assert "Trang 2 trên 3, tất cả 450 dòng" in second.text


class TestVersions:
    @pytest.fixture(autouse=True)
    def corrected(self, publish: Any) -> None:
        publish(
            state=PublicationState.CORRECTED,
            closed_at=AT,
            closing_reason="Sai ngày hẹn trả của 1 hồ sơ",
        )
        publish(version=2, reason="Sai ngày hẹn trả của 1 hồ sơ", content={"title": "Bản mới"})

    def test_the_address_of_the_month_shows_the_newer_one(self, browser: Browser) -> None:
        page = browser.get("/danh-sach/2024-03")

        assert page.texts(".//h1") == ["Bản mới"]
        assert "Bản 2, lập lại vì: Sai ngày hẹn trả của 1 hồ sơ" in page.text
        assert page.links()["bản 1"] == "/danh-sach/2024-03/v1"

    def test_the_old_one_stays_and_points_to_the_newer(self, browser: Browser) -> None:
        page = browser.get("/danh-sach/2024-03/v1")

        assert page.status == 200
        assert "đã được thay bằng bản 2" in page.text
        assert page.links()["Xem bản đang có giá trị"] == "/danh-sach/2024-03"

    def test_a_version_can_be_asked_for_in_the_query(self, browser: Browser) -> None:
        assert browser.get("/danh-sach/2024-03?phien-ban=1").went_to == "/danh-sach/2024-03/v1"

    def test_a_version_that_never_was_is_not_found(self, browser: Browser) -> None:
        assert browser.get("/danh-sach/2024-03/v3").status == 404

    def test_the_archive_names_every_version(self, browser: Browser) -> None:
        page = browser.get("/danh-sach")

        assert page.texts(".//tbody/tr/td[1]") == ["2", "1"]
        assert page.texts(".//tbody//a") == ["tháng 3 năm 2024"] * 2


def test_objections_leave_with_the_rows_they_are_about(browser: Browser, publish: Any) -> None:
    entry = {"unit_code": "T1", "unit_name": "Sở Một", "code": "T1-…-0001"}
    content = {
        "reply": {"opened_on": "2024-04-01", "until": "2024-04-05"},
        "objections": [{**entry, "state": "rejected", "text": "không được chấp nhận"}],
        "upheld": [{**entry, "decision": "trả đúng hạn"}],
    }
    publish("2024-02", content=content)
    publish("2024-03", content=content, take_down_on=date(2024, 4, 6))

    there, gone = browser.get("/danh-sach/2024-02"), browser.get("/danh-sach/2024-03")
    for words in ("không được chấp nhận", "trả đúng hạn", "T1-…-0001"):
        assert words in there.text.partition("Phản hồi của các đơn vị")[2]
        assert words not in gone.text.partition("Phản hồi của các đơn vị")[2]
    assert "T1-…-0001" not in gone.response.text
    assert "Phản hồi của các đơn vị" in gone.text


def test_a_withdrawn_list_leaves_its_note_and_no_files(browser: Browser, publish: Any) -> None:
    publish(state=PublicationState.WITHDRAWN, closed_at=AT, closing_reason="Lộ mã hồ sơ")

    page = browser.get("/danh-sach/2024-03")

    assert page.status == 200
    assert "Lý do: Lộ mã hồ sơ" in page.text
    assert page.all(".//table") == []
    for ending in ("json", "csv"):
        gone = browser.get(f"/danh-sach/2024-03.{ending}")
        assert gone.status == 410
        assert "T1-…-0001" not in gone.response.text


class TestFiles:
    @pytest.fixture(autouse=True)
    def published(self, publish: Any) -> None:
        self.sha256 = publish()

    def test_the_json_is_exactly_the_bytes_the_hash_is_of(self, browser: Browser) -> None:
        page = browser.get("/danh-sach/2024-03.json")

        assert page.headers["Content-Type"] == "application/json"
        assert hashlib.sha256(page.response.data).hexdigest() == self.sha256
        assert browser.get("/danh-sach/2024-03/v1.json").response.data == page.response.data

    def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(self, browser: Browser) -> None:
        page = browser.get("/danh-sach/2024-03.csv")

        content = page.response.data
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert content.startswith(b"\xef\xbb\xbf")
        assert len(rows) == 4
        assert rows[1][:4] == ["Trả chậm", "T1-…-0001", "T1", "Sở Một"]
        assert rows[1][11] == "'=HYPERLINK(1)"
        assert rows[3][0] == "Đang xử lý, quá hạn"
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)

    @pytest.mark.parametrize("ending", ["json", "csv"])
    def test_a_file_that_did_not_change_is_not_sent_again(
        self, browser: Browser, ending: str
    ) -> None:
        first = browser.get(f"/danh-sach/2024-03.{ending}")
        again = browser.get(
            f"/danh-sach/2024-03.{ending}", headers={"If-None-Match": first.headers["ETag"]}
        )

        assert again.status == 304
        assert again.response.data == b""
        assert "attachment" in first.headers["Content-Disposition"]

    def test_the_csv_is_the_same_in_every_language(self, browser: Browser) -> None:
        before = browser.get("/danh-sach/2024-03.csv").response.data
        browser.post("/ngon-ngu", {"language": "en"})

        assert browser.get("/danh-sach/2024-03.csv").response.data == before


def test_figures_are_grouped_the_readers_way(browser: Browser, publish: Any) -> None:
    publish()
    browser.post("/ngon-ngu", {"language": "en"})

    page = browser.get("/danh-sach/2024-03")

    assert "94.99 % (9,499/10,000)" in page.text
    assert "12,345" in page.text


@pytest.mark.parametrize("address", ["2024-3", "2024-13", "1024-03", "2024-Q1", "2024", "abc"])
def test_a_period_without_a_list_is_not_found(browser: Browser, address: str) -> None:
    assert browser.get(f"/danh-sach/{address}").status == 404
