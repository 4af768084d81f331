"""What the file of sources says of a source that speaks JSON over HTTP, read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from models.vocabulary import PeriodKind
from tracker.addresses import origin_of
from tracker.errors import ReadingError
from tracker.rules.periods import LAST_CUTOFF_DAY
from tracker.sources.http_options import (
    read_headers,
    read_secret_headers,
    read_texts,
    read_words,
)
from tracker.sources.json_paths import JsonPath, read_path
from tracker.sources.settings import OptionReader
from tracker.sources.templates import check_template, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.sources.contract import SourceSettings

MOST_PAGES: Final = 400
_UNIT: Final = re.compile(r"[\w.@ -]{1,40}")
_FLAG: Final = r"[a-z0-9_]{1,40}"
_INDICATOR: Final = re.compile(r"[\w.-]{1,60}")
_LOWEST_STATUS, _HIGHEST_STATUS = 200, 299


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """Where in a row one indicator stands; several paths are added up.

    Args:
        indicator: Code of the indicator of ours.
        numerator: Paths of the parts of the numerator; empty where there is a value only.
        denominator: Paths of the parts of the denominator.
        value: Path of the figure where the source gives no parts.
        quality: Path of what the source says of its own figure.
        may_exceed: Whether more than the whole is meaningful.
    """

    indicator: str
    numerator: tuple[JsonPath, ...]
    denominator: tuple[JsonPath, ...]
    value: JsonPath | None
    quality: JsonPath | None
    may_exceed: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """How further pages are asked for.

    Args:
        next: Path of the number of the next page; null where there is none.
        first: Number of the first page.
        most: So many pages at most.
    """

    next: JsonPath
    first: int
    most: int


@dataclass(frozen=True, slots=True)
class HttpJsonOptions:
    """Everything the file says; docs/sources.md explains each for people.

    Args:
        url: Template of the address, without a query.
        method: "GET" or "POST".
        query: Templates of query parameters.
        body: Templates of a JSON body.
        headers: Plain headers.
        secret_headers: Header → environment variable.
        statuses: Statuses of a good reply.
        units: Units asked for one by one; empty where one call brings all.
        rows: Path of the rows.
        unit: Path of the unit in a row; None where the unit asked for is meant.
        unit_name: Path of its name.
        unit_codes: Their key → our code.
        figures: What a row states.
        decimal: How texts write decimals: "point", "comma"; "" takes whole numbers only.
        flags: Quality of every figure.
        paging: How further pages are asked for.
        kinds: Kinds of period the source can be asked for.
        cutoff_day: Last day of the office's month.
    """

    url: str
    method: str
    query: Mapping[str, str]
    body: Mapping[str, Any] | None
    headers: Mapping[str, str]
    secret_headers: Mapping[str, str]
    statuses: tuple[int, ...]
    units: tuple[str, ...]
    rows: JsonPath
    unit: JsonPath | None
    unit_name: JsonPath | None
    unit_codes: Mapping[str, str]
    figures: tuple[FigureOptions, ...]
    decimal: str
    flags: tuple[str, ...]
    paging: Paging | None
    kinds: tuple[PeriodKind, ...]
    cutoff_day: int | None


def read_http_json(settings: SourceSettings) -> HttpJsonOptions:
    """Return a source's options.

    Raises:
        RefusedError: As `tracker.sources.settings.OptionReader`.
    """
    return _Reading(settings).run()


class _Reading:
    """One source's options being read."""

    def __init__(self, settings: SourceSettings) -> None:
        self._read = OptionReader(settings)

    def run(self) -> HttpJsonOptions:
        read = self._read
        method = read.choice("method", ("GET", "POST"), "GET")
        kinds = read_texts(read, "periods") or tuple(PeriodKind)
        if not set(kinds) <= set(PeriodKind):
            raise read.invalid("periods", list(kinds), ", ".join(PeriodKind))
        options = HttpJsonOptions(
            url=self._url(),
            method=method,
            query=self._query(),
            body=self._body(method),
            headers=read_headers(read),
            secret_headers=read_secret_headers(read),
            statuses=self._statuses(),
            units=self._units(),
            rows=self._path("rows", ""),
            unit=self._optional_path(read, "unit"),
            unit_name=self._optional_path(read, "unit_name"),
            unit_codes=read_words(read, "unit_codes"),
            figures=self._figures(),
            decimal=read.choice("decimal", ("", "point", "comma"), ""),
            flags=self._flags(),
            paging=self._paging(),
            kinds=tuple(map(PeriodKind, kinds)),
            cutoff_day=read.whole("cutoff_day", 0, LAST_CUTOFF_DAY, 0) or None,
        )
        self._check_together(options)
        read.finish()
        return options

    def _url(self) -> str:
        """Return the address; its host is written out, whatever the rest is made of."""
        url = self._read.url("url")
        fits = "https://host[:port]/…{year}…"
        if "?" in url or "{" in urlsplit(url).netloc:
            raise self._read.invalid("url", url, fits)
        try:
            check_template(url)
        except ReadingError:
            raise self._read.invalid("url", url, fits) from None
        # With every placeholder gone the address must lead to the same place.
        if origin_of(re.sub(r"\{[^}]*\}", "x", url)) != origin_of(url):
            raise self._read.invalid("url", url, fits)
        return url

    def _query(self) -> dict[str, str]:
        query = read_words(self._read, "query")
        for name, template in query.items():
            try:
                check_template(template)
            except ReadingError as error:
                raise self._read.invalid(f"query.{name}", template, str(error)) from None
        return query

    def _body(self, method: str) -> dict[str, Any] | None:
        body = self._read.table("body", {})
        if body and method == "GET":
            raise self._read.invalid("body", body, 'method = "POST"')
        try:
            names_in(body)
        except ReadingError as error:
            raise self._read.invalid("body", error.params["value"], "{year}, {month}, …") from None
        return body if method == "POST" else None

    def _statuses(self) -> tuple[int, ...]:
        raw = self._read.items("expected_status", (200,))
        if not raw or not all(
            isinstance(item, int) and _LOWEST_STATUS <= item <= _HIGHEST_STATUS for item in raw
        ):
            raise self._read.invalid("expected_status", raw, f"{_LOWEST_STATUS}-{_HIGHEST_STATUS}")
        return tuple(raw)

    def _units(self) -> tuple[str, ...]:
        units = read_texts(self._read, "units")
        for unit in units:
            # A path of dots would climb to another address on the same host.
            if not _UNIT.fullmatch(unit) or not unit.strip("."):
                raise self._read.invalid("units", unit, _UNIT.pattern)
        return units

    def _flags(self) -> tuple[str, ...]:
        flags = read_texts(self._read, "flags")
        if not all(re.fullmatch(_FLAG, flag) for flag in flags):
            raise self._read.invalid("flags", list(flags), _FLAG)
        return flags

    def _paging(self) -> Paging | None:
        table = self._read.table("paging", {})
        if not table:
            return None
        read = self._read.inner("paging", table)
        paging = Paging(
            next=_single(read, "next", read.text("next")),
            first=read.whole("first", 0, 1, 1),
            most=read.whole("most", 1, MOST_PAGES, 100),
        )
        read.finish()
        return paging

    def _figures(self) -> tuple[FigureOptions, ...]:
        table = self._read.table("figures")
        if not table:
            raise self._read.invalid("figures", "", '[figures."HS-received"]')
        outer = self._read.inner("figures", table)
        return tuple(self._figure(outer, indicator) for indicator in table)

    def _figure(self, outer: OptionReader, indicator: str) -> FigureOptions:
        table = outer.table(indicator)
        read = outer.inner(indicator, table)
        if not _INDICATOR.fullmatch(indicator):
            raise outer.invalid(indicator, "", _INDICATOR.pattern)
        figure = FigureOptions(
            indicator=indicator,
            numerator=self._paths(read, table, "numerator"),
            denominator=self._paths(read, table, "denominator"),
            value=self._optional_path(read, "value"),
            quality=self._optional_path(read, "quality"),
            may_exceed=read.flag("may_exceed", default=False),
        )
        has_parts = bool(figure.numerator) and bool(figure.denominator)
        has_one_part = bool(figure.numerator) is not bool(figure.denominator)
        if has_one_part or has_parts is (figure.value is not None):
            raise outer.invalid(indicator, "", "numerator + denominator | value")
        read.finish()
        return figure

    def _paths(
        self, read: OptionReader, table: Mapping[str, Any], key: str
    ) -> tuple[JsonPath, ...]:
        """Return one path or several; an option that is not there has none."""
        is_list = isinstance(table.get(key, []), list)
        raw = read.items(key, ()) if is_list else [read.text(key)]
        return tuple(_single(read, key, text) for text in raw)

    def _optional_path(self, read: OptionReader, key: str) -> JsonPath | None:
        text = read.text(key, "")
        return _single(read, key, text) if text else None

    def _path(self, key: str, default: str) -> JsonPath:
        return _readable(self._read, key, self._read.text(key, default))

    def _check_together(self, options: HttpJsonOptions) -> None:
        """Refuse options that are sound one by one and not together."""
        used = names_in([options.url, *options.query.values()]) | names_in(options.body or {})
        if ("unit" in used) is not bool(options.units):
            raise self._read.invalid("units", list(options.units), "{unit} + units")
        if ("page" in used) is not (options.paging is not None):
            raise self._read.invalid("paging", "", "{page} + paging")
        if options.unit is None and not options.units:
            raise self._read.invalid("unit", "", "agency.code")
        if options.unit is None and not options.rows.is_single:
            raise self._read.invalid("unit", "", "agency.code")


def _readable(read: OptionReader, key: str, text: object) -> JsonPath:
    try:
        return read_path(str(text))
    except ReadingError:
        raise read.invalid(key, text, "a.b[0].c, a[*].b") from None


def _single(read: OptionReader, key: str, text: object) -> JsonPath:
    path = _readable(read, key, text)
    if not isinstance(text, str) or not path.is_single:
        raise read.invalid(key, text, "a.b[0].c")
    return path
