"""An office with two communes, their people and the dossiers of a month, to answer a draft of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from models import AuditEntry, Publication, ReplyUnit, db
from models.vocabulary import Role, UnitLevel
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.errors import RefusedError
from tracker.publishing.late_list import correct_late_list, draft_late_list
from tracker.queries.publications import PublicationRow, get_publication
from tracker.rules.evidence_kinds import check_evidence
from tracker.services.late_lists import approve_late_list, publish_late_list, withdraw_late_list
from tracker.services.objections import decide_objection, raise_objection
from tracker.services.reply_windows import open_reply_window, waive_reply
from tracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.services.late_list_versions import ListVersion

MARCH = "2024-03"
LATE, OVERDUE, OTHER = "H99.01-240301-0001", "H99.01-240301-0002", "H99.02-240301-0003"
SOURCE = "one-stop"


class ReplyOffice:
    """One has a late and an overdue dossier, Two a late one; Three stands under One.

    Everything is done as whoever may do it.
    """

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.one = make_unit("H99.01", "UBND xã Một")
        self.two = make_unit("H99.02", "UBND xã Hai")
        self.three = make_unit("H99.01.1", "Phòng Ba", level=UnitLevel.DIVISION, parent_id=self.one)
        self.staff = make_actor("lan", Role.OFFICE_STAFF)
        self.colleague = make_actor("hoa", Role.OFFICE_STAFF)
        self.approver = make_actor("binh", Role.APPROVER)
        self.administrator = make_actor("quan-tri", Role.ADMINISTRATOR)
        self.officer = make_actor("can-bo-mot", Role.UNIT_OFFICER, self.one)
        self.head = make_actor("truong-hai", Role.DEPARTMENT_HEAD, self.two)
        self.batch = make_batch(make_source(SOURCE), as_of=date(2024, 4, 2))
        self.procedure = make_procedure("1.000001", "Cấp giấy")
        self.add(self.one, LATE, date(2024, 3, 20))
        self.add(self.one, OVERDUE, None)
        self.add(self.two, OTHER, date(2024, 3, 22))

    def add(self, unit_id: int, code: str, finished_on: date | None, **more: Any) -> int:
        """Add a dossier that was due on 12 March."""
        return make_dossier(
            unit_id=unit_id,
            batch_id=more.pop("batch_id", self.batch),
            procedure_id=self.procedure,
            received_on=more.pop("received_on", date(2024, 3, 1)),
            due_on=more.pop("due_on", date(2024, 3, 12)),
            finished_on=finished_on,
            code=code,
            officer="Cán bộ Thụ Lý",
            **more,
        )

    def draft(self, actor: Actor | None = None) -> ListVersion:
        with transaction():
            return draft_late_list(period=MARCH, actor=actor or self.staff, settings=self.settings)

    def open(self, days: int | None = None, actor: Actor | None = None) -> ListVersion:
        with transaction():
            return open_reply_window(
                period=MARCH, actor=actor or self.staff, settings=self.settings, days=days
            )

    def object(
        self,
        unit: str = "H99.01",
        dossier: str = LATE,
        actor: Actor | None = None,
        text: str = "Hồ sơ đã trả ngày 11/3, hệ thống chưa đồng bộ.",
        files: Sequence[tuple[str, bytes]] = (),
        **more: Any,
    ) -> int:
        with transaction():
            return raise_objection(
                period=MARCH,
                unit=unit,
                dossier=dossier,
                text=text,
                actor=actor or self.officer,
                files=check_evidence(files),
                **more,
            )

    def decide(
        self,
        objection_id: int,
        is_upheld: bool,
        decision: str = "Đã đối chiếu sổ một cửa.",
        actor: Actor | None = None,
    ) -> ListVersion:
        with transaction():
            return decide_objection(
                objection_id=objection_id,
                is_upheld=is_upheld,
                decision=decision,
                actor=actor or self.staff,
            )

    def waive(self, unit: str = "H99.02", actor: Actor | None = None) -> ListVersion:
        with transaction():
            return waive_reply(period=MARCH, unit=unit, actor=actor or self.head)

    def approve(self, sha256: str = "") -> ListVersion:
        with transaction():
            return approve_late_list(period=MARCH, actor=self.approver, sha256=sha256)

    def publish(self, period: str = MARCH) -> ListVersion:
        with transaction():
            return publish_late_list(period=period, actor=self.staff)

    def draft_and_publish(self, period: str) -> ListVersion:
        """Publish the list of a month in a row, without a window."""
        with transaction():
            draft_late_list(period=period, actor=self.staff, settings=self.settings)
        with transaction():
            approve_late_list(period=period, actor=self.approver)
        return self.publish(period)

    def correct(self) -> ListVersion:
        with transaction():
            return correct_late_list(
                period=MARCH, reason="Sửa ngày", actor=self.staff, settings=self.settings
            )

    def withdraw(self) -> ListVersion:
        with transaction():
            return withdraw_late_list(period=MARCH, reason="Nguồn sai", actor=self.staff)


def newest(version: int | None = None) -> PublicationRow:
    db.session.rollback()
    return get_publication(MARCH, version)


def codes(content: dict[str, Any], name: str = "finished_late") -> list[str]:
    return [row["code"] for row in content[name]]


def waited_for() -> set[int]:
    """Return the units that still owe an answer."""
    db.session.rollback()
    statement = sa.select(ReplyUnit.unit_id).where(
        ReplyUnit.row_count > 0, ReplyUnit.answered_at.is_(None)
    )
    return set(db.session.scalars(statement))


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.seq)))


def _trace() -> tuple[Any, ...]:
    db.session.rollback()
    lists = db.session.execute(
        sa.select(Publication.version, Publication.sha256, Publication.state)
    ).all()
    asked = db.session.execute(sa.select(ReplyUnit.unit_id, ReplyUnit.answered_at)).all()
    return [tuple(row) for row in lists], [tuple(row) for row in asked], actions()


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[RefusedError]]:
    """Expect one refusal that leaves no trace."""
    before = _trace()
    with pytest.raises(RefusedError) as refusal:
        yield refusal
    assert refusal.value.code == code
    assert _trace() == before


def bytes_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
