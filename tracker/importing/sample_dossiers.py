"""Made-up dossiers (dữ liệu minh họa), the same ones for the same seed."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from tracker.errors import RefusedError
from tracker.importing.memo import Memo
from tracker.importing.sample_catalogue import SAMPLE_PROCEDURES, sample_procedures
from tracker.rules.dates import format_date
from tracker.rules.due_dates import due_date
from tracker.rules.periods import read_period
from tracker.rules.terms import read_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from models.vocabulary import UnitLevel
    from tracker.rules.calendar import WorkingCalendar

CODE_PREFIX: Final = "MH-"
SEED: Final = 766
HEADINGS: Final = (
    "Mã hồ sơ",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Mã đơn vị",
    "Đơn vị",
    "Cán bộ xử lý",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Ngày trả kết quả",
    "Trạng thái",
    "Hình thức nộp",
    "Thời hạn giải quyết",
)
OFFICERS: Final = 5
"""Officers a unit has."""

_CHANNELS: Final = ("Trực tuyến", "Trực tuyến", "Trực tuyến", "Trực tiếp", "Trực tiếp", "BCCI")
_OPENS: Final = 7 * 60 + 30
_CLOSES: Final = 17 * 60
# Cumulated shares of what becomes of a dossier.
_LATE: Final = 0.04
_STUCK: Final = 0.045
_WAITING: Final = 0.055
_PAUSED: Final = 0.062
_WITHDRAWN: Final = 0.072
_LATEST: Final = 18
"""Working days a late dossier is late at most."""
_ROWS_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class SampleUnit:
    """A unit that receives sample dossiers.

    Args:
        code: Code of a real unit.
        name: Its name.
        weight: How many it receives, against the others.
        level: Decides with its name what it handles; without one it handles everything.
    """

    code: str
    name: str
    weight: int = 1
    level: UnitLevel | None = None


class _Term(NamedTuple):
    """A term that runs from one day: the day printed, and its place among working days."""

    due: str
    last: int


def write_sample_dossiers(
    path: Path,
    *,
    units: Sequence[SampleUnit],
    months: Sequence[str],
    row_count: int,
    calendar: WorkingCalendar,
    seed: int = SEED,
) -> date:
    """Write an export of made-up dossiers, as things stood on the last day of the last month.

    About 4 % are finished late; some are open and overdue, some paused, waiting or withdrawn. Codes
    begin with `CODE_PREFIX`, officers are "Cán bộ minh họa": nothing looks real. The same arguments
    give the same bytes.

    Args:
        path: File to write: CSV, UTF-8, line feeds.
        units: Who receives them.
        months: Months they are received in, in order: "2024-01".
        row_count: How many.
        calendar: Calendar of record, for working days and due dates.
        seed: Another seed, another sample.

    Returns:
        The day the export describes.

    Raises:
        RefusedError: `sample_needs_units` when there is no unit or month.
        ReadingError: As `read_period`.
    """
    if not units or not months:
        raise RefusedError("sample_needs_units")
    maker = _Maker(units, months, calendar, seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADINGS) + "\n")
        for first in range(0, row_count, _ROWS_AT_ONCE):
            last = min(first + _ROWS_AT_ONCE, row_count)
            file.write("".join(maker.lines(first, last, row_count)))
    return maker.as_of


class _Maker:
    """Makes the lines of one sample; what repeats is put into words once."""

    def __init__(
        self,
        units: Sequence[SampleUnit],
        months: Sequence[str],
        calendar: WorkingCalendar,
        seed: int,
    ) -> None:
        self._random = Random(seed)  # noqa: S311 - the point is that it can be foretold
        self._calendar = calendar
        first_on = read_period(months[0]).first_day()
        self.as_of = read_period(months[-1]).last_day()
        # Terms and late ends run past the last month.
        days = [first_on + timedelta(days=n) for n in range((self.as_of - first_on).days + 120)]
        self._days = [day for day in days if calendar.is_working(day)]
        self._day_texts = [format_date(day) for day in self._days]
        self._stamps = [day.strftime("%y%m%d") for day in self._days]
        self._received_days = bisect_right(self._days, self.as_of)
        self._times = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(24 * 60)]
        self._units = [(unit.code, _cells(unit.code, unit.name), *_handled(unit)) for unit in units]
        self._unit_turns = list(accumulate(unit.weight for unit in units))
        self._procedures = [
            _cells(procedure.code, procedure.name, procedure.field)
            for procedure in SAMPLE_PROCEDURES
        ]
        self._terms = [read_term(procedure.term) for procedure in SAMPLE_PROCEDURES]
        self._ends: Memo[tuple[int, int], _Term] = Memo(self._end)

    def lines(self, first: int, last: int, row_count: int) -> Iterator[str]:
        """Yield the lines of dossiers number `first` to `last`, in the order of reception."""
        draw = self._random.random
        units, procedures, times = self._units, self._procedures, self._times
        unit_turns = self._unit_turns
        unit_total = unit_turns[-1]
        for number in range(first, last):
            day = number * self._received_days // row_count
            minute = _OPENS + int(draw() * (_CLOSES - _OPENS))
            code, unit, handled, turns = units[bisect_right(unit_turns, draw() * unit_total)]
            procedure = handled[bisect_right(turns, draw() * turns[-1])]
            term = self._ends[procedure, day]
            course = self._course(day, minute, term.last)
            luck = draw()
            yield (
                f"{CODE_PREFIX}{code}-{self._stamps[day]}-{number + 1:07d},{procedures[procedure]},"
                f"{unit},Cán bộ minh họa {1 + int(luck * OFFICERS):02d},"
                f"{self._day_texts[day]} {times[minute]},{term.due},"
                f"{course},"
                f"{_CHANNELS[int(luck * 997) % len(_CHANNELS)]},"
                f"{SAMPLE_PROCEDURES[procedure].term}\n"
            )

    def _end(self, asked: tuple[int, int]) -> _Term:
        """Work out where a procedure's term ends that starts on a working day.

        Terms in calendar days are printed as they fall, on days off too, as some systems do.
        """
        procedure, day = asked
        due = due_date(
            self._days[day], None, self._terms[procedure], self._calendar, with_steps=False
        )
        return _Term(f"{format_date(due.raw_due_on)} 17:00", bisect_left(self._days, due.due_on))

    def _course(self, day: int, minute: int, last: int) -> str:
        """Return the cells of end, hand-over and state of a dossier.

        Args:
            day: Number of the working day it was received on.
            minute: Minute of that day.
            last: Number of the working day its term ends on.
        """
        draw = self._random.random
        fate = draw()
        if fate < _LATE:
            return self._finished(last + 1 + int(draw() * draw() * _LATEST), _OPENS)
        if fate < _STUCK:
            return ",,Đang xử lý"
        if fate < _PAUSED:
            return ",,Yêu cầu bổ sung giấy tờ" if fate < _WAITING else ",,Dừng xử lý"
        span = draw()
        ended = day + int(max(span, draw()) * (last - day + 1))
        earliest = minute if ended == day else _OPENS
        if fate < _WITHDRAWN:
            return self._finished(ended, earliest, "Công dân yêu cầu rút")
        return self._finished(ended, earliest)

    def _finished(self, day: int, earliest: int, status: str = "Đã trả kết quả") -> str:
        """Return an end on a working day, or that the dossier was still open."""
        if day >= self._received_days:
            return ",,Đang xử lý"
        minute = earliest + int(self._random.random() * (_CLOSES - earliest))
        ended = f"{self._day_texts[day]} {self._times[minute]}"
        if minute % 8:
            return f"{ended},{ended},{status}"
        # Some results wait at the desk.
        return f"{ended},,{'Đã xử lý xong' if status == 'Đã trả kết quả' else status}"


def _handled(unit: SampleUnit) -> tuple[tuple[int, ...], list[int]]:
    """Return the procedures of a unit and their turns."""
    handled = sample_procedures(unit.level, unit.name)
    return handled, list(accumulate(SAMPLE_PROCEDURES[place].weight for place in handled))


def _cells(*texts: str) -> str:
    """Return texts as neighbouring cells of a CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(texts)
    return line.getvalue()
