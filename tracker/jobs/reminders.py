"""Reminds units of a month's list: an answer they owe, late dossiers nobody explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.vocabulary import MessageKind, WaitingKind
from tracker.clock import now, today
from tracker.publishing.digests import MessageText, join, link_text, tell_group
from tracker.queries.accounts import require_role
from tracker.queries.digests import list_addressees
from tracker.queries.unit_directory import load_directory
from tracker.queries.waiting_work import list_all_waiting
from tracker.rules.late_lists import read_list_month
from tracker.rules.waiting import group_items, waits_for
from tracker.services.audit import record_audit
from tracker.services.cycle import TICKING_ROLES
from tracker.services.outbox import queue_message
from tracker.transaction import transaction
from tracker.wording.sentences import sentence
from tracker.wording.text import force_locale
from tracker.wording.waiting import tell_period

if TYPE_CHECKING:
    from datetime import date

    from tracker.config import Settings
    from tracker.queries.accounts import Actor
    from tracker.queries.digests import Addressee
    from tracker.rules.waiting import WaitingGroup, WaitingItem

REMINDED = (
    WaitingKind.ANSWER_LIST,
    WaitingKind.EXPLAIN_DOSSIERS,
    WaitingKind.REWRITE_EXPLANATIONS,
    WaitingKind.REVIEW_EXPLANATIONS,
)
"""What a month's list waits for."""


def queue_reminders(*, period: str, actor: Actor, settings: Settings, dry_run: bool = False) -> int:
    """Remind the people of each unit that owes a month's list something; return how many.

    One message a person, month and day, in one transaction: reminding twice on a day says nothing
    twice. Whoever owes nothing, or has no address, gets none.

    Args:
        period: The month, "2024-03".
        actor: Who has them reminded: the clock process, or the office.
        settings: Of the installation.
        dry_run: Count them and queue nothing.

    Raises:
        ForbiddenError: `role_not_allowed`.
        ReadingError: `period_unreadable`.
        RefusedError: `late_list_month_only`.
    """
    require_role(actor, TICKING_ROLES)
    month = read_list_month(period).code
    present, at = today(), now()
    with transaction(dry_run=dry_run):
        directory = load_directory()
        items = [
            item
            for item in list_all_waiting(present, settings=settings, directory=directory)
            if item.kind in REMINDED and item.period == month
        ]
        count = 0
        for person in list_addressees(directory):
            own = [item for item in items if waits_for(item, person.reader)]
            if not own:
                continue
            text = _render(person, own, month, settings)
            count += queue_message(
                kind=MessageKind.NOTICE,
                user_id=person.reader.user_id,
                group_key=f"remind:{month}:{present.isoformat()}",
                subject=text.subject,
                body=text.body,
                due_at=at,
            )
        if count:
            record_audit(
                actor=actor,
                action="reminders_queued",
                object_type="late_list",
                object_key=month,
                details={"count": count},
            )
        return count


def _render(
    person: Addressee, items: list[WaitingItem], period: str, settings: Settings
) -> MessageText:
    groups = group_items(items)
    base_url = settings.public.base_url
    with force_locale(person.language.value):
        values = {"period": tell_period(period), "until": _reply_until(groups)}
        code = "reminder_subject" if values["until"] else "reminder_subject_closed"
        parts = [
            sentence("digest_greeting", {"name": person.display_name}),
            sentence("reminder_opening", values),
            "\n".join(
                f"- {tell_group(group)}\n  {link_text(base_url, group.endpoint, group.args)}"
                for group in groups
            ),
            sentence("reminder_closing"),
        ]
        return MessageText(sentence(code, values), join(parts))


def _reply_until(groups: list[WaitingGroup]) -> date | str:
    """Return the last day to answer, empty where nobody is asked to any more."""
    days = [g.due_on for g in groups if g.kind is WaitingKind.ANSWER_LIST and g.due_on]
    return min(days, default="")
