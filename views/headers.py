"""Headers of every answer: what a browser may load, where from, and what it may keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request

from tracker.runtime import current_settings
from views.sessions import read_token
from views.sharing import share

if TYPE_CHECKING:
    from flask import Flask, Response

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing inline, nothing from elsewhere; Bootstrap's style sheet draws with `data:` pictures."""

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
HSTS: Final = "max-age=31536000"


def init_headers(app: Flask) -> None:
    """Put the headers on every answer, errors included."""
    app.after_request(set_headers)


def set_headers(response: Response) -> Response:
    """Put the headers on one answer; a stricter policy of its own stays.

    Source:
        reference/reliability.md D5; ASVS 3.4.1-3.4.6, 14.3.2.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_settings().is_https:
        response.headers["Strict-Transport-Security"] = HSTS
    if (request.endpoint or "").endswith("static"):
        return response
    if read_token() is not None or "Set-Cookie" in response.headers:
        response.headers["Cache-Control"] = "no-store"
    elif not share(response):
        # Pages carry a form's secret and the reader's language: no cache may share them.
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
