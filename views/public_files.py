"""The files of published lists: byte for byte those that were made at publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template

from models.vocabulary import PublicationState, Role
from tracker.errors import NotFoundError
from tracker.queries.publications import get_publication
from tracker.queries.rendered_files import get_rendered_content
from tracker.rules.public_lists import file_name
from views.access import access
from views.pages.pictures import send_named_picture
from views.pages.public import FILE_NAMES, draw_public, has_left, list_versions
from views.sharing import hide_from_search, shared

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.publications import PublicationRow

bp = Blueprint("public_files", __name__)
bp.after_request(hide_from_search)

GONE: Final = 410
TYPES: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@bp.get(
    "/danh-sach/<period:period>.<any(json, csv, xlsx, docx, pdf):file_format>",
    defaults={"version": None},
)
@bp.get("/danh-sach/<period:period>/v<int:version>.<any(json, csv, xlsx, docx, pdf):file_format>")
@shared()
@access(Role.PUBLIC)
def download(period: str, version: int | None, file_format: str) -> ResponseReturnValue:
    """Hand out one file of a list, of the version that stands when none is named."""
    found = get_publication(period, version=version, public_only=True)
    if found.state is PublicationState.WITHDRAWN or has_left(found):
        return _gone(found), GONE
    response = Response(_content(found, file_format), content_type=TYPES[file_format])
    name = file_name(found.period, found.version, file_format)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.last_modified = found.published_at
    return response


@bp.get(
    '/danh-sach/<period:period>/v<int:version>/<any("so-ngay", "nguyen-nhan"):picture>.csv',
)
@shared()
@access(Role.PUBLIC)
def download_picture(period: str, version: int, picture: str) -> ResponseReturnValue:
    """Hand out the table behind a picture of a list."""
    found = get_publication(period, version=version, public_only=True)
    if found.state is PublicationState.WITHDRAWN or has_left(found):
        return _gone(found), GONE
    return send_named_picture(f"{found.period}-v{found.version}", picture, draw_public(found))


def _content(found: PublicationRow, file_format: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        NotFoundError: `published_file_waits` for a list whose files have not been made.
    """
    try:
        return get_rendered_content(found.id, file_format)
    except NotFoundError:
        if file_format == "json":
            return found.content_text.encode()
        raise NotFoundError(
            "published_file_waits", period=found.period, format=FILE_NAMES[file_format]
        ) from None


def _gone(found: PublicationRow) -> str:
    current = list_versions(found.period)[0]
    if found.state is PublicationState.WITHDRAWN:
        return render_template("public/withdrawn.html", publication=found, current=current)
    return render_template("public/taken_down.html", publication=found)
