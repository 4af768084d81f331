"""One letter of apology with its dossier as a frozen row, and the statement that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import ApologyLetter, Dossier, Procedure, Source, Unit, User
from models.vocabulary import LetterState
from tracker.rules.apologies import DossierDays, is_in_time, is_second_slip

if TYPE_CHECKING:
    from datetime import date, datetime

    from models.vocabulary import ApologyRegime, DossierStatus, LetterChannel


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter with its dossier; people by their display names."""

    id: int
    ordinal: int
    regime: ApologyRegime
    state: LetterState
    reason: str
    promised_on: date | None
    send_by: date | None
    drafted_at: datetime
    drafted_by_id: int
    drafted_by: str
    number: str
    signed_on: date | None
    signed_by: str
    sent_on: date | None
    channel: LetterChannel | None
    sent_by: str
    cancelled_at: datetime | None
    cancelled_by: str
    cancelling_reason: str
    unit_id: int
    unit_code: str
    unit_name: str
    dossier_id: int
    dossier_code: str
    procedure_code: str
    procedure_name: str
    received_on: date
    due_on: date | None
    judged_due_on: date | None
    finished_on: date | None
    status: DossierStatus
    received_minute: int | None
    is_sample: bool

    @property
    def days(self) -> DossierDays:
        """Return what of the dossier the letter is judged by."""
        return DossierDays(self.received_on, self.judged_due_on, self.finished_on, self.status)

    @property
    def is_in_time(self) -> bool | None:
        """Return whether it was sent in time; None while it was not sent."""
        if self.state is LetterState.CANCELLED:
            return None
        return is_in_time(self.sent_on, self.send_by)

    def is_second_slip(self, present: date) -> bool:
        """Return whether the promised day was missed too, seen from a day."""
        return is_second_slip(self.state, self.promised_on, self.days, present)


_Drafter = aliased(User)
_Signer = aliased(User)
_Sender = aliased(User)
_Canceller = aliased(User)
_COLUMNS: Final = (
    ApologyLetter.id,
    ApologyLetter.ordinal,
    ApologyLetter.regime,
    ApologyLetter.state,
    ApologyLetter.reason,
    ApologyLetter.promised_on,
    ApologyLetter.send_by,
    ApologyLetter.drafted_at,
    ApologyLetter.drafted_by,
    _Drafter.display_name,
    ApologyLetter.number,
    ApologyLetter.signed_on,
    sa.func.coalesce(_Signer.display_name, ""),
    ApologyLetter.sent_on,
    ApologyLetter.channel,
    sa.func.coalesce(_Sender.display_name, ""),
    ApologyLetter.cancelled_at,
    sa.func.coalesce(_Canceller.display_name, ""),
    ApologyLetter.cancelling_reason,
    ApologyLetter.unit_id,
    Unit.code,
    Unit.name,
    Dossier.id,
    Dossier.code,
    Procedure.code,
    Procedure.name,
    Dossier.received_on,
    Dossier.due_on,
    Dossier.judged_due_on,
    Dossier.finished_on,
    Dossier.status,
    Dossier.received_minute,
    Source.is_sample,
)


def select_letters() -> sa.Select[*tuple[Any, ...]]:
    """Return the statement that reads letters as `LetterRow`, without order or limit."""
    return (
        sa.select(*_COLUMNS)
        .select_from(ApologyLetter)
        .join(Dossier, Dossier.id == ApologyLetter.dossier_id)
        .join(Unit, Unit.id == ApologyLetter.unit_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Source, Source.id == Dossier.source_id)
        .join(_Drafter, _Drafter.id == ApologyLetter.drafted_by)
        .outerjoin(_Signer, _Signer.id == ApologyLetter.signed_by)
        .outerjoin(_Sender, _Sender.id == ApologyLetter.sent_by)
        .outerjoin(_Canceller, _Canceller.id == ApologyLetter.cancelled_by)
    )
