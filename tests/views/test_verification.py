"""Checking a downloaded file on the public page: it is hashed, answered, and let go."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.remembered import remembered
from tests.reply_office import ReplyOffice, newest
from tracker.publishing.list_verification import MOST_BYTES
from views import access, verification

if TYPE_CHECKING:
    from tests.conftest import MakeActor, OnDay
    from tests.views.pages import Browser
    from tracker.config import Settings

HERE = "/kiem-tra"


@remembered
def office(database: Settings, make_actor: MakeActor, on_day: OnDay) -> ReplyOffice:
    on_day(date(2024, 4, 5))
    office = ReplyOffice(database, make_actor)
    office.draft()
    office.approve()
    office.publish()
    return office


def upload(content: bytes) -> dict[str, object]:
    return {"file": (io.BytesIO(content), "danh-sach.json")}


def test_everybody_may_check_a_file(office: ReplyOffice, browser: Browser) -> None:
    page = browser.post(HERE, upload(newest().content_text.encode()))

    assert page.status == 200
    assert "bản 1 của danh sách kỳ 2024-03 (JSON), công bố ngày 05/04/2024" in page.text
    assert "Chuỗi mã băm liền mạch từ bản này về bản đầu tiên: 1 bản." in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_one_other_byte_is_not_the_published_list(office: ReplyOffice, browser: Browser) -> None:
    page = browser.post(HERE, upload(newest().content_text.encode() + b"\n"))

    assert page.status == 200
    assert "Không phải bản đã công bố" in page.text


@pytest.mark.parametrize("written", ["{}", " {} \n", "upper"])
def test_a_pasted_hash_is_read_however_it_is_written(
    office: ReplyOffice, browser: Browser, written: str
) -> None:
    sha256 = newest().sha256
    text = sha256.upper() if written == "upper" else written.format(sha256)

    page = browser.get(HERE, query_string={"ma": text})

    assert "Đúng là bản đang công bố" in page.text


def test_a_draft_s_hash_is_nobody_s_business(office: ReplyOffice, browser: Browser) -> None:
    office.correct()

    page = browser.get(HERE, query_string={"ma": newest().sha256})

    assert "Không phải bản đã công bố" in page.text


def test_a_corrected_and_a_withdrawn_list_are_told_apart(
    office: ReplyOffice, browser: Browser
) -> None:
    first = newest().sha256
    office.correct()
    office.approve()
    office.publish()
    corrected = browser.get(HERE, query_string={"ma": first})
    assert "đã được thay bằng bản đính chính ngày 05/04/2024: Sửa ngày" in corrected.text

    office.withdraw()
    withdrawn = browser.get(HERE, query_string={"ma": newest().sha256})
    assert "đã bị thu hồi ngày 05/04/2024: Nguồn sai" in withdrawn.text


@pytest.mark.parametrize("text", ["abc", "g" * 64, "0" * 63, "x" * 300])
def test_what_is_no_hash_is_refused_beside_its_field(
    office: ReplyOffice, browser: Browser, text: str
) -> None:
    page = browser.get(HERE, query_string={"ma": text})

    assert page.status == 422
    assert page.one(".//input[@id='ma']").get("aria-invalid") == "true"


@pytest.mark.parametrize("content", [b"", b"x" * 1001], ids=["none", "too-large"])
def test_no_file_and_a_file_too_large_are_refused(
    office: ReplyOffice, browser: Browser, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST_BYTES", 1000)

    page = browser.post(HERE, upload(content))

    assert page.status == 422
    assert page.one(".//input[@id='file']").get("aria-invalid") == "true"


def test_a_list_larger_than_any_form_is_checked(
    office: ReplyOffice, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "FORM_LIMIT_BYTES", 1000)

    page = browser.post(HERE, upload(b"x" * 2000))

    assert page.status == 200
    assert "Không phải bản đã công bố" in page.text


def test_a_body_beyond_the_limit_is_not_even_read(browser: Browser) -> None:
    length = MOST_BYTES + 200_000

    response = browser.client.post(
        HERE,
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(length)},
    )

    assert response.status_code == 413


def test_checking_writes_nothing(office: ReplyOffice, browser: Browser) -> None:
    before = browser.writes.commits

    browser.post(HERE, upload(b"abc"))

    assert browser.writes.commits == before
