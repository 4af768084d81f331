"""A late list as its makers see it: what it says in full, what happened to it, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

from models.vocabulary import PublicationState
from tracker.publishing.public_list import read_public_list
from tracker.queries.audit import list_audit
from tracker.rules.late_lists import STEP_ROLES, TRANSITIONS, ListStep
from views.pages.freshness import build_pull_headline, headline_of_notices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flask_babel.speaklater import LazyString

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.queries.accounts import Actor
    from tracker.queries.publications import PublicationHead, PublicationRow
    from views.pages.freshness import Headline

MOST_EVENTS: Final = 100
DRAFTED: Final = ("late_list_drafted", "late_list_correction_drafted")
STEPS: Final[Mapping[str, LazyString]] = {
    "late_list_drafted": _l("Lập dự thảo"),
    "late_list_correction_drafted": _l("Lập dự thảo đính chính"),
    "late_list_approved": _l("Duyệt"),
    "late_list_published": _l("Công bố"),
    "late_list_corrected": _l("Được thay bằng bản đính chính"),
    "late_list_withdrawn": _l("Thu hồi"),
}


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One late or overdue dossier with what only staff may see."""

    line: DossierLine
    officer: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in the life of a version."""

    at: datetime
    text: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What this person may do with a version.

    Args:
        can_redraft: Make the draft anew from what is known now.
        can_approve: Release it for publishing.
        can_publish: Put it before everybody.
        can_correct: Draft a corrected version.
        can_withdraw: Take it back.
        is_own_draft: Whether they drafted it and so may not approve it.
    """

    can_redraft: bool
    can_approve: bool
    can_publish: bool
    can_correct: bool
    can_withdraw: bool
    is_own_draft: bool

    @property
    def is_any(self) -> bool:
        """Return whether anything may be done."""
        return (
            self.can_redraft
            or self.can_approve
            or self.can_publish
            or self.can_correct
            or self.can_withdraw
        )


@dataclass(frozen=True, slots=True)
class ListPage:
    """A version as its makers see it.

    Args:
        publication: The version.
        content: What it says, codes in full.
        late: Dossiers finished late.
        overdue: Dossiers open and overdue.
        headline: What a reader must know of the data: what the list itself says, and while it is
            not published, whether a pull of its month lies failed.
        versions: Every version of the month.
        happenings: What happened to it, newest first.
        steps: What this person may do.
        unit: The unit whose dossiers alone are shown; None for all.
    """

    publication: PublicationRow
    content: PublicList
    late: tuple[StaffLine, ...]
    overdue: tuple[StaffLine, ...]
    headline: Headline
    versions: list[PublicationHead]
    happenings: list[Happening]
    steps: Steps
    unit: UnitLine | None


def build_list_page(
    publication: PublicationRow,
    heads: Iterable[PublicationHead],
    actor: Actor,
    unit_code: str = "",
) -> ListPage:
    """Return a version as its makers see it.

    Args:
        publication: The version with its internal content.
        heads: Every version of every month.
        actor: Who looks at it.
        unit_code: Only the dossiers of this unit.
    """
    internal = publication.internal or publication.content
    content = read_public_list(internal)
    versions = [head for head in heads if head.period == publication.period]
    entries = list_audit(
        MOST_EVENTS,
        object_type="publication",
        object_key=f"{publication.period} v{publication.version}",
    )
    unit = next((line for line in content.units if line.code == unit_code), None)
    drafter = next((entry.actor for entry in entries if entry.action in DRAFTED), "")
    return ListPage(
        publication=publication,
        content=content,
        late=_staff_lines(content.finished_late, internal["finished_late"], unit),
        overdue=_staff_lines(content.open_overdue, internal["open_overdue"], unit),
        headline=_headline(publication, internal),
        versions=versions,
        happenings=[
            Happening(
                entry.at,
                str(STEPS.get(entry.action, entry.action)),
                entry.actor,
                str((entry.details or {}).get("reason") or ""),
            )
            for entry in entries
        ],
        steps=find_steps(publication, versions, actor, is_own=drafter == actor.username),
        unit=unit,
    )


def _headline(publication: PublicationRow, internal: Mapping[str, Any]) -> Headline:
    said = headline_of_notices(internal.get("notices", ()))
    if publication.published_at is not None:
        return said
    return (*build_pull_headline(publication.period), *said)


def find_steps(
    publication: PublicationHead,
    versions: Iterable[PublicationHead],
    actor: Actor,
    *,
    is_own: bool,
) -> Steps:
    """Return what a person may do with a version; the service decides again.

    Args:
        publication: The version.
        versions: Every version of its month.
        actor: Who looks at it.
        is_own: Whether they drafted it.
    """
    is_newest = publication.version == max(head.version for head in versions)

    def may(step: ListStep) -> bool:
        return (publication.state, step) in TRANSITIONS and actor.role in STEP_ROLES[step]

    return Steps(
        can_redraft=is_newest and may(ListStep.DRAFT),
        can_approve=is_newest and may(ListStep.APPROVE) and not is_own,
        can_publish=is_newest and may(ListStep.PUBLISH),
        can_correct=is_newest and may(ListStep.CORRECT),
        can_withdraw=may(ListStep.WITHDRAW),
        is_own_draft=is_own and publication.state is PublicationState.DRAFT,
    )


def _staff_lines(
    lines: Iterable[DossierLine], rows: Iterable[Mapping[str, Any]], unit: UnitLine | None
) -> tuple[StaffLine, ...]:
    return tuple(
        StaffLine(line, str(row.get("officer") or ""))
        for line, row in zip(lines, rows, strict=True)
        if unit is None or line.unit_code == unit.code
    )
