"""Ways through the pages: the menu of a role, addresses of our own, long listings in parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tracker.queries.integrity_alerts import count_open_alerts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask_babel.speaklater import LazyString

Row = TypeVar("Row")

PAGE_SIZE: Final = 200
LONGEST_PAGE_NUMBER: Final = 9
LONGEST_ADDRESS: Final = 2000


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the menu; it shows to those whose role may open it, once its view exists.

    Args:
        endpoint: View it leads to; its blueprint is marked as current on all its pages.
        text: What it says.
        count: How many things there wait for somebody; asked only of who may open it.
    """

    endpoint: str
    text: LazyString
    count: Callable[[], int] | None = None


MENU: Final = (
    MenuItem("public.latest", _l("Danh sách chậm muộn")),
    MenuItem("public.archive", _l("Các kỳ đã công bố")),
    MenuItem("calculator.show", _l("Tính hạn trả")),
    MenuItem("calendar_days.show", _l("Lịch làm việc")),
    MenuItem("units.index", _l("Đơn vị")),
    MenuItem("accounts.home", _l("Việc của tôi")),
    MenuItem("matrix.show", _l("Ma trận")),
    MenuItem("targets.index", _l("Chỉ tiêu")),
    MenuItem("dossiers.index", _l("Hồ sơ")),
    MenuItem("counts.show", _l("Thống kê")),
    MenuItem("scores.index", _l("Điểm 766")),
    MenuItem("imports.index", _l("Nhập số liệu")),
    MenuItem("pulls.index", _l("Nguồn số liệu")),
    MenuItem("reconciliation.index", _l("Đối chiếu")),
    MenuItem("alerts.index", _l("Cảnh báo"), count_open_alerts),
    MenuItem("evaluations.index", _l("Đánh giá")),
    MenuItem("lists.index", _l("Lập và công bố")),
)
"""In the order shown; staff pages add theirs here."""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry as a page shows it."""

    url: str
    text: str
    is_current: bool
    count: int = 0


def build_menu(may_open: Callable[[str], bool]) -> list[MenuLink]:
    """Return the menu for whoever sent this request.

    Args:
        may_open: Whether they may open an endpoint.
    """
    return [
        MenuLink(
            url_for(item.endpoint),
            str(item.text),
            request.endpoint == item.endpoint,
            item.count() if item.count else 0,
        )
        for item in MENU
        if may_open(item.endpoint)
    ]


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
    return f"{request.path}?{urlencode(query)}" if query else request.path


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
