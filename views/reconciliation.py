"""Two sources held against each other (đối chiếu), and what the office makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, DifferenceCause, DifferenceState, Role
from tracker.clock import past_day
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.publishing.dossier_differences import compare_dossiers
from tracker.publishing.reconciliation import find_row, reconcile
from tracker.publishing.workbooks import plain_sheet, render_workbook
from tracker.queries.reconciliation import list_common_periods, list_difference_owners
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids, with_under
from tracker.rules.reconciliation import Result
from tracker.runtime import current_settings
from tracker.services.reconciliations import DifferenceKey, judge_difference
from tracker.wording.sentences import explain
from views.access import access, current_actor
from views.errors import REFUSED
from views.forms.reconciliation import JudgingForm
from views.looking_back import looks_back
from views.navigation import Page, paginate, same_page
from views.pages.downloads import send_csv, send_workbook
from views.pages.filters import filter_text
from views.pages.freshness import build_headline
from views.pages.reconciliation import (
    ReconciliationPage,
    build_listing,
    read_asked,
    read_filters,
)
from views.pages.reconciliation_columns import list_chips, row_columns
from views.pages.reconciliation_dossiers import (
    build_dossier_lines,
    count_for_units,
    dossier_chips,
    dossier_file_rows,
    dossier_heads,
)
from views.pages.reconciliation_files import file_lead, file_rows, summary_rows
from views.pages.reconciliation_lines import (
    build_line,
    build_lines,
    seen_hash,
    seen_judgement,
)
from views.pages.sorting import build_heads
from views.pages.steps import take_step

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from tracker.publishing.dossier_differences import DossierComparison
    from tracker.publishing.reconciliation import ReconciledRow, Reconciliation
    from views.pages.reconciliation import Asked, Listing
    from views.pages.reconciliation_lines import Line

bp = Blueprint("reconciliation", __name__)

READERS: Final = (Role.OFFICE_STAFF, Role.APPROVER, Role.DEPARTMENT_HEAD)
PAGE_SIZE: Final = 100
LONGEST_KEY: Final = 9


@bp.get("/doi-chieu")
@access(*READERS)
@looks_back
def index() -> ResponseReturnValue:
    """Show two sources of a period: what agrees, what does not, and why."""
    asked, filters, actor = read_asked(), read_filters(), current_actor()
    found, refused = None, ""
    try:
        found = _reconcile(asked) if asked.is_complete else None
    except RefusedError as error:
        refused = explain(error)
    listing = build_listing(found, filters) if found else None
    places = paginate(listing.rows, size=PAGE_SIZE) if listing else None
    page = ReconciliationPage(
        asked=asked,
        filters=filters,
        found=found,
        listing=listing,
        page=_lines(places) if places else None,
        refused=refused,
        common=list_common_periods() if found is None else [],
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
        headline=build_headline(found.period.code if found else ""),
    )
    content = render_template(
        "reconciliation/index.html",
        page=page,
        heads=build_heads(row_columns(found)) if found else (),
        chips_in_force=list_chips(filters, listing, found) if found and listing else (),
        may_judge=_may_judge(),
    )
    return content, REFUSED if refused else 200


@bp.get("/doi-chieu.xlsx")
@access(*READERS)
@looks_back
def workbook() -> Response:
    """Send the rows of the page as a workbook: a summary and the rows."""
    found, listing, lead = _export()
    title = _("Đối chiếu số liệu")
    summary = [_("Mục"), _("Giá trị")], summary_rows(found, listing, lead)
    sheets = [
        plain_sheet(_("Tổng hợp"), title, *summary),
        plain_sheet(_("Chi tiết"), title, *file_rows(found, listing.rows)),
    ]
    content = render_workbook(
        sheets,
        title=title,
        author=current_settings().issuer_agency,
        dated=found.last_day,
        is_sample=found.first.is_sample or found.second.is_sample,
    )
    return send_workbook(_name(found), content)


@bp.get("/doi-chieu.csv")
@access(*READERS)
@looks_back
def download() -> Response:
    """Send the rows of the page as a CSV file."""
    found, listing, lead = _export()
    return send_csv(_name(found), *file_rows(found, listing.rows), above=lead)


@bp.get("/doi-chieu/so-lieu")
@access(*READERS)
@looks_back
def show() -> ResponseReturnValue:
    """Show one figure in both sources with all that is known of it."""
    return _show(_form(), 200)


@bp.post("/doi-chieu/so-lieu")
@access(Role.OFFICE_STAFF)
def judge() -> ResponseReturnValue:
    """Write down who looks into a difference and what came of it."""
    form = _form()

    def done(_made: None) -> ResponseReturnValue:
        flash(_("Đã ghi nhận."), "success")
        return redirect(same_page(), 303)

    return take_step(form, lambda: _judge(form), show=lambda status: _show(form, status), done=done)


@bp.get("/doi-chieu/ho-so")
@access(*READERS)
def dossiers() -> ResponseReturnValue:
    """Show the dossiers two sources do not have alike."""
    listing, units, unit_name = _dossiers()
    counts = count_for_units(listing, units)
    places = paginate(range(sum(counts.values())), size=PAGE_SIZE)
    lines = build_dossier_lines(
        listing, units, offset=(places.number - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    return render_template(
        "reconciliation/dossiers.html",
        listing=listing,
        counts=counts,
        chips_in_force=dossier_chips(listing, unit_name),
        heads=dossier_heads(listing),
        page=Page(lines, places.number, places.page_count, places.total, places.name),
    )


@bp.get("/doi-chieu/ho-so.csv")
@access(*READERS)
def download_dossiers() -> Response:
    """Send the dossiers two sources do not have alike as a CSV file."""
    listing, units, unit_name = _dossiers()
    name = f"doi-chieu-ho-so-{listing.period.code.replace('/', '-')}"
    lead = file_lead(listing, filter_text(dossier_chips(listing, unit_name)))
    return send_csv(name, *dossier_file_rows(listing, units), above=lead)


def _reconcile(asked: Asked) -> Reconciliation:
    return reconcile(
        period=asked.period,
        first=asked.first,
        second=asked.second,
        settings=current_settings(),
        unit_ids=_own_units(),
    )


def _own_units() -> frozenset[int] | None:
    return answered_unit_ids(current_actor(), load_directory())


def _may_judge() -> bool:
    return current_actor().role is Role.OFFICE_STAFF and past_day() is None


def _lines(places: Page[ReconciledRow]) -> Page[Line]:
    lines = build_lines(places.rows)
    return Page(lines, places.number, places.page_count, places.total, places.name)


def _export() -> tuple[Reconciliation, Listing, tuple[str, ...]]:
    """Return what is compared, the rows shown, and the lines above them in a file."""
    found, filters = _reconcile(_complete()), read_filters()
    listing = build_listing(found, filters)
    shown = filter_text(list_chips(filters, listing, found), listing.tabs)
    return found, listing, file_lead(found, shown)


def _complete() -> Asked:
    asked = read_asked()
    if not asked.is_complete:
        raise NotFoundError("reconcile_incomplete")
    return asked


def _name(found: Reconciliation) -> str:
    return f"doi-chieu-{found.period.code.replace('/', '-')}"


def _row() -> tuple[Reconciliation, ReconciledRow]:
    found = _reconcile(_complete())
    return found, find_row(found, _read_key("don-vi"), request.args.get("chi-so", ""))


def _form() -> JudgingForm:
    form = JudgingForm()
    form.owner.choices = [("", _("chưa giao")), *list_difference_owners()]
    return form


def _show(form: JudgingForm, status: int) -> ResponseReturnValue:
    found, row = _row()
    if not form.is_submitted():
        form.fill(row, current_actor().username)
    # Whoever is told that something moved sees what stands now and may send again.
    form.seen.data, form.judged_seen.data = seen_hash(row), seen_judgement(row)
    content = render_template(
        "reconciliation/show.html",
        found=found,
        line=build_line(row),
        form=form,
        may_judge=_may_judge() and row.comparison.result is not Result.EQUAL,
        back=url_for(
            "reconciliation.index", ky=found.period.code, a=found.first.code, b=found.second.code
        ),
    )
    return content, status


def _judge(form: JudgingForm) -> None:
    found, row = _row()
    if row.comparison.result is Result.EQUAL:
        raise RefusedError("reconcile_row_equal")
    if form.seen.data != seen_hash(row):
        raise ConflictError("reconcile_figures_moved")
    judge_difference(
        key=DifferenceKey(
            found.period.code, found.first.code, found.second.code, row.indicator.code, row.unit.id
        ),
        state=DifferenceState(form.state.data),
        cause=DifferenceCause(form.cause.data),
        note=form.note.data or "",
        owner=form.owner.data or "",
        snapshot=row.snapshot,
        seen=form.judged_seen.data or "",
        actor=current_actor(),
    )


def _dossiers() -> tuple[DossierComparison, frozenset[int] | None, str]:
    """Return what is compared, for which units, and the name of the one that was asked for."""
    asked = _complete()
    listing = compare_dossiers(
        period=asked.period, first=asked.first, second=asked.second, settings=current_settings()
    )
    own, key = _own_units(), _read_key("don-vi")
    unit = next((unit for unit in listing.tree.units if unit.id == key), None)
    if unit is None:
        return listing, own, ""
    asked_units = with_under([unit.id], listing.tree)
    return listing, asked_units if own is None else asked_units & own, unit.name


def _read_key(name: str) -> int:
    """Return the key a query value is, 0 where it is none."""
    text = request.args.get(name, "")
    is_key = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
    return int(text) if is_key else 0
