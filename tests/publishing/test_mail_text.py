"""What the mail server gets says what was written, whatever program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.publishing.mail_text import render_mail
from tracker.queries.outbox import Letter

pytestmark = pytest.mark.one_database

WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp", "Zs")), min_size=1
)
SENDER = "dunghan@tinh.example.vn"


def letter(subject: str, body: str = "x\n") -> Letter:
    at = datetime(2026, 4, 14, tzinfo=UTC)
    return Letter(1, "0a1b", "an@tinh.example.vn", subject, body, at, 0)


@given(st.lists(WORDS, min_size=1, max_size=40).map(" ".join))
def test_a_subject_comes_back_blanks_and_all(subject: str) -> None:
    content = render_mail(letter(subject), SENDER)

    mail = message_from_bytes(content, policy=default)
    assert str(mail["Subject"]) == subject
    head = content.partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 998 for line in head.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert set(mail.keys()) == {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Message-ID", "Date",
        "From", "To", "Subject", "Auto-Submitted", "X-Auto-Response-Suppress",
    }  # fmt: skip


def test_a_long_subject_of_ours_keeps_its_blanks() -> None:
    subject = "Đúng Hạn: danh sách chậm muộn tháng 2 năm 2024 chờ ý kiến đến hết ngày 30/11/2026"

    mail = message_from_bytes(render_mail(letter(subject), SENDER), policy=default)

    assert str(mail["Subject"]) == subject
    assert str(mail["From"]) == f"Đúng Hạn <{SENDER}>"
    assert str(mail["Message-ID"]) == "<0a1b@tinh.example.vn>"


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8).map("\n".join))
def test_a_text_comes_back_line_by_line(body: str) -> None:
    mail = message_from_bytes(render_mail(letter("x", f"{body}\n"), SENDER), policy=default)

    text = mail.get_content()  # type: ignore[attr-defined]
    assert text.replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n")


def test_the_same_message_gives_the_same_bytes() -> None:
    assert render_mail(letter("Việc"), SENDER) == render_mail(letter("Việc"), SENDER)
