"""The two pages of a task without figures, for every view that shows them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import TaskChangeKind
from tracker.errors import NotFoundError
from tracker.queries.task_parties import find_task, get_task, may_see_task
from tracker.queries.task_states import list_task_states
from views.access import current_actor
from views.forms.tasks import ALL_UNITS, ONE_UNIT, ExtensionForm
from views.pages.sorting import build_heads, sort_rows
from views.pages.task_columns import unit_columns
from views.pages.task_work import build_task_page, build_unit_page, require_product
from views.pages.tasks import TaskLine, build_lines, find_directive, read_asked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.queries.task_parties import FoundTask
    from tracker.queries.task_reports import TaskReportRow
    from tracker.rules.task_states import Window
    from views.forms.tasks import ReviewForm, TaskReportForm


def find_product_task(code: str, ordinal: int) -> FoundTask:
    """Return a task that is judged by its product.

    Args:
        code: Code of the document, as addresses carry it.
        ordinal: Place of the row in it.

    Raises:
        NotFoundError: `directive_unknown`, `task_unknown`, `task_measured`.
    """
    return require_product(find_task(find_directive(code), f"#{ordinal}"))


def list_task_lines(found: FoundTask, window: Window) -> list[TaskLine]:
    """Return where a task stands for each of its units in a period.

    Where none of them is left in the period, the units of the last day of the term answer: units
    end, what they owe does not.

    Args:
        found: The task as it reads in the period.
        window: The period.
    """
    for day in (None, *_last_day(found, window)):
        rows = list_task_states(
            window,
            directive_id=found.directive.id,
            task_id=found.task.id,
            is_in_force_only=False,
            parts_on=day,
        )
        if rows:
            return build_lines(rows)
    return []


def find_line(found: FoundTask, unit_code: str) -> TaskLine:
    """Return where a task stands for one unit: one of the period, or that had it before.

    Raises:
        NotFoundError: `task_not_of_unit`.
    """
    asked = read_asked(current_actor())
    for day in (None, *_last_day(found, asked.window), *_days_before(found, asked.window)):
        rows = list_task_states(
            asked.window,
            directive_id=found.directive.id,
            task_id=found.task.id,
            is_in_force_only=False,
            parts_on=day,
        )
        for line in build_lines(rows):
            if line.row.part.unit.code == unit_code:
                return line
    raise NotFoundError("task_not_of_unit", unit=unit_code, period=asked.period.code)


def _last_day(found: FoundTask, window: Window) -> Iterator[date]:
    """Yield the last day of a term that lies before the day a period is read on."""
    due_on = found.task.on(window.read_on).due_on
    if due_on is not None and due_on < window.read_on:
        yield due_on


def _days_before(found: FoundTask, window: Window) -> Iterator[date]:
    """Yield the last days of the assignments a task had before the one of a period."""
    for change in reversed(found.task.changes):
        is_over = change.stands and change.effective_on <= window.read_on
        if is_over and change.kind is TaskChangeKind.PARTIES:
            yield change.effective_on - timedelta(days=1)


def find_line_of(report: TaskReportRow) -> TaskLine:
    """Return where the task of a report stands for the unit that wrote it.

    Raises:
        NotFoundError: `task_report_missing`, for who may not see it; `task_not_of_unit`.
    """
    if not may_see_task(report.task_id, current_actor()):
        raise NotFoundError("task_report_missing", value=report.id)
    return find_line(get_task(report.task_id), report.unit_code)


def make_extension_form(*scopes: str, is_sent: bool = True) -> ExtensionForm:
    """Return the form of an extension.

    Args:
        scopes: Whose day may move: `ONE_UNIT`, `ALL_UNITS`.
        is_sent: Whether this request carries that form; another one of the page may be sent.
    """
    form = ExtensionForm() if is_sent else ExtensionForm(formdata=None)
    texts = {ONE_UNIT: _("riêng đơn vị này"), ALL_UNITS: _("mọi đơn vị của nhiệm vụ")}
    form.scope.choices = [(scope, texts[scope]) for scope in scopes]
    return form


def show_task(found: FoundTask, status: int, extension: ExtensionForm) -> ResponseReturnValue:
    """Show one task over all its units."""
    actor = current_actor()
    asked = read_asked(actor)
    found = replace(found, task=found.task.on(asked.window.read_on))
    page = build_task_page(found, asked, list_task_lines(found, asked.window), actor)
    extension.seen_due.data = page.seen_due
    content = render_template(
        "tasks/show.html",
        page=page,
        lines=sort_rows(page.lines, unit_columns()),
        heads=build_heads(unit_columns()),
        extension=extension,
    )
    return content, status


def show_unit_task(
    line: TaskLine,
    status: int,
    form: TaskReportForm,
    extension: ExtensionForm,
    sent: tuple[int, ReviewForm] | None = None,
) -> ResponseReturnValue:
    """Show one task of one unit.

    Args:
        line: Where it stands.
        status: The HTTP status.
        form: The report as typed.
        extension: The extension as typed.
        sent: Key of the report whose review was refused, and that form as typed.
    """
    actor = current_actor()
    asked = read_asked(actor)
    page = build_unit_page(line, asked.window, actor, sent)
    # Whoever is told that something changed sees the newest and may send again.
    form.seen.data = str(page.newest)
    extension.seen_due.data = page.seen_due
    content = render_template(
        "tasks/unit.html",
        page=page,
        asked=asked,
        form=form,
        extension=extension,
        review=sent[1] if sent else None,
    )
    return content, status


def task_url(found: FoundTask) -> str:
    """Return the address of a task over all its units, in the period asked for."""
    period = request.args.get("ky") or None
    return url_for(
        "tasks.show", directive=found.directive.code, ordinal=found.task.ordinal, ky=period
    )
