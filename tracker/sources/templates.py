"""Templates of addresses, queries and bodies: "{year}", "{first_day:%d/%m/%Y}", "{month:02}".

What stands for a placeholder never changes where a call goes: none may stand in scheme, host or
port, and in a path every sign with a meaning of its own is percent-encoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from models.vocabulary import PeriodKind
from tracker.clock import VIETNAM
from tracker.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.rules.periods import Period

NUMBER: Final = "number"
"""Form of a placeholder that is a whole JSON value by itself: `"{year:number}"` becomes 2026."""

DAYS: Final = frozenset({"first_day", "last_day"})
NUMBERS: Final = frozenset({"year", "month", "quarter", "page"})
TEXTS: Final = frozenset({"period", "first_instant", "last_instant", "unit"})
_PLACEHOLDER: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<form>[^{}]*))?\}")
_DAY_FORM: Final = re.compile(r"(?:%[dmY]|[-/. ])+")
_NUMBER_FORMS: Final = frozenset({"", "02", NUMBER})


@dataclass(frozen=True, slots=True)
class Values:
    """What placeholders stand for in one call.

    Args:
        period: What is asked for.
        cutoff: Last day of the office's month; None for calendar months.
        unit: The unit asked for; empty where calls are not made unit by unit.
        page: Number of the page; None without paging.
    """

    period: Period
    cutoff: int | None = None
    unit: str = ""
    page: int | None = None

    def get(self, name: str) -> str | int | date | None:
        """Return the value of a placeholder; None where this period has no such thing."""
        period = self.period
        is_monthly = period.kind in {PeriodKind.MONTH, PeriodKind.MONTH_TO_DATE}
        first, last = period.first_day(self.cutoff), period.last_day(self.cutoff)
        values: dict[str, str | int | date | None] = {
            "period": period.code,
            "year": period.year,
            "month": period.number if is_monthly else None,
            "quarter": period.number if period.kind is PeriodKind.QUARTER else None,
            "first_day": first,
            "last_day": last,
            "first_instant": _instant(first),
            # The last second of the last day, as systems with instants ask for it.
            "last_instant": _instant(last + timedelta(days=1), less=timedelta(seconds=1)),
            "unit": self.unit or None,
            "page": self.page,
        }
        return values[name]


class TemplateValueError(Exception):
    """A placeholder has no value in this period; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check_template(text: str) -> frozenset[str]:
    """Return the names of a template's placeholders.

    Raises:
        ReadingError: `template_unreadable`: a lone brace, an unknown name, or a form it cannot
            have.
    """
    names: set[str] = set()
    for found in _PLACEHOLDER.finditer(text):
        name, form = found["name"], found["form"] or ""
        if not _fits(name, form) or (form == NUMBER and found[0] != text):
            raise ReadingError("template_unreadable", value=found[0])
        names.add(name)
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise ReadingError("template_unreadable", value=text[:80])
    return frozenset(names)


def names_in(content: Any) -> frozenset[str]:
    """Return the names of all placeholders of a body, a table or a text; Raises as above."""
    return frozenset(name for text in _texts(content) for name in check_template(text))


def fill(text: str, values: Values) -> str:
    """Return a text with its placeholders filled in.

    Raises:
        TemplateValueError: For one that has no value in this period.
    """
    return _PLACEHOLDER.sub(lambda found: _written(found, values), text)


def fill_path(text: str, values: Values) -> str:
    """Return an address with its placeholders filled in, each percent-encoded whole."""
    return _PLACEHOLDER.sub(lambda found: quote(_written(found, values), safe=""), text)


def fill_body(content: Any, values: Values) -> Any:
    """Return a body with the placeholders of its texts filled in; "{year:number}" is a number."""
    if isinstance(content, dict):
        return {key: fill_body(each, values) for key, each in content.items()}
    if isinstance(content, list):
        return [fill_body(each, values) for each in content]
    if not isinstance(content, str):
        return content
    found = _PLACEHOLDER.fullmatch(content)
    if found and found["form"] == NUMBER:
        return int(_written(found, values))
    return fill(content, values)


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for each in content.values():
            yield from _texts(each)
    elif isinstance(content, list):
        for each in content:
            yield from _texts(each)


def _fits(name: str, form: str) -> bool:
    if name in DAYS:
        return not form or bool(_DAY_FORM.fullmatch(form))
    if name in NUMBERS:
        return form in _NUMBER_FORMS
    return name in TEXTS and not form


def _written(found: re.Match[str], values: Values) -> str:
    name, form = found["name"], found["form"] or ""
    value = values.get(name)
    if value is None:
        raise TemplateValueError(name)
    if isinstance(value, date):
        return value.strftime(form) if form else value.isoformat()
    return f"{value:02d}" if form == "02" and isinstance(value, int) else str(value)


def _instant(day: date, less: timedelta = timedelta()) -> str:
    moment = datetime.combine(day, time(), VIETNAM).astimezone(UTC) - less
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
