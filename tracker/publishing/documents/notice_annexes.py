"""Annexes of the notice: finished late, still overdue, and every unit's counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Language
from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.notice_coverage import coverage_blocks
from tracker.publishing.documents.tree import Annex, Block, Cell, Column, Row, RowKind, Table, note
from tracker.rules.dates import format_date
from tracker.rules.numbers import format_count
from tracker.rules.rates import percent_text
from tracker.wording.sentences import SENTENCES, sentence
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine

ATTACHED: Final = "(Kèm theo Thông báo số      ngày      tháng      năm 20     )"
NO_OFFICERS: Final = (
    "Không có cột cán bộ đang xử lý: chưa ghi nhận văn bản nào yêu cầu công khai tên cán bộ."
)
NOBODY_FINISHED: Final = "Không có hồ sơ nào đã giải quyết quá hạn trong kỳ."
NOBODY_OVERDUE: Final = "Không có hồ sơ nào đang giải quyết mà đã quá hạn."
NO_UNITS: Final = "Không có đơn vị nào có hồ sơ trong kỳ."
MASKED: Final = "Mã hồ sơ được che một phần để người khác không tra cứu được hồ sơ của người dân."

_CENTER, _RIGHT = Align.CENTER, Align.RIGHT
_UNIT_COLUMNS: Final = (
    Column("STT", 11, _CENTER),
    Column("Đơn vị", 44),
    Column("Kỳ trước chuyển sang", 17, _RIGHT),
    Column("Tiếp nhận", 15, _RIGHT),
    Column("Đã giải quyết", 15, _RIGHT),
    Column("Trước hạn", 15, _RIGHT),
    Column("Đúng hạn", 14, _RIGHT),
    Column("Quá hạn", 13, _RIGHT),
    Column("Đang giải quyết", 15, _RIGHT),
    Column("Trong hạn", 16, _RIGHT),
    Column("Quá hạn (đang giải quyết)", 15, _RIGHT),
    Column("Tạm dừng, chờ bổ sung", 14, _RIGHT),
    Column("Trả lại, rút, từ chối", 13, _RIGHT),
    Column("Tỷ lệ trước và đúng hạn trên số đã giải quyết", 24, _RIGHT),
    Column("Tiến độ theo QĐ 766", 24, _RIGHT),
)
_COUNTS: Final = (
    "carried_over",
    "received",
    "finished",
    "finished_early",
    "finished_on_time",
    "finished_late",
    "open",
    "open_within_term",
    "open_overdue",
    "paused",
    "returned",
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One column of an annex of dossiers, and what it says of a dossier."""

    column: Column
    cell: Callable[[DossierLine], str]


def list_annexes(
    content: Mapping[str, Any], found: PublicList, *, officers_order: str = ""
) -> tuple[Annex, ...]:
    """Return the three annexes.

    Args:
        content: Canonical content of the list.
        found: The same in rows.
        officers_order: Citation of the order that has names published; empty for none.
    """
    days = (
        f"(Từ ngày {_iso_day(content['first_day'])} đến ngày {_iso_day(content['last_day'])})",
        ATTACHED,
    )
    masked = (note(MASKED),) if content.get("codes") == "masked" else ()
    finished = _dossiers(found, found.finished_late, _finished_parts(), NOBODY_FINISHED)
    has_officers = bool(officers_order) and any(line.officer for line in found.open_overdue)
    parts = _overdue_parts(has_officers=has_officers)
    overdue = _dossiers(found, found.open_overdue, parts, NOBODY_OVERDUE)
    named = f"Tên cán bộ được công khai theo {officers_order}." if has_officers else NO_OFFICERS
    subject = "ĐƠN VỊ, CÁ NHÂN" if has_officers else "ĐƠN VỊ"
    task = "TRONG VIỆC GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH"
    return (
        Annex("Phụ lục I", f"DANH SÁCH ĐƠN VỊ CHẬM TRỄ {task}", days, (finished, *masked)),
        Annex(
            "Phụ lục II",
            f"DANH SÁCH {subject} ĐANG CHẬM TRỄ {task}",
            days,
            (overdue, note(named), *masked),
        ),
        Annex(
            "Phụ lục III",
            "SỐ LIỆU GIẢI QUYẾT HỒ SƠ THỦ TỤC HÀNH CHÍNH CỦA CÁC ĐƠN VỊ",
            days,
            (*_units(found), *coverage_blocks(found)),
        ),
    )


def _finished_parts() -> tuple[_Part, ...]:
    return (
        _Part(Column("Mã hồ sơ", 38), lambda line: line.code),
        _Part(Column("Mã thủ tục", 26), lambda line: line.procedure_code),
        *_dates(),
        _Part(Column("Ngày có kết quả", 22, _CENTER), lambda line: _day(line.finished_on)),
        *_lateness("Số ngày chậm"),
        _Part(Column("Đơn vị giải quyết", 42), lambda line: line.unit_name),
        _Part(Column("Ghi chú", 49), _remarks),
    )


def _overdue_parts(*, has_officers: bool) -> tuple[_Part, ...]:
    named = _Part(Column("Cán bộ đang xử lý", 34), lambda line: line.officer)
    return (
        _Part(Column("Mã hồ sơ", 38), lambda line: line.code),
        _Part(Column("Mã thủ tục", 26), lambda line: line.procedure_code),
        *_dates(),
        *_lateness("Số ngày quá hạn"),
        _Part(Column("Đơn vị giải quyết", 42), lambda line: line.unit_name),
        *((named,) if has_officers else ()),
        _Part(Column("Ghi chú", 49), _remarks),
    )


def _dates() -> tuple[_Part, ...]:
    return (
        _Part(Column("Ngày tiếp nhận", 22, _CENTER), lambda line: _day(line.received_on)),
        _Part(Column("Ngày hẹn trả", 22, _CENTER), lambda line: _day(line.due_on)),
    )


def _lateness(title: str) -> tuple[_Part, ...]:
    return (
        _Part(Column(title, 15, _CENTER), lambda line: format_count(line.days_late)),
        _Part(
            Column("Số ngày làm việc chậm", 18, _CENTER),
            lambda line: format_count(line.working_days_late),
        ),
    )


def _remarks(line: DossierLine) -> str:
    notes = [_opened(sentence(flag) if flag in SENTENCES else flag) for flag in line.flags]
    if line.explanation:
        notes.append(f"Giải trình: {line.explanation}")
    if line.apology:
        notes.append(f"Xin lỗi, hẹn lại: {line.apology}")
    return "\n".join(notes)


def _dossiers(
    found: PublicList, lines: Sequence[DossierLine], parts: Sequence[_Part], nothing: str
) -> Block:
    columns = (Column("STT", 11, _CENTER), *(part.column for part in parts))
    if not lines:
        return Table(columns, (Row((nothing,), RowKind.NOTE),))
    with force_locale(Language.VIETNAMESE.value):
        rows = tuple(_dossier_rows(found, lines, [part.cell for part in parts]))
    return Table(columns, rows)


def _dossier_rows(
    found: PublicList,
    lines: Sequence[DossierLine],
    cells: Sequence[Callable[[DossierLine], str]],
) -> Iterator[Row]:
    grouped: dict[str, list[DossierLine]] = {unit.code: [] for unit in found.units}
    for line in lines:
        grouped.setdefault(line.unit_code, []).append(line)
    units = {unit.code: unit for unit in found.units}
    for unit_code, own in grouped.items():
        if own:
            yield Row((_group_title(own, units.get(unit_code)),), RowKind.GROUP)
        for number, line in enumerate(own, start=1):
            yield Row((str(number), *[cell(line) for cell in cells]))
    with_lines = sum(map(bool, grouped.values()))
    yield Row(
        (f"Tổng cộng: {format_count(len(lines))} hồ sơ, {format_count(with_lines)} đơn vị",),
        RowKind.GROUP,
    )


def _group_title(lines: Sequence[DossierLine], unit: UnitLine | None) -> str:
    name = lines[0].unit_name or lines[0].unit_code
    counted = f"{name}: {format_count(len(lines))} hồ sơ"
    if unit is None:
        return counted
    return (
        f"{counted} (tỷ lệ trước và đúng hạn trên số đã giải quyết:"
        f" {percent_text(unit.finished_on_time_rate)})"
    )


def _units(found: PublicList) -> Iterator[Block]:
    rows = [
        Row((str(number), unit.name, *_unit_cells(unit)))
        for number, unit in enumerate(found.units, start=1)
    ]
    if rows:
        rows.append(Row(("", "Tổng cộng", *_unit_cells(found.totals)), RowKind.TOTAL))
    else:
        rows.append(Row((NO_UNITS,), RowKind.NOTE))
    yield Table(_UNIT_COLUMNS, tuple(rows))


def _unit_cells(unit: UnitLine) -> tuple[Cell, ...]:
    return (
        *(format_count(getattr(unit, name)) for name in _COUNTS),
        percent_text(unit.finished_on_time_rate),
        percent_text(unit.progress_rate),
    )


def _opened(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _day(day: date | None) -> str:
    return "" if day is None else format_date(day)


def _iso_day(value: object) -> str:
    return format_date(date.fromisoformat(str(value)))
