"""Integrity alerts as pages show them: each in a sentence, with what this person may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from models.vocabulary import AlertKind
from tracker.queries.integrity_alerts import AlertColumn, count_alerts_by_kind
from tracker.services.integrity_alerts import has_another_closer
from tracker.wording.alerts import after_text, alert_text, before_text
from tracker.wording.labels import label
from views.navigation import same_page
from views.pages.filters import Tab
from views.pages.sorting import SortColumn, read_sort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tracker.queries.accounts import Actor
    from tracker.queries.integrity_alerts import AlertRow, AlertSearch
    from tracker.queries.publications import PublicationHead

ALERT_KINDS: Final[Mapping[str, AlertKind]] = {
    "cham-thanh-dung-han": AlertKind.LATE_TURNED_ON_TIME,
    "lui-ngay-ket-thuc": AlertKind.FINISH_MOVED_BACK,
    "doi-ngay-hen": AlertKind.DUE_MOVED_FORWARD,
    "doi-ngay-nhan": AlertKind.RECEIVED_MOVED,
    "doi-don-vi": AlertKind.UNIT_CHANGED,
    "bien-mat": AlertKind.VANISHED,
    "thang-da-cong-bo": AlertKind.PUBLISHED_MONTH_CHANGED,
}
OPEN_WORD: Final = "dang-mo"
USUAL: Final = "-lan-nhap"
"""What alerts are sorted by without a word in the address: the newest import first."""
_COLUMNS: Final = {
    "lan-nhap": AlertColumn.IMPORT,
    "don-vi": AlertColumn.UNIT,
    "phu-trach": AlertColumn.OWNER,
}
STATES: Final[Mapping[str, bool | None]] = {OPEN_WORD: True, "da-dong": False, "tat-ca": None}


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert of the listing.

    Args:
        row: The alert.
        text: What happened, in one sentence.
        before: What was known.
        after: What the new file says.
    """

    row: AlertRow
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AlertPage:
    """One alert with what may be done.

    Args:
        line: The alert.
        lists: Published lists whose month it touches, the newest first.
        can_close: Whether this person may close it.
        is_own_import: Whether they brought the file in, or applied the change of the calendar.
    """

    line: AlertLine
    lists: list[PublicationHead]
    can_close: bool
    is_own_import: bool


def alert_columns() -> tuple[SortColumn[AlertLine], ...]:
    """Return the columns of the listing, left to right; the database sorts by them."""
    return (
        SortColumn("canh-bao", _("Cảnh báo"), sorts=False),
        SortColumn("truoc", _("Trước"), sorts=False),
        SortColumn("nay", _("Nay"), sorts=False),
        SortColumn("don-vi", _("Đơn vị")),
        SortColumn("lan-nhap", _("Lần nhập"), is_worst_high=True),
        SortColumn("phu-trach", _("Phụ trách")),
        SortColumn("tinh-trang", _("Tình trạng"), sorts=False),
    )


def read_alert_order() -> tuple[AlertColumn, bool]:
    """Return what alerts are sorted by, and whether the highest come first."""
    key, is_descending = read_sort(USUAL)
    column = _COLUMNS.get(key)
    return (AlertColumn.IMPORT, True) if column is None else (column, is_descending)


def build_lines(rows: Iterable[AlertRow]) -> list[AlertLine]:
    """Return alerts in words."""
    return [_line(row) for row in rows]


def build_alert_page(
    row: AlertRow, publications: Iterable[PublicationHead], actor: Actor
) -> AlertPage:
    """Return one alert in words, with what this person may do; the service decides again.

    Args:
        row: The alert.
        publications: The public lists there are.
        actor: Who looks at it.
    """
    is_own = row.imported_by_id == actor.id
    return AlertPage(
        line=_line(row),
        lists=[
            head
            for head in publications
            if head.first_day <= row.last_day and head.last_day >= row.first_day
        ],
        can_close=row.is_open and not (is_own and has_another_closer(actor)),
        is_own_import=is_own,
    )


def build_tabs(search: AlertSearch, all_text: str) -> list[Tab]:
    """Return every kind that occurs with its count, the other filters in force."""
    counts = count_alerts_by_kind(search)
    tabs = [
        Tab(all_text, sum(counts.values()), same_page(loai=None, trang=None), search.kind is None)
    ]
    return tabs + [
        Tab(label(kind), counts.get(kind, 0), same_page(loai=word, trang=None), kind is search.kind)
        for word, kind in ALERT_KINDS.items()
        if kind in counts or kind is search.kind
    ]


def _line(row: AlertRow) -> AlertLine:
    details = row.details
    return AlertLine(
        row,
        alert_text(row.kind, details),
        before_text(row.kind, details),
        after_text(row.kind, details),
    )
