"""Every revision of a figure with the import or pull that brought it: nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import ImportBatch, Indicator, Measurement, PullRun, Source, User, db
from tracker.queries.known import is_current, recorded, stated_on

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FigureRevision:
    """One statement of a source about one figure (lần sửa đổi).

    Args:
        id: Key of the revision.
        source_code: Who states it.
        revision: 1 for the first statement.
        is_current: Whether it is what the source says now.
        numerator: Tử số, None where the source gives no parts.
        denominator: Mẫu số.
        value: The figure where there are no parts.
        quality: What the source says of its own figure.
        note: Anything else it says.
        as_of: The last day the source stated it.
        captured_at: When the source gave it out; None where the import does not say.
        recorded_at: When it went in.
        recorded_by: Display name of who brought it in.
        batch_id: The import.
        file_name: What was imported.
        run_id: The pull that brought it; None for a file.
    """

    id: int
    source_code: str
    revision: int
    is_current: bool
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    quality: str
    note: str
    as_of: date
    captured_at: datetime | None
    recorded_at: datetime
    recorded_by: str
    batch_id: int
    file_name: str
    run_id: int | None


def list_figure_history(
    *, indicator_code: str, unit_id: int, period: str
) -> dict[str, tuple[FigureRevision, ...]]:
    """Return what every source ever stated of one figure; one query.

    Args:
        indicator_code: What is measured.
        unit_id: Whose figure.
        period: Text form of the period.

    Returns:
        Code of the source → its statements, the first one first.
    """
    found: dict[str, list[FigureRevision]] = {}
    statement = (
        _select()
        .join(Indicator, Indicator.id == Measurement.indicator_id)
        .where(
            Indicator.code == indicator_code,
            Measurement.unit_id == unit_id,
            Measurement.period == period,
            recorded(ImportBatch.created_at),
        )
        .order_by(Source.rank, Source.code, Measurement.revision)
    )
    for row in db.session.execute(statement):
        revision = FigureRevision(*row)
        found.setdefault(revision.source_code, []).append(revision)
    return {code: tuple(revisions) for code, revisions in found.items()}


def _select() -> sa.Select[*tuple[Any, ...]]:
    run_id = sa.select(sa.func.max(PullRun.id)).where(PullRun.batch_id == ImportBatch.id)
    return (
        sa.select(
            Measurement.id,
            Source.code,
            Measurement.revision,
            is_current(),
            Measurement.numerator,
            Measurement.denominator,
            Measurement.value,
            Measurement.quality,
            Measurement.note,
            stated_on(),
            ImportBatch.captured_at,
            ImportBatch.created_at,
            User.display_name,
            ImportBatch.id,
            ImportBatch.file_name,
            run_id.correlate(ImportBatch).scalar_subquery(),
        )
        .join(Source, Source.id == Measurement.source_id)
        .join(ImportBatch, ImportBatch.id == Measurement.batch_id)
        .join(User, User.id == ImportBatch.created_by)
    )
