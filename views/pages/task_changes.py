"""The page that changes a task and tells what was changed: forms, what they mean, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import url_for

from models.vocabulary import AssignmentRole, TaskChangeKind, TaskKind
from tracker.clock import today
from tracker.queries.task_changes import list_task_changes
from tracker.queries.task_rows import stored_parties, stored_target, stored_term
from tracker.queries.unit_directory import load_directory
from tracker.rules.dates import format_date
from tracker.services.task_change_plans import party_text
from tracker.services.task_changes import CHANGING_ROLES
from tracker.wording.task_changes import tell_change, tell_state
from views.forms.task_changes import OrderForm, PartiesForm, TargetForm, TermForm, UndoForm
from views.pages.task_change_previews import place_parties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.queries.accounts import Actor
    from tracker.queries.task_changes import ChangeRow
    from tracker.queries.task_parties import FoundTask
    from views.pages.targets import Party
    from views.pages.task_change_previews import Preview

PARTS: Final[Mapping[str, TaskChangeKind]] = {
    "don-vi": TaskChangeKind.PARTIES,
    "thoi-han": TaskChangeKind.TERM,
    "chi-tieu": TaskChangeKind.TARGET,
}
"""What the address of a form names."""

_FORMS: Final = {
    TaskChangeKind.PARTIES: PartiesForm,
    TaskChangeKind.TERM: TermForm,
    TaskChangeKind.TARGET: TargetForm,
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change in sentences.

    Args:
        row: The change.
        sentences: What was → what is.
        undo: The form that undoes it; None where it may not be undone by this person now.
        undo_url: Where that form goes.
    """

    row: ChangeRow
    sentences: tuple[str, ...]
    undo: UndoForm | None
    undo_url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a task that may be changed.

    Args:
        name: Its word in addresses.
        kind: What it is.
        now: How it reads today.
        form: The form; None for who may not change it.
        url: Where the form goes.
        preview: What was understood, where that was asked.
    """

    name: str
    kind: TaskChangeKind
    now: str
    form: OrderForm | None
    url: str
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class TaskChangesPage:
    """The page of one task.

    Args:
        found: The task as it reads today.
        leads: Parties that lead today, each with its units.
        supports: The same for those that support.
        parts: What may be changed.
        history: Every change, the newest first.
        sent: The form that was sent, where something is wrong with it.
        task_url: The task's own page.
    """

    found: FoundTask
    leads: tuple[Party, ...]
    supports: tuple[Party, ...]
    parts: tuple[Part, ...]
    history: tuple[HistoryLine, ...]
    sent: OrderForm | None
    task_url: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent and did not go through, or asks what it would mean.

    Args:
        key: Word of the part, or key of the change to undo.
        form: The form as typed.
        preview: What it means.
    """

    key: str | int
    form: OrderForm
    preview: Preview | None = None


def make_form(kind: TaskChangeKind, *, is_sent: bool) -> PartiesForm | TermForm | TargetForm:
    """Return the form of a part; ids of fields of several forms of a page differ.

    Args:
        kind: What it changes.
        is_sent: Whether this request carries that form.
    """
    prefix = f"{kind.value}-"
    form = _FORMS[kind]
    return form(prefix=prefix) if is_sent else form(formdata=None, prefix=prefix)


def make_undo_form(change_id: int, *, is_sent: bool) -> UndoForm:
    """Return the form that undoes a change."""
    prefix = f"undo{change_id}-"
    return UndoForm(prefix=prefix) if is_sent else UndoForm(formdata=None, prefix=prefix)


def build_page(found: FoundTask, actor: Actor, sent: Sent | None = None) -> TaskChangesPage:
    """Return the page of a task; the service decides again who may do what.

    Args:
        found: The task as it reads today.
        actor: Who looks at it.
        sent: The form that comes back.
    """
    rows = list_task_changes([found.task.id])
    may_change = actor.role in CHANGING_ROLES
    directory, seen = load_directory(), max((row.id for row in rows), default=0)
    leads, supports = place_parties(found, directory, today())
    parts = tuple(
        _part(found, name, sent if may_change else None, seen, may_change=may_change)
        for name in PARTS
        if name != "chi-tieu" or found.task.kind is TaskKind.MEASURED
    )
    return TaskChangesPage(
        found=found,
        leads=leads,
        supports=supports,
        parts=parts,
        history=tuple(_line(found, row, sent, may_change=may_change) for row in rows),
        sent=sent.form if sent else None,
        task_url=own_url(found),
    )


def own_url(found: FoundTask) -> str:
    """Return the address of a task's own page."""
    endpoint = "tasks.show" if found.task.kind is TaskKind.PRODUCT else "targets.show"
    return url_for(endpoint, directive=found.directive.code, ordinal=found.task.ordinal)


def _part(found: FoundTask, name: str, sent: Sent | None, seen: int, *, may_change: bool) -> Part:
    kind = PARTS[name]
    is_sent = sent is not None and sent.key == name
    form = sent.form if sent is not None and is_sent else _fresh(found, kind)
    # Whoever is told that something changed sees the newest and may send again.
    form.seen.data = str(seen)
    return Part(
        name=name,
        kind=kind,
        now=tell_state(kind, _stored(found, kind)),
        form=form if may_change else None,
        url=url_for(
            "task_changes.change",
            directive=found.directive.code,
            ordinal=found.task.ordinal,
            part=name,
        ),
        preview=sent.preview if sent is not None and is_sent else None,
    )


def _stored(found: FoundTask, kind: TaskChangeKind) -> object:
    task = found.task
    if kind is TaskChangeKind.PARTIES:
        return stored_parties(task.parties)
    return (
        stored_term(task) if kind is TaskChangeKind.TERM else stored_target(task.target_on(today()))
    )


def _fresh(found: FoundTask, kind: TaskChangeKind) -> PartiesForm | TermForm | TargetForm:
    """Return a form that says how the part reads on the first day it may be changed from."""
    own = [each for each in found.task.changes if each.stands and each.kind is kind]
    day = max([today(), *(each.effective_on for each in own)])
    task, form = found.task.on(day), make_form(kind, is_sent=False)
    form.effective_on.data = format_date(day)
    if isinstance(form, PartiesForm):
        texts = dict.fromkeys(AssignmentRole, "")
        for party in task.parties:
            texts[party.role] += f"{party_text(party)}\n"
        form.leads.data = texts[AssignmentRole.LEAD]
        form.supports.data = texts[AssignmentRole.SUPPORTING]
    elif kind is TaskChangeKind.TERM:
        form.phrase.data = task.schedule_phrase
    else:
        target = task.target_on(day)
        form.phrase.data = target.phrase if target else ""
    return form


def _line(found: FoundTask, row: ChangeRow, sent: Sent | None, *, may_change: bool) -> HistoryLine:
    form = None
    if may_change and row.is_newest:
        is_sent = sent is not None and sent.key == row.id and isinstance(sent.form, UndoForm)
        form = sent.form if sent and is_sent else make_undo_form(row.id, is_sent=False)
    return HistoryLine(
        row=row,
        sentences=tell_change(row.kind, row.before, row.after),
        undo=form if isinstance(form, UndoForm) else None,
        undo_url=url_for(
            "task_changes.undo",
            directive=found.directive.code,
            ordinal=found.task.ordinal,
            change_id=row.id,
        ),
    )
