"""The units' right of reply to draft lists: windows, who has answered, objections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Dossier, Objection, Publication, ReplyUnit, Source, Unit, User, db
from models.vocabulary import ObjectionState, PublicationState, UnitLevel
from tracker.clock import local
from tracker.errors import NotFoundError
from tracker.rules.list_replies import ListReplies, ObjectionFact
from tracker.rules.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection (ý kiến phản hồi) and what was decided.

    Args:
        period: The month of the list.
        version: The version it was raised against.
        unit_code: The unit that objects; likewise its name.
        source_code: Source of the dossier; empty when it is about the unit's counts.
        dossier_id: The dossier; None when it is about the counts.
        dossier_code: Its full code, empty likewise.
        text: What the unit says; for the unit and the office only.
        raised_by: Display name; likewise `decided_by`, empty while undecided.
        raised_by_id: Key of who wrote it down.
        decision: The office's public words.
    """

    id: int
    publication_id: int
    period: str
    version: int
    unit_id: int
    unit_code: str
    unit_name: str
    source_code: str
    dossier_id: int | None
    dossier_code: str
    text: str
    state: ObjectionState
    raised_by: str
    raised_by_id: int
    raised_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


@dataclass(frozen=True, slots=True)
class ReplyUnitRow:
    """A unit that was shown its rows of a draft.

    Args:
        row_count: Its rows; a unit without any need not answer.
        answered_at: When it did; None while it is waited for.
        answered_by: Display name, empty likewise.
        is_waiver: It said that it does not object.
        changes: What became otherwise for it in drafts made anew, oldest first: mappings with
            "at", "came", "went", "moved", "counts".
    """

    unit_id: int
    unit_code: str
    unit_name: str
    row_count: int
    answered_at: datetime | None
    answered_by: str
    is_waiver: bool
    changes: tuple[dict[str, Any], ...]

    @property
    def is_waited_for(self) -> bool:
        """Return whether it still owes an answer."""
        return self.row_count > 0 and self.answered_at is None


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    """A window of a draft list (thời hạn phản hồi).

    Args:
        until: Its last day.
        waiting_unit_ids: Units with rows that have not answered.
        answered_unit_ids: Units that have.
    """

    publication_id: int
    period: str
    version: int
    opened_at: datetime
    until: date
    waiting_unit_ids: tuple[int, ...]
    answered_unit_ids: tuple[int, ...]


def list_objections(period: str, unit_ids: Collection[int] | None = None) -> list[ObjectionRow]:
    """Return the objections to any version of a month's list, in the order they were raised.

    Args:
        period: The month, "2024-03".
        unit_ids: Only of these units; None for all.
    """
    return _fetch(Publication.period == period, *_of_units(unit_ids))


def list_open_objections(unit_ids: Collection[int] | None = None) -> list[ObjectionRow]:
    """Return the objections that can be decided now: open, with a draft of their month.

    Args:
        unit_ids: Only of these units; None for all.
    """
    drafted = sa.select(Publication.period).where(Publication.state == PublicationState.DRAFT)
    is_open = Objection.state == ObjectionState.OPEN
    return _fetch(is_open, Publication.period.in_(drafted), *_of_units(unit_ids))


def get_objection(objection_id: int, unit_ids: Collection[int] | None = None) -> ObjectionRow:
    """Return one objection.

    Args:
        objection_id: Its key.
        unit_ids: Only of these units; None for all.

    Raises:
        NotFoundError: `objection_missing`, also when it is another unit's.
    """
    found = _fetch(Objection.id == objection_id, *_of_units(unit_ids))
    if not found:
        raise NotFoundError("objection_missing", value=objection_id)
    return found[0]


def list_reply_units(
    publication_id: int, unit_ids: Collection[int] | None = None
) -> list[ReplyUnitRow]:
    """Return the units a version's window asked, in the order of a list: by level, then by name.

    Args:
        publication_id: The version.
        unit_ids: Only these units; None for all.
    """
    statement = (
        sa.select(ReplyUnit, Unit.code, Unit.name, User.display_name, Unit.level)
        .join(Unit, Unit.id == ReplyUnit.unit_id)
        .outerjoin(User, User.id == ReplyUnit.answered_by)
        .where(ReplyUnit.publication_id == publication_id)
        .order_by(Unit.code, Unit.id)
    )
    if unit_ids is not None:
        statement = statement.where(ReplyUnit.unit_id.in_(unit_ids))
    rows = db.session.execute(statement).all()
    ranks = {level: rank for rank, level in enumerate(UnitLevel)}
    return [
        ReplyUnitRow(
            unit_id=row.unit_id,
            unit_code=code,
            unit_name=name,
            row_count=row.row_count,
            answered_at=row.answered_at,
            answered_by=person or "",
            is_waiver=row.is_waiver,
            changes=tuple(row.changes),
        )
        for row, code, name, person, _level in sorted(
            rows, key=lambda row: (ranks[row.level], sort_key(row.name))
        )
    ]


def list_reply_windows(today: date) -> list[ReplyWindow]:
    """Return the windows open on a day, the earliest end first.

    Args:
        today: Local day.
    """
    statement = (
        sa.select(
            Publication.id,
            Publication.period,
            Publication.version,
            Publication.reply_opened_at,
            Publication.reply_until,
        )
        .where(Publication.state == PublicationState.DRAFT, Publication.reply_until >= today)
        .order_by(Publication.reply_until, Publication.period)
    )
    rows: Any = db.session.execute(statement).all()
    asked = _list_asked([row.id for row in rows])
    return [
        ReplyWindow(
            publication_id=row.id,
            period=row.period,
            version=row.version,
            opened_at=row.reply_opened_at,
            until=row.reply_until,
            waiting_unit_ids=tuple(
                unit_id for key, unit_id, is_answered in asked if key == row.id and not is_answered
            ),
            answered_unit_ids=tuple(
                unit_id for key, unit_id, is_answered in asked if key == row.id and is_answered
            ),
        )
        for row in rows
    ]


def load_replies(period: str, opened_at: datetime | None, until: date | None) -> ListReplies:
    """Return the right of reply as a version of a month's list prints it.

    Args:
        period: The month.
        opened_at: When the version's own window opened; None without one.
        until: Its last day.
    """
    return ListReplies(
        opened_on=None if opened_at is None else local(opened_at).date(),
        until=until,
        objections=tuple(_fact(row) for row in list_objections(period)),
    )


def _fact(row: ObjectionRow) -> ObjectionFact:
    return ObjectionFact(
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        row=None if row.dossier_id is None else (row.source_code, row.dossier_code),
        state=row.state,
        raised_on=local(row.raised_at).date(),
        decided_on=None if row.decided_at is None else local(row.decided_at).date(),
        decision=row.decision,
    )


def _list_asked(publication_ids: Iterable[int]) -> list[tuple[int, int, bool]]:
    """Return the units with rows of some versions, and whether each has answered."""
    rows = db.session.execute(
        sa.select(ReplyUnit.publication_id, ReplyUnit.unit_id, ReplyUnit.answered_at)
        .where(ReplyUnit.publication_id.in_(publication_ids), ReplyUnit.row_count > 0)
        .order_by(ReplyUnit.unit_id)
    )
    return [(key, unit_id, answered_at is not None) for key, unit_id, answered_at in rows]


def _of_units(unit_ids: Collection[int] | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if unit_ids is None else (Objection.unit_id.in_(unit_ids),)


def _fetch(*conditions: sa.ColumnElement[bool]) -> list[ObjectionRow]:
    raiser, decider = aliased(User), aliased(User)
    statement = (
        sa.select(
            Objection.id,
            Objection.publication_id,
            Publication.period,
            Publication.version,
            Objection.unit_id,
            Unit.code,
            Unit.name,
            sa.func.coalesce(Source.code, ""),
            Objection.dossier_id,
            sa.func.coalesce(Dossier.code, ""),
            Objection.text,
            Objection.state,
            raiser.display_name,
            Objection.raised_by,
            Objection.raised_at,
            sa.func.coalesce(decider.display_name, ""),
            Objection.decided_at,
            Objection.decision,
        )
        .join(Publication, Publication.id == Objection.publication_id)
        .join(Unit, Unit.id == Objection.unit_id)
        .join(raiser, raiser.id == Objection.raised_by)
        .outerjoin(Dossier, Dossier.id == Objection.dossier_id)
        .outerjoin(Source, Source.id == Dossier.source_id)
        .outerjoin(decider, decider.id == Objection.decided_by)
        .where(*conditions)
        .order_by(Objection.id)
    )
    rows: Any = db.session.execute(statement)
    return [ObjectionRow(*row) for row in rows]
