"""Digests and reminders as people read them: plain text, one link a line of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.publishing.page_links import link_to
from tracker.rules.numbers import format_count
from tracker.wording.labels import label
from tracker.wording.sentences import sentence
from tracker.wording.waiting import tell_due, tell_period, tell_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from tracker.rules.digests import DigestSection
    from tracker.rules.waiting import WaitingGroup


@dataclass(frozen=True, slots=True)
class MessageText:
    """What a person is written."""

    subject: str
    body: str


def render_digest(
    sections: Sequence[DigestSection], *, name: str, on: date, base_url: str
) -> MessageText:
    """Return a day's digest, in the language that is spoken around it.

    Args:
        sections: What is told, by why.
        name: Whom.
        on: The day.
        base_url: Address people reach the site at.
    """
    groups = [group for section in sections for group in section.groups]
    late = sum(1 for group in groups if group.days_left is not None and group.days_left < 0)
    values = {"count": len(groups), "late": late, "on": on}
    parts = [
        sentence("digest_greeting", {"name": name}),
        sentence("digest_opening", {"on": on}),
        *(_section(section, base_url) for section in sections),
        sentence("digest_all", {"link": link_to(base_url, "accounts.home")}),
        sentence("digest_closing"),
    ]
    return MessageText(
        sentence("digest_subject_late" if late else "digest_subject", values), join(parts)
    )


def link_text(base_url: str, endpoint: str, args: Iterable[tuple[str, str | int]] = ()) -> str:
    """Return the line that says where to go."""
    return sentence("digest_open", {"link": link_to(base_url, endpoint, args)})


def join(parts: Iterable[str]) -> str:
    """Return paragraphs with a blank line between them."""
    return "\n\n".join(parts) + "\n"


def tell_group(group: WaitingGroup) -> str:
    """Return one line of work: what, how many, of what, whose, until when."""
    head = f"{label(group.kind)}: {format_count(group.count)}"
    rest = (
        group.subject,
        tell_period(group.period),
        tell_units(group.unit_names),
        tell_due(group.due_on, group.days_left),
    )
    return "; ".join([head, *filter(None, rest)])


def _section(section: DigestSection, base_url: str) -> str:
    return "\n".join([label(section.reason).upper(), *_lines(section.groups, base_url)])


def _lines(groups: Iterable[WaitingGroup], base_url: str) -> Iterator[str]:
    for group in groups:
        yield f"- {tell_group(group)}"
        yield f"  {link_text(base_url, group.endpoint, group.args)}"
