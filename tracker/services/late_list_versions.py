"""The versions of a month's list as the services read and write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from models import Publication, db
from models.vocabulary import PublicationState
from tracker.queries.accounts import require_role
from tracker.rules.late_lists import STEP_ROLES, read_list_month
from tracker.services.audit import record_audit

if TYPE_CHECKING:
    from tracker.queries.accounts import Actor
    from tracker.rules.late_list_seal import SealedList
    from tracker.rules.late_lists import ListStep
    from tracker.rules.periods import Period


@dataclass(frozen=True, slots=True)
class ListVersion:
    """What a step left behind.

    Args:
        period: The month, "2024-03".
        version: Number of the version the step made or moved.
        state: Its state now.
        sha256: Hash of its public bytes.
    """

    period: str
    version: int
    state: PublicationState
    sha256: str


def read_month(period: str, actor: Actor, step: ListStep) -> Period:
    """Return the month a step is about, if the actor may take the step.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`.
        ForbiddenError: `role_not_allowed`.
    """
    month = read_list_month(period)
    require_role(actor, STEP_ROLES[step])
    return month


def load_versions(period: str) -> list[Publication]:
    """Return the versions of a month, oldest first, as the database has them now.

    Their contents, megabytes of text, are read when they are asked for.
    """
    statement = (
        sa.select(Publication)
        .where(Publication.period == period)
        .order_by(Publication.version)
        .options(defer(Publication.content), defer(Publication.internal_content))
    )
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def find_published(versions: list[Publication]) -> Publication | None:
    """Return the version that stands published, if one does."""
    standing = [row for row in versions if row.state is PublicationState.PUBLISHED]
    return standing[-1] if standing else None


def freeze(row: Publication, sealed: SealedList, previous_sha256: str) -> None:
    """Put the bytes of a version into its row; from approval on the database refuses this."""
    row.content, row.internal_content = sealed.content, sealed.internal_content
    row.sha256, row.previous_sha256 = sealed.sha256, previous_sha256


def record_step(row: Publication, actor: Actor, action: str, **details: Any) -> ListVersion:
    """Write a changed version and its line of the audit trail."""
    db.session.flush()
    record_audit(
        actor=actor,
        action=action,
        object_type="publication",
        object_key=f"{row.period} v{row.version}",
        details={
            "state": row.state.value,
            "sha256": row.sha256,
            "previous_sha256": row.previous_sha256,
            **details,
        },
    )
    return ListVersion(row.period, row.version, row.state, row.sha256)
