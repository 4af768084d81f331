"""What the notice says of explanations and apologies: one sentence, and one table by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tracker.publishing.documents.elements import Align
from tracker.publishing.documents.tree import Block, Cell, Column, Row, RowKind, Table, body
from tracker.rules.numbers import format_count
from tracker.rules.public_lists import shown_share
from tracker.rules.rates import percent_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.publishing.public_list import PublicList
    from tracker.rules.coverage import Coverage
    from tracker.rules.rates import Share

HEADING: Final = (
    "Giải trình với người đứng đầu và xin lỗi người dân, tổ chức, của các đơn vị có hồ sơ chậm:"
)
_RIGHT: Final = Align.RIGHT
_COLUMNS: Final = (
    Column("STT", 11, Align.CENTER),
    Column("Đơn vị", 54),
    Column("Hồ sơ chậm, quá hạn", 19, _RIGHT),
    Column("Giải trình đã được chấp nhận", 20, _RIGHT),
    Column("Chờ xem xét", 17, _RIGHT),
    Column("Trả lại để bổ sung", 17, _RIGHT),
    Column("Chưa giải trình", 17, _RIGHT),
    Column("Tỷ lệ có giải trình được chấp nhận", 28, _RIGHT),
    Column("Phải xin lỗi", 17, _RIGHT),
    Column("Đã gửi phiếu xin lỗi", 19, _RIGHT),
    Column("Gửi đúng hạn", 17, _RIGHT),
    Column("Tỷ lệ xin lỗi đúng hạn", 28, _RIGHT),
)


def coverage_sentences(totals: Coverage | None, small_count: int = 0) -> Iterator[str]:
    """Yield how complete explanations and apologies are; nothing for a list that did not count.

    Args:
        totals: Coverage of all units together.
        small_count: Rates over fewer dossiers are printed as their parts only.
    """
    if totals is None or not totals.late:
        return
    yield (
        "Hồ sơ chậm, quá hạn đã có giải trình được chấp nhận:"
        f" {_text(totals.explained, small_count)};"
        f" {format_count(totals.submitted)} giải trình chờ xem xét."
    )
    in_time = _text(totals.apologised_in_time, small_count)
    yield (
        "Hồ sơ phải xin lỗi đã được gửi phiếu xin lỗi và hẹn lại:"
        f" {_text(totals.apologised, small_count)}; gửi đúng hạn: {in_time}."
    )


def coverage_blocks(found: PublicList) -> Iterator[Block]:
    """Yield the table of the units that have late dossiers; nothing where none has.

    Args:
        found: The list in rows.
    """
    totals = found.totals.coverage
    if totals is None or not totals.late:
        return
    counted = [(unit.name or unit.code, unit.coverage) for unit in found.units]
    late = [(name, coverage) for name, coverage in counted if coverage and coverage.late]
    rows = [
        Row((str(number), name, *_cells(coverage, found.small_count)))
        for number, (name, coverage) in enumerate(late, start=1)
    ]
    rows.append(Row(("", "Tổng cộng", *_cells(totals, found.small_count)), RowKind.TOTAL))
    yield body(HEADING)
    yield Table(_COLUMNS, tuple(rows))


def _text(share: Share, small_count: int) -> str:
    return percent_text(shown_share(share, small_count))


def _cells(coverage: Coverage, small_count: int) -> tuple[Cell, ...]:
    counts = format_count
    return (
        counts(coverage.late),
        counts(coverage.accepted),
        counts(coverage.submitted),
        counts(coverage.sent_back),
        counts(coverage.unexplained),
        _text(coverage.explained, small_count),
        counts(coverage.letters_owed),
        counts(coverage.letters_sent),
        counts(coverage.letters_in_time),
        _text(coverage.apologised_in_time, small_count),
    )
