"""Evidence files: what hangs on a report or objection, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import EvidenceFile, Explanation, Objection, TaskReport, User, db
from models.vocabulary import Role
from tracker.errors import NotFoundError
from tracker.queries.task_parties import may_see_task
from tracker.queries.unit_scopes import is_within

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from tracker.queries.accounts import Actor


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One file of evidence, without its bytes."""

    id: int
    object_type: str
    object_key: int
    name: str
    sha256: str
    byte_count: int
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """One file of evidence as it came."""

    row: EvidenceRow
    content: bytes


def list_evidence_files(object_type: str, object_key: int) -> list[EvidenceRow]:
    """Return the files of one object, in the order they were added."""
    return list_evidence_of(object_type, (object_key,)).get(object_key, [])


def list_evidence_of(
    object_type: str, object_keys: Collection[int]
) -> dict[int, list[EvidenceRow]]:
    """Return the files of many objects of a kind, in one query.

    Args:
        object_type: The kind.
        object_keys: Their keys; those without files are left out of the answer.
    """
    statement = _rows().where(
        EvidenceFile.object_type == object_type, EvidenceFile.object_key.in_(object_keys)
    )
    found: dict[int, list[EvidenceRow]] = {}
    for row in db.session.execute(statement.order_by(EvidenceFile.id)):
        found.setdefault(row.object_key, []).append(EvidenceRow(*row))
    return found


def get_evidence_file(file_id: int) -> EvidenceContent:
    """Return a file with its bytes.

    Raises:
        NotFoundError: `evidence_missing`.
    """
    found = db.session.execute(_rows().where(EvidenceFile.id == file_id)).first()
    if found is None:
        raise NotFoundError("evidence_missing", value=file_id)
    content = db.session.scalar(sa.select(EvidenceFile.content).where(EvidenceFile.id == file_id))
    return EvidenceContent(EvidenceRow(*found), bytes(content or b""))


def may_see_evidence(row: EvidenceRow, actor: Actor) -> bool:
    """Return whether a person may read a file; what no rule opens is closed.

    Args:
        row: The file.
        actor: Who asks.
    """
    rule = MAY_SEE.get(row.object_type)
    return rule is not None and rule(row.object_key, actor)


def _may_see_objection(key: int, actor: Actor) -> bool:
    return _may_see_unit(Objection.unit_id, Objection.id == key, actor)


def _may_see_explanation(key: int, actor: Actor) -> bool:
    return _may_see_unit(Explanation.unit_id, Explanation.id == key, actor)


def _may_see_task_report(key: int, actor: Actor) -> bool:
    task_id = db.session.scalar(sa.select(TaskReport.task_id).where(TaskReport.id == key))
    return task_id is not None and may_see_task(task_id, actor)


MAY_SEE: Final[Mapping[str, Callable[[int, Actor], bool]]] = {
    "objection": _may_see_objection,
    "explanation": _may_see_explanation,
    "task_report": _may_see_task_report,
}
"""Who may see the files of each kind of object; a new kind adds its rule here.

Objections and explanations are between a unit and the office; a report on a task is open to every
unit of that task, the supporting ones too.
"""


def _may_see_unit(
    column: sa.orm.InstrumentedAttribute[int], of: sa.ColumnElement[bool], actor: Actor
) -> bool:
    unit_id = db.session.scalar(sa.select(column).where(of))
    if unit_id is None:
        return False
    return actor.role in (Role.OFFICE_STAFF, Role.APPROVER) or is_within(actor, unit_id)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        EvidenceFile.id,
        EvidenceFile.object_type,
        EvidenceFile.object_key,
        EvidenceFile.name,
        EvidenceFile.sha256,
        EvidenceFile.byte_count,
        User.display_name,
        EvidenceFile.added_at,
    ).join(User, User.id == EvidenceFile.added_by)
