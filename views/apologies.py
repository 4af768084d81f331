"""Letters of apology (phiếu xin lỗi và hẹn lại): which are owed, drafted, signed and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import UNIT_ROLES, LetterChannel, Role
from tracker.clock import today
from tracker.errors import NotFoundError, RefusedError
from tracker.queries.apology_candidates import get_candidate, regime_terms
from tracker.queries.apology_letters import list_letters_of
from tracker.queries.calendar import load_calendar
from tracker.queries.unit_directory import load_directory
from tracker.queries.unit_scopes import answered_unit_ids
from tracker.queries.units import load_tree
from tracker.rules.dates import read_date
from tracker.rules.letter_numbers import read_numbers
from tracker.runtime import current_settings
from tracker.services.apology_drafts import Promise, change_drafts, draft_letters
from tracker.services.apology_letters import cancel_letters, send_letters, sign_letters
from tracker.transaction import transaction
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.formatting import show_period
from views.forms.apologies import CancelForm, ChangeForm, DraftForm, Forms, SendForm, SignForm
from views.forms.base import BaseForm
from views.pages.apologies import (
    Powers,
    Step,
    candidate_lines,
    draft_refusal,
    letter_lines,
)
from views.pages.apology_choices import chosen_keys, dossier_asked, seen_at, ticked_keys
from views.pages.apology_files import send_letter_file, send_lines
from views.pages.apology_search import (
    filter_texts,
    list_heads,
    list_lines,
    list_page,
    read_asked,
    step_tabs,
)
from views.pages.filters import Chip, build_chips, filter_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from views.pages.apology_search import Asked

bp = Blueprint("apologies", __name__)

READERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF, Role.APPROVER)
WRITERS: Final = (Role.UNIT_OFFICER, Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
SIGNERS: Final = (Role.DEPARTMENT_HEAD, Role.OFFICE_STAFF)
PAGE_SIZE: Final = 100
LETTER_STEPS: Final = frozenset(Step) - {Step.TO_DRAFT, Step.CANCELLED}
"""Parts of the listing whose letters are handed out as files."""


@bp.get("/xin-loi")
@access(*READERS)
def index() -> ResponseReturnValue:
    """Show what waits for a letter, a signature or sending; one's own unit's, or all."""
    return _index(Forms.make(), 200)


@bp.get("/xin-loi.csv")
@access(*READERS)
def download() -> ResponseReturnValue:
    """Hand out every line the page lists, all its parts together."""
    asked = read_asked(current_actor(), load_directory())
    if asked.refused:
        return _index(Forms.make(), 200)
    lines = list_lines(asked)
    return send_lines(asked.step, lines, filter_text(_chips(asked)))


@bp.get("/xin-loi/ho-so/<int:dossier_id>")
@access(*READERS)
def dossier(dossier_id: int) -> ResponseReturnValue:
    """Show the letters of one dossier, and the next step."""
    return _dossier(dossier_id, Forms.make(), 200)


@bp.get("/xin-loi/phieu/<int:letter_id>.<any(docx,pdf):file_format>")
@access(*READERS)
def letter(letter_id: int, file_format: str) -> ResponseReturnValue:
    """Hand out one letter to sign."""
    return send_letter_file([letter_id], file_format, current_actor())


@bp.post("/xin-loi/tep")
@access(*READERS)
def files() -> ResponseReturnValue:
    """Hand out the letters chosen as one file."""
    forms = Forms.make(BaseForm)
    file_format = "pdf" if request.form.get("loai") == "pdf" else "docx"
    try:
        return send_letter_file(chosen_keys(LETTER_STEPS), file_format, current_actor())
    except RefusedError as error:
        forms.files.refuse(error)
        return _again(forms, status_of(error))


@bp.post("/xin-loi/soan")
@access(*WRITERS)
def draft() -> ResponseReturnValue:
    """Draft a letter for each dossier chosen."""
    forms = Forms.make(DraftForm)
    form = forms.draft

    def step(ids: list[int]) -> tuple[int, ...]:
        return draft_letters(
            dossier_ids=ids,
            reason=form.reason.data or "",
            promise=_promise(form),
            settings=current_settings(),
            actor=current_actor(),
        )

    return _take(forms, form, step, Step.TO_DRAFT)


@bp.post("/xin-loi/sua")
@access(*WRITERS)
def change() -> ResponseReturnValue:
    """Write the draft of one dossier's page anew."""
    forms = Forms.make(ChangeForm)
    form = forms.change

    def step(ids: list[int]) -> tuple[int, ...]:
        return change_drafts(
            letter_ids=ids,
            reason=form.reason.data or "",
            promise=_promise(form),
            settings=current_settings(),
            actor=current_actor(),
            seen_at=seen_at(),
        )

    return _take(forms, form, step)


@bp.post("/xin-loi/ky")
@access(*SIGNERS)
def sign() -> ResponseReturnValue:
    """Record numbers and day of the letters chosen."""
    forms = Forms.make(SignForm)
    form = forms.sign

    def step(ids: list[int]) -> tuple[int, ...]:
        return sign_letters(
            letter_ids=ids,
            numbers=read_numbers(form.numbers.data or "", len(ids)) if ids else (),
            signed_on=read_date(form.signed_on.data or "")[0],
            actor=current_actor(),
            seen_at=seen_at(),
        )

    return _take(forms, form, step, Step.TO_SIGN)


@bp.post("/xin-loi/gui")
@access(*WRITERS)
def send() -> ResponseReturnValue:
    """Record that the letters chosen were sent."""
    forms = Forms.make(SendForm)
    form = forms.send

    def step(ids: list[int]) -> tuple[int, ...]:
        return send_letters(
            letter_ids=ids,
            channel=LetterChannel(form.channel.data),
            sent_on=read_date(form.sent_on.data or "")[0],
            actor=current_actor(),
        )

    return _take(forms, form, step, Step.TO_SEND)


@bp.post("/xin-loi/huy")
@access(*WRITERS)
def cancel() -> ResponseReturnValue:
    """Cancel the letters chosen."""
    forms = Forms.make(CancelForm)
    form = forms.cancel

    def step(ids: list[int]) -> tuple[int, ...]:
        reason = form.cancelling_reason.data or ""
        return cancel_letters(letter_ids=ids, reason=reason, actor=current_actor())

    return _take(forms, form, step, Step.TO_SIGN, Step.TO_SEND)


def _promise(form: DraftForm) -> Promise:
    day = form.promised_on.data
    return Promise(read_date(day)[0] if day else None, form.working_days.data)


def _take(
    forms: Forms, form: BaseForm, step: Callable[[list[int]], tuple[int, ...]], *parts: Step
) -> ResponseReturnValue:
    """Take a step on what was chosen; refused, the page comes back with all that was typed.

    Args:
        forms: The forms of the page.
        form: The one that was sent.
        step: What is done with the keys chosen.
        parts: Parts of the listing whose lines may all be taken at once.
    """
    if not form.validate_on_submit():
        return _again(forms, REFUSED)
    try:
        with transaction():
            done = step(chosen_keys(parts))
    except RefusedError as error:
        form.refuse(error, form.field_of(error))
        return _again(forms, status_of(error))
    flash(_done_text(form, len(done)), "success")
    dossier_id = dossier_asked()
    if dossier_id is not None:
        return redirect(url_for("apologies.dossier", dossier_id=dossier_id), 303)
    return redirect(f"{url_for('apologies.index')}?{urlencode(request.args)}", 303)


def _done_text(form: BaseForm, count: int) -> str:
    texts: dict[type[BaseForm], str] = {
        DraftForm: _("Đã soạn %(count)s phiếu, chờ ký.", count=count),
        ChangeForm: _("Đã sửa %(count)s dự thảo, chờ ký.", count=count),
        SignForm: _("Đã ghi nhận ký %(count)s phiếu, chờ gửi.", count=count),
        SendForm: _("Đã ghi nhận gửi %(count)s phiếu.", count=count),
        CancelForm: _("Đã hủy %(count)s phiếu.", count=count),
    }
    return texts[type(form)]


def _again(forms: Forms, status: int) -> ResponseReturnValue:
    dossier_id = dossier_asked()
    return _index(forms, status) if dossier_id is None else _dossier(dossier_id, forms, status)


def _index(forms: Forms, status: int) -> ResponseReturnValue:
    actor, seen = current_actor(), seen_at()
    asked = read_asked(actor, load_directory())
    page = list_page(asked, PAGE_SIZE)
    content = render_template(
        "apologies/index.html",
        asked=asked,
        page=page,
        tabs=step_tabs(asked, page.total),
        chips=_chips(asked),
        heads=list_heads(asked),
        csv_url=f"{url_for('apologies.download')}?{urlencode(request.args)}",
        forms=forms,
        seen_at=seen.isoformat(),
        ticked=frozenset(ticked_keys()),
        takes_all=bool(request.form.get("tat-ca")),
        powers=Powers.of(actor),
        own_unit=actor.unit_name if actor.role in UNIT_ROLES else "",
    )
    return content, REFUSED if asked.refused and status == 200 else status


def _chips(asked: Asked) -> tuple[Chip, ...]:
    return build_chips(filter_texts(asked, show_period(asked.period)))


def _dossier(dossier_id: int, forms: Forms, status: int) -> ResponseReturnValue:
    actor, settings, calendar = current_actor(), current_settings(), load_calendar()
    seen = seen_at()
    found = get_candidate(dossier_id)
    units = answered_unit_ids(actor, load_tree())
    if units is not None and found.unit_id not in units:
        raise NotFoundError("dossier_missing")
    letters = list_letters_of(dossier_id)
    terms = regime_terms(found.received_on, settings)
    (line,) = candidate_lines([found], settings, today(), calendar)
    forms.change.show(letters[-1] if letters else None)
    content = render_template(
        "apologies/dossier.html",
        line=line,
        seen_at=seen.isoformat(),
        letters=letter_lines(letters, settings, today(), calendar),
        terms=terms,
        refusal=draft_refusal(found, letters, terms),
        forms=forms,
        powers=Powers.of(actor),
    )
    return content, status
