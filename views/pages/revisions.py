"""How a figure changed: before, after, by how many points, when, by which pull or import."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from tracker.rules.figure_shifts import exact_figure, shift_between, was_closed
from tracker.rules.targets import PERCENT
from views.access import may_open
from views.pages.figures import figure_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from tracker.queries.measurement_history import FigureRevision


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from.

    Args:
        at: When the source gave it out, else when it was taken in.
        is_captured: Whether `at` is when the source gave it out.
        by: Who brought it in.
        text: The pull or import, in words.
        url: Its page; empty for who may not open it.
    """

    at: datetime
    is_captured: bool
    by: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One change of a figure (sửa đổi).

    Args:
        source: Whose figure.
        number: 1 for the first change.
        before: What it said before.
        after: What it says since.
        shift: By how much it moved, in words; empty where that cannot be said.
        is_after_close: Whether the figure already spoke of the whole period before.
        origin: Which pull or import changed it.
    """

    source: str
    number: int
    before: str
    after: str
    shift: str
    is_after_close: bool
    origin: Origin


def list_revisions(
    history: Sequence[FigureRevision], unit_of_measure: str, last_day: date
) -> tuple[RevisionLine, ...]:
    """Return every change of a source's figure, the newest first.

    Args:
        history: Its statements, the first one first.
        unit_of_measure: "%" or words.
        last_day: Last day of the period.
    """
    lines = [
        RevisionLine(
            source=after.source_code,
            number=after.revision - 1,
            before=_text(before, unit_of_measure),
            after=_text(after, unit_of_measure),
            shift=shift_text(_shift(before, after, unit_of_measure), unit_of_measure),
            is_after_close=was_closed(before.as_of, last_day),
            origin=origin_of(after),
        )
        for before, after in pairwise(history)
    ]
    return tuple(reversed(lines))


def origin_of(revision: FigureRevision) -> Origin:
    """Return where a statement comes from, with the page of its pull or import."""
    run_id = revision.run_id
    if run_id is not None:
        text = str(_("lần lấy số %(number)s", number=run_id))
        url = url_for("pulls.run", run_id=run_id) if may_open("pulls.run") else ""
    else:
        text = str(_("lần nhập số %(number)s", number=revision.batch_id))
        is_open = may_open("imports.show")
        url = url_for("imports.show", batch_id=revision.batch_id) if is_open else ""
    at = revision.captured_at or revision.recorded_at
    return Origin(at, revision.captured_at is not None, revision.recorded_by, text, url)


def shift_text(shift: Decimal | None, unit_of_measure: str) -> str:
    """Return by how much a figure moved: "giảm 10,85 điểm phần trăm"; empty where it did not."""
    if not shift:
        return ""
    noun = _("điểm phần trăm") if unit_of_measure == PERCENT else unit_of_measure
    size = f"{number_text(abs(shift))} {noun}".rstrip()
    return str(_("tăng %(size)s", size=size) if shift > 0 else _("giảm %(size)s", size=size))


def _shift(before: FigureRevision, after: FigureRevision, unit_of_measure: str) -> Decimal | None:
    first, then = (
        exact_figure(
            each.numerator,
            each.denominator,
            each.value,
            is_percent=unit_of_measure == PERCENT,
        )
        for each in (before, after)
    )
    return shift_between(first, then)


def _text(revision: FigureRevision, unit_of_measure: str) -> str:
    return figure_text(revision.numerator, revision.denominator, revision.value, unit_of_measure)
