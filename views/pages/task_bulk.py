"""The page that changes many tasks of a document in one go: what was chosen, what it would mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _

from models.vocabulary import AssignmentRole, TaskChangeKind
from tracker.clock import today
from tracker.errors import NotFoundError
from tracker.queries.directives import list_directives
from tracker.queries.task_changes import find_newest_change
from tracker.queries.task_extensions import list_task_extensions
from tracker.queries.task_parties import list_found
from tracker.queries.unit_directory import load_directory
from tracker.rules.dates import format_date
from tracker.services.task_change_bulks import BulkKind, BulkStep
from tracker.services.task_change_units import list_moves, units_key
from tracker.wording.sentences import explain
from tracker.wording.task_changes import tell_change
from views.forms.task_changes import BulkForm
from views.pages.filters import build_options
from views.pages.task_change_previews import list_term_notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tracker.queries.directives import DirectiveRow
    from tracker.queries.task_extensions import ExtensionRow
    from tracker.services.task_change_bulks import BulkLine
    from tracker.services.task_change_units import UnitMoves
    from views.pages.filters import Option

STEPS: Final[Mapping[str, BulkKind]] = {
    "thay": BulkKind.REPLACE,
    "them-phoi-hop": BulkKind.ADD_SUPPORT,
    "doi-han": BulkKind.SHIFT_DUE,
}
"""Values of the form's choice."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a step would make of one task.

    Args:
        sentences: What was → what would be.
        gained: Units that would have it and have not, where a group is given a part.
        lost: Units that have it and would not.
        notes: What must be known of it.
        refused: Why the step does not go for it; empty where it does.
    """

    sentences: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One task to choose.

    Args:
        id: Its key.
        number: Its number in the document.
        text: As printed.
        leads: Who leads, as printed.
        supports: Who supports.
        due: Its last day; empty where it has none.
        url: Its history.
        is_chosen: Whether it is ticked.
        meant: What the step would make of it; None before a preview.
    """

    id: int
    number: str
    text: str
    leads: str
    supports: str
    due: str
    url: str
    is_chosen: bool
    meant: Meant | None


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The page.

    Args:
        directive: The document.
        directives: Documents to choose from.
        rows: Its tasks.
        form: The step, its day and reason.
        chosen: How many tasks are ticked.
        is_preview: Whether it shows what would be.
    """

    directive: DirectiveRow
    directives: tuple[Option, ...]
    rows: tuple[BulkRow, ...]
    form: BulkForm
    chosen: int
    is_preview: bool


def make_bulk_form(*, is_sent: bool) -> BulkForm:
    """Return the form; a fresh one speaks from today."""
    form = BulkForm() if is_sent else BulkForm(formdata=None)
    form.step.choices = [
        ("thay", _("Thay một đơn vị bằng đơn vị khác")),
        ("them-phoi-hop", _("Thêm đơn vị phối hợp")),
        ("doi-han", _("Dời hạn")),
    ]
    if not is_sent:
        form.effective_on.data = format_date(today())
    return form


def read_step(form: BulkForm) -> BulkStep:
    """Return what the form does to every task that is ticked."""
    return BulkStep(
        STEPS[form.step.data],
        unit=form.unit.data or "",
        by=form.by.data or "",
        days=form.days.data or 0,
    )


def read_chosen() -> list[int]:
    """Return the keys of the tasks that are ticked."""
    return read_keys(request.form.getlist("chon"))


def read_keys(values: Iterable[str]) -> list[int]:
    """Return the keys among what an address or a form names."""
    return [int(text) for text in values if text.isascii() and text.isdigit() and len(text) < 10]


def build_bulk_page(
    code: str, form: BulkForm, chosen: Sequence[int], lines: Sequence[BulkLine] = ()
) -> BulkPage:
    """Return the page of one document's tasks.

    Args:
        code: Code of the document; empty for the first one.
        form: The form.
        chosen: Keys of the tasks that are ticked.
        lines: What the step would mean for them, where that was asked.

    Raises:
        NotFoundError: `directive_unknown`.
    """
    directives = list_directives()
    directive = next((row for row in directives if code in ("", row.code)), None)
    if directive is None:
        raise NotFoundError("directive_unknown", value=code, known="–")
    # Whoever is told that something changed sees the newest and may send again.
    form.seen.data = str(find_newest_change())
    meant = _tell_lines(lines, form)
    rows = [
        BulkRow(
            id=found.task.id,
            number=found.reference,
            text=found.task.text,
            leads="; ".join(found.task.printed(AssignmentRole.LEAD)),
            supports="; ".join(found.task.printed(AssignmentRole.SUPPORTING)),
            due=format_date(found.task.due_on) if found.task.due_on else "",
            url=url_for("task_changes.show", directive=directive.code, ordinal=found.task.ordinal),
            is_chosen=found.task.id in chosen,
            meant=meant.get(found.task.id),
        )
        for found in list_found(directive.id)
    ]
    return BulkPage(
        directive=directive,
        directives=build_options(((row.code, row.number) for row in directives), directive.code),
        rows=tuple(rows),
        form=form,
        chosen=sum(row.is_chosen for row in rows),
        is_preview=bool(lines),
    )


def _tell_lines(lines: Sequence[BulkLine], form: BulkForm) -> dict[int, Meant]:
    """Return what a step means, by task; the form carries back which units were shown."""
    if not lines:
        return {}
    directory, extensions = load_directory(), list_task_extensions()
    moves = {
        line.found.task.id: list_moves(line.plan, directory)
        for line in lines
        if line.plan is not None and line.plan.kind is TaskChangeKind.PARTIES
    }
    form.units_seen.data = units_key(tuple(moves.values()))
    return {
        line.found.task.id: _tell(line, moves.get(line.found.task.id), extensions) for line in lines
    }


def _tell(line: BulkLine, moves: UnitMoves | None, extensions: Sequence[ExtensionRow]) -> Meant:
    if line.plan is None:
        return Meant(refused=explain(line.refusal) if line.refusal is not None else "")
    plan = line.plan
    is_shown = moves is not None and moves.is_by_group
    return Meant(
        sentences=tell_change(plan.kind, plan.before, plan.after),
        gained=tuple(unit.name for unit in moves.gained) if moves and is_shown else (),
        lost=tuple(unit.name for unit in moves.lost) if moves and is_shown else (),
        notes=tuple(list_term_notes(plan, extensions)) if plan.kind is TaskChangeKind.TERM else (),
    )
