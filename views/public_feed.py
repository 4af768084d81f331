"""What programs read of the public pages: the feed of lists, and what search engines may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from models.vocabulary import Role
from tracker.publishing.atom_feed import render_feed
from tracker.runtime import current_settings
from views.access import access
from views.pages.feed import FEED_TYPE, build_feed
from views.sharing import hide_from_search, shared

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("public_feed", __name__)
bp.after_request(hide_from_search)


@bp.get("/feed.atom")
@shared()
@access(Role.PUBLIC)
def feed() -> ResponseReturnValue:
    """Tell readers of feeds what was published, corrected and withdrawn."""
    return Response(render_feed(build_feed()), content_type=f"{FEED_TYPE}; charset=utf-8")


@bp.get("/robots.txt")
@shared()
@access(Role.PUBLIC)
def robots() -> ResponseReturnValue:
    """Ask search engines to stay away, or let them in; log-in pages never interest them."""
    refused = "/" if current_settings().public.noindex else "/dang-nhap"
    text = f"User-agent: *\nDisallow: {refused}\n"
    return Response(text, content_type="text/plain; charset=utf-8")
