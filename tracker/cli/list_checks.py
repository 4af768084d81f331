"""`tracker late-list changes|verify`: what changed since last month, and whether a file is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli.context import existing_file, product
from tracker.cli.late_list_steps import PERIOD, VERSION
from tracker.cli.output import FORMAT, print_json, print_rows

if TYPE_CHECKING:
    from tracker.publishing.list_changes import ListChanges
    from tracker.publishing.list_verification import Verification
    from tracker.queries.publications import PublicationHead, PublicationRow
    from tracker.rules.month_comparisons import LateCounts, UnitMovement

_COLUMNS: Final = (
    "unit_code",
    "unit_name",
    "movement",
    "finished_late_before",
    "finished_late",
    "open_overdue_before",
    "open_overdue",
    "on_time_before",
    "on_time",
)
_MATCH_COLUMNS: Final = ("period", "version", "state", "format", "published_at")


def add_check_commands(group: click.Group) -> None:
    """Put the commands of this module into the group of late lists."""
    group.add_command(changes)
    group.add_command(verify)


@click.command("changes")
@PERIOD
@VERSION
@FORMAT
def changes(*, period: str, version: int | None, output_format: str) -> None:
    """So với danh sách tháng trước: đơn vị mới có tên, tăng, giảm, hồ sơ còn lại, đính chính."""
    from tracker.publishing.list_changes import compare_with_last_month
    from tracker.queries.publications import get_publication
    from tracker.rules.late_lists import read_list_month

    with product():
        row = get_publication(read_list_month(period).code, version)
        found = compare_with_last_month(row)
        if output_format == "json":
            print_json(_whole(row, found))
        elif output_format == "csv":
            print_rows(_unit_rows(found), _COLUMNS, "csv")
        else:
            _print_changes(found)


@click.command("verify")
@click.argument("path", metavar="TỆP")
@FORMAT
@click.pass_context
def verify(context: click.Context, *, path: str, output_format: str) -> None:
    """Cho biết tệp có đúng là bản đã công bố không; mã thoát 0 là đúng, 1 là không."""
    from tracker.publishing.list_verification import verify_content

    content = existing_file(path).read_bytes()
    with product():
        found = verify_content(content)
        if output_format == "json":
            print_json(_verification(found))
        elif output_format == "csv":
            print_rows(_match_rows(found), _MATCH_COLUMNS, "csv")
        else:
            _print_verification(found)
    context.exit(0 if found.is_published else 1)


def _print_verification(found: Verification) -> None:
    from tracker.publishing.list_check_texts import verification_sentences

    click.echo(f"SHA-256: {found.sha256}")
    for line in verification_sentences(found):
        click.echo(line, err=not found.is_published)


def _verification(found: Verification) -> dict[str, Any]:
    chain = found.chain
    return {
        "sha256": found.sha256,
        "is_published": found.is_published,
        "authenticity": found.authenticity,
        "matches": _match_rows(found),
        "chain": None
        if chain is None
        else {
            "length": chain.length,
            "fault": chain.fault,
            "period": chain.period,
            "version": chain.version or None,
        },
    }


def _match_rows(found: Verification) -> list[dict[str, Any]]:
    return [
        {
            "period": match.period,
            "version": match.version,
            "state": match.state,
            "format": match.file_format,
            "published_at": match.published_at,
            "closed_at": match.closed_at,
            "reason": match.closing_reason,
        }
        for match in found.matches
    ]


def _whole(row: PublicationRow, found: ListChanges) -> dict[str, Any]:
    comparison = found.comparison
    return {
        "period": row.period,
        "version": row.version,
        "period_before": found.period_before,
        "version_before": found.version_before,
        "units": _unit_rows(found),
        "totals": None if comparison is None else _unit_row(comparison.total),
        "carried": []
        if comparison is None
        else [
            {
                "code": each.code,
                "unit_code": each.unit_code,
                "annex": each.annex,
                "days_late_before": each.days_before,
                "days_late": each.days_after,
            }
            for each in comparison.carried
        ],
        "corrections": [_correction(head) for head in found.corrections],
    }


def _correction(head: PublicationHead) -> dict[str, Any]:
    return {
        "period": head.period,
        "version": head.version,
        "state": head.state,
        "closed_at": head.closed_at,
        "reason": head.closing_reason,
    }


def _unit_rows(found: ListChanges) -> list[dict[str, Any]]:
    units = () if found.comparison is None else found.comparison.units
    return [_unit_row(unit) for unit in units]


def _unit_row(unit: UnitMovement) -> dict[str, Any]:
    return {
        "unit_code": unit.code,
        "unit_name": unit.name,
        "movement": unit.movement,
        "finished_late_before": unit.before.finished_late,
        "finished_late": unit.after.finished_late,
        "open_overdue_before": unit.before.open_overdue,
        "open_overdue": unit.after.open_overdue,
        "on_time_before": _parts(unit.before),
        "on_time": _parts(unit.after),
    }


def _parts(counts: LateCounts) -> str:
    return f"{counts.on_time.numerator}/{counts.on_time.denominator}"


def _print_changes(found: ListChanges) -> None:
    from tracker.publishing.list_check_texts import changes_sentence
    from tracker.wording.labels import label
    from tracker.wording.sentences import sentence

    click.echo(changes_sentence(found))
    if found.comparison is not None:
        rows = [
            {
                "Đơn vị": unit.name or "Tổng cộng",
                "Thay đổi": sentence(f"movement_{unit.movement.value}"),
                "Trả chậm": f"{unit.before.finished_late} → {unit.after.finished_late}",
                "Quá hạn": f"{unit.before.open_overdue} → {unit.after.open_overdue}",
                "Đúng hạn": f"{_parts(unit.before)} → {_parts(unit.after)}",
            }
            for unit in (*found.comparison.units, found.comparison.total)
        ]
        print_rows(rows, tuple(rows[0]), "table")
    for head in found.corrections:
        reason = head.closing_reason or "–"
        click.echo(f"Kỳ {head.period}, bản {head.version}: {label(head.state)}. {reason}")
