"""The rows of a file of figures, cell by cell: what they state or what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from models.types import PLACES
from tracker.errors import ReadingError, RowError
from tracker.importing.columns import Columns, ColumnSpec
from tracker.importing.period_cells import read_period_cell
from tracker.rules.numbers import format_count, format_decimal, read_count, read_decimal
from tracker.rules.text import clean, fold
from tracker.services.measurements import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from tracker.importing.columns import HeaderMatch
    from tracker.importing.indicator_index import IndicatorIndex
    from tracker.importing.table import TableRow
    from tracker.queries.indicators import IndicatorRow
    from tracker.queries.unit_directory import UnitDirectory
    from tracker.queries.units import UnitRow
    from tracker.rules.periods import Period

COLUMNS: Final = Columns(
    (
        ColumnSpec("unit_code", ("Mã đơn vị", "Mã ĐV", "Mã cơ quan")),
        ColumnSpec("unit_name", ("Tên đơn vị", "Đơn vị", "Tên cơ quan", "Cơ quan, đơn vị")),
        ColumnSpec("indicator_code", ("Mã chỉ số",)),
        ColumnSpec("indicator", ("Chỉ số", "Tên chỉ số", "indicator_name")),
        ColumnSpec("period", ("Kỳ", "Kỳ báo cáo", "Kỳ số liệu", "Tháng")),
        ColumnSpec("numerator", ("Tử số", "Tử")),
        ColumnSpec("denominator", ("Mẫu số", "Mẫu")),
        ColumnSpec(
            "value",
            ("Giá trị", "Tỷ lệ (%)", "Tỉ lệ (%)", "Tỷ lệ", "Tỉ lệ", "Kết quả", "percent"),
        ),
        ColumnSpec("quality", ("Chất lượng", "Chất lượng số liệu")),
        ColumnSpec("note", ("Ghi chú",)),
    ),
    any_of=(
        ("unit_code", "unit_name"),
        ("indicator_code", "indicator"),
        ("numerator", "value"),
        ("denominator", "value"),
    ),
)
PRINT_ROUNDING: Final = Fraction(1, 100)
"""A printed percentage may differ this much from its parts: cut or rounded at two decimals."""
LONGEST_NAME: Final = 300
LONGEST_QUALITY: Final = 120
LONGEST_NOTE: Final = 2_000
PERCENT: Final = "%"

_Read = TypeVar("_Read")
_LONGEST_QUOTED: Final = 200
_STORED_LIMIT: Final = 10**18
"""The database keeps sixty-four bits."""

_TOTALS: Final = frozenset({"tong cong", "tong so", "tong", "cong"})
_LONGEST_TOTAL: Final = 30
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row passed over on purpose: a total, or a row that states no figure."""

    row: int


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads single rows against what is known.

    Args:
        header: Heading of the file: errors name its columns.
        directory: Units.
        indicators: Indicators.
        period: The period the person stated for the whole file.
        last_day: Last day of a period; units are those valid on it.
    """

    header: HeaderMatch
    directory: UnitDirectory
    indicators: IndicatorIndex
    period: Period | None
    last_day: Callable[[Period], date]

    def read(self, table_row: TableRow) -> Figure | Skipped | list[RowError]:
        """Return what a row states, or everything that is wrong with it."""
        row, texts = table_row
        cells = dict(zip(COLUMNS.keys, texts, strict=True))
        name = cells["unit_name"]
        if len(name) < _LONGEST_TOTAL and not clean(cells["unit_code"]) and fold(name) in _TOTALS:
            return Skipped(row)
        return _RowReading(self, row, cells).result()


class _RowReading:
    """One row being read; collects every fault, not only the first."""

    def __init__(self, reader: RowReader, row: int, cells: Mapping[str, str]) -> None:
        self._reader = reader
        self._row = row
        self._cells = cells
        self._errors: list[RowError] = []

    def result(self) -> Figure | Skipped | list[RowError]:
        """Return what the row states."""
        period = self._try("period", self._period)
        unit = self._try(self._unit_column, lambda: self._unit(period))
        indicator = self._try(self._indicator_column, self._indicator)
        numerator = self._try("numerator", lambda: _count(self._cells["numerator"]))
        denominator = self._try("denominator", lambda: _count(self._cells["denominator"]))
        value = self._try("value", lambda: _decimal(self._cells["value"]))
        quality = self._try("quality", lambda: _text(self._cells["quality"], LONGEST_QUALITY))
        note = self._try("note", lambda: _text(self._cells["note"], LONGEST_NOTE))
        if not self._errors and indicator is not None:
            self._check_parts(indicator, numerator, denominator, value)
        if self._errors or period is None or unit is None or indicator is None:
            return self._errors
        if numerator is None and value is None:
            return Skipped(self._row)
        return Figure(
            indicator_id=indicator.id,
            unit_id=unit.id,
            period=period.code,
            numerator=numerator,
            denominator=denominator,
            # A percentage beside its parts only repeats them; the parts decide.
            value=value if numerator is None else None,
            quality=quality or "",
            note=note or "",
            row=self._row,
        )

    @property
    def _unit_column(self) -> str:
        return "unit_code" if clean(self._cells["unit_code"]) else "unit_name"

    @property
    def _indicator_column(self) -> str:
        return "indicator_code" if clean(self._cells["indicator_code"]) else "indicator"

    def _try(self, key: str, read: Callable[[], _Read]) -> _Read | None:
        try:
            return read()
        except ReadingError as error:
            self._fault(key, error.code, **error.params)
            return None

    def _fault(self, key: str, code: str, **params: object) -> None:
        heading = self._reader.header.heading(key)
        value = _printable(self._cells[key])
        self._errors.append(RowError(self._row, heading, value, code, params))

    def _name(self, key: str) -> str:
        return _text(self._cells[key], LONGEST_NAME)

    def _period(self) -> Period:
        written, stated = self._name("period"), self._reader.period
        if not written:
            if stated is None:
                raise ReadingError("period_not_stated")
            return stated
        period = read_period_cell(written)
        if stated is not None and period != stated:
            raise ReadingError("period_contradicts", stated=stated.code)
        return period

    def _unit(self, period: Period | None) -> UnitRow | None:
        code, name = self._name("unit_code"), self._name("unit_name")
        if not code and not name:
            raise ReadingError("unit_not_stated")
        if period is None:
            return None  # which units there were depends on it; that fault is named already
        on = self._reader.last_day(period)
        unit = self._reader.directory.resolve(code or name, on)
        if code and name and self._names_another(unit, name, on):
            raise ReadingError("unit_code_and_name_differ", name=name, unit=unit.name)
        return unit

    def _names_another(self, unit: UnitRow, name: str, on: date) -> bool:
        """Return whether the name beside a code clearly means another unit."""
        try:
            return self._reader.directory.resolve(name, on).id != unit.id
        except ReadingError:
            return False  # the code says enough

    def _indicator(self) -> IndicatorRow:
        code, name = self._name("indicator_code"), self._name("indicator")
        if not code and not name:
            raise ReadingError("indicator_not_stated")
        return self._reader.indicators.resolve(code or name, name)

    def _check_parts(
        self,
        indicator: IndicatorRow,
        numerator: int | None,
        denominator: int | None,
        value: Decimal | None,
    ) -> None:
        is_percent = indicator.unit_of_measure == PERCENT
        if self._cells["value"].rstrip().endswith(PERCENT) and not is_percent:
            self._fault("value", "value_is_percent", unit=indicator.unit_of_measure)
        if numerator is None or denominator is None:
            if (numerator is None) is not (denominator is None):
                key = "numerator" if numerator is None else "denominator"
                self._fault(key, "parts_incomplete")
            elif value is not None and not _is_storable(value):
                self._fault("value", "value_too_fine", places=PLACES)
            return
        if is_percent and numerator > denominator:
            self._fault("numerator", "numerator_over_denominator", denominator=denominator)
        elif value is not None and denominator:
            exact = Fraction(numerator * (100 if is_percent else 1), denominator)
            if abs(exact - Fraction(value)) > PRINT_ROUNDING:
                parts = f"{format_count(numerator)}/{format_count(denominator)}"
                shown = format_decimal(_cut(exact), PLACES)
                self._fault("value", "value_contradicts_parts", parts=parts, exact=shown)


def _count(text: str) -> int | None:
    """Return a count; a program's "1234.0" is one, 24,13 is not."""
    if not clean(text):
        return None
    try:
        return read_count(text)
    except ReadingError as error:
        if error.code == "number_ambiguous" or PERCENT in text:
            raise
        number = read_decimal(text, dot="groups")
    if number < 0:
        raise ReadingError("count_negative")
    if number != number.to_integral_value():
        raise ReadingError("count_not_whole")
    return int(number)


def _decimal(text: str) -> Decimal | None:
    return read_decimal(text) if clean(text) else None


def _text(text: str, longest: int) -> str:
    written = clean(text)
    if len(written) > longest:
        raise ReadingError("cell_too_long", value=f"{_printable(written)[:60]}…", maximum=longest)
    if _CONTROLS.search(written):
        raise ReadingError("cell_has_controls", value=_printable(written))
    return written


def _printable(text: str) -> str:
    """Return what a report may quote: no control characters, not endless."""
    return _CONTROLS.sub("�", clean(text))[:_LONGEST_QUOTED]


def _is_storable(value: Decimal) -> bool:
    scaled = value.scaleb(PLACES)
    return scaled == scaled.to_integral_value() and abs(scaled) < _STORED_LIMIT


def _cut(exact: Fraction) -> Decimal:
    return Decimal(int(exact * 10**PLACES)).scaleb(-PLACES)
