"""Bringing files in (nhập số liệu): a dry run first, then exactly that file, then the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import BatchKind, Role
from tracker.errors import ConflictError, NotFoundError, RefusedError
from tracker.importing.dossiers import import_dossiers
from tracker.importing.measurements import import_measurements
from tracker.queries.import_batches import find_batch, list_batches
from views.access import access, current_actor, takes_files
from views.errors import REFUSED, status_of
from views.forms.imports import UploadForm
from views.pages.downloads import send_csv
from views.pages.reports import Report, explain_stored, list_faults
from views.pages.uploads import (
    Preview,
    find_upload,
    forget,
    load_report,
    outcome_of,
    read_token,
    sign,
    store_report,
    store_upload,
    upload_path,
)
from views.pages.words import BATCH_KINDS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.importing.report import ImportReport
    from tracker.queries.import_batches import BatchRow
    from views.pages.reports import Fault

bp = Blueprint("imports", __name__)

SHOWN: Final = 200
"""Faults shown on a page; the file of errors has all that were listed."""

HISTORY: Final = 50
CSV_HEADER: Final = ("Dòng", "Cột", "Giá trị", "Lỗi", "Cách sửa")


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """What a file would do.

    Args:
        preview: What was asked.
        as_of: Its day.
        kind: What comes in.
        report: What the dry run found.
        faults: The first faults.
        token: What confirms exactly this.
    """

    preview: Preview
    as_of: date
    kind: BatchKind
    report: Report
    faults: tuple[Fault, ...]
    token: str


@bp.get("/nhap-so-lieu")
@access(Role.OFFICE_STAFF)
def index() -> ResponseReturnValue:
    """Show the imports so far and the form."""
    kind = request.args.get("loai", "ho-so")
    return _render(UploadForm(kind=kind if kind in BATCH_KINDS else "ho-so"), 200)


@bp.post("/nhap-so-lieu")
@takes_files
@access(Role.OFFICE_STAFF)
def upload() -> ResponseReturnValue:
    """Keep the file and try what it would do; nothing is written."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _render(form, REFUSED)
    as_of = form.read_as_of()
    if as_of is None:
        return _render(form, REFUSED)
    try:
        token = _try(form, as_of)
    except RefusedError as error:
        form.refuse(error, form.field_of(error))
        return _render(form, status_of(error))
    return redirect(url_for("imports.preview", phieu=token), 303)


@bp.get("/nhap-so-lieu/xem-truoc")
@access(Role.OFFICE_STAFF)
def preview() -> ResponseReturnValue:
    """Show what a file would do, with one button that does it."""
    token = request.args.get("phieu", "")
    found = read_token(token, current_actor().id)
    report = load_report(token)
    page = PreviewPage(
        preview=found,
        as_of=date.fromisoformat(found.as_of),
        kind=BATCH_KINDS[found.kind],
        report=Report.read(report),
        faults=tuple(list_faults(report)[:SHOWN]),
        token=token,
    )
    return render_template("imports/preview.html", page=page)


@bp.get("/nhap-so-lieu/loi.csv")
@access(Role.OFFICE_STAFF)
def download_faults() -> ResponseReturnValue:
    """Hand out every fault a preview listed."""
    token = request.args.get("phieu", "")
    found = read_token(token, current_actor().id)
    rows = (
        (fault.row, fault.column, fault.value, fault.code, fault.message)
        for fault in list_faults(load_report(token))
    )
    return send_csv(f"loi-{found.sha256[:12]}", CSV_HEADER, rows)


@bp.post("/nhap-so-lieu/xac-nhan")
@access(Role.OFFICE_STAFF)
def confirm() -> ResponseReturnValue:
    """Import exactly the file that was previewed, if it would still do the same."""
    token = request.form.get("phieu", "")
    found = read_token(token, current_actor().id)
    find_upload(found)
    tried = _run(found, dry_run=True).as_dict()
    if outcome_of(tried) != found.outcome:
        raise ConflictError("preview_outdated", before=found.outcome, now=outcome_of(tried))
    report = _run(found, dry_run=False)
    forget(token, found)
    if report.already_imported:
        flash(_("Tệp này đã nhập trước đó; không có gì thay đổi."), "info")
    else:
        flash(_("Đã nhập tệp “%(name)s”.", name=found.name), "success")
    if report.batch is None:
        return redirect(url_for("imports.index"), 303)
    return redirect(url_for("imports.show", batch_id=report.batch), 303)


@bp.post("/nhap-so-lieu/bo")
@access(Role.OFFICE_STAFF)
def discard() -> ResponseReturnValue:
    """Throw a previewed file away."""
    token = request.form.get("phieu", "")
    forget(token, read_token(token, current_actor().id))
    flash(_("Đã bỏ tệp; chưa có gì được nhập."), "success")
    return redirect(url_for("imports.index"), 303)


@bp.get("/nhap-so-lieu/<int:batch_id>")
@access(Role.OFFICE_STAFF)
def show(batch_id: int) -> ResponseReturnValue:
    """Show what one import brought."""
    batch = find_batch(batch_id)
    if batch is None:
        raise NotFoundError("batch_missing", value=batch_id)
    faults = [explain_stored(error) for error in batch.errors]
    return render_template(
        "imports/show.html",
        batch=batch,
        report=Report.of_batch(batch),
        faults=faults[:SHOWN],
        fault_count=len(faults),
    )


@bp.get("/nhap-so-lieu/<int:batch_id>/loi.csv")
@access(Role.OFFICE_STAFF)
def download_batch_faults(batch_id: int) -> ResponseReturnValue:
    """Hand out every fault kept with an import."""
    batch = find_batch(batch_id)
    if batch is None:
        raise NotFoundError("batch_missing", value=batch_id)
    faults = (explain_stored(error) for error in batch.errors)
    rows = ((fault.row, fault.column, fault.value, fault.code, fault.message) for fault in faults)
    return send_csv(f"loi-lan-nhap-{batch_id}", CSV_HEADER, rows)


def _render(form: UploadForm, status: int) -> ResponseReturnValue:
    batches: list[BatchRow] = list_batches(limit=HISTORY)
    sources = sorted({batch.source_code for batch in batches if batch.source_code})
    page = render_template("imports/index.html", form=form, batches=batches, sources=sources)
    return page, status


def _try(form: UploadForm, as_of: date) -> str:
    """Store the file, run it dry and return the token of its preview.

    Raises:
        RefusedError: Whatever storing or importing refuses; the file is gone then.
    """
    file = request.files.get(form.file.name)
    if file is None:
        raise RefusedError("upload_missing")
    sha256, name = store_upload(file)
    preview = Preview(
        sha256=sha256,
        name=name,
        kind=form.kind.data,
        source=form.source.data or "",
        period=form.period.data or "",
        as_of=as_of.isoformat(),
        user_id=current_actor().id,
        outcome="",
    )
    try:
        report = _run(preview, dry_run=True).as_dict()
    except RefusedError:
        upload_path(sha256).unlink(missing_ok=True)
        raise
    token = sign(replace(preview, outcome=outcome_of(report)))
    store_report(token, report)
    return token


def _run(preview: Preview, *, dry_run: bool) -> ImportReport:
    shared: dict[str, Any] = {
        "source_code": preview.source,
        "actor": current_actor(),
        "as_of": date.fromisoformat(preview.as_of),
        "dry_run": dry_run,
        "name": preview.name,
    }
    path = upload_path(preview.sha256)
    if BATCH_KINDS[preview.kind] is BatchKind.DOSSIERS:
        return import_dossiers(path, **shared)
    return import_measurements(path, period=preview.period or None, **shared)
