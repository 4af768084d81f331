"""A published late list as XLSX: both annexes, the units' counts, and what the list rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from models.vocabulary import Language
from tracker.publishing.public_list import (
    FINISHED_LATE,
    OPEN_OVERDUE,
    read_public_list,
    without_small_rates,
)
from tracker.publishing.workbooks import Kind, Sheet, SheetColumn, Value, render_workbook
from tracker.rules.dates import format_date
from tracker.rules.public_lists import shown_share
from tracker.wording.labels import label
from tracker.wording.sentences import SENTENCES, sentence
from tracker.wording.stored import explain_stored
from tracker.wording.text import force_locale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.rules.coverage import Coverage

_DOSSIER_COLUMNS: Final = (
    SheetColumn("STT", 6, Kind.COUNT),
    SheetColumn("Mã hồ sơ", 26),
    SheetColumn("Mã đơn vị", 14),
    SheetColumn("Đơn vị", 30),
    SheetColumn("Mã thủ tục", 14),
    SheetColumn("Ngày tiếp nhận", 12, Kind.DAY),
    SheetColumn("Ngày hẹn trả", 12, Kind.DAY),
    SheetColumn("Ngày kết thúc xử lý", 12, Kind.DAY),
    SheetColumn("Số ngày chậm", 9, Kind.COUNT),
    SheetColumn("Số ngày làm việc chậm", 9, Kind.COUNT),
    SheetColumn("Ghi chú", 28),
    SheetColumn("Giải trình", 24),
    SheetColumn("Xin lỗi và hẹn lại", 22),
)
_COUNTS: Final = (
    ("carried_over", "Kỳ trước chuyển sang"),
    ("received", "Tiếp nhận trong kỳ"),
    ("finished", "Đã giải quyết"),
    ("finished_early", "Trước hạn"),
    ("finished_on_time", "Đúng hạn"),
    ("finished_late", "Quá hạn"),
    ("open", "Đang giải quyết"),
    ("open_within_term", "Đang giải quyết, trong hạn"),
    ("open_overdue", "Đang giải quyết, quá hạn"),
    ("paused", "Tạm dừng, chờ bổ sung"),
    ("returned", "Trả lại, rút, từ chối"),
)
_UNIT_COLUMNS: Final = (
    SheetColumn("Mã đơn vị", 14),
    SheetColumn("Đơn vị", 36),
    *(SheetColumn(title, 11, Kind.COUNT) for _, title in _COUNTS),
    SheetColumn("Trước và đúng hạn (tử số)", 11, Kind.COUNT),
    SheetColumn("Đã giải quyết (mẫu số)", 11, Kind.COUNT),
    SheetColumn("Tỷ lệ trước và đúng hạn (%)", 11, Kind.DECIMAL),
    SheetColumn("Tiến độ QĐ 766 (tử số)", 11, Kind.COUNT),
    SheetColumn("Tiến độ QĐ 766 (mẫu số)", 11, Kind.COUNT),
    SheetColumn("Tiến độ QĐ 766 (%)", 11, Kind.DECIMAL),
)
_COVERAGE: Final = (
    ("late", "Hồ sơ chậm, quá hạn"),
    ("accepted", "Giải trình đã chấp nhận"),
    ("submitted", "Giải trình chờ xem xét"),
    ("sent_back", "Giải trình trả lại"),
    ("unexplained", "Chưa giải trình"),
    ("letters_owed", "Phải xin lỗi"),
    ("letters_sent", "Đã gửi phiếu xin lỗi"),
    ("letters_in_time", "Gửi đúng hạn"),
)
_COVERAGE_COLUMNS: Final = (
    *(SheetColumn(title, 11, Kind.COUNT) for _, title in _COVERAGE),
    SheetColumn("Tỷ lệ giải trình được chấp nhận (%)", 11, Kind.DECIMAL),
    SheetColumn("Tỷ lệ xin lỗi đúng hạn (%)", 11, Kind.DECIMAL),
)
_FACT_COLUMNS: Final = (SheetColumn("Nội dung", 34), SheetColumn("Giá trị", 90))


def render_list_xlsx(
    content: Mapping[str, Any],
    *,
    sha256: str = "",
    small_count: int = 0,
    found: PublicList | None = None,
) -> bytes:
    """Return a list as XLSX; the same list gives the same bytes, whoever asks.

    Args:
        content: Canonical public content of a version, parsed.
        sha256: Hash of the public bytes, printed; empty for a draft.
        small_count: Rates over fewer dossiers have no percentage, only their parts.
        found: The content in rows, where it has been read already.
    """
    found = without_small_rates(found or read_public_list(content), small_count)
    with force_locale(Language.VIETNAMESE.value):
        sheets = (
            _annex("Phụ lục I", FINISHED_LATE, found, found.finished_late),
            _overdue(_annex("Phụ lục II", OPEN_OVERDUE, found, found.open_overdue), found),
            Sheet("Đơn vị", found.title, _unit_columns(found), list(_units(found))),
            Sheet("Thông tin", found.title, _FACT_COLUMNS, list(_facts(content, found, sha256))),
        )
    return render_workbook(
        sheets,
        title=found.title,
        author="",
        dated=date.fromisoformat(str(content["as_of"])),
        is_sample=bool(content.get("is_sample")),
    )


def _annex(name: str, kind: str, found: PublicList, lines: Sequence[DossierLine]) -> Sheet:
    rows = [(number, *_dossier(line)) for number, line in enumerate(lines, start=1)]
    return Sheet(name, f"{kind}: {found.title}", _DOSSIER_COLUMNS, rows)


def _overdue(annex: Sheet, found: PublicList) -> Sheet:
    """Return the annex of overdue dossiers with who has them, where an order has them named."""
    if not found.officers_order:
        return annex
    return replace(
        annex,
        columns=(*annex.columns, SheetColumn("Cán bộ đang xử lý", 24)),
        rows=[
            (*row, line.officer) for row, line in zip(annex.rows, found.open_overdue, strict=True)
        ],
    )


def _dossier(line: DossierLine) -> tuple[Value, ...]:
    return (
        line.code,
        line.unit_code,
        line.unit_name,
        line.procedure_code,
        line.received_on,
        line.due_on,
        line.finished_on,
        line.days_late,
        line.working_days_late,
        "; ".join(sentence(flag) if flag in SENTENCES else flag for flag in line.flags),
        line.explanation,
        line.apology,
    )


def _unit_columns(found: PublicList) -> tuple[SheetColumn, ...]:
    return (*_UNIT_COLUMNS, *_COVERAGE_COLUMNS) if found.has_coverage else _UNIT_COLUMNS


def _units(found: PublicList) -> Iterator[tuple[Value, ...]]:
    for unit in found.units:
        yield unit.code, unit.name, *_counts(unit, found.small_count)
    yield "", "Tổng cộng", *_counts(found.totals, found.small_count)


def _counts(unit: UnitLine, small_count: int) -> tuple[Value, ...]:
    on_time, progress = unit.finished_on_time_rate, unit.progress_rate
    return (
        *(getattr(unit, name) for name, _ in _COUNTS),
        on_time.numerator,
        on_time.denominator,
        on_time.percent,
        progress.numerator,
        progress.denominator,
        progress.percent,
        *_coverage(unit.coverage, small_count),
    )


def _coverage(coverage: Coverage | None, small_count: int) -> tuple[Value, ...]:
    if coverage is None:
        return ()
    return (
        *(getattr(coverage, name) for name, _ in _COVERAGE),
        shown_share(coverage.explained, small_count).percent,
        shown_share(coverage.apologised_in_time, small_count).percent,
    )


def _facts(
    content: Mapping[str, Any], found: PublicList, sha256: str
) -> Iterator[tuple[Value, ...]]:
    for name, key in (
        ("Ngày đầu kỳ", "first_day"),
        ("Ngày cuối kỳ", "last_day"),
        ("Số liệu đến ngày", "as_of"),
    ):
        yield name, format_date(date.fromisoformat(str(content[key])))
    yield "Cách tính chậm", found.rule_text
    if found.officers_order:
        yield "Công khai tên cán bộ theo", found.officers_order
    if found.small_count:
        yield "Tỷ lệ", f"Dưới {found.small_count} hồ sơ thì chỉ ghi số hồ sơ, không ghi phần trăm."
    yield "Bản số", str(content.get("version") or 1)
    yield "Lý do của bản này", str(content.get("reason") or "")
    yield "Mã SHA-256 của nội dung công bố", sha256
    yield "Mã SHA-256 của danh sách trước", str(content.get("previous_sha256") or "")
    yield "Mã hồ sơ", "che một phần" if content.get("codes") == "masked" else "đầy đủ"
    for notice in content.get("notices", ()):
        if notice.get("code"):
            yield "Lưu ý", explain_stored(str(notice["code"]), notice)
    if found.replies.line:
        yield "Quyền phản hồi của đơn vị", found.replies.line
    for entry in (*found.replies.upheld, *found.replies.objections):
        about = entry.code or "số đếm"
        yield f"Phản hồi: {label(entry.state)}", f"{entry.unit_name} ({about}): {entry.text}"
