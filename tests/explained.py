"""A small office with late dossiers in March 2024, for tests of explanations and coverage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import AuditEntry, Dossier, Explanation, Unit, db
from models.vocabulary import DelayCause, DossierStatus, LatenessRule, Role, UnitLevel
from tests.factories import (
    make_batch,
    make_dossier,
    make_procedure,
    make_source,
    make_succession,
    make_unit,
)
from tracker.queries.accounts import SYSTEM_USERNAME, get_actor
from tracker.queries.late_cases import CaseSearch
from tracker.services.audit import record_audit
from tracker.services.explanations import (
    NewExplanation,
    accept_explanations,
    send_back_explanations,
    write_explanations,
)
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.services.explanation_board import ExplanationStep, Seen

TEXT = "Chờ thông báo thuế của cơ quan thuế"
NOTE = "Nêu rõ ngày chuyển cơ quan thuế"
FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)


class Office:
    """Two communes of a district and a department; people of each; late dossiers of both communes.

    `one` of commune One finished 8 days late, `two` of commune Two is 9 days overdue, `three` of
    commune One finished a day late, `fine` was in time.
    """

    def __init__(self, make_actor: MakeActor) -> None:
        self.district = make_unit("H99.0", "UBND huyện Thử", level=UnitLevel.DISTRICT)
        self.first = make_unit("H99.01", "UBND xã Một", parent_id=self.district)
        self.second = make_unit("H99.02", "UBND xã Hai", parent_id=self.district)
        self.source = make_source("one-stop")
        self.batch = make_batch(self.source, as_of=LAST)
        self.procedure = make_procedure("1.000001", "Cấp giấy")
        self.one = self.add(self.first, "A-1", date(2024, 3, 12), date(2024, 3, 20))
        self.two = self.add(self.second, "B-1", date(2024, 3, 22), None)
        self.three = self.add(self.first, "A-2", date(2024, 3, 26), date(2024, 3, 27))
        self.fine = self.add(self.first, "A-3", date(2024, 3, 12), date(2024, 3, 12))
        self.officer = make_actor("can-bo", Role.UNIT_OFFICER, self.first)
        self.head = make_actor("truong", Role.DEPARTMENT_HEAD, self.first)
        self.district_head = make_actor("huyen", Role.DEPARTMENT_HEAD, self.district)
        self.other_officer = make_actor("xa-hai", Role.UNIT_OFFICER, self.second)
        self.staff = make_actor("vp", Role.OFFICE_STAFF)

    def add(
        self, unit_id: int, code: str, due_on: date | None, finished_on: date | None, **more: Any
    ) -> int:
        return make_dossier(
            unit_id=unit_id,
            batch_id=self.batch,
            procedure_id=self.procedure,
            received_on=date(2024, 3, 1),
            due_on=due_on,
            finished_on=finished_on,
            **{"code": code, "status": status_of(finished_on), **more},
        )

    def merge(self) -> None:
        """End commune Two with March 2024; commune One does its work."""
        db.session.get_one(Unit, self.second).valid_to = LAST
        make_succession(self.second, self.first, date(2024, 4, 1))
        # As every writing step does: parts of pages that are kept rest on it.
        record_audit(
            actor=get_actor(SYSTEM_USERNAME),
            action="units_imported",
            object_type="import_batch",
            object_key="1",
        )
        db.session.commit()

    def search(self, **changes: Any) -> CaseSearch:
        return CaseSearch(**{"first_day": FIRST, "last_day": LAST, "rule": RULE, **changes})


RULE = LatenessRule.BY_DATE


def status_of(finished_on: date | None) -> DossierStatus:
    return DossierStatus.OPEN if finished_on is None else DossierStatus.FINISHED


def write(
    username: str,
    *dossier_ids: int,
    text: str = TEXT,
    cause: DelayCause = DelayCause.FINANCIAL_STEP,
    seen: Seen | None = None,
) -> ExplanationStep:
    entries = [NewExplanation(key, cause, text, seen) for key in dossier_ids]
    with transaction():
        return write_explanations(entries=entries, actor=get_actor(username), rule=RULE)


def accept(
    username: str, *dossier_ids: int, note: str = "", seen: Seen | None = None
) -> ExplanationStep:
    with transaction():
        chosen = dict.fromkeys(dossier_ids, seen)
        return accept_explanations(chosen=chosen, note=note, actor=get_actor(username))


def send_back(
    username: str, *dossier_ids: int, note: str = NOTE, seen: Seen | None = None
) -> ExplanationStep:
    with transaction():
        chosen = dict.fromkeys(dossier_ids, seen)
        return send_back_explanations(chosen=chosen, note=note, actor=get_actor(username))


def stored() -> list[tuple[str, int, str, str, str]]:
    """Return code, version, state, writer and reviewer's note of every row."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(
            Dossier.code,
            Explanation.version,
            Explanation.state,
            Explanation.text,
            Explanation.review_note,
        )
        .join(Dossier, Dossier.id == Explanation.dossier_id)
        .order_by(Dossier.code, Explanation.version)
    )
    return [(row[0], row[1], row[2].value, row[3], row[4]) for row in rows]


def audit_count() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0


def last_audit() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq.desc())).first()  # type: ignore[return-value] # there is one
