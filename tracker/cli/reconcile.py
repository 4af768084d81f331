"""`tracker reconcile`: two sources of one period held against each other, figure by figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import product
from tracker.cli.output import FORMAT, print_rows

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.publishing.reconciliation import ReconciledRow

COLUMNS: Final = ("unit", "figure", "A", "B", "difference", "cause")
DOSSIER_COLUMNS: Final = ("code", "unit", "field", "A", "B")


@click.command("reconcile")
@click.option("--period", required=True, help="Kỳ: 2024-03, 2024-Q1, 2024 hoặc 2024-03/ytd.")
@click.option(
    "--sources",
    nargs=2,
    required=True,
    metavar="A B",
    help="Mã hai nguồn; HO-SO là số đếm từ mọi hồ sơ đã nhập.",
)
@click.option("--dossiers", is_flag=True, help="So từng hồ sơ khi cả hai nguồn đều có hồ sơ.")
@FORMAT
def reconcile(*, period: str, sources: tuple[str, str], dossiers: bool, output_format: str) -> None:
    """Đối chiếu số liệu của hai nguồn trong một kỳ, theo đơn vị và chỉ số.

    Mỗi dòng là một số liệu: nguồn A, nguồn B, chênh lệch (tử số/mẫu số) và nguyên nhân nếu biết.
    """
    with product() as settings:
        if dossiers:
            rows = _dossier_rows(period, sources, settings)
            print_rows(rows, DOSSIER_COLUMNS, output_format)
            return
        from tracker.publishing.reconciliation import reconcile as hold_against

        found = hold_against(period=period, first=sources[0], second=sources[1], settings=settings)
        is_table = output_format == "table"
        print_rows([_row(row, is_table=is_table) for row in found.rows], COLUMNS, output_format)


def _row(row: ReconciledRow, *, is_table: bool) -> dict[str, Any]:
    from tracker.publishing.reconciliation_texts import amount_text, difference_text
    from tracker.wording.labels import label

    cause = row.cause
    return {
        "unit": f"{row.unit.name} ({row.unit.code})" if is_table else row.unit.code,
        "figure": f"{row.indicator.code} {row.indicator.name}" if is_table else row.indicator.code,
        "A": amount_text(row.first),
        "B": amount_text(row.second),
        "difference": difference_text(row.comparison),
        "cause": label(cause) if is_table and cause is not None else cause,
    }


def _dossier_rows(
    period: str, sources: tuple[str, str], settings: Settings
) -> list[dict[str, Any]]:
    from tracker.publishing.dossier_differences import compare_dossiers
    from tracker.queries.dossier_overlaps import list_dossier_differences

    listing = compare_dossiers(
        period=period, first=sources[0], second=sources[1], settings=settings
    )
    rows: list[dict[str, Any]] = []
    for found in list_dossier_differences(listing.pair):
        head = {"code": found.code, "unit": listing.tree.by_id(found.unit_id).code}
        if not found.fields:
            present = {"A": found.first_id is not None, "B": found.second_id is not None}
            rows.append({**head, "field": "presence", **present})
        for each in found.fields:
            sides = {"A": listing.value(each, each.first), "B": listing.value(each, each.second)}
            rows.append({**head, "field": each.name.removesuffix("_id"), **sides})
    return rows
