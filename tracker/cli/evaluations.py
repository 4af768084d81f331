"""`tracker evaluate`: who reached what in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from models.vocabulary import Verdict
from tracker.cli.context import BY, DRY_RUN, acting, product
from tracker.cli.output import FORMAT, print_rows
from tracker.jobs.evaluation import EvaluationReport, run_evaluation

if TYPE_CHECKING:
    from tracker.queries.evaluations import EvaluationRow
    from tracker.services.evaluations import DirectiveSummary

COLUMNS: Final = (
    "directive",
    "number",
    "unit_code",
    "unit_name",
    "role",
    "verdict",
    "numerator",
    "denominator",
    "percent",
    "comparator",
    "target",
    "shortfall",
    "source",
)


@click.command("evaluate")
@click.option("--period", required=True, help="Kỳ: 2026-08, 2026-Q3, 2026, 2026-08/ytd.")
@click.option("--directive", help="Chỉ văn bản này (mặc định: mọi văn bản còn hiệu lực).")
@BY
@DRY_RUN
@FORMAT
def evaluate(
    *, period: str, directive: str | None, username: str, dry_run: bool, output_format: str
) -> None:
    """Đánh giá kết quả một kỳ: đạt, chưa đạt, chưa có số liệu và các trạng thái khác.

    Cột number: số dòng như in trong văn bản ("7"); văn bản đánh số lại ở mỗi mục thì có mục
    đứng trước ("IV.1"), nên trong một văn bản không có hai dòng trùng số. Cột percent được cắt
    (không làm tròn) ở hai số lẻ; kết quả so bằng tử số và mẫu số.
    """
    with product():
        report = run_evaluation(
            period=period,
            directive=directive,
            actor=acting(username),
            dry_run=dry_run,
            with_rows=True,
        )
        if output_format == "table":
            _print_summary(report)
        print_rows(map(_shown, report.rows), COLUMNS, output_format)


def _shown(row: EvaluationRow) -> dict[str, object]:
    return {
        "directive": row.directive_number,
        "number": row.reference,
        "unit_code": row.unit_code,
        "unit_name": row.unit_name,
        "role": row.role,
        "verdict": row.verdict,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "percent": row.percent,
        "comparator": row.comparator,
        "target": row.target,
        "shortfall": row.shortfall,
        "source": row.source_code or None,
    }


def _print_summary(report: EvaluationReport) -> None:
    from tracker.wording.sentences import sentence

    summary = report.summary
    days = {"first_day": summary.first_day, "last_day": summary.last_day}
    lines = [sentence("evaluation_heading", {"period": summary.period, **days})]
    if summary.is_provisional:
        lines.append(sentence("evaluation_provisional"))
    if report.is_dry_run:
        lines.append(sentence("evaluation_dry_run"))
    lines += _headline(summary.period)
    lines += [_directive_line(directive) for directive in summary.directives]
    counts = {
        "cells": summary.cell_count,
        "added": summary.added_count,
        "changed": summary.changed_count,
        "withdrawn": summary.withdrawn_count,
        "unchanged": summary.unchanged_count,
    }
    lines.append(sentence("evaluation_written", counts))
    click.echo("\n".join([*lines, ""]))


def _headline(period: str) -> list[str]:
    """Return what must be said of the figures before the verdicts on them are read."""
    from tracker.clock import today
    from tracker.queries.freshness import find_period_freshness
    from tracker.runtime import current_settings
    from tracker.wording.freshness import tell_freshness

    cutoff = current_settings().month_cutoff_day
    rows = find_period_freshness(period, on=today(), cutoff=cutoff)
    return [text for text in map(tell_freshness, rows) if text]


def _directive_line(directive: DirectiveSummary) -> str:
    from tracker.wording.labels import label
    from tracker.wording.sentences import sentence

    shown = [
        f"{label(verdict)} {directive.counts[verdict]}"
        for verdict in Verdict
        if directive.counts[verdict]
    ]
    if directive.supporting_count:
        shown.append(sentence("evaluation_supporting", {"count": directive.supporting_count}))
    form = "evaluation_directive_sample" if directive.is_sample else "evaluation_directive"
    return sentence(form, {"number": directive.number, "counts": " · ".join(shown) or "–"})
