"""Checking a downloaded file (kiểm tra tệp): whether it is the published one; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request

from models.vocabulary import Role
from tracker.errors import RefusedError
from tracker.publishing.list_check_texts import chain_sentence, match_sentence
from tracker.publishing.list_verification import MOST_BYTES, verify_content, verify_sha256
from views.access import access, takes_at_most
from views.errors import REFUSED, status_of
from views.forms.verification import HashForm, VerifyForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from tracker.publishing.list_verification import Verification
    from views.forms.base import BaseForm

bp = Blueprint("verification", __name__)

MOST_HASHED: Final = 2
"""Lists whose bytes are hashed for whoever asks; the command hashes the whole chain."""

ROOM: Final = 100_000
"""What a form needs around the file."""


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Say that an answer about somebody's file is nobody else's."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/kiem-tra")
@access(Role.PUBLIC)
def show() -> ResponseReturnValue:
    """Show the forms; with a hash in the address, what is known of it."""
    form = HashForm(request.args, meta={"csrf": False})
    if not form.ma.data:
        return _page(form, None, 200)
    if not form.validate():
        return _page(form, None, REFUSED, form)
    try:
        found = verify_sha256(form.ma.data, most_hashed=MOST_HASHED)
    except RefusedError as error:
        form.refuse(error, form.ma)
        return _page(form, None, status_of(error), form)
    return _page(form, found, 200)


@bp.post("/kiem-tra")
@takes_at_most(MOST_BYTES + ROOM)
@access(Role.PUBLIC)
def check() -> ResponseReturnValue:
    """Say what an uploaded file is; it is hashed and let go."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return _page(HashForm(formdata=None), None, REFUSED, form)
    content = _read(form.file.data)
    if not content or len(content) > MOST_BYTES:
        code = "verify_file_too_large" if content else "verify_nothing_given"
        form.refuse(RefusedError(code, megabytes=MOST_BYTES // 1_000_000), form.file)
        return _page(HashForm(formdata=None), None, REFUSED, form)
    found = verify_content(content, most_hashed=MOST_HASHED)
    return _page(HashForm(formdata=None), found, 200)


def _read(file: FileStorage | None) -> bytes:
    """Return an uploaded file's bytes, one more than allowed when it is too large."""
    if file is None:
        return b""
    try:
        return file.stream.read(MOST_BYTES + 1)
    finally:
        # A large one lies in a temporary file: gone now, not when it is collected.
        file.close()


def _page(
    form: HashForm, found: Verification | None, status: int, sent: BaseForm | None = None
) -> ResponseReturnValue:
    content = render_template(
        "verification/show.html",
        hash_form=form,
        file_form=sent if isinstance(sent, VerifyForm) else VerifyForm(formdata=None),
        sent=sent,
        found=found,
        lines=[] if found is None else [match_sentence(match) for match in found.matches],
        chain="" if found is None or found.chain is None else chain_sentence(found.chain),
        megabytes=MOST_BYTES // 1_000_000,
    )
    return content, status
