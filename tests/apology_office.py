"""A small office that owes letters: two communes, their people, dossiers late and about to be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models import AuditEntry, db
from models.vocabulary import LetterChannel, Role, UnitLevel
from tests.factories import make_batch, make_dossier, make_procedure, make_source, make_unit
from tracker.services.apology_drafts import Promise, draft_letters
from tracker.services.apology_letters import send_letters, sign_letters
from tracker.transaction import transaction

if TYPE_CHECKING:
    from tests.conftest import MakeActor
    from tracker.config import Settings
    from tracker.queries.accounts import Actor

PRESENT = date(2024, 3, 15)  # a Friday
REASON = "Phải xin ý kiến thẩm định của cơ quan khác"


class LetterOffice:
    """Units X1 and X2 under a province, with an officer and a head each, and the office."""

    def __init__(self, settings: Settings, make_actor: MakeActor) -> None:
        self.settings = settings
        self.province = make_unit("62", "Tỉnh Thử", level=UnitLevel.PROVINCE)
        self.first = make_unit("X1", "UBND xã Một", parent_id=self.province)
        self.second = make_unit("X2", "UBND xã Hai", parent_id=self.province)
        self.officer = make_actor("hoa", Role.UNIT_OFFICER, self.first)
        self.head = make_actor("ha", Role.DEPARTMENT_HEAD, self.first)
        self.stranger = make_actor("lam", Role.DEPARTMENT_HEAD, self.second)
        self.staff = make_actor("lan", Role.OFFICE_STAFF)
        self.batch = make_batch(make_source("MC"), PRESENT)
        self.procedure = make_procedure("1.000001", "Đăng ký đất đai")

    def dossier(self, code: str, due_on: date | None = date(2024, 3, 12), **more: Any) -> int:
        values: dict[str, Any] = {
            "unit_id": self.first,
            "received_on": date(2024, 3, 1),
            "code": code,
            **more,
        }
        return make_dossier(
            batch_id=self.batch, procedure_id=self.procedure, due_on=due_on, **values
        )

    def draft(
        self, *dossier_ids: int, on: date | None = date(2024, 3, 20), actor: Actor | None = None,
        **more: Any,
    ) -> tuple[int, ...]:  # fmt: skip
        with transaction():
            return draft_letters(
                dossier_ids=dossier_ids,
                reason=more.get("reason", REASON),
                promise=more.get("promise", Promise(on=on)),
                settings=more.get("settings", self.settings),
                actor=actor or self.officer,
            )

    def sign(
        self, *letter_ids: int, numbers: tuple[str, ...] = (), on: date = PRESENT,
        actor: Actor | None = None,
    ) -> tuple[int, ...]:  # fmt: skip
        given = numbers or tuple(f"{key:02d}/PXL" for key in letter_ids)
        with transaction():
            return sign_letters(
                letter_ids=letter_ids, numbers=given, signed_on=on, actor=actor or self.head
            )

    def send(
        self, *letter_ids: int, on: date = PRESENT, actor: Actor | None = None
    ) -> tuple[int, ...]:
        with transaction():
            return send_letters(
                letter_ids=letter_ids,
                channel=LetterChannel.EMAIL,
                sent_on=on,
                actor=actor or self.officer,
            )


def audited(object_type: str = "apology_letter") -> list[tuple[str, str]]:
    """Return what the audit trail says of a subject: action and person, the first first."""
    rows = db.session.query(AuditEntry).filter_by(object_type=object_type)
    return [(row.action, row.actor) for row in rows.order_by(AuditEntry.seq)]
