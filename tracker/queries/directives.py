"""The documents that hand work down, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from models import Directive, ImportBatch, Task, Unit, db
from tracker.clock import past_day
from tracker.errors import NotFoundError
from tracker.queries.known import recorded
from tracker.rules.text import fold

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    """One document (văn bản giao việc); `number` is our reference where none is printed."""

    id: int
    code: str
    number: str
    is_number_printed: bool
    title: str
    kind: str
    issuer: str
    issued_on: date | None
    effective_from: date | None
    effective_to: date | None
    scope_id: int
    scope_code: str
    scope_name: str
    document: str
    note: str
    is_sample: bool
    task_count: int


def list_directives(*, with_samples: bool = True) -> list[DirectiveRow]:
    """Return every document, the real ones first, then in the order they take effect.

    Args:
        with_samples: Also those that only illustrate (văn bản minh họa).
    """
    count = (
        sa.select(sa.func.count(Task.id))
        .where(Task.directive_id == Directive.id)
        .correlate(Directive)
        .scalar_subquery()
    )
    statement = (
        sa.select(Directive, Unit.code, Unit.name, count)
        .join(Unit, Unit.id == Directive.scope_id)
        .where(_had_come_in())
        .order_by(Directive.is_sample, Directive.effective_from, Directive.number)
    )
    if not with_samples:
        statement = statement.where(Directive.is_sample.is_(False))
    return [
        _row(directive, code, name, tasks)
        for directive, code, name, tasks in db.session.execute(statement)
    ]


def get_directive(reference: str) -> DirectiveRow:
    """Return the document a person names, by number, short code or either without marks.

    Raises:
        NotFoundError: `directive_unknown`, naming the numbers there are.
    """
    rows = list_directives()
    wanted = fold(reference)
    for row in rows:
        if reference in (row.number, row.code):
            return row
    for row in rows:
        if wanted in (fold(row.number), fold(row.code)):
            return row
    raise NotFoundError(
        "directive_unknown", value=reference, known="; ".join(row.number for row in rows) or "—"
    )


def _had_come_in() -> sa.ColumnElement[bool]:
    """Return the condition that a document was known on the day looked at; seeds always were."""
    if past_day() is None:
        return sa.true()
    came_in = sa.select(ImportBatch.id).where(recorded(ImportBatch.created_at))
    return sa.or_(Directive.batch_id.is_(None), Directive.batch_id.in_(came_in))


def _row(directive: Directive, scope_code: str, scope_name: str, tasks: int) -> DirectiveRow:
    return DirectiveRow(
        id=directive.id,
        code=directive.code,
        number=directive.number,
        is_number_printed=directive.is_number_printed,
        title=directive.title,
        kind=directive.kind,
        issuer=directive.issuer,
        issued_on=directive.issued_on,
        effective_from=directive.effective_from,
        effective_to=directive.effective_to,
        scope_id=directive.scope_id,
        scope_code=scope_code,
        scope_name=scope_name,
        document=directive.document,
        note=directive.note,
        is_sample=directive.is_sample,
        task_count=tasks,
    )
