"""The menu of a role, and which of its entries a page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from tracker.queries.integrity_alerts import count_open_alerts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the menu; it shows to those whose role may open it, once its view exists.

    Args:
        endpoint: View it leads to; it is marked on every page of its blueprint.
        text: What it says.
        count: How many things there wait for somebody; asked only of who may open it.
        also: What belongs to it beside the pages of its own blueprint: blueprints, or views.
    """

    endpoint: str
    text: LazyString
    count: Callable[[], int] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries that belong together; one of them is open at a time.

    Args:
        text: What it says.
        items: Its entries, the first of which it leads to.
    """

    text: LazyString
    items: tuple[MenuItem, ...]


MENU: Final = (
    MenuGroup(
        _l("Việc của tôi"),
        (
            MenuItem("accounts.home", _l("Việc của tôi"), also=("feeds",)),
            MenuItem("chasing.index", _l("Cần đốc thúc hôm nay")),
        ),
    ),
    MenuGroup(
        _l("Công khai"),
        (
            MenuItem(
                "public.latest",
                _l("Danh sách chậm muộn"),
                also=("public.how_to_read", "verification"),
            ),
            MenuItem(
                "public.archive",
                _l("Các kỳ đã công bố"),
                also=("public.show", "public.show_version"),
            ),
            MenuItem("lists.index", _l("Lập và công bố"), also=("objections",)),
            MenuItem("objections.index", _l("Phản hồi danh sách")),
            MenuItem("cycle.index", _l("Chu trình tháng")),
        ),
    ),
    MenuGroup(
        _l("Chỉ tiêu, nhiệm vụ"),
        (
            MenuItem("matrix.show", _l("Ma trận"), also=("task_bulk",)),
            MenuItem("overviews.show", _l("Tổng quan")),
            MenuItem("targets.index", _l("Các chỉ tiêu"), also=("target_explanations",)),
            MenuItem(
                "tasks.index",
                _l("Các nhiệm vụ"),
                also=("task_reports", "task_extensions", "task_changes"),
            ),
            MenuItem("assignment_answers.index", _l("Tiếp nhận phân công")),
            MenuItem("assignment_disputes.index", _l("Phân công đang xem xét")),
            MenuItem("scores.index", _l("Điểm 766")),
            MenuItem("evaluations.index", _l("Đánh giá")),
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
            MenuItem("units.index", _l("Các đơn vị"), also=("scorecards",)),
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
    """An entry or a group of the menu as a page shows it.

    Args:
        url: Where it leads.
        text: What it says.
        current: "page" on that page, "true" on one that belongs to it, empty elsewhere.
        count: How many things there wait for somebody.
    """

    url: str
    text: str
    current: str
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
    every = [item for _, items in shown for item in items]
    here = entry_of(request.endpoint or "", every)
    if len(every) <= FLAT_UP_TO:
        return Menu([_link(item, here) for item in every], [])
    links: list[MenuLink] = []
    pages: list[MenuLink] = []
    for group, items in shown:
        entries = [_link(item, here) for item in items]
        is_open = here in items
        counted = sum(entry.count for entry in entries)
        if len(entries) == 1:
            # A group of one is that one.
            links.append(entries[0])
            continue
        links.append(MenuLink(entries[0].url, str(group.text), "true" if is_open else "", counted))
        if is_open:
            pages = entries
    return Menu(links, pages)


def entry_of(endpoint: str, items: Sequence[MenuItem]) -> MenuItem | None:
    """Return the entry a view belongs to: its own, else the first that its screen belongs to.

    Args:
        endpoint: The view.
        items: The entries to choose from: what one role finds under one, another finds elsewhere.
    """
    owners = {
        name: item
        for item in reversed(items)
        for name in (item.endpoint.partition(".")[0], item.endpoint, *item.also)
    }
    return owners.get(endpoint) or owners.get(endpoint.partition(".")[0])


def _link(item: MenuItem, here: MenuItem | None) -> MenuLink:
    count = item.count() if item.count else 0
    current = ""
    if item is here:
        current = "page" if request.endpoint == item.endpoint else "true"
    return MenuLink(url_for(item.endpoint), str(item.text), current, count)
