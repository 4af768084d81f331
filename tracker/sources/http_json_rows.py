"""Rows of a JSON reply becoming figures: null stays null, and what is no number is named."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from models.types import PLACES
from tracker.errors import RowError
from tracker.rules.text import clean
from tracker.sources.contract import Finding, ForeignFigure, ForeignUnit
from tracker.sources.errors import PullFailedError
from tracker.sources.json_paths import MissingPathError, find_all, find_one, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.sources.http_json_options import FigureOptions, HttpJsonOptions
    from tracker.sources.json_paths import JsonPath

LONGEST_QUALITY: Final = 120
LARGEST: Final = 10**15
_LONGEST_KEY: Final = 120
_LONGEST_NAME: Final = 300
_LONGEST_QUOTED: Final = 60
_LOOKED_BACK: Final = 100
"""No row is made into more figures than there are of."""

_WHOLE: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_WRITTEN: Final[Mapping[str, re.Pattern[str]]] = {
    "point": re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,12})?", re.ASCII),
    "comma": re.compile(r"-?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:,\d{1,12})?", re.ASCII),
}
_TO_POINT: Final = {"point": str.maketrans("", "", ","), "comma": str.maketrans(",", ".", ".")}


class NotNumberError(Exception):
    """A value that is no number, or none we keep."""


def read_number(value: object, decimal: str) -> Decimal | None:
    """Return a JSON number, or one written as text, exactly; None for null.

    Args:
        value: What stands at a place.
        decimal: How texts write decimals: "point" ("1,234.5"), "comma" ("1.234,5"), or "" where
            only whole numbers may come as text: nothing is guessed.

    Raises:
        NotNumberError: For true and false, blank or other text, objects, lists, and numbers of
            15 digits before the comma, or finer than
            figures are stored.
    """
    if value is None:
        return None
    if isinstance(value, str):
        number = _read_text(value.strip(), decimal)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        raise NotNumberError
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(number) >= LARGEST:
        raise NotNumberError
    if number != round(number, PLACES):
        raise NotNumberError
    return number


def read_count(value: object, decimal: str) -> Decimal | None:
    """Return a number that counts things: whole and not negative; as `read_number`."""
    number = read_number(value, decimal)
    if number is not None and (number < 0 or number % 1):
        raise NotNumberError
    return number


def _read_text(text: str, decimal: str) -> Decimal:
    if _WHOLE.fullmatch(text):
        return Decimal(text)
    pattern = _WRITTEN.get(decimal)
    if pattern is None or not pattern.fullmatch(text):
        raise NotNumberError
    return Decimal(text.translate(_TO_POINT[decimal]))


class RowsReader:
    """Reads the rows of one reply after the other.

    Args:
        options: Of the source.
    """

    def __init__(self, options: HttpJsonOptions) -> None:
        self.options = options
        self.figures: list[ForeignFigure] = []
        self.units: dict[str, ForeignUnit] = {}
        self.findings: list[Finding] = []
        self.rejected: list[RowError] = []
        self.row_count = 0

    def read(self, call: str, content: Any, *, asked: str, flags: Sequence[str]) -> int:
        """Read one reply and return how many rows it has.

        Args:
            call: Name of the call.
            content: The parsed body.
            asked: The unit asked for; empty where the rows name theirs.
            flags: Quality of every figure of the reply.

        Raises:
            PullFailedError: `json_path_missing`, `http_json_row_odd`.
        """
        before = self.row_count
        try:
            for place, row in find_all(content, self.options.rows):
                self.row_count += 1
                if not isinstance(row, dict):
                    raise PullFailedError(
                        "http_json_row_odd", call=call, path=place, found=kind_of(row)
                    )
                _Row(self, call, place if place != "$" else "", row, flags).take(asked)
        except MissingPathError as error:
            raise PullFailedError(
                "json_path_missing", call=call, path=error.path, found=error.found
            ) from None
        return self.row_count - before


class _Row:
    """One row being read."""

    def __init__(
        self, reader: RowsReader, call: str, place: str, row: Any, flags: Sequence[str]
    ) -> None:
        self._reader = reader
        self._options = reader.options
        self._call = call
        self._place = place
        self._row = row
        self._flags = flags

    def take(self, asked: str) -> None:
        """Add what the row states to what the reader has."""
        external_id = self._unit(asked)
        if external_id is None:
            return
        for wanted in self._options.figures:
            figure = self._figure(external_id, wanted)
            if figure is not None:
                self._reader.figures.append(figure)

    def _unit(self, asked: str) -> str | None:
        """Return the source's key of whose row it is; None when it names nobody."""
        path, external_id = self._options.unit, asked
        if path is not None:
            place, value = self._find(path)
            external_id = self._key(value)
            if not external_id:
                self._reject(place, value, "", "http_json_unit_odd")
                return None
        name = ""
        if self._options.unit_name is not None:
            name = clean(str(self._find(self._options.unit_name)[1] or ""))[:_LONGEST_NAME]
        # Where the source has names, a code nobody has mapped is not taken for one of ours.
        fallback = "" if self._options.unit_name is not None else external_id
        code = self._options.unit_codes.get(external_id, fallback)
        self._reader.units.setdefault(external_id, ForeignUnit(external_id, code, name))
        return external_id

    def _key(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int):
            return ""
        return clean(str(value))[:_LONGEST_KEY]

    def _figure(self, external_id: str, wanted: FigureOptions) -> ForeignFigure | None:
        try:
            numerator = self._sum(wanted.numerator)
            denominator = self._sum(wanted.denominator)
            value = None if wanted.value is None else self._number(wanted.value)
        except NotNumberError:
            return None  # it was named where it stands
        if wanted.value is None and (numerator is None) is not (denominator is None):
            lone = wanted.numerator if numerator is None else wanted.denominator
            self._reject(self._find(lone[0])[0], None, wanted.indicator, "http_json_part_null")
            return None
        if numerator is None and value is None:
            return None
        if not wanted.may_exceed and (numerator or 0) > (denominator or 0):
            place = self._find(wanted.numerator[0])[0]
            self._reject(place, numerator, wanted.indicator, "http_json_share_impossible")
            return None
        return ForeignFigure(
            external_id=external_id,
            indicator=wanted.indicator,
            numerator=numerator,
            denominator=denominator,
            value=value,
            quality=self._quality(wanted),
            call=self._call,
        )

    def _sum(self, paths: Sequence[JsonPath]) -> int | None:
        """Return the sum of counts; None when one of them is null."""
        total: int | None = 0 if paths else None
        for path in paths:
            number = self._number(path, is_count=True)
            total = None if number is None or total is None else total + int(number)
        return total

    def _number(self, path: JsonPath, *, is_count: bool = False) -> Decimal | None:
        place, value = self._find(path)
        try:
            read = read_count if is_count else read_number
            return read(value, self._options.decimal)
        except NotNumberError:
            code = "http_json_count_odd" if is_count else "http_json_value_odd"
            self._reject(place, value, "", code)
            raise

    def _quality(self, wanted: FigureOptions) -> str:
        flags = list(self._flags)
        if wanted.quality is not None:
            place, value = self._find(wanted.quality)
            said = list(_words(value))
            if said == [] and value not in (None, "", []):
                values = {"call": self._call, "path": place, "indicator": wanted.indicator}
                self._reader.findings.append(Finding("http_json_quality_odd", values))
            flags += said
        kept = list(dict.fromkeys(flags))
        while len("|".join(kept)) > LONGEST_QUALITY:
            kept.pop()
        return "|".join(kept)

    def _find(self, path: JsonPath) -> tuple[str, Any]:
        return find_one(self._row, path, self._place)

    def _reject(self, place: str, value: object, indicator: str, code: str) -> None:
        shown = kind_of(value) if isinstance(value, dict | list) or value is None else str(value)
        params = {"call": self._call, "indicator": indicator}
        number = self._reader.row_count
        error = RowError(number, place, shown[:_LONGEST_QUOTED], code, params)
        # A value two figures are made of is one fault.
        if error not in self._reader.rejected[-_LOOKED_BACK:]:
            self._reader.rejected.append(error)


def _words(value: object) -> Iterator[str]:
    """Yield the flags of a quality: one text, or a list of texts."""
    for item in value if isinstance(value, list) else [value]:
        word = re.sub(r"[^\w-]+", "_", clean(item)) if isinstance(item, str) else ""
        if word:
            yield word[:40]
