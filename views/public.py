"""Published late lists, for everybody (danh sách chậm muộn đã công bố)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request, url_for

from models.vocabulary import PublicationState, Role
from tracker.publishing.public_list import read_public_list, render_annexes_csv
from tracker.queries.publications import (
    find_latest_publication,
    get_publication,
    list_publications,
)
from tracker.rules.canonical import sha256_hex
from views.access import access
from views.navigation import paginate
from views.pages.freshness import headline_of_notices

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.publications import PublicationHead, PublicationRow

bp = Blueprint("public", __name__)

GONE: Final = 410


@bp.after_request
def hide_from_search(response: Response) -> Response:
    """Keep lists of late cases out of search engines: they are read here, with their versions."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/")
@access(Role.PUBLIC)
def latest() -> ResponseReturnValue:
    """Show the latest list, or what will stand here."""
    found = find_latest_publication()
    if found is None:
        return render_template("public/empty.html")
    return _show(found)


@bp.get("/danh-sach")
@access(Role.PUBLIC)
def archive() -> ResponseReturnValue:
    """Show every period that was published, the newest first, with all its versions."""
    return render_template(
        "public/archive.html", page=paginate(list_publications(public_only=True))
    )


@bp.get("/danh-sach/<period:period>")
@access(Role.PUBLIC)
def show(period: str) -> ResponseReturnValue:
    """Show a period's list as it stands now, at the address that never changes."""
    version = request.args.get("phien-ban", "")
    if version.isascii() and version.isdigit():
        return redirect(url_for("public.show_version", period=period, version=int(version)))
    return _show(get_publication(period, public_only=True))


@bp.get("/danh-sach/<period:period>/v<int:version>")
@access(Role.PUBLIC)
def show_version(period: str, version: int) -> ResponseReturnValue:
    """Show one version of a list, even when a newer one took its place."""
    return _show(get_publication(period, version=version, public_only=True))


@bp.get("/danh-sach/<period:period>.json", defaults={"version": None})
@bp.get("/danh-sach/<period:period>/v<int:version>.json")
@access(Role.PUBLIC)
def download_json(period: str, version: int | None) -> ResponseReturnValue:
    """Hand out the list's bytes, exactly those the printed hash is of."""
    found = get_publication(period, version=version, public_only=True)
    return _file(found, found.content_text.encode(), "json", "application/json")


@bp.get("/danh-sach/<period:period>.csv", defaults={"version": None})
@bp.get("/danh-sach/<period:period>/v<int:version>.csv")
@access(Role.PUBLIC)
def download_csv(period: str, version: int | None) -> ResponseReturnValue:
    """Hand out both annexes for a spreadsheet."""
    found = get_publication(period, version=version, public_only=True)
    content = render_annexes_csv(read_public_list(found.content))
    return _file(found, content, "csv", "text/csv; charset=utf-8")


def _show(found: PublicationRow) -> ResponseReturnValue:
    versions = _list_versions(found.period)
    current = versions[0]
    if found.state is PublicationState.WITHDRAWN:
        return render_template("public/withdrawn.html", publication=found, current=current)
    content = read_public_list(found.content)
    unit_code = request.args.get("don-vi", "")
    unit = next((unit for unit in content.units if unit.code == unit_code), None)
    shown = content if unit is None else content.of_unit(unit.code)
    return render_template(
        "public/list.html",
        publication=found,
        current=current,
        content=content,
        unit=unit,
        late=paginate(shown.finished_late, name="trang-cham"),
        overdue=paginate(shown.open_overdue, name="trang-qua-han"),
        versions=versions,
        headline_lines=headline_of_notices(content.notices),
    )


def _list_versions(period: str) -> list[PublicationHead]:
    """Return the published versions of a period, the one that stands now first."""
    return [row for row in list_publications(public_only=True) if row.period == period]


def _file(
    found: PublicationRow, content: bytes, ending: str, content_type: str
) -> ResponseReturnValue:
    if found.state is PublicationState.WITHDRAWN:
        current = _list_versions(found.period)[0]
        page = render_template("public/withdrawn.html", publication=found, current=current)
        return page, GONE
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="danh-sach-cham-muon-{found.period}-v{found.version}.{ending}"'
    )
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(sha256_hex(content))
    return response.make_conditional(request)
