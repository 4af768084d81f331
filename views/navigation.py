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
        endpoint: View it leads to; its group is open on every page of its blueprint.
        text: What it says.
        count: How many things there wait for somebody; asked only of who may open it.
    """

    endpoint: str
    text: LazyString
    count: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries that belong together; one of them is open at a time.

    Args:
        text: What it says.
        items: Its entries, the first of which it leads to.
        also: Blueprints of pages that belong to it and are reached from one of its entries.
    """

    text: LazyString
    items: tuple[MenuItem, ...]
    also: tuple[str, ...] = ()


MENU: Final = (
    MenuGroup(
        _l("Việc của tôi"),
        (
            MenuItem("accounts.home", _l("Việc của tôi")),
            MenuItem("chasing.index", _l("Cần đốc thúc hôm nay")),
        ),
        ("feeds",),
    ),
    MenuGroup(
        _l("Công khai"),
        (
            MenuItem("public.latest", _l("Danh sách chậm muộn")),
            MenuItem("public.archive", _l("Các kỳ đã công bố")),
            MenuItem("lists.index", _l("Lập và công bố")),
            MenuItem("objections.index", _l("Phản hồi danh sách")),
            MenuItem("cycle.index", _l("Chu trình tháng")),
        ),
        ("verification",),
    ),
    MenuGroup(
        _l("Chỉ tiêu, nhiệm vụ"),
        (
            MenuItem("matrix.show", _l("Ma trận")),
            MenuItem("overviews.show", _l("Tổng quan")),
            MenuItem("targets.index", _l("Các chỉ tiêu")),
            MenuItem("tasks.index", _l("Các nhiệm vụ")),
            MenuItem("assignment_answers.index", _l("Tiếp nhận phân công")),
            MenuItem("assignment_disputes.index", _l("Phân công đang xem xét")),
            MenuItem("scores.index", _l("Điểm 766")),
            MenuItem("evaluations.index", _l("Đánh giá")),
        ),
        (
            "target_explanations",
            "task_reports",
            "task_extensions",
            "task_changes",
            "task_bulk",
        ),
    ),
    MenuGroup(
        _l("Hồ sơ"),
        (
            MenuItem("dossiers.index", _l("Hồ sơ chậm, quá hạn")),
            MenuItem("explanations.index", _l("Giải trình")),
            MenuItem("apologies.index", _l("Phiếu xin lỗi")),
            MenuItem("counts.show", _l("Thống kê")),
            MenuItem("alerts.index", _l("Cảnh báo"), count_open_alerts),
        ),
    ),
    MenuGroup(
        _l("Số liệu"),
        (
            MenuItem("imports.index", _l("Nhập số liệu")),
            MenuItem("pulls.index", _l("Nguồn số liệu")),
            MenuItem("reconciliation.index", _l("Đối chiếu")),
        ),
    ),
    MenuGroup(
        _l("Tra cứu"),
        (
            MenuItem("calculator.show", _l("Tính hạn trả")),
            MenuItem("calendar_days.show", _l("Lịch làm việc")),
            MenuItem("units.index", _l("Các đơn vị")),
            MenuItem("help.show", _l("Trợ giúp")),
        ),
    ),
    MenuGroup(_l("Quản trị"), (MenuItem("messages.index", _l("Thư tin")),)),
)
"""In the order shown; staff pages add theirs here, to the group they belong to."""

FLAT_UP_TO: Final = 6
"""So few entries stand side by side: who has not logged in needs no groups."""


@dataclass(frozen=True, slots=True)
class MenuLink:
    """An entry or a group of the menu as a page shows it."""

    url: str
    text: str
    is_current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu as a page shows it: a row of groups, and the entries of the one that is open.

    Args:
        links: The groups, or every entry where there are few.
        pages: Entries of the open group; empty where it has only one, or none is open.
    """

    links: list[MenuLink]
    pages: list[MenuLink]


def build_menu(may_open: Callable[[str], bool]) -> Menu:
    """Return the menu for whoever sent this request.

    Args:
        may_open: Whether they may open an endpoint.
    """
    shown = [(group, [item for item in group.items if may_open(item.endpoint)]) for group in MENU]
    shown = [(group, items) for group, items in shown if items]
    if sum(len(items) for _, items in shown) <= FLAT_UP_TO:
        return Menu([_link(item) for _, items in shown for item in items], [])
    links: list[MenuLink] = []
    pages: list[MenuLink] = []
    for group, items in shown:
        entries = [_link(item) for item in items]
        # Some pages of a screen are open to people for whom its first page is not.
        own = {*group.also, *(item.endpoint.partition(".")[0] for item in group.items)}
        is_open = request.blueprint in own
        counted = sum(entry.count for entry in entries)
        # A group of one is that one.
        text = str(group.text) if len(entries) > 1 else entries[0].text
        links.append(MenuLink(entries[0].url, text, is_open, counted))
        if is_open and len(entries) > 1:
            pages = entries
    return Menu(links, pages)


def _link(item: MenuItem) -> MenuLink:
    count = item.count() if item.count else 0
    return MenuLink(
        url_for(item.endpoint), str(item.text), request.endpoint == item.endpoint, count
    )


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
