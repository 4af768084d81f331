"""Form II.06a as a page and a file show it: numbered lines, rates, and sums that fail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from models.vocabulary import Timeliness
from tracker.rules.count_tables import STANDSTILLS, CountBy
from tracker.wording.count_tables import explain_broken, line_name
from tracker.wording.labels import label
from views.formatting import show_percent
from views.pages.form_rows import has_listed_rows, line_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.publishing.count_tables import PeriodCounts
    from tracker.rules.count_tables import CountLine
    from tracker.rules.rates import Share

BY_WORDS: Final[Mapping[str, CountBy]] = {
    "don-vi": CountBy.UNIT,
    "cap": CountBy.LEVEL,
    "linh-vuc": CountBy.FIELD,
}
"""Values of `nhom` in the address."""

_LISTED: Final = {
    "finished_late": Timeliness.FINISHED_LATE,
    "open_overdue": Timeliness.OPEN_OVERDUE,
}
"""Columns whose dossiers can be listed."""

_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the form.

    Args:
        number: Column 1: Roman for a group, counted anew in each, "" for the total.
        name: Column 2.
        kind: "row", "subtotal" or "total".
        columns: Columns 3 to 13.
        finished_on_time: Done in time of all done.
        progress: Done in time or open within term, of done and open.
        standstills: Dossiers in each status of `STANDSTILLS`.
        is_broken: Whether a sum of this line does not come out.
        urls: Addresses of the dossiers of each column, "" where there is no listing of them.
    """

    number: str
    name: str
    kind: str
    columns: tuple[int, ...]
    finished_on_time: Share
    progress: Share
    standstills: tuple[int, ...]
    is_broken: bool
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """The whole form.

    Args:
        counts: What it was built from.
        lines: Every line in the order of the form.
        failures: Sums that do not come out, one sentence each.
        is_empty: Whether the period has no dossier at all.
        is_running: Whether the data end before the day judged.
    """

    counts: PeriodCounts
    lines: tuple[FormLine, ...]
    failures: tuple[str, ...]
    is_empty: bool
    is_running: bool


def build_form_table(counts: PeriodCounts) -> FormTable:
    """Return the form of a period, ready to show."""
    table = counts.table
    as_of = counts.data_as_of
    return FormTable(
        counts=counts,
        lines=tuple(_lines(counts)),
        failures=tuple(explain_broken(table)),
        is_empty=not table.sections,
        is_running=as_of is not None and as_of < counts.judged_on,
    )


def form_csv_rows(table: FormTable) -> tuple[list[str], list[list[object]]]:
    """Return the form as a heading and rows for a spreadsheet: the columns of the page."""
    header = [
        _("STT"),
        _("Đơn vị, lĩnh vực"),
        _("Tiếp nhận: tổng số"),
        _("Tiếp nhận trực tuyến"),
        _("Tiếp nhận trực tiếp, BCCI"),
        _("Kỳ trước chuyển qua"),
        _("Đã giải quyết: tổng số"),
        _("Trước hạn"),
        _("Đúng hạn"),
        _("Quá hạn"),
        _("Đang giải quyết: tổng số"),
        _("Trong hạn"),
        _("Đang giải quyết, quá hạn"),
        _("Tỷ lệ giải quyết đúng hạn"),
        _("Tỷ lệ đúng tiến độ (QĐ 766)"),
        *(label(status) for status in STANDSTILLS),
    ]
    rows: list[list[object]] = [
        [
            line.number,
            line.name,
            *line.columns,
            show_percent(line.finished_on_time),
            show_percent(line.progress),
            *line.standstills,
        ]
        for line in table.lines
    ]
    return header, rows


def _lines(counts: PeriodCounts) -> list[FormLine]:
    table, found = counts.table, []
    for roman, section in zip(_ROMAN, table.sections, strict=False):
        found.append(_line(section.subtotal, roman, counts))
        found += [
            _line(line, str(number), counts) for number, line in enumerate(section.lines, start=1)
        ]
    return [*found, _line(table.total, "", counts)]


def _line(line: CountLine, number: str, whole: PeriodCounts) -> FormLine:
    counts = line.counts.counts
    kind = "row" if line.is_row else "total" if line.group is None else "subtotal"
    columns = asdict(line.form)
    return FormLine(
        number=number,
        name=line_name(line, whole.table.by),
        kind=kind,
        columns=tuple(columns.values()),
        finished_on_time=counts.finished_on_time_rate,
        progress=counts.progress_rate,
        standstills=tuple(line.counts.standstills.get(status, 0) for status in STANDSTILLS),
        is_broken=bool(line.broken()),
        urls=tuple(_url(line, name, count, whole) for name, count in columns.items()),
    )


def _url(line: CountLine, column: str, count: int, whole: PeriodCounts) -> str:
    kind = _LISTED.get(column)
    if kind is None or not count or not has_listed_rows(whole):
        return ""
    return line_url(whole, line, kind)
