"""Addresses of pages, for messages that are written where there are no pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATHS: Final[Mapping[str, str]] = {
    "accounts.home": "/viec-cua-toi",
    "alerts.index": "/canh-bao",
    "apologies.index": "/xin-loi",
    "assignment_answers.index": "/phan-cong",
    "assignment_disputes.show": "/phan-cong/xem-xet/{dispute_id}",
    "explanations.index": "/giai-trinh",
    "lists.show": "/cong-bo/{period}",
    "objections.overview": "/cong-bo/{period}/phan-hoi",
    "objections.show": "/phan-hoi/{period}",
    "target_explanations.index": "/giai-trinh-chi-tieu",
    "target_explanations.show": "/giai-trinh-chi-tieu/{directive}/{ordinal}/{unit_code}",
    "tasks.index": "/nhiem-vu",
    "tasks.show": "/nhiem-vu/{directive}/{ordinal}",
}
"""View → its path; a test holds them against the pages themselves."""


def link_to(base_url: str, endpoint: str, args: Iterable[tuple[str, str | int]] = ()) -> str:
    """Return the address of a page.

    Args:
        base_url: Address people reach the site at; empty gives a path only.
        endpoint: One of `PATHS`.
        args: Parts of the path, and the values of the query.
    """
    path, query = PATHS[endpoint], []
    for name, value in args:
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        else:
            query.append((name, str(value)))
    return f"{base_url}{path}{'?' if query else ''}{urlencode(query)}"
