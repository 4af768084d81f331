"""Calendar feeds (lịch để đăng ký): one's own secret addresses, and the calendars behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.vocabulary import Role
from tracker.clock import now, today
from tracker.errors import RefusedError
from tracker.publishing.calendar_files import render_calendar
from tracker.queries.calendar_entries import list_entries
from tracker.queries.calendar_feeds import FEED_ROLES, get_feed, list_feeds
from tracker.runtime import current_settings
from tracker.services.calendar_feeds import add_feed, hash_token, revoke_feed
from tracker.transaction import transaction
from tracker.wording.sentences import sentence
from tracker.wording.text import force_locale
from views.access import access, current_actor
from views.errors import REFUSED, status_of
from views.forms.feeds import FeedForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.queries.calendar_entries import CalendarEntry
    from tracker.queries.calendar_feeds import Feed

bp = Blueprint("feeds", __name__)

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"
LOGGED_AS: Final = "/lich/-.ics"
"""What logs say instead of a secret address."""

NO_SITE: Final = "dung-han"
"""Stands in an entry's UID for an installation that was not told its own address."""


@bp.get("/tai-khoan/lich")
@access(*FEED_ROLES)
def index() -> ResponseReturnValue:
    """Show one's calendar addresses, without their secrets, and the form for a new one."""
    return _index(FeedForm(formdata=None), 200)


@bp.post("/tai-khoan/lich")
@access(*FEED_ROLES)
def add() -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = FeedForm()
    if not form.validate_on_submit():
        return _index(form, REFUSED)
    try:
        with transaction():
            token = add_feed(actor=current_actor(), at=now(), unit_code=form.unit.data or "")
    except RefusedError as error:
        form.refuse(error, form.unit)
        return _index(form, status_of(error))
    return _index(FeedForm(formdata=None), 200, new_address=_base() + url_for(".show", token=token))


@bp.post("/tai-khoan/lich/<int:feed_id>/thu-hoi")
@access(*FEED_ROLES)
def revoke(feed_id: int) -> ResponseReturnValue:
    """Take one of one's own addresses back."""
    with transaction():
        revoke_feed(actor=current_actor(), feed_id=feed_id, at=now())
    flash(_("Đã thu hồi địa chỉ lịch; từ nay địa chỉ ấy không còn gì."), "success")
    return redirect(url_for(".index"), 303)


@bp.get("/lich/<token>.ics")
@access(Role.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """Answer with the calendar of a secret address, to whoever knows it.

    Source:
        RFC 9110, sections 8.8.3 and 13.1.2: an unchanged calendar is not sent again.
    """
    # Logs of requests and of errors are written from these, and read by others than its person.
    request.environ["RAW_URI"] = request.path = LOGGED_AS
    feed = get_feed(hash_token(token))
    with force_locale(feed.actor.language.value):
        response = Response(_render(feed), content_type=CALENDAR_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = 'inline; filename="dung-han.ics"'
    response.add_etag()
    return response.make_conditional(request)


def _render(feed: Feed) -> bytes:
    entries = list_entries(feed.unit_ids, today())
    code = "calendar_of_unit" if feed.unit_name else "calendar_of_person"
    name = sentence(code, {"name": feed.unit_name or feed.actor.display_name})
    links = {
        entry.key: _base() + url_for(entry.endpoint, **_values(entry))
        for entry in entries
        if entry.endpoint
    }
    site = urlsplit(current_settings().public.base_url).hostname or NO_SITE
    return render_calendar(entries, name=name, site=site, links=links)


def _values(entry: CalendarEntry) -> dict[str, Any]:
    return dict(entry.args)


def _base() -> str:
    """Return what stands before a path in an address that is used elsewhere."""
    return current_settings().public.base_url or request.host_url.rstrip("/")


def _index(form: FeedForm, status: int, *, new_address: str = "") -> ResponseReturnValue:
    content = render_template(
        "feeds/index.html",
        form=form,
        feeds=list_feeds(current_actor().id),
        new_address=new_address,
    )
    return content, status
