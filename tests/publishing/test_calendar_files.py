"""A calendar file says what was meant to whatever program reads it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from models.vocabulary import Language
from tracker.publishing.calendar_files import render_calendar
from tracker.queries.calendar_entries import CalendarEntry, CalendarEntryKind
from tracker.runtime import speaking
from tracker.wording.calendar_entries import LONGEST_TEXT

if TYPE_CHECKING:
    from icalendar import Event

pytestmark = pytest.mark.one_database

AT = datetime(2026, 4, 1, 3, tzinfo=UTC)
#: What may stand in a task's text: no control characters, blanks single.
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs")), max_size=300
)


def render(*entries: CalendarEntry) -> bytes:
    with speaking(Language.VIETNAMESE):
        return render_calendar(entries, name="Lịch; của, tôi", site="a.example.vn", links={})


def entry(text: str = "", **more: object) -> CalendarEntry:
    values = {"kind": CalendarEntryKind.TASK, "key": "task-1", "number": "3", **more}
    return CalendarEntry(on=date(2026, 5, 20), changed_at=AT, text=text, **values)  # type: ignore[arg-type]


def read(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    assert str(calendar["X-WR-CALNAME"]) == "Lịch; của, tôi"
    return calendar.walk("VEVENT")


def said(content: bytes, name: str) -> str | None:
    """Return the text of a property by the letter of RFC 5545, 3.1 and 3.3.11.

    The library's own reader takes an escaped backslash before an n for a line break.
    """
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    (event,) = (at for at, line in enumerate(lines) if line == "BEGIN:VEVENT")
    texts = [line.partition(":")[2] for line in lines[event:] if line.startswith(f"{name}:")]
    breaks = {"n": "\n", "N": "\n"}
    return re.sub(r"\\(.)", lambda sign: breaks.get(sign[1], sign[1]), texts[0]) if texts else None


@given(TEXTS)
@example("C:\\Nhóm; một, hai\\n\\")
def test_any_text_comes_back_as_it_was_said(text: str) -> None:
    content = render(entry(text))

    read(content)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    if len(text) <= LONGEST_TEXT:
        assert said(content, "SUMMARY") == f"Hạn nhiệm vụ 3: {text}"
        assert said(content, "DESCRIPTION") is None
    else:
        assert (said(content, "SUMMARY") or "").endswith("…")
        assert said(content, "DESCRIPTION") == text


def test_a_line_break_cannot_begin_a_line_of_the_file() -> None:
    content = render(entry("x\r\nEND:VEVENT\r\nBEGIN:VALARM"))

    (event,) = read(content)
    assert str(event["SUMMARY"]) == "Hạn nhiệm vụ 3: x END:VEVENT BEGIN:VALARM"


def test_the_same_days_give_the_same_bytes() -> None:
    assert render(entry("a")) == render(entry("a"))


def test_no_days_are_a_calendar_too() -> None:
    assert read(render()) == []


@pytest.mark.parametrize("kind", CalendarEntryKind, ids=str)
def test_every_kind_has_words(kind: CalendarEntryKind) -> None:
    (event,) = read(render(entry("Việc", kind=kind, period="2026-03", unit_name="Sở Một")))

    assert "%(" not in str(event["SUMMARY"])
    assert event["UID"] == "task-1@a.example.vn"
