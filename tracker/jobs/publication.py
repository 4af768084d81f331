"""Publishing a list with all its files, and making the files of lists published before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import ConflictError, NotFoundError
from tracker.publishing.published_files import render_published_files
from tracker.queries.accounts import require_role
from tracker.queries.publications import get_publication
from tracker.queries.rendered_files import list_unrendered_lists
from tracker.rules.late_lists import STEP_ROLES, ListStep, next_state, read_list_month
from tracker.services.late_list_versions import read_month
from tracker.services.late_lists import publish_late_list
from tracker.services.rendered_files import record_rendered_files, set_take_down
from tracker.transaction import reading, transaction

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.publications import PublicationRow
    from tracker.queries.rendered_files import UnrenderedList
    from tracker.services.late_list_versions import ListVersion


def run_publication(
    *, period: str, actor: Actor, settings: Settings, dry_run: bool = False
) -> ListVersion:
    """Publish the approved list of a month with all its files, or nothing of it.

    The files take seconds, so they are made from the approved bytes before anything is locked; one
    transaction then publishes the list and keeps them.

    Args:
        period: The month, as typed.
        actor: Who publishes.
        settings: Who issues the notice, how long the rows stay public.
        dry_run: Roll back at the end.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: As `tracker.services.late_lists.publish_late_list`, and where a document
            cannot be made.
        ConflictError: `published_list_moved` when another version was approved meanwhile.
    """
    month = read_month(period, actor, ListStep.PUBLISH)
    with reading():
        approved = _find_newest(month.code)
    next_state(approved.state if approved else None, ListStep.PUBLISH, period=month.code)
    if approved is None:
        raise AssertionError("publishing was allowed on a month without a list")
    files = render_published_files(approved, settings)
    with transaction(dry_run=dry_run):
        done = publish_late_list(period=month.code, actor=actor)
        if done.sha256 != approved.sha256:
            raise ConflictError("published_list_moved", period=month.code)
        record_rendered_files(period=done.period, version=done.version, files=files, actor=actor)
        set_take_down(
            period=done.period, version=done.version, months=settings.public.take_down_months
        )
    return done


def run_rendering(
    *, period: str | None, actor: Actor, settings: Settings, dry_run: bool = False
) -> list[UnrenderedList]:
    """Make the files of lists that were published without, once; the lists stay as they are.

    Args:
        period: Only of this month, as typed; None for all.
        actor: Who asks.
        settings: Who issues the notice.
        dry_run: Keep nothing.

    Returns:
        The versions that got files now, the oldest first.

    Raises:
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`, and where a document cannot be made.
        ForbiddenError: `role_not_allowed`: whoever may publish may have the files made.
    """
    require_role(actor, STEP_ROLES[ListStep.PUBLISH])
    month = None if period is None else read_list_month(period).code
    with reading():
        missing = list_unrendered_lists(month)
    done = []
    for listed in missing:
        with reading():
            found = get_publication(listed.period, listed.version, public_only=True)
        files = render_published_files(found, settings)
        with transaction(dry_run=dry_run):
            kept = record_rendered_files(
                period=listed.period, version=listed.version, files=files, actor=actor
            )
        if kept:
            done.append(listed)
    return done


def _find_newest(period: str) -> PublicationRow | None:
    try:
        return get_publication(period)
    except NotFoundError:
        return None
