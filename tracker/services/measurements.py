"""Takes figures in as revisions: what was known stays, what changed is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import Measurement, db
from tracker.queries.accounts import require_role
from tracker.services.import_batches import IMPORTING_ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from tracker.queries.accounts import Actor

_KEYS_AT_ONCE: Final = 500
"""Keys named in one statement; SQLite takes a limited number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as a source states it (số liệu thực hiện).

    Args:
        indicator_id: What is measured.
        unit_id: Whose it is.
        period: Text form of the period.
        numerator: Tử số; None together with the denominator when the source gives no parts.
        denominator: Mẫu số; 0 means that nothing arose.
        value: The figure where there are no parts: a percentage that cannot be verified, points, an
            average.
        quality: What the source says of its own figure.
        note: Anything else it says.
        row: Row number in the file.
    """

    indicator_id: int
    unit_id: int
    period: str
    numerator: int | None
    denominator: int | None
    value: Decimal | None = None
    quality: str = ""
    note: str = ""
    row: int = 0

    @property
    def key(self) -> tuple[int, int, str]:
        """Return what there is one current figure of in a source."""
        return self.indicator_id, self.unit_id, self.period

    @property
    def content(self) -> tuple[int | None, int | None, Decimal | None, str, str]:
        """Return what it states; two figures of equal content are the same statement."""
        return self.numerator, self.denominator, self.value, self.quality, self.note


@dataclass(frozen=True, slots=True)
class Known:
    """The current revision of a figure."""

    id: int
    revision: int
    as_of: date
    content: tuple[int | None, int | None, Decimal | None, str, str]


@dataclass(frozen=True, slots=True)
class MeasurementPlan:
    """What taking figures in would do; nothing is written yet.

    Args:
        added: Figures not known from this source.
        updated: Figures that differ from the current revision, with that revision.
        unchanged: Figures that say what is known, with the revision that says it.
        older: Figures that differ but are older than what is known, with what is known.
    """

    added: tuple[Figure, ...]
    updated: tuple[tuple[Figure, Known], ...]
    unchanged: tuple[tuple[Figure, Known], ...]
    older: tuple[tuple[Figure, Known], ...]

    @property
    def changes_figures(self) -> bool:
        """Return whether any figure would be added or changed."""
        return bool(self.added or self.updated)


def plan_measurements(*, figures: Sequence[Figure], source_id: int, as_of: date) -> MeasurementPlan:
    """Compare figures with what is known from the same source.

    Args:
        figures: At most one per indicator, unit and period.
        source_id: Where they come from.
        as_of: The day they stand for.

    Raises:
        ValueError: When two figures have the same key: the caller must have refused them.
    """
    if len({figure.key for figure in figures}) != len(figures):
        raise ValueError("two figures of one indicator, unit and period")
    known = _load_known(source_id, sorted({figure.period for figure in figures}))
    added: list[Figure] = []
    updated: list[tuple[Figure, Known]] = []
    unchanged: list[tuple[Figure, Known]] = []
    older: list[tuple[Figure, Known]] = []
    for figure in figures:
        current = known.get(figure.key)
        if current is None:
            added.append(figure)
        elif current.content == figure.content:
            unchanged.append((figure, current))
        else:
            (older if as_of < current.as_of else updated).append((figure, current))
    return MeasurementPlan(tuple(added), tuple(updated), tuple(unchanged), tuple(older))


def record_measurements(
    *, plan: MeasurementPlan, source_id: int, as_of: date, batch_id: int, actor: Actor
) -> None:
    """Write what a plan of the same transaction says.

    A changed figure is a new revision; the old one stays and is no longer current. An unchanged
    figure that a later day confirms carries that day, so that a file from between the two cannot
    pass for news.

    Args:
        plan: From `plan_measurements`.
        source_id: Where the figures come from.
        as_of: The day they stand for.
        batch_id: The import that brings them; its `close_batch` writes the audit entry.
        actor: Who imports.

    Raises:
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    superseded = [known.id for _, known in plan.updated]
    confirmed = [known.id for _, known in plan.unchanged if known.as_of < as_of]
    _set(superseded, is_current=False)
    _set(confirmed, as_of=as_of)
    revisions = [(figure, 1) for figure in plan.added]
    revisions += [(figure, known.revision + 1) for figure, known in plan.updated]
    if revisions:
        db.session.execute(
            sa.insert(Measurement),
            [
                {
                    "indicator_id": figure.indicator_id,
                    "unit_id": figure.unit_id,
                    "period": figure.period,
                    "source_id": source_id,
                    "revision": revision,
                    "is_current": True,
                    "numerator": figure.numerator,
                    "denominator": figure.denominator,
                    "value": figure.value,
                    "quality": figure.quality,
                    "note": figure.note,
                    "as_of": as_of,
                    "batch_id": batch_id,
                }
                for figure, revision in revisions
            ],
        )


def _load_known(source_id: int, periods: Sequence[str]) -> dict[tuple[int, int, str], Known]:
    known: dict[tuple[int, int, str], Known] = {}
    for start in range(0, len(periods), _KEYS_AT_ONCE):
        rows = db.session.execute(
            sa.select(
                Measurement.indicator_id,
                Measurement.unit_id,
                Measurement.period,
                Measurement.id,
                Measurement.revision,
                Measurement.as_of,
                Measurement.numerator,
                Measurement.denominator,
                Measurement.value,
                Measurement.quality,
                Measurement.note,
            ).where(
                Measurement.source_id == source_id,
                Measurement.is_current,
                Measurement.period.in_(periods[start : start + _KEYS_AT_ONCE]),
            )
        )
        for indicator_id, unit_id, period, row_id, revision, as_of, *content in rows:
            numerator, denominator, value, quality, note = content
            known[indicator_id, unit_id, period] = Known(
                row_id, revision, as_of, (numerator, denominator, value, quality, note)
            )
    return known


def _set(row_ids: Sequence[int], **values: object) -> None:
    for start in range(0, len(row_ids), _KEYS_AT_ONCE):
        db.session.execute(
            sa.update(Measurement)
            .where(Measurement.id.in_(row_ids[start : start + _KEYS_AT_ONCE]))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
