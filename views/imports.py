"""Bringing files in (nhập số liệu): a dry run first, then exactly that file, then the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.errors import NotFoundError, RefusedError
from tracker.importing.dossier_mapping import AUTO, read_columns, save_dossier_mapping
from tracker.importing.import_job import REFUSED as JOB_REFUSED
from tracker.importing.import_job import RUNNING
from tracker.queries.column_mappings import list_mappings
from tracker.queries.import_batches import find_batch, list_batches
from tracker.rules.text import sort_key
from tracker.transaction import transaction
from tracker.wording.sentences import explain
from views.access import access, current_actor, takes_files
from views.errors import REFUSED, status_of
from views.forms.imports import UploadForm
from views.pages.downloads import send_csv_file
from views.pages.import_columns import NEWEST, batch_columns
from views.pages.import_jobs import (
    SHOWN,
    choices_of,
    column_titles,
    look,
    new_job,
    preview_page,
    start,
)
from views.pages.object_history import list_history
from views.pages.reports import Report, explain_stored, list_faults, send_faults
from views.pages.sorting import build_heads, sort_rows
from views.pages.uploads import (
    Preview,
    forget,
    read_token,
    sign,
    store_upload,
    try_files,
)
from views.pages.words import BATCH_KINDS

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.importing.import_job import JobState
    from tracker.queries.import_batches import BatchRow

bp = Blueprint("imports", __name__)

HISTORY: Final = 50
REFRESH_SECONDS: Final = 2


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
    """Show what a file would do, with one button that does it; or how far the reading is."""
    token = request.args.get("phieu", "")
    found = read_token(token, current_actor().id)
    state = look(found, dry_run=True)
    if state.phase == RUNNING:
        return _render_progress(found, state)
    choices = choices_of(found, state)
    if choices:
        return _render_columns(found, state, token)
    if state.error is not None:
        raise state.error
    return render_template("imports/preview.html", page=preview_page(found, state))


@bp.post("/nhap-so-lieu/ghep-cot")
@access(Role.OFFICE_STAFF)
def choose_columns() -> ResponseReturnValue:
    """Take what a person says the headings mean, keep it if named, and try the file again."""
    token = request.form.get("phieu", "")
    found = read_token(token, current_actor().id)
    headings, fields = (request.form.getlist(part) for part in ("tieu-de", "cot"))
    name = request.form.get("ten", "").strip()
    pairs = [pair for pair in zip(headings, fields, strict=False) if pair[1]]
    try:
        columns = read_columns(dict(pairs))
        if name:
            with transaction():
                save_dossier_mapping(
                    source_code=found.source,
                    name=name,
                    columns=columns,
                    actor=current_actor(),
                    may_replace=False,
                )
    except RefusedError as error:
        return _render_columns(found, look(found, dry_run=True), token, error)
    try_files(found).forget()
    told = replace(found, job=new_job(), mapping=name or AUTO, columns={} if name else columns)
    start(told, current_actor(), dry_run=True)
    return redirect(url_for("imports.preview", phieu=sign(told)), 303)


@bp.get("/nhap-so-lieu/loi.csv")
@access(Role.OFFICE_STAFF)
def download_faults() -> ResponseReturnValue:
    """Hand out every fault a preview listed."""
    found = read_token(request.args.get("phieu", ""), current_actor().id)
    faults = list_faults(look(found, dry_run=True).report)
    return send_faults(f"loi-{found.sha256[:12]}", found.name, faults)


@bp.get("/nhap-so-lieu/dong-loi.csv")
@access(Role.OFFICE_STAFF)
def download_bad_rows() -> ResponseReturnValue:
    """Hand out the refused rows as they were read, in the columns that are understood."""
    found = read_token(request.args.get("phieu", ""), current_actor().id)
    look(found, dry_run=True)
    return send_csv_file(f"dong-loi-{found.sha256[:12]}", try_files(found).bad_rows)


@bp.post("/nhap-so-lieu/xac-nhan")
@access(Role.OFFICE_STAFF)
def confirm() -> ResponseReturnValue:
    """Import exactly the file that was previewed, if it would still do the same."""
    token = request.form.get("phieu", "")
    found = read_token(token, current_actor().id)
    state = start(found, current_actor(), dry_run=False)
    if state.phase == RUNNING:
        return redirect(url_for("imports.follow", phieu=token), 303)
    return _finish(found, state)


@bp.get("/nhap-so-lieu/dang-nhap")
@access(Role.OFFICE_STAFF)
def follow() -> ResponseReturnValue:
    """Show how far an import is, then what it brought."""
    found = read_token(request.args.get("phieu", ""), current_actor().id)
    state = look(found, dry_run=False)
    return _render_progress(found, state) if state.phase == RUNNING else _finish(found, state)


@bp.post("/nhap-so-lieu/bo")
@access(Role.OFFICE_STAFF)
def discard() -> ResponseReturnValue:
    """Throw a previewed file away."""
    forget(read_token(request.form.get("phieu", ""), current_actor().id))
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
        changes=list_history("import_batch", str(batch_id)),
    )


@bp.get("/nhap-so-lieu/<int:batch_id>/loi.csv")
@access(Role.OFFICE_STAFF)
def download_batch_faults(batch_id: int) -> ResponseReturnValue:
    """Hand out every fault kept with an import."""
    batch = find_batch(batch_id)
    if batch is None:
        raise NotFoundError("batch_missing", value=batch_id)
    faults = map(explain_stored, batch.errors)
    return send_faults(f"loi-lan-nhap-{batch_id}", batch.file_name, faults)


def _finish(found: Preview, state: JobState) -> ResponseReturnValue:
    """Say what an import that is over has done, and let go of its file.

    Raises:
        RefusedError: whatever it refused; the file stays for another preview's sake.
    """
    if state.error is not None:
        raise state.error
    forget(found)
    if state.report["already_imported"]:
        flash(_("Tệp này đã nhập trước đó; không có gì thay đổi."), "info")
    else:
        flash(_("Đã nhập tệp “%(name)s”.", name=found.name), "success")
        if notice := Report.read(state.report).due_notice:
            flash(notice, "info")
    if state.report["batch"] is None:
        return redirect(url_for("imports.index"), 303)
    return redirect(url_for("imports.show", batch_id=state.report["batch"]), 303)


def _render(form: UploadForm, status: int) -> ResponseReturnValue:
    batches: list[BatchRow] = list_batches(limit=HISTORY)
    sources = sorted({batch.source_code for batch in batches if batch.source_code})
    names = sorted({mapping.name for mapping in list_mappings()}, key=sort_key)
    page = render_template(
        "imports/index.html",
        form=form,
        batches=sort_rows(batches, batch_columns()),
        heads=build_heads(batch_columns(), NEWEST),
        sources=sources,
        mappings=names,
    )
    return page, status


def _render_progress(found: Preview, state: JobState) -> ResponseReturnValue:
    """Show how far a job is, and come back by itself; no script is needed."""
    page = make_response(render_template("imports/progress.html", preview=found, rows=state.rows))
    page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


def _render_columns(
    found: Preview, state: JobState, token: str, refusal: RefusedError | None = None
) -> ResponseReturnValue:
    headings, columns = (request.form.getlist(part) for part in ("tieu-de", "cot"))
    page = render_template(
        "imports/columns.html",
        preview=found,
        token=token,
        reason="" if state.error is None else explain(state.error),
        refusal="" if refusal is None else explain(refusal),
        is_about_name=refusal is not None and refusal.code.startswith("mapping_name"),
        name=request.form.get("ten", ""),
        choices=choices_of(found, state, dict(zip(headings, columns, strict=False))),
        titles=column_titles(),
    )
    return page, 200 if refusal is None else status_of(refusal)


def _try(form: UploadForm, as_of: date) -> str:
    """Store the file, run it dry and return the token of its preview.

    Raises:
        RefusedError: Whatever storing or importing refuses; the file is gone then, unless a person
            may tell its columns.
    """
    file = request.files.get(form.file.name)
    if file is None:
        raise RefusedError("upload_missing")
    sha256, name = store_upload(file)
    preview = Preview(
        sha256=sha256,
        name=name,
        as_of=as_of.isoformat(),
        user_id=current_actor().id,
        job=new_job(),
        **form.asked(),
    )
    state = start(preview, current_actor(), dry_run=True)
    if state.phase == JOB_REFUSED and state.error is not None and not choices_of(preview, state):
        forget(preview)
        raise state.error
    return sign(preview)
