"""Keeps how a source's files name their columns, and takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from models import ColumnMapping, Source, db
from tracker.clock import now
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.accounts import require_role
from tracker.rules.text import clean
from tracker.services.audit import record_audit
from tracker.services.import_batches import IMPORTING_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.accounts import Actor

LONGEST_NAME: Final = 60
RESERVED_NAMES: Final = frozenset({"auto"})
"""Words that already mean a way to tell columns."""


def save_mapping(
    *,
    source_id: int,
    name: str,
    columns: Mapping[str, str],
    actor: Actor,
    may_replace: bool = True,
) -> int:
    """Keep a way to tell columns; one of the same name and source is replaced.

    Args:
        source_id: Source whose files it tells.
        name: At most 60 characters.
        columns: Heading as printed → key of a column; the caller has checked the keys.
        actor: Who saves it.
        may_replace: Whether one of the same name may go: who names one without having seen what
            stands there must not take it away.

    Returns:
        Its key.

    Raises:
        RefusedError: `mapping_name_invalid`, `mapping_empty`.
        ConflictError: `mapping_name_taken`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    name = clean(name)
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name in RESERVED_NAMES:
        raise RefusedError("mapping_name_invalid", value=name, maximum=LONGEST_NAME)
    if not columns:
        raise RefusedError("mapping_empty", name=name)
    source = db.session.get_one(Source, source_id, with_for_update=True)
    mapping = _find(source_id, name)
    before = None if mapping is None else dict(mapping.columns)
    if before is not None and before != dict(columns) and not may_replace:
        raise ConflictError("mapping_name_taken", name=name, source=source.code)
    if mapping is None:
        mapping = ColumnMapping(source_id=source_id, name=name)
        db.session.add(mapping)
    mapping.columns = dict(columns)
    mapping.created_at = now()
    mapping.created_by = actor.id
    db.session.flush()
    _record(actor, "column_mapping_saved", source.code, name, before, mapping.columns)
    return mapping.id


def delete_mapping(*, source_code: str, name: str, actor: Actor) -> None:
    """Take a saved way back; imports that used it keep what they brought.

    Raises:
        NotFoundError: `mapping_unknown`.
        ForbiddenError: `role_not_allowed`.
    """
    require_role(actor, IMPORTING_ROLES)
    source_id = db.session.scalar(sa.select(Source.id).where(Source.code == clean(source_code)))
    mapping = None if source_id is None else _find(source_id, clean(name))
    if mapping is None:
        raise NotFoundError("mapping_unknown", value=name, source=source_code)
    before = dict(mapping.columns)
    db.session.delete(mapping)
    db.session.flush()
    _record(actor, "column_mapping_deleted", source_code, mapping.name, before, None)


def _find(source_id: int, name: str) -> ColumnMapping | None:
    statement = sa.select(ColumnMapping).where(
        ColumnMapping.source_id == source_id, ColumnMapping.name == name
    )
    return db.session.scalar(statement)


def _record(
    actor: Actor,
    action: str,
    source_code: str,
    name: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str] | None,
) -> None:
    record_audit(
        actor=actor,
        action=action,
        object_type="column_mapping",
        object_key=f"{source_code}/{name}",
        details={"before": before, "after": after},
    )
