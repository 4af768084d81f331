"""Ways through the pages: addresses of our own, long listings in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = TypeVar("Row")

PAGE_SIZE: Final = 200
LONGEST_PAGE_NUMBER: Final = 9
LONGEST_ADDRESS: Final = 2000


def own_address(text: str | None) -> str | None:
    """Return an address of this site as the site itself would write it, None for anything else.

    Only a plain path that leads to a page here is taken, and it is built anew from that page's
    name: what a browser might read as another site never gets through.

    Args:
        text: What a link or form claims to be a path, with or without a query.

    Source:
        reference/reliability.md L9, 3.7.
    """
    if not text or len(text) > LONGEST_ADDRESS or not _is_plain_path(text):
        return None
    try:
        parts = urlsplit(text)
        endpoint, values = current_app.url_map.bind("localhost").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect, ValueError):
        return None
    address = url_for(endpoint, **values)
    query = urlencode(parse_qsl(parts.query))
    return f"{address}?{query}" if query else address


def _is_plain_path(text: str) -> bool:
    is_path = text.startswith("/") and not text.startswith("//")
    return is_path and text.isprintable() and not set(text) & set("\\ ")


def same_page(**changes: Any) -> str:
    """Return the address of this page with parts of its query changed.

    Args:
        changes: Query names with "_" for "-"; None takes the name out.
    """
    query = {name: value for name, value in request.args.items() if value}
    for name, value in changes.items():
        written = name.replace("_", "-")
        query.pop(written, None)
        if value is not None:
            query[written] = str(value)
    path = page_path()
    return f"{path}?{urlencode(query)}" if query else path


def with_query(endpoint: str, *left_out: str) -> str:
    """Return the address of another view with the query of this page: of a file, of a form.

    A query is what somebody typed: as arguments of `url_for` it could name another host, or none
    that can be built.

    Args:
        endpoint: The view; its path has no parts of its own.
        left_out: Query names that do not come along.
    """
    query = [pair for pair in request.args.items(multi=True) if pair[0] not in left_out]
    path = url_for(endpoint).partition("?")[0]
    return f"{path}?{urlencode(query)}" if query else path


def page_path() -> str:
    """Return the path of the page shown; a step that was refused shows the page it lies under."""
    path = request.path
    if request.method == "POST":
        pages = current_app.url_map.bind("localhost")
        while path and not pages.test(path, method="GET"):
            path = path.rpartition("/")[0]
    return path or request.path


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One part of a long listing.

    Args:
        rows: The rows of this part.
        number: Which part, from 1.
        page_count: How many parts there are; 1 for an empty listing.
        total: Rows of the whole listing.
        name: Name of the query value that chooses the part.
    """

    rows: Sequence[Row]
    number: int
    page_count: int
    total: int
    name: str

    def address(self, number: int) -> str:
        """Return the address of another part."""
        return same_page(**{self.name: None if number == 1 else number})


def paginate(rows: Sequence[Row], *, name: str = "trang", size: int = PAGE_SIZE) -> Page[Row]:
    """Return the part of a listing the query asks for; a number out of range is the nearest.

    Args:
        rows: The whole listing.
        name: Name of the query value, also when one page holds several listings.
        size: Rows a part.
    """
    page_count = max(1, -(-len(rows) // size))
    asked = request.args.get(name, "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_PAGE_NUMBER
    number = min(max(int(asked) if is_number else 1, 1), page_count)
    part = rows[(number - 1) * size : number * size]
    return Page(part, number, page_count, len(rows), name)
