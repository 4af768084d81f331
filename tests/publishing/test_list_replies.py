"""What a list prints of the right of reply, wherever it is read: pages, notice, workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.vocabulary import ObjectionState
from tests.publishing.papers import docx_text, list_content, notice
from tests.publishing.test_list_xlsx import sheet
from tracker.publishing.documents.word import render_docx
from tracker.publishing.list_replies import read_replies
from tracker.publishing.list_xlsx import render_list_xlsx
from tracker.publishing.public_list import read_public_list

pytestmark = pytest.mark.one_database

REPLIES: dict[str, Any] = {
    "reply": {"opened_on": "2024-04-05", "until": "2024-04-12"},
    "upheld": [
        {
            "unit_code": "X1",
            "unit_name": "UBND xã Một",
            "code": "X1-******-0001",
            "annex": "finished_late",
            "decided_on": "2024-04-10",
            "decision": "Sổ một cửa ghi đúng.",
        }
    ],
    "objections": [
        {
            "unit_code": "X2",
            "unit_name": "UBND xã Hai",
            "code": None,
            "annex": None,
            "state": "open",
            "raised_on": "2024-04-09",
            "decided_on": None,
            "text": "Đơn vị có ý kiến ngày 09/04/2024; chưa có kết luận.",
        }
    ],
    "notices": [
        {"code": "objections_upheld", "count": 1},
        {"code": "pull_accepted", "source": "MC", "run": 3, "reason": "Số cũ vẫn đúng"},
    ],
}
LINE = "Đơn vị có tên đã được xem trước và phản hồi từ ngày 05/04/2024 đến hết ngày 12/04/2024."
UPHELD = "1 hồ sơ được chấp nhận phản hồi, chờ sửa dữ liệu nguồn; số đếm chưa trừ."


def test_a_list_from_before_replies_were_kept_is_silent() -> None:
    replies = read_replies(list_content())

    assert (replies.line, replies.is_any, replies.is_known) == ("", False, False)


def test_a_list_without_a_window_says_so() -> None:
    replies = read_replies(list_content(reply=None, objections=[], upheld=[]))

    assert replies.line == "Danh sách này không qua thời hạn phản hồi của đơn vị."


def test_what_was_decided_is_read_with_its_day() -> None:
    replies = read_public_list(list_content(**REPLIES)).replies

    (upheld,), (open_one,) = replies.upheld, replies.objections
    assert (upheld.state, upheld.on) == (ObjectionState.UPHELD, date(2024, 4, 10))
    assert upheld.text == "Sổ một cửa ghi đúng."
    assert (open_one.state, open_one.on) == (ObjectionState.OPEN, date(2024, 4, 9))
    assert open_one.code == ""


def test_the_notice_prints_the_window_the_rows_taken_out_and_what_is_not_agreed_to() -> None:
    text = docx_text(render_docx(notice(**REPLIES)))

    assert LINE in text
    assert f"Lưu ý: {UPHELD}" in text
    assert "lần lấy số liệu số 3 của nguồn MC thất bại" in text
    assert (
        "- Chấp nhận phản hồi của UBND xã Một (hồ sơ X1-******-0001): Sổ một cửa ghi đúng." in text
    )
    assert "- UBND xã Hai (số liệu của đơn vị): Đơn vị có ý kiến ngày 09/04/2024" in text


def test_the_workbook_says_the_same() -> None:
    facts = sheet(render_list_xlsx(list_content(**REPLIES)), "Thông tin")
    said = {str(cell) for row in facts for cell in row}

    assert {LINE, UPHELD} <= said
    assert "UBND xã Một (X1-******-0001): Sổ một cửa ghi đúng." in said
