"""A reconciliation as files show it: parts apart, so that numbers stay numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from tracker.wording.labels import label
from views.formatting import show_period
from views.pages.downloads import lead_lines
from views.pages.reconciliation_lines import build_line, result_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from tracker.publishing.dossier_differences import DossierComparison
    from tracker.publishing.reconciliation import ReconciledRow, Reconciliation
    from tracker.publishing.reconciliation_sides import Stated
    from views.pages.reconciliation import Listing


def file_rows(
    found: Reconciliation, rows: Iterable[ReconciledRow]
) -> tuple[list[str], list[list[object]]]:
    """Return rows as a heading and cells: the parts apart, so that numbers stay numbers."""
    first, second = found.first.code, found.second.code
    header = [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Mã chỉ số"),
        _("Chỉ số"),
        *(
            f"{source}: {name}"
            for source in (first, second)
            for name in (_("tử số"), _("mẫu số"), _("giá trị"))
        ),
        _("Chênh lệch tử số"),
        _("Chênh lệch mẫu số"),
        _("Chênh lệch giá trị"),
        _("Kết quả"),
        _("Nguyên nhân"),
        _("Giải thích"),
        _("Trạng thái"),
        _("Người phụ trách"),
        _("Lý do"),
    ]
    return header, [_file_row(row) for row in rows]


def _file_row(row: ReconciledRow) -> list[object]:
    line, comparison = build_line(row), row.comparison
    return [
        row.unit.code,
        row.unit.name,
        row.indicator.code,
        row.indicator.name,
        *_parts(row.first),
        *_parts(row.second),
        comparison.numerator,
        comparison.denominator,
        comparison.value,
        result_text(comparison),
        line.cause,
        line.explanation,
        "" if row.state is None else label(row.state),
        row.judged.owner if row.judged else "",
        row.judged.note if row.judged else "",
    ]


def _parts(stated: Stated | None) -> tuple[int | None, int | None, Decimal | None]:
    if stated is None:
        return None, None, None
    return stated.amount.numerator, stated.amount.denominator, stated.amount.value


def file_lead(found: Reconciliation | DossierComparison, filters: str) -> tuple[str, ...]:
    """Return the lines above the rows of a file.

    Args:
        found: What is compared.
        filters: What is in force, in words.
    """
    title = _(
        "Đối chiếu %(first)s với %(second)s, %(period)s",
        first=found.first.code,
        second=found.second.code,
        period=show_period(found.period),
    )
    return lead_lines(title, filters)


def summary_rows(
    found: Reconciliation, listing: Listing, lead: Iterable[str]
) -> list[list[object]]:
    """Return what was compared and what came of it, as lines of a summary.

    Args:
        found: What is compared.
        listing: What of it is shown.
        lead: Title, filters and time of the file.
    """
    rows: list[list[object]] = [[line, ""] for line in lead]
    rows += [
        [_("Kỳ"), found.period.code],
        [_("Từ ngày"), found.first_day],
        [_("Đến ngày"), found.last_day],
    ]
    for name, source, as_of in (
        (_("Nguồn A"), found.first, found.as_of[0]),
        (_("Nguồn B"), found.second, found.as_of[1]),
    ):
        rows += [[name, f"{source.code} ({label(source.kind)})"], [_("Số liệu đến ngày"), as_of]]
    rows += [[tab.text, tab.count] for tab in listing.tabs]
    rows += [[tab.text, tab.count] for tab in listing.causes]
    return rows
