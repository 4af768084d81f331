"""Dossiers that owe a letter of apology, or soon will, and have none that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from models import ApologyLetter, Dossier, Procedure, Source, Unit, db
from models.vocabulary import ApologyRegime, DossierStatus, LetterState
from tracker.errors import NotFoundError
from tracker.rules.apologies import DossierDays, regime_of, terms_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracker.config import Settings
    from tracker.rules.apologies import ApologyTerms


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier a letter may be written for."""

    id: int
    code: str
    unit_id: int
    unit_code: str
    unit_name: str
    procedure_code: str
    procedure_name: str
    received_on: date
    due_on: date | None
    judged_due_on: date | None
    finished_on: date | None
    status: DossierStatus
    is_sample: bool

    @property
    def days(self) -> DossierDays:
        """Return what of it a letter is judged by."""
        return DossierDays(self.received_on, self.judged_due_on, self.finished_on, self.status)

    @property
    def regime(self) -> ApologyRegime:
        """Return the act its letter follows."""
        return regime_of(self.received_on)


@dataclass(frozen=True, slots=True)
class CandidateSearch:
    """Which dossiers are wanted.

    Args:
        present: Today.
        soon_until: Open dossiers due up to this day are about to be late.
        finished: First and last day of the month whose dossiers finished late are listed too;
            None for open ones alone.
        unit_ids: Only of these units; None for all.
        dossier_code: Only whose code holds this; empty for all.
        needed_after_days: Days late from which a letter is owed; 0 and 1 are any lateness.
    """

    present: date
    soon_until: date
    finished: tuple[date, date] | None = None
    unit_ids: Collection[int] | None = None
    dossier_code: str = ""
    needed_after_days: int = 0


_COLUMNS: Final = (
    Dossier.id,
    Dossier.code,
    Unit.id,
    Unit.code,
    Unit.name,
    Procedure.code,
    Procedure.name,
    Dossier.received_on,
    Dossier.due_on,
    Dossier.judged_due_on,
    Dossier.finished_on,
    Dossier.status,
    Source.is_sample,
)


def list_candidates(search: CandidateSearch) -> list[Candidate]:
    """Return dossiers without a letter that stands, those due first first.

    Open and overdue, open and about to be, and those finished late in the month asked for.

    Args:
        search: Which.
    """
    statement = _select().where(*_wanted(search)).order_by(Dossier.judged_due_on, Dossier.code)
    found = (Candidate(*row) for row in db.session.execute(statement))
    return [each for each in found if _owes(each.days, search)]


def count_candidates(search: CandidateSearch) -> list[tuple[int, DossierDays, int]]:
    """Return how many dossiers a search finds by unit and by what a letter is judged by.

    Args:
        search: Which; the same that `list_candidates` lists.
    """
    parts = (
        Dossier.unit_id,
        Dossier.received_on,
        Dossier.judged_due_on,
        Dossier.finished_on,
        Dossier.status,
    )
    statement = sa.select(*parts, sa.func.count()).where(*_wanted(search)).group_by(*parts)
    rows: list[Any] = list(db.session.execute(statement))
    found = [(unit_id, DossierDays(*days), count) for unit_id, *days, count in rows]
    return [each for each in found if _owes(each[1], search)]


def regime_terms(received_on: date, settings: Settings) -> ApologyTerms:
    """Return what the act of a dossier's day of reception asks, as read in this installation."""
    own = settings.apology
    return terms_of(
        regime_of(received_on),
        nd118_days_before=own.nd118_days_before,
        nd118_letter_count=own.nd118_letter_count,
        nd118_confirmed=own.nd118_confirmed,
    )


def get_candidate(dossier_id: int) -> Candidate:
    """Return one dossier, whatever letters it has.

    Raises:
        NotFoundError: `dossier_missing`.
    """
    row: Any = db.session.execute(_select().where(Dossier.id == dossier_id)).first()
    if row is None:
        raise NotFoundError("dossier_missing")
    return Candidate(*row)


def find_dossier_ids(code: str, source_code: str = "") -> list[int]:
    """Return the dossiers of a code; several sources may each have one.

    Args:
        code: Their code.
        source_code: Only of this source; empty for all.
    """
    statement = sa.select(Dossier.id).where(Dossier.code == code).order_by(Dossier.id)
    if source_code:
        statement = statement.join(Source, Source.id == Dossier.source_id).where(
            Source.code == source_code
        )
    return list(db.session.scalars(statement))


def _select() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS)
        .select_from(Dossier)
        .join(Unit, Unit.id == Dossier.unit_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Source, Source.id == Dossier.source_id)
    )


def _wanted(search: CandidateSearch) -> list[sa.ColumnElement[bool]]:
    kinds = [
        sa.and_(
            # Said for the index: what is open has no end.
            Dossier.finished_on.is_(None),
            Dossier.status == DossierStatus.OPEN,
            Dossier.judged_due_on <= search.soon_until,
        )
    ]
    if search.finished is not None:
        kinds.append(
            sa.and_(
                Dossier.status == DossierStatus.FINISHED,
                Dossier.finished_on.between(*search.finished),
                Dossier.finished_on > Dossier.judged_due_on,
            )
        )
    standing = sa.exists().where(
        ApologyLetter.dossier_id == Dossier.id, ApologyLetter.state != LetterState.CANCELLED
    )
    conditions = [sa.or_(*kinds), ~standing]
    if search.unit_ids is not None:
        conditions.append(Dossier.unit_id.in_(sorted(search.unit_ids)))
    if search.dossier_code:
        conditions.append(Dossier.code.icontains(search.dossier_code, autoescape=True))
    return conditions


def _owes(days: DossierDays, search: CandidateSearch) -> bool:
    """Return whether a dossier is late enough to owe a letter, or not late yet."""
    due = days.judged_due_on
    end = days.finished_on or search.present
    if due is None or end <= due:
        return due is not None
    return end - due >= timedelta(days=search.needed_after_days)
