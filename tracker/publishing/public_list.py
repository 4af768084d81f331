"""A published late list as the public reads it: its content in rows, and the rows as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Language
from tracker.publishing.list_papers import apology_text, explanation_text, read_coverage
from tracker.publishing.list_replies import NO_REPLIES, PrintedReplies, read_replies
from tracker.rules.dates import format_date
from tracker.rules.public_lists import shown_share
from tracker.rules.rates import Share
from tracker.wording.sentences import SENTENCES, sentence
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.rules.coverage import Coverage

FINISHED_LATE: Final = "Trả chậm"
OPEN_OVERDUE: Final = "Đang xử lý, quá hạn"

CSV_HEADER: Final = (
    "Phụ lục",
    "Mã hồ sơ",
    "Mã đơn vị",
    "Đơn vị",
    "Mã thủ tục",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Số ngày chậm",
    "Số ngày làm việc chậm",
    "Ghi chú",
    "Giải trình",
    "Xin lỗi và hẹn lại",
    "Cán bộ đang xử lý",
)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a list, or the total: counts of the period and the two rates, by their parts.

    `coverage` says how many late dossiers were explained and apologised for; None in a list
    drafted before that was counted.
    """

    code: str
    name: str
    carried_over: int
    received: int
    finished: int
    finished_early: int
    finished_on_time: int
    finished_late: int
    open: int
    open_within_term: int
    open_overdue: int
    paused: int
    returned: int
    finished_on_time_rate: Share
    progress_rate: Share
    coverage: Coverage | None = None


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One late or overdue dossier, as printed in an annex.

    Args:
        code: Masked, unless the list was published with full codes.
        unit_code: Code of the unit that had it.
        unit_name: Name of that unit, empty when the list does not hold the unit.
        procedure_code: Of the administrative procedure.
        received_on: Day of reception.
        due_on: Day it was promised for.
        finished_on: Day processing ended; None while open.
        days_late: Calendar days after the due date.
        working_days_late: Working days after it.
        flags: What the reader should know of it, as codes.
        explanation: Why it was late; empty when nobody explained.
        apology: Number and new date of the letter of apology; empty when there is none.
        officer: Who has it; empty unless an order has officers named.
    """

    code: str
    unit_code: str
    unit_name: str
    procedure_code: str
    received_on: date | None
    due_on: date | None
    finished_on: date | None
    days_late: int
    working_days_late: int
    flags: tuple[str, ...]
    explanation: str
    apology: str
    officer: str = ""


@dataclass(frozen=True, slots=True)
class PublicList:
    """What a page shows of a list's content; order is that of the content."""

    title: str
    rule_text: str
    calendar_version: int | None
    units: tuple[UnitLine, ...]
    totals: UnitLine
    finished_late: tuple[DossierLine, ...]
    open_overdue: tuple[DossierLine, ...]
    notices: tuple[Mapping[str, Any], ...] = ()
    replies: PrintedReplies = NO_REPLIES
    officers_order: str = ""
    #: Rates over fewer dossiers are counts here; 0 while every rate has its percentage.
    small_count: int = 0

    @property
    def has_coverage(self) -> bool:
        """Return whether the list says how many late dossiers have their papers."""
        return self.totals.coverage is not None

    def of_unit(self, unit_code: str) -> PublicList:
        """Return the same list with the annexes of one unit only."""
        return replace(
            self,
            finished_late=tuple(line for line in self.finished_late if line.unit_code == unit_code),
            open_overdue=tuple(line for line in self.open_overdue if line.unit_code == unit_code),
        )


def read_public_list(content: Mapping[str, Any]) -> PublicList:
    """Return a list's canonical content in rows.

    Args:
        content: The parsed content of a publication (design.md, section 5, `late-list show`).
    """
    units = tuple(_read_unit(unit) for unit in content.get("units", ()))
    names = {unit.code: unit.name for unit in units}
    return PublicList(
        title=str(content.get("title") or ""),
        rule_text=str(content.get("rule_text") or ""),
        calendar_version=content.get("calendar_version"),
        units=units,
        totals=_read_unit(content.get("totals") or {}),
        finished_late=_read_annex(content.get("finished_late", ()), names),
        open_overdue=_read_annex(content.get("open_overdue", ()), names),
        notices=tuple(content.get("notices", ())),
        officers_order=str(content.get("officers_order") or ""),
        replies=read_replies(content),
    )


def without_small_rates(found: PublicList, least: int) -> PublicList:
    """Return a list whose rates over too few dossiers have no percentage, only their parts.

    Args:
        found: The list.
        least: The smallest count that gives a rate; 0 shows every rate.
    """

    def shown(line: UnitLine) -> UnitLine:
        return replace(
            line,
            finished_on_time_rate=shown_share(line.finished_on_time_rate, least),
            progress_rate=shown_share(line.progress_rate, least),
        )

    units = tuple(map(shown, found.units))
    return replace(found, units=units, totals=shown(found.totals), small_count=least)


def render_annexes_csv(found: PublicList) -> bytes:
    """Return both annexes as CSV for a spreadsheet: UTF-8 with its mark, and nothing that runs.

    The same list gives the same bytes, whoever asks in whatever language.

    Source:
        reference/reliability.md D3.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    for annex, lines in (
        (FINISHED_LATE, found.finished_late),
        (OPEN_OVERDUE, found.open_overdue),
    ):
        # The file is the annex people know: its words do not follow the reader's language.
        with force_locale(Language.VIETNAMESE.value):
            writer.writerows([_cells(annex, line) for line in lines])
    return stream.getvalue().encode("utf-8-sig")


def safe_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _cells(annex: str, line: DossierLine) -> Sequence[str | int]:
    texts = (line.code, line.unit_code, line.unit_name, line.procedure_code)
    days = (line.received_on, line.due_on, line.finished_on)
    notes = "; ".join(sentence(flag) if flag in SENTENCES else flag for flag in line.flags)
    return (
        annex,
        *(safe_text(text) for text in texts),
        *("" if day is None else format_date(day) for day in days),
        line.days_late,
        line.working_days_late,
        *(safe_text(text) for text in (notes, line.explanation, line.apology, line.officer)),
    )


def _read_unit(unit: Mapping[str, Any]) -> UnitLine:
    counts = {
        field.name: int(unit.get(field.name) or 0)
        for field in fields(UnitLine)
        if field.name not in ("code", "name", "coverage") and not field.name.endswith("_rate")
    }
    return UnitLine(
        code=str(unit.get("code") or ""),
        name=str(unit.get("name") or ""),
        finished_on_time_rate=_read_share(unit.get("finished_on_time_rate")),
        progress_rate=_read_share(unit.get("progress_rate")),
        coverage=read_coverage(unit.get("coverage")),
        **counts,
    )


def _read_share(share: Mapping[str, Any] | None) -> Share:
    return Share(int(share["numerator"]), int(share["denominator"])) if share else Share(0, 0)


def _read_annex(
    rows: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> tuple[DossierLine, ...]:
    return tuple(_read_dossier(row, names) for row in rows)


def _read_dossier(row: Mapping[str, Any], names: Mapping[str, str]) -> DossierLine:
    unit_code = str(row.get("unit_code") or "")
    return DossierLine(
        code=str(row.get("code") or ""),
        unit_code=unit_code,
        unit_name=str(row.get("unit_name") or names.get(unit_code, "")),
        procedure_code=str(row.get("procedure_code") or ""),
        received_on=_read_day(row.get("received_on")),
        due_on=_read_day(row.get("due_on")),
        finished_on=_read_day(row.get("finished_on")),
        days_late=int(row.get("days_late") or 0),
        working_days_late=int(row.get("working_days_late") or 0),
        flags=tuple(map(str, row.get("flags") or ())),
        explanation=explanation_text(row.get("explanation")),
        apology=apology_text(row.get("apology")),
        officer=str(row.get("officer") or ""),
    )


def _read_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
