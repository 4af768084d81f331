"""A calendar as calendar programs read it (iCalendar): the same days give the same bytes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from icalendar import Calendar, Event, vText

from tracker.wording.calendar_entries import tell_details, tell_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.queries.calendar_entries import CalendarEntry

PRODUCT: Final = "-//Dung Han//Dung Han//VI"
REFRESH: Final = timedelta(hours=6)
_ONE_DAY: Final = timedelta(days=1)
_SIGNS: Final = re.compile(r"[\\;,]")
_BREAK: Final = re.compile(r"\r\n|\r|\n")


class _Text(vText):
    r"""A text as it stands: the library takes the N of a path, "D:\Nhóm", for a line break.

    Source:
        RFC 5545, section 3.3.11.
    """

    def to_ical(self) -> bytes:
        """Return the text with backslash, semicolon, comma and line break led by a backslash."""
        return _BREAK.sub(r"\\n", _SIGNS.sub(r"\\\g<0>", self)).encode()


def render_calendar(
    entries: Iterable[CalendarEntry], *, name: str, site: str, links: dict[str, str]
) -> bytes:
    """Return an iCalendar file of whole-day entries.

    Args:
        entries: What falls on which day.
        name: What the calendar is called.
        site: Host people reach the product at; with an entry's key it makes its UID.
        links: Address of the page about an entry, by its key; none where there is no page.

    Source:
        RFC 5545; RFC 7986, sections 5.1 and 5.7.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, site, links.get(entry.key, "")))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, site: str, link: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{site}")
    # What changed, not when it was asked for: an unchanged day gives unchanged bytes.
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + _ONE_DAY)
    event.add("summary", _Text(tell_entry(entry)))
    details = tell_details(entry)
    if details:
        event.add("description", _Text(details))
    if link:
        event.add("url", link)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
