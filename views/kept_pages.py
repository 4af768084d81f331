"""One kept answer: its bytes, plain and compressed, and what a reader who has it already hears."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from werkzeug.datastructures import Headers
from werkzeug.http import http_date, parse_date, parse_etags

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LEAST_COMPRESSED: Final = 1_000
"""Smaller bodies fit one packet as they are."""

_LEVEL: Final = 6
_COMPRESSED_TYPES: Final = ("text/", "application/json", "application/atom+xml")
_OF_BODY: Final = frozenset({"content-length", "content-encoding", "content-type", "etag"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answered."""

    status: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a kept body.

    Args:
        body: Its bytes.
        headers: What is sent with them.
        headers_unchanged: What is sent with 304 instead.
        etag: Its strong tag, quoted.
    """

    body: bytes
    headers: list[tuple[str, str]]
    headers_unchanged: list[tuple[str, str]]
    etag: str


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer ready to be given again.

    Args:
        status: "200 OK".
        plain: Its body as it is.
        compressed: The same compressed; None where that saves nothing.
        modified_at: When it last changed.
        modified: The same as a header says it.
        is_shared: Whether everybody may get it.
    """

    status: str
    plain: Variant
    compressed: Variant | None
    modified_at: datetime
    modified: str
    is_shared: bool

    @property
    def size(self) -> int:
        """Return how many bytes of memory its bodies take."""
        return len(self.plain.body) + (len(self.compressed.body) if self.compressed else 0)


def collect(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Call an application and return its whole answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        started.append((status, headers))
        return written.append

    parts = app(environ, start_response)
    try:
        written.extend(parts)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return Answer(status, Headers(headers), b"".join(written))


def keep(answer: Answer, modified_at: datetime) -> KeptPage:
    """Return an answer as it can be given again.

    Args:
        answer: The application's answer to nobody in particular.
        modified_at: When what it shows last changed, unless it says so itself.
    """
    headers = answer.headers
    is_shared = (
        answer.status.startswith("200")
        and "Set-Cookie" not in headers
        and headers.get("Cache-Control", "").startswith("public")
    )
    stated = parse_date(headers.get("Last-Modified"))
    modified_at = stated or modified_at
    if is_shared:
        headers["Last-Modified"] = http_date(modified_at)
    tag = sha256(answer.body).hexdigest()
    squeezed = _compress(answer) if is_shared else None
    if squeezed is not None:
        headers.add("Vary", "Accept-Encoding")
    return KeptPage(
        status=answer.status,
        plain=_variant(headers, answer.body, f'"{tag}"' if is_shared else "", ""),
        compressed=None if squeezed is None else _variant(headers, squeezed, f'"{tag}-gz"', "gzip"),
        modified_at=modified_at,
        modified=headers.get("Last-Modified", ""),
        is_shared=is_shared,
    )


def answer_kept(
    page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Answer a request with a kept page, or say that the reader has it."""
    variant = page.plain
    if page.compressed is not None and _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        variant = page.compressed
    if page.is_shared and _has_it(page, variant, environ):
        start_response("304 NOT MODIFIED", variant.headers_unchanged)
        return ()
    start_response(page.status, variant.headers)
    return () if environ["REQUEST_METHOD"] == "HEAD" else (variant.body,)


def _variant(headers: Headers, body: bytes, etag: str, encoding: str) -> Variant:
    kept = Headers(headers)
    kept["Content-Length"] = str(len(body))
    if etag:
        kept["ETag"] = etag
    if encoding:
        kept["Content-Encoding"] = encoding
    unchanged = [pair for pair in kept if pair[0].lower() not in _OF_BODY]
    return Variant(body, list(kept), [*unchanged, ("ETag", etag)], etag)


def _compress(answer: Answer) -> bytes | None:
    kind = answer.headers.get("Content-Type", "")
    if len(answer.body) < LEAST_COMPRESSED or not kind.startswith(_COMPRESSED_TYPES):
        return None
    return gzip.compress(answer.body, _LEVEL, mtime=0)


def _takes_gzip(header: str) -> bool:
    if "gzip" not in header:
        return False
    for part in header.split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            digits = weight.replace(" ", "").removeprefix("q=")
            return not digits or not set(digits) <= set("0.")
    return False


def _has_it(page: KeptPage, variant: Variant, environ: WSGIEnvironment) -> bool:
    """Return whether the reader's copy is this one, by its tag, else by its date.

    Source:
        RFC 9110, 13.1.2 and 13.1.3: a tag that was sent decides alone.
    """
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags == variant.etag or parse_etags(tags).contains_weak(variant.etag.strip('"'))
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if not since:
        return False
    if since == page.modified:
        return True
    known = parse_date(since)
    return known is not None and page.modified_at.replace(microsecond=0) <= known
