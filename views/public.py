"""Published late lists, for everybody (danh sách chậm muộn đã công bố)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from models.vocabulary import PublicationState, Role
from tracker.queries.publications import (
    find_latest_publication,
    get_publication,
    list_publications,
)
from tracker.runtime import current_settings
from views.access import access
from views.extensions import MOST_DIGITS
from views.navigation import paginate
from views.pages.late_filters import LATE_FILTERS, PLACES
from views.pages.list_columns import SORTS
from views.pages.public import build_public_page, has_left, list_versions
from views.sharing import hide_from_search, shared

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.publications import PublicationRow

bp = Blueprint("public", __name__)
bp.after_request(hide_from_search)

_SHOWN = ("don-vi", *LATE_FILTERS, *PLACES, *SORTS)


@bp.get("/")
@shared(*_SHOWN)
@access(Role.PUBLIC)
def latest() -> ResponseReturnValue:
    """Show the latest list, or what will stand here."""
    found = find_latest_publication()
    if found is None:
        return render_template("public/empty.html")
    return _show(found)


@bp.get("/danh-sach")
@shared("trang")
@access(Role.PUBLIC)
def archive() -> ResponseReturnValue:
    """Show every period that was published, the newest first, with all its versions."""
    return render_template(
        "public/archive.html",
        page=paginate(list_publications(public_only=True)),
        has_left=has_left,
    )


@bp.get("/danh-sach/<period:period>")
@shared(*_SHOWN)
@access(Role.PUBLIC)
def show(period: str) -> ResponseReturnValue:
    """Show a period's list as it stands now, at the address that never changes."""
    version = request.args.get("phien-ban", "")
    if version.isascii() and version.isdigit() and len(version) <= MOST_DIGITS:
        return redirect(url_for("public.show_version", period=period, version=int(version)))
    return _show(get_publication(period, public_only=True))


@bp.get("/danh-sach/<period:period>/v<int:version>")
@shared(*_SHOWN)
@access(Role.PUBLIC)
def show_version(period: str, version: int) -> ResponseReturnValue:
    """Show one version of a list, even when a newer one took its place."""
    return _show(get_publication(period, version=version, public_only=True))


@bp.get("/cach-doc")
@shared()
@access(Role.PUBLIC)
def how_to_read() -> ResponseReturnValue:
    """Show what the words of a list mean and how it is made, in plain words."""
    return render_template("public/how_to_read.html", public=current_settings().public)


def _show(found: PublicationRow) -> ResponseReturnValue:
    if found.state is PublicationState.WITHDRAWN:
        current = list_versions(found.period)[0]
        return render_template("public/withdrawn.html", publication=found, current=current)
    return render_template("public/list.html", page=build_public_page(found))
