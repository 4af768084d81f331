"""Integrity alerts (cảnh báo toàn vẹn): what imports rewrote, until a person closes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.queries.import_batches import find_batch
from tracker.queries.integrity_alerts import (
    AlertSearch,
    count_alerts,
    get_alert,
    list_alert_ids,
    list_alerts,
    list_closers,
)
from tracker.queries.publications import list_publications
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import find_meant_units, with_under
from tracker.rules.late_lists import read_list_month
from tracker.runtime import current_settings
from tracker.services.integrity_alerts import assign_owner, close_alert, close_alerts
from tracker.wording.sentences import explain
from views.access import access, current_actor
from views.errors import REFUSED
from views.formatting import show_period
from views.forms.alerts import ClosingForm, OwnerForm
from views.navigation import Page, paginate
from views.pages.alerts import (
    ALERT_KINDS,
    OPEN_WORD,
    STATES,
    USUAL,
    AlertLine,
    alert_columns,
    build_alert_page,
    build_lines,
    build_tabs,
    read_alert_order,
)
from views.pages.filters import Chip, Option, Tab, build_chips, build_options, read_word
from views.pages.object_history import list_alert_history
from views.pages.sorting import SortHead, build_heads, sort_chip
from views.pages.steps import take_step

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.import_batches import BatchRow
    from tracker.rules.periods import Period
    from tracker.services.integrity_alerts import AlertStep

bp = Blueprint("alerts", __name__)

CLOSERS: Final = (Role.OFFICE_STAFF, Role.APPROVER)
PAGE_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for.

    Args:
        search: Which alerts.
        month: Text of the month filter.
        unit: Text of the unit filter.
        batch: The import whose alerts alone are shown.
        period: The month, read.
        unit_name: The unit, found.
        refused: Why a filter cannot be read, by its name.
    """

    search: AlertSearch
    month: str
    unit: str
    batch: BatchRow | None
    period: Period | None
    unit_name: str
    refused: dict[str, str]


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """A listing of alerts.

    Args:
        asked: What was asked.
        page: The part shown.
        tabs: Kinds with their counts.
        chips: Filters in force.
        states: Choices of open and closed.
        kind_word: Word of the kind in force, empty for all.
        heads: Heads of the table's columns.
        can_close_all: Whether the open alerts of one import are shown, which one reason may close.
    """

    asked: Asked
    page: Page[AlertLine]
    tabs: list[Tab]
    chips: tuple[Chip, ...]
    states: tuple[Option, ...]
    kind_word: str
    heads: tuple[SortHead, ...]
    can_close_all: bool


@bp.get("/canh-bao")
@access(*CLOSERS)
def index() -> ResponseReturnValue:
    """Show alerts: open ones unless told otherwise."""
    return _index(ClosingForm(), 200)


@bp.post("/canh-bao/dong")
@access(*CLOSERS)
def close_all() -> ResponseReturnValue:
    """Close the open alerts of one import with one reason, if they are those that were seen."""
    form = ClosingForm()
    asked = _read()
    if asked.batch is None:
        raise NotFoundError("batch_missing", value=request.args.get("lan-nhap", ""))
    search = replace(asked.search, is_open=True)

    def take() -> AlertStep:
        found, seen = list_alert_ids(search), request.form.get("count", "")
        if str(len(found)) != seen:
            raise ConflictError("alerts_changed", before=seen, now=len(found))
        return close_alerts(alert_ids=found, reason=form.reason.data or "", actor=current_actor())

    def done(step: AlertStep) -> ResponseReturnValue:
        count = len(step.alert_ids)
        flash(_("Đã đóng %(count)s cảnh báo với cùng một lý do.", count=count), "success")
        return redirect(url_for("alerts.index"), 303)

    return take_step(form, take, show=lambda status: _index(form, status), done=done)


@bp.get("/canh-bao/<int:alert_id>")
@access(*CLOSERS)
def show(alert_id: int) -> ResponseReturnValue:
    """Show one alert: before, after, who looks into it, why it was closed."""
    return _show(alert_id, 200, ClosingForm(), _owner_form())


@bp.post("/canh-bao/<int:alert_id>/giao")
@access(*CLOSERS)
def assign(alert_id: int) -> ResponseReturnValue:
    """Name who is to look into an alert."""
    form = _owner_form()
    return take_step(
        form,
        lambda: assign_owner(
            alert_ids=(alert_id,),
            owner=form.owner.data,
            actor=current_actor(),
            seen=form.seen.data or "",
        ),
        show=lambda status: _show(alert_id, status, ClosingForm(formdata=None), form),
        done=lambda _step: _done(alert_id, _("Đã giao người phụ trách.")),
    )


@bp.post("/canh-bao/<int:alert_id>/dong")
@access(*CLOSERS)
def close(alert_id: int) -> ResponseReturnValue:
    """Close one alert with a reason."""
    form = ClosingForm()
    return take_step(
        form,
        lambda: close_alert(
            alert_id=alert_id, reason=form.reason.data or "", actor=current_actor()
        ),
        show=lambda status: _show(alert_id, status, form, _owner_form()),
        done=lambda _step: _done(alert_id, _("Đã đóng cảnh báo; lý do nằm lại trong nhật ký.")),
    )


def _done(alert_id: int, text: str) -> ResponseReturnValue:
    flash(text, "success")
    return redirect(url_for("alerts.show", alert_id=alert_id), 303)


def _owner_form() -> OwnerForm:
    form = OwnerForm()
    form.owner.choices = list_closers()
    return form


def _show(
    alert_id: int, status: int, closing: ClosingForm, owner: OwnerForm
) -> ResponseReturnValue:
    row, actor = get_alert(alert_id), current_actor()
    if not owner.is_submitted():
        owner.owner.data = row.owner_username or actor.username
    # Whoever is told of another owner sees them and may send again.
    owner.seen.data = row.owner_username
    content = render_template(
        "alerts/show.html",
        page=build_alert_page(row, list_publications(public_only=True), actor),
        closing=closing,
        owner=owner,
        may_see_imports=actor.role is Role.OFFICE_STAFF,
        changes=list_alert_history(row.id, row.batch_id, row.change_id),
    )
    return content, status


def _index(form: ClosingForm, status: int) -> ResponseReturnValue:
    asked = _read()
    search = asked.search
    total = count_alerts(search)
    places = paginate(range(total), size=PAGE_SIZE)
    by, is_descending = read_alert_order()
    offset = (places.number - 1) * PAGE_SIZE
    found = list_alerts(search, by=by, is_descending=is_descending, offset=offset, limit=PAGE_SIZE)
    lines = build_lines(found)
    kind_word = request.args.get("loai", "") if search.kind else ""
    page = AlertsPage(
        asked=asked,
        page=Page(lines, places.number, places.page_count, total, places.name),
        tabs=build_tabs(search, _("Tất cả")),
        chips=_chips(asked),
        states=_states(),
        kind_word=kind_word,
        heads=build_heads(alert_columns(), USUAL),
        can_close_all=asked.batch is not None and search.is_open is True and total > 1,
    )
    content = render_template("alerts/index.html", page=page, form=form)
    return content, REFUSED if asked.refused else status


def _read() -> Asked:
    refused: dict[str, str] = {}
    month, unit = (request.args.get(name, "").strip() for name in ("thang", "don-vi"))
    period, days = None, None
    try:
        period = read_list_month(month) if month else None
    except RefusedError as error:
        refused["thang"] = explain(error)
    cutoff = current_settings().month_cutoff_day
    if period is not None:
        days = period.first_day(cutoff), period.last_day(cutoff)
    found_units, unit_name = None, ""
    try:
        if unit:
            directory = load_directory()
            # Whatever years it was valid in: an alert may be about a dossier of long ago.
            units = find_meant_units(unit, directory)
            found_units = with_under((each.id for each in units), directory)
            unit_name = units[-1].name
    except RefusedError as error:
        refused["don-vi"] = explain(error)
    batch = _read_batch()
    search = AlertSearch(
        kind=read_word(ALERT_KINDS, "loai"),
        is_open=STATES.get(request.args.get("tinh-trang", ""), True),
        unit_ids=found_units,
        batch_id=batch.id if batch else None,
        days=days,
    )
    return Asked(search, month, unit, batch, period, unit_name, refused)


def _read_batch() -> BatchRow | None:
    text = request.args.get("lan-nhap", "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return find_batch(int(text)) if is_number else None


def _states() -> tuple[Option, ...]:
    texts = (_("Đang mở"), _("Đã đóng"), _("Tất cả"))
    chosen = request.args.get("tinh-trang", OPEN_WORD)
    return build_options(zip(STATES, texts, strict=True), chosen)


def _chips(asked: Asked) -> tuple[Chip, ...]:
    batch = asked.batch
    return build_chips(
        (
            ("thang", _("Tháng"), show_period(asked.period) if asked.period else ""),
            ("don-vi", _("Đơn vị"), asked.unit_name),
            ("lan-nhap", _("Lần nhập"), f"{batch.id}, {batch.file_name}" if batch else ""),
            sort_chip(alert_columns()),
        )
    )
