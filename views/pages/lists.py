"""A late list as its makers see it: what it says in full, what happened to it, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from models.vocabulary import ObjectionState, PublicationState
from tracker.clock import local, today
from tracker.publishing.pictures.late_dossiers import list_pictures
from tracker.publishing.public_list import read_public_list
from tracker.queries.audit import list_audit
from tracker.queries.publications import is_drafter
from tracker.queries.rendered_files import list_unrendered_lists
from tracker.queries.reply_lists import list_reply_lists
from tracker.rules.late_lists import STEP_ROLES, TRANSITIONS, ListStep
from tracker.rules.reply_windows import OPENING_ROLES
from views.pages.filters import build_chips
from views.pages.freshness import build_pull_headline, headline_of_notices
from views.pages.late_filters import late_filters, narrow_list, open_list_rows
from views.pages.list_changes import build_changes
from views.pages.pictures import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flask_babel.speaklater import LazyString

    from tracker.publishing.public_list import DossierLine, PublicList, UnitLine
    from tracker.queries.accounts import Actor
    from tracker.queries.publications import PublicationHead, PublicationRow
    from tracker.queries.reply_lists import ReplyList
    from views.pages.filters import Chip
    from views.pages.freshness import Headline
    from views.pages.list_changes import ChangesPage

MOST_EVENTS: Final = 100
STEPS: Final[Mapping[str, LazyString]] = {
    "late_list_drafted": _l("Lập dự thảo"),
    "late_list_correction_drafted": _l("Lập dự thảo đính chính"),
    "late_list_approved": _l("Duyệt"),
    "late_list_published": _l("Công bố"),
    "late_list_files_kept": _l("Lập các tệp"),
    "late_list_corrected": _l("Được thay bằng bản đính chính"),
    "late_list_withdrawn": _l("Thu hồi"),
    "reply_window_opened": _l("Mở phản hồi cho đơn vị"),
    "objection_decided": _l("Quyết định một phản hồi"),
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
        can_open_reply: Let the units see it and answer.
        can_approve: Release it for publishing.
        can_publish: Put it before everybody.
        can_correct: Draft a corrected version.
        can_withdraw: Take it back.
        can_render: Have the files made that it was published without.
        is_own_draft: Whether they drafted it and so may not approve it.
        waits_for_units: How many units still have time to answer; nobody approves meanwhile.
    """

    can_redraft: bool
    can_open_reply: bool
    can_approve: bool
    can_publish: bool
    can_correct: bool
    can_withdraw: bool
    can_render: bool
    is_own_draft: bool
    waits_for_units: int

    @property
    def is_any(self) -> bool:
        """Return whether anything may be done."""
        return (
            self.can_redraft
            or self.can_open_reply
            or self.can_approve
            or self.can_publish
            or self.can_correct
            or self.can_withdraw
            or self.can_render
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
        chips: Other filters in force.
        reply: The version's window; None without one.
        open_objections: How many objections nobody has decided.
        changes: What changed since last month, while the version waits to be approved.
        pictures: Ages and reasons, as the list itself has them.
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
    chips: tuple[Chip, ...]
    reply: ReplyList | None
    open_objections: int
    changes: ChangesPage | None
    pictures: list[Shown]

    @property
    def is_drafted_after_reply(self) -> bool:
        """Return whether the draft was made anew when its units could answer no more."""
        is_draft = self.publication.state is PublicationState.DRAFT
        drafted_on = local(self.publication.drafted_at).date()
        return is_draft and self.reply is not None and drafted_on > self.reply.until


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
    rows = narrow_list(internal)
    shown = content if rows is internal else read_public_list(rows)
    versions = [head for head in heads if head.period == publication.period]
    unit = next((line for line in content.units if line.code == unit_code), None)
    reply = next((row for row in list_reply_lists() if row.publication_id == publication.id), None)
    is_draft = publication.state is PublicationState.DRAFT
    return ListPage(
        publication=publication,
        content=content,
        late=_staff_lines(shown.finished_late, rows["finished_late"], unit),
        overdue=_staff_lines(shown.open_overdue, rows["open_overdue"], unit),
        headline=_headline(publication, internal),
        versions=versions,
        happenings=_happenings(publication),
        steps=find_steps(
            publication,
            versions,
            actor,
            is_own=is_drafter(publication.id, actor.id),
            reply=reply,
            lacks_files=any(
                row.version == publication.version
                for row in list_unrendered_lists(publication.period)
            ),
        ),
        unit=unit,
        chips=build_chips(late_filters()),
        reply=reply,
        open_objections=sum(
            entry.state is ObjectionState.OPEN for entry in content.replies.objections
        ),
        changes=build_changes(publication) if is_draft else None,
        pictures=_pictures(publication, internal),
    )


def _pictures(publication: PublicationRow, content: Mapping[str, Any]) -> list[Shown]:
    return [
        Shown(
            picture,
            url_for(
                "lists.download_picture",
                period=publication.period,
                version=publication.version,
                picture=name,
            ),
            find_url=open_list_rows(name),
        )
        for name, picture in list_pictures(content, publication.last_day).named()
    ]


def _happenings(publication: PublicationRow) -> list[Happening]:
    key = f"{publication.period} v{publication.version}"
    return [
        Happening(
            entry.at,
            str(STEPS.get(entry.action, entry.action)),
            entry.actor,
            str((entry.details or {}).get("reason") or ""),
        )
        for entry in list_audit(MOST_EVENTS, object_type="publication", object_key=key)
    ]


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
    reply: ReplyList | None = None,
    lacks_files: bool = False,
) -> Steps:
    """Return what a person may do with a version; the service decides again.

    Args:
        publication: The version.
        versions: Every version of its month.
        actor: Who looks at it.
        is_own: Whether they drafted it.
        reply: The version's window; None without one.
        lacks_files: Whether everybody reads it and it has no files.
    """
    is_open = reply is not None and reply.is_open_on(today())
    waiting = reply.waiting_count if reply is not None and is_open else 0
    is_newest = publication.version == max(head.version for head in versions)

    def may(step: ListStep) -> bool:
        return (publication.state, step) in TRANSITIONS and actor.role in STEP_ROLES[step]

    return Steps(
        can_redraft=is_newest and may(ListStep.DRAFT),
        can_open_reply=is_newest
        and publication.state is PublicationState.DRAFT
        and actor.role in OPENING_ROLES
        and not is_open,
        can_approve=is_newest and may(ListStep.APPROVE) and not is_own and not waiting,
        can_publish=is_newest and may(ListStep.PUBLISH),
        can_correct=is_newest and may(ListStep.CORRECT),
        can_withdraw=may(ListStep.WITHDRAW),
        can_render=lacks_files and actor.role in STEP_ROLES[ListStep.PUBLISH],
        is_own_draft=is_own and publication.state is PublicationState.DRAFT,
        waits_for_units=waiting,
    )


def _staff_lines(
    lines: Iterable[DossierLine], rows: Iterable[Mapping[str, Any]], unit: UnitLine | None
) -> tuple[StaffLine, ...]:
    return tuple(
        StaffLine(line, str(row.get("officer") or ""))
        for line, row in zip(lines, rows, strict=True)
        if unit is None or line.unit_code == unit.code
    )
