"""Days of the week in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.wording.text import LazyString, _l

if TYPE_CHECKING:
    from datetime import date

#: Monday first, as `tracker.rules.calendar.WEEKDAY_NAMES` has them.
WEEKDAYS: Final[tuple[LazyString, ...]] = (
    _l("thứ Hai"),
    _l("thứ Ba"),
    _l("thứ Tư"),
    _l("thứ Năm"),
    _l("thứ Sáu"),
    _l("thứ Bảy"),
    _l("Chủ nhật"),
)


def weekday_name(on: date) -> str:
    """Return the day of the week a date falls on."""
    return str(WEEKDAYS[on.weekday()])
