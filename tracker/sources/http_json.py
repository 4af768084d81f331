"""Connector "http_json": any source that answers JSON, described wholly in the file of sources.

Strict: a path that leads nowhere fails the run and is named, null stays null, and a value that is
no number makes no figure and is named with its place. docs/sources.md shows how to write one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tracker.clock import local
from tracker.errors import RefusedError
from tracker.sources.contract import Call, Finding, Reading
from tracker.sources.errors import PullFailedError
from tracker.sources.http_json_options import read_http_json
from tracker.sources.http_json_rows import RowsReader
from tracker.sources.http_options import PERIOD_RUNNING
from tracker.sources.json_paths import MissingPathError, find_one
from tracker.sources.replies import check_answered, read_json
from tracker.sources.templates import (
    TemplateValueError,
    Values,
    fill,
    fill_body,
    fill_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from tracker.rules.periods import Period
    from tracker.sources.contract import Reply, SourceSettings
    from tracker.sources.http_json_options import HttpJsonOptions, Paging

_ROWS: Final = "rows"


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of what is asked for, of all units or of one."""

    unit: str
    number: int | None

    @property
    def name(self) -> str:
        """Return the name of its call."""
        unit = f":{self.unit}" if self.unit else ""
        return f"{_ROWS}{unit}" + ("" if self.number is None else f"#{self.number}")


class HttpJsonConnector:
    """Asks and reads a source by its description; see `tracker.sources.contract.Connector`."""

    def check_settings(self, settings: SourceSettings) -> None:
        """Refuse a description that cannot work."""
        read_http_json(settings)

    def next_calls(
        self, settings: SourceSettings, period: Period, on: date, replies: Mapping[str, Reply]
    ) -> tuple[Call, ...]:
        """Return the pages still to be asked for: the first of each unit, or the next ones."""
        options = read_http_json(settings)
        if period.kind not in options.kinds or period.first_day(options.cutoff_day) > on:
            raise RefusedError("period_not_pullable", source=settings.code, period=period.code)
        try:
            pages = _missing_pages(options, replies)
            return tuple(_call(options, period, page) for page in pages)
        except TemplateValueError as error:
            raise RefusedError(
                "http_json_no_value", source=settings.code, period=period.code, name=error.name
            ) from None

    def check_reply(
        self,
        settings: SourceSettings,
        period: Period,
        call: Call,
        reply: Reply,
        replies: Mapping[str, Reply],
    ) -> None:
        """Let a reply pass that can be read to its last row."""
        del replies
        options = read_http_json(settings)
        check_answered(call, reply, good=options.statuses)
        page = _page_of(call.name)
        content = read_json(call, reply)
        _Assembly(options, period).take(page, content, reply)
        if options.paging is not None:
            _next_number(options.paging, page, content)

    def read(
        self, settings: SourceSettings, period: Period, replies: Mapping[str, Reply]
    ) -> Reading:
        """Return what all pages say, in the order they were asked for."""
        assembly = _Assembly(read_http_json(settings), period)
        for name, reply in replies.items():
            assembly.take(_page_of(name), read_json(Call(name, "GET", ""), reply), reply)
        return assembly.result()


def _page_of(name: str) -> _Page:
    """Return the page a call was made for; the reverse of `_Page.name`."""
    unit, _, number = name.removeprefix(_ROWS).removeprefix(":").partition("#")
    return _Page(unit, int(number) if number else None)


def _missing_pages(options: HttpJsonOptions, replies: Mapping[str, Reply]) -> Iterator[_Page]:
    """Yield the page to ask for next, of each unit that has one."""
    last = {page.unit: page for page in map(_page_of, replies)}
    paging = options.paging
    for unit in options.units or ("",):
        if unit not in last:
            yield _Page(unit, None if paging is None else paging.first)
        elif paging is not None:
            name = last[unit].name
            content = read_json(Call(name, "GET", ""), replies[name])
            following = _next_number(paging, last[unit], content)
            if following is not None:
                yield _Page(unit, following)


def _next_number(paging: Paging, page: _Page, content: Any) -> int | None:
    """Return the number of the next page a reply names; None when it was the last."""
    try:
        place, value = find_one(content, paging.next)
    except MissingPathError as error:
        raise PullFailedError(
            "json_path_missing", call=page.name, path=error.path, found=error.found
        ) from None
    if value is None or value is False:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value <= (page.number or 0):
        # A page that names itself or an earlier one would be asked for without end.
        raise PullFailedError(
            "http_json_page_odd", call=page.name, path=place, value=str(value)[:60]
        )
    if value - paging.first >= paging.most:
        raise PullFailedError("http_json_pages_too_many", call=page.name, most=paging.most)
    return value


def _call(options: HttpJsonOptions, period: Period, page: _Page) -> Call:
    values = Values(period, options.cutoff_day, page.unit, page.number)
    return Call(
        name=page.name,
        method=options.method,
        url=fill_path(options.url, values),
        query={name: fill(text, values) for name, text in options.query.items()},
        body=None if options.body is None else fill_body(options.body, values),
        headers=options.headers,
        secret_headers=options.secret_headers,
        redirect_is_login=True,
    )


class _Assembly:
    """The pages of one run becoming figures."""

    def __init__(self, options: HttpJsonOptions, period: Period) -> None:
        self._options = options
        self._period = period
        self._reader = RowsReader(options)

    def take(self, page: _Page, content: Any, reply: Reply) -> None:
        """Read one page.

        Raises:
            PullFailedError: `json_path_missing`, `http_json_row_odd`, `http_json_no_rows` (the
                first page of anybody has none).
        """
        count = self._reader.read(page.name, content, asked=page.unit, flags=self._flags(reply))
        paging = self._options.paging
        if not count and (paging is None or page.number == paging.first):
            path = self._options.rows.text or "$"
            raise PullFailedError("http_json_no_rows", call=page.name, path=path)

    def _flags(self, reply: Reply) -> tuple[str, ...]:
        on = local(reply.captured_at).date()
        is_over = self._period.has_ended(on, self._options.cutoff_day)
        return self._options.flags if is_over else (*self._options.flags, PERIOD_RUNNING)

    def result(self) -> Reading:
        """Return what all pages together say."""
        reader = self._reader
        findings = list(reader.findings)
        if reader.rejected:
            findings.append(Finding("http_json_values_rejected", {"count": len(reader.rejected)}))
        return Reading(
            figures=tuple(reader.figures),
            units=tuple(reader.units.values()),
            findings=tuple(findings),
            rejected=tuple(reader.rejected),
        )


HTTP_JSON: Final = HttpJsonConnector()
