"""Units begin, end and hand on their work; every change is a dated event with its document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import Unit, UnitSuccession, db
from models.vocabulary import OPEN_END, Role, SuccessionKind
from tracker.errors import NotFoundError, RefusedError, RowError
from tracker.queries.accounts import require_role
from tracker.rules.dates import format_date
from tracker.services.audit import record_audit
from tracker.services.unit_book import Change, UnitBook, UnitDraft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from tracker.queries.accounts import Actor

UNIT_KEEPERS: Final = (Role.OFFICE_STAFF, Role.ADMINISTRATOR, Role.SYSTEM)
"""Who may change units."""


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """What a batch of drafts did; rejected rows did nothing.

    Args:
        errors: By row.
        details: What was added and changed, as the audit trail keeps it.
    """

    added: int
    updated: int
    unchanged: int
    errors: tuple[RowError, ...]
    details: Mapping[str, Any]


def add_unit(*, actor: Actor, draft: UnitDraft) -> int:
    """Add a unit and return its key.

    Raises:
        ForbiddenError: `role_not_allowed`.
        RefusedError: As `UnitBook.save`; `unit_validity_overlap` also when it is there already.
    """
    require_role(actor, UNIT_KEEPERS)
    book = UnitBook()
    if draft.valid_from is None or book.known(draft.code, draft.valid_from):
        known = book.latest(draft.code)
        if known is not None:
            raise RefusedError(
                "unit_validity_overlap", column="code", value=draft.code, choices=(known.name,)
            )
    change = book.save(draft)
    book.finish()
    unit = change.unit
    record_audit(
        actor=actor,
        action="unit_added",
        object_type="unit",
        object_key=unit.code,
        details={"name": unit.name, "valid_from": str(unit.valid_from)},
    )
    return unit.id


def close_unit(*, actor: Actor, unit_id: int, last_day: date, document: str) -> None:
    """End a unit (kết thúc hoạt động); it stays in every list of the days it existed.

    Args:
        actor: Who records it.
        unit_id: The unit.
        last_day: Its last day.
        document: The document that ends it.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `unit_missing`.
        RefusedError: `unit_document_missing`, `unit_already_closed` or `unit_end_before_start`.
    """
    require_role(actor, UNIT_KEEPERS)
    unit = _get(unit_id)
    _require_document(document)
    if unit.valid_to != OPEN_END:
        raise RefusedError("unit_already_closed", value=unit.name, last_day=unit.valid_to)
    if last_day < unit.valid_from:
        raise RefusedError(
            "unit_end_before_start",
            column="valid_to",
            value=last_day,
            first_day=unit.valid_from,
        )
    unit.valid_to = last_day
    note = f"kết thúc ngày {format_date(last_day)} theo {document.strip()}"
    unit.evidence = f"{unit.evidence}; {note}" if unit.evidence else note
    db.session.flush()
    record_audit(
        actor=actor,
        action="unit_closed",
        object_type="unit",
        object_key=unit.code,
        details={"name": unit.name, "last_day": str(last_day), "document": document.strip()},
    )


def record_succession(
    *,
    actor: Actor,
    predecessor_id: int,
    successor_id: int,
    effective_on: date,
    kind: SuccessionKind,
    document: str,
    scope_note: str = "",
) -> int:
    """Record that one unit's work went to another (sáp nhập, đổi tên, chuyển giao).

    Args:
        actor: Who records it.
        predecessor_id: Who hands on.
        successor_id: Who takes over; it exists on `effective_on`.
        effective_on: First day of the new order.
        kind: What happened; only after a transfer may the predecessor go on.
        document: The document that orders it.
        scope_note: Which part of the work, when it was split.

    Raises:
        ForbiddenError: `role_not_allowed`.
        NotFoundError: `unit_missing`.
        RefusedError: `unit_document_missing`, `succession_same_unit`, `succession_before_end`,
            `succession_heir_not_valid`, `succession_known` or `succession_circular`.
    """
    require_role(actor, UNIT_KEEPERS)
    _require_document(document)
    old, new = _get(predecessor_id), _get(successor_id)
    _require_sound(old, new, effective_on, kind)
    succession = UnitSuccession(
        predecessor_id=old.id,
        successor_id=new.id,
        effective_on=effective_on,
        kind=kind,
        document=document.strip(),
        scope_note=scope_note.strip(),
    )
    db.session.add(succession)
    db.session.flush()
    record_audit(
        actor=actor,
        action="succession_recorded",
        object_type="unit",
        object_key=old.code,
        details={
            "successor": new.code,
            "effective_on": str(effective_on),
            "kind": kind.value,
            "document": document.strip(),
        },
    )
    return succession.id


def upsert_units(
    *,
    drafts: Sequence[UnitDraft],
    headings: Mapping[str, str] | None = None,
    only_rows: Set[int] | None = None,
) -> UpsertResult:
    """Add or change a batch of units; the good ones go in, the others are returned as errors.

    Parents may stand below their children. The caller, who knows what the batch is, audits it.

    Args:
        drafts: In any order.
        headings: Column → what the file calls it.
        only_rows: Rows to take in; the others only show which rows stand twice.
    """
    book = UnitBook()
    named = headings or {}
    drafts, errors = _without_doubles(drafts, named)
    if only_rows is not None:
        drafts = [draft for draft in drafts if draft.row in only_rows]
    changes: list[Change] = []
    for draft in _parents_first(drafts):
        try:
            changes.append(book.save(draft))
        except RefusedError as error:
            errors.append(_row_error(draft, error, named))
    book.finish()
    added = [change for change in changes if change.is_new]
    updated = [change for change in changes if change.after]
    details = {
        "added": [_key(change.unit) for change in added],
        "updated": [
            {"unit": _key(change.unit), "before": change.before, "after": change.after}
            for change in updated
        ],
    }
    return UpsertResult(
        added=len(added),
        updated=len(updated),
        unchanged=len(changes) - len(added) - len(updated),
        errors=tuple(sorted(errors, key=lambda error: error.row)),
        details=details,
    )


def _get(unit_id: int) -> Unit:
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise NotFoundError("unit_missing", value=unit_id)
    return unit


def _require_document(document: str) -> None:
    if not document.strip():
        raise RefusedError("unit_document_missing")


def _require_sound(old: Unit, new: Unit, on: date, kind: SuccessionKind) -> None:
    if old.id == new.id:
        raise RefusedError("succession_same_unit", value=old.name)
    if kind is not SuccessionKind.TRANSFERRED and old.valid_to >= on:
        raise RefusedError("succession_before_end", value=old.name, last_day=old.valid_to, on=on)
    if not new.valid_from <= on <= new.valid_to:
        raise RefusedError("succession_heir_not_valid", value=new.name, on=on)
    heirs: dict[int, set[int]] = {}
    for giver, taker in db.session.execute(
        sa.select(UnitSuccession.predecessor_id, UnitSuccession.successor_id)
    ):
        heirs.setdefault(giver, set()).add(taker)
    if new.id in heirs.get(old.id, ()):
        raise RefusedError("succession_known", value=old.name, successor=new.name)
    seen, open_ids = {new.id}, [new.id]
    while open_ids:
        following = heirs.get(open_ids.pop(), set()) - seen
        seen |= following
        open_ids += following
    if old.id in seen:
        raise RefusedError("succession_circular", value=new.name)


def _without_doubles(
    drafts: Sequence[UnitDraft], named: Mapping[str, str]
) -> tuple[list[UnitDraft], list[RowError]]:
    first_rows: dict[tuple[str, date | None], int] = {}
    kept, errors = [], []
    for draft in drafts:
        first_row = first_rows.setdefault((draft.code.strip(), draft.valid_from), draft.row)
        if first_row == draft.row:
            kept.append(draft)
        else:
            params = {"first_row": first_row}
            heading = named.get("code", "code")
            errors.append(RowError(draft.row, heading, draft.code, "unit_row_twice", params))
    return kept, errors


def _parents_first(drafts: Sequence[UnitDraft]) -> list[UnitDraft]:
    """Return drafts so that what a code means is known before its children come."""
    ordered: list[UnitDraft] = []
    waiting = list(drafts)
    while waiting:
        codes = {draft.code for draft in waiting}
        ready = [
            draft
            for draft in waiting
            if draft.parent_code == draft.code or draft.parent_code not in codes
        ]
        # Rows that wait for each other in a circle go on too: their checks say what is wrong.
        ready = ready or waiting
        ordered += ready
        chosen = set(map(id, ready))
        waiting = [draft for draft in waiting if id(draft) not in chosen]
    return ordered


def _row_error(draft: UnitDraft, error: RefusedError, named: Mapping[str, str]) -> RowError:
    params = dict(error.params)
    column = str(params.pop("column", ""))
    value = params.pop("value", "")
    text = value.isoformat() if isinstance(value, date) else str(value)
    return RowError(draft.row, named.get(column, column), text, error.code, params)


def _key(unit: Unit) -> str:
    return f"{unit.code} {unit.valid_from}"
